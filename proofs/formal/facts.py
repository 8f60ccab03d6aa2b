"""What a run of the suite records about its formal part."""

from __future__ import annotations

from dataclasses import dataclass

from ..evidence import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class FormalFacts:
    """The formal part of a run.

    Attributes
    ----------
    verdict : Verdict
        PROVED if the kernel accepted every file, no axiom is foreign and every link of the run holds; REFUTED if any of
        these fails; UNKNOWN if there was nothing to run or no tool to run it with.
    detail : str
        One line: what was done, or why nothing was.
    tool : str
        Version of Coq/Rocq, empty without it.
    axioms : tuple of str
        What the theorems rest on, as the kernel printed it.
    theorems : int
        Tagged theorems in the sources.
    linked : int
        Claims, or twins, of this run with a theorem.
    digest : str
        SHA-256 of the sources that were built.
    seconds : float
        Of the build; stands apart, as all timings do.
    """

    verdict: Verdict
    detail: str
    tool: str = ""
    axioms: tuple[str, ...] = ()
    theorems: int = 0
    linked: int = 0
    digest: str = ""
    seconds: float = 0.0
