"""The audit of a config: its laws, their class and phase at n, what engines do differently, what nobody reads."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from ..numerics.inputs import Number, correlation, rational
from ..numerics.laws.classification import limit_of
from ..numerics.laws.self_weight import beta, critical_correlation, self_weight
from ..numerics.numbers.enclosure import Enclosure
from ..numerics.settings.length import ContextLength, LengthLike
from ..numerics.settings.window import side_of_window
from ..theory.errors import BadInput, shown
from ..theory.expression import Expression, operate
from ..theory.expression import Numeral as Constant
from .config import Config
from .engines import ENGINES, REFERENCE, engine
from .facts import Facts
from .findings import GroupFinding, Total, findings, same_multipliers
from .gather import gather
from .reading import exact_numbers, read_config
from .reference import Engine

RHOS: tuple[Number, ...] = ("0.1", "0.3", "0.5", "0.7", "0.9")
"""Correlations at which the phase is shown."""


@dataclass(frozen=True, slots=True)
class PhasePoint:
    """The phase at one correlation: self weight and regime at n, and the regime as n -> oo."""

    rho: Fraction
    self_weight: Enclosure
    regime: str
    asymptotic_regime: str


@dataclass(frozen=True, slots=True)
class GroupPhase:
    """The phase of one group of layers on some dimensions.

    Attributes
    ----------
    layers, dimensions : str
        Which.
    beta : Enclosure
        beta_n = beta_base m norm^2.
    critical_rho : Enclosure
        The correlation at which the self weight is one half.
    points : tuple of PhasePoint
        Over the correlations asked for.
    """

    layers: str
    dimensions: str
    beta: Enclosure
    critical_rho: Enclosure
    points: tuple[PhasePoint, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """One engine against the reference on one group of layers."""

    engine: Engine
    reference: GroupFinding
    finding: GroupFinding
    reasons: tuple[str, ...]

    @property
    def changes(self) -> bool:
        """Whether a multiplier differs at this n."""
        return not same_multipliers(self.reference, self.finding)


@dataclass(frozen=True, slots=True)
class Audit:
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
        Whose reading is shown.
    groups : tuple of GroupFinding
        The laws, by group of layers.
    base : Expression or None
        beta_base norm^2, None where the config does not give the head dimension.
    base_text : str
        How it is made up.
    phases : tuple of GroupPhase
        Beta and the phase over a range of correlations.
    differences : tuple of Difference
        The engines that read it otherwise than transformers; the named one alone if one is named.
    unread : tuple of str
        Keys whose names suggest an effect on logits and that nothing reads.
    """

    name: str
    n: ContextLength
    n_source: str
    facts: Facts
    engine: Engine
    groups: tuple[GroupFinding, ...]
    base: Expression | None
    base_text: str
    phases: tuple[GroupPhase, ...]
    differences: tuple[Difference, ...]
    unread: tuple[str, ...]


