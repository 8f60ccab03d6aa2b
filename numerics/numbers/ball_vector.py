"""Vectors of balls as a field: a formula on many points at once, each in a ball of its own.

Every operation is that of the balls, element by element, so an element is the very ball that the formula gives at its point
alone; only the calls are shared.  Where a formula asks whether one number is less than another, the elements have to agree:
if they do not, the question raises `Divided`, and whoever made the vector asks again with either part.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import repeat
from operator import add, eq, ge, gt, lt, mul, ne, neg, pos, sub, truediv
from typing import Any, NoReturn, Self

from flint import arb

from ...theory.field import FUNCTIONS, Field, Operators, Scalar
from .balls import BALLS


class Divided(Exception):
    """The elements of a vector answer a question differently.

    Attributes
    ----------
    answers : sequence of bool
        The answer of each element.
    """

    def __init__(self, answers: Sequence[bool]) -> None:
        self.answers = answers


class Answers:
    """The answers of the elements to one question; it is true or false if they agree."""

    __slots__ = ("each",)

    def __init__(self, each: list[bool]) -> None:
        self.each = each

    def __bool__(self) -> bool:
        """Return the answer of all elements.

        Raises
        ------
        Divided
            If they differ.
        """
        if True not in self.each or False not in self.each:
            return True in self.each
        raise Divided(self.each)


class BallVector(Operators):
    """Balls, one for each point; numbers and single balls mix with them as they are.

    Parameters
    ----------
    balls : iterable of flint.arb
        The elements.
    """

    __slots__ = ("balls",)
    __hash__ = None  # type: ignore[assignment]

    def __init__(self, balls: Iterable[arb]) -> None:
        self.balls = list(balls)

    def __pos__(self) -> Self:
        """Return the vector rounded to the working precision."""
        return type(self)(map(pos, self.balls))

    def __lt__(self, other: Scalar) -> Answers:
        return Answers(list(_mapped(lt, self, other)))

    def __gt__(self, other: Scalar) -> Answers:
        return Answers(list(_mapped(gt, self, other)))

    def __ge__(self, other: Scalar) -> Answers:
        return Answers(list(_mapped(ge, self, other)))

    def __eq__(self, other: Scalar) -> Answers:  # type: ignore[override]
        return Answers(list(_mapped(eq, self, other)))

    def __ne__(self, other: Scalar) -> Answers:  # type: ignore[override]
        return Answers(list(_mapped(ne, self, other)))

    def __bool__(self) -> NoReturn:
        raise TypeError("a vector of balls is neither true nor false")


def _mapped(function: Callable[..., Any], *arguments: Scalar) -> Iterator[Any]:
    """Yield the values of a function, element by element; what is no vector stands for each of its elements."""
    size = next(len(x.balls) for x in arguments if type(x) is BallVector)
    return map(function, *(x.balls if type(x) is BallVector else repeat(x, size) for x in arguments))


def _each(function: Callable[..., arb]) -> Callable[..., Any]:
    """Return a function of balls as one of vectors; of balls alone it is itself."""

    def elementwise(*arguments: Scalar) -> Any:
        if any(type(x) is BallVector for x in arguments):
            return BallVector(_mapped(function, *arguments))
        return function(*arguments)

    return staticmethod(elementwise)


_ALGEBRA: tuple[Callable[..., Any], ...] = (add, sub, mul, truediv, pow, neg)


class _BallVectors(Field):
    add, subtract, multiply, divide, power, negative = map(_each, _ALGEBRA)
    locals().update({name: _each(getattr(BALLS, name)) for name in FUNCTIONS})


_BallVectors().register(BallVector)
