"""E25 to E28: logits in a bounded range have a horizon, an entropy floor and a participation floor, each attained."""

from __future__ import annotations

from ..vocabulary import (
    FREE, KEY, KEY_MASS, NEARLY, RANGE, Bound, Claim, Fraction, Identity, Monotone, OnRows, Pin, Point, RowTrial,
    Scalar, almost, assume, boltzmann, bounds, but, exp, log, replace, sharp,
)
from .e22_jensen import EXCESS, top_weight

BOUNDED = "theory E25, derived; sharpens arXiv 2410.01104"
ENTROPY = "theory E26, derived: the chord of w log w, attained by two levels; Specht's ratio"
KANTOROVICH = "theory E27, derived: Kantorovich's inequality"
NORMED = "theory E28, derived"
P = assume("p", "weight of a key", 0, 1, low_open=True, high_open=True)
COUNT = assume("N", "number of keys", 2)
LOG_MEAN = assume("K", "R/(exp(R) - 1)", low_open=True)
LOGS = assume("k", "positive part of log K"), assume("l", "negative part of log K")
DENSITY = assume("y", "n/Z", low_open=True)
ROOMS = assume("z", "what the tangent leaves of log"), assume("w", "what the chord leaves of the mean logit gap")
PLACE = assume("a", "where a mass lies between exp(-R) and 1", 0, 1)
SQUARES = assume("Q", "sum of the squares of the masses", low_open=True)
GAINS = tuple(assume(name, meaning) for name, meaning in (("gq", "gain of the queries"), ("gk", "gain of the keys"), ("s", "sqrt(d)")))
COSINES = tuple(assume(name, "cosine of the query with a key", -1, 1) for name in ("c1", "c2"))
CAP = assume("c", "the cap"), *(assume(name, "exp(-2 s/c), s the score before the cap", low_open=True) for name in ("e1", "e2"))


def _horizon(row: RowTrial) -> Scalar:
    return almost.self_weight(row.n, exp(-row.spread))


def _half_range(row: RowTrial) -> Scalar:
    return almost.self_weight(row.n, exp(-row.spread / 2))


def entropy(row: RowTrial) -> Scalar:
    """Return the entropy of the row."""
    return boltzmann.shannon_entropy(row.gaps, row.beta)


def entropy_floor(row: RowTrial) -> Scalar:
    """Return log n - D(R)."""
    return log(row.n) - bounds.entropy_loss(row.spread, exp(-row.spread))


def _participation(row: RowTrial) -> Scalar:
    return boltzmann.participation(row.gaps, row.beta)


def _participation_floor(row: RowTrial) -> Scalar:
    return bounds.participation_floor(row.n, exp(-row.spread))


def _two_levels(p: Point, share: Scalar) -> tuple[Scalar, Scalar, Scalar]:
    """Return the sums of u, u^2 and u log u of N keys, a share of which has the mass u = 1/t and the rest the mass 1."""
    heavy = 1 / p.t
    return share * heavy + 1 - share, share * heavy**2 + 1 - share, share * heavy * p.x


def _entropy_loss(p: Point, share: Scalar) -> Scalar:
    """Return log n - H of that row, key by key: H = log(sum u) - (sum u log u)/(sum u)."""
    total, _, products = _two_levels(p, share)
    return products / total - log(total)


def _extremal_share(p: Point) -> Scalar:
    """Return (Z - 1)/(exp(R) - 1), Z = R/(1 - exp(-R)): at that share of keys at the top the entropy is least."""
    return (p.x / (1 - p.t) - 1) / (1 / p.t - 1)


def _one_top(row: RowTrial) -> Scalar:
    """Return log n - H of the row with the top key at range R above all others."""
    n, t = row.n, exp(-row.spread)
    total = 1 + (n - 1) * t
    return log(n) - log(total) - row.spread * (n - 1) * t / total


def _between(p: Point) -> Scalar:
    """Return a mass between t and 1."""
    return p.t + p.a * (1 - p.t)


def _kantorovich(p: Point) -> Scalar:
    """Return the participation ratio, the masses' sum by their squares and what is left of sum (1 - u)(u - t)."""
    return ((p.Q + p.z + p.t * p.N) / (1 + p.t)) ** 2 / p.Q


