"""Claims without Python: a text file, in the grammar of scaling laws.

A file is a list of claims, each a few lines ``word  text``::

    claim   Mine.norm
    title   without residual an output token is no longer than an input token
    regime  finite
    where   0 < rho < 1
    where   r = 0
    states  output-norm-squared <= 1
    twin    sharper: output-norm-squared <= rho
    source  a note of mine

``states`` is one of::

    x = y           x <= y          x >= y          at every point
    x -> y          x ~ y                           x - y, or x/y - 1, tends to 0 as n -> oo
    x = y + O(g)    x = y + B(c g, n >= 8)          g is n^e (log n)^k, e an integer, a fraction, or linear in delta
    x rises in v    x falls in v

x and y are expressions in n, the regime's own variables, those of the ``where`` lines, and the quantities of the catalogue by
their ids.  Nothing is ever evaluated as Python; a refusal names line and column.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import NamedTuple, TypeVar

from ..theory.assumptions import CORRELATION, FILLING, RESIDUAL, Assumption
from ..theory.errors import BadInput, CritscaleError, UnknownName, shown
from ..theory.expression import LENGTH, Expression, Numeral, Operation, Variable, names
from ..theory.field import Scalar, exp, floor, log, maximum, minimum, sqrt
from ..theory.grammar import literal_value, parsed
from ..theory.growth import Growth
from ..theory.layer.expression_field import written, written_point
from ..theory.layer.regimes import CRITICAL, FINITE, FREE, LENGTHS, SUBCRITICAL, SUPERCRITICAL, WINDOW, Point, Regime
from ..theory.layer.registry import QUANTITIES
from .claim import DERIVED, Claim, Twin, but
from .kinds import BigO, Bound, Expansion, Identity, LittleO, Monotone, Within
from .kinds.statement import Statement

T = TypeVar("T")
SUFFIX = ".claims"
LARGEST = 200_000
"""Bytes of a file."""
MOST_CLAIMS = 200
LONGEST_ID = 100
CHARTS = {g.id: g for g in (SUBCRITICAL, CRITICAL, WINDOW, SUPERCRITICAL, FINITE, LENGTHS, FREE)}
WORDS = ("claim", "title", "regime", "where", "states", "twin", "source", "notes")
ONCE = ("title", "regime", "states", "source", "notes")
NEEDED = ("title", "regime", "states")
RANGES = {a.name: a for a in (CORRELATION, RESIDUAL, FILLING)}
"""Variables of the layer, and how far each can range."""
DIRECTIONS = {"rises": "increasing", "falls": "decreasing"}
_FUNCTIONS: dict[str, Callable[..., Scalar]] = {"log": log, "exp": exp, "sqrt": sqrt, "floor": floor, "min": minimum, "max": maximum}
_ID = re.compile(rf"[A-Za-z0-9][A-Za-z0-9._-]{{0,{LONGEST_ID - 1}}}")
_RELATION = re.compile(r"<=|>=|->|~|=|\b(?:rises|falls)\s+in\b")
_ERROR = re.compile(r"\+ *([OB])\(([^\0]*)\) *")
_RANGE = re.compile(
    r"(?:(?P<low>[-0-9./eE]+) *(?P<left><=?) *)?(?P<name>[A-Za-z_]\w*) *(?:(?P<right><=?|>=?|=) *(?P<high>[-0-9./eE]+))?"
    r" *(?P<integer>, *integer)? *(?:: *(?P<meaning>.*))?",
    re.ASCII,
)


class Excerpt(NamedTuple):
    """A part of a file: a text, its line from 1 on, and its column from 0 on."""

    text: str
    line: int
    column: int

    def part(self, start: int, end: int | None = None) -> Excerpt:
        """Return a part of it, blanks at its ends aside."""
        text = self.text[start:end]
        return Excerpt(text.strip(), self.line, self.column + start + len(text) - len(text.lstrip()))


@dataclass(frozen=True, slots=True)
class TextSide:
    """A side that was written as text: an expression, and the quantities that it names.

    Attributes
    ----------
    expression : Expression
        In the variables of a point, n, and the quantities' ids.
    quantities : tuple of (str, callable, bool)
        Id, formula, and whether it takes 1/d.
    """

    expression: Expression
    quantities: tuple[tuple[str, Callable[..., Scalar], bool], ...] = ()

    def __call__(self, p: Point) -> Scalar:
        """Return the value at a point, in the point's field."""
        values: dict[str, Scalar] = {}
        for name in dict.fromkeys(names(self.expression)):
            known = next((q for q in self.quantities if q[0] == name), None)
            if known is not None:
                more = (p.f * p.h,) if known[2] else ()
                values[name] = p.row.measure(known[1], p.rho, p.r, *more)
            else:
                values[name] = 1 / p.h if name == LENGTH else getattr(p, name)
        return _value(self.expression, p, values)


