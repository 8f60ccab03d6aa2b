"""``critscale audit`` of two readings, and as a gate: its exit codes, its forms, and what it refuses."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from critscale.cli.app import run

from ..audit.test_difference import PLAIN, YARN, config
from ..audit.test_forms import cells
from ..terminal import Terminal

MISMATCHED = config(rope_scaling={**YARN, "attn_factor": 0.5})
UNKNOWN = {**PLAIN, "model_type": "mistral_large4"}


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Write configs where commands run."""
    monkeypatch.chdir(tmp_path)
    configs = {"plain": PLAIN, "yarn": config(rope_scaling=YARN), "again": {**PLAIN, "vocab_size": 3}}
    for name, data in {**configs, "mismatched": MISMATCHED, "unknown": UNKNOWN}.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(data), encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("plain.json", 0),
        ("plain.json yarn.json", 0),
        ("plain.json yarn.json --exit-code", 1),
        ("plain.json again.json --exit-code", 0),
        ("plain.json plain.json --exit-code", 0),
        ("plain.json plain.json --exit-code --max-model-len 4096", 0),
        ('plain.json plain.json --exit-code --override {"head_dim":64}', 1),
        ("unknown.json again.json --exit-code", 1),
        ("unknown.json --engine vllm --engine sglang --exit-code", 1),
        ("unknown.json unknown.json --exit-code", 0),
        ("yarn.json --engine hf --engine vllm --engine llama.cpp --exit-code", 0),
        ("mismatched.json --engine vllm --engine llama.cpp --exit-code", 0),
        ("mismatched.json --engine vllm --engine llama.cpp --engine sglang --exit-code", 1),
        ("mismatched.json yarn.json --engine vllm --exit-code", 0),
        ("mismatched.json yarn.json --engine sglang --exit-code", 1),
        ("mismatched.json yarn.json --engine vllm --engine sglang --exit-code", 1),
        ("yarn.json --fail-on mismatch --engine vllm", 0),
        ("mismatched.json --fail-on mismatch --engine vllm", 0),
        ("mismatched.json --fail-on mismatch --engine vllm --engine sglang", 1),
        ("unknown.json --fail-on mismatch --engine vllm", 1),
        ("yarn.json --fail-on subcritical --rho 0.3", 0),
        ("plain.json --fail-on subcritical --rho 0.3", 1),
        ("plain.json --fail-on subcritical --rho 0.3 --n 4096", 0),
        ("unknown.json --fail-on subcritical --rho 0", 1),
        ("plain.json yarn.json --fail-on subcritical --rho 0.3", 1),
        ("plain.json yarn.json again.json --fail-on alarm", 0),
        ("plain.json yarn.json unknown.json --fail-on alarm", 1),
        ("yarn.json --fail-on mismatch --fail-on subcritical --fail-on alarm --engine hf --engine vllm --rho 0.3", 0),
    ],
)
@pytest.mark.usefixtures("files")
def test_exit_codes(terminal: Terminal, words: str, code: int) -> None:
    """0 fine, 1 it differs or does not pass, and so where that is not known; the form changes nothing of it."""
    outputs = [terminal("audit", *words.split(), *form, code=code) for form in ((), ("--json",), ("--format", "csv"))]
    assert all(outputs)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("", "CONFIG: missing"),
        ("plain.json --exit-code", "one reading has no difference; give a second config, or two engines"),
        ("plain.json --engine vllm --exit-code", "one reading has no difference"),
        ("plain.json yarn.json again.json", "3 configs: a difference is between two"),
        ("plain.json yarn.json --exit-code --fail-on alarm", "give one of them"),
        ("plain.json --fail-on nothing", "known: alarm, mismatch, subcritical"),
        ("plain.json --fail-on mismatch", "name two, such as --engine hf --engine vllm"),
        ("plain.json --fail-on subcritical", "such as --rho 0.3"),
        ("plain.json no.json --fail-on alarm", "no.json: No such file"),
        ("plain.json no.json", "no.json: No such file"),
        ("plain.json yarn.json --measured x.json", "it is of one reading"),
        ("plain.json yarn.json --engine vlm", "did you mean 'vllm'"),
        ("plain.json --json --format csv", "--format csv is given too"),
        ("plain.json --format html", "known: csv, json, markdown, text"),
    ],
)
@pytest.mark.usefixtures("files")
def test_refusals(terminal: Terminal, words: str, says: str) -> None:
    """Bad input is one line and exit code 2, never a difference and never a pass."""
    assert says in terminal.refuses("audit", *words.split())


@pytest.mark.usefixtures("files")
def test_the_forms_of_one_audit(terminal: Terminal) -> None:
    """A row for each group and quantity in CSV, tables in Markdown, and --json is --format json."""
    rows = list(csv.DictReader(io.StringIO(terminal("audit", "yarn.json", "--rho", "0.3", "--format", "csv"), newline=""), strict=True))
    found = {(row["layers"], row["quantity"]): row["value"] for row in rows}
    assert found[("all layers (36)", "multiplier")] == "1.29647699278071"
    assert found[("all layers (36)", "phase")] == "in the window" and found[("", "engine vllm")] == "same"
    text = terminal("audit", "yarn.json", "--rho", "0.3", "--format", "markdown")
    table = text.split("**all layers (36)**\n\n")[1].split("\n\n")[0]
    assert ["multiplier", "1.296477"] in cells(table) and ["self weight at rho = 0.3", "0.180063 in the window"] in cells(table)
    assert json.loads(terminal("audit", "yarn.json", "--format", "json")) == terminal.json("audit", "yarn.json")


@pytest.mark.usefixtures("files")
def test_several_readings_in_one_table(terminal: Terminal) -> None:
    """One CSV for all engines; a list in JSON; each difference under the other as text."""
    words = ("audit", "mismatched.json", "--engine", "hf", "--engine", "vllm", "--engine", "sglang")
    rows = list(csv.DictReader(io.StringIO(terminal(*words, "--format", "csv"), newline=""), strict=True))
    assert [(row["engine_b"], row["verdict"]) for row in rows if row["quantity"] == "multiplier"] == [("vllm", "same"), ("sglang", "differs")]
    data: list[Any] = terminal.json(*words)
    assert [each["verdict"] for each in data] == ["same", "differs"]
    assert terminal(*words).count("A: mismatched.json, read as transformers") == 2


@pytest.mark.usefixtures("files")
def test_a_server_s_words_change_the_second_config(terminal: Terminal) -> None:
    """With one config they change it in both readings: engines are compared on what is served."""
    block = json.dumps({"rope_scaling": YARN})
    text = terminal("audit", "plain.json", "plain.json", "--hf-overrides", block)
    assert text.count("from --hf-overrides") == 1 and "1.296477" in text
    text = terminal("audit", "plain.json", "--engine", "hf", "--engine", "vllm", "--hf-overrides", block)
    assert text.count("from --hf-overrides") == 2 and "the same effect" in text


@pytest.mark.usefixtures("files")
def test_a_config_from_standard_input(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """One side may be piped in."""
    given = io.TextIOWrapper(io.BytesIO(json.dumps(PLAIN).encode()))
    monkeypatch.setattr("sys.stdin", given)
    assert run(["audit", "-", "yarn.json", "--exit-code"]) == 1
    assert "A: standard input" in capsys.readouterr().out
