"""The hub's cache on this machine: the folder of a model's snapshot.  Nothing is downloaded.

Source: huggingface_hub, "Understand caching": models--ORG--NAME with refs/main and snapshots/REVISION.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from ..theory.errors import BadInput, shown
from .reading import path_name, read_file

_MODEL = re.compile(r"[A-Za-z0-9][\w.-]*(/[A-Za-z0-9][\w.-]*)?")
_REVISION = re.compile(r"[\w.-]{1,255}")


def cached_model(name: str) -> Path | None:
    """Return the folder of a model in the hub's cache, None where ``name`` is no name of one or it is not there."""
    if not _MODEL.fullmatch(name):
        return None
    folder = _root() / f"models--{name.replace('/', '--')}"
    return folder if folder.is_dir() else None


def snapshot(folder: Path) -> Path | None:
    """Return the snapshot that a folder of the cache holds, None where it is no such folder.

    Raises
    ------
    BadInput
        If there is none, or nothing says which of several.
    """
    snapshots = folder / "snapshots"
    if not snapshots.is_dir():
        _refuse_root(folder)
        return None
    main = folder / "refs" / "main"
    if main.is_file():
        revision = read_file(main, 255).decode("ascii", "replace").strip()
        if _REVISION.fullmatch(revision) and revision not in (".", "..") and (snapshots / revision).is_dir():
            return snapshots / revision
    found = sorted(entry for entry in snapshots.iterdir() if entry.is_dir())
    if len(found) != 1:
        why = "its snapshots folder is empty" if not found else f"{len(found)} snapshots, and refs/main names none of them"
        mend = "download the model" if not found else f"give one, such as snapshots/{shown(found[0].name)}"
        raise BadInput(path_name(folder), why, mend)
    return found[0]


def _refuse_root(folder: Path) -> None:
    models = sorted(folder.glob("models--*")) if folder.is_dir() and not (folder / "config.json").exists() else []
    if models:
        raise BadInput(path_name(folder), f"a cache of {len(models)} models", f"give one, such as {shown(models[0].name)}")


def _root() -> Path:
    """Return where the hub keeps models, as huggingface_hub finds it."""
    for variable, below in (("HF_HUB_CACHE", ""), ("HUGGINGFACE_HUB_CACHE", ""), ("HF_HOME", "hub")):
        if os.environ.get(variable):
            return Path(os.environ[variable]).expanduser() / below
    cache = Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser()
    return cache / "huggingface" / "hub"
