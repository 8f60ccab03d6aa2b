"""Laws of scores: their parts belong together, and unfit parameters are refused in one line."""

from __future__ import annotations

from fractions import Fraction

import pytest
from flint import arb
from mpmath import mp

from critscale.numerics.numbers.balls import rational_ball
from critscale.numerics.numbers.integrals import integral
from critscale.numerics.settings.named import named_text, read_named
from critscale.theory.errors import BadInput
from critscale.theory.field import MissingFunction
from critscale.theory.scores.laws import SCORE_LAWS, Gamma, ScoreLaw, Sphere

LAWS = ("gaussian:v=1/3", "weibull:p=4", "weibull:p=1/2", "exponential", "endpoint:k=2", "gamma:kappa=3/2,m=7/10", "sphere:d=2", "sphere:d=7")


def law(text: str) -> ScoreLaw:
    """Return the law of a text."""
    return read_named(text, "law of scores", SCORE_LAWS)


@pytest.mark.parametrize("text", LAWS)
def test_the_density_is_one_and_stays_within_its_bounds(text: str) -> None:
    """Of the whole line 1, beyond a coordinate as the law says; the coordinate is that of its score."""
    in_balls = law(text).over(rational_ball)

    def mass(low: arb, high: arb) -> arb:
        found: arb = integral(in_balls.weight, low, high) * in_balls.normaliser()
        return found

    for s in (arb(-3), arb(0), arb(1), arb(2)):
        below, above = mass(arb(-50), s), mass(s, arb(50))
        assert abs(below + above - 1) < arb("1e-9")
        assert below - arb("1e-12") < in_balls.below(s)
        assert abs(above - in_balls.above(s)) < arb("1e-9")
        assert abs(in_balls.coordinate(in_balls.score(s)) - s) < arb("1e-9")
        assert in_balls.score(s) < in_balls.score(s + 1)


@pytest.mark.parametrize("text", [text for text in LAWS if not text.startswith(("gamma", "sphere"))])
def test_the_rate_is_the_tail_and_the_hazard_its_slope(text: str) -> None:
    """P(X > x) = exp(-I(x)) from the density, I' by a difference, x_n inverts I."""
    in_balls = law(text).over(rational_ball)
    for s in (arb(0), arb(1) / 2):
        x = in_balls.score(s)
        tail = integral(in_balls.weight, s, arb(50)) * in_balls.normaliser()
        assert abs(tail - (-in_balls.rate(x)).exp()) < arb("1e-9")
        step = arb("1e-5")
        slope = (in_balls.rate(x + step) - in_balls.rate(x - step)) / (2 * step)
        assert abs(slope - in_balls.hazard(x)) < arb("1e-6") * (1 + abs(slope))
        if not text.startswith("gaussian"):
            assert abs(in_balls.quantile(in_balls.rate(x)) - x) < arb("1e-10")


@pytest.mark.parametrize(("text", "beta"), [("gaussian:v=1/3", 2), ("exponential", Fraction(1, 2)), ("gamma:kappa=3/2,m=7/10", 3), ("sphere:d=7", 4)])
def test_the_cumulants_are_those_of_the_density(text: str, beta: Fraction) -> None:
    """K by integration, K' by a difference."""
    in_balls, b = law(text).over(rational_ball), rational_ball(Fraction(beta))
    moment = integral(lambda z: in_balls.weight(z) * (b * in_balls.score(z)).exp(), arb(-40), arb(8 if text == "exponential" else 40))
    assert abs((moment * in_balls.normaliser()).log() - in_balls.cumulant(b)) < arb("1e-9")
    step = arb("1e-5")
    slope = (in_balls.cumulant(b + step) - in_balls.cumulant(b - step)) / (2 * step)
    assert abs(slope - in_balls.cumulant_slope(b)) < arb("1e-7")


@pytest.mark.parametrize(("text", "x", "rate"), [("exponential", 12, "8.51509335021199968977"), ("gaussian:v=1/32", 1, "16")])
def test_cramers_rate(text: str, x: int, rate: str) -> None:
    """Exponential distractors at 12, Gaussian ones at 1 (theory E30)."""
    assert abs(law(text).over(rational_ball).cramer_rate(arb(x)) - arb(rate)) < arb("1e-15")


def test_cramers_rate_is_the_legendre_transform() -> None:
    """Of the Gamma law: beta x - K at the beta with K' = x, and nothing around it is larger."""
    gamma, x = Gamma(Fraction(3, 2), Fraction(7, 10)).over(rational_ball), arb("-0.2")
    beta = gamma.kappa * (-1 / x - 1 / gamma.m)
    assert abs(gamma.cumulant_slope(beta) - x) < arb("1e-12")
    assert abs(beta * x - gamma.cumulant(beta) - gamma.cramer_rate(x)) < arb("1e-12")


def test_constants_of_the_sphere() -> None:
    """C_2 = sqrt(2)/pi, C_3 = 1/2, C_4 = 4 sqrt(2)/(3 pi), C_5 = 3/4 (theory E10)."""
    constants = (mp.sqrt(2) / mp.pi, mp.mpf(1) / 2, 4 * mp.sqrt(2) / (3 * mp.pi), mp.mpf(3) / 4)
    for d, constant in zip((2, 3, 4, 5), constants, strict=True):
        found = Sphere(d).over(rational_ball).edge_constant()
        assert abs(float(found) - float(constant)) < 1e-14


@pytest.mark.parametrize(
    ("text", "growth"),
    [
        ("gaussian:1", "sqrt(log n)"), ("weibull:2", "sqrt(log n)"), ("weibull:4", "(log n)^(3/4)"), ("exponential", "constant"),
        ("endpoint:1", "(log n)^2"), ("endpoint:2", "(log n)^(3/2)"), ("gamma:kappa=8,m=1", "n^(1/8)"), ("sphere:32", "n^(2/31)"),
    ],
)  # fmt: skip
def test_growth(text: str, growth: str) -> None:
    """In words; and a law is written as it is read."""
    found = law(text)
    assert found.growth == growth
    assert read_named(named_text(found, SCORE_LAWS), "law of scores", SCORE_LAWS) == found


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("gaussian:0", "v = 0 of a law of scores: not positive; give v > 0"),
        ("gamma:kappa=-1,m=1", "kappa = -1 of a law of scores: not positive; give kappa > 0"),
        ("sphere:1", "d = 1 of a law of scores: no sphere; give d >= 2"),
        ("sphere:5/2", "d of the law of scores sphere: it is a whole number; give an integer"),
    ],
)
def test_unfit_parameters(text: str, why: str) -> None:
    """One line: what, why, mend."""
    with pytest.raises(BadInput) as found:
        law(text)
    assert str(found.value) == why


def test_what_has_no_closed_form_is_refused_by_name() -> None:
    """K of a Weibull law, I' of the Gamma law."""
    with pytest.raises(MissingFunction, match=r"^K\(beta\) of Weibull: it has no closed form; integrate over the law$"):
        law("weibull:3").over(rational_ball).cumulant(arb(1))
    with pytest.raises(MissingFunction, match=r"^I'\(x\) of Gamma"):
        law("gamma:kappa=1,m=1").over(rational_ball).hazard(arb(-1))
