"""Classify a multiplier: its class and regime as n -> oo, derived, and where its self weight passes 10, 50 and 90%.

The class and the regime come from the theory (`critscale.theory.laws.classes`), with the signs of constants answered by
balls; the crossing lengths are certified (`critscale.numerics.laws.crossings`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction

from ...theory.digits import exact_text
from ...theory.errors import BadInput, shown
from ...theory.expression import Expression, fold, operate
from ...theory.field import SPECIAL, Field
from ...theory.laws.classes import OPEN, Asymptotic, Limit, asymptotic, limit, limit_at_any_base
from ...theory.laws.constants import Constant
from ...theory.laws.law import BoundLaw
from ...theory.notation import decimal, latex, text
from ...theory.pictured import Pictured
from ...theory.result import Cell, Noted, ValueTable, View
from ..floats import says_floats
from ..inputs import Number, correlation, fraction_of_one
from ..numbers.certification import certify
from ..settings.length import ContextLength, LengthLike
from ..settings.window import HIGH, LOW
from .crossings import LARGEST, MAX_LARGEST, Crossings, crossings
from .law_input import Parameters, base_ball, read_base, read_law
from .multiplier import constant, constant_sign

LEVELS = (LOW, Fraction(1, 2), HIGH)
"""Self weights whose crossing lengths are looked for."""


def _atom(operator: str) -> Callable[..., Constant]:
    return staticmethod(lambda *operands: Constant.atom(operate(operator, *(o.expression() for o in operands))))


class _Constants(Field, lacks=SPECIAL):
    """The field of exact constants; what has no rule becomes an atom."""

    number = staticmethod(Constant.of)
    log, exp = staticmethod(Constant.log), staticmethod(Constant.exp)
    minimum, maximum, floor = _atom("min"), _atom("max"), _atom("floor")

    def sqrt(self, x: Constant) -> Constant:
        return x.power(Fraction(1, 2))

    def power(self, x: Constant, y: Constant) -> Constant:
        return _atom("^")(x, y) if y.rational is None else x.power(y.rational)


@dataclass(frozen=True, slots=True)
class AtBase:
    """What of a classification hangs on the base scale and the correlation.

    Attributes
    ----------
    base : Expression
        beta0.
    rho : Fraction
        Common inner product.
    limit : Limit
        The regime as n -> oo.
    crossings : tuple of Crossings
        Where the self weight passes each level.
    """

    base: Expression
    rho: Fraction
    limit: Limit
    crossings: tuple[Crossings, ...]


@dataclass(frozen=True, slots=True, repr=False)
class Classification(Noted, Pictured):
    """What is known of a law, and of the law at a base scale and a correlation where these are given.

    Attributes
    ----------
    law : BoundLaw
        The multiplier.
    asymptotic : Asymptotic
        Its growth and class, and whether it preserves the regime.
    at_base : AtBase or None
        What hangs on the base scale; None where it is not given.
    """

    law: BoundLaw
    asymptotic: Asymptotic
    at_base: AtBase | None

    @property
    def limit(self) -> Limit:
        """The regime as n -> oo; without a base scale, that of every base scale, or what decides it."""
        return limit_at_any_base(self.asymptotic) if self.at_base is None else self.at_base.limit

    @property
    def crossings(self) -> tuple[Crossings, ...]:
        """Where the self weight passes each level; none without a base scale."""
        return () if self.at_base is None else self.at_base.crossings

    @property
    def open(self) -> tuple[str, ...]:
        """The answers that the base scale would give, by their names in JSON; none where it is given."""
        if self.at_base is not None:
            return ()
        return ("gamma", "regime", "crossings") if self.limit.regime == OPEN else ("crossings",)

    def view(self) -> View:
        """Return a table of one row, for the eye a line for each finding."""
        law, kind, at, critical = self.law, self.asymptotic.kind, self.at_base, self.asymptotic.critical_gap
        formula, regime = text(law.multiplier), None if "regime" in self.open else self.limit.regime
        found: dict[str, tuple[str, object]] = {
            "law": ("law", Cell(f"{law.law.title}: m = {formula}", law.law.id)),
            "multiplier": ("as n -> oo", Cell(f"m = {_shown(self.asymptotic)}", formula)),
            "class": ("class", Cell(f"{kind.id}: {kind.meaning}", kind.id)),
            "regime_preserving": ("regime kept", self.asymptotic.regime_preserving),
        }
        if at is not None:
            gamma = "oo" if at.limit.gamma is None else _with_digits(at.limit.gamma)
            said = f"beta0 m / log n -> {gamma}, critical at 1/(1 - rho) = {shown(1 / (1 - at.rho))}"
            found["gamma"] = "gamma", Cell(said, None if at.limit.gamma is None else str(at.limit.gamma))
            found["regime"] = "regime as n -> oo", Cell(f"{at.limit.regime}: {at.limit.reason}", regime)
            for c in at.crossings:
                first = c.crossings[0].after if c.crossings else None
                found[f"crossing_{exact_text(c.level)}"] = f"self weight {decimal(100 * c.level)}%", Cell(f"{c}  [n = {c.first} .. {c.last:.6g}]", first)
        elif critical is None:
            found["regime"] = "regime as n -> oo", Cell(f"{self.limit.regime} at any base scale: {self.limit.reason}", regime)
        else:
            said = f"{OPEN}: critical at beta0 (1 - rho) = {_with_digits(critical)}, supercritical above"
            found["regime"] = "regime as n -> oo", Cell(said, regime)
        if at is None:
            needs = "the side it is on, and its crossing lengths" if "regime" in self.open else "its crossing lengths"
            found["crossing"] = "needs beta0, rho", Cell(f"{needs}, where its self weight passes 10, 50 and 90%")
        heads, values = zip(*found.values(), strict=True)
        return View("", ValueTable(tuple(found), [values], heads, upright=True))

    def latex(self) -> str:
        """Return the multiplier as LaTeX."""
        return f"m = {latex(self.law.multiplier)}"

    def _repr_latex_(self) -> str:
        return f"${self.latex()}$"

    def to_json(self) -> dict[str, object]:
        """Return the findings as JSON data; exact numbers are text, and what hangs on a base scale that is not given is null."""
        kind, at, critical = self.asymptotic.kind, self.at_base, self.asymptotic.critical_gap
        return {
            "law": self.law.law.id,
            "multiplier": text(self.law.multiplier),
            "parameters": {name: exact_text(value) for name, value in self.law.settings.items()},
            "beta0": None if at is None else text(at.base),
            "rho": None if at is None else exact_text(at.rho),
            "asymptotics": str(self.asymptotic.series),
            "class": kind.id,
            "class_meaning": kind.meaning,
            "regime_preserving": self.asymptotic.regime_preserving,
            "critical_gap": None if critical is None else str(critical),
            "gamma": None if self.limit.gamma is None else str(self.limit.gamma),
            "regime": None if "regime" in self.open else self.limit.regime,
            "reason": self.limit.reason,
            "needs_beta0_and_rho": list(self.open),
            "crossings": None if at is None else [_crossing(c) for c in at.crossings],
        }


def _crossing(found: Crossings) -> dict[str, object]:
    """Return where a self weight is passed, as JSON data."""
    return {
        "self_weight": exact_text(found.level),
        "range": [found.first, found.last],
        "above_at_first": found.above_at_first,
        "crossings": [{"n": x.after, "direction": "up" if x.upward else "down"} for x in found.crossings],
        "undecided": [list(block) for block in found.open],
    }


def _with_digits(value: Constant) -> str:
    """Return a constant, and its digits where it is not rational."""
    if value.rational is not None:
        return decimal(value.rational)
    digits = certify(lambda bits: constant(value.expression()), 6)
    return f"{value} = {digits}"


def _shown(law: Asymptotic) -> str:
    """Return the two leading terms."""
    terms = law.series.terms
    head = " + ".join(str(t) for t in terms[:2])
    return head if len(terms) <= 2 and law.series.error is None else f"{head} + ..."


def asymptotic_of(law: BoundLaw) -> Asymptotic:
    """Return the class of a law, with the signs of constants answered by balls.

    Raises
    ------
    BadInput
        If m is not positive for all large n.
    Undecided
        If the growth leaves the scale n^a (log n)^b (log log n)^c, or a sign is undecided.
    """
    return asymptotic(law.multiplier, constant_sign)


def limit_of(law: Asymptotic, base: Expression, rho: Fraction) -> Limit:
    """Return the regime as n -> oo of a law at a base scale.

    Raises
    ------
    Undecided
        If gamma cannot be told from 1/(1 - rho).
    """
    return limit(law, fold(base, _Constants(), {}), rho, constant_sign)


@says_floats()
def classify(
    law: str | BoundLaw,
    *,
    beta0: Number | str | None = None,
    rho: Number | None = None,
    parameters: Parameters | None = None,
    levels: Iterable[Number] = LEVELS,
    largest: LengthLike | None = None,
) -> Classification:
    """Classify a law or an expression of one's own.

    Class, growth, and whether it preserves the regime need the law alone; on which side of the critical one it ends where it grows
    as log n, and its crossing lengths, need the base scale and rho too.

    Parameters
    ----------
    law : str or BoundLaw
        An id of the catalogue, or an expression in n or pos, such as ``"1 + 0.1*log(n/8192)"``.
    beta0 : number or str, optional
        The base scale: beta_n = beta0 m(n), the squared norm of the tokens included.  With ``rho``, or neither.
    rho : number, optional
        Common inner product, 0 <= rho < 1.
    parameters : mapping, optional
        Parameter values by name.
    levels : iterable of numbers
        Self weights whose crossing lengths are wanted; none for a quick answer.
    largest : LengthLike, optional
        Crossings are looked for in n = 2 .. largest, at most 1e60; 1e12 by default.

    Returns
    -------
    Classification

    Raises
    ------
    BadInput
        If an argument is no number, out of range, or not in the grammar, or one of beta0 and rho is given alone.
    UnknownName
        If there is no such law or parameter.
    Undecided
        If the growth leaves the scale, or a sign is undecided.
    """
    bound = read_law(law, parameters)
    if beta0 is None or rho is None:
        if beta0 is not None or rho is not None or largest is not None:
            why = "crossing lengths, and the side of the critical regime, need both beta0 and rho"
            raise BadInput("half of a base scale" if largest is None else f"largest = {shown(largest)}", why, "give both (--beta0, --rho), or neither")
        return Classification(bound, asymptotic_of(bound), None)
    base, inner = read_base(beta0), correlation(rho)
    end = ContextLength.parse(LARGEST if largest is None else largest, "largest").exact
    if end is None:
        raise BadInput(f"largest = {shown(largest)}", f"beyond {MAX_LARGEST:.0e}", "give one such as 1e12 (--up-to)")
    found = asymptotic_of(bound)
    passed = tuple(
        crossings(bound.multiplier, lambda: base_ball(base), inner, fraction_of_one(level, "level"), last=end)
        for level in levels
    )
    return Classification(bound, found, AtBase(base, inner, limit_of(found, base, inner), passed))
