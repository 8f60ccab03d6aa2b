"""The laws of a config as one engine applies them, layer group by layer group."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from ..numerics.laws.classification import asymptotic_of
from ..numerics.laws.multiplier import multiplier
from ..numerics.numbers.enclosure import Enclosure
from ..numerics.settings.length import ContextLength
from ..theory.expression import Expression
from ..theory.laws.classes import Asymptotic
from ..theory.laws.law import BoundLaw, custom, product
from ..theory.notation import text
from ..theory.result import Result, ValueTable, View
from .facts import Facts, LayerGroup
from .gather import reaches
from .reference import Engine, Reading

DIGITS = 15
ALL, ROTARY, OTHER = "all dimensions", "rotary dimensions", "other dimensions"
"""Of queries and keys: a factor on cos and sin reaches those that turn."""


@dataclass(frozen=True, slots=True)
class Applied:
    """One law on one group of layers.

    Attributes
    ----------
    law : BoundLaw
        The law.
    rotary_only : bool
        Whether only rotary dimensions get it (cos and sin), or the whole logit.
    keys : tuple of str
        What it was read from.
    why : tuple of str
        What must be said.
    value : Enclosure
        Its factor on the logits at n.
    """

    law: BoundLaw
    rotary_only: bool
    keys: tuple[str, ...]
    why: tuple[str, ...]
    value: Enclosure

    def to_json(self) -> dict[str, object]:
        """Return the law as JSON data."""
        return {
            "law": self.law.law.id,
            "title": self.law.law.title,
            "multiplier": text(self.law.multiplier),
            "at_n": self.value.decimal(),
            "dimensions": "rotary" if self.rotary_only else "all",
            "sees": self.law.law.sees,
            "keys": list(self.keys),
            "notes": list(self.why),
        }


@dataclass(frozen=True)
class Total:
    """The product of the laws on some dimensions: expression and value at n."""

    expression: Expression
    value: Enclosure

    @cached_property
    def asymptotic(self) -> Asymptotic:
        """Its asymptotics and class, which take longer than its value."""
        return asymptotic_of(custom(self.expression))

    def to_json(self) -> dict[str, object]:
        """Return the product as JSON data."""
        kind = self.asymptotic.kind
        return {
            "multiplier": text(self.expression),
            "at_n": self.value.decimal(),
            "asymptotics": str(self.asymptotic.series),
            "class": kind.id,
            "class_meaning": kind.meaning,
            "regime_preserving": self.asymptotic.regime_preserving,
        }


@dataclass(frozen=True, slots=True, repr=False)
class GroupFinding(Result):
    """What one engine does to one group of layers.

    ``rotary`` is the product on rotary dimensions, ``rest`` on the others; both None where something is undecided.
    """

    group: LayerGroup
    laws: tuple[Applied, ...]
    rotary: Total | None
    rest: Total | None
    undecided: tuple[str, ...]
    says: tuple[str, ...]

    def view(self) -> View:
        """Return a row for each law."""
        rows = [(a.law.law.id, a.law.law.title, text(a.law.multiplier), a.value, "rotary" if a.rotary_only else "all") for a in self.laws]
        said = (*(f"m on {dimensions} = {total.value}" for dimensions, total in self.parts), *self.undecided, *self.says)
        return View(self.group.title, ValueTable(("law", "title", "multiplier", "at_n", "dimensions"), rows), said)

    @property
    def parts(self) -> tuple[tuple[str, Total], ...]:
        """The products by dimensions: one for all where they do not differ at n; none where something is undecided."""
        if self.rotary is None or self.rest is None:
            return ()
        if self.rotary.value.decimal() == self.rest.value.decimal() or self.group.rotary_share == 1:
            return ((ALL, self.rotary),)
        return ((ROTARY, self.rotary), (OTHER, self.rest))

    def to_json(self) -> dict[str, object]:
        """Return the finding as JSON data."""
        return {
            "layers": self.group.name,
            "count": self.group.count,
            "window": self.group.window,
            "rotary_share": str(self.group.rotary_share),
            "laws": [law.to_json() for law in self.laws],
            "rotary_dimensions": None if self.rotary is None else self.rotary.to_json(),
            "other_dimensions": None if self.rest is None else self.rest.to_json(),
            "undecided": list(self.undecided),
            "notes": list(self.says),
        }


def findings(facts: Facts, engine: Engine, n: ContextLength) -> tuple[GroupFinding, ...]:
    """Return what an engine that runs the model does at context length n, for each group of layers."""
    return tuple(_group(facts, engine.reader(facts), group, n) for group in facts.groups)


def _group(facts: Facts, engine: Engine, group: LayerGroup, n: ContextLength) -> GroupFinding:
    length = n.exact or 2**62  # laws that depend on a limit of the engine: any large n will do
    laws: list[Applied] = []
    undecided: list[str] = []
    says: list[str] = []

    def take(reading: Reading, rotary_only: bool, keys: tuple[str, ...], notes: tuple[str, ...] = ()) -> None:
        if reading.undecided:
            undecided.append(reading.undecided)
        if not reading.laws:
            says.extend(reading.why)
        for at, law in enumerate(reading.laws):
            why = (*reading.why, *notes) if at == 0 else ()
            laws.append(Applied(law, rotary_only, keys, why, multiplier(law.multiplier, n, DIGITS)))

    if group.rope is not None:
        take(engine.rope(group.rope, facts, length), True, (group.rope.path,))
    softmax = engine.softmax(facts)
    block = facts.softmax_mscale or group.rope
    take(softmax, False, () if block is None else (f"{block.path}.mscale_all_dim", f"{block.path}.factor"))
    for temperature in facts.temperatures:
        if reaches(temperature.layers, group):
            take(engine.temperature(temperature, facts, length), False, temperature.keys, temperature.notes)
    undecided += facts.undecided
    if undecided:
        return GroupFinding(group, tuple(laws), None, None, tuple(dict.fromkeys(undecided)), tuple(says))
    everywhere = tuple(a.law for a in laws if not a.rotary_only)
    rotary = _total(tuple(a.law for a in laws), n)
    return GroupFinding(group, tuple(laws), rotary, _total(everywhere, n), (), tuple(says))


def _total(laws: tuple[BoundLaw, ...], n: ContextLength) -> Total:
    expression = product(laws)
    return Total(expression, multiplier(expression, n, DIGITS))


def same_multipliers(a: GroupFinding, b: GroupFinding) -> bool:
    """Tell whether two findings agree on the multipliers at n, as far as an engine's numbers of 24 bits can tell."""
    return all(_same(x, y) for x, y in ((a.rotary, b.rotary), (a.rest, b.rest)))


def _same(a: Total | None, b: Total | None) -> bool:
    if a is None or b is None:
        return a is b
    x, y = Fraction(a.value.decimal()), Fraction(b.value.decimal())
    return abs(x - y) <= abs(y) / 2**24


def is_stacked(finding: GroupFinding) -> bool:
    """Tell whether two laws or more that are not identically 1 multiply each other."""
    return sum(_is_law(law.law) for law in finding.laws) > 1


def _is_law(bound: BoundLaw) -> bool:
    """Tell whether a law is not 1 at every n."""
    if not bound.is_constant:
        return True
    kind = asymptotic_of(bound)
    return kind.series.coefficient(kind.lead.rate).rational != Fraction(1)
