"""C3, C4: almost simplex tokens: two-sided bounds of the output cosine, and the explicit eps of Theorem 2.3."""

from __future__ import annotations

from collections.abc import Callable

from ..vocabulary import (
    CORRELATION, FINITE, FREE, NO_RESIDUAL, PAPER, POSITIVE_RESIDUAL, RHO, SUBCRITICAL, TOKENS, Bound, Claim, Expansion,
    Fraction, Identity, Monotone, Point, Scalar, almost, assume, at_any_residual, but, q, sharp,
)
from .c02_reductions import GAP, RATIO, rho2

ENTRIES = tuple(assume(f"{row}{k}", f"entry {k} of row {row} of A + diag(r)") for row in "ab" for k in (1, 2, 3))
INNER = tuple(assume(f"x{k}", "where an inner product lies in [rho1, rho2]", 0, 1) for k in (1, 2, 3))
ROWS = (CORRELATION, GAP, *ENTRIES, *INNER)
ENTRIES_INSIDE = (
    RHO,
    GAP.at(Fraction(1, 2)),
    *(a.at(Fraction(k)) for a, k in zip(ENTRIES, (1, 2, 3, 3, 1, 2), strict=True)),
)
ANY_NUMBER = "shown for three tokens; the step adds one more at a time; i = j is the bound of |x'_i|^2"

NUMBERS = tuple(assume(f"x{k}", "where a mass lies in [1, M]", 0, 1) for k in (1, 2))
COUNT = assume("N", "number of masses", 1)
SUM = assume("S", "sum of the masses")

SHARE = assume("z", "sum of A_ik^2 over k != i, as a share of its bound n^(gamma (1 - rho1))/(n - 1)", 0, 1)


def _inner(p: Point) -> Scalar:
    """Return sum_kl a_k b_l <y_k, y_l> of three tokens."""
    a, b = (p.a1, p.a2, p.a3), (p.b1, p.b2, p.b3)
    pairs = {(0, 1): p.x1, (0, 2): p.x2, (1, 2): p.x3}
    total = sum(u * w for u, w in zip(a, b, strict=True))
    for (k, m), x in pairs.items():
        total += (a[k] * b[m] + a[m] * b[k]) * (p.rho + x * (rho2(p) - p.rho))
    return total


def _by_overlap(rho: Callable[[Point], Scalar]) -> Callable[[Point], Scalar]:
    """Return rho (sum a)(sum b) + (1 - rho) sum_k a_k b_k."""

    def bound(p: Point) -> Scalar:
        a, b = (p.a1, p.a2, p.a3), (p.b1, p.b2, p.b3)
        overlap = sum(u * w for u, w in zip(a, b, strict=True))
        return rho(p) * sum(a) * sum(b) + (1 - rho(p)) * overlap

    return bound


LEAST, MOST = _by_overlap(lambda p: p.rho), _by_overlap(rho2)


def _masses(p: Point) -> tuple[Scalar, Scalar]:
    return 1 + p.x1 * (p.M - 1), 1 + p.x2 * (p.M - 1)


def _square_gap(p: Point, divisor: int) -> Scalar:
    """Return 4 M N [S^2 (1 + M)^2/(4 M N divisor) - (1 + M) S + N M]."""
    bound = almost.spread_factor(p.M) * p.S**2 / (p.N * divisor)
    return 4 * p.M * p.N * (bound - (1 + p.M) * p.S + p.N * p.M)


def _square(p: Point) -> Scalar:
    return ((1 + p.M) * p.S - 2 * p.M * p.N) ** 2


def _factor(p: Point) -> Scalar:
    """Return F of theory C4 in the chart of rho1, where n^(gamma (1 - rho1)) = 1/t and 1/n = u t."""
    others = p.z * almost.others_squared_printed(1 / p.h, 1 / p.t)
    return almost.squared(rho2(p), almost.inverse_participation_ratio(almost.self_weight(1 / p.h, p.t), others, p.r))


def _simplex_cosine(p: Point, ratio: Scalar) -> Scalar:
    """Return the lower bound of the cosine where rho1 = rho2 and r1 = r2."""
    n = 1 / p.h
    inner = almost.squared(p.rho, almost.overlap_lower(n, p.t, ratio, p.r, p.r))
    others = almost.others_squared(n, p.t, ratio)
    return inner / almost.squared(p.rho, almost.inverse_participation_ratio(almost.self_weight(n, p.t), others, p.r))


def _simplex_upper(p: Point) -> Scalar:
    n = 1 / p.h
    inner = almost.squared(p.rho, almost.overlap_upper(n, p.t, p.t, p.r, p.r))
    return inner / almost.squared(p.rho, almost.participation_lower(n, p.t, p.t, p.r, p.r))


