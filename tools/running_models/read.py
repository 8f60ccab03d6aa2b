"""The truth about a config: build its model, run one token and a few, and say what each layer does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import torch
from transformers import DynamicCache

from .watch import Logit, Watch, layer_of, one_key, visible_keys

TOKENS = 24
"""Tokens that show a window of 8."""


@dataclass(frozen=True)
class Layer:
    """What one layer does.

    Attributes
    ----------
    softmax : bool
        Whether it is softmax attention.
    keys : int
        Of `TOKENS`, how many the last one sees.
    turns : tuple of bool
        By dimension, whether RoPE turns it.
    norm : str
        "none", "before RoPE" or "after RoPE": where q is normalised last.
    sinks, cap
        See `watch.Logit`.
    factors : mapping
        By position, d logit / (d q_i d k_i) of each dimension.
    regular : bool
        Whether q and k are no more than turned and scaled after their projection or norm.
    """

    softmax: bool
    keys: int = 0
    turns: tuple[bool, ...] = ()
    norm: str = "none"
    sinks: int = 0
    cap: float = 0.0
    factors: Mapping[int, tuple[float, ...]] = field(default_factory=dict)
    regular: bool = True


class Claims(DynamicCache):  # type: ignore[misc]
    """A cache that claims to have seen tokens and stores none: some temperatures count from the cache."""

    def __init__(self, seen: int) -> None:
        super().__init__()
        self.seen = seen

    def get_seq_length(self, *_: Any, **__: Any) -> int:
        """Return how many tokens it claims."""
        return self.seen

    def get_mask_sizes(self, *_: Any, **__: Any) -> tuple[int, int]:
        """Return one key, and where it stands."""
        return 1, self.seen

    def update(self, key: torch.Tensor, value: torch.Tensor, *_: Any, **__: Any) -> tuple[torch.Tensor, torch.Tensor]:
        """Return what came in."""
        return key, value


def read(
    model: torch.nn.Module, layers: int, positions: Sequence[int], claims: bool = False
) -> list[Layer]:
    """Return what each layer does; the factors at each position; the last, which is not 0, tells which dimensions turn."""
    counted = _counted(model)
    found: dict[int, dict[int, Logit]] = {}
    for position in positions:
        logits = _at(model, position, claims)
        for layer, logit in logits.items():
            found.setdefault(layer, {})[position] = logit
    return [_layer(found[i], counted.get(i, 0)) if i in found else Layer(False) for i in range(layers)]


def _at(model: torch.nn.Module, position: int, claims: bool) -> dict[int, Logit]:
    logits: dict[int, Logit] = {}

    def seen(site: str, *parts: Any) -> None:
        layer = layer_of(site)
        if layer >= 0 and _is_self(site) and layer not in logits:
            logits[layer] = one_key(site, *parts)

    token, at = torch.tensor([[5]]), torch.tensor([[position]])
    if claims:
        try:
            _run(model, seen, token, at, past_key_values=Claims(position))
        except Exception:  # noqa: BLE001  a model with another kind of cache is read without
            logits.clear()
    if not logits:
        _run(model, seen, token, at)
    return logits


def _layer(logits: Mapping[int, Logit], keys: int) -> Layer:
    *others, first = logits.values()
    normed = "norm" in first.cut.lower()
    turns = first.turns
    moved = _moved(first.query, [o.query for o in others])
    after = normed and not any(turns) and any(moved)
    return Layer(
        True,
        keys,
        moved if after else turns,
        "after RoPE" if after else "before RoPE" if normed else "none",
        first.sinks,
        first.cap,
        {position: logit.factors for position, logit in logits.items()},
        all(logit.regular for logit in logits.values()),
    )


def _moved(query: Sequence[float], others: Sequence[Sequence[float]]) -> tuple[bool, ...]:
    """Return by dimension whether the direction of a query changes with its position."""
    unit, *rest = (torch.tensor(q) / torch.tensor(q).norm() for q in (query, *others))
    return tuple(bool(m) for m in sum((unit - o).abs() > 2e-6 for o in rest)) if rest else (False,) * len(query)


def _counted(model: torch.nn.Module) -> dict[int, int]:
    keys: dict[int, int] = {}

    def seen(site: str, z: torch.Tensor, *_: Any) -> None:
        layer = layer_of(site)
        if layer >= 0 and _is_self(site):
            keys.setdefault(layer, visible_keys(z, TOKENS))

    _run(model, seen, torch.arange(TOKENS)[None] + 5, torch.arange(TOKENS)[None])
    return keys


def _is_self(site: str) -> bool:
    """Tell whether a module is the self-attention of a decoder, or of a model that has but one stack."""
    low = site.lower()
    cross = any(word in low for word in ("cross", "encoder_attn", "encdec", "indexer", "compressor"))
    return not cross and not (low.startswith(("encoder", "model.encoder")) or (".encoder.layer" in low and "decoder" in low))


def _run(model: torch.nn.Module, seen: Any, tokens: torch.Tensor, positions: torch.Tensor, **given: Any) -> None:
    """Run a model on tokens at positions; models without position_ids count from 0."""
    last: Exception | None = None
    for more in ({"position_ids": positions, **given}, given):
        if model.config.is_encoder_decoder:
            more = {**more, "decoder_input_ids": tokens}
        watch = Watch(seen)
        try:
            with watch.on(model):
                model(input_ids=tokens, use_cache=False, **more)
            return
        except TypeError as error:
            last = error
    assert last is not None
    raise last
