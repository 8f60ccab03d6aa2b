"""Every mechanism against real tokens and a program of its own, in every field, at n = oo, and what each refuses."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import Any

import numpy as np
import pytest
import sympy
from flint import arb
from mpmath import mp, mpf
from mpmath.ctx_mp import MPContext

from critscale.numerics.answers.depth import stack
from critscale.numerics.answers.evaluate import evaluate, evaluator
from critscale.numerics.answers.grid import grid
from critscale.numerics.answers.multiprecision import evaluate_mpmath
from critscale.numerics.answers.phase import phase
from critscale.numerics.answers.window import beta_at, critical_beta
from critscale.numerics.numbers.arrays import Array
from critscale.numerics.numbers.balls import BALLS
from critscale.numerics.numbers.jet import JETS, Jet
from critscale.numerics.numbers.roots import monotone_root
from critscale.numerics.sampled.attention import simplex_tokens
from critscale.numerics.settings.setting import Setting
from critscale.theory.errors import BadInput, NotCertain
from critscale.theory.expansions.by_mechanism import of_mechanism
from critscale.theory.expansions.catalogue import find
from critscale.theory.expansions.derivation import derive
from critscale.theory.layer.registry import Quantity
from critscale.theory.mechanisms.catalogue import MECHANISMS
from critscale.theory.mechanisms.differential import Differential
from critscale.theory.mechanisms.entmax import Entmax
from critscale.theory.mechanisms.exponentials import Sink, Softmax
from tests.terminal import Terminal

RHO, R = 0.3, 0.4
BY_NAME = {
    "softmax": "softmax", "softmax-one": "softmax-one", "sparsemax": "sparsemax", "entmax": "entmax:alpha=5/4",
    "three-halves": "entmax:3/2", "steep": "entmax:3", "sigmoid": "sigmoid", "centred": "centred-sigmoid:c=2",
    "cubic": "polynomial:degree=3", "shifted": "polynomial:degree=5,constant=1/2", "linear": "linear", "softpick": "softpick",
    "differential": "differential:mu=4/5", "centring": "differential:1",
}
NO_DISTRIBUTION = ("sigmoid", "centred", "differential", "centring")
LAYERS = [(5, 0.4), (5, 1.2), (12, 3.0), (12, 8.0)]
"""n and beta: near flat, within every ramp, and beyond them."""


def entmax_weights(scores: Array, alpha: float) -> Array:
    """Return alpha-entmax of a row: (q s - tau)_+^(1/q), tau by halving."""
    q = alpha - 1
    low, high = q * scores.max() - 1, q * scores.max()
    for _ in range(200):
        tau = (low + high) / 2
        masses: Array = np.maximum(q * scores - tau, 0) ** (1 / q)
        low, high = (tau, high) if masses.sum() > 1 else (low, tau)
    found: Array = masses / masses.sum()
    return found


def weights_of(name: str, scores: Array, n: int, beta: float) -> Any:
    """Return the weights that a mechanism gives to one row of scores, from its definition."""
    exponentials: Array = np.exp(scores)
    kernels: dict[str, Array] = {"cubic": scores**3, "shifted": (scores + 0.5) ** 5, "linear": scores, "softpick": exponentials - 1}
    if name in ("sparsemax", "entmax", "three-halves", "steep"):
        return entmax_weights(scores, {"sparsemax": 2, "entmax": 1.25, "three-halves": 1.5, "steep": 3}[name])
    if name in kernels:
        return kernels[name] / kernels[name].sum()
    if name in ("sigmoid", "centred"):
        bias = -np.log(n - 1) - (beta * RHO + 2 if name == "centred" else 0)
        return 1 / (1 + np.exp(-(scores + bias)))
    if name == "softmax-one":
        return exponentials / (1 + exponentials.sum())
    taken = {"differential": 0.8, "centring": 1.0}.get(name, 0.0)
    return exponentials / exponentials.sum() - taken / n


@lru_cache
def by_definition(name: str, n: int, beta: float) -> dict[str, float]:
    """Return the forward quantities of real tokens."""
    tokens = simplex_tokens(n, RHO)
    weights = np.array([weights_of(name, row, n, beta) for row in beta * tokens @ tokens.T])
    outputs = weights @ tokens + R * tokens
    gram = outputs @ outputs.T
    own, other, cosine = weights[0, 0], weights[0, 1], gram[0, 1] / gram[0, 0]
    return {
        "self-weight": own,
        "self-weight-complement": 1 - own,
        "other-weight": other,
        "weight-gap": own - other,
        "row-entropy": -sum(w * np.log(w) for w in [*weights[0], 1 - weights[0].sum()] if w > 1e-12),
        "inverse-participation-ratio": weights[0] @ weights[0],
        "row-overlap": weights[0] @ weights[1],
        "output-norm-squared": gram[0, 0],
        "output-cosine": cosine,
        "contraction-factor": (1 - cosine) / (1 - RHO),
    }


def at(name: str, n: Any, **words: Any) -> Setting:
    """Return a layer with a mechanism."""
    return Setting(n=n, rho=RHO, residual=R, mechanism=BY_NAME[name], **words)


@pytest.mark.parametrize("name", BY_NAME)
def test_rows_are_those_of_real_tokens(name: str) -> None:
    """In balls, in mpmath numbers and in arrays, within bounds as well; each from its definition."""
    for n, beta in LAYERS:
        for quantity, value in by_definition(name, n, beta).items():
            if quantity == "row-entropy" and name in NO_DISTRIBUTION:
                continue
            expected = pytest.approx(value, rel=2e-8 if quantity == "row-entropy" else 1e-10, abs=1e-12)
            here = at(name, n, beta=beta)
            assert float(evaluate(quantity, here)) == expected, quantity
            assert float(evaluate_mpmath(quantity, here, digits=20)) == expected, quantity
            gamma = beta / np.log(n)
            drawn = grid(quantity, n=n, rho=[RHO], gamma=[gamma], residual=R, mechanism=BY_NAME[name])
            assert drawn[0, 0] == expected, quantity
            bounds = grid(quantity, n=n, rho=[RHO], gamma=[gamma], residual=R, mechanism=BY_NAME[name], certified=True)
            assert bounds.value[0, 0] == expected and bounds.width[0, 0] <= 1e-11 * max(abs(value), 1e-2), quantity


@pytest.mark.parametrize("name", ["entmax", "three-halves", "steep", "sigmoid", "softpick", "shifted", "differential"])
def test_a_certified_grid_holds_the_certified_values(name: str) -> None:
    """On both sides of the ramp at once: points of one vector answer differently."""
    rhos, gammas = [0.0, 0.25, 0.9], [0.125, 0.25, 0.5, 2.0]
    bounds = grid("contraction-factor", n=1000, rho=rhos, gamma=gammas, mechanism=BY_NAME[name], certified=True)
    for i, gamma in enumerate(gammas):
        for j, rho in enumerate(rhos):
            found = evaluate("contraction-factor", n=1000, rho=rho, gamma=gamma, mechanism=BY_NAME[name], digits=30)
            assert bounds.lower[i, j] <= found.upper and found.lower <= bounds.upper[i, j]
    assert np.all(bounds.width <= 1e-12 * bounds.value)


def test_the_values_that_the_theory_prints() -> None:
    """H3 and H13 from the weights alone, H1's formula written out in mpmath, and by the package."""
    with mp.workdps(40):
        rho, n = mpf(3) / 10, mpf(1000)

        def contraction(a: Any, b: Any) -> list[str]:
            squared = rho * (a + (n - 1) * b) ** 2 + (1 - rho) * (a**2 + (n - 1) * b**2)
            factor = (a - b) ** 2 / squared
            return [mp.nstr(factor, 22), mp.nstr(1 - (1 - rho) * factor, 22)]

        g, own = mpf(4) / 10, 1 / (1 + (n - 1) * mp.exp(-mpf(56) / 10))
        sparse = contraction(g + (1 - g) / n, (1 - g) / n)
        taken = contraction(own - mpf(8) / 10 / n, (1 - own) / (n - 1) - mpf(8) / 10 / n)
    assert sparse == ["0.3877960580530698905446", "0.7285427593628510766188"]
    assert taken == ["1.03486417358176441552", "0.2755950784927649091361"]
    for mechanism, beta, expected in (("sparsemax", "4/7", sparse), ("differential:4/5", 8, taken)):
        here = Setting(n=1000, rho="0.3", beta=beta, mechanism=mechanism)
        found = [str(evaluate(name, here, digits=22)) for name in ("contraction-factor", "output-cosine")]
        assert [x.rstrip("0") for x in found] == [x.rstrip("0") for x in expected]


