"""Which scaling does what need: mechanisms on the simplex, and laws of scores, with the multiplier that keeps what was calibrated.

A multiplier m(n) keeps half of the weight where it is if it grows as the threshold does.  So every entry is asked for its threshold at
two context lengths, and the quotient is what the logits have to be multiplied by; beside it stands what happens at the threshold.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from ...theory.change import Change
from ...theory.mechanisms.catalogue import MECHANISMS
from ...theory.result import Noted, Results, ValueTable, View
from ...theory.scores.laws import SCORE_LAWS
from ..answers.needles import Needle
from ..answers.random_rows import RandomRow
from ..answers.window import beta_of_share
from ..floats import says_floats
from ..inputs import Number
from ..numbers.enclosure import Enclosure
from ..settings.length import ContextLength, LengthLike
from ..settings.named import read_named
from ..settings.setting import Setting

HALF = Fraction(1, 2)
DIGITS = 12

EXAMPLES = (
    "softmax",
    "softmax-one",
    "sink:logit=9",
    "differential:mu=4/5",
    "softpick",
    "centred-sigmoid:c=2",
    "sigmoid",
    "sparsemax",
    "entmax:alpha=3/2",
    "linear",
    "polynomial:degree=4",
    "cap:c=30",
    "alibi:slope=1/256",
    "window:size=4096",
    "top-k:k=64",
)
"""Mechanisms that the table shows, on the simplex."""
ROWS = (
    ("exponential", None),
    ("gaussian:v=1/32", None),
    ("weibull:p=4", None),
    ("gaussian:v=1/32", "1"),
    ("endpoint:k=1", None),
    ("sphere:d=64", None),
    ("gamma:kappa=2,m=7/10", "0"),
)
"""Laws of scores that the table shows, and the score of a needle where there is one."""


@dataclass(frozen=True, slots=True, repr=False)
class Need(Noted):
    """What one mechanism, or one law of scores, needs as n grows.

    Attributes
    ----------
    name : str
        As users write it.
    kind : {"mechanism", "scores", "needle"}
        What it is: a mechanism on the simplex, random scores alone, or a needle among them.
    growth : str
        How the threshold grows, in words.
    change : str
        What happens at it.
    before, after : Enclosure or None
        The threshold at the two lengths; None where no beta is enough.
    source : str
        Where its statements stand.
    """

    name: str
    kind: Literal["mechanism", "scores", "needle"]
    growth: str
    change: Change
    before: Enclosure | None
    after: Enclosure | None
    source: str

    def view(self) -> View:
        """Return a table of one row: what it is, its threshold at both lengths, and the multiplier that keeps it."""
        fields = {name: getattr(self, name) for name in ("name", "kind", "before", "after", "multiplier", "change", "growth")}
        return View("", ValueTable(tuple(fields), [tuple(fields.values())], upright=True))

    @property
    def multiplier(self) -> float | None:
        """What the logits have to be multiplied by at the longer length; None where no beta is enough at one of them, or 0 is at the first."""
        if self.before is None or self.after is None or not float(self.before):
            return None
        return float(self.after) / float(self.before)

    def to_json(self) -> dict[str, object]:
        """Return the fields as JSON data."""
        return {
            "name": self.name,
            "kind": self.kind,
            "growth": self.growth,
            "change": self.change,
            "threshold_before": None if self.before is None else self.before.decimal(),
            "threshold_after": None if self.after is None else self.after.decimal(),
            "multiplier": self.multiplier,
            "source": self.source,
        }


def threshold_of(name: str, needle: str | None, rho: Number) -> Callable[[LengthLike], Enclosure | None]:
    """Return the threshold as a function of n, None where no beta is enough: of a mechanism at rho, of random scores, or of a needle."""
    if name.partition(":")[0] in MECHANISMS:
        return lambda n: beta_of_share(Setting(n=n, rho=rho, critical=True, mechanism=name).layer(), HALF, DIGITS)
    if needle is None:
        return lambda n: RandomRow.of(name, n).critical_beta(DIGITS)
    hidden = Needle.of(name, needle)
    reach = hidden.capacity(DIGITS)
    return lambda n: None if reach is not None and ContextLength.parse(n).ball() > reach.ball else hidden.threshold(n, DIGITS)


@says_floats()
def needs(start: LengthLike = 4096, end: LengthLike = 131072, rho: Number = "0.3") -> Results[Need]:
    """Return what each mechanism and law of scores of the table needs between two context lengths.

    Parameters
    ----------
    start, end : LengthLike
        Where the threshold is met, and where it should be met again.
    rho : number
        Common inner product of the simplex that mechanisms are shown on.

    Raises
    ------
    BadInput
        If a length or rho is out of range.
    """
    lengths = [ContextLength.finite(n, "a multiplier there has no number", "give a finite n") for n in (start, end)]
    return Results(_need(name, needle, rho, *lengths) for name, needle in (*((name, None) for name in EXAMPLES), *ROWS))


def _need(name: str, needle: str | None, rho: Number, start: ContextLength, end: ContextLength) -> Need:
    threshold = threshold_of(name, needle, rho)
    before, after = threshold(start), threshold(end)
    if name.partition(":")[0] in MECHANISMS:
        mechanism = read_named(name, "mechanism", MECHANISMS)
        return Need(name, "mechanism", mechanism.growth, mechanism.change, before, after, mechanism.source)
    law = read_named(name, "law of scores", SCORE_LAWS)
    if needle is None:
        return Need(name, "scores", law.growth, law.change, before, after, law.source)
    reach = Needle.of(name, needle).capacity(3)
    growth = law.growth if reach is None else f"log n and steeper, up to n = {reach}"
    return Need(name, "needle", growth, "crossover", before, after, "E29 to E32, derived")

