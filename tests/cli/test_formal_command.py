"""``critscale verify --formal``: the last line, the exit code, and the formats, with and without a kernel."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest

from critscale.cli.app import run
from critscale.proofs.formal import judge
from critscale.proofs.formal.rocq import ALLOWED, Built
from critscale.proofs.formal.sources import Sources

from ..terminal import Terminal

CLAIM = "A3.cosine.critical-plain"
WORDS = ("verify", CLAIM, "--formal", "--quick", "-j1")


def test_without_a_kernel(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    """One line says how to install it; only --strict fails."""
    monkeypatch.setenv("PATH", "/nonexistent")
    last = terminal(*WORDS).splitlines()[-1]
    assert last.startswith("formal: UNKNOWN, no coqc") and "apt-get install" in last and "libcoq-interval" in last
    assert run((*WORDS, "--strict")) == 1


def test_with_a_kernel_that_accepts(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Version, theorems, seconds and axioms in one line, in JSON and in JUnit."""

    def accepting(sources: Sources, _: object) -> Built:
        return Built(digest=sources.digest, version="8.20.1", axioms=tuple(sorted(ALLOWED)), seconds=27.4)

    monkeypatch.setattr(judge, "build", accepting)
    last = terminal(*WORDS, "--strict", "--junit", str(tmp_path / "junit.xml")).splitlines()[-1]
    assert (
        last.startswith("formal: PROVED")
        and "coqc 8.20.1" in last
        and "27 s" in last
        and "Classical_Prop.classic" in last
    )
    case = ElementTree.parse(tmp_path / "junit.xml").find(".//testcase[@name='formal']")
    assert case is not None and "coqc 8.20.1" in (case.findtext("system-out") or "")
    data = terminal.json(*WORDS)
    assert data["formal"]["tool"] == "8.20.1" and set(data["formal"]["axioms"]) == ALLOWED
    assert data["timings"]["formal"] == 27.4
    assert any(e["method"] == "formal" and e["verdict"] == "PROVED" for e in data["findings"][0]["evidence"])


def test_with_a_kernel_that_rejects(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit 1, and the line says which file."""

    def rejecting(sources: Sources, _: object) -> Built:
        return Built(digest=sources.digest, version="8.20.1", failure="coqc rejects Cosine.v, line 56: no")

    monkeypatch.setattr(judge, "build", rejecting)
    printed = terminal(*WORDS, code=1)
    assert "formal: UNKNOWN (broken), coqc rejects Cosine.v, line 56" in printed
    assert run((*WORDS, "--twins")) == 1


def test_statements_are_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the kernel is asked, for a reader; without a kernel too."""
    monkeypatch.setenv("PATH", "/nonexistent")
    file = tmp_path / "claims.v"
    assert run((*WORDS, "--statements", str(file))) == 0
    text = file.read_text(encoding="utf-8")
    assert text.count("Definition ") == 1 and "A3_cosine_critical_plain : Prop :=" in text and "is_lim_seq" in text
