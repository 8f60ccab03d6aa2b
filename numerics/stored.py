"""Arrays in files, as NumPy stores them; whatever a file that is none of these raises is one refusal."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..theory.errors import BadInput, described, shown

if TYPE_CHECKING:
    from numpy.typing import NDArray


def read_array(path: Path, mend: str) -> NDArray[Any]:
    """Return the array of a .npy.

    Parameters
    ----------
    path : Path
        The file.
    mend : str
        What to give instead.

    Raises
    ------
    BadInput
        If there is no such file, or no array in it that can be read without running code.
    """
    found = _loaded(path, mend)
    if isinstance(found, Mapping):
        raise BadInput(shown(path), "an archive of arrays, not one", mend)
    return found


def read_archive(path: Path, mend: str) -> Mapping[str, NDArray[Any]]:
    """Return the arrays of a .npz by name; as `read_array`."""
    found = _loaded(path, mend)
    if not isinstance(found, Mapping):
        raise BadInput(shown(path), "one array, not an archive of them", mend)
    return found


def _loaded(path: Path, mend: str) -> NDArray[Any] | Mapping[str, NDArray[Any]]:
    import numpy as np

    try:
        with path.open("rb") as stream:
            found = np.load(stream, allow_pickle=False)
            return dict(found) if isinstance(found, np.lib.npyio.NpzFile) else found
    except OSError as error:
        raise BadInput(shown(path), error.strerror or "it cannot be read", mend) from None
    except Exception as error:  # noqa: BLE001  (NumPy, zipfile, zlib and tokenize have each their own, and more)
        raise BadInput(shown(path), f"NumPy cannot read it ({described(error)})", mend) from None
