"""n = oo against finite n: the limit of a random formula is what it tends to, at the right rate, or refused by name.

`CRITSCALE_FUZZ=N` in the environment tries N formulas instead of the fixed share; a failure prints the formula.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

import pytest
from flint import arb, fmpq

from critscale.numerics.answers.evaluate import evaluate
from critscale.numerics.numbers.enclosure import Enclosure
from critscale.numerics.numbers.exponent import UNIT_RATE, ExponentForm, exponents_of
from critscale.numerics.numbers.germ import Germ, kept_terms, rate_text
from critscale.numerics.numbers.germ_coefficient import IndeterminateForm
from critscale.numerics.numbers.precision import working_precision
from critscale.numerics.settings.setting import Setting
from critscale.theory import field
from critscale.theory.errors import NotCertain
from critscale.theory.field import Scalar
from critscale.theory.growth import Growth
from critscale.theory.layer.quantities import output_cosine, row_entropy
from critscale.theory.layer.registry import Quantity
from critscale.theory.layer.row import Row

CASES = int(os.environ.get("CRITSCALE_FUZZ", "600"))
"""Formulas tried."""
BATCH = 200
"""Formulas of one test."""

DEEPER = 3
"""Terms of a formula's series that are looked at."""

Formula = Callable[[Row, Scalar, Scalar], Scalar]

LEAVES: dict[str, Formula] = {
    "a": lambda row, rho, r: row.self_weight,
    "(1-a)": lambda row, rho, r: row.self_weight_complement,
    "b": lambda row, rho, r: row.other_weight,
    "(a-b)": lambda row, rho, r: row.weight_gap,
    "share": lambda row, rho, r: row.share,
    "gap": lambda row, rho, r: row.logs().gap,
    "log(1+E)": lambda row, rho, r: row.logs().partition,
    "log n": lambda row, rho, r: row.logs().length,
    "H": row_entropy,
    "cos'": output_cosine,
    "rho": lambda row, rho, r: rho,
    "r": lambda row, rho, r: r,
    "1": lambda row, rho, r: 1 + 0 * row.self_weight,
    "2": lambda row, rho, r: 2 + 0 * row.self_weight,
}
WEIGHTS = (3, 3, 2, 2, 1, 4, 4, 8, 3, 1, 1, 1, 2, 1)
BINARY: dict[str, Callable[[Scalar, Scalar], Scalar]] = {
    "+": lambda x, y: x + y,
    "-": lambda x, y: x - y,
    "*": lambda x, y: x * y,
    "/": lambda x, y: x / y,
    "min": field.minimum,
    "max": field.maximum,
    "hypot": field.hypot,
    "radical": lambda x, y: field.radical(x, y * y),
}
UNARY: dict[str, Callable[[Scalar], Scalar]] = {
    "sqrt": lambda x: field.sqrt(x * x),
    "log": field.log,
    "exp": lambda x: exponential(x),
    "abs": abs,
    "^2": lambda x: x**2,
    "^3": lambda x: x**3,
    "^-1": lambda x: x**-1,
    "balance": lambda x: balance(field.nearest_to_half(x)),
}


def balance(mass: Scalar) -> Scalar:
    """Return 4 m (1 - m), which does not care on which side of 1/2 a mass lies."""
    return 4 * mass * (1 - mass)


def exponential(x: Scalar) -> Scalar:
    """Return exp x; FLINT ends the process on powers of balls whose exponents are too long, so those are left open."""
    return arb("nan") if isinstance(x, arb) and not abs(x) < arb("1e200") else field.exp(x)


SCALES: tuple[dict[str, str], ...] = (
    *({"gamma": g} for g in ("0", "1/4", "1/2", "4/5", "1", "2", "7/2")),
    *({"kappa": k} for k in ("0", "1", "-2")),
    *({"beta": b} for b in ("0", "1", "5/2")),
)


