"""Watching a model: what is seen is what it computes, the model does not notice, and what is not seen is said."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="needs the extra models: pip install '.[models]'")
transformers = pytest.importorskip("transformers", reason="needs the extra models: pip install '.[models]'")

from torch import nn  # noqa: E402
from torch.nn import functional  # noqa: E402
from transformers.modeling_utils import AttentionInterface  # noqa: E402

import critscale  # noqa: E402
from critscale.measure.attention_calls import AttentionCall  # noqa: E402
from critscale.measure.watching import UnwatchedAttention  # noqa: E402
from critscale.theory.errors import BadInput  # noqa: E402

Tiny = Callable[..., Any]
PASSING = ["llama", "mistral", "qwen3", "gpt2", "gptj", "bert"]


@contextmanager
def untouched() -> Iterator[None]:
    """Assert that nothing stays patched."""

    def state() -> tuple[Any, ...]:
        own = vars(AttentionInterface)
        return functional.scaled_dot_product_attention, own.get("get_interface"), own.get("__getitem__")

    before = state()
    try:
        yield
    finally:
        assert state() == before
        assert torch.utils._python_dispatch._get_current_dispatch_mode_stack() == []


def hooks(model: Any) -> int:
    """Count the hooks of a model."""
    return sum(len(m._forward_hooks) + len(m._forward_pre_hooks) for m in model.modules())


def batch() -> dict[str, Any]:
    """Return two texts of 12 tokens, the first one padded on its left."""
    tokens = torch.randint(3, 100, (2, 12), generator=torch.Generator().manual_seed(1))
    mask = torch.ones_like(tokens)
    mask[0, :3] = 0
    return {"input_ids": tokens, "attention_mask": mask}


def entropies(weights: Any) -> Any:
    """Return the entropy of the weights that a model gives out."""
    return torch.special.entr(weights).sum(-1)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("implementation", ["eager", "sdpa"])
@pytest.mark.parametrize("family", PASSING)
def test_the_forward_pass_is_the_same_to_the_last_bit(family: str, implementation: str, tiny: Tiny) -> None:
    """With padding, a sliding window, grouped heads, both ways to call."""
    model, inputs = tiny(family, implementation), batch()
    with torch.no_grad(), untouched():
        alone = model(**inputs)[0]
        with critscale.watch(model) as heads:
            watched = model(**inputs)[0]
    assert torch.equal(alone, watched)
    assert hooks(model) == 0
    assert [(look.layer, look.text) for look in heads] == [(0, 0), (0, 1), (1, 0), (1, 1)]
    assert not heads.gaps


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("family", PASSING)
def test_what_is_seen_is_what_the_model_computes(family: str, tiny: Tiny) -> None:
    """Entropies of the weights that the eager model gives out, which share no code with ours."""
    model, inputs = tiny(family, "eager"), batch()
    with torch.no_grad():
        weights = model(**inputs, output_attentions=True).attentions
        with critscale.watch(model) as heads:
            model(**inputs)
    spread = []
    for look in heads:
        expected = entropies(weights[look.layer][look.text])[:, 3 if look.text == 0 else 0 :]  # without padding
        assert look.result.entropy.shape == tuple(expected.shape)
        assert np.abs(look.result.entropy - expected.numpy()).max() < 2e-5
        spread.append(float(np.nanmax(look.result.spread)))
    assert max(spread) > 1  # the weights are no uniform ones


def test_a_step_with_a_cache(tiny: Tiny) -> None:
    """The new token's query sees the keys of the cache."""
    model, tokens = tiny("llama"), batch()["input_ids"][1:]
    with torch.no_grad(), critscale.watch(model) as heads:
        whole = model(tokens)
        cache = transformers.DynamicCache(config=model.config)
        model(tokens[:, :11], cache=cache)
        step = model(tokens[:, 11:], cache=cache)
    assert torch.allclose(whole[0][:, -1], step[0][:, -1], atol=1e-5)
    by_step = [[look for look in heads if look.step == number] for number in range(3)]
    for full, one in zip(by_step[0], by_step[2], strict=True):
        assert one.result.counts.tolist() == [12]
        assert np.allclose(full.result.log_z[:, -1:], one.result.log_z, atol=1e-5)
        assert np.allclose(full.result.self_weight[:, -1:], one.result.self_weight, atol=1e-5)


