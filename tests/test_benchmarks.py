"""The benchmarks' page is what their results say, and a run that was stopped goes on where it was."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType

import pytest

HOME = Path(__file__).resolve().parent.parent / "benchmarks"
DRAWING = {"all", "growth"}
"""Files that take what is measured and measure nothing."""


@pytest.fixture
def runner(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Return ``benchmarks/all.py`` as a module, with its neighbours at hand as when it is run."""
    pytest.importorskip("matplotlib")
    monkeypatch.syspath_prepend(str(HOME))
    spec = importlib.util.spec_from_file_location("benchmarks_all", HOME / "all.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for name in ("growth", "measure"):  # short names: they are not left to other tests
        monkeypatch.delitem(sys.modules, name, raising=False)
    return module


def test_the_table_is_that_of_the_results(runner: ModuleType) -> None:
    """No figure on the page is typed."""
    results, before = (json.loads((HOME / f"{name}.json").read_text(encoding="utf-8")) for name in ("results", "before"))
    assert runner.table(results, before) in (HOME / "README.md").read_text(encoding="utf-8")


def test_every_file_is_run(runner: ModuleType) -> None:
    """A benchmark that does not end in the common form would be left out in silence."""
    users = {path.stem for path in HOME.glob("*.py") if "\nfrom measure import " in path.read_text(encoding="utf-8")}
    assert {*runner.benchmarks()} == users - DRAWING


def test_what_was_measured_is_kept(runner: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A whole result is not measured again; half a one is not believed."""
    monkeypatch.setattr(runner, "KEPT", tmp_path / "kept")
    monkeypatch.setattr(runner, "HERE", tmp_path)
    script = tmp_path / "tried.py"
    script.write_text("import sys, pathlib\npathlib.Path(sys.argv[2]).write_text('[1]')\nprint('ran')\n", encoding="utf-8")
    assert runner.run("tried") == [1]
    script.write_text("raise SystemExit(3)\n", encoding="utf-8")
    assert runner.run("tried") == [1]
    (tmp_path / "kept" / "tried.json").unlink()
    (tmp_path / "kept" / "tried.unfinished").write_text("[2", encoding="utf-8")
    with pytest.raises(Exception, match="status 3"):
        runner.run("tried")


def test_a_goal_is_met_or_missed(runner: ModuleType) -> None:
    """Ends are included; a figure without goal is told and not judged."""
    figure = runner.Figure
    assert figure("x", 3, "s").met is None
    assert figure("x", 3, "s", at_most=3).met and not figure("x", 3.1, "s", at_most=3).met
    assert figure("x", 3, "s", at_least=3).met and not figure("x", 2.9, "s", at_least=3).met
    row = runner.table({"machine": {}, "benchmarks": {"b": [{"what": "a | b", "value": 4, "unit": "s", "at_most": 3}]}}, {})
    assert r"| a \| b |  | 4 s | at most 3 **missed** |  |" in row
