"""E3: what any row above its critical scale comes to at most: a Zipf row, its first gaps raised to one level."""

from __future__ import annotations

from itertools import pairwise
from math import log as log_float

from ..vocabulary import (
    FREE, KEY, NEARLY, Bound, Claim, Computed, Fraction, Identity, OnRows, Pin, Point, RowTrial, Scalar, arb,
    assume, boltzmann, but, entropy_envelope, rational_ball, row_trial, sharp, zeta, zipf_entropy,
)

ENVELOPE = "theory E3, derived"
ABOVE = assume("s", "beta/Lambda - 1", low_open=True)
LOG_RANK = assume("l", "log j of a rank j >= 2", low_open=True)
SUM = assume("S", "sum of the masses of the competitors")
LEVEL = assume("mu", "the level of the raised gaps")
LOG_MASS = assume("b", "log Z*", low_open=True)


def beta_ratio(row: RowTrial) -> Scalar:
    """Return beta/Lambda."""
    return row.beta / row.scale


def cold(row: RowTrial) -> bool:
    """Tell whether beta is above the critical scale, which is finite."""
    return row.levels[0][1] == 1 and bool(beta_ratio(row) > 1)


def frozen(row: RowTrial) -> bool:
    """Tell whether beta is above the critical scale by a tenth."""
    return cold(row) and bool(10 * beta_ratio(row) > 11)


def partition(row: RowTrial) -> Scalar:
    """Return Z."""
    return boltzmann.partition(row.gaps, row.beta)


def entropy(row: RowTrial) -> Scalar:
    """Return the entropy of the row."""
    return boltzmann.shannon_entropy(row.gaps, row.beta)


def zipf_row(n: int) -> RowTrial:
    """Return gaps near log j, at beta = 1."""
    return row_trial((Fraction(round(Fraction(log_float(j)) * 1000), 1000) for j in range(1, n + 1)), 1)


def two_keys(beta: int) -> RowTrial:
    """Return two keys at the gap 1: Lambda = log 2."""
    return row_trial((0, 1), beta)


