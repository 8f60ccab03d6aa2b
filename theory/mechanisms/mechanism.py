"""What a mechanism is: it makes the row of a layer from its logits, in numbers of any field, at finite n and at n = oo.

A row of the simplex has two logits: that of the token itself, and a gap beta (1 - rho) below it that of each of the
n - 1 others.  A mechanism makes them a `Row`.  It does so in two steps, for the logits are large numbers with guard
digits and their weights are not: `Mechanism.prepare` is done once, what it returns makes a row whenever it is called.

A mechanism also tells what it takes to keep half of the weight: at which inverse temperature the token itself has the share p of
what the tokens get (`Mechanism.threshold`), how that grows with n, and whether something changes there.  For a kernel phi of the
gap this scaling law is the inverse function of phi at 1/(n - 1) (H2).

Source: theory H1, H2, derived; arXiv 2510.05554, section 2.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import ClassVar, NamedTuple, Protocol, TypeAlias

from ..change import Change
from ..errors import NoSuchQuantity
from ..field import Scalar, log, minimum
from ..layer.row import Logs, Row

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
    """One form for all: the numbers cannot be compared, as arrays."""
    share: Scalar = None
    """1/(n - 1), where a quotient of masses would be 0/0."""
    infinite: bool = False
    """n = oo, and the numbers know no rates: the logits are what they are in the limit."""

    inverse_temperature: Scalar = None
    """beta, where it is known beside the gap."""

    @property
    def beta(self) -> Scalar:
        """The logit of the token itself."""
        return self.gap / self.spread if self.inverse_temperature is None else self.inverse_temperature

    @property
    def beta_rho(self) -> Scalar:
        """The logit of another token."""
        return self.beta * (1 - self.spread)

    @property
    def one_other(self) -> Scalar:
        """1/(n - 1)."""
        return self.reciprocal / self.complement if self.share is None else self.share


class Simplex(NamedTuple):
    """The simplex without its inverse temperature: where a threshold is asked for."""

    others: Scalar
    """log(n - 1), nats."""
    share: Scalar
    """1/(n - 1)."""
    rho: Scalar
    """Common inner product."""
    number: Callable[[Fraction], Scalar]
    """From exact numbers into the field."""
    infinite: bool = False
    """n = oo."""

    def others_among(self, count: int) -> Scalar:
        """Return the logarithm of how many others there are in a row of no more than so many tokens; nats."""
        most = log(self.number(Fraction(count - 1)))
        return most if self.infinite else minimum(self.others, most)


class Threshold(NamedTuple):
    """The inverse temperature at which the token itself has a share of what the tokens get.

    Either it is written, or it is the zero of a function that increases with beta up to ``last``.
    """

    beta: Callable[[], Scalar] | None = None
    """Returns the inverse temperature, where there is one."""
    excess: Callable[[Scalar], Scalar] | None = None
    """A function of beta, negative below the threshold and positive above, up to ``last``."""
    first: Scalar = None
    """What the function has the sign of at beta = 0: where it is positive, every beta > 0 is above the threshold."""
    slope: Callable[[Scalar], Scalar] | None = None
    """The derivative of the function, where it is above 0 up to some beta and below 0 beyond: that is the last one."""
    last: Scalar = None
    """The largest beta at which the threshold may lie; None where it may lie anywhere."""
    room: Scalar = None
    """There is a threshold where this is positive, and none where it is negative; None where there is one for every n."""


class Mechanism(Protocol):
    """What turns logits into weights; its parameters are its fields, exact numbers.

    Attributes
    ----------
    name : str
        As users write it.
    by_gap : bool
        The row of the tokens depends on the gap alone, up to a sink that does not grow, and not on the size of the scores.
    change : str
        What happens as beta rises.
    growth : str
        How the beta that keeps half of the weight grows with n, in words.
    weights : str
        What a and b are, g the logit gap beta (1 - rho).
    source : str
        Where its statements stand.
    """

    name: ClassVar[str]
    by_gap: ClassVar[bool]
    change: ClassVar[Change]
    growth: ClassVar[str]
    weights: ClassVar[str]
    source: ClassVar[str]

    @property
    def limit(self) -> str:
        """What a row is as n -> oo, in words; empty where that is the regime of softmax."""

    @property
    def bits(self) -> int:
        """Guard digits that its parameters take beyond those of the logits, bits."""

    def __hash__(self) -> int:
        """Return its hash: what is remembered of a layer is found by its mechanism."""

    def prepare(self, logits: Logits) -> Rows:
        """Return what makes the row; the logits have their guard digits here, and only here."""

    def threshold(self, odds: Scalar, at: Simplex) -> Threshold:
        """Return where the weight of the token itself is ``odds`` times that of all others."""


def logit_threshold(odds: Scalar, at: Simplex) -> Scalar:
    """Return log(n - 1) + log(odds), the gap at which the exponential has those odds (A10); nats."""
    return at.others + log(odds)


def no_distribution(name: str) -> Callable[[], Logs]:
    """Return what refuses the logarithms of weights that sum to something other than 1, or are none above 0."""

    def logs() -> Logs:
        raise NoSuchQuantity(f"the entropy of {name} attention", "its weights are no distribution", "take the participation ratio")

    return logs
