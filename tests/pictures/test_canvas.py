"""The canvas: formats, equal bytes, SVG for pages, and a style that does not depend on colour."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from critscale.numerics.settings.length import ContextLength
from critscale.pictures import style
from critscale.theory.errors import BadInput

matplotlib = pytest.importorskip("matplotlib")

from critscale.pictures.canvas import drawing, ending, inline_svg, over_heat, panels, save  # noqa: E402


@drawing
def sample(title: str = "a title") -> Any:
    """Return a figure with everything that makes ids: a clipped line with markers, an image, a legend."""
    figure, (axes,) = panels(size=(4, 3))
    axes.plot([0, 1, 2], [0, 1, 4], label="a line", **style.line(0, 3))
    axes.imshow([[0, 1], [1, 0]], extent=(0, 2, 0, 4), aspect="auto")
    over_heat(axes, [0, 2], [4, 0], label="a curve")
    axes.set(title=title, xlabel=style.RHO)
    axes.legend()
    return figure


def luminance(colour: str) -> float:
    """Return the relative luminance of #rrggbb (WCAG)."""
    parts = (int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5))
    red, green, blue = (x / 12.92 if x <= 0.04045 else ((x + 0.055) / 1.055) ** 2.4 for x in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("format", ["svg", "png", "pdf"])
def test_equal_figures_are_equal_bytes(format: str, tmp_path: Path) -> None:
    """Drawn twice, and by a user whose own settings differ; another figure is another file."""
    files = [tmp_path / f"{name}.{format}" for name in "abc"]
    save(sample(), files[0])
    with matplotlib.rc_context({"font.size": 20, "axes.labelsize": 25, "xtick.direction": "in", "svg.hashsalt": "x"}):
        save(sample(), files[1])
    save(sample("another title"), files[2])
    first, second, third = (file.read_bytes() for file in files)
    assert first == second != third
    assert sorted(tmp_path.iterdir()) == files  # no scratch file is left
    assert not re.search(rb"matplotlib v|CreationDate|<dc:date>|Software", first)


def test_a_broken_write_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file is replaced whole or not at all."""
    path = tmp_path / "a.svg"
    path.write_text("before")

    def broken(descriptor: int) -> None:
        raise OSError("no space")

    monkeypatch.setattr("os.fsync", broken)
    with pytest.raises(BadInput, match=r"a\.svg: no space"):
        save(sample(), path)
    assert path.read_text() == "before" and list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("name", ["a", "a.jpg", ".svg", "svg", "a.svg.gz"])
def test_an_ending_that_names_no_format(name: str, tmp_path: Path) -> None:
    """Refused, and nothing written."""
    with pytest.raises(BadInput, match="names no format"):
        save(sample(), tmp_path / name)
    assert list(tmp_path.iterdir()) == []
    assert ending(Path("x.SVG")) == "svg"


def test_an_inline_figure_fits_any_page() -> None:
    """No prolog, no size, no black, no style sheet, text as text, the page's ink; the same text each time."""
    text = inline_svg(sample(), "one", "what is seen")
    assert text == inline_svg(sample(), "one", "what is seen")
    root = ElementTree.fromstring(text)
    assert text.startswith("<svg ") and root.tag == "{http://www.w3.org/2000/svg}svg"
    assert "viewBox" in root.attrib and not {"width", "height"} & set(root.attrib)
    assert root.attrib["fill"] == "currentColor" and "stroke: currentColor" in text
    assert root.attrib["aria-label"] == "what is seen" and "aria-label" not in inline_svg(sample(), "one")
    assert not re.search(r"#000000|<\?xml|<!DOCTYPE|metadata|<style|xlink|<ns", text)
    words = {"".join(e.itertext()).strip() for e in root.iter("{http://www.w3.org/2000/svg}text")}
    assert {"a title", "a line", style.RHO} <= words
    # transparent: nothing as large as the figure is filled
    assert not re.search(r'd="M 0 216[^"]*" style="fill: #', text)


def test_ids_of_inline_figures_are_their_own() -> None:
    """Two figures of one page share none, and every reference leads to an id of its own figure."""
    texts = [inline_svg(sample(), name) for name in ("one", "two")]
    ids = [set(re.findall(r'\bid="([^"]+)"', text)) for text in texts]
    assert ids[0] and not ids[0] & ids[1]
    for text, own in zip(texts, ids, strict=True):
        references = set(re.findall(r'url\(#([^)]+)\)|href="#([^"]+)"', text))
        assert {a or b for a, b in references} == own


@pytest.mark.parametrize("name", ["", "1", 'a"b', "a b", "<a>"])
def test_a_name_that_is_no_id(name: str) -> None:
    """It would break the page."""
    with pytest.raises(BadInput, match="not an id"):
        inline_svg(sample(), name)


def test_lines_differ_without_their_colour() -> None:
    """Each has dashes and a marker of its own."""
    assert len({repr(dashes) for _, dashes, _ in style.LINES}) == len(style.LINES)
    assert len({marker for *_, marker in style.LINES}) == len(style.LINES)
    assert [style.line(7, points)["markevery"] for points in (3, 240)] == [(0, 1), (17, 20)]


@pytest.mark.parametrize("colour", [*(colour for colour, *_ in style.LINES), style.GUIDE])
def test_lines_are_seen_on_light_and_dark_pages(colour: str) -> None:
    """A contrast of 3:1 at least."""
    seen = luminance(colour) + 0.05
    assert 1.05 / seen >= 3
    assert seen / (luminance("#121212") + 0.05) >= 3


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (131072, "131072"),
        ("10^10^100", "10^10^100"),
        ("1e40", "1e40"),
        (12345678901234567, "1.2346e16"),
        ("exp(20)", "exp(20)"),
        (f"exp({10**20 + 1}/3)", "exp(3.3333e19)"),
        (Fraction(1, 3), "1/3"),
        (Fraction(0.3), "0.3"),
        (Fraction(1, 3**40), "8.2253e-20"),
        (Fraction(10) ** 400, "1e400"),
        (Fraction(10**20 + 1, 10**18), "100"),
    ],
)
def test_numbers_of_titles_are_short(number: Any, text: str) -> None:
    """Exact while that is short, else rounded; of any size."""
    assert style.short(number if isinstance(number, Fraction) else ContextLength.parse(number)) == text


def test_a_heat_map_is_legible_in_grey() -> None:
    """Its lightness rises with the value."""
    heat = matplotlib.colormaps[style.HEAT]
    shades = [luminance(matplotlib.colors.to_hex(heat(k / 20))) for k in range(21)]
    assert shades == sorted(shades) and shades[-1] - shades[0] > 0.5
