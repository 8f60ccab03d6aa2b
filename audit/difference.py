"""The difference in effect between two readings: two configs, or one config and two engines, at one context length.

A reading is a config and the engine that reads it.  Keys that are written differently and do the same are no difference.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from ..numerics.floats import says_floats
from ..numerics.inputs import Number
from ..numerics.settings.length import ContextLength, LengthLike
from ..theory.errors import BadInput
from ..theory.result import Noted, Result, ValueTable, View
from .audit import Audit, audit_config
from .config import Config
from .effects import Effect, is_split
from .engines import engine
from .facts import Facts
from .findings import GroupFinding
from .gather import gather
from .horizon import Horizon, reach_of
from .reference import REFERENCE
from .remarks import Remark
from .source import ConfigLike, Source, read_source

Kind = Literal["same", "differs", "unknown"]

ENGINE_QUANTITIES = frozenset({"runs", "multiplier", "law", "class"})
"""What hangs on the engine too; the rest is the config's alone, or follows from these."""


@dataclass(frozen=True, slots=True)
class EffectPair:
    """One quantity in both readings.

    Attributes
    ----------
    a, b : Effect
        The quantity.
    alike : bool
        Whether it is the same where it is not known: both readings are of one config, and the engine changes nothing of it.
    """

    a: Effect
    b: Effect
    alike: bool = False

    @property
    def kind(self) -> Kind:
        """Whether both have it alike; "unknown" where one of them is not known."""
        same = self.a.is_same(self.b)
        if same is None:
            return "same" if self.alike else "unknown"
        return "same" if same else "differs"


@dataclass(frozen=True, slots=True, repr=False)
class LayerPair(Result):
    """Layers of one group in one reading and of one group in the other.

    Attributes
    ----------
    a, b : GroupFinding
        The groups.
    count : int or None
        How many layers they share; None where the configs do not say which layers they are.
    effects : tuple of EffectPair
        What the readings do to them.
    says_a, says_b : tuple of str
        What one reading says of its group and the other does not: reasons, and why a quantity is not known.
    says_both : tuple of str
        Why a quantity is known in neither.
    """

    a: GroupFinding
    b: GroupFinding
    count: int | None
    effects: tuple[EffectPair, ...]
    says_a: tuple[str, ...]
    says_b: tuple[str, ...]
    says_both: tuple[str, ...]

    def view(self) -> View:
        """Return a row for each quantity in both readings; below it what only one reading says."""
        rows = [(pair.a.title, pair.a.cell, pair.b.cell, pair.kind) for pair in self.effects]
        said = (("A", self.says_a), ("B", self.says_b), ("both", self.says_both))
        lines = tuple(f"{name}: {line}" for name, part in said for line in part)
        return View(self.title, ValueTable(("quantity", "a", "b", "verdict"), rows), lines)

    @property
    def title(self) -> str:
        """What to call them."""
        names = dict.fromkeys((self.a.group.name, self.b.group.name))
        return " -> ".join(names) + ("" if self.count is None else f" ({self.count})")


@dataclass(frozen=True, slots=True)
class ConfigReading:
    """A config as one engine reads it.

    Attributes
    ----------
    source : Source
        The config.
    audit : Audit
        What the engine makes of it; where the engine does not run it, the reference's reading, which is compared with nothing.
    reach : Horizon or None
        The context length that the config reaches, None where it does not say.
    engine_id : str
        The engine.
    """

    source: Source
    audit: Audit
    reach: Horizon | None
    engine_id: str

    @property
    def title(self) -> str:
        """Its name, and who reads it."""
        return f"{self.source.name}, read as {engine(self.engine_id).version}"


