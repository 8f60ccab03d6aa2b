"""The charts of rows: one key against another, and a row of three levels of any multiplicities.

A sum over a row is bounded key by key, so the inequalities behind the bounds of rows have one variable: the logit gap x > 0 of a
key, with its mass t = exp(-x).  What is an identity of sums over a row is one for each of its levels, so it is seen on three.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

from ..assumptions import Assumption
from ..field import Scalar
from ..layer.regimes import LENGTHS, Logarithm, Point

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
RANGE = replace(
    KEY,
    id="range",
    meaning="logits of range x > 0",
    logarithms=(
        LOGIT_GAP,
        Logarithm("log_x", "log x", lambda p: p.x, sign=0),
        Logarithm("log_rest", "log(1 - t)", lambda p: 1 - p.t, sign=-1),
    ),
)
"""The chart of rows with a range of logits, and the logarithms of what their bounds are made of."""
SHARES = replace(
    KEY,
    id="shares",
    meaning="a part of a row with the weight t",
    condition="0 < t < 1",
    logarithms=(
        Logarithm("log_odds", "log((1 - t)/t)", lambda p: (1 - p.t) / p.t, sign=0),
        Logarithm("neg_log_t", "-log t", lambda p: 1 / p.t),
    ),
)

DISTANCE = replace(
    KEY,
    id="distance",
    meaning="a key at a distance d > 0, u = d/tau + 1 > 1",
    condition="t = 1/u",
    parameters=(
        replace(KEY_MASS, definition="t = 1/u", meaning="1/u of the distance"),
        Assumption(name="alpha", meaning="the level of the mass", low=Fraction(0), high=None, low_open=True),
    ),
    logarithms=(
        Logarithm("x", "-log t = log u", lambda p: 1 / p.t),
        Logarithm("log_alpha", "log alpha", lambda p: p.alpha, sign=0),
    ),
)

SECOND_MASS = replace(KEY_MASS, name="u", definition="u = exp(-y)")
COUNTS = tuple(
    Assumption(name=name, meaning=f"number of keys at the {where} gap", low=Fraction(1), high=None)
    for name, where in (("k0", "least"), ("k1", "second"), ("k2", "third"))
)


def _partition(order: int) -> Callable[[Point], Scalar]:
    return lambda p: p.k0 + p.k1 * p.t**order + p.k2 * p.u**order


LEVELS = replace(
    KEY,
    id="levels",
    meaning="a row of three levels, with any number of keys at each",
    condition="t = exp(-x), u = exp(-y)",
    parameters=(KEY_MASS, SECOND_MASS, *COUNTS),
    logarithms=(
        LOGIT_GAP,
        Logarithm("y", "-log u, the logit gap of the third level", lambda p: 1 / p.u),
        Logarithm("log_z", "log Z(beta)", _partition(1), positive=False),
        Logarithm("log_z2", "log Z(2 beta)", _partition(2), positive=False),
    ),
)
