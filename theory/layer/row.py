"""One attention row of the simplex layer: the four weights every forward quantity is made of.

Under Assumption 1 (equal norms, common inner product rho) a row of the softmax has one weight a for the token itself
and one weight b for each of the n - 1 others.  A row holds a, its complement 1 - a, b and the difference a - b, each
as a closed form without cancellation, so the formulas built on them add nonnegative terms only.

Source: arXiv 2510.05554, Assumption 1; the weights are the definition of softmax.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from ..field import Scalar


class Logs(NamedTuple):
    """The logarithms a row entropy needs."""

    partition: Scalar
    """log(1 + E) = -log a: the log partition function relative to the self logit, nats."""
    gap: Scalar
    """beta (1 - rho): the logit of the token itself minus the logit of another one, nats."""
    length: Scalar
    """log n, nats."""


def _no_logs() -> Logs:
    raise TypeError("this row was built without logarithms: give from_masses its `logs`")


@dataclass(frozen=True, slots=True)
class Row:
    """The weights of one attention row, in any field."""

    self_weight: Scalar
    self_weight_complement: Scalar
    other_weight: Scalar
    weight_gap: Scalar
    logs: Callable[[], Logs] = _no_logs
    even_share: Scalar = None

    @property
    def share(self) -> Scalar:
        """1/(n - 1) = b/(1 - a), the share of one other token in the mass of all others."""
        return self.other_weight / self.self_weight_complement if self.even_share is None else self.even_share

    def measure(self, quantity: Callable[..., Scalar], rho: Scalar, r: Scalar, *others: Scalar) -> Scalar:
        """Return a quantity of this row; a row in symbols writes the quantity by its own."""
        return quantity(self, rho, r, *others)

    @classmethod
    def from_masses(
        cls,
        own: Scalar,
        rest: Scalar,
        other: Scalar,
        *,
        excess: Scalar = None,
        logs: Callable[[], Logs] = _no_logs,
        share: Scalar = None,
    ) -> Row:
        """Normalise unnormalised masses to a row.

        Parameters
        ----------
        own : Scalar
            Mass of the token itself.
        rest : Scalar
            Mass of all n - 1 other tokens together, ``(n - 1) * other``; odds = rest / own.
        other : Scalar
            Mass of one other token.
        excess : Scalar, optional
            ``own - other`` in a form without cancellation, where the caller has one.
        logs : callable, optional
            Called once a quantity asks for logarithms.
        share : Scalar, optional
            ``1/(n - 1)``, where ``other / rest`` would be 0/0.

        Returns
        -------
        Row
        """
        total = own + rest
        if excess is None:
            excess = own - other
        return cls(own / total, rest / total, other / total, excess / total, logs, share)

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
