"""E5 to E9: rows of random scores, the inverse temperature at which they focus, and what they come to beyond it."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from ...numerics.answers.random_rows import average_ball, critical_ball
from ...numerics.answers.score_averages import ScoreAverages
from ...theory.scores import limits
from ..vocabulary import (
    FREE, Cases, Claim, Computed, ContextLength, Fraction, Identity, Pin, Point, Scalar, arb, assume, but, log, rational_ball, score_laws,
)

HAZARD = "theory E5, classical extreme-value theory"
ENERGY = "theory E6, the random energy model; arXiv 2505.24333"
TAILS = "theory E7, derived"
EXPONENTIAL = "theory E8, derived"
ENDPOINT = "theory E9, derived"
ORACLE = "theory E16, derived"
GAUSSIAN = score_laws.Gaussian(Fraction(1))
AVERAGE_BITS = 26
"""Accuracy of an average in a check."""
ROOT = assume("s", "sqrt(2 (1 - rho))", 0, Fraction(7, 5), low_open=True)
BEYOND = assume("b", "beta over sqrt(log n), above beta_c", 2, low_open=True)
LENGTH, SHAPE = assume("L", "log n", low_open=True), assume("beta", "inverse temperature", low_open=True)


def _n(p: Point) -> ContextLength:
    return ContextLength.parse(p.n if isinstance(p.n, str) else int(p.n))


def _log(p: Point) -> arb:
    return _n(p).log()


@lru_cache(256)
def _average(quantity: str, law: score_laws.ScoreLaw, n: str, b: Fraction, leading: bool) -> arb:
    """Return an average at b times the critical beta, or at b times its leading order for the Gaussian law of variance 1."""
    length = ContextLength.parse(n)

    def beta(in_balls: score_laws.ScoreLaw) -> arb:
        unit = limits.energy_beta(arb(1), length.log()) if leading else critical_ball(in_balls, length)
        return arb(rational_ball(b) * unit)

    return average_ball(quantity, law, length, beta, AVERAGE_BITS)


def average_of(quantity: str, law: score_laws.ScoreLaw, *, leading: bool = False) -> Callable[[Point], Scalar]:
    """Return an average over rows of p.n scores, at p.b times the critical beta, as a side."""
    return lambda p: _average(quantity, law, str(p.n), Fraction(p.b), leading)


def _slow(p: Point) -> Scalar:
    """Return loglog n/log n."""
    return log(_log(p)) / _log(p)


def _relative(p: Point) -> arb:
    """Return l/(2 L), l = log(4 pi L): what the expansion of the Gaussian critical beta is in."""
    return arb(log(4 * arb.pi() * _log(p)) / (2 * _log(p)))


def _energy_square(p: Point) -> Scalar:
    return limits.energy_square(_log(p))


def _hazard_square(p: Point) -> Scalar:
    return critical_ball(GAUSSIAN.over(rational_ball), _n(p)) ** 2


def _by_slope(law: score_laws.ScoreLaw, times: int = 1) -> Callable[[Point], Scalar]:
    """Return a difference quotient of I at x_n, or at a multiple of it."""

    def side(p: Point) -> Scalar:
        in_balls = law.over(rational_ball)
        x, step = times * in_balls.quantile(_log(p)), arb((1, -24))
        return (in_balls.rate(x * (1 + step)) - in_balls.rate(x * (1 - step))) / (2 * step * x)

    return side


def _critical(law: score_laws.ScoreLaw) -> Callable[[Point], Scalar]:
    return lambda p: critical_ball(law.over(rational_ball), _n(p))


def _pareto(p: Point) -> Scalar:
    """Return 1 - exp(-u) + u^a Gamma(1 - a, u), a = 1/beta: 1 - phi of Pareto's law."""
    u, a = rational_ball(Fraction(p.y)).exp(), 1 / rational_ball(Fraction(p.beta))
    return -(-u).expm1() + u**a * u.gamma_upper(1 - a)


