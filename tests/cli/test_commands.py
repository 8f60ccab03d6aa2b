"""The command line: what must hold, bad input, and output formats."""

from __future__ import annotations

import json
import signal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from critscale.proofs import suite
from critscale.proofs.evidence import Finding

from ..terminal import Terminal

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "myclaims.py"


@pytest.mark.parametrize(
    ("words", "printed"),
    [
        (
            "evaluate output-cosine --n 1000 --gamma 1.3 --rho 0.3 --residual 0.70710678118654752440 --digits 15",
            "0.528622728735810",
        ),
        ("evaluate contraction-factor --n 1000 --critical --rho 0.3 --digits 20", "0.52540205852109681939"),
        (
            "evaluate self-weight-complement --n 10^10^100 --gamma 2 --rho 1/3 --digits 30",
            "4.64158883361277889241007635092e-" + 99 * "3" + "4",
        ),
        ("evaluate contraction-factor --n oo --critical --rho 1/3", "0.5" + 29 * "0"),
        ("evaluate mean-square-jacobian --n 1e7 --dim 1e7 --critical --rho 0.3 --digits 15", "0.250001438904203"),
    ],
)
def test_evaluate(terminal: Terminal, words: str, printed: str) -> None:
    """The figures of the theory come out to every digit."""
    assert terminal(*words.split()).strip() == printed


def test_the_dimension(terminal: Terminal) -> None:
    """A quantity that depends on it asks for it in one line; its formula names the filling n/d."""
    words = "evaluate mean-square-jacobian --n 10 --critical --rho 0.3"
    assert "give dim (--dim), at least n" in terminal.refuses(*words.split())
    text = terminal("formula", "mean-square-jacobian", "--regime", "critical", "--terms", "2")
    assert "1/4 + f*rho*log(n)**2/(16*n)" in text
    assert "filling" in text and "f = n/d" in text
    assert "sqrt(rho*log(n)**2/4" in terminal("formula", "common-gain", "--regime", "critical")


def test_evaluate_as_json(terminal: Terminal) -> None:
    """Numbers are text, so that no reader rounds them."""
    data = terminal.json("evaluate", "self-weight", "--n", "1e1000000", "--gamma", "2", "--rho", "0.3")
    assert data["value"].startswith("1.0000") or data["value"].startswith("0.9999")
    assert isinstance(data["value"], str) and data["digits"] == 30


def test_formula(terminal: Terminal) -> None:
    """LaTeX, JSON and text of the critical cosine."""
    latex = terminal("formula", "output-cosine", "--regime", "critical", "--latex")
    assert r"\cos' = \frac{4 \rho}{3 \rho + 1} + B" in latex and latex.startswith("% output-cosine.critical")
    (data,) = terminal.json("formula", "output-cosine.critical")
    assert data["pieces"][0]["expression"] == "4*rho/(3*rho + 1)"
    text = terminal("formula", "row-entropy", "--regime", "window", "--terms", "2")
    assert "log(n)" in text and "source: A8" in text


def test_formula_flags(terminal: Terminal) -> None:
    """--residual gives the formula for r > 0 where there is one, --orthogonal the one at rho = 0."""
    at_critical = ("--regime", "critical", "--residual")
    assert "output-cosine.critical.residual" in terminal("formula", "output-cosine", *at_critical)
    assert "self-weight.critical:" in terminal("formula", "self-weight", *at_critical)
    assert "delta = 1/2" in terminal("formula", "contraction-factor", "--regime", "subcritical", "--orthogonal")


def test_lists(terminal: Terminal) -> None:
    """Quantities, formulas and claims can be listed, as text and as JSON."""
    assert "output-cosine" in terminal("evaluate", "--list")
    assert "output-cosine.critical" in terminal("formula", "--list")
    assert "A3.cosine.critical" in terminal("verify", "--list")
    for words in (("evaluate", "--list"), ("formula", "--list"), ("verify", "--list")):
        assert terminal.json(*words)


def test_phase(terminal: Terminal) -> None:
    """A phase report names the regime and the numbers around it."""
    text = terminal("phase", "--n", "131072", "--rho", "0.3", "--beta", "12")
    for word in ("subcritical", "kappa", "self weight", "contraction factor", "beta*"):
        assert word in text
    data = terminal.json("phase", "--n", "131072", "--rho", "0.3", "--beta", "12")
    assert data["regime"] == "subcritical"
    assert data["critical_beta"]["value"] == "16.8335634858506"


def test_verify(terminal: Terminal, tmp_path: Path) -> None:
    """Chosen claims, JSON, and JUnit XML on the side."""
    junit = tmp_path / "junit.xml"
    data = json.loads(terminal("verify", "A10", "--quick", "--json", "-j", "1", "--junit", str(junit)))
    assert data["counts"]["PROVED"] == 2
    assert ElementTree.parse(junit).getroot().get("failures") == "0"


