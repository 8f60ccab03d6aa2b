"""TwoPositions that see different keys, certified: quantities of one position, and of a pair, under a bias, a window or top-k.

Source: theory A11, F1, H11, H12, derived.
"""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

from flint import arb

from ...theory.errors import BadInput, NoSuchQuantity, shown
from ...theory.field import Scalar
from ...theory.mechanisms.bias import Window
from ...theory.mechanisms.positions import PAIR_QUANTITIES, PairOfRows
from ...theory.mechanisms.sequence import OfPositions, Sequence
from ..inputs import rational
from ..numbers.balls import rational_ball
from ..numbers.certification import certify
from ..numbers.enclosure import Enclosure
from ..settings.layer import LayerFamily
from ..settings.length import ContextLength

FRACTION = "entropy-fraction"
ALONE = Window(2)
"""Any mechanism of positions: where the others have no mass, all are the same."""


PositionsLike: TypeAlias = int | str | tuple[int, int] | None
"""TwoPositions as users give them: see `TwoPositions.read`."""


class TwoPositions(NamedTuple):
    """Two positions i < j of a sequence.

    Attributes
    ----------
    later : int or None
        j; None is the last position, j = n.
    lag : int
        j - i.
    """

    later: int | None = None
    lag: int = 1

    @classmethod
    def read(cls, given: PositionsLike) -> TwoPositions:
        """Return positions as users give them: ``(199, 200)``, ``"199,200"``, or one position alone; None is the last two.

        Raises
        ------
        BadInput
            If they are no positions 1 <= i < j.
        """
        if given is None:
            return LAST_TWO
        parts = given.split(",") if isinstance(given, str) else given if isinstance(given, tuple | list) else (given,)
        found = [_position(part) for part in parts]
        if len(found) == 1 and found[0] == 1:
            raise BadInput("the position 1 alone", "it sees itself alone, and no position is before it", "give two positions, or one above 1")
        if len(found) not in (1, 2) or (len(found) == 2 and not found[0] < found[1]):
            raise BadInput(f"positions {shown(given)}", "the earlier one is not before the later", "write i,j with i < j")
        return cls(found[-1], found[-1] - found[0] if len(found) == 2 else 1)


LAST_TWO = TwoPositions()


def _position(given: object) -> int:
    index = rational(given, "a position")
    if index.denominator != 1 or index < 1:
        raise BadInput(f"position {shown(given)}", "no position of the sequence", "positions are the integers 1 .. n")
    return int(index)


def evaluate_positions(quantity: str, family: LayerFamily, n: ContextLength, where: TwoPositions, digits: int) -> Enclosure:
    """Return a quantity of two positions i < j, or of the later one.

    Parameters
    ----------
    quantity : str
        Id in `critscale.theory.layer.registry`.
    family : LayerFamily
        The layers; their mechanism is one of positions.
    n : ContextLength
        Context length.  n = oo is the limit at which given positions stay where they are, and the last two go along.
    where : TwoPositions
        The positions.
    digits : int
        Significant decimal digits.

    Raises
    ------
    NoSuchQuantity
        Of a quantity that no pair of positions has.
    BadInput, NotCertain
        As `critscale.numerics.answers.evaluate.evaluate`; and if a position is beyond n.
    """
    if quantity not in PAIR_QUANTITIES and quantity != FRACTION:
        what = f"{quantity} of a layer with {family.mechanism.name}"
        raise NoSuchQuantity(what, "its rows are not all alike", "take one of rows or outputs, such as output-cosine")
    last = where.lag + 1 if where.later is None else where.later
    if not n.infinite and n.exact is not None and n.exact < last:
        raise BadInput(f"position {shown(last)}", f"no position of {n} tokens", "positions are the integers 1 .. n")

    def compute(name: str, bits: int) -> Scalar:
        rho, residual = rational_ball(family.rho), rational_ball(family.residual)
        return PAIR_QUANTITIES[name](_pair(family, n, where, bits), rho, residual)

    if quantity == FRACTION:  # of log n, which a row does not know
        return certify(lambda bits: arb(0) if n.infinite else compute("row-entropy", bits) / n.log(), digits)
    return certify(lambda bits: compute(quantity, bits), digits)


def _pair(family: LayerFamily, n: ContextLength, where: TwoPositions, bits: int) -> PairOfRows:
    """Return the rows of two positions, in balls."""
    mechanism, number = family.mechanism, rational_ball
    assert isinstance(mechanism, OfPositions)
    spread = number(1 - family.rho)
    if n.infinite and family.line.slope > 0:  # beta -> oo: a query pays itself alone
        return ALONE.pair(Sequence(arb(0), arb(0), spread, None, number), None, where.lag)
    gap = number(family.line.offset) if n.infinite else family.line.gap(number)(n.log())
    ratio = (-gap).exp() if n.infinite else family.scale.ratio(n, family.rho, bits)
    size = None if n.infinite else n.ball()
    later = size if where.later is None else arb(where.later)
    return mechanism.pair(Sequence(gap, ratio, spread, size, number), later, where.lag)
