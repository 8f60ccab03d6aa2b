"""A side that has no formula in symbols, as the code it is: its expression, and what the names in it mean.

Nothing is typed here: the expression is read off the file the function stands in, a meaning off a docstring or a value.
"""

from __future__ import annotations

import ast
import linecache
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from fractions import Fraction
from functools import lru_cache, partial
from inspect import getclosurevars, getdoc, getsourcefile, unwrap
from types import FunctionType
from typing import Any, TypeAlias

from ..theory.digits import ratio_text
from ..theory.errors import shown

LONGEST = 160
"""Characters of an expression that still can be read at a glance; a longer one is written by its function's name."""
MACHINERY = tuple(f"{__name__.split('.')[0]}.{name}" for name in ("numerics.numbers", "theory.field"))
"""Functions of these make balls of numbers, or are those of mathematics: what they mean need not be said."""
_Node: TypeAlias = ast.FunctionDef | ast.Lambda


@dataclass(frozen=True, slots=True)
class SideCode:
    """A side as code.

    Attributes
    ----------
    text : str
        The expression, in a line.
    meanings : tuple of (str, str)
        Names in it, with what they return or are.
    source : str
        All of the function's text that tells it from another, blanks aside, and the values it closes over.
    """

    text: str
    meanings: tuple[tuple[str, str], ...] = ()
    source: str = ""

    def __str__(self) -> str:
        parts = [self.text, *(f"{name}: {meaning}" for name, meaning in self.meanings)]
        return "; ".join(parts)


def code_of(side: Callable[..., Any]) -> SideCode:
    """Return a function as code: a named one with a docstring by its name, another one by what it returns.

    Parameters
    ----------
    side : callable
        A function, a partial one, or a value that can be called, such as a number made a side.
    """
    if isinstance(side, partial):
        inner = code_of(side.func)
        given = [*map(value_text, side.args), *(f"{k}={value_text(v)}" for k, v in side.keywords.items())]
        name = _name(side.func)
        meaning = _meaning(side.func)
        return SideCode(f"{name}({', '.join(given)}, ...)", ((name, meaning),) if meaning else (), f"{inner.source} {given}")
    if not isinstance(side, FunctionType):
        return SideCode(value_text(side), (), value_text(side))
    node, text = _node(side)
    closed = _closed(side)
    if node is None:
        return SideCode(_name(side), closed, f"{_name(side)} {closed}")
    maker, making = _maker(side, node, text)
    if making:
        settings = ", ".join(f"{name}={value}" for name, value in closed)
        about = [(name, meaning) for name, cell in _cells(side) if (meaning := _meaning(cell))]
        return SideCode(f"{maker}({settings})", ((maker, making), *about), f"{_line(text, node)} {closed}")
    meaning = _meaning(side)
    returned = node.body if isinstance(node, ast.Lambda) else _returned(node)
    source = f"{_line(text, node)} {closed}"
    arguments = ", ".join(a.arg for a in node.args.args)
    called = f"{side.__name__}({arguments})" if isinstance(node, ast.FunctionDef) else "value"
    if meaning:
        return SideCode(called, ((side.__name__, meaning), *closed), source)
    expression = "" if returned is None else _line(text, returned)
    if returned is None or len(expression) > LONGEST:
        return SideCode(called, closed, source)
    return SideCode(expression, (*_meanings(side, returned), *closed), source)


def _name(function: Any) -> str:
    return str(getattr(function, "__name__", type(function).__name__))


def _meaning(function: Any) -> str:
    """Return what a function returns, by the first line of its docstring; empty where it has none."""
    function = unwrap(function) if callable(function) else function
    first = (getdoc(function) or "").strip().split("\n")[0] if isinstance(function, FunctionType) else ""
    return first.removeprefix("Return ").removeprefix("Tell ").removesuffix(".").replace("``", "")


def value_text(value: Any) -> str:
    """Return a value in a line: numbers and texts as they are, functions by name, what can be called by its parts."""
    if isinstance(value, Fraction):
        return ratio_text(value)
    if isinstance(value, bool | int | float | str):
        return shown(repr(value), LONGEST)
    if isinstance(value, FunctionType):
        return code_of(value).text if value.__name__ == "<lambda>" else value.__name__
    if isinstance(value, partial):
        return code_of(value).text
    if is_dataclass(value) and not isinstance(value, type):
        parts = [value_text(getattr(value, f.name)) for f in fields(value)]
        return parts[0] if len(parts) == 1 and type(value).__name__ == "ConstantSide" else f"{_name(value)}({', '.join(parts)})"
    if isinstance(value, tuple | list):
        return f"({', '.join(map(value_text, value))})"
    if isinstance(value, Mapping):
        return f"({', '.join(f'{name}={value_text(one)}' for name, one in value.items())})"
    return _name(value)


