"""What a group of layers does at the calibrated and at the target context length, and the multiplier that it needs there."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from ..numerics.settings.length import ContextLength
from ..theory.expression import Expression, Numeral, substitute
from ..theory.result import Result, ValueTable, View
from .facts import Facts, LayerGroup
from .findings import GroupFinding, Total, findings
from .horizon import before_extension
from .phases import GroupPhase, group_phases, keys_seen
from .reference import REFERENCE, Engine


@dataclass(frozen=True, slots=True, repr=False)
class LayerAdvice(Result):
    """One group of softmax layers, calibrated at L and read at n.

    Attributes
    ----------
    calibrated : GroupFinding
        What the engine that reads the config does to it at L, without a block that extends the config from L or from further on.
    bare, now : GroupFinding
        What it does at n without any such block, and as the config is.
    keys, keys_at_n : ContextLength or None
        How many keys the last token sees at L and at n; None where the layers have a window of unknown size.
    phases, phases_at_n : tuple of GroupPhase
        At L as calibrated, and at n as the config is, over the correlations asked for; empty where beta is not known.
    undecided : str
        Why no multiplier can be said; empty where one can.
    """

    calibrated: GroupFinding
    bare: GroupFinding
    now: GroupFinding
    keys: ContextLength | None
    keys_at_n: ContextLength | None
    phases: tuple[GroupPhase, ...]
    phases_at_n: tuple[GroupPhase, ...]
    undecided: str

    def view(self) -> View:
        """Return a row for each of the two lengths."""
        now = one_multiplier(self.now)
        rows = [
            ("L", self.keys, None if self.baseline is None else self.baseline.value),
            ("n", self.keys_at_n, None if now is None else now.value),
        ]
        return View(self.group.title, ValueTable(("at", "keys", "multiplier"), rows), (self.undecided,) if self.undecided else ())

    @property
    def group(self) -> LayerGroup:
        """Which layers."""
        return self.now.group

    @property
    def grows(self) -> bool:
        """Whether the last token sees more keys at n than at L."""
        return self.keys != self.keys_at_n

    @property
    def baseline(self) -> Total | None:
        """The multiplier that the layers were calibrated with, on all dimensions; None where there is no single one."""
        return one_multiplier(self.calibrated)


def layers_at(
    facts: Facts,
    start: ContextLength,
    end: ContextLength,
    norm_squared: Fraction | None = None,
    rhos: tuple[Fraction, ...] = (),
    source: str = "given",
    beside: str = "",
    engine: Engine = REFERENCE,
) -> tuple[LayerAdvice, ...]:
    """Return every group of softmax layers at both lengths, as an engine reads the config.

    ``beside`` says what layers with a window see besides it; whose a given |q||k| is, ``source``.
    """
    assert start.exact is not None
    before = before_extension(facts, start.exact)
    bare = findings(before_extension(facts, 1), engine, end)
    found = []
    for first, plain, last in zip(findings(before, engine, start), bare, findings(facts, engine, end), strict=True):
        keys, at_n = keys_seen(first.group, start), keys_seen(last.group, end)
        phases = group_phases((first,), before, norm_squared, rhos, start, source)
        later = group_phases((last,), facts, norm_squared, rhos, end, source)
        found.append(LayerAdvice(first, plain, last, keys, at_n, phases, later, _undecided(first, keys, at_n, beside)))
    return tuple(found)


def _undecided(calibrated: GroupFinding, keys: ContextLength | None, at_n: ContextLength | None, beside: str) -> str:
    if beside and "sliding" in calibrated.group.tags:
        return beside
    if keys is None or at_n is None:
        return "they see a window of keys, of unknown size"
    if calibrated.rotary is None or calibrated.rest is None:
        return "; ".join(calibrated.undecided)
    if one_multiplier(calibrated) is None:
        return "they were calibrated with one multiplier on the dimensions that turn and another on the others"
    return ""


def one_multiplier(finding: GroupFinding) -> Total | None:
    """Return the multiplier that a group has on all of its dimensions, None where it has no single one."""
    if finding.rotary is None or finding.rest is None:
        return None
    if finding.group.rotary_share == 1 or finding.rotary.value.decimal() == finding.rest.value.decimal():
        return finding.rotary
    return None


def fixed_at(multiplier: Expression, n: ContextLength) -> Expression:
    """Return a multiplier at a context length that is multiplied out, a constant."""
    assert n.exact is not None
    return substitute(multiplier, {"n": Numeral(Fraction(n.exact)), "pos": Numeral(Fraction(n.exact - 1))})
