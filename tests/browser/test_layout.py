"""Layout: formulas have a size, and nothing overflows, from a phone to a desktop."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.browser.conftest import Browser

WIDTHS = (360, 390, 768, 1280)

CUT = """return [...document.querySelectorAll('svg text')].filter((text) => {
  const box = text.getBoundingClientRect(), around = text.ownerSVGElement.getBoundingClientRect();
  return box.left < around.left - 3 || box.right > around.right + 3
    || box.top < around.top - 3 || box.bottom > around.bottom + 3;
}).map((text) => text.textContent)"""

LOST = """return [...document.querySelectorAll('.chip, .condition, summary, td, th, label, select, button')].filter((part) => {
  if (!part.checkVisibility()) return false;
  const box = part.getBoundingClientRect();
  return (box.right > innerWidth + 1 || box.left < -1) && !part.closest('.scroll, .formula, pre');
}).map((part) => part.textContent)"""

HIDDEN = """return [...document.body.querySelectorAll('*')].filter((part) => part.scrollWidth > part.clientWidth + 1
  && ['hidden', 'clip'].includes(getComputedStyle(part).overflowX) && !part.matches('select, svg, svg *, math *'))
  .map((part) => part.className)"""


BOTTOMS = """return [...document.querySelectorAll(arguments[0])].filter((part) => part.checkVisibility())
  .map((part) => part.getBoundingClientRect().bottom)"""


def test_formulas_have_a_size(browser: Browser, kind: str) -> None:
    """Every formula is drawn, those in folded parts too, on a phone and on a desktop."""
    browser.open(kind, unfold=True)
    for width in (360, 1280):
        browser.view(width)
        assert browser.empty_formulas() == []


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_overflows(browser: Browser, page: str, width: int) -> None:
    """No page scrolls sideways, folded or not: what is wide scrolls by itself, and chips and labels stay in sight."""
    browser.view(width)
    browser.open(page)
    assert browser.too_wide(width) == []
    browser.open(page, unfold=True)
    assert browser.too_wide(width) == []
    assert browser.run(LOST) == []
    assert browser.run(CUT) == []
    assert browser.run(HIDDEN) == []


def test_a_claim_opens_with_all_that_matters(browser: Browser, kind: str) -> None:
    """Statement, verdict, evidence and hypotheses stand on the first screen of a desktop, unfolded."""
    browser.open(kind)
    if not browser.run("return Boolean(document.querySelector('.claim'))"):
        return
    for part in (".claim > .formula", ".chips .chip", ".evidence dt, #evidence + p", ".evidence dd > p", ".hypotheses > li, #hypotheses + p"):
        bottoms = browser.run(BOTTOMS, part)
        assert bottoms or part == ".evidence dd > p", part
        assert max(bottoms, default=0) <= 900, part


def test_the_home_page_is_one_screen(browser: Browser) -> None:
    """What this is, the doors, the headline theorems and the counts stand on the first screen of a desktop."""
    browser.open("index")
    for part in (".lead", ".front .drawing svg", ".doors pre", ".headlines > li", ".counts"):
        bottoms = browser.run(BOTTOMS, part)
        assert bottoms and max(bottoms) <= 900, part


def test_scrollers_are_reached_by_keyboard(browser: Browser, kind: str) -> None:
    """Whatever scrolls by itself can have the focus, so that arrow keys scroll it."""
    browser.view(360)
    browser.open(kind, unfold=True)
    stuck = """return [...document.body.querySelectorAll('*')].filter((part) => part.scrollWidth > part.clientWidth + 1
      && ['auto', 'scroll'].includes(getComputedStyle(part).overflowX) && part.tabIndex < 0).map((part) => part.className)"""
    assert browser.run(stuck) == []


def test_what_is_too_wide_is_noticed(browser: Browser) -> None:
    """A wide element and an empty formula are both seen."""
    browser.view(360)
    browser.open("index")
    browser.run("""document.querySelector('main').insertAdjacentHTML('beforeend',
      '<p style="width: 400px">wide</p><math style="display: none"><mi>x</mi></math>')""")
    assert any("wide" in part for part in browser.too_wide(360))
    assert browser.empty_formulas() == ["x"]
