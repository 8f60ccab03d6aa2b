"""Derived formulas: what is printed is read back and compared with the quantity, by two routes that share no code with it.

- The exact route (`critscale.proofs.readback.along_n`) works at exact parameters.  SymPy forms the difference of the entry and the
  printed summands; its order is compared with the order of the last summand and of the error, and at n = 10^(10^100)
  its ball with the error.  An O that is too small is refuted by its order.
- The direct route evaluates the quantity itself from n, rho, r and gamma or kappa, in balls, from the least n of the error on.
  A B-term that is too small anywhere it looks is refuted by its number.

Neither uses the expansion of `critscale.theory`.  They speak of the points they look at, so the best verdict is SUPPORTED.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, cached_property, lru_cache
from itertools import pairwise
from math import ceil, exp
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from flint import arb

from ...numerics.numbers.balls import rational_ball
from ...numerics.numbers.precision import working_precision
from ...numerics.settings.layer import LayerFamily
from ...numerics.settings.length import ContextLength
from ...numerics.settings.scale import Scale
from ...theory.assumptions import Assumption
from ...theory.expansions.catalogue import Entry, catalogue
from ...theory.layer.domain import DEPTH, Domain
from ...theory.layer.regimes import CRITICAL, SUBCRITICAL, WINDOW
from ...theory.notation import latex_number, latex_of_text
from ..budget import Budget
from ..evidence import Evidence, Table, Verdict, refuted
from ..readback.line import Line, PrintedField, Unreadable, exact_value, least_integer, read_printed
from ..search.samples import Sampler
from ..writing import Condition, Writing
from .statement import Statement

if TYPE_CHECKING:
    from sympy.polys.fields import FracElement

    from ..readback.along_n import AlongN, Generic, Order, Rest

FAR = "10^10^100"
"""Where the exact difference is looked at: a power of log n more or less is a factor 10^100 there."""
BEYOND = (1, 7, 10**40)
"""How many times the least n of an error term the quantity is evaluated at."""
GROUPS = ((10**40, 3 * 10**40, 7 * 10**40), (10**300, 3 * 10**300, 7 * 10**300))
"""The same for an O, which has no least n."""
FAR_BITS = 1024
"""log n has 333 bits at n = 10^(10^100), and an exponential loses as many."""
CLOSE = 1 / arb(1000)
"""A share within this of 1 may be 1 exactly."""
BITS, DOUBLINGS = 128, 6
"""Bits beyond those that the difference should take, and how often they are doubled until they decide."""
GROWTH = 2
"""A difference over its O may become so many times larger and still be bounded."""
DIGITS = 4
"""Digits of a share."""
COLUMNS = ("terms", "stratum", "at", "n", "largest |difference| / error")
EXACTLY = (
    "SymPy finds what is left at exact parameters within the printed error, at n = 10^(10^100) as well: {lines} lines"
)
DIRECTLY = (
    "the quantity in balls keeps to what is printed, from the least n of the error to 10^40 times that: {lines} lines"
)


class Parameters(NamedTuple):
    """Exact parameters to look at: those that a quantity depends on count."""

    rho: Fraction
    r: Fraction
    f: Fraction
    s: Fraction
    kappa: Fraction
    share: Fraction

    def values(self, domain: Domain) -> dict[str, Fraction]:
        """Return the values of a domain's variables, each inside its range; the depth depends on the line."""
        found = Sampler(domain).setting(self._asdict(), self.share)
        return {name: value for name, value in found.items() if name != DEPTH}

    def depth(self, low: Fraction, high: Fraction | None) -> Fraction:
        """Return a depth inside an interval, with a small denominator where the share is 1/2."""
        if low == high:
            return low
        if self.share == Fraction(1, 2):
            return simplest(low, high)
        return low + (self.share * (high - low) if high is not None else 4 * self.share)


def _parameters(*values: str) -> Parameters:
    return Parameters(*map(Fraction, values))


