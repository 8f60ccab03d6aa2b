"""B-terms against balls: |formula - expansion| <= constant * growth at n = valid_from, just above it, and far out."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import partial
from random import Random
from typing import Any

import pytest
import sympy
from flint import arb

from critscale.numerics.numbers.precision import working_precision
from critscale.numerics.settings.length import ContextLength
from critscale.numerics.settings.points import ball_point
from critscale.theory.assumptions import Assumption
from critscale.theory.errors import CritscaleError
from critscale.theory.expansions.catalogue import catalogue
from critscale.theory.expansions.derivation import derive
from critscale.theory.expansions.error_terms import ErrorTerm, Exact, Within
from critscale.theory.expansions.remainder import error_term
from critscale.theory.growth import Stratum
from critscale.theory.layer.regimes import Point, Regime

from ..statements import as_sympy
from .formulas import Setting, ball, evaluate, expanded, logarithmic, parameters, setting, text, timeless
from .generators import MANY, Tally, Values, cases, coordinate

DRAWS = 12 if MANY else 4
PRECISIONS = (256, 1024, 4096, 16384)
TIE = Assumption(name="tie", meaning="distance of 1/(2 b) from an integer", low=Fraction(-1, 2), high=Fraction(1, 2))


class Expanded:
    """A formula, what it is expanded to on one stratum, and the error that is claimed."""

    def __init__(
        self,
        formula: Callable[[Point], Any],
        regime: Regime,
        variables: tuple[Assumption, ...],
        stratum: Stratum,
        total: sympy.Expr,
        error: Within | Exact,
    ) -> None:
        self.formula, self.regime, self.variables = formula, regime, variables
        self.stratum, self.total, self.error = stratum, total, error

    def missed(self, length: ContextLength, values: Values) -> bool | None:
        """Tell whether the difference is certainly beyond its bound; None where no precision tells."""
        for bits in PRECISIONS:
            with working_precision(bits):
                p = ball_point(self.regime, length, values)
                known = timeless(p, self.variables)
                difference = abs(arb(self.formula(p)) - ball(self.total, known, p.L))
                bound = arb(0)
                if isinstance(self.error, Within):
                    bound = ball(self.error.size.symbolic(), known, p.L)
                if difference > bound:
                    return True
                if difference <= bound:
                    return False
                if bound.is_zero():
                    break
        return None

    def first(self, values: Values) -> int | None:
        """Return the least n the error term speaks of, or None where it has hundreds of digits."""
        if isinstance(self.error, Exact):
            return 2
        with working_precision(1024):
            p = ball_point(self.regime, ContextLength.parse(2), values)
            found = ball(as_sympy(self.error.first), timeless(p, self.variables), p.L)
            if not found < arb(10) ** 200:
                return None
            exact = found.unique_fmpz() if found.contains_integer() else found.upper().ceil().unique_fmpz()
            return None if exact is None else max(2, int(exact))

    def problems(self, rng: Random, tally: Tally, seed: str, name: str) -> None:
        """Try random points of the domain, each at several n."""
        for _ in range(DRAWS):
            values = parameters(rng, self.variables, self.stratum, coordinate)
            if values is None:
                return
            try:
                first = self.first(values)
                if first is None:
                    tally.counts["valid from too large an n"] += 1
                    continue
                n = rng.choice((first, first, first + 1, first + rng.randint(2, 50), first * 10**40, f"10^{10**3}"))
                missed = self.missed(ContextLength.parse(n), values)
            except KeyError as unknown:
                tally.fail(seed, f"{name} = {self.total} + {self.error} depends on n by {unknown}")
                return
            undecided = "undecided" if isinstance(self.error, Within) else "exact"
            tally.counts[undecided if missed is None else "decided"] += 1
            if missed:
                where = ", ".join(f"{k} = {v}" for k, v in values.items())
                tally.fail(seed, f"{name} = {self.total} + {self.error} is false at n = {n}, {where}")


def test_the_catalogue_keeps_its_bounds() -> None:
    """Every formula of the catalogue, to one, two or three terms."""
    tally = Tally()
    entries = [*catalogue().values()]
    for seed, rng in cases("catalogue", 30, tally, of=3):
        entry, terms = rng.choice(entries), rng.randint(1, 3)
        variables = entry.regime.variables((*entry.assumptions, TIE) if "balanced" in entry.id else entry.assumptions)
        piece = rng.choice(derive(entry, terms).pieces)
        if isinstance(piece.error, Within | Exact):
            stratum = piece.stratum or Stratum.whole(entry.regime.depth)
            total = sympy.Add(*piece.terms)
            here = Expanded(entry.formula, entry.regime, variables, stratum, total, piece.error)
            here.problems(rng, tally, seed, entry.id)
    tally.judge(decided=1)


@pytest.mark.parametrize(("draw", "share"), [(setting, 60), (logarithmic, 40)], ids=["any", "logarithmic"])
def test_formulas_of_a_user_keep_their_bounds(draw: Callable[[Random], Setting], share: int) -> None:
    """Random formulas of the row, the parameters, the coordinates and the logarithms, in every chart."""
    tally = Tally()
    for seed, rng in cases(f"b-terms-{draw.__name__}", share, tally, of=3):
        regime, assumptions, tree = draw(rng)
        formula = partial(evaluate, tree)
        try:
            division = rng.choice(expanded(tree, regime, assumptions, rng.randint(1, 3)))
            error: ErrorTerm = error_term(division)
        except (CritscaleError, ZeroDivisionError) as refusal:
            tally.counts[type(refusal).__name__] += 1
            continue
        tally.counts[type(error).__name__] += 1
        if isinstance(error, Within | Exact):
            total, variables = division.symbolic(), regime.variables(assumptions)
            here = Expanded(formula, regime, variables, division.stratum, total, error)
            here.problems(rng, tally, seed, f"{regime.id}: {text(tree)}")
    tally.judge(decided=0.8)