def audit_config(
    config: str | os.PathLike[str] | Mapping[str, Any],
    *,
    n: LengthLike | None = None,
    engine_id: str = "",
    norm_squared: Number | None = None,
    rhos: Iterable[Number] = RHOS,
) -> Audit:
    """Report every scaling law that a config applies.

    Parameters
    ----------
    config : path or mapping
        A Hugging Face ``config.json``, a Mistral ``params.json``, a directory that holds one, or their JSON object; a float in
        it is the decimal it prints as, as in the file.
    n : LengthLike, optional
        Context length, finite; the config's own maximum by default.
    engine_id : str
        An engine to compare with transformers ("vllm", "sglang", "mlx", "llama.cpp", "lmdeploy", "litgpt"); all that
        differ by default.
    norm_squared : number, optional
        |q||k| of the tokens; by default head_dim, that of vectors with entries of unit mean square.
    rhos : iterable of numbers
        Correlations, 0 <= rho < 1.

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
    chosen = engine(engine_id) if engine_id else REFERENCE
    raw = exact_numbers(config) if isinstance(config, Mapping) else read_config(config)
    name = "the config" if isinstance(config, Mapping) else str(os.fspath(config))
    view = Config(raw)
    facts = gather(view)
    length, source = _length(view, n)
    groups = findings(facts, REFERENCE, length)
    shown_groups = groups if chosen is REFERENCE else findings(facts, chosen, length)
    base, text = _base(facts, norm_squared)
    inner = tuple(correlation(rho) for rho in rhos)
    phases = () if base is None else tuple(p for g in shown_groups for p in _phases(g, facts, base, inner, length))
    others = [chosen] if chosen is not REFERENCE else [e for e in ENGINES.values() if e is not REFERENCE]
    differences = tuple(
        d for e in others for d in _differences(facts, e, groups, length) if _is_worth_saying(d, chosen)
    )
    return Audit(
        name, length, source, facts, chosen, shown_groups, base, text, phases, differences, tuple(view.unread())
    )


def _is_worth_saying(difference: Difference, chosen: Engine) -> bool:
    """Of a named engine everything is said; of the others, where they are known to differ."""
    if chosen is not REFERENCE:
        return difference.changes or bool(difference.reasons)
    return difference.changes and difference.finding.rotary is not None


def _length(config: Config, n: LengthLike | None) -> tuple[ContextLength, str]:
    if n is not None:
        length = ContextLength.parse(n)
        if length.infinite:
            raise BadInput("n = oo", "a config is read at a finite n", "give one such as 131072")
        return length, "given"
    for key in ("max_position_embeddings", "model_max_length", "n_positions", "max_seq_len", "seq_length"):
        value = config.get(key)
        if isinstance(value, int) and not isinstance(value, bool) and value >= 2:
            return ContextLength.parse(value), f"{config.prefix}{key}"
    raise BadInput("the context length", "the config gives none", "give it, for example --n 131072")


def _base(facts: Facts, norm_squared: Number | None) -> tuple[Expression | None, str]:
    scale = facts.base
    if scale is None or (norm_squared is None and scale.head_dim is None):
        return None, "the config gives no head dimension"
    base: Expression = operate("sqrt", Constant(scale.value)) if scale.squared else Constant(scale.value)
    if norm_squared is not None:
        norm = rational(norm_squared, "norm squared")
        if norm <= 0:
            raise BadInput(f"norm squared = {shown(norm_squared)}", "it is not positive", "give |q||k|")
        text = f"norm^2 = {norm}, given"
    else:
        assert scale.head_dim is not None
        norm = scale.head_dim
        text = f"norm^2 = head_dim = {norm}, assumed: entries of q and k with unit mean square"
    return operate("*", base, Constant(norm)), f"beta_base = {scale.source}; {text}"


def _phases(
    finding: GroupFinding, facts: Facts, base: Expression, rhos: tuple[Fraction, ...], n: ContextLength
) -> list[GroupPhase]:
    if finding.rotary is None or finding.rest is None:
        return []
    if "sliding" in finding.group.tags:
        return []  # such a layer sees a window of keys, whatever n
    whole = finding.rotary.value.decimal() == finding.rest.value.decimal() or finding.group.rotary_share == 1
    if whole:
        return [_phase(finding, "all dimensions", finding.rotary, base, rhos, n)]
    return [
        _phase(finding, "rotary dimensions", finding.rotary, base, rhos, n),
        _phase(finding, "other dimensions", finding.rest, base, rhos, n),
    ]


def _phase(
    finding: GroupFinding, dimensions: str, total: Total, base: Expression, rhos: tuple[Fraction, ...], n: ContextLength
) -> GroupPhase:
    m = total.expression
    points = []
    for rho in rhos:
        weight = self_weight(m, base, rho, n, 6)
        points.append(PhasePoint(rho, weight, side_of_window(weight), limit_of(total.asymptotic, base, rho).regime))
    return GroupPhase(
        finding.group.title, dimensions, beta(m, base, n, 10), critical_correlation(m, base, n, 6), tuple(points)
    )


def _differences(facts: Facts, other: Engine, groups: tuple[GroupFinding, ...], n: ContextLength) -> list[Difference]:
    result = []
    for mine, theirs in zip(groups, findings(facts, other, n), strict=True):
        known = {*mine.says, *(w for law in mine.laws for w in law.why)}
        reasons = [*theirs.says, *(w for law in theirs.laws for w in law.why), *theirs.undecided]
        result.append(Difference(other, mine, theirs, tuple(dict.fromkeys(r for r in reasons if r not in known))))
    return result
