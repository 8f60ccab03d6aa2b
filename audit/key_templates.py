"""The keys by which a config or a command line can scale logits, each as a template: what to write for a wanted factor.

A template knows its own law alone.  Whether an engine reads its keys, and what else that engine multiplies by, is found by
reading the written config back: nothing here speaks of an engine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flint import arb

from ..numerics.laws.multiplier import multiplier
from ..numerics.numbers.balls import rational_ball
from ..numerics.numbers.certification import certify
from ..theory.errors import CritscaleError
from ..theory.laws.catalogue import LAWS
from ..theory.laws.law import BoundLaw
from .config import Config
from .facts import Facts, LayerGroup
from .families import READERS
from .full_layers import is_full
from .horizon import horizon_of
from .reference import LONGROPE_KEYS, YARN_KEYS
from .rope import FREQUENCIES_ONLY, LONGROPE_ONLY, LONGROPE_TYPES, NONE_TYPES, YARN_TYPES, RopeBlock

DIGITS = 12
"""Significant digits of a written number: read back it gives the multiplier to more than ten."""

Path = tuple[str, ...]
"""The keys from a config's root to a value."""
Changes = dict[Path, Any]
"""What to write where; a block is written whole."""


@dataclass(frozen=True, slots=True)
class RopePlace:
    """Where the RoPE block of the layers that see all keys stands, or would stand, and what stands there.

    Attributes
    ----------
    path : tuple of str
        Keys from the root.
    given : mapping
        The keys as they are, those of the class's own block where the config gives none, and with them what stands outside the
        block and has to be inside where it is replaced whole, as by a flag: the base of the frequencies.
    block : RopeBlock
        The block in force.
    """

    path: Path
    given: Mapping[str, Any]
    block: RopeBlock


@dataclass(frozen=True)
class Ground:
    """A config and what is wanted of it.

    Attributes
    ----------
    config : Config
        The config.
    facts : Facts
        What it says.
    n, trained : int
        The wanted context length, and the one that the frequencies were trained for.
    """

    config: Config
    facts: Facts
    n: int
    trained: int

    @property
    def groups(self) -> tuple[LayerGroup, ...]:
        """The layers that see all keys."""
        return tuple(group for group in self.facts.groups if is_full(group))

    @property
    def reach(self) -> int:
        """The context length that the config reaches without a change."""
        try:
            return horizon_of(self.config, self.facts).n
        except CritscaleError:
            return self.trained

    @property
    def prefix(self) -> Path:
        """The keys from the root to the text model's block."""
        return tuple(self.config.prefix.split(".")[:-1])

    def places(self) -> Iterator[RopePlace]:
        """Yield where the block stands or would stand; none where no layer that sees all keys turns."""
        group = next((g for g in self.groups if g.rope is not None and g.rotary_share), None)
        if group is None or group.rope is None:
            return
        config, kind = self.config, group.rope.path.rpartition(".")[2]
        names = [name for name in ("rope_parameters", "rope_scaling") if isinstance(config.scope.get(name), Mapping)]
        name = names[0] if names else "rope_scaling"
        default = config.default("rope_parameters")
        given: Mapping[str, Any] = config.scope[name] if names else default if isinstance(default, Mapping) else {}
        path = (*self.prefix, name)
        if isinstance(given.get(kind), Mapping):
            given = given[kind]
            path = (*path, kind) if names else path
        elsewhere = {key: config.get(key) for key in ("rope_theta", "partial_rotary_factor")}
        numbers = {key: value for key, value in elsewhere.items() if isinstance(value, int | Fraction)}
        inside = {**_theta(default, kind), **numbers, **given} if names else {**given, **numbers}
        yield RopePlace(path, inside, group.rope)


def _theta(default: Any, kind: str) -> dict[str, Any]:
    """Return the base of the class's own block: a block that is written takes the place of the class's."""
    own = default.get(kind, default) if isinstance(default, Mapping) else {}
    return {key: own[key] for key in ("rope_theta", "partial_rotary_factor") if own.get(key) is not None}


