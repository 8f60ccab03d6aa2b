"""Beyond algebra: exponentials, logarithms, roots, Gamma functions, with a minimum, touching or of a wrong branch."""

from __future__ import annotations

from critscale.theory.field import Scalar, digamma, exp, gamma_function, hypot, log, maximum, minimum, sqrt
from critscale.theory.layer.regimes import CRITICAL, FINITE, FREE, LENGTHS, SUBCRITICAL, Point

from .hostile import false, true, undefined
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
    false(
        "exponential-near-two",
        bound(FREE, "1/1000000000000", lambda p: (exp(p.e) - 2) ** 2, E),
        "0 at e = log 2",
        e="693147180560/1000000000000",
    ),
    true("exponential-and-two", bound(FREE, 0, lambda p: (exp(p.e) - 2) ** 2, E), "a square"),
    false(
        "gamma-function-above-its-minimum",
        bound(FREE, "8857/10000", lambda p: gamma_function(p.e), var("e", "[1, 2]")),
        "0.885603 at 1.46163",
        e="146163/100000",
    ),
    true(
        "gamma-function-at-its-minimum",
        bound(FREE, "8856/10000", lambda p: gamma_function(p.e), var("e", "[1, 2]")),
        "0.885603 at 1.46163",
    ),
    false(
        "digamma-before-its-zero",
        bound(FREE, 0, lambda p: digamma(p.e), var("e", "[14616/10000, 2]")),
        "the zero is 1.461632",
        e="14616/10000",
    ),
    true(
        "digamma-from-its-zero-on",
        bound(FREE, 0, lambda p: digamma(p.e), var("e", "[14617/10000, 2]")),
        "the zero is 1.461632",
    ),
    false(
        "exponential-needle-in-two-variables",
        bound(FREE, "1/100000000", lambda p: (exp(p.e) - 2) ** 2 + (exp(p.f) * 2 - 3) ** 2, E, F),
        "0 at (log 2, log 3/2)",
        e="6931472/10000000",
        f="4054651/10000000",
    ),
    false(
        "t-log-t",
        bound(FINITE, lambda p: p.t * p.neg_log_t, "36787/100000"),
        "1/e = 0.3678794 at t = 1/e",
        n=2,
        t="36788/100000",
    ),
    true("t-log-t-enough", bound(FINITE, lambda p: p.t * p.neg_log_t, "36788/100000"), "1/e = 0.3678794 at t = 1/e"),
    false(
        "length-needle-by-its-logarithm",
        bound(LENGTHS, "1/100000000000000000000", lambda p: (1000003 * exp(-p.L) - 1) ** 2),
        "0 at n = 1000003",
        n=1000003,
    ),
    # convexity
    true("exponential-above-its-tangent", bound(FREE, lambda p: 1 + p.e, lambda p: exp(p.e), SIGNED), "e^x >= 1 + x"),
    false(
        "exponential-above-a-steeper-line",
        bound(FREE, lambda p: 1 + p.e * 10001 / 10000, lambda p: exp(p.e), SIGNED),
        "e^x < 1 + 1.0001 x for small x > 0",
        e="1/10000",
    ),
    true(
        "logarithm-below-its-tangent",
        bound(FREE, lambda p: log(p.e), lambda p: p.e - 1, var("e", "(0, 10]")),
        "log x <= x - 1",
    ),
    false(
        "logarithm-below-a-flatter-line",
        bound(FREE, lambda p: log(p.e), lambda p: (p.e - 1) * 9999 / 10000, var("e", "(0, 10]")),
        "log x > 0.9999 (x - 1) just above 1",
        e="10001/10000",
    ),
    false(
        "entropy-below-the-log-of-the-participation",
        bound(FINITE, entropy, lambda p: -log(own(p) ** 2 + (1 - own(p)) * p.row.other_weight)),
        "the Renyi entropy of order 2 is smaller",
        n=3,
        t="1/2",
    ),
    true(
        "entropy-above-the-log-of-the-participation",
        bound(FINITE, lambda p: -log(own(p) ** 2 + (1 - own(p)) * p.row.other_weight), entropy),
        "the Renyi entropy of order 2 is smaller",
    ),
    # roots
    false("root-of-a-square", identity(FREE, lambda p: sqrt(p.e**2), lambda p: p.e, SIGNED), "1 at e = -1", e=-1),
    true("root-of-a-square-of-a-positive", identity(FREE, lambda p: sqrt(p.e**2), lambda p: p.e, E), "e >= 0"),
    undefined("root-of-a-negative-number", bound(FREE, 0, lambda p: sqrt(p.e), SIGNED), "sqrt -1 is not real", e=-1),
    true(
        "hypotenuse", bound(FREE, lambda p: hypot(p.e, p.f), lambda p: p.e + p.f, ANY, ANY_F), "(e + f)^2 >= e^2 + f^2"
    ),
    false(
        "hypotenuse-a-little-more",
        bound(FREE, lambda p: (p.e + p.f) * 7072 / 10000, lambda p: hypot(p.e, p.f), ANY, ANY_F),
        "1.41421 < 1.4144 at e = f = 1",
        e=1,
        f=1,
    ),
    false(
        "mean-of-two-roots",
        bound(FREE, lambda p: (p.e + p.f) / 2, lambda p: sqrt(p.e * p.f), E, F),
        "1/2 > 0 at e = 1, f = 0",
        e=1,
        f=0,
    ),
    true("root-rises", monotone(FREE, lambda p: sqrt(p.e), "e", "increasing", ANY), "a root rises"),
    false(
        "root-less-a-line",
        monotone(FREE, lambda p: sqrt(p.e) - p.e / 1000, "e", "increasing", ANY),
        "it falls from e = 250000 on",
        e=(10**6, 4 * 10**6),
    ),
    # the larger, the smaller
    true("larger-of-two-powers", bound(SUBCRITICAL, lambda p: sqrt(p.h), lambda p: maximum(p.u, p.t)), "u t = 1/n"),
    false(
        "smaller-of-two-powers",
        bound(SUBCRITICAL, lambda p: sqrt(p.h) * 9999 / 10000, lambda p: minimum(p.u, p.t)),
        "u t = 1/n, so the smaller is smaller",
        n=2,
        delta="1/4",
    ),
    true("weight-and-its-logarithm", bound(CRITICAL, lambda p: exp(-partition(p)), own), "they are the same"),
    false(
        "root-of-n-at-one-length",
        bound(LENGTHS, lambda p: p.L * 136 / 100, lambda p: sqrt(length(p))),
        "sqrt 7 = 1.35965 log 7, and more than 1.36 log n at every other n",
        n=7,
    ),
    true(
        "root-of-n-at-every-length",
        bound(LENGTHS, lambda p: p.L * 13595 / 10000, lambda p: sqrt(length(p))),
        "the least quotient is e/2 = 1.35914 at e^2, between two lengths, and 1.35965 at n = 7",
    ),
    undefined(
        "a-root-of-the-negative-in-a-constant",
        expansion(CRITICAL, lambda p: sqrt(p.e) * p.h, 0, var("e", "[-1, 1]"), error=within(1, 1)),
        "no root at e = -1",
    ),
    undefined(
        "a-branch-after-a-root",
        bound(FREE, 0, _never_equal, var("e", "[2, 21/10]")),
        "a comparison takes one branch for all points",
    ),
    undefined(
        "a-float-after-a-root",
        bound(FREE, 0, lambda p: sqrt(p.e) + 0.5, var("e", "[2, 3]")),
        "a float is no number of the field",
    ),
    undefined(
        "the-larger-of-roots-by-python",
        bound(FREE, 0, lambda p: max(sqrt(p.e), p.one), var("e", "[2, 3]")),
        "a comparison takes one branch for all points",
    ),
)
