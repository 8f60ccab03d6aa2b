"""Statements about every row: an inequality that holds whatever the gaps and however many, tried on exact rows in balls.

A bound of a row is proved key by key: an inequality in one variable for each key, and a step that adds a key to the sums, are
claims of their own, with certificates.  That they make the statement about every row is a theorem of the kernel, for sums over
any number of keys; without the kernel the statement is sampled.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Self, TypeAlias

from ...numerics.numbers.precision import working_precision
from ...numerics.sampled.rows import RowTrial, random_row
from ...theory.assumptions import Assumption
from ...theory.field import Scalar
from ..budget import Budget
from ..code import SideCode, code_of
from ..evidence import Evidence, Verdict
from ..gallina.proposition import Proposition
from ..gallina.rows import every_row
from ..pins import Pin
from ..search.decision import Outcome, decide_nonnegative
from ..writing import NOTHING, Condition, Writing, named_sides
from .statement import Statement

RowSide: TypeAlias = Callable[..., Scalar]
"""A function of a row at an inverse temperature: a `RowTrial`, or any row in symbols."""
Admits: TypeAlias = Callable[[RowTrial], bool]
"""Tells whether a statement speaks of a row."""


def any_row(_: RowTrial) -> bool:
    """Every row."""
    return True


@dataclass(frozen=True, slots=True)
class OnRows(Statement):
    """lower <= upper on every row of a kind: any gaps, any number of keys, any beta >= 0.

    Attributes
    ----------
    lower, upper : callable
        Of a row at an inverse temperature.
    admits : callable
        Which rows are meant, where not all are.
    stated : tuple of RowTrial
        Rows that are tried first.
    ascending : tuple of callable
        Numbers of a row that have to ascend strictly: of others nothing is said.
    """

    lower: RowSide
    upper: RowSide
    admits: Admits = any_row
    stated: tuple[RowTrial, ...] = ()
    ascending: tuple[RowSide, ...] = ()

    def check(self, assumptions: tuple[Assumption, ...], budget: Budget, methods: frozenset[str]) -> list[Evidence]:
        """Check lower <= upper on the stated rows, and on as many random ones as the budget samples."""
        if "sampled" not in methods:
            return []
        outcomes: list[Outcome] = []
        for row in (*self.stated, *map(random_row, range(budget.examples))):
            if not (self.admits(row) and all(x(row) < y(row) for x, y in pairwise(self.ascending))):
                continue
            outcomes.append(self._decided(row, budget.bits))
            if outcomes[-1] is Outcome.VIOLATED:
                detail = f"violated by a row, re-checked at {2 * budget.bits} bits"
                return [Evidence("sampled", Verdict.REFUTED, detail, point=row.shown())]
        obeyed, open_rows = outcomes.count(Outcome.OBEYED), len(outcomes) - outcomes.count(Outcome.OBEYED)
        if not obeyed:
            return [Evidence("sampled", Verdict.UNKNOWN, f"none of {len(outcomes)} rows decides", open=True)]
        detail = f"{obeyed} rows in balls of {budget.bits} bits obey the statement"
        detail += f", {open_rows} undecided" if open_rows else ""
        return [Evidence("sampled", Verdict.SUPPORTED, detail)]

    def _decided(self, row: RowTrial, bits: int) -> Outcome:
        """Decide a row; a violation has to stand at twice the precision."""
        with working_precision(bits):
            outcome = decide_nonnegative(self.upper(row) - self.lower(row))
        if outcome is Outcome.VIOLATED:
            with working_precision(2 * bits):
                again = decide_nonnegative(self.upper(row) - self.lower(row))
            return outcome if again is outcome else Outcome.UNDECIDED
        return outcome

    def written(self, assumptions: tuple[Assumption, ...]) -> Writing:
        """Write the inequality by what its sides are called."""
        shown, code = named_sides(lower=self.lower, upper=self.upper)
        rows = () if self.admits is any_row else (("rows", code_of(self.admits)),)
        order = (("order", SideCode(" < ".join(code_of(x).text for x in self.ascending))),) if self.ascending else ()
        return Writing(
            latex=rf"{shown['lower']}(\Delta_1, \ldots, \Delta_n; \beta) \le {shown['upper']}(\Delta_1, \ldots, \Delta_n; \beta)",
            conditions=(
                Condition(r"\text{any gaps } 0 = \Delta_1 \le \Delta_2 \le \ldots \le \Delta_n"),
                Condition(r"\beta \ge 0", "inverse temperature"),
            ),
            code=(*code, *rows, *order),
            remark="Tried on exact rows, in balls.",
            left_out=NOTHING,
            functions=(self.lower, self.upper),
        )

    def pinned(self, pin: Pin) -> tuple[Self, str]:
        """Move a side."""
        lower, upper = pin.moved(self.lower, self.upper)
        return replace(self, lower=lower, upper=upper), pin.words(pin.times(f"the {pin.side} side"))

    def proposition(self, assumptions: tuple[Assumption, ...]) -> Proposition:
        """Return lower <= upper for every number of competitors and all their gaps."""
        return every_row(self.lower, self.upper, self.ascending)
