"""Number systems: a field is its algebra and its elementary functions, and formulas and laws are read in it.

A formula of this package is one line of algebra.  Where it needs more than algebra, it calls the functions below, and
the field of their first argument computes them.  A law is text; `critscale.theory.expression.fold` reads it in a field.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import partial, reduce
from typing import Any, Self, TypeAlias

from .errors import CritscaleError

Scalar: TypeAlias = Any
"""A value of any field: a number, a ball, an array, an expression.  The algebra is the contract, not the type."""


class MissingFunction(CritscaleError, TypeError):
    """A function that a field does not have."""


OPERATIONS = {
    "+": "add",
    "-": "subtract",
    "*": "multiply",
    "/": "divide",
    "^": "power",
    "neg": "negative",
    "min": "minimum",
    "max": "maximum",
}
"""The methods of a field that the operators of a law are read by; a function is read by its own name."""


class Field:
    """A number system: Python's operators are its algebra, and each elementary function is a method.

    A subclass has every function, or names those it ``lacks``: what it forgets is refused when it is defined.

    Attributes
    ----------
    refusal : tuple of str
        Where its numbers stand, why they lack a function, and what to do instead.
    """

    refusal = ("is not defined here", "its field has no such function", "use exp, log, sqrt, minimum or maximum")

    exp: Callable[[Scalar], Scalar]
    log: Callable[[Scalar], Scalar]
    sqrt: Callable[[Scalar], Scalar]
    floor: Callable[[Scalar], Scalar]
    minimum: Callable[[Scalar, Scalar], Scalar]
    maximum: Callable[[Scalar, Scalar], Scalar]
    nearest_to_half: Callable[[Scalar], Scalar]
    spectral_norm: Callable[..., Scalar]
    digamma: Callable[[Scalar], Scalar]
    gamma_function: Callable[[Scalar], Scalar]
    regularized_beta: Callable[[Scalar, Scalar], Scalar]
    scaled_bessel: Callable[[Scalar, Scalar], Scalar]
    entmax_gap: Callable[[Scalar, Scalar, Scalar], Scalar]
    normal_tail: Callable[[Scalar], Scalar]
    regularized_gamma: Callable[[Scalar, Scalar], Scalar]

    def __init_subclass__(cls, *, lacks: tuple[str, ...] = ()) -> None:
        """Refuse a field that forgets a function.

        Parameters
        ----------
        lacks : tuple of str
            The functions it does without.
        """
        for name in lacks:
            setattr(cls, name, staticmethod(partial(_refuse, name, *cls.refusal)))
        if forgotten := [name for name in FUNCTIONS if not hasattr(cls, name)]:
            raise TypeError(f"the field {cls.__name__} has no {', '.join(forgotten)}: define it, or say that it lacks it")

    def register(self, *kinds: type) -> None:
        """Be the field of the values of some types, and of subtypes that have none of their own."""
        _FIELDS.update(dict.fromkeys(kinds, self))

    def number(self, value: Fraction) -> Scalar:
        """Return an exact number; by default it mixes with the others as it is."""
        return value

    def apply(self, operator: str, operands: tuple[Scalar, ...]) -> Scalar:
        """Apply an operator or a function of a law."""
        method = getattr(self, OPERATIONS.get(operator, operator))
        return reduce(method, operands) if len(operands) > 1 else method(*operands)

    def add(self, x: Scalar, y: Scalar) -> Scalar:
        """Return x + y."""
        return x + y

    def subtract(self, x: Scalar, y: Scalar) -> Scalar:
        """Return x - y."""
        return x - y

    def multiply(self, x: Scalar, y: Scalar) -> Scalar:
        """Return x y."""
        return x * y

    def divide(self, x: Scalar, y: Scalar) -> Scalar:
        """Return x / y."""
        return x / y

    def power(self, x: Scalar, y: Scalar) -> Scalar:
        """Return x^y."""
        return x**y

    def negative(self, x: Scalar) -> Scalar:
        """Return -x."""
        return -x

    def expm1(self, x: Scalar) -> Scalar:
        """Return exp(x) - 1; a field that rounds has it without cancellation."""
        return self.exp(x) - 1

    def log1p(self, x: Scalar) -> Scalar:
        """Return log(1 + x); a field that rounds has it without cancellation."""
        return self.log(1 + x)

    def hypot(self, x: Scalar, y: Scalar) -> Scalar:
        """Return sqrt(x^2 + y^2)."""
        return self.sqrt(x * x + y * y)

    def radical(self, x: Scalar, y: Scalar) -> Scalar:
        """Return sqrt(x^2 + y), y of any sign."""
        return self.sqrt(x * x + y)


SPECIAL = (
    "nearest_to_half", "spectral_norm", "digamma", "gamma_function", "regularized_beta", "regularized_gamma", "scaled_bessel",
    "entmax_gap", "normal_tail",
)
"""Functions that no law has."""
FOLLOWING = ("expm1", "log1p", "hypot", "radical")
"""Functions that follow from others of the field."""
FUNCTIONS = ("exp", "log", "sqrt", "floor", "minimum", "maximum", *FOLLOWING, *SPECIAL)
"""The functions of a field."""
_FIELDS: dict[type, Field] = {}


def _refuse(name: str, where: str, why: str, mend: str, *_: Scalar) -> Scalar:
    raise MissingFunction(f"{name} {where}", why, mend)


class _Plain(Field, lacks=FUNCTIONS):
    refusal = ("of a plain number", "it belongs to no field", "add 0 of the row to it, as in 2 + 0 * row.self_weight")


_Plain().register(int, float, Fraction)


def field_of(x: Scalar) -> Field:
    """Return the field of a value; a value of no field has one that lacks every function."""
    kind = type(x)
    for base in kind.__mro__:
        if base in _FIELDS:
            return _FIELDS[base]
    refusal = (f"is not defined on {kind.__name__}", "no field has such numbers", "subclass critscale.theory.field.Field")
    foreign: type[Field] = type("Foreign", (Field,), {"refusal": refusal}, lacks=FUNCTIONS)
    return foreign()


class Operators:
    """Python's operators on values of a field that adds, multiplies and lifts what mixes with them by its methods."""

    __slots__ = ()

    def _by(self, method: str, x: Scalar, y: Scalar) -> Self:
        found: Self = getattr(field_of(self), method)(x, y)
        return found

    def __add__(self, other: Scalar) -> Self:
        return self._by("add", self, other)

    def __radd__(self, other: Scalar) -> Self:
        return self._by("add", other, self)

    def __sub__(self, other: Scalar) -> Self:
        return self._by("subtract", self, other)

    def __rsub__(self, other: Scalar) -> Self:
        return self._by("subtract", other, self)

    def __mul__(self, other: Scalar) -> Self:
        return self._by("multiply", self, other)

    def __rmul__(self, other: Scalar) -> Self:
        return self._by("multiply", other, self)

    def __truediv__(self, other: Scalar) -> Self:
        return self._by("divide", self, other)

    def __rtruediv__(self, other: Scalar) -> Self:
        return self._by("divide", other, self)

    def __pow__(self, power: Scalar) -> Self:
        return self._by("power", self, power)

    def __rpow__(self, base: Scalar) -> Self:
        return self._by("power", base, self)

    def __pos__(self) -> Self:
        return self

    def __neg__(self) -> Self:
        negative: Self = field_of(self).negative(self)
        return negative


