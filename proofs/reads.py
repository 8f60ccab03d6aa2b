"""What a statement reads: the functions of the catalogue and the charts that its sides refer to, followed through.

Nothing is run.  A side is a function; its code names globals, closed-over values, attributes of modules and imports, and
each function of the package among them is followed in turn.  So a branch that is not taken counts too.  What is reached
through an object that a side is handed, such as the row of a point, comes with the chart that makes the object.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from dis import get_instructions
from functools import cache, partial
from importlib import import_module
from types import CodeType, FunctionType, MethodType, ModuleType
from typing import Any

from ..theory.layer.regimes import Regime
from .kinds.statement import Statement

PACKAGE = __name__.split(".")[0]
ROOM = f"{PACKAGE}.theory"
CATALOGUE = (
    "dynamics.depth",
    "dynamics.flows",
    "laws.extension",
    "layer.almost_simplex",
    "layer.blocks",
    "layer.causal",
    "layer.finite_dimension",
    "layer.jacobian",
    "layer.levels",
    "layer.quantities",
    "layer.sphere",
    "mechanisms.positions",
    "mechanisms.weights",
    "rows.backgrounds",
    "rows.boltzmann",
    "rows.bounds",
    "rows.entmax",
    "scores.limits",
    "scores.needle",
    "scores.scale_invariant",
)
"""The modules of `theory` whose public functions abbreviate something: each has a meaning that a claim has to tie down."""


def name_of(thing: Callable[..., Any] | Regime) -> str:
    """Return how a function of the catalogue, or a chart, is called where a claim is said to read it.

    Examples
    --------
    >>> from critscale.theory.layer import quantities
    >>> name_of(quantities.odds)
    'quantities.odds'
    """
    if isinstance(thing, Regime):
        return f"chart {thing.id}"
    return f"{thing.__module__.rsplit('.', 1)[-1]}.{thing.__qualname__}"


def defined_in_catalogue(function: Callable[..., Any]) -> bool:
    """Tell whether a function is a public one of the catalogue."""
    module = function.__module__.removeprefix(f"{ROOM}.")
    parts = function.__qualname__.split(".")
    return module in CATALOGUE and not any(part.startswith(("_", "<")) for part in parts)


def reads(statement: Statement) -> frozenset[str]:
    """Return the names of what a statement reads.

    Parameters
    ----------
    statement : Statement
        Of any kind.

    Returns
    -------
    frozenset of str
        Functions of the catalogue, and ``chart ...`` for the chart of a statement that has a row.
    """
    start = list(statement.reads())
    charts = {name_of(thing) for thing in start if isinstance(thing, Regime) and thing.has_row}
    return frozenset(charts | {name_of(f) for f in followed(start) if defined_in_catalogue(f)})


def followed(start: Sequence[Any]) -> set[FunctionType]:
    """Return every function that some objects refer to, directly or through others.

    Functions of the package are followed, and those of the files that the objects themselves come from.
    """
    homes = {PACKAGE, *(_home(thing) for thing in start if isinstance(thing, FunctionType))}
    found: set[FunctionType] = set()
    waiting = list(start)
    seen: dict[int, Any] = {}
    while waiting:
        thing = waiting.pop()
        if id(thing) in seen:
            continue
        seen[id(thing)] = thing  # kept, so that no other object takes its id
        if not isinstance(thing, FunctionType):
            waiting += _parts(thing)
        elif _home(thing) in homes:
            found.add(thing)
            waiting += _references(thing)
    return found


def _home(thing: Any) -> str:
    return str(getattr(thing, "__module__", "") or "").split(".")[0]


def _parts(thing: Any) -> Iterator[Any]:
    """Yield what an object that is no function is made of, as far as it may hold functions."""
    if isinstance(thing, MethodType):
        yield from (thing.__func__, thing.__self__)
    elif isinstance(thing, partial):
        yield from (thing.func, *thing.args, *thing.keywords.values())
    elif isinstance(thing, tuple | list | set | frozenset):
        yield from thing
    elif isinstance(thing, Mapping):
        yield from thing.values()
    elif isinstance(thing, type):
        if _home(thing) == PACKAGE:
            yield from (getattr(value, "__func__", getattr(value, "fget", value)) for value in vars(thing).values())
    elif is_dataclass(thing) and _home(type(thing)) == PACKAGE and not isinstance(thing, Regime):
        yield type(thing)
        yield from (getattr(thing, f.name, None) for f in fields(thing))


@cache
def _references(function: FunctionType) -> tuple[Any, ...]:
    """Return what a function refers to: its defaults, and what its code and the code inside it load by name."""
    known = dict(function.__globals__)
    for name, cell in zip(function.__code__.co_freevars, function.__closure__ or (), strict=True):
        try:
            known[name] = cell.cell_contents
        except ValueError:  # an empty cell
            known.pop(name, None)
    defaults = (*(function.__defaults__ or ()), *(function.__kwdefaults__ or {}).values())
    return (*defaults, *_loaded(function.__code__, known))


def _loaded(code: CodeType, known: dict[str, Any]) -> Iterator[Any]:
    """Yield the objects that instructions load by name, an attribute of a module or class in place of these."""
    missing = object()
    known = {name: value for name, value in known.items() if name not in code.co_varnames}
    here: Any = missing
    """What the instruction before left behind, where it is known."""
    module: Any = missing
    numbers: list[Any] = []
    for step in get_instructions(code):
        before, here = here, missing
        match step.opname:
            case "LOAD_CONST" | "LOAD_SMALL_INT":
                numbers.append(step.argval)
            case "IMPORT_NAME":
                module = _imported(step.argval, numbers[-2], known)
                here = module
            case "IMPORT_FROM":
                here = getattr(module, step.argval, missing)
                yield here
            case "LOAD_ATTR" | "LOAD_METHOD":
                if isinstance(before, ModuleType | type):
                    here = getattr(before, step.argval, missing)
                    yield here
            case "STORE_FAST" | "STORE_DEREF":
                if before is not missing:
                    known[step.argval] = before
            case "PUSH_NULL" | "CACHE" | "PRECALL":
                here = before
            case opname if opname.startswith("LOAD_") and isinstance(step.argval, str):
                here = known.get(step.argval, missing)
                yield here
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _loaded(constant, known)


def _imported(name: str, level: int, known: Mapping[str, Any]) -> Any:
    """Return the module that an import statement inside a function names."""
    return import_module("." * level + name, known.get("__package__") or None)
