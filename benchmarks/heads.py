"""Rows of queries and keys in tiles against the matrix product that they cannot avoid: same tiles, same pool of threads, same run.

Beside each stands torch's fused attention on the same data where torch is installed, and a model that is watched beside one that is
not where transformers is too.  Run with ``python benchmarks/heads.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from importlib.util import find_spec
from itertools import pairwise
from typing import Any

import numpy as np
from measure import Figure, Growth, Result, in_turn, main, peak_memory
from threadpoolctl import threadpool_info

from critscale.measure.fused import row_weights
from critscale.numerics.streaming.ranges import KeyRanges
from critscale.numerics.streaming.scores import Floats, HeadScores
from critscale.numerics.streaming.statistics import ROWS, WIDTH, row_statistics
from critscale.numerics.streaming.workers import on_threads

N, ROUNDS = 30_000, 3
WITHIN = (1, 2, 4, 8)
LENGTHS = (2_000, 4_000, 8_000, 16_000, 32_000, 64_000)
SINGLE = np.float32
TOKENS = 8192
LAYER = {
    "hidden_size": 576,
    "intermediate_size": 1536,
    "num_attention_heads": 9,
    "num_key_value_heads": 3,
    "num_hidden_layers": 4,
    "max_position_embeddings": TOKENS,
    "vocab_size": 1000,
    "use_cache": False,
}
"""Layers of SmolLM2-135M, with random weights: what `watch` adds does not depend on their number."""


def one_head(n: int, d: int, dtype: Any, causal: bool = False) -> HeadScores:
    """Return a head of random queries and keys."""
    rng = np.random.default_rng(0)
    mask = KeyRanges.causal(n) if causal else None
    return HeadScores.of(rng.standard_normal((n, d)).astype(dtype), rng.standard_normal((n, d)).astype(dtype), None, mask)


def paper_layer(n: int, d: int) -> HeadScores:
    """Return unit tokens around a common mean that are queries and keys."""
    tokens = np.random.default_rng(0).standard_normal((n, d)) + 1 / 2
    tokens = (tokens / np.linalg.norm(tokens, axis=1, keepdims=True)).astype(SINGLE)
    return HeadScores.of(tokens, tokens, float(np.log(n)) / 0.7)


def products(scores: HeadScores) -> None:
    """Compute the product of queries and keys in tiles on the pool, and keep nothing."""
    queries, keys = scores.queries[0], scores.keys[0]
    n = len(queries)

    def block(low: int) -> None:
        part: Floats = queries[low : low + ROWS]
        room = np.empty((len(part), WIDTH), part.dtype)
        for start, stop in pairwise([*range(0, n, WIDTH), n]):
            np.matmul(part, keys[start:stop].T, out=room[:, : stop - start])

    with on_threads() as spread_out:
        list(spread_out(block, range(0, n, ROWS)))


def times(sides: Mapping[str, Callable[[], object]], rounds: int = ROUNDS) -> dict[str, float]:
    """Return the CPU seconds of each side, run in turn."""

    def counted(side: Callable[[], object]) -> Callable[[], int]:
        def run() -> int:
            side()
            return 1

        return run

    return in_turn({name: counted(side) for name, side in sides.items()}, rounds)


def watched() -> Iterator[Result]:
    """Yield how much longer a forward pass takes that is watched, against the plain one beside it in the same run."""
    import torch
    from transformers import AutoConfig, AutoModel

    from critscale import watch

    torch.manual_seed(0)
    model = AutoModel.from_config(AutoConfig.for_model("llama", **LAYER)).eval()
    tokens = torch.randint(0, LAYER["vocab_size"], (1, TOKENS))

    def run() -> None:
        with torch.no_grad():
            model(tokens)

    def watching(within: Sequence[float]) -> None:
        with watch(model, lambda call: row_statistics(call.scores, within)):
            run()

    found = times({"plain": run, "watched": partial(watching, ()), "counts": partial(watching, WITHIN)})
    name = f"a forward pass of {TOKENS} tokens that is watched"
    beside = f"{found['watched']:.1f} s, {found['plain']:.1f} s without; {LAYER['num_hidden_layers']} layers of {LAYER['num_attention_heads']} heads"
    yield Figure(name, found["watched"] / found["plain"], "x plain pass", at_most=1.6, beside=beside)
    yield Figure(f"{name}, with {len(WITHIN)} counts", found["counts"] / found["plain"], "x plain pass", at_most=2.5)


def measure() -> Iterator[Result]:
    """Yield shares of the product, memory, how the cost grows, and what watching a model costs."""
    if find_spec("torch") is not None and find_spec("transformers") is not None:
        yield from watched()
    kernel = ", ".join(info.get("architecture", "") for info in threadpool_info() if info["user_api"] == "blas")
    for (d, dtype), goal in (((64, SINGLE), 65), ((64, np.float64), None), ((128, SINGLE), 75)):
        scores = one_head(N, d, dtype)
        sides: dict[str, Callable[[], object]] = {
            "product": partial(products, scores),
            "rows": partial(row_statistics, scores),
        }
        if d == 64 and dtype is SINGLE:
            sides["counts"] = partial(row_statistics, scores, WITHIN)
            if find_spec("torch") is not None:
                sides["torch"] = partial(row_weights, scores)
        found = times(sides)
        name = f"rows of a head, n = {N}, d = {d}, {np.dtype(dtype).name}"
        beside = f"{found['rows']:.2f} s of {found['product']:.2f} s, BLAS for {kernel}"
        yield Figure(name, 100 * found["product"] / found["rows"], "% of its product", at_least=goal, beside=beside)
        if "counts" in found:
            share = 100 * found["product"] / found["counts"]
            yield Figure(f"{name}, with {len(WITHIN)} counts", share, "% of its product", at_least=33)
        if "torch" in found:
            yield Figure(f"{name}, torch's attention twice", found["rows"] / found["torch"], "x as fast as all statistics")
    layer = paper_layer(N, 64)
    found = times({"product": partial(products, layer), "rows": partial(row_statistics, layer)})
    share = 100 * found["product"] / found["rows"]
    yield Figure(f"rows of the paper's layer, n = {N}, d = 64, float32", share, "% of its product", at_least=125)
    code = (
        "import numpy as np\n"
        "from critscale.numerics.streaming.scores import HeadScores\n"
        "from critscale.numerics.streaming.statistics import row_statistics\n"
        f"x = np.ones(({N}, 64), np.float32)\n"
    )
    before, after = peak_memory(code), peak_memory(f"{code}row_statistics(HeadScores.of(x, x + 1))")
    beside = f"above {before:.0f} MB of Python, NumPy and the queries; an n x n array would have {N * N * 4 / 2**20:.0f} MB"
    yield Figure(f"memory of these rows, n = {N}, d = 64, float32", after - before, "MB", beside=beside)
    for causal, name in ((False, "rows of a head, full"), (True, "rows of a head, causal")):
        heads = [one_head(n, 64, SINGLE, causal) for n in LENGTHS]
        spent = [times({"rows": partial(row_statistics, scores)}, 1)["rows"] for scores in heads]
        yield Growth(f"{name}, d = 64", "keys", LENGTHS, spent, "s")


if __name__ == "__main__":
    main(measure)
