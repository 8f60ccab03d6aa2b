"""``critscale laws``: the scaling laws of deployed systems, listed and compared."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from . import common

BaseOption = Annotated[
    str,
    typer.Option(
        "--beta0", help="Base scale beta0, beta_n = beta0 m(n), norm^2 included: 11, sqrt(128).", metavar="BETA0"
    ),
]
SetOption = Annotated[
    list[str] | None,
    typer.Option("--set", help="A parameter of the law, such as L=8192; repeatable.", metavar="NAME=VALUE"),
]


def command(
    names: Annotated[list[str] | None, typer.Argument(help="Laws to compare, by id; all by default.")] = None,
    n: Annotated[str, typer.Option("--n", help="Context length at which m is shown.", metavar="N")] = "131072",
    rho: common.RhoOption = "0.3",
    beta0: BaseOption = "sqrt(128)",
    source: Annotated[
        bool, typer.Option("--source", help="Show where each law applies, its source and notes.")
    ] = False,
    json: common.JsonOption = False,
) -> None:
    """List the scaling laws: multiplier m(n), its class, its value at n, and the regime as n -> oo.

    The class and the regime are derived from the formula; m multiplies the attention logits.

    critscale laws

    critscale laws yarn yarn-dynamic qwen-logn ssmax --n 1048576 --rho 0.3 --beta0 11
    """
    from ..theory.laws.catalogue import LAWS, law

    chosen = [law(name) for name in names] if names else list(LAWS.values())
    rows = [_row(entry.id, n, beta0, rho) for entry in chosen]
    if json:
        common.print_json(rows)
        return
    shown = ("law", "multiplier", "at_n", "class", "regime")
    heads: dict[str, Any] = {**{key: key for key in shown}, "at_n": f"m at {n}", "regime": "n -> oo"}
    widths = {key: max(len(heads[key]), *(len(str(row[key])) for row in rows)) for key in shown}
    for row in (heads, *rows):
        typer.echo("  ".join(f"{row[key]!s:<{widths[key]}}" for key in shown).rstrip())
        if source and row is not heads:
            typer.echo(f"    {row['title']}; {row['reach']}, {row['sees']}; {row['source']}")
            if row["notes"]:
                typer.echo(f"    {row['notes']}")


def _row(id: str, n: str, beta0: str, rho: str) -> dict[str, Any]:
    from ..numerics.laws.classification import classify
    from ..numerics.laws.law_input import read_law
    from ..numerics.laws.multiplier import multiplier
    from ..theory.laws.catalogue import LAWS

    entry = LAWS[id]
    row: dict[str, Any] = {
        "law": id,
        "title": entry.title,
        "multiplier": entry.formula or "-",
        "parameters": {p.name: {"default": str(p.default), "meaning": p.meaning} for p in entry.parameters},
        "reach": entry.reach,
        "sees": entry.sees,
        "source": entry.source,
        "notes": entry.notes,
        "at_n": "-",
        "class": "not a length law" if entry.sees == "content" else "-",
        "regime": "-",
    }
    if entry.formula is None:
        return row
    found = classify(id, beta0=beta0, rho=rho, levels=())
    row["at_n"] = multiplier(read_law(id).multiplier, n, 7).decimal()
    row["class"] = found.asymptotic.kind.id
    row["class_meaning"] = found.asymptotic.kind.meaning
    row["regime"] = found.limit.regime
    return row
