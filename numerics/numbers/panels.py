"""Families of integrals in balls: of one density against many kernels, by Gauss's rule on dyadic panels whose nodes are kept.

An integrand is density(s) kernel(y + level(s)) for many y.  Gauss's rule with n + 1 nodes on [-1, 1] errs by (64/15) M/((1 - r^-2) r^(2 n))
at most, where M bounds the integrand on the ellipse with foci -1 and 1 and half axes (r +- 1/r)/2.  A complex ball encloses the
ellipse; a panel on which the bound is not small is halved.  So nodes, densities and levels are computed once for all kernels and y.

Source: Trefethen, Approximation Theory and Approximation Practice, theorem 19.3.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from flint import acb, arb

from ...theory.errors import NotCertain
from .balls import EITHER_SIGN
from .integrals import Complex
from .precision import precision

ELLIPSE = 3
"""r of the ellipse: the sum of its half axes, in half panels."""
QUARTERS = (1, 2, 3, 4, 6, 8, 16)
"""Numbers of nodes, in quarters of what a panel takes whose integrand is as large as the integral."""
FINEST = 64
"""Halvings of a panel of width 1 before an integral is given up."""
PART = 64
"""A panel may miss so small a part of what an integral may miss."""
Panel = tuple[int, int]
"""(k, m): from k 2^-m to (k + 1) 2^-m."""


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of a panel: half its width, level and density on its ellipse, and by degree its nodes with both."""

    middle: arb
    half: arb
    level: Complex
    density: arb
    by_degree: dict[int, tuple[tuple[arb, arb], ...]]


class PanelIntegral:
    """Integrals of density(s) kernel(y + level(s)) over s.

    Parameters
    ----------
    density, level : callable
        Analytic functions, of real and of complex balls.
    bits : int
        Relative accuracy that is aimed at.
    """

    def __init__(self, density: Callable[[Complex], Complex], level: Callable[[Complex], Complex], bits: int) -> None:
        self._density, self._level = density, level
        ellipse, usual = arb(ELLIPSE), float((bits + 2 * PART.bit_length()) * arb(2).log() / (2 * arb(ELLIPSE).log()))
        self._errors = [
            (degree, arb(64) / 15 / ((1 - ellipse**-2) * ellipse ** (2 * (degree - 1))))
            for degree in (3 + int(usual * quarters / 4) for quarters in QUARTERS)
        ]
        self._known: dict[Panel, _Known] = {}

    def integrate(self, kernel: Callable[[Complex], Complex], y: arb, low: int, high: int, level: int, small: arb) -> arb:
        """Return the integral from ``low`` 2^-level to ``high`` 2^-level; what is below ``small`` may stand in the radius.

        Raises
        ------
        NotCertain
            If a panel would have to be too short.
        """
        total, error = arb(0), arb(0)
        allowed = small / PART
        waiting = list(_blocks(low, high, level))
        while waiting:
            panel = waiting.pop()
            known = self._panel(panel)
            bound = arb((known.density * kernel(y + known.level)).abs_upper()) * known.half
            if 2 * bound < allowed:
                error += 2 * bound
                continue
            for degree, share in self._errors:
                if (missed := bound * share) < allowed:
                    error += missed
                    part = arb(0)
                    for at, weight in self._nodes(known, degree):
                        part += weight * kernel(y + at)
                    total += part
                    break
            else:
                if panel[1] > FINEST:
                    raise NotCertain("an integral over a law", "its panels become too short", "ask for fewer digits")
                waiting += [(2 * panel[0], panel[1] + 1), (2 * panel[0] + 1, panel[1] + 1)]
        return total + error * EITHER_SIGN

    def _panel(self, panel: Panel) -> _Known:
        found = self._known.get(panel)
        if found is None:
            half = arb((1, -panel[1] - 1))
            middle = (2 * panel[0] + 1) * half
            reach = half * (ELLIPSE + 1 / arb(ELLIPSE)) / 2, half * (ELLIPSE - 1 / arb(ELLIPSE)) / 2
            around = acb(arb(middle, reach[0].upper()), arb(0, reach[1].upper()))
            found = _Known(middle, half, self._level(around), arb(acb(self._density(around)).abs_upper()), {})
            self._known[panel] = found
        return found

    def _nodes(self, panel: _Known, degree: int) -> tuple[tuple[arb, arb], ...]:
        found = panel.by_degree.get(degree)
        if found is None:
            places = ((panel.middle + panel.half * x, panel.half * weight) for x, weight in _gauss(degree, precision()))
            found = panel.by_degree[degree] = tuple((self._level(s), weight * self._density(s)) for s, weight in places)
        return found


def _blocks(low: int, high: int, level: int) -> Iterator[Panel]:
    """Yield few panels that cover the integers from low to high, each as long as its place allows."""
    while low < high:
        doublings = 0
        while low % (2 << doublings) == 0 and low + (2 << doublings) <= high:
            doublings += 1
        yield low >> doublings, level - doublings
        low += 1 << doublings


@lru_cache(maxsize=64)
def _gauss(degree: int, bits: int) -> tuple[tuple[arb, arb], ...]:
    """Return nodes and weights of Gauss's rule on [-1, 1], at the working precision."""
    return tuple(arb.legendre_p_root(degree, k, weight=True) for k in range(degree))
