"""A14: rho = 0 is singular, with forward threshold gamma = 1/2; A15: the half contour of the contraction."""

from __future__ import annotations

from fractions import Fraction

from ...theory.assumptions import NO_RESIDUAL, Assumption
from ...theory.field import Scalar
from ...theory.growth import Stratum
from ...theory.layer import quantities as q
from ...theory.layer.regimes import CRITICAL, FINITE, LENGTHS, SUBCRITICAL, WINDOW, Point
from ...theory.layer.row import Row
from ..claim import Claim, Twin
from ..kinds import BigO, Bound, Expansion, Identity
from ..pins import Pin
from .shorthand import INVERSE_N, ORTHOGONAL_PLAIN, RATE, TOKENS, of, sharp

HALF = Stratum(Fraction(1, 2), Fraction(1, 2))
BELOW_HALF = Stratum(Fraction(1, 2), Fraction(1))
ABOVE_HALF = Stratum(Fraction(0), Fraction(1, 2))
SCALE = Assumption(name="c", meaning="rho = c/n", low=Fraction(0), high=None, low_open=True)
CONTOUR = Assumption(
    name="w", meaning="s_h = sqrt(rho/(1 + rho)), for 1/99 < rho < 1", low=Fraction(1, 10), high=Fraction(7, 10)
)


def _contour_rho(s: Scalar) -> Scalar:
    """Return the rho whose half contour is at self weight s: s^2 = rho/(1 + rho)."""
    return s**2 / (1 - s**2)


def _contraction_by_contour(p: Point, residual: int = 1) -> Scalar:
    """Return lambda by one coordinate u; exp(kappa) is h/t in the finite chart."""
    r = residual * p.r
    u = (1 + r) * p.h / p.t - p.h + r * (1 - p.h)
    c = p.h + p.rho * (1 - p.h)
    return u**2 / (u**2 + 2 * c * u + c)


def _near_contour(p: Point, fifths: int) -> Scalar:
    """Return lambda at window weight s_h + (fifths/5) h/s_h, for the rho of the contour w = s_h."""
    s = p.w + fifths * p.h / (5 * p.w)
    row = Row.from_masses(s, (1 - s) * (1 - p.h), (1 - s) * p.h)
    return q.contraction_factor(row, _contour_rho(p.w), 0 * p.w)


