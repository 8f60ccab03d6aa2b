"""Mechanisms: rows with a sink against real tokens, at n = oo against large n, and what is refused."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from itertools import product
from typing import Any

import numpy as np
import pytest
import sympy
from flint import arb

from critscale.numerics.answers.depth import stack
from critscale.numerics.answers.evaluate import evaluate
from critscale.numerics.answers.multiprecision import evaluate_mpmath
from critscale.numerics.numbers.arrays import Array
from critscale.numerics.numbers.balls import rational_ball
from critscale.numerics.sampled.attention import simplex_tokens
from critscale.numerics.settings.setting import Setting
from critscale.theory.errors import BadInput
from critscale.theory.layer.registry import QUANTITIES, Quantity
from critscale.theory.layer.row import Logs, Row
from critscale.theory.mechanisms.exponentials import SOFTMAX, Sink
from critscale.theory.mechanisms.mechanism import Logits

FORWARD = [name for name, entry in QUANTITIES.items() if entry.formula.__module__.endswith(".quantities")]
BACKWARD = sorted(set(QUANTITIES) - set(FORWARD) - {"rotation-eigenvalue"})
RHO, R = 0.3, 0.4
LAYERS = [*product((5, 12), (0.5, 3.0, 8.0), (-2, 1, 9))]
"""n, beta and the logit of the sink: near flat, spread and peaked rows, and sinks of little and of most of the mass."""


@lru_cache
def by_definition(n: int, beta: float, sigma: float) -> dict[str, float]:
    """Return the forward quantities of real tokens: a softmax with one more column, which is dropped."""
    tokens = simplex_tokens(n, RHO)
    scores = np.hstack([beta * tokens @ tokens.T, np.full((n, 1), sigma)])
    masses = np.exp(scores - scores.max(axis=1, keepdims=True))
    full: Array = masses / masses.sum(axis=1, keepdims=True)
    weights = full[:, :-1]
    outputs = weights @ tokens + R * tokens
    gram = outputs @ outputs.T
    own, other = weights[0, 0], weights[0, 1]
    entropy = -np.sum(full[0] * np.log(full[0]))
    jacobian = np.diag(weights[0]) - np.outer(weights[0], weights[0])
    signs = np.array([*product((-1, 1), repeat=n)])
    cosine = gram[0, 1] / gram[0, 0]
    contraction = (1 - cosine) / (1 - RHO)
    participation = weights[0] @ weights[0]
    return {
        "odds": (1 - own) / own,
        "self-weight": own,
        "self-weight-complement": 1 - own,
        "other-weight": other,
        "weight-gap": own - other,
        "row-entropy": entropy,
        "entropy-fraction": entropy / np.log(n),
        "perplexity": np.exp(entropy),
        "inverse-participation-ratio": participation,
        "participation-ratio": 1 / participation,
        "row-overlap": weights[0] @ weights[1],
        "balanced-mass": np.max(np.sum((signs @ jacobian) * signs, axis=1)),
        "output-norm-squared": gram[0, 0],
        "output-inner-product": gram[0, 1],
        "output-cosine": cosine,
        "contraction-factor": contraction,
        "contraction-factor-complement": 1 - contraction,
        "output-cosine-complement": 1 - cosine,
        "output-cosine-excess": cosine - RHO,
        "cosine-odds": cosine / (1 - cosine),
    }


def setting(n: Any, sigma: float, residual: float = R, **scale: Any) -> Setting:
    """Return a layer with a sink."""
    return Setting(n=n, rho=RHO, residual=residual, mechanism=Sink(Fraction(sigma)), **scale)


def logits(gap: Any, log_n: float, n: int) -> Logits:
    """Return logits in arrays."""
    share = np.full((1, 1), 1 / (n - 1))
    return Logits(gap, log_n - gap, np.full((1, 1), log_n), 1 / n, 1 - 1 / n, 1 - RHO, float, uniform=True, share=share)


@pytest.mark.parametrize("name", FORWARD)
def test_a_sink_is_that_of_real_tokens(name: str) -> None:
    """In balls, in mpmath numbers and in arrays."""
    for n, beta, sigma in LAYERS:
        expected = pytest.approx(by_definition(n, beta, sigma)[name], rel=1e-11)
        here = setting(n, sigma, beta=beta)
        assert float(evaluate(name, here)) == expected
        assert float(evaluate_mpmath(name, here, digits=20)) == expected
        row = Sink(Fraction(sigma)).prepare(logits(np.full((1, 1), beta * (1 - RHO)), float(np.log(n)), n))()
        value = QUANTITIES[name].formula(row, RHO, np.full((1, 1), R))
        assert np.asarray(value)[0, 0] == expected


@pytest.mark.parametrize("name", sorted(set(FORWARD) - {"perplexity", "balanced-mass"}))
def test_a_sink_in_symbols(name: str) -> None:
    """The expression of the masses E and F, relative to that of the token itself, with numbers put in."""
    n, e, f, g, rho, r = sympy.symbols("n E F g rho r", positive=True)
    total = 1 + e + f
    logs = Logs(sympy.log(total), g, sympy.log(n), sympy.log(total / f))
    row = Row.from_masses(sympy.Integer(1), e, e / (n - 1), f, logs=lambda: logs)
    found = QUANTITIES[name].formula(row, rho, r)
    gap = 3.0 * (1 - RHO)
    at = {n: 5, e: 4 * np.exp(-gap), f: np.exp(1 - 3.0), g: gap, rho: RHO, r: R}
    assert float(found.subs(at)) == pytest.approx(by_definition(5, 3.0, 1)[name], rel=1e-11)


SCALES: list[dict[str, Any]] = [{"gamma": 1}, {"critical": True}, {"gamma": 2}, {"kappa": 1}, {"kappa": -1}, {"beta": 3}, {"beta": 0}]


@pytest.mark.parametrize("scale", SCALES, ids=str)
def test_a_constant_sink_is_nothing_at_infinity(scale: dict[str, Any]) -> None:
    """The others or the token itself outgrow it (H7), and the limit is approached."""
    for name in FORWARD:
        limit = evaluate(name, setting("oo", 9, **scale), digits=6)
        assert str(limit) == str(evaluate(name, n="oo", rho=RHO, residual=R, digits=6, **scale))
        if not limit.is_infinite and float(limit):
            near = evaluate(name, setting("1e1000000", 9, **scale), digits=6)
            assert float(near) == pytest.approx(float(limit), rel=1e-4)


def test_a_sink_rescales_and_never_rotates() -> None:
    """H6: the contraction is that of softmax at residual strength r/t; theory's values at beta = 8, sigma = 9, n = 1000."""
    here = Setting(n=1000, beta=8, rho="0.3", residual="1/2", mechanism="sink:9")
    lost = Quantity(lambda row, rho, r: row.lost_weight, "", "", "1", "")
    assert str(evaluate(lost, here, digits=22)) == "0.3667185180064075963431"
    assert str(evaluate("contraction-factor", here, digits=22)) == "0.6028254303410432001606"
    scaled = evaluate("contraction-factor", n=1000, beta=8, rho="0.3", residual="0.7895383241366578327937", digits=20)
    assert str(scaled) == "0.60282543034104320016"


