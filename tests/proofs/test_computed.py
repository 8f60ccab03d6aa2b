"""Computed statements: supported, refuted with the point, or undecided, and never more than supported."""

from __future__ import annotations

from fractions import Fraction

import pytest
from flint import arb

from critscale.proofs.budget import QUICK
from critscale.proofs.evidence import METHODS, Verdict
from critscale.proofs.kinds import Computed

HAIR = arb(2) ** -(QUICK.bits + 8)
"""Less than what is seen at the first precision, more than what is seen at twice that."""
CASES = ({"x": Fraction(1, 3)}, {"x": 2})


def verdict(**parts: object) -> Verdict:
    """Return the verdict on a statement about the cases."""
    statement = Computed(**{"cases": CASES, "left": lambda p: p.x, **parts})  # type: ignore[arg-type]
    return statement.check((), QUICK, frozenset(METHODS))[0].verdict


def ball(value: Fraction) -> arb:
    """Return a ball that is wide at 192 bits, so that only twice the precision decides."""
    return arb(value.numerator) / value.denominator


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ({"left": lambda p: ball(p.x), "right": lambda p: ball(p.x) * 2}, Verdict.SUPPORTED),
        ({"left": lambda p: ball(p.x), "right": lambda p: ball(p.x) / 2}, Verdict.REFUTED),
        ({"left": lambda p: ball(p.x), "right": lambda p: ball(p.x) * 3 / 3}, Verdict.UNKNOWN),
        ({"left": lambda p: float(p.x), "right": lambda p: ball(p.x), "tolerance": lambda p: 1e-15}, Verdict.SUPPORTED),
        (
            {"left": lambda p: 1.001 * float(p.x), "right": lambda p: ball(p.x), "tolerance": lambda p: 1e-4},
            Verdict.REFUTED,
        ),
        (
            {"left": lambda p: 0.999 * float(p.x), "right": lambda p: ball(p.x), "tolerance": lambda p: 1e-4},
            Verdict.REFUTED,
        ),
        (
            {"left": lambda p: 1e6 * float(p.x), "right": lambda p: 1e6 * p.x + 1, "tolerance": lambda p: 1e-5},
            Verdict.SUPPORTED,
        ),
        ({"left": lambda p: p.x / 2, "right": lambda p: p.x}, Verdict.SUPPORTED),
        ({"left": lambda p: p.x, "right": lambda p: 1}, Verdict.REFUTED),
        ({"left": 1, "right": Fraction(4, 3), "tolerance": Fraction(1, 3)}, Verdict.SUPPORTED),
        ({"left": 1, "right": Fraction(4, 3), "tolerance": Fraction(1, 5)}, Verdict.REFUTED),
        ({"left": lambda p: ball(p.x), "right": lambda p: ball(p.x) * 3 / 3 + HAIR}, Verdict.SUPPORTED),
        ({"left": lambda p: ball(p.x), "right": lambda p: ball(p.x) * 3 / 3 - HAIR}, Verdict.REFUTED),
        # a right side of 0 has no relative room, or is not told from 0
        ({"left": lambda p: -p.x, "right": 0}, Verdict.SUPPORTED),
        ({"left": lambda p: p.x, "right": 0}, Verdict.REFUTED),
        ({"left": 0, "right": 0}, Verdict.SUPPORTED),
        ({"left": lambda p: ball(p.x) * 3 / 3 - ball(p.x), "right": 0}, Verdict.UNKNOWN),
        ({"left": lambda p: -p.x, "right": lambda p: ball(p.x) * 3 / 3 - ball(p.x)}, Verdict.SUPPORTED),
        ({"left": lambda p: float("nan"), "right": 0}, Verdict.UNKNOWN),
        ({"left": 0, "right": 0, "tolerance": Fraction(1, 3)}, Verdict.SUPPORTED),
        ({"left": Fraction(1, 10**50), "right": 0, "tolerance": Fraction(1, 3)}, Verdict.REFUTED),
        ({"left": lambda p: ball(p.x) * 3 / 3 - ball(p.x), "right": 0, "tolerance": 1}, Verdict.UNKNOWN),
    ],
)
def test_verdicts(parts: dict[str, object], expected: Verdict) -> None:
    """The three verdicts, with and without a tolerance."""
    assert verdict(**parts) is expected


def test_the_figures() -> None:
    """Both sides at each point, the field they are in, and the least room, relative to the right side."""
    statement = Computed(cases=CASES, left=lambda p: arb(1), right=lambda p: 1 + ball(p.x))
    (evidence,) = statement.check((), QUICK, frozenset(METHODS))
    assert evidence.detail == "left <= right at 2 stated points in balls; least room 0.25"
    assert evidence.table is not None and evidence.table.columns == ("x", "left", "right")
    assert evidence.table.rows == (("1/3", "1.00000000000", "1.33333333333"), ("2", "1.00000000000", "3.00000000000"))
    floats = Computed(cases=CASES, left=lambda p: 1.0, right=lambda p: 1 + ball(p.x))
    assert "in float64" in floats.check((), QUICK, frozenset(METHODS))[0].detail


def test_the_violated_point_is_named() -> None:
    """The second case violates the statement, the first does not."""
    statement = Computed(cases=CASES, left=lambda p: ball(p.x), right=lambda p: arb(1))
    (evidence,) = statement.check((), QUICK, frozenset(METHODS))
    assert evidence.point == (("x", "2"),)


def test_the_method_can_be_left_out() -> None:
    """Without it there is no evidence."""
    statement = Computed(cases=CASES, left=lambda p: ball(p.x), right=lambda p: arb(1))
    assert statement.check((), QUICK, frozenset({"sampled"})) == []
