"""C7 to C9: what drives the layer in finite dimension, from integrals over the sphere and the attention to a bulk.

Statements about formulas, not about tokens: that the bulk average self-averages is the heuristic of C7 to C10.
"""

from __future__ import annotations


from ...theory.layer import finite_dimension as f
from ..vocabulary import (
    A_DIGIT, CORRELATION, COUNT, FREE, RESIDUAL, THIRTY_DIGITS, Cases, Claim, Complex, Computed, Counted, Fraction,
    Identity, Pin, Point, Scalar, TokenLayer, arb, assume, but, in_balls, integral, rational_ball, token_by_token,
)


def _moment(d: Fraction, b: arb, power: int) -> arb:
    """Return the integral of v^power exp(b (v - 1)) sin(s)^(D - 2) over the angle s, v = cos(s), D = d - 1."""
    sine = int(d - 3)

    def integrand(s: Complex) -> Complex:
        v = s.cos()
        return v**power * (b * (v - 1)).exp() * s.sin() ** sine

    return integral(integrand, arb(0), arb(-1).acos())


def _mean(d: Fraction, b: arb) -> arb:
    return _moment(d, b, 0) / _moment(d, arb(0), 0)


def _at(p: Point) -> tuple[Fraction, arb]:
    return p.d, rational_ball(p.b)


def _layer(p: Point, mass: arb, more: int = 0) -> TokenLayer:
    return TokenLayer(Counted(rational_ball(p.n + more)), arb(0), mass)


def _self_weight(p: Point, more: int = 0) -> Scalar:
    x = _layer(p, _mean(*_at(p)), more)
    (i,) = x.tokens.some(1)
    return x.weight(i, i)


def _log_odds(p: Point, less: int = 0) -> Scalar:
    """Return log(A_ii/(1 - A_ii)) for the mean mass of uniform tokens in d dimensions."""
    d, b = _at(p)
    x = _layer(p, _mean(d + 1 - less, b))
    (i,) = x.tokens.some(1)
    return (x.weight(i, i) / x.others(i)).log()


POINTS: Cases = tuple(
    {"n": 1000, "d": d, "b": b} for d, b in ((4, Fraction(1, 2)), (5, Fraction(7)), (32, Fraction(10)))
)

WEIGHT = assume("s", "self weight", 0, 1)
OVERLAP = assume("t", "overlap of a token with the bulk", 0, 1)
ORDER = assume("g", "order parameter", 0, 1, low_open=True)
GAP = assume("b", "beta (1 - rho)", low_open=True)
DIMENSION = assume("d", "dimension", 3, integer=True)
MASS = assume("m", "mass of another token", 0, 1, low_open=True)
BELOW_ONE = assume("t", "overlap of a token with the bulk", 0, 1, high_open=True)


def _attended(p: Point, more: int = 0) -> Scalar:
    """Return <m_i, u_i>, the others having inner product t with u_i."""
    x = TokenLayer(Counted(p.n + more), p.t, p.m)
    (i,) = x.tokens.some(1)
    return x.tokens.sum(lambda k: x.weight(i, k) * x.gram(i, k))


def _own(p: Point) -> Scalar:
    x = TokenLayer(Counted(p.n), 0, p.m)
    (i,) = x.tokens.some(1)
    return x.weight(i, i)


def _contraction(p: Point, pull: int = 1) -> Scalar:
    """Return (1 - cos')/(1 - rho) of x' = (1 + r) sqrt(rho) e + (g + r) sqrt(1 - rho) u, u_i and u_j orthogonal."""
    mean, own = 1 + p.r, pull * p.g + p.r

    def inner(same: int) -> Scalar:
        return mean * mean * p.rho + own * own * (1 - p.rho) * same

    return (1 - inner(0) / inner(1)) / (1 - p.rho)


