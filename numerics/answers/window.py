"""Where the phase transition sits at finite n, certified.

The self weight is a logistic function of kappa: a = p where beta = (log(n - 1) + log_odds(p)) / (1 - rho).  Half of it, at
the critical beta*_n = log(n - 1) / (1 - rho); the window runs from 10% to 90% of it.

For another mechanism than softmax it is the share of the token itself in what the tokens get, and each mechanism tells where that
takes a value, if anywhere: see `critscale.theory.mechanisms`.

Source: theory A10, H2.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Unpack

from flint import arb

from ...theory.errors import BadInput, NotCertain
from ...theory.field import Scalar
from ...theory.mechanisms.exponentials import SOFTMAX
from ...theory.mechanisms.mechanism import Mechanism, Simplex, Threshold
from ...theory.mechanisms.sequence import OfPositions
from ...theory.result import Noted
from ..floats import says_floats
from ..inputs import Number, decimal_digits, fraction_of_one
from ..numbers.balls import rational_ball
from ..numbers.certification import certify
from ..numbers.enclosure import Enclosure, exact
from ..numbers.germ import CONSTANT, RECIPROCAL, germ
from ..numbers.germ_coefficient import IndeterminateForm, OpenSign
from ..numbers.jet import Jet, as_jet
from ..numbers.precision import precision, working_precision
from ..numbers.roots import monotone_root
from ..settings.infinity import certify_germ
from ..settings.layer import Coordinates, Layer
from ..settings.length import LengthLike
from ..settings.setting import Setting
from ..settings.window import HIGH, LOW, log_odds
from ..settings.words import SettingWords, takes_words

UNDECIDED_BITS = 2**14
"""Bits at which the sign of a condition is given up."""


def on_scale(layer: Layer, function: Callable[[Coordinates, arb], Scalar], digits: int) -> Enclosure:
    """Return a function of a layer's coordinates and of 1 - rho, certified."""

    def compute(bits: int) -> Scalar:
        # The coordinates are as large as log n, and their differences may be small.
        with working_precision(bits + layer.guard):
            return function(layer.coordinates(), rational_ball(1 - layer.rho))

    return certify_germ(compute, digits, "give a larger n, or a larger beta")


def beta_of_share(layer: Layer, share: Fraction, digits: int) -> Enclosure | None:
    """Return the inverse temperature at which the token itself has a share of what the tokens get, the smallest; None if none has.

    Parameters
    ----------
    layer : Layer
        Context length, rho and mechanism.
    share : Fraction
        The share, strictly between 0 and 1.
    digits : int
        Significant decimal digits.

    Raises
    ------
    NotCertain
        If the digits cannot be certified, or whether there is one.
    """
    length, mechanism = layer.length, layer.family.mechanism
    if length.exact is not None and share * length.exact == 1 and not isinstance(mechanism, OfPositions):
        return exact(0, digits)  # the share at beta = 0

    def threshold(at: Coordinates, number: Callable[[Any], Any] = germ) -> Threshold:
        if length.infinite:
            inverse: Any = RECIPROCAL if number is germ else number(Fraction(0))
        else:
            inverse = number(length.reciprocal() if length.exact is None else Fraction(1, length.exact))
        others = at.others if number is germ else number(length.log_others())
        simplex = Simplex(others, inverse / (1 - inverse), number(layer.rho), number, length.infinite)
        return mechanism.threshold(number(share / (1 - share)), simplex)

    def in_jets() -> Threshold:
        return threshold(layer.coordinates(), as_jet)

    with working_precision(64):
        known = threshold(layer.coordinates())
    if known.room is not None and _sign(layer, lambda at: threshold(at).room) <= 0:
        return None
    if known.first is not None and _sign(layer, lambda at: threshold(at).first) >= 0:
        return exact(0, digits)
    if known.slope is not None and (length.infinite or _sign(layer, lambda at: _most(in_jets())) <= 0):
        return None
    if known.excess is None:
        return on_scale(layer, lambda at, spread: _written(threshold(at)), digits)
    if length.infinite and known.last.sign() and known.last.size != CONSTANT:  # the difference vanishes there
        return on_scale(layer, lambda at, spread: threshold(at).last, digits)

    def function(beta: arb) -> tuple[arb, arb]:  # its constants are as sharp as its argument
        excess = in_jets().excess
        assert excess is not None
        return _with_slope(excess)(beta)

    def root(bits: int) -> arb:
        with working_precision(bits + layer.guard):
            at = in_jets()
            last = at.last.value if at.slope is None else _turn(at.slope)
            return monotone_root(function, arb(0), last, precision())

    return certify(root, digits)


def _with_slope(function: Callable[[Jet], Jet], sign: int = 1) -> Callable[[arb], tuple[arb, arb]]:
    """Return a function of beta in balls, with its derivative."""

    def both(beta: arb) -> tuple[arb, arb]:
        value = function(Jet(beta, (arb(1),)))
        return sign * value.value, sign * value.slopes[0]

    return both


def _turn(slope: Callable[[Jet], Jet]) -> arb:
    """Return where a slope that is positive at beta = 0 becomes negative."""
    high = arb(1)
    while not slope(Jet(high)).value < 0:
        high = 2 * high
    return monotone_root(_with_slope(slope, -1), arb(0), high, precision())


