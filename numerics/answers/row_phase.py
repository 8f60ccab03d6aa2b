"""Where a row of any scores stands: its threshold, how far from it, what it comes to, and the bounds that need less of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import TypeVar

from ...theory.errors import BadInput, NotCertain
from ...theory.mechanisms.exponentials import SOFTMAX
from ...theory.result import Noted, ValueTable, View
from ..inputs import decimal_digits
from ..numbers.certification import certify
from ..numbers.enclosure import Enclosure, exact
from ..settings.length import ContextLength
from ..settings.window import side_of_window
from .row_quantities import row_answer
from .row_setting import HALF, RowSetting
from .rows import ScoreRow

T = TypeVar("T")
GUARD = 6
"""Digits beyond those of a quotient."""

_LABELS = {
    "keys": "number of keys n",
    "beta": "inverse temperature beta",
    "threshold": "threshold: top weight 1/2 at beta",
    "relative_beta": "beta / threshold",
    "regime": "regime of this row",
    "top_weight": "top weight",
    "row_entropy": "row entropy H (nats)",
    "inverse_participation_ratio": "inverse participation ratio",
    "jensen": "threshold is at least, by the mean gap (E22)",
    "counted": "threshold is at least, by gap counts (E24)",
    "enveloped": "threshold is at most, by gap counts (E24)",
    "critical_beta": "critical beta of random scores alone",
    "annealed_weight": "annealed weight, a lower bound (E29)",
    "capacity": "capacity: the needle is found up to n (E30)",
    "growth": "critical beta grows like",
    "change": "at it there is",
}


@dataclass(frozen=True, slots=True, repr=False)
class RowPhase(Noted):
    """Where a row of any scores stands; None where a number is not defined for such a row.

    Attributes
    ----------
    setting : RowSetting
        Where the row is.
    keys : ContextLength
        Number of keys n.
    beta : Enclosure
        Inverse temperature.
    threshold : Enclosure or None
        Where the top key has half of the weight; of a needle the annealed threshold; None where no beta is enough.
    relative_beta : Enclosure or None
        beta over the threshold; over the critical beta for random scores alone.
    regime : str
        By the top weight: "subcritical" below 10%, "in the window", "supercritical" above 90%; of random scores alone by its
        participation.
    top_weight, row_entropy, inverse_participation_ratio : Enclosure or None
        Of the row, or expected under the law.
    jensen, counted, enveloped : Enclosure or None
        Bounds of the threshold from less than the row.
    critical_beta, annealed_weight, capacity : Enclosure or None
        Of a law of scores.
    growth, change : str or None
        How the critical beta of random scores alone grows with n, and what happens there.
    """

    setting: RowSetting
    keys: ContextLength
    beta: Enclosure
    threshold: Enclosure | None
    relative_beta: Enclosure | None
    regime: str
    top_weight: Enclosure | None
    row_entropy: Enclosure | None
    inverse_participation_ratio: Enclosure | None
    jensen: Enclosure | None
    counted: Enclosure | None
    enveloped: Enclosure | None
    critical_beta: Enclosure | None
    annealed_weight: Enclosure | None
    capacity: Enclosure | None
    growth: str | None
    change: str | None

    def view(self) -> View:
        """Return a table of one row: each number that there is."""
        names = tuple(_LABELS)
        return View("", ValueTable(names, [tuple(getattr(self, name) for name in names)], tuple(_LABELS.values()), upright=True))

    def to_json(self) -> dict[str, object]:
        """Return the fields as JSON data; exact numbers are text."""
        found = {f.name: _json(getattr(self, f.name)) for f in fields(self) if f.name != "notes"}
        return found | ({"notes": list(self.notes)} if self.notes else {})


def row_phase(place: RowSetting, digits: int = 15) -> RowPhase:
    """Tell where a row of any scores stands: threshold, how far from it, weights, and bounds that need less of the row.

    Parameters
    ----------
    place : RowSetting
        Where the row is.
    digits : int
        Significant decimal digits.

    Raises
    ------
    BadInput
        If the place has no inverse temperature or no number of keys, or its row cannot be answered for.
    NotCertain
        If the digits cannot be certified.
    """
    digits = decimal_digits(digits)
    row, keys = place.row, place.length

    def beta(digits: int) -> Enclosure:
        return exact(place.temperature(), digits)

    def value(name: str, digits: int = digits) -> Enclosure | None:
        return _or_none(lambda: row_answer(name, place, digits))

    given = beta(digits)  # refused here, where the words give none
    alone = not isinstance(row, ScoreRow) and place.needle is None
    focus = row_answer("inverse-participation-ratio" if alone else "top-weight", place, digits)  # what no answer can do without
    bounds = _or_none(lambda: row.threshold(HALF, digits)) if isinstance(row, ScoreRow) and place.mechanism == SOFTMAX else None
    threshold, critical, ipr, weight = (value(name) for name in ("threshold", "critical-beta", "inverse-participation-ratio", "top-weight"))
    law = None if isinstance(row, ScoreRow) or place.needle is not None else row
    return RowPhase(
        setting=place,
        keys=keys,
        beta=given,
        threshold=threshold,
        relative_beta=_quotient(beta(digits + GUARD), value("threshold" if threshold is not None else "critical-beta", digits + GUARD), digits),
        regime=side_of_window(focus),
        top_weight=weight,
        row_entropy=value("row-entropy"),
        inverse_participation_ratio=ipr,
        jensen=None if bounds is None else bounds.jensen,
        counted=None if bounds is None else bounds.counted,
        enveloped=None if bounds is None else bounds.enveloped,
        critical_beta=critical,
        annealed_weight=value("annealed-weight"),
        capacity=value("capacity"),
        growth=None if law is None else law.growth,
        change=None if law is None else law.change,
    )


def _quotient(beta: Enclosure, star: Enclosure | None, digits: int) -> Enclosure | None:
    return None if star is None else _or_none(lambda: certify(lambda bits: beta.ball / star.ball, digits))


def _or_none(compute: Callable[[], T]) -> T | None:
    try:
        return compute()
    except (BadInput, NotCertain):
        return None


def _json(value: object) -> object:
    if isinstance(value, Enclosure | RowSetting):
        return value.to_json()
    return str(value) if isinstance(value, ContextLength) else value
