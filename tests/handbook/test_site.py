"""The site: what stands on it, that it can show a failure, and that it is the same for the same inputs."""

from __future__ import annotations

import html
import json
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

import pytest
from markupsafe import escape

from critscale.handbook import site as handbook_site
from critscale.handbook.entry import collect, slug
from critscale.handbook.mathml import mathml
from critscale.handbook.quantity_page import quantity_page
from critscale.handbook.render import cited
from critscale.handbook.site import _sentences, _Site, build_site
from critscale.handbook.trust import MACHINERY, taken_on_trust
from critscale.handbook.typeset import typeset
from critscale.handbook.work import LENGTH, quantity_job
from critscale.pictures.canvas import inline_svg
from critscale.pictures.gallery import PICTURES
from critscale.proofs.claim import Claim, but
from critscale.proofs.evidence import METHODS, Evidence, Verdict
from critscale.proofs.kinds import Bound, Computed, Expansion
from critscale.proofs.library import premises_among, select
from critscale.proofs.report import Report
from critscale.proofs.suite import run_suite
from critscale.theory.assumptions import CORRELATION, NO_RESIDUAL
from critscale.theory.field import Scalar
from critscale.theory.layer.regimes import CRITICAL, FINITE, SUBCRITICAL, Point
from critscale.theory.layer.registry import QUANTITIES

Run = tuple[tuple[Claim, ...], Report]
Site = dict[str, bytes]
TIMINGS = {"timings.css", "timings.json"}
EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "myclaims.py"


def pages(site: Site) -> dict[str, str]:
    """Return the pages as text."""
    return {name: content.decode() for name, content in site.items() if name.endswith(".html")}


def quickly(claims: tuple[Claim, ...], report: Report) -> Site:
    """Build a site without quantities and gallery, which are the same in each."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(handbook_site, "QUANTITIES", {})
        patch.setattr(handbook_site, "gallery_jobs", lambda claims: [])
        return build_site(claims, report)


@pytest.fixture(name="site")
def _site(run: Run) -> Site:
    return quickly(*run)


def counts(site: Site) -> dict[str, int]:
    """Return how often the index says each verdict was found."""
    found = re.findall(r'</span> ([A-Z ]+)</span> <span class="number">(\d+)<', site["index.html"].decode())
    return {word: int(count) for word, count in found}


def test_the_index_counts(run: Run, site: Site) -> None:
    """Claims by verdict, those not reached among them, and the twins that were refuted."""
    claims, report = run
    twins = sum(len(c.twins) for c in claims)
    assert sum(counts(site).values()) == len(claims) == counts(site)["PROVED"] + counts(site)["SUPPORTED"]
    assert "NOT CHECKED" not in counts(site)
    assert f"{twins} of {twins} must-fail twins refuted" in site["index.html"].decode()
    partial_site = quickly(claims, replace(report, findings=report.findings[:2], complete=False))
    assert counts(partial_site)["NOT CHECKED"] == len(claims) - 1
    assert f"1 of {twins} must-fail twins refuted" in partial_site["index.html"].decode()
    assert f"1 of {len(claims)} claims are checked" in partial_site["index.html"].decode()
    planted = quickly((PLANTED,), verify_claims(PLANTED))
    assert counts(planted)["REFUTED"] == 1 and "0 of 1 must-fail twins refuted" in planted["index.html"].decode()
    page = planted[f"claims/{slug(PLANTED.id)}.html"].decode()
    assert "0 of 1 twins refuted" in page
    assert "<details open><summary>Must-fail twins" in page and "<details><summary>Must-fail twins" in "".join(
        pages(site).values()
    )


def test_a_choice_that_no_claim_has_is_not_offered(run: Run) -> None:
    """Quantities in the registry's order, sources in the alphabet's."""
    entries = collect(*run, premises_among(run[0]))
    found = {name: [v for v, _ in choices] for name, _, choices in _Site(entries, run[1], "").filters()}
    about = {id for e in entries for id in e.writing.quantities}
    assert found["quantity"] == [id for id in QUANTITIES if id in about] and len(about) < len(QUANTITIES)
    assert set(found["regime"]) == {e.regime for e in entries}
    assert found["source"] == sorted({s for e in entries for s in e.references})


def test_a_quantity_lists_the_claims_about_it(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those whose functions speak of it, and how many; its values and its expansions."""
    monkeypatch.setattr(handbook_site, "QUANTITIES", {"other-weight": QUANTITIES["other-weight"]})
    monkeypatch.setattr(handbook_site, "gallery_jobs", lambda claims: [])
    site = build_site(*run)
    about = [e.id for e in collect(*run, premises_among(run[0])) if "other-weight" in e.writing.quantities]
    assert 0 < len(about) < len(run[0])
    page = site["quantities/other-weight.html"].decode()
    assert re.findall(r'claims/([^"]+)\.html">', page) == about
    assert f"{len(about)} claims" in page and f"{len(about)} claims" in site["quantities.html"].decode()
    material = quantity_page("other-weight")
    assert all(f"<td>{value}</td>" in page for row in material.values for value in row[1:])
    assert page.count('class="expansion"') == len(material.formulas) == page.count(', formula 1"')


