"""E10 to E15: uniform keys on the sphere, where a row focuses over a range of beta and not at one."""

from __future__ import annotations

from ...numerics.answers.random_rows import average_ball
from ...numerics.answers.score_limits import sphere_max_ball
from ...theory.layer import finite_dimension
from ...theory.scores import limits
from ..vocabulary import (
    A_DIGIT, FREE, KEY, KEY_MASS, THIRTY_DIGITS, Bound, Claim, Computed, Confidence, ContextLength, Dual, Fraction, Identity, Pin, Point, Scalar, arb,
    assume, but, log, rational_ball, score_laws, sharp,
)
from .e05_random_scores import average_of

SCALE = "arXiv 2605.08505 for the scale; theory E10, derived"
CLOSED = "theory E11, derived"
HEAT = "arXiv 2605.08505 for the statement; theory E13, derived"
NO_SELF = "theory E14, derived at physics level; its two ends are algebra"
MASS = assume("t", "exp(-u)", 0, 1, low_open=True, high_open=True)
U, W, B = (assume(name, meaning, low_open=True) for name, meaning in (("u", "variable of the Laplace transform"), ("w", "exp(-Ein(u))"), ("b", "beta over n/2")))


def _sphere(d: Fraction) -> score_laws.Sphere:
    return score_laws.Sphere(int(d))


def _edge(p: Point) -> Scalar:
    """Return P(gap < e)/e^kappa at a small e."""
    law, e = _sphere(p.d).over(rational_ball), arb((1, -120))
    return law.above(law.coordinate(-e)) / e ** ((rational_ball(p.d) - 1) / 2)


def _constant(p: Point) -> Scalar:
    return _sphere(p.d).over(rational_ball).edge_constant()


def _crossover(p: Point) -> Scalar:
    return average_of("ipr", _sphere(p.d))(p)


def _closed(p: Point) -> Scalar:
    """Return 1 - E max w/b of keys in three dimensions."""
    b = Fraction(p.b)
    return 1 - sphere_max_ball(b, 60) / rational_ball(b)


def _product_slope(p: Point) -> Scalar:
    """Return the derivative of u exp(-Ein(u)); Ein' = (1 - exp(-u))/u."""
    return (Dual(p.u, 1) * Dual(p.w, -p.w * (1 - p.t) / p.u)).slope


def _second(p: Point) -> Scalar:
    """Return -u psi''(u), psi = Ein(u)/b."""
    slope = Dual(1 - p.t, p.t) / (Dual(p.b, 0) * Dual(p.u, 1))
    return -p.u * slope.slope


def _subcritical(p: Point) -> Scalar:
    n, beta = ContextLength.parse(str(p.n)), Fraction(p.beta)
    return average_ball("ipr", _sphere(p.d), n, lambda _: rational_ball(beta), 26)


def _mises(p: Point) -> tuple[arb, arb]:
    """Return ATT(q) along q and along the tangent of mu, keys of density exp(2 <k, mu>) on S^2, <q, mu> = 3/5."""
    beta, along, across = rational_ball(p.beta), arb(6) / 5, arb(8) / 5
    length = ((beta + along) ** 2 + across**2).sqrt()
    mean = length.coth() - 1 / length
    return mean * (beta + along) / length, mean * across / length


def _mean(p: Point) -> Scalar:
    """Return beta (1 - A_d(beta)), the distance of the mean of the picked keys from the query in units of 1/beta."""
    beta = rational_ball(p.beta)
    return beta * (1 - finite_dimension.bulk_overlap(rational_ball(p.d) + 1, beta))


def _first_order(p: Point, more: int = 0) -> Scalar:
    """Return (d - 1)/2, what that distance is to first order."""
    return (rational_ball(p.d) - 1 + more) / 2


def _with_self(p: Point) -> Scalar:
    """Return the self weight of uniform tokens, the query among the keys."""
    n, d = rational_ball(p.n), rational_ball(p.d)
    return finite_dimension.self_weight(n, d + 1, rational_ball(p.gamma) * log(n))


