"""Biases: what a mechanism adds to a logit by the distance of the key, as ALiBi and a window do.

A key at the distance d from the query has its logit lowered by B(d), B(0) = 0, so its mass is exp(-B(d)) times what it is without
a bias.  ALiBi has B(d) = mu d; a window has B(d) = 0 for the keys it holds and oo beyond.  A row needs a few sums of these
factors over the keys on one side of the query, a pair of rows those of their products; each has a closed form, so the number
of keys is a number of any field, or None for infinitely many.

Source: theory H11, H12; ALiBi is arXiv 2108.12409.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar, NamedTuple, Protocol

from ..change import Change
from ..errors import BadInput
from ..field import Scalar, exp, log, minimum
from ..rows.backgrounds import geometric_sum, ranked_sum
from .mechanism import Logits, Rows, Simplex, Threshold, logit_threshold
from .sequence import OfPositions, Sequence


class Decay(Protocol):
    """The factors exp(-B(d)) in one field, and their sums over the distances d = 1, ..., m; m = None is infinitely many."""

    def at(self, distance: int) -> Scalar:
        """Return exp(-B(d))."""

    def total(self, m: Scalar | None) -> Scalar:
        """Return the sum of exp(-B(d)), the effective number of keys."""

    def squares(self, m: Scalar | None) -> Scalar:
        """Return the sum of exp(-2 B(d))."""

    def biased(self, m: Scalar | None) -> Scalar:
        """Return the sum of B(d) exp(-B(d)); nats."""

    def products(self, m: Scalar | None, lag: int) -> Scalar:
        """Return the sum of exp(-B(d) - B(d + lag)): keys on one side of both queries."""

    def between(self, lag: int) -> Scalar:
        """Return the sum of exp(-B(d) - B(lag - d)) over 0 < d < lag: keys between both queries."""


@dataclass(frozen=True, slots=True)
class LinearDecay:
    """B(d) = mu d: the factors are powers of q = exp(-mu).

    Attributes
    ----------
    slope : Scalar
        mu > 0; nats for each key of distance.
    mass : Scalar
        q = exp(-mu).
    power : callable
        From a number m to q^m.
    """

    slope: Scalar
    mass: Scalar
    power: Callable[[Scalar], Scalar]

    def at(self, distance: int) -> Scalar:
        """Return exp(-mu d)."""
        return self.power(distance)

    def total(self, m: Scalar | None) -> Scalar:
        """Return the sum of the factors."""
        return geometric_sum(self.mass, self._last(m))

    def squares(self, m: Scalar | None) -> Scalar:
        """Return the sum of their squares."""
        return geometric_sum(self.mass**2, self._last(m) ** 2)

    def biased(self, m: Scalar | None) -> Scalar:
        """Return the sum of mu d exp(-mu d)."""
        last = self._last(m)
        return self.slope * ranked_sum(self.mass, last, 0 * last if m is None else m * last)

    def products(self, m: Scalar | None, lag: int) -> Scalar:
        """Return the sum of exp(-mu (2 d + lag))."""
        return self.power(lag) * self.squares(m)

    def between(self, lag: int) -> Scalar:
        """Return (lag - 1) exp(-mu lag)."""
        return (lag - 1) * self.power(lag)

    def _last(self, m: Scalar | None) -> Scalar:
        return 0 * self.mass if m is None else self.power(m)


@dataclass(frozen=True, slots=True)
class WindowDecay:
    """B(d) = 0 for the keys of a window, and oo beyond: sums are numbers of keys.

    Attributes
    ----------
    size : int
        How many keys a query sees on one side, itself among them.
    one : Scalar
        The field's 1.
    """

    size: int
    one: Scalar

    def at(self, distance: int) -> Scalar:
        """Return 1 within the window, 0 beyond."""
        return self.one if distance < self.size else 0 * self.one

    def total(self, m: Scalar | None) -> Scalar:
        """Return min(m, size - 1)."""
        return self._least(m, self.size - 1)

    def squares(self, m: Scalar | None) -> Scalar:
        """Return min(m, size - 1)."""
        return self.total(m)

    def biased(self, m: Scalar | None) -> Scalar:
        """Return 0."""
        return 0 * self.one

    def products(self, m: Scalar | None, lag: int) -> Scalar:
        """Return how many keys both windows hold on that side."""
        return self._least(m, max(self.size - 1 - lag, 0))

    def between(self, lag: int) -> Scalar:
        """Return how many keys between the queries both windows hold."""
        return max(min(lag - 1, 2 * self.size - 1 - lag), 0) * self.one

    def _least(self, m: Scalar | None, count: int) -> Scalar:
        if isinstance(m, int):
            return min(m, count) * self.one
        return count * self.one if m is None else minimum(m * self.one, count * self.one)


@dataclass(frozen=True, slots=True)
class Even:
    """B(d) = 0 at every distance: sums are numbers of keys.

    Attributes
    ----------
    one : Scalar
        The field's 1.
    """

    one: Scalar

    def at(self, distance: int) -> Scalar:
        """Return 1."""
        return self.one

    def total(self, m: Scalar | None) -> Scalar:
        """Return m."""
        return _counted(m) * self.one

    def squares(self, m: Scalar | None) -> Scalar:
        """Return m."""
        return self.total(m)

    def biased(self, m: Scalar | None) -> Scalar:
        """Return 0."""
        return 0 * self.one

    def products(self, m: Scalar | None, lag: int) -> Scalar:
        """Return m."""
        return self.total(m)

    def between(self, lag: int) -> Scalar:
        """Return lag - 1."""
        return (lag - 1) * self.one


def _counted(m: Scalar | None) -> Scalar:
    if m is None:
        raise BadInput("a row of infinitely many keys", "without a bias each has no weight", "give a finite n, or positions")
    return m


class BiasedRow(NamedTuple):
    """The row of one position under a bias.

    Attributes
    ----------
    decay : Decay
        The factor of a key by its distance.
    keys : tuple of (Scalar or None)
        How many keys it sees before it, and how many after it where it sees those; None for infinitely many.
    ratio : Scalar
        t = exp(-beta (1 - rho)), the mass of another token without a bias over that of the token itself.
    gap : Scalar
        beta (1 - rho) = -log t; nats.
    """

    decay: Decay
    keys: tuple[Scalar | None, ...]
    ratio: Scalar
    gap: Scalar = None

    @property
    def odds(self) -> Scalar:
        """E = t S, S the effective number of other keys."""
        return self.ratio * sum(map(self.decay.total, self.keys))

    @property
    def partition(self) -> Scalar:
        """1 + E."""
        return 1 + self.odds

    @property
    def self_weight(self) -> Scalar:
        """1/(1 + t S)."""
        return 1 / self.partition

    @property
    def mean_drop(self) -> Scalar:
        """How far the logits lie below that of the token itself, in the mean over the weights; nats."""
        biased = self.ratio * sum(map(self.decay.biased, self.keys))
        return (self.odds * self.gap + biased) / self.partition

    @property
    def row_entropy(self) -> Scalar:
        """log(1 + E) + the mean drop (E21); nats."""
        return log(self.partition) + self.mean_drop

    @property
    def participation(self) -> Scalar:
        """Y, the sum of the squared weights."""
        return (1 + self.ratio**2 * sum(map(self.decay.squares, self.keys))) / self.partition**2

    def weight_at(self, distance: int) -> Scalar:
        """Return the weight of a key that it sees, by its distance."""
        return self.ratio * self.decay.at(distance) / self.partition


class BiasedPair(NamedTuple):
    """The rows of two positions i < j under a bias.

    Attributes
    ----------
    earlier, later : BiasedRow
        The rows.
    lag : int
        j - i >= 1.
    """

    earlier: BiasedRow
    later: BiasedRow
    lag: int

    @property
    def backward_weight(self) -> Scalar:
        """A_ji, what the later position pays the earlier one."""
        return self.later.weight_at(self.lag)

    @property
    def forward_weight(self) -> Scalar:
        """A_ij, what the earlier position pays the later one."""
        return self.earlier.weight_at(self.lag) if self._both_sides else 0 * self.earlier.ratio

    @property
    def overlap(self) -> Scalar:
        """O = sum of A_ik A_jk over the keys: those before both, the two themselves, those between and those after both."""
        decay, t = self.later.decay, self.later.ratio
        shared = decay.at(self.lag) + t * decay.products(self.earlier.keys[0], self.lag)
        if self._both_sides:
            shared += decay.at(self.lag) + t * (decay.between(self.lag) + decay.products(self.later.keys[1], self.lag))
        return t * shared / (self.earlier.partition * self.later.partition)

    @property
    def _both_sides(self) -> bool:
        return len(self.later.keys) > 1


class _Biased(OfPositions):
    """What mechanisms with a bias share: softmax over the keys that a query sees, the logits lowered by the bias."""

    __slots__ = ()
    name: ClassVar[str]
    by_gap: ClassVar[bool] = True

    @property
    def both_sides(self) -> bool:
        """Whether a query sees the keys after it too."""
        return False

    def decay(self, beta: Scalar, number: Callable[[Fraction], Scalar]) -> Decay:
        """Return the factors of the keys by distance, at an inverse temperature."""
        raise NotImplementedError

    def prepare(self, logits: Logits) -> Rows:
        """Refuse: there is no one row."""
        raise BadInput(f"one row for a layer with {self.name}", "its rows differ from position to position", "see `critscale evaluate` and `phase`")

    def pair(self, at: Sequence, later: Scalar | None, lag: int) -> BiasedPair:
        """Return the rows of two positions."""
        decay = self.decay(at.gap / at.spread, at.number)
        before = (None, None) if later is None else (later - 1 - lag, later - 1)
        if not self.both_sides:
            keys: tuple[tuple[Scalar | None, ...], ...] = tuple((b,) for b in before)
        else:
            rest = 0 * at.ratio if later is None else None if at.n is None else at.n - later
            keys = (before[0], None if rest is None else rest + lag), (before[1], rest)
        earlier, last = (BiasedRow(decay, sides, at.ratio, at.gap) for sides in keys)
        return BiasedPair(earlier, last, lag)


def _check_sides(name: str, sides: int) -> None:
    if sides not in (1, 2):
        raise BadInput(f"sides = {sides} of {name}", "a query sees the keys before it, or those on both sides", "give 1 or 2")


@dataclass(frozen=True, slots=True)
class Alibi(_Biased):
    """ALiBi: the logit of a key is lowered by a slope times its distance.

    Attributes
    ----------
    slope : Fraction
        mu > 0; nats for each key of distance.
    scaled : int
        1 where what multiplies the logits multiplies the bias too: then mu = slope * beta.
    sides : int
        1 where a query sees the keys before it, 2 where it sees those on both sides.
    """

    name: ClassVar[str] = "alibi"
    weights: ClassVar[str] = "a = 1/(1 + exp(-g) sum_d exp(-mu d)), a key at distance d has a exp(-g - mu d)"
    change: ClassVar[Change] = "crossover"
    growth: ClassVar[str] = "bounded: log(1/(exp(mu) - 1))/(1 - rho) is enough for every n"
    limit: ClassVar[str] = "that of 1/(exp(mu) - 1) other keys: beta decides, and a beta that grows makes it the identity"
    source: ClassVar[str] = "H11, derived; arXiv 2108.12409"
    slope: Fraction
    scaled: int = 0
    sides: int = 1

    def __post_init__(self) -> None:
        """Refuse parameters that are none.

        Raises
        ------
        BadInput
            If the slope is not positive, or another one is none of its two values.
        """
        _check_sides(self.name, self.sides)
        if self.scaled not in (0, 1):
            raise BadInput(f"scaled = {self.scaled} of alibi", "the slope grows with beta or it does not", "give 0 or 1")
        if not self.slope > 0:
            raise BadInput(f"slope = {self.slope} of alibi", "not above 0", "give a slope > 0, or causal, its limit")

    @property
    def both_sides(self) -> bool:
        """Whether a query sees the keys after it too."""
        return self.sides == 2

    @property
    def bits(self) -> int:
        """Guard digits that the slope takes, bits."""
        return max(self.slope.numerator, self.slope.denominator).bit_length()

    def decay(self, beta: Scalar, number: Callable[[Fraction], Scalar]) -> LinearDecay:
        """Return the powers of exp(-mu)."""
        slope = number(self.slope) * beta if self.scaled else number(self.slope)
        return LinearDecay(slope, exp(-slope), lambda m: exp(-(slope * m)))

    def threshold(self, odds: Scalar, at: Simplex) -> Threshold:
        """Return where exp(beta (1 - rho)) = odds S, S the effective number of keys before the last one."""
        seen = None if at.infinite else 1 / at.share

        def needed(beta: Scalar) -> Scalar:
            return log(odds * self.decay(beta, at.number).total(seen))

        if not self.scaled:
            return Threshold(lambda: needed(at.rho) / (1 - at.rho), first=-needed(at.rho))
        # from beta = 1/slope on, S < 1
        last = (1 + log(1 + odds)) / at.number(self.slope) + log(1 + odds) / (1 - at.rho)
        return Threshold(excess=lambda beta: beta * (1 - at.rho) - needed(beta), first=at.share - odds, last=last)


@dataclass(frozen=True, slots=True)
class Window(_Biased):
    """A sliding window: a query sees itself and the nearest keys.

    Attributes
    ----------
    size : int
        How many keys it sees on one side, itself among them; >= 2.
    sides : int
        1 where it sees the keys before it, 2 where it sees those on both sides.
    """

    name: ClassVar[str] = "window"
    weights: ClassVar[str] = "those of softmax over the last size tokens"
    change: ClassVar[Change] = "crossover"
    growth: ClassVar[str] = "bounded: log(size - 1)/(1 - rho) is enough for every n"
    source: ClassVar[str] = "H12, derived"
    bits: ClassVar[int] = 0
    size: int
    sides: int = 1

    def __post_init__(self) -> None:
        """Refuse parameters that are none.

        Raises
        ------
        BadInput
            If the window has no key but the query's own, or sides is neither 1 nor 2.
        """
        _check_sides(self.name, self.sides)
        if self.size < 2:
            raise BadInput(f"size = {self.size} of window", "it holds the query itself and another key", "give size >= 2")

    @property
    def both_sides(self) -> bool:
        """Whether a query sees the keys after it too."""
        return self.sides == 2

    @property
    def limit(self) -> str:
        """What a row is as n -> oo, in words."""
        return f"that of {self.size} tokens: beta decides, and a beta that grows makes it the identity"

    def decay(self, beta: Scalar, number: Callable[[Fraction], Scalar]) -> WindowDecay:
        """Return 1 within the window."""
        return WindowDecay(self.size, number(Fraction(1)))

    def threshold(self, odds: Scalar, at: Simplex) -> Threshold:
        """Return (log(min(n, size) - 1) + log odds)/(1 - rho)."""
        return Threshold(lambda: (at.others_among(self.size) + log(odds)) / (1 - at.rho))


@dataclass(frozen=True, slots=True)
class Causal(_Biased):
    """Softmax over the keys before a query and itself."""

    name: ClassVar[str] = "causal"
    weights: ClassVar[str] = "those of softmax over i tokens at position i"
    change: ClassVar[Change] = "transition"
    growth: ClassVar[str] = "log n/(1 - rho)"
    limit: ClassVar[str] = ""
    source: ClassVar[str] = "F1, derived"
    bits: ClassVar[int] = 0

    def decay(self, beta: Scalar, number: Callable[[Fraction], Scalar]) -> Even:
        """Return 1 at every distance."""
        return Even(number(Fraction(1)))

    def threshold(self, odds: Scalar, at: Simplex) -> Threshold:
        """Return (log(n - 1) + log odds)/(1 - rho), of the last position."""
        return Threshold(lambda: logit_threshold(odds, at) / (1 - at.rho))
