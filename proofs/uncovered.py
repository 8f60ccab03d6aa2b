"""Statements of the paper that no claim states, with what is proved near them and under which hypotheses."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase

from ..theory.citations import MAIN, Locus, Wanted


@dataclass(frozen=True, slots=True)
class Uncovered:
    """A statement of a paper that no claim states.

    Attributes
    ----------
    work : str
        arXiv number.
    locus : Locus
    near : str
        What is proved near it, and under which hypotheses.
    claims : tuple of str
        Ids and patterns of the claims that say so.
    """

    work: str
    locus: Locus
    near: str
    claims: tuple[str, ...]

    def __str__(self) -> str:
        """Return where it stands."""
        return f"arXiv {self.work}, {self.locus}"


UNCOVERED = (
    Uncovered(
        MAIN.arxiv,
        Locus("theorem", "2.2"),
        "for tokens of one inner product and one norm (Assumption 1) the phases, their profile in the window and the rates are claimed; for "
        "inner products between rho1 and rho2 (Assumption 2) the self weight below 1/(1 - rho1) and above 1/(1 - rho2); between the two the "
        "simplices of rho1 and rho2 have both limits",
        ("A3.cosine.*", "A4.window.*", "C1.threshold.*", "C4.*"),
    ),
    Uncovered(
        MAIN.arxiv,
        Locus("theorem", "C.2"),
        "the middle phase is claimed for two levels: n^theta tokens of inner product rho2 with the query, all others of rho1 < rho2, and "
        "theta >= (1 - rho2)/(1 - rho1); then gamma_1 = (1 - theta)/(rho2 - rho1) <= 1/(1 - rho1) <= gamma_2 = theta/(1 - rho2), and between "
        "gamma_1 and gamma_2 these n^theta = o(n) tokens have all of the weight as n -> oo; the exact simplex has no such phase. The theorem's "
        "own hypotheses, on how the inner products are distributed, are not those",
        ("C6.thresholds.*", "C6.exponent.*", "C6.group.weight", "C6.simplex.no-focus"),
    ),
)
"""In the paper's order."""


def not_covered(query: str) -> Uncovered | None:
    """Return the statement without a claim that a query names, such as ``Theorem 2.2``."""
    wanted = Wanted.read(query)
    if len(wanted.places) != 1:
        return None
    return next((u for u in UNCOVERED if u.locus.within(wanted.places[0]) and wanted.works <= {u.work}), None)


def near(uncovered: Uncovered, ids: Iterable[str]) -> tuple[str, ...]:
    """Return the ids, of those given, of the claims that are near a statement without one."""
    return tuple(id for id in ids if any(fnmatchcase(id, pattern) for pattern in uncovered.claims))
