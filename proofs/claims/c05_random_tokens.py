"""C5: random tokens on the sphere satisfy Assumption 2."""

from __future__ import annotations

from ..vocabulary import FREE, Bound, ChartFormula, Claim, Fraction, Pin, Point, Scalar, assume, but, sharp, sphere
from .c05_definitions import HEIGHT

HALF_DIMENSION = assume("k", "(d - 1)/2", Fraction(1, 2), 300)
ODD = {1: Fraction(333, 500), 2: Fraction(111, 200), 3: Fraction(49, 100), 4: Fraction(89, 200)}
"""k, and by how much the bound is pinned at e = 1/2."""
MIDDLE = HEIGHT.at(Fraction(1, 2))


def _tail(k: int) -> ChartFormula:
    return lambda p: sphere.tail_odd(p.e, k)


def _bound(k: int) -> ChartFormula:
    return lambda p: sphere.tail_bound(p.e, k)


def _any_tail(p: Point) -> Scalar:
    return sphere.tail(p.e, p.k)


CLAIMS = (
    *(
        Claim(
            f"C5.tail.d{2 * k + 1}",
            f"P(<u, v> >= e) <= (1/2)(1 - e^2)^{k} for independent uniform unit vectors, d = {2 * k + 1}",
            Bound(FREE, _tail(k), _bound(k)),
            (HEIGHT,),
            pins=(sharp(), Pin(factor=share, where=(MIDDLE,))),
            twins=but("one more", f"the exponent {k + 1}", upper=_bound(k + 1)),
        )
        for k, share in ODD.items()
    ),
    Claim(
        "C5.tail.any-d",
        "P(<u, v> >= e) <= (1/2)(1 - e^2)^((d - 1)/2) for every real d >= 2",
        Bound(FREE, _any_tail, lambda p: sphere.tail_bound(p.e, p.k)),
        (HEIGHT, HALF_DIMENSION),
        notes=(
            "proof: the difference vanishes at e = 0 and e = 1, and its derivative is (1 - e^2)^(k - 1) times a function "
            "linear in e that starts positive, so it rises and then falls; sampled here, proved above for odd d <= 9"
        ),
        pins=(sharp(), Pin(factor=Fraction(111, 200), where=(MIDDLE, HALF_DIMENSION.at(Fraction(2))))),
        twins=but("exponent", "the exponent (d + 1)/2", upper=lambda p: sphere.tail_bound(p.e, p.k + 1)),
    ),
)
