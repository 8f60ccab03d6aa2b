"""Charts: the coordinates in which a row is a polynomial, and how fast each coordinate vanishes.

The four regimes are charts near n = oo.  With beta_n = gamma log n and the critical gamma 1/(1 - rho), each has one or
two small coordinates, powers n^-(constant + slope delta), and the unnormalised masses of a row are polynomials in them.
Every expansion is then a Taylor series at the origin, n = oo is the origin itself, and "for all n >= n0" is a box next
to it.

- subcritical, delta = 1 - gamma (1 - rho) in (0, 1): u = n^-delta, t = n^-(1-delta), so 1/n = u t;
- window, gamma = 1/(1-rho) + c/log n: h = 1/n, and s = 1/(1 + exp(-kappa)), kappa = c (1 - rho).  For finite n the
  pair (s, h) is exact, kappa = beta (1 - rho) - log n;
- critical: the window at kappa = 0, s = 1/2;
- supercritical, delta = gamma (1 - rho) - 1 > 0: v = n^-delta, h = 1/n.

``FINITE``, ``LENGTHS`` and ``FREE`` are charts without a regime.  ``FINITE`` reaches every n >= 2 and beta >= 0 by h = 1/n
and t = exp(-beta (1 - rho)): exact identities and bounds are proved there, and n -> oo is taken at fixed beta.  ``LENGTHS``
is for statements on n alone.  ``FREE`` has no row.

A chart has logarithms too, each the log of a positive rational function of its variables (`Logarithm`).  At finite n they
are further variables, tied to the others by what is known of a logarithm; as n -> oo each is a constant, or log n and
constants and a Taylor series in the small coordinates.

Source: theory A1, A4, A5b, derived.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

from ..assumptions import (
    CONTEXT_LENGTH,
    SUBCRITICAL_DEPTH,
    SUPERCRITICAL_DEPTH,
    WEIGHT_RATIO,
    WINDOW_WEIGHT,
    Assumption,
)
from ..errors import BadInput, UnknownName, shown
from ..field import Scalar
from .row import Logs, Row


class UnknownVariable(UnknownName, AttributeError):
    """A name that a point does not have."""


class Point(SimpleNamespace):
    """Values of one field by name: the coordinates, parameters and ``row`` of a chart, and ``one``, the field's 1."""

    def __getattr__(self, name: str) -> Scalar:
        """Refuse a name the domain does not have."""
        if name.startswith("__"):
            raise AttributeError(name)
        raise UnknownVariable.among("variable", name, vars(self))

    def __setattr__(self, name: str, value: Scalar) -> None:
        """Refuse a change: every side of a statement speaks of the same point."""
        raise BadInput(f"the point's {shown(name)}", "a point does not change", "compute with variables of your own")


@dataclass(frozen=True, slots=True)
class Coordinate:
    """A small coordinate: the function n^-(constant + slope delta)."""

    name: str
    constant: int
    slope: int

    def exponent(self, delta: Scalar) -> Scalar:
        """Return the exponent e of the coordinate n^-e."""
        return self.constant + self.slope * delta


@dataclass(frozen=True, slots=True)
class Logarithm:
    """A logarithm of a chart, log(argument).

    Attributes
    ----------
    name : str
        As formulas and balls name it.
    meaning : str
        What it is, in the field's words.
    argument : callable
        The positive rational function it is the log of, at a point.
    sign : {-1, 0, 1}
        1 if it is >= 0 on the whole chart, -1 if <= 0, 0 if neither is known.
    positive : bool
        It is not 0 anywhere on the chart.
    excess : callable, optional
        argument - 1 without cancellation, where the argument may be near 1.
    large : callable, optional
        What it is for large n, at a point and a function ``log1p`` of what vanishes there; a constant where there is none.
    """

    name: str
    meaning: str
    argument: Callable[[Point], Scalar]
    sign: int = 1
    positive: bool = True
    excess: Callable[[Point], Scalar] | None = None
    large: Callable[[Point, Callable[[Scalar], Scalar]], Scalar] | None = None


