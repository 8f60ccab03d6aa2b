"""The site: every page and picture of a report, by file name.  Nothing is typed here that a claim already says."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from ..audit.law_use import LENGTHS
from ..pictures.gallery import PICTURES
from ..proofs.claim import Claim
from ..proofs.concordance import Concorded, concordance
from ..proofs.evidence import Verdict
from ..proofs.letters import letter_of
from ..proofs.library import premises_among
from ..proofs.premises import Premises
from ..proofs.report import Report, formal_facts, to_json
from ..proofs.uncovered import UNCOVERED, near
from ..theory.escaping import visible
from ..theory.laws.catalogue import LAWS
from ..theory.layer.registry import QUANTITIES
from ..theory.tex import PREAMBLE, tex_comment
from .entry import NOT_CHECKED, ClaimEntry, collect, slug
from .home import DOORS, PICTURE, groups, headlines
from .key_table import WORDS, KeyTable
from .quantity_page import RHO, SETTINGS
from .render import page
from .search_words import claim_words, concordance_words, keys_words, law_words, quantity_words
from .symbols import NOTES, claim_symbols, quantity_symbols
from .trust import nodes, taken_on_trust
from .work import LONG, SHORT, Job, gallery_jobs, keys_job, law_job, needs_job, quantity_job, rescaled_job

if TYPE_CHECKING:
    from ..numerics.laws.needs import Need

STATIC = Path(__file__).parent / "static"
HEADS = Path(__file__).parent / "real_heads.json"
CLASS = "class."
"""The claim on a law's class is its id behind this."""


def build_site(
    claims: Iterable[Claim],
    report: Report,
    *,
    run: Callable[[list[Job]], list[Any]] | None = None,
    file: str = "",
) -> dict[str, bytes]:
    """Return the files of the site: of the claims, of the quantities they are about, and of the pictures that show one of them.

    Parameters
    ----------
    claims : iterable of Claim
        The claims of the run.
    report : Report
        What was found on them and their twins.
    run : callable, optional
        Does the long jobs (derivations, pictures) and returns their results in order, in a pool; here by default.
    file : str
        The user's file the claims come from, for the Python shown.

    Returns
    -------
    dict of str to bytes
        Contents by relative path; equal but for ``timings.css`` and ``timings.json`` where claims and findings are.
    """
    chosen = tuple(claims)
    rests = premises_among(chosen, file)
    entries = collect(chosen, report, rests)
    site = _Site(entries, report, Path(file).name)
    drawn = [(e, r) for e in entries for r in [rescaled_job(e)] if r is not None]
    quantities = [quantity_job(id) for id in QUANTITIES if site.about(id)]
    laws = [law_job(id) for id in LAWS if site.classifies(id)]
    keys = [keys_job()] if laws else []
    gallery = gallery_jobs(site.known)
    parted = [needs_job()] if any(site.part_of(part) for part in PARTS) else []
    work = [*quantities, *laws, *keys, *gallery, *parted, *(job for _, job in drawn)]  # the longest first
    results = iter(run(work) if run is not None else [job() for job in work])
    pages, classified = list(islice(results, len(quantities))), list(islice(results, len(laws)))
    table, pictures = next(islice(results, len(keys)), None), list(islice(results, len(gallery)))
    needs = next(islice(results, len(parted)), ())
    rescaled = {e.id: svg for (e, _), svg in zip(drawn, results, strict=True)}
    files = {"index.html": site.index(pages, classified, table, pictures), "gallery.html": site.gallery(pictures), "premises.html": site.premises(rests)}
    files |= {f"{part.id}.html": site.part(part, needs) for part in PARTS}
    files["heads.html"] = site.heads()
    files["concordance.html"] = site.concordance()
    files["symbols.html"] = site.symbols()
    files |= {f"claims/{e.file}": site.claim(e, rescaled.get(e.id)) for e in entries}
    files |= site.quantities(pages) | site.laws(classified)
    files["keys.html"] = site.keys(table)
    for picture in pictures:
        files |= {f"pictures/{picture.name}.svg": picture.file_svg, f"pictures/{picture.name}.png": picture.file_png}
    return files | _data(report) | {path.name: path.read_bytes() for path in STATIC.iterdir()}


