"""A catalogue entry at exact parameters as an exact function of n, by SymPy: what is left of it after its printed summands.

At rational rho, r, f, s and delta every small coordinate is a power of one x = n^-1/q, so an entry is a quotient of two
polynomials in x, log n, constant logarithms, and log1p(z), z -> 0, whose Taylor coefficients SymPy's own `series` gives.  The
difference to the printed summands is formed exactly: what cancels is gone, and what is left has a known order and, at
n = 10^(10^100) as well, a sharp ball.  The expansion code (`critscale.theory.expansions.expansion` and what it uses) has no part in it.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import product
from math import lcm
from typing import Any, NamedTuple

import sympy
from flint import arb, fmpz
from sympy import QQ
from sympy.polys.fields import FracElement, field
from sympy.polys.rings import PolyElement, ring

from ...numerics.numbers.balls import EITHER_SIDE, rational_ball
from ...numerics.settings.length import ContextLength
from ...theory.expansions.catalogue import Entry
from ...theory.field import FUNCTIONS, Field, MissingFunction, Operators, Scalar
from ...theory.layer.domain import TIE
from ...theory.layer.regimes import Point
from ..search.polynomial import terms_ball
from .line import PrintedField, Unreadable

TRIED = (0, 1, -1, 2, -2)
"""Powers of the weights that the argument of a logarithm may have."""
ORDER = 8
"""log1p(z) is its Taylor polynomial below this order, and a bounded multiple of z to this order."""
REST = "rest"
"""That multiple."""
GENERATORS = ("x", "L", REST, TIE, "neg_log_s", "neg_log_1ms")
"""n^-1/q, log n, and the bounded and constant numbers an entry may depend on."""
RING = ring(GENERATORS, QQ)[0]
WHOLE = RING.to_field()
GENERATOR = {name: WHOLE(g) for name, g in zip(GENERATORS, RING.gens, strict=True)}


class SympyFraction(Operators):
    """A quotient of SymPy's polynomials as a value of a formula, and the logarithms it knows."""

    __slots__ = ("log_of", "value")

    def __init__(self, value: FracElement, log_of: Callable[[FracElement], FracElement | None]) -> None:
        self.value, self.log_of = value, log_of


class _SympyFractions(Field, lacks=tuple(name for name in FUNCTIONS if name not in ("log", "log1p"))):
    refusal = ("along n", "SymPy's fractions have no such function", "see the quantity without an expansion")

    def add(self, x: Scalar, y: Scalar) -> SympyFraction:
        return _of_both(x, y, lambda a, b: a + b)

    def subtract(self, x: Scalar, y: Scalar) -> SympyFraction:
        return _of_both(x, y, lambda a, b: a - b)

    def multiply(self, x: Scalar, y: Scalar) -> SympyFraction:
        return _of_both(x, y, lambda a, b: a * b)

    def divide(self, x: Scalar, y: Scalar) -> SympyFraction:
        return _of_both(x, y, lambda a, b: a / b)

    def power(self, x: SympyFraction, y: int) -> SympyFraction:
        return SympyFraction(x.value**y, x.log_of)

    def negative(self, x: SympyFraction) -> SympyFraction:
        return SympyFraction(-x.value, x.log_of)

    def log(self, x: SympyFraction) -> SympyFraction:
        found = x.log_of(x.value)
        if found is None:
            raise MissingFunction("log along n", "of more than a product of powers of the weights and n", "evaluate it")
        return SympyFraction(found, x.log_of)


_SympyFractions().register(SympyFraction)


def _of_both(x: Scalar, y: Scalar, operation: Callable[[Any, Any], FracElement]) -> SympyFraction:
    here = x if isinstance(x, SympyFraction) else y
    return SympyFraction(operation(*(_sympy_value(v, here.value.field) for v in (x, y))), here.log_of)


def _sympy_value(x: Scalar, over: Any) -> FracElement:
    """Return a value of a formula, or an exact number, as an element of a field."""
    if isinstance(x, SympyFraction):
        return x.value
    return over(QQ(x.numerator, x.denominator))


@lru_cache(maxsize=1)
def log_series() -> tuple[Fraction, ...]:
    """Return the coefficients of log(1 + z) below z^ORDER, by SymPy's series."""
    z = sympy.Symbol("z")
    poly = sympy.Poly(sympy.log(1 + z).series(z, 0, ORDER).removeO(), z)
    return tuple(Fraction(int(c.p), int(c.q)) for c in reversed(poly.all_coeffs()))


class Order(NamedTuple):
    """The growth n^-power (log n)^logs."""

    power: Fraction
    logs: int

    def smaller(self, other: Order) -> bool:
        """Tell whether it is of smaller order than the other."""
        return (self.power, -self.logs) > (other.power, -other.logs)

    def __str__(self) -> str:
        log = "" if not self.logs else f" (log n)^{self.logs}"
        return f"n^{-self.power}{log}"


