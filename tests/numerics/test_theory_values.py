"""The values printed in section A of the theory, to every digit shown there."""

from __future__ import annotations

from typing import Any

import pytest

from critscale.numerics.answers.contour import half_contour
from critscale.numerics.answers.evaluate import evaluate
from critscale.numerics.answers.window import critical_beta

A2 = {"n": 1000, "rho": "0.3", "gamma": "1.3", "residual": "0.70710678118654752440"}
AT_CRITICAL = {"n": 1000, "rho": "0.3", "critical": True}
A8 = {"n": "1e6", "rho": "0.3", "critical": True}
A10 = {"n": 1000, "rho": "0.3", "kappa": 0}

VALUES: list[tuple[str, str, dict[str, Any], str]] = [
    ("A1", "self-weight", {"n": 1000, "rho": "0.3", "gamma": "1.3"}, "0.34962283830275862352"),
    ("A1", "other-weight", {"n": 1000, "rho": "0.3", "gamma": "1.3"}, "0.00065102818988712850499"),
    ("A2", "output-norm-squared", A2, "1.6562347005125647248"),
    ("A2", "output-cosine", A2, "0.52862272873580999237"),
    ("A2", "contraction-factor", A2, "0.67339610180598572519"),
    ("A3", "output-cosine", {"n": "oo", "rho": "0.3", "critical": True}, "0.631578947368421"),
    ("A3", "output-cosine", {"n": "1e6", "rho": "0.3", "critical": True}, "0.63157958725734"),
    ("A4", "self-weight", {"n": "oo", "rho": "0.3", "kappa": "1.4"}, "0.80218388855858174815"),
    ("A5b", "contraction-factor", AT_CRITICAL, "0.52540205852109681939"),
    ("A5b", "output-cosine", AT_CRITICAL, "0.63221855903523222642"),
    ("A8", "row-entropy", A8, "7.6008985056625909307"),
    ("A9", "participation-ratio", A8, "3.999992000012999979"),
    ("A9", "perplexity", A8, "1999.9920922566502808"),
    ("A14", "contraction-factor", {"n": "1e16", "rho": 0, "gamma": "0.4"}, "0.000630558986279"),
    ("A14", "contraction-factor", {"n": "1e16", "rho": 0, "gamma": "0.5"}, "0.49999999"),
    ("A14", "contraction-factor", {"n": "1e16", "rho": 0, "gamma": "0.6"}, "0.99936944001"),
]


def significant(text: str) -> int:
    """Return the number of significant digits of a decimal."""
    return len(text.partition("e")[0].replace(".", "").lstrip("0"))


@pytest.mark.parametrize(("statement", "name", "point", "value"), VALUES)
def test_value_of_section_a(statement: str, name: str, point: dict[str, Any], value: str) -> None:
    """Each printed digit comes out."""
    assert str(evaluate(name, **point, digits=significant(value))) == value


def test_a8_half_log_n_plus_log_2() -> None:
    """A8 at criticality: the entropy fraction of n = oo is 1/2, exactly."""
    limit = evaluate("entropy-fraction", n="oo", rho="0.3", critical=True)
    assert limit.contains("0.5")
    assert limit.is_exact


def test_a10_finite_threshold() -> None:
    """At beta*_n the self weight is one half and the contraction is the stated one."""
    assert str(critical_beta(1000, "0.3", digits=20)) == "9.8667925409265050265"
    value = evaluate("contraction-factor", n=1000, rho="0.3", beta=str(critical_beta(1000, "0.3", digits=60)), digits=20)
    assert str(value) == "0.52506899146882294133"


def test_a15_half_contour() -> None:
    """The exact root and the asymptotic formula of A15, and the dashed curve it corrects."""
    contour = half_contour(1000, "0.1", digits=14)
    assert str(contour.gamma) == "0.97728770011486"
    assert contour.gamma_asymptotic is not None
    assert str(contour.gamma_asymptotic)[:7] == "0.97597"
    assert round(float(contour.gamma_asymptotic), 5) == 0.97598
