"""Plant a mutant in a copy of the package, and ask ``critscale verify`` there."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from .derivations import ROOT, Mutant

ROOMS = ("theory", "numerics", "proofs", "cli")


def planted(mutant: Mutant, folder: Path) -> Path:
    """Copy the package into a folder with the mutant's source in the place of its module; return the folder."""
    package = folder / "critscale"
    package.mkdir()
    for module in ROOT.glob("*.py"):
        shutil.copy(module, package)
    for room in ROOMS:
        shutil.copytree(ROOT / room, package / room)  # with what is compiled: copies keep their times
    (package / mutant.file).write_text(mutant.source(), encoding="utf-8")
    return folder


def verify(folder: Path, claims: tuple[str, ...]) -> tuple[int, str]:
    """Run ``critscale verify`` on the package in a folder; return its exit status and what it prints."""
    command = [sys.executable, "-m", "critscale", "verify", "--jobs", "1", *claims]
    run = subprocess.run(
        command, cwd=folder, env={**os.environ, "PYTHONPATH": str(folder)}, capture_output=True, text=True, check=False
    )
    return run.returncode, run.stdout + run.stderr


def noticed(status: int, output: str) -> bool:
    """Tell whether a run ended with 1 because a claim is refuted, or the algebra that the prover shares broke its check."""
    return status == 1 and (bool(refuted(output)) or "UNKNOWN (broken)" in output)


def refuted(output: str) -> list[str]:
    """Return the ids of claims that the output says are refuted."""
    return re.findall(r"^REFUTED +(\S+)", output, re.MULTILINE)
