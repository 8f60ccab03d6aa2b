"""Expressions as text (which the grammar reads back), Python, LaTeX, and as SymPy expressions."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from keyword import iskeyword
from typing import TYPE_CHECKING

from .digits import decimal_places, exact_text, integer_text, ratio_text
from .expression import Expression, fold, names

if TYPE_CHECKING:
    from sympy import Expr

_SUM, _PRODUCT, _SIGN, _POWER, _ATOM = range(5)
_BINDING = {"+": _SUM, "-": _SUM, "*": _PRODUCT, "/": _PRODUCT, "neg": _SIGN, "^": _POWER}
_LONGEST_DECIMAL = 24


@dataclass(frozen=True, slots=True)
class _Written:
    """A piece of notation and how tightly it binds."""

    text: str
    binding: int
    trailing: bool = False
    """Ends with a function's argument without brackets, so that what follows would read as part of it."""

    def within(self, least: int, brackets: tuple[str, str]) -> str:
        return self.text if self.binding >= least else f"{brackets[0]}{self.text}{brackets[1]}"


class _Named(dict[str, _Written]):
    """How the variables of an expression are written, each when it is first met."""

    def __init__(self, write: Callable[[str], _Written]) -> None:
        super().__init__()
        self._write = write

    def __missing__(self, name: str) -> _Written:
        written = self[name] = self._write(name)
        return written


