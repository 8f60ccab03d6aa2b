"""F3: causal attention under per-position scaling, beta_i = gamma log i: every position is in the same phase."""

from __future__ import annotations

from ..vocabulary import (
    CORRELATION, CRITICAL, FINITE, FREE, Claim, Fraction, Identity, Scalar, assume, but, causal, of, q,
    without_residual,
)

LOGS = (
    CORRELATION,
    assume("c", "window coordinate", -10, 10),
    assume("log_n", "log n", 1),
    assume("log_i", "log i", 1),
)


def _scale(c: Scalar, log: Scalar, rho: Scalar) -> Scalar:
    """Return beta = (1/(1 - rho) + c/log) log."""
    return log / (1 - rho) + c


CLAIMS = (
    Claim(
        "F3.critical",
        "per-position scaling beta_i = log(i)/(1 - rho): s_i = i/(2i - 1), every position half on itself",
        Identity(CRITICAL, lambda p: causal.position_row(1 / p.h - 1, p.h).self_weight, lambda p: 1 / (2 - p.h)),
        notes="here 1/h is the position i",
        uses=("F1.row",),
        twins=but(
            "whole sequence", "the law 1/(1 + tau) of whole-sequence scaling at tau = 1/10", right=Fraction(10, 11)
        ),
    ),
    without_residual(
        "F3.same-phase",
        "per-position scaling: s_i = 1/(1 + (i - 1) i^(-gamma (1 - rho))) is the simplex row at n = i, in every phase",
        Identity(FINITE, lambda p: causal.position_row(1 / p.h - 1, p.t).self_weight, of(q.self_weight)),
        uses=("F1.row",),
        notes="in this chart t = exp(-beta_i (1 - rho)) = i^(-gamma (1 - rho)) and 1/h is the position i",
        twins=but("i others", "i other tokens", left=lambda p: causal.position_row(1 / p.h, p.t).self_weight),
    ),
    Claim(
        "F3.window",
        "whole-sequence gamma_c + c/log n is per-position gamma_c + c_i/log i, c_i = c + (log n - log i)/(1 - rho)",
        Identity(
            FREE,
            lambda p: _scale(p.c, p.log_n, p.rho),
            lambda p: _scale(p.c + causal.position_shift(p.log_n, p.log_i, p.rho), p.log_i, p.rho),
        ),
        LOGS,
        defines=(causal.position_shift,),
        twins=but(
            "no 1 - rho", "c_i = c + log n - log i", right=lambda p: _scale(p.c + p.log_n - p.log_i, p.log_i, p.rho)
        ),
    ),
)
