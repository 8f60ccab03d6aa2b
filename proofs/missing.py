"""Statements of the literature that have no claim yet, and why: what could not be recovered is not guessed."""

from __future__ import annotations

from typing import NamedTuple


class Missing(NamedTuple):
    """A statement without a claim."""

    id: str
    what: str
    why: str


MISSING = (
    Missing(
        "2.2",
        "arXiv 2510.05554, Theorem 2.2",
        "its text could not be recovered",
    ),
    Missing(
        "C.2",
        "arXiv 2510.05554, Theorem C.2",
        "that gamma_1 < gamma_2 is known, its distributional hypotheses could not be recovered",
    ),
    Missing(
        "B8",
        "the order (log n)^2/d of the gradient is attained at the group crossover",
        "the correlations and the group size of the printed check (1.84, 1.29, 1.15) are not given",
    ),
)
"""In the order of the theory."""