@dataclass(frozen=True)
class Case:
    """A random formula at a random point."""

    text: str
    formula: Formula
    point: dict[str, str]

    def quantity(self) -> Quantity:
        """Return it as a quantity of one's own."""
        return Quantity(self.formula, self.text, "x", "1", "fuzz")


def grown(random: Random, size: int) -> tuple[str, Formula]:
    """Return a random formula with that many operations, as text and as a function."""
    if size == 0:
        name = random.choices(list(LEAVES), WEIGHTS)[0]
        return name, LEAVES[name]
    if 5 * random.random() < 1:
        name = random.choice(list(UNARY))
        text, inner = grown(random, size - 1)
        unary = UNARY[name]
        shown = f"({text}){name}" if name.startswith("^") else f"{name}({text})"
        return shown, lambda row, rho, r: unary(inner(row, rho, r))
    name = random.choices(list(BINARY), (5, 8, 8, 8, 1, 1, 1, 1))[0]
    part = random.randrange(size)
    (left, f), (right, g), binary = grown(random, part), grown(random, size - 1 - part), BINARY[name]
    shown = f"({left} {name} {right})" if len(name) == 1 else f"{name}({left}, {right})"
    return shown, lambda row, rho, r: binary(f(row, rho, r), g(row, rho, r))


def cases(seed: int, count: int) -> Iterator[Case]:
    """Yield random cases, the same for the same seed."""
    random = Random(seed)
    for _ in range(count):
        text, formula = grown(random, random.randint(1, 7))
        point = {**random.choice(SCALES), "rho": random.choice(("0", "1/3", "3/10", "1/2"))}
        yield Case(text, formula, {**point, "residual": random.choice(("0", "0", "1", "1/2"))})


