"""H14: scores capped before they are scaled: beyond a beta of its own more beta hurts, and half of the weight is possible up to a length."""

from __future__ import annotations

from ...numerics.answers.capped import largest_gap, tanh_peak
from ...theory.mechanisms import weights
from ..vocabulary import (
    A_DIGIT, FREE, NEARLY, THIRTY_DIGITS, Bound, Cases, Claim, Computed, Dual, Fraction, Identity, Pin, Point, Scalar,
    almost, arb, assume, but, rational_ball, replace, sharp,
)

SOURCE = "theory H14, derived"
CAP = assume("c", "the cap; nats", low_open=True)
OTHER = assume("e", "exp(-2 beta rho/c)", 0, 1, low_open=True)
DROP = assume("w", "1 - exp(-2 beta (1 - rho)/c)", 0, 1, high_open=True)
RHO = assume("rho", "common inner product", 0, 1, low_open=True, high_open=True)
LEAST = assume("T", "exp(-c G), the least mass of another token", 0, 1, low_open=True)
ROOMS = assume("z", "what the mass is above"), assume("y", "by how much (n - 1) T is above 1")
POWERS = tuple(assume(name, f"exponential {name}", 1) for name in "abij")
SETTINGS: Cases = tuple({"rho": rho, "c": c} for rho in (Fraction(1, 10), Fraction(3, 10), Fraction(9, 10)) for c in (30, 50))

def _tanh(exponential: Scalar) -> Scalar:
    """Return tanh(s/c) from exp(-2 s/c)."""
    return (1 - exponential) / (1 + exponential)


def _cosh(exponential: Scalar) -> Scalar:
    """Return cosh(s) from exp(s)."""
    return (exponential + 1 / exponential) / 2


def _sum_of_cosh(p: Point) -> Scalar:
    return _cosh(p.a * p.b) + _cosh(p.a / p.b)


def _by_tanh(p: Point, times: int = 1) -> Scalar:
    return p.c * (_tanh(p.e * (1 - p.w)) - times * _tanh(p.e))


def _derivative(p: Point, both: int = 1) -> Scalar:
    """Return the derivative of the capped gap in beta, from those of the exponentials."""
    own = p.e * (1 - p.w)
    mine, theirs = Dual(own, -2 * own / p.c), Dual(p.e, -2 * p.rho * both * p.e / p.c)
    return (((1 - mine) / (1 + mine) - (1 - theirs) / (1 + theirs)) * p.c).slope


def _gap(rho: arb, x: arb) -> arb:
    """Return tanh(x) - tanh(rho x) by the library's own function."""
    return x.tanh() - (rho * x).tanh()


def _at(p: Point, times: Fraction) -> Scalar:
    """Return the capped gap at a multiple of the beta where it is largest."""
    c, rho = rational_ball(p.c), rational_ball(p.rho)
    return c * _gap(rho, rational_ball(times) * tanh_peak(rho))


def _most(p: Point) -> Scalar:
    return largest_gap(p.c, p.rho)


def _cosh_ratio(p: Point) -> Scalar:
    """Return cosh(x)^2 rho/cosh(rho x)^2 at the peak."""
    rho = rational_ball(p.rho)
    x = tanh_peak(rho)
    return rho * (x.cosh() / (rho * x).cosh()) ** 2


def _half(p: Point, beyond: int = 0) -> Scalar:
    """Return the self weight among n = 1 + (1 + y)/T tokens, or fewer, at a mass of T + z."""
    return almost.self_weight(1 + (1 + p.y) / p.T - beyond, p.T + p.z)