CLAIMS = (
    Claim(
        "C3.inner-product.lower",
        "<x'_i, x'_j> >= rho1 (1 + r_i)(1 + r_j) + (1 - rho1) sum_k B_ik B_jk, B = A + diag(r)",
        Bound(FREE, LEAST, _inner),
        ROWS,
        uses=("C3.inner-product.lower-step",),
        notes=ANY_NUMBER,
        pins=(sharp(*ENTRIES_INSIDE, *(x.at(Fraction(0)) for x in INNER)),),
        twins=but("rho2", "the same with rho2", lower=MOST),
    ),
    Claim(
        "C3.inner-product.upper",
        "<x'_i, x'_j> <= rho2 (1 + r_i)(1 + r_j) + (1 - rho2) sum_k B_ik B_jk, B = A + diag(r)",
        Bound(FREE, _inner, MOST),
        ROWS,
        uses=("C3.inner-product.upper-step",),
        notes=ANY_NUMBER,
        pins=(sharp(*ENTRIES_INSIDE, *(x.at(Fraction(1)) for x in INNER)),),
        twins=but("rho1", "the same with rho1", upper=LEAST),
    ),
    *(
        at_any_residual(
            f"C3.sharp.{name}",
            f"the {name} bound of the cosine is the cosine where rho1 = rho2 and q1 = q2",
            Identity(FINITE, bound, lambda p: q.output_cosine(p.row, p.rho, p.r)),
            uses=(f"C3.inner-product.{name}",),
            twins=but("no residual", "without the residual", right=lambda p: q.output_cosine(p.row, p.rho, 0 * p.r)),
        )
        for name, bound in (("lower", lambda p: _simplex_cosine(p, p.t)), ("upper", _simplex_upper))
    ),
    Claim(
        "C3.spread.sum",
        "sum x^2 <= (1 + M) sum x - N M for N numbers in [1, M]",
        Bound(FREE, lambda p: sum(x**2 for x in _masses(p)), lambda p: (1 + p.M) * sum(_masses(p)) - 2 * p.M),
        (RATIO, *NUMBERS),
        uses=("C3.spread.step",),
        notes="shown for two numbers; the step adds one more at a time",
        pins=(sharp(RATIO.at(Fraction(3)), *(x.at(Fraction(k)) for k, x in enumerate(NUMBERS))),),
        twins=but("M", "(1 + M) sum x - (N + 1) M", upper=lambda p: (1 + p.M) * sum(_masses(p)) - 3 * p.M),
    ),
    Claim(
        "C3.spread.kantorovich",
        "4 M N [S^2 (1 + M)^2/(4 M N) - (1 + M) S + N M] is a square",
        Identity(FREE, lambda p: _square_gap(p, 1), _square),
        (RATIO, COUNT, SUM),
        defines=(almost.spread_factor,),
        notes="(1 + M)^2/(4 M) is sharper than M by up to a factor of 4 (C3.spread.share)",
        twins=but("half", "(1 + M)^2/(8 M)", left=lambda p: _square_gap(p, 2)),
    ),
    Claim(
        "C4.cosine.limit",
        "gamma < 1/(1 - rho1): cos'_ij >= rho1/F -> rho1/(rho2 + (1 - rho2)(r/(1 + r))^2) = rho1 + eps, for every pair",
        Expansion(SUBCRITICAL, lambda p: p.rho / _factor(p), lambda p: almost.limit_cosine(p.rho, rho2(p), p.r)),
        (CORRELATION, POSITIVE_RESIDUAL, GAP, SHARE),
        source=f"{PAPER}, Theorem 2.3 (i)",
        differs="eps is explicit, where the theorem has some eps > 0",
        notes="the sum of squares is a share z of n^(gamma (1 - rho1))/(n - 1) = 1/(t (n - 1))",
        uses=(
            "C4.cosine.bound",
            "C4.factor.rises",
            "C4.others.largest",
            "C4.others.exponent",
            "C1.self-weight.upper",
            "C4.eps.residual",
        ),
        twins=but("no residual", "rho1/rho2, the limit without residual", value=lambda p: p.rho / rho2(p)),
    ),
    Claim(
        "C4.cosine.no-residual",
        "gamma < 1/(1 - rho1), alpha = 0: liminf min cos' >= rho1/rho2",
        Expansion(SUBCRITICAL, lambda p: p.rho / _factor(p), lambda p: p.rho / rho2(p)),
        (CORRELATION, NO_RESIDUAL, GAP, SHARE),
        source=f"{PAPER}, Theorem 2.3 (i)",
        differs="eps is explicit, where the theorem has some eps > 0",
        uses=("C4.cosine.limit",),
        twins=but("one", "liminf min cos' = 1, as in the exact simplex", value=1),
    ),
    Claim(
        "C4.eps.explicit",
        "eps = rho1 (1 - rho2)(1 + 2 r)/(rho2 (1 + r)^2 + (1 - rho2) r^2), which is positive",
        Identity(
            FREE,
            lambda p: almost.limit_cosine(p.rho, rho2(p), p.r) - p.rho,
            lambda p: almost.contraction_margin(p.rho, rho2(p), p.r),
        ),
        (*TOKENS, GAP),
        defines=(almost.contraction_margin,),
        twins=but(
            "no 2r",
            "1 in place of 1 + 2 r",
            right=lambda p: almost.contraction_margin(p.rho, rho2(p), p.r) / (1 + 2 * p.r),
        ),
    ),
    Claim(
        "C4.eps.residual",
        "eps falls as the residual grows: the largest norm q2 decides",
        Monotone(FREE, lambda p: almost.contraction_margin(p.rho, rho2(p), p.r), "r", "decreasing"),
        (*TOKENS, GAP),
        uses=("C4.eps.explicit",),
        twins=but(
            "every pair",
            "every pair, not the least one, gains: rho1 + eps exceeds rho2",
            statement=Bound(FREE, rho2, lambda p: p.rho + almost.contraction_margin(p.rho, rho2(p), p.r)),
        ),
    ),
)
