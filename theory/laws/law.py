"""Scaling laws as values: what a deployed scheme multiplies the attention logits with, and where.

A law is one declarative entry: its multiplier m as an expression in n (keys the query sees) or pos (0-based position
of the query; the last token of n has pos = n - 1), its parameters with defaults, the logits it reaches, and its
source.  Its class and its regime are derived from the expression (`critscale.theory.laws.classes`), never tabulated.

Where a scheme scales q and k (cos and sin), the logits get the square: m is always the factor on the logits.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Literal, TypeAlias

from ..errors import BadInput, UnknownName
from ..expression import Expression, Numeral, Operation, substitute
from ..grammar import parse
from ..notation import latex
from ..result import Cell, Result, ValueTable, View

Reach: TypeAlias = Literal[
    "all logits",
    "rotary dims (cos and sin)",
    "all dims (softmax scale)",
    "q, every layer",
    "q, layers without RoPE",
    "q, non-sliding layers",
    "q, global layers",
    "logits after the softcap",
    "query-key pairs",
    "the softmax denominator",
    "no logit",
]
"""The logits a multiplier reaches."""

Sees: TypeAlias = Literal["constant", "query", "sequence", "pair", "content"]
"""Whose length the multiplier sees: none, that of each query, of the whole sequence, a distance, or the data's."""

Role: TypeAlias = Literal["", "original length", "extension factor"]
"""What a parameter is in an extension from L to L': L, or L'/L; empty for what an extension does not settle."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a law: name, default (an exact number), what it means, and its role where a model is extended."""

    name: str
    default: Fraction
    meaning: str
    role: Role = ""


@dataclass(frozen=True, repr=False)
class ScalingLaw(Result):
    """One scheme.

    Attributes
    ----------
    id : str
        Kebab-case name.
    title : str
        Its name in the field.
    formula : str or None
        m in the grammar of `critscale.theory.grammar`; None where there is no law in n, with the reason in ``notes``.
    parameters : tuple of Parameter
        Those of the formula.
    reach : str
        Which logits.
    sees : str
        "constant", per "query", whole "sequence", query-key "pair", or "content".
    source : str
        Paper, file or model.
    notes : str
        What a user must know.
    """

    id: str
    title: str
    formula: str | None
    parameters: tuple[Parameter, ...] = ()
    reach: Reach = "all logits"
    sees: Sees = "constant"
    source: str = ""
    notes: str = ""

    def view(self) -> View:
        """Return a table of one row: multiplier and parameters, where it applies, and its source."""
        formula = None if self.formula is None else Cell(self.formula, self.formula, f"m = {latex(self.expression)}")
        parameters = ", ".join(f"{p.name} = {p.default}" for p in self.parameters) or None
        row = (self.id, self.title, formula, parameters, self.reach, self.sees, self.source)
        names = ("law", "title", "multiplier", "parameters", "reach", "sees", "source")
        return View("", ValueTable(names, [row], upright=True), (self.notes,) if self.notes else ())

    @cached_property
    def expression(self) -> Expression:
        """The multiplier, parameters free.

        Raises
        ------
        BadInput
            If the law is no law in n.
        """
        if self.formula is None:
            raise BadInput(f"the law {self.id!r}", self.notes or "it has no multiplier in n", f"see 'critscale laws {self.id} --source'")
        return parse(self.formula, [p.name for p in self.parameters])

    def bind(self, values: Mapping[str, Fraction] | None = None) -> BoundLaw:
        """Return the law with its parameters set, the others at their defaults.

        Parameters
        ----------
        values : mapping, optional
            Exact numbers by parameter name.

        Raises
        ------
        UnknownName
            If the law has no such parameter.
        BadInput
            If the law is no law in n.
        """
        given = dict(values or {})
        known = {p.name: p.default for p in self.parameters}
        for name in given:
            if name not in known:
                raise UnknownName.among(f"{self.id}: parameter", name, known or ["(none)"])
        settings = {**known, **given}
        multiplier = substitute(self.expression, {name: Numeral(value) for name, value in settings.items()})
        return BoundLaw(self, settings, multiplier)


@dataclass(frozen=True)
class BoundLaw:
    """A law with every parameter set."""

    law: ScalingLaw
    settings: Mapping[str, Fraction]
    multiplier: Expression

    @property
    def is_constant(self) -> bool:
        """Whether the multiplier is the same at every n."""
        from ..expression import depends_on_length

        return not depends_on_length(self.multiplier)


def custom(multiplier: Expression, title: str = "your law") -> BoundLaw:
    """Return a multiplier of a user's own as a law."""
    return BoundLaw(ScalingLaw("custom", title, None, sees="query", source="you"), {}, multiplier)


def product(laws: tuple[BoundLaw, ...]) -> Expression:
    """Return the product of the multipliers of stacked laws; 1 for none."""
    result: Expression = Numeral(Fraction(1))
    for bound in laws:
        trivial = result == Numeral(Fraction(1))
        result = bound.multiplier if trivial else Operation("*", (result, bound.multiplier))
    return result
