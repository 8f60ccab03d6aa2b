"""E33: the first corrections to the log n law are universal: a power series in L whose coefficients are the gaps' cumulants."""

from __future__ import annotations

from collections.abc import Sequence
from math import factorial

from ..vocabulary import FREE, MARKS, Claim, Identity, Point, Scalar, assume, but, marked, needle, power_series, score_laws

SOURCE = "theory E33, derived: Lagrange's inversion"
CUMULANTS = (
    assume("k1", "mean gap m", low_open=True), assume("k2", "variance of the gaps"),
    *(assume(f"k{j}", f"cumulant {j} of the gaps") for j in (3, 4, 5)),
)
KAPPA, MEAN = assume("kappa", "shape", low_open=True), assume("m", "mean gap", low_open=True)
ORDERS = len(CUMULANTS)


def _cumulants(p: Point, orders: int = ORDERS) -> list[Scalar]:
    return [getattr(p, a.name) for a in CUMULANTS[:orders]]


def _composed(p: Point) -> Sequence[Scalar]:
    """Return the coefficients of -log E exp(-beta gap) at the series beta = c_1 L + c_2 L^2 + ..."""
    beta = power_series.PowerSeries((0 * p.k1, *needle.threshold_coefficients(_cumulants(p))))
    coefficients: Sequence[Scalar] = _advantage(_cumulants(p), beta).coefficients
    return coefficients[1:]


def _advantage(cumulants: Sequence[Scalar], beta: Scalar) -> Scalar:
    return sum(beta**j * ((-1) ** (j + 1) * k) / factorial(j) for j, k in enumerate(cumulants, 1))


def _printed(p: Point, sign: int = 1) -> Scalar:
    m, v, third = p.k1, p.k2, p.k3
    return marked(p, (1 / m, v / (2 * m**3), (3 * v**2 - sign * m * third) / (6 * m**5)))


def _gamma_gaps(p: Point) -> Sequence[Scalar]:
    """Return the cumulants of Gamma gaps: those of the score are (-1)^j times them."""
    law = score_laws.Gamma(p.kappa, p.m).over(lambda x: power_series.series_constant(x, ORDERS))
    found = power_series.cumulants_of(law.cumulant(power_series.series_variable(ORDERS, p.one)))
    return [(-1) ** j * k for j, k in enumerate(found, 1)]


CLAIMS = (
    Claim(
        "E33.definition.series",
        "at beta = c_1 L + c_2 L^2 + ... the advantage is L, to the fifth order in L, whatever the cumulants",
        Identity(FREE, lambda p: marked(p, _composed(p)), lambda p: p.c0),
        (*CUMULANTS, *MARKS[:ORDERS]),
        source=SOURCE,
        notes="a formal power series in L, or L -> 0; not an expansion for n -> oo",
        defines=(needle.threshold_coefficients,),
        twins=but("2 L", "it is 2 L", right=lambda p: 2 * p.c0),
    ),
    Claim(
        "E33.three",
        "beta* = L/m + v L^2/(2 m^3) + (3 v^2 - m k_3) L^3/(6 m^5) + O(L^4)",
        Identity(FREE, lambda p: marked(p, needle.threshold_coefficients(_cumulants(p, 3))), _printed),
        (*CUMULANTS[:3], *MARKS[:3]),
        source=SOURCE,
        notes="m > 0 the mean gap, v its variance, k_3 its third cumulant",
        twins=but("sign", "3 v^2 + m k_3", right=lambda p: _printed(p, -1)),
    ),
    Claim(
        "E33.gamma",
        "Gamma gaps: its terms are those of (kappa/m)(exp(L/kappa) - 1)",
        Identity(
            FREE,
            lambda p: marked(p, needle.threshold_coefficients(_gamma_gaps(p))),
            lambda p: marked(p, (1 / (p.m * p.kappa ** (j - 1) * factorial(j)) for j in range(1, ORDERS + 1))),
        ),
        (KAPPA, MEAN, *MARKS[:ORDERS]),
        source=SOURCE,
        uses=("E32.definition.threshold", "E33.definition.series"),
        notes="the cumulants are read off K(beta) itself, at a power series for beta",
        twins=but("j", "with 1/j for 1/j!", right=lambda p: marked(p, (1 / (p.m * p.kappa ** (j - 1) * j) for j in range(1, ORDERS + 1)))),
    ),
)
