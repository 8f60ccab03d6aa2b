"""Running the Rocq kernel: every file compiled in a temporary copy, and the axioms it prints.

Nothing is left behind and nothing is remembered: a result holds for the sources it was made from, in the run it was
made in.  There are no receipts to trust.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from shutil import which
from tempfile import TemporaryDirectory
from time import monotonic, sleep

from .sources import AUDIT, Sources

INSTALL = "apt-get install -y --no-install-recommends coq libcoq-coquelicot libcoq-interval"
"""The Debian packages that bring the kernel and the two libraries used."""
OPTIONS = ("-q", "-w", "-ambiguous-paths", "-Q", ".", "critscale")
ALLOWED = frozenset(
    {
        "ClassicalDedekindReals.sig_forall_dec",
        "ClassicalDedekindReals.sig_not_dec",
        "FunctionalExtensionality.functional_extensionality_dep",
        "Classical_Prop.classic",
    }
)
"""The classical real numbers of Coq's library, and nothing else."""
JOBS = 2
TIMEOUT = 900
"""Seconds for all files together; half a minute is usual on two cores."""
_HEADERS = ("Axioms:", "Closed under the global context")
_AXIOM = re.compile(r"([A-Za-z_][\w'.]*)(?:\s*:.*)?")


class NoRocq(Exception):
    """The kernel is not on this machine, or not all of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """What came of one build.

    Attributes
    ----------
    digest : str
        Of the sources it was made from.
    version : str
        Of Coq/Rocq.
    axioms : tuple of str
        As printed, sorted.
    failure : str
        One line, empty if every file was accepted and no axiom is foreign.
    seconds : float
        Wall-clock time.
    """

    digest: str
    version: str
    axioms: tuple[str, ...] = ()
    failure: str = ""
    seconds: float = 0.0


def version(coqc: str = "coqc") -> str:
    """Return the version of Coq/Rocq.

    Raises
    ------
    NoRocq
        With how to install it, if there is none.
    """
    if which(coqc) is None:
        raise NoRocq(f"no {coqc} on this machine: {INSTALL}")
    done = subprocess.run([coqc, "--print-version"], capture_output=True, text=True, timeout=60, check=False)
    words = done.stdout.split()
    if done.returncode or not words:
        raise NoRocq(f"{coqc} does not run: {INSTALL}")
    return words[0]


def build(sources: Sources, *, coqc: str = "coqc", jobs: int = JOBS, timeout: float = TIMEOUT) -> Built:
    """Compile every file in a temporary copy, in the order of its imports, and read the axioms.

    An interruption stops the kernel and removes the copy.

    Raises
    ------
    NoRocq
        If the kernel or one of its libraries is missing, or it did not end in time.
    """
    tool, start = version(coqc), monotonic()
    with TemporaryDirectory(prefix="critscale-rocq-") as folder:
        for name, text in sources.files.items():
            Path(folder, name).write_text(text, encoding="utf-8")
        output, failure = _compile(sources, folder, coqc, jobs, start + timeout)
    axioms, strange = read_axioms(output.get(AUDIT, ""), len(sources.prints()))
    if not failure and strange:
        failure = strange
    return Built(
        digest=sources.digest, version=tool, axioms=axioms, failure=failure, seconds=monotonic() - start
    )


def read_axioms(output: str, prints: int = 1) -> tuple[tuple[str, ...], str]:
    r"""Return the axioms in the kernel's output of ``prints`` lists, and what is wrong with it, if anything is.

    Examples
    --------
    >>> read_axioms("Axioms:\nClassical_Prop.classic : forall P : Prop, P \\/ ~ P")
    (('Classical_Prop.classic',), '')
    >>> read_axioms("Axioms:\nmine : False")
    (('mine',), 'it rests on mine, which is not allowed')
    """
    lines = [line for line in output.splitlines() if line and not line[0].isspace()]
    named = [line for line in lines if line not in _HEADERS]
    matches = [_AXIOM.fullmatch(line) for line in named]
    axioms = tuple(sorted({m[1] for m in matches if m}))
    if not prints or len(lines) - len(named) != prints:
        return axioms, f"{AUDIT} printed {len(lines) - len(named)} lists of axioms, not {prints}"
    if None in matches:
        return axioms, f"{AUDIT} printed {named[matches.index(None)]!r}"
    foreign = [name for name in axioms if name not in ALLOWED]
    return axioms, f"it rests on {', '.join(foreign)}, which is not allowed" if foreign else ""


def _compile(
    sources: Sources, folder: str, coqc: str, jobs: int, deadline: float
) -> tuple[dict[str, str], str]:
    """Return what each file printed, and the first failure; stop at it."""
    needs = {name: set(sources.imports(name)) for name in sources.files}
    waiting, done, running = set(needs), set[str](), dict[str, subprocess.Popen[bytes]]()
    output: dict[str, str] = {}
    try:
        while waiting or running:
            ready = sorted((n for n in waiting if needs[n] <= done), key=lambda n: (-_weight(n, needs), n))
            for name in ready[: jobs - len(running)]:
                running[name] = _start(coqc, folder, name)
                waiting.remove(name)
            if not running:
                return output, f"{sorted(waiting)[0]} imports what is not there, or itself"
            ended = [name for name, process in running.items() if process.poll() is not None]
            for name in ended:
                process = running.pop(name)
                output[name] = Path(folder, f"{name}.out").read_text(encoding="utf-8", errors="replace")
                if process.returncode:
                    return output, _why(name, output[name])
                done.add(name)
            if monotonic() > deadline:
                raise NoRocq("coqc did not end in time; a machine with two free cores needs half a minute")
            if not ended:
                sleep(0.02)
    finally:
        for process in running.values():
            process.kill()
        for process in running.values():
            process.wait()
    return output, ""


def _start(coqc: str, folder: str, name: str) -> subprocess.Popen[bytes]:
    with Path(folder, f"{name}.out").open("wb") as out:
        return subprocess.Popen([coqc, *OPTIONS, name], cwd=folder, stdout=out, stderr=subprocess.STDOUT)


def _weight(name: str, needs: Mapping[str, set[str]]) -> int:
    """Return how many files wait for this one, so that long chains start early."""
    return sum(name in files for files in needs.values())


def _why(name: str, output: str) -> str:
    """Return a failure in one line.  A missing library is the machine's fault, not the proof's."""
    missing = re.search(r"Cannot find a physical path bound to logical path\s+(\S+)", output)
    if missing and not missing[1].startswith("critscale"):
        raise NoRocq(f"coqc finds no library {missing[1].rstrip('.')}: {INSTALL}")
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    where = next((re.search(r"line \d+", line) for line in lines if line.startswith("File")), None)
    error = " ".join(lines[-2:]).removeprefix("Error:").strip() if lines else "no output"
    return f"coqc rejects {name}{', ' + where[0] if where else ''}: {error[:160]}"
