"""A needle among distractors: the values that the theory prints, by plain mpmath; formulas in exact fractions; power series."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import comb
from typing import Any

import pytest
from flint import arb
from mpmath.ctx_mp import MPContext

from critscale.numerics.numbers.balls import rational_ball
from critscale.theory.errors import CritscaleError
from critscale.theory.field import exp, log
from critscale.theory.scores import needle
from critscale.theory.scores.corrections import threshold_formula
from critscale.theory.scores.laws import Exponential, Gamma, Sphere
from critscale.theory.scores.power_series import PowerSeries, cumulants_of, reverted, series_constant, series_variable

M = MPContext()
M.dps = 40
L = M.log(999)
V = M.mpf(1) / 32


def _gamma_threshold(kappa: int) -> Any:
    """Return the root of (1 + beta m/kappa)^-kappa = 1/999 at m = 7/10, by Newton's method on the logarithm."""
    m = M.mpf(7) / 10
    return M.findroot(lambda b: kappa * M.log(1 + b * m / kappa) - L, L / m)


def _gaussian_threshold(v: Any) -> Any:
    """Return the smaller root of beta - v beta^2/2 = log 999."""
    return M.findroot(lambda b: b - v * b * b / 2 - L, L)


def _sphere_threshold() -> Any:
    """Return the root of E exp(-beta gap) = 1/999 on the sphere in 32 dimensions, by an integral over the inner product."""
    scale = M.beta(M.mpf(31) / 2, M.mpf(1) / 2)

    def mean(b: Any) -> Any:
        return M.quad(lambda x: M.exp(b * (x - 1)) * (1 - x * x) ** (M.mpf(29) / 2), [-1, -0.5, 0, 0.25, 0.5, 1]) / scale

    with M.workdps(26):
        return M.findroot(lambda b: M.log(mean(b)) + L, M.mpf("7.8"))


def _terms(count: int) -> Any:
    """Return the sum of the first terms of log(1 + b/32) 32 = L, solved term by term: b = 32 (exp(L/32) - 1)."""
    return M.fsum(L**k / (M.mpf(32) ** (k - 1) * M.factorial(k)) for k in range(1, count + 1))


VALUES: dict[str, tuple[Callable[[], Any], str]] = {
    "E29 annealed": (lambda: 1 / (1 + 999 * M.exp(-(32 - V * 32**2 / 2))), "0.9998875899978846091641"),
    "E29 many": (lambda: 1 / (1 + 99999 * M.exp(-(32 - V * 32**2 / 2))), "0.98887"),
    "E30 capacity": (lambda: 1 + M.exp(16), "8886111.520507872636763"),
    "E30 half": (lambda: 1 + M.log(M.mpf(1) / 2) / M.log(1 - M.erfc(M.sqrt(16)) / 2), "89918348.65581091801666"),
    "E30 exponential": (lambda: 12 - 1 - M.log(12), "8.51509335021199968977"),
    "E30 bound": (lambda: (1 - M.erfc(3 / M.sqrt(2)) / 2) ** 2999, "0.017404"),
    "E31 32": (lambda: _gaussian_threshold(V), "7.875993405603359958019"),
    "E31 512": (lambda: _gaussian_threshold(M.mpf(1) / 512), "6.953979219057819139798"),
    "E31 log n": (lambda: L, "6.906754778648553518554"),
    "E32 1": (lambda: _gamma_threshold(1), "1425.714285714285714286"),
    "E32 2": (lambda: _gamma_threshold(2), "87.44846073873776155773"),
    "E32 10": (lambda: _gamma_threshold(10), "14.2151814127667472075"),
    "E32 100": (lambda: _gamma_threshold(100), "10.21551210528750210348"),
    "E32 limit": (lambda: L / (M.mpf(7) / 10), "9.866792540926505026505"),
    "E32 sphere": (_sphere_threshold, "7.842331587028083992057"),
    "E33 exact": (lambda: M.findroot(lambda b: 32 * M.log(1 + b / 32) - L, L), "7.708766804820295293643"),
    "E33 1": (lambda: _terms(1), "6.906754778648553518554"),
    "E33 2": (lambda: _terms(2), "7.652118240717063354656"),
    "E33 3": (lambda: _terms(3), "7.705743685024060335591"),
    "E34": (
        lambda: M.diff(lambda length: M.findroot(lambda b: b - V * b * b / 2 - length, length), L),
        "1.326479491488480278717",
    ),
}
"""What the theory prints, by plain mpmath numbers."""


@pytest.mark.parametrize("name", VALUES)
def test_value_of_the_theory(name: str) -> None:
    """Each printed digit comes out of mpmath alone."""
    compute, printed = VALUES[name]
    digits = len(printed.replace(".", "").lstrip("0"))
    assert M.nstr(compute(), digits, strip_zeros=False, min_fixed=-9, max_fixed=30) == printed


def _printed(name: str) -> Any:
    return M.mpf(VALUES[name][1])


def test_formulas_of_the_package() -> None:
    """The closed forms give the printed values; the elasticity is that of the formula."""
    root = M.sqrt(needle.gaussian_discriminant(L, 1, V))
    assert abs(needle.gaussian_threshold(L, 1, root) - _printed("E31 32")) < 1e-20
    assert abs(needle.gamma_threshold(M.exp(L / 10), 10, M.mpf(7) / 10) - _printed("E32 10")) < 1e-18
    assert abs(needle.threshold_slope(1, V * _printed("E31 32")) - _printed("E34")) < 1e-20
    elasticity = M.diff(lambda x: M.log(needle.gaussian_threshold(M.exp(x), 1, M.sqrt(1 - 2 * V * M.exp(x)))), M.log(L))
    assert abs(needle.gaussian_elasticity(root) - elasticity) < 1e-15
    lead = needle.advantage(arb(32), arb(1), arb(16))
    assert abs(needle.annealed_weight(arb(999).log(), lead) - arb(VALUES["E29 annealed"][1])) < 1e-15
    assert abs(needle.capacity(arb(16)) - arb(VALUES["E30 capacity"][1])) < 1e-7


