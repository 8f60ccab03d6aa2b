"""The inverse of the audit: which keys make an engine multiply the logits of the layers that see all keys by a wanted factor.

A few templates propose keys; the engine's own reading of the written config decides.  A proposal whose reading is not the
wanted factor is corrected once, by what the engine multiplies by besides, and read again; only one whose reading then equals
the factor is offered.  So no table says which engine reads which key.
"""

from __future__ import annotations

import itertools
import json
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from ..numerics.floats import says_floats
from ..numerics.inputs import Number, rational
from ..numerics.numbers.enclosure import Enclosure
from ..numerics.settings.length import ContextLength, LengthLike
from ..theory.errors import BadInput, CritscaleError, shown
from ..theory.result import Noted, Result, ValueTable, View
from .config import LLAMA_CPP, Config, UnreadableNumber
from .engine_facts import record
from .engines import ENGINES, engine
from .facts import Facts
from .full_layers import FullLayers, facts_of, full_layers, is_full
from .gather import gather
from .key_templates import NO_KEY, TEMPLATES, Ground, Path, Proposal, Template, changed, extended, root
from .launch import Launch, launch
from .reading import exact_numbers
from .reference import Engine
from .rope import LONGROPE_ONLY

AGREEMENT = Fraction(1, 10**8)
"""How far what is read back may be from what was wanted, relative."""

SHORT = 1024
"""The length of a short prompt."""


@dataclass(frozen=True, slots=True)
class GroupEffect:
    """What an engine does to one group of layers that see all keys, with a written config.

    Attributes
    ----------
    layers : str
        Which.
    dimensions : str
        "all", or "rotary" or "other" where they differ.
    value : Enclosure
        The factor on the logits of the last token of n, relative to the n-free scale of the config as it was.
    trained, short, short_before : Enclosure
        The factor at the trained length, at `SHORT`, and at `SHORT` without the change; None where that is not known.
    per_position : bool
        Whether it goes with the position of the query: short prompts have their own value.  Else all prompts have this one.
    """

    layers: str
    dimensions: str
    value: Enclosure
    trained: Enclosure
    short: Enclosure
    short_before: Enclosure | None
    per_position: bool

    @property
    def short_ratio(self) -> float | None:
        """What the change multiplies the logits of short prompts by; None where their factor was not known."""
        return None if self.short_before is None else float(self.short) / float(self.short_before)

    def to_json(self) -> dict[str, object]:
        """Return the effect as JSON data."""
        return {
            "layers": self.layers,
            "dimensions": self.dimensions,
            "at_n": self.value.decimal(),
            "at_trained": self.trained.decimal(),
            "at_short": self.short.decimal(),
            "at_short_before": None if self.short_before is None else self.short_before.decimal(),
            "per_position": self.per_position,
        }


@dataclass(frozen=True, slots=True)
class OtherReading:
    """What another engine makes of the same config.

    Attributes
    ----------
    engine : Engine
        Which.
    effects : tuple of GroupEffect
        What it does; none where it does not run the model, or where that is not known.
    difference : float or None
        How far its factor is from the wanted one, relative, the largest of those that the block reaches; None where it is not
        known.
    why : str
        Why there is none.
    """

    engine: Engine
    effects: tuple[GroupEffect, ...]
    difference: float | None
    why: str = ""

    @property
    def honours(self) -> bool:
        """Whether it multiplies by the wanted factor."""
        return self.difference is not None and abs(self.difference) <= AGREEMENT

    def to_json(self) -> dict[str, object]:
        """Return the reading as JSON data."""
        return {
            "engine": self.engine.id,
            "version": self.engine.version,
            "honours": self.honours,
            "difference": self.difference,
            "layers": [effect.to_json() for effect in self.effects],
            "why": self.why,
        }


