"""Rows of queries and keys in tiles against dense softmax in float64: every statistic, every mask, both types."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest

from critscale.numerics.answers.rows import ScoreRow
from critscale.numerics.streaming import statistics as machine
from critscale.numerics.streaming.ranges import KeyRanges
from critscale.numerics.streaming.scores import HeadScores
from critscale.numerics.streaming.statistics import RowStatistics, row_statistics
from critscale.theory.errors import BadInput

WITHIN = (1, 2.5, 7)
OWN = "log_z entropy participation self_weight first_weight sink_weight top top_weight second_gap spread gap_mean gap_variance".split()
MASKS = {
    "full": KeyRanges.full(260),
    "causal": KeyRanges.causal(300),
    "windowed": KeyRanges.causal(300, window=140),
    "narrow window": KeyRanges.causal(270, window=3),
    "with a cache": KeyRanges.causal(40, 2500),
    "wide": KeyRanges.full(40, 2500),
    "rows that see nothing": KeyRanges.causal(300, 200),
    "two texts": KeyRanges.of_array(np.kron(np.eye(2), np.tri(140)).astype(bool)),
    "padding": KeyRanges.of_array(np.where(np.tri(60) * (np.arange(60) > 9), 0, -np.inf)),
    "one key": KeyRanges.full(1),
}


def some(mask: KeyRanges, dtype: type, size: float = 1, seed: int = 0) -> HeadScores:
    """Return random scores of four heads that share two heads of keys; their keys have a common part."""
    rng = np.random.default_rng(seed)
    q, k = rng.standard_normal((4, len(mask), 16)), rng.standard_normal((2, mask.keys, 16)) + 1
    return HeadScores.of((size * q).astype(dtype), k.astype(dtype), 0.3, mask)


def dense(scores: HeadScores, h: int, i: int) -> dict[str, Any]:
    """Return what a row comes to, from all of its scores."""
    mask = scores.mask
    seen = np.arange(mask.first[i], max(mask.stop[i], mask.first[i]))
    q, k = scores.queries[h, i].astype(float), scores.keys[h // 2].astype(float)
    if not len(seen):
        return {**dict.fromkeys(OWN, np.nan), "near": [0] * len(WITHIN), "top_key": -1}
    s = scores.scale * (k[seen] @ q)
    gaps = np.sort(s.max() - s)
    masses = np.exp(s - s.max())
    weights = masses / masses.sum()
    rest = gaps[1:] if len(gaps) > 1 else np.array([np.nan])
    return {
        "log_z": s.max() + np.log(masses.sum()),
        "entropy": -sum(w * np.log(w) for w in weights if w > 0),
        "participation": 1 / (weights**2).sum(),
        "self_weight": weights[seen == mask.own[i]].sum(),
        "first_weight": weights[seen == mask.origin].sum(),
        "sink_weight": 0 if scores.sinks is None else np.exp(scores.sinks[h]) / (np.exp(scores.sinks[h]) + np.exp(s).sum()),
        "top": s.max(),
        "top_weight": weights.max(),
        "second_gap": rest[0],
        "spread": rest[-1],
        "gap_mean": rest.mean(),
        "gap_variance": rest.var(),
        "near": [(gaps <= t).sum() for t in WITHIN],
        "top_key": seen[s.argmax()],
    }


def compare(scores: HeadScores, found: RowStatistics, atol: float, rtol: float) -> None:
    """Hold every statistic of every row against the dense one."""
    for h in range(scores.heads):
        rows = [dense(scores, h, i) for i in range(scores.queries.shape[1])]
        for name in OWN:
            np.testing.assert_allclose(getattr(found, name)[h], [row[name] for row in rows], rtol, atol, err_msg=name)
        if scores.queries.dtype == np.float64:
            np.testing.assert_array_equal(found.near[h], [row["near"] for row in rows])
            np.testing.assert_array_equal(found.top_key[h], [row["top_key"] for row in rows])


@pytest.mark.parametrize("name", MASKS)
def test_float64_is_dense(name: str) -> None:
    """Each statistic is that of dense float64 softmax, counts of the second pass included."""
    scores = some(MASKS[name], np.float64)
    compare(scores, row_statistics(scores, WITHIN), 1e-11, 1e-11)


def test_learned_sinks_take_their_share_and_move_no_other_weight() -> None:
    """Each head its own, none of the others' statistics; and what is no sink of each head is refused."""
    plain = some(MASKS["causal"], np.float64)
    scores = HeadScores.of(plain.queries, plain.keys, plain.scale, plain.mask, sinks=[-2, 0, 3, 8])
    found = row_statistics(scores, WITHIN)
    compare(scores, found, 1e-11, 1e-11)
    compare(plain, row_statistics(plain, WITHIN), 1e-11, 1e-11)
    np.testing.assert_array_equal(found.entropy, row_statistics(plain).entropy)
    assert np.median(found.sink_weight[3]) > 0.8 > np.median(found.sink_weight[2]) > 0.01
    for sinks in ([1, 2, 3], [0, 0, 0, np.inf], 1.0):
        with pytest.raises(BadInput, match="a finite logit of each of 4 heads"):
            HeadScores.of(plain.queries, plain.keys, plain.scale, plain.mask, sinks)


