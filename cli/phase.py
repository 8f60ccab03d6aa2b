"""``critscale phase``: which phase, how deep, and how far from critical."""

from __future__ import annotations

from typing import Unpack

from ..numerics.settings.words import WORDS, PlaceWords
from .command import any_row, command, setting
from .common import JSON
from .output import print_json, say_block, warn


@command(*setting(*WORDS, n=None, rho=None), *any_row(), JSON)
def phase(json: bool, **words: Unpack[PlaceWords]) -> None:
    """Say which phase a layer is in at this n: regime, kappa, self weight, contraction factor, and the critical beta*.

    A layer is called critical here while its self weight is between 10% and 90%.  With --dim the answer for random tokens
    in that dimension stands beside it, and a warning where it is another one.  A row of any scores has its threshold, the bounds
    that need less of it, and its weights.

    critscale phase --n 131072 --rho 0.3 --beta 12

    critscale phase --n 131072 --rho 0.3 --gamma 1.4 --dim 128

    critscale phase --n oo --rho 0.3 --gamma 1.4

    critscale phase --mechanism entmax:alpha=3/2 --n 131072 --rho 0.3 --beta 12

    critscale phase --scores gaussian:v=1/32 --needle 1 --n 1e6 --beta 32
    """
    from ..numerics.answers import phase
    from ..numerics.answers.evaluate import place_of
    from ..numerics.settings.setting import Setting

    at = place_of("", words)
    if not isinstance(at, Setting):
        from ..numerics.answers.row_phase import row_phase

        found = row_phase(at)
        if json:
            print_json(found.to_json())
        else:
            say_block(found)
        return
    result = phase.phase(at)
    advice = None
    if at.dim is not None and not at.dim.infinite:  # in infinitely many dimensions tokens are the simplex itself
        from ..numerics.answers.dimension_advice import advise_dimension

        advice = advise_dimension(at)
    if json:
        print_json(result.to_json() | ({} if advice is None else {"dimension": advice.to_json()}))
        return
    say_block(result)
    if advice is not None:
        say_block(advice)
        if advice.warning:
            warn(f"warning: {advice.warning}")
