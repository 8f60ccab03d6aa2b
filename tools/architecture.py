"""The picture and the table of ``docs/architecture.md``: rooms, wings and arrows, from the imports as they are.

A wing is a package inside a room.  Inside a room a box stands above every box that it imports; an arrow that follows from
others is not drawn.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from functools import cache
from html import escape
from pathlib import Path
from textwrap import wrap
from typing import NamedTuple

import critscale

PACKAGE = Path(critscale.__file__).resolve().parent
PAGE = Path(__file__).resolve().parent.parent / "docs" / "architecture.md"
ROOMS = ("cli", "face", "handbook", "pictures", "audit", "measure", "proofs", "numerics", "theory")
"""From the top floor down."""
BEGIN, END = "<!-- rooms: make reference -->\n", "<!-- end of rooms -->"

Graph = Mapping[str, set[str]]
COLOURS = dict(
    zip(ROOMS, ("#eceff4", "#eceff4", "#f3e8f1", "#f6e9e6", "#f7efe2", "#f1f1e0", "#e8eef7", "#e5f2f1", "#eef3e6"), strict=True)
)
WIDTH, START, LABEL, LETTER, LINE, PAD, GAP = 960, 230, 90, 6.6, 16, 8, 30


@cache
def modules() -> Mapping[str, Path]:
    """Return the modules of the package by name, such as ``theory/layer/row``; those of the root are the face."""
    inside = {p.relative_to(PACKAGE).with_suffix("").as_posix(): p for r in ROOMS for p in (PACKAGE / r).rglob("*.py")}
    face = {f"face/{p.stem}": p for p in PACKAGE.glob("*.py") if p.stem != "__main__"}
    return {**inside, **face}


@cache
def imports() -> Graph:
    """Return which modules each module imports, wherever the line stands."""
    return {name: set(_imported(name, path)) - {name} for name, path in modules().items()}


def _imported(name: str, path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level:
            home = path.parents[node.level - 1].joinpath(*(node.module or "").split("."))
            for alias in node.names:
                yield from (n for n in (_name(home / alias.name) or _name(home),) if n)


def _name(path: Path) -> str:
    """Return the name of the module at a path without suffix, empty if there is none."""
    if not path.is_relative_to(PACKAGE):
        return ""
    name = path.relative_to(PACKAGE).as_posix()
    return next((n for n in (name, f"face/{name}") if n in modules()), "")


def wing(module: str) -> str:
    """Return the wing of a module; a module outside wings stands for itself, or for its room if that has no wings."""
    room, *rest = module.split("/")
    if room == "face" or not any((PACKAGE / room).glob("*/*.py")):
        return room
    return f"{room}/{rest[0]}"


def wings() -> Graph:
    """Return the arrows between wings."""
    arrows: dict[str, set[str]] = {}
    for name, others in imports().items():
        if not name.endswith("__init__") or name.startswith("face"):
            arrows.setdefault(wing(name), set()).update(wing(other) for other in others)
    return {name: others - {name} for name, others in arrows.items()}


def circle(graph: Graph) -> list[str]:
    """Return a circle of a graph, empty if it has none."""
    done: set[str] = set()

    def walk(name: str, path: list[str]) -> list[str]:
        if name in path:
            return path[path.index(name) :]
        if name in done:
            return []
        found = next((c for other in sorted(graph[name]) if (c := walk(other, [*path, name]))), [])
        done.add(name)
        return found

    return next((c for name in sorted(graph) if (c := walk(name, []))), [])


def depths(graph: Graph) -> dict[str, int]:
    """Return how many arrows lead down from each node at most; the graph has no circle."""

    @cache
    def depth(name: str) -> int:
        return max((1 + depth(other) for other in graph[name]), default=0)

    return {name: depth(name) for name in graph}


def reduced(graph: Graph) -> set[tuple[str, str]]:
    """Return the arrows that do not follow from others."""

    @cache
    def below(name: str) -> frozenset[str]:
        return frozenset(graph[name]).union(*(below(other) for other in graph[name]))

    return {(a, b) for a in graph for b in graph[a] if not any(b in below(c) for c in graph[a])}


def floors() -> dict[str, list[list[tuple[str, list[str]]]]]:
    """Return, by room, its rows from the top down, each a list of boxes: a name, and the nodes in the box."""
    graph, result = wings(), {}
    for room in ROOMS:
        inside = {
            a: {b for b in others if b.split("/")[0] == room} for a, others in graph.items() if a.split("/")[0] == room
        }
        level = depths(inside)
        rows = []
        for height in sorted(set(level.values()), reverse=True):
            here = sorted(n for n in level if level[n] == height)
            plain = [n for n in here if "/" in n and f"{n}/__init__" not in modules()]
            rows.append(
                [(n, [n]) for n in here if n not in plain]
                + ([(", ".join(p.split("/")[1] for p in plain), plain)] if plain else [])
            )
        result[room] = [] if room in graph else rows
    return result


def rooms() -> Graph:
    """Return the arrows between rooms."""
    arrows: dict[str, set[str]] = {room: set() for room in ROOMS}
    for name, others in wings().items():
        arrows[name.split("/")[0]] |= {other.split("/")[0] for other in others}
    return {room: others - {room} for room, others in arrows.items()}


def picture() -> str:
    """Return the picture: a floor for each room, and in it an arrow from a box to each that it needs."""
    place: dict[str, Box] = {}
    back, front, y, chain = [], [], GAP / 2, _chain(rooms())
    for room, rows in floors().items():
        top = y
        place[room] = Box(GAP if room in chain else GAP + LABEL, top + PAD, _width(room), LINE + PAD)
        front.append(_box([room], place[room], bold=True))
        front.append(
            f'<text x="{START:g}" y="{top + LINE + PAD:g}" text-anchor="start">{escape(sentence(room))}</text>'
        )
        y += LINE + PAD + GAP / 2
        for row in rows:
            x = START + (WIDTH - START - sum(_width(label) for label, _ in row) - GAP * (len(row) - 1)) / 2
            for label, nodes in row:
                box = Box(x, y + PAD, _width(label), LINE * len(_lines(label)) + PAD)
                place |= dict.fromkeys(nodes, box)
                front.append(_box(_lines(label), box, bold=f"{nodes[0]}/__init__" in modules()))
                x += box.width + GAP
            y += max(LINE * len(_lines(label)) + PAD for label, _ in row) + GAP
        back.append(f'<rect x="4" y="{top:g}" width="{WIDTH - 8}" height="{y - top - 6:g}" fill="{COLOURS[room]}"/>')
    inside = {(a, b) for a, b in reduced(wings()) if a.split("/")[0] == b.split("/")[0]}
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {y:g}" width="{WIDTH}" role="img" '
            'font-family="DejaVu Sans, Verdana, sans-serif" font-size="11" text-anchor="middle">',
            "<title>The rooms and wings of critscale, and who imports whom</title>",
            '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
            '<path d="M0 0 8 4 0 8z" fill="#555"/></marker></defs>',
            f'<rect width="{WIDTH}" height="{y:g}" fill="#fff"/>',
            *back,
            *sorted({_arrow(place[a], place[b]) for a, b in inside | reduced(rooms()) if place[a] != place[b]}),
            *front,
            "</svg>\n",
        ]
    )


def sentence(name: str) -> str:
    """Return what a room or wing is, in the first line of its docstring."""
    module = modules().get(f"{name}/__init__", PACKAGE / f"{name}.py")
    return (ast.get_docstring(ast.parse(module.read_text(encoding="utf-8"))) or "").splitlines()[0]


def _chain(graph: Graph) -> set[str]:
    """Return the nodes of a longest way down."""
    level = depths(graph)
    node = max(graph, key=level.__getitem__)
    chain = {node}
    while graph[node]:
        node = max(sorted(graph[node]), key=level.__getitem__)  # of two as deep, always the same
        chain.add(node)
    return chain


class Box(NamedTuple):
    """A rectangle of the picture."""

    x: float
    y: float
    width: float
    height: float


def _lines(label: str) -> list[str]:
    return wrap(label.split("/")[-1], 60)


def _width(label: str) -> float:
    return max(map(len, _lines(label))) * LETTER + 2 * PAD


def _box(lines: list[str], box: Box, bold: bool) -> str:
    weight, middle = "bold" if bold else "normal", box.x + box.width / 2
    text = "".join(
        f'<text x="{middle:g}" y="{box.y + LINE * k - 3:g}" font-weight="{weight}">{line}</text>'
        for k, line in enumerate(lines, start=1)
    )
    size = f'width="{box.width:g}" height="{box.height:g}"'
    return f'<rect x="{box.x:g}" y="{box.y:g}" {size} rx="4" fill="#fff" stroke="#777"/>{text}'


def _arrow(a: Box, b: Box) -> str:
    x1, y1, x2, y2 = a.x + a.width / 2, a.y + a.height, b.x + b.width / 2, b.y
    bend = (y2 - y1) / 2
    curve = f"M{x1:g} {y1:g}C{x1:g} {y1 + bend:g} {x2:g} {y2 - bend:g} {x2:g} {y2:g}"
    return f'<path d="{curve}" fill="none" stroke="#555" marker-end="url(#tip)"/>'


def page() -> str:
    """Return the page with its table of rooms and wings written anew."""
    head, rest = PAGE.read_text(encoding="utf-8").split(BEGIN)
    names = [
        n for room, rows in floors().items() for n in (room, *sorted(m for row in rows for _, ms in row for m in ms))
    ]
    packages = [n for n in names if "/" not in n or f"{n}/__init__" in modules()]
    rows = [f"| {'' if '/' in n else '**'}`{n}`{'' if '/' in n else '**'} | {sentence(n)} |" for n in packages]
    return head + BEGIN + "\n".join(["| where | what |", "|---|---|", *rows]) + "\n" + END + rest.split(END)[1]
