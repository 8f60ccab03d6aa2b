"""Formulas as somebody would write them: one more field, whose elements are expressions.

A formula of this package is a line of algebra over any field.  Evaluated in this one it gives the line itself, in the
order its author chose: only what nobody would write goes away (1 x, x + 0, x/1, 1/(1/n)).  Quantities of the catalogue
are written by their symbol.  So what a page shows is made from the function that is checked.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import partial

from ..assumptions import Assumption
from ..errors import a_float
from ..expression import Expression, Numeral, Operation, Variable
from ..field import OPERATIONS, Field, Operators, Scalar
from .regimes import FINITE, FREE, Point, Regime
from .registry import QUANTITIES
from .row import Logs, Row

_IDS = {entry.formula: id for id, entry in QUANTITIES.items()}
_SQUARES = {entry.square: id for id, entry in QUANTITIES.items() if entry.square is not None}


@dataclass(frozen=True, slots=True)
class Written(Operators):
    """An element of the field: an expression, with the algebra of a number."""

    expression: Expression

    def __abs__(self) -> Written:
        return _call("abs", self)

    @property
    def number(self) -> Fraction | None:
        """The number it is, or None."""
        return self.expression.value if isinstance(self.expression, Numeral) else None

    def operands(self, operator: str) -> tuple[Written, ...]:
        """Return the operands if it is that operation, else nothing."""
        here = self.expression
        if not isinstance(here, Operation) or here.operator != operator:
            return ()
        return tuple(Written(e) for e in here.operands)

    def size(self, limit: int = 1000) -> int:
        """Return the number of leaves, counted no further than ``limit``: an iterated formula has billions."""
        waiting, leaves = [self.expression], 0
        while waiting and leaves < limit:
            here = waiting.pop()
            if isinstance(here, Operation):
                waiting.extend(here.operands)
            else:
                leaves += 1
        return leaves


def written(value: Scalar) -> Written:
    """Return an integer, a fraction or an element as an element.

    Raises
    ------
    BadInput
        On a float.
    TypeError
        On anything else: a formula that leaves the field has no written form.
    """
    if isinstance(value, Written):
        return value
    if isinstance(value, int | Fraction):
        return Written(Numeral(Fraction(value)))
    if isinstance(value, float):
        raise a_float(value)
    raise TypeError(f"{type(value).__name__} has no written form")


class Verbatim(Written):
    """An element that keeps what was written: nothing in it cancels, only 1 x, x + 0 and 0 x go away."""

    __slots__ = ()


def variable(name: str, kind: type[Written] = Written) -> Written:
    """Return a variable."""
    return kind(Variable(name))


def _call(operator: str, *operands: Scalar) -> Written:
    kind = Verbatim if any(isinstance(o, Verbatim) for o in operands) else Written
    return kind(Operation(operator, tuple(written(o).expression for o in operands)))


def _plus(x: Written, y: Written) -> Written:
    if x.number is not None and y.number is not None:
        return written(x.number + y.number)
    if x.number == 0 or y.number == 0:
        return y if x.number == 0 else x
    taken = y.operands("neg") or ((written(-y.number),) if y.number is not None and y.number < 0 else ())
    if taken:
        return x - taken[0]
    left = x.operands("-")
    if left and left[1].number is not None and y.number is not None:  # (n - 1) + 1
        return left[0] + (y.number - left[1].number)
    if inner := y.operands("+"):  # x + (y + z) is x + y + z
        return x + inner[0] + inner[1]
    if inner := y.operands("-"):
        return x + inner[0] - inner[1]
    return _call("+", x, y)


def _minus(x: Written, y: Written) -> Written:
    if x.number is not None and y.number is not None:
        return written(x.number - y.number)
    if y.number == 0:
        return x
    if y.number is not None and y.number < 0:
        return x + -y.number
    if x.number == 0:
        return -y
    if x == y:
        return written(0)
    given = y.operands("neg")
    return x + given[0] if given else _call("-", x, y)


def _negative(x: Written) -> Written:
    if x.number is not None:
        return written(-x.number)
    if inner := x.operands("neg"):
        return inner[0]
    if difference := x.operands("-"):
        return difference[1] - difference[0]
    return _call("neg", x)


def _times(x: Written, y: Written) -> Written:
    if x.number is not None and y.number is not None:
        return written(x.number * y.number)
    if x.number == 0 or y.number == 0:
        return written(0)
    if x.number == 1 or y.number == 1:
        return y if x.number == 1 else x
    for first, second in ((x, y), (y, x)):
        if first.number == -1:
            return -second
        if inner := first.operands("neg"):
            return -(inner[0] * second) if first is x else -(second * inner[0])
    if y.number is not None:
        return y * x
    if x == y:
        return x**2
    if x.operands("/") or y.operands("/"):
        top, bottom = x.operands("/") or (x, written(1))
        upper, lower = y.operands("/") or (y, written(1))
        return (top * upper) / (bottom * lower)
    scaled = x.operands("*")
    if scaled and scaled[1] == y:  # c b b is c b^2
        return scaled[0] * y**2
    if (inner := y.operands("*")) and inner[0].number is not None:  # x (2 y) is 2 x y
        return inner[0] * x * inner[1]
    return _call("*", x, y)


def _over(x: Written, y: Written) -> Written:
    if y.number == 1 or x.number == 0:
        return x
    if x.number is not None and y.number is not None:
        return written(x.number / y.number)
    if x == y:
        return written(1)
    if y.number is not None and y.number < 0:
        return -(x / -y.number)
    if inner := x.operands("neg"):
        return -(inner[0] / y)
    if x.operands("/"):
        top, bottom = x.operands("/")
        return top / (bottom * y)
    if y.operands("/"):
        top, bottom = y.operands("/")
        return (x * bottom) / top
    return _call("/", x, y)


def _power(x: Written, y: Written) -> Written:
    if y.number == 1:
        return x
    if y.number == 0:
        return written(1)
    whole = int(y.number) if y.number is not None and y.number.denominator == 1 else None
    if x.number is not None and whole is not None:
        return written(x.number**whole)
    if y.number is not None and y.number < 0:
        return 1 / x**-y.number
    inner = x.operands("^")
    if inner and whole is not None:
        return inner[0] ** (y * inner[1])
    quotient = x.operands("/")
    if quotient and quotient[0].number == 1:
        return 1 / quotient[1] ** y
    return _call("^", x, y)


def _of_two(operation: Callable[[Written, Written], Written]) -> Callable[..., Written]:
    return staticmethod(lambda x, y: operation(written(x), written(y)))


class _Notation(Field, lacks=("regularized_beta", "regularized_gamma", "scaled_bessel", "entmax_gap", "normal_tail")):
    exp, log, sqrt, floor = (staticmethod(partial(_call, name)) for name in ("exp", "log", "sqrt", "floor"))
    minimum, maximum, spectral_norm = (staticmethod(partial(_call, name)) for name in ("min", "max", "spectral_norm"))
    digamma, gamma_function, nearest_to_half = (
        staticmethod(partial(_call, name)) for name in ("digamma", "gamma_function", "nearest_to_half")
    )
    add, subtract, multiply, divide, power = map(_of_two, (_plus, _minus, _times, _over, _power))
    negative = staticmethod(_negative)


_Notation().register(Written)


def _kept(operator: str, neutral: int | None) -> Callable[..., Written]:
    """Return an operation that simplifies nothing but numbers and a neutral second operand, or first one where it commutes."""
    simplified: Callable[[Written, Written], Written] = getattr(_Notation, OPERATIONS[operator])

    def operation(x: Scalar, y: Scalar) -> Written:
        first, second = written(x), written(y)
        if first.number is not None and second.number is not None:
            return Verbatim(simplified(first, second).expression)
        if second.number == neutral:
            return first
        if operator == "*" and 0 in (first.number, second.number):
            return Verbatim(Numeral(Fraction(0)))
        return second if operator in "+*" and first.number == neutral else _call(operator, first, second)

    return staticmethod(operation)


class _Literal(_Notation):
    add, subtract, multiply = _kept("+", 0), _kept("-", 0), _kept("*", 1)
    divide, power = _kept("/", 1), _kept("^", 1)
    negative = staticmethod(partial(_call, "neg"))


_Literal().register(Verbatim)


class WrittenRow(Row):
    """A row whose weights are symbols.

    Attributes
    ----------
    tokens : tuple
        rho and r of the layer: at these a quantity of the catalogue is written by its symbol, elsewhere in full.
    seen : set of str
        Ids of the quantities written by their symbol so far.
    in_full : bool
        Write every quantity by its formula in the weights, none by its symbol.
    """

    tokens: tuple[Scalar, Scalar]
    seen: set[str]
    in_full: bool

    def __new__(cls, tokens: tuple[Scalar, Scalar], *weights: Scalar, in_full: bool = False) -> WrittenRow:
        """Return the row of these weights."""
        row = super().__new__(cls, *weights)
        row.tokens, row.seen, row.in_full = tokens, set(), in_full
        return row

    def measure(self, quantity: Callable[..., Scalar], rho: Scalar, r: Scalar, *others: Scalar) -> Scalar:
        """Write a quantity of the catalogue, or the square of one, by its symbol, another one in full."""
        id = _IDS.get(quantity) or (_SQUARES.get(quantity) if written(r).number == 0 else None)
        if id is None or (rho, r) != self.tokens:
            return quantity(self, rho, r, *others)
        self.seen.add(id)
        if self.in_full:
            return quantity(self, rho, r, *others)
        return variable(id) if quantity in _IDS else variable(id) ** 2


def written_row(rho: Scalar, r: Scalar, *, kind: type[Written] = Written, in_full: bool = False) -> WrittenRow:
    """Return the row in symbols: a, 1 - a, b, a - b, log(1 + E), beta (1 - rho), log n."""
    a, b, n = variable("self-weight", kind), variable("other-weight", kind), variable("n", kind)
    logs = Logs(_call("log", 1 + variable("odds", kind)), variable("beta", kind) * (1 - rho), _call("log", n))
    return WrittenRow((rho, r), a, 1 - a, b, a - b, lambda: logs, 1 / (n - 1), in_full=in_full)


def written_point(
    regime: Regime,
    assumptions: tuple[Assumption, ...],
    *,
    keep_t: bool = False,
    kind: type[Written] = Written,
    in_full: bool = False,
) -> Point:
    """Return the point of a chart in symbols: its coordinates as the powers of n they stand for.

    Parameters
    ----------
    regime : Regime
        The chart.
    assumptions : tuple of Assumption
        The variables besides the regime's own; one that can take a single value is written as that value.
    keep_t : bool
        Write the chart ``FINITE`` by its variable t instead of by beta.
    kind : type
        `Written`, or `Verbatim` where nothing may cancel.
    in_full : bool
        Write the quantities of the catalogue by their formulas.
    """
    values: dict[str, Scalar] = {"one": kind(Numeral(Fraction(1)))}
    for a in regime.variables(assumptions):
        values[a.name] = variable(a.name, kind) if a.fixed is None else kind(Numeral(a.fixed))
    if regime is FREE:
        return Point(**values)
    n, gap = variable("n", kind), variable("beta", kind) * (1 - values.get("rho", variable("rho", kind)))
    if regime is FINITE and not keep_t:
        values["t"] = _call("exp", -gap)
    for coordinate in regime.coordinates:
        values[coordinate.name] = 1 / n ** coordinate.exponent(variable("delta", kind))
    values |= {"h": 1 / n, "L": _call("log", n)}
    for g in regime.logarithms:
        values[g.name] = _call("log", g.argument(Point(**values)))
    if regime is FINITE:  # in the field's own symbols
        values |= {"neg_log_t": gap, "log_partition": _call("log", 1 + variable("odds", kind))}
    rho, r = values.get("rho", variable("rho", kind)), values.get("r", variable("r", kind))
    values["row"] = written_row(rho, r, kind=kind, in_full=in_full)
    return Point(**values)
