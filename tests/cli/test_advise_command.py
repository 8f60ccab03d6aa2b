"""``critscale advise``: the answer first, in three forms, and one line where it refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ..terminal import Terminal

FIXTURES = Path(__file__).parents[1] / "audit" / "fixtures"
QWEN = str(FIXTURES / "qwen2.5-yarn.json")
N = "1048576"


def test_the_answer_comes_first(terminal: Terminal) -> None:
    """Multiplier, evidence, root and block, before everything else."""
    text = terminal("advise", QWEN, "--to", N, "--engine", "vllm")
    places = [text.index(part) for part in ("m = 1.333337", "evidence: assumed", "square root of m: 1.154702", '"attention_factor"')]
    assert places == sorted(places) and places[-1] < text.index("what each engine makes of it") < text.index("laws compared")
    assert max(map(len, text.splitlines())) <= 80


def test_forms(terminal: Terminal) -> None:
    """Markdown with a title and a fence, JSON of a stated schema, either way it is asked for."""
    assert terminal("advise", QWEN, "--to", N, "--engine", "hf", "--format", "markdown").startswith("# ")
    data = terminal.json("advise", QWEN, "--to", N, "--engine", "hf")
    assert data["schema"] == "critscale/advice/1"
    assert data == json.loads(terminal("advise", QWEN, "--to", N, "--engine", "hf", "--format", "json"))
    assert (data["trained"], data["n"], data["answer"]["multiplier"]) == ("32768", N, "1.333337")
    block = data["written"][0]["blocks"][0]["changes"]["rope_scaling"]
    assert block["attention_factor"] ** 2 == pytest.approx(1.333337, rel=1e-9)


def test_words(terminal: Terminal) -> None:
    """Each option reaches the answer."""

    def m(*words: str) -> float:
        return float(terminal.json("advise", QWEN, "--to", N, "--engine", "hf", *words)["answer"]["multiplier"])

    assert m("--p", "0.1") == pytest.approx(1.42266, rel=1e-5)
    assert m("--gap", "8") == pytest.approx(1.43322, rel=1e-5)
    assert m("--from", "65536") == pytest.approx(1.620598, rel=1e-6)  # with the block of factor 4 on: (1 + 0.1 log 4)^2 times 1.25000
    assert m("--keep", "entropy") == pytest.approx(1.3815678, rel=1e-6)
    assert m("--override", '{"rope_scaling.original_max_position_embeddings": 65536}') == pytest.approx(1.25, rel=1e-5)
    found = terminal.json("advise", QWEN, "--to", N, "--engine", "vllm", "--engine", "mlx", "--rho", "0.25", "--norm2", "168")
    assert [written["engine"] for written in found["written"]] == ["vllm", "mlx"]
    assert [case["value"] for case in found["cases"] if case["on"] == "rho"] == ["0.25"]


@pytest.mark.parametrize(
    ("words", "names"),
    [
        (["--to", "8192"], "--from"),
        (["--to", "32768"], "longer"),
        ([], "--to 1M"),
        (["--to", N, "--engine", "vlm"], "vllm"),
        (["--to", N, "--keep", "weight"], "self-weight"),
        (["--to", N, "--p", "1/2", "--gap", "3"], "not both"),
        (["--to", N, "--format", "html"], "markdown"),
        (["--to", N, "--measured", "missing.json"], "missing.json"),
        (["--to", "oo"], "finite"),
    ],
)
def test_refusals(terminal: Terminal, words: list[str], names: str) -> None:
    """One line that names what mends it."""
    assert names in terminal.refuses("advise", QWEN, *words)


def test_no_attention(terminal: Terminal, tmp_path: Path) -> None:
    """A config of another kind of model."""
    file = tmp_path / "config.json"
    file.write_text('{"model_type": "resnet"}', encoding="utf-8")
    assert "no softmax attention" in terminal.refuses("advise", str(file), "--to", N)
