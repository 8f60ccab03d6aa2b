"""B5: what the mean square hides.  The operator norm of the Jacobian never vanishes, and grows like log n in the window."""

from __future__ import annotations

from ..vocabulary import (
    CRITICAL, FINITE, PLAIN, SUBCRITICAL, SUPERCRITICAL, WINDOW, BigO, Bound, Claim, Expansion, Fraction, Growth,
    LittleO, Pin, Point, R, Scalar, at_any_residual, blocks_at, but, contrast_square, g, of, sharp, square_of,
    without_residual,
)

INVERSE_LOG = Growth(Fraction(0), logs=-1)
LOG_SQUARED_OVER_N = Growth(Fraction(1), logs=2)


_common = square_of("common-gain")
"""The square of the largest gain of a common motion, r = 0."""


def _contrast(p: Point) -> Scalar:
    """Return the sum of the squared gains of a contrast."""
    return contrast_square(blocks_at(p), p.r)


def _growth(p: Point, factor: int) -> Scalar:
    """Return factor rho s^2 (1 - s)^2 (log n)^2."""
    return factor * p.rho * p.s**2 * (1 - p.s) ** 2 * p.L**2


def _contrast_sum(p: Point) -> Scalar:
    return blocks_at(p).contrast_spread + blocks_at(p).contrast_drift


def _logarithmic(p: Point, factor: int) -> Scalar:
    """Return factor rho s (1 - s) log n."""
    return factor * p.rho * p.s * (1 - p.s) * p.L