def _value(expression: Expression, p: Point, values: dict[str, Scalar]) -> Scalar:
    """Return an expression in the field of a point."""
    if isinstance(expression, Numeral):
        return expression.value.numerator * p.one / expression.value.denominator
    if isinstance(expression, Variable):
        return values[expression.name]
    operator, operands = expression.operator, expression.operands
    if operator == "^":
        power = operands[1]
        assert isinstance(power, Numeral)  # as it was read
        base = _value(operands[0], p, values)
        return sqrt(base) ** (2 * power.value).numerator if power.value.denominator == 2 else base ** int(power.value)
    found = [_value(o, p, values) for o in operands]
    match operator:
        case "+":
            return found[0] + found[1]
        case "-":
            return found[0] - found[1]
        case "*":
            return found[0] * found[1]
        case "/":
            return found[0] / found[1]
        case "neg":
            return -found[0]
    result = _FUNCTIONS[operator](*found[:2]) if len(found) > 1 else _FUNCTIONS[operator](found[0])
    for more in found[2:]:
        result = _FUNCTIONS[operator](result, more)
    return result


def read_claims(path: str) -> tuple[Claim, ...]:
    """Read the claims of a text file.

    Raises
    ------
    BadInput
        If it cannot be read, with line and column; names no catalogue knows are refused with the nearest ones.
    """
    with Path(path).open("rb") as file:
        data = file.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise BadInput(path, f"more than {LARGEST} bytes", "divide the file")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadInput(f"{path}, byte {error.start}", "it is no UTF-8", "write it as UTF-8 text") from None
    return claims_of_text(text, path)


def claims_of_text(text: str, where: str = "the text") -> tuple[Claim, ...]:
    """Return the claims that a text states; ``where`` it stands, for a refusal.

    Raises
    ------
    BadInput
        As `read_claims`.
    """
    place = Excerpt("", 1, 0)
    try:
        found: list[list[tuple[str, Excerpt]]] = []
        for word, place in _lines(text):
            if word == "claim":
                found.append([])
            elif not found:
                raise BadInput(shown(word), "no claim has begun", "begin with a line: claim ID")
            found[-1].append((word, place))
            if len(found) > MOST_CLAIMS:
                raise BadInput("the file", f"more than {MOST_CLAIMS} claims", "divide it")
        if not found:
            raise BadInput("the file", "it states no claim", "begin with a line: claim ID")
        return tuple(_located(where, lines[0][1], partial(_claim, where, lines)) for lines in found)
    except _Located:
        raise
    except CritscaleError as error:
        raise _at(where, place, error) from error


class _Located(BadInput):
    """A refusal that says where."""


def _at(where: str, place: Excerpt, error: CritscaleError) -> _Located:
    column = place.column + (error.column or 0) + 1
    return _Located(f"{shown(where)}, line {place.line}, column {column}", f"{error.what}: {error.why}", error.mend)


def _located(where: str, place: Excerpt, read: Callable[[], T]) -> T:
    """Return what is read at a place; a refusal says where that is."""
    try:
        return read()
    except _Located:
        raise
    except CritscaleError as error:
        raise _at(where, place, error) from error


def _lines(text: str) -> Iterator[tuple[str, Excerpt]]:
    """Yield word and rest of each line that is no comment."""
    for number, line in enumerate(text.split("\n"), 1):
        stripped = line.strip()
        if not stripped or stripped.startswith("#"):
            continue
        start = len(line) - len(line.lstrip())
        word = stripped.split(maxsplit=1)[0]
        yield word, Excerpt(line, number, 0).part(start + len(word))


