"""A whole site: every page is well-formed, leads within the site, and fetches nothing."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from posixpath import dirname, join, normpath
from urllib.parse import unquote, urlsplit

import pytest

from critscale.handbook import site as handbook_site
from critscale.handbook.entry import collect
from critscale.handbook.site import build_site
from critscale.pictures.gallery import PICTURES
from critscale.proofs.claim import Claim
from critscale.proofs.library import premises_among
from critscale.proofs.report import Report
from critscale.theory.layer.registry import QUANTITIES

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


def test_a_whole_site(run: tuple[tuple[Claim, ...], Report], monkeypatch: pytest.MonkeyPatch) -> None:
    """A page for each claim and quantity; every page is well-formed, leads within the site, and fetches nothing."""
    about = {id for e in collect(*run, premises_among(run[0])) for id in e.writing.quantities}
    monkeypatch.setattr(handbook_site, "QUANTITIES", {id: QUANTITIES[id] for id in QUANTITIES if id in about})
    site = build_site(*run)
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
    pages = [content.decode() for name, content in site.items() if name.endswith(".html")]
    for page in pages:
        assert not re.search(r'<(?:script|link|img)[^>]+(?:src|href)="(?:https?:)?//', page)
    assert set(re.findall(r'href="https?://([^/"]+)', "".join(pages))) <= {"arxiv.org"}
