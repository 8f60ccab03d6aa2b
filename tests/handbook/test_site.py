"""The site: what stands on it, that it can show a failure, and that it is the same for the same inputs."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache, partial
from html.parser import HTMLParser
from posixpath import dirname, join, normpath
from urllib.parse import unquote, urlsplit

import pytest

from critscale.handbook import site as handbook_site
from critscale.handbook.entry import OUTSIDE, Entry, collect, slug
from critscale.handbook.quantity_page import quantity_page
from critscale.handbook.site import build
from critscale.pictures.gallery import PICTURES
from critscale.proofs.claim import Claim, Twin
from critscale.proofs.evidence import Verdict
from critscale.proofs.library import select
from critscale.proofs.statements import Bound, Computed, Expansion
from critscale.proofs.suite import Report, verify
from critscale.theory.assumptions import CORRELATION, NO_RESIDUAL
from critscale.theory.field import Scalar
from critscale.theory.regimes import CRITICAL, FINITE, FREE, Point
from critscale.theory.registry import QUANTITIES

Run = tuple[tuple[Claim, ...], Report]
Site = dict[str, bytes]
TIMINGS = {"timings.css", "timings.json"}


VOID = {"meta", "link", "input", "br", "hr", "img"}


class _Links(HTMLParser):
    """The links and sources of a page, its ids, and whether every element is closed."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.links += [str(found[k]) for k in ("href", "src") if found.get(k)]
        if found.get("id"):
            self.ids.append(str(found["id"]))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.open.pop()


def parsed(page: bytes) -> _Links:
    """Return the links and ids of a well-formed page."""
    reader = _Links()
    reader.feed(page.decode())
    assert reader.open == []
    return reader


def pages(site: Site) -> dict[str, str]:
    """Return the pages as text."""
    return {name: content.decode() for name, content in site.items() if name.endswith(".html")}


def quickly(claims: tuple[Claim, ...], report: Report) -> Site:
    """Build a site without quantities and gallery, which are the same in each."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(handbook_site, "QUANTITIES", {})
        patch.setattr(handbook_site, "gallery_jobs", list)
        return build(claims, report)


@lru_cache(maxsize=1)
def small_run() -> Run:
    """Return claims of several kinds and the report of a quick run of them and their twins."""
    claims = select(("A1.weights.normalised", "A3.cosine.critical*", "A5b.bound.self-weight", "engines.odds"))
    return claims, verify(claims, with_twins=True, budget="quick")


@pytest.fixture(name="run")
def _run() -> Run:
    return small_run()


@pytest.fixture(name="site")
def _site() -> Site:
    return quickly(*small_run())


def test_a_whole_site(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page for each claim and quantity; every page is well-formed, leads within the site, and fetches nothing."""
    about = {id for e in collect(*run) for id in e.writing.quantities}
    monkeypatch.setattr(handbook_site, "QUANTITIES", {id: QUANTITIES[id] for id in QUANTITIES if id in about})
    site = build(*run)
    assert b"<svg" in site["quantities/output-cosine.html"]
    assert site.keys() <= handbook_site.file_names(run[0])
    for name in PICTURES:
        assert {f"pictures/{name}.svg", f"pictures/{name}.png"} <= site.keys()
        assert f"critscale plot {name}" in site["gallery.html"].decode()
    assert {n for n in site if n.startswith("claims/")} == {f"claims/{c.id}.html" for c in run[0]}
    assert {n for n in site if n.startswith("quantities/")} == {f"quantities/{id}.html" for id in about}
    for name, content in site.items():
        if not name.endswith(".html"):
            continue
        found = parsed(content)
        assert len(set(found.ids)) == len(found.ids), name
        for link in found.links:
            parts = urlsplit(link)
            if parts.scheme or not parts.path:
                continue
            assert normpath(join(dirname(name), unquote(parts.path))) in site, (name, link)
    for page in pages(site).values():
        assert not re.search(r'<(?:script|link|img)[^>]+(?:src|href)="(?:https?:)?//', page)
    assert set(re.findall(r'href="https?://([^/"]+)', "".join(pages(site).values()))) <= {"arxiv.org"}


def test_a_claim_page_says_all(site: Site) -> None:
    """Formula first, then the verdict in a word, then the folded parts."""
    page = site["claims/A3.cosine.critical-plain.html"].decode().partition("<article")[2]
    places = [
        page.index(x) for x in ("<math", "PROVED", "Assumptions", "Error term", "Evidence", "Rescaled difference")
    ]
    assert places == sorted(places)
    assert "REFUTED, as it must be" in page
    assert "2 of 2 twins refuted" in page
    assert "at ρ = " in re.sub(r"<[^>]+>", "", page)
    assert r"\frac{4 \rho}{1 + 3 \rho}" in page
    assert "critscale.verify(&#39;A3.cosine.critical-plain&#39;, twins=True)" in page
    assert '<a href="../claims/A3.cosine.critical.html">A3.cosine.critical</a>' in page
    assert '<a href="../quantities/output-cosine.html">' in page


