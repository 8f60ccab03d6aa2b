"""Logarithms that grow, that depend on a parameter, that lose or win against a power."""

from __future__ import annotations

from critscale.theory.field import exp, log
from critscale.theory.layer.regimes import CRITICAL, FINITE, LENGTHS, SUBCRITICAL, SUPERCRITICAL, WINDOW

from .hostile import Hostile
from .words import big_o, bound, entropy, expansion, identity, log_length, own, partition, within

HALF = {"t": "1/2"}

ENTRIES = (
    # at fixed beta log(1 + E) is log n + log t + O(1/n)
    Hostile(
        "entropy-bounded-at-fixed-beta",
        "false",
        lambda: expansion(FINITE, entropy, 0, error=big_o(0)),
        "H = log n + O(1/n) at fixed t",
        at=HALF,
    ),
    Hostile(
        "entropy-fraction-vanishes-at-fixed-beta",
        "false",
        lambda: expansion(FINITE, lambda p: entropy(p) / p.L, 0),
        "H/log n tends to 1 at fixed t",
        at=HALF,
    ),
    Hostile(
        "entropy-is-log-n-at-fixed-beta",
        "true",
        lambda: expansion(FINITE, entropy, log_length, error=big_o(0)),
        "log(1 + E) = log n + log t + o(1), and (1 - a) (-log t) -> -log t",
    ),
    Hostile(
        "entropy-fraction-is-one-at-fixed-beta",
        "true",
        lambda: expansion(FINITE, lambda p: entropy(p) / p.L, 1),
        "H = log n + O(1) at fixed t",
    ),
    Hostile(
        "entropy-is-log-n-to-first-order",
        "true",
        lambda: expansion(FINITE, entropy, log_length, error=big_o(1)),
        "H - log n = log(1 + (1 - t)/(n t)) + a log t, and a = O(1/n)",
    ),
    Hostile(
        "entropy-is-log-n-to-second-order",
        "false",
        lambda: expansion(FINITE, entropy, log_length, error=big_o(2)),
        "n (H - log n) tends to (1 - t + log t)/t, which is not 0",
        at=HALF,
    ),
    Hostile(
        "partition-bounded",
        "false",
        lambda: expansion(FINITE, partition, 0, error=big_o(0)),
        "log(1 + (n - 1) t) grows like log n",
        at=HALF,
    ),
    Hostile(
        "partition-is-log-n",
        "false",
        lambda: expansion(FINITE, partition, log_length),
        "log(1 + E) - log n tends to log t, 0 at t = 1 only",
        at=HALF,
    ),
    Hostile(
        "partition-is-log-n-and-log-t",
        "true",
        lambda: expansion(FINITE, partition, lambda p: p.L - p.neg_log_t, error=big_o(1)),
        "log(1 + (n - 1) t) = log(n t) + log(1 + (1 - t)/(n t))",
    ),
    Hostile(
        "partition-to-second-order",
        "false",
        lambda: expansion(FINITE, partition, lambda p: p.L - p.neg_log_t, error=big_o(2)),
        "the next term is (1 - t)/(n t)",
        at=HALF,
    ),
    Hostile(
        "partition-and-log-n-alike",
        "true",
        lambda: expansion(FINITE, partition, log_length, ratio=True),
        "their quotient is 1 + log t/log n + ...",
    ),
    Hostile(
        "partition-below-log-n-in-order",
        "false",
        lambda: expansion(FINITE, lambda p: partition(p) / p.L, 0),
        "the quotient tends to 1",
        at=HALF,
    ),
    Hostile(
        "weight-times-partition-without-log",
        "false",
        lambda: expansion(FINITE, lambda p: own(p) * partition(p), 0, error=big_o(1)),
        "a ~ 1/(n t), and log(1 + E) grows",
        at=HALF,
    ),
    Hostile(
        "weight-times-partition-with-log",
        "true",
        lambda: expansion(FINITE, lambda p: own(p) * partition(p), 0, error=big_o(1, logs=1)),
        "a ~ 1/(n t), and log(1 + E) ~ log n",
    ),
    Hostile(
        "partition-at-most-three-million",
        "false",
        lambda: bound(FINITE, partition, 3 * 10**6),
        "log n > 3 10^6 from n = 10^1302884 on",
        at={"t": 1, "n": "10^1400000"},
    ),
    Hostile(
        "partition-at-most-log-n", "true", lambda: bound(FINITE, partition, log_length), "1 + (n - 1) t <= n for t <= 1"
    ),
    Hostile(
        "partition-at-least-log-nt",
        "true",
        lambda: bound(FINITE, lambda p: p.L - p.neg_log_t, partition),
        "n t <= 1 + (n - 1) t for t <= 1",
    ),
    Hostile(
        "entropy-at-most-log-n",
        "true",
        lambda: bound(FINITE, entropy, log_length),
        "n weights have entropy at most log n",
    ),
    Hostile(
        "partition-at-most-odds",
        "true",
        lambda: bound(FINITE, partition, lambda p: (1 / p.h - 1) * p.t),
        "log(1 + E) <= E",
    ),
    Hostile(
        "partition-at-least-half-the-odds",
        "false",
        lambda: bound(FINITE, lambda p: (1 / p.h - 1) * p.t / 2, partition),
        "E = 4 at n = 5: 2 > log 5",
        at={"n": 5, "t": 1},
    ),
    # log n against powers and constants
    Hostile("log-n-bounded", "false", lambda: expansion(LENGTHS, log_length, 0, error=big_o(0)), "log n -> oo"),
    Hostile(
        "log-n-at-most-a-million-million",
        "false",
        lambda: bound(LENGTHS, log_length, 10**12),
        "log n -> oo",
        at={"n": "10^1000000000000"},
    ),
    Hostile(
        "log-n-against-the-hundredth-root",
        "false",
        lambda: expansion(LENGTHS, log_length, 0, error=within(36, "-1/100")),
        "x exp(-x/100) has its maximum 100/e = 36.79 at n = e^100",
        at={"n": "10^43"},
    ),
    Hostile(
        "log-n-against-the-hundredth-root-enough",
        "true",
        lambda: expansion(LENGTHS, log_length, 0, error=within(37, "-1/100")),
        "x exp(-x/100) <= 100/e < 37",
    ),
    Hostile(
        "reciprocal-log-against-a-small-power",
        "false",
        lambda: expansion(LENGTHS, lambda p: 1 / p.L, 0, error=within(100, "1/1000")),
        "1/x <= 100 exp(-x/1000) ends near x = 14,200, n = 10^6200",
        at={"n": "10^7000"},
    ),
    Hostile(
        "reciprocal-log-is-a-power",
        "false",
        lambda: expansion(LENGTHS, lambda p: 1 / p.L, 0, error=big_o("1/100")),
        "every power of n beats log n",
    ),
    Hostile(
        "log-over-n-without-log",
        "false",
        lambda: expansion(LENGTHS, lambda p: p.L * p.h, 0, error=big_o(1)),
        "short of a logarithm",
    ),
    Hostile(
        "one-over-n-with-a-log-below",
        "false",
        lambda: expansion(LENGTHS, lambda p: p.h, 0, error=big_o(1, logs=-1)),
        "short of a logarithm",
    ),
    Hostile(
        "one-over-n-log-n",
        "true",
        lambda: expansion(LENGTHS, lambda p: p.h / p.L, 0, error=big_o(1)),
        "1/log n is bounded for n >= 2",
    ),
    Hostile(
        "log-over-log-plus-one",
        "false",
        lambda: expansion(LENGTHS, lambda p: p.L / (p.L + 1), 1, error=big_o(1)),
        "the difference is -1/(log n + 1)",
    ),
    Hostile(
        "a-thousand-million-over-log-n",
        "true",
        lambda: expansion(LENGTHS, lambda p: 10**9 / p.L, 0),
        "log n -> oo, however slowly",
    ),
    Hostile(
        "log-of-one-minus-h-to-third-order",
        "false",
        lambda: expansion(LENGTHS, lambda p: p.ell, lambda p: -p.h, error=big_o(3)),
        "the next term is -1/(2 n^2)",
    ),
    Hostile(
        "log-of-one-minus-h-below", "true", lambda: bound(LENGTHS, lambda p: p.ell, lambda p: -p.h), "log(1 - x) <= -x"
    ),
    # the constants -log s and -log(1 - s)
    Hostile(
        "log-two-a-ten-thousandth-less",
        "false",
        lambda: bound(CRITICAL, lambda p: p.neg_log_s, "6931/10000"),
        "log 2 = 0.69314718...",
        at={"n": 2},
    ),
    Hostile(
        "log-two-a-ten-thousandth-more",
        "true",
        lambda: bound(CRITICAL, lambda p: p.neg_log_s, "6932/10000"),
        "log 2 = 0.69314718...",
    ),
    Hostile(
        "entropy-constant-by-the-other-log",
        "true",
        lambda: expansion(CRITICAL, entropy, lambda p: p.L / 2 + p.neg_log_1ms, error=big_o(1, logs=1)),
        "-log(1 - s) = log 2 as well at s = 1/2",
    ),
    Hostile(
        "entropy-constant-seven-tenths",
        "false",
        lambda: expansion(CRITICAL, lambda p: entropy(p) - p.L / 2, "7/10"),
        "the limit is log 2 < 0.6932",
    ),
    Hostile(
        "logs-of-s-independent",
        "false",
        lambda: bound(WINDOW, "13864/10000", lambda p: p.neg_log_s + p.neg_log_1ms),
        "-log(s (1 - s)) = 2 log 2 = 1.38629 at s = 1/2",
        at={"n": 2, "s": "1/2"},
    ),
    Hostile(
        "log-of-s-at-least-linear",
        "true",
        lambda: bound(WINDOW, lambda p: 1 - p.s, lambda p: p.neg_log_s),
        "-log s >= 1 - s",
    ),
    Hostile(
        "log-of-s-at-most-two-terms",
        "false",
        lambda: bound(WINDOW, lambda p: p.neg_log_s, lambda p: (1 - p.s) + (1 - p.s) ** 2),
        "-log s -> oo as s -> 0",
        at={"n": 2, "s": "1/100"},
    ),
    # powers n^-delta against logarithms
    Hostile(
        "subcritical-entropy-without-log",
        "false",
        lambda: expansion(SUBCRITICAL, entropy, log_length, error=big_o(0, slope=1)),
        "H - log n = n^-delta (1 - (1 - delta) log n) + ...",
        at={"delta": "1/2"},
    ),
    Hostile(
        "subcritical-entropy-with-log",
        "true",
        lambda: expansion(SUBCRITICAL, entropy, log_length, error=big_o(0, slope=1, logs=1)),
        "H - log n = n^-delta (1 - (1 - delta) log n) + ...",
    ),
    Hostile(
        "supercritical-entropy-without-log",
        "false",
        lambda: expansion(SUPERCRITICAL, entropy, 0, error=big_o(0, slope=1)),
        "H ~ n^-delta (1 + delta) log n",
        at={"delta": "1/2"},
    ),
    Hostile(
        "supercritical-entropy-constant",
        "true",
        lambda: expansion(SUPERCRITICAL, entropy, lambda p: (1 + p.delta) * p.L * p.v, error=big_o(0, slope=1)),
        "log(1 + E) = O(n^-delta), and E (1 + delta) log n is the rest",
    ),
    Hostile(
        "log-times-power-at-most-a-hundred",
        "false",
        lambda: bound(SUBCRITICAL, lambda p: p.L * p.u, 100),
        "x exp(-delta x) reaches 1/(e delta) = 367 at delta = 1/1000",
        at={"delta": "1/1000", "n": "10^434"},
    ),
    Hostile(
        "log-times-power-and-depth",
        "true",
        lambda: bound(SUBCRITICAL, lambda p: p.delta * p.L * p.u, "2/5"),
        "x exp(-x) <= 1/e < 2/5",
    ),
    Hostile(
        "log-times-power-and-depth-tight",
        "false",
        lambda: bound(SUBCRITICAL, lambda p: p.delta * p.L * p.u, "3678/10000"),
        "x exp(-x) reaches 1/e = 0.367879",
        at={"n": 10**6, "delta": "7238/100000"},
    ),
    # the logarithm as a function
    Hostile(
        "partition-is-the-log-of-the-weight",
        "true",
        lambda: identity(FINITE, lambda p: -log(own(p)), partition),
        "log(1 + E) = -log a",
    ),
    Hostile(
        "log-of-a-square",
        "false",
        lambda: identity(LENGTHS, lambda p: log(p.h) ** 2, lambda p: 2 * log(p.h)),
        "log^2 x is not log x^2",
        at={"n": 3},
    ),
    Hostile(
        "exponential-of-log-n",
        "true",
        lambda: identity(LENGTHS, lambda p: exp(-p.L), lambda p: p.h),
        "exp(-log n) = 1/n",
    ),
)
