"""C5, C6: random tokens on the sphere satisfy Assumption 2; tokens at two levels have a middle phase."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from ...theory.assumptions import CORRELATION, Assumption
from ...theory.expansions.chart import Formula
from ...theory.field import Scalar
from ...theory.layer import levels, sphere
from ...theory.layer.regimes import CRITICAL, FREE, Point
from ..claim import PAPER, Claim, Twin
from ..kinds import BigO, Bound, Expansion, Identity
from ..pins import Pin
from .c03_almost_cosine import GAP
from .shorthand import INVERSE_N, NEARLY, PLAIN, RATE, RHO, constant, sharp

HEIGHT = Assumption(name="e", meaning="height of the cap", low=Fraction(0), high=Fraction(1))
HALF_DIMENSION = Assumption(name="k", meaning="(d - 1)/2", low=Fraction(1, 2), high=Fraction(300))
ODD = {1: Fraction(333, 500), 2: Fraction(111, 200), 3: Fraction(49, 100), 4: Fraction(89, 200)}
"""k, and by how much the bound is pinned at e = 1/2."""
MIDDLE = HEIGHT.at(Fraction(1, 2))

INNER_GAP = replace(GAP, low_open=True)
SHARE = Assumption(
    name="z",
    meaning="how far theta lies between its least value and 1",
    low=Fraction(0),
    high=Fraction(1),
    high_open=True,
)
GAMMA = Assumption(name="gamma", meaning="coefficient of log n", low=Fraction(0), high=None)
SMALL = tuple(
    Assumption(name=name, meaning=f"mass of {whom} over that of the group", low=Fraction(0), high=None)
    for name, whom in (("x", "the token itself"), ("y", "the bulk"))
)
LEVELS = (CORRELATION, INNER_GAP, SHARE)
FRACTION = Assumption(
    name="phi", meaning="fraction of the n tokens, the heaviest", low=Fraction(0), high=Fraction(1), low_open=True
)


def _tail(k: int) -> Formula:
    return lambda p: sphere.tail_odd(p.e, k)


def _bound(k: int) -> Formula:
    return lambda p: sphere.tail_bound(p.e, k)


def _any_tail(p: Point) -> Scalar:
    return sphere.tail(p.e, p.k)


def _theta(p: Point) -> Scalar:
    """Return theta between (1 - rho2)/(1 - rho1) = 1 - g and 1."""
    return 1 - p.g + p.z * p.g


def _thresholds(p: Point, theta: Scalar) -> tuple[Scalar, Scalar, Scalar]:
    """Return gamma_1, 1/(1 - rho1), gamma_2."""
    spread = 1 - p.rho
    return (
        levels.threshold(1 - theta, p.g * spread),
        levels.threshold(1, spread),
        levels.threshold(theta, (1 - p.g) * spread),
    )


def _half_theta(p: Point) -> Scalar:
    return (1 - p.g) / 2


def _threshold(k: int, theta: Formula) -> Formula:
    return lambda p: _thresholds(p, theta(p))[k]


def _ahead(of_bulk: bool) -> Formula:
    """Return the exponent of the group's mass minus that of the bulk, or of the token itself."""

    def difference(p: Point) -> Scalar:
        group = levels.Level("group", _theta(p), p.rho + p.g * (1 - p.rho))
        other = levels.Level("bulk", 1, p.rho) if of_bulk else levels.Level("self", 0, 1)
        return group.exponent(p.gamma) - other.exponent(p.gamma)

    return difference


def _top(p: Point) -> Scalar:
    """Return the weight of the heaviest phi n tokens: the token itself and phi n - 1 others."""
    return p.row.self_weight + (p.phi / p.h - 1) * p.row.other_weight