CLAIMS = (
    Claim(
        "H14.definition.gap",
        "the capped gap is c (tanh(beta/c) - tanh(beta rho/c)), in exponentials and without cancellation",
        Identity(FREE, lambda p: weights.capped_gap(p.c, p.e, p.w), _by_tanh),
        (CAP, OTHER, DROP),
        source=SOURCE,
        notes="tanh x = (1 - exp(-2 x))/(1 + exp(-2 x))",
        defines=(weights.capped_gap,),
        twins=but("twice", "2 tanh(beta rho/c)", right=lambda p: _by_tanh(p, 2)),
    ),
    Claim(
        "H14.definition.slope",
        "the capped gap has the derivative 1/cosh(beta/c)^2 - rho/cosh(beta rho/c)^2 in beta",
        Identity(FREE, _derivative, lambda p: weights.capped_gap_slope(p.e, p.w, p.rho)),
        (CAP, OTHER, DROP, RHO),
        source=SOURCE,
        notes="the exponentials have the derivatives -2 e rho/c and -2 own/c; 1/cosh(x)^2 = 4 exp(-2 x)/(1 + exp(-2 x))^2",
        defines=(weights.capped_gap_slope,),
        twins=but("twice", "the other score grows as 2 beta rho", left=lambda p: _derivative(p, 2)),
    ),
    Claim(
        "H14.product",
        "2 cosh(a) cosh(b) = cosh(a + b) + cosh(a - b)",
        Identity(FREE, lambda p: 2 * _cosh(p.a) * _cosh(p.b), _sum_of_cosh),
        POWERS[:2],
        source=SOURCE,
        notes="a and b are the exponentials of the two",
        twins=but("sum", "2 cosh(a) cosh(b) = 2 cosh(a + b)", right=lambda p: 2 * _cosh(p.a * p.b)),
    ),
    Claim(
        "H14.once",
        "cosh(rho x)/cosh(x) falls for x >= 0: cosh(rho y) cosh(x) <= cosh(rho x) cosh(y) where x <= y",
        Bound(FREE, lambda p: _cosh(p.a) + _cosh(p.b), lambda p: _cosh(p.a * p.i) + _cosh(p.b * p.j)),
        POWERS,
        source=SOURCE,
        uses=("H14.definition.slope", "H14.product"),
        notes=(
            "a = exp(rho y + x), b = exp(|rho y - x|), i and j the exponentials of (1 - rho)(y - x) >= 0 and of y - rho x - |rho y - x|, "
            "which is (1 + rho)(y - x) or (1 - rho)(x + y).  So the slope of the capped gap changes its sign once, where "
            "cosh(x)^2 rho = cosh(rho x)^2"
        ),
        pins=(Pin(factor=NEARLY, where=(POWERS[0].at(Fraction(2)), POWERS[1].at(Fraction(3)), *(power.at(Fraction(1)) for power in POWERS[2:]))),),
        twins=but("rises", "it rises", lower=lambda p: _cosh(p.a * p.i) + _cosh(p.b * p.j), upper=lambda p: _cosh(p.a) + _cosh(p.b))
        + but("any sign", "for i down to 1/2", assumptions=(*POWERS[:2], replace(POWERS[2], low=Fraction(1, 2)), POWERS[3])),
    ),
    Claim(
        "H14.largest-gap",
        "c G(rho) is c (tanh(x) - tanh(rho x)) where the slope changes its sign",
        Computed(SETTINGS, lambda p: _at(p, Fraction(1)), _most, THIRTY_DIGITS),
        source=SOURCE,
        uses=("H14.definition.gap", "H14.once"),
        notes="it is the largest among all beta >= 0 by H14.once, and by a theorem of the kernel, H14.maximum",
        pins=(A_DIGIT,),
        twins=but("beyond", "at 11/10 of that beta", left=lambda p: _at(p, Fraction(11, 10))),
    ),
    Claim(
        "H14.peak",
        "the slope changes its sign where cosh(x)^2 rho = cosh(rho x)^2",
        Computed(SETTINGS, _cosh_ratio, 1, THIRTY_DIGITS),
        source=SOURCE,
        pins=(A_DIGIT,),
        twins=but("rho", "where cosh(x)^2 = cosh(rho x)^2", right=lambda p: rational_ball(p.rho)),
    ),
    Claim(
        "H14.hurts",
        "beyond it more beta lowers the capped gap: at 3/2 of it the gap is below that at 5/4",
        Computed(SETTINGS, lambda p: _at(p, Fraction(3, 2)), lambda p: _at(p, Fraction(5, 4))),
        source=SOURCE,
        uses=("H14.once",),
        pins=(Pin(factor=Fraction(9, 10)),),
        twins=but("monotone", "the gap grows with beta", left=lambda p: _at(p, Fraction(5, 4)), right=lambda p: _at(p, Fraction(3, 2))),
    ),
    Claim(
        "H14.vanishes",
        "the capped gap is at most 2 c exp(-2 beta rho/c), so it vanishes as beta -> oo where rho > 0",
        Bound(FREE, lambda p: weights.capped_gap(p.c, p.e, p.w), lambda p: 2 * p.c * p.e),
        (CAP, OTHER, DROP),
        source=SOURCE,
        uses=("H14.definition.gap",),
        notes="approached as beta -> oo",
        pins=(sharp(CAP.at(Fraction(1))),),
        twins=but("half", "at most c exp(-2 beta rho/c)", upper=lambda p: p.c * p.e),
    ),
    Claim(
        "H14.horizon",
        "no beta gives half of the weight beyond n = 1 + exp(c G(rho))",
        Bound(FREE, _half, Fraction(1, 2)),
        (LEAST, *ROOMS),
        source=SOURCE,
        uses=("H14.once", "A10.threshold.self-weight"),
        notes="another token has the mass exp(-gap) = T + z or more, T = exp(-c G), and n - 1 = (1 + y)/T; attained at the largest gap",
        pins=(Pin(factor=NEARLY, where=(LEAST.at(Fraction(1, 4)), *(room.at(Fraction(0)) for room in ROOMS))),),
        twins=but("n", "beyond n = exp(c G(rho))", lower=lambda p: _half(p, 1)),
    ),
)
