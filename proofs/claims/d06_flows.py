"""D6 to D8: the flows of equiangular tokens, their time in closed form, and their rates near consensus."""

from __future__ import annotations

from ...numerics.answers.flow import closed_passage_time
from ..vocabulary import (
    CORRELATION, COUNT, FINITE, FREE, RHO, SUBCRITICAL, SYMMETRY, THIRTY_DIGITS, WINDOW, Bound, Cases, Claim, Computed,
    Counted, Expansion, Fraction, Identity, Pin, Point, Scalar, T, Token, TokenLayer, assume, but, flows, integral,
    passage_time_ball, rational_ball, sharp, without_residual,
)

SURVEY = "arXiv 2512.01868, section 5; 2312.10794, section 6"
OWN = assume("own", "mass exp(beta) of the token itself", low_open=True)
MASS = assume("mass", "mass exp(beta rho) of another token", low_open=True)
GROWTH = assume("growth", "exp(beta (1 - rho))", 1)


def drift(own: Scalar, other: Scalar, n: Scalar, rho: Scalar) -> Scalar:
    """Return d<x_i, x_j>/dt = 2 (<m_i, x_j> - <m_i, x_i> rho) for coefficients own and other of m_i, token by token."""
    tokens = Counted(n)
    i, j = tokens.some(2)
    gram = TokenLayer(tokens, rho, other).gram

    def along(m: Token) -> Scalar:
        return tokens.sum(lambda k: (own if tokens.same(i, k) else other) * gram(k, m))

    return 2 * (along(j) - along(i) * gram(i, j))


def softmax(p: Point) -> Scalar:
    """Return rho' under SA at a point with a row."""
    return flows.softmax_velocity(p.rho, 1 / p.h, p.row.other_weight / p.row.self_weight)


def _from_particles(p: Point) -> Scalar:
    x = TokenLayer(Counted(1 / p.h), p.rho, p.t)
    i, j = x.tokens.some(2)
    return drift(x.weight(i, i), x.weight(i, j), 1 / p.h, p.rho)


def _share(p: Point) -> Scalar:
    """Return rho' over 2 (1 - rho)."""
    return softmax(p) / (2 * (1 - p.rho))


def _unnormalised_share(p: Point) -> Scalar:
    return flows.unnormalised_velocity(p.rho, 1 / p.h, p.mass) / (2 * (1 - p.rho))


def _integrated(p: Point) -> Scalar:
    return passage_time_ball(p.n, p.beta, p.start, p.end)


def _closed(p: Point) -> Scalar:
    return closed_passage_time(p.n, p.beta, p.start, p.end)


def _without_far(p: Point) -> Scalar:
    """Return the closed form without its E_1 terms."""
    b, n = rational_ball(p.beta), rational_ball(p.n)
    pole = n / (n - 1)
    ends = [(b * (pole - 1 + rational_ball(x))).expint(1) for x in (p.start, p.end)]
    return _closed(p) - (b * pole).exp() * (ends[0] - ends[1]) / (2 * n)


def _log_odds(p: Point) -> Scalar:
    """Return half the logarithm of the ratio of odds."""
    return rational_ball(p.end * (1 - p.start) / ((1 - p.end) * p.start)).log() / 2


def _by_odds(p: Point) -> Scalar:
    """Return the time under rho' = 2 rho (1 - rho), integrated."""
    return integral(lambda x: 1 / (2 * x * (1 - x)), rational_ball(p.start), rational_ball(p.end))


PASSAGES: Cases = tuple(
    {"n": n, "beta": beta, "start": Fraction(a, 100), "end": Fraction(b, 100)}
    for n, beta, a, b in ((32, 5, 10, 95), (2, 1, 0, 99), (1000, 20, 30, 60), (7, Fraction(1, 3), 50, 51))
)
WIDE: Cases = tuple({"n": 10**k, "beta": 3, "start": Fraction(1, 5), "end": Fraction(9, 10)} for k in (12, 20, 30))

