"""Part (g): beyond the trained length, the loss per block of positions against the multiplier m on the logits.

``recommend`` fixes what the diagnostic recommends, from passes at the trained length and no longer; ``loss`` runs the longer passes, and
refuses to before that file is there.  RoPE has YaRN's frequencies in all of them; only m differs.  The longest run in bfloat16, which
takes a third of the time; what that does to differences between multipliers is looked at on windows that float32 has too.
"""

from __future__ import annotations

import hashlib
import json
import math
import sys
import time
import warnings
from collections.abc import Collection
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch

from critscale.measure.attention_calls import AttentionCall
from critscale.measure.forecast import head_forecast
from critscale.measure.heads import draw_rows, heads_of
from critscale.measure.loading import load_model
from critscale.measure.watching import UnwatchedAttention, watch
from critscale.numerics.files import write_atomically

from .materials import TEXTS, model_folder, text_of

TRAINED, BLOCK, ROWS, PER_WINDOW = 8192, 2048, 48, 24
FACTORS = (2, 4)


class Runs(NamedTuple):
    """So many disjoint windows over the texts, of a factor of the trained length, in a number type of torch."""

    factor: int
    dtype: str
    windows: int


PLAN = (Runs(2, "float32", 6), Runs(1, "float32", 3), Runs(2, "bfloat16", 2), Runs(4, "bfloat16", 2))
"""In the order in which they run.

Factor 1 is a control: the model as it was trained, with the multipliers of factor 2, over the first half of their windows.
"""
RULE = (
    "m(n') is the median, over the heads that are not labelled flat, of beta_1/2(n') / beta_1/2(8192), forecast by X3 with the sink and the top "
    "key in the fixed part, from rows of at most 8192 keys; over the texts, the median. A head that X4 refuses has no forecast"
)
UNREFUSED = "the same over all heads that are not labelled flat, what X4 refuses among them; run beside it at factor 2"


def recommend(out: Path, kept: Path) -> int:
    """Write the recommendation: one m for each factor."""
    loaded = load_model(model_folder("smollm2"))
    texts = {}
    for text in TEXTS:
        tokens = loaded.tokens(text_of(text))[:TRAINED]
        folder = kept / f"recommendation-{text}-{hashlib.sha256(repr(tokens).encode()).hexdigest()[:12]}"
        folder.mkdir(parents=True, exist_ok=True)

        def look(call: AttentionCall, folder: Path = folder) -> list[Any]:
            file = folder / f"{call.layer}.json"
            if not file.exists():
                file.write_text(json.dumps(_ratios(call)), encoding="utf-8")
            found: list[Any] = json.loads(file.read_text(encoding="utf-8"))
            return found

        with torch.no_grad(), warnings.catch_warnings():
            warnings.simplefilter("ignore", UnwatchedAttention)
            with watch(loaded.model, look) as heads:
                loaded.model(torch.tensor([tokens]))
        texts[text] = text_ratios([head for each in heads for head in each.result])
    data = {"rule": RULE, "without the refusal": UNREFUSED, "model": loaded.source(), **recommended(texts)}
    out.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
    return 0


def text_ratios(heads: list[Any]) -> dict[str, Any]:
    """Return what the heads of a model say on one text: by each factor the quartiles of their ratios, of all and of those that X4 lets pass."""
    growing = [head for head in heads if head["law"] != "flat"]
    found: dict[str, Any] = {"heads": len(heads), "not flat": len(growing)}
    for factor in FACTORS:
        parts = {}
        for name in ("all", "not refused"):
            known = [head[str(factor)][name] for head in growing if head[str(factor)][name] is not None]
            parts[name] = {"heads": len(known), "quartiles": np.quantile(known, [0.25, 0.5, 0.75]).tolist() if known else None}
        found[str(factor)] = parts
    return found


def recommended(texts: dict[str, Any]) -> dict[str, Any]:
    """Return the m of each factor: the median over the texts of that over their heads, of those that X4 lets pass and of all; None where there are none."""
    found: dict[str, Any] = {}
    for key, name in (("m", "not refused"), ("m without the refusal", "all")):
        medians = {str(f): [text[str(f)][name]["quartiles"] for text in texts.values()] for f in FACTORS}
        found[key] = {f: float(np.median([q[1] for q in values if q])) if any(values) else None for f, values in medians.items()}
    return {**found, "texts": texts}


