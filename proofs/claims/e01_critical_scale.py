"""E1, E4: the critical scale of a row, Lambda = sup log N(t)/t, and what it is for rows of one or two levels."""

from __future__ import annotations

from ..vocabulary import LENGTHS, Claim, Identity, assume, bounds, but

SOURCE = "arXiv 2605.12697; theory E1, derived"
UNIT = assume("c", "a gap, or gap times log n", low_open=True)

CLAIMS = (
    Claim(
        "E1.definition.rate",
        "log N(t)/t at the only gap of a simplex is log n/t, its critical scale: Lambda = log n/(1 - rho)",
        Identity(LENGTHS, lambda p: bounds.counting_rate(1 / p.h, p.c), lambda p: p.L / p.c),
        (UNIT,),
        source=SOURCE,
        defines=(bounds.counting_rate,),
        twins=but("n - 1", "log(n - 1)/t", left=lambda p: bounds.counting_rate(1 / p.h - 1, p.c)),
    ),
    Claim(
        "E4.two-level",
        "two levels, n^theta keys at the gap g and all n at the gap g + d: log N(t)/t is theta log n/g and log n/(g + d)",
        Identity(
            LENGTHS,
            lambda p: p.c * bounds.counting_rate(1 / p.h, p.g / p.theta1) + p.d * bounds.counting_rate(1 / p.h, p.g + p.d),
            lambda p: p.c * p.theta1 * p.L / p.g + p.d * p.L / (p.g + p.d),
        ),
        (UNIT, *(assume(name, "a gap", low_open=True) for name in ("g", "d")), assume("theta1", "exponent theta", 0, 1, low_open=True)),
        source="theory E4, derived",
        notes="log n^theta over g is log n over g/theta; Lambda is the larger of both, the self-dominance threshold of C6",
        twins=but("sum", "the sum of both gaps", right=lambda p: p.c * p.theta1 * p.L / p.g + p.d * p.L / p.g),
    ),
    Claim(
        "E4.squared",
        "rho_n = 1 - c/log n: Lambda = (log n)^2/c, a natural (log n)^2",
        Identity(LENGTHS, lambda p: bounds.counting_rate(1 / p.h, p.c / p.L), lambda p: p.L**2 / p.c),
        (UNIT,),
        source="theory E4, derived",
        twins=but("log n", "log n/c", right=lambda p: p.L / p.c),
    ),)
