"""A model calibrated at one context length and read at another: the simplex layer under a ratio of multipliers.

Calibrated at length L means that its logit gap g = beta_L (1 - rho) is known, or the self weight p it gives,
log_odds(p) = g - log(L - 1).  At n the gap is (m(n)/m(L)) g.  Each line holds over any field; what is evaluated is what
is proved.

Source: theory A1, A10, derived.
"""

from __future__ import annotations

from ..field import Scalar


def calibrated_gap(log_odds: Scalar, log_others: Scalar) -> Scalar:
    """Return the logit gap beta (1 - rho) at which the self weight has these log-odds; ``log_others`` is log(n - 1)."""
    return log_odds + log_others


def extended_log_odds(ratio: Scalar, gap: Scalar, log_others: Scalar) -> Scalar:
    """Return log_odds(a(n)) = ratio * gap - log(n - 1), where ratio = m(n)/m(L); with log n for log(n - 1) it is kappa."""
    return ratio * gap - log_others


def preserving_ratio(log_odds: Scalar, gap: Scalar, log_others: Scalar) -> Scalar:
    """Return the m(n)/m(L) that keeps the self weight exactly: (log_odds(p) + log(n - 1)) / (log_odds(p) + log(L - 1))."""
    return calibrated_gap(log_odds, log_others) / gap
