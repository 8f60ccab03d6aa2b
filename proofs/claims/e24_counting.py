"""E24: the number of keys within a gap brackets the threshold of any row."""

from __future__ import annotations

from functools import reduce

from ..vocabulary import (
    FREE, KEY, NEARLY, Bound, Claim, Fraction, Identity, Monotone, OnRows, Pin, Point, RowTrial, Scalar, almost, arb, assume,
    boltzmann, bounds, but, exp, maximum, rational_ball, row_trial, sharp, zeta,
)
from .e22_jensen import EXCESS, top_weight

SOURCE = "theory E24, derived; the critical scale of arXiv 2605.12697"
UNIT = assume("c", "a gap", low_open=True)
WITHIN = assume("N", "number of other keys within the gap t", 1)
SHARE = assume("p", "weight of the top key", 0, 1, low_open=True, high_open=True)
MASS = assume("s", "exp(-beta t)", 0, 1, low_open=True)
SIMPLEX = row_trial((0, *[1] * 999), 5)
TWO = row_trial((0, 1), 0, Fraction(10**12 - 1, 10**12))
NEAR_TIE = row_trial((0, Fraction(1, 100), 1), 1)


def _counted(row: RowTrial, fewer: int = 1) -> Scalar:
    """Return the least weight that the counts allow the top key, over all gaps t: 1/(1 + (N(t) - 1) exp(-beta t))."""
    masses = [(total - fewer) * exp(-(row.beta * rational_ball(gap))) for gap, total in row.counts if gap]
    return 1 / (1 + reduce(maximum, masses))


def _at_counted(row: RowTrial) -> Scalar:
    """Return the largest beta at which the counts alone keep the top key at or below the weight p."""
    values = [bounds.counting_threshold(arb(total), rational_ball(gap), row.p) for gap, total in row.counts if gap]
    return reduce(maximum, values)


def below(row: RowTrial) -> Scalar:
    """Return the top weight at the lower bound of its threshold."""
    return boltzmann.top_weight(row.gaps, _at_counted(row))


def above(row: RowTrial, times: Fraction | None = None) -> Scalar:
    """Return the top weight at the upper bound of its threshold, or at a multiple of the critical scale."""
    factor = zeta.inverse_zeta(row.share) if times is None else rational_ball(times)
    return boltzmann.top_weight(row.gaps, factor * row.scale)


def alone(row: RowTrial) -> bool:
    """Tell whether one key alone is at the top, and p is more than its weight at beta = 0."""
    return row.levels[0][1] == 1 and row.share * row.size > 1


def _half(row: RowTrial) -> Scalar:
    return arb(1) / 2


def _counts(p: Point, more: int = 0) -> Scalar:
    """Return the weight of the top key beside N keys of the mass s or more, and others."""
    return 1 / (1 + p.N * p.s + p.z)


def _mass_at(p: Point) -> Scalar:
    """Return exp(-beta t) where N keys of that mass leave the top the weight p."""
    return (1 - p.p) / (p.N * p.p)


