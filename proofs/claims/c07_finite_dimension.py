"""C7 to C10: finite dimension.  Heuristics, checked by seeded Monte-Carlo."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from math import log
from statistics import fmean

from ...numerics.answers.evaluate import evaluate
from ...numerics.answers.finite_dimension import FiniteDimension, finite_dimension, takeover_beta
from ...numerics.sampled import monte_carlo
from ..vocabulary import Claim, Confidence, Fraction, MonteCarlo, Pin, but

HEURISTIC = "derived: a physics-level argument, which assumes that the bulk average self-averages"
SUBSEEDS = 24
"""Samples behind one draw of a mean absolute deviation."""


def _where(n: int, d: int, rho: float, gamma: float) -> tuple[tuple[str, str], ...]:
    return ("n", str(n)), ("d", str(d)), ("rho", f"{rho:g}"), ("gamma", f"{gamma:.6g}")


def _predicted(n: int, d: int, rho: float, gamma: float) -> FiniteDimension:
    """Return the prediction of C7 for random tokens."""
    return finite_dimension(n=n, dim=d, rho=rho, gamma=gamma, digits=8)


def _contraction(n: int, d: int, rho: float, gamma: float) -> Callable[[int], float]:
    return lambda seed: monte_carlo.contraction_factor("sphere", n, d, rho, gamma, seed)[1]


def _compared(n: int, d: int, rho: float, gamma: float, at_measured: bool) -> Callable[[int], float]:
    """Return the mean over samples of |lambda - prediction|, at the measured or at the nominal rho."""

    def draw(seed: int) -> float:
        found = []
        for inner in range(SUBSEEDS):
            measured, value = monte_carlo.contraction_factor("gaussian", n, d, rho, gamma, seed * SUBSEEDS + inner)
            at = _predicted(n, d, measured if at_measured else rho, gamma)
            found.append(abs(value - float(at.contraction_factor)))
        return fmean(found)

    return draw


RandomTokens = tuple[int, int, float, float]
"""n, d, rho and gamma."""


def _contraction_at(point: RandomTokens) -> MonteCarlo:
    """Return the statement that lambda of random tokens is the predicted one, to 4 in 1000."""
    return MonteCarlo(
        draw=_contraction(*point),
        expected=lambda: float(_predicted(*point).contraction_factor),
        tolerance=Fraction(4, 1000),
        where=_where(*point),
    )


def _mean_square_at(point: RandomTokens, tolerance: Fraction) -> MonteCarlo:
    """Return the statement that the mean square Jacobian of random tokens is the predicted one."""
    return MonteCarlo(
        draw=partial(monte_carlo.mean_square_jacobian, *point),
        expected=lambda: float(_predicted(*point).mean_square_jacobian),
        tolerance=tolerance,
        where=_where(*point),
    )


def _contraction_claim(apart: Fraction, point: RandomTokens) -> Claim:
    n, d, rho, gamma = point
    return _argued(
        f"C7.contraction.d{d}",
        f"lambda = g^2/(rho + (1 - rho) g^2), g = s + (1 - s) t*, for random tokens at n = {n}, d = {d}",
        _contraction_at(point),
        pins=(Pin(factor=apart, side="value"),),
        twins=but(
            "simplex",
            "t* = 0: the exact simplex at the same rho",
            expected=lambda: float(evaluate("contraction-factor", n=n, rho=rho, gamma=gamma, digits=8)),
        ),
    )


def _zero() -> float:
    return 0.0


SETTING = (1000, 32, 0.3, 10 / 7)
BELOW_JUMP = (2000, 15, 0.3, 9 / 7)
"""d = 2 log n and gamma (1 - rho) = 0.9, below the jump at Gamma_s = 1.4265."""
GAUSSIAN = (500, 256, 0.3, 10 / 7)
UNIFORM = (("n", "1000"), ("d", "64"))

_argued = partial(Claim, source=HEURISTIC, confidence=Confidence.HEURISTIC)

CLAIMS = (
    _contraction_claim(Fraction(1014, 1000), SETTING),
    _contraction_claim(Fraction(1022, 1000), (1000, 16, 0.3, 1.2)),
    _argued(
        "C7.jacobian.d32",
        "q eta = [(d - 2) g^2 + s^2 + 2 rho s K + rho K^2]/d for random tokens at n = 1000, d = 32, within 5%",
        _mean_square_at(SETTING, Fraction(12, 1000)),
        uses=("C7.definition.second-moment",),
        pins=(Pin(factor=Fraction(94, 100), side="value"),),
        twins=but(
            "no bulk",
            "s^2 (1 - 1/d): the window law of the simplex, t* = 0 in g",
            expected=lambda: float(_predicted(*SETTING).self_weight) ** 2 * (1 - 1 / 32),
        ),
    ),
    _argued(
        "C8.contraction.floor",
        "d = 2 log n, gamma (1 - rho) = 0.9: lambda stays near t*^2/(rho + (1 - rho) t*^2), no full collapse",
        _contraction_at(BELOW_JUMP),
        pins=(Pin(factor=Fraction(987, 1000), side="value"),),
        twins=but(
            "as printed",
            "full collapse below 1/(1 - rho), as in the simplex: lambda -> 0",
            expected=_zero,
            tolerance=Fraction(1, 10),
        ),
    ),
    _argued(
        "C8.jacobian.floor",
        "d = 2 log n, gamma (1 - rho) = 0.9: q eta stays near t*^2, the Jacobian does not vanish",
        _mean_square_at(BELOW_JUMP, Fraction(13, 1000)),
        uses=("C7.definition.second-moment",),
        pins=(Pin(factor=Fraction(96, 100), side="value"),),
        twins=but(
            "as printed",
            "gradients vanish for gamma < 1/(1 - rho1): eta -> 0, which needs d >> (log n)^2 (B6)",
            expected=_zero,
            tolerance=Fraction(1, 10),
        ),
    ),
    _argued(
        "C8d.takeover",
        "uniform tokens at n = 1000, d = 64: self weight 1/2 where log(n - 1) + log M_d(beta) = beta",
        MonteCarlo(
            draw=lambda seed: monte_carlo.uniform_self_weight(1000, 64, float(takeover_beta(1000, 64)), seed),
            expected=lambda: 0.5,
            tolerance=Fraction(2, 1000),
            where=UNIFORM,
        ),
        pins=(Pin(factor=Fraction(992, 1000), side="value"),),
        twins=but(
            "simplex",
            "at beta = log(n - 1), where orthogonal tokens have self weight 1/2",
            draw=lambda seed: monte_carlo.uniform_self_weight(1000, 64, log(999), seed),
        ),
    ),
    _argued(
        "C10.measured-rho",
        "the paper's Gaussian tokens: lambda is that of the measured mean inner product, within 0.01 at d = 256",
        MonteCarlo(
            draw=_compared(*GAUSSIAN, at_measured=True),
            expected=_zero,
            tolerance=Fraction(1, 100),
            where=_where(*GAUSSIAN),
        ),
        pins=(Pin(factor=Fraction(4, 5)),),
        twins=but(
            "as printed", "compared at the nominal rho, as a figure does", draw=_compared(*GAUSSIAN, at_measured=False)
        ),
    ),
)
