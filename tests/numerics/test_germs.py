"""The calculus at n = oo: sums of powers of n and log n with an error term."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from flint import arb, fmpq
from hypothesis import given
from hypothesis import strategies as st

from critscale.numerics.numbers.exponent import ExponentForm, exponents_of, rate_of
from critscale.numerics.numbers.germ import FLAT, NOTHING, OMEGA, RECIPROCAL, Germ, germ, kept_terms, rate_text, up_to
from critscale.numerics.numbers.germ_coefficient import HALF, HOPELESS, IndeterminateForm, OpenSign
from critscale.theory.field import exp, hypot, log, maximum, minimum, nearest_to_half, radical, spectral_norm, sqrt

N = 1 / RECIPROCAL
ROOT = N ** Fraction(1, 2)
THREE = germ(3)
OPEN = germ(arb(0, 1))
SECOND = up_to(fmpq(0), rate_of(1))
"""What is known to be O(1/n) alone."""


def terms(value: Germ) -> dict[tuple[Any, Any], float]:
    """Return the coefficients as floats, by the exponents of n and of log n."""
    powers = ((exponents_of(rate), c) for rate, c in value.series.items())
    return {(-e, k): float(arb(c)) for (e, k), c in powers}


def leading(value: Germ) -> Any:
    """Return the exponents and the coefficient of the leading term."""
    rate, c = value.leading()
    e, k = exponents_of(rate)
    return -e, k, float(arb(c))


class TestAlgebra:
    """Sums, products, quotients and powers."""

    def test_terms_add_up(self) -> None:
        """Numbers of any kind stand on either side; what cancels exactly is gone."""
        assert terms(2 + N - arb(1)) == {(1, 0): 1, (0, 0): 1}
        assert terms(1 - OMEGA * RECIPROCAL) == {(0, 0): 1, (-1, 1): -1}
        assert terms(Fraction(1, 2) * N + 0.25) == {(1, 0): 0.5, (0, 0): 0.25}
        assert terms((OMEGA + N) ** 2) == {(2, 0): 1, (1, 1): 2, (0, 2): 1}
        assert terms(+(-THREE) ** 0) == {(0, 0): 1}
        assert terms(2 ** (-THREE)) == {(0, 0): 0.125}
        assert (N / 3 - N * Fraction(1, 3)).is_zero
        assert (0 * N).is_zero and (NOTHING / N).is_zero

    def test_a_quotient_that_ends_is_exact(self) -> None:
        """(n^2 - 1)/(n - 1) = n + 1; 1/(1 + 1/n) has an error term."""
        assert (N**2 - 1) / (N - 1) == N + 1
        endless = 1 / (1 + RECIPROCAL)
        assert endless.error == rate_of(len(endless.series))
        assert terms(endless - 1 + RECIPROCAL)[-2, 0] == 1

    def test_masses_keep_their_powers(self) -> None:
        """n^-1/n^-(1/2) is a number of its own: nothing is 0/0, oo/oo, 0 * oo or oo - oo."""
        assert leading(RECIPROCAL / (1 / ROOT)) == (-HALF, 0, 1)
        assert leading(N / (N + OMEGA)) == (0, 0, 1)
        assert leading(N * (1 - 1 / (1 + 3 * RECIPROCAL))) == (0, 0, 3)
        assert leading((N + OMEGA) - N) == (0, 1, 1)

    def test_what_a_ball_leaves_open_is_open(self) -> None:
        """A fraction decides what a ball does not."""
        with pytest.raises(OpenSign):
            (N * (arb(1) / 3 - fmpq(1, 3))).sign()

    def test_what_is_only_bounded_is_no_zero(self) -> None:
        """O(1/n) has no sign and no reciprocal, but it vanishes."""
        lost = 1 / (1 + RECIPROCAL) - 1 / (1 + RECIPROCAL)
        for use in (lost.sign, lambda: 1 / lost, lambda: log(lost), lambda: exp(lost * N**99)):
            with pytest.raises(IndeterminateForm, match=r"known up to O\("):
                use()
        assert lost.vanishes and (1 + lost).sign() == 1

    def test_errors_of_products_and_quotients(self) -> None:
        """(2 + O(1/n)) n = 2 n + O(1), 1/(n + O(1)) = 1/n + O(1/n^2), O(1/n)/(2 + O(1/n)) = O(1/n)."""
        assert ((2 + SECOND) * N).error == rate_of(0)
        assert ((2 + SECOND) * (N * OMEGA + SECOND)).error == rate_of(0, 1)
        assert (1 / (N + SECOND * N)).error == rate_of(2)
        assert (SECOND / (2 + SECOND)).error == (SECOND * SECOND / RECIPROCAL).error == rate_of(1)
        assert ((SECOND + 1) - 1).error == rate_of(1)
        assert terms(RECIPROCAL**2 + SECOND) == {}

    @given(*[st.lists(st.fractions(-9, 9, max_denominator=9), min_size=1, max_size=4)] * 2, st.integers(-2, 2))
    def test_germs_are_a_field(self, first: list[Fraction], second: list[Fraction], top: int) -> None:
        """x/y y = x and (x + y)(x - y) = x^2 - y^2, up to the error."""
        x, y = (sum((c * N**top * OMEGA**k * RECIPROCAL**k for k, c in enumerate(values)), NOTHING) for values in (first, second))
        assert (x + y) * (x - y) == x**2 - y**2
        if not y.is_zero:
            back = (x / y) * y - x
            assert not back.series and (back.error is None or x.size is None or x.size.dominates(back.error, ANY))

    @pytest.mark.parametrize("count", [1, 2, 5, 30])
    def test_more_terms_are_the_same_terms(self, count: int) -> None:
        """A germ of few terms is one of many, its error as large as what is left out."""
        with kept_terms(count):
            few = _made()
        with kept_terms(40):
            many = _made()
        assert 0 < len(few.series) <= count and few.error is not None
        for rate, c in few.series.items():
            assert abs(arb(c) - arb(many.series[rate])) < 1e-9
        left = [rate for rate in many.series if rate not in few.series]
        assert all(rate == few.error or few.error.dominates(rate, ANY) for rate in left)


ANY: Any = None
"""No stratum: exponents are numbers."""


def _made() -> Germ:
    half = 1 / ROOT
    found: Germ = exp(sqrt(1 + half + OMEGA * RECIPROCAL) / (1 - half)) * log(2 + half)
    return found


class TestFunctions:
    """Exponentials, logarithms and roots."""

    def test_powers_of_n(self) -> None:
        """exp(c log n) = n^c; log n^c = c log n."""
        assert leading(exp(Fraction(-2, 3) * OMEGA)) == (fmpq(-2, 3), 0, 1)
        assert log(1 / ROOT) == -OMEGA / 2
        assert terms(log(3 * N**2))[0, 1] == 2 and terms(log(3 * N**2))[0, 0] == pytest.approx(1.0986122886681098)
        assert leading(N ** (1 + 1 / OMEGA)) == (1, 0, pytest.approx(2.718281828459045))
        assert leading(exp(OMEGA + 2) / N) == (0, 0, pytest.approx(7.38905609893065))

    def test_taylor(self) -> None:
        """Of what vanishes, the Taylor series."""
        assert terms(exp(2 * RECIPROCAL))[-2, 0] == 2
        assert leading(log(1 + RECIPROCAL) - RECIPROCAL) == (-2, 0, -0.5)
        assert leading(exp(log(1 + 1 / OMEGA)) - 1) == (0, -1, 1)
        assert terms((1 + 1 / OMEGA) ** Fraction(1, 3))[0, -1] == pytest.approx(1 / 3)

    def test_roots(self) -> None:
        """A root that ends is exact, and log n has roots too."""
        assert sqrt((3 * N + 2) ** 2) == 3 * N + 2
        assert leading(sqrt(OMEGA / N)) == (-HALF, HALF, 1)
        assert leading(sqrt(N**2 + N) - N) == (0, 0, 0.5)
        assert sqrt(NOTHING).is_zero
        assert leading(hypot(3 * N, 4 * N + 1)) == (1, 0, 5)
        assert leading(radical(germ(5), -16)) == (0, 0, 3)
        assert leading(radical(N, -N)) == (1, 0, 1)

    def test_a_root_of_what_may_be_zero_encloses_it(self) -> None:
        """Sqrt(c + 1/n), c in a ball around 0: a ball that reaches 0, and O(n^-1/2)."""
        root = sqrt(OPEN * OPEN + RECIPROCAL)
        assert arb(root.series[rate_of(0)]).contains(arb(1) / 2)
        assert root.error == rate_of(HALF)

    def test_the_norm_of_a_block(self) -> None:
        """Of one that falls apart, of one that does not, and of one of which a bound is known."""
        pair = spectral_norm(N, RECIPROCAL, RECIPROCAL, THREE, germ(0), N, NOTHING)
        assert leading(pair * pair) == (2, 0, pytest.approx(2)) and pair.error == rate_of(0) * rate_of(1)
        alone = spectral_norm(N, RECIPROCAL, RECIPROCAL, -3 * N, germ(0), N, NOTHING)
        assert leading(alone) == (1, 0, 3)
        mixed = spectral_norm(N + 1, N, N, N, germ(0), NOTHING, NOTHING)  # [[1, 1], [1, 1]]
        assert leading(mixed) == (1, 0, pytest.approx(2)) and mixed.error == rate_of(0)
        assert spectral_norm(*[NOTHING] * 7).is_zero

    def test_multiples(self) -> None:
        """Of a step that vanishes, is a number, or grows; at a tie the lower order decides."""
        assert (nearest_to_half(RECIPROCAL) - Fraction(1, 2)).error == rate_of(1)
        assert nearest_to_half(Fraction(3, 16) + RECIPROCAL) == 3 * (Fraction(3, 16) + RECIPROCAL)
        assert nearest_to_half(N).is_zero
        above, below = Fraction(1, 3) + RECIPROCAL, Fraction(1, 3) - RECIPROCAL
        assert (nearest_to_half(above), nearest_to_half(below)) == (above, 2 * below)
        assert nearest_to_half(germ(arb(Fraction(1, 4).numerator, 0) / 4)).series


class TestExponents:
    """Powers of n whose exponent is no rational number."""

    def test_beyond_every_power(self) -> None:
        """exp(-n) beats n^-9, exp(-n)/exp(-n) = 1, exp(n)/exp(2 n) = exp(-n)."""
        tiny = exp(-N)
        assert N**-9 > tiny > tiny * tiny > NOTHING and tiny / tiny == 1
        assert exp(N) / exp(2 * N) == tiny
        assert 1 / tiny > N**9 and log(tiny) == -N
        assert exp(OMEGA**2 - OMEGA**3) < N**-9
        assert FLAT < tiny * exp(N) * N**-9 and FLAT > 0 and log(FLAT) == -(OMEGA**2)

    def test_a_ball_for_an_exponent(self) -> None:
        """It cancels against itself, and is compared with others as far as it is known."""
        power = exp(arb(2).sqrt() * OMEGA)
        assert (power / power, power * power / power == power) == (1, True)
        assert N < power < N**2 and 1 / power < N**-1 and (power + 1 - power) == 1
        with pytest.raises(OpenSign):
            (power - exp(arb(2).sqrt() * OMEGA)).sign()
        assert log(power * N) > 2 * OMEGA
        assert str(ExponentForm.of(log(power * N).series) * 0) == "0"

    def test_linear_forms(self) -> None:
        """Sums and multiples of exponents are exact."""
        form = ExponentForm({rate_of(0, 1): fmpq(1)})
        assert (form + 1) - form == 1 and 1 - (1 - form) == form and -form + form == 0 and 2 * form == form + form
        assert form > 10**9 and Fraction(1, 2) < form and not form < form
        assert len({form, form + 0, form + 1}) == 2


@pytest.mark.parametrize(
    ("form", "name"),
    [
        (lambda: THREE / NOTHING, "a division by 0"),
        (lambda: NOTHING / NOTHING, "0/0"),
        (lambda: log(NOTHING), "the logarithm of 0"),
        (lambda: log(OMEGA), "log log n, from the logarithm of a number of order log n"),
        (lambda: log(N / OMEGA), "of order n / log n"),
        (lambda: log(-THREE), "the logarithm of a negative number"),
        (lambda: sqrt(-OMEGA), "a root of a negative number"),
        (lambda: sqrt(-RECIPROCAL), "a root of a negative number"),
        (lambda: sqrt(SECOND), "known up to"),
        (lambda: OPEN**0.25, "a coefficient that cannot be told from 0"),
        (lambda: THREE / OPEN, "a coefficient that cannot be told from 0"),
        (lambda: nearest_to_half(-THREE), "the multiples of a negative number"),
    ],
)
def test_undecided_forms_are_refused(form: Callable[[], Any], name: str) -> None:
    """By name."""
    with pytest.raises(IndeterminateForm, match=name):
        form()


def test_the_mend_fits_the_form() -> None:
    """What helps wherever the form comes up, or what helps at the point."""
    assert IndeterminateForm("0/0").mended("move") == "move"
    assert IndeterminateForm("log", "look").mended("move") == "look, or move"
    assert IndeterminateForm("1/0", HOPELESS).mended("move") == HOPELESS


def test_order() -> None:
    """At all large n."""
    assert N > OMEGA > 10**9 > THREE > 1 / OMEGA > RECIPROCAL > NOTHING
    assert NOTHING <= RECIPROCAL < N >= OMEGA**9
    assert max(THREE, OMEGA, 2) is OMEGA
    assert (THREE == 3, THREE == OMEGA, THREE != arb(3), THREE == "3", THREE == 3 + RECIPROCAL) == (True, *[False] * 4)
    assert abs(1 - N) == N - 1 and abs(NOTHING).is_zero


def test_minimum_and_maximum() -> None:
    """One of the two; where that is open, what encloses both."""
    assert minimum(OMEGA, THREE) is maximum(THREE, 2) is THREE
    assert minimum(3 + SECOND, 3).error == maximum(THREE, 3 + SECOND).error == rate_of(1)
    wide = maximum(OPEN + 2 / OMEGA, germ(arb(1, 1)) + 1 / OMEGA)
    constant, slope = (wide.series[rate_of(0, k)] for k in (0, -1))
    assert arb(constant).contains(1) and not arb(constant) < 0 and arb(slope).contains(1) and arb(slope).contains(2)
    assert arb(abs(OPEN).series[rate_of(0)]).contains(arb(1) / 2)


def test_rates_as_text() -> None:
    """As in notes and refusals."""
    assert [rate_text(rate_of(*e)) for e in ((0, 0), (0, 1), (-1, 0), (fmpq(1, 2), 2), (1, -1))] == [
        "1", "log n", "n", "(log n)^2 / n^(1/2)", "1 / (n log n)",
    ]  # fmt: skip
    assert rate_text(rate_of(fmpq(-1, 2), -2), "7") == "7 n^(1/2) / (log n)^2"
    assert rate_text(FLAT.leading()[0]) == "1 n^(...)"
