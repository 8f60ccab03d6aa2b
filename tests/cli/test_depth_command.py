"""``critscale depth``: table, JSON, and one line where it refuses."""

from __future__ import annotations

import pytest

from ..terminal import Terminal

WORDS = ("depth", "--n", "131072", "--rho", "0.3", "--gamma", "1.5", "--residual", "1", "--norm", "pre")


def test_the_table_and_the_json_agree(terminal: Terminal) -> None:
    """Both name the layer where 1 - cos < 1e-3; the JSON has every layer."""
    table = terminal(*WORDS, "--layers", "96").splitlines()
    data = terminal.json(*WORDS, "--layers", "96")
    assert table[-1] == f"collapsed: 1 - cos < 1/1000 from layer {data['collapsed_at']} on"
    rows = {line.split()[0]: line.split()[1] for line in table[1:-1]}
    assert str(data["collapsed_at"]) in rows and len(rows) < 30
    assert len(data["layers"]) == 97
    assert all(data["layers"][int(k)]["cosine"] == v for k, v in rows.items())
    k = data["collapsed_at"]
    assert float(data["layers"][k]["distance"]) < 1e-3 <= float(data["layers"][k - 1]["distance"])


def test_no_collapse_above_one(terminal: Terminal) -> None:
    """alpha > 1 has a floor at any depth."""
    words = "depth --n 1e5 --rho 0.3 --gamma 1.2 --residual 2 --every 48"
    lines = terminal(*words.split()).splitlines()
    assert [line.split()[0] for line in lines[1:-1]] == ["0", "48", "96"]
    assert lines[-1].startswith("not collapsed") and "at any depth (alpha > 1)" in lines[-1]


@pytest.mark.parametrize(
    "words", [("--norm", "batch"), ("--layers", "x"), ("--every", "0"), ("--q", "0"), ("--eps", "1")]
)
def test_what_is_refused(words: tuple[str, str], terminal: Terminal) -> None:
    """Exit code 2 and one line."""
    terminal.refuses(*WORDS, *words)
