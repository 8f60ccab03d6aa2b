"""Gates: what a config must not do where it is deployed, judged before a model is loaded.  What is not known is no pass."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from ..measure.record import MeasuredModel
from ..numerics.inputs import Number
from ..numerics.settings.length import LengthLike
from ..theory.errors import BadInput, CritscaleError, UnknownName
from ..theory.result import Result, ValueTable, View
from .audit import Audit, audit_config
from .difference import ConfigReading, Difference, LayerPair, config_difference
from .engines import engine
from .phases import keys_seen
from .reference import REFERENCE
from .remarks import six
from .source import ConfigLike, Source, read_source

Outcome = Literal["passes", "fails", "unknown"]


class ConfigAlarm(CritscaleError):
    """A config that does not pass a gate."""


@dataclass(frozen=True, slots=True, repr=False)
class GateResult(Result):
    """What one gate says of one config.

    Attributes
    ----------
    gate : str
        Which: a key of `GATES`.
    config : str
        The config.
    n : str
        The context length it was read at.
    outcome : str
        "passes", "fails", or "unknown", which is no pass.
    findings : tuple of str
        Why it does not pass, what is certain first; empty if it passes.
    mend : str
        What to do; empty if it passes.
    """

    gate: str
    config: str
    n: str
    outcome: Outcome
    findings: tuple[str, ...] = ()
    mend: str = ""

    def view(self) -> View:
        """Return a table of one row; below it the findings."""
        return View("", ValueTable(("gate", "config", "n", "outcome", "mend"), [(self.gate, self.config, self.n, self.outcome, self.mend or None)], upright=True), self.findings)

    @property
    def passes(self) -> bool:
        """Whether it passes."""
        return self.outcome == "passes"


@dataclass(frozen=True, slots=True)
class Deployment:
    """How a config is to be run.

    Attributes
    ----------
    engines : tuple of str
        Ids of the engines; none where none was named.
    n : LengthLike or None
        Context length, None for what the config or a server's word says.
    rhos : tuple of numbers
        Correlations of its tokens; none where none was stated.
    norm_squared : number or None
        |q||k| of the tokens, as in `audit_config`.
    measured : path, MeasuredModel or None
        What was measured of its heads.
    """

    engines: tuple[str, ...] = ()
    n: LengthLike | None = None
    rhos: tuple[Number, ...] = ()
    norm_squared: Number | None = None
    measured: str | os.PathLike[str] | MeasuredModel | None = None

    def audit(self, source: Source, engine_id: str = "") -> Audit:
        """Return the audit of a config as one engine reads it, against all where none is named."""
        return audit_config(
            source,
            n=self.n,
            engine_id=engine_id,
            norm_squared=self.norm_squared,
            rhos=self.rhos or None,
            measured=self.measured,
        )


_Finding = tuple[Outcome, str]
"""A reason why a config does not pass, and whether it is certain."""


def gate_result(gate: str, source: Source, deployment: Deployment) -> GateResult:
    """Return what a gate says of a config.

    Raises
    ------
    UnknownName
        If there is no such gate or engine.
    BadInput
        If the gate needs an engine or a correlation that is not stated, or the config gives no context length.
    """
    if gate not in GATES:
        raise UnknownName.among("gate", gate, GATES)
    n, findings, mend = GATES[gate](source, deployment)
    found = sorted(dict.fromkeys(findings), key=lambda finding: finding[0] != "fails")
    if not found:
        return GateResult(gate, source.name, n, "passes")
    return GateResult(gate, source.name, n, found[0][0], tuple(text for _, text in found), mend)


def check_config(
    config: ConfigLike | Source,
    *,
    engines: Iterable[str] = (),
    n: LengthLike | None = None,
    rho: Number | None = None,
    norm_squared: Number | None = None,
    measured: str | os.PathLike[str] | MeasuredModel | None = None,
    overrides: Mapping[str, object] | None = None,
    fail_on: Iterable[str] | None = None,
) -> None:
    """Refuse a config that must not be deployed: call it before a model is loaded.

    Parameters
    ----------
    config : path, mapping, PretrainedConfig or Source
        The config, as `audit_config` takes it; of transformers only ``to_dict`` is called.
    engines : iterable of str
        The engines that are to run it, which must agree: "hf" is transformers.  One is compared with transformers.
    n : LengthLike, optional
        Context length, finite; what the config reaches by default.
    rho : number, optional
        Correlation of its tokens, 0 <= rho < 1, at which its full-attention layers must not be subcritical.
    norm_squared : number, optional
        |q||k| of the tokens, as in `audit_config`.
    measured : path or MeasuredModel, optional
        The record of the model's heads, as in `audit_config`.
    overrides : mapping, optional
        What a server's command line changes; see `read_source`.
    fail_on : iterable of str, optional
        Gates, keys of `GATES`; by default "alarm", "mismatch" where engines are named, and "subcritical" where a rho is given.

    Raises
    ------
    ConfigAlarm
        If it does not pass a gate, or that is not known: what, why and how to mend it, in a line.
    BadInput
        If the config cannot be read, or a gate needs what is not stated.
    UnknownName
        If there is no such gate or engine.

    Examples
    --------
    >>> from critscale import check_config
    >>> config = {"model_type": "qwen3", "head_dim": 128, "num_hidden_layers": 36, "max_position_embeddings": 32768}
    >>> check_config(config, engines=("hf", "vllm"))
    >>> try:
    ...     check_config(config, n="128k", rho="0.3")
    ... except ValueError as alarm:
    ...     print(alarm)
    the config at n = 131072: subcritical: all layers (36) at rho = 0.3: self weight 0.020555, read as transformers 5.24.0; `critscale advise` says what to write; or state the correlation and the norms that it has
    """
    names = tuple(engines)
    server = names[0] if len(names) == 1 else ""
    source = config if isinstance(config, Source) else read_source(config, overrides=overrides, engine_id=server)
    deployment = Deployment(names, n, () if rho is None else (rho,), norm_squared, measured)
    gates = ("alarm", *(("mismatch",) if names else ()), *(("subcritical",) if rho is not None else ()))
    for gate in gates if fail_on is None else fail_on:
        result = gate_result(gate, source, deployment)
        if not result.passes:
            more = f" (and {len(result.findings) - 1} more)" if len(result.findings) > 1 else ""
            raise ConfigAlarm(f"{result.config} at n = {result.n}", f"{gate}: {result.findings[0]}{more}", result.mend)


_Judged = tuple[str, Iterable[_Finding], str]
"""The context length, the findings, and how to mend them."""


def _alarm(source: Source, deployment: Deployment) -> _Judged:
    """Find what the audit calls an alarm: of the config, and of the engines that are named."""
    audits = {name: deployment.audit(source, name) for name in _named(deployment) or (_reader(source),)}
    found: list[_Finding] = []
    for name, audit in audits.items():
        found += [("fails", remark.text) for remark in audit.alarms if not remark.engines or name in remark.engines]
    return str(audit.n), found, "see where it stands with `critscale audit`"


def _mismatch(source: Source, deployment: Deployment) -> _Judged:
    """Find engines that do not have the same multipliers at n."""
    names = _named(deployment)
    if {*names} <= {_reader(source)}:
        raise BadInput("mismatch", "no engines to compare", "name two, such as --engine hf --engine vllm")
    first, *others = names if len(names) > 1 else (_reader(source), *names)
    found: list[_Finding] = []
    for other in others:
        difference = config_difference(source, source, engines=(first, other), n=deployment.n, rhos=())
        found += _of_engines(difference)
    return str(difference.n), found, "`critscale advise` says what each of them reads"


def _of_engines(difference: Difference) -> Iterator[_Finding]:
    a, b = difference.a, difference.b
    refusing = [reading for reading in (a, b) if reading.audit.why_not]
    yield from (("fails", f"{_version(reading)} does not run this: {reading.audit.why_not}") for reading in refusing)
    if not refusing and not difference.layers:
        yield "unknown", f"no multiplier to compare: {difference.whole[0].a.unknown}"
    for layers in difference.layers:
        yield from _of_layers(layers, _version(a), _version(b))


def _of_layers(layers: LayerPair, a: str, b: str) -> Iterator[_Finding]:
    for pair in layers.effects:
        if pair.a.quantity != "multiplier" or pair.kind == "same":
            continue
        where = f"{layers.title}, {pair.a.dimensions}" if pair.a.dimensions else layers.title
        if pair.kind == "unknown":
            why = "; ".join(dict.fromkeys(why for why in (pair.a.unknown, pair.b.unknown) if why))
            yield "unknown", f"{where}: multiplier unknown: {why}"
            continue
        left, right = (pair.a.text, pair.b.text) if pair.a.text != pair.b.text else (pair.a.value, pair.b.value)
        because = "".join(f"; {line}" for line in (*layers.says_a, *layers.says_b))
        yield "fails", f"{where}: m = {left} in {a} and {right} in {b}{because}"


def _version(reading: ConfigReading) -> str:
    return engine(reading.engine_id).version


def _subcritical(source: Source, deployment: Deployment) -> _Judged:
    """Find layers that see all n keys and are subcritical at a stated correlation."""
    if not deployment.rhos and deployment.measured is None:
        raise BadInput("subcritical", "it hangs on the correlation of the tokens", "state one, such as --rho 0.3")
    found: list[_Finding] = []
    readers: dict[_Finding, list[str]] = {}
    for name in _named(deployment) or (_reader(source),):
        audit = deployment.audit(source, name)
        if audit.why_not:
            found.append(("fails", f"{engine(name).version} does not run this: {audit.why_not}"))
            continue
        for finding in _of_phases(audit):
            readers.setdefault(finding, []).append(engine(name).version)
    found += [(outcome, f"{text}, read as {' and '.join(names)}") for (outcome, text), names in readers.items()]
    return str(audit.n), found, "`critscale advise` says what to write; or state the correlation and the norms that it has"


def _of_phases(audit: Audit) -> Iterator[_Finding]:
    if not audit.rhos:
        yield "unknown", "the record has no correlation of the tokens"
    judged = False
    for finding in audit.groups:
        keys = keys_seen(finding.group, audit.n)
        if keys is not None and keys != audit.n:
            continue
        judged = True
        weight = ""
        for effect in audit.effects(finding):
            if effect.quantity == "self weight":
                weight = effect.value
            if effect.quantity != "phase":
                continue
            where = f"{finding.group.title}{f', {effect.dimensions}' if effect.dimensions else ''} at rho = {effect.rho}"
            if effect.unknown:
                yield "unknown", f"{where}: phase unknown: {effect.unknown}"
            elif effect.value == "subcritical":
                yield "fails", f"{where}: self weight {six(weight)}"
    if not judged:
        why = "; ".join(audit.facts.undecided) if not audit.groups else "each has a window that is shorter"
        yield "unknown", f"no layer sees all {audit.n} keys: {why or 'no softmax attention'}"


def _reader(source: Source) -> str:
    """Return who reads a config where nobody is named."""
    return source.engine_id or REFERENCE.id


def _named(deployment: Deployment) -> tuple[str, ...]:
    return tuple(dict.fromkeys(engine(name).id for name in deployment.engines))


GATES: Mapping[str, Callable[[Source, Deployment], _Judged]] = {
    "alarm": _alarm,
    "mismatch": _mismatch,
    "subcritical": _subcritical,
}
"""The gates by name, each with what judges it."""
