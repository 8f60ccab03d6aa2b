"""A row is its gaps: how far each score lies below the top one, and how many keys lie there.

At inverse temperature beta a key at gap Delta has the weight exp(-beta Delta)/Z(beta), Z(beta) = sum exp(-beta Delta).  This
one function carries the weights, the entropies and the participation ratio; its derivatives are the mean and the variance of
the gaps under the weights.  Gaps, their numbers and beta are values of one field, so a row has as many keys as one likes.

Source: theory E21, derived.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ..field import Scalar, exp, log


@dataclass(frozen=True, slots=True)
class Gaps:
    """The gaps of a row, each with the number of keys that have it; units of the scores.

    Attributes
    ----------
    levels : tuple of (Scalar, Scalar)
        Gap and multiplicity; the top key has the gap 0.
    """

    levels: tuple[tuple[Scalar, Scalar], ...]

    def sum(self, function: Callable[[Scalar], Scalar]) -> Scalar:
        """Return the sum of a function of the gap over the keys: all that a row is asked."""
        return sum(count * function(gap) for gap, count in self.levels)

    def length(self) -> Scalar:
        """The number of keys n, the top included."""
        return sum(count for _, count in self.levels)

    def partition(self, beta: Scalar) -> Scalar:
        """Z(beta), the sum of exp(-beta Delta) over the keys; its logarithm is the free energy."""
        return self.sum(lambda gap: exp(-(beta * gap)))

    def top_weight(self, beta: Scalar) -> Scalar:
        """1/Z(beta), the weight of the top key."""
        return 1 / self.partition(beta)

    def mean_gap(self, beta: Scalar) -> Scalar:
        """-(log Z)', the mean of the gaps under the weights."""
        return self.sum(lambda gap: exp(-(beta * gap)) * gap) / self.partition(beta)

    def gap_variance(self, beta: Scalar) -> Scalar:
        """(log Z)'', the variance of the gaps under the weights."""
        mean = self.mean_gap(beta)
        return self.sum(lambda gap: exp(-(beta * gap)) * (gap - mean) ** 2) / self.partition(beta)

    def entropy(self, beta: Scalar) -> Scalar:
        """Shannon entropy of the weights, log Z - beta Z'/Z; nats."""
        return log(self.partition(beta)) + beta * self.mean_gap(beta)

    def renyi_entropy(self, beta: Scalar, order: Scalar) -> Scalar:
        """Renyi entropy of an order other than 1, (log Z(q beta) - q log Z(beta))/(1 - q); nats."""
        return (log(self.partition(order * beta)) - order * log(self.partition(beta))) / (1 - order)

    def participation(self, beta: Scalar) -> Scalar:
        """Participation ratio Z(beta)^2/Z(2 beta), the effective number of keys by mass."""
        return self.partition(beta) ** 2 / self.partition(2 * beta)

    def competitor_mean(self) -> Scalar:
        """Mean gap of the n - 1 competitors of the top key; the top adds nothing to the sum."""
        return self.sum(lambda gap: gap) / (self.length() - 1)

    def competitor_variance(self) -> Scalar:
        """Variance of the gaps of the n - 1 competitors, divisor n - 1."""
        return self.sum(lambda gap: gap**2) / (self.length() - 1) - self.competitor_mean() ** 2