def test_masses_of_arrays_neither_overflow_nor_cancel() -> None:
    """However large the logits: the weights sum to 1, and the difference of two nearly equal ones is right."""
    gap = np.array([[0.0, 1e-12, 1.0, 700.0, 5000.0]])
    for sigma in (-10_000, 0, 10_000):
        row = Sink(Fraction(sigma)).prepare(logits(gap, 800.0, 1 << 40))()
        assert np.allclose(row.self_weight + row.others_weight + row.lost_weight, 1)
        assert np.all(row.weight_gap >= 0)
    row = SOFTMAX.prepare(logits(gap, float(np.log(8)), 8))()
    assert row.weight_gap[0, 1] == pytest.approx(1e-12 / 8, rel=1e-9)


@pytest.mark.parametrize("name", BACKWARD)
def test_the_jacobian_with_a_sink_is_refused(name: str) -> None:
    """By name; a rotation moves no logit, and is not."""
    with pytest.raises(BadInput, match="the Jacobian of a layer with sink: it is that of softmax"):
        evaluate(name, setting(10, 1, gamma=1).but(dim="oo"))
    row, rho, r = setting(10, 1, gamma=1).layer().row(100)
    assert QUANTITIES["rotation-eigenvalue"].formula(row, rho, r).overlaps(r + row.self_weight - row.other_weight)


def test_the_mass_of_the_token_itself_is_larger_than_one_of_n() -> None:
    """Below criticality both vanish at n = oo; the larger decides that 1 - (1 - a) comes from above."""
    reciprocal = Quantity(lambda row, rho, r: 1 / (1 - row.self_weight_complement), "", "", "1", "")
    assert str(evaluate(reciprocal, n="oo", gamma=1, rho="0.3", digits=5)) == "inf (grows like 1.0000 n^(3/10))"


def test_a_stack_with_a_sink_is_its_layers() -> None:
    """The second layer of a stack is the layer at the cosine and the norm that the first one gives."""
    at = Setting(n=1000, rho="0.3", beta=9, mechanism="sink:7", residual="1/2")
    layers = stack(at, layers=2, norm="pre", digits=12).layers
    cosine, squared = (evaluate(name, at, digits=30) for name in ("output-cosine", "output-norm-squared"))
    second = at.but(rho=str(cosine), residual=Fraction(float(squared) ** 0.5) / 2)
    assert str(layers[1].cosine) == str(evaluate("output-cosine", at, digits=12))
    assert str(layers[2].cosine) == str(evaluate("output-cosine", second, digits=12))
    assert str(layers[2].cosine) != str(stack(at.but(mechanism=None), layers=2, norm="pre", digits=12).layers[2].cosine)


def test_a_gap_that_may_be_critical_is_not_taken_for_critical() -> None:
    """A ball of log n - beta (1 - rho) around 0 gives weights on both sides of n/(2 n - 1), and what is no number none."""
    tenth = arb(1) / 10
    for exponent in (arb(0, tenth), arb("nan")):
        gap = arb(5) - exponent
        row = SOFTMAX.prepare(Logits(gap, exponent, arb(5), (-arb(5)).exp(), 1 - (-arb(5)).exp(), arb(1), rational_ball))()
        weight = row.self_weight
        assert not weight.is_finite() or (weight.contains(arb("0.51")) and weight.contains(arb("0.49")))
