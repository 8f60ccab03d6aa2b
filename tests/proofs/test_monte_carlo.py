"""The Monte-Carlo checker: it supports, refutes and abstains; its quantile is Student's; its draws are what they say."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import inf, isfinite, nan
from random import Random

import numpy as np
import pytest

from critscale.numerics.sampled import monte_carlo
from critscale.numerics.sampled.attention import attention_layer
from critscale.numerics.sampled.tokens import sample_tokens
from critscale.proofs.budget import DEFAULT, QUICK
from critscale.proofs.claim import Confidence
from critscale.proofs.evidence import METHODS, Evidence, Verdict
from critscale.proofs.kinds import MonteCarlo
from critscale.proofs.kinds.monte_carlo import confidence_interval, student, tail_probability
from critscale.proofs.library import package_claims
from critscale.proofs.suite import run_claim


def verdict(draw: Callable[[int], float], expected: float, tolerance: Fraction) -> Evidence:
    """Return the evidence on one statement."""
    statement = MonteCarlo(draw=draw, expected=lambda: expected, tolerance=tolerance, where=(("n", "1"),))
    (found,) = statement.check((), DEFAULT, frozenset(METHODS))
    return found


def noise(seed: int) -> float:
    """Return a standard normal number."""
    return Random(seed).gauss(0, 1)


def test_it_supports_refutes_and_abstains() -> None:
    """Inside, outside, between; a refutation names the point and the seeds."""
    assert verdict(noise, 0, Fraction(3)).verdict is Verdict.SUPPORTED
    assert verdict(noise, 9, Fraction(3)).verdict is Verdict.REFUTED
    assert verdict(noise, 9, Fraction(3)).point == (("n", "1"), ("seeds", "0..23"))
    assert verdict(noise, 0, Fraction(1, 10)).verdict is Verdict.UNKNOWN


def test_fresh_seeds_must_agree() -> None:
    """An unlucky first batch does not refute."""
    assert verdict(lambda seed: (5 if seed < 12 else 0) + 0.01 * noise(seed), 0, Fraction(1)).verdict is Verdict.UNKNOWN


@pytest.mark.parametrize(("freedom", "value"), [(1, 636.619), (5, 6.86883), (11, 4.43698), (100, 3.39049)])
def test_the_quantile_is_students(freedom: int, value: float) -> None:
    """Two-sided 99.9 %, from any table."""
    assert student(freedom) == pytest.approx(value, rel=1e-5)


@pytest.mark.parametrize("broken", [nan, inf, -inf])
@pytest.mark.parametrize("seed", [0, 5, 11])
def test_a_draw_that_is_no_finite_number_says_nothing(broken: float, seed: int) -> None:
    """Of the first seeds: neither support nor refutation, whatever the others say."""
    for expected in (0, 9):
        found = verdict(lambda s: broken if s == seed else noise(s), expected, Fraction(3))
        assert found.verdict is Verdict.UNKNOWN and "no finite number" in found.detail and not found.point


@pytest.mark.parametrize("broken", [nan, inf, -inf])
@pytest.mark.parametrize("seed", [12, 23])
def test_a_fresh_draw_that_is_no_finite_number_refutes_nothing(broken: float, seed: int) -> None:
    """Of the seeds that have to agree: the first ones lie outside, and still nothing is known."""
    found = verdict(lambda s: broken if s == seed else noise(s), 9, Fraction(3))
    assert found.verdict is Verdict.UNKNOWN and not found.point


@pytest.mark.parametrize("expected", [nan, inf, -inf])
def test_a_claimed_mean_that_is_no_finite_number_says_nothing(expected: float) -> None:
    """It is neither near nor far."""
    assert verdict(noise, expected, Fraction(3)).verdict is Verdict.UNKNOWN


@pytest.mark.parametrize("expected", [1, 9])
def test_draws_that_do_not_differ_say_nothing(expected: float) -> None:
    """A constant has no spread: an interval of width 0 neither supports nor refutes."""
    found = verdict(lambda seed: 1.0, expected, Fraction(3))
    assert found.verdict is Verdict.UNKNOWN and "do not differ" in found.detail
    assert verdict(lambda seed: 1, expected, Fraction(3)).verdict is Verdict.UNKNOWN


def test_fresh_draws_that_do_not_differ_refute_nothing() -> None:
    """The first ones lie far outside, and so does the constant."""
    assert verdict(lambda seed: noise(seed) if seed < 12 else 0.0, 9, Fraction(3)).verdict is Verdict.UNKNOWN


def test_fresh_draws_on_the_other_side_of_the_tolerance_refute_nothing() -> None:
    """Near its edge only one of two means lies outside."""
    assert verdict(lambda seed: (4.2 if seed < 12 else 3.1) + 0.1 * noise(seed), 0, Fraction(3)).verdict is Verdict.UNKNOWN


TABLE = [(1, 12.7062, 0.05), (1, 63.6567, 0.01), (5, 2.57058, 0.05), (5, 4.03214, 0.01), (11, 4.43698, 0.001), (11, 0, 1.0)]
TABLE += [(23, 2.06866, 0.05), (99, 1.98422, 0.05), (99, 3.39153, 0.001)]


@pytest.mark.parametrize(("freedom", "t", "probability"), TABLE)
def test_the_tail_probability_is_students(freedom: int, t: float, probability: float) -> None:
    """Two-sided, from any table: the distance is that of a mean, in units of the spread over sqrt(n)."""
    n = freedom + 1
    values = [noise(k) for k in range(n)]
    spread = float(np.std(values, ddof=1)) / n**0.5
    assert tail_probability(values, t * spread) == pytest.approx(probability, rel=2e-5)


def test_the_tail_probability_is_the_mean_over_the_tolerance() -> None:
    """Both batches are named, the larger probability is shown, and it is below 1/1000."""
    found = verdict(noise, 9, Fraction(3))
    assert "tail probability" in found.detail and found.verdict is Verdict.REFUTED
    shown = float(found.detail.split("tail probability ")[1].split()[0])
    first, fresh = ([noise(s) for s in seeds] for seeds in (range(12), range(12, 24)))
    exact = max(tail_probability(values, float(abs(np.mean(values) - 9)) - 3) for values in (first, fresh))
    assert shown == pytest.approx(exact, rel=0.05) and 0 < exact < 1e-3


def test_what_lies_further_out_is_less_likely() -> None:
    """From 1 at no distance to 0 far away."""
    values = [noise(k) for k in range(12)]
    chances = [tail_probability(values, distance) for distance in (0.0, 0.1, 1.0, 10.0, 1e3)]
    assert chances[0] == 1 and chances == sorted(chances, reverse=True) and 0 < chances[-1] < 1e-20
    assert all(isfinite(c) for c in chances)


def test_the_draws_are_shown() -> None:
    """One row for each seed of the first batch."""
    found = verdict(noise, 0, Fraction(3))
    assert found.table is not None and [row[0] for row in found.table.rows] == [str(k) for k in range(DEFAULT.draws)]


def test_the_interval_covers() -> None:
    """Of 300 intervals of normal draws next to none misses the mean."""
    missed = 0
    for k in range(300):
        mean, half = confidence_interval([noise(1000 * k + j) for j in range(6)])
        missed += abs(mean) > half
    assert missed <= 3


def test_what_is_drawn_is_never_proved() -> None:
    """C7 to C10 are heuristic, F4 is a theorem elsewhere; those of E17 to E30 sample what is derived; all end SUPPORTED."""
    chosen = [c for c in package_claims() if isinstance(c.statement, MonteCarlo)]
    assert {c.id.split(".")[0] for c in chosen if c.confidence is Confidence.HEURISTIC} == {"C7", "C8", "C8d", "C10"}
    assert {c.id.split(".")[0] for c in chosen if c.confidence is Confidence.PROVED_ELSEWHERE} == {"F4"}
    assert {c.id.split(".")[0] for c in chosen if not c.only_sampled} == {"E17", "E18", "E30"}
    assert all(run_claim(c, QUICK).verdict is Verdict.SUPPORTED for c in chosen[:2])


def test_the_gradient_is_the_jacobian() -> None:
    """The closed form of |J|^2 agrees with finite differences of the layer."""
    n, d, gamma, step = 7, 5, 1.1, 1e-5
    x = sample_tokens("sphere", n, d, 0.3, 4)
    total = 0.0
    for k in range(n):
        for c in range(d):
            ahead, behind = x.copy(), x.copy()
            ahead[k, c] += step
            behind[k, c] -= step
            beta = gamma * np.log(n)
            slope = (attention_layer(ahead, beta).outputs - attention_layer(behind, beta).outputs) / (2 * step)
            total += float((slope**2).sum())
    assert monte_carlo.mean_square_jacobian(n, d, 0.3, gamma, 4) == pytest.approx(total / (n * d), rel=1e-7)


def test_c7_monte_carlo_values() -> None:
    """The Monte-Carlo figures printed beside C7: lambda .48017 at d = 32, .40609 at d = 16, within their noise."""
    big = [monte_carlo.contraction_factor("sphere", 1000, 32, 0.3, 1 / 0.7, seed)[1] for seed in range(8)]
    small = [monte_carlo.contraction_factor("sphere", 1000, 16, 0.3, 1.2, seed)[1] for seed in range(8)]
    assert np.mean(big) == pytest.approx(0.48017, abs=2e-3)
    assert np.mean(small) == pytest.approx(0.40609, abs=2e-3)


def test_causal_tokens_follow_the_first() -> None:
    """F4: the others come to the first token, and not at once."""
    assert monte_carlo.causal_clustering(6, 3, 100.0, "first", 1) == pytest.approx(1, abs=1e-6)
    assert monte_carlo.causal_clustering(6, 3, 1.0, "first", 1) < 0.9