def test_each_twin_has_its_own_finding(run: Run) -> None:
    """Two twins of a claim, two findings; what the suite found is not mixed up."""
    for entry in collect(*run):
        assert entry.finding is not None and entry.finding.id == entry.id
        for rival in entry.rivals:
            assert rival.finding is not None
            assert (rival.finding.id, rival.finding.title) == (f"{entry.id} / {rival.twin.name}", rival.twin.change)


def entry(claim: Claim) -> Entry:
    """Return a claim as the handbook has it, checked here."""
    (found,) = collect((claim,), verify_claims(claim))
    return found


def test_a_twin_s_own_assumptions_stand_with_it() -> None:
    """Where only they were changed, nothing else would tell it from the claim."""
    twin = Twin(name="wider", change="rho up to 3", statement=PLANTED.statement, assumptions=(WIDER, NO_RESIDUAL))
    (rival,) = entry(replace(PLANTED, twins=(twin,))).rivals
    assert r"0 < \rho < 3" in rival.writing.where


def test_what_a_reader_filters_by() -> None:
    """A regime only where there is one; arXiv numbers, else authors and year, else the first words of the source."""
    assert entry(PLANTED).regime == OUTSIDE
    assert entry(replace(PLANTED, statement=FLAT)).regime == "critical"
    for source, references in (
        ("arXiv 2510.05554, Theorem 2; 2312.10794; arXiv 2510.05554", ("arXiv 2510.05554", "arXiv 2312.10794")),
        ("Higham 2008, section 3", ("Higham 2008",)),
        ("Vaswani et al. (2017)", ("Vaswani et al.",)),
        ("derived; see A3", ("derived",)),
        ("derived: by hand", ("derived",)),
    ):
        assert entry(replace(PLANTED, source=source)).references == references


def test_only_the_rescaled_difference_is_drawn() -> None:
    """Another method's figures are a table and no picture."""
    computed = Computed(cases=({"x": 1},), left=lambda p: p.x, right=lambda p: 2 * p.x)
    found = entry(replace(PLANTED, statement=computed, assumptions=(), twins=()))
    assert found.evidence[0].table is not None and found.rescaled is None


def below(p: Point) -> Scalar:
    """Return one, by name."""
    return p.one


def test_code_is_shown_where_there_are_no_symbols() -> None:
    """A function with a name, or a part of one; no lambda, and nothing where the formula is written."""
    computed = Computed(cases=({"one": 1},), left=below, right=partial(below))
    assert entry(replace(PLANTED, statement=computed, assumptions=(), twins=())).code.count("def below") == 1
    assert not entry(replace(PLANTED, statement=Bound(regime=FREE, lower=below, upper=below))).code
    right = replace(computed, left=lambda p: p.one)
    assert entry(replace(PLANTED, statement=right, assumptions=(), twins=())).code.startswith("def below")


def test_used_by_is_the_other_end_of_uses(site: Site) -> None:
    """Nobody types it."""
    page = site["claims/A3.cosine.critical.html"].decode()
    assert "A3.cosine.critical-plain" in page.partition("Used by")[2]


def test_the_same_inputs_give_the_same_bytes(run: Run) -> None:
    """Twice, and with other timings: only the timings differ."""
    claims, report = run
    slower = replace(report, findings=tuple(replace(f, seconds=f.seconds + 1) for f in report.findings))
    first, second = quickly(claims, report), quickly(claims, slower)
    assert {name for name in first if first[name] != second[name]} == TIMINGS
    assert first.keys() == second.keys()


def test_a_deleted_claim_vanishes_and_nothing_else(run: Run) -> None:
    """Its page, its picture, its entry; other pages lose their links to it, and stay as they are else."""
    claims, report = run
    gone = "A3.cosine.critical-plain"
    fewer = tuple(c for c in claims if c.id != gone)
    kept = replace(report, findings=tuple(f for f in report.findings if gone not in (f.id, f.twin_of)))
    before, after = quickly(claims, report), quickly(fewer, kept)
    assert before.keys() - after.keys() == {f"claims/{gone}.html"}
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {"index.html", "claims/A3.cosine.critical.html", "report.json", *TIMINGS}
    assert not any(gone.encode() in content for content in after.values())


