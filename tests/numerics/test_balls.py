"""Balls as a field: conversions and the multiple nearest to one half."""

from __future__ import annotations

from fractions import Fraction

from flint import arb
from hypothesis import given
from hypothesis import strategies as st
from mpmath.ctx_mp import MPContext

from critscale.numerics.numbers.balls import ball_of_mpf, exact_mpf, rational_ball
from critscale.numerics.numbers.precision import bits_of, precision, working_precision
from critscale.theory.field import expm1, nearest_to_half


def least_distance(step: Fraction) -> Fraction:
    """Return min over k of abs(k step - 1/2), by looking at the candidates."""
    k = int(1 / (2 * step))
    return min(abs(j * step - Fraction(1, 2)) for j in (k, k + 1))


@given(st.fractions(Fraction(1, 10**6), 1).filter(lambda q: q > 0), st.sampled_from([20, 53, 200]))
def test_nearest_to_half_is_nearest(step: Fraction, bits: int) -> None:
    """The ball's distance to 1/2 holds the true least distance, whether k is decided or not."""
    with working_precision(bits):
        distance = abs(nearest_to_half(rational_ball(step)) - arb(1) / 2)
        true = least_distance(step)
        assert (distance * true.denominator).contains(true.numerator)


@given(st.integers(2, 10**6), st.integers(1, 2**12), st.integers(-100, 100))
def test_a_fat_step_is_enclosed(n: int, width: int, place: int) -> None:
    """Whatever step the ball holds, its least distance is in the answer, however many multiples are open."""
    radius = Fraction(1, n * 2**12) * width
    step = Fraction(1, n) + radius * place / 101
    with working_precision(64):
        ball = rational_ball(Fraction(1, n)) + arb(0, 1) * rational_ball(radius)
        distance = abs(nearest_to_half(ball) - arb(1) / 2)
        true = least_distance(step)
        assert (distance * true.denominator).contains(true.numerator)


@given(st.integers(1, 10**5).filter(lambda n: n % 2 == 1))
def test_a_tie_keeps_its_digits(n: int) -> None:
    """At step 1/n, n odd, two multiples are equally near: the ball stays thin."""
    with working_precision(100):
        value = nearest_to_half(rational_ball(Fraction(1, n)))
        assert value.rel_accuracy_bits() > 70


def test_a_step_too_small_to_count() -> None:
    """Where 1/(2 step) is an integer of 10^100 digits, all is known that can be."""
    with working_precision(100):
        tiny = (-(arb(10) ** 30)).exp()
        value = nearest_to_half(tiny)
        assert value.contains(arb(1) / 2)
        assert value.rad() <= tiny
        assert nearest_to_half(arb(0)) == arb(1) / 2


@given(st.integers(-(10**60), 10**60), st.integers(-(10**30), 10**30))
def test_mpmath_numbers_pass_exactly(mantissa: int, exponent: int) -> None:
    """To mpmath and back is the identity, at any exponent."""
    ball = arb((mantissa, exponent))
    number = exact_mpf(ball, 53)
    assert ball_of_mpf(number) == ball
    assert number.context.prec == 53
    assert isinstance(number.context, MPContext)


def test_precision_is_restored() -> None:
    """Nested blocks and errors leave the precision as it was."""
    before = precision()
    try:
        with working_precision(77), working_precision(99):
            assert precision() == 99
            raise KeyError
    except KeyError:
        pass
    assert precision() == before


@given(st.integers(1, 100_000))
def test_bits_hold_the_digits(digits: int) -> None:
    """2^bits exceeds 10^digits, by less than a ten-thousandth of the bits and one."""
    bits = bits_of(digits)
    exact = (10**digits).bit_length()
    assert exact - 1 <= bits <= exact + 1 + exact // 10_000


def test_expm1_keeps_its_digits_however_small_the_argument() -> None:
    """FLINT's own loses them below 2^-(2^62); where it does not, both overlap and are as tight."""
    with working_precision(200):
        for exponent in (10, 199, 201, 10**6, 2**61, 2**62, 2**70, 3**200):
            for sign in (-1, 1):
                x = arb((sign * 5, -exponent))
                value = expm1(x)
                assert value.overlaps(x.expm1())
                assert value.rel_accuracy_bits() > 190
