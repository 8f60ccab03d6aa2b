"""Running the Rocq kernel: the library, the propositions and their proofs compiled in a temporary copy, and the axioms.

Nothing is left behind and nothing is remembered: a result holds for the sources it was made from, in the run it was
made in.  There are no receipts to trust.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from shutil import which
from tempfile import TemporaryDirectory
from time import monotonic, sleep

from ...numerics.processes import death_with_the_parent
from .obligation import TACTICS, Obligation
from .sheets import Sheet, sheets
from .sources import Sources

INSTALL = "apt-get install -y --no-install-recommends coq libcoq-coquelicot libcoq-interval"
"""The Debian packages that bring the kernel and the two libraries used."""
OPTIONS = ("-q", "-w", "-ambiguous-paths", "-Q", "critscale", "critscale", "-Q", "claims", "claims")
LIBRARY = "critscale"
"""Folder of the library in the copy, and its name in Coq."""
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
"""Seconds for all files together; a minute is usual on two cores."""
_HEADERS = ("Axioms:", "Closed under the global context")
_AXIOM = re.compile(r"([A-Za-z_][\w'.]*)(?:\s*:.*)?")
_UNFOUND = re.compile(r"Cannot find a physical path bound to logical path\s+(\S+)(?:\s+with\s+prefix\s+(\S+))?")


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
        Under the proofs, as printed, sorted.
    failure : str
        One line, empty if every file of the library was accepted.
    rejected : mapping
        Why the kernel did not accept an obligation, by its name.
    seconds : float
        Wall-clock time.
    """

    digest: str
    version: str
    axioms: tuple[str, ...] = ()
    failure: str = ""
    rejected: Mapping[str, str] = field(default_factory=dict)
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


def complete(coqc: str = "coqc") -> str:
    """Return the version of Coq/Rocq where the libraries are there too; compiles a line to see.

    Raises
    ------
    NoRocq
        With how to install what is missing.
    """
    found = version(coqc)
    with TemporaryDirectory(prefix="critscale-rocq-") as folder:
        Path(folder, "Here.v").write_text("From Coquelicot Require Import Coquelicot.\n", encoding="utf-8")
        done = subprocess.run(
            [coqc, "-q", "Here.v"], cwd=folder, capture_output=True, text=True, timeout=60, check=False
        )
    if done.returncode:
        raise NoRocq(_unfound(done.stdout + done.stderr) or f"{coqc} does not run: {INSTALL}")
    return found


