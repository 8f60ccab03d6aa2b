"""Advice: which multiplier a model needs at a longer context, what to write so that an engine applies it, and how much stands behind it.

A model is calibrated at L, where it was trained; at n its rows have more keys.  The advice is the multiplier on the logits that keeps
a quantity of a row where it was, with what it rests on, what it hangs on, and what other laws would have given.

Which quantity: retrieval is about other tokens, and on the simplex the self weight is the weight of any one key that stands out from
the others by the gap beta (1 - rho).  So it stands for a needle with that gap, and for no needle with another one.  Where heads
were measured it is their top weight instead.

Source: theory A1, A8, A10, E29; the formulas are those of `critscale.numerics.laws.calibration`.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Any, Literal

from ..measure.record import MeasuredModel, read_record
from ..measure.registry import NearestModel, find_measured
from ..numerics.floats import says_floats
from ..numerics.inputs import Number, correlation
from ..numerics.laws.calibration import Calibration
from ..numerics.laws.multiplier import constant
from ..numerics.numbers.balls import rational_ball
from ..numerics.numbers.enclosure import Enclosure
from ..numerics.settings.length import ContextLength, LengthLike
from ..theory.errors import BadInput, UnknownName, shown
from ..theory.expression import Numeral, operate
from ..theory.notation import decimal
from ..theory.pictured import Pictured
from ..theory.result import Result, ValueTable, View
from .calibrated_layers import Ball, CalibratedLayers
from .compared_laws import compared_laws
from .config import Config
from .engines import ENGINES, engine
from .facts import Facts
from .full_layers import is_full, windowed_layers
from .gather import gather
from .head_growth import HeadGrowth, head_growth
from .horizon import Horizon, calibrated_length, extending_blocks, horizon_of
from .layer_advice import LayerAdvice, fixed_at, layers_at, one_multiplier
from .measured import SOURCE, read_measured, shape_of
from .phases import norm
from .reference import REFERENCE, Engine
from .source import ConfigLike, Source, read_source
from .standing import Basis, Standing, Strength
from .written import AGREEMENT, WrittenMultiplier, write_multiplier

Quantity = Literal["self-weight", "top-weight", "entropy"]
QUANTITIES: tuple[Quantity, ...] = ("self-weight", "top-weight", "entropy")
"""What a multiplier can keep."""
SAYS: Mapping[Quantity, str] = {"self-weight": "self weight", "top-weight": "top weight", "entropy": "row entropy"}
"""The same in words."""

HALF = Fraction(1, 2)
"""The self weight that is assumed at L where nothing is known."""
WEIGHTS = (Fraction(1, 10), HALF, Fraction(9, 10))
"""Self weights at L that the answer is shown for: the window, and its middle."""
RHOS = tuple(Fraction(k, 10) for k in (1, 3, 5, 7, 9))
"""Correlations that it is shown for, with beta from the config."""
NEAREST = "nearest"
"""In place of a record: that of the nearest model that was measured."""
TRAINED_ON = "block on until"
"""The case of a model that was trained on with its block on."""
LONGEST = 10**15
"""A target has at most so many tokens: what engines hold in an integer with room to spare."""


@dataclass(frozen=True, slots=True, repr=False)
class Recommendation(Result):
    """The multiplier that is recommended for one group of layers.

    Attributes
    ----------
    calibrated : CalibratedLayers
        Which, and what is known of a row of theirs at L.
    kept : str
        What it keeps.
    ratio : Enclosure
        m(n)/m(L).
    multiplier : Enclosure
        m(n) itself, the ratio times what the layers were calibrated with.
    root : Enclosure
        Its square root: what a factor on q and k has to be.
    evidence : Standing
        What it rests on.
    heads : HeadGrowth or None
        The measured heads whose top weight it keeps; None where it keeps a quantity of the simplex.
    least : Basis or None
        What makes it the least multiplier for every row, where something does.
    """

    calibrated: CalibratedLayers
    kept: Quantity
    ratio: Enclosure
    multiplier: Enclosure
    root: Enclosure
    evidence: Standing
    heads: HeadGrowth | None = None
    least: Basis | None = None

    def view(self) -> View:
        """Return a table of one row: which layers, what is kept, and by which multiplier; below it what it rests on."""
        row = (self.layers.group.title, self.kept, self.multiplier, self.ratio, self.root, self.evidence.strength.title)
        said = tuple(f"{basis.strength.title}: {basis.what}" for basis in self.evidence.bases)
        return View("", ValueTable(("layers", "kept", "multiplier", "ratio", "root", "evidence"), [row], upright=True), said)

    @property
    def layers(self) -> LayerAdvice:
        """Which layers."""
        return self.calibrated.layers


@dataclass(frozen=True, slots=True)
class ComparedLaw:
    """What one law gives: multiplier and self weight at L, where it is on too, and at n; and what it rests on."""

    name: str
    multiplier: Enclosure
    multiplier_at_n: Enclosure
    self_weight: Enclosure
    self_weight_at_n: Enclosure
    evidence: Standing


@dataclass(frozen=True, slots=True)
class AnswerCase:
    """One thing that the answer hangs on, at one value.

    Attributes
    ----------
    on : str
        What: "p", the self weight at L; "rho"; "heads", or "other heads" of another model, how their thresholds grow; or `TRAINED_ON`.
    value : str
        At which value.
    multiplier : Enclosure
        The m(n) that it gives.
    self_weight, as_it_is, recommended : Enclosure or None
        The self weight that this means at L, at n under the config as it is, and at n under the m(n) that is recommended; None where
        it means none.
    """

    on: str
    value: str
    multiplier: Enclosure
    self_weight: Enclosure | None = None
    as_it_is: Enclosure | None = None
    recommended: Enclosure | None = None


@dataclass(frozen=True, slots=True)
class Spill:
    """What a written block does to layers that need no multiplier.

    Attributes
    ----------
    engine : str
        The engine, by its id.
    layers : str
        Which.
    multiplier, calibrated : Enclosure
        What they get at n, and what they were calibrated with.
    """

    engine: str
    layers: str
    multiplier: Enclosure
    calibrated: Enclosure


@dataclass(frozen=True, slots=True, repr=False)
class Advice(Result, Pictured):
    """What to write into a config for a longer context, and why.

    Attributes
    ----------
    name : str
        The file.
    facts : Facts
        What the config says.
    trained : ContextLength
        L, where the model is calibrated.
    trained_source : str
        Where L is from.
    n : ContextLength
        The target.
    layers : tuple of LayerAdvice
        By group of softmax layers, what they do at both lengths.
    recommendations : tuple of Recommendation
        For each group of layers that sees more keys at n than at L, where one can be said.
    known : str
        The self weight at L, in words, and whether it is given or assumed.
    written : tuple of WrittenMultiplier
        What to write, by engine: for those asked for, or for all that run the model; none where layers need different multipliers.
    spills : tuple of Spill
        Where what is written changes layers that need no multiplier.
    laws : tuple of ComparedLaw
        What other laws would have given to the first of these groups.
    cases : tuple of AnswerCase
        What its answer hangs on.
    reach : Horizon or None
        How far the config's block extends it, where that is beyond an L that was not given, and short of n.
    heads : HeadGrowth or None
        What the measured heads say; those of the nearest model that was measured where no record is given.
    notes : tuple of str
        What else must be said.
    """

    name: str
    facts: Facts
    trained: ContextLength
    trained_source: str
    n: ContextLength
    layers: tuple[LayerAdvice, ...]
    recommendations: tuple[Recommendation, ...]
    known: str
    written: tuple[WrittenMultiplier, ...]
    spills: tuple[Spill, ...]
    laws: tuple[ComparedLaw, ...]
    cases: tuple[AnswerCase, ...]
    reach: Horizon | None
    heads: HeadGrowth | None
    notes: tuple[str, ...]

    def view(self) -> View:
        """Return a row for each recommendation, each law compared and each case it hangs on; below it what to write."""
        rows: list[tuple[object, ...]] = [
            ("recommended", r.layers.group.title, r.multiplier, None, r.evidence.strength.title) for r in self.recommendations
        ]
        rows += [("law", law.name, law.multiplier_at_n, law.self_weight_at_n, law.evidence.strength.title) for law in self.laws]
        rows += [("case", f"{case.on} = {case.value}", case.multiplier, case.recommended, None) for case in self.cases]
        columns = ("what", "name", "multiplier", "self_weight", "evidence")
        table = ValueTable(columns, rows, ("what", "which", "m(n)", "self weight at n", "evidence"))
        written = [f"{each.engine.version}: {each.refusal if each.block is None else each.block.line or 'as it is'}" for each in self.written]
        return View(self.title, table, (*written, *self.notes))

    def noting(self, *notes: str) -> Advice:
        """Return it with more notes."""
        return replace(self, notes=(*self.notes, *notes))

    @property
    def title(self) -> str:
        """The config, and from which length to which, in a line."""
        kind = f"model_type {self.facts.family}" if self.facts.family else "no model_type"
        return f"{self.name}: {kind}, from L = {self.trained} ({self.trained_source}) to n = {self.n}"

    @property
    def answer(self) -> Recommendation | None:
        """The recommendation for the first group of layers that needs one."""
        return self.recommendations[0] if self.recommendations else None

    @property
    def same_for_all(self) -> bool:
        """Whether all groups of layers that need a multiplier need the same one."""
        return len({recommendation.multiplier.decimal() for recommendation in self.recommendations}) == 1

    @property
    def range(self) -> tuple[Enclosure, Enclosure] | None:
        """The smallest and the largest m(n) over all cases."""
        found = sorted((case.multiplier for case in self.cases), key=lambda m: m.value)
        return (found[0], found[-1]) if found else None


@says_floats("config", "overrides")
def advise(
    config: ConfigLike | Source,
    *,
    to: LengthLike | None = None,
    trained: LengthLike | None = None,
    overrides: Mapping[str, object] | None = None,
    engines: Iterable[str] = (),
    measured: str | os.PathLike[str] | MeasuredModel | None = None,
    keep: str = "",
    self_weight: Number | None = None,
    gap: Number | None = None,
    norm_squared: Number | None = None,
    rhos: Iterable[Number] | None = None,
) -> Advice:
    """Tell which multiplier keeps what was calibrated, and what to write so that an engine applies it.

    Parameters
    ----------
    config : path, mapping or Source
        As `critscale.audit_config` takes it.
    to : LengthLike, optional
        The context length that is wanted, longer than L; by default that of the server's words.
    trained : LengthLike, optional
        L, where the model is calibrated; by default the original length of the block that extends its config, else the config's own
        maximum.  At or below that original length the block counts as off.
    overrides : mapping, optional
        What a server's command line changes in the config, as `critscale.audit_config` takes it.
    engines : iterable of str
        Engines to write for; by default those that run the model.
    measured : path or MeasuredModel, optional
        The record of the model's heads that ``critscale measure`` wrote; or ``"nearest"`` for that of the nearest model which was
        measured, by `critscale.measure.registry.find_measured`: then the evidence says so.
    keep : {"self-weight", "top-weight", "entropy"}
        What to keep; by default the top weight of measured heads, and the self weight where none are given.  Without measured heads
        the top weight is that of the simplex, which is its self weight.
    self_weight : number, optional
        Self weight p at L, 1/L < p < 1; by default 1/2, which is assumed; or ``gap``.
    gap : number, optional
        Logit gap beta (1 - rho) measured at L, nats.
    norm_squared : number, optional
        |q||k| of the tokens; by default as `critscale.audit_config` has it.
    rhos : iterable of numbers, optional
        Correlations that the answer is shown for, 0 <= rho < 1.

    Returns
    -------
    Advice

    Raises
    ------
    BadInput
        If the target is not longer than L, the config has no softmax attention, or a number is out of range.
    UnknownName
        If there is no such engine, or no such quantity.
    """
    chosen = tuple(dict.fromkeys(engine(id).id for id in engines))
    if keep and keep not in QUANTITIES:
        raise UnknownName.among("quantity to keep", keep, QUANTITIES)
    source = config if isinstance(config, Source) else read_source(config, overrides=overrides, engine_id=chosen[0] if len(chosen) == 1 else "")
    reference, chosen = _readers(source, chosen)
    view = Config(source.raw)
    facts = gather(view)
    if not facts.groups:
        raise BadInput(shown(source.name), "no softmax attention was found in it", "give the config of a language model")
    start, origin = _trained(view, facts, trained)
    end = _target(source.length if to is None else to, start, origin)
    by_name = measured is None or (not isinstance(measured, MeasuredModel) and os.fspath(measured) == NEAREST)
    nearest = find_measured(shape_of(facts)) if by_name else None
    record = None
    if measured is not None and not by_name:
        record = measured if isinstance(measured, MeasuredModel) else read_record(Path(measured))
    own = None if record is None else read_measured(record, facts, start)
    whose = "given"
    if own is not None and norm_squared is None:
        norm_squared, whose = own.norm_squared(facts), SOURCE
    inner = tuple(map(correlation, rhos)) if rhos is not None else (own.correlations if own is not None else ()) or RHOS
    layers = layers_at(facts, start, end, norm(norm_squared), inner, whose, _beside_window(view), reference)
    needing = [group for group in layers if group.grows and not group.undecided]
    heads = None
    if needing and record is not None:
        heads = head_growth(record, _tokens(start), _tokens(end), needing[0].group.layers)
    elif measured is not None and nearest is None:
        raise BadInput("--measured nearest", "no measured model is at hand", "give a record that `critscale measure --out` wrote")
    elif needing and nearest is not None:
        heads = _elsewhere(nearest, start, end, measured is not None)
    kept = _kept(keep, heads if measured is not None else None)
    known = _Known(self_weight, gap)
    calibrated = [CalibratedLayers(group, start, known.at(group.keys)) for group in needing if group.keys is not None]
    asked = heads if measured is not None and kept == "top-weight" else None
    recommendations = tuple(_recommended(group, kept, known, asked) for group in calibrated)
    written = tuple(_written(source.raw, facts, start, end, recommendations, chosen))
    reach = _reach(view, facts, start, end) if trained is None and recommendations else None
    laws: tuple[ComparedLaw, ...] = ()
    cases: tuple[AnswerCase, ...] = ()
    if recommendations:
        laws = tuple(_laws(calibrated[0], recommendations[0], end, written, reference))
        after = [] if reach is None else [group for group in layers_at(facts, reach.length, end, beside=_beside_window(view), engine=reference) if group.grows and not group.undecided]
        cases = tuple(_cases(calibrated[0], recommendations[0], heads, end))
        cases += tuple(_trained_on(group, reach, recommendations[0], known) for group in after[:1] if reach is not None)
    spills = tuple(spill for each in written for spill in _spills(each, layers, facts, end))
    converted = source.engine_id and any(each.block is not None and each.block.changes and not each.block.words for each in written)
    anew = ("these are keys of the config.json, from which the file has to be made anew",) if converted else ()
    said = (*source.notes, *anew, *_notes(layers if recommendations else (), facts, chosen, view.size("attn_logit_softcapping")))
    return Advice(source.name, facts, start, origin, end, layers, recommendations, known.text, written, spills, laws, cases, reach, heads, said)


def _readers(source: Source, chosen: tuple[str, ...]) -> tuple[Engine, tuple[str, ...]]:
    """Return the engine whose reading counts, and those to write for: a format that one engine alone reads is for that one."""
    if not source.engine_id:
        return REFERENCE, chosen
    other = next((id for id in chosen if id != source.engine_id), None)
    if other is not None:
        why = f"{source.name} is of a format of {source.engine_id}"
        raise BadInput(f"--engine {other}", why, "give the config.json of the model")
    return ENGINES[source.engine_id], (source.engine_id,)


def _beside_window(view: Config) -> str:
    """Return what layers with a window see besides it, and so with n; empty for nothing."""
    ratios = view.given("compress_ratios")
    compressed = isinstance(ratios, list) and any(isinstance(ratio, int) and ratio > 0 for ratio in ratios)
    return "they see blocks of compressed keys besides their window" if compressed else ""


def _elsewhere(nearest: NearestModel, start: ContextLength, end: ContextLength, asked: bool) -> HeadGrowth | None:
    """Return what the heads of another model say, None where they say nothing and nobody asked."""
    try:
        return head_growth(nearest.found.record, _tokens(start), _tokens(end), elsewhere=str(nearest))
    except BadInput:
        if asked:
            raise
        return None


def _tokens(length: ContextLength) -> int:
    assert length.exact is not None
    return length.exact


def _trained(view: Config, facts: Facts, given: LengthLike | None) -> tuple[ContextLength, str]:
    if given is not None:
        return _whole(given, "--from"), "given"
    found = calibrated_length(view, facts)
    return ContextLength.parse(found.n), found.source


def _whole(value: LengthLike, name: str) -> ContextLength:
    length = ContextLength.finite(value, "a config is for a finite n")
    if length.exact is None or length.exact > LONGEST:
        raise BadInput(f"{name} {shown(length)}", "no engine takes so many tokens", f"give at most {LONGEST}")
    if length.exact < 3:
        raise BadInput(f"{name} {shown(length)}", "a row of two keys has nothing to keep", "give at least 3")
    return length


def _target(to: LengthLike | None, start: ContextLength, source: str) -> ContextLength:
    if to is None:
        raise BadInput("the target", "no context length is given", "give it, for example --to 1M")
    end = _whole(to, "--to")
    assert start.exact is not None and end.exact is not None
    if end.exact <= start.exact:
        why = f"{'as long as' if end.exact == start.exact else 'shorter than'} L = {start} ({source}), where the model is calibrated"
        raise BadInput(f"--to {end}", why, "give a longer one, or a shorter --from")
    return end


def _kept(keep: str, heads: HeadGrowth | None) -> Quantity:
    if not keep:
        return "self-weight" if heads is None else "top-weight"
    return next(quantity for quantity in QUANTITIES if quantity == keep)


def _reach(view: Config, facts: Facts, start: ContextLength, end: ContextLength) -> Horizon | None:
    """Return how far the config's block extends it, where that is beyond L and short of n: it may have been trained on there."""
    if not extending_blocks(facts):
        return None
    found = horizon_of(view, facts)
    assert start.exact is not None and end.exact is not None
    return found if start.exact < found.n < end.exact else None


