"""Expressions as text (which the grammar reads back), as LaTeX, and as SymPy expressions: three algebras."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from .expression import Expression, fold, names

if TYPE_CHECKING:
    from sympy import Expr

_SUM, _PRODUCT, _SIGN, _POWER, _ATOM = range(5)
_BINDING = {"+": _SUM, "-": _SUM, "*": _PRODUCT, "/": _PRODUCT, "neg": _SIGN, "^": _POWER}
_LONGEST_DECIMAL = 20


@dataclass(frozen=True, slots=True)
class _Written:
    """A piece of notation and how tightly it binds."""

    text: str
    binding: int

    def within(self, least: int, brackets: tuple[str, str]) -> str:
        return self.text if self.binding >= least else f"{brackets[0]}{self.text}{brackets[1]}"


def decimal(value: Fraction) -> str:
    """Return a number as a decimal where it is a short one, else as a ratio."""
    rest = value.denominator
    places = 0
    while rest % 2 == 0 or rest % 5 == 0:
        rest = rest // 10 if rest % 10 == 0 else rest // 2 if rest % 2 == 0 else rest // 5
        places += 1
    if rest != 1 or places > _LONGEST_DECIMAL or value.denominator == 1:
        return str(value)
    digits = str(abs(value.numerator) * 10**places // value.denominator).rjust(places + 1, "0")
    return f"{'-' if value < 0 else ''}{digits[:-places]}.{digits[-places:]}"


class _Text:
    brackets = ("(", ")")

    def number(self, value: Fraction) -> _Written:
        text = decimal(value)
        return _Written(text, _SUM if text.startswith("-") else _PRODUCT if "/" in text else _ATOM)

    def apply(self, operator: str, operands: tuple[_Written, ...]) -> _Written:
        binding = _BINDING.get(operator, _ATOM)
        if binding == _ATOM:
            return _Written(self.call(operator, operands), _ATOM)
        if operator == "neg":
            return _Written("-" + operands[0].within(_SIGN, self.brackets), _SUM)
        return _Written(self.binary(operator, *operands), binding)

    def call(self, name: str, operands: tuple[_Written, ...]) -> str:
        return f"{name}({', '.join(o.text for o in operands)})"

    def binary(self, operator: str, left: _Written, right: _Written) -> str:
        binding = _BINDING[operator]
        first = left.within(_ATOM if operator == "^" else binding, self.brackets)
        # what stands on the right in brackets stays there: a - (b - c), a + (b + c), a^(b^c)
        second = right.within(_ATOM if operator == "^" else binding + 1, self.brackets)
        return f"{first} {operator} {second}" if binding == _SUM else f"{first}{operator}{second}"


class _Latex(_Text):
    brackets = (r"\left(", r"\right)")

    def call(self, name: str, operands: tuple[_Written, ...]) -> str:
        if name == "sqrt":
            return rf"\sqrt{{{operands[0].text}}}"
        if name == "floor":
            return rf"\left\lfloor {operands[0].text} \right\rfloor"
        return rf"\{name}\left({', '.join(o.text for o in operands)}\right)"

    def binary(self, operator: str, left: _Written, right: _Written) -> str:
        if operator == "/":
            return rf"\frac{{{left.text}}}{{{right.text}}}"
        if operator == "^":
            return f"{left.within(_ATOM, self.brackets)}^{{{right.text}}}"
        if operator == "*":
            return f"{left.within(_PRODUCT, self.brackets)} {right.within(_PRODUCT, self.brackets)}"
        return super().binary(operator, left, right)


def text(expression: Expression) -> str:
    """Return the expression as text that `critscale.theory.grammar.parse` reads back."""
    return fold(expression, _Text(), {name: _Written(name, _ATOM) for name in names(expression)}).text


def latex(expression: Expression) -> str:
    """Return the expression as LaTeX."""
    written = {name: _Written(_latex_name(name), _ATOM) for name in names(expression)}
    return fold(expression, _Latex(), written).text


def _latex_name(name: str) -> str:
    return name if len(name) == 1 else rf"\mathrm{{{name.replace('_', chr(92) + '_')}}}"


class _Symbolic:
    """The algebra of SymPy expressions; this alone imports SymPy."""

    def number(self, value: Fraction) -> Any:
        from .symbols import rational

        return rational(value)

    def apply(self, operator: str, operands: tuple[Any, ...]) -> Any:
        import sympy

        first, last = operands[0], operands[-1]
        if operator in _BINDING:
            return {
                "+": lambda: first + last,
                "-": lambda: first - last,
                "*": lambda: first * last,
                "/": lambda: first / last,
                "^": lambda: first**last,
                "neg": lambda: -first,
            }[operator]()
        function = {"min": sympy.Min, "max": sympy.Max}.get(operator) or getattr(sympy, operator)
        return function(*operands)


def symbolic(expression: Expression) -> Expr:
    """Return the expression in SymPy, n positive and pos = n - 1."""
    from sympy import Symbol

    from .symbols import N

    symbols = {name: Symbol(name, positive=True) for name in names(expression)}
    return fold(expression, _Symbolic(), {**symbols, "n": N, "pos": N - 1})
