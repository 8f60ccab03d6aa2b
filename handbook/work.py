"""The long jobs of a site: derivations and pictures, each by name, so that it can be done in another process."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias

from markupsafe import Markup

from ..proofs.evidence import Table
from ..theory.layer.registry import QUANTITIES
from .entry import ClaimEntry, slug
from .key_table import KeyTable, key_table
from .law_page import LawPage, law_page
from .quantity_page import QuantityPage, quantity_page

if TYPE_CHECKING:
    from ..numerics.laws.needs import Need

LENGTH = "1000"
"""Context length of the phase diagrams, and the dimension where there is one."""

SHORT, LONG = 4096, 131072
"""Context lengths between which the parts on rows and mechanisms say what each needs."""

Job: TypeAlias = Callable[[], Any]
"""Picklable, and so is what it returns."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A picture for a page: inline SVG, and its files where it has some."""

    name: str
    title: str
    caption: str
    svg: Markup
    claims: tuple[str, ...] = ()
    command: str = ""
    file_svg: bytes = b""
    file_png: bytes = b""


@dataclass(frozen=True, slots=True)
class QuantityMaterial:
    """A quantity's page and its phase diagram."""

    page: QuantityPage
    picture: Drawn


@dataclass(frozen=True, slots=True)
class LawMaterial:
    """A law's page and its picture; none of a law without a formula."""

    page: LawPage
    picture: Drawn | None


def rescaled_job(entry: ClaimEntry) -> Job | None:
    """Return the job that draws a claim's rescaled difference, or None where there is none."""
    return None if entry.rescaled is None else partial(_rescaled, entry.id, entry.rescaled)


def _rescaled(id: str, table: Table) -> str:
    from ..pictures.canvas import inline_svg
    from ..pictures.rescaled import draw

    alt = f"Rescaled difference of {id} along n, tending to its derived coefficient"
    return inline_svg(draw(table), f"p-{slug(id).replace('.', '-')}", alt)


def quantity_job(id: str) -> Job:
    """Return the job that works out a quantity's page."""
    return partial(_quantity, id)


def _quantity(id: str) -> QuantityMaterial:
    from ..pictures.canvas import inline_svg
    from ..pictures.gallery import PICTURES

    picture = PICTURES["phase"]
    title = f"Phase diagram of the {QUANTITIES[id].title}"
    dim = {"dim": LENGTH} if QUANTITIES[id].dimension else {}
    figure = picture.draw(quantity=id, n=LENGTH, **dim)
    svg = Markup(inline_svg(figure, f"phase-{id}", title))  # the canvas escapes
    return QuantityMaterial(quantity_page(id), Drawn(name=f"phase-{id}", title=title, caption=picture.caption, svg=svg))


def law_job(id: str) -> Job:
    """Return the job that works out a law's page."""
    return partial(_law, id)


def _law(id: str) -> LawMaterial:
    page = law_page(id)
    if not page.latex:
        return LawMaterial(page, None)
    from ..pictures.canvas import inline_svg
    from ..pictures.law_shape import CAPTION, draw

    title = f"{page.title} against the context length"
    svg = Markup(inline_svg(draw(id), f"law-{id}", title))  # the canvas escapes
    return LawMaterial(page, Drawn(name=f"law-{id}", title=title, caption=CAPTION, svg=svg))


def keys_job() -> Job:
    """Return the job that tries every key that scales logits in every engine."""
    return partial(_keys)


def _keys() -> KeyTable:
    return key_table()


def needs_job() -> Job:
    """Return the job that asks every mechanism and law of scores for its threshold at two lengths."""
    return _needs


def _needs() -> tuple[Need, ...]:
    from ..numerics.laws.needs import needs

    return needs(SHORT, LONG)


def gallery_jobs(claims: Collection[str]) -> list[Job]:
    """Return the jobs that draw the gallery of some claims: the pictures that show one of them."""
    from ..pictures.gallery import PICTURES

    return [partial(_picture, name) for name, picture in PICTURES.items() if not set(picture.claims).isdisjoint(claims)]


def _picture(name: str) -> Drawn:
    from ..pictures.canvas import inline_svg, rendered
    from ..pictures.gallery import PICTURES

    picture = PICTURES[name]
    figure = picture.draw()
    return Drawn(
        name=name,
        title=picture.title,
        caption=picture.caption,
        svg=Markup(inline_svg(figure, name, picture.alt)),  # the canvas escapes
        claims=picture.claims,
        command=f"critscale plot {name}",
        file_svg=rendered(figure, "svg"),
        file_png=rendered(figure, "png"),
    )
