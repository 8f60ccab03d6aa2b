"""Rows as text, Markdown and CSV: readers of those forms get the cells back, and nothing foreign acts."""

from __future__ import annotations

import csv
import io

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from critscale.audit.forms import WIDTH, columns, csv_table, markdown_table
from critscale.theory.escaping import visible

FOREIGN = (
    "a|b",
    "a\\|b \\",
    "`code` and ``more``",
    "*bold* _it_ ~~gone~~ $x$",
    "<script>alert(1)</script>",
    "<!-- a",
    "[text](http://x.y) ![p](q)",
    "http://x.y/z www.x.y",
    "&lt; &#60; @name #1",
    "\x1b[2J\u202eb",
    "a\nb\r\nc",
    "max_position_embeddings",
    "-0.25",
    '="a,b"&1',
    "",
)
FORMULAS = ("=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", " =1", "-2.5-1", "--1", "=-1")
NUMBERS = ("-1", "-0.0413", "+2", "1e-7", "-1e-7", "1.296477")


def cells(table: str) -> list[list[str]]:
    """Return the cells of a Markdown table as a reader sees them, and refuse whatever is no text in it."""
    rows: list[list[str]] = []
    for token in MarkdownIt("gfm-like", {"html": True, "linkify": True}).disable("linkify").parse(table):
        if token.type == "tr_open":
            rows.append([])
        if token.type == "inline":
            rows[-1].append("".join(plain(child) for child in token.children or ()))
    return rows


def plain(token: Token) -> str:
    """Return the text of a token that is nothing but text."""
    assert token.type in ("text", "text_special"), (token.type, token.content)
    return token.content


def test_markdown_gives_the_cells_back() -> None:
    """No cell ends early, links, runs or is formatted; what acts in a terminal is shown by its number."""
    rows = [[text, "x"] for text in FOREIGN]
    assert cells(markdown_table(("one", "two"), rows)) == [["one", "two"], *([visible(text).strip(), "x"] for text, _ in rows)]
    with pytest.raises(AssertionError):
        cells("| a |\n| --- |\n| <b> |")
    assert r"http\://x.y" in markdown_table(("a",), [["http://x.y"]])  # nor does a reader make a link of it by itself


def test_csv_is_rfc_4180_and_runs_nowhere() -> None:
    """Lines end with CR LF, quotes are doubled, and what a spreadsheet takes for a formula is text; numbers stay numbers."""
    text = csv_table(("a", "b"), [(cell, 'say "x", y') for cell in FOREIGN])
    assert text.endswith("\r\n") and text.count("\r\n") == text.count("\n") == len(FOREIGN) + 1
    assert '"say ""x"", y"' in text
    read = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    assert [row[0].removeprefix("'") for row in read[1:]] == [visible(cell) for cell in FOREIGN]
    read = list(csv.reader(io.StringIO(csv_table(("a",), [[cell] for cell in (*FORMULAS, *NUMBERS)]), newline="")))
    first = [row[0] for row in read[1:]]
    assert not [cell for cell in first[: len(FORMULAS)] if cell.lstrip()[0] in "=+-@\t\r"]
    assert first[len(FORMULAS) :] == list(NUMBERS)


def test_columns_fit() -> None:
    """Long cells go on below, words whole, and nothing is lost."""
    cell = "m = (1 + 0.1*log(4))^2 on rotary dimensions " + "x" * 20
    lines = list(columns([("multiplier", cell, "1")], (20, 28, 28)))
    assert max(map(len, lines)) <= WIDTH
    assert "".join(line[22:50] for line in lines).replace(" ", "") == cell.replace(" ", "")
    assert list(columns([("a", "", "b")], (3, 3, 3))) == ["a         b"]
