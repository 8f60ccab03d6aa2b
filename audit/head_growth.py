"""What measured heads say about a longer context: how their thresholds grow, by the rule that foretells the record's own longest rows best.

beta_1/2 of a head is the multiplier that its rows need for a top key of weight one half, so its growth from L to n is the
multiplier that keeps such a top key.  Three rules carry it on: it stays, it grows as log(n - 1), as on the simplex, or it goes on
as it did, with the head's own slope on log log n.  Each is tried where the answer is known: from the windows of at most a quarter of the longest
rows it foretells the last window of the record, and the rule that is off least is taken.  Beyond the longest rows the rule itself is assumed.

Source: theory X2, X5; E22 for log(n - 1).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from ..measure.heads import MeasuredHead
from ..measure.record import MeasuredModel
from ..numerics.numbers.arrays import Array
from ..numerics.streaming.ranges import Integers
from ..theory.errors import BadInput

HALVINGS = 2
"""Windows are dyadic: a rule that may not look at the last two is tried on rows four times as long as those it looks at."""
FEWEST_BEFORE = 3
"""So many windows it may look at, at least: fewer show no growth."""
PLACES = 6
"""Ratios of measured numbers are kept to six decimals."""

Rule = Callable[[Array, Array, float, float], float]
"""From lengths and medians of windows, to the factor by which the threshold grows from one length to another."""


def _stays(lengths: Array, medians: Array, start: float, end: float) -> float:
    return 1.0


def _as_log(lengths: Array, medians: Array, start: float, end: float) -> float:
    return float(np.log(end - 1) / np.log(start - 1))


def _goes_on(lengths: Array, medians: Array, start: float, end: float) -> float:
    x, y = np.log(np.log(lengths - 1)), np.log(medians)
    away = x - x.mean()
    slope = float(away @ (y - y.mean()) / (away @ away))
    return float(np.exp(slope * np.log(_as_log(lengths, medians, start, end))))


def _as_measured(lengths: Array, medians: Array, start: float, end: float) -> float:
    before, after = np.interp(np.log([start, end]), np.log(lengths), np.log(medians))
    return float(np.exp(after - before))


MEASURED = "measured at both lengths"
RULES: Mapping[str, Rule] = {"no growth": _stays, "growth of log n": _as_log, "own slope": _goes_on}


@dataclass(frozen=True, slots=True)
class TriedRule:
    """A rule of growth.

    Attributes
    ----------
    name : str
        What it says of a threshold.
    error : float
        Median over the heads of |log(said/measured)| at the last window, from windows of at most a quarter of it.
    ratio, low, high : Fraction
        The growth from L to n that it says: median and quartiles over the heads.
    """

    name: str
    error: float
    ratio: Fraction
    low: Fraction
    high: Fraction

    def to_json(self) -> dict[str, object]:
        """Return the rule as JSON data."""
        numbers = {"ratio": self.ratio, "low": self.low, "high": self.high}
        return {"rule": self.name, "error": round(self.error, PLACES), **{name: float(value) for name, value in numbers.items()}}


@dataclass(frozen=True, slots=True)
class HeadGrowth:
    """What a record says about the growth of thresholds from L to n.

    Attributes
    ----------
    name : str
        The model, as the record calls it.
    elsewhere : str
        Which other model it is and what that has otherwise, where it is not the one in question; else empty.
    heads, usable : int
        How many heads of the layers in question it has, and of how many the growth could be tried.
    longest : int
        The longest rows measured, keys.
    rules : tuple of TriedRule
        The one that was off least first.
    labels : mapping
        How many heads follow which law by their own label.
    off_simplex : tuple of three numbers, or None
        Quartiles over the heads of the measured threshold over that of the simplex with the model's own rho and norms; None where
        these were not measured.
    forecast : tuple of two integers, or None
        Of how many heads the record has a forecast (X3) for n, and how many heads were not forecastable; None where none was asked for.
    """

    name: str
    elsewhere: str
    heads: int
    usable: int
    longest: int
    rules: tuple[TriedRule, ...]
    labels: Mapping[str, int]
    off_simplex: tuple[float, float, float] | None
    forecast: tuple[int, int] | None

    @property
    def best(self) -> TriedRule:
        """The rule that was off least."""
        return self.rules[0]

    @property
    def extrapolates(self) -> bool:
        """Whether n or L is beyond what was measured, so that a rule has to carry the growth on."""
        return self.best.name != MEASURED

    @property
    def describes_simplex(self) -> bool | None:
        """Whether half of the heads or more have the simplex's threshold within the quartiles; None where that is not known."""
        return None if self.off_simplex is None else self.off_simplex[0] <= 1 <= self.off_simplex[2]

    def to_json(self) -> dict[str, object]:
        """Return it as JSON data."""
        return {
            "model": self.name,
            "elsewhere": self.elsewhere or None,
            "heads": self.heads,
            "usable": self.usable,
            "longest_row": self.longest,
            "rules": [rule.to_json() for rule in self.rules],
            "labels": dict(self.labels),
            "threshold_over_simplex": None if self.off_simplex is None else list(self.off_simplex),
            "forecast": None if self.forecast is None else {"known": self.forecast[0], "not_forecastable": self.forecast[1]},
        }


