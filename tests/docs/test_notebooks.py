"""The notebooks of examples/: a fresh run prints what they show."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import nbformat
import notebooks
import pytest

ROOT = Path(__file__).resolve().parents[2]
PATHS = sorted((ROOT / "examples").glob("*.ipynb"))
SCRIPT = ROOT / "tools" / "notebooks.py"


def check(path: Path) -> subprocess.CompletedProcess[str]:
    """Compare a notebook with a fresh run.

    In a process of its own: Jupyter's and zmq's own deprecation warnings are no errors of ours, and their event loops no
    business of pytest's.
    """
    return subprocess.run(
        [sys.executable, SCRIPT, "--check", path], capture_output=True, text=True, timeout=300, check=False
    )


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_a_fresh_run_prints_what_the_notebook_shows(path: Path) -> None:
    """Every cell runs, and every text is as committed."""
    done = check(path)
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr[-4000:]}"


def test_there_are_notebooks() -> None:
    """The test above has something to run."""
    assert [path.stem for path in PATHS] == ["engineer", "theorist"]


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_a_notebook_holds_nothing_of_a_machine(path: Path) -> None:
    """All cells were run in order; no error, warning, time, path or version is committed, and there is a figure."""
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    outputs = [output for cell in code for output in cell.outputs]
    assert {getattr(output, "name", "stdout") for output in outputs} == {"stdout"}
    assert {output.output_type for output in outputs} <= {"stream", "display_data", "execute_result"}
    assert any("image/png" in output.get("data", {}) for output in outputs)
    assert notebook.metadata == notebooks.METADATA
    assert {str(cell.metadata) for cell in notebook.cells} == {"{}"}
    assert not any(
        word in line for line in notebooks.texts(notebook) for word in (" at 0x", "/tmp/", "/home/", "/root/")
    )


@pytest.mark.parametrize(
    ("source", "shown", "expected"),
    [
        ("print(1 + 1)", "2\n", 0),
        ("print(1 + 1)", "3\n", 1),
        ("raise ValueError('broken cell')", "", 1),
    ],
)
def test_a_stale_or_broken_notebook_is_noticed(tmp_path: Path, source: str, shown: str, expected: int) -> None:
    """The comparison can fail."""
    cell = nbformat.v4.new_code_cell(source)
    if shown:
        cell.outputs = [nbformat.v4.new_output("stream", text=shown)]
    path = tmp_path / "one.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), path)
    done = check(path)
    assert done.returncode == expected, done.stderr
    assert not expected or "-3" in done.stdout or "broken cell" in done.stderr
