"""Whole statements against what is true by construction: nothing false is PROVED or SUPPORTED, nothing true REFUTED."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import pytest

from critscale.proofs.budget import QUICK
from critscale.proofs.claim import Claim
from critscale.proofs.kinds import Monotone
from critscale.proofs.suite import run_claim
from critscale.theory.errors import BadInput

from . import orders, statements
from .generators import Tally, cases
from .statements import Made

KINDS: dict[str, tuple[Callable[[Random], Made], ...]] = {**statements.KINDS, "expansion": orders.KINDS}
WRONG = {"true": {"REFUTED"}, "false": {"PROVED", "SUPPORTED"}, "undefined": {"PROVED", "SUPPORTED", "REFUTED"}}


def verdict_of(made: Made, seed: str) -> tuple[str, str]:
    """Return the verdict on a statement with its reasons, REFUSED where a claim of it cannot even be made."""
    try:
        claim = Claim(id=seed, title=made.shown, statement=made.statement, assumptions=made.assumptions)
        finding = run_claim(claim, QUICK)
    except BadInput as refusal:
        return "REFUSED", str(refusal)
    return finding.verdict.value, " | ".join(f"{e.method} {e.verdict.value}: {e.detail}" for e in finding.evidence)


@pytest.mark.parametrize("kind", KINDS)
def test_no_verdict_is_wrong(kind: str) -> None:
    """A pole in the domain of a monotone quantity may refute it as well; any other undefined point is UNKNOWN."""
    tally = Tally()
    for seed, rng in cases(f"statements-{kind}", 40, tally, of=len(KINDS)):
        made = rng.choice(KINDS[kind])(rng)
        verdict, reasons = verdict_of(made, seed)
        tally.counts[f"{made.truth} {verdict}"] += 1
        tally.counts["told"] += verdict in ("PROVED", "REFUTED")
        allowed = {"REFUTED"} if made.truth == "undefined" and isinstance(made.statement, Monotone) else set()
        if verdict in WRONG[made.truth] - allowed:
            ranges = ", ".join(a.range_text() for a in made.assumptions)
            tally.fail(seed, f"{made.truth}, found {verdict}: {made.shown}", ranges, reasons)
    tally.judge(told=0.5)
