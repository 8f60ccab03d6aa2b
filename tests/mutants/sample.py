"""Change the package at random places, one at a time, and see whether the tests and ``critscale verify`` notice.

``python -m tests.mutants.sample [--room ROOM] [--size 40] [--seed 1] [--jobs 2] [--out FILE]``: the first run records what
reaches what, which takes as long as the tests; each change is then shown to the tests and the claims that reach it, in a
copy of the checkout.  What is done stands in FILE, a line a change, and is not done again; ``--write`` writes it into
benchmarks/, with the scores.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from functools import cache
from math import ceil, sqrt
from pathlib import Path
from queue import SimpleQueue
from random import Random
from typing import Any

from .equivalent import UNSEEN
from .operators import Change, changes
from .reach import ROOT

CORE = (
    "theory/expansions/signs.py",
    "theory/field.py",
    "theory/layer/row.py",
    "theory/mechanisms/exponentials.py",
    "proofs/certificates/",
    "proofs/kinds/",
)
"""What every verdict hangs on."""
ROOMS: Mapping[str, tuple[tuple[str, ...], int]] = {
    "trusted core": (CORE, 95),
    "theory": (("theory/",), 90),
    "numerics": (("numerics/",), 90),
    "proofs": (("proofs/",), 90),
    "claims": (("proofs/claims/",), 90),
    "measure": (("measure/",), 80),
    "audit": (("audit/",), 80),
    "rest": (("cli/", "handbook/", "pictures/"), 80),
}
"""The rooms: their files, and the share of changes, in percent, that has to be noticed."""
PAGE, RECORD = ROOT / "benchmarks" / "README.md", ROOT / "benchmarks" / "mutants.json"
START, END = "<!-- mutants: make mutants ARGS=--write -->", "<!-- end of mutants -->"
NULLS = 1
"""Changes of nothing in each room's sample: one that is noticed makes the run worthless."""
PATIENCE = 4
"""A test may take so many times the processor seconds that it did, and a minute; how busy the machine is does not matter."""
STUCK = 5
"""What takes so many times longer by the clock than it may by the processor has no verdict."""
CLAIM_SECONDS = 15
"""So much of the claims' time a change is worth; the fastest come first."""
FEW = 3
"""Files of tests that are asked first."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one change.

    Attributes
    ----------
    room, change, line : str, str, int
        Which.
    tests : str
        The test that failed first, and passed at once without the change, or "import" or "time"; empty if there is none.
    claims : str
        The claim that was refuted or broke; empty if none was.
    reached : int
        How many tests reach it.
    null : bool
        Whether nothing was changed.
    since : str
        The test that was written because of it, and was seen to fail with it; no score counts it.
    """

    room: str
    change: str
    line: int
    tests: str
    claims: str
    reached: int
    null: bool = False
    since: str = ""

    @property
    def noticed(self) -> bool:
        """Whether anything told it from the original."""
        return bool(self.tests or self.claims)


class HarnessError(Exception):
    """The tester itself went wrong: no verdict on the change."""


def room_of(file: str) -> str:
    """Return the room of a file, relative to the package; empty for none."""
    if file.startswith(CORE):
        return "trusted core"
    if file.startswith("proofs/claims/"):
        return "claims"
    return next((room for room, (starts, _) in ROOMS.items() if room not in ("trusted core", "claims") and file.startswith(starts)), "")


@cache
def all_changes() -> Mapping[str, tuple[Change, ...]]:
    """Return every change of the package, by room."""
    found: dict[str, list[Change]] = {room: [] for room in ROOMS}
    for folder in sorted({start.partition("/")[0] for starts, _ in ROOMS.values() for start in starts}):
        for path in sorted((ROOT / folder).rglob("*.py")):
            file = path.relative_to(ROOT).as_posix()
            found[room_of(file)] += changes(file, path.read_text(encoding="utf-8"))
    return {room: tuple(some) for room, some in found.items()}


def sample(room: str, size: int, seed: int) -> Iterator[Change]:
    """Yield changes of a room, each as likely as any other, that compile and are not known to say the same."""
    order = Random(f"{room} {seed}")
    some = list(all_changes()[room])
    order.shuffle(some)
    left = size
    for change in some:
        if not left:
            return
        try:
            compile(change.of((ROOT / change.file).read_text(encoding="utf-8")), change.file, "exec", dont_inherit=True)
        except SyntaxError:
            continue
        if change.name not in UNSEEN:
            left -= 1
            yield change


