"""``critscale laws``: the scaling laws of deployed systems, listed and compared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .command import argument, command, length, option, setting
from .common import BASE, JSON
from .output import print_json, say

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
    shown = ("law", "multiplier", "at_n", "class", "regime")
    heads: dict[str, Any] = {**{key: key for key in shown}, "at_n": f"m at {n}", "regime": "n -> oo"}
    widths = {key: max(len(heads[key]), *(len(str(row[key])) for row in rows)) for key in shown}
    for row in (heads, *rows):
        say("  ".join(f"{row[key]!s:<{widths[key]}}" for key in shown).rstrip())
        if source and row is not heads:
            say(f"    {row['title']}; {row['reach']}, {row['sees']}; {row['source']}")
            if row["notes"]:
                say(f"    {row['notes']}")


def _needs(start: str | ContextLength, n: str | ContextLength, rho: str, *, source: bool, json: bool) -> None:
    """Print what each mechanism and law of scores needs between two lengths."""
    from ..numerics.laws.needs import needs

    found = needs(start, n, rho)
    if json:
        print_json([need.to_json() for need in found])
        return
    titles = {"mechanism": f"mechanisms on the simplex, rho = {rho}", "scores": "laws of scores", "needle": "laws of scores"}
    heads = ("", f"beta at {start}", f"beta at {n}", "multiplier", "change", "the threshold grows like")
    rows = [(titles[need.kind], *_shown(need)) for need in found]
    widths = [max(len(row[k + 1]) for row in (*rows, ("", *heads))) for k in range(len(heads))]
    before = ""
    for title, *cells in rows:
        if title != before:
            if before:
                say("")
            say(title)
            say("  ".join(f"{cell:<{width}}" for cell, width in zip(heads, widths, strict=True)).rstrip())
        say("  ".join(f"{cell:<{width}}" for cell, width in zip(cells, widths, strict=True)).rstrip())
        before = title
    if source:
        for need in found:
            say(f"{need.name}: {need.source}")


def _shown(need: Need) -> tuple[str, ...]:
    name = f"{need.name}, needle" if need.kind == "needle" else need.name
    beta = [("none" if value is None else f"{float(value):.6g}") for value in (need.before, need.after)]
    return name, *beta, "-" if need.multiplier is None else f"{need.multiplier:.5g}", need.change, need.growth
