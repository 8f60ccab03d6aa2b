"""The quantities of a row of any scores by name: of a row by its gaps, or expected under a law of scores.

What answers for them is `critscale.numerics.answers.row_quantities`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class RowQuantity(NamedTuple):
    """A quantity of a row of any scores; its fields are as those of a quantity of the layer."""

    id: str
    title: str
    unit: str
    source: str


_ALL = (
    RowQuantity("top-weight", "weight of the top key; of a needle the expected one", "1", "E21; E16, E29"),
    RowQuantity("row-entropy", "row entropy; of random scores the expected one", "nats", "E21; E16"),
    RowQuantity("inverse-participation-ratio", "inverse participation ratio; of random scores the expected one", "1", "E21; E16"),
    RowQuantity("participation-ratio", "participation ratio, the effective number of keys by mass", "tokens", "E21"),
    RowQuantity(
        "threshold",
        "least beta at which the top key has the weight p; of a needle in the annealed mean",
        "1",
        "E24; E29, E31, E32",
    ),
    RowQuantity("critical-beta", "beta at which random scores condense; of a law with a top the unit of its crossover", "1", "E5, E10"),
    RowQuantity("critical-scale", "critical scale of the gaps, sup log N(t)/t", "1", "E1"),
    RowQuantity("annealed-weight", "weight of a needle against distractors of mean mass, a lower bound of the expected one", "1", "E29"),
    RowQuantity("capacity", "largest n at which some beta finds the needle", "tokens", "E30"),
    RowQuantity("partition", "partition function Z(beta), sum of exp(-beta gap)", "1", "E21"),
    RowQuantity("mean-gap", "mean gap under the weights", "scores", "E21"),
    RowQuantity("gap-variance", "variance of the gaps under the weights", "scores^2", "E21"),
)

ROW_QUANTITIES: Mapping[str, RowQuantity] = {entry.id: entry for entry in _ALL}
"""Every quantity of a row by id; `evaluate` takes the id."""
