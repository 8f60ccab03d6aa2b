"""E2: below the critical scale no key leads, above it a few keys hold the weight; any row, with the constants.

What a row with the critical scale Lambda obeys is one inequality for each rank: the j-th gap is log j/Lambda or more (E3.rank).  So sums
over a row are sums over ranks, and these telescope: for j >= 2 and r > 1

    (r - 1) j^-r <= (j - 1)^(1 - r) - j^(1 - r),    1/j <= log j - log(j - 1),
    r log(j) j^-r <= F(j - 1) - F(j),    F(j) = j^(1 - r) ((r log j + 1)/(r - 1) + r/(r - 1)^2).

Each is one inequality in x = log(j/(j - 1)), so that 1 - exp(-x) = 1/j: a certificate for every rank.
"""

from __future__ import annotations

from ..vocabulary import (
    FREE, KEY, KEY_MASS, NEARLY, Bound, Claim, Fraction, OnRows, Pin, Point, RowTrial, Scalar, arb, assume, but, exp,
    log, maximum, rational_ball, replace, row_trial, sharp,
)
from .e03_zipf_envelope import ABOVE, beta_ratio, cold, entropy, partition, two_keys, zipf_row

SOURCE = "arXiv 2605.12697; theory E2, derived"
DERIVED_HERE = "theory E2, derived: a sum that telescopes"
RANK_MASS = replace(KEY_MASS, definition="t = 1 - 1/j", meaning="(j - 1)/j of a rank j >= 2", low=Fraction(1, 2), low_open=False)
POWER = assume("P", "j^(1 - r)", 0, 1)
LEFT_BY_TANGENT = assume("z", "what a polynomial below exp leaves of (j/(j - 1))^(r - 1)")
ROOM = assume("a", "what the sum so far leaves of its bound")
LOG_BEFORE = assume("l", "log(j - 1)")
MASSES = assume("w", "what the row's masses leave of a sum over the ranks")
LOG_LENGTH = assume("l", "log n")
RATIO = assume("r", "beta/Lambda", 0, 1, low_open=True, high_open=True)
NUMBER_E = assume("e1", "the number e", 1, low_open=True)
CONTACT = assume("y", "(Lambda - beta) t at the gap t where N(t) = exp(Lambda t)", low_open=True)
ABOVE_SCALE = (lambda row: row.scale, lambda row: row.beta)
MILLION = RowTrial(((Fraction(0), 1), (Fraction(1), 10**6 - 1)), Fraction(1))


def hot(row: RowTrial) -> bool:
    """Tell whether beta is below the critical scale, which is finite, and no two keys share the top."""
    return row.levels[0][1] == 1 and bool(beta_ratio(row) < 1)


def _lead(row: RowTrial) -> Scalar:
    """Return the top weight less the second largest."""
    return (1 - exp(-(row.beta * row.near))) / partition(row)


def _lead_bound(row: RowTrial) -> Scalar:
    return beta_ratio(row) / (exp(arb(1)) * (1 - beta_ratio(row)))


def _log_partition(row: RowTrial) -> Scalar:
    return log(partition(row))


def _laplace(row: RowTrial) -> Scalar:
    """Return sup_t (log N(t) - beta t)."""
    first, *others = (log(arb(total)) - row.beta * rational_ball(gap) for gap, total in row.counts)
    for other in others:
        first = maximum(first, other)
    return first


def _partition_bound(row: RowTrial) -> Scalar:
    return beta_ratio(row) / (beta_ratio(row) - 1)


def _entropy_bound(row: RowTrial) -> Scalar:
    r = beta_ratio(row)
    return log(r / (r - 1)) + (2 * r - 1) / (r - 1) ** 2


def _power_before(p: Point, order: int) -> Scalar:
    """Return (j - 1)^(1 - r)/j^(1 - r) = exp(s x), s = r - 1, by its Taylor polynomial and what that leaves."""
    square = (p.s * p.x) ** 2 / 2 if order > 1 else 0
    return 1 + p.s * p.x + square + p.z


