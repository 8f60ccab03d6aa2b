"""Stacks of layers: against the single layer, against brute force, and the values of D1 to D5 in the theory."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from math import ceil, log
from time import process_time

import numpy as np
import pytest
from flint import arb

from critscale.numerics.answers.depth import collapse_layer, stack
from critscale.numerics.answers.evaluate import evaluate
from critscale.numerics.answers.layer_map import _MAPS
from critscale.numerics.numbers.enclosure import Enclosure
from critscale.numerics.numbers.precision import working_precision
from critscale.numerics.sampled.attention import attention_layer, simplex_tokens
from critscale.theory.dynamics.depth import (
    consensus_contraction,
    cubic_collapse,
    next_residual,
    supercritical_lifetime,
)
from critscale.theory.errors import BadInput, NotCertain, UnknownName

POINTS = [
    {"n": 2, "rho": "0", "beta": "3"},
    {"n": 1000, "rho": "0.3", "gamma": "1.3"},
    {"n": "10^10^100", "rho": "1/3", "gamma": "2"},
    {"n": "1e6", "rho": "0.3", "critical": True},
    {"n": "1e6", "rho": "0.3", "kappa": "-1.5"},
    {"n": "oo", "rho": "0.3", "kappa": "1.4"},
    {"n": "oo", "rho": "0.3", "gamma": "10/7"},
    {"n": "oo", "rho": "0.3", "gamma": "2"},
    {"n": "oo", "rho": "0.3", "gamma": "1"},
]


@pytest.mark.parametrize("point", POINTS, ids=str)
@pytest.mark.parametrize("alpha", [Fraction(0), Fraction(2, 3)])
def test_the_first_layer_is_the_layer(point: dict[str, object], alpha: Fraction) -> None:
    """One step of the map is what `evaluate` says of one layer."""
    if point["n"] == "oo" and point.get("gamma") == "2" and alpha == 0:
        alpha = Fraction(1, 5)
    first = stack(**point, residual=alpha, layers=1, digits=20).layers[1]  # type: ignore[arg-type]
    for name, value in (("output-cosine", first.cosine), ("output-norm-squared", first.norm_squared)):
        assert evaluate(name, **point, residual=alpha, digits=20).decimal() == value.decimal()  # type: ignore[arg-type]


def by_hand(norm: str, alpha: float, beta: float, layers: int) -> list[float]:
    """Return the cosine by layer of 7 equiangular tokens in float64, from the definition."""
    x = simplex_tokens(7, 0.2, q=1.5)
    cosines = []
    for _ in range(layers + 1):
        unit = x / np.linalg.norm(x, axis=1, keepdims=True)
        cosines.append(float(unit[0] @ unit[1]))
        size = np.linalg.norm(x, axis=1, keepdims=True)
        if norm == "none":
            weights = np.exp(beta * (x @ x.T - size**2))
            x = weights @ x / weights.sum(axis=1, keepdims=True) + alpha * x
            continue
        mean = attention_layer(x, beta).outputs
        if norm == "peri":
            mean = mean / np.linalg.norm(mean, axis=1, keepdims=True)
        x = mean + alpha * x
        if norm == "post":
            x = x / np.linalg.norm(x, axis=1, keepdims=True) * size
    return cosines


@pytest.mark.parametrize("norm", _MAPS)
def test_a_stack_is_what_brute_force_says(norm: str) -> None:
    """Layer by layer, for every normalisation."""
    found = stack(n=7, rho="0.2", beta="2", residual="0.75", norm=norm, norm_squared="1.5", layers=6)
    ours = [float(layer.cosine) for layer in found.layers]
    assert np.allclose(ours, by_hand(norm, 0.75, 2.0, 6), rtol=1e-12, atol=0)
    assert len({round(x, 9) for x in ours}) >= 3


@pytest.mark.parametrize("norm", _MAPS)
@pytest.mark.parametrize("n", [4096, "10^10^10"])
def test_the_enclosure_stays_tight(norm: str, n: int | str) -> None:
    """A thousand layers cost no more bits than the map itself stretches, and hold the value of a finer run."""
    point = {"n": n, "rho": "0.3", "gamma": "1.2", "residual": "1", "norm": norm, "layers": 1000}
    last = stack(**point).layers[-1].distance  # type: ignore[arg-type]
    assert last.bits < 400
    assert last.contains(stack(**point, digits=60).layers[-1].distance.ball)  # type: ignore[arg-type]


def test_precision_follows_the_cubic_collapse() -> None:
    """3^l of relative error in layer l is the map's own; the digits are certain all the same."""
    last = stack(n=1000, rho="0.3", gamma=2, layers=40).layers[-1].distance
    finer = stack(n=1000, rho="0.3", gamma=2, layers=40, digits=40).layers[-1].distance
    assert last.contains(finer.ball)
    assert str(last).startswith("3.8665667420")


