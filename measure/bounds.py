"""The sharp bounds of every row, E22 to E27, at the rows that were measured: how near real rows come to the extremal ones.

Source: theory E22 (simplex), E23 (two levels), E26 (entropy floor), E27 (participation floor).
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from ..numerics.numbers.arrays import Array, array_table
from ..numerics.streaming.statistics import RowStatistics
from ..theory.layer.almost_simplex import self_weight
from ..theory.result import Result, View
from ..theory.rows.bounds import entropy_loss, near_share, participation_floor, two_level_mass


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class RowBounds(Result):
    """What rows with these gaps can come to; NaN in rows of fewer than 3 keys.

    Attributes
    ----------
    top_weight_ceiling : ndarray, shape (H, n)
        Weight of the top key if all competitors had the mean gap (E22).
    top_weight_floor : ndarray, shape (H, n)
        Its weight in the row of two levels with this mean, variance and least gap (E23).
    entropy_floor : ndarray, shape (H, n)
        log n - D(R) for the range R of the scores (E26); nats.
    participation_floor : ndarray, shape (H, n)
        n/cosh(R/2)^2 (E27); keys.
    """

    top_weight_ceiling: Array
    top_weight_floor: Array
    entropy_floor: Array
    participation_floor: Array

    def view(self) -> View:
        """Return a row for each head and query."""
        heads, queries = self.entropy_floor.shape
        arrays = {field.name: getattr(self, field.name) for field in fields(self)}
        return View(f"bounds of the rows of {heads} heads, {queries} queries", array_table({"head": None, "query": None}, arrays))

    def slack(self, rows: RowStatistics) -> dict[str, float]:
        """Return how far the nearest row stays from each bound: logarithms of the ratio, nats of entropy; negative where one is broken."""
        with np.errstate(divide="ignore"):
            found = {
                "E22": np.log(self.top_weight_ceiling) - np.log(rows.top_weight),
                "E23": np.log(rows.top_weight) - np.log(self.top_weight_floor),
                "E26": rows.entropy - self.entropy_floor,
                "E27": np.log(rows.participation) - np.log(self.participation_floor),
            }
        return {name: float(np.min(values[~np.isnan(values)], initial=np.inf)) for name, values in found.items()}


def row_bounds(rows: RowStatistics) -> RowBounds:
    """Return the bounds of every row at multiplier 1.

    Parameters
    ----------
    rows : RowStatistics
        What `row_statistics` gives.

    Examples
    --------
    >>> from critscale import HeadScores, row_statistics
    >>> rows = row_statistics(HeadScores.of(np.eye(100), np.eye(100), scale=3.0))
    >>> {name: abs(round(value, 9)) for name, value in row_bounds(rows).slack(rows).items()}["E22"]  # a simplex is its own bound
    0.0
    """
    n = np.where(rows.counts > 2, rows.counts, np.nan)[np.newaxis]
    mean, variance, near, spread = rows.gap_mean, rows.gap_variance, rows.second_gap, rows.spread
    lead = np.maximum(mean - near, 0)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        share = np.where(variance > 0, near_share(variance, lead), 0)
        far = np.where(lead > 0, mean + variance / lead, mean)
        mass = two_level_mass(share, np.exp(-near), np.exp(-far))
        least = np.exp(-spread)
        loss = np.where(spread > 0, entropy_loss(spread, least), 0)
        return RowBounds(
            top_weight_ceiling=self_weight(n, np.exp(-mean)),
            top_weight_floor=self_weight(n, mass),
            entropy_floor=np.log(n) - loss,
            participation_floor=participation_floor(n, least),
        )