def _tail(p: Point, log_rank: Scalar) -> Scalar:
    """Return j^(r - 1) F(j) by log j, r = 1 + s."""
    r = 1 + p.s
    return (r * log_rank + 1) / p.s + r / p.s**2


CLAIMS = (
    Claim(
        "E2.zeta.step",
        "the sum of k^-r over 2 <= k <= j is (1 - j^(1 - r))/(r - 1) at most, if it is one rank before; r > 1",
        Bound(
            KEY,
            lambda p: (1 - p.P * _power_before(p, 1)) / p.s - p.a + p.P * (1 - p.t),
            lambda p: (1 - p.P) / p.s,
        ),
        (ABOVE, RANK_MASS, POWER, LEFT_BY_TANGENT, ROOM),
        source=DERIVED_HERE,
        uses=("E22.tangent.heavier",),
        notes=(
            "x = log(j/(j - 1)), so 1/j = 1 - exp(-x) and (j - 1)^(1 - r) = j^(1 - r) exp(s x), s = r - 1; the term j^-r is "
            "j^(1 - r)/j; at j = 1 both are 0, so this holds for every j"
        ),
        pins=(sharp(POWER.at(Fraction(0)), ROOM.at(Fraction(0)), ABOVE.at(Fraction(1))),),
        twins=but("r", "(1 - j^(1 - r))/r", upper=lambda p: (1 - p.P) / (p.s + 1)),
    ),
    Claim(
        "E2.log.step",
        "the sum of 1/k over 2 <= k <= j is log j at most, if it is one rank before",
        Bound(KEY, lambda p: p.l - p.a + 1 - p.t, lambda p: p.l + p.x),
        (RANK_MASS, LOG_BEFORE, ROOM),
        source=DERIVED_HERE,
        notes="x = log(j/(j - 1)) and 1 - exp(-x) = 1/j",
        pins=(Pin(factor=NEARLY, where=(LOG_BEFORE.at(Fraction(0)), ROOM.at(Fraction(0)))),),
        twins=but("half", "half of log j", lower=lambda p: p.l / 2 - p.a + 1 - p.t, upper=lambda p: (p.l + p.x) / 2),
    ),
    Claim(
        "E2.log-zeta.step",
        "the sum of r log(k) k^-r over 2 <= k <= j is F(1) - F(j) at most, if it is one rank before; F(1) = (2 r - 1)/(r - 1)^2",
        Bound(
            KEY,
            lambda p: _tail(p, 0 * p.x) - p.a - p.P * _power_before(p, 2) * _tail(p, p.l) + p.P * (1 + p.s) * (p.l + p.x) * (1 - p.t),
            lambda p: _tail(p, 0 * p.x) - p.P * _tail(p, p.l + p.x),
        ),
        (ABOVE, RANK_MASS, POWER, LEFT_BY_TANGENT, ROOM, LOG_BEFORE),
        source=DERIVED_HERE,
        uses=("E23.bennett.above",),
        notes="F(j) = j^(1 - r) ((r log j + 1)/(r - 1) + r/(r - 1)^2); exp(s x) >= 1 + s x + s^2 x^2/2, and x <= log 2",
        pins=(sharp(POWER.at(Fraction(0)), ROOM.at(Fraction(0)), ABOVE.at(Fraction(1))),),
        twins=but(
            "once",
            "F without the part of j^-r: F(1) = r/(r - 1)^2",
            lower=lambda p: (1 + p.s) / p.s**2 - p.a
            - p.P * _power_before(p, 2) * ((1 + p.s) * p.l / p.s + (1 + p.s) / p.s**2) + p.P * (1 + p.s) * (p.l + p.x) * (1 - p.t),
            upper=lambda p: (1 + p.s) / p.s**2 - p.P * ((1 + p.s) * (p.l + p.x) / p.s + (1 + p.s) / p.s**2),
        ),
    ),
    Claim(
        "E2.lead",
        "beta < Lambda: the top weight is above the second by rr/(e (1 - rr)) at most, rr = beta/Lambda",
        Bound(
            FREE,
            lambda p: (p.y * p.r / (1 - p.r) - p.a) / (p.e1 * p.y + p.z),
            lambda p: p.r / (p.e1 * (1 - p.r)),
        ),
        (
            RATIO, NUMBER_E, CONTACT, assume("a", "what the lead of the top mass leaves of beta t"),
            assume("z", "what Z leaves of e (Lambda - beta) t"),
        ),
        source=SOURCE,
        uses=("E22.tangent.lighter", "E24.counting", "E2.lead.largest"),
        notes=(
            "t is the gap where N(t) = exp(Lambda t), so Z >= N(t) exp(-beta t) = exp(y) >= e y; the masses of the first two keys differ "
            "by 1 - exp(-beta t) <= beta t at most, as the second key is within t"
        ),
        pins=(sharp(RATIO.at(Fraction(1, 2)), NUMBER_E.at(Fraction(2)), CONTACT.at(Fraction(1)), *(assume(n, "nothing").at(Fraction(0)) for n in "az")),),
        twins=but("half", "half of it", upper=lambda p: p.r / (2 * p.e1 * (1 - p.r))),
    ),
    Claim(
        "E2.lead.largest",
        "exp(y) >= e y: the tangent of exp at 1, where y exp(-y) is largest",
        Bound(KEY, lambda p: p.u * (1 + p.x) + (1 - p.u) * (1 - p.x), lambda p: p.u / p.t + (1 - p.u) * p.t),
        (assume("u", "1 where y = 1 + x, 0 where y = 1 - x", 0, 1),),
        source=SOURCE,
        notes="both sides over e; the sides are linear in u, so both cases are meant",
        pins=(Pin(factor=NEARLY),),
        twins=but("two", "exp(y) >= 2 e y", lower=lambda p: 2 * (p.u * (1 + p.x) + (1 - p.u) * (1 - p.x))),
    ),
    Claim(
        "E2.lead.row",
        "beta < Lambda: the lead of the top weight is rr/(e (1 - rr)) at most: any gaps, any n",
        OnRows(_lead, _lead_bound, hot, (row_trial((0, 1, 1), Fraction(33, 100)),)),
        source=SOURCE,
        uses=("E2.lead",),
        pins=(Pin(factor=Fraction(7, 10)),),
        twins=but("half", "half of it", upper=lambda row: _lead_bound(row) / 2),
    ),
    Claim(
        "E2.partition",
        "beta > Lambda: Z <= rr/(rr - 1), rr = beta/Lambda",
        Bound(FREE, lambda p: 1 + (1 - p.P) / p.s - p.a - p.w, lambda p: (p.s + 1) / p.s),
        (ABOVE, POWER, ROOM, MASSES),
        source=SOURCE,
        uses=("E3.rank", "E2.zeta.step", "E22.sum.step"),
        pins=(sharp(ABOVE.at(Fraction(1)), POWER.at(Fraction(0)), ROOM.at(Fraction(0)), MASSES.at(Fraction(0))),),
        twins=but("rr + 1", "(rr + 1)/rr", upper=lambda p: (p.s + 2) / (p.s + 1)),
    ),
    Claim(
        "E2.partition.row",
        "beta > Lambda: Z <= rr/(rr - 1), rr = beta/Lambda: any gaps, any n",
        OnRows(partition, _partition_bound, ascending=ABOVE_SCALE, stated=(two_keys(3),)),
        source=SOURCE,
        uses=("E2.partition",),
        pins=(Pin(factor=Fraction(3, 4)),),
        twins=but("rr + 1", "(rr + 1)/rr", upper=lambda row: (beta_ratio(row) + 1) / beta_ratio(row), stated=(zipf_row(200).at(Fraction(3, 2)),)),
    ),
    Claim(
        "E2.entropy",
        "beta > Lambda: H <= log(rr/(rr - 1)) + (2 rr - 1)/(rr - 1)^2, rr = beta/Lambda",
        Bound(
            FREE,
            lambda p: p.b - p.w + _tail(p, 0 * p.s) - p.P * p.g - p.a,
            lambda p: p.b + (2 * (1 + p.s) - 1) / p.s**2,
        ),
        (
            ABOVE, POWER, ROOM, MASSES, assume("b", "log(rr/(rr - 1))", low_open=True),
            assume("g", "F(n) over n^(1 - r)"),
        ),
        source=SOURCE,
        uses=("E3.entropy", "E2.partition", "E2.log-zeta.step"),
        notes=(
            "H <= log Z* + mu of the capped Zipf row (E3.entropy); Z* <= rr/(rr - 1), and mu, the sum of (rr log k - mu)_+ k^-rr, is at most "
            "that of rr log(k) k^-rr; a bound of the literature, its last term corrected, more than twice the best"
        ),
        pins=(sharp(ABOVE.at(Fraction(1)), *(a.at(Fraction(0)) for a in (POWER, ROOM, MASSES))),),
        twins=but("no excess", "log(rr/(rr - 1)) alone", upper=lambda p: p.b),
    ),
    Claim(
        "E2.entropy.row",
        "beta > Lambda: H <= log(rr/(rr - 1)) + (2 rr - 1)/(rr - 1)^2: any gaps, any n",
        OnRows(entropy, _entropy_bound, cold),
        source=SOURCE,
        uses=("E2.entropy",),
        notes="more than twice the best bound, that of E3.entropy.row",
        sharp=False,
        twins=but("no excess", "log(rr/(rr - 1)) alone", upper=lambda row: log(beta_ratio(row) / (beta_ratio(row) - 1))),
    ),
    Claim(
        "E2.laplace.lower",
        "sup_t (log N(t) - beta t) <= log Z, any row: Z >= N(t) exp(-beta t)",
        Bound(FREE, lambda p: p.N * p.s, lambda p: p.N * p.s + p.z),
        (assume("N", "number of keys within the gap t", 1), assume("s", "exp(-beta t)", 0, 1, low_open=True), assume("z", "masses of the other keys, and what those within t have more")),
        source=SOURCE,
        uses=("E22.sum.step",),
        pins=(Pin(factor=NEARLY, where=(assume("z", "nothing").at(Fraction(0)),)),),
        twins=but("twice", "twice the left side", lower=lambda p: 2 * p.N * p.s),
    ),
    Claim(
        "E2.laplace.lower.row",
        "sup_t (log N(t) - beta t) <= log Z: any gaps, any n, any beta >= 0",
        OnRows(_laplace, _log_partition, stated=(MILLION,)),
        source=SOURCE,
        uses=("E2.laplace.lower",),
        pins=(Pin(factor=2 - NEARLY, side="lower"),),
        twins=but("twice", "twice the left side", lower=lambda row: 2 * _laplace(row), stated=(MILLION,)),
    ),
    Claim(
        "E2.laplace.upper",
        "log Z <= S + log(1 + log n), S = sup_t (log N(t) - beta t), any row: the j-th mass is exp(S)/j at most",
        Bound(FREE, lambda p: p.b * (1 + p.l - p.a) - p.w, lambda p: p.b * (1 + p.l)),
        (assume("b", "exp(S)", 1), LOG_LENGTH, assume("a", "what the sum of 1/j leaves of log n"), MASSES),
        source=SOURCE,
        uses=("E2.log.step", "E22.sum.step"),
        notes="at least j keys lie within the j-th gap, so log j - beta Delta_(j) <= S",
        pins=(sharp(assume("b", "one").at(Fraction(1)), LOG_LENGTH.at(Fraction(1)), ROOM.at(Fraction(0)), MASSES.at(Fraction(0))),),
        twins=but("without", "without log(1 + log n)", upper=lambda p: p.b),
    ),
    Claim(
        "E2.laplace.upper.row",
        "log Z <= sup_t (log N(t) - beta t) + log(1 + log n): any gaps, any n, any beta >= 0",
        OnRows(_log_partition, lambda row: _laplace(row) + log(1 + log(row.n)), stated=(zipf_row(40),)),
        source=SOURCE,
        uses=("E2.laplace.upper",),
        pins=(Pin(factor=Fraction(9, 10)),),
        twins=but("without", "without log(1 + log n)", upper=_laplace),
    ),
)
