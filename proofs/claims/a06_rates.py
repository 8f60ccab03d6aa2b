"""A6: rates above the critical gamma; A7: rates below it."""

from __future__ import annotations

from ..vocabulary import (
    DEEP, FINITE, INVERSE_N, RHO, SHALLOW, SUBCRITICAL, SUPERCRITICAL, TOKENS, WITH_RESIDUAL, BigO, Bound, Claim,
    Expansion, Fraction, Growth, Identity, Pin, Point, R, Row, Scalar, assume, at_any_residual, but, of, q, sharp,
    without_residual,
)

DEPTH_SQUARED = Growth(Fraction(0), Fraction(2))
HALFWAY = assume("delta", "distance from criticality", Fraction(1, 2), Fraction(1, 2))


def _supercritical_loss(p: Point, scale: int = 2) -> Scalar:
    """Return (2 eps/(1 + r))(rho + 1/(n - 1)) with eps = 1 - a."""
    return scale * p.row.self_weight_complement / (1 + p.r) * (p.rho + p.h / (1 - p.h))


def _contraction_bound(p: Point, scale: int = 3) -> Scalar:
    return scale * p.v / (1 + p.r) * (p.rho + p.h / (1 - p.h))


def _subcritical_norm(p: Point) -> Scalar:
    return p.r**2 * (1 - p.rho) + p.rho * (1 + p.r) ** 2


def _subcritical_contraction(p: Point, scale: int = 2) -> Scalar:
    norm = _subcritical_norm(p)
    return p.r**2 / norm + scale * p.r * p.rho * (1 + p.r) ** 2 * p.row.self_weight / norm**2


def _uniform(p: Point) -> Row:
    """Return the row at beta = 0."""
    return Row.from_masses(p.h, 1 - p.h, p.h)


CLAIMS = (
    without_residual(
        "A6.rate.self-weight",
        "1 - a <= n^(1 - gamma (1 - rho)) for all n >= 2, above the critical gamma",
        Bound(SUPERCRITICAL, of(q.self_weight_complement), lambda p: p.v),
        pins=(sharp(HALFWAY),),
        twins=but("9/10", "a constant 9/10 in front", upper=lambda p: 9 * p.v / 10)
        + but(
            "half the exponent more",
            "n^(3/2 (1 - gamma (1 - rho)))",
            lower=lambda p: p.row.self_weight_complement**2,
            upper=lambda p: p.v**3,
        ),
    ),
    at_any_residual(
        "A6.rate.contraction",
        "1 - lambda = (2 eps/(1 + r))(rho + 1/(n - 1)) + O(eps^2), eps = 1 - a",
        Expansion(SUPERCRITICAL, of(q.contraction_factor_complement), _supercritical_loss, BigO(DEPTH_SQUARED)),
        twins=but("3 eps", "3 eps instead of 2 eps", value=lambda p: _supercritical_loss(p, 3))
        + but(
            "no 1/(n - 1)",
            "the term 1/(n - 1) left out: wrong for delta > 1",
            value=lambda p: 2 * p.row.self_weight_complement / (1 + p.r) * p.rho,
        ),
    ),
    at_any_residual(
        "A6.rate.contraction-bound",
        "1 - lambda <= 3 n^(1 - gamma (1 - rho)) (rho + 1/(n - 1))/(1 + r) for all n >= 2, above the critical gamma",
        Bound(SUPERCRITICAL, of(q.contraction_factor_complement), _contraction_bound),
        notes="2 is the constant of the limit, but too small at finite n",
        pins=(sharp(), Pin(factor=Fraction(333, 500), where=(RHO, R, HALFWAY))),
        twins=but("1", "the constant 1: half of the limit's 2", upper=lambda p: _contraction_bound(p, 1)),
    ),
    at_any_residual(
        "A6.rate.cosine",
        "cos' - rho = (1 - rho)(1 - lambda)",
        Identity(
            FINITE,
            lambda p: of(q.output_cosine)(p) - p.rho,
            lambda p: (1 - p.rho) * of(q.contraction_factor_complement)(p),
        ),
        twins=but("no factor", "the factor 1 - rho left out", right=of(q.contraction_factor_complement)),
    ),
    without_residual(
        "A7.rate.self-weight",
        "a <= n^(gamma (1 - rho) - 1) for all n >= 2, below the critical gamma",
        Bound(SUBCRITICAL, of(q.self_weight), lambda p: p.u),
        pins=(sharp(HALFWAY),),
        twins=but("9/10", "a constant 9/10 in front", upper=lambda p: 9 * p.u / 10),
    ),
    without_residual(
        "A7.rate.contraction",
        "lambda ~ n^(-2 (1 - gamma (1 - rho)))/rho below the critical gamma, without residual",
        Expansion(SUBCRITICAL, of(q.contraction_factor), lambda p: p.u**2 / p.rho, ratio=True),
        twins=but("exponent 1", "n^-delta instead of n^(-2 delta)", value=lambda p: p.u / p.rho)
        + but("1 + 3 rho", "the constant 1/(1 + 3 rho)", value=lambda p: p.u**2 / (1 + 3 * p.rho)),
    ),
    without_residual(
        "A7.rate.uniform",
        "lambda = 0 exactly at gamma = 0 without residual: uniform attention collapses in one layer",
        Identity(FINITE, lambda p: q.contraction_factor(_uniform(p), p.rho, p.r), 0),
        twins=but("residual", "the assumption alpha = 0 dropped", assumptions=TOKENS),
    ),
    *(
        Claim(
            f"A7.rate.residual-{name}",
            f"lambda = r^2/D(0) + 2 r rho (1 + r)^2 a/D(0)^2 + O({text}) with residual, {where}",
            Expansion(SUBCRITICAL, of(q.contraction_factor), _subcritical_contraction, BigO(rate), stratum=stratum),
            WITH_RESIDUAL,
            notes="O(a^2 + 1/n): the larger of the two changes at delta = 1/2",
            twins=but("1 r", "r instead of 2 r in the second term", value=lambda p: _subcritical_contraction(p, 1)),
        )
        for name, text, where, stratum, rate in (
            ("shallow", "a^2", "0 < delta < 1/2", SHALLOW, DEPTH_SQUARED),
            ("deep", "1/n", "1/2 < delta < 1", DEEP, INVERSE_N),
        )
    ),
)
