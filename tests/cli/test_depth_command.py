"""``critscale depth``: table, JSON, and one line where it refuses."""

from __future__ import annotations

import json

import pytest

from critscale.cli.app import run

WORDS = ("depth", "--n", "131072", "--rho", "0.3", "--gamma", "1.5", "--residual", "1", "--norm", "pre")


def test_the_table_and_the_json_agree(capsys: pytest.CaptureFixture[str]) -> None:
    """Both name the layer where 1 - cos < 1e-3; the JSON has every layer."""
    assert run([*WORDS, "--layers", "96"]) == 0
    table = capsys.readouterr().out.splitlines()
    assert run([*WORDS, "--layers", "96", "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert table[-1] == f"collapsed: 1 - cos < 1/1000 from layer {data['collapsed_at']} on"
    rows = {line.split()[0]: line.split()[1] for line in table[1:-1]}
    assert str(data["collapsed_at"]) in rows and len(rows) < 30
    assert len(data["layers"]) == 97
    assert all(data["layers"][int(k)]["cosine"] == v for k, v in rows.items())
    k = data["collapsed_at"]
    assert float(data["layers"][k]["distance"]) < 1e-3 <= float(data["layers"][k - 1]["distance"])


def test_no_collapse_above_one(capsys: pytest.CaptureFixture[str]) -> None:
    """alpha > 1 has a floor at any depth."""
    assert run(["depth", "--n", "1e5", "--rho", "0.3", "--gamma", "1.2", "--residual", "2", "--every", "48"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines[1:-1]] == ["0", "48", "96"]
    assert lines[-1].startswith("not collapsed") and "at any depth (alpha > 1)" in lines[-1]


@pytest.mark.parametrize(
    "words", [("--norm", "batch"), ("--layers", "x"), ("--every", "0"), ("--q", "0"), ("--eps", "1")]
)
def test_what_is_refused(words: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 2 and one line."""
    assert run([*WORDS, *words]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1
