"""Beyond algebra: exponentials, logarithms, roots, Gamma functions, with a minimum, touching or of a wrong branch."""

from __future__ import annotations

from critscale.theory.field import Scalar, digamma, exp, gamma_function, hypot, log, maximum, minimum, sqrt
from critscale.theory.layer.regimes import CRITICAL, FINITE, FREE, LENGTHS, SUBCRITICAL, Point

from .hostile import Hostile
from .words import bound, entropy, expansion, identity, length, monotone, own, partition, var, within

E, F = var("e", "[0, 1]"), var("f", "[0, 1]")
SIGNED = var("e", "[-1, 1]")
ANY, ANY_F = var("e", "[0, oo)"), var("f", "[0, oo)")


def _never_equal(p: Point) -> Scalar:
    """Return -1 where a root's square is equal to what it is the root of: a ball never is."""
    y = sqrt(p.e)
    return -p.one if y * y == p.e else p.one


ENTRIES = (
    # a minimum within
    Hostile(
        "exponential-near-two",
        "false",
        lambda: bound(FREE, "1/1000000000000", lambda p: (exp(p.e) - 2) ** 2, E),
        "0 at e = log 2",
        at={"e": "693147180560/1000000000000"},
    ),
    Hostile("exponential-and-two", "true", lambda: bound(FREE, 0, lambda p: (exp(p.e) - 2) ** 2, E), "a square"),
    Hostile(
        "gamma-function-above-its-minimum",
        "false",
        lambda: bound(FREE, "8857/10000", lambda p: gamma_function(p.e), var("e", "[1, 2]")),
        "0.885603 at 1.46163",
        at={"e": "146163/100000"},
    ),
    Hostile(
        "gamma-function-at-its-minimum",
        "true",
        lambda: bound(FREE, "8856/10000", lambda p: gamma_function(p.e), var("e", "[1, 2]")),
        "0.885603 at 1.46163",
    ),
    Hostile(
        "digamma-before-its-zero",
        "false",
        lambda: bound(FREE, 0, lambda p: digamma(p.e), var("e", "[14616/10000, 2]")),
        "the zero is 1.461632",
        at={"e": "14616/10000"},
    ),
    Hostile(
        "digamma-from-its-zero-on",
        "true",
        lambda: bound(FREE, 0, lambda p: digamma(p.e), var("e", "[14617/10000, 2]")),
        "the zero is 1.461632",
    ),
    Hostile(
        "exponential-needle-in-two-variables",
        "false",
        lambda: bound(FREE, "1/100000000", lambda p: (exp(p.e) - 2) ** 2 + (exp(p.f) * 2 - 3) ** 2, E, F),
        "0 at (log 2, log 3/2)",
        at={"e": "6931472/10000000", "f": "4054651/10000000"},
    ),
    Hostile(
        "t-log-t",
        "false",
        lambda: bound(FINITE, lambda p: p.t * p.neg_log_t, "36787/100000"),
        "1/e = 0.3678794 at t = 1/e",
        at={"n": 2, "t": "36788/100000"},
    ),
    Hostile(
        "t-log-t-enough",
        "true",
        lambda: bound(FINITE, lambda p: p.t * p.neg_log_t, "36788/100000"),
        "1/e = 0.3678794 at t = 1/e",
    ),
    Hostile(
        "length-needle-by-its-logarithm",
        "false",
        lambda: bound(LENGTHS, "1/100000000000000000000", lambda p: (1000003 * exp(-p.L) - 1) ** 2),
        "0 at n = 1000003",
        at={"n": 1000003},
    ),
    # convexity
    Hostile(
        "exponential-above-its-tangent",
        "true",
        lambda: bound(FREE, lambda p: 1 + p.e, lambda p: exp(p.e), SIGNED),
        "e^x >= 1 + x",
    ),
    Hostile(
        "exponential-above-a-steeper-line",
        "false",
        lambda: bound(FREE, lambda p: 1 + p.e * 10001 / 10000, lambda p: exp(p.e), SIGNED),
        "e^x < 1 + 1.0001 x for small x > 0",
        at={"e": "1/10000"},
    ),
    Hostile(
        "logarithm-below-its-tangent",
        "true",
        lambda: bound(FREE, lambda p: log(p.e), lambda p: p.e - 1, var("e", "(0, 10]")),
        "log x <= x - 1",
    ),
    Hostile(
        "logarithm-below-a-flatter-line",
        "false",
        lambda: bound(FREE, lambda p: log(p.e), lambda p: (p.e - 1) * 9999 / 10000, var("e", "(0, 10]")),
        "log x > 0.9999 (x - 1) just above 1",
        at={"e": "10001/10000"},
    ),
    Hostile(
        "entropy-below-the-log-of-the-participation",
        "false",
        lambda: bound(FINITE, entropy, lambda p: -log(own(p) ** 2 + (1 - own(p)) * p.row.other_weight)),
        "the Renyi entropy of order 2 is smaller",
        at={"n": 3, "t": "1/2"},
    ),
    Hostile(
        "entropy-above-the-log-of-the-participation",
        "true",
        lambda: bound(FINITE, lambda p: -log(own(p) ** 2 + (1 - own(p)) * p.row.other_weight), entropy),
        "the Renyi entropy of order 2 is smaller",
    ),
    # roots
    Hostile(
        "root-of-a-square",
        "false",
        lambda: identity(FREE, lambda p: sqrt(p.e**2), lambda p: p.e, SIGNED),
        "1 at e = -1",
        at={"e": -1},
    ),
    Hostile(
        "root-of-a-square-of-a-positive",
        "true",
        lambda: identity(FREE, lambda p: sqrt(p.e**2), lambda p: p.e, E),
        "e >= 0",
    ),
    Hostile(
        "root-of-a-negative-number",
        "undefined",
        lambda: bound(FREE, 0, lambda p: sqrt(p.e), SIGNED),
        "sqrt -1 is not real",
        at={"e": -1},
    ),
    Hostile(
        "hypotenuse",
        "true",
        lambda: bound(FREE, lambda p: hypot(p.e, p.f), lambda p: p.e + p.f, ANY, ANY_F),
        "(e + f)^2 >= e^2 + f^2",
    ),
    Hostile(
        "hypotenuse-a-little-more",
        "false",
        lambda: bound(FREE, lambda p: (p.e + p.f) * 7072 / 10000, lambda p: hypot(p.e, p.f), ANY, ANY_F),
        "1.41421 < 1.4144 at e = f = 1",
        at={"e": 1, "f": 1},
    ),
    Hostile(
        "mean-of-two-roots",
        "false",
        lambda: bound(FREE, lambda p: (p.e + p.f) / 2, lambda p: sqrt(p.e * p.f), E, F),
        "1/2 > 0 at e = 1, f = 0",
        at={"e": 1, "f": 0},
    ),
    Hostile("root-rises", "true", lambda: monotone(FREE, lambda p: sqrt(p.e), "e", "increasing", ANY), "a root rises"),
    Hostile(
        "root-less-a-line",
        "false",
        lambda: monotone(FREE, lambda p: sqrt(p.e) - p.e / 1000, "e", "increasing", ANY),
        "it falls from e = 250000 on",
        at={"e": (10**6, 4 * 10**6)},
    ),
    # the larger, the smaller
    Hostile(
        "larger-of-two-powers",
        "true",
        lambda: bound(SUBCRITICAL, lambda p: sqrt(p.h), lambda p: maximum(p.u, p.t)),
        "u t = 1/n",
    ),
    Hostile(
        "smaller-of-two-powers",
        "false",
        lambda: bound(SUBCRITICAL, lambda p: sqrt(p.h) * 9999 / 10000, lambda p: minimum(p.u, p.t)),
        "u t = 1/n, so the smaller is smaller",
        at={"n": 2, "delta": "1/4"},
    ),
    Hostile(
        "weight-and-its-logarithm",
        "true",
        lambda: bound(CRITICAL, lambda p: exp(-partition(p)), own),
        "they are the same",
    ),
    Hostile(
        "root-of-n-at-one-length",
        "false",
        lambda: bound(LENGTHS, lambda p: p.L * 136 / 100, lambda p: sqrt(length(p))),
        "sqrt 7 = 1.35965 log 7, and more than 1.36 log n at every other n",
        at={"n": 7},
    ),
    Hostile(
        "root-of-n-at-every-length",
        "true",
        lambda: bound(LENGTHS, lambda p: p.L * 13595 / 10000, lambda p: sqrt(length(p))),
        "the least quotient is e/2 = 1.35914 at e^2, between two lengths, and 1.35965 at n = 7",
    ),
    Hostile(
        "a-root-of-the-negative-in-a-constant",
        "undefined",
        lambda: expansion(CRITICAL, lambda p: sqrt(p.e) * p.h, 0, var("e", "[-1, 1]"), error=within(1, 1)),
        "no root at e = -1",
    ),
    Hostile(
        "a-branch-after-a-root",
        "undefined",
        lambda: bound(FREE, 0, _never_equal, var("e", "[2, 21/10]")),
        "a comparison takes one branch for all points",
    ),
    Hostile(
        "a-float-after-a-root",
        "undefined",
        lambda: bound(FREE, 0, lambda p: sqrt(p.e) + 0.5, var("e", "[2, 3]")),
        "a float is no number of the field",
    ),
    Hostile(
        "the-larger-of-roots-by-python",
        "undefined",
        lambda: bound(FREE, 0, lambda p: max(sqrt(p.e), p.one), var("e", "[2, 3]")),
        "a comparison takes one branch for all points",
    ),
)
