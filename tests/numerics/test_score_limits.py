"""Limits of rows of random scores, against mpmath and the values of the theory."""

from __future__ import annotations

from fractions import Fraction

import pytest
from mpmath import mp

from critscale import RandomRow
from critscale.numerics.answers.random_rows import average_ball
from critscale.numerics.answers.score_limits import dirichlet_max_ball, dirichlet_weights, sphere_max_ball
from critscale.numerics.numbers.balls import Mpf, rational_ball
from critscale.numerics.numbers.certification import certify
from critscale.numerics.settings.length import ContextLength
from critscale.theory.errors import BadInput
from critscale.theory.scores.laws import Gaussian, Sphere


@pytest.mark.parametrize(
    ("m", "largest"),
    [("1/4", "0.82125021960128753217"), ("1/2", "0.62650759876717544908"), ("3/4", "0.39819253175265098559")],
)
def test_largest_weight_of_poisson_dirichlet(m: str, largest: str) -> None:
    """Theory E17, and by mpmath's quadrature."""
    assert str(certify(lambda bits: dirichlet_max_ball(Fraction(m)), 20)) == largest
    x = mp.mpf(Fraction(m).numerator) / Fraction(m).denominator
    by_hand = mp.quad(lambda t: 1 / (1 + t**x * mp.exp(t) * mp.gammainc(1 - x, 0, t)), [0, 1, 5, 40])
    assert abs(by_hand - mp.mpf(largest)) < 1e-9


def test_weights_beyond_the_critical_beta() -> None:
    """IPR 1 - m, entropy psi(1) - psi(1 - m); at b = 1 there is none."""
    found = dirichlet_weights(4, 12)
    assert str(found["ipr"]) == "0.750000000000"
    assert found["entropy"].agrees(mp.digamma(1) - mp.digamma(mp.mpf(3) / 4), 11)
    with pytest.raises(BadInput, match="1/b"):
        dirichlet_weights(1)


def test_largest_weight_on_the_sphere() -> None:
    """Theory E11: exp(-gamma) at b = 1; at b = 3 by mpmath."""
    assert str(certify(lambda bits: sphere_max_ball(Fraction(1), bits), 20)) == "0.56145948356688516982"

    def integrand(u: Mpf) -> Mpf:
        return mp.exp(-u - (mp.e1(u) + mp.log(u) + mp.euler) / 3)

    assert certify(lambda bits: sphere_max_ball(Fraction(3), bits), 12).agrees(mp.quad(integrand, [0, 1, 5, 40]), 9)


@pytest.mark.parametrize(("d", "ipr"), [(3, "0.438540516"), (4, "0.236792330"), (5, "0.114037871")])
def test_limits_of_the_crossover(d: int, ipr: str) -> None:
    """Theory E10 at b = 1, where n is so large that the limit is reached."""
    assert str(RandomRow.of(f"sphere:{d}", "1e200").average("ipr", multiple=1, digits=9)) == ipr


def test_without_the_own_key() -> None:
    """Theory E15: a thousand keys in 512 dimensions, at 2 log n and at 2 sqrt(2 d log n)."""
    n = ContextLength.parse(1000)
    at = (lambda _: 2 * n.log(), lambda _: 2 * (2 * 512 * n.log()).sqrt())
    for beta, ipr in zip(at, ("0.00144919", "0.56927446"), strict=True):
        digits = len(ipr.lstrip("0."))
        assert str(certify(lambda bits, beta=beta: average_ball("ipr", Sphere(512), n, beta, bits), digits)) == ipr  # type: ignore[misc]


def test_a_hot_gaussian_row() -> None:
    """Theory E6: at n = 10^8 and b = 3/10, E IPR n^(1 - 2 b^2) = 0.99999."""
    n = ContextLength.parse(10**8)
    found = certify(
        lambda bits: average_ball("ipr", Gaussian(Fraction(1)), n, lambda _: (2 * n.log()).sqrt() * rational_ball(Fraction(3, 10)), bits), 8
    )
    scaled = found.value * mp.mpf(10**8) ** mp.mpf("0.82")
    assert str(mp.nstr(scaled, 5)) == "0.99999"
