"""``critscale phase``: which phase, how deep, and how far from critical."""

from __future__ import annotations

from typing import Unpack

from ..numerics.settings.words import SettingWords
from .command import command, setting
from .common import JSON
from .output import print_json, say_block, warn


@command(*setting(), JSON)
def phase(json: bool, **words: Unpack[SettingWords]) -> None:
    """Say which phase a layer is in at this n: regime, kappa, self weight, contraction factor, and the critical beta*.

    A layer is called critical here while its self weight is between 10% and 90%.  With --dim the answer for random tokens
    in that dimension stands beside it, and a warning where it is another one.

    critscale phase --n 131072 --rho 0.3 --beta 12

    critscale phase --n 131072 --rho 0.3 --gamma 1.4 --dim 128

    critscale phase --n oo --rho 0.3 --gamma 1.4

    critscale phase --mechanism entmax:alpha=3/2 --n 131072 --rho 0.3 --beta 12
    """
    from ..numerics.answers import phase
    from ..numerics.settings.setting import Setting

    at = Setting(**words)
    result = phase.phase(at)
    advice = None
    if at.dim is not None and not at.dim.infinite:  # in infinitely many dimensions tokens are the simplex itself
        from ..numerics.answers.dimension_advice import advise

        advice = advise(at)
    if json:
        print_json(result.to_json() | ({} if advice is None else {"dimension": advice.to_json()}))
        return
    say_block(result)
    if advice is not None:
        say_block(advice)
        if advice.warning:
            warn(f"warning: {advice.warning}")