def head_growth(
    record: MeasuredModel, start: int, end: int, layers: Iterable[int] = (), elsewhere: str = ""
) -> HeadGrowth:
    """Return what the heads of a record say about a longer context.

    Parameters
    ----------
    record : MeasuredModel
        The record.
    start, end : int
        L and n, keys.
    layers : iterable of int
        The layers in question; all where none is named.
    elsewhere : str
        Which other model it is, where it is one.

    Raises
    ------
    BadInput
        If no head was measured over rows of lengths enough to try a rule.
    """
    asked = set(layers)
    heads = [head for head in record.heads if not asked or head.layer in asked]
    usable = [head for head in heads if _can_be_tried(head)]
    name = record.source.get("model", record.source.get("arrays", "the record"))
    if not usable:
        why = f"no head of it has {FEWEST_BEFORE} windows of at most a quarter of its longest rows, so no growth can be tried on it"
        raise BadInput(f"the measured heads of {name}", why, "measure rows of 2048 keys or more, of a decoder")
    longest = max(head.length for head in usable)
    tried = sorted((_tried(rule, usable, start, end) for rule in RULES), key=lambda rule: rule.error)
    if start >= max(head.growth.lengths[0] for head in usable) and end <= min(head.length for head in usable):
        tried = [TriedRule(MEASURED, 0.0, *_quartiles([_of(_as_measured, head, start, end) for head in usable])), *tried]
    at_n = [forecast for head in usable for forecast in head.forecasts if forecast.length == end]
    ratios = [ratio for head in usable if head.simplex is not None and np.isfinite(ratio := _over_simplex(head))]
    low, middle, high = np.quantile(ratios, (0.25, 0.5, 0.75)) if ratios else (0.0, 0.0, 0.0)
    return HeadGrowth(
        name,
        elsewhere,
        len(heads),
        len(usable),
        longest,
        tuple(tried),
        dict(Counter(head.growth.label for head in usable).most_common()),
        (float(low), float(middle), float(high)) if ratios else None,
        (sum(f.threshold is not None for f in at_n), sum(f.threshold is None for f in at_n)) if at_n else None,
    )


def _before(head: MeasuredHead) -> Integers:
    """Return which windows a rule may look at."""
    return np.arange(len(head.growth.lengths) - HALVINGS)


def _can_be_tried(head: MeasuredHead) -> bool:
    medians = head.growth.medians
    return len(medians) > 0 and bool(np.all((medians > 0) & (medians < np.inf))) and len(_before(head)) >= FEWEST_BEFORE


def _over_simplex(head: MeasuredHead) -> float:
    assert head.simplex is not None
    return head.threshold / head.simplex.threshold(float(head.growth.lengths[-1]))


def _of(rule: Rule, head: MeasuredHead, start: int, end: int) -> float:
    return rule(head.growth.lengths, head.growth.medians, start, end)


def _quartiles(ratios: list[float]) -> tuple[Fraction, Fraction, Fraction]:
    """Return median and quartiles."""
    middle, low, high = (Fraction(round(float(r) * 10**PLACES), 10**PLACES) for r in np.quantile(ratios, (0.5, 0.25, 0.75)))
    return middle, low, high


def _tried(name: str, heads: list[MeasuredHead], start: int, end: int) -> TriedRule:
    rule, errors = RULES[name], []
    for head in heads:
        lengths, medians, known = head.growth.lengths, head.growth.medians, _before(head)
        last = known[-1]
        said = medians[last] * rule(lengths[known], medians[known], float(lengths[last]), float(lengths[-1]))
        errors.append(abs(np.log(said / medians[-1])))
    return TriedRule(name, float(np.median(errors)), *_quartiles([_of(rule, head, start, end) for head in heads]))
