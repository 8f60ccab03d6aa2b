"""The extension calculator: a model calibrated at context length L, read at n under a law.

Everything is exact in the odds: log_odds(a(n)) = (m(n)/m(L)) (log_odds(p) + log(L - 1)) - log(n - 1), and the row of the layer
follows from the odds alone.  Beside the law's multiplier stands the one that would keep the self weight, and beside its
self weight that of plain softmax with the same calibration.

A law that is constant and was on at the calibration has m(n)/m(L) = 1: it cancels, and its row is that of plain softmax.

Source: theory A1, A8, A10, derived; the formulas are those of `critscale.theory.laws.extension`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from flint import arb

from ...theory.digits import exact_text
from ...theory.errors import BadInput, shown
from ...theory.expression import fold
from ...theory.field import Scalar
from ...theory.laws.catalogue import LAWS
from ...theory.laws.law import BoundLaw
from ...theory.layer import quantities as q
from ...theory.layer.row import Row
from ...theory.notation import text
from ...theory.pictured import Pictured
from ...theory.result import Noted, ValueTable, View
from ..floats import says_floats
from ..inputs import Number, correlation, decimal_digits, nonnegative
from ..numbers.balls import rational_ball
from ..numbers.enclosure import Enclosure
from ..settings.length import ContextLength, LengthLike
from .calibration import Calibration
from .law_input import Parameters, read_law
from .multiplier import LAW_BALLS, at_length, ball, not_positive, undefined_law

GUARD = 32


@dataclass(frozen=True, slots=True)
class Extended:
    """The model at one context length.

    Attributes
    ----------
    n : ContextLength
        Context length.
    multiplier : Enclosure
        m(n), the law's factor on the logits.
    recommended : Enclosure
        The m(n) that keeps the self weight at p.
    self_weight, row_entropy, contraction_factor : Enclosure
        The layer at n under the law; entropy in nats.
    plain_self_weight : Enclosure
        The self weight at n of plain softmax with the same calibration: what no law at all would give.
    """

    n: ContextLength
    multiplier: Enclosure
    recommended: Enclosure
    self_weight: Enclosure
    row_entropy: Enclosure
    contraction_factor: Enclosure
    plain_self_weight: Enclosure

    def to_json(self) -> dict[str, object]:
        """Return the row as JSON data."""
        names = (
            "multiplier",
            "recommended",
            "self_weight",
            "row_entropy",
            "contraction_factor",
            "plain_self_weight",
        )
        return {"n": str(self.n), **{name: getattr(self, name).decimal() for name in names}}


_COLUMNS = {
    "multiplier": "m(n)",
    "self_weight": "self weight",
    "plain_self_weight": "plain",
    "row_entropy": "entropy",
    "contraction_factor": "contraction",
    "recommended": "m to keep p",
}
"""What a table of an extension shows of each context length, and under which head."""


@dataclass(frozen=True, slots=True, repr=False)
class Extension(Noted, Pictured):
    """A calibrated model over several context lengths.

    Attributes
    ----------
    law : BoundLaw
        The multiplier.
    settled : mapping
        The parameters that were not given and are settled by the extension itself: L, and the factor L'/L.
    trained : ContextLength
        L, where the model is calibrated.
    gap : str
        What is known there: the self weight or the logit gap.
    rho, residual : Fraction
        Common inner product and residual strength, for the contraction factor.
    before : bool
        Whether the model was calibrated before the law was switched on, so that m(L) counts as 1.
    rows : tuple of Extended
        One for each length.
    """

    law: BoundLaw
    settled: Mapping[str, Fraction]
    trained: ContextLength
    gap: str
    rho: Fraction
    residual: Fraction
    before: bool
    rows: tuple[Extended, ...]

    @property
    def baseline(self) -> str:
        """What m(L) is: the law's value at L, or 1 where the law was switched on after the calibration."""
        return "before the law was switched on: m(L) = 1" if self.before else "with the law on"

    @property
    def cancels(self) -> bool:
        """Whether the law changes nothing: it is constant in n and was on at the calibration."""
        return self.law.is_constant and not self.before

    def view(self) -> View:
        """Return a row for each context length, and what it was calibrated with."""
        rows = [(row.n, *(getattr(row, name) for name in _COLUMNS)) for row in self.rows]
        first, *rest = self._about("the lengths")
        return View(first, ValueTable(("n", *_COLUMNS), rows, ("n", *_COLUMNS.values())), tuple(rest))

    @property
    def about(self) -> tuple[str, ...]:
        """The law, and what it was calibrated with, in lines for a terminal."""
        return self._about("--from and --to")

    def _about(self, lengths: str) -> tuple[str, ...]:
        """Return the lines; ``lengths`` is what settled parameters are said to be from."""
        settled = " and ".join(f"{name} = {exact_text(value)}" for name, value in self.settled.items())
        taken = f"; {settled}, from {lengths}" if settled else ""
        cancels = "it is constant and was on at the calibration: it cancels, and the self weight is that of plain softmax"
        return (
            f"law {self.law.law.id}: m = {text(self.law.multiplier)}{taken}",
            f"calibrated at L = {self.trained}: {self.gap}, {self.baseline}; rho = {shown(self.rho)}, entropy in nats",
            *((cancels,) if self.cancels else ()),
        )

    def to_json(self) -> dict[str, object]:
        """Return everything as JSON data; exact numbers are text."""
        return {
            "law": self.law.law.id,
            "multiplier": text(self.law.multiplier),
            "settled": {name: str(value) for name, value in self.settled.items()},
            "cancels": self.cancels,
            "trained": str(self.trained),
            "calibration": self.gap,
            "baseline": self.baseline,
            "rho": exact_text(self.rho),
            "residual": exact_text(self.residual),
            "lengths": [row.to_json() for row in self.rows],
        }


