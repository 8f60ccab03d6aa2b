"""What claims say, as a file for the kernel: one closed proposition for each, of Coq's real numbers alone."""

from __future__ import annotations

from collections.abc import Iterable

from ..claim import Claim
from ..gallina.proposition import HEADER, Unwritten, coq_definition


def closed(claim: Claim) -> str:
    """Return a claim as a definition of a proposition.

    Returns
    -------
    str
        ``Definition A3_cosine_critical : Prop := forall rho r : R, ...``, to stand below `HEADER`.

    Raises
    ------
    Unwritten
        If the kind of statement has no proposition, or a formula uses what Coq's library does not have.
    """
    return coq_definition(claim.id, claim.statement.proposition(claim.assumptions), claim.title)


def document(claims: Iterable[Claim]) -> str:
    """Return a file that defines the proposition of every claim that has one."""
    found = []
    for claim in claims:
        try:
            found.append(closed(claim))
        except Unwritten:
            continue
    return "\n".join((HEADER, *found))
