"""What many tests state: a variable by its interval, and what the suite finds of a statement."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from critscale.proofs.budget import QUICK, Budget
from critscale.proofs.claim import Claim
from critscale.proofs.evidence import METHODS, Finding
from critscale.proofs.kinds.statement import Statement
from critscale.proofs.suite import run_claim
from critscale.theory.assumptions import Assumption
from critscale.theory.expression import Expression, fold, names
from critscale.theory.symbols import SYMBOLS, symbol


def var(name: str, interval: str, *, integer: bool = False) -> Assumption:
    """Return the assumption that a variable lies in an interval, such as ``[0, 1)`` or ``(1/2, oo)``."""
    low, high = (end.strip() for end in interval[1:-1].split(","))
    return Assumption(
        name=name,
        meaning=f"a number {name}",
        low=Fraction(low),
        high=None if high == "oo" else Fraction(high),
        low_open=interval.startswith("("),
        high_open=interval.endswith(")") and high != "oo",
        integer=integer,
    )


ENDS = st.sampled_from(("()", "[)", "(]", "[]"))


def interval(ends: str, low: int | Fraction = 0, high: int | Fraction | None = 1) -> str:
    """Return an interval by its brackets and its ends."""
    return f"{ends[0]}{low}, {'oo' if high is None else high}{ends[1]}"


RANGES = st.builds(
    lambda low, width, ends, integer: var(
        "x", interval(ends, low, None if width is None else low + width), integer=integer
    ),
    st.fractions(-3, 3, max_denominator=5),
    st.none() | st.fractions(2, 6, max_denominator=5),
    ENDS,
    st.booleans(),
)
"""Ranges of a variable x, open and closed, bounded and not, of real numbers and of integers."""


def verify(
    statement: Statement, *assumptions: Assumption, budget: Budget = QUICK, methods: tuple[str, ...] = METHODS
) -> Finding:
    """Return what the suite finds of a statement."""
    return run_claim(Claim(id="X", title="", statement=statement, assumptions=assumptions), budget, methods)


def as_sympy(expression: Expression) -> Any:
    """Return a printed expression in SymPy, in the symbols of the theory."""
    return fold(expression, SYMBOLS, {name: symbol(name) for name in names(expression)})
