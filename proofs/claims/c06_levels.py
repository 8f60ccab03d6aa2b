"""C6: tokens at two levels have a middle phase."""

from __future__ import annotations

from ..vocabulary import (
    CORRELATION, CRITICAL, FREE, INVERSE_N, NEARLY, PLAIN, RHO, BigO, Bound, ChartFormula, Claim, Expansion,
    Fraction, Identity, LittleO, Pin, Point, Scalar, assume, but, levels, replace, sharp,
)
from .c02_reductions import GAP
from .c05_definitions import GAMMA

INNER_GAP = replace(GAP, low_open=True)
SHARE = assume("z", "how far theta lies between its least value and 1", 0, 1, high_open=True)
SMALL = tuple(
    assume(name, f"mass of {whom} over that of the group")
    for name, whom in (("x", "the token itself"), ("y", "the bulk"))
)
LEVELS = (CORRELATION, INNER_GAP, SHARE)
FRACTION = assume("phi", "fraction of the n tokens, the heaviest", 0, 1, low_open=True)


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


def _threshold(k: int, theta: ChartFormula) -> ChartFormula:
    return lambda p: _thresholds(p, theta(p))[k]


def _ahead(of_bulk: bool) -> ChartFormula:
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
            f"C6.thresholds.{name}",
            f"theta >= (1 - rho2)/(1 - rho1): {text}",
            Bound(FREE, _threshold(k, _theta), _threshold(k + 1, _theta)),
            LEVELS,
            notes="both together give a group of n^theta tokens a phase; 1/(1 - rho1) is the mediant of gamma_1 = (1 - theta)/(rho2 - rho1) and gamma_2 = theta/(1 - rho2)",
            pins=(sharp(RHO, INNER_GAP.at(Fraction(1, 2)), SHARE.at(Fraction(0))),),
            twins=but(
                "smaller group",
                "half of the least theta: the group never leads, one direct transition at 1/(1 - rho1)",
                lower=_threshold(k, _half_theta),
                upper=_threshold(k + 1, _half_theta),
            ),
        )
        for k, name, text in ((0, "first", "gamma_1 <= 1/(1 - rho1)"), (1, "second", "1/(1 - rho1) <= gamma_2"))
    ),
    *(
        Claim(
            f"C6.exponent.{name}",
            f"the group outweighs {whom} by n^e, e = {text}",
            Identity(FREE, _ahead(bulk), right),
            (*LEVELS, GAMMA),
            twins=but("other threshold", "with the other threshold", right=wrong),
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
        "C6.group.weight",
        "gamma_1 < gamma < gamma_2: the n^theta = o(n) tokens of the group hold 1/(1 + x + y) >= 1 - x - y",
        Bound(FREE, lambda p: 1 - p.x - p.y, lambda p: 1 / (1 + p.x + p.y)),
        SMALL,
        notes="x = n^(-theta (1 - gamma/gamma_2)) and y < n^(-(1 - theta)(gamma/gamma_1 - 1)) tend to 0",
        uses=("C6.exponent.bulk", "C6.exponent.self", "C6.thresholds.first", "C6.thresholds.second"),
        pins=tuple(Pin(factor=NEARLY, side="lower", base=1, where=(a.at(Fraction(0)),)) for a in SMALL),
        twins=but("half", "1 - (x + y)/2", lower=lambda p: 1 - (p.x + p.y) / 2),
    ),
    Claim(
        "C6.simplex.no-focus",
        "exact simplex at criticality: the heaviest phi n tokens hold (1 + phi)/2, so no o(n) set holds more than 1/2",
        Expansion(CRITICAL, _top, lambda p: (1 + p.phi) / 2, BigO(INVERSE_N)),
        (*PLAIN, FRACTION),
        notes="an unequal spread of inner products is needed for the middle phase",
        twins=but(
            "as printed",
            "attention focuses on a sublinear set at criticality: the heaviest phi n tokens hold 1, any phi > 0",
            value=1,
            error=LittleO(),
        ),
    ),
)