def magnified(case: Case) -> Case | None:
    """Return the formula without its leading term c n^-e (log n)^k, over the rate of the next one.

    Its limit is the next coefficient, which the limit of the formula does not show.  The exponents have to be rational
    numbers, and c too.
    """
    point: dict[str, Any] = case.point
    with working_precision(100), kept_terms(4):
        try:
            value = case.formula(*Setting(n="oo", **point).layer().row(100))
        except IndeterminateForm:
            return None
    if not isinstance(value, Germ) or len(value.series) < 2:
        return None
    (first, c), (second, _) = sorted(value.series.items(), key=lambda term: (term[0].constant, -term[0].logs))[:2]
    powers = [exponents_of(rate) for rate in (first, second)]
    if not isinstance(c, fmpq) or any(isinstance(e, ExponentForm) or fmpq(k).q > 2 for e, k in powers):
        return None
    top, bottom = int(c.p), int(c.q)

    def power(row: Row, rate: Growth) -> Scalar:
        length = row.logs().length
        exponent, logs = exponents_of(rate)
        e, k = fmpq(exponent), 2 * fmpq(logs)
        beside = length ** (int(k.p) // 2) if k.p % 2 == 0 else field.sqrt(length) ** int(k.p)
        return field.exp(length * -int(e.p) / int(e.q)) * beside

    def rest(row: Row, rho: Scalar, r: Scalar) -> Scalar:
        term = (top + 0 * row.self_weight) / bottom * power(row, first)
        return (case.formula(row, rho, r) - term) / power(row, second)

    return Case(f"({case.text} - {rate_text(first, str(c))}) / ({rate_text(second)})", rest, case.point)


def ball(case: Case, exponent: int, bits: int) -> tuple[arb, arb]:
    """Return the value at n = 10^(10^exponent) and log n, in balls."""
    point: dict[str, Any] = case.point
    layer = Setting(n=f"10^10^{exponent}", **point).layer()
    with working_precision(bits), kept_terms(4):
        row, rho, r = layer.row(bits)
        try:
            value = case.formula(row, rho, r)
        except IndeterminateForm:  # beta = 0, where a row is made of germs
            return arb("nan"), layer.length.log()
        if isinstance(value, Germ):
            value = arb(0) if value.vanishes else arb(value.series[UNIT_RATE]) if value.size == UNIT_RATE and value.series else arb("nan")
        return value, layer.length.log()


DIGITS = arb("1e-19")
"""A note has 20 digits."""
POWER = re.compile(r"(\(log n\)|log n|n)(?:\^(?:(\d+)|\((\d+)/(\d+)\)))?")
"""A power of n or log n in a note."""


def noted(note: str, length: arb) -> tuple[arb, arb]:
    """Return the coefficient of a note such as "falls like 2.5 log n / n^(1/2)", and the rate beside it."""
    top, _, bottom = note.split(" like ")[1].partition(" / ")
    coefficient, _, above = top.partition(" ")
    exponent = arb(0)
    for text, sign in ((above, 1), (bottom, -1)):
        for base, whole, over, under in POWER.findall(text):
            power = arb(int(whole or over or 1)) / int(under or 1)
            exponent += sign * power * (length if base == "n" else length.log())
    return arb(coefficient), exponent.exp()


def verdict(case: Case, limit: Enclosure) -> str:
    """Tell whether the values at finite n tend to the limit: "right", "wrong", or "open" where balls do not say.

    At the two smaller lengths log n is 10 times as large at the second, and a difference like 1/log n may be 10 times as small.
    """
    found, before = "open", arb("nan")
    for exponent, bits in ((96, 4000), (24, 4000), (3, 16000), (4, 80000)):
        value, length = ball(case, exponent, bits)
        with working_precision(bits):
            found, error = _compared(value, length, limit, arb("0.01") if exponent < 9 else (1 / length).sqrt() + DIGITS)
            if exponent == 4 and found == "wrong" and error < before / 4:
                found = "right"
        if exponent == 3 and found == "wrong":
            before = error
        elif found != "open" or "0" in (case.point.get("beta"), case.point.get("gamma")):  # exact at every precision
            break
    return found


def _compared(value: arb, length: arb, limit: Enclosure, tolerance: arb) -> tuple[str, arb]:
    """Return the verdict at one length, and the relative error where there is a number to compare with."""
    if not value.is_finite():
        return "open", value
    if limit.note:
        target, rate = noted(limit.note, length)
        value = value / rate
    elif limit.is_infinite:
        return _smaller(1 / value, length**-20, 1 if limit.ball > 0 else -1), value
    elif limit.ball.is_zero():  # of what is smaller an order is known, or less
        return _smaller(value, (1 / length).sqrt(), 0), value
    else:
        target = limit.ball
    error = abs(value / target - 1)
    return "right" if error < tolerance else "wrong" if error > tolerance else "open", error


def _smaller(value: arb, bound: arb, sign: int) -> str:
    """Tell whether a value is smaller than a bound, and has that sign."""
    if sign and value * sign < 0:
        return "wrong"
    if abs(value) < bound and (not sign or value * sign > 0):
        return "right"
    return "wrong" if abs(value) > bound else "open"


@pytest.mark.parametrize("batch", range(-(-CASES // BATCH)))
def test_limits_are_limits(batch: int) -> None:
    """No certified value at n = oo is wrong, most can be checked, and every refusal names its form."""
    count: Counter[str] = Counter()
    wrong = []
    for first in cases(batch, min(BATCH, CASES - batch * BATCH)):
        case: Case | None = first
        for _ in range(DEEPER):
            if case is None:
                break
            found, limit = tried(case)
            count[found] += 1
            if found == "wrong":
                wrong.append(f"{case.text} at {case.point}: {limit}")
            case = magnified(case)
    assert not wrong, "\n".join(wrong)
    assert count["right"] > 3 * count["open"], count
    assert count["right"] > count["refused"], count


def tried(case: Case) -> tuple[str, Enclosure | None]:
    """Return what became of a case, and its limit."""
    point: dict[str, Any] = case.point
    try:
        limit = evaluate(case.quantity(), n="oo", **point, digits=20)
    except NotCertain as refusal:
        assert refusal.why and refusal.mend, case
        return "refused", None
    return verdict(case, limit), limit
