"""A needle among distractors in certified digits: printed values, quadrature by NumPy and mpmath, sampled rows, refusals."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from flint import arb
from mpmath.ctx_mp import MPContext

import critscale
from critscale.numerics.answers.needles import Needle, expected_weight_ball
from critscale.numerics.numbers.precision import working_precision
from critscale.numerics.settings.length import ContextLength
from critscale.theory.errors import BadInput, CritscaleError, UnknownName

M = MPContext()
M.dps = 25
GAUSSIAN = Needle.of("gaussian:v=1/32", 1)
EXPONENTIAL = Needle.of("exponential", 12)
HIDDEN = Needle.of("sphere:d=32", "-1/2")


def _gamma(kappa: int | str, m: str = "7/10") -> Needle:
    return Needle.of(f"gamma:kappa={kappa},m={m}", 0)


PRINTED: dict[str, Callable[[int], object]] = {
    "7.875993405603359958019": lambda digits: GAUSSIAN.threshold(1000, digits),
    "6.953979219057819139798": lambda digits: Needle.of("gaussian:v=1/512", 1).threshold(1000, digits),
    "1.326479491488480278717": lambda digits: GAUSSIAN.slope(1000, digits),
    "8886111.520507872636763": GAUSSIAN.capacity,
    "0.9998875899978846091641": lambda digits: GAUSSIAN.annealed_weight(1000, 32, digits),
    "0.98887": lambda digits: GAUSSIAN.annealed_weight(10**5, 32, digits),
    "1425.714285714285714286": lambda digits: _gamma(1).threshold(1000, digits),
    "87.44846073873776155773": lambda digits: _gamma(2).threshold(1000, digits),
    "14.2151814127667472075": lambda digits: _gamma(10).threshold(1000, digits),
    "10.21551210528750210348": lambda digits: _gamma(100).threshold(1000, digits),
    "7.842331587028083992057": lambda digits: Needle.of("sphere:d=32", 0).threshold(1000, digits),
    "7.708766804820295293643": lambda digits: _gamma(32, "1").threshold(1000, digits),
    "0.56138": lambda digits: _gamma(1).expected_weight(1000, Fraction(9980, 7), digits),
}
"""What the theory prints, and the certified answer at so many digits."""


@pytest.mark.parametrize("printed", PRINTED)
def test_printed_values(printed: str) -> None:
    """To every digit."""
    digits = len(printed.replace(".", "").lstrip("0"))
    assert M.mpf(str(PRINTED[printed](digits))) == M.mpf(printed)


def test_the_rate_of_exponential_distractors() -> None:
    """I(12) = 12 - 1 - log 12, as printed; the capacity is 1 + exp of it."""
    capacity = EXPONENTIAL.capacity(20)
    assert capacity is not None
    assert abs(M.log(M.mpf(str(capacity)) - 1) - M.mpf("8.51509335021199968977")) < 1e-18


# Expected weights by programs of their own


def test_gamma_gaps_of_shape_one() -> None:
    """exp(-beta gap) is a power of a uniform variable: phi is an incomplete Gamma function, and E W an integral of its power."""
    beta, n, m = M.mpf(8), 50, M.mpf(7) / 10
    a = 1 / (beta * m)
    found = M.quad(lambda u: M.exp(-u) * (a * u**-a * M.gammainc(a, 0, u)) ** (n - 1), [0, 0.25, 1, 4, 16, 60])
    assert abs(M.mpf(str(_gamma(1).expected_weight(n, 8, digits=10))) / found - 1) < 1e-9


def _by_quadrature(scores: np.ndarray, masses: np.ndarray, beta: float, needle: float, n: int) -> float:
    """Return E W by two trapezoidal sums in float64, of a discrete law of distractors."""
    z = np.linspace(-40, 4, 700)
    seen = np.exp(z[:, None] + beta * (scores[None, :] - needle))
    phi = np.exp(-seen) @ masses
    return float(np.sum(np.exp(z - np.exp(z)) * phi ** (n - 1)) * (z[1] - z[0]))


def test_gaussian_distractors() -> None:
    """At n = 1000 and 10^5 as by quadrature in float64, and the sampled values that the theory prints."""
    s = np.linspace(-9, 9, 1200)
    density = np.exp(-(s**2) / 2)
    for n, sampled, error in ((1000, 0.99994, 0.00004), (10**5, 0.99224, 0.00226)):
        found = float(GAUSSIAN.expected_weight(n, 32, digits=5))
        assert found == pytest.approx(_by_quadrature(s / np.sqrt(32), density / density.sum(), 32, 1, n), rel=2e-5)
        assert abs(found - sampled) < 4 * error


def test_the_threshold_of_gamma_gaps() -> None:
    """The exact weights at the annealed threshold of n = 1000, by quadrature in float64; the theory prints 0.50306 for kappa = 8."""
    for kappa, printed in ((1, 0.561384), (2, 0.530676), (8, 0.503055)):
        gaps = np.exp(np.linspace(-28, 5, 3000)) / kappa
        density = (gaps * kappa) ** kappa * np.exp(-gaps * kappa)
        beta = kappa * (999 ** (1 / kappa) - 1)
        assert _by_quadrature(-gaps, density / density.sum(), beta, 0, 1000) == pytest.approx(printed, abs=6e-7)
    assert float(_gamma(8, "1").expected_weight(1000, Fraction(8 * (999 ** (1 / 8) - 1)), digits=6)) == pytest.approx(0.503055, abs=1e-6)


def test_the_limit_at_kappa_1() -> None:
    """n -> oo: the expected weight at the threshold tends to the integral of exp(-u - Ein(u)), exp(-gamma_E) = 0.561459..."""
    found = M.quad(lambda u: M.exp(-u - (M.euler + M.log(u) + M.e1(u))), [0, 0.1, 1, 5, 40])
    assert M.nstr(found, 6) == M.nstr(M.exp(-M.euler), 6) == "0.561459"


def test_no_law_is_below_its_annealed_weight() -> None:
    """E29 in digits, Gaussian, exponential and uniform keys on a sphere."""
    for needle, n, beta in ((GAUSSIAN, 10**6, "20"), (EXPONENTIAL, 1000, "1/2"), (Needle.of("sphere:d=5", 0), 100, "10")):
        annealed, exact = needle.annealed_weight(n, beta, 8), needle.expected_weight(n, beta, 4)
        assert float(exact) > float(annealed) * (1 - 1e-4)


def test_a_coarse_ball_holds_the_weight() -> None:
    """With few bits the rule's step is wide: what it may miss stands in the ball."""

    def ball(bits: int) -> arb:
        with working_precision(80):
            return expected_weight_ball(_gamma(1).law, Fraction(0), ContextLength.parse(20), lambda _: arb(5), bits)

    exact = ball(60)
    assert all(ball(bits).contains(exact) for bits in (1, 2, 3, 4, 6, 9))


