"""Error terms: what is known of the difference between a quantity and its expansion.

One vocabulary for what is derived, what is claimed and what is printed.  `LittleO` says that the difference tends to 0, `BigO` that
it is of an order, `Within` that it is at most a constant times a rate for every n from a stated one on, for all parameters
in their ranges: a theorem at finite n.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar, TypeAlias

from ..closed_form import ClosedForm, ClosedSum, PowerProduct, power_product, scaled
from ..errors import BadInput, shown
from ..expression import Expression, Numeral
from ..growth import Growth, Stratum
from ..notation import derived_latex, derived_text


def exact_rate(rate: Growth) -> Growth:
    """Return a rate with exact exponents.

    Raises
    ------
    BadInput
        If an exponent is no exact number, or that of the logarithm no integer.
    """
    if not all(isinstance(e, int | Fraction) for e in (rate.constant, rate.slope)) or not isinstance(rate.logs, int):
        what = f"the rate with exponents {rate.constant!r}, {rate.slope!r}, {rate.logs!r}"
        raise BadInput(what, "they are not exact", "give Fractions, and an int for that of log n")
    return Growth(Fraction(rate.constant), Fraction(rate.slope), rate.logs)


@dataclass(frozen=True, slots=True)
class Exact:
    """No error: the expansion is the quantity."""

    def __str__(self) -> str:
        return "exact"

    def latex(self) -> str:
        """Return the term as LaTeX."""
        return r"\text{(exact)}"


@dataclass(frozen=True, slots=True)
class LittleO:
    """The difference tends to 0: at each parameter point, or with ``uniform`` at the same pace for all of them."""

    uniform: bool = False
    rate: ClassVar[Growth] = Growth(Fraction(0))
    valid_from: ClassVar[int] = 2

    def allows(self, rate: Growth, stratum: Stratum) -> bool:
        """Tell whether a difference of exactly that order obeys, everywhere on a stratum of the depth."""
        return rate.vanishes(stratum)

    def __str__(self) -> str:
        return "o(1) uniformly" if self.uniform else "o(1)"


class _Rated:
    """An error of the order of a rate."""

    __slots__ = ()
    rate: Growth

    def allows(self, rate: Growth, stratum: Stratum) -> bool:
        """Tell whether a difference of exactly that order obeys, but for a constant, everywhere on a stratum of the depth."""
        claimed = self.rate.at(stratum)
        return rate == claimed or claimed.dominates(rate, stratum)


@dataclass(frozen=True, slots=True)
class BigO(_Rated):
    """The difference is O(rate): at each parameter point, or with ``uniform`` by one constant for all of them.

    ``reason`` tells why no constant is derived.
    """

    rate: Growth
    uniform: bool = False
    reason: str = ""
    valid_from: ClassVar[int] = 2

    def __post_init__(self) -> None:
        """Refuse a rate that is not exact."""
        object.__setattr__(self, "rate", exact_rate(self.rate))

    def __str__(self) -> str:
        return f"O({self.rate}) uniformly" if self.uniform else f"O({self.rate})"

    def latex(self) -> str:
        """Return the term as LaTeX."""
        return rf"O\left({self.rate.form.latex()}\right)"


@dataclass(frozen=True, slots=True)
class Within(_Rated):
    """|difference| <= constant * rate for every n >= valid_from, whatever the parameters.

    Attributes
    ----------
    constant : Fraction or ClosedForm
        Nonnegative and free of n: a number where it is claimed; where it is derived it may depend on rho, r, s and delta.
    rate : Growth
        The order.
    valid_from : int or Expression
        A number, or an expression in delta (a small depth needs a large n).
    """

    constant: Fraction | Any
    rate: Growth
    valid_from: int | Any = 2

    def __post_init__(self) -> None:
        """Refuse a constant that is no exact number >= 0; a rational one is a Fraction, a whole ``valid_from`` an int."""
        constant, first = self.constant, self.valid_from
        if isinstance(constant, PowerProduct) and not constant.powers:
            constant = constant.number
        if isinstance(first, Numeral):
            object.__setattr__(self, "valid_from", int(first.value))
        if not isinstance(constant, PowerProduct | ClosedSum):
            if isinstance(constant, bool) or not isinstance(constant, int | Fraction) or constant < 0:
                raise BadInput(f"the constant {shown(constant)}", "not an exact number >= 0", "give a Fraction >= 0")
            constant = Fraction(constant)
        object.__setattr__(self, "constant", constant)
        object.__setattr__(self, "rate", exact_rate(self.rate))

    @property
    def size(self) -> ClosedForm:
        """The bound, constant * rate."""
        constant = power_product(self.constant) if isinstance(self.constant, Fraction) else self.constant
        return scaled(constant, self.rate.form)

    @property
    def constant_expression(self) -> Expression:
        """``constant`` as an expression."""
        found: Expression = Numeral(self.constant) if isinstance(self.constant, Fraction) else self.constant.expression
        return found

    @property
    def first(self) -> Expression:
        """``valid_from`` as an expression."""
        first: Expression = Numeral(Fraction(self.valid_from)) if isinstance(self.valid_from, int) else self.valid_from
        return first

    def __str__(self) -> str:
        return f"B({self.size}, n >= {derived_text(self.first)})"

    def latex(self) -> str:
        """Return the term as LaTeX."""
        return rf"B\left({self.size.latex()},\ n \ge {derived_latex(self.first)}\right)"


Error: TypeAlias = LittleO | BigO | Within
"""What a claim may leave out."""
ErrorTerm: TypeAlias = Exact | BigO | Within
"""What a derivation leaves out."""