def test_a_claim_page_says_all(site: Site) -> None:
    """The verdict in a word and the formula first, evidence and hypotheses unfolded, then the folded parts."""
    page = site["claims/A3.cosine.critical-plain.html"].decode().partition("<article")[2]
    parts = ("PROVED", "<math", 'id="evidence"', 'id="hypotheses"', "Error term", "<details><summary>Rescaled difference", "Must-fail twins")
    places = [page.index(part) for part in parts]
    assert places == sorted(places)
    assert "REFUTED, as it must be" in page
    assert "2 of 2 twins refuted" in page
    assert "at ρ = " in re.sub(r"<[^>]+>", "", page)
    assert r"\frac{4 \rho}{1 + 3 \rho}" in page
    assert "critscale.verify(&#39;A3.cosine.critical-plain&#39;, twins=True)" in page
    assert '<a href="../claims/A3.cosine.critical.html">A3.cosine.critical</a>' in page
    assert '<a href="../quantities/output-cosine.html">' in page


def test_every_part_of_a_claim_stands_on_its_page(run: Run, site: Site) -> None:
    """Conditions, error term, source, each twin's own formula, and what a reader filters by."""
    index = site["index.html"].decode()
    for entry in collect(*run, premises_among(run[0])):
        page = site[f"claims/{entry.file}"].decode()
        head = page.partition('<div class="grounds">')[0]
        assert mathml(entry.writing.latex, block=True) in head and entry.writing.remark in page
        assert all(mathml(condition) in head for condition in entry.writing.where)
        assert cited(entry.claim.source) in page.partition("<summary>Source")[2]
        if entry.writing.error:
            assert f"<p>{mathml(entry.writing.error)}: " in page
        for rival in entry.rivals:
            twin = page.partition(f"<h3>{typeset(rival.twin.name)}</h3>")[2].partition("</section>")[0]
            assert mathml(rival.writing.latex, block=True) in twin
        for name, values in (("quantity", " ".join(entry.writing.quantities)), ("source", "|".join(entry.references))):
            assert re.search(
                rf'data-{name}="{re.escape(values)}"[^>]*data-typed="{re.escape(str(escape(entry.claim.title)))}"',
                index,
            )


def by_hand(p: Point) -> Scalar:
    """Return one, by name."""
    return p.x


def test_a_claim_without_symbols_shows_what_is_computed() -> None:
    """And says that its title states it."""
    computed = Computed(cases=({"x": 1},), left=by_hand, right=lambda p: p.x)
    claim = replace(PLANTED, statement=computed, assumptions=(), twins=())
    page = quickly((claim,), verify_claims(claim))[f"claims/{slug(claim.id)}.html"].decode()
    assert "def by_hand(p: Point)" in page
    assert "<p class=\"remark\">Both sides are computed, at 1 stated points; nothing is claimed between them." in page
    assert "<dt>left</dt>" in page and "<code>by_hand(p)</code>, where <code>by_hand</code> is one, by name" in page


def test_a_quantity_has_its_own_phase_diagram(monkeypatch: pytest.MonkeyPatch) -> None:
    """Drawn from its name, in the dimension n where it has one."""
    monkeypatch.setattr("critscale.handbook.work.quantity_page", str)  # derivations have tests of their own
    for id, dim in (("other-weight", {}), ("mean-square-jacobian", {"dim": LENGTH})):
        drawn, figure = quantity_job(id)().picture, PICTURES["phase"].draw(quantity=id, n=LENGTH, **dim)
        assert drawn.svg == inline_svg(figure, f"phase-{id}", drawn.title)