@dataclass(frozen=True, slots=True, repr=False)
class Difference(Noted):
    """What two readings do differently.

    Attributes
    ----------
    a, b : ConfigReading
        The readings.
    n : ContextLength
        Where both are read.
    n_source : str
        Where it is from.
    whole : tuple of EffectPair
        Quantities of the whole config.
    layers : tuple of LayerPair
        Layers that both have.
    only_a, only_b : tuple of str
        Groups of layers, or some of their layers, that have no counterpart.
    alarms_a, alarms_b : tuple of Remark
        Alarms that one reading raises and the other does not.
    alarms : tuple of Remark
        Alarms of both.
    """

    a: ConfigReading
    b: ConfigReading
    n: ContextLength
    n_source: str
    whole: tuple[EffectPair, ...]
    layers: tuple[LayerPair, ...]
    only_a: tuple[str, ...]
    only_b: tuple[str, ...]
    alarms_a: tuple[Remark, ...]
    alarms_b: tuple[Remark, ...]
    alarms: tuple[Remark, ...]

    def view(self) -> View:
        """Return a row for each quantity of both readings; below it what has no counterpart, and alarms."""
        groups = [("the config", self.whole), *((pair.title, pair.effects) for pair in self.layers)]
        rows = [
            (title, pair.a.title, pair.a.cell, pair.b.cell, pair.kind) for title, pairs in groups for pair in sorted(pairs, key=lambda pair: pair.kind == "same")
        ]
        alone = [f"only in {name}: {group}" for name, groups in (("A", self.only_a), ("B", self.only_b)) for group in groups]
        alarms = (("A alone", self.alarms_a), ("B alone", self.alarms_b), ("both", self.alarms))
        said = [f"alarm in {name} [{alarm.id}]: {alarm.text}" for name, found in alarms for alarm in found]
        heading = f"A: {self.a.title}; B: {self.b.title}; n = {self.n} ({self.n_source}): {self.kind}"
        return View(heading, ValueTable(("layers", "quantity", "a", "b", "verdict"), rows), (*alone, *said))

    @property
    def kind(self) -> Kind:
        """The difference in a word: one that is certain counts, then one that is not known."""
        kinds = {pair.kind for pair in self.effects()}
        if "differs" in kinds or self.only_a or self.only_b or self.alarms_a or self.alarms_b:
            return "differs"
        neither = bool(self.a.audit.why_not and self.b.audit.why_not)
        return "unknown" if "unknown" in kinds or neither else "same"

    def effects(self) -> Iterator[EffectPair]:
        """Yield every quantity in both readings."""
        yield from self.whole
        for pair in self.layers:
            yield from pair.effects


@says_floats("a", "b", "overrides")
def config_difference(
    a: ConfigLike | Source,
    b: ConfigLike | Source,
    *,
    engines: str | tuple[str, str] = "",
    n: LengthLike | None = None,
    norm_squared: Number | None = None,
    rhos: Iterable[Number] | None = None,
    overrides: Mapping[str, object] | None = None,
) -> Difference:
    """Compare what two configs, or one config and two engines, do to the attention logits at one context length.

    Parameters
    ----------
    a, b : path, mapping or Source
        The configs, as `audit_config` takes them.
    engines : str or pair of str
        Who reads both, or who reads a and who reads b; by default transformers, and llama.cpp its own format.
    n : LengthLike, optional
        Context length, finite; by default the longest that a config reaches, or that a server's words ask for.
    norm_squared, rhos
        As in `audit_config`.
    overrides : mapping, optional
        What a server's command line changes in b; see `read_source`.  With a = b, what those words do.

    Returns
    -------
    Difference

    Raises
    ------
    BadInput
        If a config cannot be read, or no n is given or found.
    UnknownName
        If there is no such engine.

    Examples
    --------
    >>> from critscale import config_difference
    >>> block = {"rope_type": "yarn", "factor": 4.0, "original_max_position_embeddings": 32768}
    >>> config = {"model_type": "qwen3", "head_dim": 128, "num_hidden_layers": 36, "max_position_embeddings": 32768}
    >>> config_difference(config, {**config, "rope_scaling": block}).kind
    'differs'
    >>> by_hand = {**block, "attention_factor": 1.138629436111989}
    >>> config_difference({**config, "rope_scaling": block}, {**config, "rope_scaling": by_hand}).kind
    'same'
    """
    ids = (engines, engines) if isinstance(engines, str) else engines
    sources = (
        a if isinstance(a, Source) else read_source(a),
        b if isinstance(b, Source) else read_source(b, overrides=overrides, engine_id=ids[1]),
    )
    reaches = [_reach(source) for source in sources]
    length, source_of_n = _length(sources, reaches, n)
    inner = None if rhos is None else tuple(rhos)
    readers = (engine(id or source.engine_id or REFERENCE.id).id for id, source in zip(ids, sources, strict=True))
    first, second = (
        ConfigReading(
            source, audit_config(source, n=length, engine_id=reader, norm_squared=norm_squared, rhos=inner), reach, reader
        )
        for source, reach, reader in zip(sources, reaches, readers, strict=True)
    )
    return _difference(first, second, length, source_of_n)


