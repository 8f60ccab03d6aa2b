"""``critscale extend``: a calibrated model at longer contexts under a law."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from . import common
from .classify import settings
from .laws import SetOption

if TYPE_CHECKING:
    from ..numerics.laws.extension import Extension


def command(
    law: Annotated[str, typer.Option("--law", help="Id of a law, or an expression in n or pos.", metavar="LAW")],
    start: Annotated[str, typer.Option("--from", help="L, the context length of the calibration.", metavar="L")],
    to: Annotated[str, typer.Option("--to", help="The longest context length.", metavar="N")],
    p: Annotated[str | None, typer.Option("--p", help="Self weight at L.", metavar="P", show_default=False)] = None,
    gap: Annotated[
        str | None,
        typer.Option(
            "--gap",
            help="Logit gap beta (1 - rho) measured at L, nats; in place of --p.",
            metavar="GAP",
            show_default=False,
        ),
    ] = None,
    factor: Annotated[
        str | None,
        typer.Option("--factor", help="Extension factor, short for --set factor=.", metavar="S", show_default=False),
    ] = None,
    parameters: SetOption = None,
    rho: common.RhoOption = "0.3",
    residual: common.ResidualOption = "0",
    before: Annotated[
        bool,
        typer.Option("--calibrated-before", help="The model was calibrated before the law was switched on: m(L) = 1."),
    ] = False,
    digits: Annotated[int, typer.Option("--digits", min=1, max=100, help="Significant digits.", metavar="DIGITS")] = 6,
    json: common.JsonOption = False,
) -> None:
    """Read a model calibrated at L at longer contexts: exact self weight, entropy, contraction factor, and the m(n) to use.

    log_odds(a(n)) = (m(n)/m(L)) (log_odds(p) + log(L - 1)) - log(n - 1).  The last column is the multiplier that keeps the
    self weight. Only the contraction factor depends on --rho and --residual.

    critscale extend --law yarn --factor 32 --from 4096 --to 131072 --p 0.5

    critscale extend --law qwen-logn --set L=4096 --from 4096 --to 1048576 --gap 9.2 --json
    """
    from ..numerics.laws.extension import extend
    from ..theory.errors import BadInput

    values = settings(parameters)
    if factor is not None:
        if "factor" in values:
            raise BadInput("--factor", "--set factor= is given too", "give one of them")
        values["factor"] = factor
    found = extend(
        law,
        trained=start,
        lengths=_lengths(start, to),
        self_weight=p,
        gap=gap,
        rho=rho,
        residual=residual,
        settings=values,
        before=before,
        digits=digits,
    )
    if json:
        common.print_json(found.to_json())
    else:
        _table(found)


def _lengths(start: str, to: str) -> list[str]:
    """Return L, its doublings, and the end; only the two ends where the range is astronomic."""
    from ..numerics.settings.length import ContextLength
    from ..theory.errors import BadInput

    first, last = ContextLength.parse(start), ContextLength.parse(to)
    if first.exact is None or last.exact is None:
        return [start, to]
    if last.exact < first.exact:
        raise BadInput(f"--to {to}", f"shorter than --from {start}", "give a longer context")
    result: list[str] = []
    length = first.exact
    while length < last.exact and len(result) < 64:
        result.append(str(length))
        length *= 2
    return [*result, str(last.exact)]


def _table(found: Extension) -> None:
    from ..theory.notation import text

    typer.echo(
        f"law {found.law.law.id}: m = {text(found.law.multiplier)}; "
        f"calibrated at L = {found.trained}: {found.gap}, {found.baseline}"
    )
    heads = ("n", "m(n)", "self weight", "entropy (nats)", f"contraction factor (rho {found.rho})", "m to keep p")
    rows = [
        (str(r.n), *(e.decimal() for e in (r.multiplier, r.self_weight, r.row_entropy, r.contraction_factor, r.recommended)))
        for r in found.rows
    ]
    widths = [max(len(row[k]) for row in (heads, *rows)) for k in range(len(heads))]
    for row in (heads, *rows):
        typer.echo("  ".join(f"{cell:>{width}}" for cell, width in zip(row, widths, strict=True)))
