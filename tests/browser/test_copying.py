"""Buttons that copy: where the clipboard is there, and only there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from selenium.webdriver.common.keys import Keys

if TYPE_CHECKING:
    from tests.browser.conftest import Browser

READ = "const done = arguments[0]; navigator.clipboard.readText().then(done, (error) => done(`${error}`))"


def test_a_button_copies(browser: Browser) -> None:
    """By keyboard; it says that it did, and what is copied is what stands there."""
    browser.cdp("Browser.grantPermissions", permissions=["clipboardReadWrite", "clipboardSanitizedWrite"])
    browser.open("rescaled", unfold=True)
    wanted = browser.run("return document.querySelector('figure.code code').textContent")
    browser.tab_to("figure.code button")
    browser.press(Keys.ENTER)
    assert browser.driver.execute_async_script(READ) == wanted
    browser.wait_for("document.querySelector('figure.code button').textContent === 'Copied'")


def test_no_clipboard_no_button(browser: Browser) -> None:
    """A browser that gives pages on disk no clipboard shows no button that would fail."""
    script = "Object.defineProperty(Navigator.prototype, 'clipboard', { value: undefined })"
    name = browser.cdp("Page.addScriptToEvaluateOnNewDocument", source=script)["identifier"]
    try:
        browser.open("rescaled", unfold=True)
        assert browser.texts("figure.code code") != []
        assert browser.texts("button") == []
    finally:
        browser.cdp("Page.removeScriptToEvaluateOnNewDocument", identifier=name)
