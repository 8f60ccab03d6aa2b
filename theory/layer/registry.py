"""The quantities by name: each formula of `quantities` with its title, symbol, unit and source.

The id and the one-line description are read off the function itself, so neither can drift from it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Literal, NamedTuple, TypeAlias

from ..errors import UnknownName
from ..field import Scalar
from ..result import Catalogue, Cell, Result, ValueTable, View
from . import jacobian as g
from . import quantities as q
from .blocks import blocks, common_square
from .row import Row

RowFormula: TypeAlias = Callable[[Row, Scalar, Scalar], Scalar]
"""A formula over any field: (row, rho, r) to a value of that field."""


class ByOdds(NamedTuple):
    """A quantity that is one rational function for odds E >= 1 and another for E <= 1."""

    large: Callable[[Row, Scalar], Scalar]
    """Of the row, and of how far 1/(2 b) is from an integer."""
    small: Callable[[Row], Scalar]


@dataclass(frozen=True, slots=True, repr=False)
class Quantity(Result):
    """A forward or backward quantity of the simplex layer.

    Attributes
    ----------
    formula : callable
        The one line of algebra, ``(row, rho, r)`` over any field.
    title : str
        The field's name of it.
    symbol : str
        LaTeX symbol.
    unit : str
        ``"1"`` for a pure number, else ``"nats"`` or ``"tokens"``.
    source : str
        Statement of the theory, and paper where there is one.
    dimension : bool
        The quantity depends on the dimension d of the tokens; its formula takes ``inverse_dimension`` = 1/d as well.
    outer : {"", "exp", "sqrt"}
        The quantity is this function of what is expanded; its error term stands inside.
    inner : callable, optional
        What is expanded, rational in the row and its logarithms, in place of the formula.  Under a root it is the square of
        the quantity at r = 0; a quantity with roots and no such square has no expansion.
    by_odds : ByOdds, optional
        What is expanded on either side of odds 1, where the formula chooses.
    subtracts : str
        What the formula subtracts, of more than exact inputs; empty where all its sums have nonnegative terms, for
        0 <= rho <= 1, r >= 0 and beta >= 0, so that no digit is lost.
    """

    formula: Callable[..., Scalar]
    title: str
    symbol: str
    unit: str
    source: str
    dimension: bool = False
    outer: Literal["", "exp", "sqrt"] = ""
    inner: RowFormula | None = None
    by_odds: ByOdds | None = None
    subtracts: str = ""

    def view(self) -> View:
        """Return a table of one row: what it is called, its unit, and its source."""
        row = (self.id, self.title, Cell(self.symbol, self.symbol, self.symbol), self.unit, self.source)
        return View("", ValueTable(("id", "title", "symbol", "unit", "source"), [row], upright=True))

    @property
    def id(self) -> str:
        """Readable name: the formula's own, with dashes."""
        return self.formula.__name__.replace("_", "-")

    @property
    def description(self) -> str:
        """First line of the formula's docstring."""
        return (self.formula.__doc__ or self.title).strip().splitlines()[0]

    @property
    def square(self) -> RowFormula | None:
        """The square at r = 0, of a quantity that is its root."""
        return self.inner if self.outer == "sqrt" else None

    def in_dimension(self, inverse: Scalar) -> RowFormula:
        """Return the formula of (row, rho, r) in d dimensions, ``inverse`` = 1/d; most do not depend on it."""
        return partial(self.formula, inverse_dimension=inverse) if self.dimension else self.formula


def _common_gain_squared(row: Row, rho: Scalar, r: Scalar) -> Scalar:
    return common_square(blocks(row, rho, r))


_PAPER = "A2; arXiv 2510.05554, section 2"