def file_names(claims: Iterable[Claim]) -> set[str]:
    """Return the names of a site's files, before anything is worked out."""
    pictures = {f"pictures/{name}.{ending}" for name in PICTURES for ending in ("svg", "png")}
    parts = {f"{part.id}.html" for part in PARTS}
    topics = {*(f"quantities/{id}.html" for id in QUANTITIES), *(f"laws/{id}.html" for id in LAWS)}
    single = {f"{name}.html" for name in ("index", "quantities", "laws", "keys", "gallery", "heads", "premises", "concordance", "symbols")}
    pages = {*single, *parts, *topics}
    data = {"report.json", "timings.json", "timings.css", *(path.name for path in STATIC.iterdir())}
    return pages | pictures | data | {f"claims/{slug(c.id)}.html" for c in claims}


def _data(report: Report) -> dict[str, bytes]:
    """Return the report as data, timings apart: as JSON, and as the style sheet that puts them on the pages."""
    data = to_json(report)
    seconds = data.pop("timings")
    rules = (f'[data-of="{_css(id)}"]::after {{ content: "{value:.3g} s"; }}\n' for id, value in seconds.items())
    return {
        "report.json": _json(data),
        "timings.json": _json(seconds),
        "timings.css": "".join(rules).encode(),
    }


def _json(data: Any) -> bytes:
    return (json.dumps(data, indent=1) + "\n").encode()


