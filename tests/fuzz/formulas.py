"""Random formulas of a point of a chart, points in balls to try them at, and SymPy expressions as balls.

A formula is a tree, so that a failure can show it: a leaf's name, a number, or an operator and its operands.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import partial
from random import Random
from typing import Any, TypeAlias

import sympy
from flint import arb

from critscale.numerics.numbers.balls import rational_ball
from critscale.numerics.numbers.precision import working_precision
from critscale.numerics.settings.length import ContextLength
from critscale.numerics.settings.points import ball_point
from critscale.theory.assumptions import CORRELATION, NO_RESIDUAL, ORTHOGONAL, POSITIVE_RESIDUAL, RESIDUAL, Assumption
from critscale.theory.expansions.expansion import Division, expand
from critscale.theory.growth import Stratum
from critscale.theory.layer.domain import Domain
from critscale.theory.layer.regimes import CRITICAL, FINITE, LENGTHS, SUBCRITICAL, SUPERCRITICAL, WINDOW, Point, Regime

from .generators import Values, a_range, fraction

Tree: TypeAlias = Any
"""A name of `LEAVES` or of a coordinate, a Fraction, or (operator, tree, tree)."""

Setting: TypeAlias = tuple[Regime, tuple[Assumption, ...], Tree]
"""A chart, assumptions, and a formula of its points."""

CHARTS = (SUBCRITICAL, CRITICAL, WINDOW, SUPERCRITICAL, FINITE, LENGTHS)
OF_ROW: dict[str, Callable[[Point], Any]] = {
    "a": lambda p: p.row.self_weight,
    "1-a": lambda p: p.row.self_weight_complement,
    "b": lambda p: p.row.other_weight,
    "a-b": lambda p: p.row.weight_gap,
    "log(1+E)": lambda p: p.row.logs().partition,
    "gap": lambda p: p.row.logs().gap,
}
POSITIVE = ("a", "1-a", "b", "h", "L", "log(1+E)")
"""Leaves that are positive at every point of every chart with a row, beta = 0 included."""
TIMELESS = {"neg_log_s", "neg_log_1ms", "neg_log_t"}
"""Logarithms that do not depend on n."""


def leaf(name: str, p: Point) -> Any:
    """Return the value of a leaf at a point of any field."""
    return OF_ROW[name](p) if name in OF_ROW else getattr(p, name)


def evaluate(tree: Tree, p: Point) -> Any:
    """Return the value of a formula at a point of any field."""
    if isinstance(tree, str):
        return leaf(tree, p)
    if isinstance(tree, Fraction):
        return p.one * tree.numerator / tree.denominator
    operator, left, right = tree
    if operator == "^":
        return evaluate(left, p) ** right
    x, y = evaluate(left, p), evaluate(right, p)
    return x + y if operator == "+" else x - y if operator == "-" else x * y if operator == "*" else x / y


def text(tree: Tree) -> str:
    """Return a formula as text."""
    if isinstance(tree, str):
        return f"({tree})" if "-" in tree else tree
    if isinstance(tree, Fraction):
        return str(tree)
    return f"({text(tree[1])} {tree[0]} {tree[2] if tree[0] == '^' else text(tree[2])})"


def expanded(tree: Tree, regime: Regime, assumptions: tuple[Assumption, ...], terms: int) -> list[Division]:
    """Return what a formula is expanded to, on each stratum."""
    return expand(partial(evaluate, tree), Domain.of(regime, assumptions), terms)


def leaves(regime: Regime, assumptions: tuple[Assumption, ...]) -> list[str]:
    """Return the names a formula of a chart may use."""
    names = [a.name for a in regime.variables(assumptions) if a.fixed is None]
    names += [c.name for c in regime.coordinates]
    return [*names, "h", "L", *(["ell"] if regime is LENGTHS else OF_ROW)]


def positive(rng: Random, names: list[str], depth: int) -> Tree:
    """Return a sum of products of positive leaves and the user's variables: what makes a likely denominator."""
    known = [n for n in names if n in POSITIVE]
    if depth <= 0:
        return rng.choice((Fraction(1), Fraction(rng.randint(1, 3), 2), *known, rng.choice(names)))
    return (rng.choice("++*"), positive(rng, names, depth - 1), positive(rng, names, depth - 2))


def formula(rng: Random, names: list[str], depth: int) -> Tree:
    """Return a random formula."""
    if depth <= 0:
        return rng.choice(names) if rng.random() < 0.8 else fraction(rng, -3, 3, 3)
    kind = rng.random()
    if kind < 0.25:
        return ("/", formula(rng, names, depth - 1), positive(rng, names, rng.randint(0, 2)))
    if kind < 0.32:
        return ("^", formula(rng, names, depth - 2), rng.randint(2, 3))
    return (rng.choice("++--**"), formula(rng, names, depth - 1), formula(rng, names, depth - rng.randint(1, 2)))


def narrowed(rng: Random, a: Assumption) -> Assumption:
    """Return a smaller range of a chart's own parameter, its ends open or closed."""
    low, high = sorted(rng.sample(range(1, 12), 2))
    width = Fraction(2) if a.high is None else a.high - a.low
    ends = a.low + width * low / 12, a.low + width * high / 12
    return replace(a, low=ends[0], high=ends[1], low_open=rng.random() < 0.5, high_open=rng.random() < 0.5)