@dataclass(frozen=True, slots=True)
class _Known:
    """What a user knows of a row at L: its self weight, or its gap; neither is an assumption."""

    weight: Number | None
    gap: Number | None

    @property
    def assumed(self) -> bool:
        return self.weight is None and self.gap is None

    @property
    def text(self) -> str:
        if self.gap is not None:
            return f"that of the logit gap {shown(self.gap)}, which is given"
        return "1/2, which is assumed" if self.weight is None else f"{shown(self.weight)}, which is given"

    def at(self, keys: ContextLength) -> Calibration:
        return Calibration.read(keys, HALF if self.assumed else self.weight, self.gap)


def _recommended(layers: CalibratedLayers, kept: Quantity, known: _Known, heads: HeadGrowth | None) -> Recommendation:
    ratio = layers.keeping(kept) if heads is None else partial(rational_ball, heads.best.ratio)
    evidence = _proved(kept, known) if heads is None else _measured(heads)
    least = LEAST if heads is None and kept != "entropy" else None
    root = layers.ratio(lambda: (ratio() * constant(layers.before)).sqrt())
    return Recommendation(layers, kept, layers.ratio(ratio), layers.multiplier(ratio), root, evidence, heads, least)


WEIGHT_CLAIMS = ("G1.extension.preserving", "G1.definition.calibrated-gap", "G1.definition.extended-log-odds")
ENTROPY_CLAIMS = ("A8.entropy.definition", "E21.derivative.entropy")


