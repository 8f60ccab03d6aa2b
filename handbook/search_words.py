"""What a page is found by beside its id and its title: sources, symbols, quantities, laws, engines, notes, in plain text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from ..proofs.concordance import Concorded
from ..proofs.letters import letter_of
from ..theory.citations import named
from ..theory.laws.catalogue import LAWS
from ..theory.layer.registry import QUANTITIES
from .entry import ClaimEntry
from .key_table import KeyTable
from .law_page import LawPage
from .quantity_page import QuantityPage

_COMMAND = re.compile(r"\\(?:[a-zA-Z]+\{?|.)|[{}$]")


def claim_words(entry: ClaimEntry, laws: Mapping[str, LawPage]) -> str:
    """Return the words of a claim: its source, what its letter stands for, regime and confidence, its quantities, the law it is about."""
    law = entry.id.partition(".")[2] if entry.id.startswith("class.") else ""
    about = (f"{QUANTITIES[id].title} {id} {_symbol(QUANTITIES[id].symbol)}" for id in entry.writing.quantities if id in QUANTITIES)
    claim = entry.claim
    parts = [named(claim.source), claim.differs, letter_of(claim.id).title, entry.regime, claim.confidence.value if claim.only_sampled else "", *about, law_words(laws[law]) if law in laws else "", claim.notes]
    return _joined(parts)


def law_words(page: LawPage) -> str:
    """Return the words of a law: its title, source and notes, the keys that switch it on, the engines that apply it."""
    engines = (row.name for row in page.engines if row.verdict == "same multiplier")
    return _joined(["scaling law", page.title, LAWS[page.id].source, *(key for key, *_ in page.keys), *page.families, *engines, page.notes])


def quantity_words(page: QuantityPage) -> str:
    """Return the words of a quantity: its symbol, what it is, and where it is from."""
    return _joined([_symbol(page.symbol), page.description, page.source])


def keys_words(table: KeyTable | None) -> str:
    """Return the words of the table of keys: its keys and its engines."""
    return "" if table is None else _joined([*(id for id, _ in table.engines), *(row.key for row in table.rows)])


def concordance_words(papers: Iterable[Concorded]) -> str:
    """Return the words of the concordance: the papers, and what no claim states."""
    return _joined([part for paper in papers for part in (paper.title, *(str(p.uncovered) for p in paper.places if p.uncovered))])


def _symbol(latex: str) -> str:
    """Return LaTeX as one types it: names of letters and indices, without backslashes and braces."""
    return _COMMAND.sub(lambda match: match[0].strip("\\{} "), latex)


def _joined(parts: Iterable[str]) -> str:
    return " ".join(dict.fromkeys(" ".join(part.split()) for part in parts if part))