def _jacobian(p: Point, second: int = 1) -> Scalar:
    """Return ||(A_ii + beta C) P||_F^2/d, C the covariance of the tokens under the attention, P orthogonal to the token.

    A token u is seen with weight s, the bulk with 1 - s: v = <u_k, u> is 1 there, here of mean t and second moment w.
    Across u, in d - 2 directions, the bulk has the variance (1 - w)/(d - 2) each.
    """
    w = 1 - second * (p.d - 2) * p.t / p.b
    seen = ((p.s, 1, 1), (1 - p.s, p.t, w))
    first = sum(weight * mean for weight, mean, _ in seen)
    along = p.b * (sum(weight * square for weight, _, square in seen) - first * first)
    across = p.b * (1 - p.s) * (1 - w) / (p.d - 2)
    # in the plane of the common mean e and u: P is the direction sqrt(1 - rho) e - sqrt(rho) u
    plane = (1 - p.rho) * p.s**2 + p.rho * (p.s + along) ** 2
    return ((p.d - 2) * (p.s + across) ** 2 + plane) / p.d


SECOND: Cases = tuple({"d": d, "b": b} for d, b in ((4, Fraction(1, 2)), (5, Fraction(7)), (32, Fraction(10))))


def _second_moment(p: Point) -> arb:
    return _moment(*_at(p), 2) / _moment(*_at(p), 0)


def _by_parts(p: Point, less: int = 2) -> Scalar:
    return 1 - rational_ball(p.d - less) * in_balls(f.bulk_overlap, "d", "b")(p) / rational_ball(p.b)


LARGE: Cases = tuple(
    {"a": a, "depth": depth, "d": 10**6} for a, depth in ((2, Fraction(9, 10)), (10, Fraction(3)), (1, Fraction(6)))
)
HUGE: Cases = tuple(
    {"a": a, "depth": depth, "log": 10**5} for a, depth in ((2, Fraction(9, 10)), (10, Fraction(3)), (1, Fraction(6)))
)


def _bessel(p: Point) -> Scalar:
    """Return the overlap at d dimensions, b = (depth/a) d."""
    return f.bulk_overlap(rational_ball(p.d), rational_ball(p.depth * p.d / p.a))


_proportional = in_balls(f.proportional_overlap, "a", "depth")
A_THOUSANDTH = Pin(factor=Fraction(1001, 1000), side="value")


def _lead(p: Point, twice: int = 1) -> Scalar:
    """Return (b - log(n - 1) - log M_D(b))/log n at d = a log n, b = depth log n, log(n - 1) as log n."""
    d, b = rational_ball(p.a * p.log + 1), rational_ball(p.depth * p.log)
    return -f.bulk_mass(d, b).log() / rational_ball(p.log) - twice


