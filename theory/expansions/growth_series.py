"""Sums of growth rates and their division by leading terms: the calculus of n -> oo.

A series is a finite sum of coefficients times growth rates n^-e (log n)^k.  The coefficients are numbers of any one ring:
polynomials in the parameters where a formula is derived, rational numbers and balls where it is evaluated at n = oo.  A
coefficient that is exactly 0 is left out; one that may be 0 is not.

Long division divides leading term by leading term.  No coefficient is divided: after k terms

    numerator / denominator = sum of head_j / lead^j * rate_j, j = 1..k, + remainder / (lead^k denominator),

exactly, with ``lead`` the coefficient of the denominator's leading rate.
"""

from __future__ import annotations

from collections.abc import ItemsView, Iterable, Iterator, Mapping
from typing import Any, Generic, NamedTuple, Protocol, Self, TypeVar

from ..growth import Growth, Stratum, dominant


class RingElement(Protocol):
    """A number of a ring."""

    def __add__(self, other: Self, /) -> Self:
        """Return the sum."""

    def __neg__(self) -> Self:
        """Return the opposite."""

    def __mul__(self, other: Self, /) -> Self:
        """Return the product."""


C = TypeVar("C", bound=RingElement)
"""The ring of the coefficients."""


class GrowthSeries(Generic[C]):
    """A finite sum of coefficients times growth rates.

    Parameters
    ----------
    terms : mapping
        The coefficient of each rate, none of them 0.
    """

    __slots__ = ("_terms",)

    def __init__(self, terms: Mapping[Growth, C]) -> None:
        self._terms = terms

    @classmethod
    def sum_of(cls, terms: Iterable[tuple[Growth, C]]) -> GrowthSeries[C]:
        """Return the sum of terms, of which several may have the same rate, and some be 0."""
        total: dict[Growth, Any] = {}
        for rate, coefficient in terms:
            known = total.get(rate)
            total[rate] = coefficient if known is None else known + coefficient
        return cls({rate: coefficient for rate, coefficient in total.items() if not coefficient == 0})

    def items(self) -> ItemsView[Growth, C]:
        """Return the rates with their coefficients."""
        return self._terms.items()

    def __iter__(self) -> Iterator[Growth]:
        return iter(self._terms)

    def __len__(self) -> int:
        return len(self._terms)

    def __contains__(self, rate: object) -> bool:
        return rate in self._terms

    def __getitem__(self, rate: Growth) -> C:
        return self._terms[rate]

    def __eq__(self, other: object) -> bool:
        return self._terms == other._terms if isinstance(other, GrowthSeries) else NotImplemented

    def __hash__(self) -> int:
        return hash(frozenset(self._terms))

    def leading(self, stratum: Stratum) -> tuple[Growth, C]:
        """Return the largest rate on a stratum, with its coefficient; `OrderChange` where there is no single answer."""
        rate = dominant(self._terms, stratum)
        return rate, self._terms[rate]

    def without(self, rate: Growth) -> GrowthSeries[C]:
        """Return the series without the term of a rate."""
        return GrowthSeries({other: c for other, c in self.items() if other != rate})

    def __add__(self, other: GrowthSeries[C]) -> GrowthSeries[C]:
        return GrowthSeries.sum_of([*self.items(), *other.items()])

    def __neg__(self) -> GrowthSeries[C]:
        return GrowthSeries({rate: -c for rate, c in self.items()})

    def __mul__(self, other: GrowthSeries[C]) -> GrowthSeries[C]:
        return GrowthSeries.sum_of([(a * b, x * y) for a, x in self.items() for b, y in other.items()])

    def times(self, coefficient: C, rate: Growth | None = None) -> GrowthSeries[C]:
        """Return the product with one term, its coefficient not 0; without a rate, with a number."""
        return GrowthSeries({a if rate is None else a * rate: c * coefficient for a, c in self.items()})

    def __repr__(self) -> str:
        return f"GrowthSeries({self._terms!r})"


class DivisionStep(NamedTuple):
    """One step of a long division: the next term, head/lead^k * rate, and what then remains."""

    head: Any
    rate: Growth
    remainder: GrowthSeries[Any]


def long_division(numerator: GrowthSeries[C], denominator: GrowthSeries[C], stratum: Stratum) -> Iterator[DivisionStep]:
    """Yield the steps of a division by leading terms, until nothing remains.

    Parameters
    ----------
    numerator, denominator : GrowthSeries
        What is divided, over one ring.
    stratum : Stratum
        The depths on which the rates have one order.

    Raises
    ------
    OrderChange
        If two rates that are compared change order inside the stratum.
    """
    base, lead = denominator.leading(stratum)
    lower = -denominator.without(base)
    remainder = numerator
    while remainder:
        top, head = remainder.leading(stratum)
        rate = top / base
        # lead head - head lead is 0, in balls as well
        rest = remainder.without(top)
        remainder = (rest if lead == 1 else rest.times(lead)) + lower.times(head, rate)
        yield DivisionStep(head, rate, remainder)