@pytest.mark.filterwarnings("ignore")
def test_a_static_cache_has_room_behind_the_last_token(tiny: Tiny) -> None:
    """Keys that are not there yet are not seen, and the own key is the last one that is."""
    model, tokens = tiny("llama", "eager"), batch()["input_ids"][1:]
    cache = transformers.StaticCache(config=model.config, max_cache_len=20)
    with torch.no_grad(), critscale.watch(model) as heads:
        model(tokens)
        model(tokens, cache=cache)
    first, second = heads.looks[0], heads.looks[2]
    assert second.result.counts.tolist() == list(range(1, 13))
    assert np.allclose(first.result.self_weight, second.result.self_weight, atol=1e-6)


class Plain(nn.Module):  # type: ignore[misc]
    """Attention as plain PyTorch writes it: 4 heads of queries, and of keys so many."""

    def __init__(self, groups: int = 4, **options: Any) -> None:
        super().__init__()
        self.groups, self.options = groups, options
        self.linear = nn.Linear(32, 32 + 16 * groups)

    def forward(self, x: Any) -> Any:
        """Return one array of the shape of x, or of its heads."""
        q, k, v = self.linear(x).split([32, 8 * self.groups, 8 * self.groups], dim=-1)
        parts = [part.unflatten(-1, (-1, 8)).transpose(1, 2) for part in (3 * q, k, v)]
        return functional.scaled_dot_product_attention(*parts, **self.options)


def padded() -> Any:
    """Return a mask for 12 queries where the last two keys are padding."""
    return torch.arange(12).expand(12, 12) < 10


@pytest.mark.parametrize(
    ("options", "counts"),
    [
        ({}, [12] * 12),
        ({"is_causal": True}, list(range(1, 13))),
        ({"is_causal": True, "scale": 0.7}, list(range(1, 13))),
        ({"is_causal": True, "groups": 2, "enable_gqa": True}, list(range(1, 13))),
        ({"attn_mask": padded()}, [10] * 10),
        ({"attn_mask": torch.where(padded(), 0.0, -torch.inf)}, [10] * 10),
        ({"attn_mask": padded().tril()[None, None]}, list(range(1, 11))),
    ],
)
def test_plain_torch(options: dict[str, Any], counts: list[int]) -> None:
    """Every option of torch's attention is read, and the result is that without."""
    torch.manual_seed(0)
    model, x = Plain(**options), torch.randn(2, 12, 32)
    with torch.no_grad(), untouched():
        alone = model(x)
        with critscale.watch(model) as heads:
            watched = model(x)
    assert torch.equal(alone, watched)
    assert [look.result.counts.tolist() for look in heads] == [counts] * 2


def test_values_and_what_enters_are_given_to_the_look() -> None:
    """A look sees the tokens of its text."""
    model, x = nn.ModuleDict({"attn": Plain(is_causal=True)}), torch.randn(2, 12, 32)
    model.forward = lambda x: model["attn"](x)
    seen: list[AttentionCall] = []
    with torch.no_grad(), critscale.watch(model, seen.append) as heads:
        model(x)
    assert len(heads) == 2
    assert [(call.module, call.text) for call in seen] == [("attn", 0), ("attn", 1)]
    for call in seen:
        assert call.hidden is not None
        assert np.array_equal(call.hidden, x[call.text].numpy())
        assert call.values.shape == (4, 12, 8)


