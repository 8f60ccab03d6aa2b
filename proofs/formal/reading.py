"""What a formal statement says at given values of its variables: its terms evaluated, exactly or in balls.

Numbers are exact rationals until a logarithm, an exponential or a root makes them balls of the working precision.
Definitions are looked up in the sources, so a changed definition changes every value it enters.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any, TypeAlias

from flint import arb, fmpq

from .gallina import Apply, Compare, Fun, Let, Name, Not, Number, Term, Unreadable

Value: TypeAlias = Any
"""An ``fmpq``, an ``arb``, a record as a dict of its fields, or a function of such."""
Environment: TypeAlias = Mapping[str, Value]
Lookup: TypeAlias = Callable[[str], Value]
"""What a name means that is not bound: a definition of the sources, as a value or a function; LookupError if none."""


def exact(value: int | Fraction) -> fmpq:
    """Return an exact number as a value."""
    fraction = Fraction(value)
    return fmpq(fraction.numerator, fraction.denominator)


def _divide(x: Value, y: Value) -> Value:
    if y == 0:
        raise Unreadable("a division by zero")
    return x / y


def _log(x: Value) -> arb:
    if not x > 0:
        raise Unreadable("the logarithm of a number that is not positive")
    return arb(x).log()


BUILT_IN: dict[str, Value] = {
    "+": lambda x, y: x + y,
    "-": lambda x, y: x - y,
    "*": lambda x, y: x * y,
    "/": _divide,
    "negate": lambda x: -x,
    "invert": lambda x: _divide(exact(1), x),
    "exp": lambda x: arb(x).exp(),
    "ln": _log,
    "sqrt": lambda x: arb(x).sqrt(),
    "Rabs": abs,
    "Rpower": lambda x, y: (y * _log(x)).exp(),
    "INR": lambda n: n,
}
"""The library's operations, by name; ``Rpower x y`` is exp (y ln x) by definition."""


def evaluate(term: Term, environment: Environment, lookup: Lookup) -> Value:
    """Return the value of a term.

    Raises
    ------
    Unreadable
        If a name has no meaning here, or the term is no arithmetic.
    """
    match term:
        case Number(value):
            return exact(value)
        case Name(text):
            return _meaning(text, environment, lookup)
        case Apply(Name("^"), (base, exponent)):
            # The exponent is read in the scope of the naturals, where - and / mean something else.
            if not isinstance(exponent, Number) or exponent.value.denominator != 1:
                raise Unreadable("a power with an exponent that is no natural numeral")
            return evaluate(base, environment, lookup) ** int(exponent.value)
        case Apply(function, arguments):
            return apply(
                evaluate(function, environment, lookup), [evaluate(a, environment, lookup) for a in arguments]
            )
        case Fun(parameters, body):
            return function_of(parameters, body, environment, lookup)
        case Let(name, value, body):
            return evaluate(body, {**environment, name: evaluate(value, environment, lookup)}, lookup)
    raise Unreadable(f"{type(term).__name__} where a number should be")


def _meaning(name: str, environment: Environment, lookup: Lookup) -> Value:
    if name in environment:
        return environment[name]
    if name in BUILT_IN:
        return BUILT_IN[name]
    try:
        return lookup(name)
    except LookupError:
        raise Unreadable(f"{name} has no meaning here") from None


def function_of(parameters: tuple[str, ...], body: Term, environment: Environment, lookup: Lookup) -> Value:
    """Return the function fun parameters => body."""

    def call(*values: Value) -> Value:
        return evaluate(body, {**environment, **dict(zip(parameters, values, strict=True))}, lookup)

    return call


def apply(function: Value, arguments: list[Value]) -> Value:
    """Apply a function to all its arguments."""
    if not callable(function):
        raise Unreadable("a number where a function should be")
    try:
        return function(*arguments)
    except (TypeError, ValueError) as error:
        raise Unreadable(f"a function cannot be applied: {error}") from None


def holds(statement: Term, environment: Environment, lookup: Lookup) -> bool:
    """Tell whether a chain of comparisons certainly holds.

    Raises
    ------
    Unreadable
        If the statement is of another kind.
    """
    match statement:
        case Not(body):
            return refutable(body, environment, lookup)
        case Compare(sides, relations):
            values = [evaluate(s, environment, lookup) for s in sides]
            return all(_related(r, x, y) for r, x, y in zip(relations, values, values[1:], strict=False))
    raise Unreadable("a premise that is no comparison of numbers")


def refutable(statement: Term, environment: Environment, lookup: Lookup) -> bool:
    """Tell whether a single comparison certainly fails."""
    if isinstance(statement, Compare) and len(statement.relations) == 1:
        opposite = {"=": "<>", "<>": "=", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}[statement.relations[0]]
        return holds(Compare(statement.sides, (opposite,)), environment, lookup)
    raise Unreadable("a negated premise that is no single comparison")


def _related(relation: str, x: Value, y: Value) -> bool:
    difference = x - y
    return bool(
        {
            "=": difference == 0,
            "<>": difference != 0,
            "<": difference < 0,
            "<=": difference <= 0,
            ">": difference > 0,
            ">=": difference >= 0,
        }[relation]
    )