def test_corrections_in_fractions() -> None:
    """Catalan's numbers for Gaussian gaps, 1/j! for Gamma ones, from cumulants as exact fractions; three terms as printed."""
    catalan = needle.threshold_coefficients([Fraction(1), Fraction(2), *[Fraction(0)] * 6])
    assert list(catalan) == [Fraction(comb(2 * k, k), k + 1) for k in range(8)]
    m, v, third = Fraction(2, 3), Fraction(5, 7), Fraction(-4, 9)
    three = (1 / m, v / (2 * m**3), (3 * v**2 - m * third) / (6 * m**5))
    assert needle.threshold_coefficients([m, v, third]) == three
    assert needle.threshold_coefficients([m]) == (1 / m,)


def test_power_series() -> None:
    """Algebra and logarithms against known coefficients; the inverse function composed with the function is the variable."""
    x = series_variable(6, Fraction(1))
    assert (1 / (1 - x)).coefficients == (1,) * 7
    assert (log(1 + x)).coefficients == (0, *(Fraction((-1) ** (k + 1), k) for k in range(1, 7)))
    assert cumulants_of(-log(1 - x)) == (1, 1, 2, 6, 24, 120)
    assert ((1 + x) ** 3 - x * 3 - 1).coefficients == (0, 0, 3, 1, 0, 0, 0)
    assert (-(x / 2) + Fraction(1, 2)).coefficients[:2] == (Fraction(1, 2), Fraction(-1, 2))
    in_balls = log(series_constant(rational_ball(2), 2) + series_variable(2, arb(1)))
    assert in_balls.coefficients[0].overlaps(arb(2).log()) and in_balls.coefficients[1].overlaps(arb(1) / 2)
    given = (Fraction(0), Fraction(2), Fraction(1, 3), Fraction(-5), Fraction(7, 2))
    inverse = PowerSeries((Fraction(0), *reverted(given[1:])))
    composed = sum((inverse**k * c for k, c in enumerate(given) if k), 0 * inverse)
    assert composed.coefficients == (0, 1, 0, 0, 0)
    with pytest.raises(CritscaleError, match="its coefficients are not written"):
        exp(x)


def test_the_formula_in_symbols() -> None:
    """Gamma, Gaussian and exponential scores, and any gaps by their cumulants; as text, LaTeX and JSON."""
    gamma = threshold_formula("gamma", 3)
    assert str(gamma).splitlines()[1] == "  L/m + L**2/(2*kappa*m) + L**3/(6*kappa**2*m) + O(L^4)"
    assert gamma.relation() == r"\beta^* = \frac{L}{m} + \frac{L^{2}}{2 \kappa m} + \frac{L^{3}}{6 \kappa^{2} m} + O(L^{4})"
    assert gamma.to_json()["terms"] == ["L/m", "L**2/(2*kappa*m)", "L**3/(6*kappa**2*m)"]
    assert str(threshold_formula("gaussian", 3)).splitlines()[1] == "  L/x + L**2*v/(2*x**3) + L**3*v**2/(2*x**5) + O(L^4)"
    assert str(threshold_formula("exponential", 2)).splitlines()[1] == "  L/(x - 1) + L**2/(2*(x - 1)**3) + O(L^3)"
    cumulants = str(threshold_formula(terms=3)).splitlines()
    assert cumulants[1] == "  L/m + L**2*v/(2*m**3) - L**3*(k3*m - 3*v**2)/(6*m**5) + O(L^4)"
    assert cumulants[2].startswith("  where m > 0, mean gap of a distractor; v, its variance; k3, its cumulant 3;")


def test_the_formula_in_numbers() -> None:
    """Exact coefficients, that sum to the printed values at n = 1000; a law without a second cumulant has one term."""
    found = threshold_formula("gamma:kappa=32,m=1", 3, law=Gamma(Fraction(32), Fraction(1)))
    assert [str(t) for t in found.terms] == ["L", "L**2/64", "L**3/6144"]
    assert abs(L + L**2 / 64 + L**3 / 6144 - _printed("E33 3")) < 1e-20
    assert str(threshold_formula("exponential", 2, law=Exponential(), needle=Fraction(12)).terms[1]) == "L**2/2662"


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (lambda: threshold_formula("weibull"), "its K(beta) has no power series here; choose gaussian, gamma, exponential"),
        (lambda: threshold_formula("gausian"), "did you mean 'gaussian'"),
        (lambda: threshold_formula("gamma", 0), "0 terms: out of range; give 1 to 12"),
        (lambda: threshold_formula("exponential", 1, law=Exponential(), needle=Fraction(1)), "not above the distractors' mean"),
        (lambda: threshold_formula("sphere", 1, law=Sphere(5), needle=Fraction(1)), "of a power series"),
    ],
)
def test_what_has_no_formula(ask: Callable[[], object], said: str) -> None:
    """One line: what, why, mend."""
    with pytest.raises(CritscaleError) as caught:
        ask()
    assert said in str(caught.value) and "\n" not in str(caught.value)
