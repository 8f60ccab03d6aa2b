"""What the letters of the claims' ids stand for, and the order in which people read ids."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Letter:
    """A group of claims: what their ids begin with, what it stands for, and what they are about."""

    id: str
    title: str
    lead: str


_OWN = Letter("own", "Claims of your own", "what a file of yours states")
LETTERS: Mapping[str, Letter] = {
    letter.id: letter
    for letter in (
        Letter("A", "Forward pass on the simplex", "tokens of one common inner product: weights, outputs, phases, rates, the window between the phases"),
        Letter("B", "Backward pass: the Jacobian", "its entries, its spectrum, its size, and what becomes of a gradient"),
        Letter("C", "Beyond the simplex", "tokens near it, random tokens, and finite dimension"),
        Letter("D", "Depth", "layers stacked, flows on the sphere, clusters and how long they live"),
        Letter("E", "Rows of any scores", "critical scales, random scores, and a needle among distractors"),
        Letter("F", "Causal attention", "each position sees the tokens up to its own"),
        Letter("G", "Scaling laws", "multipliers that keep a weight as the context grows"),
        Letter("H", "Mechanisms", "what stands in place of softmax: kernels, entmax, sinks, sigmoids, caps, windows"),
        Letter("class", "Classes of scaling laws", "the growth and the class that are derived of each law of the catalogue"),
        Letter("engines", "Two engines of numbers", "balls and mpmath agree on each quantity"),
        Letter("formula", "Derived formulas", "what is derived of each quantity in each regime is compared with its numbers"),
        _OWN,
    )
}
"""In the order of the theory; what begins with none of these is a user's own."""
_LETTER = re.compile(r"([A-Z])[0-9]")
_DIGITS = re.compile(r"([0-9]+)")


def letter_of(claim_id: str) -> Letter:
    """Return the group that an id belongs to.

    Examples
    --------
    >>> letter_of("A13.odds").title
    'Forward pass on the simplex'
    >>> letter_of("class.yarn").id
    'class'
    """
    match = _LETTER.match(claim_id)
    return LETTERS.get(match[1] if match else claim_id.partition(".")[0], _OWN)


def natural(claim_id: str) -> tuple[tuple[int, str], ...]:
    """Return the key that sorts ids as people do, by the numbers in them.

    Examples
    --------
    >>> sorted(("A13", "A2", "A5b", "A5.x", "A1"), key=natural)
    ['A1', 'A2', 'A5.x', 'A5b', 'A13']
    """
    parts = _DIGITS.split(claim_id)
    return tuple((int(part), "") if k % 2 else (-1, part) for k, part in enumerate(parts))
