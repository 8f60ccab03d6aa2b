"""On paper: every folded part is printed, nothing that only a screen can use is, and text is dark."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.browser.conftest import Browser

PARTS = "details > :not(summary)"
HEIGHT = """return [...document.querySelectorAll('details')].map((part) => part.getBoundingClientRect().height)"""


def _sheets(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


@pytest.mark.parametrize("page", ["rescaled", "monte-carlo", "refuted", "quantity"])
def test_folded_parts_are_on_paper(browser: Browser, page: str) -> None:
    """Printed folded or unfolded, the paper is the same, and longer than what a folded screen shows."""
    browser.open(page)
    folded = browser.pdf()
    assert folded.startswith(b"%PDF")
    browser.open(page, unfold=True)
    assert _sheets(folded) == _sheets(browser.pdf())
    browser.open(page)
    browser.run("document.querySelectorAll('details').forEach((part) => part.remove())")
    assert _sheets(folded) > _sheets(browser.pdf())


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
    assert browser.too_wide(1280) == []
