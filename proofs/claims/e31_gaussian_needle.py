"""E31: a needle among Gaussian distractors: one curve from the log n law to capacity, where it meets sqrt(2 log n/v).

With s = sqrt(1 - 2 v L/x^2), 0 <= s < 1, everything is rational: L = x^2 (1 - s^2)/(2 v), and the roots of x beta - v beta^2/2 = L are
(x/v)(1 - s) and (x/v)(1 + s).
"""

from __future__ import annotations

from ..vocabulary import (
    FREE, MARKS, NEARLY, Bound, Claim, Dual, Fraction, Identity, Pin, Point, Scalar, assume, but, marked, needle,
    score_laws, sharp,
)

SOURCE = "theory E31, derived; the end point is the random-energy law"
SCORE = assume("x", "the needle's score", low_open=True)
VARIANCE = assume("v", "variance of the distractors' scores", low_open=True)
SHARE = assume("s", "sqrt(1 - 2 v L/x^2)", 0, 1, high_open=True)
INSIDE = assume("s", "sqrt(1 - 2 v L/x^2)", 0, 1, low_open=True, high_open=True)
ORDERS = 5


def _length(p: Point) -> Scalar:
    """Return L = log(n - 1)."""
    return p.x**2 * (1 - p.s**2) / (2 * p.v)


def smaller_root(p: Point) -> Scalar:
    """Return the annealed threshold beta*."""
    return needle.gaussian_threshold(_length(p), p.x, p.x * p.s)


def _other_root(p: Point) -> Scalar:
    return p.x / p.v * (1 + p.s)


def _advantage(p: Point, beta: Scalar) -> Scalar:
    return needle.advantage(beta, p.x, score_laws.Gaussian(p.v).cumulant(beta))


def _moving(p: Point) -> tuple[Scalar, Scalar]:
    """Return L and the threshold with their derivatives in L: that of the root r is -v/r."""
    length, root = Dual(_length(p), 1), Dual(p.x * p.s, -p.v / (p.x * p.s))
    return length, needle.gaussian_threshold(length, Dual(p.x, 0), root)


def _catalan(p: Point, doubled: int) -> Scalar:
    """Return C_k (v/2)^k/x^(2 k + 1), C_k Catalan's numbers, each marked."""
    numbers = [1, 1, doubled, 5, 14]
    return marked(p, (c * (p.v / 2) ** k / p.x ** (2 * k + 1) for k, c in enumerate(numbers)))


