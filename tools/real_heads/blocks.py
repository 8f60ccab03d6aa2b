"""What a page is made of, for Markdown and for the handbook: headings, paragraphs, tables and lists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a level, 1 for the page."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table."""

    head: tuple[str, ...]
    rows: Iterable[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Items:
    """A list of sentences."""

    texts: Iterable[str]


@dataclass(frozen=True, slots=True)
class Image:
    """A picture beside the page; the handbook has it not."""

    file: str
    alt: str


Block: TypeAlias = str | Heading | Table | Items | Image


def markdown(blocks: Iterable[Block]) -> str:
    """Return blocks as a page of Markdown."""
    return "\n\n".join("\n".join(_lines(block)) for block in blocks) + "\n"


def _lines(block: Block) -> Iterator[str]:
    match block:
        case Heading(level, text):
            yield f"{'#' * level} {text}"
        case Table(head, rows):
            yield f"| {' | '.join(head)} |"
            yield f"|{'---|' * len(head)}"
            yield from (f"| {' | '.join(row)} |" for row in rows)
        case Items(texts):
            yield from (f"- {text}" for text in texts)
        case Image(file, alt):
            yield f"![{alt}]({file})"
        case _:
            yield block


def plain(blocks: Iterable[Block]) -> list[dict[str, Any]]:
    """Return blocks as JSON data, each with the one key that names what it is, and a level or a head beside."""
    return [_plain(block) for block in blocks if not isinstance(block, Image)]


def _plain(block: str | Heading | Table | Items) -> dict[str, Any]:
    match block:
        case Heading(level, text):
            return {"heading": text, "level": level}
        case Table(head, rows):
            return {"rows": [list(row) for row in rows], "head": list(head)}
        case Items(texts):
            return {"sentences": list(texts)}
        case _:
            return {"text": block}