def _claim(where: str, lines: list[tuple[str, Excerpt]]) -> Claim:
    given: dict[str, list[Excerpt]] = {}
    for word, place in lines:
        if word not in WORDS:
            raise _at(where, Excerpt("", place.line, 0), UnknownName.among("word", word, WORDS))
        if word in given and word in ONCE:
            raise _at(where, place, BadInput(f"a second line {word!r}", "a claim has one", "leave out one of them"))
        if not place.text:
            raise _at(where, place, BadInput(f"the line {word!r}", "nothing stands in it", f"write: {word} ..."))
        given.setdefault(word, []).append(place)
    (id,) = given["claim"]
    if not _ID.fullmatch(id.text):
        raise BadInput(f"the id {shown(id.text)!r}", f"not 1 to {LONGEST_ID} of A-Z, a-z, 0-9, dot, dash, underscore", "such as Mine.norm")
    for word in NEEDED:
        if word not in given:
            raise BadInput(f"claim {shown(id.text)}", f"it has no line {word!r}", f"write: {word} ...")
    (chart,) = given["regime"]
    if chart.text not in CHARTS:
        raise _at(where, chart, UnknownName.among("regime", chart.text, CHARTS))
    regime = CHARTS[chart.text]
    ranges = {place.line: _located(where, place, partial(_range, place, regime)) for place in given.get("where", [])}
    first = next((a.low for a in ranges.values() if a.name == LENGTH), Fraction(2))
    assumptions = tuple(a for a in ranges.values() if a.name != LENGTH)
    reader = _Statements(where, regime, assumptions, int(first))
    (stated,) = given["states"]
    statement = reader.read(stated)
    twins: tuple[Twin, ...] = ()
    for place in given.get("twin", []):
        name, colon, _ = place.text.partition(":")
        if not colon or not name.strip():
            raise _at(where, place, BadInput("the twin", "it has no name", "write: twin NAME: a statement that is false"))
        stated = place.part(len(name) + 1)
        twins += but(name.strip(), stated.text, statement=reader.read(stated))
    about = {word: given[word][0].text for word in ("source", "notes") if word in given}
    return Claim(
        id.text, given["title"][0].text, statement, assumptions, source=about.get("source", DERIVED), notes=about.get("notes", ""), twins=twins
    )


def _range(place: Excerpt, regime: Regime) -> Assumption:
    """Return the range that a line ``where`` gives a variable."""
    match = _RANGE.fullmatch(place.text)
    if match is None or not (match["left"] or match["right"]):
        raise BadInput(f"the range {shown(place.text)!r}", "not of the form 0 < x <= 1, x >= 2 or x = 1/2", "write one variable a line, its ends exact numbers")
    name, relation = match["name"], match["right"] or ""
    below = relation in ("<", "<=", "=")
    high = _number(match["high"]) if below else None
    low, low_open = (_number(match["low"]), match["left"] == "<") if match["left"] else (None, False)
    if relation in (">", ">=", "="):
        if low is not None:
            raise BadInput(f"the range {shown(place.text)!r}", "its signs point in two directions", "write 0 < x <= 1")
        low, low_open = _number(match["high"]), relation == ">"
    if low is None:
        raise BadInput(f"the range {shown(place.text)!r}", "it has no lower end", f"write, for example, 0 <= {name}")
    found = Assumption(
        name=name,
        meaning=match["meaning"] or (RANGES[name].meaning if name in RANGES else "a variable of the claim"),
        low=low,
        high=high,
        low_open=low_open,
        high_open=relation == "<",
        integer=bool(match["integer"]) or name == LENGTH,
    )
    if name == LENGTH and (regime is FREE or high is not None or low < 2):
        raise BadInput(f"the range {shown(place.text)!r}", "n ranges from some n0 >= 2 on, in a regime that has one", "write, for example, n >= 2")
    limits = RANGES.get(name)
    if limits is not None and not found.within(replace(limits, low_open=False)):
        raise BadInput(f"the range {found.range_text()}", f"the {limits.meaning} ranges over {replace(limits, low_open=False).range_text()}", "narrow it")
    own = next((a for a in regime.parameters if a.name == name), None)
    return found if own is None else replace(found, meaning=own.meaning, definition=own.definition)


