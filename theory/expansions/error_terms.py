"""Error terms: what is known about the difference between a quantity and its expansion.

``OTerm`` says the difference is O(growth).  ``BTerm`` says more: |difference| <= constant * growth for every n >=
valid_from, for all parameters in their ranges; it is a theorem at finite n.
"""

from __future__ import annotations

from dataclasses import dataclass

import sympy
from sympy import Expr


@dataclass(frozen=True, slots=True)
class Exact:
    """No error: the expansion is the quantity."""

    def __str__(self) -> str:
        return "exact"

    def latex(self) -> str:
        """Return the term as LaTeX."""
        return r"\text{(exact)}"


@dataclass(frozen=True, slots=True)
class OTerm:
    """|difference| = O(growth) as n -> oo, with the reason no constant is given."""

    growth: Expr
    reason: str = ""

    def __str__(self) -> str:
        return f"O({self.growth})"

    def latex(self) -> str:
        """Return the term as LaTeX."""
        return rf"O\left({sympy.latex(self.growth)}\right)"


@dataclass(frozen=True, slots=True)
class BTerm:
    """|difference| <= constant * growth for all n >= valid_from.

    Attributes
    ----------
    constant : Expr
        Nonnegative, free of n; may depend on rho, r, s and delta.
    growth : Expr
        A product of powers of n and log n.
    valid_from : Expr
        A number, or an expression in delta (a small depth needs a large n).
    """

    constant: Expr
    growth: Expr
    valid_from: Expr

    def __str__(self) -> str:
        return f"B({self.constant * self.growth}, n >= {self.valid_from})"

    def latex(self) -> str:
        """Return the term as LaTeX."""
        body = sympy.latex(self.constant * self.growth)
        return rf"B\left({body},\ n \ge {sympy.latex(self.valid_from)}\right)"


ErrorTerm = Exact | OTerm | BTerm
