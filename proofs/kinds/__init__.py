"""The kinds of statement a claim can make, one file each, and the error terms that they speak of.

A new theorem is a few lines of these; a new kind is a file with a subclass of `Statement`, here or beside the claims that use it.
"""

from __future__ import annotations

from ...theory.expansions.error_terms import BigO as BigO
from ...theory.expansions.error_terms import Error as Error
from ...theory.expansions.error_terms import LittleO as LittleO
from ...theory.expansions.error_terms import Within as Within
from .agreement import Agreement as Agreement
from .bound import Bound as Bound
from .classified import Classified as Classified
from .computed import Cases as Cases
from .computed import Computed as Computed
from .derived import Derived as Derived
from .expansion import Expansion as Expansion
from .identity import Identity as Identity
from .monotone import Monotone as Monotone
from .monte_carlo import MonteCarlo as MonteCarlo
from .rows import OnRows as OnRows
from .statement import Charted as Charted
from .statement import Statement as Statement
from .tokens import OnTokens as OnTokens
