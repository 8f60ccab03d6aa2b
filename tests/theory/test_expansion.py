"""Expansions: the derived terms, the strata, and error bounds that hold at finite n."""

from __future__ import annotations

from fractions import Fraction

import pytest
import sympy
from flint import arb
from hypothesis import given, settings
from hypothesis import strategies as st

from critscale.numerics.balls import rational_ball
from critscale.numerics.length import ContextLength
from critscale.numerics.points import ball_point
from critscale.numerics.precision import working_precision
from critscale.theory import quantities as q
from critscale.theory.assumptions import CORRELATION, NO_RESIDUAL, ORTHOGONAL, RESIDUAL
from critscale.theory.catalogue import Entry, catalogue
from critscale.theory.derived import Piece, derive
from critscale.theory.domain import Domain
from critscale.theory.error_terms import BTerm, Exact
from critscale.theory.expansion import Undecidable, expand
from critscale.theory.growth import Stratum
from critscale.theory.regimes import CRITICAL, SUBCRITICAL, SUPERCRITICAL, Point
from critscale.theory.remainder import error_term
from critscale.theory.symbols import DELTA, RHO, F, N, R, S, rational

PLAIN = (CORRELATION, NO_RESIDUAL)


def cosine(p: Point) -> object:
    """Return the output cosine at a point."""
    return q.output_cosine(p.row, p.rho, p.r)


def test_critical_cosine_to_third_order() -> None:
    """The series other engines agree on (Maxima, PARI, Sage)."""
    (division,) = expand(cosine, Domain.of(CRITICAL, PLAIN), terms=3)
    expected = (
        4 * RHO / (1 + 3 * RHO)
        + (3 - 2 * RHO - RHO**2) / (1 + 3 * RHO) ** 2 / N
        + (-2 * RHO**3 - 5 * RHO**2 + 12 * RHO - 5) / (1 + 3 * RHO) ** 3 / N**2
    )
    assert sympy.cancel(sympy.together(division.expression() - expected)) == 0


def test_subcritical_cosine_splits_where_the_next_term_changes() -> None:
    """1 - (1-rho)/rho n^(-2 delta) + ..., with e1 e2^2 = n^(-1-delta) against e2^3 = n^(-3 delta) at delta = 1/2."""
    divisions = expand(cosine, Domain.of(SUBCRITICAL, PLAIN), terms=3)
    boundaries = [d.stratum.point for d in divisions if d.stratum.point is not None]
    assert boundaries == [Fraction(1, 3), Fraction(1, 2), Fraction(2, 3)]
    deep = next(d for d in divisions if d.stratum == Stratum(Fraction(1, 2), Fraction(2, 3)))
    expected = 1 - (1 - RHO) / RHO * N ** (-2 * DELTA) + 2 * (1 - RHO) / RHO * N ** (-1 - DELTA)
    assert sympy.simplify(deep.expression() - expected) == 0


def test_supercritical_cosine() -> None:
    """Rho + 2 rho (1 - rho) n^-delta + ..."""
    for division in expand(cosine, Domain.of(SUPERCRITICAL, PLAIN), terms=2):
        first, second = division.terms
        assert first.expression() == RHO
        assert sympy.expand(second.expression() / second.rate.expression() - 2 * RHO * (1 - RHO)) == 0


def test_the_forward_threshold_at_rho_zero_is_derived() -> None:
    """At rho = 0 the contraction splits at delta = 1/2, that is gamma = 1/2 (A14)."""
    orthogonal = Domain.of(SUBCRITICAL, (ORTHOGONAL, NO_RESIDUAL))
    divisions = expand(lambda p: q.contraction(p.row, p.rho, p.r), orthogonal, terms=1)
    limits = {
        str(d.stratum): d.expression()
        for d in divisions
        if d.stratum.contains(Fraction(1, 2)) or d.stratum.high == Fraction(1, 2)
    }
    assert limits == {"0 < delta < 1/2": sympy.Integer(1), "delta = 1/2": sympy.Rational(1, 2)}


def test_an_undecidable_condition_is_refused_by_name() -> None:
    """The odds of the cosine need to know whether r = 0."""
    with pytest.raises(Undecidable, match=r"whether .*r.* is zero"):
        expand(lambda p: q.cosine_odds(p.row, p.rho, p.r), Domain.of(SUBCRITICAL, (CORRELATION, RESIDUAL)), terms=1)