def _css(text: str) -> str:
    """Return text for a CSS string: whatever is no plain character by its number."""
    return "".join(c if c.isalnum() or c in " ._-/" else f"\\{ord(c):x} " for c in text)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the handbook: claims by the letter of their ids, and what each entry of a catalogue needs.

    Attributes
    ----------
    id, title, lead : str
        Name of its page, heading, and what it is about.
    letter : str
        The ids of its claims begin with it.
    kinds : frozenset of str
        What its table shows of `critscale.numerics.laws.needs`.
    """

    id: str
    title: str
    lead: str
    letter: str
    kinds: frozenset[str]


PARTS = (
    Part(
        "rows",
        "Rows of any scores",
        "The scores of a real row have a distribution: what holds for every row, for random scores, and for a needle among them.",
        "E",
        frozenset({"scores", "needle"}),
    ),
    Part(
        "mechanisms",
        "Mechanisms",
        "What turns logits into weights: softmax with and without a sink, entmax, sigmoids, kernels, caps, windows, and what each needs.",
        "H",
        frozenset({"mechanism"}),
    ),
)


OTHERS = (
    ("premises", "What rests on what", "premises, dependencies, graph, taken on trust"),
    ("heads", "Real heads", "measured attention of real models"),
    ("gallery", "Gallery", "pictures, figures"),
)
"""The other pages that a search finds: name, title, and what one would call it."""


class _Site:
    """What the pages of one report share."""

    def __init__(self, entries: tuple[ClaimEntry, ...], report: Report, file: str) -> None:
        self.entries, self.report, self.file = entries, report, file
        self.known = {e.id for e in entries}
        checked = sum(e.finding is not None for e in entries)
        self.broken_off = (
            ""
            if report.complete
            else f"The run was interrupted: {checked} of {len(entries)} claims are checked here, the others are marked "
            f"{NOT_CHECKED}."
        )

    def page(self, template: str, root: str, here: str, **values: Any) -> bytes:
        """Render a template with what every page has."""
        return page(
            template,
            root=root,
            here=here,
            broken_off=self.broken_off,
            versions=self.report.versions,
            linked=lambda id: self.linked(id, root),
            **values,
        )

    def linked(self, id: str, root: str) -> Markup:
        """Return a claim's id as a link, or as text if it is not in this report."""
        if id not in self.known:
            return Markup("<code>{}</code>").format(visible(id))
        return Markup('<a href="{}claims/{}.html">{}</a>').format(root, slug(id), visible(id))

    def index(self, quantities: list[Any], laws: list[Any], keys: KeyTable | None, pictures: list[Any]) -> bytes:
        """Return the home page, whose search finds claims and the pages on quantities, laws and keys."""
        counts = Counter(e.verdict for e in self.entries)
        words = [*(v.value for v in Verdict), *([NOT_CHECKED] if counts[NOT_CHECKED] else [])]
        by_law = {found.page.id: found.page for found in laws}
        return self.page(
            "index.html",
            "",
            "claims",
            total=len(self.entries),
            groups=groups(self.entries),
            headlines=headlines(self.entries),
            doors=DOORS,
            picture=next((p for p in pictures if p.name == PICTURE), None),
            counts=[(word, counts[word]) for word in words],
            facts=self.facts(),
            filters=self.filters(),
            words={e.id: claim_words(e, by_law) for e in self.entries},
            pages=[*_found_pages(quantities, laws, keys), ("concordance.html", "concordance", "Concordance", concordance_words(self.papers()))],
        )

    def facts(self) -> str:
        """Return what ran, in a line."""
        rivals = [r for e in self.entries for r in e.rivals]
        refuted = sum(r.refuted is True for r in rivals)
        methods = ", ".join(self.report.methods)
        formal = self.report.formal
        proofs = "" if formal is None else f" Formal proofs: {formal_facts(formal)}."
        return (
            f"{len(self.entries)} claims. {refuted} of {len(rivals)} must-fail twins refuted, as they must be. "
            f"Budget: {self.report.budget}. Methods: {methods}.{proofs}"
        )

    def filters(self) -> list[tuple[str, str, list[tuple[str, str]]]]:
        """Return name, label and choices of each filter; a choice that no claim has is not offered."""
        columns: Mapping[str, list[str]] = {
            "quantity": [id for id in QUANTITIES if self.about(id)],
            "regime": list(dict.fromkeys(e.regime for e in self.entries)),
            "verdict": list(dict.fromkeys(e.verdict for e in self.entries)),
            "source": sorted({s for e in self.entries for s in e.references}),
        }
        return [
            (name, name.capitalize(), [(v, QUANTITIES[v].title if v in QUANTITIES else v) for v in values])
            for name, values in columns.items()
        ]

    def claim(self, entry: ClaimEntry, svg: str | None) -> bytes:
        """Return the page of a claim."""
        refuted = sum(r.refuted is True for r in entry.rivals)
        return self.page(
            "claim.html",
            "../",
            "claims",
            entry=entry,
            symbols=claim_symbols(entry),
            twins_word=f"{refuted} of {len(entry.rivals)} twins refuted" if entry.rivals else "no twins",
            broken_twin=any(r.refuted is False for r in entry.rivals),
            refutation=entry.finding.refutation if entry.finding else None,
            sentences=_sentences(entry),
            rescaled=None if svg is None else {"svg": Markup(svg), "table": entry.rescaled},  # the canvas escapes
            latex="\n".join((*map(tex_comment, PREAMBLE), entry.claim.latex(entry.finding))),
            bibtex=entry.claim.bibtex(),
            python=self.python(entry),
            code=entry.code,
            law=entry.id.removeprefix(CLASS) if entry.id.removeprefix(CLASS) in LAWS else "",
        )

    def python(self, entry: ClaimEntry) -> str:
        """Return Python that runs the claim and its twins, and its sides as functions."""
        file = f", file={self.file!r}" if self.file else ""
        lines = [
            "import critscale",
            "",
            f"critscale.verify({entry.id!r}{file})",
            f"critscale.verify({entry.id!r}, twins=True{file})",
        ]
        sides = entry.writing.python()
        return "\n".join([*lines, *(["", sides] if sides else [])])

    def about(self, quantity: str) -> list[ClaimEntry]:
        """Return the claims about a quantity."""
        return [e for e in self.entries if quantity in e.writing.quantities]

    def quantities(self, pages: list[Any]) -> dict[str, bytes]:
        """Return the list of quantities that the claims are about, and a page for each."""
        files = {
            "quantities.html": self.page(
                "quantities.html", "", "quantities", pages=[(found.page, len(self.about(found.page.id))) for found in pages]
            )
        }
        for found in pages:
            files[f"quantities/{found.page.id}.html"] = self.page(
                "quantity.html",
                "../",
                "quantities",
                page=found.page,
                symbols=quantity_symbols(found.page.id),
                entries=self.about(found.page.id),
                picture=found.picture,
                rho=RHO,
                settings=SETTINGS,
            )
        return files

    def classifies(self, law: str) -> bool:
        """Tell whether the report has a page for a law: that of its class, or of any where it has no formula."""
        claims = {id for id in self.known if id.startswith(CLASS)}
        return f"{CLASS}{law}" in claims or (LAWS[law].formula is None and bool(claims))

    def laws(self, pages: list[Any]) -> dict[str, bytes]:
        """Return the table of the laws that the claims classify, and a page for each."""
        files = {"laws.html": self.page("laws.html", "", "laws", pages=[found.page for found in pages], at=LENGTHS[0])}
        for found in pages:
            id = found.page.id
            files[f"laws/{id}.html"] = self.page(
                "law.html",
                "../",
                "laws",
                page=found.page,
                picture=found.picture,
                entries=[e for e in self.entries if e.id == f"{CLASS}{id}"],
            )
        return files

    def keys(self, table: KeyTable | None) -> bytes:
        """Return the table key by engine by effect; without rows where no claim is about a law."""
        engines, rows = ((), ()) if table is None else (table.engines, table.rows)
        return self.page("keys.html", "", "keys", engines=engines, rows=rows, words=WORDS)

    def part_of(self, part: Part) -> list[ClaimEntry]:
        """Return the claims of a part."""
        return [e for e in self.entries if e.id.startswith(part.letter)]

    def part(self, part: Part, needs: Iterable[Need]) -> bytes:
        """Return the page of a part."""
        shown = [need for need in needs if need.kind in part.kinds]
        return self.page("part.html", "", part.id, part=part, entries=self.part_of(part), needs=shown, start=SHORT, end=LONG)

    def heads(self) -> bytes:
        """Return the page of the experiment on real heads, from what ``make real`` kept for it."""
        return self.page("heads.html", "", "heads", blocks=json.loads(HEADS.read_text(encoding="utf-8")))

    def concordance(self) -> bytes:
        """Return the places of papers that the claims cite, with their verdicts; a report of some claims has theirs alone."""
        verdicts = {e.id: e.verdict for e in self.entries}
        return self.page(
            "concordance.html",
            "",
            "concordance",
            papers=self.papers(),
            verdicts=lambda row: Counter(verdicts[claim.id] for claim in row.claims).most_common(),
        )

    def papers(self) -> tuple[Concorded, ...]:
        """Return the concordance of the report's claims; what no claim states only where one of them is near."""
        uncovered = () if self.file else tuple(u for u in UNCOVERED if near(u, self.known))
        return concordance((e.claim for e in self.entries), uncovered)

    def symbols(self) -> bytes:
        """Return the page of symbols; those of quantities lead to their pages where the report has them."""
        groups = groupby(NOTES, lambda symbol: symbol.group)
        shown = {id for id in QUANTITIES if self.about(id)}
        return self.page("symbols.html", "", "symbols", groups=[(name, list(group)) for name, group in groups], shown=shown)

    def premises(self, rests: Premises) -> bytes:
        """Return the page of what rests on what: the graph, and what is taken on trust, by how many claims rest on it."""
        claims, found = [e.claim for e in self.entries], (*self.report.premises, *self.report.findings)
        every = nodes(claims, found, rests)
        return self.page(
            "premises.html",
            "",
            "premises",
            nodes=every,
            by_letter=[(letter, list(some)) for letter, some in groupby(every, key=lambda node: letter_of(node.id))],
            known=self.known,
            slug=slug,
            carrying=sorted((node for node in every if node.carries), key=lambda node: -node.carries),
            trusted=taken_on_trust(claims, found, rests),
        )

    def gallery(self, pictures: list[Any]) -> bytes:
        """Return the gallery."""
        return self.page("gallery.html", "", "gallery", pictures=pictures)


