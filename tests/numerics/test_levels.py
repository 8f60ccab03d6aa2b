"""The middle phase and random tokens: the values printed in theory C5, C6, and brute force."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from critscale.numerics.answers.levels import level_weights, two_level_phases
from critscale.numerics.answers.sphere import common_mean_range, largest_inner_product
from critscale.theory.errors import BadInput
from critscale.theory.layer.levels import Level, phases


def test_c6_thresholds() -> None:
    """theta = .7, rho1 = .2, rho2 = .6: .75 < 1.25 < 1.75."""
    found = two_level_phases("0.7", "0.2", "0.6")
    assert [(p.level.name, p.low, p.high) for p in found] == [
        ("bulk", 0, Fraction(3, 4)),
        ("group", Fraction(3, 4), Fraction(7, 4)),
        ("self", Fraction(7, 4), None),
    ]
    assert found[0].high is not None and found[0].high < 1 / (1 - Fraction(1, 5)) == Fraction(5, 4) < Fraction(7, 4)


def test_a_small_group_never_leads() -> None:
    """theta <= (1 - rho2)/(1 - rho1): one direct transition at 1/(1 - rho1)."""
    found = two_level_phases("0.4", "0.2", "0.6")
    assert [(p.level.name, p.high) for p in found] == [("bulk", Fraction(5, 4)), ("self", None)]
    assert [p.level.name for p in two_level_phases("0.5", "0.2", "0.6")] == ["bulk", "self"]


def test_many_levels_are_an_upper_envelope() -> None:
    """The phases of five levels are where brute force finds the largest exponent."""
    levels = [Level(str(k), Fraction(10 - k * k, 10), Fraction(k, 4)) for k in range(4)] + [Level("self", 0, 1)]
    found = phases(levels)
    for step in range(200):
        gamma = Fraction(step, 20) + Fraction(1, 97)
        heaviest = max(levels, key=lambda level: level.exponent(gamma))
        here = next(p for p in found if p.low <= gamma and (p.high is None or gamma < p.high))
        assert here.level.exponent(gamma) == heaviest.exponent(gamma)


@pytest.mark.parametrize(("gamma", "leader"), [("0.5", "bulk"), ("1.25", "group"), ("2.5", "self")])
def test_the_leader_holds_the_attention(gamma: str, leader: str) -> None:
    """At n = 10^1000 the leading level holds nearly all; the shares sum to 1."""
    shares = level_weights(n="10^1000", theta="0.7", rho1="0.2", rho2="0.6", gamma=gamma)
    assert float(shares[leader]) > 1 - 1e-9
    small = level_weights(n=10**4, theta="0.75", rho1="0.2", rho2="0.6", gamma=gamma)
    assert sum(map(float, small.values())) == pytest.approx(1, abs=1e-14)
    masses = {"self": 1e4 ** float(gamma), "group": 1e3 * 1e4 ** (0.6 * float(gamma))}
    masses["bulk"] = (1e4 - 1 - 1e3) * 1e4 ** (0.2 * float(gamma))
    for name, mass in masses.items():
        assert float(small[name]) == pytest.approx(mass / sum(masses.values()), rel=1e-12)


@pytest.mark.parametrize(("d", "value"), [(32, "0.8254364467690203"), (512, "0.2588971007451217")])
def test_c5_values(d: int, value: str) -> None:
    """The printed 99% bounds at n = 1000 (theory.md prints a float for d = 512, whose 17th digit is off)."""
    digits = len(value) - 2
    assert str(largest_inner_product(1000, d, "0.01", digits)) == value


def test_c5_seen_at_d_32() -> None:
    """Random tokens stay below the bound, and come as near as the theory saw: .72 to .74."""
    for seed in range(3):
        u = np.random.default_rng(seed).standard_normal((1000, 32))
        u /= np.linalg.norm(u, axis=1, keepdims=True)
        gram = np.abs(u @ u.T)
        np.fill_diagonal(gram, 0)
        assert 0.68 < gram.max() < 0.8254


def test_c5_proportional_to_log_n() -> None:
    """d = a log n: e -> sqrt(1 - exp(-4/a)); here a = 4 and log n = 10^6."""
    value = largest_inner_product("exp(1000000)", 4 * 10**6, "0.01")
    assert float(value) == pytest.approx(np.sqrt(1 - np.exp(-1)), abs=1e-5)


def test_common_mean() -> None:
    """The range is rho +- (1 - rho) e in one dimension less, and holds sampled tokens."""
    found = common_mean_range(300, 65, "0.5")
    reach = float(largest_inner_product(300, 64))
    assert float(found.low) == pytest.approx(0.5 - 0.5 * reach) and float(found.high) == pytest.approx(
        0.5 + 0.5 * reach
    )


def test_refusals() -> None:
    """One level, no dimension, no common mean."""
    with pytest.raises(BadInput, match="are one"):
        two_level_phases("0.5", "0.2", "0.2")
    with pytest.raises(BadInput, match="d = 1"):
        largest_inner_product(10, 1)
    with pytest.raises(BadInput, match="no common mean"):
        common_mean_range(10, 5, 0)
