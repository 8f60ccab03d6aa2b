"""Growth rates n^-e (log n)^k with e linear in the depth delta, and the strata of delta on which their order is fixed.

Which of two monomials is larger depends on delta: u^2 = n^(-2 delta) beats t = n^-(1-delta) exactly when delta < 1/3.  A
stratum is an interval of delta on which every comparison made so far has one answer, or a single boundary point.  A
comparison that changes sign inside a stratum raises `OrderChange` with the exact place, and the caller splits there: the
secondary boundaries are derived this way, never listed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from .assumptions import Assumption
from .closed_form import LogOf, PowerProduct, power_product

if TYPE_CHECKING:
    from sympy import Expr


class OrderChange(Exception):
    """Two growth rates change order at a depth inside the stratum."""

    def __init__(self, at: Fraction) -> None:
        super().__init__(f"the order of two terms changes at delta = {at}")
        self.at = at


@dataclass(frozen=True, slots=True)
class Stratum:
    """An open interval of the depth delta, or one point of it when ``low == high``; ``high`` None is infinity."""

    low: Fraction
    high: Fraction | None

    @classmethod
    def whole(cls, depth: Assumption | None) -> Stratum:
        """Return the full range of a regime's depth; a regime without depth is the point delta = 0."""
        return cls(Fraction(0), Fraction(0)) if depth is None else cls(depth.low, depth.high)

    @property
    def point(self) -> Fraction | None:
        """The single depth of a boundary stratum, or None."""
        return self.low if self.low == self.high else None

    def split(self, at: Fraction) -> tuple[Stratum, Stratum, Stratum]:
        """Return what lies below ``at``, ``at`` itself, and what lies above."""
        return Stratum(self.low, at), Stratum(at, at), Stratum(at, self.high)

    def contains(self, delta: Fraction) -> bool:
        """Tell whether ``delta`` lies in the stratum."""
        if self.point is not None:
            return delta == self.point
        return self.low < delta and (self.high is None or delta < self.high)

    def __str__(self) -> str:
        if self.point is not None:
            return f"delta = {self.point}"
        return f"delta > {self.low}" if self.high is None else f"{self.low} < delta < {self.high}"


@dataclass(frozen=True, slots=True)
class Growth:
    """The rate n^-(constant + slope delta) (log n)^logs.

    Products and the order of rates need no more of an exponent than a sum, a difference and an order: at n = oo it may be a
    number of another kind.
    """

    constant: Fraction
    slope: Fraction = Fraction(0)
    logs: int = 0
    _hash: int | None = field(default=None, init=False, repr=False, compare=False)

    def __hash__(self) -> int:
        """Return the hash, computed once: rates are keys, and hashing a fraction costs more than adding two."""
        if self._hash is None:
            object.__setattr__(self, "_hash", hash((self.constant, self.slope, self.logs)))
        found: int = self._hash  # type: ignore[assignment]
        return found

    def __str__(self) -> str:
        return str(self.form)

    @property
    def form(self) -> PowerProduct:
        """The rate as a closed form in n and delta."""
        return power_product(Fraction(1), [("n", (-self.constant, -self.slope)), (LogOf("n"), Fraction(self.logs))])

    def at(self, stratum: Stratum) -> Growth:
        """Return the rate with delta filled in where the stratum is a point."""
        if stratum.point is None:
            return self
        return Growth(self.constant + self.slope * stratum.point, Fraction(0), self.logs)

    def __mul__(self, other: Growth) -> Growth:
        return Growth(self.constant + other.constant, self.slope + other.slope, self.logs + other.logs)

    def __truediv__(self, other: Growth) -> Growth:
        return Growth(self.constant - other.constant, self.slope - other.slope, self.logs - other.logs)

    def __pow__(self, k: int) -> Growth:
        return Growth(k * self.constant, k * self.slope, k * self.logs)

    def exponent_sign(self, stratum: Stratum) -> int:
        """Return the sign of the exponent constant + slope delta on the whole stratum; `OrderChange` if it changes."""
        here = self if self.slope == 0 else self.at(stratum)
        if here.slope == 0:
            return (here.constant > 0) - (here.constant < 0)
        root = -here.constant / here.slope
        if stratum.contains(root):
            raise OrderChange(root)
        inside = stratum.low + 1 if stratum.high is None else (stratum.low + stratum.high) / 2
        return 1 if here.constant + here.slope * inside > 0 else -1

    def vanishes(self, stratum: Stratum) -> bool:
        """Tell whether the rate tends to 0 as n -> oo, everywhere on the stratum."""
        sign = self.exponent_sign(stratum)
        return sign > 0 or (sign == 0 and self.logs < 0)

    def dominates(self, other: Growth, stratum: Stratum) -> bool:
        """Tell whether ``other`` is of smaller order, everywhere on the stratum."""
        if self.slope == other.slope:
            return self.logs > other.logs if self.constant == other.constant else self.constant < other.constant
        return (other / self).vanishes(stratum)

    def exponent(self, delta: Any) -> Any:
        """Return the exponent e of n^-e at a value or symbol ``delta``."""
        return self.constant + self.slope * delta

    def expression(self) -> Expr:
        """Return the rate as a SymPy expression in n and delta."""
        return self.form.symbolic()


def dominant(rates: Iterable[Growth], stratum: Stratum) -> Growth:
    """Return the largest of several distinct rates on a stratum; `OrderChange` where there is no single answer."""
    best: Growth | None = None
    for rate in rates:
        if best is None or (rate != best and rate.dominates(best, stratum)):
            best = rate
    if best is None:
        raise ValueError("no rates to compare")
    return best
