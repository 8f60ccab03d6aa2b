"""Bounds that give way: a claim is made weaker, by a share or by an edit of its source, and a pin has to survive.

A twin of a pin is made from the claim's own side, so it gives way with it.  Where none survives, nobody would notice.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from importlib import import_module
from pathlib import Path
from types import ModuleType

from critscale.proofs.budget import QUICK
from critscale.proofs.claim import Claim
from critscale.proofs.evidence import Verdict
from critscale.proofs.kinds import BigO, Bound, Computed, Expansion, MonteCarlo, OnTokens, Within
from critscale.proofs.kinds.expansion import A_LOGARITHM
from critscale.proofs.kinds.statement import Statement
from critscale.proofs.pins import Pin
from critscale.proofs.suite import run_claim, run_twin

PACKAGE = "critscale.proofs.claims"


def weaker(statement: Statement, pin: Pin, share: Fraction) -> Statement:
    """Return a statement that claims less in what a pin holds: by a share, a factor log n of a rate, a least n one larger."""
    match statement:
        case Expansion(error=BigO() as error):
            return replace(statement, error=replace(error, rate=error.rate * A_LOGARITHM))
        case Expansion(error=Within() as error) if pin.earlier:
            return replace(statement, error=replace(error, valid_from=error.valid_from + 1))
        case Bound() if pin.earlier:
            return replace(statement, valid_from=statement.valid_from + 1)
        case Computed() | MonteCarlo() if pin.side == "value":
            return Pin(factor=1 + share).of(statement)
    factor = 1 + share if pin.factor < 1 else 1 / (1 + share)
    return replace(pin, factor=factor, earlier=0, seeds=(), where=()).of(statement)


def survivors(claim: Claim) -> tuple[str, ...]:
    """Return the names of the pins' twins that are not refuted: what a run would report as a failure."""
    return tuple(t.name for t in claim.twins if t.pin and run_twin(claim, t, QUICK).verdict is not Verdict.REFUTED)


def notices(claim: Claim, pin: Pin, share: Fraction) -> bool:
    """Tell whether a pin survives when its claim is made weaker by a share."""
    return bool(survivors(replace(claim, twins=(), pins=(pin,), statement=weaker(claim.statement, pin, share))))


def quick(claim: Claim) -> bool:
    """Tell whether a claim speaks of a chart or of tokens, and is checked in no time: a percent must be noticed there."""
    return isinstance(claim.statement, Bound | Expansion | OnTokens)


def edited(file: str, old: str, new: str) -> tuple[Claim, ...]:
    """Return the claims of a file of the package, with a piece of its source replaced."""
    module = import_module(f"{PACKAGE}.{file}")
    source = Path(str(module.__file__)).read_text(encoding="utf-8")
    assert source.count(old) == 1, f"{file}: {old!r} stands {source.count(old)} times"
    copy = ModuleType(module.__name__)
    copy.__dict__.update(__package__=PACKAGE, __file__=module.__file__)
    exec(compile(source.replace(old, new), str(module.__file__), "exec"), copy.__dict__)
    claims: tuple[Claim, ...] = copy.CLAIMS
    return claims


def failures(claims: tuple[Claim, ...]) -> Iterator[str]:
    """Yield what a run of the suite would report as a failure."""
    for claim in claims:
        finding = run_claim(claim, QUICK)
        if finding.broken or finding.verdict in (Verdict.REFUTED, Verdict.UNKNOWN):
            yield claim.id
        yield from (f"{claim.id} / {name}" for name in survivors(claim))