class Generic:
    """An entry at exact parameters in the chart's coordinates, a quotient of polynomials for every depth.

    Parameters
    ----------
    entry : Entry
        From the catalogue.
    parameters : mapping
        Exact values of rho, r, f and s, those that the entry's domain has.
    """

    def __init__(self, entry: Entry, parameters: Mapping[str, Fraction]) -> None:
        self.entry, self.parameters = entry, parameters
        self.coordinates = entry.regime.coordinates
        names = [*(c.name for c in self.coordinates), "delta", "L", "ell", TIE, "neg_log_s", "neg_log_1ms"]
        self.field, *gens = field(names, QQ)
        values: dict[str, FracElement] = dict(zip(names, gens, strict=True))
        values |= {name: self.number(value) for name, value in parameters.items()} | {"one": self.field.one}
        self.point = entry.regime.point({name: SympyFraction(value, self._log) for name, value in values.items()})
        self.value = _sympy_value(entry.formula(self.point), self.field)
        self.small = self._small(self.point)

    def number(self, value: Fraction) -> FracElement:
        """Return an exact number."""
        return self.field(QQ(value.numerator, value.denominator))

    def _log(self, value: FracElement) -> FracElement | None:
        """Return the logarithm of a product of powers of a, b and n, found by trying them."""
        row, logs = self.point.row, self.point.row.logs()
        own, other, share = row.self_weight.value, row.other_weight.value, self.point.h.value
        for i, j, k in product(TRIED, repeat=3):
            if value == own**i * other**j * share**k:
                return _sympy_value(-(i + j) * logs.partition - j * logs.gap - k * logs.length, self.field)
        return None

    def _small(self, point: Point) -> FracElement | None:
        """Return z, where a logarithm of the chart is log1p(z), z -> 0."""
        found = [g.excess(point) for g in self.entry.regime.logarithms if g.name == "ell" and g.excess is not None]
        return found[0].value if found else None

    def known_logarithms(self) -> dict[Fraction, str]:
        """Return the numbers whose negative logarithm is a generator, by that generator."""
        s = self.parameters.get("s")
        return {Fraction(1, 2): "neg_log_s"} if s is None else {s: "neg_log_s", 1 - s: "neg_log_1ms"}

    def at(self, delta: Fraction, root: int = 1) -> AlongN:
        """Return the entry at one depth; n^(1/root) is a power of x as well."""
        return AlongN(self, delta, root)