GAPS = {("5/4", "1/2"): "2.765296520118797532648", ("3/2", "1/2"): "1.369469825358826761356", ("2", "1/2"): "0.4994994994994994994995", ("3/2", "9/10"): "1.877356588594772125523"}


@pytest.mark.parametrize(("alpha", "p"), GAPS)
def test_the_gap_of_entmax(alpha: str, p: str) -> None:
    """H4 at n = 1000: the printed gaps, by halving the definition in mpmath; and at n = oo the limits."""
    context = MPContext()
    context.dps = 30
    q, weight = context.mpf(Fraction(alpha).numerator) / Fraction(alpha).denominator - 1, Fraction(p)
    low, high = context.mpf(0), 1 / q
    for _ in range(90):
        gap = (low + high) / 2
        bottom, top = q * 0 - 1, context.mpf(0)
        for _ in range(100):
            tau = (bottom + top) / 2
            masses = [context.power(max(q * s - tau, 0), 1 / q) for s in (0, -gap)]
            bottom, top = (tau, top) if masses[0] + 999 * masses[1] > 1 else (bottom, tau)
        low, high = (gap, high) if masses[0] < context.mpf(weight.numerator) / weight.denominator else (low, gap)
    assert context.nstr(gap, 22) == GAPS[alpha, p]
    name = "sparsemax" if alpha == "2" else f"entmax:{alpha}"
    assert str(beta_at(p, 1000, 0, 22, name)) == GAPS[alpha, p]


