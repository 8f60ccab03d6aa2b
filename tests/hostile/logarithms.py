"""Logarithms that grow, that depend on a parameter, that lose or win against a power."""

from __future__ import annotations

from critscale.theory.field import exp, log
from critscale.theory.layer.regimes import CRITICAL, FINITE, LENGTHS, SUBCRITICAL, SUPERCRITICAL, WINDOW

from .hostile import false, true
from .words import big_o, bound, entropy, expansion, identity, log_length, own, partition, within

HALF = {"t": "1/2"}

ENTRIES = (
    # at fixed beta log(1 + E) is log n + log t + O(1/n)
    false(
        "entropy-bounded-at-fixed-beta",
        expansion(FINITE, entropy, 0, error=big_o(0)),
        "H = log n + O(1/n) at fixed t",
        **HALF,
    ),
    false(
        "entropy-fraction-vanishes-at-fixed-beta",
        expansion(FINITE, lambda p: entropy(p) / p.L, 0),
        "H/log n tends to 1 at fixed t",
        **HALF,
    ),
    true(
        "entropy-is-log-n-at-fixed-beta",
        expansion(FINITE, entropy, log_length, error=big_o(0)),
        "log(1 + E) = log n + log t + o(1), and (1 - a) (-log t) -> -log t",
    ),
    true(
        "entropy-fraction-is-one-at-fixed-beta",
        expansion(FINITE, lambda p: entropy(p) / p.L, 1),
        "H = log n + O(1) at fixed t",
    ),
    true(
        "entropy-is-log-n-to-first-order",
        expansion(FINITE, entropy, log_length, error=big_o(1)),
        "H - log n = log(1 + (1 - t)/(n t)) + a log t, and a = O(1/n)",
    ),
    false(
        "entropy-is-log-n-to-second-order",
        expansion(FINITE, entropy, log_length, error=big_o(2)),
        "n (H - log n) tends to (1 - t + log t)/t, which is not 0",
        **HALF,
    ),
    false(
        "partition-bounded",
        expansion(FINITE, partition, 0, error=big_o(0)),
        "log(1 + (n - 1) t) grows like log n",
        **HALF,
    ),
    false(
        "partition-is-log-n",
        expansion(FINITE, partition, log_length),
        "log(1 + E) - log n tends to log t, 0 at t = 1 only",
        **HALF,
    ),
    true(
        "partition-is-log-n-and-log-t",
        expansion(FINITE, partition, lambda p: p.L - p.neg_log_t, error=big_o(1)),
        "log(1 + (n - 1) t) = log(n t) + log(1 + (1 - t)/(n t))",
    ),
    false(
        "partition-to-second-order",
        expansion(FINITE, partition, lambda p: p.L - p.neg_log_t, error=big_o(2)),
        "the next term is (1 - t)/(n t)",
        **HALF,
    ),
    true(
        "partition-and-log-n-alike",
        expansion(FINITE, partition, log_length, ratio=True),
        "their quotient is 1 + log t/log n + ...",
    ),
    false(
        "partition-below-log-n-in-order",
        expansion(FINITE, lambda p: partition(p) / p.L, 0),
        "the quotient tends to 1",
        **HALF,
    ),
    false(
        "weight-times-partition-without-log",
        expansion(FINITE, lambda p: own(p) * partition(p), 0, error=big_o(1)),
        "a ~ 1/(n t), and log(1 + E) grows",
        **HALF,
    ),
    true(
        "weight-times-partition-with-log",
        expansion(FINITE, lambda p: own(p) * partition(p), 0, error=big_o(1, logs=1)),
        "a ~ 1/(n t), and log(1 + E) ~ log n",
    ),
    false(
        "partition-at-most-three-million",
        bound(FINITE, partition, 3 * 10**6),
        "log n > 3 10^6 from n = 10^1302884 on",
        t=1,
        n="10^1400000",
    ),
    true("partition-at-most-log-n", bound(FINITE, partition, log_length), "1 + (n - 1) t <= n for t <= 1"),
    true(
        "partition-at-least-log-nt",
        bound(FINITE, lambda p: p.L - p.neg_log_t, partition),
        "n t <= 1 + (n - 1) t for t <= 1",
    ),
    true("entropy-at-most-log-n", bound(FINITE, entropy, log_length), "n weights have entropy at most log n"),
    true("partition-at-most-odds", bound(FINITE, partition, lambda p: (1 / p.h - 1) * p.t), "log(1 + E) <= E"),
    false(
        "partition-at-least-half-the-odds",
        bound(FINITE, lambda p: (1 / p.h - 1) * p.t / 2, partition),
        "E = 4 at n = 5: 2 > log 5",
        n=5,
        t=1,
    ),
    # log n against powers and constants
    false("log-n-bounded", expansion(LENGTHS, log_length, 0, error=big_o(0)), "log n -> oo"),
    false("log-n-at-most-a-million-million", bound(LENGTHS, log_length, 10**12), "log n -> oo", n="10^1000000000000"),
    false(
        "log-n-against-the-hundredth-root",
        expansion(LENGTHS, log_length, 0, error=within(36, "-1/100")),
        "x exp(-x/100) has its maximum 100/e = 36.79 at n = e^100",
        n="10^43",
    ),
    true(
        "log-n-against-the-hundredth-root-enough",
        expansion(LENGTHS, log_length, 0, error=within(37, "-1/100")),
        "x exp(-x/100) <= 100/e < 37",
    ),
    false(
        "reciprocal-log-against-a-small-power",
        expansion(LENGTHS, lambda p: 1 / p.L, 0, error=within(100, "1/1000")),
        "1/x <= 100 exp(-x/1000) ends near x = 14,200, n = 10^6200",
        n="10^7000",
    ),
    false(
        "reciprocal-log-is-a-power",
        expansion(LENGTHS, lambda p: 1 / p.L, 0, error=big_o("1/100")),
        "every power of n beats log n",
    ),
    false("log-over-n-without-log", expansion(LENGTHS, lambda p: p.L * p.h, 0, error=big_o(1)), "short of a logarithm"),
    false(
        "one-over-n-with-a-log-below",
        expansion(LENGTHS, lambda p: p.h, 0, error=big_o(1, logs=-1)),
        "short of a logarithm",
    ),
    true(
        "one-over-n-log-n", expansion(LENGTHS, lambda p: p.h / p.L, 0, error=big_o(1)), "1/log n is bounded for n >= 2"
    ),
    false(
        "log-over-log-plus-one",
        expansion(LENGTHS, lambda p: p.L / (p.L + 1), 1, error=big_o(1)),
        "the difference is -1/(log n + 1)",
    ),
    true("a-thousand-million-over-log-n", expansion(LENGTHS, lambda p: 10**9 / p.L, 0), "log n -> oo, however slowly"),
    false(
        "log-of-one-minus-h-to-third-order",
        expansion(LENGTHS, lambda p: p.ell, lambda p: -p.h, error=big_o(3)),
        "the next term is -1/(2 n^2)",
    ),
    true("log-of-one-minus-h-below", bound(LENGTHS, lambda p: p.ell, lambda p: -p.h), "log(1 - x) <= -x"),
    # the constants -log s and -log(1 - s)
    false(
        "log-two-a-ten-thousandth-less",
        bound(CRITICAL, lambda p: p.neg_log_s, "6931/10000"),
        "log 2 = 0.69314718...",
        n=2,
    ),
    true(
        "log-two-a-ten-thousandth-more", bound(CRITICAL, lambda p: p.neg_log_s, "6932/10000"), "log 2 = 0.69314718..."
    ),
    true(
        "entropy-constant-by-the-other-log",
        expansion(CRITICAL, entropy, lambda p: p.L / 2 + p.neg_log_1ms, error=big_o(1, logs=1)),
        "-log(1 - s) = log 2 as well at s = 1/2",
    ),
    false(
        "entropy-constant-seven-tenths",
        expansion(CRITICAL, lambda p: entropy(p) - p.L / 2, "7/10"),
        "the limit is log 2 < 0.6932",
    ),
    false(
        "logs-of-s-independent",
        bound(WINDOW, "13864/10000", lambda p: p.neg_log_s + p.neg_log_1ms),
        "-log(s (1 - s)) = 2 log 2 = 1.38629 at s = 1/2",
        n=2,
        s="1/2",
    ),
    true("log-of-s-at-least-linear", bound(WINDOW, lambda p: 1 - p.s, lambda p: p.neg_log_s), "-log s >= 1 - s"),
    false(
        "log-of-s-at-most-two-terms",
        bound(WINDOW, lambda p: p.neg_log_s, lambda p: (1 - p.s) + (1 - p.s) ** 2),
        "-log s -> oo as s -> 0",
        n=2,
        s="1/100",
    ),
    # powers n^-delta against logarithms
    false(
        "subcritical-entropy-without-log",
        expansion(SUBCRITICAL, entropy, log_length, error=big_o(0, slope=1)),
        "H - log n = n^-delta (1 - (1 - delta) log n) + ...",
        delta="1/2",
    ),
    true(
        "subcritical-entropy-with-log",
        expansion(SUBCRITICAL, entropy, log_length, error=big_o(0, slope=1, logs=1)),
        "H - log n = n^-delta (1 - (1 - delta) log n) + ...",
    ),
    false(
        "supercritical-entropy-without-log",
        expansion(SUPERCRITICAL, entropy, 0, error=big_o(0, slope=1)),
        "H ~ n^-delta (1 + delta) log n",
        delta="1/2",
    ),
    true(
        "supercritical-entropy-constant",
        expansion(SUPERCRITICAL, entropy, lambda p: (1 + p.delta) * p.L * p.v, error=big_o(0, slope=1)),
        "log(1 + E) = O(n^-delta), and E (1 + delta) log n is the rest",
    ),
    false(
        "log-times-power-at-most-a-hundred",
        bound(SUBCRITICAL, lambda p: p.L * p.u, 100),
        "x exp(-delta x) reaches 1/(e delta) = 367 at delta = 1/1000",
        delta="1/1000",
        n="10^434",
    ),
    true(
        "log-times-power-and-depth", bound(SUBCRITICAL, lambda p: p.delta * p.L * p.u, "2/5"), "x exp(-x) <= 1/e < 2/5"
    ),
    false(
        "log-times-power-and-depth-tight",
        bound(SUBCRITICAL, lambda p: p.delta * p.L * p.u, "3678/10000"),
        "x exp(-x) reaches 1/e = 0.367879",
        n=10**6,
        delta="7238/100000",
    ),
    # the logarithm as a function
    true(
        "partition-is-the-log-of-the-weight", identity(FINITE, lambda p: -log(own(p)), partition), "log(1 + E) = -log a"
    ),
    false(
        "log-of-a-square",
        identity(LENGTHS, lambda p: log(p.h) ** 2, lambda p: 2 * log(p.h)),
        "log^2 x is not log x^2",
        n=3,
    ),
    true("exponential-of-log-n", identity(LENGTHS, lambda p: exp(-p.L), lambda p: p.h), "exp(-log n) = 1/n"),
)
