"""The annealed threshold as a power series in L = log(n - 1), in symbols or in exact numbers, to any order.

The coefficients are derived on the spot: the advantage of the needle is evaluated at a power series for beta, whose inverse function
they are.  The series is formal: it is meant for L -> 0, or for any fixed number of terms as a comparison with the log n law, its first
term; it is no expansion for n -> oo.

Source: theory E33, derived.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import count
from typing import Any

from ..assumptions import Assumption
from ..closed_form import ONE, ClosedForm, power_product, scaled
from ..errors import BadInput, UnknownName
from ..expansions.chart import finite_chart
from ..expansions.coefficients import Coefficient
from ..field import MissingFunction, Scalar
from ..layer.domain import Domain
from ..layer.regimes import FREE, Point
from ..notation import latex_name
from ..result import Cell, Result, ValueTable, View
from ..tex import display, tex_code, tex_comment, tex_prose, wrapped
from .laws import SCORE_LAWS, Exponential, Gamma, Gaussian, ScoreLaw
from .needle import advantage, threshold_coefficients
from .power_series import reverted, series_constant, series_variable

LENGTH = "L"
ANY = "any"
"""The law of which the cumulants of the gap are all that is known."""
MOST_TERMS = 12


def _positive(name: str, meaning: str, low: int = 0) -> Assumption:
    return Assumption(name=name, meaning=meaning, low=Fraction(low), high=None, low_open=True)


NEEDLE = _positive("x", "score of the needle above the distractors' mean")
MEAN_GAP = _positive("m", "mean gap of a distractor")


@dataclass(frozen=True, slots=True)
class SymbolicLaw:
    """A law of distractors in symbols: its parameters, the law at them, and the needle's score."""

    variables: tuple[Assumption, ...]
    law: Callable[[Point], ScoreLaw]
    needle: Callable[[Point], Scalar]


SYMBOLIC: Mapping[str, SymbolicLaw] = {
    "gaussian": SymbolicLaw((NEEDLE, _positive("v", "variance of the scores")), lambda p: Gaussian(p.v), lambda p: p.x),
    "gamma": SymbolicLaw((_positive("kappa", "shape of the gaps"), MEAN_GAP), lambda p: Gamma(p.kappa, p.m), lambda p: 0 * p.m),
    "exponential": SymbolicLaw((_positive("x", "score of the needle", 1),), lambda _: Exponential(), lambda p: p.x),
}
"""The laws that may be given without parameters."""


@dataclass(frozen=True, slots=True, repr=False)
class ThresholdFormula(Result):
    """The first terms of the annealed threshold; see `threshold_formula`.

    Attributes
    ----------
    scores : str
        The law of the distractors.
    variables : tuple of Assumption
        What stands in the terms besides L.
    terms : tuple of ClosedForm
        c_1 L, c_2 L^2, ..., those that are not 0.
    order : int
        The power of L up to which all terms are there.
    """

    scores: str
    variables: tuple[Assumption, ...]
    terms: tuple[ClosedForm, ...]
    order: int

    @property
    def error(self) -> str:
        """What is left out, as text."""
        return f"O(L^{self.order + 1})"

    def __str__(self) -> str:
        """Return the formula as text."""
        where = "; ".join([*map(_meaning, self.variables), "L = log(n - 1)"])
        return "\n".join(
            [
                f"threshold of a needle, {self.scores} scores: the beta at which its annealed weight is 1/2",
                f"  {_joined(str(t) for t in self.terms)} + {self.error}",
                f"  where {where}",
                "  a formal power series in L, not an expansion for n -> oo",
                "  source: E33, derived",
            ]
        )

    def view(self) -> View:
        """Return the formula, and what stands in it."""
        text = f"{_joined(str(t) for t in self.terms)} + {self.error}"
        where = "; ".join([*map(_meaning, self.variables), "L = log(n - 1)"])
        table = ValueTable(("scores", "formula", "where"), [(self.scores, Cell(text, text, self.relation()), where)], upright=True)
        return View("threshold of a needle", table, ("a formal power series in L, not an expansion for n -> oo",))

    def _repr_latex_(self) -> str:
        return f"${self.relation()}$"

    def latex(self) -> str:
        """Return the formula as LaTeX that compiles: what its letters are, and a display; it needs the package amsmath."""
        where = "; ".join([*(f"${latex_name(a.name)}$ is the {tex_prose(a.meaning)}" for a in self.variables), r"$L = \log(n - 1)$"])
        lead = rf"The threshold of a needle, {tex_code(self.scores)} scores: the $\beta$ at which its annealed weight is $1/2$, where {where}, as a formal power series in $L$:"
        return "\n".join([tex_comment("threshold; E33, derived by critscale"), wrapped(lead), display(self.relation())])

    def relation(self) -> str:
        """Return the formula as LaTeX in math mode."""
        return rf"\beta^* = {_joined(t.latex() for t in self.terms)} + O(L^{{{self.order + 1}}})"

    def to_json(self) -> dict[str, Any]:
        """Return the formula as JSON data."""
        return {
            "quantity": "threshold",
            "scores": self.scores,
            "assumptions": [_meaning(a) for a in self.variables],
            "terms": [str(t) for t in self.terms],
            "error": self.error,
            "latex": self.relation(),
        }


