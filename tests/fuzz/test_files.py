"""Fuzzing of files that commands read: claim files, the rows an experiment resumes from, its results.

A claim file is a likely one with changes, since random text is refused in its first line.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from critscale.cli.app import run
from critscale.numerics.sampled.store import RowStore

from .bounds import TooSlow, acceptable, bounded
from .command_lines import HOSTILE
from .generators import Tally, cases

pytestmark = [
    pytest.mark.skipif(os.name == "nt", reason="limits are POSIX"),
    pytest.mark.filterwarnings("ignore"),  # what a claim file does, and numpy of what is no array, is not ours
]

CLAIM_FILE = """from fractions import Fraction
from critscale.proofs.claim import Claim, but
from critscale.proofs.kinds import Bound, Computed, Expansion, Identity
from critscale.theory.assumptions import CORRELATION, Assumption
from critscale.theory.layer.regimes import CRITICAL, FREE

X = Assumption(name="x", meaning="a share", low=Fraction(0), high=Fraction(1))
CLAIMS = (
    Claim(id="Mine.bound", title="x^2 <= x", source="mine", assumptions=(X,),
          statement=Bound(FREE, lambda p: p.x**2, lambda p: p.x),
          twins=but("half", "x/2", upper=lambda p: p.x / 2)),
    Claim(id="Mine.same", title="(x + 1)^2", source="mine", assumptions=(X,),
          statement=Identity(FREE, lambda p: (p.x + 1) ** 2, lambda p: p.x**2 + 2 * p.x + 1)),
    Claim(id="Mine.points", title="a < b", source="mine",
          statement=Computed(cases=({"x": Fraction(1, 3)}, {"x": 2}), left=lambda p: p.x, right=lambda p: 2 * p.x)),
)
"""
PIECES = (
    *("raise ValueError('no')", "raise SystemExit(0)", "CLAIMS = ()", "CLAIMS = 1", "CLAIMS = (None,)", "del CLAIMS", "import nowhere"),
    *("def", "\t", "lambda p:", "p.y", "p.x", "1 / 0", "0.5", "None", "-p.x", "p.x ** 99", "p.one", "float('nan')", "10 ** 400", "[]"),
    *("X", "FREE", "CRITICAL", "CORRELATION", "''", "'Mine.bound'", "Fraction(1, 3)", "{}", "'\\x1b[2J'", "(", ")"),
)


def a_claim_file(draw: Random) -> bytes:
    """Return a claim file with a few changes: words replaced, lines dropped, doubled or put in, bytes that are no text."""
    lines = CLAIM_FILE.splitlines()
    for _ in range(draw.choice((0, 1, 1, 1, 2, 4))):
        at = draw.randrange(len(lines))
        words = lines[at].split(" ")
        match draw.randrange(5):
            case 0:
                lines[at] = ""
            case 1:
                lines.insert(at, lines[at])
            case 2:
                lines.insert(draw.randrange(len(lines) + 1), draw.choice(PIECES))
            case _:
                words[draw.randrange(len(words))] = draw.choice(PIECES if draw.random() < 0.8 else [repr(h) for h in HOSTILE])
                lines[at] = " ".join(words)
    data = "\n".join(lines).encode("utf-8", "surrogatepass")
    return damaged(data, draw) if draw.random() < 0.1 else data


def damaged(data: bytes, draw: Random) -> bytes:
    """Return bytes cut, changed in one place, doubled, or others."""
    at = draw.randrange(len(data) + 1)
    ways: tuple[Callable[[], bytes], ...] = (
        lambda: data[:at],
        lambda: data[:at] + bytes([draw.randrange(256)]) + data[at + 1 :],
        lambda: data + data[at:],
        lambda: draw.choice((b"", b"\0" * 40, b"\xff\xfe", b"x" * len(data))),
    )
    return draw.choice(ways)()


def tried(seed: str, tally: Tally, words: list[str], folder: Path, capsys: pytest.CaptureFixture[str]) -> int | None:
    """Run a command as the program does, and note what is wrong with it; return its exit code."""
    try:
        with bounded():
            code = run(words)
        acceptable(words, code, *capsys.readouterr(), folder)
    except (Exception, TooSlow) as error:  # noqa: BLE001  (whatever it is, it should not have come through)
        capsys.readouterr()
        tally.fail(seed, f"{type(error).__name__}: {str(error)[:300]}", [word[:60] for word in words])
        return None
    tally.counts[f"exit {code}"] += 1
    return code


def test_claim_files(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Verdicts, or a line that says what is wrong with the file."""
    monkeypatch.chdir(tmp_path)
    tally = Tally()
    for seed, draw in cases("claim-file", 20, tally):
        (tmp_path / "mine.py").write_bytes(a_claim_file(draw))
        more = draw.choice(([], [], ["--twins"], ["--list"], ["--json"], ["--verbose"]))
        tried(seed, tally, ["verify", "mine.py", "--quick", "--jobs", "1", *more], tmp_path, capsys)
    tally.judge(**{"exit 0": 0.1, "exit 2": 0.1})


EXPERIMENT = ["experiment", "phase-diagram", "--n", "8", "--dim", "4", "--grid", "3x2", "--seeds", "1", "--jobs", "1", "--out", "x.npz"]


@pytest.fixture
def whole(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    """Return the files of a run that was not disturbed, its rows among them."""
    monkeypatch.chdir(tmp_path)
    with monkeypatch.context() as kept:
        kept.setattr(RowStore, "clear", lambda self: None)
        assert run(EXPERIMENT) == 0
    capsys.readouterr()
    found = {str(path.relative_to(tmp_path)): path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert sum(name.endswith(".row") for name in found) == 3
    return found


def test_checkpoints(whole: dict[str, bytes], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Whatever became of the rows of a run that was broken off, the result is that of a run that was not."""
    tally = Tally()
    for seed, draw in cases("checkpoint", 15, tally):
        shutil.rmtree(tmp_path / "x.npz.rows", ignore_errors=True)
        (tmp_path / "x.npz.rows").mkdir()
        for name, data in whole.items():
            if name.endswith(".row") and draw.random() < 0.8:
                (tmp_path / name).write_bytes(damaged(data, draw) if draw.random() < 0.6 else data)
        for name in draw.sample((".critscale-1", "0.row", "x"), draw.randint(0, 1)):
            (tmp_path / "x.npz.rows" / name).write_bytes(b"half")
        if tried(seed, tally, EXPERIMENT, tmp_path, capsys) is not None:
            if any((tmp_path / name).read_bytes() != whole[name] for name in ("x.npz", "x.json")):
                tally.fail(seed, "another result")
    tally.judge(**{"exit 0": 1})


def test_results(whole: dict[str, bytes], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A damaged result is drawn or refused."""
    tally = Tally()
    for seed, draw in cases("result", 4, tally):
        spoilt = draw.choice(("x.npz", "x.json"))
        for name in ("x.npz", "x.json"):
            (tmp_path / name).write_bytes(damaged(whole[name], draw) if name == spoilt else whole[name])
        tried(seed, tally, ["plot", "experiment", "--from", "x.npz", "-o", "x.svg"], tmp_path, capsys)
    tally.judge()
