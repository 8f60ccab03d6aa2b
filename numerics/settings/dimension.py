"""The dimension d of the tokens: n equiangular tokens need d >= n, so 1/d vanishes at least as fast as 1/n."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from flint import arb

from ...theory.errors import BadInput
from ..numbers.precision import working_precision
from .length import ContextLength, LengthLike

DimensionLike: TypeAlias = LengthLike
"""A dimension as users give it: an integer or text, as large as a context length may be, or ``"oo"``."""


@dataclass(frozen=True, slots=True)
class Dimension:
    """The dimension d of the tokens, d = oo included.

    Attributes
    ----------
    size : ContextLength
        d, held exactly like a context length.
    """

    size: ContextLength

    @classmethod
    def parse(cls, value: DimensionLike | None, n: ContextLength, quantity: str) -> Dimension:
        """Read the dimension for n tokens.

        Parameters
        ----------
        value : DimensionLike or None
            d >= n; None is refused unless n = oo, where d can only be oo.
        n : ContextLength
            Number of tokens.
        quantity : str
            What needs the dimension, for the error.

        Raises
        ------
        BadInput
            If it is missing, no dimension, or below n.
        """
        if value is None and not n.infinite:
            raise BadInput("the dimension", f"{quantity} depends on it", "give dim (--dim), at least n, or oo")
        size = ContextLength.parse("oo" if value is None else value)
        if not _holds(size, n):
            raise BadInput(
                f"dim = {size}", f"{n} tokens with one common inner product need as many dimensions", "give dim >= n"
            )
        return cls(size)

    def reciprocal(self) -> arb:
        """Return 1/d as a ball at the working precision; exactly 0 at d = oo."""
        return arb(0) if self.size.infinite else self.size.reciprocal()


def _holds(size: ContextLength, n: ContextLength) -> bool:
    """Tell whether d >= n; equal logarithms that are written differently count as equal."""
    if size.infinite or size == n:
        return True
    if n.infinite:
        return False
    if size.exact is not None and n.exact is not None:
        return size.exact >= n.exact
    with working_precision(128 + max(size.log_bits, n.log_bits, 0)):
        return not size.log() < n.log()