def threshold_formula(scores: str = ANY, terms: int = 1, *, law: ScoreLaw | None = None, needle: Fraction = Fraction(0)) -> ThresholdFormula:
    """Return the first terms of the threshold of a needle among distractors of a law.

    Parameters
    ----------
    scores : str
        ``any`` for the cumulants of the gap, ``gaussian``, ``gamma`` or ``exponential`` for symbols; what the law is called, where one is given.
    terms : int
        How many, 1 to `MOST_TERMS`.
    law : ScoreLaw, optional
        A law with exact parameters.
    needle : Fraction
        The score of the needle in that law.

    Raises
    ------
    UnknownName
        If there is no such law.
    BadInput
        If there are no such terms, or the needle is not above the distractors' mean.
    MissingFunction
        If the law's K(beta) has no power series here.

    Examples
    --------
    >>> print(threshold_formula("gamma", terms=3))
    threshold of a needle, gamma scores: the beta at which its annealed weight is 1/2
      L/m + L**2/(2*kappa*m) + L**3/(6*kappa**2*m) + O(L^4)
      where kappa > 0, shape of the gaps; m > 0, mean gap of a distractor; L = log(n - 1)
      a formal power series in L, not an expansion for n -> oo
      source: E33, derived
    """
    if not 1 <= terms <= MOST_TERMS:
        raise BadInput(f"{terms} terms", "out of range", f"give 1 to {MOST_TERMS}")
    if law is not None:
        numbers = _coefficients(law, needle, terms, Fraction(1))
        return ThresholdFormula(scores, (), _terms(power_product(Fraction(c)) if c else None for c in numbers), terms)
    variables = _cumulant_names(terms) if scores == ANY else _symbolic(scores).variables
    chart = finite_chart(Domain.of(FREE, variables))

    def coefficients(p: Point) -> tuple[Scalar, ...]:
        if scores == ANY:
            return threshold_coefficients([getattr(p, a.name) for a in variables])
        known = SYMBOLIC[scores]
        return _coefficients(known.law(p), known.needle(p), terms, p.one)

    forms = chart.form(*(lambda p, k=k: coefficients(p)[k] for k in range(terms)))
    written = (Coefficient(f.value.numer, ((f.value.denom, 1),)).form(chart) if f.value else None for f in forms)
    return ThresholdFormula(scores, variables, _terms(written), terms)


def _symbolic(scores: str) -> SymbolicLaw:
    if scores not in SYMBOLIC:
        if scores in SCORE_LAWS:
            raise MissingFunction(f"the threshold of {scores} in symbols", "its K(beta) has no power series here", f"choose {', '.join(SYMBOLIC)}")
        raise UnknownName.among("law of scores", scores, (ANY, *SYMBOLIC))
    return SYMBOLIC[scores]


def _cumulant_names(terms: int) -> tuple[Assumption, ...]:
    others = [Assumption(name="v", meaning="its variance", low=Fraction(0), high=None)]
    others += [Assumption(name=f"k{j}", meaning=f"its cumulant {j}", low=Fraction(0), high=None) for j in range(3, terms + 1)]
    return MEAN_GAP, *others[: terms - 1]


def _coefficients(law: ScoreLaw, needle: Scalar, terms: int, one: Scalar) -> tuple[Scalar, ...]:
    """Return the coefficients of L, L^2, ..., of a law over any field."""
    beta = series_variable(terms, one)
    cumulant = law.over(lambda value: series_constant(value, terms)).cumulant(beta)
    _, *lead = advantage(beta, needle, cumulant).coefficients
    if isinstance(lead[0], Fraction) and lead[0] <= 0:
        raise BadInput(f"a needle of score {needle}", "not above the distractors' mean", "give a larger score")
    return reverted(lead)


def _terms(coefficients: Iterable[ClosedForm | None]) -> tuple[ClosedForm, ...]:
    """Return the terms c L^k of the coefficients that are not 0."""
    powers = (power_product(ONE, [(LENGTH, Fraction(k))]) for k in count(1))
    return tuple(scaled(c, power) for c, power in zip(coefficients, powers, strict=False) if c is not None)


def _joined(parts: Iterable[str]) -> str:
    first, *others = parts
    return first + "".join(f" - {p[1:].lstrip()}" if p.startswith("-") else f" + {p}" for p in others)


def _meaning(a: Assumption) -> str:
    """Return what a variable is, and its range where it has an end that matters."""
    return f"{a.range_text() if a.low_open else a.name}, {a.meaning}"