LEAST = Basis(
    "a key of that weight at L, in a row of any gaps, needs at least this m if the keys to come are like those there",
    Strength.BOUND,
    ("E37.multiplier",),
)


def _proved(kept: Quantity, known: _Known) -> Standing:
    claims = ENTROPY_CLAIMS if kept == "entropy" else WEIGHT_CLAIMS
    found = Standing((Basis(f"the multiplier that keeps the {SAYS[kept]}", Strength.THEOREM, claims),))
    return found.and_also(Basis("the self weight 1/2 at L", Strength.ASSUMED)) if known.assumed else found


def _measured(heads: HeadGrowth) -> Standing:
    strength = Strength.MEASURED_ELSEWHERE if heads.elsewhere else Strength.MEASURED
    found = Standing((Basis(f"the growth of beta_1/2 over {heads.usable} heads of {heads.elsewhere or heads.name}", strength),))
    if not heads.extrapolates:
        return found
    what = f"{heads.best.name} beyond {heads.longest} keys, the longest rows measured"
    return found.and_also(Basis(what, Strength.ASSUMED))


def _laws(
    layers: CalibratedLayers, answer: Recommendation, end: ContextLength, written: tuple[WrittenMultiplier, ...], reader: Engine
) -> Iterator[ComparedLaw]:
    """Yield what other laws give to the layers of the answer, and what is recommended, as it is written or else as a constant."""
    start, group = layers.start, layers.layers.group
    for law in compared_laws(layers, end, reader):
        first, last = (partial(constant, fixed_at(law.multiplier, n)) for n in (start, end))
        yield _compared(law.name, layers, first, last, Standing((law.basis,)))
    found = next((each.block for each in written if each.block is not None), None)
    effect = None if found is None else next((e for e in found.effects if e.layers == group.title and e.dimensions != "other"), None)
    if effect is not None and effect.per_position:
        at_L, at_n = Fraction(effect.trained.decimal()), Fraction(effect.value.decimal())
        yield _compared("recommended", layers, partial(rational_ball, at_L), partial(rational_ball, at_n), answer.evidence)
    else:
        applied = _applied(layers, answer)
        yield _compared("recommended", layers, applied, applied, answer.evidence)


