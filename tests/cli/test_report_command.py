"""``critscale report``: a site from a choice of claims or a user's file, and its refusals."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from critscale.cli import running
from critscale.cli.app import run
from critscale.handbook import kept
from critscale.handbook import site as handbook_site
from critscale.proofs import suite
from critscale.proofs.evidence import Finding

from ..terminal import Terminal

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def _light(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Leave out the quantities and the gallery, which have tests of their own; keep what is made out of the user's folder."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(kept, "user_folder", lambda: tmp_path / "cache")
    monkeypatch.setattr(handbook_site, "QUANTITIES", {})
    monkeypatch.setattr(handbook_site, "gallery_jobs", lambda claims: [])


def test_a_site_of_a_choice(tmp_path: Path, terminal: Terminal) -> None:
    """It says what was found, and where to look."""
    out = tmp_path / "out"
    printed = terminal("report", "--html", str(out), "A1.weights.normalised", "--quick")
    assert printed.startswith("1 PROVED, 0 SUPPORTED, 0 REFUTED, 0 UNKNOWN; resting on 3 more: 3 PROVED; 1 of 1 must-fail twins refuted")
    assert printed.endswith(f"written: {out / 'index.html'}\n")
    assert "PROVED" in (out / "claims" / "A1.weights.normalised.html").read_text(encoding="utf-8")


def test_what_was_drawn_once_is_not_drawn_again(tmp_path: Path, terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second site is the first one, but for the timings; a damaged file is drawn anew."""

    def site(name: str) -> dict[str, bytes]:
        out = tmp_path / name
        terminal("report", "--html", str(out), "A3.cosine.critical", "--quick", "-j", "1")
        files = {str(p.relative_to(out)): p.read_bytes() for p in out.rglob("*") if p.is_file()}
        return {name: content for name, content in files.items() if not name.startswith("timings")}

    first = site("first")
    assert b"<svg" in first["claims/A3.cosine.critical.html"]
    (file,) = (tmp_path / "cache").rglob("*.kept")
    with monkeypatch.context() as patch:
        patch.setattr("critscale.pictures.rescaled.draw", None)  # whoever draws fails
        assert site("second") == first
    file.write_bytes(file.read_bytes()[:-1] + b"x")
    with monkeypatch.context() as patch, pytest.raises(TypeError):
        patch.setattr("critscale.pictures.rescaled.draw", None)
        site("third")
    assert site("fourth") == first


def test_the_next_report_replaces_it(tmp_path: Path) -> None:
    """Claims that are not in it any more have no page."""
    out = tmp_path / "out"
    run(["report", "--html", str(out), "A1.weights.normalised", "A1.weights.gap", "--quick"])
    run(["report", "--html", str(out), "A1.weights.gap", "--quick"])
    assert [p.name for p in (out / "claims").iterdir()] == ["A1.weights.gap.html"]


def test_a_user_s_file_with_a_false_claim(tmp_path: Path, terminal: Terminal) -> None:
    """It exits 1, and the site is there and shows the point."""
    out = tmp_path / "out"
    assert " 1 REFUTED" in terminal("report", "--html", str(out), str(ROOT / "examples" / "myclaims.py"), code=1)
    assert json.loads((out / "report.json").read_text())["budget"] == "default"
    index = (out / "index.html").read_text(encoding="utf-8")
    assert index.count('data-verdict="REFUTED"') == 1
    refuted = next(
        f
        for f in json.loads((out / "report.json").read_text())["findings"]
        if f["verdict"] == "REFUTED" and "twin_of" not in f
    )
    page = (out / "claims" / f"{refuted['id']}.html").read_text(encoding="utf-8")
    point = next(e["point"] for e in refuted["evidence"] if e.get("point"))
    assert all(f'<span class="number">{value}</span>' in page for value in point.values())
    assert "file=&#39;myclaims.py&#39;" in page
    assert str(ROOT) not in page


OPEN = """
from flint import arb
from critscale.proofs.claim import Claim
from critscale.proofs.kinds import Computed

wide = Computed(cases=({"x": 1},), left=lambda p: arb("1 +/- 0.1"), right=lambda p: arb("1 +/- 0.1"))
CLAIMS = (Claim(id="Mine.v1.open", title="1 <= 1", statement=wide),)
"""


