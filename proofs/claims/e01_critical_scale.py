"""E1 to E4: the critical scale of a row, Lambda = sup log N(t)/t, and what lies below and above it."""

from __future__ import annotations

from itertools import pairwise
from math import log as log_float

from ..vocabulary import (
    LENGTHS, NEARLY, Claim, Computed, Fraction, Identity, OnRows, Pin, Point, RowTrial, Scalar, arb, assume,
    boltzmann, bounds, but, entropy_envelope, exp, log, maximum, rational_ball, row_trial, zeta, zipf_entropy,
)

SOURCE = "arXiv 2605.12697, theorem numbers not recovered; theory E1, E2, re-derived"
ENVELOPE = "theory E3, derived"
UNIT = assume("c", "a gap, or gap times log n", low_open=True)


def _ratio(row: RowTrial) -> arb:
    """Return beta/Lambda."""
    return row.beta / row.scale


def cold(row: RowTrial) -> bool:
    """Tell whether beta is above the critical scale, which is finite."""
    return row.levels[0][1] == 1 and bool(_ratio(row) > 1)


def frozen(row: RowTrial) -> bool:
    """Tell whether beta is above the critical scale by a tenth."""
    return cold(row) and bool(10 * _ratio(row) > 11)


def hot(row: RowTrial) -> bool:
    """Tell whether beta is below the critical scale, which is finite, and no two keys share the top."""
    return row.levels[0][1] == 1 and bool(_ratio(row) < 1)


def _partition(row: RowTrial) -> Scalar:
    return boltzmann.partition(row.gaps, row.beta)


def _log_partition(row: RowTrial) -> Scalar:
    return log(_partition(row))


def _lead(row: RowTrial) -> Scalar:
    """Return the top weight less the second largest."""
    return (1 - exp(-(row.beta * row.near))) / _partition(row)


def _laplace(row: RowTrial) -> Scalar:
    """Return sup_t (log N(t) - beta t)."""
    first, *others = (log(arb(total)) - row.beta * rational_ball(gap) for gap, total in row.counts)
    for other in others:
        first = maximum(first, other)
    return first


def _entropy(row: RowTrial) -> Scalar:
    return boltzmann.shannon_entropy(row.gaps, row.beta)


def _entropy_bound(row: RowTrial) -> Scalar:
    r = _ratio(row)
    return log(r / (r - 1)) + (2 * r - 1) / (r - 1) ** 2


def _zipf(n: int) -> RowTrial:
    """Return gaps near log j, at beta = 1."""
    return row_trial((Fraction(round(Fraction(log_float(j)) * 1000), 1000) for j in range(1, n + 1)), 1)


def _two(beta: int) -> RowTrial:
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
TWO, MILLION = _two(28), RowTrial(((Fraction(0), 1), (Fraction(1), 10**6 - 1)), Fraction(1))


def _at(p: Point) -> arb:
    return rational_ball(Fraction(p.r))


def _log_slope(p: Point) -> Scalar:
    """Return -zeta'/zeta."""
    return -zeta.zeta_slope(_at(p)) / zeta.zeta(_at(p))