def _applied(layers: CalibratedLayers, answer: Recommendation) -> Ball:
    """Return the m(n) of a recommendation as it is written down: to its certain digits."""
    ratio = Fraction(answer.ratio.decimal())
    return lambda: rational_ball(ratio) * constant(layers.before)


def _compared(name: str, layers: CalibratedLayers, first: Ball, last: Ball, evidence: Standing) -> ComparedLaw:
    weights = layers.weight(first), layers.weight_at_n(last)
    return ComparedLaw(name, layers.ratio(first), layers.ratio(last), *weights, evidence)


def _cases(
    layers: CalibratedLayers, answer: Recommendation, heads: HeadGrowth | None, end: ContextLength
) -> Iterator[AnswerCase]:
    """Yield what the answer hangs on, at several values."""
    keys = layers.calibration.keys
    known = [("p", decimal(p), Calibration(keys, p)) for p in WEIGHTS if p * (keys.exact or 0) > 1]
    if layers.layers.phases:
        phase = layers.layers.phases[0]
        for point in phase.points:
            gap = operate("*", operate("*", phase.base, layers.before), Numeral(1 - point.rho))
            known.append(("rho", decimal(point.rho), Calibration(keys, None, gap)))
    for on, value, calibration in known:
        yield _case(on, value, replace(layers, calibration=calibration), answer, end)
    for rule in () if heads is None else heads.rules:
        yield AnswerCase("other heads" if heads is not None and heads.elsewhere else "heads", rule.name, layers.multiplier(partial(rational_ball, rule.ratio)))


