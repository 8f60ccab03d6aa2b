"""Elementary functions over whatever field a formula is evaluated in.

A formula of this package is one line of algebra.  Where it needs more than algebra, it calls these names; each field
(balls, mpmath numbers, arrays, SymPy expressions, germs at n = oo) registers its own version where that field lives.
"""

from __future__ import annotations

from functools import singledispatch
from types import SimpleNamespace
from typing import Any, TypeAlias

from .errors import CritscaleError

Scalar: TypeAlias = Any
"""A value of any field: a number, a ball, an array, an expression.  The algebra is the contract, not the type."""


class MissingFunction(CritscaleError, TypeError):
    """A function that a field does not have."""


_PLAIN = ("of a plain number", "it belongs to no field", "add 0 of the row to it, as in 2 + 0 * row.self_weight")
_KINDS = {
    "Element": ("in a derivation", "it works with quotients of polynomials", "evaluate it, or derive what it is made of"),
    "int": _PLAIN,
    "float": _PLAIN,
    "Fraction": _PLAIN,
}
"""Where the values of a type stand, why they have no such function, and what to do."""


def _missing(name: str, value: object) -> MissingFunction:
    kind = type(value).__name__
    other = (f"is not defined on {kind}", "no such function is registered", "register it in critscale.theory.field")
    where, why, mend = _KINDS.get(kind, other)
    return MissingFunction(f"{name} {where}", why, mend)


@singledispatch
def exp(x: Scalar) -> Scalar:
    """Exponential of ``x``."""
    raise _missing("exp", x)


@singledispatch
def expm1(x: Scalar) -> Scalar:
    """Return exp(x) - 1, without cancellation where ``x`` is small."""
    raise _missing("expm1", x)


@singledispatch
def log1p(x: Scalar) -> Scalar:
    """Return log(1 + x), without cancellation where ``x`` is small."""
    raise _missing("log1p", x)


@singledispatch
def minimum(x: Scalar, y: Scalar) -> Scalar:
    """Return the smaller of two values of one field."""
    raise _missing("minimum", x)


@singledispatch
def maximum(x: Scalar, y: Scalar) -> Scalar:
    """Return the larger of two values of one field."""
    raise _missing("maximum", x)


@singledispatch
def sqrt(x: Scalar) -> Scalar:
    """Square root of ``x`` >= 0."""
    raise _missing("sqrt", x)


@singledispatch
def hypot(x: Scalar, y: Scalar) -> Scalar:
    """Return sqrt(x^2 + y^2)."""
    raise _missing("hypot", x)


@singledispatch
def radical(x: Scalar, y: Scalar) -> Scalar:
    """Return sqrt(x^2 + y), y of any sign."""
    raise _missing("radical", x)


@singledispatch
def spectral_norm(x: Scalar, y: Scalar, s: Scalar, t: Scalar, r: Scalar, u: Scalar, v: Scalar) -> Scalar:
    """Return the largest singular value of [[r, u, v], [0, x, y], [0, s, t]]."""
    raise _missing("spectral_norm", x)


@singledispatch
def nearest_to_half(step: Scalar) -> Scalar:
    """Return the integer multiple of ``step`` nearest to 1/2 (either one on a tie), or an enclosure; 1/2 at step 0."""
    raise _missing("nearest_to_half", step)


@singledispatch
def digamma(x: Scalar) -> Scalar:
    """Digamma function, psi(x + 1) = psi(x) + 1/x; at positive ``x``."""
    raise _missing("digamma", x)


@singledispatch
def regularized_beta(x: Scalar, a: Scalar) -> Scalar:
    """Regularised incomplete beta function I_x(a, 1/2), for 0 <= x <= 1 and a > 0."""
    raise _missing("regularized_beta", x)


@singledispatch
def log(x: Scalar) -> Scalar:
    """Natural logarithm of ``x``."""
    raise _missing("log", x)


@singledispatch
def gamma_function(x: Scalar) -> Scalar:
    """Euler's Gamma function, at positive ``x``."""
    raise _missing("gamma_function", x)


@singledispatch
def scaled_bessel(order: Scalar, x: Scalar) -> Scalar:
    """Return the modified Bessel function I_order(x) e^-x, at positive ``x``."""
    raise _missing("scaled_bessel", order)


FUNCTIONS = (
    exp,
    expm1,
    log1p,
    minimum,
    maximum,
    sqrt,
    hypot,
    radical,
    spectral_norm,
    nearest_to_half,
    digamma,
    regularized_beta,
    log,
    gamma_function,
    scaled_bessel,
)
"""Every function of the fields."""


def field_of(x: Scalar) -> SimpleNamespace:
    """Return the functions of the field that a value belongs to, found once for many calls."""
    return SimpleNamespace(**{f.__name__: f.dispatch(type(x)) for f in FUNCTIONS})
