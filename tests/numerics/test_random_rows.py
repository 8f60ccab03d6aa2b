"""Rows of random scores: certified averages against closed forms, other programs, and the values of the theory."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest
from flint import arb
from mpmath import mp

from critscale import RandomRow
from critscale.numerics.answers.random_rows import RowIntegral, average_ball
from critscale.numerics.numbers.balls import Mpf
from critscale.numerics.numbers.certification import certify
from critscale.numerics.settings.length import ContextLength
from critscale.theory.errors import BadInput, UnknownName
from critscale.theory.scores.laws import Gaussian

MILLION = 10**6


@pytest.mark.parametrize(
    ("b", "ipr"),
    [("7/10", "0.023644975617"), ("1", "0.163721658625"), ("3/2", "0.400418848650"), ("2", "0.543270082473"), ("3", "0.693044749258")],
)
def test_gaussian_rows_at_a_million(b: str, ipr: str) -> None:
    """Theory E6: E IPR at b sqrt(2 log n), far from the limits 0, 0, 1/3, 1/2, 2/3."""
    length, times = ContextLength.parse(MILLION), Fraction(b)
    found = certify(
        lambda bits: average_ball("ipr", Gaussian(Fraction(1)), length, lambda _: (2 * length.log()).sqrt() * times.numerator / times.denominator, bits),
        len(ipr.lstrip("0.")),
    )
    assert str(found) == ipr


@pytest.mark.parametrize(
    ("law", "n", "multiple", "ipr"),
    [
        ("weibull:4", MILLION, 2, "0.52083543"),
        ("exponential", 10**5, 2, "0.500003183128"),
        ("endpoint:1", 10**12, "1/2", "0.00121245"),
        ("endpoint:1", 10**12, 2, "0.52531768"),
        ("endpoint:1", 10**12, 4, "0.75842326"),
        ("sphere:3", MILLION, 1, "0.4385403591"),
    ],
)
def test_other_laws(law: str, n: int, multiple: str, ipr: str) -> None:
    """Theory E7 to E10."""
    digits = len(ipr.lstrip("0."))
    assert str(RandomRow.of(law, n).average("ipr", multiple=multiple, digits=digits)) == ipr


def test_the_cost_does_not_grow_with_n() -> None:
    """At n = 10^100 and 10^1000000 the sphere's row is that of the limit (E11), 1 - exp(-gamma) at b = 1."""
    for n in ("1e100", "1e1000000"):
        found = RandomRow.of("sphere:3", n).average("ipr", multiple=1, digits=8)
        assert found.agrees(1 - mp.exp(-mp.euler), 7)


def test_a_share_that_may_be_one_survives_as_often_as_its_least_does(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of three scores, two others: (1 - 1/2)^2 is reached, and nothing above it is."""
    row = RowIntegral(Gaussian(arb(1)), arb(1), arb(3), 53)
    monkeypatch.setattr(row, "complement", lambda y: 3 * arb("1 +/- 0.5"))
    found = row.survival(arb(0))
    assert found.contains(arb(1) / 4) and found.contains(0)
    assert found < arb(13) / 50


def test_two_scores() -> None:
    """Of two Gaussian scores the difference is Gaussian: one integral, by another program."""
    def weights(gap: Mpf) -> tuple[Mpf, Mpf]:
        return 1 / (1 + mp.exp(gap)), 1 / (1 + mp.exp(-gap))

    def mean(function: Callable[[Mpf, Mpf], Mpf]) -> Mpf:
        return mp.quad(lambda x: mp.exp(-(x**2) / 4) / mp.sqrt(4 * mp.pi) * function(*weights(3 * x)), [-12, 0, 12])

    row = RandomRow.of("gaussian:1", 2)
    assert row.average("ipr", beta=3, digits=8).agrees(mp.mpf(mean(lambda u, v: u**2 + v**2)), 8)
    assert row.average("entropy", beta=3, digits=6).agrees(mp.mpf(mean(lambda u, v: -u * mp.log(u) - v * mp.log(v))), 6)


def test_exponential_scores_by_the_incomplete_gamma_function() -> None:
    """phi(u) = a u^a Gamma(-a, u), a = 1/beta: the formula of E16 in mpmath; a subcritical row of a thousand."""
    n, a = 1000, mp.mpf(1) / 2

    def integrand(y: Mpf) -> Mpf:
        u = mp.exp(y)
        spared = 1 - mp.exp(-u) + u**a * mp.gammainc(1 - a, u)
        square = a * u**a * mp.gammainc(2 - a, u)
        return n * square * (1 - spared) ** (n - 1)

    expected = mp.quad(integrand, [-60, -30, -20, -15, -10, -5, 0, 5])
    assert RandomRow.of("exponential", n).average("ipr", beta=2, digits=9).agrees(expected, 9)


def test_critical_betas() -> None:
    """I'(x_n): by Newton's method on the tail for the Gaussian law, closed forms elsewhere."""
    x = mp.findroot(lambda x: mp.log(mp.erfc(x / mp.sqrt(2)) / 2) + mp.log(MILLION), 4.7)
    hazard = mp.exp(-(x**2) / 2) / mp.sqrt(2 * mp.pi) / (mp.erfc(x / mp.sqrt(2)) / 2)
    assert RandomRow.of("gaussian:1/4", MILLION).critical_beta(14).agrees(2 * hazard, 13)
    assert str(RandomRow.of("gaussian:1/32", "10^10^100").critical_beta(8)) == "1.2139417e+51"
    assert str(RandomRow.of("weibull:4", MILLION).critical_beta(12)) == mp.nstr(4 * mp.log(MILLION) ** 0.75, 12)
    assert str(RandomRow.of("exponential", 12345).critical_beta(5)) == "1.0000"
    assert str(RandomRow.of("sphere:3", MILLION).critical_beta(12)) == "500000.000000"


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ({}, "beta and multiple: one inverse temperature is needed; give beta=8, or multiple=2 for twice the critical one"),
        ({"beta": 1, "multiple": 1}, "beta and multiple: one inverse temperature is needed; give beta=8, or multiple=2 for twice the critical one"),
        ({"beta": 0}, "beta = 0: not positive; give beta > 0"),
        ({"multiple": "-2"}, "multiple = -2: not positive; give multiple > 0"),
    ],
)
def test_bad_input(words: dict[str, int], why: str) -> None:
    """One line: what, why, mend."""
    with pytest.raises(BadInput) as found:
        RandomRow.of("exponential", 100).average("ipr", **words)
    assert str(found.value) == why


def test_unknown_names() -> None:
    """A law, a quantity; and n = oo has a limit law, not an average."""
    with pytest.raises(UnknownName, match="law of scores"):
        RandomRow.of("cauchy", 100)
    with pytest.raises(UnknownName, match="average of a random row"):
        RandomRow.of("exponential", 100).average("mean", beta=1)
    with pytest.raises(BadInput, match="n = oo"):
        RandomRow.of("exponential", "oo")
    assert str(RandomRow.of("gamma:kappa=1,m=7/10", "1e5000")) == "gamma:kappa=1,m=7/10, n = 10^5000"