CLAIMS = (
    Claim(
        "E10.edge",
        "uniform keys on S^(d - 1): P(1 - <q, k> < e) is C_d e^((d - 1)/2) as e -> 0",
        Computed(tuple({"d": d} for d in (2, 3, 4, 5, 32)), _edge, _constant, THIRTY_DIGITS),
        source=SCALE,
        notes="at e = 2^-120; C_2 = sqrt(2)/pi, C_3 = 1/2, C_5 = 3/4",
        pins=(A_DIGIT,),
        twins=but("d", "the constant of d + 1", right=lambda p: _sphere(p.d + 1).over(rational_ball).edge_constant()),
    ),
    Claim(
        "E10.crossover",
        "keys on S^2 at beta = b n/2: E IPR is between 0 and 1 for every b, and 1 - E max w/b to 10^-6",
        Computed(
            tuple({"n": n, "b": b, "d": 3} for n, b in (("1e100", Fraction(1, 2)), ("1e100", 1), ("1e12", 2))),
            _crossover,
            _closed,
            Fraction(1, 10**6),
        ),
        source=SCALE,
        uses=("E11.ipr", "E16.exponential"),
        notes="n keys against the limit: a crossover, at every b there are macroscopic random weights",
        pins=(Pin(factor=1 + Fraction(3, 10**6), side="value"),),
        twins=but("E max", "1 - E max w", right=lambda p: 1 - sphere_max_ball(Fraction(p.b), 60), cases=({"n": "1e12", "b": 2, "d": 3},)),
    ),
    Claim(
        "E11.derivative",
        "exp(-u - Ein(u)) is the derivative of u exp(-Ein(u)), so at b = 1 the expected largest weight is its limit exp(-gamma)",
        Identity(FREE, _product_slope, lambda p: p.w * p.t),
        (U, W, MASS),
        source=CLOSED,
        notes="Ein(u) = log u + gamma + E_1(u), so u exp(-Ein(u)) -> exp(-gamma); t = exp(-u), w = exp(-Ein(u))",
        twins=but("twice", "of twice that", right=lambda p: 2 * p.w * p.t),
    ),
    Claim(
        "E11.max",
        "keys on S^2 at beta = n/2: E max w -> exp(-gamma) = 0.5614594835668851698...",
        Computed(({"b": 1},), lambda p: sphere_max_ball(Fraction(p.b), 110), lambda p: (-arb.const_euler()).exp(), THIRTY_DIGITS),
        source=CLOSED,
        uses=("E11.derivative",),
        pins=(A_DIGIT,),
        twins=but("b", "at beta = n", cases=({"b": 2},)),
    ),
    Claim(
        "E11.ipr",
        "-u psi'' = psi' - exp(-u)/b for psi = Ein(u)/b, so E IPR = 1 - E max w/b",
        Identity(FREE, _second, lambda p: (1 - p.t) / (p.b * p.u) - p.t / p.b),
        (U, MASS, B),
        source=CLOSED,
        notes="times exp(-psi) and integrated over u: psi' exp(-psi) gives 1",
        twins=but("plus", "psi' + exp(-u)/b", right=lambda p: (1 - p.t) / (p.b * p.u) + p.t / p.b),
    ),
    Claim(
        "E12.ipr",
        "keys on the sphere at 1 << beta << n^(2/(d - 1)): IPR is (beta/2)^((d - 1)/2) sqrt(2 pi)/(n Gamma(d/2) 2^(d/2 - 1)), up to d^2/(15 beta)",
        Computed(
            tuple({"n": "1e30", "d": d, "beta": beta} for d, beta in ((3, 1000), (4, 1000), (5, 10000))),
            _subcritical,
            lambda p: limits.sphere_ipr(arb(10) ** 30, rational_ball(p.d), rational_ball(p.beta)),
            lambda p: rational_ball(p.d) ** 2 / (15 * rational_ball(p.beta)),
        ),
        source="theory E12, derived",
        uses=("E16.exponential",),
        defines=(limits.sphere_ipr,),
        pins=(Pin(factor=Fraction(3, 4)),),
        twins=but("beta", "beta in place of beta/2", right=lambda p: limits.sphere_ipr(arb(10) ** 30, rational_ball(p.d), 2 * rational_ball(p.beta))),
    ),
    Claim(
        "E13.heat.radial",
        "keys of density p on S^2: ATT(q) is 1 - (d - 1)/(2 beta) along q, up to 1/(10 beta^2)",
        Computed(
            tuple({"beta": beta} for beta in (100, 10**4, 10**6)),
            lambda p: _mises(p)[0],
            lambda p: 1 - 1 / rational_ball(p.beta),
            lambda p: 1 / (10 * rational_ball(p.beta) ** 2),
        ),
        source=HEAT,
        notes="keys tilted towards a direction, p ~ exp(2 <k, mu>), where ATT is known in closed form",
        pins=(Pin(factor=Fraction(7, 10)),),
        twins=but("d", "1 - d/(2 beta)", right=lambda p: 1 - arb(3) / (2 * rational_ball(p.beta))),
    ),
    Claim(
        "E13.heat.tangent",
        "keys of density p on S^2: ATT(q) is the gradient of log p over beta along the sphere, up to 3/beta relatively",
        Computed(
            tuple({"beta": beta} for beta in (100, 10**4, 10**6)),
            lambda p: _mises(p)[1],
            lambda p: arb(8) / 5 / rational_ball(p.beta),
            lambda p: 3 / rational_ball(p.beta),
        ),
        source=HEAT,
        notes="attention takes a step back in the heat flow of the keys",
        pins=(Pin(factor=Fraction(7, 10)),),
        twins=but("half", "half of it", right=lambda p: arb(4) / 5 / rational_ball(p.beta)),
    ),
    Claim(
        "E14.wide",
        "d >> log n: the square of (d - 1) sqrt(1 - x)/x is 2 (d - 1) log n or more, and that times exp(2 y) at most, y = 2 log n/(d - 1)",
        Bound(
            KEY,
            lambda p: p.c + (1 - p.c) * (1 - p.t) / (p.t**2 * p.x),
            lambda p: p.c * (1 - p.t) / (p.t**2 * p.x) + (1 - p.c) / p.t**2,
        ),
        (assume("c", "1 for the lower bound, 0 for the upper one", 0, 1),),
        source=NO_SELF,
        notes="x = n^(-2/(d - 1)) = exp(-y); both sides in units of 2 (d - 1) log n; for d of order log n it is a multiple of log n",
        pins=(sharp(KEY_MASS.at(Fraction(10**7 - 1, 10**7))),),
        twins=but("no square", "exp(y)/2 at most", upper=lambda p: p.c * (1 - p.t) / (p.t**2 * p.x) + (1 - p.c) / (2 * p.t)),
    ),
    Claim(
        "E14.no-self",
        "(d - 1) sqrt(1 - x)/x is a exp(2/a) sqrt(1 - exp(-2/a)) log n where d - 1 = a log n",
        Computed(
            tuple({"L": length, "a": a} for length in (10, 50) for a in (Fraction(1, 2), 2, 20)),
            lambda p: limits.no_self_beta(1 + rational_ball(Fraction(p.a) * p.L), (-2 / rational_ball(p.a)).exp()),
            lambda p: rational_ball(p.a) * (2 / rational_ball(p.a)).exp() * (1 - (-2 / rational_ball(p.a)).exp()).sqrt() * rational_ball(p.L),
            THIRTY_DIGITS,
        ),
        source=NO_SELF,
        confidence=Confidence.HEURISTIC,
        defines=(limits.no_self_beta,),
        pins=(A_DIGIT,),
        twins=but("1/a", "a exp(1/a)", right=lambda p: rational_ball(p.a) * (1 / rational_ball(p.a)).exp() * rational_ball(p.L)),
    ),
    Claim(
        "E15.without-self",
        "uniform keys in 512 dimensions, a thousand of them, the query not among them: at 2 log n E IPR is 0.00144919",
        Computed(
            ({"n": 1000, "d": 512},),
            lambda p: average_ball("ipr", _sphere(p.d), ContextLength.parse(int(p.n)), lambda _: 2 * rational_ball(p.n).log(), 40),
            lambda p: arb("0.00144919"),
            Fraction(1, 10**5),
        ),
        source="theory E15, derived",
        uses=("E16.exponential",),
        notes="with the query among the keys its weight is 0.9988 there: self-inclusion changes the law",
        pins=(Pin(factor=1 + Fraction(3, 10**5), side="value"),),
        twins=but("wider", "in 256 dimensions", cases=({"n": 1000, "d": 256},)),
    ),
    Claim(
        "E12.mean",
        "the keys that beta picks have the mean A_d(beta) q, A_d = 1 - (d - 1)/(2 beta) up to d^2/beta^2",
        Computed(
            tuple({"d": d, "beta": beta} for d in (2, 3, 5, 16) for beta in (10**3, 10**6)),
            _mean,
            _first_order,
            lambda p: rational_ball(Fraction(2 * p.d**2) / p.beta),
        ),
        source="theory E12, derived",
        notes="both sides are beta times the distance from q",
        pins=(Pin(factor=1 + Fraction(2, 10**5), side="value"),),
        twins=but("d", "1 - d/(2 beta)", right=lambda p: _first_order(p, 1)),
    ),
    Claim(
        "E15.with-self",
        "n = 1000, d = 512, beta = 2 log n: with the query among the keys its self weight is above 998/1000",
        Computed(({"n": 1000, "d": 512, "gamma": 2},), Fraction(998, 1000), _with_self),
        source="theory E15, derived",
        pins=(Pin(factor=Fraction(999, 1000)),),
        twins=but("n^2", "of n^2 keys", right=lambda p: finite_dimension.self_weight(rational_ball(p.n) ** 2, rational_ball(p.d) + 1, 2 * log(rational_ball(p.n)))),
    ),
)