def _case(on: str, value: str, layers: CalibratedLayers, answer: Recommendation, end: ContextLength) -> AnswerCase:
    own = one_multiplier(layers.layers.now)
    now = None if own is None else layers.weight_at_n(partial(constant, fixed_at(own.expression, end)))
    m = layers.multiplier(layers.keeping(answer.kept))
    return AnswerCase(on, value, m, layers.weight(), now, layers.weight_at_n(_applied(layers, answer)))


def _trained_on(group: LayerAdvice, reach: Horizon, answer: Recommendation, known: _Known) -> AnswerCase:
    """Return the answer where the model was trained on with its block on, to where that reaches."""
    assert group.keys is not None
    layers = CalibratedLayers(group, reach.length, known.at(group.keys))
    return AnswerCase(TRAINED_ON, str(reach.n), layers.multiplier(layers.keeping(answer.kept)), layers.weight())


def _written(
    raw: Mapping[str, Any],
    facts: Facts,
    start: ContextLength,
    end: ContextLength,
    recommendations: tuple[Recommendation, ...],
    chosen: tuple[str, ...],
) -> Iterator[WrittenMultiplier]:
    if len({recommendation.multiplier.decimal() for recommendation in recommendations}) == 1:
        for id in chosen or [engine.id for engine in ENGINES.values() if not engine.why_not(facts)]:
            yield write_multiplier(raw, id, length=end, trained=start, multiplier=recommendations[0].multiplier)


