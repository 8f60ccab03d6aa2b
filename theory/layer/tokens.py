"""The layer written token by token, over any field: what every quantity of the catalogue is an abbreviation of.

Nothing is simplified and nothing is counted by hand.  A definition sums over tokens; `Listed` goes through n of them one
by one, `Counted` through one of each kind, n being a number of any field.  Tokens are told apart by identity alone, so a
summand cannot depend on which token it is given, only on which of its tokens are the same: that is why counting is right,
and the claims ``A0.symmetry`` state it.

The tokens are unit vectors with one inner product rho, in units of their norm sqrt(q); r = alpha sqrt(q).

Source: arXiv 2510.05554, section 2 and Assumption 1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Protocol, TypeAlias

from ..errors import BadInput
from ..field import Scalar


class Token:
    """One token: equal to itself alone, without order, number or position."""

    __slots__ = ()


Summand: TypeAlias = Callable[[Token], Any]


class Tokens(Protocol):
    """Tokens that can be summed over."""

    def sum(self, term: Summand) -> Any:
        """Return the sum of a term over all tokens."""

    def some(self, count: int) -> tuple[Token, ...]:
        """Return so many different tokens."""

    def same(self, a: Token, b: Token) -> bool:
        """Tell whether two tokens are one."""


class Listed:
    """n tokens, one by one.

    Parameters
    ----------
    n : int
        How many, at least 1.
    """

    def __init__(self, n: int) -> None:
        self._all = tuple(Token() for _ in range(n))

    def sum(self, term: Summand) -> Any:
        """Return the sum of a term over all tokens."""
        first, *rest = self.each(term)
        for value in rest:
            first = first + value
        return first

    def each(self, term: Summand) -> list[Any]:
        """Return a term for each token."""
        return [term(token) for token in self._all]

    def some(self, count: int) -> tuple[Token, ...]:
        """Return the first ``count`` tokens."""
        if count > len(self._all):
            raise BadInput(f"{count} different tokens", f"there are {len(self._all)}", "list more of them")
        return self._all[:count]

    def same(self, a: Token, b: Token) -> bool:
        """Tell whether two tokens are one."""
        return a is b


class Counted:
    """n tokens, one of each kind: those that have been named, and all others alike.

    Parameters
    ----------
    n : Scalar
        How many, a number of any field.
    """

    def __init__(self, n: Scalar) -> None:
        self._n = n
        self._named: list[Token] = []

    def sum(self, term: Summand) -> Any:
        """Return the sum: the named tokens one by one, and n less their number times any other."""
        named = tuple(self._named)
        with self._naming() as other:
            total = (self._n - len(named)) * term(other)
        for token in named:
            total = total + term(token)
        return total

    def some(self, count: int) -> tuple[Token, ...]:
        """Return ``count`` different tokens, named from now on."""
        new = tuple(Token() for _ in range(count))
        self._named += new
        return new

    def same(self, a: Token, b: Token) -> bool:
        """Tell whether two tokens are one.

        Raises
        ------
        BadInput
            If one of them stands for many: after its sum, it may be any of those that were not named then.
        """
        if a not in self._named or b not in self._named:
            what = "a token that was compared after its sum"
            raise BadInput(what, "it stands for many", "compare tokens inside the sums they come from")
        return a is b

    def knows(self, token: Token) -> bool:
        """Tell whether a token is one of the named ones."""
        return token in self._named

    @contextmanager
    def _naming(self) -> Iterator[Token]:
        token = Token()
        self._named.append(token)
        try:
            yield token
        finally:
            self._named.remove(token)


class Joined:
    """The tokens of one group and those of another.

    Parameters
    ----------
    first, second : Counted
        The groups, without a common token; their tokens are named there.
    """

    def __init__(self, first: Counted, second: Counted) -> None:
        self._groups = first, second

    def sum(self, term: Summand) -> Any:
        """Return the sum of a term over both groups."""
        first, second = self._groups
        return first.sum(term) + second.sum(term)

    def some(self, count: int) -> tuple[Token, ...]:
        """Return ``count`` different tokens of the first group."""
        return self._groups[0].some(count)

    def same(self, a: Token, b: Token) -> bool:
        """Tell whether two tokens are one: each is named in its group."""
        home = {id(token): next((g for g in self._groups if g.knows(token)), self._groups[0]) for token in (a, b)}
        return all(home[id(token)].same(token, token) for token in (a, b)) and a is b