def _found_pages(quantities: list[Any], laws: list[Any], keys: KeyTable | None) -> list[tuple[str, str, str, str]]:
    """Return address, id, title and words of the pages that a search finds beside the claims."""
    found = [(f"quantities/{q.page.id}.html", q.page.id, q.page.title, quantity_words(q.page)) for q in quantities]
    found += [(f"laws/{law.page.id}.html", law.page.id, law.page.title, law_words(law.page)) for law in laws]
    found += [("keys.html", "keys", "Keys by engine by effect", keys_words(keys))] if keys else []
    found += [("symbols.html", "symbols", "Symbols", " ".join(f"{note.typed} {note.short}" for note in NOTES))]
    found += [(f"{part.id}.html", part.id, part.title, part.lead) for part in PARTS]
    return [*found, *((f"{id}.html", id, title, lead) for id, title, lead in OTHERS)]


def _sentences(entry: ClaimEntry) -> list[str]:
    regime = getattr(entry.claim.statement, "regime", None)
    found = [a.sentence() for a in entry.claim.assumptions]
    if regime is None:
        return found
    found = list(dict.fromkeys([*found, *(a.sentence() for a in regime.parameters)]))
    return [*([f"{regime.condition}: {regime.meaning}"] if regime.condition else [regime.meaning]), *found]
