"""The engines' packages: fetched with pip into a cache outside the checkout, and unpacked there."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath

SOURCES = frozenset({"transformers", "vllm", "sglang", "mlx-lm", "litgpt", "lmdeploy", "llama-cpp-python"})
AS_SDIST = frozenset({"llama-cpp-python"})
"""Packages whose wheels hold no source of what is in question."""

_KEPT = (".py", ".cpp", ".h", ".c", ".cu", ".cuh")


def cache_folder() -> Path:
    """Return where packages are kept: $CRITSCALE_FACTS_CACHE, or a folder of the user's cache."""
    given = os.environ.get("CRITSCALE_FACTS_CACHE")
    if given:
        return Path(given)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "critscale-facts"


@dataclass(frozen=True)
class Tree:
    """The source files of one version of a package."""

    package: str
    version: str
    root: Path

    def text(self, file: str) -> str | None:
        """Return a file of the package, None where it is not there."""
        path = self.root / file
        return path.read_text(encoding="utf-8", errors="replace") if path.is_file() else None

    def files(self, under: str = "", suffix: str = ".py") -> Iterator[tuple[str, str]]:
        """Yield the files below a folder with their text, in order."""
        for path in sorted((self.root / under).rglob(f"*{suffix}")):
            yield path.relative_to(self.root).as_posix(), path.read_text(encoding="utf-8", errors="replace")

    @cached_property
    def python(self) -> tuple[tuple[str, str], ...]:
        """All Python files."""
        return tuple(self.files())


def newest(package: str) -> str:
    """Return the newest version of a package that pip knows."""
    said = _pip("index", "versions", package)
    found = re.search(r"\(([^)]+)\)", said.splitlines()[0])
    if found is None:
        raise SystemExit(f"facts: pip names no version of {package}")
    return found.group(1)


def fetch(package: str, version: str, cache: Path) -> Tree:
    """Return a version of a package, downloaded and unpacked where it is not yet in the cache."""
    root = cache / f"{package}-{version}"
    if not root.is_dir():
        archives = cache / "archives"
        archives.mkdir(parents=True, exist_ok=True)
        archive = _archive(archives, package, version)
        if archive is None:
            kind = "--no-binary" if package in AS_SDIST else "--only-binary"
            _pip("download", "--quiet", "--no-deps", kind, ":all:", "--dest", str(archives), f"{package}=={version}")
            archive = _archive(archives, package, version)
        if archive is None:
            raise SystemExit(f"facts: pip gave no archive of {package} {version}")
        partial = root.with_name(root.name + ".partial")
        _unpack(archive, partial)
        partial.rename(root)
    return Tree(package, version, root)


def _archive(folder: Path, package: str, version: str) -> Path | None:
    name = package.replace("-", "_")
    found = [*folder.glob(f"{name}-{version}.tar.gz"), *folder.glob(f"{name}-{version}-*.whl")]
    return next((a for a in found if (a.suffix == ".gz") == (package in AS_SDIST)), None)


def _unpack(archive: Path, root: Path) -> None:
    """Write the source files of an archive; a member that would leave the folder is left out."""
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as wheel:
            for name in wheel.namelist():
                if name.endswith(_KEPT) and _inside(name):
                    _write(root / name, wheel.read(name))
        return
    with tarfile.open(archive) as sdist:
        for member in sdist:
            _, _, name = member.name.partition("/")
            if member.isfile() and name.endswith(_KEPT) and _inside(name):
                stream = sdist.extractfile(member)
                assert stream is not None
                _write(root / name, stream.read())


def _inside(name: str) -> bool:
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def _pip(*arguments: str) -> str:
    run = subprocess.run(
        [sys.executable, "-m", "pip", "--disable-pip-version-check", *arguments], capture_output=True, text=True
    )
    if run.returncode:
        raise SystemExit(f"facts: pip {arguments[0]} failed: {run.stderr.strip().splitlines()[-1]}")
    return run.stdout
