"""The largest entropy that a row can have at a ratio beta/Lambda > 1 to its critical scale, and where it is a Zipf row that has it.

Sorted gaps obey Delta_(j) >= log j/Lambda.  With x_j = beta Delta_(j) the entropy is largest for x_1 = 0 and x_j = max(r log j, mu),
r = beta/Lambda: a Zipf row whose first gaps are raised to mu, the root of sum_(j >= 2) (r log j - mu)_+ j^-r = mu.

Source: theory E3, derived.
"""

from __future__ import annotations

from flint import arb

from ...theory.errors import NotCertain
from ..numbers.precision import precision
from ..numbers.roots import convex_root
from ..numbers.zeta import zeta, zeta_slope

LOST_BITS = 48
"""Bits that mu may lose against the ratio, whose ball is what it is."""


def entropy_envelope(ratio: arb) -> arb:
    """Return the bound of the entropy at r = beta/Lambda > 1, at the working precision; nats."""
    bits = precision() - LOST_BITS
    mu = convex_root(lambda mu: _pull(ratio, mu), arb(0), bits)
    rank = _rank(ratio, mu)
    mass = 1 + (rank - 1) * (-mu).exp() + ratio.zeta(arb(rank + 1))
    return mass.log() + mu


def zipf_entropy(ratio: arb) -> arb:
    """Return the entropy of the Zipf row x_j = r log j with no gap raised, log zeta(r) - r zeta'(r)/zeta(r); nats."""
    mass = zeta(ratio)
    return mass.log() - ratio * zeta_slope(ratio) / mass


def _rank(ratio: arb, mu: arb) -> int:
    """Return how many ranks j have r log j <= mu, the top among them."""
    found = (mu / ratio).exp().floor().unique_fmpz()
    if found is None:
        raise NotCertain("the envelope of the entropy", "a gap is raised or not, which the digits do not tell", "ask for other digits")
    return int(found)


def _pull(ratio: arb, mu: arb) -> tuple[arb, arb]:
    """Return sum_(j >= 2) (r log j - mu)_+ j^-r - mu and its slope in mu; it falls and is convex."""
    first = max(_rank(ratio, mu) + 1, 2)
    tail = ratio.zeta(arb(first))
    return -ratio * zeta_slope(ratio, first) - mu * tail - mu, -tail - 1