def test_the_assumptions_of_the_regime_count(run: Run) -> None:
    """Depth and window weight are assumed by the chart, not by the claim."""
    claim = replace(PLANTED, statement=replace(FLAT, regime=SUBCRITICAL), twins=())
    text = " ".join(_sentences(collect((claim,), run[1], premises_among((claim,)))[0]))
    assert SUBCRITICAL.condition in text and all(a.sentence() in text for a in SUBCRITICAL.parameters)
    assert CORRELATION.sentence() in text


def test_used_by_is_the_other_end_of_uses(site: Site) -> None:
    """Nobody types it."""
    page = site["claims/A3.cosine.critical.html"].decode()
    assert "A3.cosine.critical-plain" in page.partition("Rest on it")[2]


def test_the_same_inputs_give_the_same_bytes(run: Run) -> None:
    """Twice, and with other timings: only the timings differ."""
    claims, report = run
    slower = replace(report, findings=tuple(replace(f, seconds=f.seconds + 1) for f in report.findings))
    first, second = quickly(claims, report), quickly(claims, slower)
    assert {name for name in first if first[name] != second[name]} == TIMINGS
    assert first.keys() == second.keys()


def test_timings_of_any_id() -> None:
    """An id is a string of the style sheet, whatever is in it."""
    finding = replace(verify_claims(PLANTED).findings[0], id='a"b\\c\n}', seconds=1.5)
    css = quickly((), Report((finding,), "quick", (), total=1))["timings.css"].decode()
    assert css == '[data-of="a\\22 b\\5c c\\a \\7d "]::after { content: "1.5 s"; }\n'


def test_a_deleted_claim_vanishes_and_nothing_else(run: Run) -> None:
    """Its page, its picture, its entry; other pages lose their links to it, and stay as they are else."""
    claims, report = run
    gone = "A3.cosine.critical-plain"
    fewer = tuple(c for c in claims if c.id != gone)
    kept = replace(report, findings=tuple(f for f in report.findings if gone not in (f.id, f.twin_of)))
    before, after = quickly(claims, report), quickly(fewer, kept)
    assert before.keys() - after.keys() == {f"claims/{gone}.html"}
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {"index.html", "claims/A3.cosine.critical.html", "concordance.html", "premises.html", "report.json", *TIMINGS}
    assert not any(gone.encode() in content for content in after.values())


FLAT = Expansion(regime=CRITICAL, quantity=lambda p: p.one, value=lambda p: p.one)
PLANTED = Claim(
    id="planted / false?",
    title="the self weight is at most rho <at> every n",
    statement=Bound(regime=FINITE, lower=lambda p: p.row.self_weight, upper=lambda p: p.rho),
    assumptions=(CORRELATION, NO_RESIDUAL),
    twins=but("true after all", "1 for rho", upper=1),
)


def test_a_planted_false_claim_shows_refuted_with_its_point() -> None:
    """On the index and on its page; and so does a twin that was not refuted."""
    report = verify_claims(PLANTED)
    site = quickly((PLANTED,), report)
    assert site.keys() <= handbook_site.file_names((PLANTED,))
    index = site["index.html"].decode()
    assert 'data-verdict="REFUTED"' in index
    page = site[f"claims/{slug(PLANTED.id)}.html"].decode()
    point = report.findings[0].refutation
    assert point is not None and point.point
    text = re.sub(r"<[^>]+>", "", page)
    refuted = re.sub(r"<[^>]+>", "", page.partition('<section class="refutation"')[2].partition("</section>")[0])
    assert f"n = {dict(point.point)['n']}" in refuted
    assert "NOT REFUTED: PROVED" in text
    assert "&lt;at&gt;" in page


def verify_claims(*claims: Claim) -> Report:
    """Run claims that are in no library, here."""
    from critscale.proofs.suite import run_claim

    findings = [f for c in claims for f in (run_claim(c), *map(run_claim, c.must_fail))]
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
    assert json.loads(site["timings.json"]).keys() == {f.id for f in (*run[1].findings, *run[1].premises)}
    assert "timings" not in data


