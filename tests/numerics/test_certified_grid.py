"""Certified grids hold the true values, in intervals and in balls; the interval field holds what balls say."""

from __future__ import annotations

import math
from concurrent.futures import ProcessPoolExecutor
from fractions import Fraction
from multiprocessing import get_context
from typing import Any

import numpy as np
import pytest
from flint import arb
from hypothesis import given, settings
from hypothesis import strategies as st

from critscale import QUANTITIES, Enclosure, evaluate, grid
from critscale.numerics.answers.grid import GridBounds
from critscale.numerics.numbers.balls import BALLS
from critscale.numerics.numbers.intervals import ends, ends_of_ball, installed, intervals
from critscale.numerics.numbers.precision import working_precision
from critscale.theory.errors import BadInput, NotCertain
from critscale.theory.field import Scalar, digamma, field_of, sqrt
from critscale.theory.layer.registry import Quantity
from critscale.theory.layer.row import Row

RHO = np.array([0, 1e-9, 0.1, 0.5, 0.999])
GAMMA = np.array([0, 1e-12, 0.3, 0.5, 1, 1.2, 2, 30])
MODULE = "critscale.numerics.answers.grid"


@pytest.fixture(params=["intervals", "balls"])
def engine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Compute in intervals, or as on a machine that has none."""
    if request.param == "intervals" and not installed():
        pytest.skip("no intervals on this machine")
    monkeypatch.setattr(f"{MODULE}.installed", lambda: request.param == "intervals")
    return str(request.param)


def inside(value: Enclosure, lower: float, upper: float) -> bool:
    """Tell whether a value lies between two floats, exactly."""
    if value.is_infinite:
        return (upper if value.ball > 0 else -lower) == math.inf
    with working_precision(4000):
        return not value.ball < arb(lower) and not value.ball > arb(upper)


@pytest.mark.parametrize("residual", [0, 0.5])
@pytest.mark.parametrize("n", [2, 3, 1000, 10**16, 10**100])
@pytest.mark.parametrize("name", sorted(QUANTITIES))
def test_bounds_hold_the_certified_values(engine: str, name: str, n: int, residual: float) -> None:
    """Every quantity in every regime, and the bounds are close."""
    found = grid(name, n=n, rho=RHO, gamma=GAMMA, residual=residual, dim=n, certified=True)
    assert isinstance(found, GridBounds)
    assert found.lower.shape == found.upper.shape == (len(GAMMA), len(RHO))
    for i, gamma in enumerate(GAMMA):
        for j, rho in enumerate(RHO):
            at: dict[str, Any] = {"n": n, "rho": float(rho), "gamma": float(gamma), "residual": residual, "dim": n}
            lower, upper = float(found.lower[i, j]), float(found.upper[i, j])
            assert inside(evaluate(name, **at, digits=40), lower, upper), (gamma, rho)
            assert upper - lower <= 1e-12 * max(abs(lower), abs(upper)) + 1e-300, (gamma, rho)


@pytest.mark.skipif(not installed(), reason="no intervals on this machine")
@pytest.mark.parametrize("name", ["contraction-factor", "row-entropy", "balanced-mass"])
def test_intervals_do_the_work(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Balls are asked nowhere on an ordinary grid."""
    monkeypatch.setattr(f"{MODULE}._in_balls", None)
    found = grid(name, n=1000, rho=np.linspace(0.01, 0.99, 40), gamma=np.linspace(0.1, 3, 50), certified=True)
    assert np.all(found.width <= 1e-12 * np.abs(found.value))


def test_where_an_interval_is_wide_balls_are_asked(engine: str) -> None:
    """A quantity of one's own that cancels, to the last bit of the bounds."""

    def twice(row: Row, rho: Scalar, r: Scalar) -> Scalar:
        """One minus the self weight, which cancels."""
        return 1 - row.self_weight

    quantity = Quantity(twice, "complement", "x", "1", "test")
    found = grid(quantity, n=1000, rho=[0.25], gamma=[2, 5, 9], certified=True)
    direct = grid("self-weight-complement", n=1000, rho=[0.25], gamma=[2, 5, 9], certified=True)
    assert np.all(found.lower <= direct.upper) and np.all(direct.lower <= found.upper)
    assert np.all(found.width <= 1e-12 * found.value) and np.all(found.value > 0)


def test_functions_that_intervals_lack_are_those_of_balls(engine: str) -> None:
    """The digamma function, in a quantity of one's own."""

    def psi(row: Row, rho: Scalar, r: Scalar) -> Scalar:
        """Return the digamma function of the effective number of tokens."""
        return digamma(1 / row.self_weight)

    quantity = Quantity(psi, "psi", "x", "1", "test")
    found = grid(quantity, n=1000, rho=[0.25, 0.5], gamma=[1, 2], certified=True)
    value = evaluate(quantity, n=1000, rho="0.5", gamma=1, digits=30)
    assert inside(value, float(found.lower[0, 1]), float(found.upper[0, 1])) and np.all(found.width < 1e-12)


def test_what_nobody_knows_has_no_bounds(engine: str) -> None:
    """0/0 at one point: the bounds are infinite there and close elsewhere."""

    def broken(row: Row, rho: Scalar, r: Scalar) -> Scalar:
        """1 where a is not b."""
        return row.weight_gap / row.weight_gap

    def root(row: Row, rho: Scalar, r: Scalar) -> Scalar:
        """Undefined everywhere."""
        return sqrt(row.weight_gap - 2)

    found = grid(Quantity(broken, "one", "x", "1", "test"), n=1000, rho=[0.25], gamma=[0, 1], certified=True)
    assert found.lower[0, 0] == -np.inf and found.upper[0, 0] == np.inf and np.isnan(found.value[0, 0])
    assert abs(found.value[1, 0] - 1) < 1e-12
    nowhere = grid(Quantity(root, "none", "x", "1", "test"), n=1000, rho=[0.25], gamma=[1], certified=True)
    assert nowhere.lower[0, 0] == -np.inf and nowhere.upper[0, 0] == np.inf
    with pytest.raises(NotCertain):
        evaluate(Quantity(root, "none", "x", "1", "test"), n=1000, rho="0.25", gamma=1)