def _spills(written: WrittenMultiplier, layers: tuple[LayerAdvice, ...], facts: Facts, end: ContextLength) -> Iterator[Spill]:
    """Yield the layers with a window that see as many keys at L as at n and get another multiplier by the block."""
    if written.block is None:
        return
    changed = gather(Config(written.block.config))
    windowed = [group for group in layers if not is_full(group.group)]
    for group, found in zip(windowed, windowed_layers(changed, written.engine, end, facts), strict=False):
        values = found.at(end)
        if not values or group.baseline is None or group.grows:
            continue
        if abs(Fraction(values[0].decimal()) / Fraction(group.baseline.value.decimal()) - 1) > AGREEMENT:
            yield Spill(written.engine.id, group.group.title, values[0], group.baseline.value)


def _notes(layers: Iterable[LayerAdvice], facts: Facts, chosen: tuple[str, ...], cap: Fraction | None) -> Iterator[str]:
    for group in layers:
        if group.undecided:
            yield f"{group.group.title}: no multiplier can be said: {group.undecided}"
    idle = [engine.version for engine in ENGINES.values() if engine.why_not(facts)]
    if idle and not chosen:
        yield f"do not run this: {', '.join(idle)}"
    yield from facts.notes
    if cap is not None:
        yield f"m acts before the cap of {decimal(cap)}, which takes a part of it back, the more the larger the logits are (H14)"
