"""Causal attention over equiangular tokens, certified at any n: one position, two positions, and the mean over all.

The sequence may be scaled as a whole, beta = gamma log n at every position, or position by position, beta_i = gamma log i.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Unpack

from ...theory.errors import BadInput
from ...theory.field import Scalar
from ...theory.layer import causal
from ...theory.layer.row import Row
from ..floats import says_floats
from ..inputs import Number, correlation, decimal_digits, rational
from ..numbers.balls import rational_ball
from ..numbers.certification import certify
from ..numbers.enclosure import Enclosure
from ..settings.length import ContextLength
from ..settings.setting import Setting
from ..settings.words import SettingWords, takes_words
from .evaluate import evaluate


@takes_words
@says_floats()
def position_self_weight(
    at: Setting | None = None, *, position: int, digits: int = 30, **words: Unpack[SettingWords]
) -> Enclosure:
    """Return the self weight s_i of one position.

    Parameters
    ----------
    at : Setting, optional
        The sequence, scaled as a whole: beta = gamma log n.
    position : int
        Position i >= 1; it sees i tokens.
    digits : int
        Significant decimal digits.
    **words
        The setting in words, in place of ``at``: see `SettingWords`.  Without ``n`` scaling is per position,
        beta_i = gamma log i.

    Raises
    ------
    BadInput
        If an argument is out of range, or the scale is not given exactly once.

    Examples
    --------
    >>> print(position_self_weight(position=1000, rho="0.3", critical=True, digits=20))
    0.50025012506253126563
    """
    if at is None and words.get("n") is None:
        index = _position(position)
        alone: SettingWords = {**words, "n": max(index, 2)}
        at = Setting(**alone)
        return _certified(lambda bits: 1, digits) if index == 1 else evaluate("self-weight", at, digits=digits)
    setting = _sequence(Setting.of(at, words))
    index = _position(position, setting.n)
    return _certified(lambda bits: _row(setting, index, bits).self_weight, digits)


@takes_words
@says_floats()
def pair_cosine(
    at: Setting | None = None, *, earlier: int, later: int, digits: int = 30, **words: Unpack[SettingWords]
) -> Enclosure:
    """Return the cosine of the outputs at two positions under whole-sequence scaling.

    It is ``evaluate("output-cosine", mechanism="causal", positions=(earlier, later))``.

    Parameters
    ----------
    at, digits, **words
        As in `mean_self_weight`.
    earlier, later : int
        Positions 1 <= earlier < later <= n.

    Raises
    ------
    BadInput
        If an argument is out of range, or the scale is not given exactly once.
    """
    setting = _sequence(Setting.of(at, words))
    return evaluate("output-cosine", setting.but(mechanism="causal"), positions=(earlier, later), digits=digits)


@says_floats()
def profile_cosine(earlier: Number, later: Number, rho: Number, kappa: Number = 0, digits: int = 30) -> Enclosure:
    """Return the limit of the cosine at positions tau n and tau' n, whole-sequence scaling in the critical window.

    Parameters
    ----------
    earlier, later : number
        tau and tau', in (0, 1].
    rho : number
        Common inner product.
    kappa : number
        Window coordinate, nats; 0 is critical.
    digits : int
        Significant decimal digits.

    Examples
    --------
    >>> print(profile_cosine("0.5", 1, "0.3", digits=20))
    0.55681940240077136981
    """
    places = [rational(tau, "tau") for tau in (earlier, later)]
    if not all(0 < tau <= 1 for tau in places):
        raise BadInput(f"tau = {earlier}, {later}", "outside 0 < tau <= 1", "give positions as fractions of n")
    inner, window = correlation(rho), rational(kappa, "kappa")

    def compute(bits: int) -> Scalar:
        odds = (-rational_ball(window)).exp()
        first, last = (causal.profile_weight(rational_ball(tau), odds) for tau in places)
        return causal.profile_cosine(first, last, rational_ball(inner))

    return _certified(compute, digits)


@takes_words
@says_floats()
def mean_self_weight(at: Setting | None = None, *, digits: int = 30, **words: Unpack[SettingWords]) -> Enclosure:
    """Return the mean self weight of all positions under whole-sequence scaling: ln 2 + 1/(4n) + ... at criticality.

    The closed form costs the same at every n.

    Parameters are those of `critscale.numerics.answers.evaluate.evaluate`; n is finite.

    Examples
    --------
    >>> print(mean_self_weight(n="10^100", rho="0.3", critical=True, digits=20))
    0.69314718055994530942
    """
    setting = _sequence(Setting.of(at, words))
    return _certified(lambda bits: causal.mean_self_weight(setting.n.ball(), _ratio(setting, bits)), digits)


def _sequence(setting: Setting) -> Setting:
    """Return a setting that a finite sequence under softmax has, beta >= 0."""
    ContextLength.finite(setting.n, "a position is a number of tokens", "give a finite n, or see profile_cosine")
    setting.refuse("causal attention", "dim", "mechanism")
    setting.layer()
    return setting


def _ratio(setting: Setting, bits: int) -> Scalar:
    return setting.scale.ratio(setting.n, setting.rho, bits)


def _row(setting: Setting, position: int, bits: int) -> Row:
    return causal.position_row(position - 1, _ratio(setting, bits))


def _position(position: int, n: ContextLength | None = None) -> int:
    index = rational(position, "position")
    whole = None if n is None else n.exact
    if index.denominator != 1 or index < 1 or (whole is not None and index > whole):
        raise BadInput(f"position = {position}", "no position of the sequence", "positions are the integers 1 .. n")
    return int(index)


def _certified(compute: Callable[[int], Scalar], digits: int) -> Enclosure:
    return certify(compute, decimal_digits(digits))
