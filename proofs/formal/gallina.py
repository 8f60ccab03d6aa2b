"""A reader of the fragment of Gallina in which the formal statements are written: arithmetic, functions, premises.

Notations are those of Coq's library in the scope of the reals, with its precedences; the sources define none of their
own (`sources` makes sure).  What lies outside the fragment raises `Unreadable`, so it is never compared, let alone passed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias


class Unreadable(Exception):
    """A statement outside the fragment that can be read and compared."""


@dataclass(frozen=True, slots=True)
class Number:
    """A numeral, exact."""

    value: Fraction


@dataclass(frozen=True, slots=True)
class Name:
    """A variable, a definition or, as ``+``, an operator."""

    text: str


@dataclass(frozen=True, slots=True)
class Apply:
    """A function and all its arguments."""

    function: Term
    arguments: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Fun:
    """fun parameters => body."""

    parameters: tuple[str, ...]
    body: Term


@dataclass(frozen=True, slots=True)
class Let:
    """let name := value in body."""

    name: str
    value: Term
    body: Term


@dataclass(frozen=True, slots=True)
class Compare:
    """A chain such as 0 <= x < 1: one relation fewer than sides."""

    sides: tuple[Term, ...]
    relations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Implies:
    """premise -> conclusion."""

    premise: Term
    conclusion: Term


@dataclass(frozen=True, slots=True)
class Not:
    """~ body."""

    body: Term


Term: TypeAlias = Number | Name | Apply | Fun | Let | Compare | Implies | Not

_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?)|(?P<word>[A-Za-z_][\w']*(?:\.[A-Za-z_][\w']*)*)"
    r"|(?P<mark><->|->|=>|:=|<=|>=|<>|/\\|\\/|[-+*/^()~=<>:,%]))"
)
_KEYWORDS = {"fun", "let", "in", "forall", "exists", "if", "then", "else", "match", "end"}
_RELATIONS = {"=", "<>", "<", "<=", ">", ">="}


def _tokens(text: str) -> list[str]:
    found, at = [], 0
    text = text.rstrip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise Unreadable(f"{text[at : at + 20].strip()!r} is outside the fragment that is read")
        found.append(match[0].strip())
        at = match.end()
    return found


class _Reader:
    """Recursive descent, one method for each level of precedence."""

    def __init__(self, text: str) -> None:
        self.tokens = _tokens(text)
        self.at = 0

    @property
    def next(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self, wanted: str = "") -> str:
        token = self.next
        if not token or (wanted and token != wanted):
            raise Unreadable(f"expected {wanted or 'more'!r}, found {token or 'the end'!r}")
        self.at += 1
        return token

    def term(self) -> Term:
        left = self.negation()
        if self.next == "->":
            self.take()
            return Implies(left, self.term())
        return left

    def negation(self) -> Term:
        if self.next == "~":
            self.take()
            return Not(self.negation())
        return self.comparison()

    def comparison(self) -> Term:
        sides, relations = [self.sum()], []
        while self.next in _RELATIONS:
            relations.append(self.take())
            sides.append(self.sum())
        return Compare(tuple(sides), tuple(relations)) if relations else sides[0]

    def sum(self) -> Term:
        left = self.product()
        while self.next in ("+", "-"):
            left = Apply(Name(self.take()), (left, self.product()))
        return left

    def product(self) -> Term:
        left = self.sign()
        while self.next in ("*", "/"):
            left = Apply(Name(self.take()), (left, self.sign()))
        return left

    def sign(self) -> Term:
        if self.next in ("-", "/"):
            operator = "negate" if self.take() == "-" else "invert"
            return Apply(Name(operator), (self.sign(),))
        return self.power()

    def power(self) -> Term:
        base = self.application()
        if self.next == "^":
            self.take()
            return Apply(Name("^"), (base, self.power()))
        return base

    def application(self) -> Term:
        head = self.atom()
        arguments = []
        while self.next == "(" or (re.match(r"[\w]", self.next) and self.next not in _KEYWORDS):
            arguments.append(self.atom())
        return Apply(head, tuple(arguments)) if arguments else head

    def atom(self) -> Term:
        token = self.take()
        if token == "(":
            inner = self.term()
            self.take(")")
            if self.next == "%":
                self.take()
                scope = self.take()
                raise Unreadable(f"the scope {scope} is not read")
            return inner
        if token == "fun":
            return self.function()
        if token == "let":
            return self.local()
        if token[0].isdigit():
            return Number(Fraction(token))
        if token in _KEYWORDS or not (token[0].isalpha() or token[0] == "_"):
            raise Unreadable(f"{token!r} is outside the fragment that is read")
        return Name(token)

    def function(self) -> Term:
        names = tuple(name for name, _ in self.binders("=>"))
        self.take("=>")
        return Fun(names, self.term())

    def local(self) -> Term:
        name = self.take()
        self.take(":=")
        value = self.term()
        self.take("in")
        return Let(name, value, self.term())

    def binders(self, end: str) -> tuple[tuple[str, str], ...]:
        """Read ``x y``, ``x : R`` or ``(x y : R) (z : nat -> R)`` up to ``end``: names with types, empty where inferred."""
        found: list[tuple[str, str]] = []
        while self.next and self.next != end:
            close = ")" if self.next == "(" else end
            if close == ")":
                self.take()
            names, kind = [], []
            while self.next not in (":", "(", close, ""):
                names.append(self.take())
            if self.next == ":":
                self.take()
                while self.next not in (close, ""):
                    kind.append(self.take())
            if close == ")":
                self.take(")")
            found += [(name, " ".join(kind)) for name in names]
        return tuple(found)


def read_term(text: str) -> Term:
    """Read a term or a statement.

    Raises
    ------
    Unreadable
        If it is outside the fragment.

    Examples
    --------
    >>> read_term("2 * n ^ 2").arguments[1].function
    Name(text='^')
    """
    reader = _Reader(text)
    term = reader.term()
    if reader.next:
        raise Unreadable(f"{reader.next!r} is outside the fragment that is read")
    return term


def read_binders(text: str) -> tuple[str, ...]:
    """Return the names that binders such as ``(c rho : R) n`` bind.

    Examples
    --------
    >>> read_binders("(c rho : R) n")
    ('c', 'rho', 'n')
    """
    return tuple(name for name, _ in read_variables(text))


def read_variables(text: str) -> tuple[tuple[str, str], ...]:
    """Return the names that binders bind, each with its type as written, empty where it is inferred.

    Examples
    --------
    >>> read_variables("(c rho : R) n")
    (('c', 'R'), ('rho', 'R'), ('n', ''))
    """
    return _Reader(text).binders("")
