"""Claims about the length of an output token, from docs/adding-a-claim.md: ``critscale verify examples/output_norm.py``."""

from critscale.claims import (
    CRITICAL,
    FINITE,
    INVERSE_N,
    PLAIN,
    Bound,
    Claim,
    Expansion,
    Fraction,
    LittleO,
    Monotone,
    Within,
    but,
    of,
    q,
)

NORM = of(q.output_norm_squared)

CLAIMS = (
    Claim(
        "Norm.critical",
        "at the critical gamma |x'|^2 is within (11/18)/n of (1 + 3 rho)/4, for every n >= 2",
        Expansion(CRITICAL, NORM, lambda p: (1 + 3 * p.rho) / 4, Within(Fraction(11, 18), INVERSE_N)),
        PLAIN,
        twins=but("1/2", "the constant 1/2, the coefficient as n -> oo", error=Within(Fraction(1, 2), INVERSE_N))
        + but("1 + 2 rho", "the limit (1 + 2 rho)/4", value=lambda p: (1 + 2 * p.rho) / 4, error=LittleO()),
    ),
    Claim(
        "Norm.monotone",
        "the flatter the attention, the shorter the output: |x'|^2 falls in t = exp(-beta (1 - rho))",
        Monotone(FINITE, NORM, "t", "decreasing"),
        PLAIN,
        twins=but("increasing", "it grows in t", direction="increasing"),
    ),
    Claim(
        "Norm.floor",
        "no attention shortens a token below |x'|^2 = rho + (1 - rho)/n, its value at beta = 0",
        Bound(FINITE, lambda p: p.rho + (1 - p.rho) * p.h, NORM),
        PLAIN,
        twins=but("1/n", "the floor rho + 1/n", lower=lambda p: p.rho + p.h),
    ),
)
