"""Files as results: refused before the work begins where they cannot be written, and written whole or not at all."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from ..theory.errors import BadInput

SCRATCH = ".critscale-"
"""What the names of files begin with that are being written."""
MEND = "name another file"


def check_writable(paths: Iterable[Path]) -> None:
    """Refuse what cannot be written, before there is anything to write; folders on the way are made.

    Raises
    ------
    BadInput
        If one of the paths is a folder, or may not be written.
    """
    for path in paths:
        with _named(path):
            if path.is_dir():
                raise BadInput(str(path), "it is a folder", MEND)
            target = _target(path)
            if target.exists() and not os.access(target, os.W_OK):
                raise BadInput(str(path), "it may not be written", MEND)
            if not _is_special(target):
                target.parent.mkdir(parents=True, exist_ok=True)
                scratch = _scratch(target)
                scratch.touch()
                scratch.unlink()


def write_atomically(path: Path, data: bytes) -> None:
    """Write a file so that at no moment a part of it stands under its name; a device or a pipe is written to.

    Raises
    ------
    BadInput
        If it cannot be written; what was there is left as it was.
    """
    with _named(path):
        target = _target(path)
        if _is_special(target):
            target.write_bytes(data)
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        scratch = _scratch(target)
        try:
            with scratch.open("wb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
            if target.exists():
                shutil.copymode(target, scratch)
            scratch.replace(target)
        finally:
            scratch.unlink(missing_ok=True)


def _target(path: Path) -> Path:
    """Return where a path leads: through links, which stay links."""
    return Path(os.path.realpath(path))


def _is_special(path: Path) -> bool:
    """Tell whether something else than a file is there, such as /dev/stdout or a pipe."""
    return path.exists() and not stat.S_ISREG(path.stat().st_mode)


def _scratch(path: Path) -> Path:
    return path.with_name(f"{SCRATCH}{os.getpid()}")


@contextmanager
def _named(path: Path) -> Iterator[None]:
    """Make an error of the system a refusal that names the path."""
    try:
        yield
    except BadInput:
        raise
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error) or "it cannot be written"
        raise BadInput(str(path), why[:1].lower() + why[1:], MEND) from None
