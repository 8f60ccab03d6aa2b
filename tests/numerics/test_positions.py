"""ALiBi, windows, top-k and caps: the values printed in the theory by a program of their own, tokens one by one, and refusals."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations, product
from typing import Any

import mpmath
import numpy as np
import pytest

from critscale.numerics.answers.capped import capped, capped_thresholds
from critscale.numerics.answers.depth import stack
from critscale.numerics.answers.evaluate import evaluate
from critscale.numerics.answers.grid import grid
from critscale.numerics.answers.phase import phase
from critscale.numerics.answers.window import beta_at, critical_beta
from critscale.numerics.numbers.arrays import Array
from critscale.numerics.sampled.attention import simplex_tokens
from critscale.numerics.settings.setting import Setting
from critscale.theory.errors import BadInput
from critscale.theory.mechanisms.positions import PAIR_QUANTITIES

Bias = Callable[[Array], Array]
N, RHO, R, BETA = 24, 0.3, 0.4, 2.5
BIASES: dict[str, Bias] = {
    "alibi:slope=1/8": lambda d: d / 8,
    "alibi:slope=1/20,scaled=1": lambda d: BETA * d / 20,
    "window:size=5": lambda d: np.where(d < 5, 0, np.inf),
    "causal": lambda d: 0 * d,
}
PAIRS = (1, 2), (2, 9), (7, 10), (14, 23), (23, 24)


def of_tokens(bias: Bias, both_sides: bool) -> tuple[Array, Array]:
    """Return weights and outputs of real tokens, one by one."""
    tokens = simplex_tokens(N, RHO)
    places = np.arange(N, dtype=float)
    ahead = places[np.newaxis] - places[:, np.newaxis]
    scores = BETA * tokens @ tokens.T - bias(np.abs(ahead))
    if not both_sides:
        scores = np.where(ahead > 0, -np.inf, scores)
    masses = np.exp(scores - scores.max(axis=1, keepdims=True))
    weights: Array = masses / masses.sum(axis=1, keepdims=True)
    return weights, weights @ tokens + R * tokens


def by_definition(weights: Array, outputs: Array, i: int, j: int) -> dict[str, float]:
    """Return what positions i < j, counted from 1, come to."""
    first, row, a, b = weights[i - 1], weights[j - 1], outputs[i - 1], outputs[j - 1]
    own, seen = row[j - 1], row[row > 0]
    entropy, cosine = -np.sum(seen * np.log(seen)), a @ b / np.sqrt(a @ a * (b @ b))
    return {
        "odds": (1 - own) / own,
        "self-weight": own,
        "self-weight-complement": 1 - own,
        "other-weight": row[i - 1],
        "weight-gap": own - row[i - 1],
        "row-entropy": entropy,
        "perplexity": np.exp(entropy),
        "inverse-participation-ratio": row @ row,
        "participation-ratio": 1 / (row @ row),
        "row-overlap": first @ row,
        "output-norm-squared": b @ b,
        "output-inner-product": a @ b,
        "output-cosine": cosine,
        "output-cosine-complement": 1 - cosine,
        "output-cosine-excess": cosine - RHO,
        "cosine-odds": cosine / (1 - cosine),
        "contraction-factor": (1 - cosine) / (1 - RHO),
        "contraction-factor-complement": (cosine - RHO) / (1 - RHO),
    }


@pytest.mark.parametrize("name, both_sides", [*product(BIASES, [False]), *product([name for name in BIASES if name != "causal"], [True])])
def test_positions_are_those_of_real_tokens(name: str, both_sides: bool) -> None:
    """Every quantity of a pair, near the beginning, in the middle and at the end."""
    mechanism = f"{name}{',sides=2' * both_sides}"
    weights, outputs = of_tokens(BIASES[name], both_sides)
    at = Setting(n=N, rho=RHO, residual=R, beta=BETA, mechanism=mechanism)
    for i, j in PAIRS:
        expected = by_definition(weights, outputs, i, j)
        assert expected.keys() == PAIR_QUANTITIES.keys()
        for quantity, value in expected.items():
            if value or quantity not in ("other-weight", "row-overlap"):
                found = evaluate(quantity, at, positions=(i, j), digits=15)
                assert float(found) == pytest.approx(value, rel=1e-10), (quantity, i, j)


def test_the_last_two_positions_are_meant() -> None:
    """And of a quantity of one position the later one."""
    at = Setting(n=N, rho=RHO, residual=R, beta=BETA, mechanism="window:size=5")
    for quantity in PAIR_QUANTITIES:
        assert str(evaluate(quantity, at)) == str(evaluate(quantity, at, positions=(N - 1, N)))
    assert str(evaluate("self-weight", at, positions=3)) == str(evaluate("self-weight", at, positions="1,3"))


def test_the_cosines_of_a_causal_window() -> None:
    """Window 20, n = 200, beta = 6, rho = 0.3: neighbours and a far pair."""
    at = Setting(n=200, rho="0.3", beta=6, mechanism="window:size=20")
    assert str(evaluate("output-cosine", at, digits=4)) == "0.4245"
    assert str(evaluate("output-cosine", at, positions=(100, 200), digits=4)) == "0.4133"


def test_top_k_is_the_mean_over_draws() -> None:
    """Of real tokens, each of which draws two of the four others that tie."""
    n, k = 5, 3
    tokens = simplex_tokens(n, RHO)
    ratio = np.exp(-BETA * (1 - RHO))
    own, other = 1 / (1 + (k - 1) * ratio), ratio / (1 + (k - 1) * ratio)

    def row(i: int, kept: tuple[int, ...]) -> Array:
        found = np.zeros(n)
        found[list(kept)], found[i] = other, own
        return found

    draws = [[row(i, kept) for kept in combinations([j for j in range(n) if j != i], k - 1)] for i in (0, 1)]
    found: dict[str, list[float]] = {}
    for first, second in product(*draws):
        outputs = np.array([first @ tokens + R * tokens[0], second @ tokens + R * tokens[1]])
        for name, value in by_definition(np.array([first, second]), outputs, 1, 2).items():
            found.setdefault(name, []).append(value)
    at = Setting(n=n, rho=RHO, residual=R, beta=BETA, mechanism=f"top-k:k={k}")
    for name, values in found.items():
        if name != "cosine-odds":  # a quotient of what varies
            assert float(evaluate(name, at, digits=12)) == pytest.approx(np.mean(values), rel=1e-10), name


@pytest.mark.parametrize("mechanism", ["window:size=500", "causal", "top-k:k=500"])
def test_what_holds_all_keys_is_softmax(mechanism: str) -> None:
    """Where a row sees all that there is, it is the simplex row."""
    place: dict[str, Any] = {"n": 300, "rho": "0.3", "gamma": "1.2"}
    for name in ("self-weight", "row-entropy", "participation-ratio"):
        assert str(evaluate(name, mechanism=mechanism, **place)) == str(evaluate(name, **place))


def test_windows_seen_on_both_sides_by_all_are_the_layer() -> None:
    """A pair too: a window that holds everything on both sides is the simplex layer."""
    place: dict[str, Any] = {"n": 300, "rho": "0.3", "gamma": "1.2", "residual": "0.5"}
    for name in PAIR_QUANTITIES:
        found = evaluate(name, positions=(17, 203), digits=12, mechanism="window:size=500,sides=2", **place)
        assert str(found) == str(evaluate(name, digits=12, **place)), name


# ---- values printed in the theory, by a program of their own --------------------------------------------------------

MP = mpmath.MPContext()
MP.dps = 40


def digits(value: Any, count: int) -> str:
    """Return so many significant digits of an mpmath number."""
    return str(MP.nstr(value, count))


@pytest.mark.parametrize(
    "slope, n, length, threshold",
    [
        ("1/256", "oo", "255.5003255207505491346", "5.543223683696765715125"),
        ("1/16", "oo", "", "2.741175967120976732918"),
        ("1/256", 1000, "", "5.522822461759671376072"),
    ],
)
def test_printed_h11(slope: str, n: Any, length: str, threshold: str) -> None:
    """The effective number of keys and the gap with half of the weight, n = 1000 and in the limit."""
    mu = MP.mpf(1) / int(slope[2:])
    keys = 1 / MP.expm1(mu) if n == "oo" else MP.fsum(MP.exp(-mu * d) for d in range(1, n))
    assert digits(MP.log(keys), 22) == threshold
    assert not length or digits(keys, 22) == length
    found = critical_beta(n, "0.3", 22, f"alibi:slope={slope}")
    assert digits(MP.mpf(str(found)) * MP.mpf("0.7"), 20) == digits(MP.mpf(threshold), 20)
    odds = evaluate("odds", n=n, rho="0.3", beta=0, mechanism=f"alibi:slope={slope}", digits=22)
    assert str(odds) == digits(keys, 22)


def test_a_steep_slope_has_half_of_the_weight_at_once() -> None:
    """From log 2 on, at beta = 0; below beta = 0 it need not: the value printed in the corrections."""
    assert float(critical_beta(50, "0.3", mechanism="alibi:slope=0.7")) == 0
    assert float(evaluate("self-weight", n=50, rho="0.3", beta=0, mechanism="alibi:slope=0.7")) > 0.5
    below = 1 / (1 + MP.exp(MP.mpf("0.7")) * MP.fsum(MP.mpf(2) ** -d for d in range(1, 50)))
    assert digits(below, 4) == "0.3318"


def test_a_slope_that_is_scaled_is_the_root_of_its_own_equation() -> None:
    """At n = 1000 and in the limit."""
    s, rho = MP.mpf(1) / 100, MP.mpf("0.3")
    lengths: tuple[Any, ...] = (1000, "oo")
    for n, odds in product(lengths, (1, 10**6)):

        def excess(beta: Any, n: Any = n, odds: int = odds) -> Any:
            q = MP.exp(-s * beta)
            return beta * (1 - rho) - MP.log(odds * q * (1 - (0 if n == "oo" else q ** (n - 1))) / (1 - q))

        root = MP.findroot(excess, 4 if odds == 1 else 20)
        found = beta_at(f"{odds}/{1 + odds}", n, "0.3", 20, "alibi:slope=1/100,scaled=1")
        assert str(found) == digits(root, 20)


def test_a_window_takes_log_of_its_size() -> None:
    """Whatever n, and half of the weight is there."""
    lengths: tuple[Any, ...] = (4096, "1e1000000", "oo")
    for n, mechanism in product(lengths, ("window:size=1000", "top-k:k=1000")):
        assert str(critical_beta(n, "0.3", 22, mechanism)) == digits(MP.log(999) / MP.mpf("0.7"), 22)
    assert str(critical_beta(100, "0.3", 22, "window:size=1000")) == str(critical_beta(100, "0.3", 22))
    with pytest.raises(BadInput, match="self_weight = 1/100: below"):
        beta_at("1/100", 100, "0.3", mechanism="window:size=20")
    beta = beta_at("0.9", 5000, "0.3", 25, "window:size=1000")
    assert float(evaluate("self-weight", n=5000, rho="0.3", beta=str(beta), mechanism="window:size=1000")) == pytest.approx(0.9)


def test_printed_h14() -> None:
    """The peak, its value, the horizons, and the betas that n = 131072 takes."""
    rho = MP.mpf("0.3")
    x = MP.findroot(lambda x: MP.sech(x) ** 2 - rho * MP.sech(rho * x) ** 2, 1.3)
    most = MP.tanh(x) - MP.tanh(rho * x)
    assert digits(x, 22) == "1.296914520609160067638" and digits(most, 22) == "0.4903647755120748257186"
    found = capped(1, "0.3", digits=22)
    assert (str(found.beta), str(found.gap)) == (digits(x, 22), digits(most, 22))
    for c, horizon, needed in ((50, "44477032782.01793806971", "17.83238076805115087771"), (30, "2448395.998911085210968", "20.60684319780417559773")):
        assert digits(1 + MP.exp(c * most), 22) == horizon == str(capped(c, "0.3", digits=22).horizon)

        def excess(beta: Any, c: int = c) -> Any:
            return c * (MP.tanh(beta / c) - MP.tanh(beta * rho / c)) - MP.log(131071)

        both = [MP.findroot(excess, start) for start in (18, 3 * c)]
        assert digits(both[0], 22) == needed == str(critical_beta(131072, "0.3", 22, f"cap:c={c}"))
        thresholds = capped_thresholds(131072, c, "0.3", digits=20)
        assert thresholds is not None
        assert [float(t) for t in thresholds] == [float(root) for root in both]
    assert str(critical_beta(131072, "0.3", 22)) == "16.83356348585062147372"


def test_a_cap_at_other_weights_and_without_a_common_inner_product() -> None:
    """Horizon and thresholds at p = 9/10; at rho = 0 the gap rises to c, and no further."""
    rho, c = MP.mpf("0.3"), 20
    most = MP.log(capped_horizon_by_hand(rho, c))
    assert str(capped(c, "0.3", "0.9", 18).horizon) == digits(1 + MP.exp(most) / 9, 18)
    found = capped_thresholds(1000, c, "0.3", "0.9", 20)
    assert found is not None
    for beta in map(MP.mpf, map(str, found)):
        assert digits(c * (MP.tanh(beta / c) - MP.tanh(beta * rho / c)), 15) == digits(MP.log(999 * 9), 15)
    assert str(critical_beta(1000, 0, 20, "cap:c=20")) == digits(20 * MP.atanh(MP.log(999) / 20), 20)
    assert phase(n=10**9, rho=0, beta=3, mechanism="cap:c=20").critical_beta is None


def capped_horizon_by_hand(rho: Any, c: int) -> Any:
    """Return exp of the largest capped gap."""
    x = MP.findroot(lambda x: MP.sech(x) ** 2 - rho * MP.sech(rho * x) ** 2, 1.3)
    return MP.exp(c * (MP.tanh(x) - MP.tanh(rho * x)))


def test_beyond_the_horizon_of_a_cap_no_beta_is_enough() -> None:
    """Half of the weight at 44477032782 tokens, and not at one more."""
    assert capped_thresholds(44477032783, 50, "0.3") is None and capped_thresholds(44477032782, 50, "0.3", digits=5) is not None
    for n in (44477032783, "oo"):
        assert phase(n=n, rho="0.3", beta=12, mechanism="cap:c=50").critical_beta is None
    with pytest.raises(BadInput, match="no beta is enough"):
        critical_beta(44477032783, "0.3", mechanism="cap:c=50")


@pytest.mark.parametrize("n", [7, 3000])
def test_a_cap_is_that_of_real_scores(n: int) -> None:
    """Weights and cosine of a softmax over capped scores, by the two weights of its row."""
    beta, rho, r, c = 30.0, 0.3, 0.4, 20.0
    gap = c * (np.tanh(beta / c) - np.tanh(beta * rho / c))
    own = 1 / (1 + (n - 1) * np.exp(-gap))
    other = (1 - own) / (n - 1)
    norm = (own + r) ** 2 + 2 * (own + r) * (1 - own) * rho + other**2 * (n - 1) * (1 + (n - 2) * rho)
    cosine = 1 - (1 - rho) * (own - other + r) ** 2 / norm
    at = Setting(n=n, rho=rho, residual=r, beta=beta, mechanism="cap:c=20")
    assert float(evaluate("self-weight", at)) == pytest.approx(own, rel=1e-12)
    assert float(evaluate("output-cosine", at)) == pytest.approx(cosine, rel=1e-12)
    assert float(evaluate("row-entropy", at)) == pytest.approx(-own * np.log(own) - (1 - own) * np.log(other), rel=1e-12)


def test_a_cap_on_a_grid_and_in_a_stack() -> None:
    """Arrays and jets are the balls; the first layer of a stack is the layer."""
    for name in ("self-weight", "output-cosine", "row-entropy"):
        for rho, gamma in ((0.25, 0.5), (0.5, 4.0)):
            found = grid(name, n=1000, rho=[rho], gamma=[gamma], mechanism="cap:c=20")[0, 0]
            assert found == pytest.approx(float(evaluate(name, n=1000, rho=rho, gamma=gamma, mechanism="cap:c=20")), rel=1e-12)
    place: dict[str, Any] = {"n": 1000, "rho": "0.3", "beta": 20, "residual": "0.5", "mechanism": "cap:c=20"}
    assert float(stack(layers=1, **place).layers[1].cosine) == pytest.approx(float(evaluate("output-cosine", **place)), rel=1e-13)


def test_more_beta_hurts_under_a_cap() -> None:
    """Beyond the beta of the largest gap, and in the limit nothing is left."""
    place: dict[str, Any] = {"n": 1000, "rho": "0.3", "mechanism": "cap:c=20"}
    weights = [float(evaluate("self-weight", beta=beta, **place)) for beta in (10, 26, 60, 200, 2000)]
    assert weights[1] > weights[0] and weights[1:] == sorted(weights[1:], reverse=True)
    assert weights[-1] == pytest.approx(1 / 1000, rel=1e-9)
    assert float(evaluate("self-weight", n="oo", rho="0.3", gamma=5, mechanism="cap:c=20")) == 0


def test_phase_says_where_it_looks_and_what_the_limit_is() -> None:
    """The last two positions; the window's own size; a beta that is 0, and one that no beta reaches."""
    place: dict[str, Any] = {"n": 131072, "rho": "0.3"}
    window = phase(gamma="10/7", mechanism="window:size=4096", **place)
    assert "window:size=4096, at the last two positions" in str(window) and "that of 4096 tokens" in str(window)
    assert (window.regime, window.critical_gamma) == ("supercritical", None)
    assert window.relative_beta is not None and str(window.relative_beta).startswith("1.4167")
    assert "none: beta = 0 is enough" in str(phase(beta=1, mechanism="alibi:slope=2", **place))
    assert "none is enough beyond" in str(phase(beta=12, mechanism="cap:c=5", **place))
    causal, softmax = phase(gamma=1, mechanism="causal", **place), phase(gamma=1, **place)
    assert str(causal.critical_beta) == str(softmax.critical_beta) and causal.asymptotic_regime == "subcritical"


