"""The calculus at n = oo: Laurent series in log n, tails below every power of it, and what is beyond."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from flint import arb, fmpq
from hypothesis import given
from hypothesis import strategies as st

from critscale.numerics.numbers import germ as germs
from critscale.numerics.numbers import laurent
from critscale.numerics.numbers.germ import NOTHING, OMEGA, VANISHING, Germ, germ
from critscale.numerics.numbers.laurent import (
    HOPELESS,
    LOGARITHMS,
    TERMS,
    ZERO,
    IndeterminateForm,
    Laurent,
    OpenSign,
    laurent_coefficient,
    laurent_series,
)
from critscale.theory.field import exp, hypot, log, maximum, minimum, nearest_to_half, radical, spectral_norm, sqrt

THREE = germ(3)
UNSIGNED = VANISHING - VANISHING
BEYOND = 1 / VANISHING
OPEN = germ(arb(0, 1))


def terms(value: Germ, count: int = 2) -> tuple[int, list[float]]:
    """Return the degree and the first coefficients as floats."""
    return value.series.top, [float(arb(c)) for c in value.series.coefficients[:count]]


def kind(value: Germ) -> tuple[int | None, int]:
    """Return tail and beyond of what has no series."""
    assert value.series.is_zero
    return value.tail, value.beyond


class TestSeries:
    """Arithmetic of x omega^k + y omega^(k - 1) + ..."""

    def test_arithmetic(self) -> None:
        """Sums, differences, products and powers, with numbers of any kind on either side."""
        assert terms(2 + OMEGA - arb(1)) == (1, [1, 1])
        assert terms(1 - OMEGA) == (1, [-1, 1])
        assert terms(arb(2) * (OMEGA + 3)) == (1, [2, 6])
        assert terms(Fraction(1, 2) * OMEGA + 0.25) == (1, [0.5, 0.25])
        assert terms((OMEGA + 1) ** 3, 4) == (3, [1, 3, 3, 1])
        assert terms(OMEGA * (OMEGA * VANISHING) + THREE) == (0, [3])
        assert terms(+(-THREE) ** 0) == (0, [1])
        assert terms(2 ** (-THREE)) == (0, [0.125])

    def test_quotients_go_on(self) -> None:
        """A quotient that ends is exact, one that does not is known to some power of 1/omega."""
        square = (OMEGA**2 - 1) / (OMEGA - 1)
        assert (terms(square), square.series.unknown) == ((1, [1, 1]), None)
        falling = (4 * OMEGA + 7) / (2 * OMEGA - 1)
        assert (terms(falling), falling.series.unknown) == ((0, [2, 4.5]), -TERMS)
        assert terms(1 / (1 + OMEGA) - 1 / OMEGA + 1 / OMEGA**2) == (-3, [1, -1])

    def test_rational_terms_cancel_exactly(self) -> None:
        """What a ball leaves open, a fraction decides."""
        assert kind(OMEGA / 3 - OMEGA * Fraction(1, 3)) == (0, 0)
        with pytest.raises(OpenSign):
            (OMEGA * (arb(1) / 3 - fmpq(1, 3))).sign()

    def test_what_is_not_known_is_refused(self) -> None:
        """An error O(1/omega^k) is no 0."""
        lost = 1 / (1 + OMEGA) - 1 / (1 + OMEGA)
        for use in (lost.sign, lambda: 1 / lost, lambda: log(lost), lambda: exp(lost * OMEGA**TERMS * OMEGA)):
            with pytest.raises(IndeterminateForm, match=r"known up to O\("):
                use()
        assert terms(1 + lost) == (0, [1])
        assert (1 / (1 + lost)).series.unknown == (OMEGA * lost * (1 / OMEGA)).series.unknown == lost.series.unknown

    @given(
        st.lists(st.fractions(-9, 9, max_denominator=9), min_size=1, max_size=4),
        st.lists(st.fractions(-9, 9, max_denominator=9), min_size=1, max_size=4),
        st.integers(-2, 2),
    )
    def test_series_are_a_field(self, first: list[Fraction], second: list[Fraction], top: int) -> None:
        """x/y y = x and (x + y)(x - y) = x^2 - y^2, up to what is not known."""
        x, y = (Germ(laurent_series(top, [laurent_coefficient(c) for c in values])) for values in (first, second))
        assert (x + y) * (x - y) == x**2 - y**2
        if not y.series.is_zero:
            back = (x / y) * y - x
            assert back.series.coefficients == () and (back.series.unknown or -TERMS) <= top - TERMS + 4

    def test_roots_and_logarithms_undo(self) -> None:
        """sqrt(x)^2 and exp(log x) are x; a root that ends is exact."""
        x = 4 * OMEGA**2 + 3 * OMEGA + 1 / OMEGA
        assert terms(sqrt(x) ** 2 - x + 1, 3) == (0, [1])
        assert kind(sqrt((3 * OMEGA + 2) ** 2) - 3 * OMEGA - 2) == (0, 0)
        bounded = 1 + 1 / OMEGA - 3 / OMEGA**2
        assert terms(exp(log(bounded)) - bounded + 1 / OMEGA**9) == (-9, [1])
        assert terms((1 + 1 / OMEGA) ** Fraction(1, 3)) == (0, [1, 1 / 3])
        assert terms((1 + 1 / OMEGA) ** (1 / OMEGA) - 1) == (-2, [1, -0.5])
        assert terms(OMEGA ** Fraction(-4, 2)) == (-2, [1])

    def test_what_is_kept_is_bounded(self) -> None:
        """A thousand terms are not."""
        power = (OMEGA + 1) ** 1000
        assert (len(power.series.coefficients), power.series.unknown) == (TERMS, 1000 - TERMS)
        assert terms(power / OMEGA**1000) == (0, [1, 1000])


class TestTails:
    """What is smaller than every power of omega has a sign at most."""

    def test_signs(self) -> None:
        """The sign of a tail follows from those of what it is made of."""
        assert [g.tail for g in (VANISHING, -VANISHING, UNSIGNED, NOTHING)] == [1, -1, None, 0]
        assert kind(1 + VANISHING - 1) == (1, 0)
        assert kind(1 / (1 + VANISHING) - 1) == (-1, 0)
        assert kind((2 - VANISHING) * (-3 - VANISHING) + 6) == (None, 0)
        assert kind((2 + VANISHING) * (3 + VANISHING) - 6) == (1, 0)
        assert kind((2 + VANISHING) / (3 - VANISHING) * 3 - 2) == (1, 0)
        assert kind(VANISHING * -OMEGA) == (-1, 0)
        assert kind(VANISHING * (1 / OMEGA - OMEGA)) == (-1, 0)
        assert kind(-VANISHING * VANISHING) == (-1, 0)
        assert kind(exp(VANISHING) - 1) == kind(log(1 + VANISHING)) == (1, 0)
        assert kind(sqrt(4 - VANISHING) - 2) == (-1, 0)
        assert kind(VANISHING * OPEN) == (None, 0)
        assert kind(abs(-VANISHING)) == (1, 0)
        assert kind(abs(UNSIGNED)) == (None, 0)

    def test_beyond(self) -> None:
        """A number over a tail outgrows every power of omega."""
        assert kind(BEYOND) == kind(OMEGA**-3 / VANISHING) == kind(exp(OMEGA)) == kind(BEYOND * BEYOND) == (0, 1)
        assert kind(1 / -VANISHING) == kind(-BEYOND) == kind(OMEGA**9 - BEYOND) == kind(BEYOND * (1 - OMEGA)) == (0, -1)
        assert kind(OMEGA / BEYOND) == kind(exp(-OMEGA)) == kind(exp(-BEYOND)) == kind(VANISHING / BEYOND) == (1, 0)
        assert kind(BEYOND / (1 - OMEGA)) == (0, -1)
        assert kind(BEYOND / VANISHING) == kind(sqrt(BEYOND)) == kind(BEYOND + BEYOND) == (0, 1)
        assert kind(0 * BEYOND) == kind(NOTHING / VANISHING) == kind(NOTHING / BEYOND) == (0, 0)

    @pytest.mark.parametrize(
        ("form", "name"),
        [
            (lambda: VANISHING / VANISHING, "0/0"),
            (lambda: VANISHING / NOTHING, "0/0"),
            (lambda: NOTHING / UNSIGNED, "0/0"),
            (lambda: THREE / NOTHING, "a division by 0"),
            (lambda: THREE / UNSIGNED, "a number over a 0 of unknown sign"),
            (lambda: VANISHING * BEYOND, r"0 \* oo"),
            (lambda: UNSIGNED * BEYOND, r"0 \* oo"),
            (lambda: BEYOND - BEYOND, "oo - oo"),
            (lambda: BEYOND / BEYOND, "oo/oo"),
            (lambda: log(VANISHING), "vanishes like an unknown power of n"),
            (lambda: log(BEYOND), "grows like an unknown power of n"),
            (lambda: log(NOTHING), "the logarithm of 0"),
            (lambda: log(OMEGA), "log log n"),
            (lambda: log(-THREE), "the logarithm of a negative number"),
            (lambda: sqrt(OMEGA), "a root of a number of order log n"),
            (lambda: sqrt(-OMEGA), "a root of a negative number"),
            (lambda: sqrt(-VANISHING), "a root of a negative number"),
            (lambda: sqrt(UNSIGNED), "a 0 of unknown sign"),
            (lambda: OPEN / VANISHING, "a coefficient that cannot be told from 0"),
            (lambda: THREE / OPEN, "a coefficient that cannot be told from 0"),
            (lambda: exp(OPEN * OMEGA), "a coefficient that cannot be told from 0"),
            (lambda: nearest_to_half(-THREE), "the multiples of a negative number"),
            (lambda: nearest_to_half(Fraction(1, 3) + 1 / OMEGA), "a tie"),
            (lambda: spectral_norm(OMEGA, THREE, THREE, OMEGA, THREE, THREE, THREE), "does not fall apart"),
            (lambda: THREE == THREE + VANISHING, "an equality"),
        ],
    )
    def test_undecided_forms_are_refused(self, form: Callable[[], Any], name: str) -> None:
        """By name."""
        with pytest.raises(IndeterminateForm, match=name):
            form()

    def test_the_mend_fits_the_form(self) -> None:
        """What helps wherever the form comes up, or what helps at the point."""
        assert IndeterminateForm("0/0").mended("move") == "move"
        assert IndeterminateForm("log", LOGARITHMS).mended("move") == f"{LOGARITHMS}, or move"
        assert IndeterminateForm("1/0", HOPELESS).mended("move") == HOPELESS


class TestComparisons:
    """At all large n."""

    def test_order(self) -> None:
        """Powers of omega before tails."""
        assert OMEGA > 10**9 > THREE > 1 / OMEGA > VANISHING > NOTHING
        assert NOTHING <= VANISHING < BEYOND >= OMEGA**9
        assert max(THREE, OMEGA, 2) is OMEGA
        assert (THREE == 3, THREE == OMEGA, THREE != arb(3), THREE == "3") == (True, False, False, False)

    def test_minimum_and_maximum(self) -> None:
        """One of the two; where balls leave it open, what encloses both."""
        assert minimum(OMEGA, THREE) is maximum(THREE, 2) is THREE
        assert minimum(THREE, VANISHING) is VANISHING
        assert maximum(BEYOND, exp(OMEGA)) is BEYOND
        assert minimum(THREE + UNSIGNED, 3).tail is None
        wide = maximum(germ(arb(0, 1)) + 2 / OMEGA, germ(arb(1, 1)) + 1 / OMEGA)
        constant, slope = wide.series.coefficients
        assert arb(constant).contains(1) and arb(slope).contains(1) and arb(slope).contains(2)


class TestFunctions:
    """The elementary functions where they are not those of numbers."""

    def test_exponentials(self) -> None:
        """Of what is bounded, a series; of what grows, a power of n."""
        assert terms(exp(NOTHING)) == (0, [1])
        assert terms(exp(2 / OMEGA), 3) == (0, [1, 2, 2])
        assert kind(exp(OMEGA**2 - OMEGA**3)) == (1, 0)

    def test_roots_of_sums_of_squares(self) -> None:
        """Hypot and radical, with tails and with powers."""
        assert kind(hypot(VANISHING, NOTHING)) == (1, 0)
        assert kind(hypot(UNSIGNED, NOTHING)) == (None, 0)
        assert kind(hypot(NOTHING, NOTHING)) == (0, 0)
        assert terms(hypot(THREE, 4)) == (0, [5])
        assert terms(hypot(3 * OMEGA, 4 * OMEGA + 1))[1] == pytest.approx([5, 0.8])
        assert terms(radical(-OMEGA - 1, VANISHING)) == (1, [1, 1])
        assert terms(radical(germ(5), -16)) == (0, [3])
        assert terms(radical(OMEGA, -OMEGA)) == (1, [1, -0.5])
        assert kind(radical(-BEYOND, VANISHING)) == (0, 1)
        assert arb(sqrt(OPEN * OPEN).series.at(0)).contains(arb(1) / 2)

    def test_the_norm_of_a_block_that_falls_apart(self) -> None:
        """The pair [[r, u], [0, x]] beside t."""
        pair = spectral_norm(OMEGA, VANISHING, VANISHING, THREE, germ(0), OMEGA, NOTHING)
        assert terms(pair * pair, 1)[1] == pytest.approx([2])
        alone = spectral_norm(OMEGA, VANISHING, VANISHING, -3 * OMEGA, germ(0), OMEGA, NOTHING)
        assert terms(alone) == (1, [3])

    def test_multiples(self) -> None:
        """Of a step that vanishes, is a number, or grows."""
        assert terms(nearest_to_half(VANISHING)) == terms(nearest_to_half(1 / OMEGA)) == (0, [0.5])
        assert nearest_to_half(1 / OMEGA).series.unknown == -1
        assert terms(nearest_to_half(germ(Fraction(3, 16)) + VANISHING)) == (0, [0.5625])
        assert terms(nearest_to_half(Fraction(1, 4) + 1 / OMEGA)) == (0, [0.5, 2])
        assert kind(nearest_to_half(OMEGA)) == kind(nearest_to_half(BEYOND)) == (0, 0)


def test_normal_forms() -> None:
    """No zeros at the ends, no more than is known."""
    found = laurent_series(3, [fmpq(0), fmpq(1), fmpq(0), fmpq(2), fmpq(0)], 0)
    assert (found.top, len(found.coefficients), found.unknown) == (2, 1, 0)
    assert Laurent().constant == 0
    assert (ZERO.degree, laurent_series(0, [], -2).degree) == (None, -2)
    assert laurent.power(0) == "1"
    assert germs.constants(OMEGA, THREE) is None
