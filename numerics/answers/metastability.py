"""Lifetimes of clusters: rigorous integrals of the two-cluster flow, and the bounds of the metastability theorem.

Source: theory D10 to D12; arXiv 2410.06833, main theorem.
"""

from __future__ import annotations

from fractions import Fraction

from flint import arb

from ...theory.dynamics import flows
from ..numbers.balls import rational_ball
from ..numbers.integrals import Complex, integral
from .flow import pair_time_ball


def cap_inner_product(eps: Fraction) -> arb:
    """Return the largest inner product across two 2 eps-caps with orthogonal centres, sin(2 arccos(1 - 2 eps))."""
    height = rational_ball(1 - 2 * eps)
    return 2 * height * (1 - height**2).sqrt()


def bounds(n: Fraction, beta: Fraction, eps: Fraction, rate: Fraction = Fraction(0)) -> flows.Metastability:
    """Return the bounds of the theorem for orthogonal caps, at the working precision.

    Parameters
    ----------
    n, beta, eps : Fraction
        Number of tokens, inverse temperature > 1, size of the caps < 1/16.
    rate : Fraction
        lambda of the within-cap bound.
    """
    size, b, e, alpha = rational_ball(n), rational_ball(beta), rational_ball(eps), cap_inner_product(eps)
    grow = (arb(1).exp(), (8 * e * b).exp(), ((1 - alpha) * b).exp())
    return flows.metastability(size, b, e, alpha, rational_ball(rate), grow, (2 * size**2 / e).log())


def exit_time(beta: Fraction, eps: Fraction, first: Fraction = Fraction(1, 2)) -> arb:
    """Return when two equal orthogonal clusters leave their 2 eps-caps under SA: they meet at the caps' inner product."""
    return pair_time_ball(first, beta, arb(0), cap_inner_product(eps))


def shifted_exit_time(beta: Fraction, eps: Fraction) -> arb:
    """Return the same under USA with masses exp(beta (<x, y> - 1))/n, the flow of arXiv 2410.06833."""
    b = rational_ball(beta)

    def slowness(c: Complex) -> Complex:
        return (b * (1 - c)).exp() / (1 - c**2)

    return integral(slowness, arb(0), cap_inner_product(eps))


def rescaled_time(first: Fraction, beta: Fraction, start: arb, end: arb) -> arb:
    """Return the time from cosine ``start`` to ``end`` on the running clock dt = exp(beta (1 - c)) ds (D11b)."""
    b, w = rational_ball(beta), rational_ball(first)

    def slowness(c: Complex) -> Complex:
        ratio = (-b * (1 - c)).exp()
        return ratio / flows.pair_velocity(c, w, 1 - w, ratio)

    return integral(slowness, start, end)
