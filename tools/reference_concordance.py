"""docs/concordance.md: the theorems of the literature and the claims that state them, from the claims' sources."""

from __future__ import annotations

from collections.abc import Iterator

from markdown_text import BY_HAND, code, prose, table
from markdown_text import page as markdown_page

from critscale.proofs.concordance import Cited, CitedFamily, Concorded, concordance
from critscale.proofs.formal.sources import Theorem
from critscale.proofs.library import package_claims

LEAD = """Each theorem, equation and section that a claim cites, in the order of its paper. `critscale verify "Theorem 2.1"` runs the
claims of a place, and `critscale verify --list "Theorem 2.1"` shows them. Verdicts come from a run, so they stand on the page of the same
name in the [handbook](handbook.md). A *formal proof* is a theorem of [proofs/rocq](../proofs/rocq/README.md) that
`critscale verify --formal` has the kernel check. Where nothing is said of a difference, the claim says what stands in the paper, or the
source gives a definition. Below a paper's places stand the claims that cite it as a whole."""
HEADS = ("place", "claims", "formal proof", "how the claims differ")
MOST_SHOWN = 3


def page() -> str:
    """Return the whole page."""
    parts = ["# Concordance", BY_HAND, prose(LEAD)]
    for paper in concordance(package_claims()):
        parts += [f"## {prose(paper.title)}", f"[arXiv {paper.work}](https://arxiv.org/abs/{paper.work})", table(HEADS, _rows(paper))]
    return markdown_page(parts)


def _rows(paper: Concorded) -> Iterator[tuple[str, ...]]:
    for place in paper.places:
        if place.uncovered is not None:
            yield _uncovered(place)
        for k, row in enumerate(place.rows):
            yield ("" if k or place.uncovered else prose(place.name), _claims(row), ", ".join(_theorems(row)), prose(row.differs))


def _uncovered(place: Cited) -> tuple[str, ...]:
    assert place.uncovered is not None
    near = ", ".join(code(pattern) for pattern in place.uncovered.claims)
    return (prose(place.name), f"**not covered**; near it {near}", "", f"No claim states it. Near it, {prose(place.uncovered.near)}.")


def _claims(row: CitedFamily) -> str:
    return code(row.pattern) if len(row.claims) == 1 else f"{code(row.pattern)}, {len(row.claims)} claims"


def _theorems(row: CitedFamily) -> list[str]:
    shown = [_link(theorem) for theorem in row.theorems[:MOST_SHOWN]]
    return [*shown, f"{len(row.theorems) - MOST_SHOWN} more"] if len(row.theorems) > MOST_SHOWN else shown


def _link(theorem: Theorem) -> str:
    return f"[{theorem.qualified}](../proofs/rocq/{theorem.file})"
