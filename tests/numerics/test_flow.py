"""Continuous time: the values of D6 to D12 in the theory, and particle flows against the reduced equations."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from flint import arb
from mpmath import mp

from critscale.numerics.answers import metastability
from critscale.numerics.answers.flow import CLOSE, pair_time_ball, passage_time, passage_time_ball
from critscale.numerics.numbers.balls import rational_ball
from critscale.numerics.numbers.enclosure import Enclosure
from critscale.numerics.numbers.integrals import integral
from critscale.numerics.numbers.precision import working_precision
from critscale.numerics.sampled.attention import simplex_tokens
from critscale.numerics.sampled.particles import (
    Swarm,
    diameter,
    equiangular,
    integrate,
    random_tokens,
    two_clusters,
    velocity,
)
from critscale.theory.dynamics import flows
from critscale.theory.dynamics.flows import NORMALISATIONS
from critscale.theory.errors import BadInput


def equal(n: int, rho: float) -> Swarm:
    """Return n equiangular unit tokens."""
    return Swarm(simplex_tokens(n, rho), np.ones(n))


def test_d7_closed_time() -> None:
    """The closed form to 20 digits; the rigorous integral encloses it; the particles arrive at that time."""
    closed = passage_time(n=32, beta=5, start="0.1", end="0.95", digits=20)
    assert str(closed) == "3.9096686949109005152"
    with working_precision(200):
        assert passage_time_ball(Fraction(32), Fraction(5), Fraction(1, 10), Fraction(19, 20)).overlaps(closed.ball)
    arrived = integrate(equal(32, 0.1), float(closed), 400, 5.0)
    assert abs(diameter(arrived) - 0.05) < 1e-9


def test_d6_particles_follow_the_equation_to_order_four() -> None:
    """SA: the error falls by 2^4 when the steps are doubled, down to 1e-8 and below."""
    time = float(passage_time(n=8, beta=3, start="0.2", end="0.9"))
    errors = [abs(diameter(integrate(equal(8, 0.2), time, steps, 3.0)) - 0.1) for steps in (20, 40, 80, 320)]
    assert 11 < errors[0] / errors[1] < 21 and 11 < errors[1] / errors[2] < 21
    assert errors[-1] < 1e-8


@pytest.mark.parametrize(("kind", "factor"), [("unnormalised", 0), ("shifted", 1)])
def test_d6_unnormalised_clocks(kind: str, factor: int) -> None:
    """USA: the survey's clock, and that of 2410.06833, which runs exp(beta) slower."""
    n, beta = 8, 2

    def slowness(rho: arb) -> arb:
        value: arb = 1 / flows.unnormalised_velocity(rho, arb(n), (beta * rho).exp())
        return value

    with working_precision(100):
        time = integral(slowness, arb(1) / 5, arb(9) / 10) * (arb(beta).exp() if factor else 1)
    arrived = integrate(equal(n, 0.2), float(time.mid()), 800, float(beta), kind)  # type: ignore[arg-type]
    assert abs(diameter(arrived) - 0.1) < 1e-8


def test_d8_local_rates() -> None:
    """1 - rho falls by exp(-2) in a unit of time under SA, by exp(-2 exp(beta)) under USA."""
    late = integrate(equal(6, 0.999999), 1.0, 200, 1.0)
    assert diameter(late) / 1e-6 == pytest.approx(np.exp(-2), rel=1e-5)
    late = integrate(equal(6, 0.999999), 1.0, 400, 1.0, "unnormalised")
    assert diameter(late) / 1e-6 == pytest.approx(np.exp(-2 * math.e), rel=1e-5)


@pytest.mark.parametrize("norm", NORMALISATIONS)
def test_d9_initial_velocity(norm: str) -> None:
    """The table's entry is what orthogonal particles do."""
    n, beta, r0, schedule = 7, 1.5, 1.7, 0.6
    x = np.eye(n)
    moved = velocity(Swarm(x, np.full(n, r0)), beta, "softmax", norm, schedule).directions
    total, rooted = np.exp(beta) + n - 1, np.sqrt(np.exp(2 * beta) + n - 1)
    table = {
        "post": 2 / total,
        "sqrt": 2 / total / schedule,
        "pre": 2 / total / r0,
        "peri": 2 / (r0 * rooted),
        "ngpt": 2 * schedule / rooted,
    }
    assert moved[0] @ x[1] + moved[1] @ x[0] == pytest.approx(table[norm], rel=1e-14)


def test_d9_conserved_quantity() -> None:
    """(1 - rho) r^2 is constant under Pre-LN at n = 10^15, and is not at n = 3."""
    (early, r1), (late, r2) = equiangular(0.3, 10**15, 2.0, "pre", [1.0, 6.0])
    assert late * r2**2 == pytest.approx(early * r1**2, rel=1e-9)
    assert late < early / 4
    (early, r1), (late, r2) = equiangular(0.3, 3, 2.0, "pre", [1.0, 6.0])
    assert abs(late * r2**2 / (early * r1**2) - 1) > 1e-2


