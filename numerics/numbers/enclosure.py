"""What an evaluation returns: a ball, and as many decimal digits of it as are certain."""

from __future__ import annotations

import sys
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from flint import arb

from ...theory.errors import LONGEST_LINE, BadInput, shown
from ...theory.result import Plain, Result, ValueTable, View
from ..inputs import rational
from .balls import Mpf, ball_of_mpf, exact_mpf, mp_context, rational_ball
from .precision import bits_of, working_precision

if TYPE_CHECKING:
    from numpy.typing import DTypeLike, NDArray

RADIUS_BITS = 53
"""Precision at which ends and radius are rounded, outwards."""


class Enclosure(Result):
    """A certified value: the true one lies in ``midpoint +- radius``.

    The printed decimal has exactly `digits` significant digits and differs from the true value by less than one unit
    in the last of them; where the digits that follow are not a near tie it is the correctly rounded decimal.

    ``float`` and ``numpy.asarray`` give the nearest float, ``mpmath.mpf`` the midpoint at the precision that is set there,
    ``int`` and `as_integer_ratio` an exact value where there is one.

    Attributes
    ----------
    ball : flint.arb
        The enclosure itself.
    digits : int
        Significant decimal digits that are certain.
    bits : int
        Working precision it was computed at.
    note : str
        How a value that is infinite or 0 is approached, where it is like a power of log n; else empty.
    notes : tuple of str
        What has to be said of the numbers that were given, such as a float that was taken as the binary number it is.
    """

    __slots__ = ("ball", "bits", "digits", "note", "notes")

    def __init__(self, ball: arb, digits: int, bits: int, note: str = "", notes: tuple[str, ...] = ()) -> None:
        self.ball = ball
        self.digits = digits
        self.bits = bits
        self.note = note
        self.notes = notes

    @property
    def is_exact(self) -> bool:
        """True if the ball is a single number, such as an exact zero."""
        return self.ball.is_exact()

    @property
    def is_infinite(self) -> bool:
        """True if the value is oo or -oo."""
        return not self.ball.is_finite()

    @property
    def value(self) -> Mpf:
        """Midpoint, an mpmath number of `bits` bits in a context of this package."""
        return self._point(self.ball)

    @property
    def radius(self) -> Mpf:
        """Radius, an mpmath number."""
        return self._point(self.ball.rad()) if self.ball.is_finite() else self._point(arb(0))

    @property
    def lower(self) -> Mpf:
        """A lower bound of the true value, an mpmath number."""
        with working_precision(self.bits + RADIUS_BITS):
            return self._point(self.ball.lower())

    @property
    def upper(self) -> Mpf:
        """An upper bound of the true value, an mpmath number."""
        with working_precision(self.bits + RADIUS_BITS):
            return self._point(self.ball.upper())

    def _point(self, point: arb) -> Mpf:
        if point.is_finite():
            return exact_mpf(point, self.bits)
        return mp_context(self.bits).inf if point > 0 else mp_context(self.bits).ninf

    def contains(self, value: object) -> bool:
        """Tell whether a finite number lies in the ball, exactly.

        Parameters
        ----------
        value : int, Fraction, Decimal, float, str, mpmath number or flint.arb
            The number; another ball lies in this one if all of it does.
        """
        if hasattr(value, "_mpf_") and not isinstance(value, arb):
            value = ball_of_mpf(value)
        if isinstance(value, arb):
            return self.ball.contains(value)
        number = rational(value)
        if self.is_infinite:
            return False
        # flint would round the number first: at this precision both products and their difference are exact, or so
        # far apart that it does not matter.
        with working_precision(2 * (self.bits + number.numerator.bit_length() + number.denominator.bit_length()) + 64):
            distance = abs(self.ball.mid() * number.denominator - number.numerator)
            return bool(distance <= self.ball.rad() * number.denominator)

    def agrees(self, other: Mpf, digits: int) -> bool:
        """Tell whether an uncertified number is within ``abs(value) * 10^-digits`` of the true value.

        Parameters
        ----------
        other : mpmath number
            The number, of another engine for instance.
        digits : int
            Significant digits compared, no more than `digits`.
        """
        if self.is_infinite:
            return bool(other == self.value)
        if other - other != 0:
            return False
        with working_precision(self.bits + RADIUS_BITS):
            difference = abs(self.ball - ball_of_mpf(other))
            return bool(difference <= abs(self.ball) * rational_ball(Fraction(1, 10**digits)))

    def decimal(self) -> str:
        """Return the value with exactly `digits` significant digits; ``"0"`` and ``"inf"`` stand for themselves."""
        if self.is_infinite:
            return "inf" if self.ball > 0 else "-inf"
        return self.ball.str(self.digits, radius=False).removesuffix("e+0")

    def __str__(self) -> str:
        """Return the certain digits, and how the value is approached where that is known."""
        return f"{self.decimal()} ({self.note})" if self.note else self.decimal()

    def __repr__(self) -> str:
        """Return the certain digits, their number, and what has to be said of the numbers that were given."""
        said = f", notes={self.notes!r}" if self.notes else ""
        return f"Enclosure({shown(self, LONGEST_LINE)}, digits={self.digits}{said})"

    def view(self) -> View:
        """Return the digits, and what is said of the numbers that were given."""
        columns = ("value", "digits", "note")
        return View("", ValueTable(columns, [(self, self.digits, self.note or None)], ("value", "certain digits", "note"), upright=True), self.notes)

    def noting(self, *notes: str) -> Enclosure:
        """Return it with more notes."""
        return Enclosure(self.ball, self.digits, self.bits, self.note, (*self.notes, *notes))

    def plain(self) -> Plain:
        """Return the nearest float, or the decimal where no float is near: a value below their range is not 0."""
        nearest = float(self)
        return nearest if self.is_infinite or (nearest and abs(nearest) <= sys.float_info.max) or self.ball == 0 else self.decimal()

    def _repr_latex_(self) -> str:
        if self.is_infinite:
            return r"$\infty$" if self.ball > 0 else r"$-\infty$"
        mantissa, e, exponent = self.decimal().partition("e")
        power = exponent.removeprefix("+")
        return f"${mantissa} \\times 10^{{{power}}}$" if e else f"${mantissa}$"

    def __float__(self) -> float:
        """Return the nearest float; 0 below the range of floats, inf above it."""
        return float(self.ball.mid())

    def __array__(self, dtype: DTypeLike | None = None, copy: bool | None = None) -> NDArray[Any]:
        """Return the nearest float as an array without axes, so that an array of enclosures is one of floats."""
        import numpy as np

        return np.array(float(self), dtype)

    def _mpmath_(self, precision: int, rounding: str) -> Mpf:
        return self.value

    def as_integer_ratio(self) -> tuple[int, int]:
        """Return the value where the ball is one number; ``Fraction(*value.as_integer_ratio())`` is it.

        Raises
        ------
        BadInput
            If the value is only known to lie in a ball, or is infinite.
        """
        if not self.is_exact or self.is_infinite:
            raise BadInput(f"{shown(self)} as an exact number", "it is known to so many digits, and not exactly", "take float, or its lower and upper bound")
        mantissa, exponent = (int(part) for part in self.ball.mid().man_exp())
        return Fraction(mantissa * 2**exponent if exponent >= 0 else Fraction(mantissa, 2**-exponent)).as_integer_ratio()

    def __int__(self) -> int:
        """Return the value where it is exactly an integer.

        Raises
        ------
        BadInput
            If it is not.
        """
        numerator, denominator = self.as_integer_ratio()
        if denominator != 1:
            raise BadInput(f"{shown(self)} as an integer", "it is none", "take float, or round it")
        return numerator

    def to_json(self) -> dict[str, object]:
        """Return the enclosure as JSON data; numbers that a float may not hold are text.

        ``radius`` bounds the distance of the true value from the ball's midpoint, ``bits`` is the working precision.
        """
        data: dict[str, object] = {
            "value": self.decimal(),
            "radius": self._radius_text(),
            "digits": self.digits,
            "bits": self.bits,
        }
        said = {"note": self.note} if self.note else {}
        return {**data, **said, **({"notes": list(self.notes)} if self.notes else {})}

    def _radius_text(self) -> str:
        if self.is_exact:
            return "0"
        with working_precision(RADIUS_BITS):
            # 6 digits, rounded to nearest: a hundred thousandth more keeps it a bound.
            return (self.ball.rad() * 100_001 / 100_000).str(6, radius=False)

    def _key(self) -> tuple[object, ...]:
        if self.is_infinite:
            return (self.decimal(), self.digits, self.note)
        return (*self.ball.mid().man_exp(), *self.ball.rad().man_exp(), self.digits, self.note)

    def __eq__(self, other: object) -> bool:
        """Tell whether both are the same ball with the same digits."""
        return self._key() == other._key() if isinstance(other, Enclosure) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._key())

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle the ball as integers, exactly."""
        if self.is_infinite:
            return _restore_infinite, (self.ball > 0, self.digits, self.bits, self.note, self.notes)
        middle, radius = self.ball.mid().man_exp(), self.ball.rad().man_exp()
        parts = tuple(int(part) for part in (*middle, *radius))
        return _restore, (parts, self.digits, self.bits, self.note, self.notes)


def _restore_infinite(positive: bool, digits: int, bits: int, note: str, notes: tuple[str, ...]) -> Enclosure:
    return Enclosure(arb.pos_inf() if positive else arb.neg_inf(), digits, bits, note, notes)


def _restore(parts: tuple[int, int, int, int], digits: int, bits: int, note: str, notes: tuple[str, ...]) -> Enclosure:
    middle, (mantissa, exponent) = parts[:2], parts[2:]
    # A radius of the full 30 bits is rounded up by one: so is that of one less, if something tiny is added to it.
    full = mantissa.bit_length() == 30
    with working_precision(bits + middle[0].bit_length()):
        ball = arb(middle, (mantissa - full, exponent)) + arb(0, (int(full), exponent - 64))
    return Enclosure(ball, digits, bits, note, notes)


def exact(value: Fraction | int, digits: int) -> Enclosure:
    """Return the enclosure of an exact number with that many digits."""
    bits = bits_of(digits) + RADIUS_BITS
    with working_precision(bits):
        return Enclosure(rational_ball(value), digits, bits)
