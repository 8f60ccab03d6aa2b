"""E23: the two-level row is the worst case of all rows with its mean gap, variance and least gap (Bennett)."""

from __future__ import annotations

from ..vocabulary import (
    FREE, KEY, NEARLY, Bound, Claim, Fraction, Gaps, Identity, Monotone, OnRows, Pin, Point, RowTrial, Scalar, almost,
    assume, boltzmann, bounds, but, exp, row_trial,
)
from .e22_jensen import EXCESS, MASS, OTHERS, top_weight

SOURCE = "theory E23, derived; Bennett's inequality"
LEAD = assume("d", "mean gap less the least one", low_open=True)
LAG = assume("q", "v/d, by which the far level is beyond the mean gap", low_open=True)
VARIANCE = assume("v", "variance of the competitors' gaps", low_open=True)
MEAN = assume("m", "mean gap less the least one, beyond d")
POWER = assume("Y", "exp(d + q) in units of 1/beta", 1, low_open=True)
NEAR, FAR = assume("near", "mass at the least gap"), assume("far", "mass of the others")
COUNT = tuple(assume(f"k{j}", "number of competitors at a level", low_open=True) for j in (1, 2))
TOTAL = assume("S", "sum of the masses of the competitors over exp(-beta m)", low_open=True)
SPREAD_OUT = row_trial((0, Fraction(1, 4), *[2] * 9), 1)


def _two_levels(p: Point) -> Gaps:
    """Return Bennett's row: a share of N competitors at m, the rest at m + d + v/d."""
    share = bounds.near_share(p.v, p.d)
    return Gaps(((0 * p.one, p.one), (p.m, p.N * share), (p.m + p.d + p.v / p.d, p.N * (1 - share))))


def _moments(p: Point) -> Scalar:
    row = _two_levels(p)
    return p.near * boltzmann.competitor_mean(row) + p.far * boltzmann.competitor_variance(row)


def _parabola(p: Point) -> Scalar:
    """Return the mean of 1 + c + c^2 (exp(C) - 1 - C)/C^2, c = q + u, where u has the mean 0 and the variance q d; C = d + q."""
    length = p.d + p.q
    return 1 + p.q + (p.q * p.d + p.q**2) * (p.Y - 1 - length) / length**2


def _means(row: RowTrial) -> tuple[Scalar, Scalar, Scalar]:
    mean = boltzmann.competitor_mean(row.gaps)
    return mean, boltzmann.competitor_variance(row.gaps), mean - row.near


def bennett(row: RowTrial) -> Scalar:
    """Return the top weight of the two-level row with the mean, the variance and the least gap of the competitors."""
    mean, variance, lead = _means(row)
    near, far = (exp(-(row.beta * gap)) for gap in (row.near, mean + variance / lead))
    return almost.self_weight(row.n, bounds.two_level_mass(bounds.near_share(variance, lead), near, far))


def _gaussian(row: RowTrial) -> Scalar:
    mean, variance, _ = _means(row)
    return almost.self_weight(row.n, exp(-(row.beta * mean)) * exp(row.beta**2 * variance / 2))


def uneven(row: RowTrial) -> bool:
    """Tell whether the competitors' gaps differ: the mean is above the least one."""
    return row.least < row.levels[-1][0]


