"""From text to expressions: the grammar in which laws are written, by users and by the catalogue.

    sum      =  ["-" | "+"] product {("+" | "-") product}
    product  =  signed {("*" | "/") signed}
    signed   =  {"-" | "+"} power
    power    =  atom [("^" | "**") signed]        right associative
    atom     =  number | name | function "(" sum {"," sum} ")" | "(" sum ")"

Numbers are exact: ``0.1`` is 1/10.  Functions: log (natural; ``ln`` too), log2, exp, sqrt, floor, min, max.  The
reader is a recursive descent of its own over bounded text: nothing is ever evaluated as Python.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from fractions import Fraction

from .errors import BadInput, CritscaleError, UnknownName, shown
from .expression import FUNCTIONS, LENGTH, POSITION, Expression, Numeral, Variable, operate

MAX_CHARACTERS = 1000
MAX_TOKENS = 200
MAX_DEPTH = 32
MAX_DIGITS = 40
MAX_EXPONENT = 300

EXAMPLE = 'write, for example, "1 + 0.1*log(n/8192)"'

_TOKEN = re.compile(
    r" *(?:(?P<number>(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
    r"|(?P<name>[A-Za-z_][A-Za-z0-9_]*)|(?P<mark>\*\*|[-+*/^(),]))"
)
_NEVER = re.compile(r"(?!)")
_NUMBER = re.compile(r"([0-9]*)(?:\.([0-9]*))?(?:[eE]([+-]?[0-9]+))?")


def parse(text: str, parameters: Collection[str] = ()) -> Expression:
    """Read a multiplier.

    Parameters
    ----------
    text : str
        In the grammar of this module, in n (keys the query sees) or pos (0-based position, n - 1).
    parameters : collection of str
        Further names that may occur.

    Returns
    -------
    Expression

    Raises
    ------
    BadInput
        If the text is not in the grammar, or too long, too deep, or a number in it is too large.
    UnknownName
        If a name is no variable, parameter or function.
    """
    if not isinstance(text, str):
        raise BadInput(f"the expression {shown(text)}", "not text", EXAMPLE)
    return parsed(text, {LENGTH, POSITION, *parameters})


def parsed(text: str, names: Collection[str]) -> Expression:
    """Read an expression of bounded length in some names, which may have dashes within; a refusal knows its column.

    Raises
    ------
    BadInput, UnknownName
        As `parse`.
    """
    if len(text) > MAX_CHARACTERS:
        raise BadInput(f"an expression of {len(text)} characters", f"longer than {MAX_CHARACTERS}", EXAMPLE)
    reader = _Reader(text, names)
    try:
        return reader.read()
    except CritscaleError as error:
        error.column = reader.at
        raise


def literal_value(text: str) -> Fraction:
    """Return the exact value of an unsigned decimal literal.

    Raises
    ------
    BadInput
        If it is no literal, or has too many digits or too large an exponent.
    """
    match = _NUMBER.fullmatch(text)
    if match is None or not (match[1] or match[2]):
        raise BadInput(f"the number {shown(text)}", "not a decimal number", "give one such as 0.1 or 8192")
    whole, part, exponent = match[1] or "", match[2] or "", match[3] or "0"
    if len(whole + part) > MAX_DIGITS or len(exponent) > 5 or abs(int(exponent)) > MAX_EXPONENT:
        why = f"more than {MAX_DIGITS} digits or an exponent beyond {MAX_EXPONENT}"
        raise BadInput(f"the number {shown(text)}", why, "give a shorter one")
    return Fraction(int(whole + part)) * Fraction(10) ** (int(exponent) - len(part))


class _Reader:
    """One pass over the tokens, a method for each rule of the grammar; ``at`` is the column of the last one that was read."""

    def __init__(self, text: str, known: Collection[str]) -> None:
        self.text, self.known = text, known
        self.tokens: list[tuple[str, str, int]] = []
        self.depth = self.at = 0

    def _split(self, text: str) -> list[tuple[str, str, int]]:
        dashed = sorted((name for name in self.known if "-" in name), key=len, reverse=True)
        whole = re.compile(rf" *(?P<name>{'|'.join(map(re.escape, dashed))})(?![A-Za-z0-9_])") if dashed else _NEVER
        found: list[tuple[str, str, int]] = []
        while self.at < len(text):
            match = whole.match(text, self.at) or _TOKEN.match(text, self.at)
            if match is None:
                self.at += len(text[self.at :]) - len(text[self.at :].lstrip(" "))
                raise self._refused(f"the character {text[self.at]!a} has no meaning here")
            kind = str(match.lastgroup)
            found.append((kind, match[kind], match.start(kind)))
            self.at = match.end()
        if not found:
            raise self._refused("it is empty")
        if len(found) > MAX_TOKENS:
            raise self._refused(f"it has more than {MAX_TOKENS} parts")
        return found

    def _refused(self, why: str) -> BadInput:
        return BadInput(f"the expression {shown(self.text)!a}", why, EXAMPLE)

    def read(self) -> Expression:
        self.tokens = self._split(self.text.rstrip(" "))[::-1]
        result = self.sum()
        if self.tokens:
            _, token, self.at = self.tokens[-1]
            raise self._refused(f"{shown(token)!a} is left over")
        return result

    def sum(self) -> Expression:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self._refused(f"nested deeper than {MAX_DEPTH}")
        result = self.product()
        while mark := self.accept("+", "-"):
            result = operate(mark, result, self.product())
        self.depth -= 1
        return result

    def product(self) -> Expression:
        result = self.signed()
        while mark := self.accept("*", "/"):
            result = operate(mark, result, self.signed())
        return result

    def signed(self) -> Expression:
        negative = False
        while mark := self.accept("-", "+"):
            negative ^= mark == "-"
        result = self.power()
        return operate("neg", result) if negative else result

    def power(self) -> Expression:
        base = self.atom()
        if not self.accept("^", "**"):
            return base
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self._refused(f"nested deeper than {MAX_DEPTH}")
        result = operate("^", base, self.signed())
        self.depth -= 1
        return result

    def atom(self) -> Expression:
        kind, token, self.at = self.tokens.pop() if self.tokens else ("end", "", len(self.text))
        if kind == "number":
            return Numeral(literal_value(token))
        if kind == "name":
            return self.named(token)
        if token == "(":
            inner = self.sum()
            self.expect(")")
            return inner
        raise self._refused("it ends too early" if kind == "end" else f"{token!r} stands where a value should")

    def named(self, name: str) -> Expression:
        start = self.at
        if not self.accept("("):
            if name in self.known:
                return Variable(name)
            if name in FUNCTIONS or name in ("ln", "log2"):
                raise self._refused(f"{name} is a function: it needs its argument in parentheses")
            raise UnknownName.among("variable", name, self.known)
        arguments = [self.sum()]
        while self.accept(","):
            arguments.append(self.sum())
        self.expect(")")
        self.at = start
        if name == "log2" and len(arguments) == 1:
            return operate("/", operate("log", arguments[0]), operate("log", Numeral(Fraction(2))))
        function = "log" if name == "ln" else name
        if function not in FUNCTIONS:
            raise UnknownName.among("function", name, FUNCTIONS)
        least, most = FUNCTIONS[function]
        if not least <= len(arguments) <= most:
            raise self._refused(f"{name} takes {least} argument" + ("" if most == 1 else f"s or more, up to {most}"))
        return operate(function, *arguments)

    def accept(self, *marks: str) -> str:
        """Take the next token if it is one of ``marks``, and return it, else the empty string."""
        if self.tokens and self.tokens[-1][0] == "mark" and self.tokens[-1][1] in marks:
            _, mark, self.at = self.tokens.pop()
            return mark
        return ""

    def expect(self, mark: str) -> None:
        if not self.accept(mark):
            self.at = self.tokens[-1][2] if self.tokens else len(self.text)
            raise self._refused(f"a {mark!r} is missing")
