"""Pages load: the console stays empty, nothing asks the network, links lead somewhere, and reading needs no script."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urldefrag

if TYPE_CHECKING:
    from tests.browser.conftest import Browser


class _Links(HTMLParser):
    """The targets of a page's links, styles, scripts and pictures, and its ids."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.targets: list[str] = []
        self.ids: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Collect from one tag."""
        self.targets += [value for name, value in attrs if name in ("href", "src", "xlink:href") and value]
        self.ids += [value for name, value in attrs if name == "id" and value]


def _pages(sites: Path) -> list[Path]:
    return sorted(sites.rglob("*.html"))


def test_every_page_loads(browser: Browser, sites: Path) -> None:
    """No page has anything to complain about, or asks for what is not on disk; quantities once, since sites share them."""
    wrong = {}
    once = sites / "library" / "quantities"
    pages = [page for page in _pages(sites) if page.parent.name != "quantities" or page.parent == once]
    for page in pages:
        browser.open(str(page.relative_to(sites)))
        complaints = browser.complaints()
        if complaints or not browser.texts("h1"):
            wrong[page.name] = complaints
    assert wrong == {}


def test_every_link_leads_somewhere(sites: Path) -> None:
    """A link is a file of its own site and a place in it, or an address of arXiv; ids are unique."""
    found = {page: _Links(page.read_text(encoding="utf-8")) for page in _pages(sites)}
    wrong = []
    for page, links in found.items():
        site = sites / page.relative_to(sites).parts[0]
        for link in links.targets:
            target, place = urldefrag(link)
            target = target.partition("?")[0]
            path = (page.parent / unquote(target)).resolve() if target else page
            if re.match(r"https://arxiv\.org/abs/[\w.]+$|data:", link):
                continue
            if not path.is_file() or not path.is_relative_to(site) or (place and place not in found[path].ids):
                wrong.append((page.name, link))
        wrong += [(page.name, f"two of id {id}") for id in set(links.ids) if links.ids.count(id) > 1]
    assert wrong == []


def test_the_index_is_complete_without_scripts(without_scripts: Browser, sites: Path) -> None:
    """Every claim is listed with a link; what would need a script is not shown."""
    without_scripts.open("index", unfold=True)
    ids = {page.stem for page in (sites / "library" / "claims").iterdir()}
    assert set(without_scripts.texts("#claims a")) == ids
    assert without_scripts.texts("form, button") == []


def test_folded_parts_unfold_without_scripts(without_scripts: Browser) -> None:
    """A folded part is opened by keyboard alone."""
    from selenium.webdriver.common.keys import Keys

    without_scripts.open("rescaled")
    folded = "details > :not(summary)"
    assert without_scripts.texts(folded) == []
    without_scripts.tab_to("summary")
    without_scripts.press(Keys.ENTER)
    assert without_scripts.texts(folded) != []


def test_the_browsers_console_is_heard(browser: Browser) -> None:
    """An error, a missing file and a request to the network are each noticed."""
    browser.open("index")
    browser.run("""console.error('planted'); new Image().src = 'nowhere.png'; fetch('http://example.invalid/');
      return new Promise((done) => setTimeout(done, 300))""")
    found = "\n".join(browser.complaints())
    assert "planted" in found
    assert "nowhere.png" in found
    assert "request: http://example.invalid/" in found