@dataclass(frozen=True, slots=True, repr=False)
class KeyBlock(Result):
    """What to write so that an engine multiplies by a factor.

    Attributes
    ----------
    template : str
        The keys in short.
    changes : mapping
        What to write where: the keys from the config's root to a value; a block is written whole.  Numbers are exact.
    config : mapping
        The config with the changes in it.
    words : tuple of str
        Words of the engine's command line.
    in_words : bool
        Whether the words are all it takes; else the config has to be written, for llama.cpp before the GGUF is made.
    effects : tuple of GroupEffect
        What the engine does then, read back.
    whole : bool
        Whether every dimension of every layer that sees all keys gets the factor; else those that turn alone do.
    executed : bool
        Whether the engine's own code was run on blocks of this kind and gave what is read; else its source was read alone.
    others : tuple of OtherReading
        What the other engines make of the same config.
    notes : tuple of str
        What must be said of it: frequencies, and what it does not reach.
    """

    template: str
    changes: Mapping[Path, Any]
    config: Mapping[str, Any]
    words: tuple[str, ...]
    in_words: bool
    effects: tuple[GroupEffect, ...]
    whole: bool
    executed: bool
    others: tuple[OtherReading, ...]
    notes: tuple[str, ...]

    def view(self) -> View:
        """Return a table of one row: what to write; below it what must be said of it."""
        row = (self.template, self.line or "as it is", self.whole, self.executed, sum(other.honours for other in self.others))
        names = ("template", "write", "whole", "executed", "honoured_by_others")
        return View("", ValueTable(names, [row], upright=True), self.notes)

    @property
    def per_position(self) -> bool:
        """Whether short prompts have a factor of their own; else every prompt gets the same."""
        return any(effect.per_position for effect in self.effects)

    @property
    def evidence(self) -> str:
        """Of which kind it is: the template, and the type of the RoPE block beside it."""
        return _evidence(self.template, facts_of(self.config))

    @property
    def honoured_by(self) -> tuple[str, ...]:
        """The ids of the other engines that multiply by the factor too."""
        return tuple(other.engine.id for other in self.others if other.honours)

    @property
    def tree(self) -> dict[str, Any]:
        """The changes of the config as a JSON object, numbers as floats."""
        found: dict[str, Any] = floats(changed({}, {p: v for p, v in self.changes.items() if p[0] != LLAMA_CPP}))
        return found

    @property
    def text(self) -> str:
        """What to paste into the config: the changed keys as JSON; empty where the config stays as it is."""
        return json.dumps(self.tree, indent=2) if self.tree else ""

    @property
    def line(self) -> str:
        """What to write, in a line: words of the command line, or keys as JSON; empty where the config stays as it is."""
        return self.command_line if self.in_words else json.dumps(self.tree) if self.tree else ""

    @property
    def command_line(self) -> str:
        """The words as a shell takes them."""
        return shlex.join(self.words)

    def to_json(self) -> dict[str, object]:
        """Return the block as JSON data."""
        return {
            "template": self.template,
            "changes": self.tree,
            "words": list(self.words),
            "in_words": self.in_words,
            "whole": self.whole,
            "executed": self.executed,
            "per_position": self.per_position,
            "effects": [effect.to_json() for effect in self.effects],
            "others": [other.to_json() for other in self.others],
            "notes": list(self.notes),
        }


@dataclass(frozen=True, slots=True, repr=False)
class WrittenMultiplier(Noted):
    """What can be written for one engine, or why nothing can.

    Attributes
    ----------
    engine : Engine
        The engine.
    wanted : Fraction
        The factor on the logits of the last token of n, to the digits that count.
    n, trained : int
        The context length it is wanted at, and the one the frequencies were trained for.
    blocks : tuple of KeyBlock
        What can be written, the best first: what reaches every dimension, what changes nothing, what leaves short prompts alone, what most
        engines honour.
    refusal : str
        Why nothing can; empty where something can.
    elsewhere : tuple of str
        Where nothing can: the ids of the engines for which something can.
    """

    engine: Engine
    wanted: Fraction
    n: int
    trained: int
    blocks: tuple[KeyBlock, ...]
    refusal: str = ""
    elsewhere: tuple[str, ...] = ()

    def view(self) -> View:
        """Return a table of one row: the engine, the factor, and what to write."""
        block = self.block
        write = None if block is None else block.line or "as it is"
        row = (self.engine.id, self.wanted, self.n, self.trained, write, self.refusal or None)
        names = ("engine", "wanted", "n", "trained", "write", "refusal")
        return View("", ValueTable(names, [row], upright=True), () if block is None else block.notes)

    @property
    def block(self) -> KeyBlock | None:
        """The best block, None where there is none."""
        return self.blocks[0] if self.blocks else None

    def to_json(self) -> dict[str, object]:
        """Return the result as JSON data."""
        return {
            "engine": self.engine.id,
            "version": self.engine.version,
            "wanted": str(float(self.wanted)),
            "n": self.n,
            "trained": self.trained,
            "blocks": [block.to_json() for block in self.blocks],
            "refusal": self.refusal,
            "elsewhere": list(self.elsewhere),
        }