@pytest.mark.parametrize("name", ["full", "windowed", "with a cache"])
def test_float32_is_nearly_dense(name: str) -> None:
    """Float32 keeps six digits of a weight."""
    scores = some(MASKS[name], np.float32)
    found = row_statistics(scores, WITHIN)
    compare(scores, found, 2e-5, 2e-5)
    assert found.entropy.dtype == np.float64


@pytest.mark.parametrize(("dtype", "atol"), [(np.float64, 1e-10), (np.float32, 2e-3)])
def test_scores_of_hundreds(dtype: type, atol: float) -> None:
    """Where the probe misses the top by far, the block is computed again: nothing overflows, nothing vanishes."""
    scores = some(KeyRanges.causal(300), dtype, size=60)
    planted = scores.keys.copy()
    planted[:, 3] *= 20  # a key that the probe does not see in most blocks
    hard = HeadScores.of(scores.queries, planted, scores.scale, scores.mask)
    found = row_statistics(hard)
    assert found.top.max() > 700
    compare(hard, row_statistics(hard, WITHIN), atol, 1e-3 if dtype is np.float32 else 1e-11)


def test_the_second_pass_has_the_mask() -> None:
    """A count of a causal row knows no later key: all gaps are 0 here, and N(t) is the number of keys seen."""
    ones = np.ones((300, 4))
    found = row_statistics(HeadScores.of(ones, ones, 1.0, KeyRanges.causal(300)), (1,))
    np.testing.assert_array_equal(found.near[0, :, 0], np.arange(1, 301))


def test_the_top_counts_at_no_gap() -> None:
    """N(0) is 1 where the top is alone, whatever its second computation rounds to."""
    assert np.all(row_statistics(some(KeyRanges.full(300), np.float32), (0,)).near == 1)


def test_the_first_key_is_that_of_the_text() -> None:
    """In a window that has left it, the first key of the text has no weight, whatever the block of the query."""
    found = row_statistics(some(KeyRanges.causal(600, window=280), np.float64))
    assert np.all(found.first_weight[:, :280] > 0) and not found.first_weight[:, 280:].any()


def test_several_tiles_are_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """The size of a tile is no part of the result."""
    scores = some(KeyRanges.causal(150, 210, window=120), np.float64)
    monkeypatch.setattr(machine._Head, "rows", 32)
    monkeypatch.setattr(machine, "WIDTH", 20)
    monkeypatch.setattr(machine, "_TILES_IN_A_BYTE", 2)
    compare(scores, row_statistics(scores, WITHIN), 1e-11, 1e-11)


def test_bytes_are_summed() -> None:
    """As many as there may be, each as large as it may be."""
    full = np.full((2, 3, machine.WIDTH), 255, np.uint8)
    full[1, 2, 5] = 4
    np.testing.assert_array_equal(machine._byte_sums(full), [[255 * machine.WIDTH] * 2, [255 * machine.WIDTH] * 2, [255 * machine.WIDTH, 255 * machine.WIDTH - 251]])