def test_half_weight_limits_of_entmax() -> None:
    """2^-q/q, never 1/q; and towards alpha = 1 the gap of softmax."""
    assert str(critical_beta("oo", 0, 22, "entmax:5/4")) == "3.363585661014858172125"
    assert str(critical_beta("oo", 0, 22, "entmax:3/2")) == "1.414213562373095048802"
    near = critical_beta(1000, 0, 10, "entmax:1.0000001")
    assert float(near) == pytest.approx(np.log(999), rel=1e-5)


def test_entmax_is_the_identity_exactly() -> None:
    """From the gap 1/(alpha - 1) on, at every n; just below it is not; the entropy is 0 and the cosine rho."""
    for n in (2, 1000, "10^10^100", "oo"):
        here = Setting(n=n, rho="0.3", beta="20/7", mechanism="entmax:3/2")
        found = [evaluate(name, here) for name in ("self-weight", "row-entropy", "output-cosine")]
        assert [str(x) for x in found[:2]] == ["1." + "0" * 29, "0"] and found[2].contains(Fraction(3, 10))
        assert evaluate("other-weight", here).is_exact
        below = evaluate("self-weight-complement", here.but(beta="2.857"), digits=5)
        assert below.ball > 0
    assert phase(n=131072, rho="0.3", beta=12, mechanism="entmax:alpha=3/2").regime == "identity"


def test_sigmoid_bounds_and_thresholds() -> None:
    """H8: the printed odds and their bounds; self-dominance at n = 3 though never at large n; a centred bias is capped."""
    odds = Quantity(lambda row, rho, r: row.self_weight / row.others_weight, "", "", "1", "")
    context = MPContext()
    context.dps = 40
    beta, rho, n = context.mpf(14), context.mpf(3) / 10, 1000

    def sigmoid(x: Any) -> Any:
        return 1 / (1 + context.exp(-x))

    shift = context.log(n - 1)
    by_hand = sigmoid(beta - shift) / ((n - 1) * sigmoid(beta * rho - shift))
    assert context.nstr(by_hand, 22) == "0.01598330053862819827351"
    assert context.nstr(context.exp(-beta * rho) + context.mpf(1) / 999, 22) == "0.01599657782147870721299"
    centred = sigmoid(beta * (1 - rho) - shift - 2) / ((n - 1) * sigmoid(-shift - 2))
    assert context.nstr(centred, 22) == "5.243684615307593244989"
    at_14 = Setting(n=1000, rho="0.3", beta=14, mechanism="sigmoid")
    assert str(evaluate(odds, at_14, digits=22)) == "0.01598330053862819827351"
    assert str(evaluate(odds, at_14.but(mechanism="centred-sigmoid:2"), digits=22)) == "5.243684615307593244989"
    small = Setting(n=3, rho="1/20", beta=5, mechanism="sigmoid")
    assert str(evaluate(odds, small, digits=6)) == "1.26180"
    assert float(critical_beta(3, "1/20", 20, "sigmoid")) < 5
    beyond = Setting(n=1000, rho="0.3", beta=60, mechanism="centred-sigmoid:2")
    assert str(evaluate(odds, beyond, digits=7)) == "7.390057"
    for n_, rho_ in ((1000, "0.3"), ("10^10^100", "1/100"), ("oo", "0.3")):
        with pytest.raises(BadInput, match="with sigmoid: no beta is enough"):
            critical_beta(n_, rho_, mechanism="sigmoid")
    assert float(beta_at("0.88", 1000, "0.3", mechanism="centred-sigmoid:2")) > 9.9
    with pytest.raises(BadInput, match="no beta is enough"):
        beta_at("0.881", 1000, "0.3", mechanism="centred-sigmoid:2")


