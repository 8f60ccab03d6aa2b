"""The trainer's callback: what it logs, and that training does not notice it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="needs the extra models: pip install '.[models]'")
transformers = pytest.importorskip("transformers", reason="needs the extra models: pip install '.[models]'")

from torch import nn  # noqa: E402

from critscale.measure.callback import HeadsCallback, logged  # noqa: E402
from critscale.measure.growth import threshold_growth  # noqa: E402
from critscale.measure.heads import MeasuredHead  # noqa: E402
from critscale.theory.errors import BadInput  # noqa: E402

TOKENS = torch.randint(3, 100, (4, 300), generator=torch.Generator().manual_seed(0))


class Loss(nn.Module):  # type: ignore[misc]
    """A model with a head of its own, and dropout, so that a wrong mode shows."""

    def __init__(self, base: Any) -> None:
        super().__init__()
        self.base, self.out, self.drop = base, nn.Linear(32, 100), nn.Dropout(0.5)

    def forward(self, input_ids: Any, labels: Any = None) -> Any:
        """Return a loss."""
        logits = self.out(self.drop(self.base(input_ids)[0]))
        return {"loss": nn.functional.cross_entropy(logits[:, :-1].flatten(0, 1), input_ids[:, 1:].flatten())}


def train(tiny: Callable[..., Any], folder: Path, *callbacks: Any) -> Any:
    """Train a tiny model for four steps and return the trainer."""
    model = Loss(tiny("llama")).train()
    arguments = transformers.TrainingArguments(
        output_dir=str(folder), max_steps=4, per_device_train_batch_size=2, report_to=[], save_strategy="no", use_cpu=True, seed=0,
        disable_tqdm=True, logging_strategy="no",
    )  # fmt: skip
    data = [{"input_ids": row, "labels": row} for row in TOKENS]
    trainer = transformers.Trainer(model=model, args=arguments, train_dataset=data, callbacks=list(callbacks))
    trainer.train()
    return trainer


@pytest.mark.filterwarnings("ignore")
def test_training_is_the_same_and_heads_are_logged(tiny: Callable[..., Any], tmp_path: Path) -> None:
    """Weights after training are equal to the last bit; logs come every two steps, and begin before the first."""
    seen: list[dict[str, float]] = []
    alone = train(tiny, tmp_path)
    watched = train(tiny, tmp_path, HeadsCallback({"input_ids": TOKENS[:1]}, every=2, log=seen.append))
    for one, other in zip(alone.model.parameters(), watched.model.parameters(), strict=True):
        assert torch.equal(one, other)
    assert watched.model.drop.training
    logs = [entry for entry in watched.state.log_history if "heads/layer_0/below" in entry]
    assert [entry["step"] for entry in logs] == [0, 2, 4]
    assert [{**found, "step": step} for found, step in zip(seen, (0, 2, 4), strict=True)] == logs
    assert set(logs[0]) >= {"heads/layer_0/below", "heads/layer_1/below"}


def test_what_is_logged() -> None:
    """The share of heads below, and from which n on; nothing for a head that is above."""

    def head(number: int, beta: Any) -> MeasuredHead:
        n = np.arange(64, 2048)
        growth = threshold_growth(n, np.broadcast_to(beta(n), n.shape), resamples=1)
        return MeasuredHead(
            layer=3, head=number, length=2047, typical={}, growth=growth, growth_without_first=growth, below=0
        )

    found = logged([head(0, lambda n: np.log(n) / np.log(512)), head(1, lambda n: 0.5 + 0 * n)])
    assert found["heads/layer_3/below"] == 0.5
    assert set(found) == {"heads/layer_3/below", "heads/layer_3/head_0/from_n"}
    assert 470 < found["heads/layer_3/head_0/from_n"] < 550


def test_inputs_that_are_too_short(tiny: Callable[..., Any]) -> None:
    """There is no row to measure."""
    callback = HeadsCallback({"input_ids": TOKENS[:1, :20]})
    state = transformers.TrainerState()
    with pytest.raises(BadInput, match="no token sees 64 keys"):
        callback.on_train_begin(None, state, None, model=tiny("llama"))
    with pytest.raises(BadInput, match="every = 0"):
        HeadsCallback({}, every=0)