@dataclass(frozen=True, slots=True)
class Proposal:
    """Something to write: the changes of a config, and what must be said of them."""

    changes: Changes
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Template:
    """A way to write a factor.

    Attributes
    ----------
    id : str
        The keys it writes, in short.
    write : callable
        From a ground and a factor of the logits to the ways of writing it; none where the config has no such keys, or the
        law does not take the value.
    """

    id: str
    write: Callable[[Ground, Fraction], Iterator[Proposal]]


def rounded(compute: Callable[[], arb]) -> Fraction:
    """Return a number as the decimal that is written: `DIGITS` significant digits."""
    return Fraction(certify(lambda bits: compute(), DIGITS).decimal())


def root(factor: Fraction) -> Fraction:
    """Return what q and k are each multiplied by where the logits are to be multiplied by a factor."""
    return rounded(lambda: rational_ball(factor).sqrt())


# --- frequencies ---


def extended(ground: Ground, place: RopePlace) -> tuple[dict[str, Any], str] | None:
    """Return the block that reaches n, without the keys that scale logits, and what it does to the frequencies.

    None where the config reaches n by a block whose frequencies a YaRN block would take away, or where its type is not
    known.
    """
    if ground.config.family in LONGROPE_ONLY and place.block.kind not in LONGROPE_TYPES:
        return None
    kept = {key: value for key, value in place.given.items() if key not in YARN_KEYS | LONGROPE_KEYS - {"factor"}}
    block, reaches = place.block, ground.n <= ground.reach
    if block.kind in YARN_TYPES:
        if reaches or not block.original:
            return kept, "frequencies stay as they are"
        factor = as_written(Fraction(ground.n) / block.original)
        return {**kept, "factor": factor}, f"frequencies are stretched by factor {float(factor):g}, from {block.factor}"
    if block.kind in LONGROPE_TYPES:
        if reaches:
            return kept, "frequencies stay as they are"
        factor = as_written(Fraction(ground.n) / (block.original or ground.trained))
        given = {"factor": factor} if "factor" in kept else {}
        return {**kept, **given}, "short_factor and long_factor stay: they were searched for another length"
    if block.kind not in NONE_TYPES | FREQUENCIES_ONLY:
        return None
    plain = block.kind in NONE_TYPES | {"mrope"}
    if reaches and not plain:
        return None
    foreign = {"type", "factor", "low_freq_factor", "high_freq_factor", "alpha", "beta"}
    kept = {key: value for key, value in kept.items() if plain or key not in foreign} | {"rope_type": "yarn"}
    kept.pop("type", None)
    if reaches:
        says = "factor 1 leaves the frequencies as they are"
        return {**kept, "factor": Fraction(1), "original_max_position_embeddings": ground.reach}, says
    factor = as_written(Fraction(ground.n, ground.trained))
    says = f"YaRN stretches the frequencies by factor {float(factor):g}"
    if not plain:
        says = f"{says} and takes the place of the type {block.kind!r}, with which the model was trained"
    return {**kept, "factor": factor, "original_max_position_embeddings": ground.trained}, says


def as_written(value: Fraction) -> Fraction:
    """Return a number as the decimal that is written."""
    return rounded(lambda: rational_ball(value))


def _block(ground: Ground, kinds: frozenset[str], keys: Callable[[Fraction], Mapping[str, Any] | None]) -> Iterator[Proposal]:
    """Yield the changes that put keys into a block of certain types; the keys are made from YaRN's factor."""
    for place in ground.places():
        found = extended(ground, place)
        if found is None:
            continue
        block, says = found
        kind = block.get("rope_type", block.get("type"))
        factor = block.get("factor", place.block.factor) or Fraction(1)
        more = keys(Fraction(factor)) if kind in kinds else None
        if more is None:
            continue
        changes: Changes = {place.path: {**block, **more}}
        if kind in LONGROPE_TYPES and ground.n > ground.reach:
            changes[(*ground.prefix, "max_position_embeddings")] = ground.n
        yield Proposal(changes, (says,))


# --- the templates ---


