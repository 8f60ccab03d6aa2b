"""The registry of measured records: what comes with the package, a user's own, and the nearest to a model."""

from __future__ import annotations

import gzip
import os
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import numpy as np
import pytest

from critscale.measure.measuring import measure_arrays
from critscale.measure.record import MeasuredModel, read_record
from critscale.measure.registry import (
    PACKAGED,
    VARIABLE,
    RegisteredModel,
    Shape,
    find_measured,
    registered,
    user_folders,
)
from critscale.numerics.streaming.ranges import KeyRanges
from critscale.numerics.streaming.scores import HeadScores
from critscale.theory.errors import BadInput


@pytest.fixture(scope="module")
def record() -> MeasuredModel:
    """Return a small record that says of which family it is."""
    q, k = np.random.default_rng(0).standard_normal((2, 2, 200, 8))
    found = measure_arrays("random", [HeadScores.of(q, k, mask=KeyRanges.causal(200))], "none", per_window=16)
    return replace(found, source={**found.source, "family": "qwen2", "layers": "28", "head_dim": "128"})


@pytest.fixture(autouse=True)
def _nothing_of_the_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.setattr("critscale.measure.registry._data", lambda: tmp_path / "data")


def test_what_comes_with_the_package() -> None:
    """Small files, each with provenance, intervals and what its model is compared by."""
    found = {each.name: each for each in registered()}
    assert set(found) == {"SmolLM2-135M-Instruct", "all-MiniLM-L6-v2"}
    assert found["SmolLM2-135M-Instruct"].shape == Shape(family="llama", layers=30, head_dim=64)
    assert found["all-MiniLM-L6-v2"].shape == Shape(family="bert", layers=6, head_dim=32, causal=False)
    for name, each in found.items():
        source, heads = each.record.source, each.record.heads
        assert each.path.stat().st_size < 80_000 and not each.own
        assert source["model"].startswith(name)
        assert {"text documentation", "text source", "rows", "passages", "versions"} <= set(source)
        assert sum(key.startswith("file ") and text.startswith("sha256 ") for key, text in source.items()) >= 1
        assert each.record.confounds
        assert each.longest == (2048 if each.shape.causal else 512)
        for head in heads:
            assert head.simplex is not None and head.simplex.hidden.low < head.simplex.hidden.value < head.simplex.hidden.high
            assert np.all(head.growth.low <= head.growth.medians) and np.all(head.growth.medians <= head.growth.high)
            assert head.typical["self_weight"].low <= head.typical["self_weight"].value <= head.typical["self_weight"].high


def test_a_user_adds_records(record: MeasuredModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the folder for data, or in each folder that the variable names, plain or gzipped; they come first."""
    folder = tmp_path / "data" / "critscale" / "measured"
    assert user_folders() == (folder,)
    folder.mkdir(parents=True)
    (folder / "mine.json").write_text(record.to_json(), encoding="utf-8")
    (folder / "notes.txt").write_text("no record", encoding="utf-8")
    assert next((each.name, each.own) for each in registered()) == ("mine", True)
    assert len(registered()) == 3
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / f"{name}.json.gz").write_bytes(gzip.compress(record.to_json().encode()))
    monkeypatch.setenv(VARIABLE, os.pathsep.join([str(tmp_path / "b"), str(tmp_path / "a")]))
    assert [each.name for each in registered()][:2] == ["b", "a"]
    assert registered()[0].record.to_json() == record.to_json()
    monkeypatch.setenv(VARIABLE, str(tmp_path / "nowhere"))
    with pytest.raises(BadInput, match="no folder"):
        registered()


ODD = {
    "no record: ": b"{}",
    "not UTF-8": b"\xff",
    "a damaged archive": b"\x1f\x8bno archive",
    "a damaged archive, cut": gzip.compress(b"{}" * 100)[:-9],
    "MB unpacked": gzip.compress(b"{}" + b" " * 2000),
}


@pytest.mark.parametrize("why", ODD)
def test_what_is_no_record_is_refused(why: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One line, also of an archive that is damaged or holds too much."""
    monkeypatch.setattr("critscale.measure.record.MOST_BYTES", 1000)
    (tmp_path / "odd.json.gz").write_bytes(ODD[why])
    for read in (lambda: registered([tmp_path]), lambda: read_record(tmp_path / "odd.json.gz")):
        with pytest.raises(BadInput, match=why.partition(",")[0]) as refused:
            read()
        assert "\n" not in str(refused.value)


def of_shape(record: MeasuredModel, name: str, **source: str) -> RegisteredModel:
    """Return a record of the registry with a source."""
    return RegisteredModel(Path(f"{name}.json"), replace(record, source=source), own=False)


def test_the_nearest_is_found_by_mask_then_family_then_size(record: MeasuredModel) -> None:
    """Whatever the order they are in; each place is decided by one field alone."""
    wanted = Shape(family="qwen2", layers=48, head_dim=128)
    ordered = (
        of_shape(record, "same", family="qwen2", layers="48", head_dim="128"),
        of_shape(record, "narrower", family="qwen2", layers="48", head_dim="64"),
        of_shape(record, "deeper", family="qwen2", layers="64", head_dim="128"),
        of_shape(record, "shallower", family="qwen2", layers="28", head_dim="128"),
        of_shape(record, "size unknown", family="qwen2", head_dim="128", layers="many"),
        of_shape(record, "other family", family="llama", layers="48", head_dim="128"),
        of_shape(record, "encoder", family="qwen2", layers="48", head_dim="128", mask="full"),
    )
    for at in range(len(ordered)):
        rest = ordered[at:]
        for some in (rest, rest[::-1], *list(permutations(rest))[:20]):
            found = find_measured(wanted, some)
            assert found is not None and found.found is rest[0]
    assert find_measured(wanted, ()) is None


def test_what_differs_is_said(record: MeasuredModel) -> None:
    """Each field alone, what is not known too; a model of the same shape is no more than that."""
    wanted = Shape(family="qwen2", layers=48, head_dim=128)
    cases = {
        (): {"family": "qwen2", "layers": "48", "head_dim": "128"},
        ("an encoder, not a decoder",): {"family": "qwen2", "layers": "48", "head_dim": "128", "mask": "full"},
        ("family llama, not qwen2",): {"family": "llama", "layers": "48", "head_dim": "128"},
        ("28 layers, not 48",): {"family": "qwen2", "layers": "28", "head_dim": "128"},
        ("heads of dimension ?, not 128",): {"family": "qwen2", "layers": "48"},
    }
    for differences, source in cases.items():
        found = find_measured(wanted, [of_shape(record, "it", **source)])
        assert found is not None and found.differences == differences
        assert str(found).startswith("it (measured with this package, rows of up to 200 keys): ")
        assert ("its weights may be others" in str(found)) == (not differences)
    unknown = find_measured(Shape(), [of_shape(record, "it", family="")])
    assert unknown is not None and "family ?, not ?" in unknown.differences  # two that are unknown are not the same
    assert "1 layers, not ?" in unknown.differences


def test_the_package_has_them() -> None:
    """They are where the registry looks."""
    assert sorted(path.name for path in PACKAGED.iterdir()) == ["SmolLM2-135M-Instruct.json.gz", "all-MiniLM-L6-v2.json.gz"]
