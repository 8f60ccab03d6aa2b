"""The catalogue: every asymptotic formula by id, derived when it is asked for.

An id is ``quantity.regime``, with ``.residual`` for r > 0 and ``.orthogonal`` for rho = 0, where those differ.  Nothing is
typed in: an entry names a formula, a regime and assumptions; `Entry.expand` derives the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from ..assumptions import CORRELATION, FILLING, NO_RESIDUAL, ORTHOGONAL, POSITIVE_RESIDUAL, WINDOW_WEIGHT, Assumption
from ..citations import Wanted, named
from ..errors import BadInput, CritscaleError, UnknownName
from ..expression import names
from ..field import Scalar
from ..layer.domain import Domain
from ..layer.expression_field import variable, written, written_row
from ..layer.regimes import CRITICAL, REGIMES, SUBCRITICAL, SUPERCRITICAL, WINDOW, Point, Regime
from ..layer.registry import QUANTITIES, Quantity
from ..layer.row import Row


@dataclass(frozen=True, slots=True)
class Entry:
    """One formula of the catalogue.

    Attributes
    ----------
    quantity : Quantity
        What it is about.
    regime : Regime
        Where it holds.
    assumptions : tuple of Assumption
        The variables besides the regime's own.
    variant : str
        What its assumptions are where a quantity has several formulas: "residual" for r > 0, "orthogonal" for rho = 0,
        "small-kappa" and "large-kappa" on either side of the middle of the window; else empty.
    large_odds : bool
        E >= 1, where the quantity is another function for E <= 1.
    eventually : bool
        The closed form holds from some n on that depends on the parameters, so no constant is given.
    mechanism : str
        Name of the mechanism, where it is another than softmax.
    row : callable, optional
        The row of that mechanism at a point.
    """

    quantity: Quantity
    regime: Regime
    assumptions: tuple[Assumption, ...]
    variant: str = ""
    large_odds: bool = False
    eventually: bool = False
    mechanism: str = ""
    row: Callable[[Point], Row] | None = None

    @property
    def id(self) -> str:
        """Permanent name."""
        return ".".join(filter(None, (self.quantity.id, self.regime.id, self.variant, self.mechanism)))

    @property
    def domain(self) -> Domain:
        """Where the formula holds."""
        return Domain.of(self.regime, self.assumptions)

    def formula(self, p: Point) -> Scalar:
        """Return what is expanded, at a point of any field."""
        if self.row is not None:
            p = Point(**{**vars(p), "row": self.row(p)})
        quantity = self.quantity
        if quantity.by_odds is not None:
            return quantity.by_odds.large(p.row, p.tie) if self.large_odds else quantity.by_odds.small(p.row)
        expanded = quantity.inner or quantity.in_dimension(p.f * p.h if quantity.dimension else None)
        return expanded(p.row, p.rho, p.r)

    def relevant(self) -> tuple[Assumption, ...]:
        """Return the assumptions on variables the quantity depends on."""
        on_rho, on_residual = _depends(self.quantity)
        idle = {name for name, used in (("rho", on_rho), ("r", on_residual)) if not used}
        return tuple(a for a in self.assumptions if a.name not in idle)

    def fits(self, wanted: Wanted) -> bool:
        """Tell whether its source names the works and places that are wanted, and each free word occurs somewhere."""
        quantity = self.quantity
        text = " ".join((self.id, quantity.title, quantity.description, self.regime.meaning, named(quantity.source))).lower()
        return wanted.cited(quantity.source) and all(word in text for word in wanted.words)


def _depends(quantity: Quantity) -> tuple[bool, bool]:
    """Tell whether a quantity depends on rho and on r beside the weights, by reading its formula."""
    rho, r = variable("rho"), variable("r")
    row = written_row(variable("rho of the logits"), r)
    try:
        value = written(quantity.in_dimension(1 / variable("d"))(row, rho, r))
    except (ArithmeticError, TypeError) as error:
        if isinstance(error, CritscaleError):
            raise
        mend = "use + - * / ** and critscale.theory.field"
        raise BadInput(f"quantity {quantity.id!r}", f"its formula is no algebra: {error}", mend) from error
    used = set(names(value.expression))
    return "rho" in used, "r" in used


_MIDDLE = Fraction(1, 2)
_LARGE_ODDS, _SMALL_ODDS = WINDOW_WEIGHT.between(Fraction(0), _MIDDLE), WINDOW_WEIGHT.between(_MIDDLE, Fraction(1))


def _variants(quantity: Quantity, regime: Regime) -> Iterable[Entry]:
    extra = (FILLING,) if quantity.dimension else ()
    plain = (CORRELATION, NO_RESIDUAL, *extra)
    if quantity.outer == "sqrt" and quantity.inner is None:
        return
    if quantity.by_odds is not None and regime is WINDOW:
        yield Entry(quantity, regime, (*plain, _LARGE_ODDS), "small-kappa", large_odds=True, eventually=True)
        yield Entry(quantity, regime, (*plain, _SMALL_ODDS), "large-kappa")
        return
    yield Entry(quantity, regime, plain, large_odds=regime is SUBCRITICAL)
    on_rho, on_residual = _depends(quantity)
    if on_residual and quantity.outer != "sqrt":
        yield Entry(quantity, regime, (CORRELATION, POSITIVE_RESIDUAL, *extra), "residual")
    if on_rho:
        yield Entry(quantity, regime, (ORTHOGONAL, NO_RESIDUAL, *extra), "orthogonal")


@lru_cache(maxsize=1)
def catalogue() -> Mapping[str, Entry]:
    """Return every entry by id, quantities in the registry's order, regimes from subcritical to supercritical."""
    return {e.id: e for e in _entries(QUANTITIES.values())}


