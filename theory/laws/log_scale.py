"""The log-scale: growth rates n^a (log n)^b (log log n)^c, and finite sums of them with exact coefficients."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from typing import NamedTuple

from ..expression import Expression, Numeral, Variable, operate
from .constants import Constant


class Rate(NamedTuple):
    """The growth n^power (log n)^logs (log log n)^loglogs; tuples compare as growths do."""

    power: Fraction = Fraction(0)
    logs: Fraction = Fraction(0)
    loglogs: Fraction = Fraction(0)

    def times(self, other: Rate) -> Rate:
        """Return the product."""
        return Rate(*(a + b for a, b in zip(self, other, strict=True)))

    def to(self, exponent: Fraction) -> Rate:
        """Return the power."""
        return Rate(*(a * exponent for a in self))

    def expression(self) -> Expression:
        """Return the growth in the grammar of laws."""
        log = operate("log", Variable("n"))
        found: Expression = Numeral(Fraction(1))
        for base, exponent in zip((Variable("n"), log, operate("log", log)), self, strict=True):
            if exponent:
                factor: Expression = base if exponent == 1 else operate("^", base, Numeral(exponent))
                found = factor if found == Numeral(Fraction(1)) else operate("*", found, factor)
        return found

    def __str__(self) -> str:
        parts = []
        for name, exponent in zip(("n", "log n", "log log n"), self, strict=True):
            if exponent:
                base = name if exponent == 1 or name == "n" else f"({name})"
                shown = str(exponent) if exponent.denominator == 1 and exponent > 0 else f"({exponent})"
                parts.append(base if exponent == 1 else f"{base}^{shown}")
        return " ".join(parts) or "1"


ONE = Rate()
LOG = Rate(logs=Fraction(1))
N, LOGLOG = Rate(power=Fraction(1)), Rate(loglogs=Fraction(1))


class ScaleTerm(NamedTuple):
    """coefficient * rate."""

    rate: Rate
    coefficient: Constant

    def expression(self) -> Expression:
        """Return the term in the grammar of laws."""
        if self.rate == ONE or self.coefficient.rational == 1:
            return self.coefficient.expression() if self.rate == ONE else self.rate.expression()
        return operate("*", self.coefficient.expression(), self.rate.expression())

    def __str__(self) -> str:
        if self.rate == ONE:
            return str(self.coefficient)
        factor = str(self.coefficient)
        if factor == "1":
            return str(self.rate)
        return (
            f"({factor}) {self.rate}"
            if self.coefficient.rational is None and {*" /"} & {*factor}
            else f"{factor} {self.rate}"
        )


@dataclass(frozen=True, slots=True)
class Series:
    """A function of n near n = oo: terms in falling order, and O(error)."""

    terms: tuple[ScaleTerm, ...] = ()
    error: Rate | None = None

    @property
    def lead(self) -> ScaleTerm | None:
        """The leading term; None if the function is exactly 0."""
        return self.terms[0] if self.terms else None

    def expression(self) -> Expression:
        """Return the sum of the terms in the grammar of laws."""
        terms = [term.expression() for term in self.terms]
        return reduce(lambda a, b: operate("+", a, b), terms) if terms else Numeral(Fraction(0))

    def coefficient(self, rate: Rate) -> Constant:
        """Return the coefficient of a growth that is larger than the error."""
        return next((t.coefficient for t in self.terms if t.rate == rate), Constant.of(0))

    def __str__(self) -> str:
        shown = " + ".join(str(t) for t in self.terms).replace("+ -", "- ") or "0"
        return shown if self.error is None else f"{shown} + O({self.error})"