def test_a_module_that_runs_twice_in_a_pass_is_two_layers() -> None:
    """As with shared weights."""
    shared = Plain(is_causal=True)

    class Twice(nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.attn = shared

        def forward(self, x: Any) -> Any:
            return self.attn(self.attn(x).transpose(1, 2).flatten(2))

    model = Twice()
    with torch.no_grad(), critscale.watch(model) as heads:
        model(torch.randn(1, 12, 32))
        model(torch.randn(1, 12, 32))
    assert [(look.module, look.layer, look.step) for look in heads] == [
        ("attn", 0, 0), ("attn#2", 1, 0), ("attn", 0, 1), ("attn#2", 1, 1)
    ]  # fmt: skip


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    ("family", "words"),
    [
        ("gemma2", "layers.*.self_attn (2): a soft cap"),
        ("t5", "SelfAttention (2): a position bias"),
        ("t5", "EncDecAttention (2): cross attention"),
        ("bloom", "h.*.self_attention (2): its attention is written out"),
    ],
)
def test_what_is_no_softmax_of_products_is_said_by_name(family: str, words: str, tiny: Tiny) -> None:
    """Caps, biases, cross attention, attention that is written out."""
    model = tiny(family, "eager")
    inputs = batch() | ({"decoder_input_ids": batch()["input_ids"]} if family == "t5" else {})
    with torch.no_grad(), untouched():
        alone = model(**inputs)[0]
        with pytest.raises(BadInput) as refusal, critscale.watch(model) as heads:
            watched = model(**inputs)[0]
    assert words in str(refusal.value)
    assert torch.equal(alone, watched)
    assert len(heads) == 0


def test_a_learned_sink_takes_its_share(tiny: Tiny) -> None:
    """What it takes is what the model's weights lack; entropies are those of the shares of what keys get."""
    model, inputs = tiny("gpt_oss", "eager"), batch()
    with torch.no_grad():
        for layer in model.layers:
            layer.self_attn.sinks.copy_(torch.tensor([-1.0, 0.5, 1.0, 3.0]))
        alone = model(**inputs, output_attentions=True)
        with critscale.watch(model) as heads:
            watched = model(**inputs)
    assert torch.equal(alone[0], watched[0])
    assert len(heads) == 4 and not heads.gaps
    for look in heads:
        weights = alone.attentions[look.layer][look.text][:, 3 if look.text == 0 else 0 :]  # without padding
        kept = weights.sum(-1)
        assert np.abs(look.result.sink_weight - (1 - kept).numpy()).max() < 1e-5
        assert np.abs(look.result.entropy - entropies(weights / kept[..., None]).numpy()).max() < 2e-5
    assert look.result.sink_weight.min() > 0.01


