"""``critscale extend``: a calibrated model at longer contexts under a law."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..theory.layout import named_columns
from .classify import named
from .command import REQUIRED, command, length, option, setting, whole
from .common import CALIBRATED_BEFORE, JSON, PARAMETERS
from .output import print_json, print_table, say

if TYPE_CHECKING:
    from ..numerics.laws.extension import Extension
    from ..numerics.settings.length import ContextLength


@command(
    option("--law LAW", "Id of a law, or an expression in n or pos.", REQUIRED),
    option("--from L", "L, the context length of the calibration.", REQUIRED, read=length, name="start"),
    option("--to N", "The longest context length.", REQUIRED, read=length),
    option("--p P", "Self weight at L."),
    option("--gap GAP", "Logit gap beta (1 - rho) measured at L, nats; in place of --p."),
    option("--factor S", "Extension factor, short for --set factor=; that of --to over --from by default."),
    PARAMETERS,
    *setting("residual", rho="0.3"),
    CALIBRATED_BEFORE,
    option("--digits DIGITS", "Significant digits.", 6, read=whole(1, 100)),
    JSON,
)
def extend(
    law: str,
    start: ContextLength,
    to: ContextLength,
    p: str | None,
    gap: str | None,
    factor: str | None,
    parameters: tuple[str, ...],
    rho: str,
    residual: str | None,
    before: bool,
    digits: int,
    json: bool,
) -> None:
    """Read a model calibrated at L at longer contexts: exact self weight, entropy, contraction factor, and the m(n) to use.

    log_odds(a(n)) = (m(n)/m(L)) (log_odds(p) + log(L - 1)) - log(n - 1).  Beside the self weight stands that of plain
    softmax, which no law at all would give; the last column is the multiplier that keeps the self weight.  A constant law
    that was on at the calibration cancels.  The factor and the original length of a law are those of --from and --to
    where they are not given.  Only the contraction factor depends on --rho and --residual.

    critscale extend --law yarn --from 4096 --to 131072 --p 0.5

    critscale extend --law yarn --from 4096 --to 131072 --p 0.5 --calibrated-before

    critscale extend --law qwen-logn --set L=4096 --from 4096 --to 1048576 --gap 9.2 --json
    """
    from ..numerics.laws import extension
    from ..theory.errors import BadInput

    values = named(parameters)
    if factor is not None:
        if "factor" in values:
            raise BadInput("--factor", "--set factor= is given too", "give one of them")
        values["factor"] = factor
    found = extension.extend(
        law,
        trained=start,
        lengths=_lengths(start, to),
        self_weight=p,
        gap=gap,
        rho=rho,
        residual=residual or 0,
        parameters=values,
        before=before,
        digits=digits,
    )
    if json:
        print_json(found.to_json())
    else:
        _table(found)


def _lengths(first: ContextLength, last: ContextLength) -> list[ContextLength]:
    """Return L, its doublings, and the end; only the two ends where the range is astronomic."""
    from ..numerics.settings.length import ContextLength
    from ..theory.errors import BadInput, shown

    if first.exact is None or last.exact is None:
        return [first, last]
    if last.exact < first.exact:
        raise BadInput(f"--to {shown(last)}", f"shorter than --from {shown(first)}", "give a longer context")
    result: list[ContextLength] = []
    size = first.exact
    while size < last.exact and len(result) < 64:
        result.append(ContextLength.parse(size))
        size *= 2
    return [*result, last]


SPARE = ("plain", "entropy", "contraction")
"""Columns that a narrow table does without, the last one first."""


def _table(found: Extension) -> None:
    for line in found.about:
        say(line)
    heads, *rows = found.view().table.cells()
    print_table(named_columns(heads, SPARE, right=True), rows)
