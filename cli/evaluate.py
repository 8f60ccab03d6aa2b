"""``critscale evaluate``: certified digits of a quantity."""

from __future__ import annotations

from typing import Unpack

from ..numerics.settings.words import WORDS, SettingWords
from .command import argument, command, option, setting
from .common import JSON
from .output import print_json, print_table, say


@command(
    argument("QUANTITY", "Quantity, such as output-cosine; --list shows all.", ""),
    *setting(*WORDS, n=None, rho=None),
    option("--digits DIGITS", "Significant digits, 1 to 100000.", "30"),
    option("--positions I,J", "Two positions i < j, or j alone, where the mechanism tells them apart; the last two by default."),
    option("--list", "List the quantities.", name="listed"),
    JSON,
)
def evaluate(quantity: str, digits: str, positions: str | None, listed: bool, json: bool, **words: Unpack[SettingWords]) -> None:
    """Evaluate a quantity of the simplex layer with certified digits, at any n.

    Every printed digit is right to within one unit in the last place: the precision rises until ball arithmetic says so,
    or the command fails and says what stopped it.

    critscale evaluate output-cosine --n 1000 --gamma 1.3 --rho 0.3

    critscale evaluate self-weight-complement --n 10^10^100 --gamma 2 --rho 1/3

    critscale evaluate contraction-factor --n oo --critical --rho 0.3

    critscale evaluate output-cosine --n 200 --beta 6 --rho 0.3 --mechanism window:size=20 --positions 100,200

    critscale evaluate mean-square-jacobian --n 10^7 --dim 10^8 --critical --rho 0.3
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
    at = Setting(**words)
    enclosure = evaluate.evaluate(quantity, at, digits=decimal_digits(digits), positions=positions)
    if json:
        print_json({"quantity": quantity, "setting": at.to_json(), **enclosure.to_json()})
    else:
        say(enclosure)


def _list(json: bool) -> None:
    from ..theory.layer.registry import QUANTITIES

    if json:
        print_json(
            [{"id": q.id, "title": q.title, "unit": q.unit, "source": q.source} for q in QUANTITIES.values()]
        )
        return
    print_table((entry.id, entry.description) for entry in QUANTITIES.values())
