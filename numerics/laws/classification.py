"""Classify a multiplier: its class and regime as n -> oo, derived, and where its self weight passes 10, 50 and 90%.

The class and the regime come from the theory (`critscale.theory.laws.classes`), with the signs of constants answered by
balls; the crossing lengths are certified (`critscale.numerics.laws.crossings`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction

from ...theory.errors import BadInput, shown
from ...theory.expression import Expression, fold, operate
from ...theory.field import SPECIAL, Field
from ...theory.laws.classes import Asymptotic, Limit, asymptotic, limit
from ...theory.laws.constants import Constant
from ...theory.laws.law import BoundLaw
from ...theory.notation import decimal, text
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
class Classification:
    """What is known of a law at a base scale and a correlation.

    Attributes
    ----------
    law : BoundLaw
        The multiplier.
    asymptotic : Asymptotic
        Its growth and class.
    base : Expression
        beta0.
    rho : Fraction
        Common inner product.
    limit : Limit
        The regime as n -> oo.
    crossings : tuple of Crossings
        Where the self weight passes each level.
    """

    law: BoundLaw
    asymptotic: Asymptotic
    base: Expression
    rho: Fraction
    limit: Limit
    crossings: tuple[Crossings, ...]

    def __str__(self) -> str:
        """Return one line for each finding."""
        law, kind = self.law, self.asymptotic.kind
        gamma = "oo" if self.limit.gamma is None else _with_digits(self.limit.gamma)
        rows = [
            ("law", f"{law.law.title}: m = {text(law.multiplier)}"),
            ("as n -> oo", f"m = {_shown(self.asymptotic)}"),
            ("class", f"{kind.id}: {kind.meaning}"),
            ("gamma", f"beta0 m / log n -> {gamma}, critical at 1/(1 - rho) = {1 / (1 - self.rho)}"),
            ("regime as n -> oo", f"{self.limit.regime}: {self.limit.reason}"),
        ]
        rows += [
            (f"self weight {decimal(100 * c.level)}%", f"{c}  [n = {c.first} .. {c.last:.6g}]") for c in self.crossings
        ]
        width = max(len(label) for label, _ in rows)
        return "\n".join(f"{label:<{width}}  {value}" for label, value in rows)

    def to_json(self) -> dict[str, object]:
        """Return the findings as JSON data; exact numbers are text."""
        kind = self.asymptotic.kind
        return {
            "law": self.law.law.id,
            "multiplier": text(self.law.multiplier),
            "parameters": {name: str(value) for name, value in self.law.settings.items()},
            "beta0": text(self.base),
            "rho": str(self.rho),
            "asymptotics": str(self.asymptotic.series),
            "class": kind.id,
            "class_meaning": kind.meaning,
            "regime_preserving": self.asymptotic.regime_preserving,
            "gamma": None if self.limit.gamma is None else str(self.limit.gamma),
            "regime": self.limit.regime,
            "reason": self.limit.reason,
            "crossings": [
                {
                    "self_weight": str(c.level),
                    "range": [c.first, c.last],
                    "above_at_first": c.above_at_first,
                    "crossings": [{"n": x.after, "direction": "up" if x.upward else "down"} for x in c.crossings],
                    "undecided": [list(block) for block in c.open],
                }
                for c in self.crossings
            ],
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


def classify(
    law: str | BoundLaw,
    *,
    beta0: Number | str,
    rho: Number,
    parameters: Parameters | None = None,
    levels: Iterable[Number] = LEVELS,
    largest: LengthLike = LARGEST,
) -> Classification:
    """Classify a law or an expression of one's own.

    Parameters
    ----------
    law : str or BoundLaw
        An id of the catalogue, or an expression in n or pos, such as ``"1 + 0.1*log(n/8192)"``.
    beta0 : number or str
        The base scale: beta_n = beta0 m(n), the squared norm of the tokens included.
    rho : number
        Common inner product, 0 <= rho < 1.
    parameters : mapping, optional
        Parameter values by name.
    levels : iterable of numbers
        Self weights whose crossing lengths are wanted; none for a quick answer.
    largest : LengthLike
        Crossings are looked for in n = 2 .. largest, at most 1e60.

    Returns
    -------
    Classification

    Raises
    ------
    BadInput
        If an argument is no number, out of range, or not in the grammar.
    UnknownName
        If there is no such law or parameter.
    Undecided
        If the growth leaves the scale, or a sign is undecided.
    """
    bound, base, inner = read_law(law, parameters), read_base(beta0), correlation(rho)
    end = ContextLength.parse(largest, "largest").exact
    if end is None:
        raise BadInput(f"largest = {shown(largest)}", f"beyond {MAX_LARGEST:.0e}", "give one such as 1e12")
    found = asymptotic_of(bound)
    passed = tuple(
        crossings(bound.multiplier, lambda: base_ball(base), inner, fraction_of_one(level, "level"), last=end)
        for level in levels
    )
    return Classification(bound, found, base, inner, limit_of(found, base, inner), passed)
