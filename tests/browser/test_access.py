"""Accessibility: axe-core finds no serious fault, on a phone and on a desktop, in light and in dark."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from selenium.webdriver.common.keys import Keys

if TYPE_CHECKING:
    from tests.browser.conftest import Browser


def test_no_serious_fault(browser: Browser, kind: str) -> None:
    """With every part unfolded."""
    browser.open(kind, unfold=True)
    for width in (360, 1280):
        for scheme in ("light", "dark"):
            browser.view(width, scheme=scheme)
            assert browser.faults() == [], f"{width} px, {scheme}"


def test_dark_is_dark(browser: Browser) -> None:
    """The colour scheme of the reader is followed."""
    ground = "return getComputedStyle(document.body).backgroundColor"
    browser.open("index")
    light = browser.run(ground)
    browser.view(scheme="dark")
    assert (light, browser.run(ground)) == ("rgb(255, 255, 255)", "rgb(20, 20, 24)")


def test_the_focus_is_seen(browser: Browser, kind: str) -> None:
    """Whatever Tab stops at has an outline; the first stop leads past the navigation."""
    browser.open(kind)
    browser.press(Keys.TAB)
    assert browser.run("return document.activeElement.className") == "skip"
    for _ in range(12):
        style, width = browser.run("""const style = getComputedStyle(document.activeElement);
          return [style.outlineStyle, parseFloat(style.outlineWidth)]""")
        assert style == "solid" and width >= 2, browser.run("return document.activeElement.outerHTML.slice(0, 200)")
        browser.press(Keys.TAB)
        if browser.run("return document.activeElement === document.body"):
            break


FAULTS = {
    "select-name": "<select><option>unlabelled</option></select>",
    "color-contrast": "<p style='color: #ccc; background: #fff'>pale</p>",
    "link-name": "<a href='index.html'></a>",
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_noticed(browser: Browser, fault: str) -> None:
    """Each is a fault that axe-core must name."""
    browser.open("index")
    browser.run("document.querySelector('main').insertAdjacentHTML('beforeend', arguments[0])", FAULTS[fault])
    assert [found.partition(":")[0] for found in browser.faults()] == [fault]
