"""Mechanisms: what turns the logits of a row into its weights, in numbers of any field, at finite n and at n = oo.

A row of the simplex has two logits: that of the token itself, and a gap beta (1 - rho) below it that of each of the
n - 1 others.  A mechanism makes them a `Row`.  It does so in two steps, for the logits are large numbers with guard
digits and their weights are not: `Mechanism.prepare` is done once, what it returns makes a row whenever it is called.

A sink is one more logit that takes attention and has no value: softmax-one has the logit 0, gpt-oss learns one for each
head.  It is absolute, as in these models: it does not grow with beta.

Source: arXiv 2510.05554, section 2, for softmax; theory H1, H6 for the sink.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar, NamedTuple, Protocol, TypeAlias

from ..field import Scalar, field_of, maximum
from ..named import Catalogue
from .row import Logs, Row

Rows: TypeAlias = Callable[[], Row]
"""Makes the row of a layer, at the working precision."""


class Logits(NamedTuple):
    """The logits of one row in one field, relative to that of the token itself; nats."""

    gap: Scalar
    """beta (1 - rho), by which another token's logit is lower."""
    exponent: Scalar
    """log n - beta (1 - rho) = -kappa."""
    length: Scalar
    """log n."""
    reciprocal: Scalar
    """1/n."""
    complement: Scalar
    """1 - 1/n."""
    spread: Scalar
    """1 - rho."""
    number: Callable[[Fraction], Scalar]
    """From exact numbers into the field."""
    uniform: bool = False
    """One form for all: the numbers cannot be compared, as arrays, or a - b vanishes in the limit."""
    share: Scalar = None
    """1/(n - 1), where a quotient of masses would be 0/0."""

    @property
    def beta(self) -> Scalar:
        """The logit of the token itself."""
        return self.gap / self.spread


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
    """

    __slots__ = ("_each", "_field", "_logits", "_near_flat", "_other", "_own", "_sink", "sink", "top")

    def __init__(self, logits: Logits, sink: Scalar = None) -> None:
        self._logits, self.sink = logits, sink
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
        elif exponent != 0:
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
        return Row.from_masses(own, others, other, lost, excess, _LazyLogs(self, own, others, lost), at.share)

    def logs(self, own: Scalar, others: Scalar, lost: Scalar) -> Logs:
        """Return the logarithms of the row with these masses."""
        beside = others if lost is None else others + lost
        if self.top is None:
            partition = self._field.log1p(beside)
        else:
            partition = self.top + self._field.log1p(own - 1 + beside)
        away = None if lost is None else partition - self.sink
        return Logs(partition, self._logits.gap, self._logits.length, away)


class _LazyLogs:
    """The logarithms of a row, computed when first asked for: log1p is half the cost of an evaluation."""

    __slots__ = ("_found", "_lost", "_of", "_others", "_own")

    def __init__(self, of: Masses, own: Scalar, others: Scalar, lost: Scalar) -> None:
        self._of, self._own, self._others, self._lost = of, own, others, lost
        self._found: Logs | None = None

    def __call__(self) -> Logs:
        if self._found is None:
            self._found = self._of.logs(self._own, self._others, self._lost)
        return self._found


class Mechanism(Protocol):
    """What turns logits into weights; its parameters are its fields, exact numbers."""

    @property
    def bits(self) -> int:
        """Guard digits that its parameters take beyond those of the logits, bits."""

    def __hash__(self) -> int:
        """Return its hash: what is remembered of a layer is found by its mechanism."""

    def prepare(self, logits: Logits) -> Rows:
        """Return what makes the row; the logits have their guard digits here, and only here."""


@dataclass(frozen=True, slots=True)
class Softmax:
    """Weights are proportional to the exponentials of the logits."""

    bits: ClassVar[int] = 0

    def prepare(self, logits: Logits) -> Rows:
        """Return what makes the row."""
        return Masses(logits).row


@dataclass(frozen=True, slots=True)
class Sink:
    """Softmax with one more logit that has no value.

    Attributes
    ----------
    logit : Fraction
        The logit, absolute: that of the token itself is beta; nats.
    """

    logit: Fraction

    @property
    def bits(self) -> int:
        """Guard digits that the logit takes, bits."""
        return int(abs(self.logit)).bit_length()

    def prepare(self, logits: Logits) -> Rows:
        """Return what makes the row."""
        return Masses(logits, logits.number(self.logit) - logits.beta).row


SOFTMAX = Softmax()
MECHANISMS: Catalogue[Mechanism] = {"softmax": Softmax, "sink": Sink}
"""Every mechanism by name; its fields are its parameters."""
