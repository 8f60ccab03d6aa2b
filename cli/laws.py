"""``critscale laws``: the scaling laws of deployed systems, listed and compared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..theory.layout import INDENT, Column, fitted_table
from .command import argument, command, length, option, setting
from .common import BASE, JSON
from .output import print_json, print_table, say, say_block, width

if TYPE_CHECKING:
    from ..numerics.laws.needs import Need
    from ..numerics.settings.length import ContextLength


@command(
    argument("NAMES", "Laws to compare, by id; all by default.", (), repeated=True),
    option("--n N", "Context length at which m is shown.", "131072", read=length),
    *setting(rho="0.3"),
    option("--beta0 BETA0", BASE, "sqrt(128)"),
    option("--source", "Show where each law applies, its source and notes."),
    option("--needs", "Show which growth each mechanism and each law of scores needs, from --from to --n."),
    option("--from L", "With --needs: the context length where the threshold was met.", "4096", read=length, name="start"),
    JSON,
)
def laws(names: tuple[str, ...], n: str | ContextLength, rho: str, beta0: str, source: bool, needs: bool, start: str | ContextLength, json: bool) -> None:
    """List the scaling laws: multiplier m(n), its class, its value at n, and the regime as n -> oo.

    The class and the regime are derived from the formula; m multiplies the attention logits.

    critscale laws

    critscale laws yarn yarn-dynamic qwen-logn ssmax --n 1048576 --rho 0.3 --beta0 11

    critscale laws --needs --from 4096 --n 131072
    """
    if needs:
        _needs(start, n, rho, source=source, json=json)
        return
    from ..numerics.laws.listing import laws as listed

    rows = [entry.to_json() for entry in listed(*names, n=n, beta0=beta0, rho=rho)]
    if json:
        print_json(rows)
        return
    columns = [Column("law"), Column("multiplier", formula=True), Column(f"m at {n}"), Column("class"), Column("n -> oo")]
    shown = ["law", "multiplier", "at_n", "class", "regime"]
    if source:
        columns += [Column(below=INDENT), Column(below=INDENT)]
        shown += ["where", "notes"]
        for row in rows:
            row["where"] = f"{row['title']}; {row['reach']}, {row['sees']}; {row['source']}"
    print_table(columns, [[str(row[name]) for name in shown] for row in rows])


def _needs(start: str | ContextLength, n: str | ContextLength, rho: str, *, source: bool, json: bool) -> None:
    """Print what each mechanism and law of scores needs between two lengths."""
    from ..numerics.laws.needs import needs

    found = needs(start, n, rho)
    if json:
        print_json([need.to_json() for need in found])
        return
    titles = {"mechanism": f"mechanisms on the simplex, rho = {rho}", "scores": "laws of scores", "needle": "laws of scores"}
    names = ("", f"beta at {start}", f"beta at {n}", "multiplier", "change")
    first, *numbers = map(Column, names)
    columns = (first._replace(text=True), *numbers, Column("the threshold grows like", text=True))
    heads, *rows = fitted_table(columns, map(_shown, found), width()).rows
    before = ""
    for title, lines in zip((titles[need.kind] for need in found), rows, strict=True):
        if title != before:
            say_block("\n".join([*([""] if before else []), title, *heads]))
        say_block("\n".join(lines))
        before = title
    if source:
        for need in found:
            say(f"{need.name}: {need.source}")


def _shown(need: Need) -> tuple[str, ...]:
    name = f"{need.name}, needle" if need.kind == "needle" else need.name
    beta = [("none" if value is None else f"{float(value):.6g}") for value in (need.before, need.after)]
    return name, *beta, "-" if need.multiplier is None else f"{need.multiplier:.5g}", need.change, need.growth