@dataclass(frozen=True)
class Reach:
    """Who reaches what: tests and claims with their seconds, by file and by first line of a function."""

    seconds: Mapping[str, float]
    by_place: Mapping[tuple[str, int], frozenset[str]]
    by_file: Mapping[str, frozenset[str]]

    @classmethod
    def read(cls, files: Sequence[Path]) -> Reach:
        """Read what `reach` wrote."""
        seconds: dict[str, float] = {}
        places: dict[tuple[str, int], set[str]] = {}
        whole: dict[str, set[str]] = {}
        for file in files:
            with file.open() as stream:
                for line in stream:
                    name, took, found = json.loads(line)
                    seconds[name] = took
                    for path, start in found:
                        places.setdefault((path, start), set()).add(name)
                        whole.setdefault(path, set()).add(name)
        return cls(seconds, {k: frozenset(v) for k, v in places.items()}, {k: frozenset(v) for k, v in whole.items()})

    def of(self, change: Change) -> list[str]:
        """Return who reaches a change, the fastest first."""
        found = self.by_place.get((change.file, change.starts), frozenset())
        if not found:  # a module's own statement, or what runs in processes of its own
            found = self.by_file.get(change.file, frozenset())
        return self._in_order(found)

    def naming(self, change: Change) -> list[str]:
        """Return the tests of files that name the module of a change and do not reach it, the fastest first.

        They may run it in processes of their own, or while they are read.
        """
        files = naming(change.file)
        return self._in_order({name for name in self.seconds if name.partition("::")[0] in files}.difference(self.of(change)))

    def _in_order(self, found: Iterable[str]) -> list[str]:
        return sorted(found, key=lambda name: (self.seconds[name], name))


@cache
def naming(file: str) -> frozenset[str]:
    """Return the files of tests that name a module of the package."""
    *_, folder, name = ("critscale", *Path(file).with_suffix("").parts)
    word = re.compile(rf"\b{folder}\.{name}\b|\bimport\b.*\b{name}\b")
    paths = (ROOT / "tests").rglob("test_*.py")
    return frozenset(path.relative_to(ROOT).as_posix() for path in paths if word.search(path.read_text(encoding="utf-8")))


class Copy:
    """A copy of the checkout, in which one change at a time is planted."""

    def __init__(self, folder: Path) -> None:
        self.parent = folder
        self.root = folder / "critscale"
        ignored = shutil.ignore_patterns(".*", "build", "dist", "*.egg-info")
        shutil.copytree(ROOT, self.root, ignore=ignored, symlinks=True)
        self.environment = {
            **{k: v for k, v in os.environ.items() if not k.startswith("CRITSCALE_")},
            "PYTHONPATH": str(folder),
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        self.run([sys.executable, "-m", "compileall", "-q", "."], 300)

    @contextmanager
    def planted(self, change: Change) -> Iterator[None]:
        """Change the copy, and change it back."""
        path = self.root / change.file
        source, times = path.read_text(encoding="utf-8"), path.stat()
        path.write_text(change.of(source), encoding="utf-8")
        os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns + 2_000_000_000))  # what is compiled is stale
        try:
            yield
        finally:
            path.write_text(source, encoding="utf-8")
            os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))

    def run(self, command: Sequence[str], seconds: float, **environment: str) -> tuple[int | None, str]:
        """Run a command here; return its status, None if it took more seconds of the processor, and what it printed.

        Raises
        ------
        HarnessError
            If it did not end, and did not use them either.
        """
        with subprocess.Popen(
            ["sh", "-c", f'ulimit -t {ceil(seconds)}; exec "$@"', "sh", *command],
            cwd=self.root,
            env={**self.environment, **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        ) as process:
            try:
                output, _ = process.communicate(timeout=STUCK * seconds)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                output, _ = process.communicate()
                raise HarnessError(f"it hangs, or the machine does: {output[-200:]}") from None
        late = process.returncode in (-signal.SIGXCPU, -signal.SIGKILL)
        return None if late else process.returncode, output

    def imports(self, file: str) -> bool:
        """Tell whether a module can still be imported."""
        name = ".".join(("critscale", *Path(file).with_suffix("").parts)).removesuffix(".__init__")
        return self.run([sys.executable, "-c", f"import critscale.claims, {name}"], 60)[0] == 0

    def failing(self, tests: Sequence[str], seconds: float) -> str:
        """Return the first test that fails, "time" if they take too long, empty if they pass.

        Raises
        ------
        HarnessError
            If not every test was run.
        """
        chosen, outcome = self.parent / "chosen.json", self.parent / "outcome.json"
        chosen.write_text(json.dumps(tests))
        outcome.unlink(missing_ok=True)
        files = sorted({test.partition("::")[0] for test in tests})
        command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "-p", "tests.mutants.reach", *files]
        status, output = self.run(
            command, seconds, CRITSCALE_CHOSEN=str(chosen), CRITSCALE_OUTCOME=str(outcome)
        )
        if status is None:
            return "time"
        if not outcome.exists():
            raise HarnessError(output[-2000:])
        seen = json.loads(outcome.read_text())
        if seen["uncollected"]:
            return f"{seen['uncollected']} (cannot be read)"
        if not seen["failed"] and (status != 0 or not seen["ran"]):
            raise HarnessError(f"status {status}, {seen['ran']} of {len(tests)} tests ran: {output[-2000:]}")
        return str(seen["failed"])

    def refuted(self, claims: Sequence[str], seconds: float) -> str:
        """Return a claim that is refuted, or whose check breaks; empty for none; UNKNOWN is neither."""
        command = [sys.executable, "-m", "critscale", "verify", "--quick", "--jobs", "1", *claims]
        status, output = self.run(command, seconds)
        if status is None:
            return "time"
        found = re.search(r"^REFUTED +(\S+)", output, re.MULTILINE) or re.search(r"^UNKNOWN +(\S+).*\n.*failed with", output, re.MULTILINE)
        return found.group(1) if found else ""


