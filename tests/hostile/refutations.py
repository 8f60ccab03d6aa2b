"""True statements that look false: on integers, with a dependent coordinate, with a slow limit or a large constant."""

from __future__ import annotations

from critscale.proofs.library import find_claim
from critscale.theory.field import exp
from critscale.theory.layer.regimes import CRITICAL, FINITE, FREE, LENGTHS, SUBCRITICAL, WINDOW

from .hostile import Built, Hostile
from .words import big_o, bound, entropy, expansion, identity, length, log_length, own, partition, var, within


def _of_the_package(id: str) -> Built:
    claim = find_claim(id)
    return claim.statement, claim.assumptions


ENTRIES = (
    # on integers alone
    Hostile(
        "three-roots",
        "true",
        lambda: identity(FREE, lambda p: p.k * (p.k - 1) * (p.k - 2), 0, var("k", "[0, 2]", integer=True)),
        "0, 1 and 2 are the roots",
    ),
    Hostile(
        "three-roots-four-integers",
        "false",
        lambda: identity(FREE, lambda p: p.k * (p.k - 1) * (p.k - 2), 0, var("k", "[0, 3]", integer=True)),
        "6 at k = 3",
        at={"k": 3},
    ),
    Hostile(
        "four-roots-in-a-row",
        "true",
        lambda: bound(FREE, 0, lambda p: p.k * (p.k - 1) * (p.k - 2) * (p.k - 3), var("k", "[0, oo)", integer=True)),
        "0 at 0, 1, 2, 3, positive behind; negative between them only",
    ),
    Hostile(
        "odd-squares",
        "true",
        lambda: bound(FREE, 1, lambda p: (2 * p.k - 1) ** 2, var("k", "[0, oo)", integer=True)),
        "2 k - 1 is odd",
    ),
    Hostile(
        "integers-below-their-squares",
        "true",
        lambda: bound(FREE, lambda p: p.k, lambda p: p.k**2, var("k", "[0, oo)", integer=True)),
        "k (k - 1) >= 0 for integers",
    ),
    Hostile(
        "numbers-below-their-squares",
        "false",
        lambda: bound(FREE, lambda p: p.k, lambda p: p.k**2, var("k", "[0, oo)")),
        "1/2 > 1/4",
        at={"k": "1/2"},
    ),
    Hostile(
        "two-or-three-tokens",
        "true",
        lambda: bound(LENGTHS, 0, lambda p: (length(p) - 2) * (length(p) - 3)),
        "no n lies between 2 and 3",
    ),
    Hostile(
        "a-pole-between-two-lengths",
        "true",
        lambda: identity(LENGTHS, lambda p: (2 * length(p) - 5) / (2 * length(p) - 5), 1),
        "n = 5/2 is no context length",
    ),
    Hostile(
        "a-pole-at-no-length",
        "true",
        lambda: identity(LENGTHS, lambda p: (p.L - 1) / (p.L - 1), 1),
        "log n is 1 at n = e only",
    ),
    # the same number twice
    Hostile(
        "logs-at-the-critical-gamma",
        "true",
        lambda: identity(CRITICAL, lambda p: p.neg_log_s, lambda p: p.neg_log_1ms),
        "s = 1/2",
    ),
    Hostile(
        "logs-in-half-the-window",
        "true",
        lambda: identity(WINDOW, lambda p: p.neg_log_s, lambda p: p.neg_log_1ms, var("s", "[1/2, 1/2]")),
        "s = 1/2",
    ),
    Hostile(
        "logs-in-the-window",
        "false",
        lambda: identity(WINDOW, lambda p: p.neg_log_s, lambda p: p.neg_log_1ms),
        "equal at s = 1/2 only",
        at={"n": 2, "s": "1/4"},
    ),
    Hostile(
        "no-logit-gap-at-beta-zero",
        "true",
        lambda: identity(FINITE, lambda p: p.neg_log_t, 0, var("t", "[1, 1]")),
        "log 1 = 0",
    ),
    Hostile(
        "entropy-at-beta-zero",
        "true",
        lambda: identity(FINITE, entropy, log_length, var("t", "[1, 1]")),
        "n equal weights",
    ),
    Hostile(
        "weight-at-beta-zero",
        "true",
        lambda: identity(FINITE, own, lambda p: p.h, var("t", "[1, 1]")),
        "n equal weights",
        must=True,
    ),
    Hostile(
        "partition-over-n",
        "true",
        lambda: bound(FINITE, lambda p: partition(p) * p.h, lambda p: (1 - p.h) * p.t),
        "log(1 + E) <= E",
    ),
    # slow limits, large constants
    Hostile(
        "a-slow-power",
        "true",
        lambda: expansion(SUBCRITICAL, lambda p: p.u, 0, var("delta", "[1/1000, 1/1000]")),
        "n^(-1/1000) -> 0",
    ),
    Hostile(
        "a-slow-quotient",
        "true",
        lambda: expansion(LENGTHS, lambda p: p.L / (p.L + 1000), 1),
        "1000/(log n + 1000) -> 0",
    ),
    Hostile(
        "a-large-constant",
        "true",
        lambda: expansion(LENGTHS, lambda p: 10**100 * p.h**2, 0, error=big_o(2)),
        "10^100 is a constant",
    ),
    Hostile(
        "a-large-constant-and-a-log",
        "true",
        lambda: expansion(LENGTHS, lambda p: 10**100 * p.h * p.L, 0, error=big_o("999/1000")),
        "log n = O(n^(1/1000))",
    ),
    Hostile(
        "a-large-constant-without-a-log",
        "false",
        lambda: expansion(LENGTHS, lambda p: p.h * p.L / 10**100, 0, error=big_o(1)),
        "log n is not bounded",
    ),
    Hostile("n-is-no-more-than-its-square", "true", lambda: expansion(LENGTHS, length, 0, error=big_o(-2)), "n <= n^2"),
    Hostile(
        "n-is-no-more-than-its-root",
        "false",
        lambda: expansion(LENGTHS, length, 0, error=big_o("-1/2")),
        "n/sqrt n -> oo",
    ),
    # huge and tiny numbers
    Hostile(
        "exponential-above-everything",
        "true",
        lambda: bound(LENGTHS, lambda p: length(p) + 1, lambda p: exp(length(p))),
        "e^x >= 1 + x",
    ),
    Hostile(
        "exponential-and-its-reciprocal",
        "true",
        lambda: identity(LENGTHS, lambda p: exp(length(p)) * exp(-length(p)), 1),
        "e^x e^-x = 1",
    ),
    Hostile(
        "exponential-of-the-logit-gap",
        "true",
        lambda: identity(FINITE, lambda p: exp(p.neg_log_t) * p.t, 1),
        "e^(-log t) t = 1",
    ),
    Hostile(
        "exponential-of-log-n-is-no-more",
        "true",
        lambda: bound(LENGTHS, lambda p: exp(p.L) * p.h, 1),
        "it is 1: equal, so undecided in balls",
    ),
    Hostile(
        "motzkin",
        "true",
        lambda: bound(
            FREE,
            lambda p: 3 * p.e**2 * p.f**2,
            lambda p: p.e**4 * p.f**2 + p.e**2 * p.f**4 + 1,
            var("e", "[0, oo)"),
            var("f", "[0, oo)"),
        ),
        "the mean of e^4 f^2, e^2 f^4 and 1 is at least their cube root; no sum of squares shows it",
    ),
    Hostile(
        "motzkin-a-little-more",
        "false",
        lambda: bound(
            FREE,
            lambda p: 30001 * p.e**2 * p.f**2,
            lambda p: 10000 * (p.e**4 * p.f**2 + p.e**2 * p.f**4 + 1),
            var("e", "[0, oo)"),
            var("f", "[0, oo)"),
        ),
        "30001 > 30000 at e = f = 1",
        at={"e": 1, "f": 1},
    ),
    # of the package
    Hostile(
        "the-ln-two-law",
        "true",
        lambda: _of_the_package("F2.mean.ln2"),
        "sum of 1/k over n <= k < 2n is within 1/(2n) of log 2",
    ),
    Hostile(
        "real-eigenvalues",
        "true",
        lambda: _of_the_package("B2.spectrum.real"),
        "a quadratic in -log t with a discriminant below 0",
        must=True,
    ),
    Hostile(
        "pairings-gain-least",
        "true",
        lambda: _of_the_package("B3.norm.pairing"),
        "2 b (-log t) <= 1, since -t log t <= 1/e",
    ),
    Hostile(
        "a-third-over-n",
        "true",
        lambda: expansion(CRITICAL, own, "1/2", error=within("1/3", 1)),
        "n (a - 1/2) = 1/(4 - 2/n) <= 1/3",
        must=True,
    ),
)
