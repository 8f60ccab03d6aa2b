"""Laurent series in omega = log n -> oo, known from their leading term down to some power.

A coefficient is a rational number as long as that is possible, so that terms that cancel do so exactly, else a ball.
A series is exact, or unknown from some degree on; one that does not end is kept to `TERMS` terms.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import isfinite
from typing import TypeAlias

from flint import arb, fmpq

from .balls import square_root

LARGE_N = "give a large finite n, such as 1e1000000"
REWRITE = "write the formula without the cancellation"
LOGARITHMS = "take log(1 + E), beta (1 - rho) and log n from row.logs()"
HOPELESS = "mend the formula, it is so at every large n"


class IndeterminateForm(ArithmeticError):
    """A germ whose limit the known terms do not decide.

    Parameters
    ----------
    form : str
        Its name, such as 0/0.
    mend : str, optional
        What helps wherever this form comes up.
    """

    def __init__(self, form: str, mend: str = "") -> None:
        super().__init__(form)
        self.mend = mend

    def mended(self, hint: str) -> str:
        """Return what to do, where ``hint`` helps at the point at hand."""
        return self.mend if self.mend == HOPELESS else ", or ".join(filter(None, (self.mend, hint)))


class OpenSign(IndeterminateForm):
    """A coefficient whose ball contains 0: more precision may decide it."""

    def __init__(self) -> None:
        super().__init__("a coefficient that cannot be told from 0", REWRITE)


TERMS = 32
"""A series keeps this many terms."""

LaurentCoefficient: TypeAlias = fmpq | arb
"""A rational number or a ball."""

NOUGHT, ONE, HALF = fmpq(0), fmpq(1), fmpq(1, 2)


def laurent_coefficient(value: Fraction | int | float | fmpq | arb) -> LaurentCoefficient:
    """Return a number as a coefficient; every number but a ball is exact."""
    if isinstance(value, fmpq | arb):
        return value
    if isinstance(value, int):
        return fmpq(value)
    if isinstance(value, float) and not isfinite(value):
        return arb(value)
    exact = Fraction(value)
    return fmpq(exact.numerator, exact.denominator)


def laurent_sign(value: LaurentCoefficient) -> int:
    """Return the sign of a coefficient.

    Raises
    ------
    OpenSign
        If its ball leaves that open.
    """
    if value > 0:
        return 1
    if value < 0:
        return -1
    if value == 0:
        return 0
    raise OpenSign


def root(value: LaurentCoefficient) -> LaurentCoefficient:
    """Return the square root of a number that is known to be >= 0, rational where that is so.

    Raises
    ------
    IndeterminateForm
        If it is a rational number below 0.
    """
    if isinstance(value, fmpq):
        if value < 0:
            raise IndeterminateForm("a root of a negative number", HOPELESS)
        top, bottom = value.p.isqrt(), value.q.isqrt()
        if top * top == value.p and bottom * bottom == value.q:
            return fmpq(top, bottom)
    return square_root(arb(value))


def power(degree: int) -> str:
    """Return a power of log n as text."""
    return {0: "1", 1: "log n"}.get(degree, f"(log n)^{degree}")


@dataclass(frozen=True, slots=True, eq=False)
class Laurent:
    """A series in falling powers of omega, made by `series`.

    Attributes
    ----------
    top : int
        Degree of the first coefficient.
    coefficients : tuple of Coefficient
        Those of omega^top, omega^(top - 1), ...; what follows them is 0 as far as it is known.
    unknown : int or None
        The error is O(omega^unknown); None of an exact series.
    """

    top: int = 0
    coefficients: tuple[LaurentCoefficient, ...] = ()
    unknown: int | None = None

    @property
    def is_zero(self) -> bool:
        """Whether the series is exactly 0."""
        return not self.coefficients and self.unknown is None

    @property
    def constant(self) -> LaurentCoefficient | None:
        """The number that the series is, exactly, or None."""
        if self.unknown is not None or (self.coefficients and self.top != 0) or len(self.coefficients) > 1:
            return None
        return self.at(0)

    @property
    def degree(self) -> int | None:
        """The series is O(omega^degree); None of 0."""
        return self.top if self.coefficients else self.unknown

    def at(self, degree: int) -> LaurentCoefficient:
        """Return the coefficient of a degree, 0 where it is not known."""
        place = self.top - degree
        return self.coefficients[place] if 0 <= place < len(self.coefficients) else NOUGHT

    def leading(self) -> tuple[int, LaurentCoefficient]:
        """Return degree and coefficient of the first term of a series that is not exactly 0.

        Raises
        ------
        OpenSign
            If the ball of the coefficient contains 0.
        IndeterminateForm
            If all known terms are 0.
        """
        if not self.coefficients:
            raise IndeterminateForm(f"a number known up to O({power(self.unknown or 0)}) only", REWRITE)
        laurent_sign(self.coefficients[0])
        return self.top, self.coefficients[0]

    def __add__(self, other: Laurent) -> Laurent:
        if self.is_zero or other.is_zero:
            return other if self.is_zero else self
        top, last = max(self.top, other.top), min(s.top - len(s.coefficients) for s in (self, other))
        return laurent_series(
            top, [self.at(k) + other.at(k) for k in range(top, last, -1)], _highest(self.unknown, other.unknown)
        )

    def __neg__(self) -> Laurent:
        return Laurent(self.top, tuple(-c for c in self.coefficients), self.unknown)

    def __mul__(self, other: Laurent) -> Laurent:
        high, low = self.degree, other.degree
        if high is None or low is None:
            return ZERO
        product: list[LaurentCoefficient] = [NOUGHT] * (len(self.coefficients) + len(other.coefficients))
        for i, a in enumerate(self.coefficients):
            for j, b in enumerate(other.coefficients):
                product[i + j] += a * b
        error = _highest(_shifted(self.unknown, low), _shifted(other.unknown, high))
        return laurent_series(self.top + other.top, product, error)

    def over(self, other: Laurent) -> Laurent:
        """Return the quotient; ``other`` is not exactly 0.

        Raises
        ------
        IndeterminateForm
            If the leading term of ``other`` is not decided.
        """
        bottom, first = other.leading()
        if self.degree is None:
            return ZERO
        if len(other.coefficients) == 1 and other.unknown is None:
            known = tuple(c / first for c in self.coefficients)
            return Laurent(self.top - bottom if known else 0, known, _shifted(self.unknown, -bottom))
        top = self.degree - bottom
        error = _highest(_shifted(self.unknown, -bottom), _shifted(other.unknown, top - bottom))
        size = max(TERMS, len(self.coefficients)) + len(other.coefficients)
        rest = [self.at(self.degree - k) for k in range(size)]
        quotient: list[LaurentCoefficient] = []
        while len(quotient) < TERMS:
            if all(c == 0 for c in rest):
                return laurent_series(top, quotient, error)
            k, digit = len(quotient), rest[len(quotient)] / first
            quotient.append(digit)
            rest[k] = NOUGHT
            for j, c in enumerate(other.coefficients[1:], 1):
                rest[k + j] -= digit * c
        return laurent_series(top, quotient, _highest(error, top - TERMS))

    def exp(self) -> Laurent:
        """Return the exponential of a series without positive powers.

        Raises
        ------
        IndeterminateForm
            If the constant term is not known.
        """
        if self.unknown is not None and self.unknown >= 0:
            raise IndeterminateForm(f"the exponential of a number known up to O({power(self.unknown)}) only", REWRITE)
        constant = self.at(0)

        def term(k: int, z: Sequence[LaurentCoefficient], e: Sequence[LaurentCoefficient]) -> LaurentCoefficient:
            return _sum(j * z[j] * e[k - j] for j in range(1, k + 1)) / k

        return self._composed(0, ONE, term, ONE).scaled(ONE if constant == 0 else arb(constant).exp(), 0)

    def log(self) -> Laurent:
        """Return the logarithm of a positive number that neither grows nor vanishes.

        Raises
        ------
        IndeterminateForm
            If it does, or is not positive.
        """
        top, first = self.leading()
        if laurent_sign(first) < 0:
            raise IndeterminateForm("the logarithm of a negative number", HOPELESS)
        if top:
            raise IndeterminateForm(f"log log n, from the logarithm of a number of order {power(top)}")

        def term(k: int, z: Sequence[LaurentCoefficient], found: Sequence[LaurentCoefficient]) -> LaurentCoefficient:
            return z[k] - _sum(j * found[j] * z[k - j] for j in range(1, k)) / k

        return laurent_series(0, [NOUGHT if first == 1 else arb(first).log()]) + self._composed(0, first, term, NOUGHT)

    def to(self, exponent: fmpq) -> Laurent:
        """Return a power of a positive series, the exponent a rational number.

        Raises
        ------
        IndeterminateForm
            If the series is not positive, or its power is no series in omega.
        """
        top, first = self.leading()
        degree = top * exponent
        if laurent_sign(first) < 0:
            raise IndeterminateForm("a root of a negative number", HOPELESS)
        if degree.q != 1:
            raise IndeterminateForm(f"a root of a number of order {power(top)}")

        def term(k: int, z: Sequence[LaurentCoefficient], p: Sequence[LaurentCoefficient]) -> LaurentCoefficient:
            return _sum((exponent * j - (k - j)) * z[j] * p[k - j] for j in range(1, k + 1)) / k

        factor = root(first) if exponent == HALF else arb(first) ** arb(exponent)
        found = self._composed(top, first, term, ONE).scaled(factor, int(degree.p))
        exact = Laurent(found.top, found.coefficients)
        # A root that ends is known to end by its square.
        return exact if exponent == HALF and (exact * exact + -self).is_zero else found

    def scaled(self, factor: LaurentCoefficient, degree: int) -> Laurent:
        """Return the product with factor omega^degree, factor not 0."""
        found = tuple(factor * c for c in self.coefficients)
        return Laurent(self.top + degree if found else 0, found, _shifted(self.unknown, degree))

    def _composed(
        self,
        top: int,
        leading: LaurentCoefficient,
        term: Callable[[int, Sequence[LaurentCoefficient], Sequence[LaurentCoefficient]], LaurentCoefficient],
        first: LaurentCoefficient,
    ) -> Laurent:
        """Return f(z) term by term, where z is self/(leading omega^top) without its constant term."""
        known = TERMS if self.unknown is None else min(TERMS, top - self.unknown)
        z = [NOUGHT, *(self.at(top - k) / leading for k in range(1, known))]
        if self.unknown is None and len(self.coefficients) <= 1 and self.top == top:
            return laurent_series(0, [first])
        found = [first]
        for k in range(1, known):
            found.append(term(k, z, found))
        return laurent_series(0, found, -known)


def laurent_series(top: int, coefficients: Iterable[LaurentCoefficient], unknown: int | None = None) -> Laurent:
    """Return a series in its normal form: no more than it knows, no zeros at its ends, no more than `TERMS` terms.

    Parameters
    ----------
    top : int
        Degree of the first coefficient.
    coefficients : iterable of Coefficient
        The coefficients, degrees falling by 1.
    unknown : int, optional
        The error is O(omega^unknown).
    """
    kept = list(coefficients)
    if unknown is not None:
        kept = kept[: max(0, top - unknown)]
    while kept and kept[-1] == 0:
        kept.pop()
    zeros = next((k for k, c in enumerate(kept) if not c == 0), 0)  # of a ball around 0 neither == nor != holds
    kept, top = kept[zeros:], top - zeros
    if len(kept) > TERMS:
        kept, unknown = kept[:TERMS], _highest(unknown, top - TERMS)
    return Laurent(top if kept else 0, tuple(kept), unknown)


def _highest(*degrees: int | None) -> int | None:
    return max((d for d in degrees if d is not None), default=None)


def _shifted(degree: int | None, by: int) -> int | None:
    return None if degree is None else degree + by


def _sum(terms: Iterable[LaurentCoefficient]) -> LaurentCoefficient:
    total: LaurentCoefficient = NOUGHT
    for term in terms:
        total = total + term
    return total


ZERO = Laurent()
"""The series 0."""