CLAIMS = (
    Claim(
        "E31.definition.threshold",
        "beta* = 2 L/(x + sqrt(x^2 - 2 v L)) has the advantage L: the annealed weight is exactly 1/2",
        Identity(FREE, lambda p: _advantage(p, smaller_root(p)), _length),
        (SCORE, VARIANCE, SHARE),
        source=SOURCE,
        uses=("E29.definition.weight",),
        notes="so E W >= 1/2 there, by E29.annealed",
        defines=(needle.gaussian_threshold,),
        twins=but("log n", "the log n law L/x", left=lambda p: _advantage(p, _length(p) / p.x)),
    ),
    Claim(
        "E31.definition.discriminant",
        "x^2 - 2 v L is the square of the root, (x s)^2",
        Identity(FREE, lambda p: needle.gaussian_discriminant(_length(p), p.x, p.v), lambda p: (p.x * p.s) ** 2),
        (SCORE, VARIANCE, SHARE),
        source=SOURCE,
        defines=(needle.gaussian_discriminant,),
        twins=but("v L", "x^2 - v L", left=lambda p: needle.gaussian_discriminant(_length(p) / 2, p.x, p.v)),
    ),
    Claim(
        "E31.other-root",
        "the larger root (x/v)(1 + s) has the annealed weight 1/2 too",
        Identity(FREE, lambda p: _advantage(p, _other_root(p)), _length),
        (SCORE, VARIANCE, SHARE),
        source=SOURCE,
        twins=but("only one", "at (x/v)(1 + s^2)", left=lambda p: _advantage(p, p.x / p.v * (1 + p.s**2))),
    ),
    Claim(
        "E31.smaller-root",
        "beta* is the smaller root, (x/v)(1 - s)",
        Identity(FREE, smaller_root, lambda p: p.x / p.v * (1 - p.s)),
        (SCORE, VARIANCE, SHARE),
        source=SOURCE,
        twins=but("plus", "the larger root", right=_other_root),
    ),
    Claim(
        "E31.between",
        "between the two roots the annealed weight is 1/2 or more: the advantage is L or more",
        Bound(FREE, _length, lambda p: _advantage(p, p.x / p.v * (1 - p.s + 2 * p.s * p.a))),
        (SCORE, VARIANCE, SHARE, assume("a", "where beta lies between them", 0, 1)),
        source=SOURCE,
        uses=("E29.annealed",),
        pins=(sharp(SCORE.at(Fraction(1)), VARIANCE.at(Fraction(1)), SHARE.at(Fraction(1, 2)), assume("a", "at the root").at(Fraction(0))),),
        twins=but("beyond", "as far again beyond them", assumptions=(SCORE, VARIANCE, SHARE, assume("a", "where beta lies", 0, 2))),
    ),
    Claim(
        "E31.outside",
        "below the smaller root and above the larger one it is 1/2 or less",
        Bound(
            FREE,
            lambda p: p.u * _advantage(p, p.x / p.v * (1 - p.s - p.a)) + (1 - p.u) * _advantage(p, p.x / p.v * (1 + p.s + p.a)),
            _length,
        ),
        (SCORE, VARIANCE, SHARE, assume("a", "how far beyond a root, in units of x/v"), assume("u", "1 below, 0 above", 0, 1)),
        source=SOURCE,
        notes="more of beta hurts: beyond x/v the largest distractors gain more than the needle; the left side is linear in u",
        pins=(
            Pin(
                factor=NEARLY,
                where=(SCORE.at(Fraction(1)), VARIANCE.at(Fraction(1)), SHARE.at(Fraction(1, 2)), assume("a", "at the root").at(Fraction(0))),
            ),
        ),
        twins=but(
            "between", "between them too", assumptions=(SCORE, VARIANCE, SHARE, assume("a", "how far", -1), assume("u", "which", 0, 1))
        ),
    ),
    Claim(
        "E31.rate",
        "no beta has an advantage above x^2/(2 v): the threshold exists exactly where 2 v L <= x^2, up to n = 1 + exp(x^2/(2 v))",
        Bound(FREE, lambda p: _advantage(p, p.b), lambda p: score_laws.Gaussian(p.v).cramer_rate(p.x)),
        (SCORE, VARIANCE, assume("b", "beta")),
        source=SOURCE,
        uses=("E30.reached",),
        notes="attained at beta = x/v",
        pins=(sharp(SCORE.at(Fraction(1)), VARIANCE.at(Fraction(2)), assume("b", "x/v").at(Fraction(1, 2))),),
        twins=but("half", "x^2/(4 v)", upper=lambda p: score_laws.Gaussian(p.v).cramer_rate(p.x) / 2),
    ),
    Claim(
        "E31.end",
        "at capacity, s = 0, the threshold is x/v, and its square 2 L/v: the temperature of the random-energy model",
        Identity(
            FREE,
            lambda p: p.c0 * smaller_root(p) + p.c1 * smaller_root(p) ** 2,
            lambda p: p.c0 * p.x / p.v + p.c1 * 2 * _length(p) / p.v,
        ),
        (SCORE, VARIANCE, SHARE.at(Fraction(0)), *MARKS[:2]),
        source=SOURCE,
        notes="sqrt(2 L/v) is the locus of end points, where x = sqrt(2 v L) moves with n; no curve of one x follows it",
        twins=but("L/v", "its square is L/v", right=lambda p: p.c0 * p.x / p.v + p.c1 * _length(p) / p.v),
    ),
    Claim(
        "E31.law",
        "the threshold is between L/x, the log n law, and 2 L/x",
        Bound(FREE, lambda p: p.u * _length(p) / p.x + (1 - p.u) * smaller_root(p), lambda p: p.u * smaller_root(p) + (1 - p.u) * 2 * _length(p) / p.x),
        (SCORE, VARIANCE, SHARE, assume("u", "1 for the lower bound, 0 for the upper one", 0, 1)),
        source=SOURCE,
        notes="L/x as v -> 0, 2 L/x at capacity; the sides are linear in u, so both bounds are meant",
        pins=(sharp(SCORE.at(Fraction(1)), VARIANCE.at(Fraction(1)), SHARE.at(Fraction(0)), assume("u", "upper").at(Fraction(0))),),
        twins=but("3/2", "at most 3 L/(2 x)", upper=lambda p: p.u * smaller_root(p) + (1 - p.u) * 3 * _length(p) / (2 * p.x)),
    ),
    Claim(
        "E31.catalan",
        "beta* = (L/x) C(z), z = v L/(2 x^2), and C = 1 + z C^2: Catalan's generating function",
        Identity(
            FREE,
            lambda p: smaller_root(p) * p.x / _length(p),
            lambda p: 1 + p.v * _length(p) / (2 * p.x**2) * (smaller_root(p) * p.x / _length(p)) ** 2,
        ),
        (SCORE, VARIANCE, SHARE),
        source=SOURCE,
        twins=but("z", "C = 1 + 2 z C^2", right=lambda p: 1 + p.v * _length(p) / p.x**2 * (smaller_root(p) * p.x / _length(p)) ** 2),
    ),
    Claim(
        "E31.catalan.series",
        "its expansion in L has Catalan's numbers 1, 1, 2, 5, 14 as coefficients",
        Identity(
            FREE,
            lambda p: marked(p, needle.threshold_coefficients([p.x, p.v, *[0 * p.v] * (ORDERS - 2)])),
            lambda p: _catalan(p, 2),
        ),
        (SCORE, VARIANCE, *MARKS[:ORDERS]),
        source=SOURCE,
        uses=("E31.catalan", "E33.definition.series"),
        notes="the gap's cumulants are x, v and 0; converges up to capacity, z = 1/4",
        twins=but("1", "the third coefficient is 1", right=lambda p: _catalan(p, 1)),
    ),
    Claim(
        "E31.definition.elasticity",
        "d log beta*/d log L = (1 + s)/(2 s): from 1, the log n law, to oo at capacity",
        Identity(
            FREE,
            lambda p: _moving(p)[1].slope * _length(p) / _moving(p)[1].value,
            lambda p: needle.gaussian_elasticity(p.s),
        ),
        (SCORE, VARIANCE, INSIDE),
        source=SOURCE,
        notes="at fixed x and v; the derivative is taken of the formula itself, by dual numbers",
        defines=(needle.gaussian_elasticity,),
        twins=but("1/2", "1/2, the exponent of sqrt(log n)", right=lambda p: p.one / 2),
    ),
    Claim(
        "E31.elasticity",
        "d log beta*/d log L >= 1: at a fixed needle no curve grows as slowly as sqrt(log n)",
        Bound(FREE, lambda p: p.one, lambda p: needle.gaussian_elasticity(p.s)),
        (INSIDE,),
        source=SOURCE,
        uses=("E31.definition.elasticity",),
        pins=(Pin(factor=NEARLY),),
        twins=but("2", "2 or more", lower=lambda p: 2 * p.one),
    ),
)
