"""``critscale depth``: the cosine of two tokens layer by layer, and where they have collapsed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from ..numerics.settings.words import SCALES, SettingWords
from ..theory.layout import named_columns
from .command import command, option, setting
from .common import JSON, STACK
from .output import print_json, print_table, say

if TYPE_CHECKING:
    from ..numerics.answers.depth import Stack

SHOWN_LAYERS = 24
"""A table has about this many rows, unless all are asked for."""


@command(
    *setting("n", "rho", "mechanism", *SCALES),
    option("--residual ALPHA", "Weight alpha >= 0 of the residual connection.", "0"),
    *STACK,
    option("--digits DIGITS", "Significant digits.", "10"),
    option("--every EVERY", "Show each EVERYth layer; about 24 rows by default.", ""),
    JSON,
)
def depth(
    layers: str,
    norm: str,
    norm_squared: str,
    epsilon: str,
    digits: str,
    every: str,
    json: bool,
    **words: Unpack[SettingWords],
) -> None:
    """Follow equiangular tokens through a stack of layers: cosine by layer, and the layer where 1 - cos < EPS.

    gamma and beta are the same at every layer, so a stack drifts subcritical as its tokens align; --critical and
    --kappa adapt beta to each layer.  Every digit is certified.

    critscale depth --n 131072 --rho 0.3 --gamma 1.5 --residual 1 --norm pre --layers 96

    critscale depth --n 131072 --rho 0.3 --beta 1 --mechanism entmax:alpha=3/2 --layers 12
    """
    from ..numerics.answers.depth import stack, whole
    from ..numerics.inputs import decimal_digits
    from . import running

    if every:
        step = whole(every, "every", least=1)
    count = whole(layers, "layers")
    with running.bar(count, quiet=json) as move:
        found = stack(
            layers=count,
            norm=norm,
            norm_squared=norm_squared,
            epsilon=epsilon,
            digits=decimal_digits(digits),
            progress=lambda done, total: move(done, "layers"),
            **words,
        )
    if not every:
        step = -(-len(found.layers) // SHOWN_LAYERS)
    if json:
        print_json(found.to_json())
    else:
        _table(found, step)


SPARE = ("self weight", "|x|^2")
"""Columns that a narrow table does without, the last one first."""


def _table(found: Stack, step: int) -> None:
    last = len(found.layers) - 1
    shown = [row.number % step == 0 or row.number in (last, found.collapsed_at) for row in found.layers]
    heads, *rows = found.view().table.cells()
    print_table(named_columns(heads, SPARE), (row for row, chosen in zip(rows, shown, strict=True) if chosen))
    say(found.verdict)
