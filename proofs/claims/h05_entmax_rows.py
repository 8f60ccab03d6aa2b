"""H5: alpha-entmax of any row: keys far below the top have no weight, and the top weight depends on how many lie near it."""

from __future__ import annotations

from functools import reduce

from ...numerics.answers.sparse_rows import SparseRow
from ...numerics.numbers.precision import precision
from ...theory.field import minimum
from ...theory.rows import entmax
from ..vocabulary import (
    FREE, INVERSE_N, LENGTHS, NEARLY, Bound, Cases, Claim, Computed, Expansion, Fraction, Identity, OnRows, Pin, Point, RowTrial,
    Scalar, Within, arb, assume, but, exp, log, maximum, rational_ball, replace, row_trial,
)

SOURCE = "theory H5, derived; the margin of arXiv 1805.09717"
LEVEL = assume("u", "top weight to the power q", 0, 1, low_open=True)
ORDER = assume("q", "alpha - 1", low_open=True)
BEYOND = assume("z", "how far the gap is beyond 1/q")
COUNT = assume("N", "number of keys within the gap", 1)
TOP = assume("w", "top weight", 0, 1, low_open=True)
ROOM = assume("y", "what N times the top weight is above the sum of the weights")
TWO_OF_THREE = row_trial((0, Fraction(9, 10), Fraction(9, 10)), 1)
"""At alpha = 2 the gaps 0.9 are within the margin and have weights."""
CROWD = row_trial((0, *[Fraction(1, 10)] * 30), 1)


def _order(row: RowTrial) -> Fraction:
    """Return alpha - 1, between 1/50 and 2, as the row has it."""
    return 2 * row.share


def sparse(row: RowTrial, order: Fraction | None = None) -> SparseRow:
    """Return the entmax of a row of the logits beta times its gaps."""
    levels = tuple((row.exact_beta * gap, many) for gap, many in row.levels)
    return SparseRow(levels, 1 + (_order(row) if order is None else order))


def _weights(row: RowTrial) -> list[tuple[Fraction, int, Scalar]]:
    """Return logit gap, multiplicity and weight of the levels that have one."""
    found = sparse(row)
    return [(gap, many, weight) for (gap, many), (weight, _) in zip(found.held, found.in_balls(precision()), strict=True)]


def _beyond(row: RowTrial, fifths: int = 5) -> Scalar:
    """Return the weight of the keys whose gap is at least so many fifths of the margin."""
    margin = Fraction(fifths, 5) / _order(row)
    return sum((many * weight for gap, many, weight in _weights(row) if gap >= margin), arb(0))


def _top(row: RowTrial) -> Scalar:
    return _weights(row)[0][2]


def _ends(row: RowTrial) -> list[tuple[Fraction, int]]:
    """Return logit gaps t up to the margin, each with the number of keys nearer than it, where that number changes."""
    levels, margin = sparse(row).levels, 1 / _order(row)
    ends = sorted({gap for gap, _ in levels if 0 < gap < margin} | {margin})
    return [(end, sum(many for gap, many in levels if gap < end)) for end in ends]


def _floor(row: RowTrial, root: bool = True, fewer: int = 0) -> Scalar:
    """Return the largest min((q t)^(1/q), 1/N(t))."""
    order = rational_ball(_order(row))

    def at(end: Fraction, count: int) -> Scalar:
        if root:
            return entmax.top_weight_floor(rational_ball(end), arb(max(count - fewer, 1)), order)
        return minimum(order * rational_ball(end) / order, 1 / arb(count))

    return reduce(maximum, (at(end, count) for end, count in _ends(row)))


def _ceiling(row: RowTrial, power: int = 1) -> Scalar:
    """Return the least q t + N(t)^-q over the gaps of the row, t = 0 among them: the top weight to the power q is not above it."""
    order, found, total = rational_ball(_order(row)), [], 0
    for gap, many in sparse(row).levels:
        total += many
        found.append(order * rational_ball(gap) + exp(-(power * order * log(arb(total)))))
    return reduce(minimum, found)


