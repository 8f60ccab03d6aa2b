"""H8, H9, H10: mechanisms that see the size of the scores: sigmoids, polynomial kernels, softpick; theory H8 to H10."""

from __future__ import annotations

from ...theory.mechanisms.weights import power_and_rest
from ...theory.mechanisms.weights import sigmoid_row
from ..vocabulary import (
    CORRELATION, FINITE, FREE, KEY, LENGTHS, NEARLY, RHO, Bound, Claim, Fraction, Identity, Monotone, Pin,
    Point, Row, Scalar, assume, but, exp, log, marked, replace, sharp,
)

SIGMOID = "definition of sigmoid attention; arXiv 2409.04431 for the bias -log n; theory H8, derived"
KERNEL = "definition of a kernel normalised over the row; theory H9, derived"
SOFTPICK = "Zuhri et al. 2025; theory H10, derived"
MARKS = tuple(assume(f"c{k}", "any number, it tells the parts apart") for k in range(6))
NEAR = assume("x", "exp(-beta rho)", 0, 1, low_open=True)
SHARE = assume("z", "exp(-beta) against it: exp(-beta (1 - rho))", 0, 1, low_open=True)
CAP = assume("C", "exp(c)", low_open=True)
MASS = assume("y", "phi(beta), the kernel's value at the token itself", low_open=True)
EXCESS = assume("z", "what phi(beta rho) has above rho^p phi(beta)")
LESS = assume("v", "rho^(p - 1)", 0, 1, low_open=True)
POWER = assume("u", "rho^(p - k)", 0, 1, low_open=True)
COEFFICIENTS = tuple(assume(f"a{k}", f"coefficient of s^{k}") for k in range(4))
SCORE = assume("s", "score beta of a token with itself")
DEGREES = (1, 2, 3, 5, 6, 12)
BETA = assume("beta", "inverse temperature")
OTHERS = assume("N", "number of other tokens, n - 1", 1)
LOGS = assume("e1", "what the tangent leaves of log"), assume("e2", "what the tangent leaves of log")


def _others(p: Point) -> Scalar:
    return 1 / p.h - 1


def _sigmoids(p: Point) -> Row:
    """Return the row with the bias -log(n - 1), from exp(-beta rho) and the gap."""
    return sigmoid_row(p.x, _others(p) * p.x * p.z, p.h / (1 - p.h), 1 - p.z)


def _by_definition(p: Point, own: Scalar, other: Scalar) -> Scalar:
    """Return the weights from minus the logits with their bias, exponentiated."""
    a, b = 1 / (1 + own), 1 / (1 + other)
    return marked(p, (a, _others(p) * b, b, a - b, 1 - a, 1 - a - _others(p) * b))


def _weights(p: Point, row: Row) -> Scalar:
    parts = row.self_weight, row.others_weight, row.other_weight, row.weight_gap, row.self_weight_complement, row.lost_weight
    return marked(p, parts)


def _odds(row: Row) -> Scalar:
    return row.self_weight / row.others_weight


def _centred(p: Point) -> Row:
    return sigmoid_row(p.C, _others(p) * p.C * p.t, p.h / (1 - p.h), 1 - p.t)


def _gibbs(p: Point) -> Scalar:
    """Return 1 - rho log(w/rho) - (1 - rho) log((1 - w)/(1 - rho)): the tangents themselves add up to 0."""
    return 1 + p.rho * p.e1 + (1 - p.rho) * p.e2


def _highest(p: Point) -> Scalar:
    """Return rho^rho (1 - rho)^(1 - rho) (n - 1)^-rho."""
    return exp(p.rho * log(p.rho) + (1 - p.rho) * log(1 - p.rho) - p.rho * log(p.N))


def _kernel(p: Point, score: Scalar) -> Scalar:
    return sum(getattr(p, f"a{k}") * score**k for k in range(4))


def _self_weight(p: Point) -> Scalar:
    return p.y / (p.y + _others(p) * (p.rho * p.v * p.y + p.z))


def _power(p: Point, degree: int) -> Scalar:
    power, rest = power_and_rest(p.x, 1 - p.x, degree)
    return power + p.m * rest


def _expected(p: Point, degree: int) -> Scalar:
    return p.x**degree + p.m * (1 - p.x**degree)


def _soft(p: Point) -> Scalar:
    """Return exp(s) - 1 over the sum, for the token itself and the others."""
    own, other = 1 / (p.x * p.z), 1 / p.x
    return (own - 1) / (_others(p) * (other - 1))


