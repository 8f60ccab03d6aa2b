"""The heads of a model while it trains: a callback of transformers' ``Trainer`` that logs which are below their threshold.

It is imported from here, and needs the extra models: ``from critscale.measure.callback import HeadsCallback``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from transformers import TrainerCallback

from ..theory.errors import BadInput
from .attention_calls import AttentionCall
from .heads import DrawnRows, MeasuredHead, draw_rows, heads_of
from .watching import watch


class HeadsCallback(TrainerCallback):  # type: ignore[misc]
    """Measures the heads every so many steps, on the same inputs each time.

    What it logs stands in ``state.log_history``, and goes to ``log`` if one is given, such as ``trainer.log``: for each layer
    ``heads/layer_3/below``, the share of its heads whose median beta_1/2 over the longest rows is above 1, and for each head that is
    below its threshold from some number of keys on ``heads/layer_3/head_0/from_n``.

    Parameters
    ----------
    inputs : mapping
        What the model is called with: ``input_ids`` and perhaps more, on the model's device; at least 64 tokens.
    every : int
        Steps between two measurements; the first is before training.
    per_window : int
        Rows of each head and text from each dyadic window of the number of keys.
    log : callable, optional
        Takes each measurement.

    Notes
    -----
    The pass runs in evaluation mode without gradients, and leaves the state of the random numbers and of every module as it was.
    """

    def __init__(
        self,
        inputs: Mapping[str, Any],
        *,
        every: int = 500,
        per_window: int = 16,
        log: Callable[[dict[str, float]], None] | None = None,
    ) -> None:
        if every < 1:
            raise BadInput(f"every = {every}", "no number of steps", "give at least 1")
        self.inputs, self.every, self.per_window, self.log = inputs, every, per_window, log

    def on_train_begin(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        """Measure before the first step."""
        self._measure(state, kwargs["model"])

    def on_step_end(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        """Measure every so many steps."""
        if state.global_step % self.every == 0:
            self._measure(state, kwargs["model"])

    def _measure(self, state: Any, model: Any) -> None:
        found = logged(training_heads(model, self.inputs, self.per_window))
        state.log_history.append({**found, "step": state.global_step})
        if self.log is not None:
            self.log(found)


def training_heads(model: Any, inputs: Mapping[str, Any], per_window: int) -> list[MeasuredHead]:
    """Return the heads of a model that may be training, and leave it as it was."""
    import torch

    modes = [(module, module.training) for module in model.modules()]
    layers: dict[int, list[DrawnRows]] = {}

    def look(call: AttentionCall) -> None:
        layers.setdefault(call.layer, []).append(draw_rows(call.scores, per_window=per_window))

    try:
        model.train(False)
        with torch.no_grad(), watch(model, look):
            model(**inputs)
    finally:
        for module, mode in modes:
            module.training = mode
    if not any(len(part.counts) for drawn in layers.values() for part in drawn):
        raise BadInput("the inputs", "no token sees 64 keys", "give longer ones")
    return [head for layer, drawn in sorted(layers.items()) for head in heads_of(drawn, layer=layer, resamples=1)]


def logged(heads: list[MeasuredHead]) -> dict[str, float]:
    """Return what is logged of heads, by name."""
    found: dict[str, float] = {}
    for layer in dict.fromkeys(head.layer for head in heads):
        own = [head for head in heads if head.layer == layer]
        found[f"heads/layer_{layer}/below"] = sum(head.threshold > 1 for head in own) / len(own)
        for head in own:
            crossing = head.growth.crossing()
            if crossing is not None:
                found[f"heads/layer_{layer}/head_{head.head}/from_n"] = crossing
    return found