def _reach(source: Source) -> Horizon | None:
    view = Config(source.raw)
    return reach_of(view, gather(view))


def _length(
    sources: tuple[Source, Source], reaches: list[Horizon | None], n: LengthLike | None
) -> tuple[ContextLength, str]:
    """Return where both configs are read, and why there."""
    if n is not None:
        return ContextLength.finite(n, "a config is read at a finite n"), "given"
    found: list[tuple[int, str]] = []
    for source, reach in zip(sources, reaches, strict=True):
        if source.length is not None:
            found.append((source.length, source.length_source))
        elif reach is not None:
            found.append((reach.n, reach.source))
    if not found:
        raise BadInput("the context length", "neither config gives one", "give it, for example --n 131072")
    longest, why = max(found, key=lambda each: each[0])
    return ContextLength.parse(longest), why


def _difference(a: ConfigReading, b: ConfigReading, n: ContextLength, n_source: str) -> Difference:
    def pair(x: Effect, y: Effect) -> EffectPair:
        return EffectPair(x, y, one_config and (one_engine or x.quantity not in ENGINE_QUANTITIES))

    one_config, one_engine = a.source.raw == b.source.raw, a.engine_id == b.engine_id
    whole = [pair(_runs(a), _runs(b))]
    pairs: tuple[LayerPair, ...] = ()
    only_a: tuple[str, ...] = ()
    only_b: tuple[str, ...] = ()
    if not a.audit.why_not and not b.audit.why_not:
        whole += [pair(_reach_effect(a), _reach_effect(b)), pair(_number(a), _number(b))]
        found, only_a, only_b = _matched(a.audit, b.audit)
        pairs = tuple(_layer_pair(a.audit, b.audit, *one, pair) for one in found)
    alarms_a, alarms_b = (one.audit.alarms if one_engine else tuple(_own_alarms(one)) for one in (a, b))
    return Difference(
        a,
        b,
        n,
        n_source,
        tuple(whole),
        pairs,
        only_a,
        only_b,
        tuple(alarm for alarm in alarms_a if alarm not in alarms_b),
        tuple(alarm for alarm in alarms_b if alarm not in alarms_a),
        tuple(alarm for alarm in alarms_a if alarm in alarms_b),
    )


def _runs(reading: ConfigReading) -> Effect:
    """Return whether there is anything to compare: the engine runs the model, and the config shows its attention."""
    audit = reading.audit
    if audit.why_not or audit.groups:
        return Effect("runs", "no" if audit.why_not else "yes")
    return Effect("runs", "", "; ".join(audit.facts.undecided) or "the config has no softmax attention")


def _reach_effect(reading: ConfigReading) -> Effect:
    reach = reading.reach
    return Effect("reach", "", "the config does not say") if reach is None else Effect("reach", str(reach.n))


def _number(reading: ConfigReading) -> Effect:
    number = _layer_count(reading.audit.facts)
    return Effect("layers", "", "the config does not say") if number is None else Effect("layers", str(number))


def _layer_count(facts: Facts) -> int | None:
    """Return how many layers a config has, None where it does not say."""
    counts = [group.count for group in facts.groups]
    known = [count for count in counts if count is not None]
    return sum(known) + sum(count for _, count in facts.no_softmax) if known and len(known) == len(counts) else None


