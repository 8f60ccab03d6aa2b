"""E35 to E39: rows that need no scaling, and what a background that grows does at a fixed beta."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from ..vocabulary import (
    A_DIGIT, FREE, KEY, LEVELS, MARKS, NEARLY, SHARES, THIRTY_DIGITS, Bound, Cases, Claim, Computed, Dual,
    Exponentiated, Fraction, Gaps, Identity, OnRows, Pin, Point, RowTrial, Scalar, arb, assume, backgrounds, boltzmann, but, exp,
    log, marked, rational_ball, sharp, zeta,
)

ZIPF, LINEAR = "theory E35, derived", "theory E36, derived: a geometric sum"
DILUTION, SAMPLE = "theory E37, derived", "theory E38: survey sampling, Kish's effective sample size"
SLOPE = "theory E39, derived"
MULTIPLIER = "theory E21 and E37, derived: convexity of the log partition function"
TIMES = assume("k", "how many times each background key is there", 1)
SUM = assume("S", "sum of the masses of the competitors", low_open=True)
LAST = assume("y", "exp(-n beta c), the mass one step beyond the last key", 0, 1, low_open=True, high_open=True)
SIZES = assume("N", "number of background keys", 2), assume("m", "size of the sample", 1)
SUMS = assume("S", "sum of the background's masses", low_open=True), assume("Q", "sum of their squares", low_open=True)
FOUR = tuple(assume(f"x{j}", "mass of a background key", low_open=True) for j in range(4))
INSIDE, BACKGROUND = assume("f", "entropy within the part that stays; nats"), assume("b", "entropy within the background; nats")
FEW = (1, 2, 3, 4, 5)
LENGTH_CASES: Cases = tuple({"n": n, "beta": beta} for n in (2, 30, 1000) for beta in (Fraction(3, 2), Fraction(7, 2)))
LONG: Cases = tuple({"n": n} for n in (10, 1000, 10**6, 10**12))
SIX = (1, 2, 3, 5, 8, 13)
OWN_GAP = assume("g", "log_odds(w) + log(n - 1) of a key of weight w: the gap at which the simplex gives it that weight", low_open=True)
MORE = assume("e", "how much the multiplier is more than 1")
BENT = (
    assume("z", "what the slope of log Z at 1 is more than that of the chord from 0"),
    assume("y", "what log Z leaves of its tangent at 1"),
)


def _harmonic(p: Point) -> Scalar:
    """Return the partition function of the gaps log 1, ..., log n, key by key."""
    row = Gaps(tuple((arb(j).log(), arb(1)) for j in range(1, int(p.n) + 1)))
    return boltzmann.partition(row, rational_ball(p.beta))


def _at_limit(p: Point) -> Scalar:
    """Return Z of the Zipf row at zeta^-1(2)."""
    return zeta.harmonic_sum(int(p.n), zeta.inverse_zeta(Fraction(1, 2)))


def _geometric(p: Point, fewer: int = 0) -> Iterator[Scalar]:
    """Yield 1 + t + ... + t^(n - 1), term by term, for a few n."""
    for n in FEW:
        yield sum((p.t**j for j in range(n - fewer)), 0 * p.t)


def _row(p: Point, times: Scalar = 1) -> Gaps:
    """Return a row whose least gap is the part that stays; the others are the background, each key so many times."""
    levels = (0 * p.one, p.one, p.k0), (p.x, p.t, times * p.k1), (p.y, p.u, times * p.k2)
    return Gaps(tuple((Exponentiated(x, 1 / t), Exponentiated(k)) for x, t, k in levels))


def _staying(p: Point, times: Scalar = 1) -> Scalar:
    """Return the weight of the part that stays."""
    return p.k0 / boltzmann.partition(_row(p, times), 1).value


def _odds(p: Point, times: Scalar = 1) -> Scalar:
    weight = _staying(p, times)
    return weight / (1 - weight)


def _over_samples(p: Point, size: int, sample: int) -> Scalar:
    """Return the relative variance of the estimate over all samples of that size, one by one."""
    masses = [getattr(p, f"x{j}") for j in range(size)]
    whole = sum(masses)
    samples = list(combinations(masses, sample))
    return sum((size * sum(s) / sample / whole - 1) ** 2 for s in samples) / len(samples)


def _by_participation(p: Point, size: int, sample: int) -> Scalar:
    masses = [getattr(p, f"x{j}") for j in range(size)]
    return backgrounds.sampling_variance(size, sample, sum(masses) ** 2 / sum(m**2 for m in masses))


def _with_replacement(p: Point, size: int, sample: int) -> Scalar:
    masses = [getattr(p, f"x{j}") for j in range(size)]
    return (size * sum(m**2 for m in masses) / sum(masses) ** 2 - 1) / sample


def _top(row: RowTrial) -> Scalar:
    """Return the weight of the top key."""
    return boltzmann.top_weight(row.gaps, row.beta)


def _doubled(row: RowTrial) -> Scalar:
    """Return it at twice the logits."""
    return boltzmann.top_weight(row.gaps, 2 * row.beta)


def _doubled_simplex(row: RowTrial) -> Scalar:
    """Return the weight at twice the logits in the simplex where it is that of the row before."""
    others = boltzmann.partition(row.gaps, row.beta) - 1
    return 1 / (1 + others**2 / (row.n - 1))


SAMPLES = (3, 1), (3, 2), (4, 2), (4, 3)
"""Sizes of a background and of a sample."""


def _by_moments(p: Point) -> Scalar:
    """Return the relative variance from how often a key, and two keys, are in the sample."""
    once, both = p.m / p.N, p.m * (p.m - 1) / (p.N * (p.N - 1))
    mean_square = once * p.Q + both * (p.S**2 - p.Q)
    return (p.N / p.m) ** 2 * mean_square / p.S**2 - 1


def _stated_variance(p: Point) -> Scalar:
    """Return the relative variance of an estimate from three of the six masses, all samples one by one."""
    samples = list(combinations(SIX, 3))
    return sum((Fraction(2 * sum(s), sum(SIX)) - 1) ** 2 for s in samples) / len(samples)


def _perplexity(p: Point) -> Scalar:
    weights = [arb(x) / sum(SIX) for x in SIX]
    return backgrounds.sampling_variance(6, 3, exp(-sum(w * log(w) for w in weights)))


def _mixed_entropy(p: Point) -> Scalar:
    """Return the entropy of both parts, with its derivative in log k where each background key is there k = 1 times."""
    t = backgrounds.diluted_weight(Dual(p.t, 0), Dual(1, 1))
    rest = 1 - t
    return -(t * log(t)) - rest * log(rest) + t * p.f + rest * (Dual(0, 1) + p.b)


CLAIMS = (
    Claim(
        "E35.zipf.sum",
        "gaps c log j: Z is the generalised harmonic number H_n^(c beta)",
        Computed(LENGTH_CASES, _harmonic, lambda p: zeta.harmonic_sum(int(p.n), rational_ball(p.beta)), THIRTY_DIGITS),
        source=ZIPF,
        notes="c = 1; c and beta enter by their product alone",
        pins=(A_DIGIT,),
        twins=but("n - 1", "H_(n-1)", right=lambda p: zeta.harmonic_sum(int(p.n) - 1, rational_ball(p.beta))),
    ),
    Claim(
        "E35.zipf.step",
        "a key more lowers the top weight at every beta, so beta_p rises with n",
        Bound(FREE, lambda p: 1 / (1 + p.S + p.s), lambda p: 1 / (1 + p.S)),
        (SUM, assume("s", "mass of the key more")),
        source=ZIPF,
        notes="of any row; equality where the key has no mass",
        pins=(sharp(SUM.at(Fraction(2))),),
        twins=but("raises", "it raises it", lower=lambda p: 1 / (1 + p.S), upper=lambda p: 1 / (1 + p.S + p.s)),
    ),
    Claim(
        "E35.zipf.below",
        "at beta = zeta^-1(2)/c the Zipf row has Z >= 2 - n^(1 - s)/(s - 1), s = zeta^-1(2), and Z < 2: it lacks the ranks beyond n",
        Bound(FREE, lambda p: 2 - p.P / p.s, lambda p: 2 - (p.P - p.b) / p.s + p.a),
        (
            assume("s", "zeta^-1(2) - 1", low_open=True), assume("P", "n^(1 - s)", low_open=True), assume("b", "m^(1 - s), m -> oo the rank up to which is summed"),
            assume("a", "what the sum of k^-s over n < k <= m leaves of its bound"),
        ),
        source=ZIPF,
        uses=("E2.zeta.step",),
        notes="the sum over the ranks beyond n telescopes as in E2.zeta.step: it is positive, and (n^(1 - s) - m^(1 - s))/(s - 1) at most",
        pins=(sharp(*(assume(name, "one").at(Fraction(1)) for name in "sP"), *(assume(name, "nothing").at(Fraction(0)) for name in "ab")),),
        twins=but("no tail", "Z >= 2 at some n", lower=lambda p: 2 * p.one),
    ),
    Claim(
        "E35.zipf.rate",
        "the threshold of n keys is below zeta^-1(2)/c by 2^s n^(1 - s)/((s - 1) c log 2) at most, so it tends to zeta^-1(2)/c",
        Bound(FREE, lambda p: (p.P / p.s - p.a - p.z) / (p.v / p.u + p.y), lambda p: p.u * p.P / (p.s * p.v)),
        (
            assume("s", "zeta^-1(2) - 1", low_open=True), assume("P", "n^(1 - s)", low_open=True), assume("u", "2^s", low_open=True),
            assume("v", "log 2", low_open=True), assume("y", "what the slope of Z has beyond the second key"),
            assume("a", "what 2 - Z leaves of n^(1 - s)/(s - 1)"), assume("z", "what the tangent of Z at the limit leaves"),
        ),
        source=ZIPF,
        uses=("E35.zipf.below", "E35.zipf.step"),
        notes=(
            "Z is convex in beta, so it is above its tangent: beyond the root it falls by slope times distance at most, and its slope is "
            "log(2) 2^-s at least in size, the second key's; c = 1"
        ),
        pins=(sharp(*(assume(name, "one").at(Fraction(1)) for name in "sPuv"), *(assume(name, "nothing").at(Fraction(0)) for name in "yaz")),),
        twins=but("half", "by half of it", upper=lambda p: p.u * p.P / (2 * p.s * p.v)),
    ),
    Claim(
        "E35.zipf.computed",
        "the same in numbers: at beta = zeta^-1(2)/c, Z < 2 up to n = 10^12",
        Computed(LONG, _at_limit, 2),
        source=ZIPF,
        uses=("E35.zipf.sum", "E35.zipf.step"),
        notes="c = 1",
        pins=(Pin(factor=Fraction(1_999_999, 2 * 10**6)),),
        twins=but("log n", "the row needs beta = log(n - 1), as the simplex: there Z >= 2", left=2, right=lambda p: zeta.harmonic_sum(int(p.n), log(arb(int(p.n) - 1)))),
    ),
    Claim(
        "E36.definition.linear",
        "(1 - exp(-n beta c))/(1 - exp(-beta c)) is the sum of exp(-j beta c), j < n, term by term for n up to 5",
        Identity(
            KEY, lambda p: marked(p, _geometric(p)), lambda p: marked(p, (backgrounds.linear_partition(p.t, p.t**n) for n in FEW))
        ),
        MARKS,
        source=LINEAR,
        defines=(backgrounds.linear_partition,),
        twins=but("n - 1", "j < n - 1", left=lambda p: marked(p, _geometric(p, 1))),
    ),
    Claim(
        "E36.linear.step",
        "a key more adds exp(-n beta c): so the formula holds for every n",
        Identity(
            KEY,
            lambda p: backgrounds.linear_partition(p.t, p.y) + p.y,
            lambda p: backgrounds.linear_partition(p.t, p.y * p.t),
        ),
        (LAST,),
        source=LINEAR,
        uses=("E36.definition.linear",),
        twins=but("2 n", "exp(-2 n beta c)", left=lambda p: backgrounds.linear_partition(p.t, p.y) + p.y**2),
    ),
    Claim(
        "E36.threshold",
        "equally spaced gaps need no scaling: at beta = log 2/c the top weight is more than 1/2 for every n",
        Bound(FREE, lambda p: backgrounds.linear_partition(p.one / 2, p.y), lambda p: 2 * p.one),
        (LAST,),
        source=LINEAR,
        uses=("E36.linear.step",),
        notes="Z = 2 - 2^(1 - n) < 2 there, so beta_1/2 rises to log 2/c",
        pins=(Pin(factor=NEARLY),),
        twins=but("3/2", "Z < 3/2", upper=lambda p: 3 * p.one / 2),
    ),
    Claim(
        "E36.root",
        "equally spaced gaps: Z = 2 exactly where t = exp(-beta c) is (1 + t^n)/2",
        Identity(KEY, lambda p: (backgrounds.linear_partition(p.t, p.y) - 2) * (1 - p.t), lambda p: 2 * p.t - 1 - p.y),
        (LAST,),
        source=LINEAR,
        uses=("E36.linear.step",),
        notes="so log 2 - beta c = log(1 + t^n) at the threshold",
        twins=but("n - 1", "2 t - t^(n - 1)", right=lambda p: 2 * p.t - 1 - p.y / p.t),
    ),
    Claim(
        "E36.limit.mass",
        "at the threshold of n >= 3 keys t <= 31/50: there three keys alone have Z > 2",
        Bound(FREE, lambda p: 2 * p.one, lambda p: 1 + p.t + p.t**2 + p.z),
        (assume("t", "exp(-beta c)", Fraction(31, 50), 1), assume("z", "masses of the keys beyond the third")),
        source=LINEAR,
        notes="the root of 1 + t + t^2 = 2 is 0.618..., the golden ratio less 1",
        pins=(Pin(factor=NEARLY - Fraction(1, 400), where=(assume("t", "least").at(Fraction(31, 50)), assume("z", "none").at(Fraction(0)))),),
        twins=but("3/5", "t <= 3/5", assumptions=(assume("t", "exp(-beta c)", Fraction(3, 5), 1), assume("z", "masses of the keys beyond the third"))),
    ),
    Claim(
        "E36.limit",
        "beta_1/2 of n >= 3 equally spaced gaps is below log 2/c by (31/50)^n/c at most, so it tends to log 2/c",
        Bound(KEY, lambda p: p.x, lambda p: 1 / p.t - 1 + p.w),
        (assume("w", "(31/50)^n less t^n"),),
        source=LINEAR,
        uses=("E36.root", "E36.limit.mass", "E36.threshold"),
        notes="here x = log(1 + t^n) = log 2 - beta c, so t^n = exp(x) - 1 >= x, and t^n <= (31/50)^n",
        pins=(Pin(factor=NEARLY, where=(assume("w", "nothing").at(Fraction(0)),)),),
        twins=but("half", "by half of it", upper=lambda p: (1 / p.t - 1 + p.w) / 2),
    ),
    Claim(
        "E37.definition.weight",
        "w/(w + k (1 - w)) is the weight of the part that stays where each background key is there k times",
        Identity(LEVELS, lambda p: _staying(p, p.k), lambda p: backgrounds.diluted_weight(_staying(p), p.k)),
        (TIMES,),
        source=DILUTION,
        defines=(backgrounds.diluted_weight,),
        twins=but("once", "where they are there once", left=_staying),
    ),
    Claim(
        "E37.dilution",
        "repeating each background key k times divides the odds of the rest by k, at every beta: d log odds/d log n = -1",
        Identity(LEVELS, lambda p: _odds(p, p.k) ** 2, lambda p: (_odds(p) / p.k) ** 2),
        (TIMES,),
        source=DILUTION,
        notes="both sides squared, so that the twin's root is one",
        twins=but("root", "by sqrt(k), the exponent -1/2", right=lambda p: _odds(p) ** 2 / p.k),
    ),
    Claim(
        "E37.multiplier.chord",
        "multiplied by m = 1 + e, the log of the others' mass to a key falls by e g at most: the simplex's falls by e g",
        Bound(FREE, lambda p: p.e * p.g - p.e * p.z - p.y, lambda p: p.e * p.g),
        (OWN_GAP, MORE, *BENT),
        source=MULTIPLIER,
        uses=("E21.gap-variance", "E21.derivative.log-partition"),
        notes=(
            "log Z of the others is convex in m, for its second derivative is a variance; it is log(n - 1) at m = 0 and -log_odds(w) at m = 1, "
            "so its chord falls by g; beyond m = 1 it is above the chord"
        ),
        pins=(sharp(OWN_GAP.at(Fraction(3)), MORE.at(Fraction(1)), *(part.at(Fraction(0)) for part in BENT)),),
        twins=but("half", "by e g/2 at most", upper=lambda p: p.e * p.g / 2),
    ),
    Claim(
        "E37.multiplier",
        "any row, any key: where the others are repeated k times, the multiplier that keeps the key's weight is at least 1 + log k/g, the simplex's",
        Bound(FREE, lambda p: 1 + p.l / p.g, lambda p: 1 + (p.l + p.z) / p.g),
        (OWN_GAP, assume("l", "log k"), assume("z", "e g less log k, which is what the chord leaves")),
        source=MULTIPLIER,
        uses=("E37.multiplier.chord", "E37.dilution"),
        notes=(
            "repeated k times the others' mass is k times as much (E37.dilution), so log Z has to fall by log k: e g >= log k; the key need not be the "
            "top one; equality on the simplex, where it is G1.extension.preserving with k = (n - 1)/(L - 1)"
        ),
        pins=(sharp(OWN_GAP.at(Fraction(3)), assume("l", "log k").at(Fraction(1)), assume("z", "nothing").at(Fraction(0))),),
        twins=but("twice", "1 + 2 log k/g", lower=lambda p: 1 + 2 * p.l / p.g),
    ),
    Claim(
        "E37.multiplier.row",
        "at twice the logits the top key of any row has at most the weight that it has in the simplex where it weighs as much before",
        OnRows(_doubled, _doubled_simplex),
        source=MULTIPLIER,
        uses=("E37.multiplier.chord",),
        notes="the chord for m = 2 on rows themselves",
        pins=(Pin(factor=NEARLY),),
        twins=but("as before", "at most the weight before", upper=_top),
    ),
    Claim(
        "E38.definition.samples",
        "(N/N2 - 1)(N - n0)/(n0 (N - 1)) is the relative variance of an estimate from n0 of N masses, all samples one by one",
        Identity(
            FREE,
            lambda p: marked(p, (_over_samples(p, *sizes) for sizes in SAMPLES)),
            lambda p: marked(p, (_by_participation(p, *sizes) for sizes in SAMPLES)),
        ),
        (*FOUR, *MARKS[:4]),
        source=SAMPLE,
        defines=(backgrounds.sampling_variance,),
        twins=but(
            "with replacement",
            "(N/N2 - 1)/n0, without the finite-population factor: true for a sample of one alone",
            right=lambda p: marked(p, (_with_replacement(p, *sizes) for sizes in SAMPLES)),
        ),
    ),
    Claim(
        "E38.variance",
        "any N and n0: the variance of an estimate of a background sum, drawn without replacement, is that of N2 keys",
        Identity(FREE, _by_moments, lambda p: backgrounds.sampling_variance(p.N, p.m, p.S**2 / p.Q)),
        (*SIZES, *SUMS),
        source=SAMPLE,
        uses=("E38.definition.samples",),
        notes="a key is in the sample with the chance n0/N, two keys with n0 (n0 - 1)/(N (N - 1))",
        twins=but(
            "with replacement",
            "without the finite-population factor",
            right=lambda p: (p.N * p.Q / p.S**2 - 1) / p.m,
        ),
    ),
    Claim(
        "E38.variance.stated",
        "three of the masses 1, 2, 3, 5, 8, 13: the relative variance is 19/160, over all twenty samples",
        Computed(({"masses": "six"},), _stated_variance, lambda p: backgrounds.sampling_variance(6, 3, Fraction(sum(SIX) ** 2, sum(x * x for x in SIX))), THIRTY_DIGITS),
        source=SAMPLE,
        pins=(A_DIGIT,),
        twins=but("entropy", "the perplexity for the participation ratio", right=_perplexity),
    ),
    Claim(
        "E39.slope",
        "dH/dlog N = (1 - t)(1 - t (log((1 - t)/t) + H_F - H_B)) where each of N background keys is repeated",
        Identity(
            SHARES,
            lambda p: _mixed_entropy(p).slope,
            lambda p: backgrounds.entropy_slope(p.t, p.log_odds, p.f, p.b),
        ),
        (INSIDE, BACKGROUND),
        source=SLOPE,
        notes="H = h(t) + t H_F + (1 - t)(H_B + log k) at the weight t of E37; the derivative is taken of this formula, by dual numbers",
        defines=(backgrounds.entropy_slope,),
        uses=("E37.definition.weight",),
        twins=but("1 - t", "1 - t alone", right=lambda p: 1 - p.t),
    ),
)
