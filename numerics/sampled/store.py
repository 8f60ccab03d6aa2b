"""Finished rows of a long run as files, written whole or not at all, so that a rerun resumes where it was broken off."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import numpy as np

from ..files import SCRATCH, write_atomically
from ..numbers.arrays import Array

ROW = ".row"


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
        return self.directory / f"{hashlib.sha256(text.encode()).hexdigest()[:24]}{ROW}"

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

    def clear(self) -> None:
        """Remove all rows, those of runs that were killed and never resumed too, and the directory if nothing else is in it."""
        for pattern in (f"*{ROW}", f"{SCRATCH}*"):
            for file in self.directory.glob(pattern):
                file.unlink(missing_ok=True)
        with suppress(OSError):
            self.directory.rmdir()