CLAIMS = (
    *(
        Claim(
            id=f"A14.orthogonal.{name}",
            title=f"rho = 0, no residual: lambda -> {text} for gamma {sign} 1/2",
            statement=Expansion(regime=SUBCRITICAL, quantity=of(q.contraction_factor), value=value, stratum=stratum),
            assumptions=ORTHOGONAL_PLAIN,
            notes="the forward threshold at rho = 0 is gamma = 1/2, not 1: the mean has norm n^(-1/2)",
            twins=(
                Twin(
                    name="other side",
                    change=f"the limit {wrong_text}",
                    statement=Expansion(regime=SUBCRITICAL, quantity=of(q.contraction_factor), value=wrong, stratum=stratum),
                ),
            ),
        )
        for name, sign, text, stratum, value, wrong_text, wrong in (
            ("below", "<", "0", BELOW_HALF, lambda p: 0 * p.one, "1", lambda p: p.one),
            ("at", "=", "1/2", HALF, lambda p: p.one / 2, "0", lambda p: 0 * p.one),
            ("above", ">", "1", ABOVE_HALF, lambda p: p.one, "0", lambda p: 0 * p.one),
        )
    ),
    Claim(
        id="A14.orthogonal.critical",
        title="rho = 0, no residual: lambda -> 1 at gamma = 1, where rho > 0 would give 1/(1 + 3 rho)",
        statement=Expansion(regime=CRITICAL, quantity=of(q.contraction_factor), value=lambda p: p.one),
        assumptions=ORTHOGONAL_PLAIN,
        twins=(
            Twin(
                name="1/4",
                change="1/4",
                statement=Expansion(regime=CRITICAL, quantity=of(q.contraction_factor), value=lambda p: p.one / 4),
            ),
        ),
    ),
    Claim(
        id="A14.orthogonal.crossover",
        title="rho = c/n at gamma (1 - rho) = 1/2, no residual: lambda -> 1/(2 + c), the cross-over to rho > 0",
        statement=Expansion(
            regime=SUBCRITICAL,
            quantity=lambda p: q.contraction_factor(p.row, p.c * p.h, p.r),
            value=lambda p: 1 / (2 + p.c),
            stratum=HALF,
        ),
        assumptions=(SCALE, NO_RESIDUAL),
        twins=(
            Twin(
                name="1 + c",
                change="1/(1 + c)",
                statement=Expansion(
                    regime=SUBCRITICAL,
                    quantity=lambda p: q.contraction_factor(p.row, p.c * p.h, p.r),
                    value=lambda p: 1 / (1 + p.c),
                    stratum=HALF,
                ),
            ),
        ),
    ),
    Claim(
        id="A15.contour.exact",
        title="lambda = u^2/(u^2 + 2 c u + c), u = (1 + r) exp(kappa) - 1/n + r (1 - 1/n), c = 1/n + rho (1 - 1/n), for every n and beta",
        statement=Identity(regime=FINITE, left=of(q.contraction_factor), right=_contraction_by_contour),
        assumptions=TOKENS,
        twins=(
            Twin(
                name="no residual",
                change="the residual left out of u",
                statement=Identity(
                    regime=FINITE, left=of(q.contraction_factor), right=lambda p: _contraction_by_contour(p, 0)
                ),
            ),
        ),
    ),
    Claim(
        id="A15.contour.limit",
        title="lambda = 1/2 + O(1/n) in the window at s_h = sqrt(rho/(1 + rho)), no residual",
        statement=Expansion(
            regime=WINDOW,
            quantity=lambda p: q.contraction_factor(p.row, _contour_rho(p.s), p.r),
            value=lambda p: p.one / 2,
            error=BigO(INVERSE_N),
        ),
        assumptions=(NO_RESIDUAL,),
        notes="written with s as variable and rho = s^2/(1 - s^2)",
        pins=(RATE,),
        twins=(
            Twin(
                name="sqrt rho",
                change="s_h = sqrt(rho)",
                statement=Expansion(
                    regime=WINDOW,
                    quantity=lambda p: q.contraction_factor(p.row, p.s**2, p.r),
                    value=lambda p: p.one / 2,
                    error=BigO(INVERSE_N),
                ),
            ),
        ),
    ),
    Claim(
        id="A15.contour.below",
        title="lambda <= 1/2 at kappa = logit s_h for all n >= 3: the exact half contour lies above it",
        statement=Bound(
            regime=LENGTHS,
            lower=lambda p: _near_contour(p, 0),
            upper=lambda p: p.one / 2,
            valid_from=3,
        ),
        assumptions=(CONTOUR,),
        uses=("A2.geometry.monotone",),
        pins=(sharp(CONTOUR.at(Fraction(1, 3))), Pin(earlier=1)),
        twins=(
            Twin(
                name="above",
                change="lambda >= 1/2 there",
                statement=Bound(
                    regime=LENGTHS,
                    lower=lambda p: p.one / 2,
                    upper=lambda p: _near_contour(p, 0),
                    valid_from=3,
                ),
            ),
        ),
    ),
    Claim(
        id="A15.contour.above",
        title="lambda >= 1/2 at window weight s_h + 3/(5 n s_h) for all n: the exact half contour lies below it",
        statement=Bound(
            regime=LENGTHS,
            lower=lambda p: p.one / 2,
            upper=lambda p: _near_contour(p, 3),
        ),
        assumptions=(CONTOUR,),
        uses=("A15.contour.below", "A2.geometry.monotone"),
        pins=(Pin(factor=Fraction(7, 5), side="lower", base=lambda p: p.one / 2 - p.h, where=(CONTOUR.at(Fraction(1, 5)),)),),
        twins=(
            Twin(
                name="s_h",
                change="no correction: lambda >= 1/2 at s_h itself",
                statement=Bound(
                    regime=LENGTHS,
                    lower=lambda p: p.one / 2,
                    upper=lambda p: _near_contour(p, 0),
                ),
            ),
        ),
    ),
)