CLAIMS = (
    Claim(
        "E23.definition.near-share",
        "a fraction v/(v + d^2) at the least gap and the rest at m + v/d has the mean gap m and the variance v, d = m - least gap",
        Identity(FREE, _moments, lambda p: p.near * (p.m + p.d) + p.far * p.v),
        (VARIANCE, LEAD, MEAN, OTHERS, NEAR, FAR),
        source=SOURCE,
        notes="any combination of both moments",
        defines=(bounds.near_share,),
        twins=but("twice", "the variance 2 v", right=lambda p: p.near * (p.m + p.d) + 2 * p.far * p.v),
    ),
    Claim(
        "E23.definition.two-level-mass",
        "the mean mass of competitors at two levels, by how many there are at each",
        Identity(
            FREE,
            lambda p: (p.k1 * p.near + p.k2 * p.far) / (p.k1 + p.k2),
            lambda p: bounds.two_level_mass(p.k1 / (p.k1 + p.k2), p.near, p.far),
        ),
        (*COUNT, NEAR, FAR),
        source=SOURCE,
        defines=(bounds.two_level_mass,),
        twins=but("exchanged", "the levels exchanged", left=lambda p: (p.k2 * p.near + p.k1 * p.far) / (p.k1 + p.k2)),
    ),
    Claim(
        "E23.bennett.ratio",
        "(exp(x) - 1 - x)/x^2 rises with x > 0: a parabola that touches exp - 1 - x at 0 and meets it at C is above it up to C",
        Monotone(KEY, lambda p: (1 / p.t - 1 - p.x) / p.x**2, "t", "decreasing"),
        source=SOURCE,
        notes="t = exp(-x) falls as x rises",
        twins=but("falls", "it falls with x", direction="increasing"),
    ),
    Claim(
        "E23.bennett.below",
        "exp(-x) - 1 + x <= x^2/2: below the mean the parabola with the least factor is above",
        Bound(KEY, lambda p: p.t - 1 + p.x, lambda p: p.x**2 / 2),
        source=SOURCE,
        pins=(Pin(factor=NEARLY),),
        twins=but("third", "x^2/3", upper=lambda p: p.x**2 / 3),
    ),
    Claim(
        "E23.bennett.above",
        "exp(x) - 1 - x - x^2/2 rises from 0 at x = 0: (exp(x) - 1 - x)/x^2 >= 1/2",
        Monotone(KEY, lambda p: 1 / p.t - 1 - p.x - p.x**2 / 2, "t", "decreasing"),
        source=SOURCE,
        twins=but("x^2", "x^2 for x^2/2", quantity=lambda p: 1 / p.t - 1 - p.x - p.x**2),
    ),
    Claim(
        "E23.bennett.mean",
        "the mean of the parabola over a row is the mean mass of the two-level row, both relative to the far level",
        Identity(FREE, _parabola, lambda p: bounds.two_level_mass(bounds.near_share(p.q * p.d, p.d), p.Y, 1)),
        (LEAD, LAG, POWER),
        source=SOURCE,
        notes="gaps in units of 1/beta: u = m - Delta has the mean 0 and the variance v = q d, and u <= d",
        uses=("E23.bennett.ratio", "E23.bennett.below", "E23.bennett.above"),
        twins=but("variance", "the variance 2 v", right=lambda p: bounds.two_level_mass(bounds.near_share(2 * p.q * p.d, p.d), p.Y, 1)),
    ),
    Claim(
        "E23.bennett",
        "w >= 1/(1 + (n - 1) exp(-beta m) M), M = [v exp(beta d) + d^2 exp(-beta v/d)]/(v + d^2): no row is worse than the two-level one",
        Bound(FREE, lambda p: almost.self_weight(p.N + 1, p.T * (p.S + p.z) / p.N), lambda p: 1 / (1 + p.T * p.S)),
        (MASS, OTHERS, TOTAL, EXCESS),
        source=SOURCE,
        uses=("E23.bennett.mean", "E22.sum.step"),
        notes=(
            "S is the sum of exp(beta (m - Delta)), and S + z = N M that of its parabolas; equality where every competitor is at the "
            "least gap or at m + v/d"
        ),
        pins=(Pin(factor=2 - NEARLY, side="lower", where=(EXCESS.at(Fraction(0)), TOTAL.at(Fraction(2)), OTHERS.at(Fraction(3)), MASS.at(Fraction(1, 2)))),),
        twins=but("best", "the two-level row is the best case", lower=lambda p: 1 / (1 + p.T * p.S), upper=lambda p: almost.self_weight(p.N + 1, p.T * (p.S + p.z) / p.N)),
    ),
    Claim(
        "E23.bennett.row",
        "w is at least that of the two-level row with the same mean gap, variance and least gap: any gaps, any n, any beta >= 0",
        OnRows(bennett, top_weight, uneven),
        source=SOURCE,
        uses=("E23.bennett",),
        notes="not of the simplex, where d = 0; the two-level rows that are tried attain it",
        pins=(Pin(factor=2 - NEARLY, side="lower"),),
        twins=but("Gaussian", "M = exp(beta^2 v/2), as of Gaussian gaps", lower=_gaussian, stated=(SPREAD_OUT,)),
    ),
)