def exp(x: Scalar) -> Scalar:
    """Exponential of ``x``."""
    return field_of(x).exp(x)


def log(x: Scalar) -> Scalar:
    """Natural logarithm of ``x``."""
    return field_of(x).log(x)


def expm1(x: Scalar) -> Scalar:
    """Return exp(x) - 1, without cancellation where ``x`` is small."""
    return field_of(x).expm1(x)


def log1p(x: Scalar) -> Scalar:
    """Return log(1 + x), without cancellation where ``x`` is small."""
    return field_of(x).log1p(x)


def sqrt(x: Scalar) -> Scalar:
    """Square root of ``x`` >= 0."""
    return field_of(x).sqrt(x)


def floor(x: Scalar) -> Scalar:
    """Return the largest integer that is at most ``x``."""
    return field_of(x).floor(x)


def minimum(x: Scalar, y: Scalar) -> Scalar:
    """Return the smaller of two values of one field."""
    return field_of(x).minimum(x, y)


def maximum(x: Scalar, y: Scalar) -> Scalar:
    """Return the larger of two values of one field."""
    return field_of(x).maximum(x, y)


def hypot(x: Scalar, y: Scalar) -> Scalar:
    """Return sqrt(x^2 + y^2)."""
    return field_of(x).hypot(x, y)


def radical(x: Scalar, y: Scalar) -> Scalar:
    """Return sqrt(x^2 + y), y of any sign."""
    return field_of(x).radical(x, y)


def nearest_to_half(step: Scalar) -> Scalar:
    """Return the integer multiple of ``step`` nearest to 1/2 (either one on a tie), or an enclosure; 1/2 at step 0."""
    return field_of(step).nearest_to_half(step)


def spectral_norm(x: Scalar, y: Scalar, s: Scalar, t: Scalar, r: Scalar, u: Scalar, v: Scalar) -> Scalar:
    """Return the largest singular value of [[r, u, v], [0, x, y], [0, s, t]]."""
    return field_of(x).spectral_norm(x, y, s, t, r, u, v)


def digamma(x: Scalar) -> Scalar:
    """Digamma function, psi(x + 1) = psi(x) + 1/x; at positive ``x``."""
    return field_of(x).digamma(x)


def gamma_function(x: Scalar) -> Scalar:
    """Euler's Gamma function, at positive ``x``."""
    return field_of(x).gamma_function(x)


def regularized_beta(x: Scalar, a: Scalar) -> Scalar:
    """Regularised incomplete beta function I_x(a, 1/2), for 0 <= x <= 1 and a > 0."""
    return field_of(x).regularized_beta(x, a)


def scaled_bessel(order: Scalar, x: Scalar) -> Scalar:
    """Return the modified Bessel function I_order(x) e^-x, at positive ``x``."""
    return field_of(order).scaled_bessel(order, x)


def entmax_gap(gap: Scalar, others: Scalar, order: Scalar) -> Scalar:
    """Return d >= 0 with a^q (1 - exp(-q d)) = q g, a = 1/(1 + (n - 1) exp(-d)): log of self weight over another's of entmax.

    Parameters
    ----------
    gap : Scalar
        Logit gap g, 0 <= q g < 1.
    others : Scalar
        log(n - 1).
    order : Scalar
        q = alpha - 1 > 0.
    """
    return field_of(others).entmax_gap(gap, others, order)


def normal_tail(x: Scalar) -> Scalar:
    """P(N > x) of a standard normal variable N."""
    return field_of(x).normal_tail(x)


def regularized_gamma(x: Scalar, a: Scalar) -> Scalar:
    """Regularised incomplete Gamma function P(a, x), the distribution function of the Gamma law, for x >= 0 and a > 0."""
    return field_of(x).regularized_gamma(x, a)