def _number(text: str) -> Fraction:
    sign, digits = (-1, text[1:]) if text.startswith("-") else (1, text)
    top, slash, bottom = digits.partition("/")
    divisor = literal_value(bottom) if slash else Fraction(1)
    if divisor == 0:
        raise BadInput(f"the number {shown(text)}", "a division by zero")
    return sign * literal_value(top) / divisor


class _Statements:
    """Reads the statements of one claim."""

    def __init__(self, where: str, regime: Regime, assumptions: tuple[Assumption, ...], first: int) -> None:
        self.where, self.regime, self.assumptions, self.first = where, regime, assumptions, first
        variables = {a.name for a in regime.variables(assumptions)}
        self.variables = variables | (set() if regime is FREE else {LENGTH})
        self.known = self.variables | (set(QUANTITIES) if regime.has_row else set())

    def read(self, place: Excerpt) -> Statement:
        """Return a statement."""
        return _located(self.where, place, lambda: self._read(place))

    def _read(self, place: Excerpt) -> Statement:
        error = self._error(place)
        stated = place if error is None else place.part(0, error.start())
        relations = list(_RELATION.finditer(stated.text))
        if len(relations) != 1:
            why = "it has no relation" if not relations else f"it has {len(relations)} relations"
            raise BadInput(f"the statement {shown(place.text)!r}", why, "write x = y, x <= y, x -> y, x = y + O(n^-2), x rises in v")
        relation = relations[0]
        left, right, sign = stated.part(0, relation.start()), stated.part(relation.end()), relation[0].split()[0]
        if error is not None and sign != "=":
            raise BadInput(f"the error term of {shown(place.text)!r}", f"it stands behind {sign!r}", "write x = y + O(n^-2)")
        if sign in DIRECTIONS:
            return self._monotone(self._side(left), right, DIRECTIONS[sign])
        x, y = self._side(left), self._side(right)
        match sign:
            case "<=" | ">=":
                lower, upper = (x, y) if sign == "<=" else (y, x)
                return Bound(self.regime, lower, upper, valid_from=self.first)
            case "->" | "~":
                self._from_two()
                return Expansion(self.regime, x, y, LittleO(), ratio=sign == "~")
        if error is None:
            self._from_two()
            return Identity(self.regime, x, y)
        return Expansion(self.regime, x, y, self._error_term(error, place))

    def _from_two(self) -> None:
        if self.first != 2:
            raise BadInput(f"n >= {self.first}", "an identity, a limit and an order begin at n = 2", "leave it out, or state a bound")

    def _monotone(self, side: TextSide, place: Excerpt, direction: str) -> Statement:
        if place.text not in self.variables:
            raise _at(self.where, place, UnknownName.among("variable", place.text, self.variables))
        return Monotone(self.regime, side, place.text, direction, valid_from=self.first)  # type: ignore[arg-type]

    def _error(self, place: Excerpt) -> re.Match[str] | None:
        """Return the error term at the end of a statement: ``O(...)`` or ``B(...)`` behind its last plus."""
        found = [m for m in re.finditer(r"\+ *[OB]\(", place.text)]
        return _ERROR.fullmatch(place.text, found[-1].start()) if found else None

    def _error_term(self, error: re.Match[str], place: Excerpt) -> BigO | Within:
        self._from_two()
        inner = place.part(error.start(2), error.end(2))
        size, comma, least = inner.text.partition(",")
        constant, rate = _located(self.where, inner, lambda: self._rate(Excerpt(size, inner.line, inner.column)))
        if error[1] == "O":
            if comma:
                raise BadInput(f"the error {shown(error[0])!r}", "O has no least n", "write O(n^-2), or B(n^-2, n >= 2)")
            return BigO(rate)
        first = re.fullmatch(r" *n *>= *(\d{1,40}) *", least, re.ASCII)
        if first is None:
            raise BadInput(f"the error {shown(error[0])!r}", "B has a size and a least n", "write B(3/n, n >= 2)")
        return Within(constant, rate, valid_from=int(first[1]))

    def _rate(self, place: Excerpt) -> tuple[Fraction, Growth]:
        """Return constant and growth of c n^e (log n)^k."""
        return _growth(parsed(place.text, {LENGTH, *({"delta"} & self.variables)}))

    def _side(self, place: Excerpt) -> TextSide:
        """Return a side, tried in symbols: what its variables lack is refused here, where it stands."""

        def read() -> TextSide:
            expression = parsed(place.text, self.known)
            _refuse_powers(expression)
            used = [QUANTITIES[name] for name in dict.fromkeys(names(expression)) if name in QUANTITIES and name not in self.variables]
            given = {a.name for a in self.assumptions}
            for entry in used:
                for needed in ("rho", "r", *(("f",) if entry.dimension else ())):
                    if needed not in given:
                        raise BadInput(f"the quantity {entry.id}", f"it depends on {needed}, which has no range", f"write: where {RANGES[needed].range_text()}")
            side = TextSide(expression, tuple((e.id, e.formula, e.dimension) for e in used))
            written(side(written_point(self.regime, self.assumptions, keep_t=True)))
            return side

        return _located(self.where, place, read)


