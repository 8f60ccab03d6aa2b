"""The rescaled difference: it can refute, its figures are sharp, and rates are what they say."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from flint import arb

from critscale.numerics.numbers.precision import working_precision
from critscale.numerics.settings.length import ContextLength
from critscale.proofs.budget import DEFAULT, QUICK
from critscale.proofs.evidence import Evidence, Verdict, conclude
from critscale.proofs.kinds import BigO, Expansion
from critscale.proofs.kinds import expansion as kind_expansion
from critscale.proofs.library import find_claim
from critscale.proofs.search.rescaling import COLUMNS, rate_ball, rescaled, rescaled_at
from critscale.proofs.search.samples import Sampler
from critscale.theory.growth import Growth
from critscale.theory.layer.regimes import CRITICAL

PLAIN = "A3.cosine.critical-plain"
STRATA = "A9.participation.subcritical-deep"


def divisions_of(id: str, monkeypatch: pytest.MonkeyPatch) -> tuple[Expansion, list[Any]]:
    """Return a claim's statement and what its check hands to the rescaled difference."""
    seen: list[list[Any]] = []

    def watch(statement: Expansion, divisions: list[Any], budget: Any) -> Evidence:
        seen.append(divisions)
        return Evidence(method="rescaled", verdict=Verdict.UNKNOWN, detail="")

    monkeypatch.setattr(kind_expansion, "rescaled", watch)
    claim = find_claim(id)
    claim.statement.check(claim.assumptions, QUICK, frozenset({"rescaled"}))
    assert isinstance(claim.statement, Expansion)
    return claim.statement, seen[0]


def test_another_coefficient_breaks_the_claim(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was derived for one statement does not fit twice its difference: one of the two is wrong, which is no verdict."""
    statement, divisions = divisions_of(PLAIN, monkeypatch)
    right = rescaled(statement, divisions, QUICK)
    assert right is not None and right.verdict is Verdict.SUPPORTED
    twice = replace(statement, quantity=lambda p: 2 * statement.quantity(p) - statement.value(p))
    found = rescaled(twice, divisions, QUICK)
    assert found is not None and found.broken and found.verdict is Verdict.UNKNOWN and found.point
    assert conclude((right, found)) is Verdict.UNKNOWN
    assert found.table is not None and found.table.columns == COLUMNS and len(found.table.rows) == 3


@pytest.mark.parametrize("blur", ["0 +/- 1", "nan"])
def test_what_is_not_seen_is_neither_supported_nor_refuted(blur: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A difference that never gets sharp tells nothing."""
    statement, divisions = divisions_of(PLAIN, monkeypatch)
    blurred = replace(statement, quantity=lambda p: statement.quantity(p) + arb(blur))
    found = rescaled(blurred, divisions, QUICK)
    assert found is not None and found.verdict is Verdict.UNKNOWN and not found.broken


def test_a_difference_that_is_still_falling_is_not_broken() -> None:
    """(log n + 10^4)/n over its rate log(n)/n is far from 1 at any n that is looked at: not settled, and nothing wrong."""
    statement = Expansion(
        regime=CRITICAL, quantity=lambda p: 1 + (p.L + 10**4) * p.h, value=1, error=BigO(Growth(Fraction(1), logs=1))
    )
    found = {e.method: e for e in statement.check((), DEFAULT, frozenset({"symbolic", "rescaled"}))}
    assert found["symbolic"].verdict is Verdict.PROVED
    assert found["rescaled"].verdict is Verdict.UNKNOWN and "has not settled" in found["rescaled"].detail
    assert conclude(tuple(found.values())) is Verdict.PROVED


def test_figures_are_sharp_or_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """Precision grows until three digits are certain; where it may not grow there is no figure."""
    statement, divisions = divisions_of(PLAIN, monkeypatch)
    (sample, *_), length = Sampler(divisions[0].domain).typical(), ContextLength.parse("10^100")
    rate = divisions[0].remainder_rate()
    sharp, bits = rescaled_at(statement, rate, length, sample, 64, 4096)
    assert sharp is not None and sharp.rad() * 1000 < 1 + abs(sharp.mid()) and 300 < bits <= 4096
    assert rescaled_at(statement, rate, length, sample, 64, 64) == (None, 128)


def test_samples_stay_in_the_stratum(monkeypatch: pytest.MonkeyPatch) -> None:
    """Low, middle and high in the range of delta that the stratum leaves."""
    _, divisions = divisions_of(STRATA, monkeypatch)
    for division in divisions:
        stratum, samples = division.stratum, Sampler(division.domain).typical()
        assert len(samples) == 3
        for sample in samples:
            assert stratum.contains(sample.values["delta"])


def test_a_rate_is_a_number() -> None:
    """n^-(2 - delta/2) (log n)^3 at n = 10^2, delta = 1."""
    with working_precision(128):
        log_n = arb(100).log()
        found = rate_ball(Growth(Fraction(2), Fraction(-1, 2), 3), log_n, Fraction(1))
        assert float(found) == pytest.approx(1e-3 * float(log_n) ** 3)
