"""What a row comes to at an inverse temperature: everything from its partition function.

At inverse temperature beta a key at the gap Delta has the weight exp(-beta Delta)/Z(beta), Z(beta) = sum exp(-beta Delta).  This
one function carries the weights, the entropies and the participation ratio; its derivatives are the mean and the variance of
the gaps under the weights.  Every formula runs over any field.

Source: theory E21, derived.
"""

from __future__ import annotations

from ..field import Scalar, exp, log
from .gaps import Gaps


def partition(row: Gaps, beta: Scalar) -> Scalar:
    """Z(beta), the sum of exp(-beta Delta) over the keys; its logarithm is the free energy."""
    return row.sum(lambda gap: exp(-(beta * gap)))


def top_weight(row: Gaps, beta: Scalar) -> Scalar:
    """1/Z(beta), the weight of the top key."""
    return 1 / partition(row, beta)


def mean_gap(row: Gaps, beta: Scalar) -> Scalar:
    """-(log Z)', the mean of the gaps under the weights."""
    return row.sum(lambda gap: exp(-(beta * gap)) * gap) / partition(row, beta)


def gap_variance(row: Gaps, beta: Scalar) -> Scalar:
    """(log Z)'', the variance of the gaps under the weights."""
    mean = mean_gap(row, beta)
    return row.sum(lambda gap: exp(-(beta * gap)) * (gap - mean) ** 2) / partition(row, beta)


def shannon_entropy(row: Gaps, beta: Scalar) -> Scalar:
    """Entropy of the weights, log Z - beta Z'/Z; nats."""
    return log(partition(row, beta)) + beta * mean_gap(row, beta)


def renyi_entropy(row: Gaps, beta: Scalar, order: Scalar) -> Scalar:
    """Renyi entropy of the weights, of an order q > 0 other than 1, (log Z(q beta) - q log Z(beta))/(1 - q); nats."""
    return (log(partition(row, order * beta)) - order * log(partition(row, beta))) / (1 - order)


def participation(row: Gaps, beta: Scalar) -> Scalar:
    """Participation ratio of the weights, Z(beta)^2/Z(2 beta), the effective number of keys by mass."""
    return partition(row, beta) ** 2 / partition(row, 2 * beta)


def competitor_mean(row: Gaps) -> Scalar:
    """Mean gap of the n - 1 competitors of the top key, whose own gap adds nothing to the sum."""
    return row.sum(lambda gap: gap) / (row.length() - 1)


def competitor_variance(row: Gaps) -> Scalar:
    """Variance of the gaps of the n - 1 competitors, divisor n - 1."""
    return row.sum(lambda gap: gap**2) / (row.length() - 1) - competitor_mean(row) ** 2
