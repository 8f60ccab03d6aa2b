"""The chart of one key: its logit gap x > 0 below another one, and its mass t = exp(-x) relative to that one.

A sum over a row is bounded key by key, so the inequalities behind the bounds of rows have one variable; n stands for the
number of keys that were summed so far.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from ..assumptions import Assumption
from ..layer.regimes import LENGTHS, Logarithm

KEY_MASS = Assumption(
    name="t",
    definition="t = exp(-x)",
    meaning="mass of a key relative to one above it",
    low=Fraction(0),
    high=Fraction(1),
    low_open=True,
    high_open=True,
)
LOGIT_GAP = Logarithm("x", "-log t, the logit gap", lambda p: 1 / p.t)
KEY = replace(
    LENGTHS,
    id="key",
    meaning="a key of a row, at a logit gap x > 0 below another one",
    condition="t = exp(-x)",
    parameters=(KEY_MASS,),
    logarithms=(LOGIT_GAP,),
)
