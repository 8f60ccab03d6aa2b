"""Mechanisms: what turns the logits of a row into its weights, in numbers of any field, at finite n and at n = oo.

A row of the simplex has two logits: that of the token itself, and a gap beta (1 - rho) below it that of each of the
n - 1 others.  A mechanism makes them a `Row`.  It does so in two steps, for the logits are large numbers with guard
digits and their weights are not: `Mechanism.prepare` is done once, what it returns makes a row whenever it is called.

A sink is one more logit that takes attention and has no value: softmax-one has the logit 0, gpt-oss learns one for each
head.  It is absolute, as in these models: it does not grow with beta.

Source: arXiv 2510.05554, section 2, for softmax; theory H1, H6 for the sink.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from fractions import Fraction
from typing import ClassVar, NamedTuple, Protocol, TypeAlias

from ..errors import BadInput, UnknownName
from ..field import Scalar, exp, expm1, log1p, maximum
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


class Exponentials:
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

    __slots__ = ("_at", "_each", "_near_flat", "_one", "_other", "_own", "_sink", "sink", "top")

    def __init__(self, logits: Logits, sink: Scalar = None) -> None:
        self._at, self.sink, self._other = logits, sink, -logits.gap
        self._one = 1 + 0 * logits.reciprocal
        exponent, self._near_flat = logits.exponent, False
        self._own = self._each = self.top = None  # a logit that is the largest, and exactly 0
        if logits.uniform:
            self.top = maximum(exponent, 0 * exponent)
            if sink is not None:
                self.top = maximum(self.top, sink)
            self._own, self._each = -self.top, exponent - self.top
        elif logits.gap < 1:
            self._near_flat, self.top = True, logits.length
        elif exponent > 0:
            self._own, self.top = -exponent, exponent
        elif exponent != 0:
            self._each = exponent
        self._sink = sink if self.top is None or sink is None else sink - self.top

    def __call__(self) -> Row:
        """Return the row."""
        at, excess = self._at, None
        own, others, other = self._one, at.complement, at.reciprocal
        if self._near_flat:
            drop = -expm1(self._other)
            own, others, other, excess = other, others - others * drop, other - other * drop, other * drop
        else:
            if self._own is not None:
                own = exp(self._own)
            if self._each is not None:
                each = exp(self._each)
                others, other = each * others, each * other
            if at.uniform:
                excess = -own * expm1(self._other)
        lost = None if self._sink is None else exp(self._sink)
        logs = _LazyLogs(self, at, own, others, lost)
        return Row.from_masses(own, others, other, lost=lost, excess=excess, logs=logs, share=at.share)


class _LazyLogs:
    """The logarithms of a row, computed when first asked for: log1p is half the cost of an evaluation."""

    __slots__ = ("_at", "_found", "_masses", "_of")

    def __init__(self, of: Exponentials, at: Logits, *masses: Scalar) -> None:
        self._of, self._at, self._masses = of, at, masses
        self._found: Logs | None = None

    def __call__(self) -> Logs:
        if self._found is None:
            of, (own, others, lost) = self._of, self._masses
            beside = own - 1 + others if lost is None else own - 1 + others + lost
            partition = log1p(beside) if of.top is None else of.top + log1p(beside)
            self._found = Logs(partition, self._at.gap, self._at.length, None if lost is None else partition - of.sink)
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
        return Exponentials(logits)


@dataclass(frozen=True, slots=True)
class Sink:
    """Softmax with one more logit that has no value.

    Attributes
    ----------
    sink : Fraction
        The logit, absolute: that of the token itself is beta; nats.
    """

    sink: Fraction

    @property
    def bits(self) -> int:
        """Guard digits that the logit takes, bits."""
        return int(abs(self.sink)).bit_length()

    def prepare(self, logits: Logits) -> Rows:
        """Return what makes the row."""
        return Exponentials(logits, logits.number(self.sink) - logits.beta)


SOFTMAX = Softmax()
MECHANISMS: Mapping[str, Callable[..., Mechanism]] = {"softmax": Softmax, "sink": Sink}
"""Every mechanism by name; the parameters are its keywords."""


def mechanism(name: str, **parameters: Fraction) -> Mechanism:
    """Return a mechanism.

    Parameters
    ----------
    name : str
        One of `MECHANISMS`.
    **parameters : Fraction
        Its parameters: ``sink``, the absolute logit of a sink.

    Raises
    ------
    UnknownName
        If there is no such mechanism.
    BadInput
        If a parameter is missing, or is none of its.

    Examples
    --------
    >>> mechanism("sink", sink=Fraction(9))
    Sink(sink=Fraction(9, 1))
    """
    if name not in MECHANISMS:
        raise UnknownName.among("mechanism", name, MECHANISMS)
    kind = MECHANISMS[name]
    known = [f.name for f in fields(kind)]  # type: ignore[arg-type]
    for missing in set(known) - set(parameters):
        raise BadInput(f"the mechanism {name}", f"it has no {missing}", f"give {missing}")
    for extra in set(parameters) - set(known):
        raise BadInput(f"{extra} of the mechanism {name}", "it has no such parameter", f"it takes {', '.join(known) or 'none'}")
    return kind(**parameters)
