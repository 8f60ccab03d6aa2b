"""A9: the participation ratio, and the perplexity beside it."""

from __future__ import annotations

from ..vocabulary import (
    CRITICAL, DEEP, FINITE, HALF, PLAIN, SHALLOW, SUBCRITICAL, SUPERCRITICAL, WINDOW, Claim, Expansion, Identity,
    LittleO, but, naive, of, q,
)
from .a08_entropy import half_log

CLAIMS = (
    Claim(
        id="A9.participation.definition",
        title="Y = a^2 + (1 - a) b is sum_k A_ik^2",
        statement=Identity(
            regime=FINITE,
            left=lambda p: naive.inverse_participation_ratio(p.row.self_weight, p.row.other_weight, 1 / p.h),
            right=of(q.inverse_participation_ratio),
        ),
        assumptions=PLAIN,
        twins=(
            but(
                "overlap",
                "the overlap of two rows instead",
                left=lambda p: naive.row_overlap(p.row.self_weight, p.row.other_weight, 1 / p.h),
            ),
        ),
    ),
    Claim(
        id="A9.participation.window",
        title="1/Y -> 1/s^2 in the window (4 at the critical gamma)",
        statement=Expansion(regime=WINDOW, quantity=of(q.participation_ratio), value=lambda p: 1 / p.s**2),
        assumptions=PLAIN,
        twins=(but("1/s", "1/s instead of 1/s^2", value=lambda p: 1 / p.s),),
    ),
    Claim(
        id="A9.participation.supercritical",
        title="1/Y -> 1 above the critical gamma",
        statement=Expansion(regime=SUPERCRITICAL, quantity=of(q.participation_ratio), value=1),
        assumptions=PLAIN,
        twins=(but("critical value", "4, as at the critical gamma", value=4),),
    ),
    *(
        Claim(
            id=f"A9.participation.subcritical-{name}",
            title=f"1/Y ~ {text} for {where}: 1/Y ~ min(n, a^-2)",
            statement=Expansion(
                regime=SUBCRITICAL, quantity=of(q.participation_ratio), value=value, ratio=True, stratum=stratum
            ),
            assumptions=PLAIN,
            twins=(but("other side", "the law of the other side of delta = 1/2", value=wrong),),
        )
        for name, text, where, stratum, value, wrong in (
            ("shallow", "n^(2 delta)", "delta < 1/2", SHALLOW, lambda p: 1 / p.u**2, lambda p: 1 / p.h),
            ("half", "n/2", "delta = 1/2", HALF, lambda p: 1 / (2 * p.h), lambda p: 1 / p.h),
            ("deep", "n", "delta > 1/2", DEEP, lambda p: 1 / p.h, lambda p: 1 / p.u**2),
        )
    ),
    Claim(
        id="A9.perplexity.critical",
        title="log(e^H) - log(2 sqrt n) -> 0 at the critical gamma: perplexity ~ 2 sqrt n, against 1/Y -> 4",
        statement=Expansion(regime=CRITICAL, quantity=of(q.row_entropy), value=half_log, error=LittleO()),
        assumptions=PLAIN,
        uses=("A8.entropy.critical",),
        twins=(but("sqrt n", "sqrt n instead of 2 sqrt n", value=lambda p: p.L / 2),),
    ),
)
