"""One engine against transformers on the same config: the same, different, not known, or not run at all."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from ..numerics.settings.length import ContextLength
from ..theory.result import Result, ValueTable, View
from .facts import Facts
from .findings import GroupFinding, findings, same_multipliers
from .reference import Engine

Kind = Literal["same", "differs", "unknown", "does not run"]


@dataclass(frozen=True, slots=True, repr=False)
class GroupDifference(Result):
    """What one engine does to one group of layers, beside the reference, with its reasons."""

    reference: GroupFinding
    finding: GroupFinding
    reasons: tuple[str, ...]

    def view(self) -> View:
        """Return a row for each law of the engine; below it why it differs."""
        return View(self.finding.group.title, self.finding.view().table, self.reasons)

    @property
    def changes(self) -> bool:
        """Whether both multipliers are known and differ at this n."""
        return not self.unknown and not same_multipliers(self.reference, self.finding)

    @property
    def unknown(self) -> bool:
        """Whether one of the multipliers is not known."""
        return self.finding.rotary is None or self.reference.rotary is None


@dataclass(frozen=True, slots=True, repr=False)
class EngineVerdict(Result):
    """What one engine makes of a config.

    Attributes
    ----------
    engine : Engine
        Which.
    why : str
        Why it does not run the model; empty where it does.
    groups : tuple of GroupDifference
        By group of layers; none where it does not run the model.
    unread : tuple of str
        Scaling keys that the config sets, that some engine reads and this one does not.
    """

    engine: Engine
    why: str
    groups: tuple[GroupDifference, ...]
    unread: tuple[str, ...]

    def view(self) -> View:
        """Return a row for each group of layers, beside the reference; below it what the engine does not read."""
        rows = [(group.finding.group.title, group.changes, "; ".join(group.reasons) or None) for group in self.groups]
        why = f", {self.why}" if self.why else ""
        said = tuple(f"not read: {key}" for key in self.unread)
        return View(f"{self.engine.version}: {self.kind}{why}", ValueTable(("layers", "differs", "why"), rows), said)

    @property
    def kind(self) -> Kind:
        """The verdict in a word: a difference in one group counts, and so does one that is not known."""
        if self.why:
            return "does not run"
        if any(group.changes for group in self.groups):
            return "differs"
        return "unknown" if any(group.unknown for group in self.groups) else "same"


def verdict(engine: Engine, facts: Facts, reference: tuple[GroupFinding, ...], n: ContextLength) -> EngineVerdict:
    """Compare an engine with the reference at context length n."""
    why = engine.why_not(facts)
    if why:
        return EngineVerdict(engine, why, (), ())
    unread = engine.unread(facts)
    groups = []
    for mine, theirs in zip(reference, findings(facts, engine, n), strict=True):
        known = {*mine.says, *mine.undecided, *(w for law in mine.laws for w in law.why)}
        said = [*theirs.says, *(w for law in theirs.laws for w in law.why), *theirs.undecided]
        reasons = tuple(dict.fromkeys(reason for reason in said if reason not in known))
        difference = GroupDifference(mine, theirs, reasons)
        # What is left unread stands in `unread`; it is the reason only where it has an effect and there is no other.
        others = tuple(reason for reason in reasons if reason not in unread)
        groups.append(replace(difference, reasons=others or (reasons if difference.changes else ())))
    return EngineVerdict(engine, "", tuple(groups), unread)