def _raised(mu: Fraction, ratio: Fraction, steps: int) -> RowTrial:
    """Return a Zipf row at beta/Lambda = ratio, Lambda near 1, whose first gaps are raised to mu/beta; ranks in steps of 2%."""
    ends = sorted({1, *(-(-(102**k) // 100**k) for k in range(1, steps))})
    found: dict[Fraction, int] = {Fraction(0): 1}
    for low, high in pairwise(ends):
        gap = max(Fraction(round(Fraction(log_float(high)) * 1000), 1000), mu / ratio)
        found[gap] = found.get(gap, 0) + high - low
    return RowTrial(tuple(sorted(found.items())), ratio)


FLAT = _raised(Fraction(11, 5), Fraction(3, 2), 800)
"""A row with raised gaps, of more entropy than any Zipf row at the same ratio."""
TWO = two_keys(28)


def _at(p: Point) -> arb:
    return rational_ball(Fraction(p.r))


def _log_slope(p: Point) -> Scalar:
    """Return -zeta'/zeta."""
    return -zeta.zeta_slope(_at(p)) / zeta.zeta(_at(p))


def _pull(p: Point, level: Scalar) -> Scalar:
    """Return sum_(k >= 2) (r log k - level) k^-r - level, no gap raised: by D = -zeta'(r) and zeta(r) = 1 + S."""
    return p.r * p.D - level * p.S - level


CLAIMS = (
    Claim(
        "E3.rank",
        "the j-th gap is log j/Lambda or more, so beta Delta_(j) >= rr log j, rr = beta/Lambda",
        Bound(FREE, lambda p: (1 + p.s) * p.l, lambda p: (1 + p.s) * (p.l + p.a + p.w)),
        (ABOVE, LOG_RANK, assume("a", "log N(Delta_(j)) less log j"), assume("w", "Lambda Delta_(j) less log N(Delta_(j))")),
        source=ENVELOPE,
        notes="j keys or more lie within the j-th gap, and log N(t) <= Lambda t at every gap t",
        pins=(Pin(factor=NEARLY, where=(assume("a", "nothing").at(Fraction(0)), assume("w", "nothing").at(Fraction(0)))),),
        twins=but("less", "where log N(Delta_(j)) may be below log j", upper=lambda p: (1 + p.s) * (p.l - p.a + p.w)),
    ),
    Claim(
        "E3.envelope",
        "beta > Lambda: Z <= zeta(rr), so the top weight is 1/zeta(rr) or more, rr = beta/Lambda",
        Bound(FREE, lambda p: 1 / (1 + p.S + p.y), lambda p: 1 / (1 + p.S - p.S * p.u)),
        (SUM, assume("y", "sum of k^-rr over k > n"), assume("u", "what the competitors' masses leave of the sum of k^-rr, in parts of it", 0, 1)),
        source=ENVELOPE,
        uses=("E3.rank", "E22.sum.step"),
        notes="1 + S + y = zeta(rr); the Zipf row Delta_(j) = log j/Lambda approaches it as n -> oo, and two keys do as rr grows",
        pins=(Pin(factor=2 - NEARLY, side="lower", where=(assume("u", "nothing").at(Fraction(0)), assume("y", "nothing").at(Fraction(0)))),),
        twins=but("ends", "the sum over n ranks is the whole series", lower=lambda p: 1 / (1 + p.S), upper=lambda p: 1 / (1 + p.S + p.y)),
    ),
    Claim(
        "E3.envelope.row",
        "beta > Lambda: Z <= zeta(rr): any gaps, any n",
        OnRows(partition, lambda row: zeta.zeta(beta_ratio(row)), cold, (TWO,)),
        source=ENVELOPE,
        uses=("E3.envelope",),
        pins=(Pin(factor=NEARLY, base=lambda row: row.one),),
        twins=but("rr + 1", "zeta(rr + 1)", upper=lambda row: zeta.zeta(beta_ratio(row) + 1)),
    ),
    Claim(
        "E3.gibbs.lighter",
        "u log u >= u - 1 for u = exp(-x): a key's term of sum w log(w/v) >= sum (w - v) = 0 (Gibbs)",
        Bound(KEY, lambda p: p.t - 1, lambda p: -p.x * p.t),
        source="Gibbs' inequality",
        pins=(Pin(factor=2 - NEARLY, side="upper"),),
        twins=but("half", "u log(u)/2", upper=lambda p: -2 * p.x * p.t),
    ),
    Claim(
        "E3.gibbs.heavier",
        "u log u >= u - 1 for u = exp(x)",
        Bound(KEY, lambda p: 1 / p.t - 1, lambda p: p.x / p.t),
        source="Gibbs' inequality",
        pins=(Pin(factor=NEARLY),),
        twins=but("half", "u log(u)/2", upper=lambda p: p.x / p.t / 2),
    ),
    Claim(
        "E3.entropy.level",
        "the mean logit gap is mu at most, where each is measured as that of the capped Zipf row, max(rr log k, mu), mu the root of "
        "sum (rr log k - mu)_+ k^-rr = mu",
        Bound(FREE, lambda p: (p.mu * p.S + p.mu - p.w) / (1 + p.S), lambda p: p.mu),
        (LEVEL, SUM, assume("w", "what the sum of (rr log k - mu)_+ exp(-x_k) leaves of mu")),
        source=ENVELOPE,
        uses=("E3.rank", "E22.sum.step"),
        notes="max(rr log k, mu) - mu is (rr log k - mu)_+, and exp(-x_k) <= k^-rr for any row; the top key's gap is 0",
        pins=(sharp(LEVEL.at(Fraction(1)), SUM.at(Fraction(2)), assume("w", "nothing").at(Fraction(0))),),
        twins=but("half", "mu/2 at most", upper=lambda p: p.mu / 2),
    ),
    Claim(
        "E3.entropy",
        "beta > Lambda: H <= log Z* + mu, of any row: Z* and mu those of the capped Zipf row x_k = max(rr log k, mu), rr = beta/Lambda",
        Bound(FREE, lambda p: p.b - p.z + p.mu - p.w, lambda p: p.b + p.mu),
        (LOG_MASS, LEVEL, assume("z", "what Gibbs' inequality leaves"), assume("w", "what the mean logit gap leaves of mu")),
        source=ENVELOPE,
        uses=("E3.gibbs.lighter", "E3.gibbs.heavier", "E3.entropy.level"),
        notes=(
            "sum w log(w/v) >= 0 with v_k = exp(-x_k)/Z*: so H <= log Z* + sum w_k x_k, and the last sum is mu at most; no search for "
            "the maximiser, and attained by the capped row itself (E3.entropy.attained)"
        ),
        pins=(sharp(LOG_MASS.at(Fraction(1)), LEVEL.at(Fraction(1)), assume("z", "nothing").at(Fraction(0)), assume("w", "nothing").at(Fraction(0))),),
        twins=but("no level", "H <= log Z*", upper=lambda p: p.b),
    ),
    Claim(
        "E3.entropy.attained",
        "the entropy of the capped Zipf row is log Z* + mu: its mean logit gap is mu",
        Identity(FREE, lambda p: p.b + (p.mu * p.S + p.mu) / (1 + p.S), lambda p: p.b + p.mu),
        (LOG_MASS, LEVEL, SUM),
        source=ENVELOPE,
        notes="the sum of x exp(-x) over its competitors is mu S + sum (rr log k - mu)_+ k^-rr, and the last sum is mu: n -> oo",
        twins=but("S", "where that sum is mu S", left=lambda p: p.b + (p.mu * p.S + p.mu * p.S) / (1 + p.S)),
    ),
    Claim(
        "E3.entropy.row",
        "beta > Lambda: the entropy is at most that of the Zipf row whose first gaps are raised to one level mu: any gaps, any n",
        OnRows(entropy, lambda row: entropy_envelope(beta_ratio(row)), frozen, (TWO,)),
        source=ENVELOPE,
        uses=("E3.entropy",),
        notes="tried from rr = 11/10 on: nearer to 1 the raised gaps are those of more keys than are counted; two keys attain it as rr grows",
        pins=(Pin(factor=NEARLY),),
        twins=but("Zipf", "that of the Zipf row itself", upper=lambda row: zipf_entropy(beta_ratio(row)), stated=(FLAT,)),
    ),
    Claim(
        "E3.entropy.unraised",
        "no gap is raised exactly where -zeta'/zeta <= log 2: what pulls at the level rr log 2 of the second key is rr (-zeta' - log(2) zeta)",
        Identity(FREE, lambda p: _pull(p, p.r * p.l), lambda p: p.r * (p.D - p.l * (1 + p.S))),
        (
            assume("r", "beta/Lambda", 1, low_open=True), assume("D", "-zeta'(rr)", low_open=True), assume("l", "log 2", low_open=True),
            assume("S", "zeta(rr) - 1", low_open=True),
        ),
        source=ENVELOPE,
        notes="the pull falls with the level, so its root mu is rr log 2 or less exactly where it is not positive there",
        twins=but("log 3", "at the level of the third key", left=lambda p: _pull(p, p.r * p.l * 3 / 2)),
    ),
    Claim(
        "E3.entropy.slope",
        "-zeta'/zeta falls with rr: so no gap is raised from one ratio r0 on; one more rank, of mass exp(-rr x), against the others",
        Bound(FREE, lambda p: p.v, lambda p: (p.S + p.u) * ((p.D**2 + p.v) / p.S + p.u * p.x**2) - (p.D + p.u * p.x) ** 2),
        (
            assume("S", "sum of masses so far", low_open=True), assume("D", "sum of log k times mass so far"),
            assume("v", "S times the sum of (log k)^2 times mass so far, less D^2"), assume("u", "mass of one more rank"),
            assume("x", "its log k"),
        ),
        source=ENVELOPE,
        notes="(zeta'/zeta)' = (zeta'' zeta - zeta'^2)/zeta^2, a variance of log k: v >= 0 grows with every rank",
        pins=(Pin(factor=NEARLY, where=(assume("u", "none").at(Fraction(0)), assume("v", "some").at(Fraction(1)))),),
        twins=but("rises", "twice it at every rank", lower=lambda p: 2 * p.v),
    ),
    Claim(
        "E3.entropy.zipf",
        "no gap is raised from rr = 1.8791006722784631811... on, where -zeta'/zeta = log 2",
        Computed(({"r": "1.8791006722784631811"},), _log_slope, lambda p: arb(2).log(), Fraction(1, 10**19)),
        source=ENVELOPE,
        uses=("E3.entropy.unraised", "E3.entropy.slope"),
        pins=(Pin(factor=1 + Fraction(1, 10**18), side="value"),),
        twins=but("r = 2", "from rr = 2 on", cases=({"r": "2"},)),
    ),
)