def test_kernels_of_the_score() -> None:
    """H9: the degree that half of the weight takes; linear attention; H10: the factor of softpick."""
    context = MPContext()
    context.dps = 40
    degree = context.log(999) / context.log(context.mpf(10) / 3)
    assert context.nstr(degree, 22) == "5.736636869065671259397"
    assert str(critical_beta(1000, "0.3", mechanism="polynomial:degree=6")) == "0"
    with pytest.raises(BadInput, match="no beta is enough"):
        critical_beta(1000, "0.3", mechanism="polynomial:degree=5")
    assert evaluate("self-weight", n=1000, rho="0.3", beta=8, mechanism="linear").contains(1 / (1 + 999 * Fraction(3, 10)))
    odds = Quantity(lambda row, rho, r: row.self_weight / row.others_weight, "", "", "1", "")
    ratio = float(evaluate(odds, n=1000, rho="0.3", beta=8, mechanism="softpick")) / float(evaluate(odds, n=1000, rho="0.3", beta=8))
    by_hand = (1 - context.exp(-8)) / (1 - context.exp(context.mpf("-2.4")))
    assert context.nstr(by_hand, 19) == "1.099399840773802882" and ratio == pytest.approx(float(by_hand), rel=1e-14)
    star = context.findroot(lambda b: context.expm1(b) - 999 * context.expm1(b * 3 / 10), 9)
    assert str(critical_beta(1000, "0.3", 20, "softpick")) == context.nstr(star, 20)
    assert str(critical_beta(3, "1/20", mechanism="softpick")) == "0"  # 1/rho is more than n - 1
    flat = evaluate("self-weight", n=1000, rho="0.3", beta=0, mechanism="softpick")  # the limit as beta -> 0, that of linear attention
    assert float(flat) == pytest.approx(1 / (1 + 999 * 0.3), rel=1e-14)


def test_differential_attention_centres_exactly() -> None:
    """H13: the printed values, cos' = -1/(n - 1) at mu = 1, and the limit of the odds of the cosine."""
    here = Setting(n=1000, rho="0.3", beta=8, mechanism="differential:mu=4/5")
    assert str(evaluate("contraction-factor", here, digits=21)) == "1.03486417358176441552"
    assert str(evaluate("output-cosine", here, digits=22)) == "0.2755950784927649091361"
    for beta in ("1/100", 8, 40):
        assert evaluate("output-cosine", here.but(beta=beta, mechanism="differential:1")).contains(Fraction(-1, 999))
    limit = evaluate("cosine-odds", n="oo", rho="0.3", critical=True, residual="1/2", mechanism="differential:4/5", digits=12)
    assert limit.contains(Fraction(3, 7) * (Fraction(7, 10) / 1) ** 2)


def test_a_sink_that_keeps_half() -> None:
    """H7: sigma = log(exp(beta) + (n - 1) exp(beta rho)); the sink then has half of the weight."""
    sigma = "9.546320429733153231441"
    with mp.workdps(30):
        assert mp.nstr(mp.log(mp.exp(8) + 999 * mp.exp(mpf("2.4"))), 22) == sigma
    lost = Quantity(lambda row, rho, r: row.lost_weight, "", "", "1", "")
    assert float(evaluate(lost, n=1000, rho="0.3", beta=8, mechanism=f"sink:{sigma}")) == pytest.approx(0.5, rel=1e-15)


SCALES: list[dict[str, Any]] = [{"beta": "1.3"}, {"gamma": 1}, {"critical": True}, {"gamma": 2}, {"kappa": 1}]


@pytest.mark.parametrize("name", sorted(set(BY_NAME) - {"sigmoid"}))
def test_n_infinite_is_the_limit_of_large_n(name: str) -> None:
    """Where the limit exists, it is approached; a polynomial kernel has no entropy there that its terms decide."""
    for scale in SCALES:
        for quantity in ("self-weight", "weight-gap", "output-cosine", "contraction-factor", "inverse-participation-ratio"):
            limit = evaluate(quantity, at(name, "oo", **scale), digits=6)
            near = evaluate(quantity, at(name, "1e10000" if name == "centring" else "1e100000", **scale), digits=6)
            assert float(near) == pytest.approx(float(limit), rel=1e-4, abs=1e-30), (quantity, scale)


