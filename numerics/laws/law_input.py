"""From what a user writes to a law: the id of the catalogue, or an expression of one's own, with parameters set."""

from __future__ import annotations

from collections.abc import Mapping

from flint import arb

from ...theory.errors import BadInput, shown
from ...theory.expression import Expression, Numeral, depends_on_length, substitute
from ...theory.grammar import parse
from ...theory.laws.catalogue import LAWS
from ...theory.laws.law import BoundLaw, custom
from ..inputs import Number as NumberLike
from ..inputs import number_or_count, rational
from .multiplier import constant, constant_sign

Parameters = Mapping[str, NumberLike]
"""Parameter values as users give them."""


def read_law(law: str | BoundLaw, parameters: Parameters | None = None) -> BoundLaw:
    """Return a law with its parameters set.

    Parameters
    ----------
    law : str or BoundLaw
        An id of the catalogue (``"yarn"``, ``"qwen-logn"``), or an expression in n or pos such as
        ``"1 + 0.1*log(n/8192)"``.
    parameters : mapping, optional
        Parameter values by name; of a context length also ``"8k"``.

    Raises
    ------
    BadInput
        If the expression is not in the grammar, or the law has no formula, or a value is no number.
    UnknownName
        If a parameter is unknown.
    """
    values = {name: number_or_count(value, name) for name, value in (parameters or {}).items()}
    if isinstance(law, BoundLaw):
        return law.law.bind({**law.settings, **values}) if values else law
    if isinstance(law, str) and law in LAWS:
        return LAWS[law].bind(values)
    if isinstance(law, str) and _looks_like_an_id(law):
        from ...theory.laws.catalogue import law as find

        find(law)
    expression = parse(law, values)
    return custom(substitute(expression, {name: Numeral(value) for name, value in values.items()}))


def _looks_like_an_id(text: str) -> bool:
    """Tell whether a text is a name with dashes rather than a difference of variables: 'quen-logn', not 'n-pos'."""
    parts = text.split("-")
    return text.isascii() and all(part.isidentifier() or part.isdigit() for part in parts) and len(parts[0]) > 3


def read_base(value: object) -> Expression:
    """Return the base scale beta0 (the squared norm of the tokens included) as a constant expression.

    Parameters
    ----------
    value : number or str
        A number, or text in the grammar without n: ``"11"``, ``"sqrt(128)"``.

    Raises
    ------
    BadInput
        If it is no positive constant.
    """
    expression = parse(value) if isinstance(value, str) else Numeral(rational(value, "beta0"))
    if depends_on_length(expression):
        raise BadInput(f"beta0 = {shown(value)}", "it depends on n", "put what depends on n into the law")
    if constant_sign(expression) != 1:
        raise BadInput(f"beta0 = {shown(value)}", "a base scale is positive", 'give one such as 11 or "sqrt(128)"')
    return expression


def base_ball(expression: Expression) -> arb:
    """Return beta0 as a ball at the working precision."""
    return constant(expression)