@dataclass(frozen=True, slots=True)
class Regime:
    """A chart of the simplex layer.

    Attributes
    ----------
    id : str
        Its name.
    meaning : str
        What it covers, in one sentence.
    condition : str
        Where gamma lies.
    coordinates : tuple of Coordinate
        The small coordinates.
    parameters : tuple of Assumption
        Variables other than rho, r and n that the chart needs (depth delta, window weight s).
    masses : callable
        At a point, the mass of the token itself and n times that of one other.
    logarithms : tuple of Logarithm
        What is a logarithm in the chart, beside ``L`` = log n.
    logs : callable
        `Logs` at a point, by the logarithms' names.
    reciprocal_length : callable
        1/n at a point.
    has_row : bool
        Its statements speak of the row that its masses make.
    """

    id: str
    meaning: str
    condition: str
    coordinates: tuple[Coordinate, ...]
    parameters: tuple[Assumption, ...]
    masses: Callable[[Point], tuple[Scalar, Scalar]]
    logarithms: tuple[Logarithm, ...]
    logs: Callable[[Point], Logs]
    reciprocal_length: Callable[[Point], Scalar]
    has_row: bool = True

    @property
    def depth(self) -> Assumption | None:
        """The assumption on delta, or None in a regime without depth."""
        return next((p for p in self.parameters if p.name == "delta"), None)

    def assumptions(self, *others: Assumption) -> tuple[Assumption, ...]:
        """Return the assumptions of a statement in this regime: ``others``, its parameters, and n."""
        return (*others, *self.parameters, CONTEXT_LENGTH)

    def variables(self, assumptions: tuple[Assumption, ...]) -> tuple[Assumption, ...]:
        """Return the variables of a statement: those assumed, and the chart's own where no narrower range is given."""
        given = {a.name for a in assumptions}
        return (*assumptions, *(a for a in self.parameters if a.name not in given))

    def point(self, values: Mapping[str, Scalar]) -> Point:
        """Complete coordinate and parameter values of one field to a point with 1/n as ``h``, and its ``row`` if it has one."""
        if self is FREE:
            return Point(**values)
        point = Point(**{**values, "h": self.reciprocal_length(Point(**values))})
        if not self.has_row:
            return point
        return Point(**vars(point), row=self.row(point, logs=lambda: self.logs(point)))

    def row(self, point: Point, **more: Any) -> Row:
        """Return the row at a point that has ``h``; ``more`` is what `Row.from_masses` takes, such as a ``lost`` mass."""
        own, each = self.masses(point)
        return Row.from_masses(own, each * (1 - point.h), each * point.h, **more)


def _ell(excess: Callable[[Point], Scalar], sign: int) -> Logarithm:
    """Return the part of log(1 + E) that vanishes as n -> oo, log1p(z)."""
    return Logarithm(
        "ell",
        "what is left of log(1 + E), it vanishes as n -> oo",
        lambda p: 1 + excess(p),
        sign,
        excess=excess,
        large=lambda p, log1p: log1p(excess(p)),
    )


NEG_LOG_S = Logarithm("neg_log_s", "-log s", lambda p: 1 / p.s)
NEG_LOG_1MS = Logarithm("neg_log_1ms", "-log(1 - s)", lambda p: 1 / (1 - p.s))
LOG_2 = Logarithm("neg_log_s", "log 2", lambda p: 2 * p.one)
ALSO_LOG_2 = Logarithm("neg_log_1ms", "log 2", lambda p: 2 * p.one)
NEG_LOG_T = Logarithm("neg_log_t", "-log t, the logit gap beta (1 - rho)", lambda p: 1 / p.t, positive=False)
LOG_PARTITION = Logarithm(
    "log_partition",
    "log(1 + E)",
    lambda p: 1 + (1 / p.h - 1) * p.t,
    excess=lambda p: (1 / p.h - 1) * p.t,
    large=lambda p, log1p: p.L - p.neg_log_t + log1p(p.h * (1 - p.t) / p.t),
)
LOG_LENGTH = Logarithm("L", "log n", lambda p: 1 / p.h)
"""log n: in every chart that has a length."""