def _maker(function: FunctionType, node: _Node, text: str) -> tuple[str, str]:
    """Return the function that returned another one, and what it says it returns; nothing where it says nothing."""
    name, _, inner = function.__qualname__.partition(".<locals>.")
    makers = [f for f in _functions(text) if isinstance(f, ast.FunctionDef) and f.name == name] if inner else []
    if not any(s is node or (isinstance(s, ast.Return) and s.value is node) for f in makers for s in f.body):
        return "", ""
    return name, _meaning(function.__globals__.get(name))


def _cells(function: FunctionType) -> Iterator[tuple[str, Any]]:
    """Yield what a function closes over, by name."""
    for name, cell in zip(function.__code__.co_freevars, function.__closure__ or (), strict=True):
        try:
            yield name, cell.cell_contents
        except ValueError:  # an empty cell
            continue


def _closed(function: FunctionType) -> tuple[tuple[str, str], ...]:
    """Return the values that a function closes over, by name, in a line each."""
    return tuple((name, value_text(value)) for name, value in _cells(function))


def _meanings(function: FunctionType, expression: ast.expr) -> Iterator[tuple[str, str]]:
    """Yield the functions that an expression calls by name, with what they return."""
    known = getclosurevars(function)
    scope = {**known.globals, **known.nonlocals}
    seen: set[str] = set()
    for node in ast.walk(expression):
        if isinstance(node, ast.Call | ast.Name | ast.Attribute):
            name, thing = _resolved(node.func if isinstance(node, ast.Call) else node, scope)
            machinery = str(getattr(thing, "__module__", "")).startswith(MACHINERY)
            if name not in seen and not machinery and (meaning := _meaning(thing)):
                seen.add(name)
                yield name, meaning


def _resolved(node: ast.expr, scope: dict[str, Any]) -> tuple[str, Any]:
    """Return a name or an attribute of a module as it is written, and what it stands for."""
    if isinstance(node, ast.Name):
        return node.id, scope.get(node.id)
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        return f"{node.value.id}.{node.attr}", getattr(scope.get(node.value.id), node.attr, None)
    return "", None


def _line(text: str, node: ast.expr | _Node) -> str:
    """Return a node's text in a line."""
    lines = _lines(text)[node.lineno - 1 : node.end_lineno]
    lines[-1] = lines[-1].encode()[: node.end_col_offset].decode()
    lines[0] = lines[0].encode()[node.col_offset :].decode()
    return " ".join(" ".join(lines).split())


@lru_cache(maxsize=128)
def _lines(text: str) -> list[str]:
    return text.splitlines()


def _returned(node: ast.FunctionDef) -> ast.expr | None:
    """Return what a function of one statement returns."""
    body = [s for s in node.body if not (isinstance(s, ast.Expr) and isinstance(s.value, ast.Constant))]
    return body[0].value if len(body) == 1 and isinstance(body[0], ast.Return) else None


def _node(function: FunctionType) -> tuple[_Node | None, str]:
    """Return where a function stands in its file, and the file's text; none where that cannot be read."""
    try:
        file = getsourcefile(function) or ""
    except TypeError:
        file = ""
    linecache.checkcache(file)
    text = "".join(linecache.getlines(file))
    found = [n for n in _functions(text) if _first_line(n) == function.__code__.co_firstlineno]
    wanted = [n for n in found if isinstance(n, ast.Lambda) == (function.__name__ == "<lambda>")]
    return (min(wanted, key=lambda n: _distance(n, function)), text) if wanted else (None, "")


@lru_cache(maxsize=128)
def _functions(text: str) -> tuple[_Node, ...]:
    try:
        return tuple(n for n in ast.walk(ast.parse(text)) if isinstance(n, ast.FunctionDef | ast.Lambda))
    except SyntaxError:
        return ()


def _first_line(node: _Node) -> int:
    decorators = node.decorator_list if isinstance(node, ast.FunctionDef) else []
    return min(d.lineno for d in (*decorators, node))


def _distance(node: _Node, function: FunctionType) -> int:
    """Return how far the ends of a node's body are from the code of a function: several lambdas may stand on one line."""
    if isinstance(node, ast.FunctionDef):
        return 0
    starts, ends = [], []
    for line, end_line, column, end_column in function.__code__.co_positions():
        if line is None or end_line is None or column is None or end_column is None or (line, column) == (end_line, end_column):
            continue
        starts.append((line, column))
        ends.append((end_line, end_column))
    if not starts:
        return 0
    body = node.body
    start, end = (body.lineno, body.col_offset), (body.end_lineno or 0, body.end_col_offset or 0)
    return _apart(start, min(starts)) + _apart(end, max(ends))


def _apart(x: tuple[int, int], y: tuple[int, int]) -> int:
    return 1000 * abs(x[0] - y[0]) + abs(x[1] - y[1])
