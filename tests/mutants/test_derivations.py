"""Faults in the derivations are noticed by ``critscale verify`` alone.

One of each module runs with every test run; ``make catalogue`` runs all of them (CRITSCALE_MUTANTS=all).
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from .derivations import MUTANTS, Mutant
from .planted import noticed, planted, refuted, verify

QUICK = {
    "coefficients.logarithm": "formula.row-entropy.window",
    "remainder.halved": "formula.self-weight.critical",
    "expansion.direction": "formula.output-cosine",
    "growth_series.sign": "formula.output-cosine.critical",
    "chart.taylor": "formula.row-entropy.critical",
    "asymptotics.binomial": "class.beam",
    "logarithmic.quotient": "G1.logarithms.values",
    "classes.slower": "class.su",
}
"""One mutant of each module, and a claim that it refutes."""
ALL = os.environ.get("CRITSCALE_MUTANTS") == "all"
CHOSEN = [m for m in MUTANTS if ALL or m.name in QUICK]


@pytest.mark.parametrize("mutant", CHOSEN, ids=lambda m: m.name)
def test_a_planted_fault_is_noticed(mutant: Mutant, tmp_path: Path) -> None:
    """The run exits 1, with a claim refuted or its check broken, if something that is printed becomes false."""
    claims = mutant.claims if ALL else (QUICK[mutant.name],)
    status, output = verify(planted(mutant, tmp_path), claims)
    assert noticed(status, output) if mutant.false else (status, refuted(output)) == (0, []), output


def test_without_a_fault_nothing_is_refuted(tmp_path: Path) -> None:
    """The claims that notice the faults are true, in a copy of the package as well."""
    plain = Mutant("expansion.nothing", "def expand(", "def expand(", ())
    status, output = verify(planted(plain, tmp_path), tuple(dict.fromkeys(QUICK.values())))
    assert status == 0 and not refuted(output), output


def test_every_fault_can_be_planted() -> None:
    """Its text occurs once, so that a mutant of a module that has changed is seen to be none; names are unique."""
    for mutant in MUTANTS:
        assert mutant.source() != Path(mutant.file).name
    assert len({m.name for m in MUTANTS}) == len(MUTANTS)
    assert QUICK.keys() <= {m.name for m in MUTANTS}
