"""The scaling laws of the catalogue at one context length: multiplier, class, and the regime as n -> oo, in one table."""

from __future__ import annotations

from dataclasses import dataclass

from ...theory.laws.catalogue import LAWS
from ...theory.laws.catalogue import law as find_law
from ...theory.laws.law import ScalingLaw
from ...theory.notation import latex
from ...theory.result import Cell, Noted, Results, ValueTable, View
from ..floats import says_floats
from ..inputs import Number
from ..numbers.enclosure import Enclosure
from ..settings.length import ContextLength, LengthLike
from .classification import Classification, classify
from .law_input import read_law
from .multiplier import multiplier

DIGITS = 7


@dataclass(frozen=True, slots=True, repr=False)
class ListedLaw(Noted):
    """A law of the catalogue at one context length.

    Attributes
    ----------
    law : ScalingLaw
        The law.
    n : ContextLength
        Context length.
    multiplier : Enclosure or None
        m(n) at the default parameters; None of a law that the catalogue has no formula of.
    classification : Classification or None
        Its class and the regime as n -> oo; None as above.
    """

    law: ScalingLaw
    n: ContextLength
    multiplier: Enclosure | None
    classification: Classification | None

    def view(self) -> View:
        """Return a table of one row."""
        law, found = self.law, self.classification
        formula = None if law.formula is None else Cell(law.formula, law.formula, f"m = {latex(law.expression)}")
        kind = Cell(self.kind, None if found is None else found.asymptotic.kind.id)
        regime = None if found is None else found.limit.regime
        row = (law.id, formula, self.multiplier, kind, regime, law.title, law.reach, law.sees, law.source)
        heads = ("law", "multiplier", f"m at {self.n}", "class", "n -> oo", "title", "reach", "sees", "source")
        names = ("law", "multiplier", "at_n", "class", "regime", "title", "reach", "sees", "source")
        return View("", ValueTable(names, [row], heads, upright=True))

    @property
    def kind(self) -> str:
        """The class, or why there is none."""
        if self.classification is not None:
            return self.classification.asymptotic.kind.id
        return "not a length law" if self.law.sees == "content" else "-"

    def to_json(self) -> dict[str, object]:
        """Return the law as JSON data; certified numbers are text, and ``"-"`` stands for what there is none of."""
        law, found = self.law, self.classification
        data: dict[str, object] = {
            "law": law.id,
            "title": law.title,
            "multiplier": law.formula or "-",
            "parameters": {p.name: {"default": str(p.default), "meaning": p.meaning} for p in law.parameters},
            "reach": law.reach,
            "sees": law.sees,
            "source": law.source,
            "notes": law.notes,
            "at_n": "-" if self.multiplier is None else self.multiplier.decimal(),
            "class": self.kind,
            "regime": "-" if found is None else found.limit.regime,
        }
        return data if found is None else data | {"class_meaning": found.asymptotic.kind.meaning}


@says_floats()
def laws(*names: str, n: LengthLike = 131072, beta0: Number | str = "sqrt(128)", rho: Number = "0.3") -> Results[ListedLaw]:
    """List the scaling laws of the catalogue: multiplier, its value at n, class, and the regime as n -> oo.

    Parameters
    ----------
    *names : str
        Ids of laws; all by default.
    n : LengthLike
        Context length.
    beta0 : number or str
        The base scale, as of `classify`.
    rho : number
        Common inner product, 0 <= rho < 1.

    Returns
    -------
    Results of ListedLaw
        A tuple, shown as a table.

    Raises
    ------
    BadInput
        If an argument is no number or out of range.
    UnknownName
        If there is no such law.

    Examples
    --------
    >>> [(law.law.id, str(law.multiplier), law.kind) for law in laws("yarn", "qwen-logn")]
    [('yarn', '1.813260', 'constant'), ('qwen-logn', '1.545455', 'log ratio')]
    """
    chosen = [find_law(name) for name in names] if names else list(LAWS.values())
    length = ContextLength.parse(n)
    return Results(_listed(law, length, beta0, rho) for law in chosen)


def _listed(law: ScalingLaw, n: ContextLength, beta0: Number | str, rho: Number) -> ListedLaw:
    if law.formula is None:
        return ListedLaw(law, n, None, None)
    found = classify(law.id, beta0=beta0, rho=rho, levels=())
    return ListedLaw(law, n, multiplier(read_law(law.id).multiplier, n, DIGITS), found)