@pytest.mark.parametrize("name", ["entmax", "three-halves", "sigmoid", "centred", "shifted", "softpick", "differential"])
def test_many_lengths_at_once_are_each_alone(name: str) -> None:
    """At a fixed beta, where the gap is one ball and log n a vector, and along gamma log n, where the ramp ends on the way."""
    lengths: list[Any] = [2, 3, 10, 100, 10**4, "1e50"]
    for scale in ({"gamma": "1/4"}, {"beta": 2}):
        here = at(name, 2, **scale)
        found = evaluator("contraction-factor", here, digits=12).many(lengths)
        assert [str(x) for x in found] == [str(evaluate("contraction-factor", here.at(n), digits=12)) for n in lengths]


@pytest.mark.parametrize("name", BY_NAME)
def test_the_threshold_inverts_the_share(name: str) -> None:
    """The share of the token itself at the beta it is found for; or no beta is enough, and larger ones do not reach it."""
    share = Quantity(lambda row, rho, r: row.self_weight / (row.self_weight + row.others_weight), "", "", "1", "")
    for n, p in ((3, "1/2"), (1000, "1/5"), (1000, "9/10")):
        try:
            found = beta_at(p, n, "0.3", 40, BY_NAME[name])
        except BadInput:
            if name == "centring":
                continue
            for beta in (1, 5, 25, 125):
                assert evaluate(share, n=n, rho="0.3", beta=beta, mechanism=BY_NAME[name]).ball < arb(p)
            continue
        if float(found) > 0:
            value = evaluate(share, n=n, rho="0.3", beta=str(found), mechanism=BY_NAME[name], digits=30)
            assert float(value) == pytest.approx(float(Fraction(p)), rel=1e-15)


@pytest.mark.parametrize("name", BY_NAME)
def test_a_stack_is_its_layers(name: str) -> None:
    """Two layers of a stack are one after the other, at finite n, and at n = oo where the gap decides."""
    for n in (1000, "oo"):
        here = at(name, n, beta="1.3").but(residual="1/2")
        try:
            layers = stack(here, layers=2, norm="post", digits=8).layers
        except BadInput as refused:
            assert n == "oo" and "the size of its scores matters" in str(refused)
            continue
        first = evaluate("output-cosine", here, digits=30)
        assert str(layers[1].cosine) == str(evaluate("output-cosine", here, digits=8))
        assert str(layers[2].cosine) == str(evaluate("output-cosine", here.but(rho=str(first)), digits=8))


@pytest.mark.parametrize("name", NO_DISTRIBUTION)
def test_weights_that_are_no_distribution_have_no_entropy(name: str) -> None:
    """Refused by name, in a phase too; the Jacobian and the balanced mass are those of softmax."""
    here = at(name, 100, beta=2)
    with pytest.raises(BadInput, match="its weights are no distribution"):
        evaluate("row-entropy", here)
    assert phase(here).row_entropy is None and "no distribution" in str(phase(here))
    with pytest.raises(BadInput, match=f"the balanced mass of a layer with {here.mechanism.name}"):
        evaluate("balanced-mass", here)
    with pytest.raises(BadInput, match="the Jacobian of a layer with"):
        evaluate("pairing-eigenvalue", here)


def test_a_phase_says_what_the_mechanism_has() -> None:
    """A ramp, a transition, or none; a critical gamma only where there is one."""
    said = {name: phase(n=10**6, rho="0.3", gamma=1, mechanism=BY_NAME[name]) for name in BY_NAME}
    ramp = said["three-halves"]
    assert ramp.critical_gamma is None and ramp.critical_beta is not None
    assert float(ramp.critical_beta) == pytest.approx(2 * (0.5**0.5 - (0.5 / 999_999) ** 0.5) / 0.7, rel=1e-14)
    assert ramp.asymptotic_regime == "identity from beta (1 - rho) >= 2 on, for every n: a ramp, no transition"
    assert said["sigmoid"].critical_beta is None and "none: no beta is enough" in str(said["sigmoid"])
    assert said["softpick"].critical_gamma == Fraction(10, 7) and said["softpick"].asymptotic_regime == "subcritical"
    for name, answer in said.items():
        assert ("mechanism" in str(answer)) == (name != "softmax")
        assert MECHANISMS[answer.setting.mechanism.name] is type(answer.setting.mechanism)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("entmax:1", "alpha = 1 of entmax: not above 1"),
        ("differential:mu=2", "mu = 2 of differential: outside 0 to 1"),
        ("polynomial:degree=0", "degree = 0 of polynomial: not positive"),
        ("polynomial:degree=1/2", "it is a whole number"),
        ("polynomial:degree=2,constant=-1", "masses would be negative"),
        ("linear:2", "it takes no number after its name"),
    ],
)
def test_bad_parameters(text: str, why: str) -> None:
    """One line, by name."""
    with pytest.raises(BadInput, match=why):
        Setting(n=10, rho="0.3", beta=1, mechanism=text)