class AlongN:
    """An entry at one exact parameter point: a quotient of polynomials in x = n^-1/q, log n and constants."""

    def __init__(self, here: Generic, delta: Fraction, root: int = 1) -> None:
        self.generic, self.delta = here, delta
        exponents = {c.name: Fraction(c.exponent(delta)) for c in here.coordinates}
        self.steps = lcm(root, *(e.denominator for e in exponents.values()))
        self.powers = {name: int(e * self.steps) for name, e in exponents.items()}
        self.top, self.bottom = self._lowered(here.value.numer), self._lowered(here.value.denom)
        self.names: dict[str, FracElement] = {"delta": self._constant(delta)}
        self.names |= {name: self._constant(value) for name, value in here.parameters.items()}
        self.logarithms = here.known_logarithms()

    def _constant(self, value: Fraction) -> FracElement:
        return WHOLE(QQ(value.numerator, value.denominator))

    def _lowered(self, poly: PolyElement) -> PolyElement:
        """Write a polynomial in the chart's coordinates as one in x; log1p(z) by its series."""
        names = [str(s) for s in poly.ring.symbols]
        by_order: dict[int, dict[tuple[int, ...], Any]] = {}
        depth = QQ(self.delta.numerator, self.delta.denominator)
        for monomial, c in poly.iterterms():
            powers = dict(zip(names, monomial, strict=True))
            x = sum(self.powers[name] * powers[name] for name in self.powers)
            coefficient = c * depth ** powers["delta"]
            if not coefficient:
                continue
            key = (x, *(0 if name == REST else powers[name] for name in GENERATORS[1:]))
            part = by_order.setdefault(powers["ell"], {})
            part[key] = part.get(key, 0) + coefficient
        total = RING.zero
        for order, terms in by_order.items():
            part_poly = RING.from_dict({k: v for k, v in terms.items() if v})
            total += part_poly * self._log1p() ** order if order else part_poly
        return total

    def _log1p(self) -> PolyElement:
        small = self.generic.small
        if small is None or not small.denom.is_ground:
            raise Unreadable(self.generic.entry.id, "its logarithm has no series in the coordinates", "report it")
        z = self._lowered(small.numer) * (1 / small.denom.LC)
        return sum((QQ(c.numerator, c.denominator) * z**k for k, c in enumerate(log_series())), RING.zero) + (
            RING.gens[GENERATORS.index(REST)] * z**ORDER
        )

    # ---- the field that printed summands are evaluated in

    @property
    def field(self) -> PrintedField:
        """The field of x and log n."""
        functions = {"log": self._log}
        return PrintedField(self.names, self._constant, functions, {"delta": self.delta}, self._power_of_n, GENERATOR["L"])

    def _power_of_n(self, exponent: Fraction) -> FracElement:
        whole = exponent * self.steps
        if whole.denominator != 1:
            raise Unreadable(f"n^{exponent}", "no power of the chart's coordinates", "report it")
        return GENERATOR["x"] ** -int(whole)

    def _log(self, value: FracElement) -> FracElement:
        """Return the logarithm of a parameter."""
        for known, generator in self.logarithms.items():
            if value in (self._constant(known), self._constant(1 / known)):
                return GENERATOR[generator] * (-1 if value == self._constant(known) else 1)
        raise Unreadable(f"log({value})", "no such function is in the chart", "report it")

    # ---- what is left

    def value_of(self, summand: ast.expr) -> FracElement:
        """Return a printed summand."""
        return self.field(summand)

    def order(self, value: FracElement) -> Order | None:
        """Return the order of growth of a printed summand, None of 0."""
        return self._order(value.numer, value.denom)

    def rest(self, summands: list[FracElement]) -> Rest:
        """Return the difference of the entry and printed summands."""
        total = sum(summands, WHOLE.zero)
        return Rest(self, self.top * total.denom - total.numer * self.bottom, self.bottom * total.denom)

    def constants(self) -> dict[str, arb]:
        """Return the generators that do not depend on n, as balls."""
        return {
            REST: arb(0, 1)
            * 2
            / ORDER,  # what is left of the alternating series, at most 1/(ORDER (1 - |z|)), |z| <= 1/2
            TIE: EITHER_SIDE,
            **{g: -rational_ball(value).log() for value, g in self.logarithms.items()},
        }

    def quotient(self, top: PolyElement, bottom: PolyElement, length: ContextLength) -> arb:
        """Return a quotient at context length n, at the working precision."""
        log_n = length.log()
        values = self.constants() | {"L": log_n, "x": (-log_n / self.steps).exp()}
        return terms_ball(GENERATORS, top.iterterms(), values) / terms_ball(GENERATORS, bottom.iterterms(), values)

    def ball(self, value: FracElement, length: ContextLength) -> arb:
        """Return a printed summand at context length n, at the working precision."""
        return self.quotient(value.numer, value.denom, length)

    def exactly(self, value: FracElement, n: int) -> Fraction | None:
        """Return a printed summand at n, exactly, where it has no logarithm and n is a power as the depth asks; else None."""
        x = fmpz(n).root(self.steps)
        if x**self.steps != n or any(
            any(monomial[1:]) for p in (value.numer, value.denom) for monomial in p.itermonoms()
        ):
            return None
        top, bottom = (
            sum(Fraction(int(c.numerator), int(c.denominator)) / int(x) ** m[0] for m, c in p.iterterms())
            for p in (value.numer, value.denom)
        )
        return Fraction(top) / Fraction(bottom)

    def _order(self, top: PolyElement, bottom: PolyElement) -> Order | None:
        if not top:
            return None
        (a, k), (b, m) = leading(top), leading(bottom)
        return Order(Fraction(a - b, self.steps), k - m)


def leading(poly: PolyElement) -> tuple[int, int]:
    """Return the least power of x in a polynomial, and the largest power of log n beside it."""
    x = min(monomial[0] for monomial in poly.itermonoms())
    return x, max(m[1] for m in poly.itermonoms() if m[0] == x)


@dataclass(frozen=True, slots=True)
class Rest:
    """What an entry is beside its printed summands, exactly: top / bottom."""

    along: AlongN
    top: PolyElement
    bottom: PolyElement

    @property
    def order(self) -> Order | None:
        """Its order of growth; None where it is exactly 0."""
        return self.along._order(self.top, self.bottom)

    def bounded_only(self) -> bool:
        """Tell whether the coefficient of its order may be 0: then the order is an upper one."""
        if not self.top:
            return False
        x, k = leading(self.top)
        head = {m: c for m, c in self.top.iterterms() if m[:2] == (x, k)}
        if any(m[2] or m[3] for m in head):
            return True
        one = RING.from_dict({(0, 0, *m[2:]): c for m, c in head.items()})
        return bool(terms_ball(GENERATORS, one.iterterms(), self.along.constants()).contains(0))

    def value(self) -> FracElement:
        """Return it as an element of the field of x and log n."""
        return WHOLE(self.top) / WHOLE(self.bottom)

    def ball(self, length: ContextLength) -> arb:
        """Return it at context length n, at the working precision."""
        return self.along.quotient(self.top, self.bottom, length)