SUBCRITICAL = Regime(
    id="subcritical",
    meaning="attention spreads over the others: tokens collapse",
    condition="gamma < 1/(1 - rho)",
    coordinates=(Coordinate("u", 0, 1), Coordinate("t", 1, -1)),
    parameters=(SUBCRITICAL_DEPTH,),
    masses=lambda p: (p.u, p.one),
    logarithms=(_ell(lambda p: p.u * (1 - p.t), 1),),
    logs=lambda p: Logs(p.delta * p.L + p.ell, (1 - p.delta) * p.L, p.L),
    reciprocal_length=lambda p: p.u * p.t,
)
WINDOW = Regime(
    id="window",
    meaning="the critical window: self weight passes from 0 to 1 as kappa passes through 0",
    condition="gamma = 1/(1 - rho) + c/log n",
    coordinates=(Coordinate("h", 1, 0),),
    parameters=(WINDOW_WEIGHT,),
    masses=lambda p: (p.s, 1 - p.s),
    logarithms=(NEG_LOG_S, NEG_LOG_1MS, _ell(lambda p: -(1 - p.s) * p.h, -1)),
    logs=lambda p: Logs(p.neg_log_s + p.ell, p.L - p.neg_log_s + p.neg_log_1ms, p.L),
    reciprocal_length=lambda p: p.h,
)
CRITICAL = Regime(
    id="critical",
    meaning="exactly critical: half the attention on the token itself",
    condition="gamma = 1/(1 - rho)",
    coordinates=(Coordinate("h", 1, 0),),
    parameters=(),
    masses=lambda p: (p.one, p.one),
    logarithms=(LOG_2, ALSO_LOG_2, _ell(lambda p: -p.h / 2, -1)),
    logs=lambda p: Logs(p.neg_log_s + p.ell, p.L, p.L),
    reciprocal_length=lambda p: p.h,
)
SUPERCRITICAL = Regime(
    id="supercritical",
    meaning="attention stays on the token itself: the layer is the identity",
    condition="gamma > 1/(1 - rho)",
    coordinates=(Coordinate("v", 0, 1), Coordinate("h", 1, 0)),
    parameters=(SUPERCRITICAL_DEPTH,),
    masses=lambda p: (p.one, p.v),
    logarithms=(_ell(lambda p: p.v * (1 - p.h), 1),),
    logs=lambda p: Logs(p.ell, (1 + p.delta) * p.L, p.L),
    reciprocal_length=lambda p: p.h,
)


FINITE = Regime(
    id="finite",
    meaning="every context length n >= 2 and every inverse temperature beta >= 0",
    condition="t = exp(-beta (1 - rho))",
    coordinates=(Coordinate("h", 1, 0),),
    parameters=(WEIGHT_RATIO,),
    masses=lambda p: (p.h, p.t),
    logarithms=(NEG_LOG_T, LOG_PARTITION),
    logs=lambda p: Logs(p.log_partition, p.neg_log_t, p.L),
    reciprocal_length=lambda p: p.h,
)
LENGTHS = replace(
    CRITICAL,
    id="lengths",
    meaning="a context length n >= 2 alone",
    condition="",
    logarithms=(LOG_2, ALSO_LOG_2, _ell(lambda p: -p.h, -1)),
    has_row=False,
)
"""The chart of n alone: h = 1/n, L = log n, and ell = log(1 - 1/n).  No statement in it speaks of a row."""
FREE = Regime(
    id="free",
    meaning="no attention row: algebra in the variables of the assumptions alone",
    condition="",
    coordinates=(),
    parameters=(),
    masses=lambda p: (p.one, p.one),
    logarithms=(),
    logs=lambda p: Logs(0, 0, 0),
    reciprocal_length=lambda p: 0,
    has_row=False,
)

REGIMES: Mapping[str, Regime] = {g.id: g for g in (SUBCRITICAL, WINDOW, CRITICAL, SUPERCRITICAL)}


def critical_gamma(rho: Scalar) -> Scalar:
    """Return the critical coefficient 1/(1 - rho) of beta_n = gamma log n (arXiv 2510.05554, Theorem 2.1)."""
    return 1 / (1 - rho)


def depth(gamma: Fraction, rho: Fraction) -> Fraction:
    """Return 1 - gamma (1 - rho): positive below the critical coefficient, 0 at it, negative above."""
    return 1 - gamma * (1 - rho)


def regime_of(gamma: Fraction, rho: Fraction) -> Regime:
    """Return the regime of beta_n = gamma log n as n -> oo, by exact comparison.

    Parameters
    ----------
    gamma : Fraction
        Coefficient of log n, nonnegative.
    rho : Fraction
        Common inner product, 0 <= rho < 1.
    """
    distance = depth(gamma, rho)
    if distance == 0:
        return CRITICAL
    return SUBCRITICAL if distance > 0 else SUPERCRITICAL
