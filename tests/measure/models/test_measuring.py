"""Models from folders, measured on texts: the command, its record, and what it does when it is broken off."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="needs the extra models: pip install '.[models]'")
transformers = pytest.importorskip("transformers", reason="needs the extra models: pip install '.[models]'")

from critscale.measure.heads import draw_rows, measure_layer  # noqa: E402
from critscale.measure.loading import load_model  # noqa: E402
from critscale.measure.measuring import measure_model  # noqa: E402
from critscale.measure.record import MeasuredModel  # noqa: E402
from critscale.measure.watching import watch  # noqa: E402
from critscale.theory.errors import BadInput  # noqa: E402
from tests.terminal import Terminal  # noqa: E402

pytestmark = pytest.mark.filterwarnings("ignore")
WORDS = [f"w{i}" for i in range(90)]


def saved(folder: Path, model: Any, framed: bool = False) -> Path:
    """Save a model with a tokenizer of words, that frames a sequence if asked to, and return its folder."""
    from tokenizers import Tokenizer, models, pre_tokenizers, processors

    vocabulary = {word: i for i, word in enumerate(["[PAD]", "[CLS]", "[SEP]", "[UNK]", *WORDS, "a"])}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    if framed:
        tokenizer.post_processor = processors.TemplateProcessing(
            single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 1), ("[SEP]", 2)]
        )
    fast = transformers.PreTrainedTokenizerFast(tokenizer_object=tokenizer, unk_token="[UNK]", pad_token="[PAD]")
    model.save_pretrained(folder)
    fast.save_pretrained(folder)
    return folder


@pytest.fixture
def text(tmp_path: Path) -> Path:
    """Return a text of 700 words."""
    rng = np.random.default_rng(0)
    file = tmp_path / "text.txt"
    file.write_text(" ".join(rng.choice(WORDS, 700)), encoding="utf-8")
    return file


@pytest.fixture
def llama(tiny: Callable[..., Any], tmp_path: Path) -> Path:
    """Return the folder of a decoder made for 512 tokens."""
    return saved(tmp_path / "llama", tiny("llama", max_position_embeddings=512))


def test_the_command_writes_a_record(llama: Path, text: Path, tmp_path: Path, terminal: Terminal) -> None:
    """Of every head of every layer; with its source, which says what was run."""
    out = tmp_path / "measured.json"
    terminal("measure", str(llama), "--text", str(text), "--out", str(out), "--rows", "16", "--forecast", "2048")
    found = MeasuredModel.from_json(out.read_text(encoding="utf-8"))
    assert [(head.layer, head.head, head.module) for head in found.heads] == [
        (layer, head, f"layers.{layer}.self_attn") for layer in range(2) for head in range(4)
    ]
    assert {head.length for head in found.heads} <= set(range(257, 513))
    assert [forecast.length for forecast in found.heads[0].forecasts] == [2048]
    assert found.source["model"] == "llama, LlamaModel, float32, sdpa"
    assert found.source["passages"] == "text.txt 0 to 512"
    assert {"file model.safetensors", "file config.json", "text text.txt"} <= set(found.source)
    assert "torch" in found.source["versions"]
    assert not (tmp_path / "measured.json.layers").exists()


def test_heads_are_those_of_the_layer(llama: Path, text: Path) -> None:
    """The same as of the scores of one call, and rho is that of what enters the layer."""
    loaded = load_model(str(llama))
    found = measure_model(loaded, {"text": text.read_text()}, [256], per_window=16)
    tokens = loaded.tokens(text.read_text())[:256]
    with torch.no_grad(), watch(loaded.model, lambda call: (measure_layer(call.scores, per_window=16), call.hidden)) as looks:
        states = loaded.model(torch.tensor([tokens]), output_hidden_states=True).hidden_states
    for look in looks:
        own = [head for head in found.heads if head.layer == look.layer]
        assert [head.threshold for head in own] == [head.threshold for head in look.result[0]]
        entering = loaded.model.layers[look.layer].input_layernorm(states[look.layer])[0].numpy().astype(float)
        unit = entering / np.linalg.norm(entering, axis=1, keepdims=True)
        rho = ((unit @ unit.T).sum() - 256) / (256 * 255)
        assert own[0].simplex is not None
        assert abs(own[0].simplex.hidden.value - rho) < 1e-6
        assert own[0].simplex.hidden.low < rho < own[0].simplex.hidden.high


def test_an_encoder_is_measured_at_several_lengths(tiny: Callable[..., Any], text: Path, tmp_path: Path) -> None:
    """Each with the tokens that begin and end a sequence, from another part of the text."""
    loaded = load_model(str(saved(tmp_path / "bert", tiny("bert", max_position_embeddings=256), framed=True)))
    run: list[list[int]] = []
    forward = loaded.model.forward

    def spy(tokens: Any) -> Any:
        run.extend(tokens.tolist())
        return forward(tokens)

    loaded.model.forward = spy
    found = measure_model(loaded, {"text": text.read_text()}, per_window=16)
    assert [len(tokens) for tokens in run] == [64, 128, 256]
    plain = loaded.tokens(text.read_text())
    assert run == [[1, *plain[s : s + n - 2], 2] for s, n in ((0, 64), (64, 128), (192, 256))]
    assert found.heads[0].growth.queries.tolist() == [16, 16, 16]


def test_a_run_that_is_broken_off_resumes(llama: Path, text: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is done is not computed again, the result is the same to the last digit, and nothing is left."""
    loaded, texts = load_model(str(llama)), {"text": text.read_text()}
    alone = measure_model(loaded, texts, [256], per_window=16).to_json()
    computed: list[int] = []
    def counted(scores: Any, **options: Any) -> Any:
        computed.append(1)
        return draw_rows(scores, **options)

    monkeypatch.setattr("critscale.measure.measuring.draw_rows", counted)

    def stop(done: int, total: int, what: str) -> None:
        assert (total, "256 tokens" in what) == (2, True)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        measure_model(loaded, texts, [256], per_window=16, store=tmp_path / "kept", progress=stop)
    assert len(list((tmp_path / "kept").iterdir())) == 1
    resumed = measure_model(loaded, texts, [256], per_window=16, store=tmp_path / "kept").to_json()
    assert resumed == alone
    assert len(computed) == 2
    assert not (tmp_path / "kept").exists()
    # Another seed, another text: nothing of it is that of the kept.
    with pytest.raises(KeyboardInterrupt):
        measure_model(loaded, texts, [256], per_window=16, store=tmp_path / "kept", progress=stop)
    other = measure_model(loaded, texts, [256], per_window=16, seed=1, store=tmp_path / "kept").to_json()
    assert len(computed) == 5
    assert other != alone


