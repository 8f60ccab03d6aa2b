"""Arrays in files: what NumPy stored comes back, and whatever else a file is, the refusal is one line with its name."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest

from critscale.numerics import stored
from critscale.numerics.stored import read_archive, read_array
from critscale.theory.errors import BadInput

MEND = "give another"
HEADER = b"\x93NUMPY\x01\x00v\x00"


def _saved(*arrays: np.ndarray, packed: bool = False) -> bytes:
    stream = io.BytesIO()
    if len(arrays) == 1:
        np.save(stream, arrays[0])
    else:
        (np.savez_compressed if packed else np.savez)(stream, *arrays)
    return stream.getvalue()


def _spoilt(data: bytes, at: int, by: bytes) -> bytes:
    return data[:at] + by + data[at + len(by) :]


ONE, TWO, PACKED = _saved(np.arange(3)), _saved(np.arange(3), np.ones(2)), _saved(np.arange(900), np.ones(2), packed=True)
BAD = {
    "No such file or directory": None,
    "NumPy cannot read it (EOFError": b"",
    "NumPy cannot read it (ValueError": b"nothing",
    "NumPy cannot read it (TokenError": HEADER + b"{'descr': '<f2', 'shape': (1, }".ljust(117) + b"\n",
    "NumPy cannot read it (MemoryError": HEADER + b"{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999999,), }".ljust(117) + b"\n",
    "NumPy cannot read it (BadZipFile": b"PK\x03\x04 nothing",
    "NumPy cannot read it (NotImplementedError": _spoilt(TWO, TWO.index(b"PK\x01\x02") + 10, b"\x63"),
    "NumPy cannot read it (error": _spoilt(PACKED, 60, bytes(30)),
}
"""Missing, empty, of other words, half a header, larger than memory, half an archive, packed by an unknown method, damaged."""


def test_what_numpy_stored(tmp_path: Path) -> None:
    """An array, and two by name."""
    (tmp_path / "a.npy").write_bytes(ONE)
    (tmp_path / "b.npz").write_bytes(PACKED)
    assert read_array(tmp_path / "a.npy", MEND).tolist() == [0, 1, 2]
    assert {name: array.shape for name, array in read_archive(tmp_path / "b.npz", MEND).items()} == {"arr_0": (900,), "arr_1": (2,)}


@pytest.mark.parametrize("why", BAD)
@pytest.mark.parametrize("read", [read_array, read_archive])
def test_what_is_refused(why: str, read: object, tmp_path: Path) -> None:
    """What, why, mend; never an error of another library."""
    file, data = tmp_path / "a.npz", BAD[why]
    if data is not None:
        file.write_bytes(data)
    with pytest.raises(BadInput) as caught:
        read(file, MEND)  # type: ignore[operator]
    line = str(caught.value)
    assert f"{file.name}: {why}" in line and line.endswith(f"; {MEND}") and "\n" not in line


def test_one_is_not_the_other(tmp_path: Path) -> None:
    """An archive under the name of an array, and an array under that of an archive; objects, which could run code."""
    (tmp_path / "a.npy").write_bytes(TWO)
    (tmp_path / "b.npz").write_bytes(ONE)
    (tmp_path / "c.npy").write_bytes(_saved(np.array([{}], dtype=object)))
    with pytest.raises(BadInput, match="an archive of arrays, not one"):
        read_array(tmp_path / "a.npy", MEND)
    with pytest.raises(BadInput, match="one array, not an archive of them"):
        read_archive(tmp_path / "b.npz", MEND)
    with pytest.raises(BadInput, match="Object arrays cannot be loaded"):
        read_array(tmp_path / "c.npy", MEND)


def test_there_is_no_other_way_to_them() -> None:
    """No other file of the package loads arrays by itself."""
    package = Path(stored.__file__).parents[1]
    rooms = ("theory", "numerics", "proofs", "measure", "audit", "cli", "handbook", "pictures")
    found = {path.relative_to(package).as_posix() for room in rooms for path in (package / room).rglob("*.py") if "np.load(" in path.read_text("utf-8")}
    assert found == {"numerics/stored.py"}
