"""``critscale formula``: asymptotic formulas, derived on the spot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .command import argument, command, option, whole
from .common import ID_AND_MEANING, JSON
from .output import print_json, print_table, say_block, say_verbatim

if TYPE_CHECKING:
    from ..theory.expansions.catalogue import Entry


@command(
    argument("QUERY", "An id, a quantity, or free words: output-cosine, entropy window.", (), repeated=True),
    option("--regime REGIME", "subcritical, critical, window or supercritical."),
    option("--residual", "With a residual connection, r > 0."),
    option("--orthogonal", "Orthogonal tokens, rho = 0."),
    option("--terms TERMS", "Leading terms to keep.", 1, read=whole(1, 12)),
    option("--scores LAW", "Of a threshold: gamma, gaussian, exponential, any; or a law with its numbers, as evaluate takes."),
    option("--needle SCORE", "With a law with numbers: score of the needle; 0 by default, the top of gamma."),
    option("--list", "List the matching ids, derive nothing.", name="listed"),
    option("--latex", "Print LaTeX."),
    option("--mechanism MECHANISM", "Another one than softmax: differential (mu a symbol), differential:mu=4/5, entmax:alpha=3/2."),
    JSON,
)
def formula(
    query: tuple[str, ...],
    regime: str | None,
    residual: bool,
    orthogonal: bool,
    terms: int,
    scores: str | None,
    needle: str | None,
    listed: bool,
    latex: bool,
    mechanism: str | None,
    json: bool,
) -> None:
    """Derive asymptotic formulas with their error terms.

    B(c, n >= n0) is an error of absolute value at most c for every n >= n0: a theorem at finite n.  O(g) has no constant.
    Without --residual and --orthogonal the formula is that of r = 0 and rho > 0.

    critscale formula output-cosine --regime critical --latex

    critscale formula contraction-factor --regime subcritical --terms 3

    critscale formula threshold --scores gamma --terms 3

    critscale formula output-cosine --regime critical --mechanism differential

    critscale formula --list
    """
    text = " ".join(query)
    if scores is not None or needle is not None or text == "threshold":
        _threshold(text, scores or "any", needle, terms, latex=latex, json=json)
        return
    from ..theory.expansions.catalogue import find

    found = find(text, regime=regime)
    exact_id = len(found) == 1 and found[0].id == text
    if not listed and not exact_id:
        found = find(
            text,
            regime=regime,
            residual=_filter(found, "residual", residual),
            orthogonal=_filter(found, "orthogonal", orthogonal),
        )
    if listed or not (query or regime):
        _list(found, json)
        return
    from ..theory.expansions.derivation import derive

    if mechanism is not None:
        found = _of_mechanism(found, mechanism)
    formulas = [derive(entry, terms) for entry in found]
    if json:
        print_json([f.to_json() for f in formulas])
    elif latex:
        say_verbatim("\n".join(f.latex() for f in formulas))
    else:
        say_block("\n\n".join(str(f) for f in formulas))


def _of_mechanism(found: tuple[Entry, ...], text: str) -> tuple[Entry, ...]:
    """Return the formulas of a mechanism; refuse one that has none, and say what its weights are."""
    from ..numerics.settings.named import read_named
    from ..theory.errors import NoSuchQuantity
    from ..theory.expansions.by_mechanism import of_mechanism
    from ..theory.mechanisms.catalogue import MECHANISMS

    value = None if text in MECHANISMS else read_named(text, "mechanism", MECHANISMS)
    kind = MECHANISMS[text] if value is None else type(value)
    entries = tuple(e for e in (of_mechanism(entry, kind, value) for entry in found) if e is not None)
    if not entries:
        changes = {"ramp": "no transition: a ramp", "none": "no transition, and no beta is enough", "crossover": "no transition: a crossover"}
        why = changes.get(kind.change, "its expansions are not in the catalogue")
        raise NoSuchQuantity(f"expansions of {kind.name}", why, f"its weights are exact, {kind.weights}; evaluate it at large n, or at n = oo")
    return entries


def _filter(found: tuple[Entry, ...], name: str, wanted: bool) -> bool | None:
    """Return the filter for a flag; None where no formula depends on what the flag says."""
    return wanted if any(e.variant == name for e in found) else None


def _list(found: tuple[Entry, ...], json: bool) -> None:
    if json:
        print_json([{"id": e.id, "title": e.quantity.title, "condition": e.regime.condition} for e in found])
        return
    print_table(ID_AND_MEANING, ((entry.id, f"{entry.quantity.title}, {entry.regime.condition}") for entry in found))


def _threshold(text: str, scores: str, needle: str | None, terms: int, *, latex: bool, json: bool) -> None:
    """Print the threshold of a needle as a power series."""
    from ..numerics.answers.needles import Needle
    from ..theory.errors import BadInput, shown
    from ..theory.scores.corrections import threshold_formula

    if text != "threshold":
        raise BadInput(f"{shown(text) or 'nothing'} of scores", "no formula of a law of scores", "ask for threshold, or leave out --scores")
    exact = ":" in scores or needle is not None
    found = Needle.of(scores, needle or 0).corrections(terms) if exact else threshold_formula(scores, terms)
    if json:
        print_json([found.to_json()])
    else:
        (say_verbatim if latex else say_block)(found.latex() if latex else found)