CLAIMS = (
    *(
        Claim(
            id=f"C5.tail.d{2 * k + 1}",
            title=f"P(<u, v> >= e) <= (1/2)(1 - e^2)^{k} for independent uniform unit vectors, d = {2 * k + 1}",
            statement=Bound(
                regime=FREE,
                lower=_tail(k),
                upper=_bound(k),
            ),
            assumptions=(HEIGHT,),
            pins=(sharp(), Pin(factor=share, where=(MIDDLE,))),
            twins=(
                Twin(
                    name="one more",
                    change=f"the exponent {k + 1}",
                    statement=Bound(
                        regime=FREE,
                        lower=_tail(k),
                        upper=_bound(k + 1),
                    ),
                ),
            ),
        )
        for k, share in ODD.items()
    ),
    Claim(
        id="C5.tail.any-d",
        title="P(<u, v> >= e) <= (1/2)(1 - e^2)^((d - 1)/2) for every real d >= 2",
        statement=Bound(regime=FREE, lower=_any_tail, upper=lambda p: sphere.tail_bound(p.e, p.k)),
        assumptions=(HEIGHT, HALF_DIMENSION),
        notes=(
            "proof: the difference vanishes at e = 0 and e = 1, and its derivative is (1 - e^2)^(k - 1) times a function "
            "linear in e that starts positive, so it rises and then falls; sampled here, proved above for odd d <= 9"
        ),
        pins=(sharp(), Pin(factor=Fraction(111, 200), where=(MIDDLE, HALF_DIMENSION.at(Fraction(2))))),
        twins=(
            Twin(
                name="exponent",
                change="the exponent (d + 1)/2",
                statement=Bound(regime=FREE, lower=_any_tail, upper=lambda p: sphere.tail_bound(p.e, p.k + 1)),
            ),
        ),
    ),
    *(
        Claim(
            id=f"C6.thresholds.{name}",
            title=f"theta >= (1 - rho2)/(1 - rho1): {text}",
            statement=Bound(
                regime=FREE,
                lower=_threshold(k, _theta),
                upper=_threshold(k + 1, _theta),
            ),
            assumptions=LEVELS,
            notes="both together give a group of n^theta tokens a phase; 1/(1 - rho1) is the mediant of gamma_1 = (1 - theta)/(rho2 - rho1) and gamma_2 = theta/(1 - rho2)",
            pins=(sharp(RHO, INNER_GAP.at(Fraction(1, 2)), SHARE.at(Fraction(0))),),
            twins=(
                Twin(
                    name="smaller group",
                    change="half of the least theta: the group never leads, one direct transition at 1/(1 - rho1)",
                    statement=Bound(
                        regime=FREE,
                        lower=_threshold(k, _half_theta),
                        upper=_threshold(k + 1, _half_theta),
                    ),
                ),
            ),
        )
        for k, name, text in ((0, "first", "gamma_1 <= 1/(1 - rho1)"), (1, "second", "1/(1 - rho1) <= gamma_2"))
    ),
    *(
        Claim(
            id=f"C6.exponent.{name}",
            title=f"the group outweighs {whom} by n^e, e = {text}",
            statement=Identity(regime=FREE, left=_ahead(bulk), right=right),
            assumptions=(*LEVELS, GAMMA),
            twins=(
                Twin(
                    name="other threshold",
                    change="with the other threshold",
                    statement=Identity(regime=FREE, left=_ahead(bulk), right=wrong),
                ),
            ),
        )
        for name, whom, bulk, text, right, wrong in (
            (
                "bulk",
                "the bulk",
                True,
                "(1 - theta)(gamma/gamma_1 - 1)",
                lambda p: (1 - _theta(p)) * (p.gamma / _thresholds(p, _theta(p))[0] - 1),
                lambda p: (1 - _theta(p)) * (p.gamma / _thresholds(p, _theta(p))[2] - 1),
            ),
            (
                "self",
                "the token itself",
                False,
                "theta (1 - gamma/gamma_2)",
                lambda p: _theta(p) * (1 - p.gamma / _thresholds(p, _theta(p))[2]),
                lambda p: _theta(p) * (1 - p.gamma / _thresholds(p, _theta(p))[1]),
            ),
        )
    ),
    Claim(
        id="C6.group.weight",
        title="gamma_1 < gamma < gamma_2: the n^theta = o(n) tokens of the group hold 1/(1 + x + y) >= 1 - x - y",
        statement=Bound(regime=FREE, lower=lambda p: 1 - p.x - p.y, upper=lambda p: 1 / (1 + p.x + p.y)),
        assumptions=SMALL,
        source=f"{PAPER}, Theorem C.2, states such a phase under hypotheses not recovered; this two-level form derived",
        notes="x = n^(-theta (1 - gamma/gamma_2)) and y < n^(-(1 - theta)(gamma/gamma_1 - 1)) tend to 0",
        uses=("C6.exponent.bulk", "C6.exponent.self", "C6.thresholds.first", "C6.thresholds.second"),
        pins=tuple(Pin(factor=NEARLY, side="lower", base=1, where=(a.at(Fraction(0)),)) for a in SMALL),
        twins=(
            Twin(
                name="half",
                change="1 - (x + y)/2",
                statement=Bound(regime=FREE, lower=lambda p: 1 - (p.x + p.y) / 2, upper=lambda p: 1 / (1 + p.x + p.y)),
            ),
        ),
    ),
    Claim(
        id="C6.simplex.no-focus",
        title="exact simplex at criticality: the heaviest phi n tokens hold (1 + phi)/2, so no o(n) set holds more than 1/2",
        statement=Expansion(regime=CRITICAL, quantity=_top, value=lambda p: (1 + p.phi) / 2, error=BigO(INVERSE_N)),
        assumptions=(*PLAIN, FRACTION),
        notes="an unequal spread of inner products is needed for the middle phase",
        pins=(RATE,),
        twins=(
            Twin(
                name="as printed",
                change="attention focuses on a sublinear set at criticality: the heaviest phi n tokens hold 1, any phi > 0",
                statement=Expansion(regime=CRITICAL, quantity=_top, value=constant(1)),
            ),
        ),
    ),
)
