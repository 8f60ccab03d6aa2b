"""A bound of the package that is made weaker is noticed: of a chart or of tokens by a percent, and line by line in the source.

Computed numbers and means, which take longer, are weakened with `make hostile`, see `everything`.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from critscale.proofs.claim import Claim
from critscale.proofs.library import package_claims
from critscale.proofs.pins import Pin

from .weakened import edited, failures, notices, quick, survivors

PERCENT = Fraction(1, 100)
PINNED = [(c, k) for c in package_claims() if quick(c) and c.sharp for k in range(len(c.all_pins))]


@pytest.mark.parametrize(("claim", "number"), PINNED, ids=lambda x: x.id if isinstance(x, Claim) else str(x))
def test_a_percent_is_noticed(claim: Claim, number: int) -> None:
    """Each pin survives when the bound gives way by a percent, a rate by log n, a least n by one."""
    assert notices(claim, claim.all_pins[number], PERCENT)


@pytest.mark.parametrize(
    ("file", "old", "new", "claim_id"),
    [
        ("b01_any_tokens", "own = 1 / (1 + (n - 1) * exp(", "own = 1 / (1 + 0.9 * (n - 1) * exp(", "B6.jacobian.explicit"),
        ("b01_any_tokens", "* (side + 2 * t.beta) ** 2", "* (side + 3 * t.beta) ** 2", "B6.jacobian.explicit"),
        ("b01_any_tokens", "(own * side + t.beta", "(own * side + 1.1 * t.beta", "B6.jacobian.explicit"),
        ("b06_almost_simplex", "t.beta * spread) ** 2", "1.1 * t.beta * spread) ** 2", "B6.jacobian.block"),
        ("d05_residual", "((1 - p.t) / (1 + p.t) + p.r)", "(1 - p.t + p.r)", "D5.residual.contraction-upper"),
        ("d05_residual", "lambda p: p.r**2, of(", "lambda p: p.r**2 / 2, of(", "D5.residual.norm-lower"),
        ("a08_entropy", "Within(Fraction(9, 10),", "Within(Fraction(11, 10),", "A8.entropy.critical-bound"),
        ("a12_balanced_mass", "lambda p: 4 * p.c * (1 - p.c)", "lambda p: 4 * p.c", "A12.balanced-mass.small-odds"),
        ("a12_balanced_mass", "1 - p.row.other_weight**2, _tied", "1 - p.row.other_weight, _tied", "A12.balanced-mass.large-odds"),
        ("a06_rates", "scale: int = 3) -> Scalar", "scale: int = 4) -> Scalar", "A6.rate.contraction-bound"),
        ("a15_half_contour", "p.w + 3 * p.h", "p.w + 4 * p.h", "A15.contour.above"),
        ("b04_mean_square", "(p.L + 3) ** 2 * p.h / 8", "(p.L + 4) ** 2 * p.h / 8", "B4.jacobian.critical-bound"),
        ("b04_mean_square", "+ 4 * beta + 4 * beta * beta)", "+ 5 * beta + 4 * beta * beta)", "B7.bound.simplex"),
        ("c01_almost_simplex", "lambda p: (1 / p.h - 1) * p.t", "lambda p: p.t / p.h", "C2.error.rate"),
        ("c06_levels", "lambda p: 1 - p.x - p.y, lambda", "lambda p: 1 - 2 * p.x - p.y, lambda", "C6.group.weight"),
        ("d06_flows", "lambda p: p.t * p.rho, _share", "lambda p: p.t * p.rho**2, _share", "D8.rate.softmax-lower"),
        ("f02_whole_sequence", "return p.neg_log_s + p.h / 2", "return p.neg_log_s + p.h", "F2.mean.ln2"),
        ("b02_spectrum", "factor: int = 4) -> Scalar", "factor: int = 5) -> Scalar", "B2.spectrum.discriminant"),
    ],
)
def test_an_edited_line_is_noticed(file: str, old: str, new: str, claim_id: str) -> None:
    """What the edit makes true all the same, but weaker, fails the run at this claim or at one of its pins."""
    claims = tuple(c for c in edited(file, old, new) if c.id == claim_id)
    assert next(failures(claims), "")


def test_a_pin_is_made_from_the_claims_own_side() -> None:
    """A claim with another statement has other pins: those of the new one."""
    claim = next(c for c in package_claims() if c.id == "A5b.bound.self-weight")
    weak = replace(claim, statement=Pin(factor=Fraction(2)).of(claim.statement))
    assert [t.name for t in weak.twins] == [t.name for t in claim.twins]
    assert survivors(claim) == () and survivors(weak) == ("tighter",)


def test_a_pin_that_does_not_read_the_claim_is_found() -> None:
    """It is refuted whatever the bound: the claim gives way by a percent, or by a factor of a thousand, and it notices nothing."""
    claim = next(c for c in package_claims() if c.id == "D4.cubic.upper")
    deaf = Pin(factor=Fraction(0))
    assert survivors(replace(claim, pins=(deaf,))) == ()
    assert not notices(claim, deaf, PERCENT) and not notices(claim, deaf, Fraction(1000))