def _ratios(call: AttentionCall) -> list[dict[str, Any]]:
    """Return for each head its label, and by how much its median threshold grows from the longest rows to n'."""
    counts = call.scores.mask.counts
    rows = np.flatnonzero(counts > 7 * TRAINED // 8)
    some = call.scores.at(np.sort(np.random.default_rng(0).choice(rows, ROWS, replace=False)))
    heads = heads_of([draw_rows(call.scores, per_window=PER_WINDOW)])
    # Rows end a little before the trained length: from there to 8192 they grow as the forecast says.
    start = head_forecast(some, TRAINED, fewest=0).threshold
    found: list[dict[str, Any]] = [{"law": head.growth.label} for head in heads]
    for factor in FACTORS:
        ratios = head_forecast(some, factor * TRAINED, fewest=0).threshold / start
        passing = np.isfinite(head_forecast(some, factor * TRAINED).threshold)
        for made, ratio, passes in zip(found, ratios, passing, strict=True):
            made[str(factor)] = {"all": _median(ratio, np.isfinite(ratio)), "not refused": _median(ratio, np.isfinite(ratio) & passes)}
    return found


def _median(values: Any, known: Any) -> float | None:
    """Return the median of those that are known; None where half are not."""
    return float(np.median(values[known])) if 2 * known.sum() >= len(known) else None


def multipliers(factor: int, recommendation: dict[str, Any]) -> dict[str, float]:
    """Return the values of m that are run, by name: the laws and what is recommended; with factor 2 also one below 1, and the unrefused one.

    The control has the laws of factor 2.
    """
    longer = max(factor, min(FACTORS))
    found = {
        "none": 1.0,
        "log n / log L": math.log(longer * TRAINED) / math.log(TRAINED),
        "YaRN": (0.1 * math.log(longer) + 1) ** 2,
        "recommendation": recommendation["m"][str(longer)],
    }
    if longer == 2:
        found["0.9"] = 0.9
    if factor == 2:
        found["without the refusal"] = recommendation["m without the refusal"]["2"]
    return {name: m for name, m in found.items() if m is not None}


class _Pass(NamedTuple):
    """A pass: tokens of a text from its token ``start`` on, with the multiplier m that a law has."""

    factor: int
    dtype: str
    text: str
    start: int
    tokens: list[int]
    law: str
    m: float

    @property
    def digest(self) -> str:
        """What identifies the tokens."""
        return hashlib.sha256(repr(self.tokens).encode()).hexdigest()

    def file(self, kept: Path) -> Path:
        """Return where the losses of its blocks are kept."""
        key = repr((self.factor, self.dtype, self.m, len(self.tokens), self.digest))
        return kept / f"loss-{hashlib.sha256(key.encode()).hexdigest()[:16]}.json"


def losses(
    recommendation: Path, kept: Path, out: Path, part: int = 0, parts: int = 1, factors: Collection[int] = (1, *FACTORS)
) -> int:
    """Run the longer passes that are not done, and write the losses of all that are after each: all multipliers of a window before the next one.

    Of several processes each takes the windows whose number leaves ``part`` when divided by ``parts``, of the factors it is given.
    """
    if not recommendation.exists():
        raise SystemExit(f"{recommendation} is missing: the recommendation is fixed before any longer pass (python -m real_heads recommend)")
    kept.mkdir(parents=True, exist_ok=True)
    fixed = json.loads(recommendation.read_text(encoding="utf-8"))
    plan = _plan(fixed)
    _take_up(out, plan, kept)
    head = {
        "block": BLOCK,
        "trained": TRAINED,
        "plan": [runs._asdict() for runs in PLAN],
        "multipliers": {str(factor): multipliers(factor, fixed) for factor in (1, *FACTORS)},
    }
    models: dict[tuple[int, str], Any] = {}
    for window, passes in plan:
        for each in passes:
            if each.factor in factors and window % parts == part and not each.file(kept).exists():
                kind = (each.factor, each.dtype)
                if kind not in models:
                    models = {kind: _extended(*kind)}
                begun = time.monotonic()
                blocks = block_losses(models[kind], each.tokens, each.m)
                _write(each.file(kept), json.dumps(blocks))
                said = f"{len(each.tokens)} tokens of {each.text} from {each.start} in {each.dtype}, m = {each.m:.4f}"
                print(f"{said}: {time.monotonic() - begun:.0f} s", file=sys.stderr, flush=True)
            done = [_plain(found, kept) for _, all_of_it in plan for found in all_of_it if found.file(kept).exists()]
            _write(out, json.dumps({**head, "passes": done}, indent=1) + "\n")
    return 0


def _take_up(out: Path, plan: list[tuple[int, list[_Pass]]], kept: Path) -> None:
    """Keep the losses that an earlier run wrote to ``out``, of the passes of the plan: on another machine it goes on from there."""
    earlier = json.loads(out.read_text(encoding="utf-8"))["passes"] if out.exists() else []
    blocks = {(each["factor"], each["dtype"], each["m"], each["n"], each["tokens"]): each["blocks"] for each in earlier}
    for found in (found for _, passes in plan for found in passes if not found.file(kept).exists()):
        if (known := blocks.get((found.factor, found.dtype, found.m, len(found.tokens), found.digest))) is not None:
            _write(found.file(kept), json.dumps(known))


def _plan(recommendation: dict[str, Any]) -> list[tuple[int, list[_Pass]]]:
    """Return the passes of each window in the order in which they run, and its number: one window of each text in turn, the shorter first."""
    tokenizer = load_model(model_folder("smollm2")).tokenizer
    texts = {text: tokenizer(text_of(text), add_special_tokens=False, verbose=False)["input_ids"] for text in TEXTS}
    found = []
    for factor, dtype, windows in PLAN:
        n, step = factor * TRAINED, max(factor, min(FACTORS)) * TRAINED
        starts = [(start, text) for start in range(0, max(map(len, texts.values())), step) for text in TEXTS if start + n < len(texts[text])]
        for window, (start, text) in enumerate(starts[:windows]):
            tokens = texts[text][start : start + n]
            found.append((window, [_Pass(factor, dtype, text, start, tokens, law, m) for law, m in multipliers(factor, recommendation).items()]))
    return found


def _plain(found: _Pass, kept: Path) -> dict[str, Any]:
    """Return a pass that is done, as JSON data."""
    blocks = json.loads(found.file(kept).read_text(encoding="utf-8"))
    names = {"factor": found.factor, "dtype": found.dtype, "n": len(found.tokens), "text": found.text, "start": found.start, "tokens": found.digest}
    return {**names, "law": found.law, "m": found.m, "blocks": blocks}


def _write(path: Path, text: str) -> None:
    """Write a file, whole or not at all."""
    write_atomically(path, text.encode())


def _extended(factor: int, dtype: str) -> Any:
    """Return the model with YaRN's frequencies, and no factor on cos and sin; with factor 1 they are its own."""
    import transformers

    folder = model_folder("smollm2")
    file = next(Path(folder).glob("*.gguf")).name
    config = transformers.AutoConfig.from_pretrained(folder, gguf_file=file)
    block = dict(config.rope_parameters)
    config.rope_parameters = block | {
        "rope_type": "yarn",
        "factor": float(factor),
        "original_max_position_embeddings": TRAINED,
        "attention_factor": 1.0,
    }
    config.max_position_embeddings = factor * TRAINED
    config.use_cache = False
    model = transformers.AutoModelForCausalLM.from_pretrained(folder, gguf_file=file, config=config, dtype=getattr(torch, dtype))
    return model.train(False)


def block_losses(model: Any, tokens: list[int], m: float, block: int = BLOCK) -> list[float]:
    """Return the mean loss of each block of positions, nats, with the multiplier m on all logits of the attention.

    Logits of the vocabulary are computed block by block: those of a long text do not fit.
    """
    layers = [module for module in model.modules() if hasattr(module, "scaling")]
    before = [module.scaling for module in layers]
    x = torch.tensor([tokens])
    try:
        for module in layers:
            module.scaling = module.scaling * m
        with torch.no_grad():
            states = model.model(x)[0][0, :-1]
            losses = []
            for start in range(0, len(states), block):
                logits = model.lm_head(states[start : start + block]).float()
                losses.append(float(torch.nn.functional.cross_entropy(logits, x[0, start + 1 : start + 1 + len(logits)])))
    finally:
        for module, scaling in zip(layers, before, strict=True):
            module.scaling = scaling
    return losses
