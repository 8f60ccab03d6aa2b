"""What ``critscale formula`` prints, read back: summands, error term and stratum of each line, as syntax trees.

A printed line is an expression of Python's grammar: ``4*rho/(3*rho + 1) + B(2/n, n >= 2)   for 0 < delta < 1/2``.  It is read
from its text and evaluated in any field that knows numbers, powers and logarithms; nothing of the derivation is used.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from math import lcm

from ...theory.errors import CritscaleError
from ...theory.field import Scalar


class Unreadable(CritscaleError):
    """A text that is no printed formula."""


def _unreadable(node: ast.AST) -> Unreadable:
    return Unreadable(f"the printed formula {ast.unparse(node)!r}", "no such syntax is printed", "report it")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a printed formula: summands + error on a stratum of the depth.

    Attributes
    ----------
    summands : tuple of ast.expr
        What is added up, in the order it is printed.
    error : ast.expr or None
        What stands in the error term; None where nothing is left out.
    valid_from : ast.expr or None
        The n from which on the error is a bound, ``B(error, n >= valid_from)``; None of ``O(error)``.
    inside : str
        ``exp`` or ``sqrt`` where the line is the inside of that function, else empty.
    low, high : Fraction or None
        The open interval of the depth, or one point where they are equal; None where there is no end.
    """

    summands: tuple[ast.expr, ...]
    error: ast.expr | None = None
    valid_from: ast.expr | None = None
    inside: str = ""
    low: Fraction | None = None
    high: Fraction | None = None

    @property
    def point(self) -> Fraction | None:
        """The only depth of the stratum, or None."""
        return self.low if self.low is not None and self.low == self.high else None

    @property
    def stratum(self) -> str:
        """The stratum as text, empty where it is the whole range."""
        if self.low is None:
            return ""
        if self.point is not None:
            return f"delta = {self.point}"
        return f"delta > {self.low}" if self.high is None else f"{self.low} < delta < {self.high}"

    def root(self, delta: Fraction) -> int:
        """Return the least common denominator of the powers of n at a depth."""
        whole = [self.error] if self.error is not None else []
        powers = [
            exact_value(node.right, delta=delta).denominator
            for tree in (*self.summands, *whole)
            for node in ast.walk(tree)
            if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow) and ast.unparse(node.left) == "n"
        ]
        return lcm(*powers)

    def perturbed(self, share: Fraction) -> Line:
        """Return the line with its last summand multiplied by 1 + share."""
        factor = ast.parse(f"1 + {share.numerator}/{share.denominator}", mode="eval").body
        return replace(self, summands=(*self.summands[:-1], ast.BinOp(factor, ast.Mult(), self.summands[-1])))

    def sharpened(self, logs: int) -> Line:
        """Return the line with its error divided by (log n)^logs."""
        if self.error is None:
            return self
        divisor = ast.parse(f"log(n)**{logs}", mode="eval").body
        return replace(self, error=ast.BinOp(self.error, ast.Div(), divisor))


def read_printed(text: str) -> Line:
    """Read a printed line.

    Raises
    ------
    Unreadable
        If it is none.
    """
    body, _, stratum = text.partition("   for ")
    try:
        tree = ast.parse(body.strip(), mode="eval").body
        low, high = _stratum(stratum.strip())
    except SyntaxError as error:
        raise Unreadable(f"the printed formula {text!r}", str(error), "report it") from error
    inside = ""
    match tree:
        case ast.Call(func=ast.Name(id="exp" | "sqrt" as name), args=[argument]) if _has_error(argument):
            tree, inside = argument, name
    summands, errors = [], []
    for summand in _summands(tree):
        match summand:
            case ast.Call(func=ast.Name(id="O" | "B")):
                errors.append(summand)
            case _:
                summands.append(summand)
    if len(errors) > 1:
        raise _unreadable(tree)
    line = Line(tuple(summands), inside=inside, low=low, high=high)
    match errors:
        case []:
            return line
        case [ast.Call(func=ast.Name(id="O"), args=[size])]:
            return replace(line, error=size)
        case [ast.Call(func=ast.Name(id="B"), args=[size, ast.Compare(ops=[ast.GtE()], comparators=[first])])]:
            return replace(line, error=size, valid_from=first)
    raise _unreadable(tree)


def _has_error(tree: ast.expr) -> bool:
    return any(
        isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in "OB"
        for node in ast.walk(tree)
    )


