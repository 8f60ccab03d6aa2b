"""``critscale formula``: asymptotic formulas, derived on the spot."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from . import common

if TYPE_CHECKING:
    from ..theory.expansions.catalogue import Entry


def command(
    query: Annotated[
        list[str] | None, typer.Argument(help="An id, a quantity, or free words: output-cosine, entropy window.")
    ] = None,
    regime: Annotated[
        str | None, typer.Option("--regime", help="subcritical, critical, window or supercritical.", show_default=False)
    ] = None,
    residual: Annotated[bool, typer.Option("--residual", help="With a residual connection, r > 0.")] = False,
    orthogonal: Annotated[bool, typer.Option("--orthogonal", help="Orthogonal tokens, rho = 0.")] = False,
    terms: Annotated[int, typer.Option("--terms", min=1, max=12, help="Leading terms to keep.")] = 1,
    list_ids: Annotated[bool, typer.Option("--list", help="List the matching ids, derive nothing.")] = False,
    latex: Annotated[bool, typer.Option("--latex", help="Print LaTeX.")] = False,
    json: common.JsonOption = False,
) -> None:
    """Derive asymptotic formulas with their error terms.

    B(c, n >= n0) is an error of absolute value at most c for every n >= n0: a theorem at finite n.  O(g) has no constant.
    Without --residual and --orthogonal the formula is that of r = 0 and rho > 0.

    critscale formula output-cosine --regime critical --latex

    critscale formula contraction-factor --regime subcritical --terms 3

    critscale formula --list
    """
    from ..theory.expansions.catalogue import find

    text = " ".join(query or [])
    found = find(text, regime=regime)
    exact_id = len(found) == 1 and found[0].id == text
    if not list_ids and not exact_id:
        found = find(
            text,
            regime=regime,
            residual=_filter(found, "residual", residual),
            orthogonal=_filter(found, "orthogonal", orthogonal),
        )
    if list_ids or not (query or regime):
        _list(found, json)
        return
    from ..theory.expansions.derivation import derive

    formulas = [derive(entry, terms) for entry in found]
    if json:
        common.print_json([f.to_json() for f in formulas])
    elif latex:
        typer.echo("\n".join(f.latex() for f in formulas))
    else:
        typer.echo("\n\n".join(str(f) for f in formulas))


def _filter(found: tuple[Entry, ...], name: str, wanted: bool) -> bool | None:
    """Return the filter for a flag; None where no formula depends on what the flag says."""
    return wanted if any(e.variant == name for e in found) else None


def _list(found: tuple[Entry, ...], json: bool) -> None:
    if json:
        common.print_json([{"id": e.id, "title": e.quantity.title, "condition": e.regime.condition} for e in found])
        return
    width = max(len(e.id) for e in found)
    for entry in found:
        typer.echo(f"{entry.id:<{width}}  {entry.quantity.title}, {entry.regime.condition}")
