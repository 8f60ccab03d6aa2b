"""Search and filters, by keyboard alone; what is chosen stands in the address."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
from selenium.webdriver.common.keys import Keys

from critscale.proofs.library import select

if TYPE_CHECKING:
    from tests.browser.conftest import Browser

FILTERS = ("quantity", "regime", "verdict", "source")
EVERY = "#claims > li"


def _listed(browser: Browser) -> list[str]:
    return browser.texts(f"{EVERY} > a")


def _query(browser: Browser) -> dict[str, list[str]]:
    return parse_qs(urlsplit(browser.driver.current_url).query)


def _type(browser: Browser, words: str) -> None:
    browser.tab_to("#q")
    browser.press(*words)


@pytest.mark.parametrize(
    "words", ["rho", "->", "critical", "contraction-factor", "A5", "proved", "rho)^3", "RHO CRITICAL", "1/2", "ρ", "→"]
)
def test_search_finds_what_is_typed(browser: Browser, words: str) -> None:
    """The claims that are left are those whose id, title or verdict has every word as a claim's author typed it."""
    browser.open("index")
    total = len(_listed(browser))
    typed = {claim.id: f"{claim.id} {claim.title}".lower() for claim in select(())}
    verdicts = dict(zip(_listed(browser), browser.texts(f"{EVERY} > .chip"), strict=True))
    plain = words.lower().replace("ρ", "rho").replace("→", "->")
    wanted = [id for id in verdicts if all(word in f"{typed[id]} {verdicts[id]}".lower() for word in plain.split())]
    _type(browser, words)
    assert _listed(browser) == wanted
    counted = f"{total} claims" if len(wanted) == total else f"{len(wanted)} of {total} claims"
    assert browser.texts("#found") == [counted]
    assert _query(browser) == {"q": [words]}


def test_search_finds_something(browser: Browser) -> None:
    """The words above are no empty ones."""
    browser.open("index", "?q=^3")
    assert 0 < len(_listed(browser)) < 5
    browser.open("index", "?q=nothing-of-this-name")
    assert _listed(browser) == []
    assert browser.texts("#found")[0].startswith("0 of ")


def test_search_finds_pages_on_laws_and_quantities(browser: Browser) -> None:
    """Below the claims, while words are typed: by id, title or source; a filter does not call them."""
    shown = "#pages:not([hidden]) li:not([hidden]) > a"
    browser.open("index")
    assert browser.texts(shown) == []
    _type(browser, "llama4")
    assert browser.texts(shown) == ["Llama 4 attention temperature"]
    browser.open("index", "?q=get_llama_4_attn_scale")  # the file that Ministral's law was read in
    assert browser.texts(shown) == ["Ministral 3 attention temperature"]
    browser.open("index", "?q=output-cosine-excess")
    assert len(browser.texts(shown)) == 1
    browser.open("index", "?verdict=PROVED")
    assert browser.texts(shown) == []


@pytest.mark.parametrize("name", FILTERS)
def test_each_filter_by_keyboard(browser: Browser, name: str) -> None:
    """Every choice shows the claims that have it, writes the address, and the address shows the same list again."""
    browser.open("index")
    total = len(_listed(browser))
    own = {
        e[0]: e[1]
        for e in browser.run(f"""return [...document.querySelectorAll('{EVERY}')].map((item) =>
      [item.querySelector('a').textContent, item.dataset.{name}])""")
    }
    separator = {"quantity": " ", "source": "|"}.get(name, "\0")
    choices = browser.run(f"return [...document.querySelectorAll('#{name} option')].map((one) => one.value)")
    assert len(choices) > 1
    browser.tab_to(f"#{name}")
    for choice in choices[1:]:
        browser.press(Keys.ARROW_DOWN)
        assert _query(browser) == {name: [choice]}
        wanted = [id for id, value in own.items() if choice in value.split(separator)]
        assert 0 < len(wanted) <= total
        assert _listed(browser) == wanted
    shown = _listed(browser), browser.texts("#found")
    browser.driver.get(browser.driver.current_url)
    assert (_listed(browser), browser.texts("#found")) == shown
    assert browser.run(f"return document.getElementById('{name}').value") == choices[-1]


def test_filters_and_search_together(browser: Browser) -> None:
    """Each narrows what the others leave."""
    browser.open("index", "?q=contraction&verdict=PROVED")
    both = _listed(browser)
    browser.open("index", "?verdict=PROVED")
    proved = _listed(browser)
    browser.open("index", "?q=contraction")
    assert both == [id for id in _listed(browser) if id in proved]
    assert 0 < len(both) < len(proved)


def test_show_all_resets(browser: Browser) -> None:
    """The button, by keyboard: every claim, an empty form, a plain address, and the focus on the search field."""
    browser.open("index")
    everything = _listed(browser)
    _type(browser, "contraction-factor")
    assert len(_listed(browser)) < len(everything)
    browser.tab_to("button[type=reset]")
    browser.press(Keys.ENTER)
    browser.wait_for("document.activeElement.id === 'q'")
    assert _listed(browser) == everything
    assert _query(browser) == {}
    assert browser.texts("#found") == [f"{len(everything)} claims"]


def test_back_and_forward(browser: Browser) -> None:
    """A claim is opened from a narrowed list; back shows that list, one step further back is where the reader came from."""
    browser.open("quantities")
    browser.open("index")
    _type(browser, "contraction")
    narrowed = _listed(browser)
    browser.tab_to(f"{EVERY} > a")
    browser.press(Keys.ENTER)
    assert browser.texts("h1") != []
    assert browser.driver.current_url.endswith(f"/claims/{narrowed[0]}.html")
    browser.driver.back()
    assert _listed(browser) == narrowed
    assert browser.run("return document.getElementById('q').value") == "contraction"
    browser.driver.forward()
    assert browser.driver.current_url.endswith(f"/claims/{narrowed[0]}.html")
    browser.driver.back()
    browser.driver.back()
    assert browser.driver.current_url.endswith("/quantities.html")


def test_an_address_with_a_strange_choice(browser: Browser) -> None:
    """A choice that the page does not offer is no choice."""
    browser.open("index", "?verdict=NONSENSE&regime=")
    assert browser.texts("#found") == [f"{len(_listed(browser))} claims"]
    assert _listed(browser) != []
