"""Where torch and transformers compute attention, watched from outside and put back as it was.

The functions are replaced, not the implementation: masks are made and kernels chosen as without.  A function mode of torch would not
do, since under one ``nn.MultiheadAttention`` leaves its fused path, and the result is another in the last bits.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import wraps
from typing import Any

import numpy as np
import torch
from torch.utils._python_dispatch import TorchDispatchMode

from ..numerics.streaming.ranges import KeyRanges
from ..numerics.streaming.scores import Floats, HeadScores
from ..theory.errors import BadInput, CritscaleError
from .attention_calls import AttentionCall, WatchedHeads, recomputed

ATTENTION = re.compile(r"attention|attn", re.IGNORECASE)
"""Classes that attend are named so."""
FUSED = re.compile(r"scaled_dot_product|_native_multi_head_attention|_transformer_encoder_layer_fwd|(flash|efficient)_attention_forward")
"""Operators of torch that attend."""
PROBES = 4
"""How many rows of each head are computed again."""
SOFTMAX = re.compile(r"_(safe_)?softmax")
MODIFIERS = {
    "softcap": "a soft cap",
    "position_bias": "a position bias",
    "attention_bias": "an attention bias",
}
"""Arguments of the interface that act on the scores, in words."""
WRITTEN_OUT = "its attention is written out, and passes no function that is watched"
OUTSIDE = "it calls torch's attention past torch.nn.functional; torch.backends.mha.set_fastpath_enabled(False) opens nn.MultiheadAttention"
FOREIGN = "it runs attention of a module that is no part of the model"
CROSS = re.compile(r"cross|encdec|encoder_attn|encoder_decoder", re.IGNORECASE)
"""Modules whose keys are those of another text are named so."""
OTHER = "something else than softmax over its queries and keys is computed"


@contextmanager
def intercepted(model: torch.nn.Module, heads: WatchedHeads[Any]) -> Iterator[None]:
    """Let every attention call of a model pass ``heads``; everything is as it was behind it, whatever happens."""
    watcher = _Watcher(model, heads)
    with ExitStack() as stack:
        for name, module in model.named_modules():
            stack.callback(module.register_forward_pre_hook(watcher.enter(name), with_kwargs=True).remove)
            stack.callback(module.register_forward_hook(watcher.leave, always_call=True).remove)
        functional = torch.nn.functional
        stack.callback(setattr, functional, "scaled_dot_product_attention", functional.scaled_dot_product_attention)
        functional.scaled_dot_product_attention = watcher.plain(functional.scaled_dot_product_attention)
        if "transformers.modeling_utils" in sys.modules:  # else it is no model of transformers
            from transformers.modeling_utils import AttentionInterface

            for name in ("get_interface", "__getitem__"):
                before = vars(AttentionInterface).get(name)
                if before is None:
                    stack.callback(delattr, AttentionInterface, name)
                else:
                    stack.callback(setattr, AttentionInterface, name, before)
                setattr(AttentionInterface, name, watcher.chosen(getattr(AttentionInterface, name)))
        stack.enter_context(_Operators(watcher))
        yield


def is_compiled(model: torch.nn.Module) -> bool:
    """Tell whether a module, or one within, was given to ``torch.compile``."""
    parts = list(model.modules())
    return any(hasattr(part, "_orig_mod") or getattr(part, "_compiled_call_impl", None) is not None for part in parts)


class _Watcher:
    """Knows which module runs, and takes the calls of attention apart."""

    def __init__(self, model: torch.nn.Module, heads: WatchedHeads[Any]) -> None:
        self.heads = heads
        self.modules = {id(module): name for name, module in model.named_modules()}
        self.kinds = {name: type(module).__name__ for name, module in model.named_modules()}
        self.stack: list[tuple[str, Any]] = []
        self.inside = False
        self.step = -1
        self.calls: Counter[str] = Counter()
        self.attended: set[str] = set()
        self.masks: dict[tuple[int, int], tuple[Any, KeyRanges | CritscaleError]] = {}

    # Which module runs

    def enter(self, name: str) -> Callable[..., None]:
        """Return the hook of a module that begins."""

        def hook(module: torch.nn.Module, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
            if not self.stack:
                self.step += 1
                self.heads.passes += 1
                self.calls.clear()
                self.masks.clear()
                self.attended.clear()
            given = (*args, *(kwargs[key] for key in ("hidden_states", "x", "query") if key in kwargs))
            hidden = next((g for g in given if isinstance(g, torch.Tensor) and g.dim() == 3 and g.is_floating_point()), None)
            self.stack.append((name, hidden))

        return hook

    def leave(self, module: torch.nn.Module, args: Any, out: Any) -> None:
        """Take note that a module has ended, and whether it attended."""
        if not self.stack:
            return
        name, _ = self.stack.pop()
        inner = any(ATTENTION.search(type(child).__name__) for child in module.modules() if child is not module)
        if ATTENTION.search(self.kinds[name]) and not inner and name not in self.attended:
            self.heads.unseen.setdefault(name, WRITTEN_OUT)
        if not self.stack:
            self.masks.clear()

    def attend(self) -> str:
        """Return the module that attends now, and note that it does."""
        self.attended.update(name for name, _ in self.stack)
        return self.stack[-1][0] if self.stack else ""

    def operator(self, name: str, args: tuple[Any, ...]) -> None:
        """Note an operator that attends, if no function that is watched calls it."""
        if self.inside or not self.stack:
            return
        named = next((site for site, _ in reversed(self.stack) if ATTENTION.search(self.kinds[site])), None)
        if FUSED.search(name):
            why = OUTSIDE
        elif SOFTMAX.search(name) and isinstance(args[0], torch.Tensor) and args[0].dim() >= (3 if named is not None else 4):
            why = WRITTEN_OUT
        else:
            return
        site = self.stack[-1][0] if named is None else named
        self.attend()
        self.heads.unseen.setdefault(site or self.kinds[site], why)

    # The two ways to attention

    def chosen(self, choose: Callable[..., Any]) -> Callable[..., Any]:
        """Return transformers' choice of an attention function, which gives a watched one."""

        @wraps(choose)
        def choice(interface: Any, name: str, *default: Any) -> Any:
            function = choose(interface, name, *default)
            return function if hasattr(function, "watched") else self._interface(function, name)

        return choice

    def _interface(self, function: Callable[..., Any], implementation: str) -> Callable[..., Any]:
        @wraps(function)
        def attention(module: Any, query: Any, key: Any, value: Any, attention_mask: Any, *args: Any, **kwargs: Any) -> Any:
            if self.inside or not self.stack:
                return function(module, query, key, value, attention_mask, *args, **kwargs)
            site = self.attend()
            self.inside = True
            try:
                if id(module) not in self.modules:
                    self.heads.unseen.setdefault(site, FOREIGN)
                    return function(module, query, key, value, attention_mask, *args, **kwargs)
                out = function(module, query, key, value, attention_mask, *args, **kwargs)
                causal, window = _mask_kind(module, implementation, query.shape[2], kwargs)
                output = out[0] if isinstance(out, tuple) else out
                batch, heads, n = query.shape[:3]
                self._take(
                    self.modules[id(module)],
                    query,
                    key,
                    value,
                    attention_mask,
                    scale=kwargs.get("scaling", next((a for a in args[:1] if isinstance(a, float)), None)),
                    causal=causal,
                    window=window,
                    output=output.reshape(batch, n, heads, -1).transpose(1, 2),
                    dropout=kwargs.get("dropout") or 0,
                    said=[words for key, words in MODIFIERS.items() if _acts(kwargs.get(key))],
                    sinks=kwargs.get("s_aux"),
                )
            finally:
                self.inside = False
            return out

        attention.watched = True  # type: ignore[attr-defined]
        return attention

    def plain(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return torch's attention, watched."""

        @wraps(function)
        def attention(
            query: Any,
            key: Any,
            value: Any,
            attn_mask: Any = None,
            dropout_p: float = 0.0,
            is_causal: bool = False,
            scale: float | None = None,
            enable_gqa: bool = False,
        ) -> Any:
            options = {"attn_mask": attn_mask, "dropout_p": dropout_p, "is_causal": is_causal, "scale": scale, "enable_gqa": enable_gqa}
            if self.inside or not self.stack:
                return function(query, key, value, **options)
            site = self.attend()
            self.inside = True
            try:
                out = function(query, key, value, **options)
                four = [x.unsqueeze(0) if x.dim() == 3 else x for x in (query, key, value, out)]
                if attn_mask is not None and attn_mask.dim() == 3 and query.dim() == 3:
                    attn_mask = attn_mask.unsqueeze(0)
                kind = "upper left" if is_causal else ""
                q, k, v, output = four
                self._take(site, q, k, v, attn_mask, scale=scale, causal=kind, window=None, output=output, dropout=dropout_p, said=[])
            finally:
                self.inside = False
            return out

        return attention

    # What a call is made of

    def _take(self, site: str, query: Any, key: Any, value: Any, mask: Any, **call: Any) -> None:
        """Look at a call, text by text; what cannot be looked at is refused by the name of its module."""
        self.calls[site] += 1
        name = site if self.calls[site] == 1 else f"{site}#{self.calls[site]}"
        try:
            self._texts(name or self.kinds[site], query, key, value, mask, **call)
        except CritscaleError as error:
            self.heads.refused.setdefault(name, f"{error.what}: {error.why}")

    def _texts(
        self,
        name: str,
        query: Any,
        key: Any,
        value: Any,
        mask: Any,
        *,
        scale: Any,
        causal: str,
        window: Any,
        output: Any,
        dropout: Any,
        said: list[str],
        sinks: Any = None,
    ) -> None:
        if said:
            raise BadInput(" and ".join(said), "it acts on the scores besides queries and keys", "")
        if CROSS.search(name) or CROSS.search(self.kinds.get(name, "")):
            raise BadInput("cross attention", "its keys are those of another text", "")
        if any(part.dim() != 4 for part in (query, key, value)):
            raise BadInput(f"queries of {query.dim()} dimensions", "not texts by heads by tokens by channels", "")
        if isinstance(scale, torch.Tensor):
            scale = scale.item() if scale.numel() == 1 else None
        hidden = next((h for site, h in reversed(self.stack) if h is not None and ATTENTION.search(self.kinds[site])), self.stack[-1][1])
        layer = self.heads.layer(name)
        for text in range(query.shape[0]):
            ranges = self._ranges(mask, text, query.shape[2], key.shape[2], causal, window)
            q, k, v = _array(query[text]), _array(key[text]), _array(value[text])
            whole = HeadScores.of(q, k, scale, ranges, None if sinks is None else _array(sinks.reshape(-1)))
            if not dropout:
                _compare(whole, v, _array(output[text]), query.dtype)
            # A query that does not see its own token is padding.
            seeing = np.flatnonzero((ranges.first <= ranges.own) & (ranges.own < ranges.stop))
            if not len(seeing):
                continue
            entering = None
            if hidden is not None and len(hidden) == query.shape[0] and hidden.shape[1] == query.shape[2]:
                entering = _array(hidden[text])[seeing]
            scores = whole if len(seeing) == len(ranges) else whole.at(seeing)
            self.heads.take(
                AttentionCall(module=name, layer=layer, step=self.step, text=text, scores=scores, values=v, hidden=entering)
            )

    def _ranges(self, mask: Any, text: int, n: int, m: int, causal: str, window: Any) -> KeyRanges:
        """Return which keys each query of a text sees."""
        if mask is None:
            if causal == "upper left":
                ranges = KeyRanges.causal(n, n, window)
                return KeyRanges(ranges.first, np.minimum(ranges.stop, m), ranges.own, m)
            return KeyRanges.causal(n, m, window) if causal else KeyRanges.full(n, m)
        if not isinstance(mask, torch.Tensor) or mask.dim() not in (2, 4) or mask.shape[-1] < m or mask.shape[-2] not in (1, n):
            raise BadInput("the mask", "it is no array of queries by keys", "")
        part = mask if mask.dim() == 2 else mask[text if mask.shape[0] > 1 else 0]
        if part.dim() == 3:
            if part.shape[0] > 1 and not bool((part == part[:1]).all()):
                raise BadInput("the mask", "its heads differ", "")
            part = part[0]
        place = (id(mask), text if mask.dim() == 4 and mask.shape[0] > 1 else 0)
        if place not in self.masks or self.masks[place][0] is not mask:
            self.masks[place] = (mask, _read_mask(part, n, m))
        found = self.masks[place][1]
        if isinstance(found, CritscaleError):
            raise found
        return found


def _acts(argument: Any) -> bool:
    """Tell whether an argument of the interface changes the scores."""
    return argument is not None and not (isinstance(argument, torch.Tensor) and not bool(argument.any()))


def _mask_kind(module: Any, implementation: str, n: int, kwargs: dict[str, Any]) -> tuple[str, Any]:
    """Return how n queries attend where an implementation is given no mask: "" for all keys, or where its causal mask begins; and a window."""
    if implementation == "eager":
        return "", None
    flag = kwargs.get("is_causal")
    causal = bool(getattr(module, "is_causal", True) if flag is None else flag)
    if implementation == "sdpa":
        return "upper left" if causal and n > 1 else "", None
    return "lower right" if causal else "", kwargs.get("sliding_window")


def _read_mask(part: torch.Tensor, n: int, m: int) -> KeyRanges | CritscaleError:
    try:
        array = part.detach()[:, :m].expand(n, m).cpu()
        ranges = KeyRanges.of_array(array.numpy() if array.dtype == torch.bool else array.float().numpy())
    except CritscaleError as error:
        return error
    # A cache may have room behind the last token: there the last key that a query sees is its own.
    return ranges if n == m else replace(ranges, own=ranges.stop - 1)


def _array(part: torch.Tensor) -> Floats:
    part = part.detach()
    array: Floats = (part if part.dtype in (torch.float32, torch.float64) else part.float()).cpu().numpy()
    return array


def _compare(scores: HeadScores, values: Floats, output: Floats, dtype: torch.dtype) -> None:
    """Refuse scores that do not give the model's own output, in some rows of every head.

    Raises
    ------
    BadInput
        If they do not: something else acts on the scores.
    """
    seeing = np.flatnonzero(scores.mask.counts)
    rows = seeing[np.unique(np.linspace(0, len(seeing) - 1, PROBES).astype(np.int64))]
    found, own = recomputed(scores, values, rows), output[:, rows]
    # Weights are rounded to the type of the queries, sums of them to about the root of its precision.
    if found.shape != own.shape or not np.abs(found - own).max() <= np.sqrt(torch.finfo(dtype).eps) * np.abs(values).max():
        raise BadInput("the scores", OTHER, "")


class _Operators(TorchDispatchMode):  # type: ignore[misc]
    """Sees every operator below autograd, and passes it on as it is."""

    def __init__(self, watcher: _Watcher) -> None:
        super().__init__()
        self.watcher = watcher

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        self.watcher.operator(func.__name__, args)
        return func(*args, **(kwargs or {}))