def _refuse_powers(expression: Expression) -> None:
    """Refuse a power that is no polynomial, no root: the fields of proofs have none."""
    if not isinstance(expression, Operation):
        return
    if expression.operator == "^":
        power = expression.operands[1]
        if not isinstance(power, Numeral) or power.value.denominator > 2 or abs(power.value) > LARGEST_POWER:
            raise BadInput("a power in the statement", f"its exponent is no whole or half number up to {LARGEST_POWER}", "write exp(y log(x))")
    for operand in expression.operands:
        _refuse_powers(operand)


LARGEST_POWER = 64


def _growth(expression: Expression) -> tuple[Fraction, Growth]:
    """Return constant and growth of an expression that is a product of powers of n and log n."""
    refusal = BadInput("the error's size", "not of the form c n^e log(n)^k", "write, for example, 3/n, n^-2, n^(-2*delta), log(n)/n^2")
    if isinstance(expression, Numeral):
        return expression.value, Growth(Fraction(0))
    if expression == Variable(LENGTH):
        return Fraction(1), Growth(Fraction(-1))
    if not isinstance(expression, Operation):
        raise refusal
    operator, operands = expression.operator, expression.operands
    if operator == "log" and operands == (Variable(LENGTH),):
        return Fraction(1), Growth(Fraction(0), logs=1)
    if operator in "*/" and len(operands) == 2:
        (c, x), (d, y) = map(_growth, operands)
        if operator == "*":
            return c * d, x * y
        if d == 0:
            raise refusal
        return c / d, x / y
    if operator == "^":
        constant, base = _growth(operands[0])
        exponent, slope = _linear(operands[1])
        if base.logs and not slope and exponent.denominator == 1 and constant == 1 and not (base.constant or base.slope):
            return constant, replace(base, logs=int(exponent) * base.logs)
        if base == Growth(Fraction(-1)) and constant == 1:
            return constant, Growth(-exponent, -slope)
    raise refusal


def _linear(expression: Expression) -> tuple[Fraction, Fraction]:
    """Return a and b of a + b delta."""
    if isinstance(expression, Numeral):
        return expression.value, Fraction(0)
    if expression == Variable("delta"):
        return Fraction(0), Fraction(1)
    if isinstance(expression, Operation):
        parts = [_linear(o) for o in expression.operands]
        match expression.operator:
            case "neg":
                return -parts[0][0], -parts[0][1]
            case "+" | "-":
                sign = 1 if expression.operator == "+" else -1
                return parts[0][0] + sign * parts[1][0], parts[0][1] + sign * parts[1][1]
            case "*" if not (parts[0][1] and parts[1][1]):
                return parts[0][0] * parts[1][0], parts[0][0] * parts[1][1] + parts[0][1] * parts[1][0]
            case "/" if not parts[1][1] and parts[1][0]:
                return parts[0][0] / parts[1][0], parts[0][1] / parts[1][0]
    raise BadInput("an exponent of n in the error's size", "not linear in delta", "write, for example, n^(-1 - delta)")
