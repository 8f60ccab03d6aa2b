"""``critscale plot``: files, the list, and one line where it refuses."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from critscale.cli.app import run
from critscale.cli.plot import plot
from critscale.measure.measuring import measure_arrays
from critscale.numerics.streaming.ranges import KeyRanges
from critscale.numerics.streaming.scores import HeadScores
from critscale.pictures.gallery import PICTURES

from ..terminal import Terminal

SMALL = {
    "phase": ("--quantity", "output-cosine", "--n", "1000", "--residual", "0"),
    "window": ("--n", "4", "--n", "10^10^100", "--kappa=-3:3"),
    "laws": ("yarn", "qwen-logn", "--beta0", "11"),
    "needs": ("--from", "1000", "--rho", "1/5"),
    "advise": ("config.json", "--to", "16384", "--p", "0.4"),
    "spectrum": ("--n", "20", "--dim", "oo", "--residual", "1"),
    "depth": ("--gamma", "1.2", "--residual", "0", "--residual", "1", "--layers", "12", "--norm", "peri", "--q", "2"),
    "experiment": ("--from", "result.npz"),
    "heads": ("--from", "heads.json"),
}


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run in a directory of one's own, with a result of an experiment in it."""
    monkeypatch.chdir(tmp_path)
    values = np.linspace(0, 1, 18).reshape(3, 2, 3)
    np.savez("result.npz", rho=[0.1, 0.2, 0.3], gamma=[1, 2, 3], contraction_factor=values, simplex=values)
    q, k = np.random.default_rng(0).standard_normal((2, 4, 300, 8))
    scores = HeadScores.of(q, k, mask=KeyRanges.causal(300))
    Path("config.json").write_text(
        '{"model_type": "llama", "hidden_size": 64, "num_attention_heads": 4, "num_hidden_layers": 2, "max_position_embeddings": 4096}'
    )
    Path("heads.json").write_text(measure_arrays("random", [scores], "none", per_window=16).to_json(), encoding="utf-8")


def test_the_commands_are_the_pictures(terminal: Terminal) -> None:
    """One for each, and the list has them all."""
    assert list(plot.names) == list(PICTURES)
    lines = terminal("plot", "--list").splitlines()
    assert [line.split()[0] for line in lines] == list(PICTURES)
    assert all(line.endswith(entry.title) for line, entry in zip(lines, PICTURES.values(), strict=True))


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_written(name: str, terminal: Terminal) -> None:
    """NAME.svg by default; as many files as are named, each in the format of its ending, the same each time."""
    pytest.importorskip("matplotlib")
    assert terminal("plot", name, *SMALL[name]) == f"written: {name}.svg\n"
    three = terminal("plot", name, *SMALL[name], "-o", "new/a.svg", "--out", "b.png", "-o", "c.pdf")
    assert three == "written: new/a.svg\nwritten: b.png\nwritten: c.pdf\n"
    assert Path(f"{name}.svg").read_bytes() == Path("new/a.svg").read_bytes()
    assert Path("b.png").read_bytes().startswith(b"\x89PNG") and Path("c.pdf").read_bytes().startswith(b"%PDF")


def test_options_reach_the_picture() -> None:
    """Those that are given are shown."""
    pytest.importorskip("matplotlib")
    assert (
        run(["plot", "phase", "--quantity", "perplexity", "--n", "exp(20)", "--residual", "1/3", "--rho", "0.1:0.2"])
        == 0
    )
    assert run(["plot", "depth", *SMALL["depth"]]) == 0
    assert run(["plot", "laws", "1 + log(n)", "--rho", "1/5", "--beta0", "sqrt(2)"]) == 0
    extended = "plot laws yarn rerope --from 2048 --to 8192 --p 0.4 --set c=0.2 --calibrated-before -o extended.svg"
    assert run(extended.split()) == 0
    assert run(["plot", "spectrum", "--n", "20", "--rho", "1/7", "--factor", "1/4"]) == 0
    shown = {
        "phase": ("perplexity (tokens)", "n = exp(20)", "r = 1/3"),
        "depth": ("γ = 6/5", "peri-normalisation", "α = 0: layer ", "α = 1: "),
        "laws": ("1 + log(n)", "ρ = 1/5", "base scale sqrt(2)"),
        "extended": ("self weight 2/5 at L = 2048, before the law", "yarn, factor = 4, c = 1/5", "rerope, L = 2048"),
        "spectrum": ("n = 20, d = 32, ρ = 1/7", "γ (1 - ρ) = 5/4"),
    }
    for name, parts in shown.items():
        text = Path(f"{name}.svg").read_text(encoding="utf-8")
        assert all(part in text for part in parts), name


