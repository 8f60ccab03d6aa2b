"""A9: the participation ratio, and the perplexity beside it."""

from __future__ import annotations

from ..vocabulary import (
    CRITICAL, DEEP, FINITE, HALF, SHALLOW, SUBCRITICAL, SUPERCRITICAL, WINDOW, Expansion, Identity, LittleO, but, naive,
    of, on_row, q, without_residual,
)
from .a08_entropy import half_log

CLAIMS = (
    without_residual(
        "A9.participation.definition",
        "Y = a^2 + (1 - a) b is sum_k A_ik^2",
        Identity(FINITE, on_row(naive.inverse_participation_ratio), of(q.inverse_participation_ratio)),
        twins=but("overlap", "the overlap of two rows instead", left=on_row(naive.row_overlap)),
    ),
    without_residual(
        "A9.participation.window",
        "1/Y -> 1/s^2 in the window (4 at the critical gamma)",
        Expansion(WINDOW, of(q.participation_ratio), lambda p: 1 / p.s**2),
        twins=but("1/s", "1/s instead of 1/s^2", value=lambda p: 1 / p.s),
    ),
    without_residual(
        "A9.participation.supercritical",
        "1/Y -> 1 above the critical gamma",
        Expansion(SUPERCRITICAL, of(q.participation_ratio), 1),
        twins=but("critical value", "4, as at the critical gamma", value=4),
    ),
    *(
        without_residual(
            f"A9.participation.subcritical-{name}",
            f"1/Y ~ {text} for {where}: 1/Y ~ min(n, a^-2)",
            Expansion(SUBCRITICAL, of(q.participation_ratio), value, ratio=True, stratum=stratum),
            twins=but("other side", "the law of the other side of delta = 1/2", value=wrong),
        )
        for name, text, where, stratum, value, wrong in (
            ("shallow", "n^(2 delta)", "delta < 1/2", SHALLOW, lambda p: 1 / p.u**2, lambda p: 1 / p.h),
            ("half", "n/2", "delta = 1/2", HALF, lambda p: 1 / (2 * p.h), lambda p: 1 / p.h),
            ("deep", "n", "delta > 1/2", DEEP, lambda p: 1 / p.h, lambda p: 1 / p.u**2),
        )
    ),
    without_residual(
        "A9.perplexity.critical",
        "log(e^H) - log(2 sqrt n) -> 0 at the critical gamma: perplexity ~ 2 sqrt n, against 1/Y -> 4",
        Expansion(CRITICAL, of(q.row_entropy), half_log, LittleO()),
        uses=("A8.entropy.critical",),
        twins=but("sqrt n", "sqrt n instead of 2 sqrt n", value=lambda p: p.L / 2),
    ),
)