def _growth(factor: Fraction) -> arb:
    """Return 0.1 log factor, by which YaRN's factor exceeds 1."""
    return rational_ball(factor).log() / 10


def _pair(factor: Fraction, wanted: Fraction) -> dict[str, Fraction] | None:
    """Return mscale and mscale_all_dim whose ratio is the root of a factor: one of them is 1, and none is below 1."""
    if factor <= 1:
        return None
    more, less = (wanted, Fraction(1)) if wanted >= 1 else (Fraction(1), wanted)

    def grown(ratio: Fraction) -> Fraction:
        return rounded(lambda: (rational_ball(ratio).sqrt() * (1 + _growth(factor)) - 1) / _growth(factor))

    return {"mscale": grown(more), "mscale_all_dim": grown(1 / less)}


def _attention_factor(ground: Ground, wanted: Fraction) -> Iterator[Proposal]:
    yield from _block(ground, YARN_TYPES | LONGROPE_TYPES, lambda _: {"attention_factor": root(wanted)})


def _attention_factor_and_pair(ground: Ground, wanted: Fraction) -> Iterator[Proposal]:
    def keys(factor: Fraction) -> Mapping[str, Any] | None:
        pair = _pair(factor, wanted)
        return None if pair is None else {"attention_factor": root(wanted), **pair}

    yield from _block(ground, YARN_TYPES, keys)


def _mscale_pair(ground: Ground, wanted: Fraction) -> Iterator[Proposal]:
    yield from _block(ground, YARN_TYPES, lambda factor: _pair(factor, wanted))


def _attn_factor(ground: Ground, wanted: Fraction) -> Iterator[Proposal]:
    yield from _block(ground, YARN_TYPES, lambda _: {"attn_factor": root(wanted)})


def _equal_mscales(ground: Ground, wanted: Fraction) -> Iterator[Proposal]:
    """Yield equal mscales: 1 on cos and sin, and in latent attention (0.1 mscale log factor + 1)^2 on the softmax scale."""

    def keys(factor: Fraction) -> Mapping[str, Any] | None:
        if factor <= 1:
            return None
        if wanted == 1:
            return {"attention_factor": Fraction(1), "mscale": Fraction(0), "mscale_all_dim": Fraction(0)}
        mscale = rounded(lambda: (rational_ball(wanted).sqrt() - 1) / _growth(factor))
        return {"mscale": mscale, "mscale_all_dim": mscale}

    yield from _block(ground, YARN_TYPES, keys)


def _longrope_mscales(ground: Ground, wanted: Fraction) -> Iterator[Proposal]:
    both = root(wanted)
    yield from _block(ground, LONGROPE_TYPES, lambda _: {"short_mscale": both, "long_mscale": both})
    yield from _block(ground, LONGROPE_TYPES, lambda _: {"attention_factor": both, "short_mscale": both, "long_mscale": both})


def _frequencies(ground: Ground, wanted: Fraction) -> Iterator[Proposal]:
    """Yield what reaches n and scales nothing of its own: the config as it is, or its block stretched."""
    if ground.n <= ground.reach:
        yield Proposal({})
    else:
        yield from _block(ground, YARN_TYPES | LONGROPE_TYPES, lambda _: {})


_NEUTRAL = {"attention_factor": Fraction(1), "mscale": Fraction(1), "mscale_all_dim": Fraction(1)}
"""Keys with which most engines leave logits alone though frequencies are stretched."""


def _stretched(ground: Ground) -> Proposal:
    """Return what makes the frequencies reach n: keys that scale logits as they are, a new block with none that does."""
    for place in ground.places() if ground.n > ground.reach else ():
        found = extended(ground, place)
        if found is not None:
            block, says = found
            scaling = {key: value for key, value in place.given.items() if key in YARN_KEYS | LONGROPE_KEYS - {"factor"}}
            scaling = scaling if place.block.kind in YARN_TYPES | LONGROPE_TYPES else dict(_NEUTRAL)
            return Proposal({place.path: {**block, **scaling}}, (says,))
    return Proposal({})


