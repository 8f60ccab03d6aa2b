"""The graph of what rests on what: by address, by keyboard, in words, on a phone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from selenium.webdriver.common.keys import Keys

from critscale.proofs.library import premises

if TYPE_CHECKING:
    from tests.browser.conftest import Browser

CLAIM = "A3.cosine.critical"


def _level(browser: Browser, at: int) -> list[str]:
    """Return the ids in a column, those in folded letters too."""
    script = """return [...document.querySelectorAll(`.levels [data-level='${arguments[0]}'] a.node`)]
      .map((one) => new URL(one.href).searchParams.get('focus'))"""
    return list(browser.run(script, at))


def test_the_address_says_what_is_drawn(browser: Browser) -> None:
    """The claim in the middle, what it rests on to one side by steps, each claim once; the status says how many in all."""
    browser.open("premises", f"?focus={CLAIM}&depth=2")
    rests = premises()
    assert _level(browser, 0) == [CLAIM]
    first = set(rests.direct[CLAIM])
    second = {i for claim in first for i in rests.direct[claim]} - first
    assert set(_level(browser, -1)) == first
    assert set(_level(browser, -2)) == second != set()
    said = browser.texts("#said")[0]
    assert f"rests on {len(first)} claims directly, {len(rests.all[CLAIM])} in all" in said
    browser.open("premises", f"?focus={CLAIM}&depth=1")
    assert _level(browser, -2) == [] != _level(browser, -1)
    shown = browser.run("return document.querySelectorAll('.levels svg path').length")
    assert shown == len(first)


def test_what_rests_on_a_premise_is_drawn_too(browser: Browser) -> None:
    """Upwards; a long column is folded by letter, and unfolds."""
    browser.open("premises", "?focus=A0.symmetry.one-sum&depth=3")
    up = _level(browser, 1)
    assert up and all("A0.symmetry.one-sum" in premises().direct[id] for id in up)
    folded = browser.run("return [...document.querySelectorAll('.levels details')].map((one) => one.open)")
    longest = max((len(_level(browser, at)) for at in (1, 2, 3)), default=0)
    assert bool(folded) is (longest > 24) and not any(folded)


def test_by_keyboard(browser: Browser) -> None:
    """Arrows move between columns and within one, the focus shows a claim's own lines, Enter puts it in the middle, back undoes it."""
    browser.open("premises", f"?focus={CLAIM}&depth=2")
    browser.tab_to("[data-level='0'] a.node")
    browser.press(Keys.ARROW_LEFT)
    here = "return document.activeElement.closest('section').dataset.level"
    assert browser.run(here) == "-1"
    assert browser.run("return document.querySelectorAll('.levels path.own').length") > 0
    browser.press(Keys.ARROW_UP)
    browser.press(Keys.ARROW_DOWN)
    assert browser.run(here) == "-1"
    wanted = browser.run("return new URL(document.activeElement.href).searchParams.get('focus')")
    browser.press(Keys.ENTER)
    assert _level(browser, 0) == [wanted]
    assert browser.run("return new URLSearchParams(location.search).get('focus')") == wanted
    assert browser.run(here) == "0"
    browser.driver.back()
    browser.wait_for(f"document.getElementById('focus').value === '{CLAIM}'")
    assert _level(browser, 0) == [CLAIM]


def test_the_map_leads_to_a_claim(browser: Browser) -> None:
    """One stop for Tab in each band, arrows within it, Enter draws what is around the claim."""
    browser.open("premises")
    assert browser.texts("#said") == ["Choose a claim, here or below."]
    assert browser.run("return [...document.querySelectorAll('.band')].every((band) => band.querySelectorAll(':scope a[tabindex]').length === band.querySelectorAll('a').length - 1)")
    browser.run("document.querySelector('.band a').focus()")
    browser.press(Keys.ARROW_RIGHT)
    wanted = browser.run("return new URL(document.activeElement.href).searchParams.get('focus')")
    browser.press(Keys.ENTER)
    assert _level(browser, 0) == [wanted]


def test_an_unknown_claim_is_said(browser: Browser) -> None:
    """And markup in the address is text."""
    browser.open("premises", "?focus=%3Cb%3Enobody%3C/b%3E&depth=x")
    assert browser.texts("#said") == ["No claim of this report is called <b>nobody</b>."]
    assert browser.texts(".levels") == [] == browser.texts("#said b")


def test_on_a_phone_the_columns_are_lists(browser: Browser) -> None:
    """One below the other, without lines, nothing cut."""
    browser.view(390, 844)
    browser.open("premises", f"?focus={CLAIM}&depth=2")
    assert browser.too_wide(390) == []
    lefts = browser.run("return [...document.querySelectorAll('.levels > section')].map((one) => one.getBoundingClientRect().left)")
    assert len(set(lefts)) == 1 < len(lefts)
    assert browser.run("return document.querySelectorAll('.levels path').length") == 0


def test_a_claim_leads_to_its_graph(browser: Browser) -> None:
    """By a link on its page; and back to the page from the middle of the graph."""
    browser.open(f"library/claims/{CLAIM}.html", unfold=True)
    browser.run("document.querySelector('a[href*=\"premises.html?focus\"]').click()")
    browser.wait_for("document.querySelector('.levels .node') !== null")
    assert _level(browser, 0) == [CLAIM]
    assert browser.run("return document.querySelector('.levels p + a').href.endsWith('/claims/A3.cosine.critical.html')")


def test_without_scripts_the_table_says_it(without_scripts: Browser) -> None:
    """Every claim with what it rests on, in words; what needs a script is not there."""
    without_scripts.open("premises", unfold=True)
    rows = without_scripts.texts("#rests tbody tr")
    assert len(rows) > 20 and any(row.startswith(CLAIM) and "A0.definition.output-cosine" in row for row in rows)
    assert without_scripts.texts("#graph") == []