def test_more_tiles_than_a_byte_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every key of 260 tiles is near."""
    monkeypatch.setattr(machine, "WIDTH", 4)
    ones = np.ones((1040, 4))
    assert np.all(row_statistics(HeadScores.of(ones, ones, 1.0), (1,)).near == 1040)


def test_whoever_computes() -> None:
    """Threads, one thread, processes and threads of the user give the same numbers."""
    scores = some(KeyRanges.causal(600), np.float32)
    here = row_statistics(scores, WITHIN, threads=1)
    with ProcessPoolExecutor(2) as processes, ThreadPoolExecutor(3) as pool:
        for other in (
            row_statistics(scores, WITHIN, threads=3),
            row_statistics(scores, WITHIN, executor=processes),
            row_statistics(scores, WITHIN, executor=pool),
        ):
            for name in (*OWN, "near", "top_key"):
                np.testing.assert_array_equal(getattr(here, name), getattr(other, name), err_msg=name)


def test_without_the_first_key() -> None:
    """The rows without a sink are those of a text that begins one key later."""
    scores = some(KeyRanges.causal(100), np.float64)
    later = HeadScores.of(scores.queries[:, 1:], scores.keys[:, 1:], scores.scale, KeyRanges.causal(99))
    found, expected = row_statistics(scores.without_origin()), row_statistics(later)
    for name in OWN:
        if name != "first_weight":
            np.testing.assert_allclose(getattr(found, name)[:, 1:], getattr(expected, name), 1e-10, 1e-10, err_msg=name)
    assert np.all(np.isnan(found.log_z[:, 0])) and np.all(found.first_weight[:, 1:] > 0)


def test_a_row_is_that_of_the_theory() -> None:
    """The row of certified digits, E21, comes back from queries and keys."""
    gaps = [0, 0.5, 0.75, 1, 1, 1.5, 2, 3]
    row = ScoreRow.of(gaps)
    keys = -1.5 * np.array(gaps)[:, np.newaxis]
    found = row_statistics(HeadScores.of(np.ones((1, 1)), keys, 1.0))
    for name, quantity in (("top_weight", "top-weight"), ("entropy", "row-entropy"), ("participation", "participation-ratio")):
        assert getattr(found, name)[0, 0] == pytest.approx(float(row.evaluate(quantity, "3/2")), rel=1e-13)


def array(shape: tuple[int, ...], value: float = 1, dtype: type = np.float64) -> Any:
    """Return an array of one value."""
    return np.full(shape, value, dtype)


REFUSED: dict[str, tuple[Any, ...]] = {
    "infinite": (array((3, 2), np.inf), array((3, 2))),
    "no number": (array((3, 2)), array((3, 2), np.nan)),
    "not empty": (array((0, 2)), array((3, 2))),
    "two types": (array((3, 2), dtype=np.float32), array((3, 2))),
    "neither float32 nor float64": (array((3, 2), dtype=int), array((3, 2))),
    "no product": (array((3, 2)), array((3, 4))),
    "no multiple": (array((3, 3, 2)), array((2, 3, 2))),
    "2 keys": (array((3, 2)), array((2, 2)), None, KeyRanges.full(3)),
    "sees any key": (array((3, 2)), array((3, 2)), None, KeyRanges.of_array(np.zeros((3, 3), bool))),
    "finite scale": (array((3, 2)), array((3, 2)), 0.0),
    "scores up to": (array((3, 2), 1e30), array((3, 2))),
    "heads by tokens": (array((1, 1, 3, 2)), array((3, 2))),
}


@pytest.mark.parametrize("why", REFUSED)
def test_refused_scores(why: str) -> None:
    """What has no rows is refused in one line that says why."""
    with pytest.raises(BadInput, match=why) as refusal:
        HeadScores.of(*REFUSED[why])
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize(
    ("why", "mask"),
    [
        ("a gap between", np.array([[True, False, True]])),
        ("a bias", np.array([[0, -0.5]])),
        ("a bias", np.array([[0, np.nan]])),
        ("neither booleans", np.array([[1, 0]])),
        ("shape", np.ones(3, bool)),
    ],
)
def test_refused_masks(why: str, mask: Any) -> None:
    """A mask with holes or with a bias is no range of keys."""
    with pytest.raises(BadInput, match=why):
        KeyRanges.of_array(mask)


def test_refused_words() -> None:
    """A window without keys, a range that leaves the keys, a negative gap and no thread are refused."""
    scores, zero = some(KeyRanges.full(3), np.float64), np.zeros(1, np.int64)
    for wrong in (
        lambda: KeyRanges.causal(3, window=0),
        lambda: KeyRanges(zero, zero + 2, zero, 1),
        lambda: KeyRanges(zero, np.zeros(2, np.int64), zero, 1),
        lambda: row_statistics(scores, (-1,)),
        lambda: row_statistics(scores, threads=0),
    ):
        with pytest.raises(BadInput):
            wrong()


@pytest.mark.parametrize(("n", "beta"), [(1, 3.0), (300, 8.0), (600, 900.0)])
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_half_of_the_tiles_are_enough(n: int, beta: float, dtype: type, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tokens that are their own keys give the rows of keys that are a copy, which is no longer known to be the same."""
    monkeypatch.setattr(machine._SymmetricHead, "rows", 64)
    monkeypatch.setattr(machine, "WIDTH", 96)
    tokens = np.random.default_rng(0).standard_normal((n, 24)) + 1 / 2
    tokens = (tokens / np.linalg.norm(tokens, axis=1, keepdims=True)).astype(dtype)
    scores, plain = HeadScores.of(tokens, tokens, beta), HeadScores.of(tokens, tokens.copy(), beta)
    assert scores.symmetric() and not plain.symmetric()
    found, expected = row_statistics(scores, WITHIN, threads=2), row_statistics(plain, WITHIN)
    accuracy = 1e-11 if dtype is np.float64 else 1e-5
    for name in (*OWN, "near", "top_key"):
        tolerance = (accuracy, accuracy * beta * (beta if name == "gap_variance" else 1))
        np.testing.assert_allclose(getattr(found, name), getattr(expected, name), *tolerance, err_msg=name)


def test_what_is_not_symmetric() -> None:
    """Tokens of several norms, masks that hide a key, and other keys take all tiles."""
    tokens = np.random.default_rng(0).standard_normal((5, 3))
    unit = tokens / np.linalg.norm(tokens, axis=1, keepdims=True)
    assert HeadScores.of(unit, unit).symmetric()
    assert not HeadScores.of(tokens, tokens).symmetric()
    assert not HeadScores.of(unit, unit, None, KeyRanges.causal(5)).symmetric()
    assert not HeadScores.of(unit, unit[::-1]).symmetric()
    assert not HeadScores.of(unit[:4], unit, None, KeyRanges.causal(4, 5)).symmetric()
