"""What the long jobs of a site returned, kept by content: by the job, and by the code and the versions that do it.

A file is written whole under another name and renamed, so that runs at the same time do not meet in one.  It begins with the
digest of what it holds: a damaged one is worked out anew.  Where nothing can be kept, nothing is.
"""

from __future__ import annotations

import os
import pickle
import sys
from contextlib import suppress
from functools import lru_cache, partial
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from shutil import rmtree
from typing import Any

from ..numerics.files import write_atomically
from ..proofs.provenance import versions
from ..theory.errors import BadInput
from .work import Job

PACKAGE = Path(__file__).resolve().parents[1]
ROOMS = ("theory", "numerics", "proofs", "measure", "audit", "pictures", "handbook")
"""The rooms whose code and data a page or a picture depends on."""
ENDINGS = (".py", ".json")
DRAWING = ("matplotlib", "markupsafe")
"""What a job depends on beside the packages a report names."""
GENERATIONS = 4
"""So many states of the code are kept; what an older one made is removed."""
DIGEST = 32


def user_folder() -> Path:
    """Return where this user's programs keep what they can work out anew."""
    if os.name == "nt":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "critscale" / "cache"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "critscale"
    named = os.environ.get("XDG_CACHE_HOME", "")
    return (Path(named) if Path(named).is_absolute() else Path.home() / ".cache") / "critscale"


@lru_cache(maxsize=1)
def code() -> str:
    """Return a digest of the code of the rooms, and of the versions of all that it runs on."""
    found = sha256(sys.platform.encode())
    known = versions()
    for name in DRAWING:
        with suppress(PackageNotFoundError):
            known[name] = version(name)
    found.update(repr(sorted(known.items())).encode())
    for path in sorted(path for room in ROOMS for path in (PACKAGE / room).rglob("*") if path.suffix in ENDINGS):
        found.update(path.relative_to(PACKAGE).as_posix().encode() + b"\0" + sha256(path.read_bytes()).digest())
    return found.hexdigest()


class Kept:
    """Results of jobs in a folder.

    Parameters
    ----------
    folder : Path
        Where they stand; made when the first is written.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "handbook"

    def read(self, job: Job) -> Any:
        """Return what a job returned once, or None where that is not known, or damaged."""
        path = self._path(job)
        if path is None:
            return None
        try:
            data = path.read_bytes()
        except OSError:
            return None
        digest, body = data[:DIGEST], data[DIGEST:]
        return pickle.loads(body) if sha256(body).digest() == digest else None

    def write(self, job: Job, result: Any) -> None:
        """Keep what a job returned."""
        path = self._path(job)
        if path is None:
            return
        body = pickle.dumps(result)
        with suppress(OSError, BadInput):
            new = not path.parent.is_dir()
            write_atomically(path, sha256(body).digest() + body)
            if new:
                self._forget()

    def _path(self, job: Job) -> Path | None:
        """Return the file of a job, None of one that is not known by its function and its arguments alone."""
        if not isinstance(job, partial) or job.keywords:
            return None
        text = repr((job.func.__module__, job.func.__qualname__, job.args))
        return self.folder / code()[:24] / f"{sha256(text.encode()).hexdigest()[:24]}.kept"

    def _forget(self) -> None:
        """Remove what older code made."""
        generations = sorted(self.folder.iterdir(), key=lambda path: path.stat().st_mtime, reverse=True)
        for old in generations[GENERATIONS:]:
            rmtree(old, ignore_errors=True)