CLAIMS = (
    without_residual(
        "D6.ode.softmax",
        "SA: rho' = 2 t (1 - rho)((n - 1) rho + 1)/(1 + (n - 1) t), t = exp(-beta (1 - rho)), from the particles",
        Identity(FINITE, _from_particles, softmax),
        uses=SYMMETRY,
        defines=(flows.softmax_velocity,),
        source=SURVEY,
        twins=but(
            "not projected",
            "the projection to the sphere left out",
            left=lambda p: (
                _from_particles(p) + 2 * p.rho * (p.row.self_weight + (1 / p.h - 1) * p.row.other_weight * p.rho)
            ),
        ),
    ),
    Claim(
        "D6.ode.unnormalised",
        "USA: rho' = (2/n) exp(beta rho)(1 - rho)((n - 1) rho + 1), from the particles",
        Identity(
            FREE,
            lambda p: drift(p.own / p.n, p.mass / p.n, p.n, p.rho),
            lambda p: flows.unnormalised_velocity(p.rho, p.n, p.mass),
        ),
        (CORRELATION, COUNT, OWN, MASS),
        uses=SYMMETRY,
        defines=(flows.unnormalised_velocity,),
        source=SURVEY,
        notes="arXiv 2410.06833 has exp(beta (<x, y> - 1)): its clock is exp(beta) slower",
        twins=but(
            "shifted",
            "the exponent shifted by beta, as in arXiv 2410.06833, on the clock of the survey",
            left=lambda p: drift(1 / p.n, p.mass / p.own / p.n, p.n, p.rho),
        ),
    ),
    Claim(
        "D7.time.partial-fractions",
        "dt/drho of SA in partial fractions: the derivative of the closed-form time",
        Identity(
            FREE,
            lambda p: flows.passage_integrand(p.rho, p.n, p.growth),
            lambda p: 1 / flows.softmax_velocity(p.rho, p.n, 1 / p.growth),
        ),
        (CORRELATION, COUNT, GROWTH),
        defines=(flows.passage_integrand,),
        notes="d Ei(beta (1 - rho)) = -growth/(1 - rho), d e^(beta x) E_1(beta (x - 1 + rho)) = -growth/(x - 1 + rho)",
        twins=but(
            "growth 1", "beta = 0 in the exponential terms", left=lambda p: flows.passage_integrand(p.rho, p.n, p.one)
        ),
    ),
    Claim(
        "D7.time.closed",
        "the time of SA in logarithms, Ei and E_1 is the rigorous integral, to 30 digits",
        Computed(PASSAGES, _closed, _integrated, THIRTY_DIGITS),
        uses=("D7.time.partial-fractions",),
        pins=(Pin(factor=1 + Fraction(101, 10**32), side="value"),),
        twins=but("no E_1", "the E_1 terms left out", left=_without_far)
        + but(
            "30th digit", "off by a part in 10^29", left=lambda p: _closed(p) * (1 + rational_ball(Fraction(1, 10**29)))
        ),
    ),
    without_residual(
        "D8.rate.softmax-upper",
        "SA: rho' <= 2 (1 - rho)",
        Bound(FINITE, _share, 1),
        source=SURVEY,
        pins=(sharp(),),
        twins=but("rho", "rho' <= 2 rho (1 - rho), the law of n = oo", upper=lambda p: p.rho),
    ),
    without_residual(
        "D8.rate.softmax-lower",
        "SA: rho' >= 2 t rho (1 - rho): with D8.rate.softmax-upper the rate is 2 next to consensus, t and rho -> 1",
        Bound(FINITE, lambda p: p.t * p.rho, _share),
        source=SURVEY,
        uses=("D8.rate.softmax-upper",),
        pins=(sharp(RHO), Pin(factor=Fraction(78, 125), where=(T,))),
        twins=but("twice", "twice the bound", lower=lambda p: 2 * p.t * p.rho),
    ),
    Claim(
        "D8.rate.unnormalised-upper",
        "USA: rho' <= 2 exp(beta rho)(1 - rho)",
        Bound(FINITE, _unnormalised_share, lambda p: p.mass),
        (CORRELATION, MASS),
        source=SURVEY,
        pins=(sharp(MASS.at(Fraction(2))),),
        twins=but("rho", "a factor rho more", upper=lambda p: p.mass * p.rho),
    ),
    Claim(
        "D8.rate.unnormalised-lower",
        "USA: rho' >= 2 rho exp(beta rho)(1 - rho): the rate is 2 exp(beta) next to consensus",
        Bound(FINITE, lambda p: p.mass * p.rho, _unnormalised_share),
        (CORRELATION, MASS),
        source=SURVEY,
        uses=("D8.rate.unnormalised-upper",),
        pins=(sharp(RHO, MASS.at(Fraction(2))),),
        twins=but("no rho", "the factor rho left out", lower=lambda p: p.mass),
    ),
    without_residual(
        "D8.limit.subcritical",
        "SA below criticality: rho' -> 2 rho (1 - rho)",
        Expansion(SUBCRITICAL, softmax, lambda p: 2 * p.rho * (1 - p.rho)),
        twins=but("no rho", "2 (1 - rho)", value=lambda p: 2 * (1 - p.rho)),
    ),
    without_residual(
        "D8.limit.window",
        "SA at beta = gamma log n: rho' -> 2 rho (1 - rho)/(1 + e^kappa) = 2 rho (1 - rho)(1 - s)",
        Expansion(WINDOW, softmax, lambda p: 2 * p.rho * (1 - p.rho) * (1 - p.s)),
        twins=but("s", "the sign of kappa", value=lambda p: 2 * p.rho * (1 - p.rho) * p.s),
    ),
    Claim(
        "D8.odds.exponential",
        "rho' = 2 rho (1 - rho) takes half the log of the ratio of odds; SA at beta = 3 takes that up to 5/(2 n)",
        Computed(WIDE, _integrated, _log_odds, lambda p: rational_ball(Fraction(5, 2 * int(p.n)))),
        uses=("D8.limit.subcritical",),
        pins=(Pin(factor=Fraction(91, 100)),),
        twins=but("whole", "the rate 1 instead of 2", left=lambda p: 2 * _by_odds(p)),
    ),
)