PARAMETERS = (
    _parameters("3/10", "5/7", "2/3", "2/5", "-1/2", "1/2"),
    _parameters("19/20", "1/25", "1", "19/20", "7/3", "1/20"),
    _parameters("1/50", "12", "1/40", "1/30", "-9", "19/20"),
    _parameters("999/1000", "1000", "1/1000", "999/1000", "7", "1/2"),
    _parameters("1/1000", "1/1000", "999/1000", "1/1000", "-13/10", "2/5"),
    _parameters("2/3", "1", "1/2", "3/5", "1/100", "13/17"),
    _parameters("1/4", "3", "1/7", "1/100", "-1/100", "1/200"),
    _parameters("7/8", "1/3", "6/7", "99/100", "20", "199/200"),
)
"""A plain point, two near the ends of the ranges, and more; the share says where in its stratum the depth lies."""


def simplest(low: Fraction, high: Fraction | None) -> Fraction:
    """Return the fraction of least denominator in an open interval of numbers >= 0."""
    whole = low.numerator // low.denominator
    if high is None or whole + 1 < high:
        return Fraction(whole + 1)
    if low == whole:
        return whole + Fraction(1, int(1 / (high - whole)) + 1)
    return whole + 1 / simplest(1 / (high - whole), 1 / (low - whole))


@dataclass(frozen=True, kw_only=True)
class EntryPlace:
    """One line of a printed formula at one point: where both routes look."""

    entry: Entry
    terms: int
    line: Line
    chosen: Parameters
    delta: Fraction

    @cached_property
    def along(self) -> AlongN:
        """The entry along n at this point, exactly."""
        return _along(self.entry.id, self.parameters, self.delta, self.line.root(self.delta))

    @cached_property
    def summands(self) -> list[FracElement]:
        """The printed summands along n, exactly."""
        return [self.along.value_of(summand) for summand in self.line.summands]

    @cached_property
    def rest(self) -> Rest:
        """What is left of the entry after its printed summands, exactly."""
        return self.along.rest(self.summands)

    @cached_property
    def room(self) -> FracElement | None:
        """What a bound leaves, bound - abs(difference), exactly; None where the bound is not algebraic or too small."""
        if self.line.error is None:
            return None
        try:
            size, value = self.along.value_of(self.line.error), self.rest.value()
        except Unreadable:
            return None
        rooms = [size - value, size + value]
        with working_precision(FAR_BITS):
            return min(rooms, key=lambda room: self.along.ball(room, ContextLength.parse(FAR)).mid())

    def touches(self, n: int | None) -> bool:
        """Tell whether the difference is exactly its bound, by the exact route at its own parameters: at every n, or this one."""
        if n is None or self.room is None:
            return False
        if not self.room:
            return True
        assert self.line.error is not None  # or there were no room
        bound = self.along.exactly(self.along.value_of(self.line.error), n)
        difference = self.along.exactly(self.rest.value(), n)
        return bound is not None and difference is not None and abs(difference) == bound

    def precisions(self, length: ContextLength) -> Iterator[int]:
        """Yield bits at which to compare: the exact order says how many should do, and is a hint, no more."""
        try:
            order = self.rest.order
        except Unreadable:
            order = None
        with working_precision(BITS):
            bits = length.log() * (0 if order is None else rational_ball(order.power)) * 3 / 2
        yield from ((BITS + max(0, int(float(bits)))) << k for k in range(DOUBLINGS))

    @property
    def parameters(self) -> tuple[tuple[str, Fraction], ...]:
        """The exact parameters, the depth aside."""
        return tuple(self.chosen.values(self.entry.domain).items())

    def shown(self, n: str = "") -> tuple[tuple[str, str], ...]:
        """Return the point by name, as text."""
        free = [a.name for a in self.entry.domain.variables if a.fixed is None]
        known = dict(self.parameters) | {"delta": self.delta}
        return (("terms", str(self.terms)), *((v, str(known[v])) for v in free), *((("n", n),) if n else ()))


@dataclass(frozen=True, slots=True)
class Found:
    """What a route found at one place: the difference over its error at some n, or what is wrong."""

    verdict: Verdict
    detail: str = ""
    n: str = ""
    share: arb | None = None