def _summands(tree: ast.expr) -> list[ast.expr]:
    match tree:
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return [*_summands(left), *_summands(right)]
        case ast.BinOp(left=left, op=ast.Sub(), right=right):
            return [*_summands(left), ast.UnaryOp(ast.USub(), right)]
    return [tree]


def _stratum(text: str) -> tuple[Fraction | None, Fraction | None]:
    """Read ``0 < delta < 1/2``, ``delta > 1`` or ``delta = 1/2``."""
    if not text:
        return None, None
    match ast.parse(text.replace(" = ", " == "), mode="eval").body:
        case ast.Compare(left=low, ops=[ast.Lt(), ast.Lt()], comparators=[ast.Name(id="delta"), high]):
            return exact_value(low), exact_value(high)
        case ast.Compare(left=ast.Name(id="delta"), ops=[ast.Gt()], comparators=[low]):
            return exact_value(low), None
        case ast.Compare(left=ast.Name(id="delta"), ops=[ast.Eq()], comparators=[at]):
            return exact_value(at), exact_value(at)
        case tree:
            raise _unreadable(tree)


@dataclass(frozen=True, slots=True)
class PrintedField:
    """A field that printed expressions are evaluated in, at one point.

    Attributes
    ----------
    names : mapping
        The values of the names that may occur, n aside.
    number : callable
        The element of an exact number.
    functions : mapping
        The functions that may occur, of elements, by name.
    exponents : mapping
        Exact values of the names that may occur in an exponent.
    power_of_n, log_n
        n to an exact power, and log n; None in a field without n.
    """

    names: Mapping[str, Scalar]
    number: Callable[[Fraction], Scalar]
    functions: Mapping[str, Callable[..., Scalar]]
    exponents: Mapping[str, Fraction] = field(default_factory=dict)
    power_of_n: Callable[[Fraction], Scalar] | None = None
    log_n: Scalar = None

    def __call__(self, tree: ast.expr) -> Scalar:
        """Return the value of a printed expression.

        Raises
        ------
        Unreadable
            If it has a name, a function or syntax that is not printed.
        """
        match tree:
            case ast.Constant(value=int(value)):
                return self.number(Fraction(value))
            case ast.Name(id="n") if self.power_of_n:
                return self.power_of_n(Fraction(1))
            case ast.Name(id=name) if name in self.names:
                return self.names[name]
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return -self(operand)
            case ast.BinOp(left=base, op=ast.Pow(), right=exponent):
                return self._power(base, exact_value(exponent, **self.exponents))
            case ast.BinOp(left=left, op=operator, right=right):
                a, b = self(left), self(right)
                match operator:
                    case ast.Add():
                        return a + b
                    case ast.Sub():
                        return a - b
                    case ast.Mult():
                        return a * b
                    case ast.Div():
                        return a / b
            case ast.Call(func=ast.Name(id="log"), args=[ast.Name(id="n")]) if self.power_of_n:
                return self.log_n
            case ast.Call(func=ast.Name(id="sqrt"), args=[ast.Name(id="n")]) if self.power_of_n:
                return self.power_of_n(Fraction(1, 2))
            case ast.Call(func=ast.Name(id=name), args=arguments) if name in self.functions:
                return self.functions[name](*map(self, arguments))
        raise _unreadable(tree)

    def _power(self, base: ast.expr, exponent: Fraction) -> Scalar:
        if self.power_of_n and isinstance(base, ast.Name) and base.id == "n":
            return self.power_of_n(exponent)
        if exponent.denominator == 1:
            return self(base) ** int(exponent)
        if "exp" not in self.functions:
            raise _unreadable(base)
        return self.functions["exp"](self.number(exponent) * self.functions["log"](self(base)))


def exact_value(tree: ast.expr, **names: Fraction) -> Fraction:
    """Return the exact value of a printed expression of rational numbers: of a stratum, an exponent, the least n."""
    value: Fraction = PrintedField(names, Fraction, {"Min": min, "Max": max})(tree)
    return value


def least_integer(base: Fraction, power: Fraction) -> int:
    """Return the least integer >= base^power, base >= 1 and power > 0, exactly."""
    reached = base**power.numerator  # of the integers x, x^q >= base^p
    low, high = 0, 1
    while high**power.denominator < reached:
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if middle**power.denominator >= reached else (middle, high)
    return high
