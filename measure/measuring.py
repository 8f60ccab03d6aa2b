"""Run a model on texts and measure its heads, a layer at a time; what is done is kept, so that a run may be broken off.

Lengths are cut from a text one behind the other while it lasts.  A token of a causal model sees those before it, so one long pass has
rows of every length; one of an encoder sees all, so it takes a pass for each length.
"""

from __future__ import annotations

import hashlib
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import NamedTuple

import numpy as np

from ..numerics.numbers.arrays import Array
from ..numerics.sampled.store import RowStore
from ..numerics.streaming.scores import HeadScores
from ..proofs.provenance import versions
from ..theory.errors import BadInput, shown
from .attention_calls import AttentionCall
from .correlation import OwnSimplex, own_simplices
from .growth import SMALLEST, Estimate, sampled_queries
from .heads import DrawnRows, MeasuredHead, draw_rows, heads_of, measure_layer, row_names
from .loading import LoadedModel
from .record import MeasuredModel
from .watching import UnwatchedAttention, watch

PER_WINDOW = 64
DEFAULT_LONGEST = 8192
"""A model is measured up to here by default, if it was made for it and the text is so long."""
CONFOUNDS = (
    "rows of one text are not independent, and an interval knows only their scatter",
    "weights and texts are those named; another model or text may do otherwise",
)

Progress = Callable[[int, int, str], None]
"""Takes how many layers are done, of how many, and where it stands."""


class Passage(NamedTuple):
    """A part of a text: its name, where it begins, and its tokens."""

    text: str
    start: int
    tokens: list[int]


class _LayerFound(NamedTuple):
    """What is kept of a layer on one passage."""

    drawn: DrawnRows
    simplices: tuple[OwnSimplex, ...]

    def flat(self) -> Array:
        """Return all numbers in one array, for a file."""
        parts = [self.drawn.counts.astype(np.float64), *self.drawn.values.values()]
        own = [[*_ends(each.hidden), *_ends(each.queries), *_ends(each.keys), each.beta] for each in self.simplices]
        return np.concatenate([np.ravel(part) for part in [*parts, np.array(own)]])

    @classmethod
    def from_flat(cls, numbers: Array, rows: int, heads: int, names: Sequence[str]) -> _LayerFound:
        counts, *values, own = np.split(numbers, rows + rows * heads * np.arange(len(names) + 1))
        drawn = DrawnRows(
            counts=counts.astype(np.int64),
            values={name: value.reshape(heads, rows) for name, value in zip(names, values, strict=True)},
        )
        simplices = []
        for line in own.reshape(heads, 10).tolist():
            simplices.append(OwnSimplex(Estimate(*line[:3]), Estimate(*line[3:6]), Estimate(*line[6:9]), line[9]))
        return cls(drawn, tuple(simplices))


def measure_model(
    loaded: LoadedModel,
    texts: Mapping[str, str],
    lengths: Sequence[int] = (),
    *,
    forecasts: Sequence[int] = (),
    per_window: int = PER_WINDOW,
    seed: int = 0,
    store: Path | None = None,
    progress: Progress | None = None,
    threads: int | None = None,
) -> MeasuredModel:
    """Measure the heads of a model on texts.

    Parameters
    ----------
    loaded : LoadedModel
        The model.
    texts : mapping
        Texts by name; each is measured at every length, and rows of one layer are gathered.
    lengths : sequence of int, optional
        Tokens of each forward pass.  By default the longest that model and text allow, at most `DEFAULT_LONGEST`; for an encoder
        all powers of two from 64 up to that.
    forecasts : sequence of int, optional
        Longer contexts at which thresholds are forecast.
    per_window : int
        Rows of each head and pass from each dyadic window of the number of keys.
    seed : int
        Fixes them.
    store : Path, optional
        A folder where finished layers are kept until all are done.
    progress : callable, optional
        Called after each layer.
    threads : int, optional
        Threads; one for each core by default.

    Returns
    -------
    MeasuredModel

    Raises
    ------
    BadInput
        If a text is too short, or nothing of the model's attention can be measured.
    """
    import torch

    tokens = {name: loaded.tokens(text) for name, text in texts.items()}
    digests = {name: hashlib.sha256(text.encode()).hexdigest() for name, text in texts.items()}
    passages = [part for name in texts for part in _passages(loaded, name, tokens[name], lengths)]
    rows_store = None if store is None else RowStore(store)
    total = len(passages) * int(getattr(loaded.model.config, "num_hidden_layers", 1))
    layers: dict[tuple[int, str], list[_LayerFound]] = {}
    gaps: dict[str, None] = {}
    done = 0
    for passage in passages:
        key = {
            "schema": "layer/2",
            "model": loaded.files,
            "text": digests[passage.text],
            "tokens": hashlib.sha256(repr(passage.tokens).encode()).hexdigest(),
            "forecasts": list(forecasts),
            "per_window": per_window,
            "seed": seed,
        }

        def look(call: AttentionCall, key: Mapping[str, object] = key, passage: Passage = passage) -> _LayerFound:
            nonlocal done
            found = _kept(call, key, rows_store, forecasts, per_window, seed, threads)
            done += 1
            if progress is not None:
                progress(min(done, total), total, f"{passage.text}, {len(passage.tokens)} tokens, {call.module}")
            return found

        with torch.no_grad(), warnings.catch_warnings():
            warnings.simplefilter("ignore", UnwatchedAttention)  # said with the result
            with watch(loaded.model, look) as heads:
                loaded.model(torch.tensor([passage.tokens]))
        gaps.update(dict.fromkeys(heads.gaps))
        for each in heads:
            layers.setdefault((each.layer, each.module), []).append(each.result)
    found: list[MeasuredHead] = []
    for (layer, module), parts in sorted(layers.items()):
        if not any(len(part.drawn.counts) for part in parts):
            raise BadInput("the texts", f"no token sees {SMALLEST} keys", "give longer ones")
        heads_found = heads_of([part.drawn for part in parts], layer=layer, seed=seed)
        found += [_named(head, module, [part.simplices[head.head] for part in parts]) for head in heads_found]
    if rows_store is not None:
        rows_store.clear()
    return MeasuredModel(
        tuple(found),
        {
            **loaded.source(),
            **{f"text {name}": f"sha256 {digests[name]}, {len(tokens[name])} tokens" for name in texts},
            "passages": ", ".join(f"{part.text} {part.start} to {part.start + len(part.tokens)}" for part in passages),
            "rows": f"{per_window} of each head and passage from each dyadic window, seed {seed}",
            **({"not measured": shown("; ".join(gaps), 2000)} if gaps else {}),
            "versions": ", ".join(f"{name} {number}" for name, number in package_versions().items()),
        },
        CONFOUNDS,
    )


