"""No false statement is PROVED or SUPPORTED, no true one REFUTED, and what means nothing is refused.

A spread of the corpus runs with every test run; ``make hostile`` runs all of it (CRITSCALE_HOSTILE=all).
"""

from __future__ import annotations

import pytest

from critscale.proofs.kinds import (
    BigO,
    Bound,
    Computed,
    Expansion,
    Identity,
    LittleO,
    Monotone,
    MonteCarlo,
    OnTokens,
    Within,
)
from critscale.theory.errors import BadInput

from .corpus import CLASSES, ENTRIES, SHARE, chosen, spread
from .hostile import Built, Hostile, outcome

KINDS = {Identity, Expansion, Bound, Monotone, Computed, OnTokens, MonteCarlo}
REGIMES = {"finite", "critical", "window", "subcritical", "supercritical", "lengths", "free"}


@pytest.mark.parametrize("entry", chosen(), ids=lambda entry: entry.name)
def test_the_prover_is_not_fooled(entry: Hostile) -> None:
    """The verdict is one that the statement may have."""
    assert outcome(entry) in entry.allowed, entry.why


def stated() -> list[Built]:
    """Return the statements that can be built; the others are refused, and may be."""
    found = []
    for entry in ENTRIES:
        try:
            found.append(entry.build())
        except BadInput:
            assert "REFUSED" in entry.allowed, entry.name
    return found


def test_names_are_unique() -> None:
    """A name is how a failure is found again."""
    assert len({entry.name for entry in ENTRIES}) == len(ENTRIES) >= 220


def test_every_entry_says_why() -> None:
    """And where, if it is a statement of a chart that is false."""
    assert [entry.name for entry in ENTRIES if not entry.why] == []
    assert [entry.name for entry in ENTRIES if entry.must and entry.truth != "true"] == []


def test_every_class_kind_and_regime_is_there() -> None:
    """All classes of attack, all kinds of statement but agreements, all errors, all charts."""
    statements = [statement for statement, _ in stated()]
    assert all(len(entries) >= 15 for entries in CLASSES.values())
    assert {type(s) for s in statements} == KINDS
    assert {s.regime.id for s in statements if isinstance(s, Identity | Expansion | Bound | Monotone)} == REGIMES
    errors = [s for s in statements if isinstance(s, Expansion)]
    assert {type(s.error) for s in errors} == {LittleO, BigO, Within}
    assert any(s.ratio for s in errors) and any(s.stratum for s in errors)
    assert any(getattr(s.error, "uniform", False) for s in errors)
    assert {entry.truth for entry in ENTRIES} == {"false", "true", "undefined", "vacuous"}


def test_the_share_touches_every_class() -> None:
    """An ordinary run looks at each class, and at each truth."""
    share = {entry.name for entry in spread(SHARE)}
    assert len(share) == SHARE
    assert all(share & {entry.name for entry in entries} for entries in CLASSES.values())
    assert {entry.truth for entry in spread(SHARE)} == {entry.truth for entry in ENTRIES}