def judge(copy: Copy, room: str, change: Change, tests: Reach, claims: Reach) -> Outcome:
    """Plant a change, and ask the claims and the tests that reach it."""
    reached = tests.of(change)
    null = change.old == change.new
    with copy.planted(change):
        if not copy.imports(change.file):
            return Outcome(room, change.name, change.line, "import", "", len(reached), null)
        asked, total = [], 0.0
        for claim in claims.of(change):
            total += claims.seconds[claim]
            if total > CLAIM_SECONDS:
                break
            asked.append(claim)
        refuted = copy.refuted(asked, PATIENCE * total + 60) if asked else ""
    failed = _noticing(copy, change, reached, tests.seconds)
    if not failed and not refuted:
        failed = _noticing(copy, change, tests.naming(change), tests.seconds)
    return Outcome(room, change.name, change.line, failed, refuted, len(reached), null)


def _noticing(copy: Copy, change: Change, reached: Sequence[str], seconds: Mapping[str, float]) -> str:
    """Return the first test that fails with a change and passes without it, "time" if they take too long, empty for none."""
    for part in _rounds(reached, seconds):
        left = part
        while left:
            with copy.planted(change):
                failed = copy.failing(left, PATIENCE * sum(seconds[t] for t in left) + 60)
            if not failed:
                break
            if failed not in left or not copy.failing([failed], PATIENCE * seconds[failed] + 60):
                return failed
            left = [test for test in left if test != failed]  # it fails anyway, on this machine
    return ""


def _rounds(reached: Sequence[str], seconds: Mapping[str, float]) -> Iterator[list[str]]:
    """Yield the tests in two parts: those of the few files that need least time for them, and the others."""
    cost: dict[str, float] = {}
    for test in reached:
        file = test.partition("::")[0]
        cost[file] = cost.get(file, 0) + seconds[test]
    first = set(sorted(cost, key=lambda file: cost[file])[:FEW])
    parts = [[t for t in reached if (t.partition("::")[0] in first) is side] for side in (True, False)]
    yield from (part for part in parts if part)


def interval(hits: int, tries: int) -> tuple[float, float]:
    """Return Wilson's interval for a share, at 95 percent; (0, 1) where nothing was tried."""
    if not tries:
        return 0.0, 1.0
    z, share = 1.96, hits / tries
    middle = (share + z * z / (2 * tries)) / (1 + z * z / tries)
    half = z / (1 + z * z / tries) * sqrt(share * (1 - share) / tries + z * z / (4 * tries * tries))
    return max(0.0, middle - half), min(1.0, middle + half)


def table(outcomes: Sequence[Outcome]) -> str:
    """Return the score of each room in Markdown."""
    lines = [
        "| room | changes | by the tests | by `verify` alone | noticed | 95 % interval | goal |",
        "|---|---|---|---|---|---|---|",
    ]
    for room, (_, goal) in ROOMS.items():
        some = [o for o in outcomes if o.room == room and not o.null]
        if some:
            hits = sum(o.noticed for o in some)
            low, high = interval(hits, len(some))
            lines.append(
                f"| {room} | {len(some)} | {sum(bool(o.tests) for o in some)} | {sum(bool(o.claims) for o in some)} "
                f"| {100 * hits / len(some):.0f} % | {100 * low:.0f} to {100 * high:.0f} % | {goal} % |"
            )
    return "\n".join(lines)


def write(lines: str, seed: int) -> None:
    """Write outcomes, and the table of them in benchmarks/README.md.

    Parameters
    ----------
    lines : str
        An outcome a line, as JSON.
    seed : int
        Of the sample.
    """
    done = [json.loads(line) for line in lines.splitlines()]
    kept = [o for o in done if o["change"] not in UNSEEN]
    record = {"seed": seed, "date": date.today().isoformat(), "python": platform.python_version(), "outcomes": kept}
    RECORD.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    page = PAGE.read_text(encoding="utf-8")
    before, rest = page.split(START)
    PAGE.write_text(f"{before}{START}\n\n{written(record)}\n\n{END}{rest.split(END)[1]}", encoding="utf-8")


