"""E22: the simplex is the best case of every row (Jensen), key by key."""

from __future__ import annotations

from ..vocabulary import (
    FREE, KEY, NEARLY, Bound, Claim, Fraction, OnRows, Pin, Point, RowTrial, Scalar, almost, assume, boltzmann, but,
    exp, rational_ball, row_trial, sharp,
)

SOURCE = "theory E22, derived; C1 is its case of two inner products"
MASS = assume("T", "exp(-beta m), m the mean gap to the others", low_open=True)
EXCESS = assume("z", "what the sum over the keys is more than its bound")
OTHERS = assume("N", "number of other keys", 1)
SUM = (
    *(assume(name, f"{part} part of a sum over the keys so far") for name, part in (("A", "positive"), ("B", "negative"))),
    *(assume(name, f"{part} part of the term of a key more") for name, part in (("a", "positive"), ("b", "negative"))),
    EXCESS,
    assume("w", "what the key's own term is more than its bound"),
)


SKEWED = row_trial((0, 1, 1, 10), Fraction(1, 10))
"""A row whose median gap is far below the mean one."""


def _weight(p: Point) -> Scalar:
    """Return the weight of a key against others whose masses sum to T (N + z)."""
    return 1 / (1 + p.T * (p.N + p.z))


def top_weight(row: RowTrial) -> Scalar:
    """Return the weight of the top key."""
    return boltzmann.top_weight(row.gaps, row.beta)


def jensen(row: RowTrial) -> Scalar:
    """Return the weight of the top key of the simplex with the row's mean gap."""
    return almost.self_weight(row.n, exp(-(row.beta * boltzmann.competitor_mean(row.gaps))))


def _with_top(row: RowTrial) -> Scalar:
    """Return the same with the mean over all n gaps."""
    mean = boltzmann.competitor_mean(row.gaps) * (row.n - 1) / row.n
    return almost.self_weight(row.n, exp(-(row.beta * mean)))


def _median(row: RowTrial) -> Scalar:
    """Return the same with a median gap."""
    middle = next(gap for gap, total in row.counts if 2 * (total - 1) >= row.size - 1)
    return almost.self_weight(row.n, exp(-(row.beta * rational_ball(middle))))


CLAIMS = (
    Claim(
        "E22.tangent.lighter",
        "exp(-x) >= 1 - x: the tangent of the exponential, for a key below the mean",
        Bound(KEY, lambda p: 1 - p.x, lambda p: p.t),
        source=SOURCE,
        pins=(Pin(factor=NEARLY),),
        twins=but("half", "1 - x/2", lower=lambda p: 1 - p.x / 2),
    ),
    Claim(
        "E22.tangent.heavier",
        "exp(x) >= 1 + x: the tangent of the exponential, for a key above the mean",
        Bound(KEY, lambda p: 1 + p.x, lambda p: 1 / p.t),
        source=SOURCE,
        pins=(Pin(factor=NEARLY),),
        twins=but("twice", "1 + 2 x", lower=lambda p: 1 + 2 * p.x),
    ),
    Claim(
        "E22.sum.step",
        "a key more: a sum over the keys stays above another one, where each key's term is: so key by key is enough",
        Bound(FREE, lambda p: p.A - p.B + p.a - p.b, lambda p: p.A - p.B + p.z + p.a - p.b + p.w),
        SUM,
        source=SOURCE,
        pins=(
            Pin(factor=NEARLY, where=(*(a.at(Fraction(1)) for a in (SUM[0], SUM[2])), *(a.at(Fraction(0)) for a in (SUM[1], *SUM[3:])))),
        ),
        twins=but("below", "below, where the terms are above", upper=lambda p: p.A - p.B + p.z + p.a - p.b - p.w),
    ),
    Claim(
        "E22.jensen",
        "w_k <= 1/(1 + (n - 1) exp(-beta m_k)) for every row, every key k and every real beta, m_k the mean of the others' gaps to it",
        Bound(FREE, _weight, lambda p: almost.self_weight(p.N + 1, p.T)),
        (MASS, OTHERS, EXCESS),
        source=SOURCE,
        uses=("E22.tangent.lighter", "E22.tangent.heavier", "E22.sum.step"),
        notes=(
            "T z is what the tangents of exp at -beta m_k leave of the sum of masses; where a gap is on the other side of the mean "
            "does not matter; equality where all gaps are equal, the simplex"
        ),
        pins=(sharp(MASS.at(Fraction(1, 2)), OTHERS.at(Fraction(3)), EXCESS.at(Fraction(0))),),
        twins=but("n others", "1/(1 + n exp(-beta m_k))", upper=lambda p: almost.self_weight(p.N + 2, p.T)),
    ),
    Claim(
        "E22.jensen.row",
        "w <= 1/(1 + (n - 1) exp(-beta m)) for every row: any gaps, any n, any beta >= 0",
        OnRows(top_weight, jensen),
        source=SOURCE,
        uses=("E22.jensen",),
        notes="the statement on sums over any number of keys, for the kernel; the simplex rows that are tried attain it",
        pins=(Pin(factor=NEARLY),),
        twins=but("with the top", "the mean over all n gaps, the top's among them", upper=_with_top)
        + but("median", "the median gap for the mean one", upper=_median, stated=(SKEWED,)),
    ),
    Claim(
        "E22.threshold.lower",
        "at beta = log(n - 1)/m the top weight is at most 1/2: beta_1/2 >= log(n - 1)/m",
        Bound(FREE, lambda p: 1 / (1 + (p.N + p.z) / p.N), lambda p: p.one / 2),
        (OTHERS, EXCESS),
        source=SOURCE,
        uses=("E22.jensen",),
        notes="m > 0; then gamma m < 1 makes every weight vanish, as in C1.threshold.below: the subcritical half holds for any scores",
        pins=(sharp(OTHERS.at(Fraction(3)), EXCESS.at(Fraction(0))),),
        twins=but("a third", "at most 1/3", upper=lambda p: p.one / 3),
    ),
    Claim(
        "E22.threshold.upper",
        "at beta = log(n - 1)/Delta_2 the top weight is at least 1/2: beta_1/2 <= log(n - 1)/Delta_2, Delta_2 the least gap",
        Bound(FREE, lambda p: p.one / 2, lambda p: 1 / (1 + p.s)),
        (assume("s", "sum of the masses of the competitors, each at most 1/(n - 1)", 0, 1),),
        source=SOURCE,
        uses=("C1.mean.upper",),
        pins=(Pin(factor=NEARLY),),
        twins=but("two", "where the masses sum to at most 2", assumptions=(assume("s", "sum of the masses", 0, 2),)),
    ),
)
