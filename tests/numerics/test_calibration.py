"""What keeps a calibrated row where it was: against a program of its own in mpmath, and on what must be so."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import mpmath
import pytest

from critscale.numerics.laws.calibration import Calibration, Kept
from critscale.numerics.numbers.balls import rational_ball
from critscale.numerics.settings.length import ContextLength
from critscale.theory.errors import BadInput

LENGTHS = (1000, 4096, 131072, 10**6, 10**9)
WEIGHTS = ("1/100", "0.1", "1/2", "0.9")


def length(n: int) -> ContextLength:
    """Return a context length."""
    return ContextLength.parse(n)


def entropy(gap: mpmath.mpf, n: int) -> mpmath.mpf:
    """Return the entropy of softmax with one logit `gap` above n - 1 others, from its definition."""
    weights = [mpmath.mpf(1), mpmath.exp(-gap)]
    total = weights[0] + (n - 1) * weights[1]
    p, b = weights[0] / total, weights[1] / total
    return -p * mpmath.log(p) - (n - 1) * b * mpmath.log(b)


def bisected(kept: Kept, p: Fraction, start: int, end: int) -> mpmath.mpf:
    """Return the ratio of gaps that keeps a quantity, by halving alone."""
    with mpmath.workdps(40):
        weight = mpmath.mpf(p.numerator) / p.denominator
        gap = mpmath.log(weight / (1 - weight)) + mpmath.log(start - 1)

        def lacks(ratio: mpmath.mpf) -> bool:
            if kept == "entropy":
                return bool(entropy(ratio * gap, end) > entropy(gap, start))
            return bool(1 / (1 + (end - 1) * mpmath.exp(-ratio * gap)) < weight)

        low, high = mpmath.mpf(0), mpmath.mpf(100)
        for _ in range(120):
            middle = (low + high) / 2
            low, high = (middle, high) if lacks(middle) else (low, middle)
        return low


@pytest.mark.parametrize("kept", ["self-weight", "entropy"])
@pytest.mark.parametrize("p", WEIGHTS)
@pytest.mark.parametrize(("start", "end"), [(1000, 2000), (4096, 131072), (32768, 1048576), (4096, 10**12)])
def test_the_ratio_is_that_of_a_search_by_halving(kept: Kept, p: str, start: int, end: int) -> None:
    """Twenty digits of either formula, by a program that shares nothing with it."""
    found = Calibration.read(length(start), p, None).ratio(kept, length(end), 20)
    with mpmath.workdps(40):
        assert abs(mpmath.mpf(found.decimal()) - bisected(kept, Fraction(p), start, end)) < mpmath.mpf(10) ** -18


def test_half_of_the_weight_gives_the_law_of_log_n() -> None:
    """At p = 1/2 the gap is log(L - 1) and the ratio log(n - 1)/log(L - 1)."""
    found = Calibration.read(length(32768), "1/2", None).ratio("self-weight", length(2**20), 15)
    with mpmath.workdps(30):
        assert found.decimal() == mpmath.nstr(mpmath.log(2**20 - 1) / mpmath.log(32767), 15)


@pytest.mark.parametrize("kept", ["self-weight", "entropy"])
@pytest.mark.parametrize("p", WEIGHTS)
def test_more_keys_need_more(kept: Kept, p: str) -> None:
    """It is 1 at n = L, exactly, and rises in n; and it falls in p."""
    known = Calibration.read(length(LENGTHS[0]), p, None)
    ratios = [known.ratio(kept, length(n), 12) for n in LENGTHS]
    assert ratios[0].is_exact and ratios[0].decimal() == "1.00000000000"
    assert all(a.ball < b.ball for a, b in pairwise(ratios))
    weaker = Calibration.read(length(LENGTHS[0]), Fraction(p) * Fraction(99, 100), None)
    assert weaker.ratio(kept, length(LENGTHS[-1]), 12).ball > ratios[-1].ball


def test_keeping_the_entropy_takes_more_than_keeping_the_weight() -> None:
    """With the weight kept, the rest spreads over more keys, so the entropy has grown."""
    for p in WEIGHTS:
        known = Calibration.read(length(4096), p, None)
        assert known.ratio("entropy", length(10**6)).ball > known.ratio("self-weight", length(10**6)).ball


def test_what_is_kept_is_kept() -> None:
    """Self weight and entropy at n under the ratio are those at L."""
    known, far = Calibration.read(length(4096), "0.3", None), length(10**6)
    kept = known.self_weight(far, lambda: known.ratio_ball("self-weight", far), 30)
    assert kept.contains("0.3")
    before = known.entropy(length(4096), lambda: rational_ball(1), 20)
    assert known.entropy(far, lambda: known.ratio_ball("entropy", far), 20).decimal() == before.decimal()


def test_a_gap_is_the_weight_it_gives() -> None:
    """Both ways to calibrate agree: the gap of p = 1/4 among 10 keys is log(9/3) = log 3."""
    by_gap = Calibration.read(length(10), None, "1.0986122886681098")
    assert by_gap.self_weight(length(10), lambda: rational_ball(1), 10).decimal() == "0.2500000000"
    by_weight = Calibration.read(length(10), "1/4", None)
    assert by_gap.ratio("entropy", length(100), 10).decimal() == by_weight.ratio("entropy", length(100), 10).decimal()


def test_a_length_of_a_million_digits() -> None:
    """n is never multiplied out."""
    found = Calibration.read(length(4096), "1/2", None).ratio("entropy", ContextLength.parse("1e1000000"), 10)
    assert float(found) > 1e5


@pytest.mark.parametrize(
    ("weight", "gap", "names"),
    [
        (None, None, "not both"),
        ("1/2", "3", "not both"),
        ("1/4096", None, "1/4096"),
        ("1", None, "self_weight"),
        ("0", None, "self_weight"),
        (None, "0", "gap 0"),
        (None, "-1", "gap -1"),
        ("x", None, "self_weight"),
    ],
)
def test_what_is_no_calibration(weight: str | None, gap: str | None, names: str) -> None:
    """Each refusal names what is wrong."""
    with pytest.raises(BadInput, match=names):
        Calibration.read(length(4096), weight, gap)


def test_fewer_keys_are_refused() -> None:
    """A row that loses keys may have no gap that keeps its entropy."""
    with pytest.raises(BadInput, match="fewer than the 4096"):
        Calibration.read(length(4096), "1/2", None).ratio("entropy", length(4095))


@pytest.mark.parametrize("times", [2, 32])
@pytest.mark.parametrize("gaps", [(1, 1, 1, 1), (1, 2, 3, 4), ("1/10", 1, 5, 5), (3, "1/2", "1/2", 9)])
def test_no_row_needs_less_than_the_simplex(gaps: tuple[int | str, ...], times: int) -> None:
    """E37.multiplier: a key whose competitors are repeated needs at least the ratio of the simplex, which equal gaps need."""
    with mpmath.workdps(40):
        exact = [mpmath.mpf(Fraction(gap).numerator) / Fraction(gap).denominator for gap in gaps]

        def weight(beta: mpmath.mpf, copies: int) -> mpmath.mpf:
            return 1 / (1 + copies * mpmath.fsum(mpmath.exp(-beta * gap) for gap in exact))

        before = weight(mpmath.mpf(1), 1)
        needed = mpmath.findroot(lambda beta: weight(beta, times) - before, (1, 30), solver="anderson", tol=1e-30)
        others = len(gaps)
        simplex = 1 + mpmath.log(times) / (mpmath.log(before / (1 - before)) + mpmath.log(others))
        found = Calibration.read(length(others + 1), mpmath.nstr(before, 25), None).ratio("self-weight", length(times * others + 1), 15)
        assert abs(mpmath.mpf(found.decimal()) - simplex) < mpmath.mpf(10) ** -12
        if len(set(gaps)) == 1:
            assert abs(needed - simplex) < mpmath.mpf(10) ** -20
        else:
            assert needed > simplex * mpmath.mpf("1.001")
