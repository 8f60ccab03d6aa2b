"""Where the phase transition sits at finite n, certified.

The self weight is a logistic function of kappa: a = p where beta = (log(n - 1) + log_odds(p)) / (1 - rho).  Half of it, at
the critical beta*_n = log(n - 1) / (1 - rho); the window runs from 10% to 90% of it.

Source: theory A10.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, Unpack

from flint import arb

from ...theory.errors import BadInput
from ...theory.field import Scalar
from ..inputs import Number, decimal_digits, fraction_of_one
from ..numbers.balls import rational_ball
from ..numbers.enclosure import Enclosure
from ..numbers.germ import germ
from ..numbers.precision import working_precision
from ..settings.infinity import certify_germ
from ..settings.layer import Coordinates, Layer
from ..settings.length import LengthLike
from ..settings.setting import Setting
from ..settings.window import HIGH, LOW, log_odds
from ..settings.words import SettingWords, takes_words


def on_scale(layer: Layer, function: Callable[[Coordinates, arb], Scalar], digits: int) -> Enclosure:
    """Return a function of a layer's coordinates and of 1 - rho, certified."""

    def compute(bits: int) -> Scalar:
        # The coordinates are as large as log n, and their differences may be small.
        with working_precision(bits + layer.guard):
            return function(layer.coordinates(), rational_ball(1 - layer.rho))

    return certify_germ(compute, digits, "give a larger n, or a larger beta")


def critical_beta(n: LengthLike, rho: Number, digits: int = 30) -> Enclosure:
    """Return beta*_n = log(n - 1) / (1 - rho), where the self weight is one half (A10).

    Parameters
    ----------
    n : LengthLike
        Context length, >= 2.
    rho : number
        Common inner product, 0 <= rho < 1.
    digits : int
        Significant decimal digits.

    Raises
    ------
    BadInput
        If an argument is no number or out of range.
    """
    layer = Setting(n=n, rho=rho, critical=True).layer()
    return on_scale(layer, lambda at, spread: at.others / spread, decimal_digits(digits))


@takes_words
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


def beta_at(self_weight: Number, n: LengthLike, rho: Number, digits: int = 30) -> Enclosure:
    """Return the inverse temperature at which the self weight takes a given value.

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

    Returns
    -------
    Enclosure
        (log(n - 1) + log_odds(p)) / (1 - rho).

    Raises
    ------
    BadInput
        If an argument is no number or out of range, or p is below 1/n, the self weight at beta = 0.
    """
    weight, digits = fraction_of_one(self_weight, "self_weight"), decimal_digits(digits)
    layer = Setting(n=n, rho=rho, critical=True).layer()
    exact = layer.length.exact
    if exact is not None and weight * exact == 1:
        return on_scale(layer, lambda at, spread: 0, digits)
    result = on_scale(layer, lambda at, spread: (at.others + log_odds(weight)) / spread, digits)
    if result.ball < 0:
        raise BadInput(f"self_weight = {weight}", "below 1/n, its value at beta = 0", "give a larger one")
    return result


class Width(NamedTuple):
    """How wide the window is: from self weight 10% to 90%."""

    beta: Enclosure
    """In beta: 2 log 9 / (1 - rho), the same at every n."""
    gamma: Enclosure
    """In gamma = beta / log n."""


def window_width(n: LengthLike, rho: Number, digits: int = 30) -> Width:
    """Return how far beta and gamma move while the self weight rises from 10% to 90%.

    Parameters are those of `critical_beta`.  Below n = 10 the lower end lies at a negative beta.
    """
    return width_of(Setting(n=n, rho=rho, critical=True).layer(), decimal_digits(digits))


def width_of(layer: Layer, digits: int) -> Width:
    """Return the width of the window at a layer's n and rho."""
    return Width(
        on_scale(layer, lambda at, spread: (log_odds(HIGH) - log_odds(LOW)) / spread, digits),
        on_scale(layer, lambda at, spread: germ((log_odds(HIGH) - log_odds(LOW)) / spread) / at.length, digits),
    )
