"""The verification suite: chosen claims, chosen methods, a budget; on one core or on any Executor.

Each claim or twin is a task.  Tasks travel as ids, since statements are functions: a worker looks its claim up again,
in the package or in the user's file.  A claim and its twins travel together, for they share draws and expansions.
What the chosen claims rest on is checked with them, and no verdict stands above the weakest it rests on.  Results come back in the order of the claims, so the report does not depend on how many workers there were.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, as_completed
from dataclasses import dataclass, replace
from itertools import groupby
from time import perf_counter

from ..numerics.blas import one_thread
from ..theory.errors import CritscaleError, described
from ..theory.expansions.element import Undefined
from .budget import BUDGETS, DEFAULT, Budget
from .certificates.files import rechecked
from .claim import Claim
from .evidence import METHODS, Evidence, Finding, Verdict, conclude
from .formal.facts import FormalFacts
from .library import find_claim, package_claims, premises
from .report import Report


@dataclass(frozen=True, slots=True)
class Task:
    """One claim or twin to check, by name, so that it can travel to another process."""

    claim_id: str
    twin: str = ""
    file: str = ""
    premise: bool = False
    """What was asked for rests on it: all methods run."""

    @property
    def claim(self) -> Claim:
        """The claim, or what the twin says."""
        claim = find_claim(self.claim_id, self.file)
        return next(claim.changed(t) for t in claim.twins if t.name == self.twin) if self.twin else claim


def run_task(task: Task, budget: str, methods: frozenset[str]) -> Finding:
    """Check one claim or twin."""
    return run_claim(task.claim, BUDGETS[budget], METHODS if task.premise else methods)


def run_group(group: tuple[Task, ...], budget: str, methods: frozenset[str]) -> tuple[Finding, ...]:
    """Check a claim and its twins, or some of them, in one place.  The unit of work of an Executor."""
    return tuple(run_task(task, budget, methods) for task in group)


def run_claim(claim: Claim, budget: Budget = DEFAULT, methods: Iterable[str] = METHODS) -> Finding:
    """Check one claim, or a twin, with the chosen methods: a twin is as it should be when its verdict is REFUTED."""
    start = perf_counter()
    evidence = _evidence(claim.id, lambda: claim.statement.check(claim.assumptions, budget, frozenset(methods)))
    return Finding(
        id=claim.id,
        title=claim.title,
        verdict=conclude(evidence, only_sampled=claim.only_sampled),
        evidence=evidence,
        seconds=perf_counter() - start,
        twin_of=claim.twin_of,
        statement="" if claim.twin_of else _digest(claim),
    )


def _digest(claim: Claim) -> str:
    """Return the hash of a statement; none of one that raises where it is written, which the checkers say."""
    try:
        return claim.digest
    except Exception:  # noqa: BLE001  (whatever a user's statement raises)
        return ""


def _evidence(name: str, compute: Callable[[], list[Evidence]]) -> tuple[Evidence, ...]:
    """Run a checker; an error in it is no verdict on the claim, and no reason to stop the suite."""
    try:
        with one_thread():
            return rechecked(name, tuple(compute()))
    except Undefined as error:
        return (Evidence("none", Verdict.UNKNOWN, str(error), open=True),)
    except CritscaleError as error:
        return (Evidence("none", Verdict.UNKNOWN, str(error), broken=True),)
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001  (whatever a formula raises is evidence of nothing)
        return (_nothing(name, error),)


def _nothing(name: str, error: BaseException) -> Evidence:
    return Evidence("none", Verdict.UNKNOWN, f"the check of {name} failed with {described(error)}", broken=True)


def _lost(task: Task, error: BaseException) -> Finding:
    """Return what is found where a task was lost with the place that it ran in."""
    claim = task.claim
    evidence = (_nothing(claim.id, error),)
    return Finding(id=claim.id, title=claim.title, verdict=Verdict.UNKNOWN, evidence=evidence, twin_of=claim.twin_of)


def tasks_of(
    claims: Iterable[Claim], *, twins: bool = False, with_twins: bool = False, file: str = ""
) -> list[Task]:
    """Return the tasks of a run.

    Every must-fail twin of the claims; or every claim, followed by its twins if these are wanted too, after the claims of
    the package that they rest on.
    """
    chosen = tuple(claims)
    if twins:
        return [Task(c.id, t.name, file) for c in chosen for t in c.twins]
    found = [Task(c.id, file=_home(c.id, file), premise=True) for c in premises(file).needed(chosen)]
    for claim in chosen:
        found += [Task(claim.id, name, file) for name in ("", *((t.name for t in claim.twins) if with_twins else ()))]
    return found


def _home(claim_id: str, file: str) -> str:
    """Return the file that a claim is of, empty for the package."""
    return "" if any(c.id == claim_id for c in package_claims()) else file


def run_suite(
    claims: Iterable[Claim],
    *,
    twins: bool = False,
    with_twins: bool = False,
    budget: str = "default",
    methods: Iterable[str] = METHODS,
    executor: Executor | None = None,
    progress: Callable[[Finding], None] | None = None,
    file: str = "",
    formal: bool = False,
) -> Report:
    """Run the suite.

    Parameters
    ----------
    claims : iterable of Claim
        What to check.
    twins : bool
        Check the must-fail twins instead of the claims.
    with_twins : bool
        Check the claims and their must-fail twins, in one run: each claim is followed by its twins.
    budget : str
        ``quick``, ``default`` or ``thorough``.
    methods : iterable of str
        Names from `METHODS`; the claims that the chosen ones rest on are checked by all of them.
    executor : concurrent.futures.Executor, optional
        Where tasks run; here and now by default.
    progress : callable, optional
        Called with every finding as it comes in.
    file : str
        The user's file the claims come from, for workers; empty for the package's own.
    formal : bool
        Have the proof kernel check the formal theorems too, once, and add its evidence to the claims they are linked to.

    Returns
    -------
    Report
        Partial, with ``complete`` False, if interrupted.
    """
    from .provenance import versions

    chosen_claims = tuple(claims)
    tasks = tasks_of(chosen_claims, twins=twins, with_twins=with_twins, file=file)
    chosen = frozenset(methods)
    found: dict[Task, Finding] = {}
    facts: FormalFacts | None = None
    complete = True
    try:
        with one_thread():  # here as well, since threads of one process share the limit
            for task, finding in _run(tasks, budget, chosen, executor):
                found[task] = finding
                if progress is not None:
                    progress(finding)
        if formal:
            said = {c.id: c for claim in chosen_claims for c in (claim, *claim.must_fail)}
            facts = _add_formal(found, [said[found[t].id] for t in tasks if not (file or t.premise)])
    except KeyboardInterrupt:
        complete = False
    rests = premises(file)
    weighed = {} if twins else rests.weighed(f for f in found.values() if not f.twin_of)
    ran = {t: f if t.twin else replace(weighed[t.claim_id], rests_on=rests.ranked(t.claim_id)) for t, f in found.items()}
    return Report(
        findings=tuple(ran[t] for t in tasks if t in ran and not t.premise),
        premises=tuple(ran[t] for t in tasks if t in ran and t.premise),
        budget=budget,
        methods=(*(m for m in METHODS if m in chosen), *(("formal",) if formal else ())),
        complete=complete,
        total=len(tasks),
        versions=versions(),
        formal=facts,
    )


def _add_formal(found: dict[Task, Finding], claims: list[Claim]) -> FormalFacts:
    """Add formal evidence to the findings it belongs to, here, in the parent: one build serves all claims."""
    from .certificates.files import certificate
    from .formal.judge import judge

    texts = {f.id: certificate(f.id, f.title, f.evidence) for f in found.values() if not f.twin_of and not f.broken}
    carried = {name: text for name, text in texts.items() if text is not None}
    evidence, facts = judge(claims, certificates=carried)
    sampled = {c.id for c in claims if c.only_sampled}
    for task, finding in found.items():
        if finding.id in evidence:
            every = (*finding.evidence, evidence[finding.id])
            found[task] = replace(finding, evidence=every, verdict=conclude(every, only_sampled=finding.id in sampled))
    return facts


def _run(
    tasks: list[Task], budget: str, methods: frozenset[str], executor: Executor | None
) -> Iterator[tuple[Task, Finding]]:
    if executor is None:
        for task in tasks:
            yield task, run_task(task, budget, methods)
        return
    groups = sorted((tuple(group) for _, group in groupby(tasks, lambda task: task.claim_id)), key=_turn)
    while groups:
        futures: dict[Future[tuple[Finding, ...]], tuple[Task, ...]] = {
            executor.submit(run_group, group, budget, methods): group for group in groups
        }
        groups = []
        try:
            for future in as_completed(futures):
                group, error = futures[future], future.exception()
                if error is None:
                    yield from zip(group, future.result(), strict=True)
                elif len(group) > 1:
                    groups += [(task,) for task in group]  # once more, apart: one of them ended the place they ran in
                else:
                    yield group[0], _lost(group[0], error)
        finally:
            for future in futures:
                future.cancel()


def _turn(group: tuple[Task, ...]) -> int:
    """Return when a group is handed out: a long one that comes last keeps every other worker waiting."""
    return -find_claim(group[0].claim_id, group[0].file).statement.COST
