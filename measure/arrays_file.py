"""Queries and keys in a file: ``q`` and ``k`` in a .npz or a .safetensors, or both stacked in a .npy."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from ..numerics.stored import read_archive, read_array
from ..numerics.streaming.ranges import KeyRanges
from ..numerics.streaming.scores import HeadScores
from ..theory.errors import BadInput, described, shown
from .loading import EXTRA

ENDINGS = (".npy", ".npz", ".safetensors")
MEND = "store q (H, n, d) and k (G, n, d), or with layers before, and if you like scale"


def read_arrays(path: Path, *, causal: bool = True, scale: float | None = None) -> list[HeadScores]:
    """Return the scores of each layer of a file.

    Parameters
    ----------
    path : Path
        A .npz or .safetensors with ``q`` of shape (H, n, d) or (L, H, n, d), ``k`` of shape (G, m, d) or (L, G, m, d), and perhaps
        ``scale``; or a .npy of shape (2, H, n, d) or (2, L, H, n, d).
    causal : bool
        Whether a query sees its own key and those before it only.
    scale : float, optional
        What multiplies the inner products; that of the file by default, and else 1/sqrt(d).

    Raises
    ------
    BadInput
        If the file cannot be read, or its arrays do not fit.
    """
    found = _read(path)
    if not {"q", "k"} <= set(found):
        raise BadInput(shown(path), f"it has {shown(', '.join(map(str, found)) or 'no arrays')}, and not q and k", MEND)
    q, k = (np.asarray(found[name]) for name in ("q", "k"))
    q, k = (part[np.newaxis] if part.ndim < 4 else part for part in (q, k))
    if q.ndim != 4 or k.ndim != 4 or len(q) != len(k) or not len(q):
        raise BadInput(shown(path), f"q has the shape {np.shape(found['q'])} and k {np.shape(found['k'])}", MEND)
    if scale is None and "scale" in found:
        if np.size(found["scale"]) != 1 or np.asarray(found["scale"]).dtype.kind not in "fiu":
            raise BadInput(shown(path), "its scale is not one number", MEND)
        scale = float(np.asarray(found["scale"]).reshape(()))
    n, m = q.shape[2], k.shape[2]
    mask = KeyRanges.causal(n, m) if causal else KeyRanges.full(n, m)
    return [HeadScores.of(queries, keys, scale, mask) for queries, keys in zip(q, k, strict=True)]


def _read(path: Path) -> Mapping[str, Any]:
    if path.suffix == ".npz":
        return read_archive(path, MEND)
    if path.suffix == ".npy":
        stacked = read_array(path, MEND)
        if stacked.ndim not in (4, 5) or len(stacked) != 2:
            raise BadInput(shown(path), f"an array of shape {stacked.shape}", "stack queries and keys: (2, H, n, d)")
        return {"q": stacked[0], "k": stacked[1]}
    try:
        from safetensors.numpy import load_file
    except ImportError:
        raise BadInput(shown(path), "it needs safetensors", EXTRA) from None
    try:
        loaded: Mapping[str, Any] = load_file(path)
    except OSError as error:
        raise BadInput(shown(path), error.strerror or "it cannot be read", MEND) from None
    except Exception as error:  # noqa: BLE001  safetensors has an error class of its own
        raise BadInput(shown(path), f"it does not load ({described(error)})", MEND) from None
    return loaded
