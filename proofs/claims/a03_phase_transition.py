"""A3: the phase transition of the output cosine (Theorem 2.1 of the paper), and A4: its profile in the window."""

from __future__ import annotations

from functools import partial

from ..vocabulary import (
    CRITICAL, ORTHOGONAL_PLAIN, PLAIN, SUBCRITICAL, SUPERCRITICAL, TOKENS, WINDOW, Bound, Claim, Confidence, Expansion,
    Point, Scalar, assume, but, of, q, window_norm,
)

THEOREM = "arXiv 2510.05554, Theorem 2.1"
COSINE = of(q.output_cosine)
GAP = assume("e", "a gap that does not depend on n", 0, 1, low_open=True)


def critical_value(p: Point) -> Scalar:
    """Return the limit of the output cosine at the critical gamma (Theorem 2.1)."""
    return p.rho * (1 + p.r) ** 2 / (p.r**2 + p.r * (1 + p.rho) + (1 + 3 * p.rho) / 4)


def _subcritical_value(p: Point) -> Scalar:
    return p.rho * (1 + p.r) ** 2 / (p.r**2 + 2 * p.r * p.rho + p.rho)


_theorem = partial(Claim, source=THEOREM, confidence=Confidence.RECOVERED)

CLAIMS = (
    _theorem(
        id="A3.cosine.subcritical",
        title="cos' -> rho (1 + r)^2/(r^2 + 2 r rho + rho) below the critical gamma",
        statement=Expansion(regime=SUBCRITICAL, quantity=COSINE, value=_subcritical_value),
        assumptions=TOKENS,
        twins=(
            but("supercritical value", "the wrong regime: rho, as above the critical gamma", value=lambda p: p.rho),
            but(
                "rho = 0",
                "the assumption rho > 0 dropped: orthogonal tokens do not collapse for gamma > 1/2",
                quantity=of(q.contraction_factor),
                value=0,
                assumptions=ORTHOGONAL_PLAIN,
            ),
        ),
    ),
    _theorem(
        id="A3.cosine.critical",
        title="cos' -> rho (1 + r)^2/(r^2 + r (1 + rho) + (1 + 3 rho)/4) at the critical gamma",
        statement=Expansion(regime=CRITICAL, quantity=COSINE, value=critical_value),
        assumptions=TOKENS,
        twins=(
            but(
                "2 rho",
                "(1 + 2 rho)/4 in the denominator",
                value=lambda p: p.rho * (1 + p.r) ** 2 / (p.r**2 + p.r * (1 + p.rho) + (1 + 2 * p.rho) / 4),
            ),
        ),
    ),
    _theorem(
        id="A3.cosine.supercritical",
        title="cos' -> rho above the critical gamma: the layer changes nothing",
        statement=Expansion(regime=SUPERCRITICAL, quantity=COSINE, value=lambda p: p.rho),
        assumptions=TOKENS,
        notes="A re-proof remarks that the limit exceeds rho here too; it equals rho.",
        twins=(
            but("subcritical value", "the wrong regime", value=_subcritical_value),
            but(
                "as printed",
                "the aside of a re-proof: the cosine stays above rho by some gap e > 0 (erratum 5)",
                statement=Bound(regime=SUPERCRITICAL, lower=lambda p: p.rho + p.e, upper=COSINE),
                assumptions=(*TOKENS, GAP),
            ),
        ),
    ),
    _theorem(
        id="A3.cosine.subcritical-plain",
        title="without residual cos' -> 1 below the critical gamma: rank collapse",
        statement=Expansion(regime=SUBCRITICAL, quantity=COSINE, value=1),
        assumptions=PLAIN,
        uses=("A3.cosine.subcritical",),
        twins=(but("residual", "the assumption alpha = 0 dropped", assumptions=TOKENS),),
    ),
    _theorem(
        id="A3.cosine.critical-plain",
        title="without residual cos' -> 4 rho/(1 + 3 rho) at the critical gamma",
        statement=Expansion(regime=CRITICAL, quantity=COSINE, value=lambda p: 4 * p.rho / (1 + 3 * p.rho)),
        assumptions=PLAIN,
        uses=("A3.cosine.critical",),
        twins=(
            but("3 rho/(1 + 2 rho)", "the constant 3 rho/(1 + 2 rho)", value=lambda p: 3 * p.rho / (1 + 2 * p.rho)),
            but("residual", "the assumption alpha = 0 dropped", assumptions=TOKENS),
        ),
    ),
    Claim(
        id="A4.window.self-weight",
        title="a -> s = 1/(1 + exp(-kappa)) in the window",
        statement=Expansion(regime=WINDOW, quantity=of(q.self_weight), value=lambda p: p.s),
        assumptions=PLAIN,
        twins=(but("1 - s", "the sign of kappa", value=lambda p: 1 - p.s),),
    ),
    Claim(
        id="A4.window.norm",
        title="|x'|^2 -> D(s) = (s + r)^2 (1 - rho) + rho (1 + r)^2 in the window",
        statement=Expansion(regime=WINDOW, quantity=of(q.output_norm_squared), value=lambda p: window_norm(p, p.s)),
        assumptions=TOKENS,
        twins=(
            but(
                "s for s + r",
                "the residual left out of the first term",
                value=lambda p: p.s**2 * (1 - p.rho) + p.rho * (1 + p.r) ** 2,
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
        twins=(but("s^2", "D(s^2) for D(s)", value=lambda p: p.rho * (1 + p.r) ** 2 / window_norm(p, p.s**2)),),
    ),
    Claim(
        id="A4.window.contraction",
        title="lambda -> (s + r)^2/D(s) in the window",
        statement=Expansion(
            regime=WINDOW, quantity=of(q.contraction_factor), value=lambda p: (p.s + p.r) ** 2 / window_norm(p, p.s)
        ),
        assumptions=TOKENS,
        twins=(but("first power", "(s + r)/D(s)", value=lambda p: (p.s + p.r) / window_norm(p, p.s)),),
    ),
)
