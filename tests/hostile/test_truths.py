"""What the corpus says of the truth of its statements, in numbers of our own: a wrong label is the worst defect."""

from __future__ import annotations

from typing import Any

import pytest

from critscale.proofs.kinds import Bound, Expansion, Identity, Monotone, Within
from critscale.theory.assumptions import Assumption
from critscale.theory.errors import BadInput

from .corpus import chosen
from .evaluation import SMALL, Charted, NoValue, context_length, domain, exact, excess, fails, grid, points, settles
from .hostile import Hostile, Truth

POINTS, GRID = 60, 8


def built(entry: Hostile) -> tuple[Charted, tuple[Assumption, ...]] | None:
    """Return a statement that lives in a chart; None of another kind, and of what cannot be stated."""
    try:
        statement, assumptions = entry.build()
    except BadInput:
        assert "REFUSED" in entry.allowed
        return None
    return (statement, assumptions) if isinstance(statement, Identity | Expansion | Bound | Monotone) else None


def in_numbers(entry: Hostile) -> bool:
    """Tell whether a truth shows in numbers of our own; else it was seen by hand: there is no chart, or no formula."""
    return built(entry) is not None and (entry.truth != "undefined" or bool(entry.at))


def of(truth: Truth) -> pytest.MarkDecorator:
    """Return the parametrisation over the entries of one truth."""
    entries = [entry for entry in chosen() if entry.truth == truth and in_numbers(entry)]
    return pytest.mark.parametrize("entry", entries, ids=lambda entry: entry.name)


def charted(entry: Hostile) -> tuple[Charted, tuple[Assumption, ...]]:
    """Return a statement that lives in a chart."""
    found = built(entry)
    assert found is not None
    return found


def test_most_truths_show_in_numbers() -> None:
    """Nine of ten false and true ones, at the least."""
    entries = [entry for entry in chosen() if entry.truth in ("false", "true")]
    assert sum(map(in_numbers, entries)) > 0.9 * len(entries)


def named(entry: Hostile) -> tuple[Any, dict[str, Any]]:
    """Return the point an entry names: n, and the exact values of the variables."""
    values: dict[str, Any] = {}
    n: Any = None
    for name, given in entry.at.items():
        if name == "n":
            n = [context_length(x) for x in given] if isinstance(given, tuple) else context_length(given)
        elif callable(given):
            values[name] = given
        else:
            values[name] = [exact(x) for x in given] if isinstance(given, tuple) else exact(given)
    return n, values


def is_limit(statement: Charted) -> bool:
    """Tell whether a statement is one on n -> oo."""
    return isinstance(statement, Expansion) and not isinstance(statement.error, Within)


def place(entry: Hostile, statement: Charted, assumptions: tuple[Assumption, ...]) -> tuple[Any, dict[str, Any]]:
    """Return the point an entry names, which names each variable and lies in the domain."""
    n, values = named(entry)
    variables = domain(statement, assumptions)
    assert {a.name for a in variables if a.fixed is None} <= set(values) <= {a.name for a in variables}
    for a in variables:
        values.setdefault(a.name, a.fixed)
        given = values[a.name]
        assert callable(given) or all(a.holds(x) for x in (given if isinstance(given, list) else [given]))
    return n, values


@of("false")
def test_a_false_statement_fails_where_it_says(entry: Hostile) -> None:
    """The point an entry names lies in the domain, and the statement is violated there."""
    statement, assumptions = charted(entry)
    assert fails(statement, *place(entry, statement, assumptions))


@of("undefined")
def test_an_undefined_statement_has_no_value_where_it_says(entry: Hostile) -> None:
    """The point an entry names lies in the domain, and a side has no value there."""
    statement, assumptions = charted(entry)
    with pytest.raises(NoValue):
        fails(statement, *place(entry, statement, assumptions))


@of("true")
def test_a_true_statement_holds_wherever_we_look(entry: Hostile) -> None:
    """At many points of the domain, ends included, or along n = 10^10, 10^100, 10^1000."""
    statement, assumptions = charted(entry)
    if is_limit(statement):
        assert isinstance(statement, Expansion)
        assert [v for v in grid(statement, assumptions, GRID) if not settles(statement, v)] == []
    else:
        assert [p for p in points(statement, assumptions, POINTS) if excess(statement, *p) > SMALL] == []