def written(record: Mapping[str, Any]) -> str:
    """Return what stands on the page of a record: how it was made, the scores, and the changes that were not noticed."""
    outcomes = [Outcome(**outcome) for outcome in record["outcomes"]]
    nulls = sum(o.null for o in outcomes)
    head = (
        f"Seed {record['seed']}, {record['date']}, Python {record['python']}: {len(outcomes) - nulls} changes, and {nulls} of nothing,"
        f" of which {sum(o.null and o.noticed for o in outcomes)} were noticed."
    )
    missed = "\n".join(
        f"- {o.room}: ``{o.change}``" + (f"; since, `{o.since}`" if o.since else "") for o in outcomes if not o.noticed and not o.null
    )
    return f"{head}\n\n{table(outcomes)}\n\nNot noticed when the sample was drawn:\n\n{missed}"


def main(arguments: Sequence[str]) -> int:
    """Run the sample; return 1 if a change of nothing was noticed."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutants.sample", description="Change the code at random places, and see who notices.")
    parser.add_argument("--room", action="append", choices=list(ROOMS))
    parser.add_argument("--size", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--out", type=Path, default=Path("mutants"))
    parser.add_argument("--write", action="store_true", help="run nothing; write what is done into benchmarks/")
    given = parser.parse_args(arguments)
    given.out.mkdir(parents=True, exist_ok=True)
    done_file = given.out / "outcomes.jsonl"
    if given.write:
        write(done_file.read_text(), given.seed)
        return 0
    reach = given.out / "reach"
    _record(reach, given.jobs)
    tests = Reach.read([f for f in given.out.glob("reach.*") if f.suffix not in (".claims", ".done")])
    claims = Reach.read([given.out / "reach.claims"])
    lines = done_file.read_text().splitlines() if done_file.exists() else []
    outcomes = [Outcome(**json.loads(line)) for line in lines]
    done = {(o.room, o.change, o.line, o.null) for o in outcomes}
    work: list[tuple[str, Change]] = []
    for room in given.room or ROOMS:
        some = list(sample(room, given.size, given.seed))
        nulls = [Change(c.file, c.line, c.function, c.starts, c.span, c.old, c.old) for c in some[:NULLS]]
        work += [(room, c) for c in (*nulls, *some) if (room, c.name, c.line, c.old == c.new) not in done]
    copies: SimpleQueue[Copy] = SimpleQueue()
    for job in range(given.jobs):
        folder = given.out / f"copy-{job}"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        copies.put(Copy(folder.resolve()))

    def turn(item: tuple[str, Change]) -> Outcome | str:
        copy = copies.get()
        try:
            return judge(copy, *item, tests, claims)
        except HarnessError as error:
            return f"{item[1].name}: {error}"
        finally:
            copies.put(copy)

    broken = []
    with ThreadPoolExecutor(given.jobs) as pool, done_file.open("a") as stream:
        for number, outcome in enumerate(pool.map(turn, work), 1):
            if isinstance(outcome, str):
                broken.append(outcome)
                print(f"{number}/{len(work)} THE TESTER BROKE  {outcome}", flush=True)
                continue
            outcomes.append(outcome)
            stream.write(json.dumps(asdict(outcome)) + "\n")
            stream.flush()
            word = outcome.tests or outcome.claims or ("nothing changed" if outcome.null else "SURVIVED")
            print(f"{number}/{len(work)} {outcome.room}: {outcome.change} [{outcome.line}]  {word}", flush=True)
    print(table(outcomes))
    false = [o for o in outcomes if o.null and o.noticed]
    for outcome in false:
        print(f"NOTICED, THOUGH NOTHING CHANGED: {outcome}")
    print(f"{len(broken)} changes without a verdict, because the tester broke")
    return 1 if false or broken else 0


def _record(out: Path, jobs: int) -> None:
    """Record who reaches what, once."""
    if not out.with_suffix(".done").exists():
        plugin = ["-p", "tests.mutants.reach", "-q", "--ignore=tests/mutants", "-n", str(jobs)]
        subprocess.run([sys.executable, "-m", "pytest", *plugin], env={**os.environ, "CRITSCALE_REACH": str(out.resolve())}, cwd=ROOT, check=True)
        subprocess.run([sys.executable, "-m", "tests.mutants.reach", str(out.resolve())], cwd=ROOT, check=True)
        out.with_suffix(".done").touch()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
