"""Closed forms: what a derivation prints, products of powers and their sums, in one normal form.

A *power product* is a number times powers of variables, logarithms, e and sums; a sum has power products as terms.  They
come in the order in which SymPy prints them, so that a formula reads the same here and there, and tests compare the
two; no SymPy is needed to write one.  What a closed form is in SymPy, `symbolic` tells.

Source: the order is that of SymPy's printers, ``Expr.as_ordered_terms`` and ``Expr.as_ordered_factors``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, reduce
from operator import mul
from typing import TYPE_CHECKING, Any, TypeAlias

from flint import arb, fmpz

from .expression import Expression, Numeral, Operation, Variable
from .notation import derived_latex, derived_text

if TYPE_CHECKING:
    from sympy import Expr

ONE, HALF = Fraction(1), Fraction(1, 2)


@dataclass(frozen=True, slots=True)
class EulerNumber:
    """The base e of an exponential."""


@dataclass(frozen=True, slots=True)
class LogOf:
    """The logarithm of a variable, a number, or a sum."""

    argument: str | int | ClosedSum


Base: TypeAlias = "str | EulerNumber | LogOf | ClosedSum"
"""What has a power: a variable by its name, e, a logarithm, or a sum."""


class _Form:
    """What products and sums can be written as."""

    @property
    def expression(self) -> Expression:
        """The form as an expression, written in a line."""
        return _laid_out(self, _starts_negative)

    def __str__(self) -> str:
        return self._text

    @cached_property
    def _text(self) -> str:
        # The strata of an expansion share most of their coefficients.
        return derived_text(self.expression)

    def latex(self) -> str:
        """Return the form as LaTeX."""
        return derived_latex(_laid_out(self, _is_negative))

    def symbolic(self: ClosedForm) -> Expr:  # type: ignore[misc]  # the two classes below
        """Return the form in SymPy, in the symbols of `critscale.theory.symbols`."""
        return _symbolic(self)


@dataclass(frozen=True)
class PowerProduct(_Form):
    """number * base_1^power_1 base_2^power_2 ..., made by `power_product`.

    Attributes
    ----------
    number : Fraction
        Not 0.
    powers : tuple of (base, power)
        In their order; a power is linear in delta: an exact number, or (constant, slope).
    """

    number: Fraction
    powers: tuple[tuple[Base, LinearExponent], ...] = ()

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        return hash((self.number, self.powers))

    def __mul__(self, other: PowerProduct) -> PowerProduct:
        return power_product(self.number * other.number, (*self.powers, *other.powers))

    @cached_property
    def key(self) -> _Key:
        """What SymPy sorts by."""
        if not self.powers:
            return _number_key(self.number)
        if len(self.powers) == 1:
            return _power_key(*self.powers[0], self.number)
        return (3, 0, "Mul"), (len(self.powers), tuple(_power_key(*p) for p in self.powers)), _number_key(ONE), self.number


@dataclass(frozen=True)
class ClosedSum(_Form):
    """A sum of two power products or more, made by `closed_sum`."""

    terms: tuple[PowerProduct, ...]

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        return hash(self.terms)

    @cached_property
    def key(self) -> _Key:
        """What SymPy sorts by."""
        return (3, 1, "Add"), (len(self.terms), tuple(t.key for t in self.terms))


LinearExponent: TypeAlias = "int | Fraction | tuple[Fraction, Fraction]"
ClosedForm: TypeAlias = PowerProduct | ClosedSum
_Key: TypeAlias = tuple[Any, ...]
_Below: TypeAlias = Callable[[Base, LinearExponent], bool]
ZERO = PowerProduct(Fraction(0))


def power_product(number: Fraction, powers: Iterable[tuple[Base, LinearExponent]] = ()) -> PowerProduct:
    """Return a number times powers, those of one base put together."""
    total: dict[Base, LinearExponent] = {}
    for base, power in powers:
        total[base] = _together(total[base], power) if base in total else _together(power, 0)
    if not number:
        return ZERO
    kept = [(base, power) for base, power in total.items() if power]
    if len(kept) > 1:
        kept.sort(key=lambda p: _power_key(*p))
    return PowerProduct(number, tuple(kept))


def _together(x: LinearExponent, y: LinearExponent) -> LinearExponent:
    """Return the sum of two powers."""
    if not isinstance(x, tuple) and not isinstance(y, tuple):
        return x + y
    (a, b), (c, d) = (p if isinstance(p, tuple) else (Fraction(p), Fraction(0)) for p in (x, y))
    return (a + c, b + d) if b + d else a + c


def _flat(forms: Iterable[ClosedForm]) -> Iterator[PowerProduct]:
    """Yield the terms of forms, those of a sum among them."""
    for form in forms:
        match form:
            case ClosedSum(terms) | PowerProduct(1, ((ClosedSum(terms), 1),)):
                yield from terms
            case PowerProduct():
                yield form


def closed_sum(forms: Iterable[ClosedForm]) -> ClosedForm:
    """Return a sum, equal powers put together; of one term, or none, it is no sum."""
    numbers: dict[tuple[tuple[Base, LinearExponent], ...], Fraction] = {}
    for t in _flat(forms):
        numbers[t.powers] = numbers.get(t.powers, Fraction(0)) + t.number
    kept = [PowerProduct(number, powers) for powers, number in numbers.items() if number]
    if len(kept) < 2:
        return kept[0] if kept else ZERO
    return ClosedSum(_ordered(kept))


def times(number: Fraction, total: ClosedSum) -> ClosedSum:
    """Return a multiple of a sum, multiplied out."""
    found = closed_sum(PowerProduct(number * t.number, t.powers) for t in total.terms)
    assert isinstance(found, ClosedSum)
    return found


def scaled(form: ClosedForm, factor: PowerProduct) -> ClosedForm:
    """Return a form times a product; a sum stays one factor."""
    if not factor.powers and factor.number == 1:
        return form
    return factor * (form if isinstance(form, PowerProduct) else power_product(ONE, [(form, ONE)]))


def linear(constant: Fraction, slope: Fraction, name: str) -> ClosedForm:
    """Return constant + slope times a variable."""
    return closed_sum([power_product(constant), power_product(slope, [(name, ONE)])])


def least_power(number: int, powers: Iterable[tuple[Fraction, Fraction]]) -> Expression:
    """Return number^(1/p), p the least of powers constant + slope delta, as an expression."""
    forms = sorted((linear(*p, "delta") for p in powers), key=_key)
    least = forms[0].expression if len(forms) == 1 else Operation("min", tuple(f.expression for f in forms))
    return Operation("^", (Numeral(Fraction(number)), Operation("/", (Numeral(ONE), least))))


def root_of(number: int, power: Fraction) -> Expression:
    """Return a positive power of a whole number, whole factors taken out of the root."""
    outside, below = 1, 1
    for prime, count in fmpz(number).factor():
        whole = count * power.numerator // power.denominator
        outside *= int(prime) ** int(whole)
        below *= int(prime) ** int(count * power.numerator - whole * power.denominator)
    if below == 1:
        return Numeral(Fraction(outside))
    reached = _lowest(below, power.denominator)
    root = _raised(Numeral(Fraction(reached[0])), reached[1])
    return root if outside == 1 else Operation("*", (Numeral(Fraction(outside)), root))


def _lowest(radicand: int, degree: int) -> tuple[int, Fraction]:
    """Return a root as a number that is no power, to a fraction."""
    for k in range(degree, 1, -1):
        base = int(fmpz(radicand).root(k))
        if base**k == radicand:
            return base, Fraction(k, degree)
    return radicand, Fraction(1, degree)


def _symbolic(form: ClosedForm | Base | LinearExponent) -> Expr:
    """Return a closed form, a base or a power of it in SymPy."""
    import sympy

    from .symbols import DELTA, symbol, sympy_rational

    match form:
        case PowerProduct(number, powers):
            return sympy.Mul(sympy_rational(number), *(_symbolic(b) ** _symbolic(e) for b, e in powers))
        case ClosedSum(terms):
            return sympy.Add(*map(_symbolic, terms))
        case LogOf(argument):
            return sympy.log(_symbolic(argument))
        case EulerNumber():
            return sympy.E
        case str():
            return symbol(form)
        case (constant, slope):
            return sympy_rational(constant) + sympy_rational(slope) * DELTA
    return sympy_rational(form)


# ---- order -------------------------------------------------------------------------------------------------------------


def _number_key(value: int | Fraction) -> _Key:
    return (1, 0, "Number"), (0, ()), (), value


def _base_key(base: Base) -> _Key:
    match base:
        case str():
            return (2, 0, "Symbol"), (1, (base,))
        case ClosedSum():
            return base.key
        case LogOf(str() | ClosedSum() as argument):
            return (4, 11, "log"), (1, ((*_base_key(argument), _number_key(ONE), 1),))
        case LogOf(int() as number):
            return (4, 11, "log"), (1, (_number_key(number),))
    raise TypeError("e is sorted with its power")


def _power_key(base: Base, power: LinearExponent, number: Fraction = ONE) -> _Key:
    above = _key(linear(*power, "delta")) if isinstance(power, tuple) else _number_key(power)
    if isinstance(base, EulerNumber):
        return (4, 10, "exp"), (1, (above,)), _number_key(ONE), number
    return (*_base_key(base), above, number)


def _key(form: ClosedForm) -> _Key:
    return form.key if isinstance(form, PowerProduct) else (*_base_key(form), _number_key(ONE), 1)


def _ordered(terms: list[PowerProduct]) -> tuple[PowerProduct, ...]:
    """Return terms in the order of a printed sum: the highest powers of the first variable first, but 1 - x."""
    if len(terms) == 2:
        first, second = sorted(terms, key=lambda t: bool(t.powers))
        if not first.powers and first.number > 0 > second.number and len(second.powers) == 1:
            return first, second
    bases = sorted({b for t in terms for b, _ in t.powers if not _is_constant(b)}, key=_base_key)

    def key(t: PowerProduct) -> tuple[Any, ...]:
        powers = dict(t.powers)
        return tuple(-powers.get(b, 0) for b in bases), _value(t)  # type: ignore[operator]  # no delta inside a sum

    return tuple(sorted(terms, key=key))


def _is_constant(base: Base) -> bool:
    match base:
        case EulerNumber() | LogOf(int()):
            return True
        case LogOf(ClosedSum() as total) | (ClosedSum() as total):
            return all(_is_constant(b) and not isinstance(power, tuple) for t in total.terms for b, power in t.powers)
    return False


def _value(t: PowerProduct) -> float:
    """Return the number of a term, with its constants, to sort by."""
    return float(_constant(PowerProduct(t.number, tuple((b, e) for b, e in t.powers if _is_constant(b) and not isinstance(e, tuple)))))


def _constant(form: ClosedForm | Base) -> arb:
    """Return the value of what has no variables."""
    match form:
        case PowerProduct(number, powers):
            factors = (_constant(base) ** (arb(e.numerator) / e.denominator) for base, e in powers if not isinstance(e, tuple))
            return reduce(mul, factors, arb(number.numerator) / number.denominator)
        case ClosedSum(terms):
            return sum(map(_constant, terms), arb(0))
        case LogOf(int() as argument):
            return arb(argument).log()
        case LogOf(ClosedSum() as argument):
            return _constant(argument).log()
        case EulerNumber():
            return arb(1).exp()
    raise TypeError(f"{form} is no constant")


# ---- layout ------------------------------------------------------------------------------------------------------------


def _laid_out(form: Any, below: _Below) -> Expression:
    """Return a form as an expression: a product as a fraction, with a minus in front of it; ``below`` tells what goes below."""
    if isinstance(form, ClosedSum):
        first, *others = form.terms
        return Operation("+", (_laid_out(first, below), *(_later(t, below) for t in others)))
    if not form.powers and form.number.denominator == 1:
        return Numeral(form.number)
    if form.number < 0:
        opposite = PowerProduct(-form.number, form.powers)
        return Operation("neg", (_fraction(opposite, below),))
    if form.number == 1 and len(form.powers) == 1:  # in a line n^-2, but -1/n^2
        base, power = form.powers[0]
        if below is _starts_negative or isinstance(base, EulerNumber):
            return _power(base, power, below)
    return _fraction(form, below)


def _later(term: PowerProduct, below: _Below) -> Expression:
    """Return a term that is not the first: in LaTeX the sign is taken off before it is looked at, so 1 - e^{-1}."""
    if below is _is_negative and term.number < 0:
        return Operation("neg", (_laid_out(PowerProduct(-term.number, term.powers), below),))
    return _laid_out(term, below)


def _fraction(p: PowerProduct, below: _Below) -> Expression:
    above = [_power(b, e, below) for b, e in p.powers if not below(b, e)]
    # e comes before the variables, its powers behind the sums
    beneath = sorted((x for x in p.powers if below(*x)), key=lambda x: x != (EulerNumber(), -1))
    under = [_power(b, _negative(e), below) for b, e in beneath]
    top, bottom = (Numeral(Fraction(k)) for k in (p.number.numerator, p.number.denominator))
    numerator = _product(([top] if p.number.numerator != 1 else []) + above) or Numeral(ONE)
    denominator = _product(([bottom] if p.number.denominator != 1 else []) + under)
    return numerator if denominator is None else Operation("/", (numerator, denominator))


def _product(factors: list[Expression]) -> Expression | None:
    return reduce(lambda x, y: Operation("*", (x, y)), factors) if factors else None


def _negative(power: LinearExponent) -> LinearExponent:
    return (-power[0], -power[1]) if isinstance(power, tuple) else -power


def _starts_negative(base: Base, power: LinearExponent) -> bool:
    """Tell whether a power is written below in a line: of x^-2 and n^-delta, but not of n^(-delta - 1) or exp(-1)."""
    if isinstance(base, EulerNumber):
        return False
    return not power[0] and power[1] < 0 if isinstance(power, tuple) else power < 0


def _is_negative(base: Base, power: LinearExponent) -> bool:
    """Tell whether a power is written below in LaTeX: of x^-2 and exp(-1), but not of n^-delta."""
    return not isinstance(power, tuple) and power < 0


def _power(base: Base, power: LinearExponent, below: _Below) -> Expression:
    if isinstance(base, EulerNumber):
        assert not isinstance(power, tuple)
        return Operation("exp", (Numeral(Fraction(power)),))
    return _raised(_base(base, below), power)


def _raised(base: Expression, power: LinearExponent) -> Expression:
    if isinstance(power, tuple):
        return Operation("^", (base, linear(*power, "delta").expression))
    if power == 1:
        return base
    if power in (HALF, -HALF):
        base = Operation("sqrt", (base,))
    if power in (-1, -HALF):
        return Operation("/", (Numeral(ONE), base))
    return base if power == HALF else Operation("^", (base, Numeral(Fraction(power))))


def _base(base: str | int | LogOf | ClosedSum, below: _Below) -> Expression:
    match base:
        case str():
            return Variable(base)
        case int():
            return Numeral(Fraction(base))
        case LogOf(argument):
            return Operation("log", (_base(argument, below),))
    return _laid_out(base, below)