Route: TypeAlias = Callable[[EntryPlace], Iterator[Found]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Derived(Statement):
    """What ``critscale formula`` prints of an entry is true: quantity = terms + error, on every stratum of the depth.

    The terms are the leading ones, as many as asked for, and the error is of smaller order than the last.  B(size, n >= n0) says
    abs(difference) <= size for every n >= n0, O(size) that it is of that order; where no error is printed there is none.

    Attributes
    ----------
    entry : str
        Id of the catalogue.
    terms : tuple of int
        How many terms are asked for, one after the other.
    perturbation : Fraction
        Multiplies the last summand by 1 + perturbation: a must-fail twin.
    sharper : int
        Divides the error by that power of log n: a must-fail twin.
    """

    entry: str
    terms: tuple[int, ...]
    perturbation: Fraction = Fraction(0)
    sharper: int = 0

    def check(self, assumptions: tuple[Assumption, ...], budget: Budget, methods: frozenset[str]) -> list[Evidence]:
        """Check what is printed of an entry: ``symbolic`` is the exact route, ``computed`` the direct one."""
        entry = catalogue()[self.entry]
        settings = PARAMETERS[: budget.settings]
        places: list[EntryPlace] = []
        for terms in self.terms:
            lines = _lines(self, terms)
            missing = _missing_depth(lines, entry)
            if missing is not None:
                detail = f"with {terms} terms no line speaks of this depth, or two do"
                return [Evidence("symbolic", Verdict.REFUTED, detail, point=(("delta", str(missing)),))]
            places += (place for line in lines for place in _places(entry, terms, line, settings))
        found: list[Evidence] = []
        for method, route, what in (("symbolic", exactly, EXACTLY), ("computed", directly, DIRECTLY)):
            if method in methods and not refuted(found):
                found.append(_evidence(method, route, what, places))
        return found

    def written(self, assumptions: tuple[Assumption, ...]) -> Writing:
        """Write quantity = terms + error, in the words of what is printed."""
        entry = catalogue()[self.entry]
        first, *others = self.terms
        asked = f"{first} terms" if not others and first > 1 else "one term" if not others else f"{first} to {others[-1]} terms"
        changed = rf" + \text{{last term}} \left(1 + {latex_number(self.perturbation)}\right)" if self.perturbation else ""
        smaller = rf" / (\log n)^{{{self.sharper}}}" if self.sharper else ""
        ranges = (a.range_text() for a in entry.domain.variables)
        return Writing(
            latex=rf"{entry.quantity.symbol} = \text{{leading terms}}{changed} + \text{{error}}{smaller}",
            conditions=tuple(Condition(latex_of_text(text)) for text in (entry.regime.condition, *ranges)),
            quantities=(entry.quantity.id,),
            regime=entry.regime.id,
            remark=f"Terms and error are read back from what critscale formula {entry.id} prints, {asked}.",
            left_out="The one that is printed: B(size, n >= n0) at every such n, O(size) as n -> oo.",
        )

    def reads(self) -> Iterable[Any]:
        """Return the quantity and the chart of the entry."""
        entry = catalogue()[self.entry]
        return entry.quantity, entry.regime


@lru_cache(maxsize=16)
def printed(id: str, terms: int) -> tuple[str, ...]:
    """Return the lines that ``critscale formula`` prints of an entry; remembered, since a claim and its twins share them."""
    from ...theory.expansions.derivation import derive

    return tuple(str(piece) for piece in derive(catalogue()[id], terms).pieces)


def _lines(statement: Derived, terms: int) -> list[Line]:
    lines = [read_printed(text) for text in printed(statement.entry, terms)]
    if statement.perturbation:
        lines = [line.perturbed(statement.perturbation) for line in lines]
    return [line.sharpened(statement.sharper) for line in lines] if statement.sharper else lines


def _missing_depth(lines: list[Line], entry: Entry) -> Fraction | None:
    """Return a depth of which not exactly one line speaks, or None where there is none."""
    depth = entry.domain.depth
    if depth is None or (len(lines) == 1 and lines[0].low is None):
        return None if len(lines) == 1 else Fraction(0)
    at, closed = depth.low, True  # every depth below ``at``, and ``at`` itself if closed, is spoken of
    for line in lines:
        if line.low != at or (line.point is None) != closed or at == depth.high:
            return at
        if line.point is not None:
            closed = True
        elif line.high is None:
            return None if depth.high is None and line is lines[-1] else at
        else:
            at, closed = line.high, False
    return None if at == depth.high else at


def _places(entry: Entry, terms: int, line: Line, settings: Iterable[Parameters]) -> Iterator[EntryPlace]:
    depth = entry.domain.depth
    for chosen in settings:
        delta = Fraction(0)
        if depth is not None:
            low, high = (depth.low, depth.high) if line.low is None else (line.low, line.high)
            delta = chosen.depth(low, high)
        yield EntryPlace(entry=entry, terms=terms, line=line, chosen=chosen, delta=delta)


def _evidence(method: str, route: Route, what: str, places: list[EntryPlace]) -> Evidence:
    """Follow a route at every place; the first that is wrong or left open decides."""
    count = 0
    largest: dict[tuple[int, str], tuple[arb, EntryPlace, str]] = {}
    for place in places:
        for found in route(place):
            if found.verdict is not Verdict.SUPPORTED:
                left = found.verdict is Verdict.UNKNOWN  # what one route leaves open the other cannot support
                point = place.shown(found.n)
                return Evidence(method, found.verdict, found.detail, point=point, open=left)
            count += 1
            key = (place.terms, place.line.stratum)
            if found.share is not None and (key not in largest or found.share.mid() > largest[key][0].mid()):
                largest[key] = found.share, place, found.n
    rows = tuple(
        (str(terms), stratum, _point_text(place), n, share.str(DIGITS, radius=False))
        for (terms, stratum), (share, place, n) in largest.items()
    )
    lines = len({(place.terms, place.line.stratum) for place in places})
    return Evidence(
        method,
        Verdict.SUPPORTED,
        f"{what.format(lines=lines)}, {count} comparisons",
        table=Table(COLUMNS, rows) if rows else None,
    )


def _point_text(place: EntryPlace) -> str:
    return ", ".join(f"{name} = {value}" for name, value in place.shown() if name != "terms")


# ---- the exact route -------------------------------------------------------------------------------------------------


def exactly(place: EntryPlace) -> Iterator[Found]:
    """Compare orders exactly, and the exact difference with the error at astronomic n."""
    try:
        _ = place.rest
    except (
        Unreadable
    ) as foreign:  # a number or function that no true formula of this chart has: the direct route decides
        yield Found(Verdict.UNKNOWN, str(foreign))
        return
    line, along, summands, rest = place.line, place.along, place.summands, place.rest
    orders = [along.order(value) for value in summands]
    order, bounded_only = rest.order, rest.bounded_only()
    if any(later is not None and earlier is not None and earlier.smaller(later) for earlier, later in pairwise(orders)):
        yield Found(Verdict.REFUTED, "the terms are not printed in falling order")
        return
    if len(set(orders)) < place.terms and order is not None and not bounded_only:
        yield Found(Verdict.REFUTED, f"{len(set(orders))} terms are printed")
        return
    last = orders[-1] if orders else None
    if order is not None and last is not None and not order.smaller(last):
        verdict = Verdict.UNKNOWN if bounded_only else Verdict.REFUTED
        yield Found(verdict, f"what is left is of order {order}, the last term of order {last}", FAR)
        return
    if line.error is None:
        if order is None:
            yield Found(Verdict.SUPPORTED)
        else:
            yield Found(Verdict.REFUTED, f"no error is printed, but what is left is of order {order}")
    elif line.valid_from is None:
        yield _exact_order(line.error, along, rest, order, last)
    else:
        yield from _exact_bound(line.error, place, rest, summands[-1] if summands else None)


@lru_cache(maxsize=64)
def _along(id: str, parameters: tuple[tuple[str, Fraction], ...], delta: Fraction, root: int) -> AlongN:
    return _generic(id, parameters).at(delta, root)


@lru_cache(maxsize=8)
def _generic(id: str, parameters: tuple[tuple[str, Fraction], ...]) -> Generic:
    from ..readback.along_n import Generic

    return Generic(catalogue()[id], dict(parameters))


def _exact_order(error: ast.expr, along: AlongN, rest: Rest, order: Order | None, last: Order | None) -> Found:
    """Compare the order of what is left with that of an O."""
    size = along.order(along.value_of(error))
    if size is None or (last is not None and not size.smaller(last)):
        return Found(Verdict.REFUTED, f"the error is of order {size}, the last term of order {last}")
    if order is None or order == size or order.smaller(size):
        return Found(Verdict.SUPPORTED)
    verdict = Verdict.UNKNOWN if rest.bounded_only() else Verdict.REFUTED
    return Found(verdict, f"what is left is of order {order}, not of order {size}", FAR)


def _exact_bound(error: ast.expr, place: EntryPlace, rest: Rest, last: FracElement | None) -> Iterator[Found]:
    """Compare what is left with a bound, and the bound with the last term, at astronomic n."""
    n, length = FAR, ContextLength.parse(FAR)

    def share(bits: int) -> arb:
        with working_precision(bits):
            bound: arb = balls(place, length)(error)
            return abs(rest.ball(length)) / bound

    found = share(FAR_BITS)
    if found.contains(1) and place.room is not None:
        with working_precision(FAR_BITS):
            room = rest.along.ball(place.room, length)
        found = arb(1) if room >= 0 else found
    if found > 1 and share(2 * FAR_BITS) > 1:
        detail = f"|difference| is {_text(found)} times its bound, re-checked at {2 * FAR_BITS} bits"
        yield Found(Verdict.REFUTED, detail, n)
        return
    if not found <= 1:
        yield Found(Verdict.UNKNOWN, f"|difference| over its bound is {found}", n)
        return
    yield Found(Verdict.SUPPORTED, n=n, share=found)
    if last:
        with working_precision(FAR_BITS):
            term = rest.along.ball(last, length)
            bound = balls(place, length)(error)
            if not bound * 1000 < abs(term):
                verdict = Verdict.REFUTED if bound * 1000 > abs(term) else Verdict.UNKNOWN
                yield Found(verdict, "the error is not small against the last term", n)


# ---- the direct route ------------------------------------------------------------------------------------------------


def directly(place: EntryPlace) -> Iterator[Found]:
    """Compare the quantity, evaluated from n and the parameters, with what is printed."""
    line = place.line
    if line.error is not None and line.valid_from is None:
        yield from _settles(place)
        return
    first = 2 if line.valid_from is None else max(2, first_length(line.valid_from, place))
    if place.entry.regime is WINDOW:
        first = max(first, ceil(exp(-_kappa(place))))  # below it beta would be negative
    for times in BEYOND:
        yield _compared(place, ContextLength.parse(first * times), _times_text(first, times))


def first_length(tree: ast.expr, place: EntryPlace) -> int:
    """Return the least integer n >= a printed ``valid_from``: a number to a power, exactly, or an irrational one."""
    match tree:
        case ast.BinOp(left=ast.Constant(value=int(base)), op=ast.Pow(), right=power):
            return least_integer(Fraction(base), exact_value(power, delta=place.delta))
        case ast.Constant(value=int(number)):
            return number
    with working_precision(4 * BITS):
        value = balls(place, ContextLength.parse(2))(tree)
        least = value.ceil().unique_fmpz()
    if least is None:
        raise Unreadable(f"n >= {ast.unparse(tree)}", "an integer that does not show it", "report it")
    return int(least)


def _times_text(first: int, times: int) -> str:
    if times < 10:
        return str(first * times)
    digits = str(times)
    power = f"10^{len(digits) - 1}" if digits[0] == "1" else f"{digits[0]}*10^{len(digits) - 1}"
    return power if first == 1 else f"{first}*{power}"


def _compared(place: EntryPlace, length: ContextLength, n: str) -> Found:
    """Compare the difference with its bound, at rising precision; without one it has to be 0."""
    line = place.line
    for bits in place.precisions(length):
        difference, share = _difference(place, length, bits)
        if line.error is None:
            if not difference.contains(0):
                return Found(Verdict.REFUTED, f"no error is printed, but the difference is {_text(difference)}", n)
            if difference.rad() * arb(2) ** (bits // 2) < 1:
                return Found(Verdict.SUPPORTED, n=n)
            continue
        if share.contains(1) and share.rad() < CLOSE and place.touches(length.exact):
            share = arb(1)  # by the exact route; no ball tells equal numbers apart
        if share <= 1:
            return Found(Verdict.SUPPORTED, n=n, share=share)
        if share > 1 and _difference(place, length, 2 * bits)[1] > 1:
            detail = f"|difference| is {_text(share)} times its bound, re-checked at {2 * bits} bits"
            return Found(Verdict.REFUTED, detail, n)
    return Found(Verdict.UNKNOWN, f"not decided at {bits} bits", n)


def _settles(place: EntryPlace) -> Iterator[Found]:
    """Watch the difference over its O: at n near 10^300 it is at most twice what it is near 10^40."""
    early, late = ([_ratio(place, n) for n in group] for group in GROUPS)
    known = [share for share in (*early, *late) if share is not None]
    if len(known) < len(early) + len(late):
        yield Found(Verdict.UNKNOWN, "the difference over its error is not sharp")
        return
    highest = max((share.upper() for share in early if share is not None), key=float)
    for n, share in zip(GROUPS[1], late, strict=True):
        if share is None or not share <= GROWTH * highest:
            detail = f"the difference over its error grows from {_text(highest)} to {share and _text(share)}: it is not seen to be bounded"
            yield Found(Verdict.UNKNOWN, detail, _times_text(1, n))
            return
        yield Found(Verdict.SUPPORTED, n=_times_text(1, n), share=share)


def _ratio(place: EntryPlace, n: int) -> arb | None:
    """Return the difference over its error, sharp to 1/1000, or None where no precision does."""
    length = ContextLength.parse(n)
    for bits in place.precisions(length):
        _, share = _difference(place, length, bits)
        if share.is_finite() and share.rad() * 1000 < 1 + share.mid():
            return share
    return None


def _text(value: arb) -> str:
    return str(value.str(DIGITS, radius=False))


def _difference(place: EntryPlace, length: ContextLength, bits: int) -> tuple[arb, arb]:
    """Return the quantity without its printed summands, and that over the printed error, all at so many bits."""
    with working_precision(bits):
        layer = LayerFamily(_scale(place), _value(place, "rho"), _value(place, "r")).at(length)
        row, rho, r = layer.row(bits)
        here = balls(place, length, kappa=True)
        quantity = place.entry.quantity
        inverse = here.names["f"] * length.reciprocal() if quantity.dimension else None
        value = quantity.in_dimension(inverse)(row, rho, r)
        if place.line.inside == "exp":
            value = value.log()
        elif place.line.inside == "sqrt":
            value = value * value
        total = sum(map(here, place.line.summands), arb(0))
        error = arb(0) if place.line.error is None else here(place.line.error)
        return value - total, abs(value - total) / error


def _value(place: EntryPlace, name: str) -> Fraction:
    return dict(place.parameters).get(name, Fraction(0))


def _scale(place: EntryPlace) -> Scale:
    """Return the inverse temperature: gamma from the depth, or kappa."""
    regime, rho = place.entry.regime, _value(place, "rho")
    if regime is CRITICAL:
        return Scale("kappa", Fraction(0))
    if regime is WINDOW:
        return Scale("kappa", _kappa(place))
    side = -1 if regime is SUBCRITICAL else 1
    return Scale("gamma", (1 + side * place.delta) / (1 - rho))


def _kappa(place: EntryPlace) -> Fraction:
    """Return kappa, on the side of 0 that the range of s = 1/(1 + exp(-kappa)) asks for."""
    s, kappa = place.entry.domain["s"], place.chosen.kappa
    half = Fraction(1, 2)
    return -abs(kappa) if s.high == half else abs(kappa) if s.low == half else kappa


def balls(place: EntryPlace, length: ContextLength, *, kappa: bool = False) -> PrintedField:
    """Return the balls at one place and n: with ``kappa``, s = 1/(1 + exp(-kappa)); else s is a parameter of its own."""
    log_n, delta = length.log(), place.delta
    names = {name: rational_ball(value) for name, value in place.parameters} | {"delta": rational_ball(delta)}
    if kappa and "s" in names:
        names["s"] = 1 / (1 + (-rational_ball(_kappa(place))).exp())
    functions = {"log": arb.log, "exp": arb.exp, "sqrt": arb.sqrt}
    power_of_n = cache(lambda exponent: (rational_ball(exponent) * log_n).exp())
    return PrintedField(names, rational_ball, functions, {"delta": delta}, power_of_n, log_n)
