"""The printed values of keys on a sphere, by quadrature in NumPy and by mpmath: theory E10, E11, E15, in a program of its own.

Near the query the keys are Poisson arrivals tau_k with the intensity kappa tau^(kappa - 1), kappa = (d - 1)/2, and weigh exp(-b tau).
With r = sqrt(tau) everything is smooth: kappa tau^(kappa - 1) d tau = (d - 1) r^(d - 2) dr.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from mpmath.ctx_mp import MPContext

from critscale import RandomRow
from critscale.numerics.answers.needles import Needle
from critscale.numerics.numbers.balls import rational_ball
from critscale.theory.layer.finite_dimension import self_weight

PRINTED = {
    3: ("0.438540516", "0.561459"),
    4: ("0.236792330", "0.374566"),
    5: ("0.114037871", "0.230967"),
}
"""Of b = 1: the expected participation and the expected largest weight, by dimension; at d = 2 the integrals converge too slowly."""
MP = MPContext()
MP.dps = 30


def gauss(low: float, high: float, panels: int, order: int = 20) -> tuple[Any, Any]:
    """Return nodes and weights of Gauss's rule on equal panels."""
    x, w = np.polynomial.legendre.leggauss(order)
    edges = np.linspace(low, high, panels + 1)
    half = np.diff(edges)[:, None] / 2
    return (edges[:-1, None] + half * (1 + x)).ravel(), (half * w).ravel()


def averages(d: int) -> tuple[float, float]:
    """Return E IPR and E[max], integrals over z = log u of averages over the arrivals."""
    r, w = gauss(0, 7, 90, 12)
    arrivals, mass = (d - 1) * r ** (d - 2) * w, np.exp(-(r**2))
    z, dz = gauss(-30, 32, 80, 12)
    u = np.exp(z)[:, None]
    hit = -np.expm1(-u * mass)
    psi = hit @ arrivals
    squares = (u**2 * mass**2 * np.exp(-u * mass)) @ arrivals
    ipr = float((squares * np.exp(-psi)) @ dz)
    # the first arrival at r: none before it, and those behind it are seen as before
    behind = np.cumsum((hit * arrivals)[:, ::-1], axis=1)[:, ::-1] - hit * arrivals / 2
    first = u * mass * np.exp(-u * mass - r ** (d - 1) - behind)
    return ipr, float((first @ arrivals) @ dz)


@pytest.mark.parametrize("d", PRINTED)
def test_the_crossover_of_a_sphere(d: int) -> None:
    """Both printed values; and the certified average of 10^40 keys is the limit's."""
    ipr, largest = averages(d)
    assert f"{ipr:.9f}" == PRINTED[d][0]
    assert largest == pytest.approx(float(PRINTED[d][1]), abs=2e-6)
    found = RandomRow.of(f"sphere:d={d}", "1e40").average("ipr", multiple=1, digits=7)
    assert float(found) == pytest.approx(ipr, abs=1e-6)


def test_with_the_query_among_the_keys() -> None:
    """Its self weight at beta = 2 log n, n = 1000, d = 512, by the hypergeometric function."""
    beta = 2 * MP.log(1000)
    mass = MP.hyp0f1(MP.mpf(256), beta**2 / 4) * MP.exp(-beta)
    expected = 1 / (1 + 999 * mass)
    assert MP.nstr(expected, 8) == "0.99879784"
    ball = self_weight(rational_ball(1000), rational_ball(513), 2 * rational_ball(1000).log())
    assert abs(float(ball.mid()) - float(expected)) < 1e-12
    lead = Needle.of("sphere:d=512", 0).annealed_weight(1000, str(beta), digits=8)
    assert float(lead) == pytest.approx(float(expected), abs=1e-7)
