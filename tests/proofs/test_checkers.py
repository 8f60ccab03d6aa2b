"""The checkers: what is false is refuted with a point, what is undecided stays UNKNOWN."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from critscale.proofs.budget import DEFAULT, QUICK, Budget
from critscale.proofs.claim import Claim
from critscale.proofs.evidence import METHODS, Evidence, Finding, Verdict, conclude
from critscale.proofs.kinds import BigO, Bound, Expansion, Identity, Monotone, Statement, Within
from critscale.proofs.search.counterexample import search
from critscale.proofs.search.decision import Outcome, Place
from critscale.proofs.search.samples import Sample
from critscale.proofs.suite import run_claim
from critscale.theory.assumptions import CORRELATION, NO_RESIDUAL, RESIDUAL, WEIGHT_RATIO, Assumption
from critscale.theory.growth import Growth
from critscale.theory.layer.domain import Domain
from critscale.theory.layer.regimes import CRITICAL, FINITE, FREE

from ..statements import var

PLAIN = (CORRELATION, NO_RESIDUAL)
UNIT = var("x", "[0, 1]")
ALL = frozenset(METHODS)


def verdicts(
    statement: Statement, assumptions: tuple[Assumption, ...], methods: frozenset[str] = ALL
) -> dict[str, Verdict]:
    """Return the verdict of each method."""
    return {e.method: e.verdict for e in statement.check(assumptions, DEFAULT, methods)}


def test_an_identity_is_proved_and_sampled() -> None:
    """(x + 1)^2 = x^2 + 2 x + 1."""
    statement = Identity(regime=FREE, left=lambda p: (p.x + 1) ** 2, right=lambda p: p.x**2 + 2 * p.x + 1)
    assert verdicts(statement, (UNIT,)) == {"symbolic": Verdict.PROVED, "sampled": Verdict.SUPPORTED}


def test_a_false_identity_is_refuted_at_a_minimal_point() -> None:
    """X^2 = x fails, and the search shrinks to a simple x."""
    statement = Identity(regime=FREE, left=lambda p: p.x**2, right=lambda p: p.x)
    found = statement.check((UNIT,), DEFAULT, ALL)
    assert [e.verdict for e in found] == [Verdict.UNKNOWN, Verdict.REFUTED]
    assert dict(found[1].point) == {"x": "1/2"}


def test_an_identity_that_holds_by_accident_at_one_point_is_refuted() -> None:
    """A difference that vanishes at x = 1/2 only is found elsewhere."""
    statement = Identity(regime=FREE, left=lambda p: 2 * p.x, right=lambda p: p.one)
    assert conclude(tuple(statement.check((UNIT,), DEFAULT, ALL))) is Verdict.REFUTED


def test_a_bound_that_touches_its_limit_is_proved() -> None:
    """4 x (1 - x) <= 1, with equality at 1/2: subdivision meets it exactly."""
    statement = Bound(regime=FREE, lower=lambda p: 4 * p.x * (1 - p.x), upper=lambda p: p.one)
    assert verdicts(statement, (UNIT,))["certificate"] is Verdict.PROVED


def test_a_bound_that_no_sample_breaks_but_that_is_false_is_not_proved() -> None:
    """4 x (1 - x) <= 1 - 10^-12 fails in a tiny interval around 1/2; with 1/3 for 1/2 the certificate's witness finds it."""
    statement = Bound(regime=FREE, lower=lambda p: 4 * p.x * (1 - p.x), upper=lambda p: 1 - p.one / 10**12)
    assert Verdict.PROVED not in verdicts(statement, (UNIT,)).values()
    narrow = Bound(regime=FREE, lower=Fraction(1, 10**6), upper=lambda p: (9999 * p.x - 4141) ** 2)
    found = narrow.check((UNIT,), DEFAULT, ALL)
    assert conclude(tuple(found)) is Verdict.REFUTED
    assert abs(Fraction(dict(found[-1].point)["x"]) - Fraction(4141, 9999)) < Fraction(1, 10**6)


def test_monotonicity_is_proved_from_the_derivative() -> None:
    """X/(1 + x) increases; x (1 - x) does not."""
    rising = Monotone(regime=FREE, quantity=lambda p: p.x / (1 + p.x), variable="x", direction="increasing")
    humped = Monotone(regime=FREE, quantity=lambda p: p.x * (1 - p.x), variable="x", direction="increasing")
    assert verdicts(rising, (UNIT,))["certificate"] is Verdict.PROVED
    assert conclude(tuple(humped.check((UNIT,), DEFAULT, ALL))) is Verdict.REFUTED


def test_a_limit_with_a_false_rate_is_refuted() -> None:
    """The self weight at criticality is 1/2 + O(1/n), not 1/2 + O(1/n^2)."""
    good = Expansion(
        regime=CRITICAL,
        quantity=lambda p: p.row.self_weight,
        value=lambda p: p.one / 2,
        error=BigO(Growth(Fraction(1))),
    )
    bad = Expansion(regime=CRITICAL, quantity=good.quantity, value=good.value, error=BigO(Growth(Fraction(2))))
    assert verdicts(good, PLAIN)["symbolic"] is Verdict.PROVED
    assert verdicts(bad, PLAIN)["symbolic"] is Verdict.REFUTED


