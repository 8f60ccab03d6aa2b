"""Every formula of the catalogue: what ``critscale formula`` prints with 1, 2 and 3 terms is true on every stratum."""

from __future__ import annotations

from ...theory.citations import citations
from ...theory.expansions.catalogue import Entry, catalogue
from ..vocabulary import Claim, Derived, Fraction, Twin, but

TERMS = (1, 2, 3)
MORE_TERMS = {"row-entropy": (*TERMS, 6)}
"""With so many terms the entropy has the second order of log1p, on which others rest as well."""


def _claim(entry: Entry) -> Claim:
    terms = MORE_TERMS.get(entry.quantity.id, TERMS)
    return Claim(
        f"formula.{entry.id}",
        f"what is derived of the {entry.quantity.title} for {_where(entry)} is true, with {_listed(terms)} terms",
        Derived(entry=entry.id, terms=terms),
        entry.assumptions,
        source=entry.quantity.source,
        differs="its terms as n grows are derived" if any(c.places for c in citations(entry.quantity.source)) else "",
        twins=_twins(entry),
    )


def _listed(numbers: tuple[int, ...]) -> str:
    return f"{', '.join(map(str, numbers[:-1]))} and {numbers[-1]}"


def _where(entry: Entry) -> str:
    """Return the regime, and what the entry assumes beside it where there are others."""
    return f"{entry.regime.condition}{_VARIANTS[entry.variant]}"


_VARIANTS = {
    "": "",
    "residual": " and r > 0",
    "orthogonal": " and rho = 0",
    "small-kappa": " and s < 1/2",
    "large-kappa": " and s > 1/2",
}


def _twins(entry: Entry) -> tuple[Twin, ...]:
    larger = but("coefficient", "the last term larger by a thousandth", terms=(1,), perturbation=Fraction(1, 1000))
    smaller = but("log n", "the error smaller by a factor log n", terms=(1,), sharper=1)
    return larger if entry.eventually else larger + smaller  # there the error is a square that may be next to 0


CLAIMS = tuple(_claim(entry) for entry in catalogue().values())