def _top_power(row: RowTrial) -> Scalar:
    return exp(rational_ball(_order(row)) * log(_top(row)))


def _sparsemax_top(p: Point, gap: Fraction) -> Scalar:
    """Return the top weight of sparsemax where all n - 1 others lie at one gap up to 1: u + (n - 1)(u - x) = 1."""
    return (1 + (1 / p.h - 1) * gap.numerator / gap.denominator) * p.h


def _half_top(p: Point) -> Scalar:
    """Return the top weight of entmax of n keys, all others at a share of the margin."""
    order, n = Fraction(p.q), int(p.n)
    return SparseRow(((Fraction(0), 1), (p.x / order, n - 1)), 1 + order).in_balls(precision())[0][0]


FAR: Cases = tuple({"q": order, "x": Fraction(9, 10), "n": 10**40} for order in (Fraction(1, 4), Fraction(1, 2), Fraction(1), Fraction(2)))

CLAIMS = (
    Claim(
        "H5.definition.weight",
        "(u - q x)^(1/q) to the power q is u - q x: the weight of a key at the logit gap x, u the top weight to the power q",
        Identity(FREE, lambda p: exp(p.q * log(entmax.key_weight(p.u + p.q * p.z, p.z, p.q))), lambda p: p.u),
        (LEVEL, ORDER, BEYOND),
        source=SOURCE,
        notes="sampled in balls, for the power is an exponential",
        defines=(entmax.key_weight,),
        twins=but("u", "it is u", right=lambda p: p.u + p.q * p.z),
    ),
    Claim(
        "H5.margin",
        "a key at the logit gap 1/(alpha - 1) or more has no weight: u - q x <= 0 there, for u <= 1",
        Bound(FREE, lambda p: p.u - p.q * (entmax.margin(p.q) + p.z), 0),
        (LEVEL, ORDER, BEYOND),
        source=SOURCE,
        notes="alpha = 1 + q; the top weight is 1 at most",
        defines=(entmax.margin,),
        pins=(Pin(factor=2 - NEARLY, side="lower", base=lambda p: -p.one),),
        twins=but("0.8", "at 4/5 of that gap", lower=lambda p: p.u - p.q * (4 * entmax.margin(p.q) / 5 + p.z)),
    ),
    Claim(
        "H5.margin.attained",
        "and no smaller gap has that: in a row of one key at the top, u = 1, u - q x is 0 at x = 1/(alpha - 1)",
        Identity(FREE, lambda p: 1 - p.q * entmax.margin(p.q), 0),
        (ORDER,),
        source=SOURCE,
        notes="alpha = 1 + q",
        twins=but("0.8", "at 4/5 of that gap", left=lambda p: 1 - 4 * p.q * entmax.margin(p.q) / 5),
    ),
    Claim(
        "H5.support.row",
        "the keys at logit gaps of 1/(alpha - 1) or more have no weight together: any gaps, any n, any beta >= 0",
        OnRows(_beyond, lambda row: arb(0)),
        source=SOURCE,
        uses=("H5.margin",),
        pins=(Pin(factor=2 - NEARLY, base=lambda row: row.one),),
        notes="a theorem of the kernel, H5.support; tried at alpha between 1.02 and 3; which keys have a weight is decided exactly",
        twins=but("0.8", "those at 4/5 of that gap or more", lower=lambda row: _beyond(row, 4), stated=(TWO_OF_THREE,)),
    ),
    Claim(
        "H5.definition.floor",
        "min((q t)^(1/q), 1/N): either u >= q t, or the N keys within t have all the weight",
        Identity(FREE, lambda p: entmax.top_weight_floor(p.u / p.q, p.N, p.q), lambda p: minimum(exp(log(p.u) / p.q), 1 / p.N)),
        (LEVEL, ORDER, COUNT),
        source=SOURCE,
        notes="sampled in balls",
        defines=(entmax.top_weight_floor,),
        twins=but("maximum", "the larger of both", right=lambda p: maximum(exp(log(p.u) / p.q), 1 / p.N)),
    ),
    Claim(
        "H5.within",
        "where u < q t the keys beyond t have no weight, and the N keys within t none above the top weight: it is 1/N or more",
        Bound(FREE, lambda p: 1 / p.N, lambda p: (1 + p.y) / p.N),
        (COUNT, ROOM),
        source=SOURCE,
        uses=("H5.margin",),
        notes="the weights sum to 1 = N w - y",
        pins=(Pin(factor=2 - NEARLY, side="lower"),),
        twins=but("N - 1", "1/(N - 1) or more", assumptions=(replace(COUNT, low=Fraction(2)), ROOM), lower=lambda p: 1 / (p.N - 1)),
    ),
    Claim(
        "H5.floor.row",
        "top weight >= min((q t)^(1/q), 1/N(t)) for every logit gap t up to 1/q: any gaps, any n, any beta >= 0",
        OnRows(_floor, _top),
        source=SOURCE,
        uses=("H5.within", "H5.definition.floor"),
        notes="q = alpha - 1; a theorem of the kernel, H5.floor; so where N(t) stays bounded for some t > 0 the top weight does not vanish as n grows",
        pins=(Pin(factor=2 - NEARLY, side="lower"),),
        twins=but("no root", "min(t, 1/N(t))", lower=lambda row: _floor(row, root=False))
        + but("N - 1", "1/(N(t) - 1) for 1/N(t)", lower=lambda row: _floor(row, fewer=1)),
    ),
    Claim(
        "H5.ceiling.row",
        "top weight^q <= q t + N(t)^-q for every logit gap t: any gaps, any n, any beta >= 0",
        OnRows(_top_power, _ceiling),
        source="derived",
        uses=("H5.margin",),
        notes="the N(t) keys within t have (u - q t)_+^(1/q) or more each; a theorem of the kernel, H5.ceiling; so where N(t) -> oo for every t > 0 the top weight vanishes",
        pins=(Pin(factor=NEARLY),),
        twins=but("squared", "q t + N(t)^(-2 q)", upper=lambda row: _ceiling(row, 2), stated=(CROWD,)),
    ),
    Claim(
        "H5.edge.none",
        "all others at the margin: sparsemax gives the top key the weight 1, however many there are",
        Identity(LENGTHS, lambda p: _sparsemax_top(p, Fraction(1)), 1),
        (),
        source=SOURCE,
        notes="so an N(1/q) that grows without end is no dilution",
        twins=but("inside", "all others at 9/10 of it", left=lambda p: _sparsemax_top(p, Fraction(9, 10))),
    ),
    Claim(
        "H5.edge.inside",
        "all others at 9/10 of the margin: the top weight of sparsemax tends to 9/10, within (1/10)/n for every n",
        Expansion(LENGTHS, lambda p: _sparsemax_top(p, Fraction(9, 10)), Fraction(9, 10), Within(Fraction(1, 10), INVERSE_N)),
        (),
        source=SOURCE,
        pins=(Pin(factor=NEARLY),),
        notes="in general it tends to 0.9^(1/q)",
        twins=but("1/20", "within (1/20)/n", error=Within(Fraction(1, 20), INVERSE_N)),
    ),
    Claim(
        "H5.edge.any-alpha",
        "all others at 9/10 of the margin: at n = 10^40 the top weight is above 0.9^(1/q), and within 10^-9 of it",
        Computed(FAR, _half_top, lambda p: exp(log(rational_ball(p.x)) / rational_ball(p.q)), Fraction(1, 10**9)),
        source=SOURCE,
        pins=(Pin(factor=1 + Fraction(2, 10**9), side="value"),),
        twins=but("0.9", "of 0.9", right=lambda p: rational_ball(p.x) + 0 * log(rational_ball(p.q))),
    ),
)
