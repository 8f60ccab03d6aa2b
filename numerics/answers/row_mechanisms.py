"""Rows of any scores under a mechanism that users name: softmax, entmax and sparsemax, top-k.

Source: theory E21, H5, H12.
"""

from __future__ import annotations

from fractions import Fraction

from ...theory.errors import BadInput
from ...theory.mechanisms.catalogue import MECHANISMS
from ...theory.mechanisms.entmax import Entmax, Sparsemax
from ...theory.mechanisms.exponentials import SOFTMAX, Softmax
from ...theory.mechanisms.mechanism import Mechanism
from ...theory.mechanisms.topk import TopK
from ..floats import says_floats
from ..inputs import Number
from ..numbers.enclosure import Enclosure
from ..settings.named import read_named
from .rows import ScoreRow


@says_floats()
def evaluate_row(
    row: ScoreRow, quantity: str, beta: Number, *, digits: int = 30, mechanism: str | Mechanism = SOFTMAX
) -> Enclosure:
    """Return a quantity of a row of any scores under a mechanism.

    Parameters
    ----------
    row : ScoreRow
        The row.
    quantity : str
        As `ScoreRow.evaluate`; entmax has the top weight, the entropy and the participation.
    beta : number
        Inverse temperature, >= 0.
    digits : int
        Significant decimal digits.
    mechanism : str or Mechanism
        ``softmax``, ``sparsemax``, ``entmax:alpha=3/2`` or ``top-k:k=20``.

    Raises
    ------
    UnknownName, BadInput, NotCertain
        As `ScoreRow.evaluate`; and of a mechanism that asks more of a row than its gaps.

    Examples
    --------
    >>> print(evaluate_row(ScoreRow.of([0, "1/2", 1, 3]), "top-weight", 2, digits=10, mechanism="entmax:alpha=3/2"))
    0.8307189139
    """
    match _of_gaps(mechanism):
        case TopK(k=k):
            return row.kept(k).evaluate(quantity, beta, digits)
        case Entmax() | Sparsemax() as entmax:
            return row.sparse(1 + entmax.order, beta).evaluate(quantity, digits)
    return row.evaluate(quantity, beta, digits)


@says_floats()
def row_threshold(
    row: ScoreRow, p: Number = Fraction(1, 2), *, digits: int = 30, mechanism: str | Mechanism = SOFTMAX
) -> Enclosure | None:
    """Return the beta at which the top key of a row has the weight p under a mechanism; None where no beta is large enough.

    Parameters
    ----------
    row, digits, mechanism
        As `evaluate_row`.
    p : number
        The weight, 1/n < p < 1; of top-k, n is k at most.

    Raises
    ------
    BadInput
        As `ScoreRow.threshold`; and of a mechanism that asks more of a row than its gaps.
    """
    kind = _of_gaps(mechanism)
    if isinstance(kind, Entmax | Sparsemax):
        return row.sparse_threshold(1 + kind.order, p, digits)
    found = (row.kept(kind.k) if isinstance(kind, TopK) else row).threshold(p, digits)
    return None if found is None else found.beta


def _of_gaps(mechanism: str | Mechanism) -> Mechanism:
    kind = read_named(mechanism, "mechanism", MECHANISMS)
    if not isinstance(kind, Softmax | Entmax | Sparsemax | TopK):
        why = "it asks more of a row than its gaps"
        raise BadInput(f"a row of any scores under {kind.name}", why, "take softmax, sparsemax, entmax:alpha or top-k:k")
    return kind
