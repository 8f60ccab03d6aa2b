"""A14: rho = 0 is singular, with forward threshold gamma = 1/2."""

from __future__ import annotations

from ..vocabulary import (
    CRITICAL, DEEP, HALF, NO_RESIDUAL, ORTHOGONAL_PLAIN, SHALLOW, SUBCRITICAL, Claim, Expansion, Fraction, assume, but,
    of, q,
)

SCALE = assume("c", "rho = c/n", low_open=True)

CLAIMS = (
    *(
        Claim(
            f"A14.orthogonal.{name}",
            f"rho = 0, no residual: lambda -> {text} for gamma {sign} 1/2",
            Expansion(SUBCRITICAL, of(q.contraction_factor), value, stratum=stratum),
            ORTHOGONAL_PLAIN,
            notes="the forward threshold at rho = 0 is gamma = 1/2, not 1: the mean has norm n^(-1/2)",
            twins=but("other side", f"the limit {wrong_text}", value=wrong),
        )
        for name, sign, text, stratum, value, wrong_text, wrong in (
            ("below", "<", "0", DEEP, 0, "1", 1),
            ("at", "=", "1/2", HALF, Fraction(1, 2), "0", 0),
            ("above", ">", "1", SHALLOW, 1, "0", 0),
        )
    ),
    Claim(
        "A14.orthogonal.critical",
        "rho = 0, no residual: lambda -> 1 at gamma = 1, where rho > 0 would give 1/(1 + 3 rho)",
        Expansion(CRITICAL, of(q.contraction_factor), 1),
        ORTHOGONAL_PLAIN,
        twins=but("1/4", "1/4", value=Fraction(1, 4)),
    ),
    Claim(
        "A14.orthogonal.crossover",
        "rho = c/n at gamma (1 - rho) = 1/2, no residual: lambda -> 1/(2 + c), the cross-over to rho > 0",
        Expansion(
            SUBCRITICAL, lambda p: q.contraction_factor(p.row, p.c * p.h, p.r), lambda p: 1 / (2 + p.c), stratum=HALF
        ),
        (SCALE, NO_RESIDUAL),
        twins=but("1 + c", "1/(1 + c)", value=lambda p: 1 / (1 + p.c)),
    ),
)