def test_verify_twins(terminal: Terminal) -> None:
    """Every twin is shown with the point that refutes it."""
    text = terminal("verify", "A1", "--twins", "--quick", "-j", "1")
    assert "5 of 5 must-fail twins refuted" in text
    assert "at n = 2" in text


def test_verify_a_file(terminal: Terminal) -> None:
    """A false claim of the user's fails the run and shows its point."""
    text = terminal("verify", str(EXAMPLE), "--quick", "-j", "1", code=1)
    assert "PROVED    Mine.v1.norm_at_most" in text
    assert "REFUTED   Mine.v1.cosine_below_rho" in text
    assert "n = 2" in text


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("evaluate contraction-factor --n 1000 --critical --rho 1", "rho = 1"),
        ("evaluate contraction-factor --n 1000 --critical --rho nan", "rho = nan"),
        ("evaluate contraction-factor --n 0 --critical --rho 0.3", "n = 0"),
        ("evaluate contraction-factor --n ten --critical --rho 0.3", "n = ten"),
        ("evaluate contraction-factor --n 1000 --gamma=-1 --rho 0.3", "gamma = -1"),
        ("evaluate contraction-factor --n 1000 --critical --rho 0.3 --digits 0", "digits = 0"),
        ("evaluate contraction-factor --n 1000 --critical --rho 0.3 --digits 1.5", "digits = 1.5"),
        ("evaluate output-cosin --n 1000 --critical --rho 0.3", "'output-cosine'"),
        ("evaluate contraction-factor --n 1000 --rho 0.3", "gamma"),
        ("evaluate contraction-factor --n 1000 --gamma 1 --beta 2 --rho 0.3", "gamma and beta"),
        ("evaluate contraction-factor --critical --rho 0.3", "--n"),
        ("evaluate", "a quantity"),
        ("phase --n 1000 --rho 0.3 --kappa=-100", "kappa"),
        ("formula output-cosinus", "output-cosine"),
        ("formula contraction --regime crit", "regime 'crit'"),
        ("formula contraction --terms 0", "terms"),
        ("verify A99", "claim 'A99'"),
        ("verify nofile.py", "no such file"),
        ("verify a.py b.py", "one at a time"),
        ("verify --quick --thorough", "exclude"),
        ("verify --method guess", "method 'guess'"),
        ("verify A10 --quick -j 1 --junit /no/such/folder/x.xml", "/no/such/folder"),
        ("evalute", "evaluate"),
        ("evaluate --nope", "--nope"),
    ],
)
def test_bad_input_gets_one_line_and_exit_code_2(terminal: Terminal, words: str, said: str) -> None:
    """What, why, mend; no traceback, nothing else."""
    assert said in terminal.refuses(*words.split())


@pytest.mark.parametrize("command", ["verify", "formula", "evaluate", "phase"])
def test_help_teaches(terminal: Terminal, command: str) -> None:
    """Each command's help shows examples of itself."""
    assert f"critscale {command} " in " ".join(terminal(command, "--help").split())


def test_no_words_show_the_help(terminal: Terminal) -> None:
    """A newcomer who types the bare name is shown the commands."""
    text = terminal()
    assert all(word in text for word in ("verify", "formula", "evaluate", "phase"))


def test_the_version_names_what_makes_the_numbers(terminal: Terminal) -> None:
    """Python-flint and SymPy are in it."""
    assert "python-flint" in terminal("--version")


def test_ctrl_c_leaves_a_partial_report(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    """Interrupting `verify` prints what was found so far and exits 130."""
    done: list[suite.Task] = []

    def run_task(task: suite.Task, *rest: Any) -> Finding:
        if len(done) == 2:
            signal.raise_signal(signal.SIGINT)
        done.append(task)
        return run_one(task, *rest)

    run_one = suite.run_task
    monkeypatch.setattr(suite, "run_task", run_task)
    text = terminal("verify", "A1", "--quick", "-j", "1", code=130)
    assert "resting on 2 more: 2 PROVED" in text and "interrupted: 2 of 11 checked" in text


def test_ctrl_c_is_not_lost_in_a_callback(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    """Python ignores exceptions in garbage-collector callbacks, and Hypothesis has one: the next finding stops the run."""

    def run_task(task: suite.Task, *rest: Any) -> Finding:
        try:
            signal.raise_signal(signal.SIGINT)
        except KeyboardInterrupt:
            pass
        return run_one(task, *rest)

    run_one = suite.run_task
    monkeypatch.setattr(suite, "run_task", run_task)
    assert "interrupted:" in terminal("verify", "A1", "--quick", "-j", "1", code=130)
