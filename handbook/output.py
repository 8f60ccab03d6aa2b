"""The folder of a site: files are written whole, and what an earlier run wrote and this one does not is taken away.

Nothing else in the folder is touched: a list of what was written stands in it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath

from ..numerics.files import write_atomically
from ..theory.errors import BadInput

LIST = "site.json"
"""What this program wrote there, by name: a folder without it is not ours to clear."""
MARK, WRITER = "written by", "critscale report"


def write_site(out: Path, files: Mapping[str, bytes]) -> None:
    """Write the files of a site into a folder.

    Parameters
    ----------
    out : Path
        The folder; made if it is not there.
    files : mapping of str to bytes
        Contents by relative path.

    Raises
    ------
    BadInput
        As `check_folder`.
    """
    before = check_folder(out, files)
    # listed before they are written: a run that is broken off here is cleared by the next one
    _list(out, {*files, *before})
    for name, content in files.items():
        target = out / name
        if not target.is_file() or target.read_bytes() != content:
            write_atomically(target, content)
    for name in before - set(files):
        if (out / name).is_file():
            (out / name).unlink()
    _list(out, files)


def check_folder(out: Path, files: Iterable[str]) -> set[str]:
    """Return the names that an earlier run wrote into a folder; refuse one where something else would be lost.

    Parameters
    ----------
    out : Path
        The folder, there or not.
    files : iterable of str
        Relative paths that are to be written.

    Raises
    ------
    BadInput
        If ``out`` is no folder, or one of ``files`` is there and no earlier run wrote it.
    """
    if out.exists() and not out.is_dir():
        raise BadInput(str(out), "it is a file", "name a folder for the site")
    before = _written(out)
    foreign = sorted(name for name in files if name not in before and (out / name).exists())
    if foreign:
        raise BadInput(str(out / foreign[0]), "it is there, and no earlier report wrote it", "name another folder")
    return before


def _list(out: Path, names: Iterable[str]) -> None:
    write_atomically(out / LIST, json.dumps({MARK: WRITER, "files": sorted(names)}, indent=1).encode())


def _written(out: Path) -> set[str]:
    """Return the names an earlier run listed, those that stay within the folder."""
    try:
        found = json.loads((out / LIST).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return set()
    except (ValueError, OSError, RecursionError):
        found = None
    names = found.get("files") if isinstance(found, dict) and found.get(MARK) == WRITER else None
    if not isinstance(names, list):
        raise BadInput(str(out / LIST), "no earlier report wrote it, or it is damaged", "name another folder")
    plain = (PurePosixPath(name) for name in names if isinstance(name, str))
    return {str(path) for path in plain if not path.is_absolute() and ".." not in path.parts}