def test_what_is_not_measured_stands_in_the_record(tiny: Callable[..., Any], text: Path, tmp_path: Path) -> None:
    """A model of which only a part is seen."""
    loaded = load_model(str(saved(tmp_path / "llama", tiny("llama", max_position_embeddings=512))))
    inner = loaded.model.layers[1].self_attn
    loaded.model.layers[1].self_attn.forward = lambda hidden_states, **more: (inner.o_proj(hidden_states), None)
    found = measure_model(loaded, {"text": text.read_text()}, [128], per_window=16)
    assert found.source["not measured"].startswith("layers.1.self_attn: its attention is written out")
    assert {head.layer for head in found.heads} == {0}


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("nowhere", "no folder, no file, and no snapshot on this machine"),
        ("empty", "a folder without config.json and with 0 .gguf files"),
        ("text.txt", "no model"),
        ("broken", "it does not load"),
        ("t5", "an encoder with a decoder"),
    ],
)
def test_what_is_no_model(name: str, why: str, tiny: Callable[..., Any], text: Path, tmp_path: Path) -> None:
    """One line says what, why, mend."""
    (tmp_path / "empty").mkdir()
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "config.json").write_text(json.dumps({"model_type": "no such"}))
    if name == "t5":
        saved(tmp_path / "t5", tiny("t5"))
    with pytest.raises(BadInput, match=why):
        load_model(str(tmp_path / name))


def test_a_text_that_is_too_short(llama: Path, text: Path, terminal: Terminal) -> None:
    """It is refused before the model runs."""
    assert "shorter than 1024" in terminal.refuses("measure", str(llama), "--text", str(text), "--lengths", "1024")
    assert "a model is measured on a text" in terminal.refuses("measure", str(llama))


def test_a_gguf(tmp_path: Path) -> None:
    """A file of another format is read by the same loader: here what is said of one that is damaged."""
    (tmp_path / "model.gguf").write_bytes(b"GGUF" + bytes(20))
    for name in ("model.gguf", "."):
        with pytest.raises(BadInput, match="it does not load"):
            load_model(str(tmp_path / name))