@pytest.mark.filterwarnings("ignore")
def test_a_sink_that_the_attention_does_not_have_is_refused(tiny: Tiny) -> None:
    """An implementation that leaves it out gives another output than queries, keys and sink do."""

    def own(module: Any, query: Any, key: Any, value: Any, attention_mask: Any, scaling: float, **more: Any) -> Any:
        key, value = (x.repeat_interleave(query.shape[1] // key.shape[1], dim=1) for x in (key, value))
        hidden = torch.ones(12, 12).triu(1).bool()
        weights = (query @ key.mT * scaling).masked_fill(hidden, -torch.inf).softmax(-1)
        return (weights @ value).transpose(1, 2), None

    transformers.AttentionInterface.register("without sinks", own)
    model = tiny("gpt_oss", "without sinks")
    with torch.no_grad(), pytest.raises(BadInput, match="something else than softmax"), critscale.watch(model):
        model(batch()["input_ids"][1:])


@pytest.mark.parametrize("bias", [0.5, "alibi"])
def test_a_bias_in_the_mask_is_refused(bias: Any) -> None:
    """A float mask that adds something to a score."""
    added = -0.1 * (torch.arange(12)[:, None] - torch.arange(12)).float() if bias == "alibi" else torch.full((12, 12), bias)
    model = Plain(attn_mask=added)
    with pytest.raises(BadInput, match="adds a bias"), torch.no_grad(), critscale.watch(model):
        model(torch.randn(1, 12, 32))


@pytest.mark.parametrize("change", ["scale", "mask", "values", "cap"])
def test_scores_that_do_not_give_the_output_are_refused(change: str, monkeypatch: pytest.MonkeyPatch, tiny: Tiny) -> None:
    """An implementation of someone's own that does something that no argument says."""

    def own(module: Any, query: Any, key: Any, value: Any, attention_mask: Any, scaling: float, **more: Any) -> Any:
        groups = query.shape[1] // key.shape[1]
        key, value = (x.repeat_interleave(groups, dim=1) for x in (key, value))
        scores = query @ key.mT * scaling * (1.01 if change == "scale" else 1)
        scores = 2 * torch.tanh(scores / 2) if change == "cap" else scores
        hidden = torch.ones(12, 12).triu(2 if change == "mask" else 1).bool()
        weights = scores.masked_fill(hidden, -torch.inf).softmax(-1)
        return ((weights @ (1.01 * value if change == "values" else value)).transpose(1, 2), None)

    monkeypatch.setitem(AttentionInterface._global_mapping, "own", own)
    model = tiny("llama")
    model.config._attn_implementation = "own"
    with pytest.raises(BadInput, match="something else than softmax"), torch.no_grad(), critscale.watch(model):
        model(batch()["input_ids"])


class WrittenOut(nn.Module):  # type: ignore[misc]
    """Attention as a product, a softmax, and a product, in a class whose name says nothing."""

    def forward(self, x: Any) -> Any:
        """Return one array of the shape of x, or of its heads."""
        heads = x.unflatten(-1, (4, 8)).transpose(1, 2)
        return ((heads @ heads.mT).softmax(-1) @ heads).transpose(1, 2).flatten(2)


class Half(nn.Module):  # type: ignore[misc]
    """One layer that is seen, and one that is not."""

    def __init__(self, other: nn.Module) -> None:
        super().__init__()
        self.first, self.second = Plain(), other

    def forward(self, x: Any) -> Any:
        """Return one array of the shape of x, or of its heads."""
        return self.second(self.first(x).transpose(1, 2).flatten(2))


def past_functional(x: Any) -> Any:
    """Attend by a name that was imported before."""
    parts = [x.unflatten(-1, (4, 8)).transpose(1, 2)] * 3
    return torch._C._nn.scaled_dot_product_attention(*parts)


class Imported(nn.Module):  # type: ignore[misc]
    """Torch's attention under another name."""

    def forward(self, x: Any) -> Any:
        """Return one array of the shape of x, or of its heads."""
        return past_functional(x)


class LinearAttention(nn.Module):  # type: ignore[misc]
    """No softmax at all."""

    def forward(self, x: Any) -> Any:
        """Return one array of the shape of x, or of its heads."""
        return x @ (x.mT @ x)


@pytest.mark.parametrize(
    ("other", "words"),
    [
        (WrittenOut(), "second: its attention is written out"),
        (Imported(), "second: it calls torch's attention past torch.nn.functional"),
        (LinearAttention(), "second: its attention is written out"),
        (nn.TransformerEncoderLayer(32, 4, 32, batch_first=True).eval(), "second.self_attn: it calls torch's attention past"),
    ],
    ids=["written out", "imported", "linear", "fast path"],
)
def test_a_part_that_is_not_seen_is_said_by_name(other: nn.Module, words: str) -> None:
    """Never silently partial, and the fast path of torch stays the fast path."""
    model, x = Half(other), torch.randn(1, 12, 32)
    with torch.no_grad(), untouched():
        alone = model(x)
        with pytest.warns(UnwatchedAttention) as said, critscale.watch(model) as heads:
            watched = model(x)
    assert torch.equal(alone, watched)
    assert [look.module for look in heads] == ["first"]
    assert words in str(said[0].message)


def test_mlps_and_softmaxes_of_logits_are_no_attention() -> None:
    """A router's softmax, and one over a vocabulary."""

    class Router(nn.Module):  # type: ignore[misc]
        def forward(self, x: Any) -> Any:
            return x * x.softmax(-1)

    model = Half(Router())
    with warnings.catch_warnings(), torch.no_grad(), critscale.watch(model) as heads:
        warnings.simplefilter("error")
        model(torch.randn(1, 12, 32))
    assert not heads.gaps


def test_a_model_without_attention_is_said() -> None:
    """A result that is empty is no result; but a model that never ran has nothing to say."""
    model = nn.Linear(3, 3)
    with critscale.watch(model):
        pass
    with pytest.raises(BadInput, match="no softmax over keys ran"), critscale.watch(model):
        model(torch.randn(2, 3))


@pytest.mark.filterwarnings("ignore")
def test_a_compiled_model_is_refused() -> None:
    """Its attention is part of a kernel."""
    model = Half(nn.Identity())
    for compiled in (torch.compile(model), nn.Sequential(torch.compile(Plain()))):
        with pytest.raises(BadInput, match="a compiled model"), critscale.watch(compiled):
            pass
    model.first.compile()
    with pytest.raises(BadInput, match="a compiled model"), critscale.watch(model):
        pass


def test_another_model_is_not_watched(tiny: Tiny) -> None:
    """It may run at the same time."""
    model, other = tiny("llama"), tiny("bert")
    with torch.no_grad(), critscale.watch(model) as heads:
        other(batch()["input_ids"])
        Plain()(torch.randn(1, 12, 32))
        model(batch()["input_ids"])
    assert len(heads) == 4
    assert all(look.module.startswith("layers.") for look in heads)


def test_a_model_within_that_is_no_part_is_not_measured(tiny: Tiny) -> None:
    """A teacher that a forward pass asks is said, and is no layer."""
    model, other = tiny("llama"), tiny("bert")
    model.layers[0].mlp.register_forward_hook(lambda *_: other(batch()["input_ids"]) and None)
    with torch.no_grad(), pytest.warns(UnwatchedAttention, match="^not measured: layers.0.mlp: "):
        with critscale.watch(model) as heads:
            model(batch()["input_ids"])
    assert len(heads) == 4


@pytest.mark.parametrize("where", ["model", "look", "block"])
def test_nothing_stays_patched_after_an_exception(where: str, tiny: Tiny) -> None:
    """Whoever raises it."""
    model = tiny("llama")

    def fail(*_: Any) -> None:
        raise RuntimeError("stop")

    if where == "model":
        model.layers[1].mlp.forward = fail
    with pytest.raises(RuntimeError, match="stop"), torch.no_grad(), untouched():
        with critscale.watch(model, fail if where == "look" else lambda call: None):
            model(batch()["input_ids"])
            fail()
    assert hooks(model) == 0


def test_a_model_whose_queries_are_no_numbers() -> None:
    """It is said of its layer, and the others are measured."""
    model = Half(Plain())
    with torch.no_grad():
        model.second.linear.weight[0, 0] = torch.nan
        with pytest.warns(UnwatchedAttention, match=r"second: the queries: an entry is infinite"), critscale.watch(model) as heads:
            model(torch.randn(1, 12, 32))
    assert [look.module for look in heads] == ["first"]


def test_training_with_dropout_and_gradients() -> None:
    """Weights before dropout are measured; gradients and random numbers are those without."""
    model, x = Plain(is_causal=True, dropout_p=0.5), torch.randn(1, 12, 32)

    def gradient() -> Any:
        model.zero_grad()
        torch.manual_seed(3)
        model(x).square().sum().backward()
        return model.linear.weight.grad.clone()

    alone = gradient()
    with critscale.watch(model) as heads:
        watched = gradient()
    assert torch.equal(alone, watched)
    assert len(heads) == 1


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16, torch.float64])
def test_other_types(dtype: Any) -> None:
    """Half precision is measured in float32, as its products are."""
    model, x = Plain(is_causal=True).to(dtype), torch.randn(1, 12, 32, dtype=dtype)
    with torch.no_grad(), critscale.watch(model, lambda call: call.scores.queries.dtype) as heads:
        model(x)
    assert [str(look.result) for look in heads] == ["float64" if dtype == torch.float64 else "float32"]


def test_without_torch_one_line_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever has no torch has no model either, but may ask."""
    monkeypatch.setitem(__import__("sys").modules, "torch", None)
    with pytest.raises(BadInput, match=r"it needs torch; pip install 'critscale\[models\]'"), critscale.watch(object()):
        pass
