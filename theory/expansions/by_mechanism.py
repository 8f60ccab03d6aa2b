"""Expansions of other mechanisms than softmax: those whose rows are rational in the coordinates of a chart.

Differential attention takes mu/n off every weight, so its expansions are Taylor series of the same kind.  A sink of constant mass
changes no contraction and no cosine without residual (H6).  Entmax, sigmoids and kernels have no critical gamma to expand at: they are
said by their weights.

Source: theory H3, H4, H6, H8, H9, H13, derived.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from ..assumptions import Assumption
from ..layer.regimes import Point
from ..layer.row import Row
from ..mechanisms.differential import Differential
from ..mechanisms.exponentials import Sink, Softmax, SoftmaxOne
from ..mechanisms.mechanism import Mechanism, no_distribution
from ..mechanisms.weights import taken_off
from .catalogue import Entry

FACTOR = Assumption(
    name="mu", meaning="factor of the second map", low=Fraction(0), high=Fraction(1), low_open=True, high_open=True
)
DIRECTIONS = ("output-cosine", "contraction-factor", "contraction-factor-complement", "output-cosine-complement", "output-cosine-excess", "cosine-odds")
"""What a sink does not change without residual."""


def of_mechanism(entry: Entry, kind: type[Mechanism], value: Mechanism | None = None) -> Entry | None:
    """Return the formula of a mechanism in place of softmax, or None where it has no such expansion.

    Parameters
    ----------
    entry : Entry
        The formula of softmax.
    kind : type
        The mechanism.
    value : Mechanism, optional
        The mechanism with its parameters; without it they are symbols.

    Raises
    ------
    NoSuchQuantity
        If the mechanism does not have the quantity.
    """
    if kind is Softmax:
        return entry
    if kind in (Sink, SoftmaxOne):
        plain = entry.quantity.id in DIRECTIONS and entry.variant != "residual"
        return replace(entry, mechanism=kind.name) if plain else None
    if kind is not Differential:
        return None
    mu = FACTOR if not isinstance(value, Differential) else FACTOR.at(value.mu)
    found = replace(entry, assumptions=(*entry.assumptions, mu), mechanism=kind.name, row=_differential)
    found.formula(found.domain.regime.point(_somewhere(found)))  # refused by name, if it is
    return found


def _somewhere(entry: Entry) -> dict[str, Fraction]:
    """Return a value of each coordinate and each variable: a quantity that is refused is so everywhere."""
    third = Fraction(1, 3)
    return {c.name: third for c in entry.regime.coordinates} | {a.name: third for a in entry.domain.variables} | {"one": Fraction(1)}


def _differential(p: Point) -> Row:
    row = taken_off(p.row, p.mu, p.mu * p.h, 1 - p.h)
    return row._replace(logs=no_distribution(Differential.name), mechanism=Differential.name)