@says_floats("config")
def write_multiplier(
    config: Mapping[str, Any],
    engine_id: str,
    *,
    length: LengthLike,
    trained: LengthLike,
    multiplier: Enclosure | Number,
) -> WrittenMultiplier:
    """Return what to write so that an engine multiplies the logits of the layers that see all keys by a factor.

    Parameters
    ----------
    config : mapping
        The config's JSON object; a float in it is the decimal it prints as.
    engine_id : str
        The engine, by its id in `critscale.audit.engines.ENGINES`.
    length : LengthLike
        n, the context length that is wanted, multiplied out.
    trained : LengthLike
        L, the length that the frequencies were trained for: where the config does not reach n, YaRN's factor is n/L.
    multiplier : Enclosure or number
        The factor m on the logits of the last token of n, positive, relative to the config's own n-free scale; of an
        enclosure its certain digits.

    Returns
    -------
    WrittenMultiplier

    Raises
    ------
    BadInput
        If a length is not finite and multiplied out, m is not positive, or a key of the config has the wrong type.
    UnknownName
        If there is no such engine.
    """
    chosen, raw = engine(engine_id), exact_numbers(config)
    wanted = _wanted(multiplier)
    view = Config(raw)
    ground = Ground(view, gather(view), _length(length, "n"), _length(trained, "L"))
    blocks, why = _blocks(raw, ground, chosen, wanted)
    elsewhere = () if blocks else tuple(e.id for e in ENGINES.values() if e is not chosen and _blocks(raw, ground, e, wanted)[0])
    return WrittenMultiplier(chosen, wanted, ground.n, ground.trained, blocks, why, elsewhere)


def _wanted(value: Enclosure | Number) -> Fraction:
    found = Fraction(value.decimal()) if isinstance(value, Enclosure) else rational(value, "the multiplier")
    if found <= 0:
        raise BadInput(f"the multiplier {shown(found)}", "it is not positive", "a temperature needs m > 0")
    return found


def _length(value: LengthLike, name: str) -> int:
    found = ContextLength.parse(value, name).exact
    if found is None:
        raise BadInput(f"{name} = {shown(value)}", "it is not multiplied out", "give an integer such as 131072")
    return found


# --- the search ---


def _blocks(raw: Mapping[str, Any], ground: Ground, engine: Engine, wanted: Fraction) -> tuple[tuple[KeyBlock, ...], str]:
    """Return what can be written for an engine, best first, and why nothing can."""
    facts = ground.facts
    why = engine.why_not(facts)
    if why:
        return (), f"{engine.version} does not run the model: {why}"
    if facts.undecided or facts.contradictions:
        return (), "; ".join((*facts.undecided, *facts.contradictions))
    if not ground.groups:
        return (), "no layer sees all keys: at a length beyond the windows nothing grows"
    found = []
    for template, proposal in _solutions(raw, ground, engine, wanted):
        found.append(_read(raw, ground, engine, wanted, template, proposal))
    found = _needed(found)
    found.sort(key=lambda b: (not b.whole, bool(b.changes), not b.per_position, -len(b.honoured_by)))
    return tuple(found), "" if found else _why(raw, ground, engine, wanted)


def _needed(blocks: list[KeyBlock]) -> list[KeyBlock]:
    """Leave out the blocks whose keys do nothing that no key does: what no more engines honour than the config without them."""
    plain = next((block for block in blocks if block.template == NO_KEY and block.whole), None)
    return [b for b in blocks if plain is None or b is plain or not {*b.honoured_by} <= {*plain.honoured_by}]