def build(
    sources: Sources,
    obligations: tuple[Obligation, ...] = (),
    *,
    also: tuple[str, ...] = (),
    coqc: str = "coqc",
    jobs: int = JOBS,
    timeout: float = TIMEOUT,
) -> Built:
    """Compile what some obligations rest on in a temporary copy, then their propositions, proofs and axioms.

    A proof that is rejected is struck out and the rest goes on without it.  An interruption stops the kernel and removes
    the copy; where this process is killed the kernel ends with it.

    Parameters
    ----------
    sources : Sources
        The library.
    obligations : tuple of Obligation
        What is to be proved.
    also : tuple of str
        Files of the library to compile whatever rests on them.
    coqc, jobs, timeout : str, int, float
        The program, processes at a time, and seconds for everything.

    Raises
    ------
    NoRocq
        If the kernel or one of its libraries is missing, or it did not end in time.
    """
    tool, start = version(coqc), monotonic()
    used = sources.below({*TACTICS, *also, *(file for o in obligations for file in o.files)})
    with TemporaryDirectory(prefix="critscale-rocq-") as folder:
        run = _Run(used, sheets(obligations, used, 3 * jobs), Path(folder), coqc)
        failure = run.all(jobs, start + timeout)
    return Built(
        digest=sources.digest,
        version=tool,
        axioms=tuple(sorted(run.axioms)),
        failure=failure,
        rejected=run.rejected,
        seconds=monotonic() - start,
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
        return axioms, f"{len(lines) - len(named)} lists of axioms were printed, not {prints}"
    if None in matches:
        return axioms, f"{named[matches.index(None)]!r} was printed for an axiom"
    foreign = [name for name in axioms if name not in ALLOWED]
    return axioms, f"it rests on {', '.join(foreign)}, which is not allowed" if foreign else ""


class _Run:
    """The files of a build, compiled in the order in which they need each other."""

    def __init__(self, library: Sources, written: tuple[Sheet, ...], folder: Path, coqc: str) -> None:
        self.folder, self.coqc = folder, coqc
        self.sheets = {sheet.file: sheet for sheet in written}
        self.needs = {f"{LIBRARY}/{n}": {f"{LIBRARY}/{i}" for i in library.imports(n)} for n in library.files}
        proofs = set(self.needs)
        for sheet in written:
            self.needs[sheet.file] = {n for n in sheet.needs if n in self.sheets} | (
                proofs if sheet.uses_library else set()
            )
        for name, text in library.files.items():
            self._write(f"{LIBRARY}/{name}", text)
        for sheet in written:
            self._write(sheet.file, sheet.text)
        self.rejected: dict[str, str] = {}
        self.axioms: set[str] = set()

    def _write(self, name: str, text: str) -> None:
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def all(self, jobs: int, deadline: float) -> str:
        """Compile everything; return the first failure of the library, or an empty text."""
        waiting, done, running = set(self.needs), set[str](), dict[str, subprocess.Popen[bytes]]()
        try:
            while waiting or running:
                ready = sorted((n for n in waiting if self.needs[n] <= done), key=lambda n: (-self._weight(n), n))
                for name in ready[: jobs - len(running)]:
                    running[name] = self._start(name)
                    waiting.remove(name)
                if not running:
                    return f"{sorted(waiting)[0]} imports what is not there, or itself"
                ended = [name for name, process in running.items() if process.poll() is not None]
                for name in ended:
                    process = running.pop(name)
                    output = (self.folder / f"{name}.out").read_text(encoding="utf-8", errors="replace")
                    again = self._again(name, output, failed=process.returncode != 0)
                    if again is None:
                        return _why(name, output)
                    (waiting if again else done).add(name)
                if monotonic() > deadline:
                    raise NoRocq("coqc did not end in time; a machine with two free cores needs a minute")
                if not ended:
                    sleep(0.02)
        finally:
            for process in running.values():
                process.kill()
            for process in running.values():
                process.wait()
        return ""

    def _again(self, name: str, output: str, *, failed: bool) -> bool | None:
        """Tell whether a file has to be compiled once more; None if nothing helps."""
        sheet = self.sheets.get(name)
        if sheet is None:
            return None if failed else False
        if failed:
            missing = _unfound(output)
            if missing:
                raise NoRocq(missing)
            lines = re.findall(r"^File \"[^\"]*\", line (\d+)", output, re.MULTILINE)
            found = sheet.at(int(lines[-1])) if lines else None  # warnings come before the error
            if found is None:
                return None
            self._strike(found, _why(name, output))
            return True
        if not sheet.prints:
            return False
        axioms, strange = read_axioms(output, sheet.prints)
        if not strange:
            self.axioms.update(axioms)
            return False
        lists = re.split(r"(?m)^(?=Axioms:|Closed under)", output)[1:]
        if len(lists) == len(sheet.kept):
            wrong = [(o, why) for o, text in zip(sheet.kept, lists, strict=True) if (why := read_axioms(text)[1])]
            for o, why in wrong:
                self._strike(o, why)
            if not wrong:
                return None
        elif sheet.apart:
            return None
        sheet.apart = True
        self._write(name, sheet.text)
        return bool(sheet.kept)

    def _strike(self, o: Obligation, why: str) -> None:
        """Leave an obligation out of every file."""
        self.rejected[o.name] = why
        for sheet in self.sheets.values():
            if o in sheet.kept:
                sheet.kept.remove(o)
                if not (self.folder / f"{sheet.file}o").exists():  # what is compiled stays as it is
                    self._write(sheet.file, sheet.text)

    def _start(self, name: str) -> subprocess.Popen[bytes]:
        with (self.folder / f"{name}.out").open("wb") as out:
            command = [self.coqc, *OPTIONS, name]
            return subprocess.Popen(
                command, cwd=self.folder, stdout=out, stderr=subprocess.STDOUT, preexec_fn=death_with_the_parent()
            )

    def _weight(self, name: str) -> int:
        """Return how many files wait for this one, so that long chains start early."""
        return sum(name in files for files in self.needs.values())


def _unfound(output: str) -> str:
    """Return which library is missing on this machine, if one is."""
    missing = _UNFOUND.search(output)
    if missing is None:
        return ""
    name = (f"{missing[2]}." if missing[2] else "").replace("..", ".") + missing[1]
    name = name.rstrip(".")
    return "" if name.split(".")[0] in (LIBRARY, "claims") else f"coqc finds no library {name}: {INSTALL}"


def _why(name: str, output: str) -> str:
    """Return a failure in one line.  A missing library is the machine's fault, not the proof's."""
    missing = _unfound(output)
    if missing:
        raise NoRocq(missing)
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    places = [k for k, line in enumerate(lines) if line.startswith("File")]
    where = re.search(r"line \d+", lines[places[-1]]) if places else None
    error = " ".join(lines[places[-1] + 1 :] if places else lines[-2:]).removeprefix("Error:").strip() or "no output"
    return f"coqc rejects {name.split('/')[-1]}{', ' + where[0] if where else ''}: {error[:160]}"
