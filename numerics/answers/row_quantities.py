"""What answers for the quantities of a row of any scores, with certified digits: of its gaps, or expected under a law."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import TypeAlias

from ...theory.errors import BadInput, UnknownName
from ...theory.mechanisms.exponentials import SOFTMAX
from ...theory.rows.registry import ROW_QUANTITIES
from ...theory.scores.laws import ScoreLaw
from ..numbers.enclosure import Enclosure
from .needles import Needle
from .random_rows import RandomRow
from .row_mechanisms import evaluate_row, row_threshold
from .row_setting import HALF, RowSetting
from .rows import ScoreRow

Answer: TypeAlias = Callable[[RowSetting, int], Enclosure]
"""Of a place and a number of digits."""


def _at_beta(name: str) -> Answer:
    return lambda at, digits: evaluate_row(_gaps(at), name, at.temperature(), digits=digits, mechanism=at.mechanism)


def _gaps(at: RowSetting) -> ScoreRow:
    assert isinstance(at.row, ScoreRow)
    return at.row


def _gap_threshold(at: RowSetting, digits: int) -> Enclosure:
    found = row_threshold(_gaps(at), at.p, digits=digits, mechanism=at.mechanism)
    if found is None:
        tied = _gaps(at).levels[0][1]
        why = f"{tied} keys share the top, so none has that weight at any beta"
        raise BadInput(f"p = {at.p}", why, f"give p < 1/{tied}")
    return found


def _critical_scale(at: RowSetting, digits: int) -> Enclosure:
    found = _gaps(at).critical_scale(digits)
    if found is None:
        raise BadInput("the critical scale of a row", "several keys share the top: it is infinite", "ask for threshold")
    return found


def _needle(at: RowSetting) -> Needle:
    """Return the needle; of a law that ends at a top it stands there, where nothing else is said."""
    law = _law(at)
    if at.needle is not None:
        return Needle(law, at.needle)
    if law.top is None:
        raise BadInput("needle", "missing: the law has no top where it could stand", "give needle (--needle): the score of one key more")
    return Needle(law, Fraction(law.top))


def _random(at: RowSetting) -> RandomRow:
    """Return the row of random scores alone."""
    law = _law(at)
    if at.needle is not None:
        raise BadInput("needle", "this quantity is of a row of random scores alone", "leave it out, or ask for top-weight")
    return RandomRow(law, at.length)


def _law(at: RowSetting) -> ScoreLaw:
    if at.mechanism != SOFTMAX:
        raise BadInput(f"the mechanism {at.mechanism.name}", "a law of scores is answered for softmax", "leave it out, or give gaps")
    assert isinstance(at.row, ScoreLaw)
    return at.row


def _expected_weight(at: RowSetting, digits: int) -> Enclosure:
    if at.needle is None:
        why = "of random scores alone it lies between the inverse participation ratio and its root"
        raise BadInput("top-weight without a needle", why, "give needle (--needle), or ask for inverse-participation-ratio")
    return _needle(at).expected_weight(at.length, at.temperature(), digits)


def _annealed_threshold(at: RowSetting, digits: int) -> Enclosure:
    if at.p != HALF:
        raise BadInput(f"p = {at.p}", "the annealed threshold is at weight 1/2", "leave out p")
    return _needle(at).threshold(at.length, digits)


def _capacity(at: RowSetting, digits: int) -> Enclosure:
    found = _needle(at).capacity(digits)
    if found is None:
        raise BadInput("the capacity", "no distractor reaches the needle: every n has a threshold", "ask for threshold")
    return found


def _average(name: str) -> Answer:
    return lambda at, digits: _random(at).average(name, beta=at.temperature(), digits=digits)


OF_GAPS: Mapping[str, Answer] = {
    "top-weight": _at_beta("top-weight"),
    "row-entropy": _at_beta("row-entropy"),
    "inverse-participation-ratio": _at_beta("inverse-participation-ratio"),
    "participation-ratio": _at_beta("participation-ratio"),
    "threshold": _gap_threshold,
    "critical-scale": _critical_scale,
    "partition": _at_beta("partition"),
    "mean-gap": _at_beta("mean-gap"),
    "gap-variance": _at_beta("gap-variance"),
}
"""What answers for a row by its gaps."""
OF_LAW: Mapping[str, Answer] = {
    "top-weight": _expected_weight,
    "row-entropy": _average("entropy"),
    "inverse-participation-ratio": _average("ipr"),
    "threshold": _annealed_threshold,
    "critical-beta": lambda at, digits: _random(at).critical_beta(digits),
    "annealed-weight": lambda at, digits: _needle(at).annealed_weight(at.length, at.temperature(), digits),
    "capacity": _capacity,
}
"""What answers for a row whose scores follow a law."""


def row_answer(quantity: object, at: RowSetting, digits: int) -> Enclosure:
    """Return a quantity of a row of any scores with certain digits.

    Parameters
    ----------
    quantity : str
        One of `critscale.theory.rows.registry.ROW_QUANTITIES`, by id.
    at : RowSetting
        Where the row is.
    digits : int
        Significant decimal digits.

    Raises
    ------
    UnknownName
        If there is no such quantity.
    BadInput
        If it is not defined there.
    NotCertain
        If the digits cannot be certified, as those of an exact 0.
    """
    if not isinstance(quantity, str) or quantity not in ROW_QUANTITIES:
        name = quantity if isinstance(quantity, str) else getattr(quantity, "id", quantity)
        raise UnknownName.among("quantity of a row", name, ROW_QUANTITIES)
    what, answers = ("gaps", OF_GAPS) if isinstance(at.row, ScoreRow) else ("a law of scores", OF_LAW)
    if quantity not in answers:
        raise BadInput(f"{quantity} of {what}", "it is not known there", f"one of {', '.join(answers)}")
    return answers[quantity](at, digits)