def test_a_collapse_below_any_exponent_of_a_word_is_followed() -> None:
    """1 - cos shrinks to 2^-(2^150) in 96 layers without residual, the exponent growing threefold in each."""
    layers = stack(n=131072, rho="0.3", gamma="1.5", layers=96, digits=12).layers
    exponents = [-int(layer.distance.decimal().partition("e")[2] or 0) for layer in layers[60:]]
    assert all(abs(Fraction(after, 3 * before) - 1) < Fraction(1, 10**9) for before, after in pairwise(exponents))
    assert exponents[-1] > 2**140


def test_d2_adaptive_critical_stack() -> None:
    """Five layers multiply the odds by 1024; the number of layers is a logarithm in base 4."""
    for layer in stack(n="oo", rho="1/2", critical=True, layers=5, digits=20).layers:
        assert layer.distance.contains(Fraction(1, 1 + 4**layer.number))
    for epsilon, count in (("1e-3", 5), ("1/1026", 6), ("1/100", 4)):
        assert count == ceil(log((1 - Fraction(epsilon)) / Fraction(epsilon), 4))
        assert collapse_layer(n="oo", rho="1/2", critical=True, epsilon=epsilon) == count


def test_d3_supercritical_lifetime() -> None:
    """Simulated 585 layers, formula 574.08; the formula to second order in 1/log n."""
    for epsilon in ("0.1", "0.01"):
        assert collapse_layer(n="1e8", rho="0.3", gamma="15/7", epsilon=epsilon) == 585
    rate = 15 / 7 * np.log(1e8)
    assert f"{supercritical_lifetime(1e8**0.5, 0.3, rate):.2f}" == "574.08"


def test_d4_cubic_collapse() -> None:
    """The ratio of one layer to (beta/n)^2 delta^3."""
    layer = stack(n=50, rho=Fraction(999999, 10**6), beta=3, layers=1, digits=40).layers[1]
    with working_precision(200):
        ratio = layer.distance.ball / cubic_collapse(arb(1) / 10**6, arb(3) / 50)
    assert str(Enclosure(ratio, 20, 200)) == "1.0000038600085036138"


def telescoped(alpha: Fraction, r: Fraction, layers: int) -> tuple[Fraction, Fraction]:
    """Return the product of the contractions next to collapse, and the last residual strength."""
    product = Fraction(1)
    for _ in range(layers):
        product *= consensus_contraction(r)
        r = next_residual(alpha, r)
    return product, r


@pytest.mark.parametrize("alpha", [Fraction(1, 2), Fraction(1), Fraction(3, 2)])
def test_d5_residual_near_collapse(alpha: Fraction) -> None:
    """The stack follows the telescoping product, for alpha below, at and above 1."""
    layers, start, r = 40, Fraction(1, 10**30), alpha * 2
    found = stack(n=100, rho=1 - start, beta=2, residual=alpha, norm_squared=4, layers=layers, digits=20)
    product, last = telescoped(alpha, r, layers)
    assert product == alpha ** (2 * layers) * (r / last) ** 2
    ratio = float(found.layers[-1].distance) / float(start * product)
    assert abs(ratio - 1) < 0.1 if alpha < 1 else abs(ratio - 1) < 0.05
    if alpha == 1:
        assert product == (r / (r + layers)) ** 2