# ---- the limit, and refusals -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("mechanism", ["alibi:slope=1/8", "alibi:slope=1/8,scaled=1", "window:size=30", "top-k:k=30"])
def test_at_infinity_a_fixed_beta_is_a_row_of_few_keys(mechanism: str) -> None:
    """The limit is that of long sequences; where beta grows a query pays itself alone."""
    place: dict[str, Any] = {"rho": "0.3", "residual": "0.5", "mechanism": mechanism}
    assert float(evaluate("entropy-fraction", n=10**6, beta=3, **place)) == pytest.approx(
        float(evaluate("row-entropy", n=10**6, beta=3, **place)) / np.log(10**6)
    )
    assert float(evaluate("entropy-fraction", n="oo", beta=3, **place)) == 0
    for name in PAIR_QUANTITIES:
        near = evaluate(name, n="1e30", beta=3, digits=12, **place)
        assert float(evaluate(name, n="oo", beta=3, digits=12, **place)) == pytest.approx(float(near), rel=1e-11, abs=1e-25), name
    for growing in ({"critical": True}, {"gamma": "0.1"}, {"kappa": 1}):
        assert float(evaluate("self-weight", n="oo", **growing, **place)) == 1
        assert str(evaluate("output-cosine", n="oo", digits=5, **growing, **place)) == "0.30000"