CLAIMS = (
    at_any_residual(
        "B5.norm.never-vanishes",
        "in d > n dimensions sqrt(q) ||J|| >= 1 + r at every n and beta, also where the mean square Jacobian vanishes",
        Bound(FINITE, lambda p: 1 + p.r, of(g.jacobian_operator_norm)),
        notes="Motion of all tokens along one direction out of their span passes unchanged: rank collapse is its gain.",
        pins=(sharp(R),),
        twins=but(
            "as printed",
            "erratum 2: 'gradients vanish', read as a statement on the norm, so ||J|| is never above 1 + r",
            lower=of(g.jacobian_operator_norm),
            upper=lambda p: 1 + p.r,
        ),
    ),
    without_residual(
        "B5.norm.common-subcritical",
        "below the critical gamma the gain of a common motion tends to sqrt(1 - rho), not to 0",
        Expansion(SUBCRITICAL, _common, lambda p: 1 - p.rho),
        twins=but("gradients vanish", "erratum 2: the mean square read as the operator norm, limit 0", value=0),
    ),
    without_residual(
        "B5.norm.common-supercritical",
        "above the critical gamma the gain of a common motion tends to 1",
        Expansion(SUPERCRITICAL, _common, 1),
        twins=but("1 - rho", "the wrong regime", value=lambda p: 1 - p.rho),
    ),
    without_residual(
        "B5.norm.window",
        "in the window the gain of a common motion grows like 2 sqrt(rho) s (1 - s) log n",
        Expansion(WINDOW, _common, lambda p: _growth(p, 4), ratio=True, error=BigO(INVERSE_LOG)),
        twins=but("half", "sqrt(rho) s (1 - s) log n", value=lambda p: _growth(p, 1), error=LittleO())
        + but("fast", "the relative error O(1/n)", error=BigO(Growth(Fraction(1)))),
    ),
    without_residual(
        "B5.norm.critical",
        "at the critical gamma the squared gain of a common motion is (rho/4)(log n + 1)^2 + 1 - rho + O(log(n)^2/n)",
        Expansion(CRITICAL, _common, lambda p: p.rho / 4 * (p.L + 1) ** 2 + 1 - p.rho, BigO(LOG_SQUARED_OVER_N)),
        twins=but("log n", "log n instead of log n + 1", value=lambda p: p.rho / 4 * p.L**2 + 1 - p.rho),
    ),
    without_residual(
        "B5.norm.contrasts",
        "in the window the squared gains of a contrast (n - 1 copies) add up to a fourth of the squared operator norm",
        Expansion(WINDOW, _contrast, lambda p: _growth(p, 1), ratio=True, error=BigO(INVERSE_LOG)),
        uses=("B5.norm.window",),
        twins=but(
            "as large", "contrasts as large as the common motion", value=lambda p: _growth(p, 4), error=LittleO()
        ),
    ),
    Claim(
        "B5.norm.attained",
        "at the critical gamma, rho >= 1/10 and n >= 70, no contrast gains as much as the common motion",
        Bound(CRITICAL, _contrast, _common, valid_from=70),
        (PLAIN[0].between(Fraction(1, 10), Fraction(1)), PLAIN[1]),
        pins=(Pin(earlier=37),),
        twins=but(
            "opposite", "the common motion gains less than the contrasts together", lower=_common, upper=_contrast
        ),
    ),
    at_any_residual(
        "B5.eigenvalue.common",
        "mu_T = 2 rho s (1 - s) log n + O(1) in the window: one growing eigenvalue, (rho/2) log n at the critical gamma",
        Expansion(WINDOW, of(g.common_eigenvalue), lambda p: _logarithmic(p, 2), BigO(Growth(Fraction(0)))),
        twins=but("half", "rho s (1 - s) log n", value=lambda p: _logarithmic(p, 1)),
    ),
    at_any_residual(
        "B5.eigenvalue.contrasts",
        "the two eigenvalues of a contrast add up to rho s (1 - s) log n + O(1): n - 1 growing eigenvalues",
        Expansion(WINDOW, _contrast_sum, lambda p: _logarithmic(p, 1), BigO(Growth(Fraction(0)))),
        twins=but("twice", "2 rho s (1 - s) log n, as for the common motion", value=lambda p: _logarithmic(p, 2)),
    ),
    at_any_residual(
        "B5.eigenvalue.contrast-second",
        "the product of the two eigenvalues of a contrast is (1 + r) rho s (1 - s) log n + O(1): the second tends to 1 + r",
        Expansion(
            WINDOW,
            lambda p: blocks_at(p).determinant,
            lambda p: (1 + p.r) * _logarithmic(p, 1),
            BigO(Growth(Fraction(0))),
        ),
        uses=("B5.eigenvalue.contrasts",),
        twins=but("vanishing", "the second eigenvalue tends to r", value=lambda p: p.r * _logarithmic(p, 1)),
    ),
    at_any_residual(
        "B5.vanishing.pairings",
        "pairings of tokens stop passing gradients below the critical gamma: their eigenvalue tends to r",
        Expansion(SUBCRITICAL, of(g.pairing_eigenvalue), lambda p: p.r),
        twins=but("1 + r", "the wrong regime", value=lambda p: 1 + p.r),
    ),
    at_any_residual(
        "B5.vanishing.rotations",
        "relative rotations of tokens stop passing gradients below the critical gamma: their eigenvalue tends to r",
        Expansion(SUBCRITICAL, of(g.rotation_eigenvalue), lambda p: p.r),
        twins=but("1 + r", "the wrong regime", value=lambda p: 1 + p.r),
    ),
    at_any_residual(
        "B5.surviving.common",
        "the common motion survives below the critical gamma: mu_T -> r + 1 - rho",
        Expansion(SUBCRITICAL, of(g.common_eigenvalue), lambda p: p.r + 1 - p.rho),
        twins=but("vanishing", "mu_T -> r", value=lambda p: p.r),
    ),
    at_any_residual(
        "B5.surviving.contrasts",
        "of the two eigenvalues of a contrast one survives below the critical gamma: their sum tends to 1 + 2 r",
        Expansion(SUBCRITICAL, _contrast_sum, lambda p: 1 + 2 * p.r),
        twins=but("both vanish", "2 r", value=lambda p: 2 * p.r),
    ),
)
