"""The kinds of statement a claim can make, one file each, and the error terms that they speak of.

A new theorem is a few lines of these; a new kind is a file with a subclass of `Statement`, here or beside the claims that use it.
"""

from __future__ import annotations

from ...theory.expansions.error_terms import BigO, Error, LittleO, Within
from .agreement import Agreement
from .bound import Bound
from .classified import Classified
from .computed import Cases, Computed
from .derived import Derived
from .expansion import Expansion
from .identity import Identity
from .monotone import Monotone
from .monte_carlo import MonteCarlo
from .statement import Charted, Statement
from .tokens import OnTokens

__all__ = [
    "Agreement",
    "BigO",
    "Bound",
    "Cases",
    "Charted",
    "Classified",
    "Computed",
    "Derived",
    "Error",
    "Expansion",
    "Identity",
    "LittleO",
    "Monotone",
    "MonteCarlo",
    "OnTokens",
    "Statement",
    "Within",
]
