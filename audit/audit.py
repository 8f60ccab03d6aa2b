"""The audit of a config: its laws, their class and phase at n, what engines do differently, what nobody reads."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from ..measure.record import MeasuredModel, read_record
from ..numerics.floats import says_floats
from ..numerics.inputs import Number, correlation
from ..numerics.settings.length import ContextLength, LengthLike
from ..theory.pictured import Pictured
from ..theory.result import Noted, ValueTable, View
from .config import Config
from .effects import Effect, is_split, layer_effects
from .engines import ENGINES, engine
from .facts import Facts
from .findings import GroupFinding, findings
from .gather import gather
from .horizon import horizon_of
from .measured import SOURCE, MeasuredHeads, read_measured
from .phases import GroupPhase, group_phases, norm
from .reading import decimal_note
from .reference import REFERENCE, Engine
from .remarks import Remark, remarks
from .source import ConfigLike, Source, read_source
from .verdicts import EngineVerdict, verdict

RHOS: tuple[Number, ...] = ("0.1", "0.3", "0.5", "0.7", "0.9")
"""Correlations at which the phase is shown."""


@dataclass(frozen=True, slots=True, repr=False)
class Audit(Noted, Pictured):
    """What a config does to the attention logits at context length n.

    Attributes
    ----------
    name : str
        The file.
    n : ContextLength
        Context length; the last token is read, pos = n - 1.
    n_source : str
        Where n is from.
    facts : Facts
        What the config says.
    engine : Engine
        Whose reading is shown: the one asked for, or transformers where none is or it does not run the model.
    groups : tuple of GroupFinding
        The laws, by group of layers.
    phases : tuple of GroupPhase
        Beta and the phase over a range of correlations.
    verdicts : tuple of EngineVerdict
        The engines against the reference: the one asked for, or all.
    remarks : tuple of Remark
        What must be said, alarms first.
    rhos : tuple of Fraction
        The correlations of the phases.
    measured : MeasuredHeads or None
        What was measured of the model's heads, if that was given.
    reference : Engine
        With whom the engines are compared: transformers, or llama.cpp where its own format was given, which no other reads.
    """

    name: str
    n: ContextLength
    n_source: str
    facts: Facts
    engine: Engine
    groups: tuple[GroupFinding, ...]
    phases: tuple[GroupPhase, ...]
    verdicts: tuple[EngineVerdict, ...]
    remarks: tuple[Remark, ...]
    rhos: tuple[Fraction, ...]
    measured: MeasuredHeads | None = None
    reference: Engine = REFERENCE

    def view(self) -> View:
        """Return a row for each group of layers and quantity; below it the remarks, alarms first, and what each engine does."""
        rows = [
            (finding.group.title, effect.quantity, effect.dimensions or None, None if not effect.rho else float(Fraction(effect.rho)), effect.cell, effect.unknown or None)
            for finding in self.groups
            for effect in self.effects(finding)
        ]
        columns = ("layers", "quantity", "dimensions", "rho", "value", "unknown")
        some = [k for k, name in enumerate(columns) if name in columns[:2] or any(row[k] is not None for row in rows)]
        table = ValueTable(tuple(columns[k] for k in some), [tuple(row[k] for k in some) for row in rows])
        said = [f"{remark.severity} [{remark.id}]: {remark.text}" for remark in self.remarks]
        engines = [f"{verdict.engine.version}: {verdict.kind}{f', {verdict.why}' if verdict.why else ''}" for verdict in self.verdicts]
        return View(self.title, table, (*said, *engines))

    @property
    def title(self) -> str:
        """The config, where it is read, and who reads it, in a line."""
        kind = f"model_type {self.facts.family}" if self.facts.family else "no model_type"
        return f"{self.name}: {kind}, n = {self.n} ({self.n_source}), read as {self.engine.version}"

    def effects(self, finding: GroupFinding, split: bool | None = None) -> Iterator[Effect]:
        """Yield what it finds of one of its groups of layers; rotary and other dimensions apart where they differ, or as asked."""
        yield from layer_effects(finding, self.phases, self.facts, self.rhos, is_split(finding) if split is None else split)

    @property
    def why_not(self) -> str:
        """Why the engine asked for does not run the model, so that the reference's reading is shown; empty where it does."""
        return self.verdicts[0].why if len(self.verdicts) == 1 else ""

    @property
    def alarms(self) -> tuple[Remark, ...]:
        """The remarks that mean work."""
        return tuple(remark for remark in self.remarks if remark.severity == "alarm")


