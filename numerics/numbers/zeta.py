"""Riemann's zeta function in balls, for s > 1: its derivative, its inverse, and sums of powers that it ends.

Source: the envelope of rows with a given critical scale, theory E3; sums of Zipf rows, E35.
"""

from __future__ import annotations

from fractions import Fraction

from flint import arb, arb_series

from .balls import rational_ball
from .precision import precision
from .roots import convex_root


def zeta(s: arb) -> arb:
    """Return zeta(s)."""
    return s.zeta()


def zeta_slope(s: arb, first: int = 1) -> arb:
    """Return zeta'(s), or the part of it from j = first on: -sum log(j) j^-s."""
    return arb(arb_series([s, 1], prec=2).zeta(arb(first))[1])


def harmonic_sum(n: int, s: arb) -> arb:
    """Return sum_(j <= n) j^-s, s other than 1."""
    return s.zeta() - s.zeta(arb(n + 1))


def inverse_zeta(p: Fraction) -> arb:
    """Return the s > 1 with zeta(s) = 1/p, 0 < p < 1, at the working precision."""

    def excess(s: arb) -> tuple[arb, arb]:
        z = zeta(s)
        return (z * rational_ball(p)).log(), zeta_slope(s) / z

    return convex_root(excess, 1 + rational_ball(p), precision())