CLAIMS = (
    Claim(
        "E25.definition.horizon",
        "1 + ((1 - p)/p) exp(R) is the n at which one key at range R above all others has the weight p",
        Identity(KEY, lambda p: almost.self_weight(bounds.horizon(p.p, p.t), p.t), lambda p: p.p),
        (P,),
        source=BOUNDED,
        defines=(bounds.horizon,),
        twins=but("no key of its own", "((1 - p)/p) exp(R)", left=lambda p: almost.self_weight(bounds.horizon(p.p, p.t) - 1, p.t)),
    ),
    Claim(
        "E25.horizon",
        "logits of range R: w <= 1/(1 + (n - 1) exp(-R)), so w >= p forces n <= 1 + ((1 - p)/p) exp(R)",
        Bound(KEY, lambda p: 1 / (1 + (1 / p.h - 1) * p.t + p.z), lambda p: almost.self_weight(1 / p.h, p.t)),
        (EXCESS,),
        source=BOUNDED,
        uses=("C1.mean.lower", "E25.definition.horizon"),
        notes="for softmax; each mass is exp(-R) or more; attained by one key at the top, the rest at the bottom",
        pins=(sharp(KEY_MASS.at(Fraction(1, 4)), EXCESS.at(Fraction(0))),),
        twins=but("n", "n exp(-R) for (n - 1) exp(-R)", upper=lambda p: almost.self_weight(1 / p.h + 1, p.t)),
    ),
    Claim(
        "E25.horizon.row",
        "w <= 1/(1 + (n - 1) exp(-R)), R the range of the logits: any gaps, any n, any beta >= 0",
        OnRows(top_weight, _horizon),
        source=BOUNDED,
        uses=("E25.horizon",),
        pins=(Pin(factor=NEARLY),),
        twins=but("half", "exp(R/2), half the range", upper=_half_range)
        + but("n", "n exp(-R) for (n - 1) exp(-R)", upper=lambda row: almost.self_weight(row.n + 1, exp(-row.spread))),
    ),
    Claim(
        "E26.chord",
        "x/(exp(x) - 1) falls with x > 0: x exp(-x) >= K (1 - exp(-x)) up to x = R, K = R/(exp(R) - 1)",
        Monotone(KEY, lambda p: p.x * p.t / (1 - p.t), "t", "increasing"),
        source=ENTROPY,
        notes="t = exp(-x) falls as x rises",
        twins=but("rises", "it rises", direction="decreasing"),
    ),
    Claim(
        "E26.definition.uniform-mass",
        "R/(1 - exp(-R)) is the slope of the chord of u log u between 1 and exp(R)",
        Identity(KEY, lambda p: bounds.uniform_mass(p.x, p.t), lambda p: p.x / p.t / (1 / p.t - 1)),
        source=ENTROPY,
        defines=(bounds.uniform_mass,),
        twins=but("1", "the slope between 0 and exp(R)", right=lambda p: p.x),
    ),
    Claim(
        "E26.extremal",
        "D(R) is log n - H of the row with a fraction (Z - 1)/(exp(R) - 1) of its keys at the top and the rest at range R",
        Identity(RANGE, lambda p: bounds.entropy_loss(p.x, p.t), lambda p: _entropy_loss(p, _extremal_share(p))),
        source=ENTROPY,
        notes="so the floor is attained where n times that fraction is an integer",
        defines=(bounds.entropy_loss,),
        twins=but("share", "half of the fraction: no equality", right=lambda p: _entropy_loss(p, _extremal_share(p) / 2)),
    ),
    Claim(
        "E26.entropy",
        "logits of range R: H >= log n - D(R), D(R) = Z - 1 - log Z, Z = R/(1 - exp(-R)): the floor does not depend on n",
        Bound(FREE, lambda p: 1 + p.k - p.l - p.K, lambda p: p.k - p.l - (p.K * p.y - 1 - p.z) + p.K * p.y - p.K + p.w),
        (LOG_MEAN, DENSITY, *LOGS, *ROOMS),
        source=ENTROPY,
        uses=("E26.chord", "E22.tangent.lighter", "E22.tangent.heavier", "E22.sum.step", "E26.definition.uniform-mass"),
        notes=(
            "H - log n = -log y + (sum x exp(-x))/Z, y = n/Z; the chord makes the second term K y - K or more, K = Z(R) - R; the tangent "
            "makes log(K y) at most K y - 1; and -D(R) = 1 + log K - K"
        ),
        pins=(
            Pin(
                factor=NEARLY,
                where=(LOG_MEAN.at(Fraction(3)), DENSITY.at(Fraction(1, 2)), LOGS[0].at(Fraction(4)), LOGS[1].at(Fraction(0)), *(a.at(Fraction(0)) for a in ROOMS)),
            ),
        ),
        twins=but("no chord", "where the chord is above", upper=lambda p: p.k - p.l - (p.K * p.y - 1 - p.z) + p.K * p.y - p.K - p.w),
    ),
    Claim(
        "E26.entropy.row",
        "H >= log n - D(R), R the range of the logits: any gaps, any n, any beta >= 0",
        OnRows(entropy_floor, entropy),
        source=ENTROPY,
        uses=("E26.entropy",),
        notes="a row of a million keys that is tried comes within 10^-11 of it",
        pins=(Pin(factor=2 - Fraction(99_999_999, 10**8), side="lower"),),
        twins=but("less", "log n - D(R)/1.02", lower=lambda row: log(row.n) + (entropy_floor(row) - log(row.n)) * 50 / 51)
        + but(
            "one key",
            "one key at the top is extremal: no row has less entropy than that",
            lower=lambda row: log(row.n) - _one_top(row),
        ),
    ),
    Claim(
        "E27.key",
        "u^2 + t <= (1 + t) u for a mass u between t = exp(-R) and 1: (1 - u)(u - t) >= 0",
        Bound(KEY, lambda p: _between(p) ** 2 + p.t, lambda p: (1 + p.t) * _between(p)),
        (PLACE,),
        source=KANTOROVICH,
        pins=(sharp(PLACE.at(Fraction(1)), KEY_MASS.at(Fraction(1, 4))),),
        twins=but("2 u", "(1 + t) u for u up to 2", assumptions=(replace(PLACE, high=Fraction(2)),)),
    ),
    Claim(
        "E27.extremal",
        "n/cosh(R/2)^2 is the participation ratio of the row with a fraction 1/(1 + exp(R)) of its keys at the top, the rest at range R",
        Identity(
            KEY,
            lambda p: bounds.participation_floor(p.N, p.t),
            lambda p: p.N * _two_levels(p, p.t / (1 + p.t))[0] ** 2 / _two_levels(p, p.t / (1 + p.t))[1],
        ),
        (COUNT,),
        source=KANTOROVICH,
        notes="1/cosh(R/2)^2 = 4 t/(1 + t)^2, t = exp(-R); so the floor is attained where n/(1 + exp(R)) is an integer",
        defines=(bounds.participation_floor,),
        twins=but("1%", "a hundredth more", right=lambda p: 101 * bounds.participation_floor(p.N, p.t) / 100),
    ),
    Claim(
        "E27.participation",
        "logits of range R: N2 >= n/cosh(R/2)^2",
        Bound(KEY, lambda p: bounds.participation_floor(p.N, p.t), _kantorovich),
        (COUNT, SQUARES, EXCESS),
        source=KANTOROVICH,
        uses=("E27.key", "E22.sum.step"),
        notes="summed over the keys, (1 + t) sum u = sum u^2 + t n + z",
        pins=(Pin(factor=2 - NEARLY, side="lower", where=(COUNT.at(Fraction(4)), SQUARES.at(Fraction(1)), EXCESS.at(Fraction(0)), KEY_MASS.at(Fraction(1, 4)))),),
        twins=but("1%", "a hundredth more", lower=lambda p: 101 * bounds.participation_floor(p.N, p.t) / 100),
    ),
    Claim(
        "E27.participation.row",
        "N2 >= n/cosh(R/2)^2, R the range of the logits: any gaps, any n, any beta >= 0",
        OnRows(_participation_floor, _participation),
        source=KANTOROVICH,
        uses=("E27.participation",),
        pins=(Pin(factor=2 - NEARLY, side="lower"),),
        twins=but("no square", "n/cosh(R/2)", lower=lambda row: row.n * 2 / (exp(row.spread / 2) + exp(-row.spread / 2)))
        + but("1%", "a hundredth more", lower=lambda row: 101 * _participation_floor(row) / 100),
    ),
    Claim(
        "E28.definition.normalised-range",
        "2 g_q g_k sqrt(d) is the difference of the logits of a key along the query and of one against it",
        Identity(
            FREE,
            lambda p: bounds.normalised_range(p.gq, p.gk, p.s),
            lambda p: (p.gq * p.s) * (p.gk * p.s) / p.s - (p.gq * p.s) * -(p.gk * p.s) / p.s,
        ),
        (*GAINS[:2], assume("s", "sqrt(d)", 1)),
        source=NORMED,
        notes="RMS-normed, |q| = g_q sqrt(d) and |k| = g_k sqrt(d); the logits are <q, k>/sqrt(d)",
        defines=(bounds.normalised_range,),
        twins=but("half", "g_q g_k sqrt(d)", left=lambda p: bounds.normalised_range(p.gq, p.gk, p.s) / 2),
    ),
    Claim(
        "E28.norm",
        "RMS-normed queries and keys: two logits differ by 2 g_q g_k sqrt(d) at most",
        Bound(FREE, lambda p: p.gq * p.gk * p.s * (p.c1 - p.c2), lambda p: bounds.normalised_range(p.gq, p.gk, p.s)),
        (*GAINS, *COSINES),
        source=NORMED,
        notes="scalar gains, no epsilon in the norm; with gains for each channel their largest moduli",
        pins=(sharp(*(a.at(Fraction(1)) for a in GAINS), COSINES[0].at(Fraction(1)), COSINES[1].at(Fraction(-1))),),
        twins=but("half", "g_q g_k sqrt(d)", upper=lambda p: bounds.normalised_range(p.gq, p.gk, p.s) / 2),
    ),
    Claim(
        "E28.cap",
        "logits capped as c tanh(s/c) differ by less than 2 c",
        Bound(FREE, lambda p: p.c * ((1 - p.e1) / (1 + p.e1) - (1 - p.e2) / (1 + p.e2)), lambda p: 2 * p.c),
        CAP,
        source=NORMED,
        notes="tanh x = (1 - e)/(1 + e), e = exp(-2 x); so a multiplier that depends on the length has to act after the norm or the cap",
        pins=(Pin(factor=NEARLY),),
        twins=but("c", "less than c", upper=lambda p: p.c),
    ),
)
