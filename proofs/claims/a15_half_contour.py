"""A15: the half contour of the contraction factor."""

from __future__ import annotations

from ..vocabulary import (
    FINITE, INVERSE_N, LENGTHS, NO_RESIDUAL, WINDOW, BigO, Bound, Claim, Expansion, Fraction, Identity, Pin, Point, Row,
    Scalar, assume, at_any_residual, but, of, q, sharp,
)

CONTOUR = assume("w", "s_h = sqrt(rho/(1 + rho)), for 1/99 < rho < 1", Fraction(1, 10), Fraction(7, 10))


def _contour_rho(s: Scalar) -> Scalar:
    """Return the rho whose half contour is at self weight s: s^2 = rho/(1 + rho)."""
    return s**2 / (1 - s**2)


def _contraction_by_contour(p: Point, residual: int = 1) -> Scalar:
    """Return lambda by one coordinate u; exp(kappa) is h/t in the finite chart."""
    r = residual * p.r
    u = (1 + r) * p.h / p.t - p.h + r * (1 - p.h)
    c = p.h + p.rho * (1 - p.h)
    return u**2 / (u**2 + 2 * c * u + c)


def _near_contour(p: Point, s: Scalar) -> Scalar:
    """Return lambda at window weight s, for the rho of the contour w = s_h."""
    row = Row.from_masses(s, (1 - s) * (1 - p.h), (1 - s) * p.h)
    return q.contraction_factor(row, _contour_rho(p.w), 0 * p.w)


CLAIMS = (
    at_any_residual(
        "A15.contour.exact",
        "lambda = u^2/(u^2 + 2 c u + c), u = (1 + r) exp(kappa) - 1/n + r (1 - 1/n), c = 1/n + rho (1 - 1/n), for every n and beta",
        Identity(FINITE, of(q.contraction_factor), _contraction_by_contour),
        twins=but("no residual", "the residual left out of u", right=lambda p: _contraction_by_contour(p, 0)),
    ),
    Claim(
        "A15.contour.limit",
        "lambda = 1/2 + O(1/n) in the window at s_h = sqrt(rho/(1 + rho)), no residual",
        Expansion(
            WINDOW, lambda p: q.contraction_factor(p.row, _contour_rho(p.s), p.r), Fraction(1, 2), BigO(INVERSE_N)
        ),
        (NO_RESIDUAL,),
        notes="written with s as variable and rho = s^2/(1 - s^2)",
        twins=but("sqrt rho", "s_h = sqrt(rho)", quantity=lambda p: q.contraction_factor(p.row, p.s**2, p.r)),
    ),
    Claim(
        "A15.contour.below",
        "lambda <= 1/2 at kappa = log_odds(s_h) for all n >= 3: the exact half contour lies above it",
        Bound(LENGTHS, lambda p: _near_contour(p, p.w), Fraction(1, 2), valid_from=3),
        (CONTOUR,),
        uses=("A2.geometry.monotone",),
        pins=(sharp(CONTOUR.at(Fraction(1, 3))), Pin(earlier=1)),
        twins=but("above", "lambda >= 1/2 there", lower=Fraction(1, 2), upper=lambda p: _near_contour(p, p.w)),
    ),
    Claim(
        "A15.contour.above",
        "lambda >= 1/2 at window weight s_h + 3/(5 n s_h) for all n: the exact half contour lies below it",
        Bound(LENGTHS, Fraction(1, 2), lambda p: _near_contour(p, p.w + 3 * p.h / (5 * p.w))),
        (CONTOUR,),
        uses=("A15.contour.below", "A2.geometry.monotone"),
        pins=(
            Pin(
                factor=Fraction(7, 5), side="lower", base=lambda p: p.one / 2 - p.h, where=(CONTOUR.at(Fraction(1, 5)),)
            ),
        ),
        twins=but("s_h", "no correction: lambda >= 1/2 at s_h itself", upper=lambda p: _near_contour(p, p.w)),
    ),
)
