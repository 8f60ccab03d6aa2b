"""``critscale diff``: the exit code is for CI, the text for people, a refusal for whoever named the wrong file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from critscale.cli.app import run

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
BEFORE, AFTER = (str(EXAMPLES / f"report-{name}.json") for name in ("before", "after"))


def test_exit_codes(capsys: pytest.CaptureFixture[str]) -> None:
    """1 where standing was lost, 0 where it was gained or all is the same."""
    assert run(["diff", BEFORE, AFTER]) == 1
    said = capsys.readouterr().out
    assert "standing lost:\n  A1.weights.monotone  PROVED -> SUPPORTED" in said and "5 added" in said
    assert run(["diff", AFTER, BEFORE]) == 0
    assert "standing gained:" in capsys.readouterr().out
    assert run(["diff", BEFORE, BEFORE]) == 0
    assert capsys.readouterr().out.splitlines()[-1].startswith("no difference; ")


def test_json(capsys: pytest.CaptureFixture[str]) -> None:
    """All of it as data, with the same exit code."""
    assert run(["diff", BEFORE, AFTER, "--json"]) == 1
    data = json.loads(capsys.readouterr().out)
    assert [change["id"] for change in data["lost"]] == ["A1.weights.monotone"]
    assert data["schema"] == "critscale/report-difference/1"


def test_bad_input_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """And exit code 2: a file that is no report, none at all, one too few."""
    (tmp_path / "cut.json").write_text(Path(BEFORE).read_text(encoding="utf-8")[:500], encoding="utf-8")
    for words in ([str(tmp_path / "cut.json"), AFTER], [BEFORE, str(tmp_path / "none.json")], [BEFORE]):
        assert run(["diff", *words]) == 2
        captured = capsys.readouterr()
        assert captured.out == "" and len(captured.err.splitlines()) == 1
