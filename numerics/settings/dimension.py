"""The dimension d of the tokens: n equiangular tokens need d >= n, so 1/d vanishes at least as fast as 1/n."""

from __future__ import annotations

from ...theory.errors import BadInput
from ..numbers.precision import working_precision
from .length import ContextLength, LengthLike


def simplex_dimension(value: LengthLike | None, n: ContextLength, quantity: str) -> ContextLength:
    """Read the dimension of n equiangular tokens, held exactly like a context length.

    Parameters
    ----------
    value : LengthLike or None
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
    return size


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
