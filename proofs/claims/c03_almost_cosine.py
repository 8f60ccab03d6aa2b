"""C3, C4: almost simplex tokens: two-sided bounds of the output cosine, and the explicit eps of Theorem 2.3."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from ...theory.assumptions import CORRELATION, NO_RESIDUAL, POSITIVE_RESIDUAL, Assumption
from ...theory.field import Scalar
from ...theory.layer import almost_simplex as almost
from ...theory.layer import quantities as q
from ...theory.layer.regimes import FINITE, FREE, SUBCRITICAL, Point
from ..claim import PAPER, Claim, Twin
from ..kinds import Bound, Expansion, Identity, Monotone
from .shorthand import RHO, TOKENS, sharp

GAP = Assumption(name="g", meaning="(rho2 - rho1)/(1 - rho1)", low=Fraction(0), high=Fraction(1), high_open=True)
ENTRIES = tuple(
    Assumption(name=f"{row}{k}", meaning=f"entry {k} of row {row} of A + diag(r)", low=Fraction(0), high=None)
    for row in "ab"
    for k in (1, 2, 3)
)
INNER = tuple(
    Assumption(name=f"x{k}", meaning="where an inner product lies in [rho1, rho2]", low=Fraction(0), high=Fraction(1))
    for k in (1, 2, 3)
)
ROWS = (CORRELATION, GAP, *ENTRIES, *INNER)
ENTRIES_INSIDE = (RHO, GAP.at(Fraction(1, 2)), *(a.at(Fraction(k)) for a, k in zip(ENTRIES, (1, 2, 3, 3, 1, 2), strict=True)))
ANY_NUMBER = "shown for three tokens; the step adds one more at a time; i = j is the bound of |x'_i|^2"

SPREAD = Assumption(name="M", meaning="t2/t1, largest over least mass of another token", low=Fraction(1), high=None)
NUMBERS = tuple(
    Assumption(name=f"x{k}", meaning="where a mass lies in [1, M]", low=Fraction(0), high=Fraction(1)) for k in (1, 2)
)
COUNT = Assumption(name="N", meaning="number of masses", low=Fraction(1), high=None)
SUM = Assumption(name="S", meaning="sum of the masses", low=Fraction(0), high=None)

SHARE = Assumption(
    name="z",
    meaning="sum of A_ik^2 over k != i, as a share of its bound n^(gamma (1 - rho1))/(n - 1)",
    low=Fraction(0),
    high=Fraction(1),
)


def _rho2(p: Point) -> Scalar:
    return p.rho + p.g * (1 - p.rho)


def _inner(p: Point) -> Scalar:
    """Return sum_kl a_k b_l <y_k, y_l> of three tokens."""
    a, b = (p.a1, p.a2, p.a3), (p.b1, p.b2, p.b3)
    pairs = {(0, 1): p.x1, (0, 2): p.x2, (1, 2): p.x3}
    total = sum(u * w for u, w in zip(a, b, strict=True))
    for (k, m), x in pairs.items():
        total += (a[k] * b[m] + a[m] * b[k]) * (p.rho + x * (_rho2(p) - p.rho))
    return total


def _by_overlap(rho: Callable[[Point], Scalar]) -> Callable[[Point], Scalar]:
    """Return rho (sum a)(sum b) + (1 - rho) sum_k a_k b_k."""

    def bound(p: Point) -> Scalar:
        a, b = (p.a1, p.a2, p.a3), (p.b1, p.b2, p.b3)
        overlap = sum(u * w for u, w in zip(a, b, strict=True))
        return rho(p) * sum(a) * sum(b) + (1 - rho(p)) * overlap

    return bound


LEAST, MOST = _by_overlap(lambda p: p.rho), _by_overlap(_rho2)


def _masses(p: Point) -> tuple[Scalar, Scalar]:
    return 1 + p.x1 * (p.M - 1), 1 + p.x2 * (p.M - 1)


def _square_gap(p: Point, divisor: int) -> Scalar:
    """Return 4 M N [S^2 (1 + M)^2/(4 M N divisor) - (1 + M) S + N M]."""
    bound = almost.spread_factor(p.M) * p.S**2 / (p.N * divisor)
    return 4 * p.M * p.N * (bound - (1 + p.M) * p.S + p.N * p.M)


def _square(p: Point) -> Scalar:
    return ((1 + p.M) * p.S - 2 * p.M * p.N) ** 2


def _factor(p: Point, rho2: Callable[[Point], Scalar] = _rho2) -> Scalar:
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
        id="C3.inner-product.lower",
        title="<x'_i, x'_j> >= rho1 (1 + r_i)(1 + r_j) + (1 - rho1) sum_k B_ik B_jk, B = A + diag(r)",
        statement=Bound(regime=FREE, lower=LEAST, upper=_inner),
        assumptions=ROWS,
        uses=("C3.inner-product.lower-step",),
        notes=ANY_NUMBER,
        pins=(sharp(*ENTRIES_INSIDE, *(x.at(Fraction(0)) for x in INNER)),),
        twins=(Twin(name="rho2", change="the same with rho2", statement=Bound(regime=FREE, lower=MOST, upper=_inner)),),
    ),
    Claim(
        id="C3.inner-product.upper",
        title="<x'_i, x'_j> <= rho2 (1 + r_i)(1 + r_j) + (1 - rho2) sum_k B_ik B_jk, B = A + diag(r)",
        statement=Bound(regime=FREE, lower=_inner, upper=MOST),
        assumptions=ROWS,
        uses=("C3.inner-product.upper-step",),
        notes=ANY_NUMBER,
        pins=(sharp(*ENTRIES_INSIDE, *(x.at(Fraction(1)) for x in INNER)),),
        twins=(
            Twin(name="rho1", change="the same with rho1", statement=Bound(regime=FREE, lower=_inner, upper=LEAST)),
        ),
    ),
    *(
        Claim(
            id=f"C3.sharp.{name}",
            title=f"the {name} bound of the cosine is the cosine where rho1 = rho2 and q1 = q2",
            statement=Identity(regime=FINITE, left=bound, right=lambda p: q.output_cosine(p.row, p.rho, p.r)),
            assumptions=TOKENS,
            uses=(f"C3.inner-product.{name}",),
            twins=(
                Twin(
                    name="no residual",
                    change="without the residual",
                    statement=Identity(
                        regime=FINITE, left=bound, right=lambda p: q.output_cosine(p.row, p.rho, 0 * p.r)
                    ),
                ),
            ),
        )
        for name, bound in (("lower", lambda p: _simplex_cosine(p, p.t)), ("upper", _simplex_upper))
    ),
    Claim(
        id="C3.spread.sum",
        title="sum x^2 <= (1 + M) sum x - N M for N numbers in [1, M]",
        statement=Bound(
            regime=FREE,
            lower=lambda p: sum(x**2 for x in _masses(p)),
            upper=lambda p: (1 + p.M) * sum(_masses(p)) - 2 * p.M,
        ),
        assumptions=(SPREAD, *NUMBERS),
        uses=("C3.spread.step",),
        notes="shown for two numbers; the step adds one more at a time",
        pins=(sharp(SPREAD.at(Fraction(3)), *(x.at(Fraction(k)) for k, x in enumerate(NUMBERS))),),
        twins=(
            Twin(
                name="M",
                change="(1 + M) sum x - (N + 1) M",
                statement=Bound(
                    regime=FREE,
                    lower=lambda p: sum(x**2 for x in _masses(p)),
                    upper=lambda p: (1 + p.M) * sum(_masses(p)) - 3 * p.M,
                ),
            ),
        ),
    ),
    Claim(
        id="C3.spread.kantorovich",
        title="4 M N [S^2 (1 + M)^2/(4 M N) - (1 + M) S + N M] is a square",
        defines=(almost.spread_factor,),
        statement=Identity(regime=FREE, left=lambda p: _square_gap(p, 1), right=_square),
        assumptions=(SPREAD, COUNT, SUM),
        notes="(1 + M)^2/(4 M) is sharper than M by up to a factor of 4 (C3.spread.share)",
        twins=(
            Twin(
                name="half",
                change="(1 + M)^2/(8 M)",
                statement=Identity(regime=FREE, left=lambda p: _square_gap(p, 2), right=_square),
            ),
        ),
    ),
    Claim(
        id="C4.cosine.limit",
        title="gamma < 1/(1 - rho1): cos'_ij >= rho1/F -> rho1/(rho2 + (1 - rho2)(r/(1 + r))^2) = rho1 + eps, for every pair",
        statement=Expansion(
            regime=SUBCRITICAL,
            quantity=lambda p: p.rho / _factor(p),
            value=lambda p: almost.limit_cosine(p.rho, _rho2(p), p.r),
        ),
        assumptions=(CORRELATION, POSITIVE_RESIDUAL, GAP, SHARE),
        source=f"{PAPER}, Theorem 2.3 (i); its eps derived",
        notes="the sum of squares is a share z of n^(gamma (1 - rho1))/(n - 1) = 1/(t (n - 1))",
        uses=("C4.cosine.bound", "C4.factor.rises", "C4.others.largest", "C4.others.exponent", "C1.self-weight.upper", "C4.eps.residual"),
        twins=(
            Twin(
                name="no residual",
                change="rho1/rho2, the limit without residual",
                statement=Expansion(
                    regime=SUBCRITICAL, quantity=lambda p: p.rho / _factor(p), value=lambda p: p.rho / _rho2(p)
                ),
            ),
        ),
    ),
    Claim(
        id="C4.cosine.no-residual",
        title="gamma < 1/(1 - rho1), alpha = 0: liminf min cos' >= rho1/rho2",
        statement=Expansion(
            regime=SUBCRITICAL, quantity=lambda p: p.rho / _factor(p), value=lambda p: p.rho / _rho2(p)
        ),
        assumptions=(CORRELATION, NO_RESIDUAL, GAP, SHARE),
        source=f"{PAPER}, Theorem 2.3 (i); its eps derived",
        uses=("C4.cosine.limit",),
        twins=(
            Twin(
                name="one",
                change="liminf min cos' = 1, as in the exact simplex",
                statement=Expansion(
                    regime=SUBCRITICAL, quantity=lambda p: p.rho / _factor(p), value=lambda p: 1 + 0 * p.u
                ),
            ),
        ),
    ),
    Claim(
        id="C4.eps.explicit",
        title="eps = rho1 (1 - rho2)(1 + 2 r)/(rho2 (1 + r)^2 + (1 - rho2) r^2), which is positive",
        defines=(almost.contraction_margin,),
        statement=Identity(
            regime=FREE,
            left=lambda p: almost.limit_cosine(p.rho, _rho2(p), p.r) - p.rho,
            right=lambda p: almost.contraction_margin(p.rho, _rho2(p), p.r),
        ),
        assumptions=(*TOKENS, GAP),
        twins=(
            Twin(
                name="no 2r",
                change="1 in place of 1 + 2 r",
                statement=Identity(
                    regime=FREE,
                    left=lambda p: almost.limit_cosine(p.rho, _rho2(p), p.r) - p.rho,
                    right=lambda p: almost.contraction_margin(p.rho, _rho2(p), p.r) / (1 + 2 * p.r),
                ),
            ),
        ),
    ),
    Claim(
        id="C4.eps.residual",
        title="eps falls as the residual grows: the largest norm q2 decides",
        statement=Monotone(
            regime=FREE,
            quantity=lambda p: almost.contraction_margin(p.rho, _rho2(p), p.r),
            variable="r",
            direction="decreasing",
        ),
        assumptions=(*TOKENS, GAP),
        uses=("C4.eps.explicit",),
        twins=(
            Twin(
                name="every pair",
                change="every pair, not the least one, gains: rho1 + eps exceeds rho2",
                statement=Bound(
                    regime=FREE,
                    lower=_rho2,
                    upper=lambda p: p.rho + almost.contraction_margin(p.rho, _rho2(p), p.r),
                ),
            ),
        ),
    ),
)
