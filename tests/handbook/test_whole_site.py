"""A whole site: every page is well-formed, leads within the site, and fetches nothing."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from posixpath import dirname, join, normpath
from urllib.parse import unquote, urlsplit

from critscale.handbook import site as handbook_site
from critscale.handbook.entry import collect
from critscale.handbook.site import build_site
from critscale.handbook.work import gallery_jobs
from critscale.pictures.gallery import PICTURES
from critscale.proofs.claim import Claim
from critscale.proofs.library import package_claims, premises_among
from critscale.proofs.report import Report
from critscale.theory.laws.catalogue import LAWS
from critscale.theory.layer.registry import QUANTITIES


def test_all_claims_show_all_quantities_and_pictures() -> None:
    """So the whole site is one of the whole package."""
    claims = package_claims()
    about = {id for c in claims for id in c.statement.written(c.assumptions).quantities}
    assert about == set(QUANTITIES)
    assert len(gallery_jobs({c.id for c in claims})) == len(PICTURES)
    assert {f"class.{id}" for id, law in LAWS.items() if law.formula is not None} <= {c.id for c in claims}


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


def test_a_whole_site(run: tuple[tuple[Claim, ...], Report]) -> None:
    """A page for each claim and for each quantity and picture of one; all well-formed, lead within the site, fetch nothing."""
    about = {id for e in collect(*run, premises_among(run[0])) for id in e.writing.quantities}
    site = build_site(*run)
    assert b"<svg" in site["quantities/output-cosine.html"]
    assert site.keys() <= handbook_site.file_names(run[0])
    shown = [name for name, picture in PICTURES.items() if {c.id for c in run[0]} & set(picture.claims)]
    assert 0 < len(shown) < len(PICTURES)
    assert {n for n in site if n.startswith("pictures/")} == {f"pictures/{n}.{end}" for n in shown for end in ("svg", "png")}
    assert all(f"critscale plot {name}" in site["gallery.html"].decode() for name in shown)
    assert {n for n in site if n.startswith("claims/")} == {f"claims/{c.id}.html" for c in run[0]}
    assert {n for n in site if n.startswith("quantities/")} == {f"quantities/{id}.html" for id in about}
    laws = ["yarn", *(id for id, law in LAWS.items() if law.formula is None)]  # that of its claim, and those without a formula
    assert {n for n in site if n.startswith("laws/")} == {f"laws/{id}.html" for id in laws}
    assert b"<svg" in site["laws/yarn.html"] and b'href="../claims/class.yarn.html"' in site["laws/yarn.html"]
    assert "does not run" in site["keys.html"].decode() and "key<sup>2</sup>" in site["keys.html"].decode()
    for page in ("laws.html", "index.html", "claims/class.yarn.html"):
        assert b'laws/yarn.html"' in site[page]
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
    pages = [content.decode() for name, content in site.items() if name.endswith(".html")]
    for page in pages:
        assert not re.search(r'<(?:script|link|img)[^>]+(?:src|href)="(?:https?:)?//', page)
    assert set(re.findall(r'href="https?://([^/"]+)', "".join(pages))) <= {"arxiv.org"}