_ALL = (
    Quantity(q.odds, "odds against the token itself", "E", "1", "A1, derived"),
    Quantity(q.self_weight, "self weight", "a", "1", "A1, derived"),
    Quantity(q.self_weight_complement, "complement of the self weight", "1 - a", "1", "A1, derived"),
    Quantity(q.other_weight, "other weight", "b", "1", "A1, derived"),
    Quantity(q.weight_gap, "weight gap", "a - b", "1", "A1, derived"),
    Quantity(q.row_entropy, "row entropy", "H", "nats", "A8, derived"),
    Quantity(q.entropy_fraction, "entropy fraction", r"H / \log n", "1", "A8, derived"),
    Quantity(q.perplexity, "perplexity", "e^{H}", "tokens", "A9, derived", outer="exp", inner=q.row_entropy),
    Quantity(q.inverse_participation_ratio, "inverse participation ratio", "Y", "1", "A9, derived"),
    Quantity(q.participation_ratio, "participation ratio", "1 / Y", "tokens", "A9, derived"),
    Quantity(q.row_overlap, "row overlap", "O", "1", "A11, derived"),
    Quantity(
        q.balanced_mass,
        "balanced mass",
        r"\theta",
        "1",
        "A12; arXiv 2602.18849, explicit form derived",
        by_odds=ByOdds(q.balanced_mass_at_large_odds, q.balanced_mass_at_small_odds),
        subtracts="m from 1, where m <= 1/2",
    ),
    Quantity(q.output_norm_squared, "squared output norm", r"\lVert x' \rVert^2", "1", _PAPER),
    Quantity(q.output_inner_product, "output inner product", r"\langle x'_i, x'_j \rangle", "1", _PAPER),
    Quantity(q.output_cosine, "output cosine", r"\cos'", "1", "A2, A3; arXiv 2510.05554, Theorem 2.1"),
    Quantity(q.contraction_factor, "contraction factor", r"\lambda", "1", "A2; arXiv 2510.05554, eq. (3.2)"),
    Quantity(q.contraction_factor_complement, "complement of the contraction factor", r"1 - \lambda", "1", "A2, A6, derived"),
    Quantity(q.output_cosine_complement, "complement of the output cosine", r"1 - \cos'", "1", "A2, derived"),
    Quantity(q.output_cosine_excess, "excess of the output cosine", r"\cos' - \rho", "1", "A6, derived"),
    Quantity(q.cosine_odds, "odds of the output cosine", r"\cos' / (1 - \cos')", "1", "A13, derived"),
)

_of_blocks = partial(
    Quantity, unit="1", outer="sqrt", subtracts="entries of the Jacobian's blocks, which change sign with the logit gap"
)

_BACKWARD = (
    Quantity(
        g.mean_square_jacobian,
        "mean square Jacobian",
        r"q \lVert J \rVert_F^2 / (n d)",
        "1",
        "B3, B4; arXiv 2510.05554, Theorem 2.4",
        dimension=True,
        subtracts="b and 2 b from 1, where b <= 1/2",
    ),
    _of_blocks(
        g.jacobian_operator_norm, "operator norm of the Jacobian", r"\sqrt{q} \lVert J \rVert", source="B3, B5, derived"
    ),
    _of_blocks(g.common_gain, "gain of a common motion", "G_T", source="B3, derived", inner=_common_gain_squared),
    _of_blocks(g.contrast_gain, "gain of a contrast", "G_C", source="B3, derived"),
    Quantity(g.common_eigenvalue, "eigenvalue of the common motion", r"\mu_T", "1", "B2, derived"),
    _of_blocks(g.contrast_eigenvalue, "larger eigenvalue of a contrast", r"\mu_+", source="B2, derived"),
    _of_blocks(g.contrast_eigenvalue_second, "smaller eigenvalue of a contrast", r"\mu_-", source="B2, derived"),
    Quantity(g.pairing_eigenvalue, "eigenvalue of a pairing", r"\mu_4", "1", "B2, derived"),
    Quantity(g.rotation_eigenvalue, "eigenvalue of a relative rotation", r"\mu_5", "1", "B2, derived"),
)

QUANTITIES: Mapping[str, Quantity] = Catalogue((entry.id, entry) for entry in (*_ALL, *_BACKWARD))
"""Every quantity of the layer by id, such as ``output-cosine``; `evaluate`, `grid` and `formula` take the id."""


def quantity(id: str) -> Quantity:
    """Return the quantity of that id.

    Raises
    ------
    UnknownName
        With the nearest ids.
    """
    try:
        return QUANTITIES[id]
    except (KeyError, TypeError):
        raise UnknownName.among("quantity", id, QUANTITIES, "'critscale evaluate --list'") from None
