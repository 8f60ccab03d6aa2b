"""Claims about the length of an output token, from docs/adding-a-claim.md: ``critscale verify examples/output_norm.py``."""

from fractions import Fraction

from critscale.proofs.claim import Claim, Twin
from critscale.proofs.kinds import Bound, Expansion, Monotone, Within
from critscale.theory.assumptions import CORRELATION, NO_RESIDUAL
from critscale.theory.growth import Growth
from critscale.theory.layer import quantities as q
from critscale.theory.layer.regimes import CRITICAL, FINITE

PLAIN = (CORRELATION, NO_RESIDUAL)
INVERSE_N = Growth(Fraction(1))


def norm(p):
    """Return |x'|^2 at a point of any field."""
    return q.output_norm_squared(p.row, p.rho, p.r)


def limit(p):
    """Return (1 + 3 rho)/4."""
    return (1 + 3 * p.rho) / 4


def within(constant):
    """Return the statement with one constant or another: a claim and its twins differ in a word."""
    return Expansion(regime=CRITICAL, quantity=norm, value=limit, error=Within(constant, INVERSE_N))


CLAIMS = (
    Claim(
        id="Norm.critical",
        title="at the critical gamma |x'|^2 is within (11/18)/n of (1 + 3 rho)/4, for every n >= 2",
        statement=within(Fraction(11, 18)),
        assumptions=PLAIN,
        twins=(
            Twin(name="1/2", change="the constant 1/2, the coefficient as n -> oo", statement=within(Fraction(1, 2))),
            Twin(
                name="1 + 2 rho",
                change="the limit (1 + 2 rho)/4",
                statement=Expansion(regime=CRITICAL, quantity=norm, value=lambda p: (1 + 2 * p.rho) / 4),
            ),
        ),
    ),
    Claim(
        id="Norm.monotone",
        title="the flatter the attention, the shorter the output: |x'|^2 falls in t = exp(-beta (1 - rho))",
        statement=Monotone(regime=FINITE, quantity=norm, variable="t", direction="decreasing"),
        assumptions=PLAIN,
        twins=(
            Twin(
                name="increasing",
                change="it grows in t",
                statement=Monotone(regime=FINITE, quantity=norm, variable="t", direction="increasing"),
            ),
        ),
    ),
    Claim(
        id="Norm.floor",
        title="no attention shortens a token below |x'|^2 = rho + (1 - rho)/n, its value at beta = 0",
        statement=Bound(regime=FINITE, lower=lambda p: p.rho + (1 - p.rho) * p.h, upper=norm),
        assumptions=PLAIN,
        twins=(
            Twin(
                name="1/n",
                change="the floor rho + 1/n",
                statement=Bound(regime=FINITE, lower=lambda p: p.rho + p.h, upper=norm),
            ),
        ),
    ),
)
