"""A3: the phase transition of the output cosine (Theorem 2.1 of the paper), and A4: its profile in the window."""

from __future__ import annotations

from fractions import Fraction

from ...theory.assumptions import Assumption
from ...theory.field import Scalar
from ...theory.layer import quantities as q
from ...theory.layer.regimes import CRITICAL, SUBCRITICAL, SUPERCRITICAL, WINDOW, Point
from ..claim import Claim, Confidence, Twin
from ..kinds import Bound, Expansion
from .shorthand import ORTHOGONAL_PLAIN, PLAIN, TOKENS, of, window_norm

THEOREM = "arXiv 2510.05554, Theorem 2.1"
COSINE = of(q.output_cosine)
GAP = Assumption(name="e", meaning="a gap that does not depend on n", low=Fraction(0), high=Fraction(1), low_open=True)


def _critical_value(p: Point) -> Scalar:
    return p.rho * (1 + p.r) ** 2 / (p.r**2 + p.r * (1 + p.rho) + (1 + 3 * p.rho) / 4)


def _subcritical_value(p: Point) -> Scalar:
    return p.rho * (1 + p.r) ** 2 / (p.r**2 + 2 * p.r * p.rho + p.rho)


CLAIMS = (
    Claim(
        id="A3.cosine.subcritical",
        title="cos' -> rho (1 + r)^2/(r^2 + 2 r rho + rho) below the critical gamma",
        statement=Expansion(regime=SUBCRITICAL, quantity=COSINE, value=_subcritical_value),
        assumptions=TOKENS,
        source=THEOREM,
        confidence=Confidence.RECOVERED,
        twins=(
            Twin(
                name="supercritical value",
                change="the wrong regime: rho, as above the critical gamma",
                statement=Expansion(regime=SUBCRITICAL, quantity=COSINE, value=lambda p: p.rho),
            ),
            Twin(
                name="rho = 0",
                change="the assumption rho > 0 dropped: orthogonal tokens do not collapse for gamma > 1/2",
                statement=Expansion(regime=SUBCRITICAL, quantity=of(q.contraction_factor), value=lambda p: 0 * p.one),
                assumptions=ORTHOGONAL_PLAIN,
            ),
        ),
    ),
    Claim(
        id="A3.cosine.critical",
        title="cos' -> rho (1 + r)^2/(r^2 + r (1 + rho) + (1 + 3 rho)/4) at the critical gamma",
        statement=Expansion(regime=CRITICAL, quantity=COSINE, value=_critical_value),
        assumptions=TOKENS,
        source=THEOREM,
        confidence=Confidence.RECOVERED,
        twins=(
            Twin(
                name="2 rho",
                change="(1 + 2 rho)/4 in the denominator",
                statement=Expansion(
                    regime=CRITICAL,
                    quantity=COSINE,
                    value=lambda p: p.rho * (1 + p.r) ** 2 / (p.r**2 + p.r * (1 + p.rho) + (1 + 2 * p.rho) / 4),
                ),
            ),
        ),
    ),
    Claim(
        id="A3.cosine.supercritical",
        title="cos' -> rho above the critical gamma: the layer changes nothing",
        statement=Expansion(regime=SUPERCRITICAL, quantity=COSINE, value=lambda p: p.rho),
        assumptions=TOKENS,
        source=THEOREM,
        confidence=Confidence.RECOVERED,
        notes="A re-proof remarks that the limit exceeds rho here too; it equals rho.",
        twins=(
            Twin(
                name="subcritical value",
                change="the wrong regime",
                statement=Expansion(regime=SUPERCRITICAL, quantity=COSINE, value=_subcritical_value),
            ),
            Twin(
                name="as printed",
                change="the aside of a re-proof: the cosine stays above rho by some gap e > 0 (erratum 5)",
                statement=Bound(regime=SUPERCRITICAL, lower=lambda p: p.rho + p.e, upper=COSINE),
                assumptions=(*TOKENS, GAP),
            ),
        ),
    ),
    Claim(
        id="A3.cosine.subcritical-plain",
        title="without residual cos' -> 1 below the critical gamma: rank collapse",
        statement=Expansion(regime=SUBCRITICAL, quantity=COSINE, value=lambda p: p.one),
        assumptions=PLAIN,
        source=THEOREM,
        confidence=Confidence.RECOVERED,
        uses=("A3.cosine.subcritical",),
        twins=(
            Twin(
                name="residual",
                change="the assumption alpha = 0 dropped",
                statement=Expansion(regime=SUBCRITICAL, quantity=COSINE, value=lambda p: p.one),
                assumptions=TOKENS,
            ),
        ),
    ),
    Claim(
        id="A3.cosine.critical-plain",
        title="without residual cos' -> 4 rho/(1 + 3 rho) at the critical gamma",
        statement=Expansion(regime=CRITICAL, quantity=COSINE, value=lambda p: 4 * p.rho / (1 + 3 * p.rho)),
        assumptions=PLAIN,
        source=THEOREM,
        confidence=Confidence.RECOVERED,
        uses=("A3.cosine.critical",),
        twins=(
            Twin(
                name="3 rho/(1 + 2 rho)",
                change="the constant 3 rho/(1 + 2 rho)",
                statement=Expansion(regime=CRITICAL, quantity=COSINE, value=lambda p: 3 * p.rho / (1 + 2 * p.rho)),
            ),
            Twin(
                name="residual",
                change="the assumption alpha = 0 dropped",
                statement=Expansion(regime=CRITICAL, quantity=COSINE, value=lambda p: 4 * p.rho / (1 + 3 * p.rho)),
                assumptions=TOKENS,
            ),
        ),
    ),
    Claim(
        id="A4.window.self-weight",
        title="a -> s = 1/(1 + exp(-kappa)) in the window",
        statement=Expansion(regime=WINDOW, quantity=of(q.self_weight), value=lambda p: p.s),
        assumptions=PLAIN,
        twins=(
            Twin(
                name="1 - s",
                change="the sign of kappa",
                statement=Expansion(regime=WINDOW, quantity=of(q.self_weight), value=lambda p: 1 - p.s),
            ),
        ),
    ),
    Claim(
        id="A4.window.norm",
        title="|x'|^2 -> D(s) = (s + r)^2 (1 - rho) + rho (1 + r)^2 in the window",
        statement=Expansion(regime=WINDOW, quantity=of(q.output_norm_squared), value=lambda p: window_norm(p, p.s)),
        assumptions=TOKENS,
        twins=(
            Twin(
                name="s for s + r",
                change="the residual left out of the first term",
                statement=Expansion(
                    regime=WINDOW,
                    quantity=of(q.output_norm_squared),
                    value=lambda p: p.s**2 * (1 - p.rho) + p.rho * (1 + p.r) ** 2,
                ),
            ),
        ),
    ),
    Claim(
        id="A4.window.cosine",
        title="cos' -> rho (1 + r)^2/D(s) in the window",
        statement=Expansion(
            regime=WINDOW, quantity=COSINE, value=lambda p: p.rho * (1 + p.r) ** 2 / window_norm(p, p.s)
        ),
        assumptions=TOKENS,
        twins=(
            Twin(
                name="s^2",
                change="D(s^2) for D(s)",
                statement=Expansion(
                    regime=WINDOW,
                    quantity=COSINE,
                    value=lambda p: p.rho * (1 + p.r) ** 2 / window_norm(p, p.s**2),
                ),
            ),
        ),
    ),
    Claim(
        id="A4.window.contraction",
        title="lambda -> (s + r)^2/D(s) in the window",
        statement=Expansion(
            regime=WINDOW, quantity=of(q.contraction_factor), value=lambda p: (p.s + p.r) ** 2 / window_norm(p, p.s)
        ),
        assumptions=TOKENS,
        twins=(
            Twin(
                name="first power",
                change="(s + r)/D(s)",
                statement=Expansion(
                    regime=WINDOW, quantity=of(q.contraction_factor), value=lambda p: (p.s + p.r) / window_norm(p, p.s)
                ),
            ),
        ),
    ),
)