def measure_arrays(
    name: str, layers: Sequence[HeadScores], digest: str, *, forecasts: Sequence[int] = (), per_window: int = PER_WINDOW, seed: int = 0
) -> MeasuredModel:
    """Measure heads that are given as queries and keys: what enters their layers is not known, nor is the text.

    Parameters
    ----------
    name : str
        Where they are from.
    layers : sequence of HeadScores
        One for each layer.
    digest : str
        SHA-256 of the file.
    forecasts, per_window, seed
        As those of `measure_model`.
    """
    found = [
        head
        for layer, scores in enumerate(layers)
        for head in measure_layer(scores, layer=layer, lengths=forecasts, per_window=per_window, seed=seed)
    ]
    source = {
        "arrays": f"{name}, sha256 {digest}",
        "rows": f"{per_window} of each head from each dyadic window, seed {seed}",
        "versions": ", ".join(f"{package} {number}" for package, number in versions().items()),
    }
    return MeasuredModel(tuple(found), source, CONFOUNDS)


def _named(head: MeasuredHead, module: str, simplices: Sequence[OwnSimplex]) -> MeasuredHead:
    """Return a head with its module, and the mean over the passages of its simplices and of the ends of their intervals."""
    def mean(name: str) -> Estimate:
        return Estimate(*np.mean([_ends(getattr(each, name)) for each in simplices], axis=0).tolist())

    beta = float(np.mean([each.beta for each in simplices]))
    return replace(head, module=module, simplex=OwnSimplex(mean("hidden"), mean("queries"), mean("keys"), beta))


def _kept(
    call: AttentionCall,
    key: Mapping[str, object],
    store: RowStore | None,
    forecasts: Sequence[int],
    per_window: int,
    seed: int,
    threads: int | None,
) -> _LayerFound:
    """Return what is kept of a layer, from the store where it is there."""
    own = {**key, "module": call.module}
    if store is not None:
        rows, heads = len(sampled_queries(call.scores.mask.counts, per_window, seed=seed)), call.scores.heads
        names = row_names(forecasts)
        numbers = store.read(own, rows + rows * heads * len(names) + 10 * heads)
        if numbers is not None:
            return _LayerFound.from_flat(numbers, rows, heads, names)
    drawn = draw_rows(call.scores, lengths=forecasts, per_window=per_window, seed=seed, threads=threads)
    found = _LayerFound(drawn, own_simplices(call.scores, call.hidden))
    if store is not None:
        store.write(own, found.flat())
    return found


def _ends(estimate: Estimate) -> tuple[float, float, float]:
    return estimate.value, estimate.low, estimate.high


def _passages(loaded: LoadedModel, name: str, tokens: list[int], lengths: Sequence[int]) -> Iterator[Passage]:
    """Yield the parts of a text that are measured."""
    longest = min(loaded.longest or DEFAULT_LONGEST, DEFAULT_LONGEST, len(tokens))
    if not lengths:
        lengths = [longest] if loaded.is_causal else [SMALLEST << k for k in range((longest // SMALLEST).bit_length())]
    start = 0
    for length in lengths or [longest]:
        if length > len(tokens):
            raise BadInput(f"the text {shown(name)} of {len(tokens)} tokens", f"shorter than {length}", "give a longer one, or --lengths")
        if start + length > len(tokens):
            start = 0
        yield Passage(name, start, loaded.framed(tokens[start:], length))
        start += length


def package_versions() -> dict[str, str]:
    """Return the version of each package that decides what is measured of a model."""
    found = versions()
    for name in ("torch", "transformers", "gguf"):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found
