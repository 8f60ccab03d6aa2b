"""On paper: every folded part is printed, nothing that only a screen can use is, and text is dark."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.browser.conftest import Browser

PARTS = "details > :not(summary)"
PAPER = 602
HEIGHT = """return [...document.querySelectorAll('details')].map((part) => part.getBoundingClientRect().height)"""


def _sheets(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


@pytest.mark.parametrize("folded", ["rescaled", "monte-carlo", "refuted", "quantity"])
def test_folded_parts_are_on_paper(browser: Browser, folded: str) -> None:
    """Printed folded or unfolded, the paper is the same, and longer than what a folded screen shows."""
    browser.open(folded)
    paper = browser.pdf()
    assert paper.startswith(b"%PDF")
    browser.open(folded, unfold=True)
    assert _sheets(paper) == _sheets(browser.pdf())
    browser.open(folded)
    browser.run("document.querySelectorAll('details').forEach((part) => part.remove())")
    assert _sheets(paper) > _sheets(browser.pdf())


def test_a_page_is_folded_again_after_printing(browser: Browser) -> None:
    """Printing leaves the screen as it was."""
    browser.open("rescaled")
    before = browser.run("return document.querySelectorAll('details[open]').length")
    browser.pdf()
    assert browser.run("return document.querySelectorAll('details[open]').length") == before == 0


def test_folded_parts_are_printed_without_scripts(without_scripts: Browser) -> None:
    """The style sheet alone unfolds them."""
    without_scripts.open("rescaled")
    folded = without_scripts.run(HEIGHT)
    without_scripts.view(media="print")
    printed = without_scripts.run(HEIGHT)
    assert all(after > before + 10 for before, after in zip(folded, printed, strict=True) if before)
    assert min(printed) > 0
    shown = "return [...document.querySelectorAll(arguments[0])].every((part) => part.checkVisibility())"
    assert without_scripts.run(shown, PARTS)
    sheets = _sheets(without_scripts.pdf())
    without_scripts.open("rescaled")
    assert _sheets(without_scripts.pdf()) == sheets


def test_what_only_a_screen_can_use_is_not_printed(browser: Browser, kind: str) -> None:
    """No navigation, form or button on paper; text is dark on white, whatever the screen's scheme."""
    browser.open(kind)
    browser.view(scheme="dark", media="print")
    assert browser.texts("nav, form, button, .skip") == []
    for name in ("color", "backgroundColor"):
        wanted = {"color": "rgb(0, 0, 0)", "backgroundColor": "rgb(255, 255, 255)"}[name]
        assert browser.run("return getComputedStyle(document.body)[arguments[0]]", name) == wanted


def test_nothing_is_cut_on_paper(browser: Browser, page: str) -> None:
    """Formulas, tables and code fit the narrowest paper, A4 with margins of an inch; a note stands for what cannot be read."""
    browser.open(page)
    browser.view(PAPER, media="print")
    browser.run("dispatchEvent(new Event('beforeprint'))")
    assert browser.too_wide(PAPER) == []
    sizes = """return [...document.querySelectorAll('.formula > math')].filter((math) => math.checkVisibility())
      .map((math) => parseFloat(getComputedStyle(math).fontSize))"""
    assert all(4 <= size <= 15 for size in browser.run(sizes))
    notes = """return [...document.querySelectorAll('.formula')].filter((part) => !part.firstElementChild.checkVisibility())
      .map((part) => getComputedStyle(part, '::after').content)"""
    assert all("too long for paper" in note for note in browser.run(notes))
    assert bool(browser.run(notes)) is ("/" in page)