def _own_alarms(reading: ConfigReading) -> Iterator[Remark]:
    """Yield the alarms about the config and its own engine, but for multipliers, of which the effects tell."""
    for alarm in reading.audit.alarms:
        if alarm.id != "engine-differs" and (not alarm.engines or reading.engine_id in alarm.engines):
            yield alarm


_Match = tuple[GroupFinding, GroupFinding, int | None]


def _matched(a: Audit, b: Audit) -> tuple[list[_Match], tuple[str, ...], tuple[str, ...]]:
    """Return the groups that belong together, and what has no counterpart in the other reading.

    Layer by layer where both say what each of equally many layers is; by name where they do not.
    """
    if a.facts.groups == b.facts.groups:
        return [(x, y, x.group.count) for x, y in zip(a.groups, b.groups, strict=True)], (), ()
    if all(x.group.layers for x in (*a.groups, *b.groups)) and _layer_count(a.facts) == _layer_count(b.facts) is not None:
        return _by_layer(a.groups, b.groups)
    return _by_name(a.groups, b.groups)


def _by_layer(
    a: tuple[GroupFinding, ...], b: tuple[GroupFinding, ...]
) -> tuple[list[_Match], tuple[str, ...], tuple[str, ...]]:
    shared = [(x, y, {*x.group.layers} & {*y.group.layers}) for x in a for y in b]
    matches: list[_Match] = [(x, y, len(layers)) for x, y, layers in shared if layers]
    return matches, tuple(_rest(a, b)), tuple(_rest(b, a))


def _rest(own: tuple[GroupFinding, ...], others: tuple[GroupFinding, ...]) -> Iterator[str]:
    """Yield the layers that are no softmax attention in the other reading."""
    seen = {layer for other in others for layer in other.group.layers}
    for finding in own:
        left = len({*finding.group.layers} - seen)
        if left:
            yield f"{finding.group.name} ({left}): no softmax attention in the other"


def _by_name(
    a: tuple[GroupFinding, ...], b: tuple[GroupFinding, ...]
) -> tuple[list[_Match], tuple[str, ...], tuple[str, ...]]:
    left = list(b)
    matches: list[_Match] = []
    alone = []
    for x in a:
        y = next((y for y in left if y.group.name == x.group.name), None)
        if y is None:
            alone.append(f"{x.group.title}: no layers of that name in the other")
        else:
            left.remove(y)
            matches.append((x, y, None))
    return matches, tuple(alone), tuple(f"{y.group.title}: no layers of that name in the other" for y in left)


def _layer_pair(
    a: Audit, b: Audit, x: GroupFinding, y: GroupFinding, count: int | None, pair: Callable[[Effect, Effect], EffectPair]
) -> LayerPair:
    split = is_split(x) or is_split(y)
    effects = [pair(*both) for both in zip(a.effects(x, split), b.effects(y, split), strict=True)]
    if any(both.a.quantity == "multiplier" and both.kind != "same" for both in effects):
        effects = [replace(both, alike=False) for both in effects]
    if count is None:
        effects.insert(0, pair(_count(x), _count(y)))
    unknown_a = [both.a.unknown for both in effects if both.kind == "unknown" and both.a.unknown]
    unknown_b = [both.b.unknown for both in effects if both.kind == "unknown" and both.b.unknown]
    says_a, says_b = _says(x, unknown_a), _says(y, unknown_b)
    return LayerPair(
        x,
        y,
        count,
        tuple(effects),
        tuple(line for line in says_a if line not in says_b),
        tuple(line for line in says_b if line not in says_a),
        tuple(line for line in dict.fromkeys(unknown_a) if line in says_b),
    )


def _count(finding: GroupFinding) -> Effect:
    count = finding.group.count
    return Effect("layers", "", "the config does not say") if count is None else Effect("layers", str(count))


def _says(finding: GroupFinding, unknown: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*finding.says, *(why for law in finding.laws for why in law.why), *unknown)))
