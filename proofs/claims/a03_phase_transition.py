"""A3: the phase transition of the output cosine (Theorem 2.1 of the paper), and A4: its profile in the window."""

from __future__ import annotations

from functools import partial

from ..vocabulary import (
    CRITICAL, ORTHOGONAL_PLAIN, PLAIN, SUBCRITICAL, SUPERCRITICAL, TOKENS, WINDOW, Bound, Claim, Expansion,
    Point, Scalar, assume, at_any_residual, but, of, q, window_norm, without_residual,
)

THEOREM = "arXiv 2510.05554, Theorem 2.1"
COSINE = of(q.output_cosine)
GAP = assume("e", "a gap that does not depend on n", 0, 1, low_open=True)


def critical_value(p: Point) -> Scalar:
    """Return the limit of the output cosine at the critical gamma (Theorem 2.1)."""
    return p.rho * (1 + p.r) ** 2 / (p.r**2 + p.r * (1 + p.rho) + (1 + 3 * p.rho) / 4)


def _subcritical_value(p: Point) -> Scalar:
    return p.rho * (1 + p.r) ** 2 / (p.r**2 + 2 * p.r * p.rho + p.rho)


_theorem = partial(Claim, source=THEOREM, differs="written in r = alpha sqrt(q)")
_plain = partial(Claim, source=THEOREM, differs="its case alpha = 0")

CLAIMS = (
    _theorem(
        "A3.cosine.subcritical",
        "cos' -> rho (1 + r)^2/(r^2 + 2 r rho + rho) below the critical gamma",
        Expansion(SUBCRITICAL, COSINE, _subcritical_value),
        TOKENS,
        twins=but("supercritical value", "the wrong regime: rho, as above the critical gamma", value=lambda p: p.rho)
        + but(
            "rho = 0",
            "the assumption rho > 0 dropped: orthogonal tokens do not collapse for gamma > 1/2",
            quantity=of(q.contraction_factor),
            value=0,
            assumptions=ORTHOGONAL_PLAIN,
        ),
    ),
    _theorem(
        "A3.cosine.critical",
        "cos' -> rho (1 + r)^2/(r^2 + r (1 + rho) + (1 + 3 rho)/4) at the critical gamma",
        Expansion(CRITICAL, COSINE, critical_value),
        TOKENS,
        twins=but(
            "2 rho",
            "(1 + 2 rho)/4 in the denominator",
            value=lambda p: p.rho * (1 + p.r) ** 2 / (p.r**2 + p.r * (1 + p.rho) + (1 + 2 * p.rho) / 4),
        ),
    ),
    _theorem(
        "A3.cosine.supercritical",
        "cos' -> rho above the critical gamma: the layer changes nothing",
        Expansion(SUPERCRITICAL, COSINE, lambda p: p.rho),
        TOKENS,
        notes="The limit is rho itself, and does not exceed it.",
        twins=but("subcritical value", "the wrong regime", value=_subcritical_value)
        + but(
            "above rho",
            "the cosine stays above rho by some gap e > 0",
            statement=Bound(SUPERCRITICAL, lambda p: p.rho + p.e, COSINE),
            assumptions=(*TOKENS, GAP),
        ),
    ),
    _plain(
        "A3.cosine.subcritical-plain",
        "without residual cos' -> 1 below the critical gamma: rank collapse",
        Expansion(SUBCRITICAL, COSINE, 1),
        PLAIN,
        uses=("A3.cosine.subcritical",),
        twins=but("residual", "the assumption alpha = 0 dropped", assumptions=TOKENS),
    ),
    _plain(
        "A3.cosine.critical-plain",
        "without residual cos' -> 4 rho/(1 + 3 rho) at the critical gamma",
        Expansion(CRITICAL, COSINE, lambda p: 4 * p.rho / (1 + 3 * p.rho)),
        PLAIN,
        uses=("A3.cosine.critical",),
        twins=but("3 rho/(1 + 2 rho)", "the constant 3 rho/(1 + 2 rho)", value=lambda p: 3 * p.rho / (1 + 2 * p.rho))
        + but("residual", "the assumption alpha = 0 dropped", assumptions=TOKENS),
    ),
    without_residual(
        "A4.window.self-weight",
        "a -> s = 1/(1 + exp(-kappa)) in the window",
        Expansion(WINDOW, of(q.self_weight), lambda p: p.s),
        twins=but("1 - s", "the sign of kappa", value=lambda p: 1 - p.s),
    ),
    at_any_residual(
        "A4.window.norm",
        "|x'|^2 -> D(s) = (s + r)^2 (1 - rho) + rho (1 + r)^2 in the window",
        Expansion(WINDOW, of(q.output_norm_squared), lambda p: window_norm(p, p.s)),
        twins=but(
            "s for s + r",
            "the residual left out of the first term",
            value=lambda p: p.s**2 * (1 - p.rho) + p.rho * (1 + p.r) ** 2,
        ),
    ),
    at_any_residual(
        "A4.window.cosine",
        "cos' -> rho (1 + r)^2/D(s) in the window",
        Expansion(WINDOW, COSINE, lambda p: p.rho * (1 + p.r) ** 2 / window_norm(p, p.s)),
        twins=but("s^2", "D(s^2) for D(s)", value=lambda p: p.rho * (1 + p.r) ** 2 / window_norm(p, p.s**2)),
    ),
    at_any_residual(
        "A4.window.contraction",
        "lambda -> (s + r)^2/D(s) in the window",
        Expansion(WINDOW, of(q.contraction_factor), lambda p: (p.s + p.r) ** 2 / window_norm(p, p.s)),
        twins=but("first power", "(s + r)/D(s)", value=lambda p: (p.s + p.r) / window_norm(p, p.s)),
    ),
)
