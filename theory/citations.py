"""Where a statement comes from, as data: the works that a source names, and the places in them.

A source is a line of text, such as ``arXiv 2510.05554, Theorem 2.5 (i)``.  It is read here and nowhere else: what finds
formulas and claims by their source, the filters of the handbook and the concordance read the same citations.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Work:
    """A paper.

    Attributes
    ----------
    arxiv : str
        Its number.
    authors : tuple of str
        Their last names.
    title : str
    venue : str
        Where it appeared, empty where that is arXiv alone.
    """

    arxiv: str
    authors: tuple[str, ...]
    title: str
    venue: str = ""

    def __str__(self) -> str:
        """Return authors and number, as a source gives them."""
        return f"{', '.join(self.authors)}, arXiv {self.arxiv}" + (f" ({self.venue})" if self.venue else "")


MAIN = Work(
    "2510.05554", ("Chen", "Lin", "Polyanskiy", "Rigollet"), "Critical attention scaling in long-context transformers", "ICLR 2026"
)
"""The paper that the package is about."""
WORKS = {
    work.arxiv: work
    for work in (
        MAIN,
        Work("1805.09717", ("Blondel", "Martins", "Niculae"), "Learning classifiers with Fenchel-Young losses"),
        Work("2312.10794", ("Geshkovski", "Letrouit", "Polyanskiy", "Rigollet"), "A mathematical perspective on transformers"),
        Work("2406.02997", ("Scholkemper", "Wu", "Jadbabaie", "Schaub"), "Residual connections and normalization can provably prevent oversmoothing in GNNs"),
        Work("2410.01104", ("Velickovic", "Perivolaropoulos", "Barbero", "Pascanu"), "softmax is not enough (for sharp out-of-distribution)"),
        Work("2410.06833", ("Geshkovski", "Koubbi", "Polyanskiy", "Rigollet"), "Dynamic metastability in the self-attention model"),
        Work("2411.04990", ("Karagodin", "Polyanskiy", "Rigollet"), "Clustering in causal attention masking"),
        Work("2505.17083", ("Anson", "Wang", "Aitchison"), "Scale-invariant attention"),
        Work("2505.24333", ("Giorlandino", "Goldt"), "Two failure modes of deep transformers and how to avoid them"),
        Work("2507.22857", ("Polyanskiy", "Rigollet", "Yao"), "Synchronization of mean-field models on the circle"),
        Work("2510.22026", ("Karagodin", "Ge", "Polyanskiy", "Rigollet"), "Normalization in attention dynamics"),
        Work("2512.01868", ("Rigollet",), "The mean-field dynamics of transformers"),
        Work("2602.18849", ("Emadi",), "Exact attention sensitivity and the geometry of transformer stability"),
        Work("2605.08505", ("Bruno", "Rigollet", "Chen", "Polyanskiy", "Lin"), "Scaling limits of long-context transformers"),
        Work("2605.12697", ("Karakida", "Hayase"), "A unified framework for critical scaling of inverse temperature in self-attention"),
    )
}
"""Those whose authors and titles are known here, by arXiv number."""

KINDS = {
    "section": ("sections", "sec", "secs", "§"),
    "theorem": ("theorems", "thm", "thms"),
    "lemma": ("lemmas", "lem"),
    "proposition": ("propositions", "prop"),
    "corollary": ("corollaries", "cor"),
    "equation": ("equations", "eq", "eqs"),
    "result": ("results",),
    "table": ("tables", "tab"),
    "figure": ("figures", "fig", "figs"),
    "appendix": ("appendices", "app"),
}
"""What is numbered in a paper, and how it is called besides."""
_KIND = {word: kind for kind, others in KINDS.items() for word in (kind, *others)}
MAIN_THEOREM = "main"
"""The number of a theorem that a source calls the main one."""
_WORDS = "|".join(sorted((word for word in _KIND if word.isalpha()), key=len, reverse=True))
_NUMBER = r"\(?(?P<number>\d+(?:\.\d+)*|[A-Za-z]\.?\d+(?:\.\d+)*|[A-Z])\b\)?"
_PLACE = re.compile(rf"(?:(?P<sign>§)|\b(?P<kind>(?i:{_WORDS}))\b)\.?\s*{_NUMBER}")
_PART = re.compile(r"\s*\((?P<part>[ivx]+|[a-z])\)")
_MORE = re.compile(rf"\s*(?P<word>,|and|to|-|\u2013)\s*{_NUMBER}")
_MAIN_THEOREM = re.compile(r"\bmain theorem\b", re.IGNORECASE)
_ARXIV = re.compile(r"\b\d{4}\.\d{5}\b")
_NAME = re.compile(r"\b[A-Z]\w+")


@dataclass(frozen=True, slots=True)
class Locus:
    """A numbered place of a paper: ``Theorem 2.5 (i)``."""

    kind: str
    number: str
    part: str = ""

    def __str__(self) -> str:
        """Return it as a source says it."""
        if self.number == MAIN_THEOREM:
            return "main theorem"
        kind = self.kind if self.kind in ("section", "appendix") else self.kind.capitalize()
        word = f"eq. ({self.number})" if self.kind == "equation" else f"{kind} {self.number}"
        return f"{word} ({self.part})" if self.part else word

    @property
    def order(self) -> tuple[object, ...]:
        """What sorts places as a paper has them: by number, appendices last, a section before what stands in it."""
        steps = tuple(step for step in self.number.split(".") if step)
        appendix = not (steps[0].isdigit() or self.number == MAIN_THEOREM)
        numbers = tuple((0, int(step), "") if step.isdigit() else (1, 0, step) for step in steps)
        return (appendix, numbers, list(KINDS).index(self.kind), self.part)

    def within(self, other: Locus) -> bool:
        """Tell whether it is the other, or a part of it."""
        return (self.kind, self.number) == (other.kind, other.number) and other.part in ("", self.part)


@dataclass(frozen=True, slots=True)
class Citation:
    """A work that a source names, by its arXiv number, and the places in it; the work is empty of places that stand alone."""

    work: str
    places: tuple[Locus, ...] = ()


@lru_cache(maxsize=4096)
def citations(source: str) -> tuple[Citation, ...]:
    """Read a source.

    Parameters
    ----------
    source : str
        ``arXiv 2510.22026, Tables 1 and 2, Theorems 4.1 to 4.3``; a place belongs to the work named before it.

    Returns
    -------
    tuple of Citation
        In the order of the text, a work once.
    """
    found: dict[str, dict[Locus, None]] = {}
    works = ((match.start(), match[0]) for match in _ARXIV.finditer(source))
    marks: list[tuple[int, str | Locus]] = sorted([*works, *((at, place) for at, _, place in _places(source))], key=lambda mark: mark[0])
    work = ""
    for _, mark in marks:
        if isinstance(mark, Locus):
            found.setdefault(work, {})[mark] = None
        else:
            work = mark
            found.setdefault(work, {})
    return tuple(Citation(work, tuple(places)) for work, places in found.items())


def _places(text: str) -> Iterator[tuple[int, int, Locus]]:
    """Yield each place with where it begins and ends in the text; ``Theorems 4.1 to 4.3`` is three, at one beginning."""
    for match in _MAIN_THEOREM.finditer(text):
        yield *match.span(), Locus("theorem", MAIN_THEOREM)
    for match in _PLACE.finditer(text):
        kind, number, at = _KIND[(match["kind"] or match["sign"]).lower()], match["number"].upper(), match.end()
        while True:
            if part := _PART.match(text, at):
                at = part.end()
            yield match.start(), at, Locus(kind, number, part["part"] if part else "")
            more = _MORE.match(text, at)
            if more is None or _ARXIV.match(text, more.start("number")):
                break
            first, number, at = number, more["number"].upper(), more.end()
            if more["word"] in ("to", "-", "\u2013"):
                yield from ((match.start(), at, Locus(kind, between)) for between in _between(first, number))


def _between(first: str, last: str) -> list[str]:
    """Return the numbers strictly between two that differ in their last step."""
    head, _, low = first.rpartition(".")
    same, _, high = last.rpartition(".")
    if head != same or not (low.isdigit() and high.isdigit()):
        return []
    return [f"{head}.{k}" if head else str(k) for k in range(int(low) + 1, int(high))]


def named(source: str) -> str:
    """Return what a reader may look for in a source, as text: the source, the authors and titles of its works, its places one by one."""
    parts = [source]
    for citation in citations(source):
        work = WORKS.get(citation.work)
        parts += [", ".join(work.authors), work.title] if work else []
        parts += [str(place) for place in citation.places]
    return "; ".join(parts)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for: works and places that a source has to name, and the words beside them.

    Attributes
    ----------
    works : frozenset of str
        arXiv numbers.
    places : tuple of Locus
        ``Theorem 2.5`` is found in ``Theorem 2.5 (i)`` too, ``Theorem 2.1`` not in ``Theorem 2.10``.
    words : tuple of str
        What is left, in small letters.
    """

    works: frozenset[str]
    places: tuple[Locus, ...]
    words: tuple[str, ...]

    @classmethod
    def read(cls, query: str) -> Wanted:
        """Read a query as a source is read."""
        found = list(_places(query))
        spans = [*((begin, end) for begin, end, _ in found), *(match.span() for match in _ARXIV.finditer(query))]
        rest = "".join(" " if any(begin <= k < end for begin, end in spans) else letter for k, letter in enumerate(query))
        words = [word.strip("(),;:") for word in rest.lower().split()]
        works = frozenset(_ARXIV.findall(query))
        return cls(works, tuple(place for *_, place in found), tuple(word for word in words if word and not (works and word == "arxiv")))

    def cited(self, source: str) -> bool:
        """Tell whether a source names every work and place; true where none is asked for."""
        found = citations(source)
        if not self.works <= {citation.work for citation in found}:
            return False
        here = [place for c in found if not self.works or c.work in self.works for place in c.places]
        return all(any(place.within(wanted) for place in here) for wanted in self.places)

    def names(self, source: str) -> bool:
        """Tell whether it asks for something, and a source names all of it: works, places, and each other word a name in it."""
        if not (self.works or self.places or self.words) or not self.cited(source):
            return False
        authors = " ".join(name for c in citations(source) if c.work in WORKS for name in WORKS[c.work].authors)
        names = {name.lower() for name in _NAME.findall(f"{source} {authors}")} - {"theorem", "theorems", "table", "tables"}
        return all(word in names for word in self.words)



def places_joined(words: Iterable[str]) -> list[str]:
    """Join the words of a command line that name one place: ``Theorem 2.5 (i)`` typed without quotes."""
    result: list[str] = []
    for word in words:
        before = result[-1] if result else ""
        whole = f"{before} {word}"
        kind = before.lower().rstrip(".") in _KIND
        if (kind and _PLACE.fullmatch(whole)) or (_PLACE.fullmatch(before) and _PART.fullmatch(word)):
            result[-1] = whole
        else:
            result.append(word)
    return result
