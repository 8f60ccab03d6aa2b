"""Finished rows of a long run as files, written whole or not at all, so that a rerun resumes where it was broken off."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from ..numbers.arrays import Array


def write_atomically(path: Path, data: bytes) -> None:
    """Write a file so that at no moment a part of it stands under its name."""
    path.parent.mkdir(parents=True, exist_ok=True)
    scratch = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with scratch.open("wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        scratch.replace(path)
    finally:
        scratch.unlink(missing_ok=True)


class RowStore:
    """A directory of float64 rows, keyed by everything that decides them.

    Parameters
    ----------
    directory : Path
        Where the rows stand; made when the first is written.
    """

    def __init__(self, directory: Path) -> None:
        self.directory = directory

    def _path(self, key: Mapping[str, object]) -> Path:
        text = json.dumps(key, sort_keys=True)
        return self.directory / f"{hashlib.sha256(text.encode()).hexdigest()[:24]}.row"

    def read(self, key: Mapping[str, object], length: int) -> Array | None:
        """Return a finished row, or None where there is none, or a damaged one."""
        try:
            data = self._path(key).read_bytes()
        except FileNotFoundError:
            return None
        digest, body = data[:32], data[32:]
        if len(body) != 8 * length or hashlib.sha256(body).digest() != digest:
            return None
        return np.frombuffer(body, dtype="<f8").astype(np.float64)

    def write(self, key: Mapping[str, object], row: Array) -> None:
        """Keep a finished row."""
        body = np.ascontiguousarray(row, dtype="<f8").tobytes()
        write_atomically(self._path(key), hashlib.sha256(body).digest() + body)

    def remove(self, keys: list[Mapping[str, object]]) -> None:
        """Remove the rows of a finished run, and the directory if nothing else is in it."""
        for key in keys:
            self._path(key).unlink(missing_ok=True)
        try:
            self.directory.rmdir()
        except OSError:
            pass