def _why(raw: Mapping[str, Any], ground: Ground, engine: Engine, wanted: Fraction) -> str:
    """Return why nothing makes an engine multiply the logits."""
    turning = [group.rope for group in ground.groups if group.rope is not None and group.rotary_share]
    if turning and ground.facts.norm_after_rope:
        return "a norm after RoPE cancels a factor on cos and sin"
    if turning and all(extended(ground, place) is None for place in ground.places()):
        family, kind = ground.config.family, shown(ascii(turning[0].kind))
        if family in LONGROPE_ONLY:
            return f"the config class of {family} takes LongRoPE blocks alone, and there is none with factors by dimension"
        return f"RoPE of type {kind} has no key for the logits, and a YaRN block would take its frequencies away"
    why = f"{engine.version} reads no key here that gives it"
    if not turning:
        why = "the layers that see all keys have no RoPE, and no key of their scale gives it"
    return "; ".join([why, *dict.fromkeys(_objections(raw, ground, engine, wanted))][:4])


def _objections(raw: Mapping[str, Any], ground: Ground, engine: Engine, wanted: Fraction) -> Iterator[str]:
    """Yield what an engine's reading says of the proposals that it does not read as the wanted factor."""
    n = ContextLength.parse(ground.n)
    for template in TEMPLATES:
        for proposal in template.write(ground, wanted):
            try:
                facts = gather(Config(changed(raw, proposal.changes)))
            except CritscaleError as refused:
                yield str(refused)
                continue
            if why := engine.why_not(facts):
                yield f"with such keys {why}"
                continue
            for layers in full_layers(facts, engine, n, ground.facts):
                yield from (*layers.undecided, *layers.says)


def _solutions(
    raw: Mapping[str, Any], ground: Ground, engine: Engine, wanted: Fraction
) -> Iterator[tuple[str, Proposal]]:
    """Yield the proposals that the engine reads as the wanted factor."""
    for template in TEMPLATES:
        for at, proposal in enumerate(template.write(ground, wanted)):
            parts = _parts(changed(raw, proposal.changes), ground, engine)
            if _reach_of(parts, wanted) is not None:
                yield template.id, proposal
                continue
            moved = next((values[0] for _, values in parts if values), None)
            if moved is None:
                continue
            missing = wanted / Fraction(moved.decimal())
            for other in _corrected(template, at, proposal, ground, wanted, missing):
                if _reach_of(_parts(changed(raw, other.changes), ground, engine), wanted) is not None:
                    yield template.id, other
                    break


def _corrected(
    template: Template, at: int, proposal: Proposal, ground: Ground, wanted: Fraction, missing: Fraction
) -> Iterator[Proposal]:
    """Yield a proposal with what it misses made up for: by llama.cpp's own key, or by the template itself."""
    before = ground.facts.llama_cpp.attn_factor or 1
    for factor in (missing * before**2, wanted):  # it multiplies what the config says, or takes its place
        yield Proposal({**proposal.changes, (LLAMA_CPP, "attn_factor"): root(factor)}, proposal.notes)
    yield from itertools.islice(template.write(ground, wanted * missing), at, at + 1)


_Parts = tuple[tuple[FullLayers, tuple[Enclosure, ...]], ...]


def _parts(raw: Mapping[str, Any], ground: Ground, engine: Engine) -> _Parts:
    """Return what an engine does to each group of a written config at n, nothing where that is not known."""
    try:
        facts = gather(Config(raw))
    except CritscaleError:
        return ()
    if engine.why_not(facts):
        return ()
    n = ContextLength.parse(ground.n)
    found = full_layers(facts, engine, n, ground.facts)
    if any(layers.undecided for layers in found):
        return ()
    return tuple((layers, layers.at(n)) for layers in found)


def _reach_of(parts: _Parts, wanted: Fraction) -> str | None:
    """Return whether the wanted factor is on the "whole" logit, on "rotary" dimensions alone, or nowhere."""
    if not parts:
        return None
    if all(agrees(value, wanted) for _, values in parts for value in values):
        return "whole"
    rotary = [values[0] for layers, values in parts if layers.rotary is not None]
    return "rotary" if rotary and all(agrees(value, wanted) for value in rotary) else None


def agrees(value: Enclosure, wanted: Fraction) -> bool:
    """Tell whether a factor that was read is the wanted one."""
    return abs(Fraction(value.decimal()) - wanted) <= AGREEMENT * wanted