@pytest.mark.parametrize(
    "mechanism, why",
    [
        ("window:size=1", "size = 1"),
        ("window:size=3/2", "size"),
        ("window:size=4,sides=3", "sides = 3"),
        ("alibi:slope=0", "slope = 0"),
        ("alibi:slope=1,scaled=2", "scaled = 2"),
        ("top-k:k=1", "k = 1"),
        ("cap:c=0", "c = 0"),
    ],
)
def test_parameters_that_are_none(mechanism: str, why: str) -> None:
    """Each by its name."""
    with pytest.raises(BadInput, match=why):
        Setting(n=10, rho="0.3", beta=1, mechanism=mechanism)


def test_what_positions_do_not_have() -> None:
    """The Jacobian is that of softmax, positions need a mechanism that tells them apart, and be some."""
    place: dict[str, Any] = {"n": 10, "rho": "0.3", "beta": 1}
    with pytest.raises(BadInput, match="mean-square-jacobian of a layer with window"):
        evaluate("mean-square-jacobian", mechanism="window:size=3", **{**place, "dim": 20})
    with pytest.raises(BadInput, match="all are alike under softmax"):
        evaluate("self-weight", positions=(1, 2), **place)
    for positions in ((2, 2), (3, 2), (0, 1), "1,2,3", "1.5", (1, 11), 1):
        with pytest.raises(BadInput, match="position"):
            evaluate("self-weight", positions=positions, mechanism="causal", **place)
    for mechanism in ("window:size=3", "top-k:k=3", "alibi:slope=1", "causal"):
        for refused in (lambda m: stack(layers=2, mechanism=m, **place), lambda m: grid("odds", n=9, rho=[0.3], gamma=[1], mechanism=m)):
            with pytest.raises(BadInput, match=f"one row for a layer with {mechanism.split(':')[0]}"):
                refused(mechanism)
    with pytest.raises(BadInput, match="infinitely many keys"):
        evaluate("self-weight", n="oo", rho="0.3", beta=1, mechanism="causal")