WIDER = replace(CORRELATION, high=Fraction(3))
FLAT = Expansion(regime=CRITICAL, quantity=lambda p: p.one, value=lambda p: p.one)
PLANTED = Claim(
    id="planted / false?",
    title="the self weight is at most rho <at> every n",
    statement=Bound(regime=FINITE, lower=lambda p: p.row.self_weight, upper=lambda p: p.rho),
    assumptions=(CORRELATION, NO_RESIDUAL),
    twins=(
        Twin(
            name="true after all",
            change="1 for rho",
            statement=Bound(regime=FINITE, lower=lambda p: p.row.self_weight, upper=lambda p: p.one),
        ),
    ),
)


def test_a_planted_false_claim_shows_refuted_with_its_point() -> None:
    """On the index and on its page; and so does a twin that was not refuted."""
    report = verify_claims(PLANTED)
    site = quickly((PLANTED,), report)
    index = site["index.html"].decode()
    assert 'data-verdict="REFUTED"' in index
    page = site[f"claims/{slug(PLANTED.id)}.html"].decode()
    point = report.findings[0].refutation
    assert point is not None and point.point
    text = re.sub(r"<[^>]+>", "", page)
    assert f"n = {dict(point.point)['n']}" in text
    assert "NOT REFUTED: PROVED" in text
    assert "&lt;at&gt;" in page


def verify_claims(*claims: Claim) -> Report:
    """Run claims that are in no library, here."""
    from critscale.proofs.suite import run_claim, run_twin

    findings = [f for c in claims for f in (run_claim(c), *(run_twin(c, t) for t in c.twins))]
    return Report(findings=tuple(findings), budget="default", methods=(), total=len(findings))


def test_a_broken_off_run_shows_as_such(run: Run) -> None:
    """A banner on every page, and claims that were not reached are marked, not passed over."""
    claims, report = run
    partial = replace(report, findings=report.findings[:1], complete=False)
    site = quickly(claims, partial)
    for page in pages(site).values():
        assert "Broken off." in page
    index = site["index.html"].decode()
    assert index.count('data-verdict="NOT CHECKED"') == len(claims) - 1
    last = site[f"claims/{claims[-1].id}.html"].decode()
    assert "broken off before this claim was checked" in last
    assert "Broken off." not in quickly(claims, report)["index.html"].decode()


def test_the_data_are_the_report(run: Run, site: Site) -> None:
    """report.json has every finding, timings.json the seconds of each."""
    data = json.loads(site["report.json"])
    assert [f["id"] for f in data["findings"]] == [f.id for f in run[1].findings]
    assert json.loads(site["timings.json"]).keys() == {f.id for f in run[1].findings}
    assert "timings" not in data


@pytest.mark.parametrize("id", ["A3.cosine", "a b", "a/b", "../../etc", "a?b#c", "", "ä", "A" * 300])
def test_file_names(id: str) -> None:
    """Whatever an id is, its page has a plain name, and two ids never share one."""
    assert re.fullmatch(r"[A-Za-z0-9._-]+", slug(id))
    assert len(slug(id)) < 200
    assert slug(id) != slug(id + "!") != slug(id + "?")


def test_error_terms_have_a_sentence(run: Run) -> None:
    """Limits, B-terms, bounds, identities: each says what is left out."""
    found = {e.id: e.error_term for e in collect(*run)}
    assert found["A3.cosine.critical"] == ("o(1)", "quantity - value tends to 0 as n -> oo.")
    assert "theorem at finite n" in found["A5b.bound.self-weight"][1]
    assert found["A1.weights.normalised"] == ("", "None: nothing is left out.")
    assert "15" in found["engines.odds"][1]


def test_an_expansion_without_figures_has_no_picture() -> None:
    """Where the quantity equals its value there is no difference to draw."""
    claim = Claim(
        id="exact",
        title="1 = 1",
        statement=Expansion(regime=CRITICAL, quantity=lambda p: p.one, value=lambda p: p.one),
    )
    report = verify_claims(claim)
    assert report.findings[0].verdict is Verdict.PROVED
    page = quickly((claim,), report)["claims/exact.html"].decode()
    assert "Rescaled difference" not in page


def test_a_long_constant_gets_a_name() -> None:
    """The formula can be read at a glance, and nothing of the constant is lost."""
    expanded = next(f for f in quantity_page("common-gain").formulas if f.id == "common-gain.window")
    assert "C" in expanded.shown[0] and len(expanded.shown[0]) < 180
    (constant,) = expanded.constants
    assert constant.startswith("C = ") and len(constant) > 180
    assert "C" not in expanded.latex[0]
