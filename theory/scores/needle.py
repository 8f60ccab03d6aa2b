"""A needle among distractors: a key of score x, and n - 1 keys whose scores follow a law.

A distractor weighs exp(beta (X - x)) against the needle, in the mean exp(-A), A = beta x - K(beta) the needle's advantage and
K(beta) = log E exp(beta X).  With all distractors at their mean the needle has the annealed weight 1/(1 + (n - 1) exp(-A)), which
is a lower bound of its expected weight for every law, n and beta.  It is 1/2 where A = L, L = log(n - 1): the annealed threshold, which
exists as long as L is at most the largest advantage, the rate I(x) = sup_beta (beta x - K(beta)).

Formulas take L, or a power of n - 1, so that n is any real number; roots are taken by who calls.

Source: theory E29 to E34, derived; capacity beside Lucibello and Mezard, arXiv 2304.14964.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..field import Scalar, exp
from .power_series import reverted


def advantage(beta: Scalar, needle: Scalar, cumulant: Scalar) -> Scalar:
    """beta x - K(beta), the log odds of the needle against one distractor of mean mass; nats."""
    return beta * needle - cumulant


def annealed_weight(length: Scalar, lead: Scalar) -> Scalar:
    """1/(1 + (n - 1) exp(-A)), the needle's weight against n - 1 distractors of mean mass; L = log(n - 1), A its advantage."""
    return 1 / (1 + exp(length) * exp(-lead))


def capacity(rate: Scalar) -> Scalar:
    """1 + exp(I(x)), the largest n at which a beta has the annealed weight 1/2 (E30)."""
    return 1 + exp(rate)


def gaussian_threshold(length: Scalar, needle: Scalar, root: Scalar) -> Scalar:
    """2 L/(x + sqrt(x^2 - 2 v L)), the annealed threshold against N(0, v) distractors; ``root`` is that square root (E31)."""
    return 2 * length / (needle + root)


def gaussian_discriminant(length: Scalar, needle: Scalar, variance: Scalar) -> Scalar:
    """x^2 - 2 v L: negative beyond capacity, and its root is dL/d beta at the threshold (E31, E34)."""
    return needle**2 - 2 * variance * length


def gaussian_elasticity(share: Scalar) -> Scalar:
    """(1 + s)/(2 s), d log beta*/d log L of N(0, v) distractors; s = sqrt(1 - 2 v L/x^2), 0 at capacity (E31)."""
    return (1 + share) / (2 * share)


def gamma_threshold(power: Scalar, kappa: Scalar, mean: Scalar) -> Scalar:
    """(kappa/m) ((n - 1)^(1/kappa) - 1), the annealed threshold where gaps are Gamma; ``power`` is (n - 1)^(1/kappa) (E32)."""
    return kappa / mean * (power - 1)


def threshold_slope(needle: Scalar, tilted: Scalar) -> Scalar:
    """1/(x - K'(beta)), d beta*/dL: the reciprocal of the mean gap under the weights exp(beta X) (E34)."""
    return 1 / (needle - tilted)


def threshold_coefficients(cumulants: Sequence[Scalar]) -> tuple[Scalar, ...]:
    """Return c_1, c_2, ... of beta* = c_1 L + c_2 L^2 + ..., as many as there are cumulants of the gap x - X (E33).

    A formal power series in L: m = E gap > 0, v = Var gap, ... give L/m + v L^2/(2 m^3) + (3 v^2 - m k_3) L^3/(6 m^5) + ...
    """
    scale, lead = 1, []
    for order, cumulant in enumerate(cumulants, 1):
        scale *= -order  # (-1)^j j!
        lead.append(-cumulant / scale)
    return reverted(lead)