def test_strict_fails_on_unknown(tmp_path: Path, terminal: Terminal) -> None:
    """And the plain command does not."""
    (tmp_path / "open.py").write_text(OPEN)
    words = ["report", "--html", str(tmp_path / "out"), str(tmp_path / "open.py"), "--quick"]
    assert (run(words), run([*words, "--strict"])) == (0, 1)
    assert terminal.capsys.readouterr().out.count(" 1 UNKNOWN") == 2


def test_what_is_missing_is_said_before_anything_runs(
    tmp_path: Path, terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One line, how to mend it, and no folder."""
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None if name == "latex2mathml" else name)
    words = ("report", "--html", str(tmp_path / "out"), "A1.weights.gap", "--quick")
    assert "it needs latex2mathml" in terminal.refuses(*words)
    assert not (tmp_path / "out").exists()


def _pid_of_a_while() -> int:
    time.sleep(0.05)
    return os.getpid()


def test_no_more_processes_than_are_useful() -> None:
    """One task, or one process, is done here."""
    for jobs, total in ((8, 1), (1, 8), (0, 0)):
        with running.executor(jobs, total) as pool:
            assert pool is None
    with running.executor(8, 2) as pool:
        assert pool is not None
        assert len({future.result() for future in [pool.submit(_pid_of_a_while) for _ in range(8)]}) <= 2


def test_budgets() -> None:
    """Each flag has its own."""
    assert [running.budget(*flags) for flags in ((False, False), (True, False), (False, True))] == [
        "default",
        "quick",
        "thorough",
    ]


def test_ctrl_c_is_not_lost_in_a_callback(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As with `verify`: the next finding stops the run, and the site says so."""

    def run_task(*given: Any) -> Finding:
        with suppress(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
        return run_one(*given)

    run_one = suite.run_task
    monkeypatch.setattr(suite, "run_task", run_task)
    assert (
        run(["report", "--html", str(tmp_path), "A1.weights.gap", "A1.weights.monotone", "--quick", "-j", "1"]) == 130
    )
    assert "Broken off." in (tmp_path / "index.html").read_text(encoding="utf-8")


def test_ctrl_c_while_pages_are_made(
    tmp_path: Path, terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exit 130, in a line."""

    def build(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(handbook_site, "build_site", build)
    assert run(["report", "--html", str(tmp_path / "out"), "A1.weights.gap", "--quick"]) == 130
    assert "interrupted while pages were made" in terminal.capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["report"], "--html"),
        (["report", "--html", "FILE"], "it is a file"),
        (["report", "--html", "NEW", "Z9"], "no such name"),
        (["report", "--html", "NEW", "--quick", "--thorough"], "exclude each other"),
        (["report", "--html", "NEW", "no.py"], "no such file"),
    ],
)
def test_bad_input(arguments: list[str], expected: str, tmp_path: Path, terminal: Terminal) -> None:
    """One line, exit 2, nothing written."""
    (tmp_path / "file").write_text("")
    words = [{"FILE": str(tmp_path / "file"), "NEW": str(tmp_path / "new")}.get(a, a) for a in arguments]
    printed = terminal.refuses(*words)
    assert expected in printed and printed.count("\n") == 1
    assert not (tmp_path / "new").exists()


LIGHT = """
import sys
from critscale.cli.app import run
from critscale.handbook import site
from critscale.cli import running
from contextlib import contextmanager

@contextmanager
def bar(total, *, quiet=False):
    yield lambda done, what: print("begun", flush=True)

running.bar, site.QUANTITIES, site.gallery_jobs = bar, {}, lambda claims: []
sys.exit(run(["report", "--html", sys.argv[1], "-j", "2", "D*"]))
"""


@pytest.mark.skipif(os.name == "nt", reason="signals are POSIX")
def test_an_interrupted_report_is_written_and_says_so(tmp_path: Path) -> None:
    """Ctrl-C during the suite: exit 130, and the pages of what was checked."""
    out = tmp_path / "out"
    process = subprocess.Popen(
        [sys.executable, "-c", LIGHT, str(out)], start_new_session=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"begun\n"  # the suite has begun
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: the whole group
    _, errors = process.communicate(timeout=120)
    assert process.returncode == 130, errors
    assert "Broken off." in (out / "index.html").read_text(encoding="utf-8")