def test_an_expansion_without_figures_has_no_picture() -> None:
    """Where the quantity equals its value there is no difference to draw."""
    claim = Claim(id="exact", title="1 = 1", statement=FLAT)
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


def table(page: str, id: str) -> list[list[str]]:
    """Return the rows of a table as texts."""
    body = page.partition(f'<table id="{id}">')[2].partition("</table>")[0].partition("<tbody>")[2]
    return [[re.sub(r"<[^>]+>", "", cell) for cell in re.findall(r"<t[dh][ >].*?</t[dh]>", row, re.DOTALL)] for row in body.split("<tr")[1:]]


def test_the_page_of_premises(run: Run, site: Site) -> None:
    """What most rests on comes first, directly and in all, with its verdict, whether it was asked for or checked because of it."""
    rests, page = premises_among(run[0]), site["premises.html"].decode()
    found = table(page, "carrying")
    carried = rests.carrying(run[0])
    assert {id: int(count) for count, _, id, *_ in found} == carried
    assert [int(count) for count, *_ in found] == sorted(carried.values(), reverse=True)
    every = {c.id for c in run[0]} | carried.keys()
    assert {id: int(direct) for _, direct, id, *_ in found} == {i: sum(i in rests.direct[other] for other in every) for i in carried}
    assert all("PROVED" in row[3] or "SUPPORTED" in row[3] for row in found)


def test_the_graph_is_drawn_from_words(run: Run, site: Site) -> None:
    """Every claim and all it rests on stands in the table with its premises; each mark of the map leads to one of them."""
    rests, page = premises_among(run[0]), site["premises.html"].decode()
    rows = {row[0]: row[3].split(", ") if row[3] else [] for row in table(page, "rests")}
    assert rows == {id: list(rests.ranked(id)) for id in rows}
    assert rows.keys() == {c.id for c in run[0]}.union(*(rests.all[c.id] for c in run[0]))
    assert {unquote(id) for id in re.findall(r'class="dot[^>]*focus=([^"]+)"', page)} == rows.keys()
    assert 'href="../premises.html?focus=A3.cosine.critical"' in site["claims/A3.cosine.critical.html"].decode()