def setting(rng: Random) -> Setting:
    """Return a chart, assumptions and a formula: rho, r, and a variable e of the user's with any ends."""
    regime = rng.choice(CHARTS)
    user = a_range(rng, "e", lowest=0)
    assumptions: tuple[Assumption, ...] = (rng.choice((CORRELATION, CORRELATION, ORTHOGONAL)),)
    assumptions += (rng.choice((NO_RESIDUAL, RESIDUAL, POSITIVE_RESIDUAL)),)
    if rng.random() < 0.6:
        assumptions += (user,)
    if regime is LENGTHS:
        assumptions = (user,)
    if regime.parameters and rng.random() < 0.25:
        assumptions += (narrowed(rng, regime.parameters[0]),)
    names, small = leaves(regime, assumptions), [c.name for c in regime.coordinates]
    tree = formula(rng, names, rng.choice((1, 2, 2, 3, 3, 4)))
    if user in assumptions and rng.random() < 0.4:
        # a quotient whose leading coefficient vanishes at an end of the user's variable
        distance = ("-", "e", user.low) if user.high is None or rng.random() < 0.5 else ("-", user.high, "e")
        tree = ("/", distance, ("+", distance, (rng.choice("*+"), rng.choice(("h", *small)), tree)))
    return regime, assumptions, tree


def logarithmic(rng: Random) -> Setting:
    """Return a quotient with a logarithm in its denominator, which comes close to 0 at a small n, or passes it."""
    regime = rng.choice((*CHARTS, LENGTHS, CRITICAL))
    names = leaves(regime, (CORRELATION,))
    logarithm = "ell" if regime is LENGTHS else rng.choice(("log(1+E)", "log(1+E)", "gap"))
    rate = rng.choice((Fraction(1), "h", *(c.name for c in regime.coordinates)))
    factor = ("*", fraction(rng, -4, 4), rate)
    bottom = ("+", rng.choice((Fraction(1), Fraction(2), "L")), ("*", factor, logarithm))
    return regime, (CORRELATION,), ("/", formula(rng, names, rng.randint(0, 1)), bottom)


def depths(a: Assumption, stratum: Stratum) -> Assumption | None:
    """Return the part of a range of delta that lies in a stratum, or None where they do not meet."""
    if stratum.point is not None:
        point = replace(a, low=stratum.point, high=stratum.point, low_open=False, high_open=False)
        return point if a.holds(stratum.point) else None
    low_open, high_open = a.low_open or a.low <= stratum.low, a.high_open
    low, high = max(a.low, stratum.low), a.high
    if stratum.high is not None and (high is None or stratum.high <= high):
        high, high_open = stratum.high, True
    if high is not None and (high < low or (high == low and (low_open or high_open))):
        return None
    return replace(a, low=low, high=high, low_open=low_open, high_open=high_open)


def parameters(
    rng: Random, variables: tuple[Assumption, ...], stratum: Stratum, draw: Callable[[Random, Assumption], Fraction]
) -> Values | None:
    """Return exact values of the variables as they are drawn, delta in its stratum; None where that is empty."""
    values: Values = {}
    for a in variables:
        part = depths(a, stratum) if a.name == "delta" else a
        if part is None:
            return None
        values[a.name] = draw(rng, part)
    return values


def ball(expression: sympy.Expr, values: Mapping[str, arb], log_n: arb) -> arb:
    """Return a SymPy expression in n and named values as a ball; n enters by its logarithm.

    Raises
    ------
    KeyError
        If it has a name that is not among the values.
    """
    if expression.is_Symbol:
        return log_n.exp() if expression.name == "n" else values[expression.name]
    if expression.is_Rational:
        return rational_ball(Fraction(int(expression.p), int(expression.q)))
    if expression == sympy.E:
        return arb(1).exp()
    if expression.is_Pow and expression.base.is_Symbol and expression.base.name == "n":
        return (ball(expression.exp, values, log_n) * log_n).exp()
    if isinstance(expression, sympy.log) and expression.args[0].is_Symbol and expression.args[0].name == "n":
        return log_n
    parts = [ball(part, values, log_n) for part in expression.args]
    result = parts[0]
    if expression.is_Pow:
        return result ** int(expression.exp) if expression.exp.is_Integer else result ** parts[1]
    if isinstance(expression, sympy.exp | sympy.log):
        return result.exp() if isinstance(expression, sympy.exp) else result.log()
    for part in parts[1:]:
        if expression.is_Add:
            result = result + part
        elif expression.is_Mul:
            result = result * part
        elif isinstance(expression, sympy.Min | sympy.Max):
            result = result.min(part) if isinstance(expression, sympy.Min) else result.max(part)
        else:
            raise TypeError(f"no ball of {type(expression).__name__}")
    return result


def timeless(p: Point, variables: tuple[Assumption, ...]) -> dict[str, arb]:
    """Return the values of a point that do not depend on n, by name."""
    names = {a.name for a in variables} | TIMELESS | {"tie"}
    return {name: value for name, value in vars(p).items() if name in names}


def sharp(
    compute: Callable[[Point], arb], regime: Regime, length: ContextLength, values: Values, bits: int, most: int
) -> arb | None:
    """Return a number sharp to 1/1000, relative to 1 or to itself, or None where ``most`` bits do not do."""
    while bits <= most:
        with working_precision(bits):
            found = compute(ball_point(regime, length, values))
            if found.is_finite() and found.rad() * 1000 < abs(found.mid()) + arb(1) / 1000:
                return found
        bits *= 4
    return None
