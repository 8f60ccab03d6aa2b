"""Exponential masses: softmax, alone or beside a sink.

A sink is one more logit that takes attention and has no value: softmax-one has the logit 0, gpt-oss learns one for each
head.  It is absolute, as in these models: it does not grow with beta.  It rescales what a layer gives and never rotates it: the
contraction is that of softmax at the residual strength r/t, where t is what it leaves to the tokens (H6).

Source: arXiv 2510.05554, section 2, for softmax; theory H1, H6, H7 for the sink.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar, TypeAlias

from ..change import Change
from ..field import Scalar, field_of, log, maximum
from ..layer.row import Logs, Row
from .mechanism import Logits, Rows, Simplex, Threshold, logit_threshold

Factors: TypeAlias = Callable[[], tuple[Scalar, Scalar]]
"""What the masses of a kernel are to the exponentials, for the token itself and for another, at the working precision."""


class Masses:
    """Masses proportional to the exponentials of logits: the one guard against cancellation and overflow.

    Logits are taken relative to the largest, so no exponential is above 1.  Below a gap of 1 the difference of the two
    masses would cancel: it comes from expm1 of the gap, and the masses from it.  Numbers that compare take one
    exponential for each row, none at exact criticality.

    Parameters
    ----------
    logits : Logits
        The row.
    sink : Scalar, optional
        One more logit, relative to that of the token itself; its mass is lost.
    factors : callable, optional
        What the masses of the token itself and of the others are multiplied by; their difference stays that of the
        exponentials.
    mechanism : str
        Name of what they are the masses of.
    """

    __slots__ = ("_each", "_factors", "_field", "_logits", "_near_flat", "_other", "_own", "_sink", "mechanism", "sink", "top")

    def __init__(self, logits: Logits, sink: Scalar = None, factors: Factors | None = None, mechanism: str = "softmax") -> None:
        self._logits, self.sink, self._factors, self.mechanism = logits, sink, factors, mechanism
        self._field = field_of(logits.length)
        exponent, self._near_flat = logits.exponent, False
        self._own = self._each = self.top = None  # a logit that is the largest, and exactly 0
        if logits.uniform:
            self.top = maximum(exponent, 0 * logits.length)
            if sink is not None:
                self.top = maximum(self.top, sink)
            self._own, self._each, self._other = -self.top, exponent - self.top, -logits.gap
        elif logits.gap < 1:
            self._near_flat, self.top, self._other = True, logits.length, -logits.gap
        elif exponent > 0:
            self._own, self.top = -exponent, exponent
        elif not exponent == 0:  # a ball around 0 is neither 0 nor not
            self._each = exponent
        self._sink = sink if self.top is None or sink is None else sink - self.top

    def row(self) -> Row:
        """Return the row."""
        at, field = self._logits, self._field
        own, others, other, excess, lost = 1, at.complement, at.reciprocal, None, None
        if self._near_flat:
            drop = -field.expm1(self._other)
            own, others, other, excess = other, others - others * drop, other - other * drop, other * drop
        else:
            if self._own is not None:
                own = field.exp(self._own)
            if self._each is not None:
                each = field.exp(self._each)
                others, other = each * others, each * other
            if at.uniform:
                excess = -own * field.expm1(self._other)
        if self._sink is not None:
            lost = field.exp(self._sink)
        logs = _LazyLogs(self, own, others, lost)
        if self._factors is not None:
            mine, theirs = self._factors()
            excess = own - other if excess is None else excess
            own, others, other = own * mine, others * theirs, other * theirs
            logs = _LazyLogs(self, own, others, lost, (mine, theirs))
        return Row.from_masses(own, others, other, lost, excess, logs, at.share, self.mechanism)

    def logs(self, own: Scalar, others: Scalar, lost: Scalar, factors: tuple[Scalar, Scalar] | None = None) -> Logs:
        """Return the logarithms of the row with these masses."""
        beside, gap = others if lost is None else others + lost, self._logits.gap
        if self.top is None and factors is None:
            partition = self._field.log1p(beside)
        else:
            partition = self._field.log1p(own - 1 + beside)
            partition = partition if self.top is None else self.top + partition
        if factors is not None:
            mine, theirs = map(log, factors)
            partition, gap = partition - mine, gap + mine - theirs
        away = None if lost is None else partition - self.sink
        return Logs(partition, gap, self._logits.length, away)


class _LazyLogs:
    """The logarithms of a row, computed when first asked for: log1p is half the cost of an evaluation."""

    __slots__ = ("_found", "_of", "_parts")

    def __init__(self, of: Masses, *parts: Any) -> None:
        self._of, self._parts = of, parts
        self._found: Logs | None = None

    def __call__(self) -> Logs:
        if self._found is None:
            self._found = self._of.logs(*self._parts)
        return self._found


class _Exponential:
    """What softmax and its sinks share."""

    __slots__ = ()
    by_gap: ClassVar[bool] = True
    change: ClassVar[Change] = "transition"
    growth: ClassVar[str] = "log n/(1 - rho)"
    limit: ClassVar[str] = ""

    def threshold(self, odds: Scalar, at: Simplex) -> Threshold:
        """Return (log(n - 1) + log odds)/(1 - rho): a sink takes from all tokens alike."""
        return Threshold(lambda: logit_threshold(odds, at) / (1 - at.rho))


@dataclass(frozen=True, slots=True)
class Softmax(_Exponential):
    """Weights are proportional to the exponentials of the logits."""

    name: ClassVar[str] = "softmax"
    weights: ClassVar[str] = "a = 1/(1 + (n - 1) exp(-g)), b = a exp(-g)"
    source: ClassVar[str] = "A1, A10; arXiv 2510.05554, Theorem 2.1"
    bits: ClassVar[int] = 0

    def prepare(self, logits: Logits) -> Rows:
        """Return what makes the row."""
        return Masses(logits).row


class _Sink(_Exponential):
    __slots__ = ()
    name: ClassVar[str]
    source: ClassVar[str] = "H6, H7, derived"

    @property
    def level(self) -> Fraction:
        """The logit of the sink; nats."""
        raise NotImplementedError

    @property
    def bits(self) -> int:
        """Guard digits that the logit takes, bits."""
        return int(abs(self.level)).bit_length()

    def prepare(self, logits: Logits) -> Rows:
        """Return what makes the row."""
        return Masses(logits, logits.number(self.level) - logits.beta, mechanism=self.name).row


@dataclass(frozen=True, slots=True)
class Sink(_Sink):
    """Softmax with one more logit that has no value.

    Attributes
    ----------
    logit : Fraction
        The logit, absolute: that of the token itself is beta; nats.
    """

    name: ClassVar[str] = "sink"
    weights: ClassVar[str] = "a = 1/(1 + (n - 1) exp(-g) + exp(sigma - beta)), b = a exp(-g)"
    logit: Fraction

    @property
    def level(self) -> Fraction:
        """The logit of the sink; nats."""
        return self.logit


@dataclass(frozen=True, slots=True)
class SoftmaxOne(_Sink):
    """Softmax with 1 more in the denominator: a sink of the logit 0."""

    name: ClassVar[str] = "softmax-one"
    weights: ClassVar[str] = "a = 1/(1 + (n - 1) exp(-g) + exp(sigma - beta)), b = a exp(-g), sigma = 0"

    @property
    def level(self) -> Fraction:
        """The logit of the sink; nats."""
        return Fraction(0)


SOFTMAX = Softmax()