CLAIMS = (
    Claim(
        "H8.definition",
        "sigmoids of beta and of beta rho with the bias -log(n - 1): both weights, their difference, and what is missing to 1",
        Identity(
            LENGTHS,
            lambda p: _by_definition(p, _others(p) * p.x * p.z, _others(p) * p.x),
            lambda p: _weights(p, _sigmoids(p)),
        ),
        (NEAR, SHARE, *MARKS),
        source=SIGMOID,
        defines=(sigmoid_row,),
        twins=but("n", "the bias -log n", left=lambda p: _by_definition(p, p.x * p.z / p.h, p.x / p.h)),
    ),
    Claim(
        "H8.odds",
        "with the bias -log(n - 1) the odds are at most exp(-beta rho) + 1/(n - 1): for rho > 0 no large beta focuses",
        Bound(LENGTHS, lambda p: _odds(_sigmoids(p)), lambda p: p.x + p.h / (1 - p.h)),
        (NEAR, SHARE),
        source=SIGMOID,
        uses=("H8.definition",),
        notes="for n = 2 the odds are never below 1, and at small n and rho they pass 1: n = 3, rho = 1/20, beta = 5",
        pins=(Pin(factor=NEARLY),),
        twins=but("transition", "they pass 1/2 and stay where beta (1 - rho) is above log n", lower=lambda p: p.one / 2,
                  upper=lambda p: _odds(sigmoid_row(p.x, p.x * p.x * (1 - p.h), p.h / (1 - p.h), 1 - p.x * p.h)), assumptions=(NEAR,)),
    ),
    Claim(
        "H8.highest",
        "rho log z - log(1 + z) <= rho log rho + (1 - rho) log(1 - rho): at any beta the odds are at most "
        "rho^rho (1 - rho)^(1 - rho) (n - 1)^-rho + 1/(n - 1)",
        Bound(FREE, 1, _gibbs),
        (CORRELATION, *LOGS),
        source=SIGMOID,
        uses=("H8.odds", "E22.tangent.lighter", "E22.tangent.heavier"),
        notes=(
            "exp(-beta rho)/(1 + (n - 1) exp(-beta)) = (n - 1)^-rho z^rho/(1 + z), w = z/(1 + z); log(w/rho) = w/rho - 1 - e1 and "
            "log((1 - w)/(1 - rho)) = (1 - w)/(1 - rho) - 1 - e2 with e1, e2 >= 0; one more on both sides"
        ),
        pins=(sharp(*(a.at(Fraction(0)) for a in LOGS)),),
        twins=but("no tangent", "where the tangents lie below", upper=lambda p: 2 - _gibbs(p)),
    ),
    Claim(
        "H8.highest.real",
        "exp(-beta rho)/(1 + (n - 1) exp(-beta)) <= rho^rho (1 - rho)^(1 - rho) (n - 1)^-rho at every beta >= 0",
        Bound(FREE, lambda p: exp(-(p.beta * p.rho)) / (1 + p.N * exp(-p.beta)), _highest),
        (BETA, CORRELATION, OTHERS),
        source=SIGMOID,
        uses=("H8.highest",),
        notes="the same with the powers written out, for the kernel; with 1/(n - 1) it is the bound of the odds",
        pins=(Pin(factor=NEARLY),),
        twins=but("no 1 - rho", "rho^rho (n - 1)^-rho/2", upper=lambda p: exp(p.rho * log(p.rho) - p.rho * log(p.N)) / 2),
    ),
    Claim(
        "H8.centred.odds",
        "with the bias -beta rho - log(n - 1) - c the odds are (exp(c) + 1/(n - 1))/(1 + E exp(c)), E the odds of softmax",
        Identity(
            FINITE,
            lambda p: _odds(_centred(p)),
            lambda p: (p.C + p.h / (1 - p.h)) / (1 + _others(p) * p.t * p.C),
        ),
        (CAP,),
        source=SIGMOID,
        uses=("H8.definition",),
        twins=but("no 1/(n - 1)", "exp(c)/(1 + E exp(c))", right=lambda p: p.C / (1 + _others(p) * p.t * p.C)),
    ),
    Claim(
        "H8.centred.cap",
        "a centred bias keeps the critical gamma 1/(1 - rho) and caps the odds: they are at most exp(c) + 1/(n - 1)",
        Bound(FINITE, lambda p: _odds(_centred(p)), lambda p: p.C + p.h / (1 - p.h)),
        (CAP,),
        source=SIGMOID,
        uses=("H8.centred.odds",),
        notes="they go from there to 0 as E goes from 0 to oo, and E is that of softmax",
        pins=(Pin(factor=NEARLY),),
        twins=but("exp(c)", "at most exp(c): false by 1/(n - 1)", upper=lambda p: p.C),
    ),
    Claim(
        "H9.power",
        "x^p and 1 - x^p, p = 1, 2, 3, 5, 6, 12, by squaring without a difference",
        Identity(FREE, lambda p: marked(p, (_power(p, k) for k in DEGREES)), lambda p: marked(p, (_expected(p, k) for k in DEGREES))),
        (assume("x", "a number", 0, 1), assume("m", "any number, it tells the power from the rest"), *MARKS),
        source=KERNEL,
        defines=(power_and_rest,),
        twins=but("one more", "the power p + 1", right=lambda p: marked(p, (_expected(p, k + 1) for k in DEGREES))),
    ),
    Claim(
        "H9.term",
        "c (rho s)^k >= rho^p c s^k for k <= p: term by term a kernel of degree p has phi(rho s) >= rho^p phi(s)",
        Bound(FREE, lambda p: p.u * p.v * p.c, lambda p: p.v * p.c),
        (
            assume("c", "c s^k, a term of phi(s), no coefficient below 0"), assume("v", "rho^k", 0, 1), POWER,
        ),
        source=KERNEL,
        pins=(sharp(POWER.at(Fraction(1))),),
        twins=but("beyond", "for k > p too", lower=lambda p: p.v * p.c, upper=lambda p: p.u * p.v * p.c),
    ),
    Claim(
        "H9.cubic",
        "phi(rho s) >= rho^3 phi(s) for phi(s) = a0 + a1 s + a2 s^2 + a3 s^3",
        Bound(FREE, lambda p: p.rho**3 * _kernel(p, p.s), lambda p: _kernel(p, p.rho * p.s)),
        (CORRELATION, SCORE, *COEFFICIENTS),
        source=KERNEL,
        uses=("H9.term",),
        pins=(sharp(SCORE.at(Fraction(1)), *(a.at(Fraction(k == 3)) for k, a in enumerate(COEFFICIENTS))),),
        twins=but("square", "rho^2 phi(s)", lower=lambda p: p.rho**2 * _kernel(p, p.s)),
    ),
    Claim(
        "H9.weight",
        "a kernel of degree p, no coefficient below 0: the self weight is at most 1/(1 + (n - 1) rho^p), whatever beta is",
        Bound(LENGTHS, _self_weight, lambda p: 1 / (1 + _others(p) * p.rho * p.v)),
        (CORRELATION, MASS, LESS, EXCESS),
        source=KERNEL,
        uses=("H9.term", "E22.sum.step"),
        notes="so half of the weight takes rho^p <= 1/(n - 1), a degree of log(n - 1)/log(1/rho) or more; beta > 0 where a0 = 0",
        pins=(sharp(EXCESS.at(Fraction(0)), RHO, LESS.at(Fraction(1, 2)), MASS.at(Fraction(1))),),
        twins=but("p - 1", "1/(1 + (n - 1) rho^(p - 1)), false for a power", upper=lambda p: 1 / (1 + _others(p) * p.v)),
    ),
    Claim(
        "H9.linear",
        "linear attention: the self weight is 1/(1 + (n - 1) rho) at every beta > 0",
        Identity(
            LENGTHS,
            lambda p: Row.from_masses(p.s, _others(p) * p.rho * p.s, p.rho * p.s).self_weight,
            lambda p: 1 / (1 + _others(p) * p.rho),
        ),
        (CORRELATION, replace(SCORE, low_open=True)),
        source=KERNEL,
        twins=but("n rho", "1/(1 + n rho)", right=lambda p: p.h / (p.h + p.rho)),
    ),
    Claim(
        "H10.odds",
        "softpick: the odds are those of softmax times (1 - exp(-beta))/(1 - exp(-beta rho)), rho > 0",
        Identity(LENGTHS, _soft, lambda p: 1 / (_others(p) * p.z) * (1 - p.x * p.z) / (1 - p.x)),
        (replace(NEAR, high_open=True), SHARE),
        source=SOFTPICK,
        notes="at scores above 0 its weights sum to 1",
        twins=but("inverse", "divided by it", right=lambda p: 1 / (_others(p) * p.z) * (1 - p.x) / (1 - p.x * p.z)),
    ),
    Claim(
        "H10.lower",
        "that factor is above 1",
        Bound(FREE, 1, lambda p: (1 - p.x * p.z) / (1 - p.x)),
        (replace(NEAR, high_open=True), SHARE),
        source=SOFTPICK,
        uses=("H10.odds",),
        pins=(Pin(factor=2 - NEARLY, side="lower", where=(SHARE.at(Fraction(1)),)),),
        twins=but("2", "above 2", lower=2),
    ),
    Claim(
        "H10.upper",
        "(1 - exp(-x))/x falls: so the factor is below 1/rho, and the threshold at most log(1/rho) lower in the gap",
        Monotone(KEY, lambda p: (1 - p.t) / p.x, "t", "increasing"),
        source=SOFTPICK,
        uses=("H10.odds",),
        notes="t = exp(-x) falls as x rises; (1 - exp(-beta))/beta < (1 - exp(-beta rho))/(beta rho)",
        twins=but("rises", "it rises", direction="decreasing"),
    ),
)
