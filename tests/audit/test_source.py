"""What a user gives: files, folders, the hub's cache, standard input."""

from __future__ import annotations

import io
import json
from pathlib import Path
from types import SimpleNamespace

import pytest

from critscale.audit.reading import MAX_BYTES
from critscale.audit.source import read_source
from critscale.theory.errors import CritscaleError

from ..terminal import Terminal

QWEN = {"model_type": "qwen2", "head_dim": 128, "num_hidden_layers": 28, "max_position_embeddings": 32768}
REVISION = "0123456789abcdef0123456789abcdef01234567"


def cache(root: Path, revision: str = REVISION, named: bool = True) -> Path:
    """Return a model's folder in a hub cache, as huggingface_hub lays it out: a link into blobs, and refs/main."""
    folder = root / "models--Org--Name-7B"
    (folder / "blobs").mkdir(parents=True, exist_ok=True)
    (folder / "blobs" / "abc").write_text(json.dumps(QWEN))
    place = folder / "snapshots" / revision
    place.mkdir(parents=True)
    (place / "config.json").symlink_to("../../blobs/abc")
    if named:
        (folder / "refs").mkdir(exist_ok=True)
        (folder / "refs" / "main").write_text(revision)
    return folder


def test_a_folder_of_the_hub_cache(tmp_path: Path) -> None:
    """The snapshot that refs/main names, or the only one; the note says which."""
    folder = cache(tmp_path)
    found = read_source(folder)
    assert found.raw == QWEN
    assert found.notes == (f"snapshot {REVISION} of models--Org--Name-7B",)
    cache(tmp_path, "f" * 40, named=False)
    assert read_source(folder).notes == found.notes
    (folder / "refs" / "main").write_text("../../../elsewhere")
    with pytest.raises(CritscaleError, match="2 snapshots, and refs/main names none"):
        read_source(folder)
    assert read_source(folder / "snapshots" / ("f" * 40)).raw == QWEN
    with pytest.raises(CritscaleError, match="a cache of 1 models"):
        read_source(tmp_path)


def test_a_name_in_the_hub_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """``org/name`` is looked up in the cache, and only there; a path that exists comes first."""
    cache(tmp_path / "hub")
    monkeypatch.delenv("HF_HUB_CACHE", raising=False)
    monkeypatch.delenv("HUGGINGFACE_HUB_CACHE", raising=False)
    monkeypatch.setenv("HF_HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    assert read_source("Org/Name-7B").raw == QWEN
    for missing in ("Org/Other", "../hub/models--Org--Name-7B/none"):
        with pytest.raises(CritscaleError, match="No such file"):
            read_source(missing)
    (tmp_path / "Org" / "Name-7B").mkdir(parents=True)
    (tmp_path / "Org" / "Name-7B" / "config.json").write_text('{"head_dim": 64}')
    assert read_source("Org/Name-7B").raw == {"head_dim": 64}


def test_standard_input(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    """``-``: bounded as a file is."""
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(json.dumps(QWEN).encode())))
    assert terminal.json("audit", "-")["config"] == "standard input"
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(b" " * (MAX_BYTES + 9))))
    assert f"at most {MAX_BYTES}" in terminal.refuses("audit", "-")


def test_standard_input_that_is_none(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    """Closed, as ``<&-`` leaves it, or not readable: it is named, not standard output."""
    monkeypatch.setattr("sys.stdin", None)
    assert terminal.refuses("audit", "-") == "critscale: standard input: it is closed; pipe a config into it, or name a file\n"

    def broken(size: int) -> bytes:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=SimpleNamespace(read=broken)))
    assert terminal.refuses("audit", "-").startswith("critscale: standard input: it cannot be read (Input/output error); ")


def test_a_server_s_context_length_is_n(terminal: Terminal, tmp_path: Path) -> None:
    """It is n, and its word is said; two that differ are refused, and ``--n`` comes first."""
    file = tmp_path / "config.json"
    file.write_text(json.dumps(QWEN))
    found = terminal.json("audit", str(file), "--max-model-len", "16384")
    assert (found["n"], found["n_source"]) == ("16384", "--max-model-len")
    assert "--max-model-len says 16384" in terminal.refuses("audit", str(file), "--max-model-len", "16384", "--ctx-size", "8192")
    found = terminal.json("audit", str(file), "--max-model-len", "16384", "--n", "4096")
    assert (found["n"], found["n_source"]) == ("4096", "given")


def test_an_override_of_our_own_changes_the_keys_it_names(terminal: Terminal, tmp_path: Path) -> None:
    """Dotted or nested; the rest of the block stays; each change is said."""
    file = tmp_path / "config.json"
    file.write_text(json.dumps({**QWEN, "rope_scaling": {"rope_type": "yarn", "factor": 2.0}}))
    for words in ('{"rope_scaling.factor": 4.0}', '{"rope_scaling": {"factor": 4.0}}'):
        assert "  rope_scaling.factor = 4 from --override\n" in terminal("audit", str(file), "--override", words)
        found = terminal.json("audit", str(file), "--override", words)
        assert found["layers"][0]["laws"][0]["multiplier"] == "(1 + 0.1*log(4))^2"
        assert [r["keys"] for r in found["remarks"] if r["id"] == "override"] == [["rope_scaling.factor"]]
    for words in ("[1]", "{", '{"a..b": 1}', '{"a": 1, "a": 2}'):
        terminal.refuses("audit", str(file), "--override", words)
