"""Whether a dimension is large enough for the simplex answer, in the library and on the command line."""

from __future__ import annotations

import pytest

from critscale.cli.app import run
from critscale.numerics.answers.dimension_advice import advise_dimension
from critscale.theory.errors import BadInput

from ..terminal import Terminal

POINT = ["phase", "--n", "131072", "--rho", "0.3", "--gamma", "1.2"]


def test_a_small_dimension_is_warned_of() -> None:
    """At gamma (1 - rho) = 0.84 and d = 32 random tokens do not collapse as the simplex does; at d = 10^5 they do."""
    small, large = (advise_dimension(n=131072, rho="0.3", gamma="1.2", dim=d) for d in (32, 10**5))
    assert float(small.contraction_factor) > 0.1 > float(small.simplex_contraction)
    assert "d = 32 is too small" in small.warning
    assert large.warning == ""
    assert float(small.threshold) > float(large.threshold) > 1
    assert small.ratio == pytest.approx(32 / 11.7835, rel=1e-4)


def test_the_command_warns(terminal: Terminal) -> None:
    """The table on standard output, the warning on standard error; nothing where --dim is absent or large."""
    assert run([*POINT, "--dim", "32"]) == 0
    shown = terminal.capsys.readouterr()
    assert "gamma_s (1 - rho) at this d (heuristic)" in shown.out
    assert shown.err.startswith("critscale: warning: d = 32 is too small")
    assert run([*POINT, "--dim", "100000"]) == 0
    assert terminal.capsys.readouterr().err == ""
    assert "heuristic" not in terminal(*POINT)
    assert terminal.json(*POINT, "--dim", "32")["dimension"]["heuristic"] is True


@pytest.mark.parametrize("words", [["--dim", "2"], ["--dim", "0"], ["--dim", "32", "--n", "oo"]])
def test_refusals(words: list[str], terminal: Terminal) -> None:
    """One line, exit 2."""
    terminal.refuses(*POINT, *words)


def test_refusals_of_the_library() -> None:
    """beta = 0 has no bulk to overlap with."""
    with pytest.raises(BadInput, match="beta = 0"):
        advise_dimension(n=100, rho="0.3", gamma=0, dim=32)