def _most(threshold: Threshold) -> arb:
    """Return the largest value of the function whose zero the threshold is."""
    assert threshold.excess is not None and threshold.slope is not None
    value: arb = threshold.excess(Jet(_turn(threshold.slope))).value
    return value


def _written(threshold: Threshold) -> Scalar:
    assert threshold.beta is not None
    return threshold.beta()


def _sign(layer: Layer, function: Callable[[Coordinates], Scalar]) -> int:
    """Return the sign of a function of a layer's coordinates."""
    bits = 64
    while bits <= UNDECIDED_BITS:
        with suppress(OpenSign), working_precision(bits + layer.guard):
            try:
                return germ(function(layer.coordinates())).sign()
            except OpenSign:
                raise
            except IndeterminateForm as form:
                raise NotCertain("whether there is a threshold", f"its condition has the form {form}", form.mended("")) from form
        bits *= 2
    raise NotCertain("whether there is a threshold", f"its condition cannot be told from 0 at {bits} bits", "give other numbers")


@says_floats()
def critical_beta(n: LengthLike, rho: Number, digits: int = 30, mechanism: str | Mechanism = SOFTMAX) -> Enclosure:
    """Return beta*_n, where the token itself has half of what the tokens get; of softmax log(n - 1) / (1 - rho) (A10).

    Parameters
    ----------
    n : LengthLike
        Context length, >= 2.
    rho : number
        Common inner product, 0 <= rho < 1.
    digits : int
        Significant decimal digits.
    mechanism : str or Mechanism
        What turns logits into weights.

    Raises
    ------
    BadInput
        If an argument is no number or out of range, or no beta is enough.
    """
    return beta_at(Fraction(1, 2), n, rho, digits, mechanism)


@takes_words
@says_floats()
def window_coordinate(at: Setting | None = None, *, digits: int = 30, **words: Unpack[SettingWords]) -> Enclosure:
    """Return kappa = beta (1 - rho) - log n, nats: 0 at exact criticality, of order 1 throughout the window.

    Parameters are those of `critscale.numerics.answers.evaluate.evaluate`.

    Raises
    ------
    BadInput
        If an argument is no number or out of range.
    """
    layer = Setting.of(at, words).layer()
    return on_scale(layer, lambda at, spread: -at.exponent, decimal_digits(digits))


@says_floats()
def beta_at(
    self_weight: Number, n: LengthLike, rho: Number, digits: int = 30, mechanism: str | Mechanism = SOFTMAX
) -> Enclosure:
    """Return the inverse temperature at which the self weight takes a given value: its share in what the tokens get.

    Parameters
    ----------
    self_weight : number
        The value p, strictly between 0 and 1, at least 1/n.
    n : LengthLike
        Context length, >= 2.
    rho : number
        Common inner product, 0 <= rho < 1.
    digits : int
        Significant decimal digits.

    mechanism : str or Mechanism
        What turns logits into weights.

    Returns
    -------
    Enclosure
        Of softmax (log(n - 1) + log_odds(p)) / (1 - rho).

    Raises
    ------
    BadInput
        If an argument is no number or out of range, p is below 1/n, the self weight at beta = 0, or no beta is enough.
    """
    weight, digits = fraction_of_one(self_weight, "self_weight"), decimal_digits(digits)
    setting = Setting(n=n, rho=rho, critical=True, mechanism=mechanism)
    result = beta_of_share(setting.layer(), weight, digits)
    if result is None:
        name = setting.to_json().get("mechanism")
        raise BadInput(f"self_weight = {weight} with {name}", "no beta is enough", "give a smaller one, or see `critscale phase`")
    if result.ball < 0:
        raise BadInput(f"self_weight = {weight}", "below 1/n, its value at beta = 0", "give a larger one")
    return result


@dataclass(frozen=True, slots=True, repr=False)
class Width(Noted):
    """How wide the window is: from self weight 10% to 90%.

    Attributes
    ----------
    beta : Enclosure
        In beta: of softmax 2 log 9 / (1 - rho), the same at every n.
    gamma : Enclosure
        In gamma = beta / log n.
    """

    beta: Enclosure
    gamma: Enclosure


@says_floats()
def window_width(n: LengthLike, rho: Number, digits: int = 30) -> Width:
    """Return how far beta and gamma move while the self weight of softmax rises from 10% to 90%.

    Parameters are those of `critical_beta`.  Below n = 10 the lower end lies at a negative beta.
    """
    width = width_of(Setting(n=n, rho=rho, critical=True).layer(), decimal_digits(digits))
    assert width is not None
    return width


def width_of(layer: Layer, digits: int) -> Width | None:
    """Return the width of the window at a layer's n and rho; None where the self weight does not rise to 90%."""
    if layer.family.mechanism == SOFTMAX:
        return Width(
            on_scale(layer, lambda at, spread: (log_odds(HIGH) - log_odds(LOW)) / spread, digits),
            on_scale(layer, lambda at, spread: germ((log_odds(HIGH) - log_odds(LOW)) / spread) / at.length, digits),
        )
    ends = [beta_of_share(layer, share, 2 * digits) for share in (LOW, HIGH)]
    first, last = ends
    if first is None or last is None or first.is_infinite or last.is_infinite:
        return None
    return Width(
        certify_germ(lambda bits: last.ball - first.ball, digits),
        on_scale(layer, lambda at, spread: germ(last.ball - first.ball) / at.length, digits),
    )
