"""A row as a part that stays and a background that grows: what dilutes, what a sample of it tells, rows that need no scaling.

Source: theory E35 to E39, H11, derived; E38 is Kish's effective sample size, sampling without replacement.
"""

from __future__ import annotations

from ..field import Scalar


def diluted_weight(weight: Scalar, times: Scalar) -> Scalar:
    """Weight of the part that stays, where each background key is there so many times (E37)."""
    return weight / (weight + times * (1 - weight))


def sampling_variance(size: Scalar, sample: Scalar, participation: Scalar) -> Scalar:
    """Relative variance of N/n0 times the sum over n0 of N background keys drawn without replacement (E38)."""
    return (size / participation - 1) * (size - sample) / (sample * (size - 1))


def entropy_slope(weight: Scalar, log_odds: Scalar, inside: Scalar, background: Scalar) -> Scalar:
    """dH/dlog N of N background keys that are repeated: t the weight, log((1 - t)/t), entropies within both parts (E39)."""
    return (1 - weight) * (1 - weight * (log_odds + inside - background))


def linear_partition(mass: Scalar, last: Scalar) -> Scalar:
    """Z of the gaps 0, c, 2c, ..., (n - 1) c: mass exp(-beta c), and last = exp(-n beta c) (E36)."""
    return (1 - last) / (1 - mass)


def geometric_sum(mass: Scalar, last: Scalar) -> Scalar:
    """q + q^2 + ... + q^m of a mass q and its last power q^m: ALiBi's effective number of other keys, q = exp(-mu) (H11)."""
    return mass * linear_partition(mass, last)


def ranked_sum(mass: Scalar, last: Scalar, terms: Scalar) -> Scalar:
    """q + 2 q^2 + ... + m q^m of a mass q, of ``terms`` = m q^m and the last power q^m."""
    return (geometric_sum(mass, last) - mass * terms) / (1 - mass)
