"""A8: the row entropy."""

from __future__ import annotations

from ..vocabulary import (
    CRITICAL, LOG_OVER_N, SUBCRITICAL, SUPERCRITICAL, WINDOW, BigO, Expansion, Fraction, Identity, Pin, Point, Scalar,
    Within, but, naive, of, q, without_residual,
)


def _naive_entropy(p: Point) -> Scalar:
    logs = p.row.logs()
    log_a, log_b = -logs.partition, -logs.partition - logs.gap
    return naive.row_entropy(p.row.self_weight, p.row.other_weight, 1 / p.h, log_a, log_b)


def _binary_entropy(p: Point) -> Scalar:
    return p.s * p.neg_log_s + (1 - p.s) * p.neg_log_1ms


def half_log(p: Point, constant: int = 1) -> Scalar:
    """Return (1/2) log n + constant log 2, in the critical chart."""
    return p.L / 2 + constant * p.neg_log_s


CLAIMS = (
    without_residual(
        "A8.entropy.definition",
        "H = log(1 + E) + (1 - a) beta (1 - rho) is -sum_k A_ik log A_ik",
        Identity(WINDOW, _naive_entropy, of(q.row_entropy)),
        twins=but(
            "self term",
            "the term of the token itself left out",
            left=lambda p: _naive_entropy(p) - p.row.self_weight * p.row.logs().partition,
        ),
    ),
    *(
        without_residual(
            f"A8.entropy.{regime.id}-fraction",
            f"H/log n -> {text}, {regime.id}",
            Expansion(regime, of(q.entropy_fraction), value),
            twins=but("other regime", f"the limit {wrong_text} of another regime", value=wrong),
        )
        for regime, text, value, wrong_text, wrong in (
            (SUBCRITICAL, "1", 1, "0", 0),
            (WINDOW, "1 - s", lambda p: 1 - p.s, "s", lambda p: p.s),
            (CRITICAL, "1/2", Fraction(1, 2), "1", 1),
            (SUPERCRITICAL, "0", 0, "1", 1),
        )
    ),
    without_residual(
        "A8.entropy.window",
        "H = (1 - s) log n + h(s) + O(log n/n) in the window",
        Expansion(WINDOW, of(q.row_entropy), lambda p: (1 - p.s) * p.L + _binary_entropy(p), BigO(LOG_OVER_N)),
        twins=but("no h(s)", "the constant h(s) left out", value=lambda p: (1 - p.s) * p.L),
    ),
    without_residual(
        "A8.entropy.critical",
        "H = (1/2) log n + log 2 + O(log n/n) at the critical gamma",
        Expansion(CRITICAL, of(q.row_entropy), half_log, BigO(LOG_OVER_N)),
        twins=but("2 log 2", "the constant 2 log 2", value=lambda p: half_log(p, 2)),
    ),
    without_residual(
        "A8.entropy.critical-bound",
        "|H - (1/2) log n - log 2| <= (9/10) log n/n for all n >= 3 at the critical gamma",
        Expansion(CRITICAL, of(q.row_entropy), half_log, Within(Fraction(9, 10), LOG_OVER_N, valid_from=3)),
        pins=(Pin(factor=Fraction(22, 25)), Pin(earlier=1)),
        twins=but("1/5", "the constant 1/5", error=Within(Fraction(1, 5), LOG_OVER_N, valid_from=3)),
    ),
)