def test_far_beyond_capacity() -> None:
    """Where no distractor leads the sum of their masses is its mean: the annealed weight is exact, 10^-994 and 10^-9994 of it."""
    for n in ("1e1000", "1e10000"):
        assert str(GAUSSIAN.expected_weight(n, 32, 6)) == str(GAUSSIAN.annealed_weight(n, 32, 6))
    critical = Needle.of("gaussian:v=1/1000", 1)
    assert float(critical.expected_weight("1e100", str(critical.threshold("1e100", 20)), 6)) == pytest.approx(0.5, abs=1e-6)


def test_any_length() -> None:
    """Closed forms at n = 10^1000000 and 10^(10^100); roots on a sphere at 10^100; every n has a threshold where no distractor is above."""
    astronomic = Needle.of(f"gaussian:v=1/{10**110}", 1)
    length = M.mpf(10) ** 100 * M.log(10)
    expected = length * (1 + length / (2 * M.mpf(10) ** 110))  # beyond is one part in 10^19
    assert M.mpf(str(astronomic.threshold("10^10^100", 15))) == M.mpf(M.nstr(expected, 15))
    assert str(_gamma(1, "1").threshold("1e1000000", 12)) == "1.00000000000e+1000000"
    annealed = GAUSSIAN.annealed_weight("1e1000000", 32, 10)
    assert str(annealed).endswith("e-999994")
    sphere = Needle.of("sphere:d=32", 0)
    assert sphere.capacity() is None
    weight = sphere.annealed_weight("1e100", str(sphere.threshold("1e100", 30)), 12)
    assert abs(float(weight) - 0.5) < 1e-11


