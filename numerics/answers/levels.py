"""Tokens at several levels of inner product at finite n: which level holds the attention, and how much of it.

Source: theory C6, derived.
"""

from __future__ import annotations

from flint import arb

from ...theory.errors import BadInput
from ...theory.field import Scalar
from ...theory.layer import levels
from ..floats import says_floats
from ..inputs import Number, decimal_digits, fraction_of_one, nonnegative
from ..numbers.balls import rational_ball
from ..numbers.certification import certify
from ..numbers.enclosure import Enclosure
from ..numbers.precision import working_precision
from ..settings.length import ContextLength, LengthLike
from .almost_simplex import inner_products


def two_level_phases(theta: Number, rho1: Number, rho2: Number) -> tuple[levels.LevelPhase, ...]:
    """Return the phases of a query with n^theta tokens at rho2 and the others at rho1 < rho2, from gamma = 0 up.

    Parameters
    ----------
    theta : number
        Exponent of the group, 0 < theta < 1.
    rho1, rho2 : number
        Inner products, 0 <= rho1 < rho2 < 1.

    Examples
    --------
    >>> [phase.level.name for phase in two_level_phases("0.7", "0.2", "0.6")]
    ['bulk', 'group', 'self']
    """
    return levels.phases(_levels(theta, rho1, rho2))


@says_floats()
def level_weights(
    *, n: LengthLike, theta: Number, rho1: Number, rho2: Number, gamma: Number, digits: int = 15
) -> dict[str, Enclosure]:
    """Return what share of the attention each level holds at finite n: 1 token, n^theta, and n - 1 - n^theta tokens.

    Parameters
    ----------
    n : LengthLike
        Context length, finite.
    theta, rho1, rho2 : number
        As in `two_level_phases`.
    gamma : number
        Coefficient of log n, >= 0.
    digits : int
        Significant decimal digits.
    """
    why, mend = "a share is certified at finite n", "give a finite n, or see two_level_phases"
    length, scale = ContextLength.finite(n, why, mend), nonnegative(gamma, "gamma")
    bulk, group, own = _levels(theta, rho1, rho2)
    guard = length.log_bits + int(scale + 1).bit_length() + 4

    def masses(bits: int) -> dict[str, arb]:
        with working_precision(bits + guard):
            log_n = length.log()
            # relative to the heaviest, so that nothing overflows
            top = max(level.exponent(scale) for level in (bulk, group, own))
            logs = {level.name: rational_ball(level.exponent(scale) - top) * log_n for level in (bulk, group, own)}
            fewer = (rational_ball(group.theta - 1) * log_n).exp() + length.reciprocal()
        values = {name: log.exp() for name, log in logs.items()}
        values["bulk"] *= 1 - fewer
        return values

    def share(name: str) -> Enclosure:
        def compute(bits: int) -> Scalar:
            found = masses(bits)
            return found[name] / sum(found.values(), arb(0))

        return certify(compute, decimal_digits(digits))

    return {level.name: share(level.name) for level in (own, group, bulk)}


def _levels(theta: Number, rho1: Number, rho2: Number) -> tuple[levels.Level, ...]:
    low, high = inner_products(rho1, rho2)
    if low == high:
        raise BadInput(f"rho1 = rho2 = {rho1}", "the two levels are one", "give rho1 < rho2")
    return levels.two_levels(fraction_of_one(theta, "theta"), low, high)
