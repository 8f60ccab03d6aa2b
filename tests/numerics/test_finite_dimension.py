"""Finite dimension: the values printed in theory C7 to C9 (predictions; what is sampled stands in the claims)."""

from __future__ import annotations

import pytest

from critscale.numerics.answers.finite_dimension import (
    finite_dimension,
    jacobian_spike,
    proportional_overlap,
    proportional_threshold,
    takeover_beta,
)
from critscale.theory.errors import BadInput


def test_c7_values() -> None:
    """The printed predictions: lambda .47958 and eta .22326 at d = 32; lambda .40646 at d = 16."""
    at = finite_dimension(n=1000, dim=32, rho="0.3", gamma="10/7", digits=5)
    assert str(at.contraction_factor) == "0.47958"
    assert str(at.mean_square_jacobian) == "0.22326"
    assert str(finite_dimension(n=1000, dim=16, rho="0.3", gamma="1.2", digits=5).contraction_factor) == "0.40646"


@pytest.mark.parametrize(
    ("a", "value"),
    [(1, "2.45605937127515"), (2, "1.42654434963"), (5, "1.12316259556434"), (20, "1.02629762219822")],
)
def test_c8_jump(a: int, value: str) -> None:
    """Gamma_s; theory.md prints floats, whose last digits are off (a = 2: from the 13th on)."""
    assert str(proportional_threshold(a, len(value) - 1)) == value


def test_c8_jump_is_where_self_and_bulk_weigh_the_same() -> None:
    """At Gamma_s the stated equation holds, with t* of that Gamma; the ends a -> oo and a -> 0."""
    from math import exp, log

    for a in (0.5, 3, 40):
        depth = float(proportional_threshold(a))
        t = float(proportional_overlap(a, depth))
        assert depth == pytest.approx(1 + depth * t + a / 2 * log(1 - t * t), rel=1e-12)
    assert (float(proportional_threshold(10**6)) - 1) * 2 * 10**6 == pytest.approx(1, abs=1e-5)
    assert float(proportional_threshold("0.05")) == pytest.approx(0.05 * exp(39), rel=0.01)


@pytest.mark.parametrize(
    ("n", "d", "value"), [(1000, 3, "499.500000000"), (10**6, 3, "499999.500000"), (10**6, 512, "14.0070")]
)
def test_c8d_takeover(n: int, d: int, value: str) -> None:
    """beta_s of uniform tokens."""
    assert str(takeover_beta(n, d, len(value) - 1)) == value


def test_c8d_in_units_of_log_n() -> None:
    """14.0070 = 1.01386 log n."""
    from math import log

    assert round(float(takeover_beta(10**6, 512)) / log(10**6), 5) == 1.01386


def test_c9_spike() -> None:
    """The limit, and the exact prediction at n = 10^96 where s = 1/2, d = 10 log n."""
    assert str(jacobian_spike(10, "0.3", 6)) == "0.00134370"
    log_n = 96 * 2.302585092994046
    d = round(10 * log_n)
    beta = takeover_beta("10^96", d - 1, 30)  # u_i lives in d - 1 dimensions
    at = finite_dimension(n="10^96", dim=d, rho="0.3", beta=str(float(beta) / 0.7))
    assert float(at.self_weight) == pytest.approx(0.5, abs=1e-6)
    ratio = (float(at.mean_square_jacobian) - float(at.order_parameter) ** 2) / log_n
    assert round(ratio, 7) == 0.0013746


def test_the_simplex_is_d_to_infinity() -> None:
    """At d = 10^8 the prediction is the window profile of A4: s = 1/2 and lambda = 1/(1 + 3 rho)."""
    at = finite_dimension(n=10**6, dim=10**8, rho="0.3", critical=True, residual=0)
    assert float(at.self_weight) == pytest.approx(0.5, abs=1e-5)
    assert float(at.contraction_factor) == pytest.approx(1 / 1.9, abs=1e-5)


def test_refusals() -> None:
    """n = oo, d = 2, beta = 0, a = 0."""
    with pytest.raises(BadInput):
        finite_dimension(n="oo", dim=32, rho="0.3", gamma=1)
    with pytest.raises(BadInput):
        finite_dimension(n=10, dim=2, rho="0.3", gamma=1)
    with pytest.raises(BadInput):
        finite_dimension(n=10, dim=32, rho="0.3", gamma=0)
    with pytest.raises(BadInput):
        proportional_threshold(0)
