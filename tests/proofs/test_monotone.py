"""Monotonicity: derivatives by the chain rule agree with difference quotients; poles, directions, n against 1/n."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from flint import arb

from critscale.numerics.numbers.precision import working_precision
from critscale.numerics.settings.length import ContextLength
from critscale.numerics.settings.points import ball_point
from critscale.proofs.certificates.forms import fraction_ball, generators
from critscale.proofs.evidence import Evidence, Finding, Verdict
from critscale.proofs.kinds import Monotone
from critscale.proofs.kinds.monotone import Slope, _near
from critscale.proofs.search.samples import Sample
from critscale.theory.assumptions import CORRELATION, NO_RESIDUAL, RESIDUAL, Assumption
from critscale.theory.errors import BadInput
from critscale.theory.expansions.chart import ChartFormula, finite_chart
from critscale.theory.field import maximum
from critscale.theory.layer import quantities as q
from critscale.theory.layer.domain import Domain
from critscale.theory.layer.regimes import CRITICAL, FINITE, FREE, LENGTHS, SUBCRITICAL, SUPERCRITICAL, WINDOW, Regime

from .. import statements
from ..statements import var

E = var("e", "[0, 1]")
BITS = 4000
STEP = Fraction(1, 2**300)


def verify(
    regime: Regime, quantity: Any, variable: str, direction: Any, *assumptions: Assumption, valid_from: int = 2
) -> Finding:
    """Return what the suite finds of a monotone quantity."""
    statement = Monotone(
        regime=regime, quantity=quantity, variable=variable, direction=direction, valid_from=valid_from
    )
    return statements.verify(statement, *assumptions)


def certificate(finding: Finding) -> Evidence:
    """Return the evidence of the certificate."""
    return next(e for e in finding.evidence if e.method == "certificate")


# ---- the derivative ------------------------------------------------------------------------------

OF_ROWS: dict[str, ChartFormula] = {
    "row": lambda p: p.row.self_weight,
    "entropy": lambda p: p.row.logs().partition + p.row.logs().gap * p.row.self_weight_complement,
    "cosine": lambda p: q.output_cosine(p.row, p.rho, p.r),
}
FORMULAS: dict[str, ChartFormula] = {
    "logs": lambda p: p.L**3 * p.h + 1 / (1 + p.L) - p.L,
    "powers": lambda p: (p.h + p.rho * p.h**2) / (1 + p.h) ** 3 - p.rho / p.h,
    "other": lambda p: p.rho**2 + p.r,
}
PLACES: dict[str, tuple[Regime, dict[str, Fraction], dict[str, ChartFormula]]] = {
    "finite": (
        FINITE,
        {"t": Fraction(2, 7)},
        {"own": lambda p: p.neg_log_t**2 * p.t - p.log_partition / (p.t + p.neg_log_t)},
    ),
    "critical": (CRITICAL, {}, {"own": lambda p: p.ell * p.L + p.neg_log_s * p.h + p.ell**2 / p.h}),
    "window": (
        WINDOW,
        {"s": Fraction(5, 8)},
        {"own": lambda p: p.neg_log_s * p.neg_log_1ms - p.ell / p.s + p.s**3 * p.L * p.h},
    ),
    "subcritical": (
        SUBCRITICAL,
        {"delta": Fraction(2, 5)},
        {"own": lambda p: p.delta * p.u**2 - p.t * p.L + p.ell / (p.u + p.t) + p.delta**3 * p.L},
    ),
    "supercritical": (
        SUPERCRITICAL,
        {"delta": Fraction(3, 2)},
        {"own": lambda p: p.v / (1 + p.v * p.h) + p.ell * p.delta / p.L},
    ),
    "lengths": (LENGTHS, {}, {"own": lambda p: p.ell / p.h + p.L**2 * p.h}),
}


def _formulas(regime: Regime, more: dict[str, ChartFormula]) -> dict[str, ChartFormula]:
    return {**(OF_ROWS if regime.has_row else {}), **FORMULAS, **more}


CASES = [
    (place, name, moved)
    for place, (regime, own, more) in PLACES.items()
    for name in _formulas(regime, more)
    for moved in ("n", "h", "rho", *own)
]


@pytest.mark.parametrize(("place", "name", "moved"), CASES, ids=["-".join(c) for c in CASES])
def test_a_derivative_is_the_limit_of_the_difference_quotients(place: str, name: str, moved: str) -> None:
    """In t, s, delta, rho, n and 1/n, of rows, logarithms and powers in every chart: to 200 bits."""
    regime, own, more = PLACES[place]
    formula = _formulas(regime, more)[name]
    here = finite_chart(Domain.of(regime, (CORRELATION, RESIDUAL)))
    (form,) = here.form(formula)
    slope = Slope(here, moved).of(form.value)
    values = {"rho": Fraction(3, 10), "r": Fraction(1, 2), **own}
    log_n = Fraction(17, 5)

    def at(step: Fraction) -> arb:
        moving = {moved: values[moved] + step} if moved in values else {}
        length = ContextLength.from_log(log_n if moving else log_n + step)
        return arb(formula(ball_point(regime, length, {**values, **moving})))

    with working_precision(BITS):
        quotient = (at(STEP) - at(-STEP)) * 2**300 / 2
        sample = Sample(ContextLength.from_log(log_n), values)
        point = sample.at(regime)
        derivative = fraction_ball(slope, generators(here, point))
        # d/d log n = n d/dn = -h d/dh
        along = {"n": 1 / point.h, "h": -point.h}.get(moved, arb(1))
        assert abs(derivative * along - quotient) < arb(2) ** -200
        assert derivative.rad() < arb(2) ** -200


def test_a_quantity_that_does_not_move_has_the_derivative_zero() -> None:
    """In rho nothing of the row moves; in delta not log n, nor 1/n; in t not log n."""
    sub = finite_chart(Domain.of(SUBCRITICAL, (CORRELATION,)))
    forms = sub.form(lambda p: p.L, lambda p: p.h, lambda p: p.rho, lambda p: p.one)
    assert [Slope(sub, "delta").of(f.value) for f in forms] == [0, 0, 0, 0]
    fin = finite_chart(Domain.of(FINITE, (CORRELATION,)))
    (row, log_n) = fin.form(lambda p: p.row.self_weight, lambda p: p.L)
    assert Slope(fin, "rho").of(row.value) == 0 and Slope(fin, "t").of(log_n.value) == 0


def test_n_and_its_reciprocal_move_against_each_other() -> None:
    """d/dn = -h^2 d/dh, in every chart."""
    for regime, _, more in PLACES.values():
        here = finite_chart(Domain.of(regime, (CORRELATION, RESIDUAL)))
        for form in here.form(*_formulas(regime, more).values(), lambda p: p.h):
            h = here.form(lambda p: p.h)[0].value
            assert Slope(here, "n").of(form.value) == -(h**2) * Slope(here, "h").of(form.value)
        assert Slope(here, "h").of(h) == 1


def test_in_the_free_chart_n_and_h_are_variables_like_any_other() -> None:
    """There is no n there."""
    domain = Domain.of(FREE, (var("n", "[0, 1]"), var("h", "[0, 1]")))
    here = finite_chart(domain)
    (form,) = here.form(lambda p: p.n**2 * p.h)
    assert Slope(here, "n").of(form.value) == 2 * here.value("n") * here.value("h")
    assert Slope(here, "h").of(form.value) == here.value("n") ** 2
    assert verify(FREE, lambda p: p.n**2, "n", "increasing", var("n", "[0, 1]")).verdict is Verdict.PROVED


def test_neighbours_of_a_suspect() -> None:
    """A whole number has one on each side, inside its range; a real one has some towards both ends."""
    whole = Monotone(regime=FREE, quantity=lambda p: p.k, variable="k", direction="increasing")
    k = var("k", "[2, 9]", integer=True)
    for value, others in ((5, {4, 6}), (2, {3}), (9, {8})):
        near = list(_near(whole, Domain.of(FREE, (k,)), Sample(None, {"k": Fraction(value)})))
        assert {pair.values["k"] for pair in near} == {value}
        assert {v for pair in near for name, v in pair.values.items() if name != "k"} == others
    real = [pair.values for pair in _near(replace(whole, quantity=lambda p: p.e, variable="e"), Domain.of(FREE, (E,)), Sample(None, {"e": Fraction(1, 3)}))]
    seen = [v for values in real for name, v in values.items() if name != "e"]
    assert min(seen) < Fraction(1, 3) < max(seen) and all(0 <= v <= 1 for v in seen)


# ---- verdicts ------------------------------------------------------------------------------------

TRUE: list[tuple[str, Regime, ChartFormula, str, str, tuple[Assumption, ...]]] = [
    ("-log t falls in t", FINITE, lambda p: p.neg_log_t, "t", "decreasing", ()),
    ("log(1 + E) rises in t", FINITE, lambda p: p.log_partition, "t", "increasing", ()),
    ("log(1 + E) rises in n", FINITE, lambda p: p.log_partition, "n", "increasing", ()),
    ("log(1 + E) falls in 1/n", FINITE, lambda p: p.log_partition, "h", "decreasing", ()),
    ("the self weight falls in n", FINITE, lambda p: p.row.self_weight, "n", "decreasing", ()),
    ("u falls in delta", SUBCRITICAL, lambda p: p.u, "delta", "decreasing", ()),
    ("t rises in delta", SUBCRITICAL, lambda p: p.t, "delta", "increasing", ()),
    ("u falls in n", SUBCRITICAL, lambda p: p.u, "n", "decreasing", ()),
    ("u rises in h", SUBCRITICAL, lambda p: p.u, "h", "increasing", ()),
    ("v falls in delta", SUPERCRITICAL, lambda p: p.v, "delta", "decreasing", ()),
    ("log n rises in n", LENGTHS, lambda p: p.L, "n", "increasing", ()),
    ("log n falls in h", LENGTHS, lambda p: p.L, "h", "decreasing", ()),
    ("-log s falls in s", WINDOW, lambda p: p.neg_log_s, "s", "decreasing", ()),
    ("-log(1 - s) rises in s", WINDOW, lambda p: p.neg_log_1ms, "s", "increasing", ()),
    ("a cube rises through its flat place", FREE, lambda p: (3 * p.e - 1) ** 3, "e", "increasing", (E,)),
    ("1/(2 - e) rises", FREE, lambda p: 1 / (2 - p.e), "e", "increasing", (E,)),
    ("t - log t falls", FINITE, lambda p: p.t + p.neg_log_t, "t", "decreasing", ()),
    ("delta log n + u rises", SUBCRITICAL, lambda p: p.delta * p.L + p.u, "delta", "increasing", ()),
]


@pytest.mark.parametrize(
    ("regime", "quantity", "moved", "direction", "assumptions"), [t[1:] for t in TRUE], ids=[t[0] for t in TRUE]
)
def test_what_moves_one_way_is_proved(
    regime: Regime, quantity: ChartFormula, moved: str, direction: str, assumptions: tuple[Assumption, ...]
) -> None:
    """With all that depends on the variable; and the other way is refuted."""
    finding = verify(regime, quantity, moved, direction, *assumptions)
    assert finding.verdict is Verdict.PROVED
    assert certificate(finding).detail.startswith(f"the derivative in {moved} has one sign ({direction})")
    other = "increasing" if direction == "decreasing" else "decreasing"
    assert verify(regime, quantity, moved, other, *assumptions).verdict is Verdict.REFUTED


@pytest.mark.parametrize("direction", ["increasing", "decreasing"])
def test_what_does_not_move_goes_both_ways(direction: str) -> None:
    """A constant, and a quantity of other variables."""
    assert verify(FREE, lambda p: p.one, "e", direction, E).verdict is Verdict.PROVED
    assert verify(FREE, lambda p: p.f**2, "e", direction, E, var("f", "[0, 1]")).verdict is Verdict.PROVED
    assert verify(FINITE, lambda p: p.t, "n", direction).verdict is Verdict.PROVED


FALSE: list[tuple[str, Regime, ChartFormula, str, str, tuple[Assumption, ...]]] = [
    ("t - 10^-9 log t near 0", FINITE, lambda p: p.t + p.neg_log_t / 10**9, "t", "increasing", ()),
    ("delta + 10^-4 n^-delta", SUBCRITICAL, lambda p: p.delta + p.u / 10**4, "delta", "increasing", ()),
    ("delta + 10^-4 n^-delta", SUPERCRITICAL, lambda p: p.delta + p.v / 10**4, "delta", "increasing", ()),
    ("s - 10^-3 log s", WINDOW, lambda p: p.s + p.neg_log_s / 10**3, "s", "increasing", ()),
    ("n - 10^-9 n^2", LENGTHS, lambda p: 1 / p.h - 1 / p.h**2 / 10**9, "n", "increasing", ()),
    ("x - x^2/10^12", FREE, lambda p: p.e - p.e**2 / 10**12, "e", "increasing", (var("e", "[0, oo)"),)),
    ("a hump", FREE, lambda p: p.e * (1 - p.e), "e", "increasing", (E,)),
    ("a narrow dip", FREE, lambda p: (3 * p.e - 1) ** 3 * 10**6 - p.e, "e", "increasing", (E,)),
    ("a dip that depends on f", FREE, lambda p: p.e * (p.e - 2 * p.f), "e", "increasing", (E, var("f", "[0, 1]"))),
    ("integers", FREE, lambda p: (3 * p.k - 11) ** 2, "k", "increasing", (var("k", "[3, 9]", integer=True),)),
]


@pytest.mark.parametrize(
    ("regime", "quantity", "moved", "direction", "assumptions"), [f[1:] for f in FALSE], ids=[f[0] for f in FALSE]
)
def test_what_turns_somewhere_is_refuted(
    regime: Regime, quantity: ChartFormula, moved: str, direction: str, assumptions: tuple[Assumption, ...]
) -> None:
    """Near an end, far out, in a narrow dip, for some values of another variable; with two points that show it."""
    finding = verify(regime, quantity, moved, direction, *assumptions)
    assert finding.verdict is Verdict.REFUTED
    assert finding.refutation is not None and len(finding.refutation.point) >= 2


@pytest.mark.parametrize(
    ("quantity", "direction", "least"),
    [
        (lambda p: p.L * p.h, "decreasing", 2),
        (lambda p: (1000 * p.h - 1) ** 2, "increasing", 999),
        (lambda p: (1000 * p.h - 1) ** 2, "decreasing", 2),
        (lambda p: (p.L - 10) ** 2, "increasing", 22025),
    ],
    ids=["log n/n from 2 to 3", "from 999 to 1000", "from 1000 on", "log n next to 10"],
)
def test_two_neighbouring_lengths_are_compared(quantity: ChartFormula, direction: str, least: int) -> None:
    """(log 3)/3 > (log 2)/2, though no multiple of 2 shows it."""
    finding = verify(LENGTHS, quantity, "n", direction, valid_from=least)
    assert finding.verdict is Verdict.REFUTED


@pytest.mark.parametrize(("least", "expected"), [(3, Verdict.PROVED), (1000, Verdict.PROVED)])
def test_the_least_n_counts(least: int, expected: Verdict) -> None:
    """(log n)/n falls from n = 3 on, and falls in n as it rises in 1/n."""
    assert verify(LENGTHS, lambda p: p.L * p.h, "n", "decreasing", valid_from=least).verdict is expected
    assert verify(LENGTHS, lambda p: p.L * p.h, "h", "increasing", valid_from=least).verdict is expected
    assert verify(LENGTHS, lambda p: p.L * p.h, "h", "decreasing", valid_from=least).verdict is Verdict.REFUTED


@pytest.mark.parametrize(
    ("quantity", "direction", "a"),
    [
        (lambda p: 1 / (10**7 - p.e), "increasing", var("e", "[0, oo)")),
        (lambda p: 1 / (2 * p.e - 1), "decreasing", E),
        (lambda p: 1 / p.e, "decreasing", E),
        (lambda p: p.e + (7 * p.e - 3) / (7 * p.e - 3), "increasing", E),
        (lambda p: 1 / (2 * p.e**2 - 1), "decreasing", var("e", "(0, 1)")),
        (lambda p: 1 / (3 * p.e - 1) ** 2, "increasing", var("e", "[0, 1)")),
    ],
    ids=["far out", "inside", "at the end", "though it cancels", "at an irrational place", "a double one"],
)
def test_across_a_pole_nothing_is_proved(quantity: ChartFormula, direction: str, a: Assumption) -> None:
    """The derivative has one sign on both sides of it, and the quantity jumps."""
    finding = verify(FREE, quantity, "e", direction, a)
    assert finding.verdict in (Verdict.REFUTED, Verdict.UNKNOWN)


def test_beside_a_pole_it_is() -> None:
    """1/e on e > 0, and 1/(10^7 - e) below 10^7."""
    assert verify(FREE, lambda p: 1 / p.e, "e", "decreasing", var("e", "(0, 1]")).verdict is Verdict.PROVED
    below = var("e", "[0, 10000000)")
    assert verify(FREE, lambda p: 1 / (10**7 - p.e), "e", "increasing", below).verdict is Verdict.PROVED


def test_between_two_integers_nothing_is_claimed() -> None:
    """(3 k - 5)^2 rises over the integers k >= 2, where the parabola does too; over k >= 1 it falls once."""
    two, one = var("k", "[2, 9]", integer=True), var("k", "[1, 9]", integer=True)
    assert verify(FREE, lambda p: (3 * p.k - 5) ** 2, "k", "increasing", two).verdict is Verdict.PROVED
    assert verify(FREE, lambda p: (3 * p.k - 5) ** 2, "k", "increasing", one).verdict is Verdict.REFUTED
    assert verify(FREE, lambda p: (2 * p.k - 5) ** 2, "k", "increasing", two).verdict is not Verdict.REFUTED


def test_without_a_form_it_is_sampled_only() -> None:
    """max(e, 1/2) rises."""
    finding = verify(FREE, lambda p: maximum(p.e, p.one / 2), "e", "increasing", E)
    assert finding.verdict is Verdict.SUPPORTED
    assert verify(FREE, lambda p: maximum(p.e, p.one / 2), "e", "decreasing", E).verdict is Verdict.REFUTED


@pytest.mark.parametrize(
    ("regime", "moved", "assumptions", "why"),
    [
        (FREE, "x", (E,), "no such variable"),
        (FREE, "n", (E,), "no such variable"),
        (FREE, "r", (NO_RESIDUAL,), "it takes one value only"),
        (FINITE, "t", (var("t", "[1, 1]"),), "it takes one value only"),
        (FINITE, "L", (), "no such variable"),
        (SUBCRITICAL, "u", (), "no such variable"),
    ],
)
def test_what_cannot_move_is_refused(regime: Regime, moved: str, assumptions: tuple[Assumption, ...], why: str) -> None:
    """A name the domain does not have, a variable with one value, a coordinate that is no variable."""
    with pytest.raises(BadInput, match=why):
        verify(regime, lambda p: p.one, moved, "increasing", *assumptions)


@pytest.mark.parametrize("direction", ["Increasing", "up", "", "falling"])
def test_a_direction_is_one_of_two(direction: str) -> None:
    """Any other word is refused, not taken for one of them."""
    with pytest.raises(BadInput):
        verify(FREE, lambda p: -p.e, "e", direction, E)


@pytest.mark.parametrize("name", ["other", "n2", "w_L"])
def test_a_variable_may_have_any_name_that_is_not_refused(name: str) -> None:
    """The second value of the variable that moves takes no name from the statement."""
    try:
        finding = verify(FREE, lambda p: p.e + vars(p)[name], "e", "increasing", E, var(name, "[0, 1]"))
    except BadInput:
        return
    assert finding.verdict is Verdict.PROVED