@dataclass(frozen=True, slots=True)
class CalibratedModel:
    """A model that is calibrated at L, under a law; balls are at the working precision.

    Attributes
    ----------
    law : BoundLaw
        The multiplier.
    settled : mapping
        The parameters that were not given and are settled by the extension itself.
    calibration : Calibration
        What is known of it at L.
    before : bool
        Whether it was calibrated before the law was switched on, so that m(L) counts as 1.
    """

    law: BoundLaw
    settled: Mapping[str, Fraction]
    calibration: Calibration
    before: bool

    def multiplier(self, length: ContextLength) -> arb:
        """Return m(n)."""
        value = ball(fold(self.law.multiplier, LAW_BALLS, at_length(length)))
        if not value.is_finite():
            raise undefined_law(self.law.multiplier, str(length))
        if value <= 0:
            raise not_positive(self.law.multiplier)
        return value

    def baseline(self) -> arb:
        """Return what m(L) counts as."""
        return arb(1) if self.before else self.multiplier(self.calibration.keys)

    def recommended(self, length: ContextLength) -> arb:
        """Return the m(n) that keeps the self weight."""
        return self.calibration.ratio_ball("self-weight", length) * self.baseline()

    def ratio(self, length: ContextLength) -> arb:
        """Return m(n)/m(L)."""
        return self.multiplier(length) / self.baseline()

    def self_weight(self, length: ContextLength, digits: int) -> Enclosure:
        """Return the self weight at n under the law."""
        return self.calibration.self_weight(length, lambda: self.ratio(length), digits)


def calibrated_model(
    law: str | BoundLaw,
    *,
    trained: LengthLike,
    lengths: Iterable[LengthLike],
    self_weight: Number | None = None,
    gap: Number | None = None,
    parameters: Parameters | None = None,
    before: bool = False,
) -> CalibratedModel:
    """Return a calibrated model under a law; parameters and errors as those of `extend`."""
    start = _finite(trained)
    calibration = Calibration.read(start, self_weight, gap)
    bound, settled = extended_law(law, parameters or {}, start, [_finite(n) for n in lengths])
    return CalibratedModel(bound, settled, calibration, before)


def extended_law(
    law: str | BoundLaw, given: Parameters, trained: ContextLength, lengths: list[ContextLength]
) -> tuple[BoundLaw, dict[str, Fraction]]:
    """Return a law read for an extension from L to the longest length, and the parameters that are not given and that this settles.

    Raises
    ------
    BadInput
        If the law has an extension factor that neither is given nor follows from lengths that are multiplied out.
    """
    settled = _settled(law, given, trained, lengths)
    return read_law(law, {**settled, **given}), settled


