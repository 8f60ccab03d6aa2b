"""One attention row of the simplex layer: the weights every forward quantity is made of.

Under Assumption 1 (equal norms, common inner product rho) a row has one weight a for the token itself and one weight b
for each of the n - 1 others.  A row holds a, the weight (n - 1) b of all others, b and the difference a - b, each as a
closed form without cancellation, so the formulas built on them add nonnegative terms only where the weights are none below 0.
What the weights leave of 1 is lost: to a sink, or to a map that is taken off; softmax loses nothing, and its 1 - a is the
weight of all others.  Weights that sum to more than 1 lose less than nothing.

Source: arXiv 2510.05554, Assumption 1; theory H1 for a row with any sum.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from ..errors import NoSuchQuantity
from ..field import Scalar


class Logs(NamedTuple):
    """The logarithms a row entropy needs."""

    partition: Scalar
    """-log a, nats; of softmax the log partition function relative to the self logit, log(1 + E)."""
    gap: Scalar
    """log(a/b), nats; of softmax the logit of the token itself minus the logit of another one, beta (1 - rho)."""
    length: Scalar
    """log n, nats."""
    lost: Scalar = None
    """-log of the weight of a sink, nats; None where there is none."""


def _no_logs() -> Logs:
    raise TypeError("this row was built without logarithms: give from_masses its `logs`")


class Row(NamedTuple):
    """The weights of one attention row, in any field."""

    self_weight: Scalar
    others_weight: Scalar
    other_weight: Scalar
    weight_gap: Scalar
    logs: Callable[[], Logs] = _no_logs
    even_share: Scalar = None
    lost_weight: Scalar = None
    beside: Scalar = None
    mechanism: str = "softmax"

    @property
    def self_weight_complement(self) -> Scalar:
        """1 - a: the weight of all others and what is lost."""
        if self.beside is not None:
            return self.beside
        return self.others_weight if self.lost_weight is None else self.others_weight + self.lost_weight

    @property
    def kept_weight(self) -> Scalar:
        """Sum of the weights of all tokens: 1 where none is lost."""
        return 1 if self.lost_weight is None else self.self_weight + self.others_weight

    @property
    def share(self) -> Scalar:
        """1/(n - 1), the share of one other token in the weight of all others."""
        return self.other_weight / self.others_weight if self.even_share is None else self.even_share

    @property
    def softmax_gap(self) -> Scalar:
        """beta (1 - rho), for what is made of the derivative of softmax.

        Raises
        ------
        NoSuchQuantity
            If another mechanism made the row.
        """
        self.refuse_unless("Jacobian", "softmax")
        return self.logs().gap

    def refuse_unless(self, what: str, *mechanisms: str) -> None:
        """Refuse what only some mechanisms have.

        Raises
        ------
        NoSuchQuantity
            If another one made the row.
        """
        if self.mechanism not in mechanisms:
            raise NoSuchQuantity(f"the {what} of a layer with {self.mechanism}", f"it is that of {mechanisms[0]}", "leave the mechanism out")

    def measure(self, quantity: Callable[..., Scalar], rho: Scalar, r: Scalar, *others: Scalar) -> Scalar:
        """Return a quantity of this row; a row in symbols writes the quantity by its own."""
        return quantity(self, rho, r, *others)

    @classmethod
    def from_masses(
        cls,
        own: Scalar,
        rest: Scalar,
        other: Scalar,
        lost: Scalar = None,
        excess: Scalar = None,
        logs: Callable[[], Logs] = _no_logs,
        share: Scalar = None,
        mechanism: str = "softmax",
    ) -> Row:
        """Normalise unnormalised masses to a row: the rational half of a mechanism.

        Parameters
        ----------
        own : Scalar
            Mass of the token itself.
        rest : Scalar
            Mass of all n - 1 other tokens together, ``(n - 1) * other``.
        other : Scalar
            Mass of one other token.
        lost : Scalar, optional
            Mass of a sink, where there is one.
        excess : Scalar, optional
            ``own - other`` in a form without cancellation, where the caller has one.
        logs : callable, optional
            Called once a quantity asks for logarithms.
        share : Scalar, optional
            ``1/(n - 1)``, where ``other / rest`` would be 0/0.
        mechanism : str
            Name of what made the masses.

        Returns
        -------
        Row
        """
        total = own + rest if lost is None else own + rest + lost
        if excess is None:
            excess = own - other
        away = None if lost is None else lost / total
        return cls(own / total, rest / total, other / total, excess / total, logs, share, away, mechanism=mechanism)

    @classmethod
    def from_odds(cls, odds: Scalar, n: Scalar, *, logs: Callable[[], Logs] = _no_logs) -> Row:
        """Return the row with odds E = (1 - a) / a among n tokens.

        Parameters
        ----------
        odds : Scalar
            E = (n - 1) exp(-beta (1 - rho)), positive.
        n : Scalar
            Context length, at least 2.
        logs : callable, optional
            Called once a quantity asks for logarithms.

        Returns
        -------
        Row
        """
        return cls.from_masses(1, odds, odds / (n - 1), logs=logs)