def test_a_constant_is_tight_to_the_last_digit() -> None:
    """|a - 1/2| <= (1/3)/n is proved; a constant smaller by 10^-9 is refuted at n = 2."""

    def within(constant: Fraction) -> Expansion:
        return Expansion(
            regime=CRITICAL,
            quantity=lambda p: p.row.self_weight,
            value=lambda p: p.one / 2,
            error=Within(constant, Growth(Fraction(1))),
        )

    assert verdicts(within(Fraction(1, 3)), PLAIN)["certificate"] is Verdict.PROVED
    found = within(Fraction(1, 3) - Fraction(1, 10**9)).check(PLAIN, DEFAULT, ALL)
    point = next(e.point for e in found if e.verdict is Verdict.REFUTED)
    assert dict(point)["n"] == "2"


def test_dropping_an_assumption_changes_the_verdict() -> None:
    """A statement about r = 0 is refuted for r >= 0."""
    statement = Identity(regime=FINITE, left=lambda p: p.r + p.t, right=lambda p: p.t)
    assert conclude(tuple(statement.check((NO_RESIDUAL,), QUICK, ALL))) is Verdict.PROVED
    assert conclude(tuple(statement.check((RESIDUAL,), QUICK, ALL))) is Verdict.REFUTED


def test_the_search_confirms_at_twice_the_precision() -> None:
    """A predicate that fires at the first precision only is no violation."""
    from flint import ctx

    seen = []

    def decide(sample: Sample, place: Place) -> Outcome:
        place(sample, FREE)
        seen.append(ctx.prec)
        return Outcome.VIOLATED if ctx.prec <= 100 else Outcome.OBEYED

    found = search(Domain.of(FREE, (UNIT,)), decide, examples=5, bits=100)
    assert found.violation is None and found.obeyed == 0 and found.undecided > 0
    assert {100, 200} <= set(seen)


def test_verdicts_combine_strictly() -> None:
    """Proved and refuted at once is UNKNOWN, so is nothing, and what is only sampled is at most SUPPORTED."""
    proof, support, refutation, nothing = (
        Evidence(method="m", verdict=v, detail="")
        for v in (Verdict.PROVED, Verdict.SUPPORTED, Verdict.REFUTED, Verdict.UNKNOWN)
    )
    assert conclude((proof, refutation)) is Verdict.UNKNOWN  # one of them is wrong
    assert conclude((support, refutation)) is Verdict.REFUTED
    assert conclude((proof, replace(nothing, open=True))) is Verdict.UNKNOWN
    assert conclude((refutation, replace(nothing, open=True))) is Verdict.REFUTED
    assert conclude((refutation, replace(nothing, broken=True))) is Verdict.UNKNOWN
    assert conclude((proof, nothing)) is Verdict.PROVED
    assert conclude((support, nothing)) is Verdict.SUPPORTED
    assert conclude((nothing,)) is Verdict.UNKNOWN
    assert conclude(()) is Verdict.UNKNOWN
    assert conclude((proof,), only_sampled=True) is Verdict.SUPPORTED


def test_support_beside_a_proof_is_a_check_that_agrees() -> None:
    """It does not read like a downgrade; alone, or where something contradicts itself, the verdict's word stands."""
    proof, rescaled, certificate = (
        Evidence(method=m, verdict=v, detail="")
        for m, v in (("symbolic", Verdict.PROVED), ("rescaled", Verdict.SUPPORTED), ("certificate", Verdict.SUPPORTED))
    )
    both = Finding(id="A", title="", verdict=Verdict.PROVED, evidence=(proof, rescaled, certificate))
    assert [both.says(e) for e in both.evidence] == ["PROVED", "agrees (sampled, beside the proof)", "agrees (beside the proof)"]
    alone = replace(both, verdict=Verdict.SUPPORTED, evidence=(rescaled,))
    assert alone.says(rescaled) == "SUPPORTED"
    broken = replace(rescaled, broken=True)
    torn = replace(both, evidence=(proof, certificate, broken))
    assert [torn.says(e) for e in (certificate, broken)] == ["SUPPORTED", "SUPPORTED (broken)"]


def test_an_error_in_a_check_is_unknown_not_a_pass() -> None:
    """A statement whose formula raises is UNKNOWN with the reason."""

    def broken(p: object) -> object:
        raise ZeroDivisionError("a formula that does not evaluate")

    claim = Claim(
        id="X.broken", title="broken", statement=Identity(regime=FREE, left=broken, right=broken), assumptions=(UNIT,)
    )
    finding = run_claim(claim, QUICK)
    assert finding.verdict is Verdict.UNKNOWN
    assert "does not evaluate" in finding.evidence[0].detail


def test_budgets_grow() -> None:
    """Thorough does more than default, default more than quick."""
    from critscale.proofs.budget import THOROUGH

    def size(budget: Budget) -> tuple[int, int, int]:
        return budget.examples, budget.boxes, budget.most_bits

    assert size(QUICK) < size(DEFAULT) < size(THOROUGH)


def test_a_claim_may_narrow_its_chart() -> None:
    """The search stays within the claim's own range of t: the bound holds for t > 1/2 and not below."""
    half = replace(WEIGHT_RATIO, low=Fraction(1, 2), low_open=True)
    statement = Bound(regime=FINITE, lower=lambda p: p.row.self_weight, upper=lambda p: 2 / (1 / p.h + 1))
    assert verdicts(statement, (*PLAIN, half)) == {"sampled": Verdict.SUPPORTED, "certificate": Verdict.PROVED}
    assert Verdict.REFUTED in verdicts(statement, PLAIN).values()