# --- reading back ---


def _read(
    raw: Mapping[str, Any], ground: Ground, engine: Engine, wanted: Fraction, template: str, proposal: Proposal
) -> KeyBlock:
    config = changed(raw, proposal.changes)
    parts = _parts(config, ground, engine)
    whole = _reach_of(parts, wanted) == "whole"
    effects = _effects(config, ground, engine)
    started = launch(engine.id, ground.facts, raw, {path: floats(value) for path, value in proposal.changes.items()})
    reached = [at for at, effect in enumerate(effects) if agrees(effect.value, wanted)]
    others = tuple(_other(config, ground, e, wanted, reached) for e in ENGINES.values() if e.id != engine.id)
    return KeyBlock(
        template,
        proposal.changes,
        config,
        started.words,
        started.complete,
        effects,
        whole,
        _evidence(template, gather(Config(config))) in record().get("written", {}).get(engine.id, ()),
        others,
        (*proposal.notes, *_anew(engine, started), *(() if whole else _not_reached(effects, wanted))),
    )


def _evidence(template: str, facts: Facts) -> str:
    kinds = {group.rope.kind for group in facts.groups if group.rope is not None and is_full(group)}
    latent = ", in latent attention" if facts.softmax_mscale is not None else ""
    return f"{template}, {' and '.join(sorted(kinds)) or 'no RoPE'}{latent}"


def _anew(engine: Engine, started: Launch) -> Iterator[str]:
    if engine.id == "llama.cpp" and not started.complete:
        yield "the GGUF is made anew from the config with these keys, as its converter stores them"


def _not_reached(effects: tuple[GroupEffect, ...], wanted: Fraction) -> Iterator[str]:
    for effect in effects:
        if not agrees(effect.value, wanted):
            which = "all" if effect.dimensions == "all" else f"the {effect.dimensions}"
            yield f"{effect.layers}: {which} dimensions keep m = {float(effect.value):.6g}"


def _effects(config: Mapping[str, Any], ground: Ground, engine: Engine) -> tuple[GroupEffect, ...]:
    """Return what an engine that serves n tokens does to prompts of n, of the trained length, and to short ones."""
    n, trained, short = (ContextLength.parse(length) for length in (ground.n, ground.trained, SHORT))
    after = full_layers(gather(Config(config)), engine, n, ground.facts)
    before = full_layers(ground.facts, engine, n)
    found = []
    for layers, was in zip(after, before, strict=True):
        values = zip(layers.at(n), layers.at(trained), layers.at(short), strict=True)
        names = ("all",) if len(layers.parts) == 1 else ("rotary", "other")
        parts = was.at(short)  # none where it was not known, one where it was the same on all dimensions
        for at, (name, three) in enumerate(zip(names, values, strict=True)):
            old = None if not parts else parts[min(at, len(parts) - 1)]
            found.append(GroupEffect(layers.group.title, name, *three, old, layers.per_position))
    return tuple(found)


def _other(
    config: Mapping[str, Any], ground: Ground, engine: Engine, wanted: Fraction, reached: list[int]
) -> OtherReading:
    facts = gather(Config(config))
    why = engine.why_not(facts)
    if why:
        return OtherReading(engine, (), None, why)
    found = full_layers(facts, engine, ContextLength.parse(ground.n), ground.facts)
    undecided = tuple(dict.fromkeys(u for layers in found for u in layers.undecided))
    if undecided:
        return OtherReading(engine, (), None, "; ".join(undecided))
    effects = _effects(config, ground, engine)
    largest = max((Fraction(effects[at].value.decimal()) / wanted - 1 for at in reached), key=abs)
    says = tuple(dict.fromkeys(why for layers in found for why in layers.says))
    return OtherReading(engine, effects, float(largest) if abs(largest) > AGREEMENT else 0.0, "; ".join(says))


def floats(value: Any) -> Any:
    """Return a JSON value with its exact numbers as floats, as a file would be written."""
    if isinstance(value, Mapping):
        return {key: floats(item) for key, item in value.items()}
    if isinstance(value, list):
        return [floats(item) for item in value]
    if isinstance(value, Fraction):
        return float(value)
    return str(value) if isinstance(value, UnreadableNumber) else value