def test_values_beyond_float64_are_bounded_by_its_largest(engine: str) -> None:
    """The odds at beta = 0 are n - 1; beyond 1e308 a float holds no upper bound but inf."""
    found = grid("odds", n="1e400", rho=[0], gamma=[0], certified=True)
    assert found.lower[0, 0] == np.finfo(float).max and found.upper[0, 0] == np.inf
    tiny = grid("other-weight", n="1e400", rho=[0], gamma=[1], certified=True)
    assert tiny.lower[0, 0] == 0 < tiny.upper[0, 0] <= 5e-324


def test_executors_and_chunks_give_the_same_bounds(engine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Chunks and processes change no bit."""
    place: dict[str, Any] = {"n": 1000, "rho": np.linspace(0, 0.9, 7), "gamma": np.linspace(0, 3, 9), "certified": True}
    whole = grid("contraction-factor", **place)
    monkeypatch.setattr(f"{MODULE}.CHUNK_POINTS", 20)
    seen: list[tuple[int, int]] = []
    parts = grid("contraction-factor", **place, progress=lambda done, total: seen.append((done, total)))
    assert seen[-1] == (9, 9) and len(seen) > 3
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        far = grid("contraction-factor", **place, executor=pool)
    ends = [np.stack((found.lower, found.upper)) for found in (whole, parts, far)]
    np.testing.assert_array_equal(ends[1], ends[0])
    if engine == ("intervals" if installed() else "balls"):  # a fresh process has the machine's own
        np.testing.assert_array_equal(ends[2], ends[0])


def test_refusals_are_those_of_the_float_grid(engine: str) -> None:
    """Bad axes, and n = oo."""
    for wrong in ({"rho": [1]}, {"gamma": [-1]}, {"n": "oo"}, {"n": "10^10^400"}):
        with pytest.raises(BadInput):
            grid("self-weight", **{"n": 1000, "rho": [0.5], "gamma": [1], "certified": True} | wrong)  # type: ignore[call-overload]


finite = st.floats(allow_nan=False, allow_infinity=False)


@given(st.integers(-(10**40), 10**40), st.integers(1, 10**40), st.integers(-1200, 1200))
def test_the_ends_of_a_ball_are_outside_it(top: int, bottom: int, power: int) -> None:
    """Next to its ends, and no closer."""
    value = Fraction(top, bottom) * Fraction(2) ** power
    with working_precision(200):
        lower, upper = ends_of_ball(arb(value.numerator) / value.denominator)
    assert (lower == -math.inf or Fraction(lower) <= value) and (upper == math.inf or value <= Fraction(upper))
    assert lower == upper or math.nextafter(lower, math.inf) == upper or math.nextafter(math.nextafter(lower, math.inf), math.inf) == upper


ONE = ("exp", "expm1", "log", "log1p", "sqrt", "floor", "nearest_to_half")
TWO = ("add", "subtract", "multiply", "divide", "minimum", "maximum", "hypot", "radical")
DOMAIN = {"log": 0.0, "sqrt": 0.0, "log1p": -1.0, "nearest_to_half": 0.0}


@pytest.mark.skipif(not installed(), reason="no intervals on this machine")
@settings(max_examples=400)
@given(st.sampled_from(ONE + TWO), *[st.floats(-700, 700) | finite] * 2, *[st.floats(0, 1)] * 2, *[st.floats(0, 1) | st.just(0)] * 2)
def test_intervals_hold_what_balls_say(
    name: str, x: float, y: float, inside_x: float, inside_y: float, wide_x: float, wide_y: float
) -> None:
    """Of points drawn within two intervals, the value in balls lies in the result."""
    low_x = max(x, DOMAIN.get(name, -math.inf))
    box = [(low_x, low_x + wide_x), (y, y + wide_y)]
    point = [low + t * (high - low) for (low, high), t in zip(box, (inside_x, inside_y), strict=True)]
    point = [min(max(p, low), high) for p, (low, high) in zip(point, box, strict=True)]
    count = 1 if name in ONE else 2
    given_intervals = [intervals([low], [high]) for low, high in box[:count]]
    lower, upper = (float(end[0]) for end in ends(getattr(field_of(given_intervals[0]), name)(*given_intervals)))
    with working_precision(3000):
        value = getattr(BALLS, name)(*map(arb, point[:count]))
        if not value.is_finite():
            return  # not defined there, or beyond what 3000 bits decide
        if name == "nearest_to_half":  # what counts is its distance from 1/2, and either side does
            value, half = abs(value - arb(1) / 2), Fraction(1, 2)
            ends_of_result = [abs(Fraction(end) - half) for end in (lower, upper)]
            assert value <= arb(float(max(ends_of_result))) + arb(2) ** -50
            return
        assert not value < arb(lower) and not value > arb(upper)


@pytest.mark.skipif(not installed(), reason="no intervals on this machine")
def test_intervals_are_tight_where_they_are_points() -> None:
    """A function of a point is at most two floats wide: the engine is what it says."""
    points = np.random.default_rng(1).random(2000) * 3 + 0.1
    for name in ("exp", "expm1", "log", "log1p", "sqrt"):
        at = intervals(points, points)
        lower, upper = ends(getattr(field_of(at), name)(at))
        assert np.all(np.nextafter(lower, np.inf) >= upper)
