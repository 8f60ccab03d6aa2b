"""Statements on any tokens: what is no finite number is undecided, and rounding refutes nothing."""

from __future__ import annotations

from collections.abc import Callable
from math import inf, nan

import numpy as np
import pytest

from critscale.numerics.sampled.attention import attention_layer
from critscale.numerics.sampled.trials import Trial, trial
from critscale.proofs.budget import DEFAULT, QUICK
from critscale.proofs.claim import Claim
from critscale.proofs.evidence import METHODS, Evidence, Finding, Verdict
from critscale.proofs.kinds import OnTokens
from critscale.proofs.suite import run_claim

from ..statements import verify

Side = Callable[[Trial], float]


def finding(lower: Side, upper: Side) -> Finding:
    """Return what the suite finds of lower <= upper on random tokens."""
    return verify(OnTokens(lower=lower, upper=upper))


def verdict(lower: Side, upper: Side) -> Evidence:
    """Return the only evidence."""
    (found,) = finding(lower, upper).evidence
    return found


def constant(value: float) -> Side:
    """Return a side that is the same on all tokens."""
    return lambda tokens: value


def at(seed: int, value: float, otherwise: float) -> Side:
    """Return a side that has one value on one trial, and another on the rest."""
    return lambda tokens: value if tokens.seed == seed else otherwise


@pytest.mark.parametrize("lower", [0.0, nan, inf, -inf])
@pytest.mark.parametrize("upper", [1.0, nan, inf, -inf])
def test_a_side_that_is_no_finite_number_decides_nothing(lower: float, upper: float) -> None:
    """NaN is not below anything, and an infinite bound is none: only finite sides support."""
    found = verdict(constant(lower), constant(upper))
    both = lower == 0.0 and upper == 1.0
    assert not both or found.detail == f"{QUICK.examples} random token arrays (float64) obey the statement"
    assert found.verdict is (Verdict.SUPPORTED if both else Verdict.UNKNOWN)
    assert found.open is not both
    assert both or found.detail.startswith(
        f"0 random token arrays (float64) obey the statement; on {QUICK.examples} a side"
    )


@pytest.mark.parametrize("broken", [nan, inf, -inf])
@pytest.mark.parametrize("seed", [0, 11, QUICK.examples - 1])
def test_one_trial_without_a_number_leaves_the_statement_open(broken: float, seed: int) -> None:
    """On either side, though all the others obey."""
    for sides in ((at(seed, broken, 0.0), constant(1.0)), (constant(0.0), at(seed, broken, 1.0))):
        found = finding(*sides)
        assert found.verdict is Verdict.UNKNOWN
        assert (
            f"{QUICK.examples - 1} random token arrays" in found.evidence[0].detail
            and "on 1 a side" in found.evidence[0].detail
        )


def test_a_violation_counts_beside_a_trial_without_a_number() -> None:
    """Before it and after it, and its trial is shown."""
    for broken, violated in ((3, 7), (7, 3)):
        found = verdict(at(broken, nan, 0.0), at(violated, -1.0, 1.0))
        assert found.verdict is Verdict.REFUTED
        assert found.point == trial(violated).shown() and dict(found.point)["seed"] == str(violated)


def test_the_last_trial_is_looked_at() -> None:
    """As many as the budget says."""
    last = QUICK.examples - 1
    assert verdict(at(last, 2.0, 0.0), constant(1.0)).verdict is Verdict.REFUTED
    assert verdict(at(last + 1, 2.0, 0.0), constant(1.0)).verdict is Verdict.SUPPORTED
    assert QUICK.examples < DEFAULT.examples


@pytest.mark.parametrize(
    ("lower", "upper", "expected"),
    [
        (1.0, 1.0, Verdict.SUPPORTED),
        (1.0, 1.0 - 1e-12, Verdict.SUPPORTED),
        (1.0, 1.0 - 1e-6, Verdict.REFUTED),
        (-1.0, -1.0 - 1e-12, Verdict.SUPPORTED),
        (-1.0, -1.0 - 1e-6, Verdict.REFUTED),
        (1e20, 1e20 - 1e6, Verdict.SUPPORTED),
        (1e20, 1e20 - 1e14, Verdict.REFUTED),
    ],
)
def test_a_violation_exceeds_rounding(lower: float, upper: float, expected: Verdict) -> None:
    """One part in 10^9 of the larger side."""
    assert verdict(constant(lower), constant(upper)).verdict is expected


@pytest.mark.parametrize("side", [0.0, 0.1 + 0.2 - 0.3])
def test_a_difference_that_is_rounding_refutes_nothing(side: float) -> None:
    """0.1 + 0.2 - 0.3 <= 0 is true, and 5.6e-17 > 0 is what float64 makes of it."""
    assert verdict(constant(side), constant(0.0)).verdict is not Verdict.REFUTED


def test_weights_of_a_row_sum_to_one() -> None:
    """Their sum minus 1 is rounding, on every array, both ways round."""

    def excess(tokens: Trial) -> float:
        return float(np.abs(attention_layer(tokens.tokens, tokens.beta).weights.sum(axis=1) - 1).max())

    assert verdict(excess, constant(0.0)).verdict is not Verdict.REFUTED
    assert verdict(excess, constant(1e-9)).verdict is Verdict.SUPPORTED


def test_only_sampling_looks_at_tokens() -> None:
    """With other methods there is no evidence."""
    claim = Claim(id="X", title="", statement=OnTokens(lower=constant(2.0), upper=constant(1.0)))
    assert run_claim(claim, QUICK, [m for m in METHODS if m != "sampled"]).verdict is Verdict.UNKNOWN
    assert run_claim(claim, QUICK, ["sampled"]).verdict is Verdict.REFUTED


def test_a_side_that_raises_is_no_pass() -> None:
    """It is broken."""

    def raises(tokens: Trial) -> float:
        raise ZeroDivisionError("no such thing")

    found = finding(raises, constant(1.0))
    assert found.verdict is Verdict.UNKNOWN and found.broken