def test_the_root_of_entmax_agrees_with_its_closed_forms() -> None:
    """At alpha = 2 and 3/2, near 0, near the end of the ramp, and at huge n; a jet's slope is that of a difference."""
    for order, closed in ((arb(1), lambda g, n: (n * g / (1 - g)).log1p()), (arb(1) / 2, _root_form)):
        for g in ("1e-300", "1/1000", "0.7", "0.9999999"):
            gap = arb(Fraction(g).numerator) / Fraction(g).denominator if "e" not in g else arb(g)
            gap = gap / order
            for n in (2, 1000, 10**100):
                others = arb(n - 1).log()
                assert BALLS.entmax_gap(gap.mid(), others, order).overlaps(closed(gap.mid(), arb(n)))
    step, here, others = arb("1e-8").mid(), arb("0.6").mid(), arb(99).log()
    slope = JETS.entmax_gap(Jet(here, [arb(1)]), Jet(others), Jet(arb("0.3"))).slopes[0]
    ends = [BALLS.entmax_gap(here + k * step, others, arb("0.3")) for k in (-1, 1)]
    assert float(slope) == pytest.approx(float((ends[1] - ends[0]) / (2 * step)), rel=1e-6)
    assert BALLS.entmax_gap(arb("3.4"), others, arb("0.3")).is_nan()  # beyond the end
    with pytest.raises(NotCertain, match="a root"):
        monotone_root(lambda x: (x + 1, arb(1)), arb(0), arb(1), 53)


def _root_form(gap: arb, n: arb) -> arb:
    root = (4 * n - (n - 1) * gap * gap).sqrt()
    return 2 * (gap * (gap + root) / (4 - gap * gap)).log1p()


def test_expansions_of_a_mechanism() -> None:
    """Differential attention at the critical point, two terms against the value at n = 10^9; mu a symbol or a number."""
    exact = evaluate("output-cosine", n=10**9, rho="0.3", critical=True, mechanism="differential:4/5", digits=30)
    for value in (None, Differential(Fraction(4, 5))):
        entry = of_mechanism(find("output-cosine.critical")[0], Differential, value)
        assert entry is not None and entry.id == "output-cosine.critical.differential"
        (piece,) = derive(entry, 2).pieces
        names = {str(x): x for x in piece.expression.free_symbols}
        numbers = {"rho": sympy.Rational(3, 10), "mu": sympy.Rational(4, 5), "n": 10**9}
        found = piece.expression.subs({names[k]: v for k, v in numbers.items() if k in names})
        assert abs(float(sympy.N(found - sympy.Rational(str(exact)), 40))) < 1e-16
        assert ("mu" in names) == (value is None)


def test_what_has_no_expansion_says_why(terminal: Terminal) -> None:
    """A sink changes no direction without residual; a ramp has its weights; what is refused is refused by name."""
    plain = find("contraction-factor.critical")[0]
    assert of_mechanism(plain, Softmax) is plain
    sink = of_mechanism(plain, Sink)
    assert sink is not None and str(derive(sink).pieces[0]) == str(derive(plain).pieces[0])
    assert of_mechanism(find("self-weight.critical")[0], Sink) is None
    assert of_mechanism(find("contraction-factor.critical.residual")[0], Sink) is None
    assert of_mechanism(plain, Entmax) is None
    with pytest.raises(BadInput, match="the entropy of differential attention"):
        of_mechanism(find("row-entropy.critical")[0], Differential)
    ramp = terminal.refuses("formula", "output-cosine", "--mechanism", "entmax:alpha=3/2")
    assert "no transition: a ramp; its weights are exact, a^q - b^q = q g" in ramp
    assert "no beta is enough" in terminal.refuses("formula", "output-cosine", "--mechanism", "linear")
    assert "-1/n + B(" in terminal("formula", "output-cosine", "--regime", "critical", "--mechanism", "differential:1")
