"""Identities: the difference reduces to zero in the fraction field of the chart; and it is zero at sampled points."""

from __future__ import annotations

from ..theory.assumptions import Assumption
from ..theory.charted import chart
from ..theory.expansion import coefficient_names
from .budget import Budget
from .checking import check, sampled
from .evidence import Evidence, Verdict
from .search import Sample
from .statements import Identity


@check.register
def check_identity(
    statement: Identity, assumptions: tuple[Assumption, ...], budget: Budget, methods: frozenset[str]
) -> list[Evidence]:
    """Check left = right."""
    found = []
    if "symbolic" in methods and (evidence := _symbolic(statement, assumptions)):
        found.append(evidence)
    if "sampled" in methods:

        def violated(sample: Sample) -> bool:
            p = sample.at(statement.regime)
            return not (statement.left(p) - statement.right(p)).contains(0)

        found.append(sampled(statement.regime, assumptions, violated, budget))
    return found


def _symbolic(statement: Identity, assumptions: tuple[Assumption, ...]) -> Evidence | None:
    here = chart(statement.regime, assumptions)
    try:
        difference = here.quotient(lambda p: statement.left(p) - statement.right(p))
    except TypeError:
        return None  # not log-rational: min, floor or exp of a logarithm
    names = ", ".join(coefficient_names(here))
    if not difference.numerator:
        return Evidence(method="symbolic", verdict=Verdict.PROVED, detail=f"left - right reduces to 0 in Q({names})")
    return Evidence(
        method="symbolic",
        verdict=Verdict.REFUTED,
        detail=f"left - right is a nonzero element of Q({names}), {len(difference.numerator)} growth rates",
    )
