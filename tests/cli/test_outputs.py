"""What a command writes: refused before it runs, written whole or not at all, the verdicts first."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from critscale.cli.app import run
from critscale.numerics import files
from critscale.numerics.files import check_writable, write_atomically
from critscale.theory.errors import BadInput

from ..terminal import Terminal

CLAIM = "A1.weights.normalised"
EXPERIMENT = ("experiment", "phase-diagram", "--n", "8", "--dim", "4", "--grid", "1x1", "--seeds", "1", "--out")
WRITERS: dict[str, tuple[str, ...]] = {
    "x.xml": ("verify", CLAIM, "--quick", "--junit"),
    "x.v": ("verify", CLAIM, "--quick", "--statements"),
    "x.npz": EXPERIMENT,
    "x.svg": ("plot", "window", "-o"),
    "x.png": ("plot", "laws", "yarn", "-o"),
}


def full(path: Path, data: bytes) -> None:
    """Write a part, as a disk does that is full then."""
    raise OSError(28, "No space left on device")


@pytest.mark.parametrize("name", WRITERS)
def test_what_cannot_be_written_is_refused_before_the_run(
    name: str, tmp_path: Path, terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder of that name, a file on the way, a link in a circle: one line that names it, and nothing has run."""
    for ran in ("proofs.suite.run_suite", "numerics.sampled.experiment.run_experiment", "pictures.gallery.picture"):
        monkeypatch.setattr(f"critscale.{ran}", lambda *_, **__: pytest.fail("it ran"))
    (tmp_path / "file").write_text("kept")
    (tmp_path / "folder" / name).mkdir(parents=True)
    (tmp_path / "circle").symlink_to(tmp_path / "circle")
    for path in (tmp_path / "folder" / name, tmp_path / "file" / name, tmp_path / "circle" / name):
        assert str(path) in terminal.refuses(*WRITERS[name], str(path))
    assert (tmp_path / "file").read_text() == "kept" and list((tmp_path / "folder").rglob("*")) == [tmp_path / "folder" / name]


