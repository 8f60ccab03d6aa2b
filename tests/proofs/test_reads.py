"""What a statement reads: nothing that a run calls is missed, and nothing is guessed."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from functools import partial
from types import FrameType
from typing import Any

import pytest

from critscale.numerics.numbers.precision import working_precision
from critscale.numerics.settings.length import ContextLength
from critscale.numerics.settings.points import ball_point
from critscale.proofs.claim import Claim
from critscale.proofs.kinds import Agreement, Computed, Derived, Identity, MonteCarlo
from critscale.proofs.kinds.statement import Charted
from critscale.proofs.library import package_claims
from critscale.proofs.reads import CATALOGUE, PACKAGE, reads
from critscale.proofs.sides import at
from critscale.theory.dynamics import flows
from critscale.theory.layer import causal
from critscale.theory.layer import jacobian as jacobian
from critscale.theory.layer import quantities as q
from critscale.theory.layer.regimes import FINITE, FREE, WINDOW, Point

MODULES = {f"{PACKAGE}.theory.{name}": name.rpartition(".")[2] for name in CATALOGUE}
CHARTED = [(c, c.statement) for c in package_claims() if isinstance(c.statement, Charted)]


@contextmanager
def calls() -> Iterator[set[str]]:
    """Collect the public functions of the catalogue that are called."""
    found: set[str] = set()

    def watch(frame: FrameType, event: str, _: Any) -> None:
        name = frame.f_code.co_qualname if sys.version_info >= (3, 11) else frame.f_code.co_name
        module = MODULES.get(frame.f_globals.get("__name__", ""))
        if event == "call" and module and not any(part.startswith(("_", "<")) for part in name.split(".")):
            found.add(f"{module}.{name}")

    sys.setprofile(watch)
    try:
        yield found
    finally:
        sys.setprofile(None)


@pytest.mark.parametrize(("claim", "statement"), CHARTED, ids=[c.id for c, _ in CHARTED])
def test_what_a_side_calls_it_reads(claim: Claim, statement: Charted) -> None:
    """The sides are run at a point, and every function of the catalogue they call is among those that were read."""
    domain = statement.domain(claim.assumptions)
    values = {a.name: a.middle for a in domain.variables}
    length = None if statement.regime is FREE else ContextLength.parse(max(1000, domain.valid_from))
    with working_precision(128):
        point = ball_point(statement.regime, length, values)
        with calls() as called:
            for name in type(statement).SIDES:
                at(getattr(statement, name), point)
    assert called <= reads(statement)


def side(formula: Any) -> Identity:
    """Return a statement with one side to read."""
    return Identity(regime=FREE, left=formula, right=1)


def _by_import(p: Point) -> Any:
    from critscale.theory.layer import jacobian as hidden
    from critscale.theory.layer.causal import position_row

    return hidden.common_gain(position_row(p.x, p.y), p.x, p.y)


def _by_default(p: Point, formula: Callable[..., Any] = q.odds) -> Any:
    return formula(p.row, p.rho, p.r)


TABLE = {"a": q.perplexity}


@pytest.mark.parametrize(
    ("formula", "read"),
    [
        (lambda p: q.odds(p.row, p.rho, p.r), {"quantities.odds"}),
        (lambda p: [q.odds(p.row, p.rho, r) for r in (p.r,)], {"quantities.odds"}),
        (lambda p: (lambda: causal.profile_weight(p.x, p.y))(), {"causal.profile_weight"}),
        (lambda p: flows.imbalance(p.x, p.y) if p.never else 0, {"flows.imbalance"}),
        (_by_import, {"jacobian.common_gain", "causal.position_row", "blocks.blocks"}),
        (_by_default, {"quantities.odds"}),
        (partial(jacobian.rotation_eigenvalue, rho=0), {"jacobian.rotation_eigenvalue"}),
        (lambda p: TABLE["a"](p.row, p.rho, p.r), {"quantities.perplexity", "quantities.row_entropy"}),
        (lambda p: p.x + 1, set()),
    ],
)
def test_ways_to_refer_to_a_function(formula: Any, read: set[str]) -> None:
    """A module's attribute, a closure, a branch not taken, an import inside, a default, a table."""
    assert reads(side(formula)) == read


def test_the_chart_is_read_where_there_is_a_row() -> None:
    """A statement in the free chart has none."""
    assert reads(Identity(regime=WINDOW, left=1, right=1)) == {"chart window"}
    assert reads(Identity(regime=FINITE, left=lambda p: p.t, right=1)) == {"chart finite"}
    assert reads(side(1)) == frozenset()


def test_statements_without_a_chart() -> None:
    """Stated points and draws are functions too; an agreement of engines reads the quantity it names."""
    computed = Computed(cases=({"x": Fraction(1)},), left=lambda p: flows.imbalance(p.x, p.x), right=lambda p: 2)
    drawn = MonteCarlo(draw=lambda seed: flows.imbalance(1.0, 1.0), expected=lambda: 2.0, tolerance=Fraction(1))
    assert reads(computed) == reads(drawn) == {"flows.imbalance"}
    assert "quantities.contraction_factor" in reads(Agreement(quantity="contraction-factor"))
    derived = reads(Derived(entry="contraction-factor.window", terms=(1,)))
    assert derived == {"chart window", "quantities.contraction_factor", "quantities.output_norm_squared"}