def test_d10_bound_and_exit_time() -> None:
    """The theorem's 8.85e4 against 1.785e11 (n = 10, beta = 30, eps = 1/100, SA, orthogonal clusters)."""
    with working_precision(100):
        promised = metastability.bounds(Fraction(10), Fraction(30), Fraction(1, 100))
        actual = metastability.exit_time(Fraction(30), Fraction(1, 100))
    assert promised.gap > 0
    assert f"{float(promised.lifetime.mid()):.2e}" == "8.85e+04"
    assert f"{float(actual.mid()):.3e}" == "1.785e+11"


@pytest.mark.parametrize(("beta", "eps"), [(Fraction(3), Fraction(1, 100)), (Fraction(40, 3), Fraction(1, 20))])
def test_d10_exit_times_by_quadrature(beta: Fraction, eps: Fraction) -> None:
    """Two equal clusters, by mpmath: d<x, y>/dt is 2 (1 - <x, y>^2) times the weight that each gives the other."""
    with mp.workdps(30):
        b, height = mp.mpf(beta.numerator) / beta.denominator, 1 - 2 * mp.mpf(eps.numerator) / eps.denominator
        meet = mp.sin(2 * mp.acos(height))
        shifted = mp.quad(lambda c: 2 * mp.exp(b * (1 - c)) / (2 * (1 - c**2)), [0, meet])
        softmax = mp.quad(lambda c: (1 + mp.exp(b * (1 - c))) / (2 * (1 - c**2)), [0, meet])
    with working_precision(100):
        assert float(metastability.shifted_exit_time(beta, eps).mid()) == pytest.approx(float(shifted), rel=1e-12)
        assert float(metastability.exit_time(beta, eps).mid()) == pytest.approx(float(softmax), rel=1e-12)


def test_d11_lifetime_ratio() -> None:
    """At beta = 80, theta0 = 6/5; the theory prints 1.0110374758873684, whose last two digits are rounding of floats."""
    with working_precision(120):
        c, half = (arb(6) / 5).cos(), arb(1) / 2
        law = flows.pair_lifetime(c, half, half, arb(80), (80 * (1 - c)).exp())
        ratio = pair_time_ball(Fraction(1, 2), Fraction(80), c, rational_ball(1 - CLOSE)) / law
    assert str(Enclosure(ratio, 17, 120)) == "1.0110374758873700"
    assert str(Enclosure(ratio, 14, 120)) == "1.0110374758874"


def test_d11_ten_particles() -> None:
    """Clusters of 3 and 7 follow the two-cluster equation to 1e-8."""
    with working_precision(100):
        time = pair_time_ball(Fraction(3, 10), Fraction(4), arb(1) / 5, arb(4) / 5)
    swarm = integrate(two_clusters((3, 7), 0.2), float(time.mid()), 1000, 4.0)
    assert abs(diameter(swarm) - 0.2) < 1e-8


def test_d12_clusters_are_tokens() -> None:
    """Three clusters of four tokens each move as three tokens do."""
    x = np.repeat(simplex_tokens(3, 0.1), 4, axis=0)
    time = float(passage_time(n=3, beta=4, start="0.1", end="0.7"))
    assert abs(diameter(integrate(Swarm(x, np.ones(12)), time, 800, 4.0)) - 0.3) < 1e-8


@pytest.mark.parametrize("change", [{"n": 1}, {"start": "-0.1"}, {"end": 1}, {"start": "0.97"}, {"beta": -1}])
def test_what_is_refused(change: dict[str, object]) -> None:
    """A passage needs two tokens and an ordered pair of cosines below 1."""
    with pytest.raises(BadInput):
        passage_time(**{"n": 32, "beta": 5, "start": "0.1", "end": "0.95", **change})  # type: ignore[arg-type]


def test_a_passage_without_temperature() -> None:
    """At beta = 0 the closed form has no Ei; the integral serves."""
    time = passage_time(n=10**6, beta=0, start="1/3", end="2/3", digits=6)
    assert float(time) == pytest.approx(np.log(4) / 2, rel=1e-5)


def test_random_tokens() -> None:
    """The seed fixes them; a hemisphere is one."""
    one, two = random_tokens(20, 3, 4).directions, random_tokens(20, 3, 4).directions
    assert (one == two).all() and (one != random_tokens(20, 3, 5).directions).any()
    assert np.allclose(np.linalg.norm(one, axis=1), 1) and one[:, 0].min() < 0
    assert random_tokens(20, 3, 4, hemisphere=True).directions[:, 0].min() >= 0
