"""What the names of a formal development mean: its definitions and records, and a theorem at given values."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from .gallina import Implies, Term, Unreadable, read_binders, read_term, read_variables
from .reading import BUILT_IN, Environment, Value, evaluate, function_of, holds
from .sources import Sources, Theorem

_LET = re.compile(r"Let\s+([\w']+)\s*(.*?)\s*:=\s*(.*)", re.DOTALL)


class Meaning:
    """The definitions of a development, looked up by name and read once.

    Parameters
    ----------
    sources : Sources
        The development.
    """

    def __init__(self, sources: Sources) -> None:
        self.sources = sources
        self._values: dict[str, Value] = {}
        self._fields = {f for fields in sources.records.values() for f in fields}

    def __call__(self, name: str) -> Value:
        """Return what a name means; LookupError if the development does not define it outside sections."""
        if name not in self._values:
            self._values[name] = self._read(name)
        return self._values[name]

    def _read(self, name: str) -> Value:
        if name in self.sources.records:
            fields = self.sources.records[name]
            return lambda *values: dict(zip(fields, values, strict=True))
        if name in self._fields:
            return lambda record: record[name]
        definition = self.sources.definitions[name]
        parameters, body = read_binders(definition.binders), read_term(definition.body)
        return function_of(parameters, body, {}, self) if parameters else evaluate(body, {}, self)

    def parameters(self, name: str) -> tuple[str, ...]:
        """Return the names a definition binds."""
        return read_binders(self.sources.definitions[name].binders)

    def faults(self) -> tuple[str, ...]:
        """Return the names of the library that the development defines anew: their meaning here would be wrong."""
        names = {*self.sources.definitions, *self._fields, *self.sources.records}
        return tuple(f"the library's {name} is defined anew" for name in sorted(names & set(BUILT_IN)))


@dataclass(frozen=True)
class Instance:
    """A theorem at given values of its variables.

    Attributes
    ----------
    conclusion : Term
        What remains when the premises are granted.
    environment : mapping
        The variables and the section's own definitions.
    granted : bool
        Whether every premise certainly holds at these values.
    """

    conclusion: Term
    environment: Environment
    granted: bool


class Reader:
    """A theorem read once, to be instantiated many times.

    Parameters
    ----------
    theorem : Theorem
        The theorem.
    meaning : Meaning
        The definitions it uses.

    Raises
    ------
    Unreadable
        If its context or statement is outside the fragment that is read.
    """

    def __init__(self, theorem: Theorem, meaning: Meaning) -> None:
        self.meaning = meaning
        variables = list(read_variables(theorem.binders))
        self.premises: list[Term] = []
        self.lets: list[tuple[str, tuple[str, ...], Term]] = []
        for sentence in theorem.context:
            word, rest = sentence.split(maxsplit=1)
            if word in ("Variable", "Variables"):
                variables += read_variables(rest)
            elif word == "Let":
                self.lets.append(_let(sentence))
            else:
                self.premises.append(read_term(rest.split(":", 1)[1]))
        for name, kind in variables:
            if kind not in ("", "R") and (name, kind) != ("n", "nat"):
                raise Unreadable(f"{name} : {kind} is no real variable")
        self.names = tuple(name for name, _ in variables)
        term = read_term(theorem.statement)
        while isinstance(term, Implies):
            self.premises.append(term.premise)
            term = term.conclusion
        self.conclusion: Term = term

    def at(self, values: Mapping[str, Any]) -> Instance:
        """Instantiate the theorem: its variables take the values of their names.

        A universally quantified variable may take any value, so a name carries no trust; premises are checked.
        """
        missing = [name for name in self.names if name not in values]
        if missing:
            raise Unreadable(f"the variable {missing[0]} has no value at a point of the claim")
        environment: dict[str, Value] = {name: values[name] for name in self.names}
        for name, parameters, body in self.lets:
            environment[name] = _local(parameters, body, dict(environment), self.meaning)
        granted = all(holds(p, environment, self.meaning) for p in self.premises)
        return Instance(self.conclusion, environment, granted)

    def value(self, term: Term, instance: Instance) -> Value:
        """Return the value of a term of the conclusion."""
        return evaluate(term, instance.environment, self.meaning)


def _let(sentence: str) -> tuple[str, tuple[str, ...], Term]:
    match = _LET.fullmatch(sentence)
    if match is None:
        raise Unreadable(f"{sentence[:40]!r} is outside the fragment that is read")
    return match[1], read_binders(match[2]), read_term(match[3])


def _local(parameters: tuple[str, ...], body: Term, environment: Environment, lookup: Callable[[str], Value]) -> Value:
    return function_of(parameters, body, environment, lookup) if parameters else evaluate(body, environment, lookup)
