"""Certificates as files: what a run accepts is checked again and written, the same bytes whoever made it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from critscale.cli.app import run
from critscale.proofs.budget import QUICK
from critscale.proofs.certificates import certificate
from critscale.proofs.certificates import files as portable
from critscale.proofs.certificates.check_certificate import check
from critscale.proofs.evidence import Verdict
from critscale.proofs.library import find_claim
from critscale.proofs.suite import run_claim
from critscale.theory.expansions.signs import weak_sign

from ..terminal import Terminal

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "myclaims.py"
CHOSEN = ("A5b.bound.self-weight", "C1.self-weight.monotone", "B2.spectrum.real", "B3.norm.pairing", "D8.rate.softmax-upper")
"""A constant within which a quantity stays, a derivative, a completed square, a tied logarithm, a bound."""
FEW = ("C2.error.term", CHOSEN[1], "D14.reinjection.floor")
"""Some that rest on little."""


@pytest.mark.parametrize("name", CHOSEN)
def test_a_claim_and_its_file(name: str) -> None:
    """The file of a claim says what it proves and how, and is accepted; the words name each variable of the box."""
    claim = find_claim(name)
    finding = run_claim(claim, QUICK, ("certificate", "symbolic"))
    text = portable.certificate(finding.id, finding.title, finding.evidence)
    assert finding.verdict is Verdict.PROVED and text is not None and check(text)
    data = json.loads(text)
    assert data["claim"] == name and data["title"] == claim.title
    words = "\n".join(data["reduction"])
    assert "N/D = " in words
    for entry in data["inequalities"]:
        assert all(f" {side[0]}" in words for side in entry["box"])
    assert any(entry["relation"] == ">= 0" for entry in data["inequalities"])


def test_both_sides_of_an_error_and_its_divisors() -> None:
    """A constant within which a quantity stays is two inequalities; that D and each divisor have no zero are more."""
    found = {name: run_claim(find_claim(name), QUICK, ("certificate", "symbolic")) for name in CHOSEN}
    texts = {name: portable.certificate(f.id, f.title, f.evidence) or "" for name, f in found.items()}
    within = json.loads(texts["A5b.bound.self-weight"])["inequalities"]
    assert [e["relation"] for e in within] == [">= 0", "> 0", ">= 0"]
    assert " - (quantity - value)" in within[0]["says"] and " + (quantity - value)" in within[2]["says"]
    assert within[1]["says"] == "D has no zero"
    bound = json.loads(texts["D8.rate.softmax-upper"])["inequalities"]
    assert [e["relation"] for e in bound] == [">= 0", "> 0", "> 0", "> 0", "> 0"]
    assert "written by w_neg_log_t" in texts["B3.norm.pairing"] and '"square", "neg_log_t"' in texts["B2.spectrum.real"]


def test_a_prover_that_is_wrong_is_noticed(
    monkeypatch: pytest.MonkeyPatch, terminal: Terminal, tmp_path: Path
) -> None:
    """Where the prover believes too much, the checker in the same run does not: the claim is broken, and the run fails."""
    monkeypatch.setattr(certificate, "weak_sign", lambda poly, box: weak_sign(poly, box) or 1)
    words = ("verify", "B2.spectrum.real", "-j", "1", "--method", "certificate", "--certificates", str(tmp_path))
    refused = "the independent checker refuses the certificate: a coefficient is negative"
    assert refused in terminal(*words, code=1)
    assert not written(tmp_path)


def test_a_leaf_that_is_believed_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same where a box is taken for decided that is not."""
    monkeypatch.setattr(certificate, "NESTED", 0)
    monkeypatch.setattr(certificate, "_decided", lambda part, sides, strict: True)
    finding = run_claim(find_claim("B2.spectrum.real"), QUICK, ("certificate", "symbolic"))
    assert finding.broken and finding.verdict is Verdict.UNKNOWN


def written(out: Path) -> dict[str, bytes]:
    """Return the files of a directory by name."""
    return {path.name: path.read_bytes() for path in out.iterdir()}


def test_the_same_bytes_from_one_process_and_from_two(tmp_path: Path, terminal: Terminal) -> None:
    """The directory is made; a selection writes its own files and leaves others alone."""
    words = ["verify", "--quick", "--method", "certificate", "--method", "symbolic", *FEW[1:]]
    printed = terminal(*words, "--certificates", str(tmp_path / "a" / "b"), "-j", "1")
    assert f"certificates: 2 in {tmp_path / 'a' / 'b'}" in printed
    assert run([*words, "--certificates", str(tmp_path / "two"), "-j", "2"]) == 0
    one, two = written(tmp_path / "a" / "b"), written(tmp_path / "two")
    assert one == two and set(one) == {f"{name}.json" for name in FEW[1:]}
    assert run([*words[:6], FEW[0], "--certificates", str(tmp_path / "two")]) == 0
    assert written(tmp_path / "two").items() > one.items() and f"{FEW[0]}.json" in written(tmp_path / "two")


def test_claims_of_a_file(tmp_path: Path) -> None:
    """Claims of one's own are written too; a name with a slash stays in the directory."""
    mine = tmp_path / "mine.py"
    mine.write_text(EXAMPLE.read_text().replace('id="Mine.', 'id="../Mine/'))
    assert run(["verify", str(mine), "--quick", "--certificates", str(tmp_path / "out")]) == 1  # one of them is false
    assert [check(content.decode()) for content in written(tmp_path / "out").values()]
    assert {p.name for p in tmp_path.iterdir()} == {"mine.py", "out"} and len(written(tmp_path / "out")) == 1


def test_json_stays_json(tmp_path: Path, terminal: Terminal) -> None:
    """With --json nothing but the report is printed."""
    report = terminal.json("verify", CHOSEN[0], "--quick", "--certificates", str(tmp_path))
    assert report["complete"] and len(written(tmp_path)) == 1


@pytest.mark.parametrize("made", ["file", "under a file", "twins"])
def test_refused_in_one_line(tmp_path: Path, terminal: Terminal, made: str) -> None:
    """A directory that cannot be made, and twins, which have none: exit 2, one line, before anything is checked."""
    (tmp_path / "file").write_text("")
    out = {"file": tmp_path / "file", "under a file": tmp_path / "file" / "x", "twins": tmp_path / "new"}[made]
    words = ["verify", CHOSEN[0], "--certificates", str(out), *(["--twins"] if made == "twins" else [])]
    terminal.refuses(*words)
    assert not (tmp_path / "new").exists()
