"""How much work a run of the suite may do."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Budget:
    """Limits of one run.

    Attributes
    ----------
    name : str
        ``quick``, ``default`` or ``thorough``.
    examples : int
        Points a sampled search tries.
    boxes : int
        Boxes a certificate may visit.
    exponents : tuple of int
        The rescaled difference is taken at n = 10^k for these k.
    bits : int
        Working precision of a sampled check; a refutation is re-checked at twice as many.
    most_bits : int
        Precision up to which a rescaled difference is chased; n^-3 at n = 10^1000 takes 10^4 bits.
    draws : int
        Independent draws of a Monte-Carlo estimate.
    settings : int
        Parameter points at which a derived formula is looked at, on each stratum.
    """

    name: str
    examples: int
    boxes: int
    exponents: tuple[int, ...]
    bits: int
    most_bits: int
    draws: int = 12
    settings: int = 3


QUICK = Budget("quick", 25, 400, (1, 3, 100, 10**6), 192, 4_000, 6, 1)
DEFAULT = Budget("default", 100, 1000, (1, 2, 3, 6, 10, 100, 1000, 10**4, 10**6), 192, 40_000)
THOROUGH = Budget(
    "thorough", 1000, 40000, (1, 2, 3, 4, 5, 6, 8, 10, 30, 100, 300, 1000, 10**4, 10**5, 10**6), 384, 1_600_000, 48, 8
)
BUDGETS = {b.name: b for b in (QUICK, DEFAULT, THOROUGH)}
