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
        id="Norm.critical",
        title="at the critical gamma |x'|^2 is within (11/18)/n of (1 + 3 rho)/4, for every n >= 2",
        statement=Expansion(
            regime=CRITICAL,
            quantity=NORM,
            value=lambda p: (1 + 3 * p.rho) / 4,
            error=Within(Fraction(11, 18), INVERSE_N),
        ),
        assumptions=PLAIN,
        twins=(
            but("1/2", "the constant 1/2, the coefficient as n -> oo", error=Within(Fraction(1, 2), INVERSE_N)),
            but("1 + 2 rho", "the limit (1 + 2 rho)/4", value=lambda p: (1 + 2 * p.rho) / 4, error=LittleO()),
        ),
    ),
    Claim(
        id="Norm.monotone",
        title="the flatter the attention, the shorter the output: |x'|^2 falls in t = exp(-beta (1 - rho))",
        statement=Monotone(regime=FINITE, quantity=NORM, variable="t", direction="decreasing"),
        assumptions=PLAIN,
        twins=(but("increasing", "it grows in t", direction="increasing"),),
    ),
    Claim(
        id="Norm.floor",
        title="no attention shortens a token below |x'|^2 = rho + (1 - rho)/n, its value at beta = 0",
        statement=Bound(regime=FINITE, lower=lambda p: p.rho + (1 - p.rho) * p.h, upper=NORM),
        assumptions=PLAIN,
        twins=(but("1/n", "the floor rho + 1/n", lower=lambda p: p.rho + p.h),),
    ),
)