CLAIMS = (
    Claim(
        "E24.definition.threshold",
        "log((N - 1) p/(1 - p))/t is the beta at which N keys, all but the top at the gap t, give the top the weight p",
        Identity(KEY, lambda p: bounds.counting_threshold(1 / p.h, p.c, almost.self_weight(1 / p.h, p.t)), lambda p: p.x / p.c),
        (UNIT,),
        source=SOURCE,
        notes="at exp(-beta t) = exp(-x), that is beta = x/t",
        defines=(bounds.counting_threshold,),
        twins=but("N", "log(N p/(1 - p))/t", left=lambda p: bounds.counting_threshold(1 / p.h + 1, p.c, almost.self_weight(1 / p.h, p.t))),
    ),
    Claim(
        "E24.counting",
        "w <= 1/(1 + (N(t) - 1) exp(-beta t)) for every gap t: the keys within it have the mass exp(-beta t) or more",
        Bound(FREE, _counts, lambda p: almost.self_weight(p.N + 1, p.s)),
        (WITHIN, MASS, EXCESS),
        source=SOURCE,
        uses=("C1.mean.lower",),
        notes="so w < p for beta below log((N(t) - 1) p/(1 - p))/t; equality on the simplex",
        pins=(sharp(WITHIN.at(Fraction(3)), MASS.at(Fraction(1, 2)), EXCESS.at(Fraction(0))),),
        twins=but("N", "N(t) for N(t) - 1", upper=lambda p: almost.self_weight(p.N + 2, p.s)),
    ),
    Claim(
        "E24.counting.row",
        "w <= 1/(1 + (N(t) - 1) exp(-beta t)) for every gap t: any gaps, any n, any beta >= 0",
        OnRows(top_weight, _counted),
        source=SOURCE,
        uses=("E24.counting",),
        pins=(Pin(factor=NEARLY),),
        twins=but("N", "N(t) for N(t) - 1", upper=lambda row: _counted(row, 0)),
    ),
    Claim(
        "E24.threshold.lower",
        "beta_p >= log((N(t) - 1) p/(1 - p))/t for every gap t: there the top weight is at most p",
        Bound(FREE, lambda p: _counts(Point(N=p.N, s=_mass_at(p), z=p.z)), lambda p: p.p),
        (WITHIN, SHARE, EXCESS),
        source=SOURCE,
        uses=("E24.counting", "E24.definition.threshold"),
        notes="so exp(-beta t) = (1 - p)/((N - 1) p), and the weight rises with beta; equality on the simplex",
        pins=(sharp(WITHIN.at(Fraction(3)), SHARE.at(Fraction(1, 3)), EXCESS.at(Fraction(0))),),
        twins=but("p/2", "at most p/2", upper=lambda p: p.p / 2),
    ),
    Claim(
        "E24.threshold.upper",
        "beta_p <= zeta^-1(1/p) Lambda: there the top weight is at least p",
        Bound(FREE, lambda p: p.p, lambda p: p.p / p.a),
        (SHARE, assume("a", "p Z at that beta, where zeta is 1/p", 0, 1, low_open=True)),
        source=SOURCE,
        uses=("E3.envelope",),
        notes="Z <= zeta(beta/Lambda) = 1/p; approached by the Zipf row Delta_(j) = log j/Lambda as n -> oo, and by two keys as p -> 1",
        pins=(sharp(SHARE.at(Fraction(1, 3)), assume("a", "all").at(Fraction(1))),),
        twins=but("2 p", "at least 2 p", lower=lambda p: 2 * p.p),
    ),
    Claim(
        "E24.threshold.unique",
        "the top weight rises with beta where not all gaps are 0, so beta_p is unique: one key's mass falls",
        Monotone(KEY, lambda p: 1 / (1 + p.N + p.c * p.t), "t", "decreasing"),
        (assume("N", "sum of the other competitors' masses"), UNIT),
        source=SOURCE,
        notes="t = exp(-beta Delta) of a key of a positive gap; k keys at the top leave Z above k, so there is a root for k < 1/p alone",
        twins=but("falls", "it falls with beta", direction="increasing"),
    ),
    Claim(
        "E24.threshold.lower.row",
        "beta_p >= sup_t log((N(t) - 1) p/(1 - p))/t: any gaps, any n",
        OnRows(below, lambda row: row.p, alone),
        source=SOURCE,
        uses=("E24.threshold.lower",),
        pins=(Pin(factor=NEARLY),),
        twins=but(
            "the scale", "beta_1/2 >= Lambda, the critical scale", lower=lambda row: above(row, Fraction(1)), upper=_half, stated=(SIMPLEX,)
        ),
    ),
    Claim(
        "E24.threshold.upper.row",
        "beta_p <= zeta^-1(1/p) Lambda: any gaps, any n",
        OnRows(lambda row: row.p, above, alone, (TWO,)),
        source=SOURCE,
        uses=("E24.threshold.upper",),
        pins=(Pin(factor=NEARLY, side="lower", base=lambda row: row.one),),
        twins=but("the scale", "beta_1/2 <= Lambda", lower=_half, upper=lambda row: above(row, Fraction(1)))
        + but(
            "counts",
            "beta_1/2 <= 1.72 sup_t log(N(t) - 1)/t",
            lower=_half,
            upper=lambda row: boltzmann.top_weight(row.gaps, 172 * _at_counted(row) / 100),
            stated=(NEAR_TIE,),
        ),
    ),
)