@says_floats()
def extend(
    law: str | BoundLaw,
    *,
    trained: LengthLike,
    lengths: Iterable[LengthLike],
    self_weight: Number | None = None,
    gap: Number | None = None,
    rho: Number = "0.3",
    residual: Number = 0,
    parameters: Parameters | None = None,
    before: bool = False,
    digits: int = 6,
) -> Extension:
    """Read a calibrated model at longer contexts under a law.

    Parameters
    ----------
    law : str or BoundLaw
        An id of the catalogue, or an expression in n or pos.
    trained : LengthLike
        L, the context length of the calibration, finite.
    lengths : iterable of LengthLike
        Context lengths to read the model at, finite.
    self_weight : number, optional
        Self weight p at L, 1/L < p < 1; or ``gap``.
    gap : number, optional
        Logit gap beta (1 - rho) > 0 measured at L, nats; or ``self_weight``.
    rho : number
        Common inner product, 0 < rho < 1 (contraction factor needs it; the rest does not).
    residual : number
        Residual strength r >= 0, for the contraction factor.
    parameters : mapping, optional
        Parameter values of the law by name.  Of a law of the catalogue, an original length that is not given is L, and
        an extension factor that is not given is that of the longest of the lengths over L.
    before : bool
        The model was calibrated before the law was switched on: m(L) counts as 1.
    digits : int
        Significant decimal digits.

    Returns
    -------
    Extension

    Raises
    ------
    BadInput
        If an argument is no number, out of range, or not exactly one of ``self_weight`` and ``gap`` is given, or the
        law has an extension factor that neither is given nor follows from lengths that are multiplied out.
    NotCertain
        If the digits cannot be certified.
    """
    targets = [_finite(n) for n in lengths]
    model = calibrated_model(
        law, trained=trained, lengths=targets, self_weight=self_weight, gap=gap, parameters=parameters, before=before
    )
    inner, alpha, count = correlation(rho), nonnegative(residual, "residual"), decimal_digits(digits)
    rows = tuple(_row(model, n, inner, alpha, count) for n in targets)
    return Extension(model.law, model.settled, model.calibration.keys, model.calibration.text, inner, alpha, before, rows)


def _settled(
    law: str | BoundLaw, given: Parameters, trained: ContextLength, lengths: list[ContextLength]
) -> dict[str, Fraction]:
    """Return the parameters that are not given and that the extension from L to the longest length settles."""
    if not isinstance(law, str) or law not in LAWS:
        return {}
    result: dict[str, Fraction] = {}
    for parameter in LAWS[law].parameters:
        if parameter.name in given or not parameter.role:
            continue
        needed = [trained] if parameter.role == "original length" else [trained, *lengths]
        exact = [n.exact for n in needed if n.exact is not None]
        if len(exact) < len(needed):
            far = next(n for n in needed if n.exact is None)
            why = f"it is the {parameter.role}, and {shown(far)} is too far to take it from"
            raise BadInput(f"{law} without {parameter.name}", why, f"give it, for example --set {parameter.name}=32")
        result[parameter.name] = Fraction(max(exact), 1 if parameter.role == "original length" else exact[0])
    return result


def _finite(value: LengthLike) -> ContextLength:
    return ContextLength.finite(value, "a calibrated model is read at a finite n", "see `critscale classify` for the limit")


def _row(model: CalibratedModel, length: ContextLength, rho: Fraction, residual: Fraction, digits: int) -> Extended:
    def certain(compute: Callable[[], Scalar]) -> Enclosure:
        return model.calibration.certain(length, compute, digits)

    def quantity(formula: Callable[[Row, Scalar, Scalar], Scalar], ratio: Callable[[], arb]) -> Enclosure:
        return certain(
            lambda: formula(model.calibration.row(length, ratio()), rational_ball(rho), rational_ball(residual))
        )

    def law() -> arb:
        return model.ratio(length)

    return Extended(
        length,
        certain(lambda: model.multiplier(length)),
        certain(lambda: model.recommended(length)),
        quantity(q.self_weight, law),
        quantity(q.row_entropy, law),
        quantity(q.contraction_factor, law),
        quantity(q.self_weight, lambda: arb(1)),
    )