@says_floats("config", "overrides")
def audit_config(
    config: ConfigLike | Source,
    *,
    overrides: Mapping[str, object] | None = None,
    n: LengthLike | None = None,
    engine_id: str = "",
    norm_squared: Number | None = None,
    rhos: Iterable[Number] | None = None,
    measured: str | os.PathLike[str] | MeasuredModel | None = None,
) -> Audit:
    """Report every scaling law that a config applies.

    Parameters
    ----------
    config : path, mapping or Source
        What `read_source` takes: a Hugging Face ``config.json``, a Mistral ``params.json``, a GGUF or the JSON dumped from it, a
        folder or a hub cache folder that holds one, ``org/name`` in that cache, ``"-"`` for standard input, or a JSON object; a
        float in it is the decimal it prints as, as in the file.
    overrides : mapping, optional
        What a server's command line changes: values by flag (``"--hf-overrides"``, ``"--max-model-len"``) or by key of the
        config (``"rope_scaling.factor"``); see `read_source`.
    n : LengthLike, optional
        Context length, finite; by default that of the server's words, else the longest that the config reaches: its own maximum,
        or the original length times the factor of its YaRN or LongRoPE block where that is longer.
    engine_id : str
        An engine to compare with transformers ("vllm", "sglang", "mlx", "llama.cpp", "lmdeploy", "litgpt"); all by
        default, and none for a GGUF, which llama.cpp reads.
    norm_squared : number, optional
        |q||k| of the tokens; by default the measured median, and where nothing is measured head_dim, that of vectors with entries
        of unit mean square.
    rhos : iterable of numbers, optional
        Correlations, 0 <= rho < 1; by default the measured quartiles, and where nothing is measured `RHOS`.
    measured : path or MeasuredModel, optional
        The record of the model's heads that ``critscale measure`` wrote.

    Returns
    -------
    Audit

    Raises
    ------
    BadInput
        If the file cannot be read safely, a key has the wrong type, or no n is given or found.
    UnknownName
        If there is no such engine.
    """
    source = config if isinstance(config, Source) else read_source(config, overrides=overrides, engine_id=engine_id)
    reference = ENGINES[source.engine_id or REFERENCE.id]
    chosen = engine(engine_id) if engine_id else reference
    view = Config(source.raw)
    facts = gather(view)
    asked = source.length if n is None else n
    found = horizon_of(view, facts) if asked is None else None
    length = ContextLength.parse(found.n) if found else ContextLength.finite(asked, "a config is read at a finite n")
    groups = findings(facts, reference, length)
    others = [] if source.engine_id else [other for other in ENGINES.values() if other is not reference]
    verdicts = tuple(verdict(e, facts, groups, length) for e in (others if chosen is reference else [chosen]))
    shown, reading = groups, reference
    if chosen is not reference and not verdicts[0].why:
        shown, reading = tuple(group.finding for group in verdicts[0].groups), chosen
    own, whose = None, "given"
    if measured is not None:
        record = measured if isinstance(measured, MeasuredModel) else read_record(Path(measured))
        own = read_measured(record, facts, length)
        if norm_squared is None:
            norm_squared, whose = own.norm_squared(facts), SOURCE
        rhos = (own.correlations or None) if rhos is None else rhos
    inner = tuple(correlation(rho) for rho in (RHOS if rhos is None else rhos))
    return Audit(
        source.name,
        length,
        found.source if found else "given" if n is not None else source.length_source,
        facts,
        reading,
        shown,
        group_phases(shown, facts, norm(norm_squared), inner, length, whose),
        verdicts,
        remarks(source, view, facts, found, groups, verdicts, reference),
        inner,
        own,
        reference,
        notes=tuple(filter(None, (decimal_note(source.raw),))),
    )