def _entries(quantities: Iterable[Quantity]) -> Iterator[Entry]:
    regimes = (SUBCRITICAL, CRITICAL, WINDOW, SUPERCRITICAL)
    return (e for quantity in quantities for regime in regimes for e in _variants(quantity, regime))


def find(
    query: str | Quantity = "", *, regime: str | None = None, residual: bool | None = None, orthogonal: bool | None = None
) -> tuple[Entry, ...]:
    """Return the entries that match.

    Parameters
    ----------
    query : str or Quantity
        An id, a quantity, one of your own included, or free words that must all occur; ``Theorem 2.1`` is one place of a source.
    regime : str, optional
        Id of a regime.
    residual, orthogonal : bool, optional
        Keep only entries with (True) or without (False) a residual connection, at rho = 0 or not.

    Returns
    -------
    tuple of Entry

    Raises
    ------
    UnknownName
        If nothing matches, with near names.
    """
    if regime is not None and regime not in REGIMES:
        raise UnknownName.among("regime", regime, REGIMES)
    entries = catalogue()
    if isinstance(query, Quantity):
        found, known, query = list(_entries([query])), True, query.id
    elif query in entries:
        found, known = [entries[query]], True
    elif query in QUANTITIES:
        found, known = [e for e in entries.values() if e.quantity.id == query], True
    else:
        wanted = Wanted.read(query)
        found, known = [e for e in entries.values() if e.fits(wanted)], False
    if not found and known:
        why = "the quantity takes square roots, none of its expansions is in the catalogue"
        raise UnknownName(f"formula {query!r}", why, f"evaluate it: critscale evaluate {query} --n oo")
    if not found:
        raise UnknownName.among("formula", query, {*entries, *QUANTITIES}, "'critscale formula --list'")
    narrowed = [
        e
        for e in found
        if (regime is None or e.regime.id == regime)
        and (residual is None or (e.variant == "residual") == residual)
        and (orthogonal is None or (e.variant == "orthogonal") == orthogonal)
    ]
    if not narrowed:
        raise UnknownName(
            "formula " + repr(query), "none left by the filters", "known: " + ", ".join(e.id for e in found)
        )
    return tuple(narrowed)
