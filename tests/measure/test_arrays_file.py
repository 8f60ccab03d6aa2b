"""Queries and keys from files, and the command on them: no torch is needed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from critscale.measure.arrays_file import read_arrays
from critscale.theory.errors import BadInput

from ..terminal import Terminal

RNG = np.random.default_rng(0)
Q, K = (RNG.standard_normal((heads, 200, 8)).astype(np.float32) for heads in (4, 2))


def test_the_three_kinds_of_file(tmp_path: Path) -> None:
    """The same arrays are the same scores; a layer axis is optional."""
    np.savez(tmp_path / "a.npz", q=Q, k=K, scale=np.float32(0.5))
    np.savez(tmp_path / "b.npz", q=np.stack([Q, 2 * Q]), k=np.stack([K, K]))
    np.save(tmp_path / "c.npy", np.stack([Q, Q]))
    (one,) = read_arrays(tmp_path / "a.npz")
    assert one.scale == 0.5
    assert one.mask.counts.tolist() == list(range(1, 201))
    first, second = read_arrays(tmp_path / "b.npz", causal=False, scale=2)
    assert second.scale == 2
    assert second.mask.counts.tolist() == [200] * 200
    assert np.array_equal(second.queries, 2 * first.queries)
    (stacked,) = read_arrays(tmp_path / "c.npy")
    assert stacked.scale == pytest.approx(8**-0.5)
    assert np.array_equal(stacked.dense(3), read_arrays(tmp_path / "c.npy")[0].dense(3))


def test_the_command(tmp_path: Path, terminal: Terminal) -> None:
    """Heads of each layer, the file's digest, and what is not known is not said."""
    np.savez(tmp_path / "a.npz", q=np.stack([Q, 2 * Q]), k=np.stack([K, K]))
    data = terminal.json("measure", str(tmp_path / "a.npz"), "--rows", "16")
    assert [(head["layer"], head["head"]) for head in data["heads"]] == [(i, h) for i in range(2) for h in range(4)]
    assert {head["simplex"] for head in data["heads"]} == {None}
    half = [data["heads"][h]["growth"]["medians"][-1] / data["heads"][4 + h]["growth"]["medians"][-1] for h in range(4)]
    assert half == pytest.approx([2] * 4)  # twice the scores need half of the multiplier
    assert data["source"]["arrays"].startswith("a.npz, sha256 ")
    out = tmp_path / "out.json"
    assert f"written: {out}" in terminal("measure", str(tmp_path / "a.npz"), "--rows", "16", "--out", str(out))
    assert out.read_text(encoding="utf-8").startswith('{\n "schema": "critscale/measured/2"')


@pytest.mark.parametrize(
    ("arrays", "why"),
    [
        ({"q": Q}, "it has q, and not q and k"),
        ({"q": Q, "k": K[:, :, :4]}, "queries of 8 channels and keys of 4"),
        ({"q": Q, "k": K, "scale": np.ones(3)}, "its scale is not one number"),
        ({"q": np.array([Q, None], dtype=object), "k": K}, "NumPy cannot read it (ValueError: Object arrays"),
        ({"q": np.where(Q > 2, np.nan, Q), "k": K}, "an entry is infinite"),
        ({"q": Q.astype(int), "k": K}, "queries of int64"),
        ({"q": np.stack([Q, Q]), "k": K}, "q has the shape"),
        ({"q": Q[:, :30], "k": K[:, :30]}, "no query sees 64 keys"),
    ],
)
def test_what_does_not_fit(arrays: dict[str, np.ndarray], why: str, tmp_path: Path, terminal: Terminal) -> None:
    """One line."""
    np.savez(tmp_path / "a.npz", allow_pickle=True, **arrays)
    assert why in terminal.refuses("measure", str(tmp_path / "a.npz"))


def test_what_is_no_file(tmp_path: Path, terminal: Terminal) -> None:
    """Missing, damaged, of other words."""
    (tmp_path / "a.npz").write_bytes(b"PK\x03\x04 nothing")
    np.save(tmp_path / "b.npy", Q[0])
    for words, why in (
        ((str(tmp_path / "no.npz"),), "No such file"),
        ((str(tmp_path / "a.npz"),), "NumPy cannot read it (BadZipFile"),
        ((str(tmp_path / "b.npy"),), "stack queries and keys"),
        ((str(tmp_path / "b.npy"), "--mask", "ring"), "mask 'ring': no such name"),
        ((str(tmp_path / "b.npy"), "--text", "x"), "arrays have their text in them"),
        ((str(tmp_path / "b.npy"), "--scale", "much"), "not a finite number"),
        ((str(tmp_path / "b.npy"), "--lengths", "4,x"), "lengths = x: not a number"),
    ):
        assert why in terminal.refuses("measure", *words)


def test_a_safetensors_file_is_read_or_the_extra_named(tmp_path: Path) -> None:
    """The extra has what reads it."""
    safetensors = pytest.importorskip("safetensors.numpy", reason="needs the extra models")
    safetensors.save_file({"q": Q, "k": K}, tmp_path / "a.safetensors")
    assert np.array_equal(read_arrays(tmp_path / "a.safetensors")[0].queries, Q)
    (tmp_path / "b.safetensors").write_bytes(b"nothing")
    with pytest.raises(BadInput, match="it does not load"):
        read_arrays(tmp_path / "b.safetensors")