CLAIMS = (
    Claim(
        "E1.definition.rate",
        "log N(t)/t at the only gap of a simplex is log n/t, its critical scale: Lambda = log n/(1 - rho)",
        Identity(LENGTHS, lambda p: bounds.counting_rate(1 / p.h, p.c), lambda p: p.L / p.c),
        (UNIT,),
        source=SOURCE,
        defines=(bounds.counting_rate,),
        twins=but("n - 1", "log(n - 1)/t", left=lambda p: bounds.counting_rate(1 / p.h - 1, p.c)),
    ),
    Claim(
        "E4.two-level",
        "two levels, n^theta keys at the gap g and all n at the gap g + d: log N(t)/t is theta log n/g and log n/(g + d)",
        Identity(
            LENGTHS,
            lambda p: p.c * bounds.counting_rate(1 / p.h, p.g / p.theta1) + p.d * bounds.counting_rate(1 / p.h, p.g + p.d),
            lambda p: p.c * p.theta1 * p.L / p.g + p.d * p.L / (p.g + p.d),
        ),
        (UNIT, *(assume(name, "a gap", low_open=True) for name in ("g", "d")), assume("theta1", "exponent theta", 0, 1, low_open=True)),
        source="theory E4, derived",
        notes="log n^theta over g is log n over g/theta; Lambda is the larger of both, the self-dominance threshold of C6",
        twins=but("sum", "the sum of both gaps", right=lambda p: p.c * p.theta1 * p.L / p.g + p.d * p.L / p.g),
    ),
    Claim(
        "E4.squared",
        "rho_n = 1 - c/log n: Lambda = (log n)^2/c, a natural (log n)^2",
        Identity(LENGTHS, lambda p: bounds.counting_rate(1 / p.h, p.c / p.L), lambda p: p.L**2 / p.c),
        (UNIT,),
        source="theory E4, derived",
        twins=but("log n", "log n/c", right=lambda p: p.L / p.c),
    ),
    Claim(
        "E2.lead",
        "beta < Lambda: the top weight is above the second by rr/(e (1 - rr)) at most, rr = beta/Lambda",
        OnRows(_lead, lambda row: _ratio(row) / (exp(arb(1)) * (1 - _ratio(row))), hot, (row_trial((0, 1, 1), Fraction(33, 100)),)),
        source=SOURCE,
        pins=(Pin(factor=Fraction(7, 10)),),
        twins=but("half", "half of it", upper=lambda row: _ratio(row) / (2 * exp(arb(1)) * (1 - _ratio(row)))),
    ),
    Claim(
        "E2.partition",
        "beta > Lambda: Z <= rr/(rr - 1), rr = beta/Lambda",
        OnRows(_partition, lambda row: _ratio(row) / (_ratio(row) - 1), cold, (_two(3),)),
        source=SOURCE,
        pins=(Pin(factor=Fraction(3, 4)),),
        twins=but("rr + 1", "(rr + 1)/rr", upper=lambda row: (_ratio(row) + 1) / _ratio(row), stated=(_zipf(200).at(Fraction(3, 2)),)),
    ),
    Claim(
        "E2.entropy",
        "beta > Lambda: H <= log(rr/(rr - 1)) + (2 rr - 1)/(rr - 1)^2, rr = beta/Lambda",
        OnRows(_entropy, _entropy_bound, cold),
        source=SOURCE,
        notes="more than twice the best bound, that of E3.entropy.row: a bound of the literature, its last term corrected",
        sharp=False,
        twins=but("no excess", "log(rr/(rr - 1)) alone", upper=lambda row: log(_ratio(row) / (_ratio(row) - 1))),
    ),
    Claim(
        "E2.laplace.lower",
        "sup_t (log N(t) - beta t) <= log Z, any row",
        OnRows(_laplace, _log_partition, stated=(MILLION,)),
        source=SOURCE,
        pins=(Pin(factor=2 - NEARLY, side="lower"),),
        twins=but("twice", "twice the left side", lower=lambda row: 2 * _laplace(row), stated=(MILLION,)),
    ),
    Claim(
        "E2.laplace.upper",
        "log Z <= sup_t (log N(t) - beta t) + log(1 + log n), any row",
        OnRows(_log_partition, lambda row: _laplace(row) + log(1 + log(row.n)), stated=(_zipf(40),)),
        source=SOURCE,
        pins=(Pin(factor=Fraction(9, 10)),),
        twins=but("without", "without log(1 + log n)", upper=_laplace),
    ),
    Claim(
        "E3.envelope.row",
        "beta > Lambda: Z <= zeta(rr), so the top weight is 1/zeta(rr) or more, rr = beta/Lambda",
        OnRows(_partition, lambda row: zeta.zeta(_ratio(row)), cold, (TWO,)),
        source=ENVELOPE,
        notes="the j-th gap is log j/Lambda or more, as N there is j or more; the Zipf row approaches it, and two keys do as rr grows",
        pins=(Pin(factor=NEARLY, base=lambda row: row.one),),
        twins=but("rr + 1", "zeta(rr + 1)", upper=lambda row: zeta.zeta(_ratio(row) + 1)),
    ),
    Claim(
        "E3.entropy.row",
        "beta > Lambda: the entropy is at most that of the Zipf row whose first gaps are raised to one level mu",
        OnRows(_entropy, lambda row: entropy_envelope(_ratio(row)), frozen, (TWO,)),
        source=ENVELOPE,
        notes="tried from rr = 11/10 on: nearer to 1 the raised gaps are those of more keys than are counted; two keys attain it as rr grows",
        pins=(Pin(factor=NEARLY),),
        twins=but("Zipf", "that of the Zipf row itself", upper=lambda row: zipf_entropy(_ratio(row)), stated=(FLAT,)),
    ),
    Claim(
        "E3.entropy.zipf",
        "no gap is raised from rr = 1.8791006722784631811... on, where -zeta'/zeta = log 2",
        Computed(({"r": "1.8791006722784631811"},), _log_slope, lambda p: arb(2).log(), Fraction(1, 10**19)),
        source=ENVELOPE,
        pins=(Pin(factor=1 + Fraction(1, 10**18), side="value"),),
        twins=but("r = 2", "from rr = 2 on", cases=({"r": "2"},)),
    ),
)
