"""``critscale laws``, ``classify``, ``extend`` and ``audit``: what they print, and one line where they refuse."""

from __future__ import annotations

from pathlib import Path

import pytest

from ..terminal import Terminal

FIXTURES = Path(__file__).parents[1] / "audit" / "fixtures"


def test_laws(terminal: Terminal) -> None:
    """The list has every law; a comparison has the chosen ones, with values and classes."""
    from critscale.theory.laws.catalogue import LAWS

    assert {row["law"] for row in terminal.json("laws")} == LAWS.keys()
    rows = terminal.json("laws", "yarn", "qwen-logn", "--n", "8192", "--beta0", "11", "--rho", "0.3")
    assert [row["at_n"] for row in rows] == ["1.813260", "1.181818"]
    assert [row["class"] for row in rows] == ["constant", "log ratio"]
    assert "not a length law" in terminal("laws", "dysco", "--source")


def test_classify(terminal: Terminal) -> None:
    """The issue's example: an expression, its class, its regime and its crossing lengths."""
    found = terminal.json("classify", "1 + 0.1*log(n/8192)", "--rho", "0.3", "--beta0", "11")
    assert (found["class"], found["gamma"], found["regime"]) == ("shifted log", "1.1", "subcritical")
    assert [c["crossings"] for c in found["crossings"]] == [
        [{"n": 386332, "direction": "down"}],
        [{"n": 32, "direction": "down"}],
        [],
    ]
    text = terminal("classify", "yarn", "--set", "factor=32", "--rho", "0.3", "--beta0", "11")
    assert "constant in n, subcritical eventually" in text
    assert "regime-preserving" in terminal("classify", "qwen-logn", "--rho", "0.3", "--beta0", "11")
    assert "needs beta0, rho" in terminal("classify", "qwen-logn")
    assert terminal.json("classify", "yarn")["crossings"] is None


def test_extend(terminal: Terminal) -> None:
    """The issue's example: a table over doublings, and the multiplier that keeps the self weight."""
    words = ("extend", "--law", "yarn", "--factor", "32", "--from", "4096", "--to", "131072", "--p", "0.5")
    rows = terminal.json(*words)["lengths"]
    assert [row["n"] for row in rows] == ["4096", "8192", "16384", "32768", "65536", "131072"]
    assert (rows[-1]["self_weight"], rows[-1]["recommended"]) == ("0.0302961", "2.56886")
    assert "m to keep p" in terminal(*words)
    assert [row["self_weight"] for row in rows] == [row["plain_self_weight"] for row in rows]
    assert "it cancels" in terminal(*words)
    assert "it cancels" not in terminal(*words, "--calibrated-before")
    four = terminal("extend", "--law", "yarn", "--from", "4096", "--to", "16384", "--p", "0.5")
    assert "factor = 4, from --from and --to" in four
    assert "1.29648" in four
    assert max(map(len, terminal(*words).splitlines()[3:])) <= 80


def test_audit(terminal: Terminal) -> None:
    """A config by path, at a length, against an engine."""
    config = str(FIXTURES / "ministral-3-3b.json")
    found = terminal.json("audit", config, "--n", "131072", "--engine", "vllm", "--rho", "0.3")
    assert found["engine"] == "vLLM 0.33.0"
    assert [(e["id"], e["verdict"]) for e in found["engines"]] == [("vllm", "differs")]
    assert "engine-differs" in {remark["id"] for remark in found["remarks"] if remark["severity"] == "alarm"}
    assert "class shifted log" in terminal("audit", config)


@pytest.mark.parametrize(
    "words",
    [
        ("classify", '__import__("os")', "--rho", "0.3", "--beta0", "11"),
        ("classify", "10**10**10**10", "--rho", "0.3", "--beta0", "11"),
        ("classify", "(" * 100_000, "--rho", "0.3", "--beta0", "11"),
        ("classify", "exp(n)", "--rho", "0.3", "--beta0", "11"),
        ("classify", "1", "--rho", "1", "--beta0", "11"),
        ("classify", "1", "--rho", "0.3"),
        ("classify", "1", "--beta0", "11"),
        ("classify", "1", "--up-to", "1e6"),
        ("classify", "1", "--rho", "0", "--beta0", "n"),
        ("classify", "L", "--rho", "0", "--beta0", "1", "--set", "L"),
        ("classify", "n", "--rho", "0", "--beta0", "1", "--set", "n=3"),
        ("classify", "1", "--rho", "0", "--beta0", "1", "--up-to", "1e100"),
        ("extend", "--law", "yarn", "--from", "4096", "--to", "2048", "--p", "0.5"),
        ("extend", "--law", "yarn", "--from", "4096", "--to", "8192"),
        ("extend", "--law", "yarn", "--from", "4096", "--to", "oo", "--p", "0.5"),
        "extend --law yarn --from 4096 --to 8192 --p 0.5 --factor 2 --set factor=2".split(),
        ("laws", "yarm"),
        ("audit", "/dev/zero"),
        ("audit", "no/such/config.json"),
        ("audit", __file__),
        ("audit", str(FIXTURES / "gemma-3-27b.json")),
        ("audit", str(FIXTURES / "deepseek-v3.json"), "--engine", "vlm"),
    ],
)
def test_one_line_and_exit_code_two(terminal: Terminal, words: tuple[str, ...]) -> None:
    """Whatever is wrong: one line on stderr, nothing on stdout, exit code 2."""
    terminal.refuses(*words)