def _complement(p: Point) -> Scalar:
    law = score_laws.Exponential()
    return ScoreAverages(law, rational_ball(Fraction(p.beta)), 60, arb(1)).complement(rational_ball(Fraction(p.y)))


def _output_cosine(p: Point, participation: Scalar) -> Scalar:
    """Return rho/((1 - rho) Y + rho): outputs have the squared norm rho + (1 - rho) Y and the inner product rho."""
    rho = 1 - p.s**2 / 2
    return rho / ((1 - rho) * participation + rho)


FAR: Cases = tuple({"n": n} for n in ("1e6", "1e30", "1e100", "1e1000", "1e10000"))
COLD: Cases = tuple({"n": n, "b": b} for n in ("1e100", "1e1000") for b in (Fraction(3, 2), 2))
HOT: Cases = tuple({"n": n, "b": Fraction(1, 2)} for n in ("1e12", "1e24"))
SPACED: Cases = tuple({"n": n} for n in ("1e6", "1e100"))
TRANSFORMED: Cases = tuple({"beta": beta, "y": y} for beta in (Fraction(1, 2), 2, 3) for y in (-20, -1, 2))

CLAIMS = (
    *(
        Claim(
            f"E5.hazard.{name}",
            f"the critical beta of {words} is the slope of -log P(X > x) at the x with P(X > x) = 1/n",
            Computed(SPACED, _critical(law), _by_slope(law), Fraction(1, 10**11)),
            source=HAZARD,
            notes="a difference quotient of the tail, of step 2^-24",
            pins=(Pin(factor=1 + Fraction(3, 10**11), side="value"),),
            twins=but("twice", "at twice that x", right=_by_slope(law, 2)),
        )
        for name, words, law in (
            ("weibull", "the tail exp(-x^4)", score_laws.Weibull(Fraction(4))),
            ("endpoint", "the endpoint tail exp(-t^-2)", score_laws.Endpoint(Fraction(2))),
        )
    ),
    Claim(
        "E5.gaussian.series",
        "v beta_c^2 = 2 L - l + 2 + (l - 5)/(2 L) + (l^2/2 - 6 l + 23)/(2 L)^2 up to (l/(2 L))^3/7, l = log(4 pi L), L = log n",
        Computed(FAR, _hazard_square, _energy_square, lambda p: _relative(p) ** 3 / (7 * _energy_square(p))),
        source=HAZARD,
        notes="certified roots of the tail against the expansion, at n = 10^6 to 10^10000",
        defines=(limits.energy_square,),
        pins=(Pin(factor=Fraction(9, 10)),),
        twins=but("no loglog", "2 L - l + 2 alone", right=lambda p: 2 * _log(p) - log(4 * arb.pi() * _log(p)) + 2)
        + but("leading", "2 L alone", right=lambda p: 2 * _log(p)),
    ),
    Claim(
        "E6.critical",
        "Gaussian scores: beta_c is sqrt(2 log n/v) up to loglog n/(2 log n), v = 1 and 1/32",
        Computed(
            tuple({**case, "v": v} for v in (Fraction(1), Fraction(1, 32)) for case in FAR),
            lambda p: _critical(score_laws.Gaussian(Fraction(p.v)))(p),
            lambda p: limits.energy_beta(rational_ball(p.v), _log(p)),
            lambda p: _slow(p) / 2,
        ),
        source=ENERGY,
        uses=("E5.gaussian.series",),
        defines=(limits.energy_beta,),
        pins=(Pin(factor=Fraction(3, 5)),),
        twins=but("log n/v", "sqrt(log n/v)", right=lambda p: limits.energy_beta(2 * rational_ball(p.v), _log(p))),
    ),
    Claim(
        "E6.ipr",
        "Gaussian scores at b sqrt(2 log n/v), b > 1: E IPR is 1 - 1/b up to loglog n/log n",
        Computed(COLD, average_of("ipr", GAUSSIAN, leading=True), lambda p: 1 - 1 / rational_ball(p.b), _slow),
        source=ENERGY,
        uses=("E16.exponential",),
        notes="certified at n = 10^100 and 10^1000; at a million keys E IPR is .400 and .543 where the limits are 1/3 and 1/2",
        pins=(Pin(factor=Fraction(3, 4)),),
        twins=but("square", "1 - 1/b^2", right=lambda p: 1 - 1 / rational_ball(p.b) ** 2),
    ),
    Claim(
        "E6.entropy",
        "Gaussian scores at b sqrt(2 log n/v), b = 1/2: E H/log n is 1 - b^2 up to 10^-6",
        Computed(
            HOT,
            lambda p: average_of("entropy", GAUSSIAN, leading=True)(p) / _log(p),
            lambda p: limits.stretched_entropy(rational_ball(p.b), arb(2)),
            Fraction(1, 10**6),
        ),
        source=ENERGY,
        uses=("E16.exponential",),
        defines=(limits.stretched_entropy,),
        pins=(Pin(factor=1 + Fraction(3, 10**6), side="value"),),
        twins=but("b", "1 - b", right=lambda p: 1 - rational_ball(p.b)),
    ),
    Claim(
        "E7.entropy",
        "Weibull scores, p = 4 and 4/3, at b beta_c, b = 1/2: E H/log n is 1 - b^(p/(p - 1)) up to loglog n/log n",
        Computed(
            tuple({"n": n, "b": Fraction(1, 2), "p": p} for n in ("1e12", "1e24") for p in (Fraction(4), Fraction(4, 3))),
            lambda p: average_of("entropy", score_laws.Weibull(Fraction(p.p)))(p) / _log(p),
            lambda p: limits.stretched_entropy(rational_ball(p.b), rational_ball(p.p)),
            _slow,
        ),
        source=TAILS,
        uses=("E16.exponential",),
        notes="certified; at p = 4 it is above the limit by half of loglog n/log n",
        pins=(Pin(factor=Fraction(3, 4)),),
        twins=but("p", "1 - b^p", right=lambda p: 1 - rational_ball(p.b) ** 4),
    ),
    Claim(
        "E6.ipr.hot",
        "Gaussian scores at b sqrt(2 log n/v), b < 1/2: E IPR is n^(2 b^2 - 1) up to n^(-1/2)/5",
        Computed(
            ({"n": "1e8", "b": Fraction(3, 10)}, {"n": "1e7", "b": Fraction(3, 10)}),
            average_of("ipr", GAUSSIAN, leading=True),
            lambda p: ((2 * rational_ball(p.b) ** 2 - 1) * _log(p)).exp(),
            lambda p: (-_log(p) / 2).exp() / 5,
        ),
        source=ENERGY,
        uses=("E16.exponential",),
        pins=(Pin(factor=Fraction(2, 3)),),
        twins=but("b^2", "n^(b^2 - 1)", right=lambda p: ((rational_ball(p.b) ** 2 - 1) * _log(p)).exp()),
    ),
    Claim(
        "E6b.cosine",
        "q = 1, above beta_c: with the participation Y = 1 - beta_c/beta the output cosine rho/((1 - rho) Y + rho) is rho/(1 - sqrt(2 (1 - rho))/beta)",
        Identity(FREE, lambda p: _output_cosine(p, 1 - (2 / p.s) / p.b), lambda p: (1 - p.s**2 / 2) / (1 - p.s / p.b)),
        (ROOT, BEYOND),
        source="arXiv 2505.24333, Result 1; theory E6b, derived",
        differs="its case q = 1, p = rho, above the critical beta",
        uses=("E6.ipr",),
        notes="s = sqrt(2 (1 - rho)); scores of variance 1 - rho at beta sqrt(log n), so beta_c = sqrt(2/(1 - rho)) = 2/s (E6.critical); below beta_c Y = 0 and the output cosine is 1: rank collapse",
        twins=but("no root", "rho/(1 - 2 (1 - rho)/beta)", right=lambda p: (1 - p.s**2 / 2) / (1 - p.s**2 / p.b)),
    ),
    Claim(
        "E7.ipr",
        "scores with the tail exp(-x^4) at b beta_c, beta_c = 4 (log n)^(3/4): E IPR is 1 - 1/b up to 3/log n",
        Computed(
            COLD, average_of("ipr", score_laws.Weibull(Fraction(4))), lambda p: 1 - 1 / rational_ball(p.b), lambda p: 3 / _log(p)
        ),
        source=TAILS,
        uses=("E16.exponential", "E5.hazard.weibull"),
        pins=(Pin(factor=Fraction(2, 3)),),
        twins=but("square", "1 - 1/b^2", right=lambda p: 1 - 1 / rational_ball(p.b) ** 2),
    ),
    Claim(
        "E8.pareto",
        "exponential scores: P(exp(beta X) > t) = t^(-1/beta), at every t",
        Identity(FREE, lambda p: score_laws.Exponential().rate(p.L / p.beta), lambda p: p.L / p.beta),
        (LENGTH, SHAPE),
        source=EXPONENTIAL,
        notes="L = log t: -log P(X > log t/beta) = log t/beta",
        twins=but("beta", "t^-beta", right=lambda p: p.L * p.beta),
    ),
    Claim(
        "E8.critical",
        "exponential scores: beta_c = 1 for every n",
        Identity(FREE, lambda p: score_laws.Exponential().critical_beta(p.L), lambda p: p.one),
        (LENGTH,),
        source=EXPONENTIAL,
        twins=but("log n", "log n", right=lambda p: p.L),
    ),
    Claim(
        "E8.ipr",
        "exponential scores at beta = 2 and 3: E IPR is 1 - 1/beta up to 3/(4 n)",
        Computed(
            ({"n": "1e3", "b": 2}, {"n": "1e5", "b": 2}, {"n": "1e5", "b": 3}),
            average_of("ipr", score_laws.Exponential()),
            lambda p: 1 - 1 / rational_ball(p.b),
            lambda p: 3 / (4 * _n(p).ball()),
        ),
        source=EXPONENTIAL,
        uses=("E16.exponential",),
        pins=(Pin(factor=Fraction(4, 5)),),
        twins=but("square", "1 - 1/beta^2", right=lambda p: 1 - 1 / rational_ball(p.b) ** 2),
    ),
    Claim(
        "E9.ipr",
        "scores with the endpoint tail P(gap < t) = exp(-1/t) at b (log n)^2, b > 1: E IPR is 1 - 1/b up to 8/log n",
        Computed(
            COLD, average_of("ipr", score_laws.Endpoint(Fraction(1))), lambda p: 1 - 1 / rational_ball(p.b), lambda p: 8 / _log(p)
        ),
        source=ENDPOINT,
        uses=("E16.exponential", "E5.hazard.endpoint"),
        pins=(Pin(factor=Fraction(2, 3)),),
        twins=but("square", "1 - 1/b^2", right=lambda p: 1 - 1 / rational_ball(p.b) ** 2),
    ),
    Claim(
        "E16.exponential",
        "the average of 1 - exp(-e^y exp(beta X)) over exponential scores is 1 - exp(-u) + u^a Gamma(1 - a, u), u = e^y, a = 1/beta",
        Computed(TRANSFORMED, _complement, _pareto, Fraction(1, 10**15)),
        source=ORACLE,
        notes="the integral that every average of a random row is made of, against the closed form of Pareto's law",
        pins=(Pin(factor=1 + Fraction(2, 10**15), side="value"),),
        twins=but("a + 1", "the index 1 + 1/beta", right=lambda p: _pareto(p) * rational_ball(Fraction(p.y)).exp()),
    ),
)
