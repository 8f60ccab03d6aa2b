"""What proves that a polynomial is nonnegative on a box, step by step, so that somebody else can follow it.

Three rules are enough: the coefficients on a box that may be cut, a completed square, a product.  A certificate finds an
argument (`critscale.proofs.certificates.certificate`), a file carries it (`critscale.proofs.certificates.files`), and a program that shares no
line with either follows it (`critscale.proofs.certificates.check_certificate`).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from ...theory.expansions.polynomial import Polynomial

Cut: TypeAlias = tuple[str, Fraction] | None
"""The variable in which a box is cut, and where; None for a leaf, which is not cut."""


@dataclass(frozen=True, slots=True)
class Coefficients:
    """No coefficient is negative on any leaf: low + (high - low) y/(1 + y) for a bounded variable, low + y for another.

    Where it has to be positive, a coefficient lives on every closed face of each leaf.  ``cuts`` has the boxes in the order
    in which they were looked at: after one that is cut come all parts of its upper half, then those of its lower half.
    """

    cuts: tuple[Cut, ...] = (None,)


@dataclass(frozen=True, slots=True)
class Square:
    """A x^2 + B x + C >= 0 for every x, since A >= 0, C >= 0 and 4 A C - B^2 >= 0 (> 0 where it has to be positive)."""

    variable: str
    leading: Argument
    constant: Argument
    discriminant: Argument


@dataclass(frozen=True, slots=True)
class Factor:
    """A power of a polynomial that is nonnegative by an argument; an even power needs none."""

    poly: Polynomial
    power: int
    argument: Argument | None


@dataclass(frozen=True, slots=True)
class Product:
    """The polynomial is a positive number times powers of nonnegative ones."""

    constant: Fraction
    factors: tuple[Factor, ...]


Argument: TypeAlias = Coefficients | Square | Product
