"""A5: the next order in the window, and A5b: the exact forms and bounds at the critical point."""

from __future__ import annotations

from ..vocabulary import (
    CRITICAL, INVERSE_N, INVERSE_N_SQUARED, WINDOW, BigO, Expansion, Fraction, Identity, Point, Scalar, Within,
    at_any_residual, but, of, q, sharp, window_norm, without_residual,
)
from .a03_phase_transition import critical_value

SECOND_ORDER = BigO(INVERSE_N_SQUARED)


def _norm_correction(p: Point) -> Scalar:
    return (1 - p.rho) * (2 * (p.s + p.r) * p.s * (1 - p.s) + (1 - p.s) ** 2)


def _contraction_value(p: Point, power: int) -> Scalar:
    norm = window_norm(p, p.s)
    bracket = 2 * (1 - p.s) ** power / (p.s + p.r) + _norm_correction(p) / norm
    return (p.s + p.r) ** 2 / norm * (1 - p.h * bracket)


def _critical_contraction(p: Point, scale: int = 1) -> Scalar:
    n = 1 / p.h
    return (n - 1) ** 2 / (p.rho * (2 * n - 1) ** 2 + (1 - p.rho) * (n**2 + scale * n - 1))


def _critical_limit(p: Point) -> Scalar:
    return 1 / (1 + 3 * p.rho)


CLAIMS = (
    without_residual(
        "A5.window.self-weight",
        "a = s + s (1 - s)/n + O(n^-2)",
        Expansion(WINDOW, of(q.self_weight), lambda p: p.s + p.s * (1 - p.s) * p.h, SECOND_ORDER),
        twins=but("sign", "the sign of the correction", value=lambda p: p.s - p.s * (1 - p.s) * p.h),
    ),
    without_residual(
        "A5.window.gap",
        "a - b = s - (1 - s)^2/n + O(n^-2)",
        Expansion(WINDOW, of(q.weight_gap), lambda p: p.s - (1 - p.s) ** 2 * p.h, SECOND_ORDER),
        twins=but("1 - s", "(1 - s)/n instead of (1 - s)^2/n", value=lambda p: p.s - (1 - p.s) * p.h),
    ),
    at_any_residual(
        "A5.window.norm",
        "|x'|^2 = D + (1 - rho)[2 (s + r) s (1 - s) + (1 - s)^2]/n + O(n^-2)",
        Expansion(
            WINDOW,
            of(q.output_norm_squared),
            lambda p: window_norm(p, p.s) + _norm_correction(p) * p.h,
            SECOND_ORDER,
        ),
        twins=but("third order", "the error O(n^-3)", error=BigO(INVERSE_N * INVERSE_N_SQUARED)),
    ),
    at_any_residual(
        "A5.window.contraction",
        "lambda = ((s + r)^2/D){1 - [2 (1 - s)^2/(s + r) + (1 - rho)(2 (s + r) s (1 - s) + (1 - s)^2)/D]/n} + O(n^-2)",
        Expansion(WINDOW, of(q.contraction_factor), lambda p: _contraction_value(p, 2), SECOND_ORDER),
        twins=but("exponent", "2 (1 - s) instead of 2 (1 - s)^2", value=lambda p: _contraction_value(p, 1)),
    ),
    without_residual(
        "A5b.critical.self-weight",
        "a = n/(2 n - 1) at the critical gamma",
        Identity(CRITICAL, of(q.self_weight), lambda p: 1 / (2 - p.h)),
        twins=but("2 n + 1", "a = n/(2 n + 1)", right=lambda p: 1 / (2 + p.h)),
    ),
    without_residual(
        "A5b.critical.other-weight",
        "b = 1/(2 n - 1) at the critical gamma",
        Identity(CRITICAL, of(q.other_weight), lambda p: p.h / (2 - p.h)),
        twins=but("2 n", "b = 1/(2 n)", right=lambda p: p.h / 2),
    ),
    without_residual(
        "A5b.critical.contraction",
        "lambda_n = (n - 1)^2/[rho (2 n - 1)^2 + (1 - rho)(n^2 + n - 1)]",
        Identity(CRITICAL, of(q.contraction_factor), _critical_contraction),
        twins=but("n^2 + 2 n - 1", "n^2 + 2 n - 1 in the denominator", right=lambda p: _critical_contraction(p, 2)),
    ),
    without_residual(
        "A5b.critical.contraction-expansion",
        "lambda_n = 1/(1 + 3 rho) - (3 + rho)/((1 + 3 rho)^2 n) + O(n^-2)",
        Expansion(
            CRITICAL,
            of(q.contraction_factor),
            lambda p: _critical_limit(p) - (3 + p.rho) / (1 + 3 * p.rho) ** 2 * p.h,
            SECOND_ORDER,
        ),
        twins=but(
            "2 + rho",
            "2 + rho instead of 3 + rho",
            value=lambda p: _critical_limit(p) - (2 + p.rho) / (1 + 3 * p.rho) ** 2 * p.h,
        ),
    ),
    without_residual(
        "A5b.critical.cosine-expansion",
        "cos'_n = 4 rho/(1 + 3 rho) + (1 - rho)(3 + rho)/((1 + 3 rho)^2 n) + O(n^-2)",
        Expansion(
            CRITICAL,
            of(q.output_cosine),
            lambda p: 4 * p.rho * _critical_limit(p) + (1 - p.rho) * (3 + p.rho) / (1 + 3 * p.rho) ** 2 * p.h,
            SECOND_ORDER,
        ),
        twins=but("no next order", "the 1/n term left out", value=lambda p: 4 * p.rho * _critical_limit(p)),
    ),
    without_residual(
        "A5b.bound.self-weight",
        "|a - 1/2| <= (1/3)/n for all n >= 2 at the critical gamma",
        Expansion(CRITICAL, of(q.self_weight), Fraction(1, 2), Within(Fraction(1, 3), INVERSE_N)),
        notes="equality at n = 2",
        pins=(sharp(),),
        twins=but(
            "1/4", "the constant 1/4: right in the limit, wrong at every n", error=Within(Fraction(1, 4), INVERSE_N)
        ),
    ),
    at_any_residual(
        "A5b.bound.cosine",
        "cos' is within 3/n of its critical limit for all n >= 2, all rho and all r >= 0",
        Expansion(CRITICAL, of(q.output_cosine), critical_value, Within(Fraction(3), INVERSE_N)),
        notes="3 is approached as rho -> 0, r = 0, n -> oo",
        pins=(sharp(),),
        twins=but("5/2", "the constant 5/2", error=Within(Fraction(5, 2), INVERSE_N)),
    ),
    at_any_residual(
        "A5b.bound.contraction",
        "lambda is within 3/n of its critical limit for all n >= 2, all rho and all r >= 0",
        Expansion(
            CRITICAL,
            of(q.contraction_factor),
            lambda p: (1 + 2 * p.r) ** 2 / (4 * p.r**2 + 4 * p.r * (1 + p.rho) + 1 + 3 * p.rho),
            Within(Fraction(3), INVERSE_N),
        ),
        pins=(sharp(),),
        twins=but("5/2", "the constant 5/2", error=Within(Fraction(5, 2), INVERSE_N)),
    ),
)
