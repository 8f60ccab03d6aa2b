"""The window at finite n: the self weight lies between 10% and 90%.

As n -> oo a regime is critical at one kappa only; at finite n the self weight rises over an interval of kappa, from
-log 9 to log 9 up to 1/n.  Theory A10.
"""

from __future__ import annotations

from fractions import Fraction

from flint import arb

from ..numbers.balls import rational_ball
from ..numbers.enclosure import RADIUS_BITS, Enclosure
from ..numbers.precision import working_precision

LOW, HIGH = Fraction(1, 10), Fraction(9, 10)
"""Self weights at which the window begins and ends."""


def log_odds(p: Fraction) -> arb:
    """Return log(p / (1 - p)) at the working precision, exactly 0 at p = 1/2."""
    return rational_ball(p / (1 - p)).log()


def side_of_window(self_weight: Enclosure) -> str:
    """Return "subcritical", "in the window" or "supercritical"; both ends belong to the window."""
    with working_precision(self_weight.bits + RADIUS_BITS):
        if self_weight.ball < rational_ball(LOW):
            return "subcritical"
        return "supercritical" if self_weight.ball > rational_ball(HIGH) else "in the window"