def test_a_hidden_needle_on_a_sphere() -> None:
    """At inner product 1/2 in 32 dimensions capacity is 97.69...: the largest advantage, by mpmath."""
    d = 32

    def lead(beta: Any) -> Any:
        k = M.mpf(d - 1) / 2
        return beta * M.mpf(1) / 2 - M.log(M.hyp1f1(k, 2 * k, -2 * beta) * M.exp(beta))

    best = M.findroot(lambda b: M.diff(lead, b), 18)
    assert abs(M.mpf(str(HIDDEN.capacity(12))) / (1 + M.exp(lead(best))) - 1) < 1e-10
    with pytest.raises(BadInput, match=r"beyond capacity, 97\.69"):
        HIDDEN.threshold(1000)
    assert float(HIDDEN.annealed_weight(90, str(HIDDEN.threshold(90, 20)), 10)) == pytest.approx(0.5, abs=1e-12)


def test_corrections_in_numbers() -> None:
    """The series of a law with numbers, exactly; it approaches the threshold."""
    assert str(GAUSSIAN.corrections(3)).splitlines()[1] == "  L + L**2/64 + L**3/2048 + O(L^4)"
    assert "needle of score 1, gaussian:v=1/32" == str(GAUSSIAN)
    assert critscale.Needle is Needle


BAD: dict[str, tuple[Callable[[], object], type[CritscaleError]]] = {
    "beyond capacity, 8.88611e+6: no beta finds this needle; give n <= 8.88611e+6": (lambda: GAUSSIAN.threshold("1e7"), BadInput),
    "the needle has the weight 1/2 already": (lambda: GAUSSIAN.threshold(2), BadInput),
    "not above the mean of gaussian:v=1/32": (lambda: Needle.of("gaussian:v=1/32", 0).threshold(9), BadInput),
    "not above the mean of exponential": (lambda: Needle.of("exponential", 1).slope(9), BadInput),
    "K(beta) of exponential is infinite there": (lambda: EXPONENTIAL.annealed_weight(9, 1), BadInput),
    "its K(beta) has no closed form": (lambda: Needle.of("weibull:p=4", 3).threshold(9), BadInput),
    "ask for the expected weight": (lambda: Needle.of("endpoint:k=1", 0).annealed_weight(9, 1), BadInput),
    "every key has the weight 1/n": (lambda: GAUSSIAN.expected_weight(9, 0), BadInput),
    "give a finite n": (lambda: GAUSSIAN.expected_weight("oo", 1), BadInput),
    "beta = -1: negative": (lambda: GAUSSIAN.annealed_weight(9, -1), BadInput),
    "the needle's score = one": (lambda: Needle.of("exponential", "one"), BadInput),
    "did you mean 'gaussian'": (lambda: Needle.of("gausian:v=1", 1), UnknownName),
    "out of range": (lambda: GAUSSIAN.corrections(0), BadInput),
}


@pytest.mark.parametrize("said", BAD)
def test_what_is_refused(said: str) -> None:
    """One line: what, why, mend."""
    ask, kind = BAD[said]
    with pytest.raises(kind) as caught:
        ask()
    assert said in str(caught.value) and "\n" not in str(caught.value)