def test_what_is_taken_on_trust_is_said(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """On the page of the claim and on that of the premises, with how many claims rest on it; premises short of a proof, machinery."""
    claim = replace(run[0][0], id="mine", statement=Bound(regime=FINITE, lower=0, upper=lambda p: trusted(p.t)), twins=())
    monkeypatch.setattr(handbook_site, "QUANTITIES", {})
    monkeypatch.setattr(handbook_site, "gallery_jobs", lambda claims: [])
    site = build_site((claim,), run[1])
    assert "causal.unheard_of</code>, which no claim ties" in site["claims/mine.html"].decode()
    assert ["1", "name", "causal.unheard_of", "no claim ties it to a definition"] in table(site["premises.html"].decode(), "trusted")
    premise = next(iter(premises_among(run[0]).carrying(run[0])))
    weak = replace(run[1], premises=tuple(replace(f, verdict=Verdict.SUPPORTED) if f.id == premise else f for f in run[1].premises))
    trust = taken_on_trust(run[0], (*weak.premises, *weak.findings), premises_among(run[0]))
    assert next((row.name, row.why) for row in trust if row.kind == "premise") == (premise, "SUPPORTED")
    assert [row.count for row in trust] == sorted((row.count for row in trust), reverse=True)
    methods = Counter(e.method for f in run[1].findings if not f.twin_of for e in f.evidence if e.verdict is not Verdict.UNKNOWN)
    assert {row.name: row.count for row in trust if row.kind == "machinery"} == {m: n for m, n in methods.items() if m in MACHINERY}


def test_every_method_says_what_it_trusts() -> None:
    """None is left out of the table of what is taken on trust."""
    assert MACHINERY.keys() == {*METHODS, "formal"}


def trusted(x: Scalar) -> Scalar:
    """Return a number, under the name of a function of the catalogue that no claim knows."""
    return x


trusted.__module__, trusted.__qualname__ = "critscale.theory.layer.causal", "unheard_of"


def test_parts_on_rows_and_mechanisms() -> None:
    """Each has its own claims and what its entries need; of other claims alone both pages say that there are none."""
    claims = select(("E8.pareto", "H4.identity.from"))
    site = quickly(claims, run_suite(claims, budget="quick"))
    rows, mechanisms = site["rows.html"].decode(), site["mechanisms.html"].decode()
    assert "claims/E8.pareto.html" in rows and "sphere:d=64" in rows and "H4.identity.from" not in rows
    assert "claims/H4.identity.from.html" in mechanisms and "entmax:alpha=3/2" in mechanisms and "sphere" not in mechanisms
    other = select(("A1.weights.normalised",))
    without = quickly(other, run_suite(other, budget="quick"))
    assert all("These claims are about none." in without[f"{name}.html"].decode() for name in ("rows", "mechanisms"))


def test_the_page_on_real_heads() -> None:
    """Every heading, sentence and number of the experiment, in HTML; tables have their header cells, nothing foreign acts."""
    claims = select(("A1.weights.normalised",))
    found = quickly(claims, run_suite(claims, budget="quick"))["heads.html"].decode()
    blocks = json.loads(handbook_site.HEADS.read_text(encoding="utf-8"))
    text = html.unescape(re.sub(r"<[^>]*>", "", found))
    tables = [block for block in blocks if "rows" in block]
    assert len(tables) > 6 and found.count("<table>") == len(tables)
    assert found.count('<th scope="col">') == sum(len(block["head"]) for block in tables)
    assert found.count("<td>") == sum(len(row) for block in tables for row in block["rows"])
    assert all(cell in text for block in tables for row in block["rows"] for cell in row if cell.replace(".", "").isdigit())
    headings = [block["heading"] for block in blocks if "heading" in block]
    assert len(headings) >= 8 and found.count("<h2>") + found.count("<h3>") == len(headings)
    assert sum(len(block["sentences"]) for block in blocks if "sentences" in block) == found.count("<li>")


def test_the_concordance_has_the_verdicts(run: Run, site: Site) -> None:
    """A claim's verdict and formal theorem beside its place; what no claim states only where a claim of the report is near."""
    text = site["concordance.html"].decode()
    row = text[text.index(">A3.cosine.critical<") :]
    assert "Cosine.cosine_critical" in row[: row.index("</tr>")] and "PROVED" in row[: row.index("</tr>")]
    assert "Theorem 2.2" in text and "Not covered" in text and "Theorem C.2" not in text
    partial_site = quickly(run[0], replace(run[1], findings=(), complete=False))
    assert "NOT CHECKED" in partial_site["concordance.html"].decode()
    planted = quickly((PLANTED,), verify_claims(PLANTED))["concordance.html"].decode()
    assert "cite no paper" in planted and "Not covered" not in planted


def test_symbols_are_linked_where_they_are_used(site: Site) -> None:
    """Each link of a claim's page to the page of symbols has its anchor."""
    anchors = set(re.findall(r'id="([^"]+)"', site["symbols.html"].decode()))
    used = re.findall(r'symbols\.html#([^"]+)"', site["claims/A3.cosine.critical.html"].decode())
    assert {"rho", "n", "gamma", "output-cosine"} <= set(used) <= anchors


def test_the_formal_theorem_is_named_whether_or_not_it_was_run(run: Run, site: Site) -> None:
    """With how to run it where it was not."""
    page = site["claims/A3.cosine.critical.html"].decode()
    assert "Cosine.cosine_critical" in page and "A3.cosine.critical --formal" in page
    proof = Evidence(method="formal", verdict=Verdict.PROVED, detail="")
    findings = tuple(replace(f, evidence=(*f.evidence, proof)) for f in run[1].findings)
    page = quickly(run[0], replace(run[1], findings=findings))["claims/A3.cosine.critical.html"].decode()
    assert "which the kernel checked in this run" in page and "A3.cosine.critical --formal" not in page


def test_the_index_has_what_a_source_names(site: Site) -> None:
    """A theorem and its authors find the claim, though its title has neither."""
    text = site["index.html"].decode()
    at = text.rindex(">A3.cosine.critical<")
    item = text[text.rindex("<li", 0, at) : at]
    assert "Theorem 2.1" in item and "Polyanskiy" in item
