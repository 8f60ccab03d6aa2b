"""The attention of a model while it runs: what each layer's queries and keys are, with the forward pass as it is.

A call of attention is looked at when it has been made, and nothing of it is kept but what the look returns: the memory is that of one
layer.  Before the look some rows are computed again from queries, keys, values, scale and mask, and compared with what the model's
own function returned: whatever else acts on the scores (a bias, a soft cap, a sink of its own) is refused and said by name.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING, Any, TypeVar, overload

from ..numerics.streaming.statistics import RowStatistics, row_statistics
from ..theory.errors import BadInput, shown
from .attention_calls import AttentionCall, WatchedHeads
from .loading import EXTRA

if TYPE_CHECKING:
    from torch.nn import Module

T = TypeVar("T")


class UnwatchedAttention(UserWarning):
    """A part of a model's attention was not measured; the message names it."""


def own_statistics(call: AttentionCall) -> RowStatistics:
    """Return what every row of a call comes to: the look that `watch` has by default."""
    return row_statistics(call.scores)


@overload
def watch(model: Module) -> AbstractContextManager[WatchedHeads[RowStatistics]]: ...
@overload
def watch(model: Module, look: Callable[[AttentionCall], T]) -> AbstractContextManager[WatchedHeads[T]]: ...
@contextmanager
def watch(model: Module, look: Callable[[AttentionCall], Any] = own_statistics) -> Iterator[WatchedHeads[Any]]:
    """Watch the attention of a model while it runs; what it computes is the same to the last bit.

    Attention is seen where it passes transformers' attention interface, whatever the implementation, or
    ``torch.nn.functional.scaled_dot_product_attention``.

    Parameters
    ----------
    model : torch.nn.Module
        A model of transformers, or any module.
    look : callable
        Takes an `AttentionCall` and returns what is to be kept of it; `row_statistics` of its scores by default.

    Yields
    ------
    WatchedHeads
        Its ``looks``, as they come.

    Raises
    ------
    BadInput
        At the end, if the model ran and none of its attention was seen; if it is compiled; or if torch is missing.

    Notes
    -----
    The warning `UnwatchedAttention` says at the end what was not seen, by name: attention that is written out, or has a bias or a cap.
    """
    try:
        import torch  # noqa: F401
    except ImportError:
        raise BadInput("a model", "it needs torch", EXTRA) from None
    from .interception import intercepted, is_compiled

    if is_compiled(model):
        raise BadInput("a compiled model", "its attention is part of its kernels", "watch the model that was compiled")
    heads: WatchedHeads[Any] = WatchedHeads(look)
    with intercepted(model, heads):
        yield heads
    if heads.passes and not heads.looks:
        said = shown("; ".join(heads.gaps), 300) or "no softmax over keys ran"
        raise BadInput("the attention of the model", f"none was measured: {said}")
    if heads.gaps:
        warnings.warn(f"not measured: {'; '.join(heads.gaps)}", UnwatchedAttention, stacklevel=3)