@pytest.mark.parametrize("name", PICTURES)
def test_without_matplotlib(name: str, terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    """One line says what to install; the list needs nothing."""
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    line = "critscale: a picture: it needs matplotlib; pip install 'critscale[plot]'\n"
    assert terminal.refuses("plot", name, *SMALL[name]) == line
    assert run(["plot", "--list"]) == 0


@pytest.mark.parametrize(
    "words",
    [
        "circle",
        "phase --n oo",
        "phase --n 1",
        "phase --n nan",
        "phase --n 10^10^400",
        "phase --quantity cosine",
        "phase --quantity mean-square-jacobian",
        "phase --quantity mean-square-jacobian --dim 5",
        "phase --rho 0:1",
        "phase --rho 0:0.99999999999999999999999",
        "phase --rho 0.5",
        "phase --rho 0.5:0.1",
        "phase --rho nan:0.5",
        "phase --gamma=-1:2",
        "phase --gamma 0:1e400",
        "phase --residual=-1",
        "phase --residual 1e400",
        "phase --quantity output-norm-squared --residual 1e300",
        "needs --from 2",
        "window --n oo",
        "window --n 2.5",
        "window --n 4 --kappa=-9:-5",
        "window --kappa 2:1",
        "window --kappa=-1e9:1",
        "laws yarm",
        "laws dysco",
        "laws --rho 1",
        "laws --beta0 n",
        "laws yarn --p 0.5",
        "laws yarn --p 0.5 --gap 9 --from 4096",
        "laws yarn --set q=2",
        "laws yarn --set factor",
        "laws yarn --from 4096 --to 2048",
        "advise",
        "advise nothing.json --to 8192",
        "advise config.json",
        "advise config.json --to 2048",
        "advise config.json --to 8192 --engine nobody",
        "advise config.json --to 8192 --keep nothing",
        "advise config.json --to 8192 --measured result.npz",
        "spectrum --n 2",
        "spectrum --n oo",
        "spectrum --rho 1",
        "spectrum --dim 5",
        "spectrum --factor 2",
        "spectrum --residual 1e400",
        "depth --rho nan",
        "depth --layers 0",
        "depth --layers 1e9",
        "depth --norm batch",
        "depth --gamma 1 --beta 1",
        "depth --residual=-1",
        "experiment --from nothing.npz",
        "experiment --from text.npz",
        "experiment --from shapes.npz",
        "experiment --from uneven.npz",
        "experiment --from result.npz --prediction finite",
        "experiment --from odd.npz",
        "experiment --prediction guess",
        "heads --from result.npz",
        "heads --from nothing.json",
        "window -o a.jpg",
        "window -o a.svg -o b",
        "window -o directory.svg",
    ],
)
def test_one_line_and_exit_code_two(words: str, terminal: Terminal) -> None:
    """Whatever is wrong: one line on stderr, nothing on stdout, exit code 2, nothing written."""
    pytest.importorskip("matplotlib")
    Path("text.npz").write_text("no archive")
    Path("directory.svg").mkdir()
    cube = np.zeros((3, 1, 3))
    np.savez("shapes.npz", rho=[0.1, 0.2], gamma=[1, 2, 3], contraction_factor=cube, simplex=cube)
    np.savez("uneven.npz", rho=[0.1, 0.2, 0.5], gamma=[1, 2, 3], contraction_factor=cube, simplex=cube)
    np.savez("odd.npz", rho=[0.1, 0.2, 0.3], gamma=[1, 2, 3], contraction_factor=cube, simplex=cube)
    Path("odd.json").write_text('{"experiment": {"n": 1e400, "d": 3, "alpha": 0, "model": "sphere"}}')
    before = sorted(Path().iterdir())
    terminal.refuses("plot", *words.split())
    assert sorted(Path().iterdir()) == before