def test_d5_no_collapse_above_one() -> None:
    """alpha > 1: the floor holds however many layers follow, and no limit of layers is reached."""
    point = {"n": 1000, "rho": "0.3", "gamma": "0.2", "residual": "1.1"}
    short, long = stack(**point, layers=5), stack(**point, layers=2000)  # type: ignore[arg-type]
    assert short.floor is not None and long.floor is not None
    assert short.floor.value < long.layers[-1].distance.value
    assert float(long.floor) == pytest.approx(float(long.layers[-1].distance), rel=1e-12)
    assert stack(**{**point, "residual": "1"}, layers=5).floor is None  # type: ignore[arg-type]


def test_a_tie_with_epsilon_is_said() -> None:
    """1 - cos is 1/5 exactly after one layer: no precision tells which side it is on."""
    with pytest.raises(NotCertain, match="may be epsilon exactly"):
        collapse_layer(n="oo", rho="1/2", critical=True, epsilon="1/5")


def test_a_cosine_too_near_0_is_said_in_time() -> None:
    """Attention minus all of what is common, at n = 10^(10^100): cos' is of order 1/n, and no tie with epsilon."""
    start = process_time()
    with pytest.raises(NotCertain, match=r"after layer 1 a value is too near 0; give a smaller n"):
        stack(n="10^10^100", rho="0.999999", kappa="1/3", mechanism="differential:1", layers=9)
    assert process_time() - start < 10


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ({"norm": "batch"}, UnknownName),
        ({"layers": -1}, BadInput),
        ({"layers": "7.5"}, BadInput),
        ({"residual": -1}, BadInput),
        ({"norm_squared": 0}, BadInput),
        ({"epsilon": 0}, BadInput),
        ({"n": "oo", "rho": 0}, BadInput),
        ({"n": "oo", "norm": "none"}, BadInput),
        ({"beta": 1}, BadInput),
    ],
)
def test_what_is_refused(change: dict[str, object], kind: type[Exception]) -> None:
    """One line says what is wrong."""
    with pytest.raises(kind) as caught:
        stack(**{"n": 100, "rho": "0.3", "gamma": 1, "layers": 3, **change})  # type: ignore[arg-type]
    assert "\n" not in str(caught.value)


def test_a_number_of_layers_is_refused_by_its_name() -> None:
    """Of two numbers the one that is wrong is named, and the smallest that would do."""
    with pytest.raises(BadInput, match=r"^layers = 7.5: not a whole number 0 to"):
        stack(n=100, rho="0.3", gamma=1, layers="7.5")  # type: ignore[arg-type]
    with pytest.raises(BadInput, match=r"^limit = -1: not a whole number 0 to"):
        collapse_layer(n=100, rho="0.3", gamma=1, limit=-1)


@pytest.mark.parametrize(("n", "power"), [("10^1763", 5289), ("10^176300", 528900)])
def test_a_cosine_near_0_is_not_the_rest_of_its_distance(n: str, power: int) -> None:
    """Orthogonal tokens in a supercritical layer: cos' is 2 n^-3 to leading order, printed at the precision of its digits."""
    found = stack(n=n, rho=0, gamma=3, layers=2, digits=8)
    assert [str(layer.cosine) for layer in found.layers] == ["0", f"2.0000000e-{power}", f"4.0000000e-{power}"]
    assert found.layers[1].cosine.bits < 10_000
    assert str(found.layers[1].distance) == "1.0000000"


@pytest.mark.parametrize("norm", ["pre", "post", "peri", "none"])
def test_the_cosine_and_the_distance_are_complements(norm: str) -> None:
    """Two enclosures of one state, each followed on its own: their sum holds 1 at every layer."""
    for words in ({"rho": "1e-30", "beta": 3}, {"rho": "1/2", "critical": True}, {"rho": "0.998", "gamma": 1}):
        found = stack(n=1000, layers=12, norm=norm, residual="1/2", digits=20, **words)  # type: ignore[arg-type]
        for layer in found.layers:
            assert (layer.cosine.ball + layer.distance.ball).contains(1)


def test_progress_is_told_layer_by_layer() -> None:
    """How many are done, of how many."""
    seen: list[tuple[int, int]] = []
    stack(n=10, rho="0.3", beta=1, layers=3, digits=5, progress=lambda done, total: seen.append((done, total)))
    assert seen[-4:] == [(0, 3), (1, 3), (2, 3), (3, 3)]
