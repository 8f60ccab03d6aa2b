"""How attention comes to focus as the inverse temperature rises: the word that mechanisms and laws of scores share."""

from __future__ import annotations

from typing import Literal, TypeAlias

Change: TypeAlias = Literal["transition", "ramp", "crossover", "none"]
"""A weight passes from 0 to 1 at the critical beta alone as n -> oo; it rises at finite beta and reaches 1; it rises over a range of
multiples of the critical beta; or no beta is enough."""
