"""True statements that look false: on integers, with a dependent coordinate, with a slow limit or a large constant."""

from __future__ import annotations

from critscale.proofs.library import find_claim
from critscale.theory.field import exp
from critscale.theory.layer.regimes import CRITICAL, FINITE, FREE, LENGTHS, SUBCRITICAL, WINDOW

from .hostile import Built, false, proved, true
from .words import big_o, bound, entropy, expansion, identity, length, log_length, own, partition, var, within


def _of_the_package(id: str) -> Built:
    claim = find_claim(id)
    return claim.statement, claim.assumptions


ENTRIES = (
    # on integers alone
    true(
        "three-roots",
        identity(FREE, lambda p: p.k * (p.k - 1) * (p.k - 2), 0, var("k", "[0, 2]", integer=True)),
        "0, 1 and 2 are the roots",
    ),
    false(
        "three-roots-four-integers",
        identity(FREE, lambda p: p.k * (p.k - 1) * (p.k - 2), 0, var("k", "[0, 3]", integer=True)),
        "6 at k = 3",
        k=3,
    ),
    true(
        "four-roots-in-a-row",
        bound(FREE, 0, lambda p: p.k * (p.k - 1) * (p.k - 2) * (p.k - 3), var("k", "[0, oo)", integer=True)),
        "0 at 0, 1, 2, 3, positive behind; negative between them only",
    ),
    true(
        "odd-squares", bound(FREE, 1, lambda p: (2 * p.k - 1) ** 2, var("k", "[0, oo)", integer=True)), "2 k - 1 is odd"
    ),
    true(
        "integers-below-their-squares",
        bound(FREE, lambda p: p.k, lambda p: p.k**2, var("k", "[0, oo)", integer=True)),
        "k (k - 1) >= 0 for integers",
    ),
    false(
        "numbers-below-their-squares",
        bound(FREE, lambda p: p.k, lambda p: p.k**2, var("k", "[0, oo)")),
        "1/2 > 1/4",
        k="1/2",
    ),
    true(
        "two-or-three-tokens",
        bound(LENGTHS, 0, lambda p: (length(p) - 2) * (length(p) - 3)),
        "no n lies between 2 and 3",
    ),
    true(
        "a-pole-between-two-lengths",
        identity(LENGTHS, lambda p: (2 * length(p) - 5) / (2 * length(p) - 5), 1),
        "n = 5/2 is no context length",
    ),
    true("a-pole-at-no-length", identity(LENGTHS, lambda p: (p.L - 1) / (p.L - 1), 1), "log n is 1 at n = e only"),
    # the same number twice
    true("logs-at-the-critical-gamma", identity(CRITICAL, lambda p: p.neg_log_s, lambda p: p.neg_log_1ms), "s = 1/2"),
    true(
        "logs-in-half-the-window",
        identity(WINDOW, lambda p: p.neg_log_s, lambda p: p.neg_log_1ms, var("s", "[1/2, 1/2]")),
        "s = 1/2",
    ),
    false(
        "logs-in-the-window",
        identity(WINDOW, lambda p: p.neg_log_s, lambda p: p.neg_log_1ms),
        "equal at s = 1/2 only",
        n=2,
        s="1/4",
    ),
    true("no-logit-gap-at-beta-zero", identity(FINITE, lambda p: p.neg_log_t, 0, var("t", "[1, 1]")), "log 1 = 0"),
    true("entropy-at-beta-zero", identity(FINITE, entropy, log_length, var("t", "[1, 1]")), "n equal weights"),
    proved("weight-at-beta-zero", identity(FINITE, own, lambda p: p.h, var("t", "[1, 1]")), "n equal weights"),
    true("partition-over-n", bound(FINITE, lambda p: partition(p) * p.h, lambda p: (1 - p.h) * p.t), "log(1 + E) <= E"),
    # slow limits, large constants
    true(
        "a-slow-power", expansion(SUBCRITICAL, lambda p: p.u, 0, var("delta", "[1/1000, 1/1000]")), "n^(-1/1000) -> 0"
    ),
    true("a-slow-quotient", expansion(LENGTHS, lambda p: p.L / (p.L + 1000), 1), "1000/(log n + 1000) -> 0"),
    true("a-large-constant", expansion(LENGTHS, lambda p: 10**100 * p.h**2, 0, error=big_o(2)), "10^100 is a constant"),
    true(
        "a-large-constant-and-a-log",
        expansion(LENGTHS, lambda p: 10**100 * p.h * p.L, 0, error=big_o("999/1000")),
        "log n = O(n^(1/1000))",
    ),
    false(
        "a-large-constant-without-a-log",
        expansion(LENGTHS, lambda p: p.h * p.L / 10**100, 0, error=big_o(1)),
        "log n is not bounded",
    ),
    true("n-is-no-more-than-its-square", expansion(LENGTHS, length, 0, error=big_o(-2)), "n <= n^2"),
    false("n-is-no-more-than-its-root", expansion(LENGTHS, length, 0, error=big_o("-1/2")), "n/sqrt n -> oo"),
    # huge and tiny numbers
    true(
        "exponential-above-everything",
        bound(LENGTHS, lambda p: length(p) + 1, lambda p: exp(length(p))),
        "e^x >= 1 + x",
    ),
    true(
        "exponential-and-its-reciprocal",
        identity(LENGTHS, lambda p: exp(length(p)) * exp(-length(p)), 1),
        "e^x e^-x = 1",
    ),
    true("exponential-of-the-logit-gap", identity(FINITE, lambda p: exp(p.neg_log_t) * p.t, 1), "e^(-log t) t = 1"),
    true(
        "exponential-of-log-n-is-no-more",
        bound(LENGTHS, lambda p: exp(p.L) * p.h, 1),
        "it is 1: equal, so undecided in balls",
    ),
    true(
        "motzkin",
        bound(
            FREE,
            lambda p: 3 * p.e**2 * p.f**2,
            lambda p: p.e**4 * p.f**2 + p.e**2 * p.f**4 + 1,
            var("e", "[0, oo)"),
            var("f", "[0, oo)"),
        ),
        "the mean of e^4 f^2, e^2 f^4 and 1 is at least their cube root; no sum of squares shows it",
    ),
    false(
        "motzkin-a-little-more",
        bound(
            FREE,
            lambda p: 30001 * p.e**2 * p.f**2,
            lambda p: 10000 * (p.e**4 * p.f**2 + p.e**2 * p.f**4 + 1),
            var("e", "[0, oo)"),
            var("f", "[0, oo)"),
        ),
        "30001 > 30000 at e = f = 1",
        e=1,
        f=1,
    ),
    # of the package
    true("the-ln-two-law", _of_the_package("F2.mean.ln2"), "sum of 1/k over n <= k < 2n is within 1/(2n) of log 2"),
    proved(
        "real-eigenvalues", _of_the_package("B2.spectrum.real"), "a quadratic in -log t with a discriminant below 0"
    ),
    true("pairings-gain-least", _of_the_package("B3.norm.pairing"), "2 b (-log t) <= 1, since -t log t <= 1/e"),
    proved(
        "a-third-over-n", expansion(CRITICAL, own, "1/2", error=within("1/3", 1)), "n (a - 1/2) = 1/(4 - 2/n) <= 1/3"
    ),
)