def _own_scale(ground: Ground, wanted: Fraction) -> Iterator[Proposal]:
    """Yield the family's own key of the softmax scale, where its scale is made from one."""
    row = ground.config.row
    if row is None:
        return
    for key, power in {**row.scale_if_given, **(row.scale or {})}.items():
        before = ground.config.size(key) if key not in ("", "head_dim") else None
        if before is None:
            continue
        value: int | Fraction = _power(before, wanted, 1 / power)
        if type(row.defaults.get(key)) is int and value == int(value):
            value = int(value)  # as its class wants it
        stretched = _stretched(ground)
        path = (*ground.prefix, key)
        notes = () if len(ground.groups) == len(ground.facts.groups) else (f"{key} scales the layers with a window too",)
        yield Proposal({**stretched.changes, path: value}, (*stretched.notes, *notes))


def _power(number: Fraction, factor: Fraction, power: Fraction) -> Fraction:
    """Return a number times a power of a factor, as it is written."""
    return rounded(lambda: rational_ball(number) * rational_ball(factor) ** rational_ball(power))


_LINEAR: Mapping[str, tuple[str, str]] = {
    "llama4": ("attn_scale", "attn_scale"),
    "inkling": ("alpha", "log_scaling_alpha"),
}
"""Laws beside RoPE that are 1 plus a parameter times a function of the length: the parameter, and its key."""


def _temperature(ground: Ground, wanted: Fraction) -> Iterator[Proposal]:
    """Yield the coefficient of a law that goes with the position, where the family has one."""
    for temperature in ground.facts.temperatures:
        if temperature.law.law.id in _LINEAR:
            parameter, key = _LINEAR[temperature.law.law.id]
            value = _coefficient(temperature.law, parameter, ground.n, wanted)
            if value is not None:
                stretched = _stretched(ground)
                yield Proposal({**stretched.changes, (*ground.prefix, key): value}, stretched.notes)
    if ground.config.family in READERS["llama_4_scaling_beta"]:
        stretched = _stretched(ground)
        for place in ground.places():
            block = stretched.changes.get(place.path, dict(place.given))
            original = block.get("original_max_position_embeddings") or place.block.original
            if original is None:
                continue
            law = LAWS["ministral3"].bind({"beta": Fraction(1), "L": Fraction(original)})
            value = _coefficient(law, "beta", ground.n, wanted)
            if value is not None:
                yield Proposal({place.path: {**block, "llama_4_scaling_beta": value}}, stretched.notes)


def _coefficient(law: BoundLaw, parameter: str, n: int, wanted: Fraction) -> Fraction | None:
    """Return the value of a parameter at which a law is the wanted factor at n, None where it is not positive."""
    unit = law.law.bind({**law.settings, parameter: Fraction(1)})
    growth = Fraction(multiplier(unit.multiplier, n, DIGITS + 3).decimal()) - 1
    if growth <= 0 or wanted <= 1:
        return None
    return as_written((wanted - 1) / growth)


TEMPERATURE, OWN_SCALE, NO_KEY = "a temperature by position", "the family's own scale", "no key of the config"
TEMPLATES = (
    Template(TEMPERATURE, _temperature),
    Template("attention_factor and the mscale pair", _attention_factor_and_pair),
    Template("attention_factor", _attention_factor),
    Template("the mscale pair", _mscale_pair),
    Template("attn_factor", _attn_factor),
    Template("equal mscales", _equal_mscales),
    Template("the long and short mscale", _longrope_mscales),
    Template(OWN_SCALE, _own_scale),
    Template(NO_KEY, _frequencies),
)
"""Every way to write a factor; of two that do alike the first is better."""


def changed(raw: Mapping[str, Any], changes: Mapping[Path, Any]) -> dict[str, Any]:
    """Return a config with changes written into it; the given one stays as it is."""
    found = dict(raw)
    for path, value in changes.items():
        block = found
        for key in path[:-1]:
            block[key] = dict(block.get(key) or {})
            block = block[key]
        block[path[-1]] = value
    return found