def decimal(value: Fraction) -> str:
    """Return a number as a decimal where it is a short one, else as a ratio."""
    places = decimal_places(value.denominator)
    if places is None or places > _LONGEST_DECIMAL or value.denominator == 1:
        return exact_text(value)
    digits = integer_text(abs(value.numerator) * 10**places // value.denominator).rjust(places + 1, "0")
    return f"{'-' if value < 0 else ''}{digits[:-places]}.{digits[-places:]}"


class _Text:
    brackets = ("(", ")")
    power = "^"

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
        if binding == _SUM:
            return f"{first} {operator} {second}"
        return f"{first}{self.power if operator == '^' else operator}{second}"


class _Python(_Text):
    """Python: a power is ``**``, and a ratio of integers stays one."""

    power = "**"

    def number(self, value: Fraction) -> _Written:
        return _Written(ratio_text(value), _SUM if value < 0 else _ATOM if value.denominator == 1 else _PRODUCT)


class _Latex(_Text):
    brackets = (r"\left(", r"\right)")

    def __init__(self, decimals: bool, plain_e: bool) -> None:
        self.decimals, self.plain_e = decimals, plain_e

    def number(self, value: Fraction) -> _Written:
        if self.decimals or value.denominator == 1:
            return super().number(value)
        return _Written(latex_number(value), _SUM if value < 0 else _ATOM)

    def apply(self, operator: str, operands: tuple[_Written, ...]) -> _Written:
        if operator == "neg":
            return _Written("-" + operands[0].within(_PRODUCT, self.brackets), _SUM)
        if operator == "exp" and not self.plain_e:
            return _Written(f"e^{{{operands[0].text}}}", _POWER)
        if operator == "log":
            return _Written(self.call(operator, operands), _POWER, trailing=operands[0].binding == _ATOM)
        result = super().apply(operator, operands)
        return replace(result, trailing=operator == "*" and operands[-1].trailing)

    def call(self, name: str, operands: tuple[_Written, ...]) -> str:
        if name in _FENCES:
            return _FENCES[name].format(operands[0].text)
        if name == "log" and operands[0].binding == _ATOM:
            return rf"\log {operands[0].text}"
        command = name if name in _COMMANDS else rf"operatorname{{{name.replace('_', ' ')}}}"
        return rf"\{command}\left({', '.join(o.text for o in operands)}\right)"

    def binary(self, operator: str, left: _Written, right: _Written) -> str:
        if operator == "/":
            return rf"\frac{{{left.text}}}{{{right.text}}}"
        if operator == "^":
            return f"{left.within(_ATOM, self.brackets)}^{{{right.text}}}"
        if operator == "*":
            first = left.within(_ATOM if left.trailing else _PRODUCT, self.brackets)
            second = right.within(_PRODUCT, self.brackets)
            return rf"{first} \cdot {second}" if second[0].isdigit() else f"{first} {second}"  # 2 3^n would be 23^n
        return super().binary(operator, left, right)


def _summed(operands: tuple[_Written, ...]) -> _Written:
    """Return a sum of any number of terms, a minus for each that starts with one."""
    first, *others = (o.text for o in operands)
    signed = (f" - {o[1:].lstrip()}" if o.startswith("-") else f" + {o}" for o in others)
    return _Written(first + "".join(signed), _SUM)


class _DerivedText(_Python):
    """A derived formula in a line, as SymPy prints it."""

    def apply(self, operator: str, operands: tuple[_Written, ...]) -> _Written:
        if operator == "+":
            return _summed(operands)
        if operator == "neg":
            return _Written("-" + operands[0].within(_PRODUCT, self.brackets), _SUM)
        return super().apply({"min": "Min"}.get(operator, operator), operands)


class _DerivedLatex(_Latex):
    """A derived formula as LaTeX, as SymPy prints it."""

    def __init__(self) -> None:
        super().__init__(decimals=False, plain_e=False)

    def number(self, value: Fraction) -> _Written:
        return _Written(latex_number(value), _SUM if value < 0 else _ATOM)

    def apply(self, operator: str, operands: tuple[_Written, ...]) -> _Written:
        first = operands[0]
        if operator == "+":
            return _summed(operands)
        if operator == "neg":
            return _Written("- " + first.within(_PRODUCT, self.brackets), _SUM)
        if operator == "exp":
            return _Written("e" if first.text == "1" else f"e^{{{first.text}}}", _ATOM)
        if operator == "log":
            return _Written(rf"\log{{\left({first.text} \right)}}", _ATOM)
        return super().apply(operator, operands)

    def binary(self, operator: str, left: _Written, right: _Written) -> str:
        if operator == "^" and (root := _ROOT.fullmatch(right.text)):
            return rf"\sqrt[{root[1]}]{{{left.text}}}"
        if operator == "*":
            first, second = left.within(_PRODUCT, self.brackets), right.within(_PRODUCT, self.brackets)
            between = r" \cdot " if _ENDS_IN_DIGIT.search(first) and _STARTS_WITH_NUMBER.match(second) else " "
            return f"{first}{between}{second}"
        return super().binary(operator, left, right)


_ROOT = re.compile(r"\\frac\{1\}\{(\d+)\}")
_ENDS_IN_DIGIT = re.compile(r"[0-9][} ]*$")
_STARTS_WITH_NUMBER = re.compile(r"\d|\\frac\{\d+\}\{\d+\}")


_FENCES = {
    "sqrt": r"\sqrt{{{}}}",
    "floor": r"\left\lfloor {} \right\rfloor",
    "abs": r"\left| {} \right|",
}
_COMMANDS = ("log", "exp", "min", "max")
_ENCLOSED = re.compile(r"\\lVert.*?\\rVert|\\langle.*?\\rangle|\([^()]*\)|\{[^{}]*\}")
GREEK: Mapping[str, str] = dict(
    zip(
        "alpha beta gamma delta epsilon zeta eta theta kappa lambda mu nu xi pi rho sigma tau phi chi psi omega".split(),
        "αβγδεζηθκλμνξπρστφχψω",
        strict=True,
    )
)
"""The letters by their names: names that LaTeX knows as commands."""


def text(expression: Expression) -> str:
    """Return the expression as text that `critscale.theory.grammar.parse` reads back."""
    return fold(expression, _Text(), _Named(lambda name: _Written(name, _ATOM))).text


def python(expression: Expression) -> str:
    """Return the expression as Python; names are made identifiers, ``log``, ``exp`` and ``sqrt`` have to be in scope."""
    return fold(expression, _Python(), _Named(lambda name: _Written(identifier(name), _ATOM))).text


def derived_text(expression: Expression) -> str:
    """Return a derived formula in a line, as SymPy prints it; what it is reads as Python."""
    return fold(expression, _DerivedText(), _Named(lambda name: _Written(name, _ATOM))).text


def derived_latex(expression: Expression) -> str:
    """Return a derived formula as LaTeX, as SymPy prints it."""
    return fold(expression, _DerivedLatex(), _Named(lambda name: _symbol(latex_name(name)))).text


def identifier(name: str) -> str:
    """Return a variable's name as a Python identifier."""
    plain = name.replace("-", "_")
    return f"{plain}_" if iskeyword(plain) else plain


def latex_number(value: Fraction) -> str:
    """Return an exact number as LaTeX, as a ratio where it is no integer."""
    if value.denominator == 1:
        return integer_text(value.numerator)
    top, bottom = integer_text(abs(value.numerator)), integer_text(value.denominator)
    return rf"{'-' if value < 0 else ''}\frac{{{top}}}{{{bottom}}}"


def latex(expression: Expression, symbols: Mapping[str, str] | None = None, *, decimals: bool = True) -> str:
    """Return the expression as LaTeX.

    Parameters
    ----------
    expression : Expression
        What to write.
    symbols : mapping, optional
        LaTeX for some variables, such as the symbols of quantities; the others are written by their names.
    decimals : bool
        Whether 1/2 is 0.5, as a law's author writes, or a fraction.
    """
    given = symbols or {}
    written = {name: _symbol(given.get(name) or latex_name(name)) for name in names(expression)}
    return fold(expression, _Latex(decimals, plain_e="e" in written), written).text


def _symbol(text: str) -> _Written:
    r"""Tell how tightly a symbol such as ``1 - a`` or ``H / \log n`` binds."""
    if text.startswith(r"\log "):
        return _Written(text, _POWER, trailing=True)
    outside = _ENCLOSED.sub("", text)
    for mark, binding in ((" - ", _SUM), (" + ", _SUM), ("/", _SUM), (" ", _PRODUCT), ("^", _POWER)):
        if mark in outside:
            return _Written(text, binding)
    return _Written(text, _ATOM)


def latex_name(name: str) -> str:
    """Return the LaTeX of a variable: Greek by its letter, digits at the end and what follows ``_`` as subscripts."""
    match = re.fullmatch(r"([A-Za-z]+?)_?(\d+)|([A-Za-z]+)_([A-Za-z0-9]+)", name)
    if match and (match[1] or match[3]) != "log":
        return f"{latex_name(match[1] or match[3])}_{{{match[2] or latex_name(match[4])}}}"
    if name in GREEK:
        return rf"\{name}"
    if name.startswith("log_"):
        return rf"\log {latex_name(name[4:])}"
    return name if len(name) == 1 else rf"\operatorname{{{name.replace('_', ' ')}}}"


_MATHS_WORD = re.compile(r"[A-Za-z]+\w*|<=|>=|->|!=")
_RELATIONS = {"<=": r"\le", ">=": r"\ge", "->": r"\to", "!=": r"\ne"}


def latex_of_text(text: str) -> str:
    """Return a condition such as ``0 < rho <= 1`` or ``gamma < 1/(1 - rho)`` as LaTeX, fractions in line."""

    def replaced(match: re.Match[str]) -> str:
        word = match[0]
        if word in _RELATIONS:
            return _RELATIONS[word]
        return rf"\{word}" if word in ("log", "exp") else latex_name(word)

    return _MATHS_WORD.sub(replaced, text)


def symbolic(expression: Expression) -> Expr:
    """Return the expression in SymPy, n positive and pos = n - 1."""
    from sympy import Symbol

    from .symbols import SYMBOLS, N

    symbols = {name: Symbol(name, positive=True) for name in names(expression)}
    return fold(expression, SYMBOLS, {**symbols, "n": N, "pos": N - 1})
