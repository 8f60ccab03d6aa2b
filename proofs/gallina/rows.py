"""Statements about every row as closed propositions: the competitors' gaps are a function on the natural numbers.

A row is the top key and the competitors 0, ..., m, at the gaps D 0, ..., D m; what a formula sums over the keys is the term of the
top and Coq's own finite sum of the others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from ...theory.errors import CritscaleError
from ...theory.expression import names
from ...theory.field import Scalar
from ...theory.layer.domain import Domain
from ...theory.layer.regimes import FREE, Point
from ...theory.rows.gaps import Gaps
from .proposition import Proposition, Unwritten, gallina
from .terms import GallinaTerm, gallina_sum, gallina_variable, term

KEY, LAST = "k", "m"
GAP = f"(D {KEY})"
SIGNS: Mapping[str, str] = {"beta": "0 <= beta", "spread": "0 < spread", "scale": "0 < scale"}
"""What is assumed of a number that a statement has."""
PREMISES: Mapping[str, str] = {
    "near": f"(forall {KEY} : nat, ({KEY} <= {LAST})%nat -> near <= D {KEY})",
    "spread": f"(forall {KEY} : nat, ({KEY} <= {LAST})%nat -> beta * D {KEY} <= spread)",
    "scale": f"(forall {KEY} : nat, ({KEY} <= {LAST})%nat -> ln (INR {KEY} + 2) <= scale * D {KEY})",
}
"""What the gaps are assumed to be against a number that a statement has.

Of the critical scale: of the k-th competitor, k = 0, 1, ..., in the order of their gaps, k + 2 keys lie within its gap, and the log of
their number is the scale times the gap at most.
"""
NAMES = ("beta", *PREMISES)
NONNEGATIVE = f"(forall {KEY} : nat, ({KEY} <= {LAST})%nat -> 0 <= D {KEY})"


@dataclass(frozen=True, slots=True)
class AnyGaps(Gaps):
    """The gaps of any row in symbols."""

    levels: tuple[tuple[Scalar, Scalar], ...] = ()

    def sum(self, function: Callable[[Scalar], Scalar]) -> Scalar:
        """Return the term of the top key, and the sum over the others."""
        return function(term(0)) + gallina_sum(term(function(gallina_variable(GAP))), KEY, LAST)

    def length(self) -> GallinaTerm:
        """Return the number of keys: the top, and the others."""
        return gallina_variable(f"(INR {LAST})") + 2


def every_row(lower: Callable[..., Scalar], upper: Callable[..., Scalar], ascending: Iterable[Callable[..., Scalar]] = ()) -> Proposition:
    """Return lower <= upper of every row on which some numbers ascend.

    Raises
    ------
    Unwritten
        If a side asks for what a row in symbols does not have, such as the number of keys within a gap.
    """
    gaps = AnyGaps()
    row = Point(one=term(1), gaps=gaps, n=gaps.length(), **{name: gallina_variable(name) for name in NAMES})
    try:
        left, right, *order = (term(side(row)).expression for side in (lower, upper, *ascending))
    except (CritscaleError, TypeError, AttributeError) as error:  # the last: a function of balls alone
        raise Unwritten(f"a side is no formula of any row: {error}") from error
    used = [v for v in NAMES if v == "beta" or any(v in names(side) for side in (left, right, *order))]
    premises = [NONNEGATIVE, *(PREMISES[v] for v in used if v in PREMISES)]
    bound = f"forall (D : nat -> R) ({LAST} : nat),\n" + "".join(f"{p} ->\n" for p in premises)
    domain = Domain.of(FREE)
    return Proposition(
        variables=tuple(used),
        premises=(*(SIGNS[v] for v in used if v in SIGNS), *(f"{gallina(x)} < {gallina(y)}" for x, y in pairwise(order))),
        fixed=(),
        moving=(),
        conclusion=f"{bound}{gallina(left)}\n<= {gallina(right)}",
        meaning=(),
        domain=domain,
    )