@pytest.mark.parametrize("name", WRITERS)
def test_a_full_disk_leaves_the_old_file(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line that names the file, exit 2, the old bytes, no scratch file; of a run of the suite the verdicts are out."""
    (tmp_path / name).write_bytes(b"old")
    monkeypatch.setattr(files.os, "fsync", lambda number: full(tmp_path, b""))
    assert run([*WRITERS[name], str(tmp_path / name)]) == 2
    out, err = capsys.readouterr()
    named = tmp_path / f"{name}.rows" if name == "x.npz" else tmp_path / name
    assert err.startswith(f"critscale: {named}") and "no space left on device" in err and err.count("\n") == 1
    assert ("1 PROVED" in out) == (name == "x.xml")
    assert (tmp_path / name).read_bytes() == b"old" and not list(tmp_path.rglob(f"{files.SCRATCH}*"))


def test_a_report_on_a_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """The folder is tried before the suite runs; of an old site every file stays whole."""
    monkeypatch.setattr("critscale.handbook.site.QUANTITIES", {})
    monkeypatch.setattr("critscale.handbook.site.gallery_jobs", list)
    words = ["report", "--html", str(tmp_path / "out"), CLAIM, "--quick"]
    assert run(words) == 0
    before = {path: path.read_bytes() for path in (tmp_path / "out").rglob("*") if path.is_file()}
    monkeypatch.setattr(files.os, "fsync", lambda number: full(tmp_path, b""))
    (tmp_path / "out" / "index.html").write_bytes(b"another")
    capsys.readouterr()
    assert run(words) == 2
    assert "no space left on device" in capsys.readouterr().err
    after = {path: path.read_bytes() for path in (tmp_path / "out").rglob("*") if path.is_file()}
    assert after == before | {tmp_path / "out" / "index.html": b"another"}


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
@pytest.mark.parametrize("words", ["phase --n 10 --rho 0.3 --beta 1", f"verify {CLAIM} --quick", "--help"])
def test_standard_output_may_be_full(words: str) -> None:
    """One line, exit 2, nothing more at the end of the process."""
    script = "from critscale.cli.app import main; main()"
    with Path("/dev/full").open("w") as nowhere:
        done = subprocess.run([sys.executable, "-c", script, *words.split()], stdout=nowhere, stderr=subprocess.PIPE, text=True)
    assert done.returncode == 2 and done.stderr == "critscale: standard output: No space left on device; send it elsewhere\n"


def test_a_device_or_a_pipe_is_written_to(tmp_path: Path) -> None:
    """It is not replaced by a file; a link stays a link, and a file keeps its mode."""
    pipe, link, target = tmp_path / "pipe", tmp_path / "link", tmp_path / "target"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    check_writable([pipe, link, target, Path(os.devnull)])
    write_atomically(pipe, b"piped")
    assert os.read(reader, 10) == b"piped" and pipe.is_fifo()
    os.close(reader)
    target.write_bytes(b"old")
    target.chmod(0o640)
    link.symlink_to(target)
    write_atomically(link, b"new")
    assert link.is_symlink() and target.read_bytes() == b"new" and target.stat().st_mode & 0o777 == 0o640
    write_atomically(Path(os.devnull), b"gone")
    assert not Path(os.devnull).is_file()


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write anything")
def test_a_file_that_may_not_be_written(tmp_path: Path) -> None:
    """Its permission counts, though its folder's would let it be replaced."""
    (tmp_path / "x").touch(mode=0o444)
    with pytest.raises(BadInput, match="may not be written"):
        check_writable([tmp_path / "x"])


@pytest.mark.parametrize("name", ["x" * 300, "x\0y", "x/" * 3000], ids=["long", "null", "deep"])
def test_a_name_that_is_none(name: str, tmp_path: Path) -> None:
    """The system's own reason, in a line."""
    with pytest.raises(BadInput, match="x"):
        check_writable([tmp_path / name])
    with pytest.raises(BadInput, match="x"):
        write_atomically(tmp_path / name, b"")


def test_a_report_beside_a_circle_or_a_damaged_list(tmp_path: Path, terminal: Terminal) -> None:
    """Refused in a line: the folder is not ours to write in."""
    (tmp_path / "circle").symlink_to(tmp_path / "circle")
    assert "circle" in terminal.refuses("report", "--html", str(tmp_path / "circle"), CLAIM, "--quick")
    assert "circle" in terminal.refuses("verify", str(tmp_path / "circle" / "mine.py"))
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "site.json").write_text("[" * 100_000)
    assert "site.json" in terminal.refuses("report", "--html", str(tmp_path / "out"), CLAIM, "--quick")
    (tmp_path / "out" / "site.json").unlink()
    (tmp_path / "out" / "site.json").symlink_to(tmp_path / "out" / "site.json")
    assert "site.json" in terminal.refuses("report", "--html", str(tmp_path / "out"), CLAIM, "--quick")


def test_a_deep_summary_beside_a_result(tmp_path: Path, terminal: Terminal) -> None:
    """The .json beside an .npz is read too, and may be anything."""
    assert run([*EXPERIMENT, str(tmp_path / "x.npz")]) == 0
    terminal.capsys.readouterr()
    (tmp_path / "x.json").write_text('{"a":' * 100_000)
    assert "x.npz" in terminal.refuses("plot", "experiment", "--from", str(tmp_path / "x.npz"), "-o", str(tmp_path / "x.svg"))


def test_rows_of_a_killed_run_go_with_the_result(tmp_path: Path) -> None:
    """What a run left that was killed and never resumed, a half-written row too, does not stay for ever."""
    rows = tmp_path / "x.npz.rows"
    rows.mkdir()
    (rows / f"{'0' * 24}.row").write_bytes(b"another plan's")
    (rows / f"{files.SCRATCH}1234").write_bytes(b"half")
    assert run([*EXPERIMENT, str(tmp_path / "x.npz")]) == 0
    assert sorted(p.name for p in tmp_path.iterdir()) == ["x.json", "x.npz"]
    rows.mkdir()
    (rows / "mine.txt").write_text("kept")
    assert run([*EXPERIMENT, str(tmp_path / "x.npz")]) == 0
    assert [p.name for p in rows.iterdir()] == ["mine.txt"]