def test_an_exact_formula_has_no_error_term() -> None:
    """The odds are n^delta - n^(delta - 1), exactly."""
    (division,) = expand(lambda p: q.odds(p.row, p.rho, p.r), Domain.of(SUBCRITICAL, PLAIN), terms=2)
    assert isinstance(error_term(division), Exact)


def _depths(piece: Piece) -> st.SearchStrategy[Fraction]:
    if piece.stratum is None:
        return st.fractions(Fraction(1, 20), Fraction(19, 20), max_denominator=40)
    if piece.stratum.point is not None:
        return st.just(piece.stratum.point)
    high = piece.stratum.low + 3 if piece.stratum.high is None else piece.stratum.high
    width = high - piece.stratum.low
    inside = st.fractions(Fraction(1, 20), Fraction(19, 20), max_denominator=40)
    return inside.map(lambda share: piece.stratum.low + share * width)  # type: ignore[union-attr]


def _ball(expression: sympy.Expr, values: dict[sympy.Symbol, Fraction], log_n: arb) -> arb:
    """Evaluate an expression in n and the parameters as a ball, n by its logarithm."""
    if expression == N:
        return log_n.exp()
    if expression in values:
        return rational_ball(values[expression])
    if expression.is_Rational:
        return rational_ball(Fraction(int(expression.p), int(expression.q)))
    if expression == sympy.E:
        return arb(1).exp()
    parts = [_ball(part, values, log_n) for part in expression.args]
    if expression.is_Add:
        return sum(parts, arb(0))
    if expression.is_Mul:
        product = arb(1)
        for part in parts:
            product *= part
        return product
    if expression.is_Pow:
        base, exponent = expression.args
        if base == N:
            return (parts[1] * log_n).exp()
        return parts[0] ** (int(exponent) if exponent.is_Integer else parts[1])
    if isinstance(expression, sympy.log):
        return log_n if expression.args[0] == N else parts[0].log()
    if isinstance(expression, sympy.exp):
        return parts[0].exp()
    if isinstance(expression, sympy.Min):
        return parts[0].min(parts[1])
    raise AssertionError(f"{expression} of {type(expression)}")


BOUNDED = [e for e in catalogue().values() if e.quantity.id != "balanced-mass" and not e.eventually]


@pytest.mark.parametrize("entry", BOUNDED, ids=lambda e: e.id)
def test_error_bounds_hold_at_finite_n(entry: Entry) -> None:
    """|quantity - expansion| <= constant * growth for every n >= valid_from, at sampled parameters and n."""
    formula = derive(entry, terms=2)
    for piece in formula.pieces:
        _check_piece(entry, piece)


def _check_piece(entry: Entry, piece: Piece) -> None:
    if not isinstance(piece.error, BTerm):
        return
    error = piece.error
    own = [a for a in (*entry.assumptions, *entry.regime.parameters) if a.name != "delta"]
    strategies = {a.name: a.strategy() for a in own}

    @settings(max_examples=6, deadline=None)
    @given(st.fixed_dictionaries(strategies), _depths(piece), st.sampled_from((0, 1, 2, 5, 40)))
    def check(parameters: dict[str, Fraction], delta: Fraction, beyond: int) -> None:
        values = dict(parameters)
        symbols = {RHO: values.get("rho"), R: values.get("r"), S: values.get("s"), F: values.get("f")}
        if entry.regime.depth is not None:
            values["delta"] = delta
            symbols[DELTA] = delta
        given_values = {k: v for k, v in symbols.items() if v is not None}
        threshold = sympy.ceiling(error.valid_from.subs(DELTA, rational(delta)))
        if threshold.is_number and threshold > 10**30:
            return
        length = ContextLength.parse(int(threshold) * (1 + beyond) if beyond < 40 else int(threshold) * 10**40)
        with working_precision(600):
            p = ball_point(entry.regime, length, values)
            total = sympy.Add(*piece.terms)
            difference = arb(entry.formula(p)) - _ball(total, given_values, p.L)
            bound = _ball(error.constant, given_values, p.L) * _ball(error.growth, given_values, p.L)
            assert not abs(difference) > bound, (values, str(length), str(difference), str(bound))

    check()
