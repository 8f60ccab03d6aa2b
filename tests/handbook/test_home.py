"""The home page: doors that open, headline theorems that exist, claims in the order people read, words that find."""

from __future__ import annotations

import re
import shlex
from dataclasses import replace

import pytest

from critscale.cli.app import run as run_command
from critscale.handbook.entry import collect
from critscale.handbook.home import DOORS, HEADLINES, groups, headlines
from critscale.handbook.law_page import law_page
from critscale.handbook.search_words import claim_words, law_words
from critscale.proofs.claim import Claim
from critscale.proofs.library import package_claims, premises_among, select
from critscale.proofs.report import Report
from critscale.proofs.suite import run_suite

Run = tuple[tuple[Claim, ...], Report]


def test_every_door_opens(capsys: pytest.CaptureFixture[str]) -> None:
    """The commands run as they stand."""
    for door in DOORS:
        program, *words = shlex.split(door.command)
        assert program == "critscale" and run_command(words) == 0
        assert capsys.readouterr().out.strip()


def test_headlines_are_claims() -> None:
    """Each exists; a report shows those that it has, in their order."""
    claims = package_claims()
    assert set(HEADLINES) <= {claim.id for claim in claims}
    chosen = tuple(reversed(select(HEADLINES[:3])))
    entries = collect(chosen, replace(run_suite(()), findings=()), premises_among(chosen))
    assert [entry.id for entry in headlines(entries)] == list(HEADLINES[:3])


def test_claims_are_grouped_in_natural_order(run: Run) -> None:
    """A1, A3, A5b, not A13 before A2; every claim once, with the counts of its group."""
    claims = select(("A13.odds", "A2", "A1.weights.normalised", "class.yarn", "B10"))
    found = groups(collect(claims, run[1], premises_among(claims)))
    assert [group.letter.id for group in found] == ["A", "B", "class"]
    numbers = [int(m[1]) for entry in found[0].entries if (m := re.match(r"A(\d+)", entry.id))]
    assert numbers == sorted(numbers) and len(numbers) > 3
    assert sorted(entry.id for group in found for entry in group.entries) == sorted(claim.id for claim in claims)
    assert all(sum(group.counts.values()) == len(group.entries) for group in found)


def test_what_a_claim_is_found_by(run: Run) -> None:
    """Its source, its quantities by name and symbol, and of a law the keys and the engines that apply it, none that do not."""
    page = law_page("yarn")
    words = {e.id: claim_words(e, {"yarn": page}) for e in collect(*run, premises_among(run[0]))}
    assert "Theorem 2.1" in words["A3.cosine.critical"] and "cos'" in words["A3.cosine.critical"]
    assert "output cosine" in words["A3.cosine.critical"]
    assert law_words(page) in words["class.yarn"] and all(key in words["class.yarn"] for key, *_ in page.keys)
    applying = {row.name for row in page.engines if row.verdict == "same multiplier"}
    assert applying and all((row.name in words["class.yarn"]) is (row.name in applying) for row in page.engines)