CLAIMS = (
    Claim(
        "C7.definition.bulk-mass",
        "M_D(b) e^-b is the mean of exp(b (cos(s) - 1)) over angles s of density sin(s)^(D - 2), D = d - 1, in balls",
        Computed(POINTS, lambda p: _mean(*_at(p)), in_balls(f.bulk_mass, "d", "b"), THIRTY_DIGITS),
        defines=(f.bulk_mass,),
        pins=(A_DIGIT,),
        twins=but("changed", "D = d", left=lambda p: _mean(p.d + 1, rational_ball(p.b))),
    ),
    Claim(
        "C7.definition.bulk-overlap",
        "t* is the mean of cos(s) under the density exp(b cos(s)) sin(s)^(D - 2), D = d - 1, in balls",
        Computed(
            POINTS,
            lambda p: _moment(*_at(p), 1) / _moment(*_at(p), 0),
            in_balls(f.bulk_overlap, "d", "b"),
            THIRTY_DIGITS,
        ),
        defines=(f.bulk_overlap,),
        pins=(A_DIGIT,),
        twins=but("changed", "the mean of cos(s)^2", left=_second_moment),
    ),
    Claim(
        "C7.definition.self-weight",
        "s is A_ii where each of n - 1 other tokens has the mean mass of uniform ones, in balls",
        Computed(POINTS, _self_weight, in_balls(f.self_weight, "n", "d", "b"), THIRTY_DIGITS),
        defines=(f.self_weight,),
        pins=(A_DIGIT,),
        twins=but("changed", "a token more", left=lambda p: _self_weight(p, 1)),
    ),
    token_by_token(
        "C7.definition.order-parameter",
        "g = s + (1 - s) t is <m_i, u_i> where every other u_k has inner product t with u_i, token by token",
        f.order_parameter,
        _attended,
        lambda p: f.order_parameter(_own(p), p.t),
        (COUNT, MASS, OVERLAP),
    ),
    Claim(
        "C7.definition.contraction",
        "(g + r)^2/(rho (1 + r)^2 + (1 - rho)(g + r)^2) is (1 - cos')/(1 - rho) where attention keeps e and shrinks u by g",
        Identity(FREE, _contraction, lambda p: f.contraction_factor(p.g, p.rho, p.r)),
        (ORDER, CORRELATION, RESIDUAL),
        defines=(f.contraction_factor,),
        twins=but("changed", "u shrunk by 2 g", left=lambda p: _contraction(p, 2)),
    ),
    Claim(
        "C7.definition.mean-square-jacobian",
        "[(d - 2) g^2 + s^2 + 2 rho s K + rho K^2]/d is ||(A_ii + beta C) P||_F^2/d, C the covariance seen, bulk moments t, 1 - (d - 2) t/b",
        Identity(FREE, _jacobian, lambda p: f.mean_square_jacobian(p.s, p.t, p.rho, p.b, p.d)),
        (WEIGHT, OVERLAP, CORRELATION, GAP, DIMENSION),
        defines=(f.mean_square_jacobian,),
        notes="that the second moment of the bulk is this one is C7.definition.second-moment",
        twins=but("changed", "the second moment 1 - 2 (d - 2) t/b", left=lambda p: _jacobian(p, 2)),
    ),
    Claim(
        "C7.definition.second-moment",
        "the second moment of <u_k, u> over the bulk is 1 - (d - 2) t*/b, in balls",
        Computed(SECOND, _second_moment, _by_parts, THIRTY_DIGITS),
        notes="by parts: (D - 1) v = b (1 - v^2) in the mean under exp(b v)(1 - v^2)^((D - 3)/2)",
        pins=(A_DIGIT,),
        twins=but("d - 1", "1 - (d - 1) t*/b", right=lambda p: _by_parts(p, 1)),
    ),
    Claim(
        "C8d.definition.takeover",
        "b - log((n - 1) M_d(b)) is log(A_ii/(1 - A_ii)), each other token with the mean mass of uniform ones, in balls",
        Computed(POINTS, _log_odds, in_balls(f.takeover, "n", "d", "b"), THIRTY_DIGITS),
        defines=(f.takeover,),
        pins=(A_DIGIT,),
        twins=but("changed", "a dimension less", left=lambda p: _log_odds(p, 1)),
    ),
    Claim(
        "C8.definition.proportional-overlap",
        "2 Gamma/(a + sqrt(a^2 + 4 Gamma^2)) is t* at b = Gamma d/a, within a part in 10^4 at d = 10^6",
        Computed(LARGE, _bessel, _proportional, Fraction(1, 10**4)),
        defines=(f.proportional_overlap,),
        pins=(A_THOUSANDTH,),
        twins=but("changed", "t*^2", left=lambda p: _bessel(p) ** 2),
    ),
    Claim(
        "C8.definition.proportional-depth",
        "a t*/(1 - t*^2) is Gamma for the t* at b = Gamma d/a, within a part in 10^4 at d = 10^6",
        Computed(
            LARGE,
            lambda p: rational_ball(p.depth),
            lambda p: f.proportional_depth(rational_ball(p.a), _bessel(p)),
            Fraction(1, 10**4),
        ),
        defines=(f.proportional_depth,),
        pins=(A_THOUSANDTH,),
        twins=but("changed", "2 Gamma", left=lambda p: 2 * rational_ball(p.depth)),
    ),
    Claim(
        "C8.definition.proportional-takeover",
        "Gamma - 1 - Gamma t - (a/2) log(1 - t^2) is -1 - log(M_D(b) e^-b)/log n at d = a log n, within 1 in 100 at log n = 10^5",
        Computed(
            HUGE,
            _lead,
            lambda p: f.proportional_takeover(rational_ball(p.a), _proportional(p)),
            Fraction(1, 100),
        ),
        defines=(f.proportional_takeover,),
        pins=(Pin(factor=Fraction(11, 10), side="value"),),
        twins=but("changed", "twice log n", left=lambda p: _lead(p, 2)),
    ),
)
