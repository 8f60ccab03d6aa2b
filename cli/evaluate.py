"""``critscale evaluate``: certified digits of a quantity."""

from __future__ import annotations

from typing import Any, Unpack

from ..numerics.settings.words import SCALES, WORDS, PlaceWords
from .command import any_row, argument, command, option, setting
from .common import ID_AND_MEANING, JSON
from .output import print_json, print_table, say


@command(
    argument("QUANTITY", "Quantity, such as output-cosine; --list shows all.", ""),
    *setting(*WORDS, n=None, rho=None),
    *any_row(),
    option("--digits DIGITS", "Significant digits, 1 to 100000.", "30"),
    option("--positions I,J", "Two positions i < j, or j alone, where the mechanism tells them apart; the last two by default."),
    option("--list", "List the quantities.", name="listed"),
    JSON,
)
def evaluate(
    quantity: str, digits: str, positions: str | None, listed: bool, json: bool, **words: Unpack[PlaceWords]
) -> None:
    """Evaluate a quantity of the simplex layer, or of a row of any scores, with certified digits, at any n.

    Every printed digit is right to within one unit in the last place: the precision rises until ball arithmetic says so,
    or the command fails and says what stopped it.

    critscale evaluate output-cosine --n 1000 --gamma 1.3 --rho 0.3

    critscale evaluate self-weight-complement --n 10^10^100 --gamma 2 --rho 1/3

    critscale evaluate contraction-factor --n oo --critical --rho 0.3

    critscale evaluate output-cosine --n 200 --beta 6 --rho 0.3 --mechanism window:size=20 --positions 100,200

    critscale evaluate mean-square-jacobian --n 10^7 --dim 10^8 --critical --rho 0.3

    critscale evaluate top-weight --scores gaussian:v=1/32 --needle 1 --n 1e6 --beta 32

    critscale evaluate threshold --gaps row.csv --p 0.9
    """
    if listed:
        _list(json)
        return
    from ..numerics.answers import evaluate
    from ..numerics.inputs import decimal_digits
    from ..numerics.settings.setting import Setting
    from ..theory.errors import BadInput

    if not quantity:
        raise BadInput("a quantity", "missing", "see 'critscale evaluate --help'")
    at = evaluate.place_of(quantity, words)
    p = words.get("p") if isinstance(at, Setting) else None
    asked: dict[str, Any] = {} if p is None else {"p": p}
    enclosure = evaluate.evaluate(quantity, at, digits=decimal_digits(digits), positions=positions, **asked)
    if json:
        shown = {name: value for name, value in at.to_json().items() if quantity != evaluate.THRESHOLD or name not in SCALES}
        print_json({"quantity": quantity, "setting": shown | asked, **enclosure.to_json()})
    else:
        say(enclosure)


def _list(json: bool) -> None:
    from ..theory.layer.registry import QUANTITIES
    from ..theory.rows.registry import ROW_QUANTITIES

    rows = [{"id": q.id, "title": q.title, "unit": q.unit, "source": q.source, "of": "layer"} for q in QUANTITIES.values()]
    rows += [{"id": q.id, "title": q.title, "unit": q.unit, "source": q.source, "of": "row"} for q in ROW_QUANTITIES.values()]
    if json:
        print_json(rows)
        return
    print_table(ID_AND_MEANING, [(entry.id, entry.description) for entry in QUANTITIES.values()])
    say("")
    say("of a row of any scores, by --gaps or --scores:")
    print_table(ID_AND_MEANING, [(entry.id, entry.title) for entry in ROW_QUANTITIES.values()])
