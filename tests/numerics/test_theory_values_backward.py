"""The values printed in section B of the theory, to every digit that is right there."""

from __future__ import annotations

from typing import Any

import pytest

from critscale.numerics.answers.evaluate import evaluate
from critscale.numerics.numbers.enclosure import Enclosure
from critscale.numerics.numbers.precision import working_precision
from critscale.numerics.settings.length import ContextLength
from critscale.theory.errors import BadInput

B2 = {"n": 1000, "rho": "0.3", "critical": True}
B4 = {"n": "1e7", "dim": "1e7", "rho": "0.3"}

VALUES: list[tuple[str, str, dict[str, Any], str]] = [
    ("B2", "common-eigenvalue", B2, "1.88919515"),
    ("B2", "contrast-eigenvalue", B2, "1.04509683"),
    ("B2", "contrast-eigenvalue-second", B2, "0.97705178"),
    ("B2", "pairing-eigenvalue", B2, "0.506661085821893"),
    # the theory prints ...46864, float64 rounding: it is 999/1999 = 0.49974987493746873...
    ("B2", "rotation-eigenvalue", B2, "0.499749874937469"),
    ("B4", "mean-square-jacobian", {**B4, "gamma": "5/7"}, "2.0038e-7"),
    # the theory prints ...9042031, float64 rounding: it is 0.25000143890420295...
    ("B4", "mean-square-jacobian", {**B4, "critical": True}, "0.250001438904203"),
    ("B4", "mean-square-jacobian", {**B4, "gamma": "15/7"}, "0.999367746456112"),
]


@pytest.mark.parametrize(("statement", "name", "point", "value"), VALUES)
def test_value_of_section_b(statement: str, name: str, point: dict[str, Any], value: str) -> None:
    """Each printed digit comes out."""
    digits = len(value.partition("e")[0].replace(".", "").lstrip("0"))
    assert str(evaluate(name, **point, digits=digits)) == value


def test_b4b_next_order() -> None:
    """d (q eta - a^2 (1 - 1/d)) at n = d = 10^6, and the asymptotic formula beside it."""
    at: dict[str, Any] = {"n": 10**6, "rho": "0.3", "critical": True, "digits": 30}
    with working_precision(120):
        eta, a = (evaluate(name, **at, dim=10**6).ball for name in ("mean-square-jacobian", "self-weight"))
        exact = 10**6 * eta - a**2 * (10**6 - 1)
        length = ContextLength.parse(10**6).log()
        formula = 3 * length**2 / 160 + (20 + 3) * length / 40 + 1 / (4 * length / length)
    assert round(float(exact), 5) == 11.77283
    assert round(float(formula), 5) == 11.77270


@pytest.mark.parametrize(("n", "value"), [(10**6, "0.299863477880657"), (10**12, "0.2853835641711329")])
def test_b5_norm_over_log_n(n: int, value: str) -> None:
    """||J|| sqrt(q)/log n at the critical gamma; the theory's 16th digit of the first is float64 rounding (4 for 5)."""
    with working_precision(150):
        norm = evaluate("jacobian-operator-norm", n=n, rho="0.3", critical=True, digits=30)
        ratio = Enclosure(norm.ball / ContextLength.parse(n).log(), len(value) - 2, 150)
    assert str(ratio) == value


def test_b5_the_limit_of_the_norm() -> None:
    """The norm is infinite and grows like sqrt(rho)/2 log n, at a slope certified to its digits."""
    assert str(evaluate("jacobian-operator-norm", n="oo", rho="0.3", critical=True, digits=6)) == (
        "inf (grows like 0.273861 log n)"
    )


def test_the_dimension_is_asked_for_and_checked() -> None:
    """One line: what, why, mend."""
    at: dict[str, Any] = {"n": 1000, "rho": "0.3", "critical": True}
    with pytest.raises(BadInput, match="give dim"):
        evaluate("mean-square-jacobian", **at)
    with pytest.raises(BadInput, match="as many dimensions"):
        evaluate("mean-square-jacobian", **at, dim=999)
    assert str(evaluate("mean-square-jacobian", **at, dim="1e3", digits=9)) == str(
        evaluate("mean-square-jacobian", **at, dim=1000, digits=9)
    )
    assert float(evaluate("mean-square-jacobian", **at, dim="oo")) < float(
        evaluate("mean-square-jacobian", **at, dim=1000)
    )
    assert str(evaluate("mean-square-jacobian", n="oo", rho="0.3", critical=True, digits=4)) == "0.2500"


@pytest.mark.parametrize("name", ["mean-square-jacobian", "jacobian-operator-norm", "contrast-eigenvalue-second"])
def test_certified_at_astronomic_lengths(name: str) -> None:
    """n = 10^(10^6), in every regime."""
    for gamma in ("1/2", "10/7", "3"):
        value = evaluate(name, n="10^10^6", dim="10^10^6", rho="0.3", gamma=gamma, digits=40)
        assert value.digits == 40
        assert value.lower > 0
