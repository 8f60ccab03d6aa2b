"""Classes of scaling laws: what is derived of m(n) is compared with m(n) itself, in balls, at n up to 10^(10^100).

The numbers come from the multiplier's expression alone (`critscale.numerics.laws.multiplier`); the asymptotics of
`critscale.theory.laws.asymptotics` is what they judge.  They speak of stated n, so the best verdict is SUPPORTED.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce

from flint import arb

from ...numerics.laws.classification import asymptotic_of
from ...numerics.laws.law_input import read_law
from ...numerics.laws.multiplier import LAW_BALLS, at_length, ball, constant, constant_sign
from ...numerics.numbers.balls import rational_ball
from ...numerics.numbers.precision import working_precision
from ...numerics.settings.length import ContextLength
from ...theory.assumptions import Assumption
from ...theory.errors import CritscaleError
from ...theory.expression import Numeral, fold, operate
from ...theory.grammar import parse
from ...theory.laws.catalogue import LAWS
from ...theory.laws.classes import (
    BOUNDED,
    CLASSES,
    CONSTANT,
    DECREASING,
    LOG_POWER,
    LOG_RATIO,
    POWER,
    PURE_LOG,
    SHIFTED_LOG,
    SUBLOG,
    Asymptotic,
    LawClass,
    limit,
)
from ...theory.laws.constants import Constant
from ...theory.laws.law import BoundLaw, custom
from ...theory.laws.log_scale import Rate, ScaleTerm
from ...theory.notation import latex
from ..budget import Budget
from ..evidence import Evidence, Table, Verdict
from ..writing import SYMBOLS, Condition, Writing
from .statement import Statement

NEAR = ("2", "3", "1000", "131072")
EARLY, LATE = (10**40 + 1, 3 * 10**40 + 7777, 7 * 10**40 + 5), (10**300 + 1, 3 * 10**300 + 7777, 7 * 10**300 + 5)
"""Where what falls like a power of n is seen; the lengths are odd, so that a floor is mostly no integer's."""
FAR = ("10^10^50", "10^10^100")
"""Where what depends on log n is seen: it is 10^50 times as large at the second."""
BITS = 6144
"""n^-4 at 10^300 has 4000 bits, log n at 10^(10^100) 333."""
SMALL = arb(1) / 1000
"""What has settled differs by no more than this part."""
TINY = arb(10) ** -20
"""What has vanished is smaller."""
GROWN, BOUNDED_BY = arb(3) / 2, 4
"""What grows is so many times larger at the second far length; what is bounded is at most so many times as large."""
LARGE = 100
"""abs(kappa) is larger where it is unbounded: log log n is 230 at n = 10^(10^100)."""
BASES, CORRELATIONS = (Fraction(1), Fraction(11)), (Fraction(0), Fraction(3, 10))
DIGITS = 6
COLUMNS = ("parameters", "n", "m", "m / log n")


@dataclass(frozen=True, slots=True)
class Wrong:
    """What the numbers contradict, and where; ``open`` where they leave it undecided."""

    what: str
    n: str
    open: bool = False


class Numbers:
    """A multiplier in balls, at the working precision."""

    def __init__(self, law: BoundLaw) -> None:
        self.law = law
        self.known: dict[str, arb] = {}

    def m(self, n: str | int) -> arb:
        """Return m(n)."""
        key = str(n)
        if key not in self.known:
            self.known[key] = ball(fold(self.law.multiplier, LAW_BALLS, at_length(ContextLength.parse(n))))
        return self.known[key]

    @staticmethod
    def log_n(n: str | int) -> arb:
        """Return log n."""
        return ContextLength.parse(n).log()

    def rate(self, rate: Rate, n: str | int) -> arb:
        """Return n^a (log n)^b (log log n)^c."""
        log_n = self.log_n(n)
        a, b, c = map(rational_ball, rate)
        return (
            (a * log_n + b * log_n.log() + c * log_n.log().log()).exp()
            if c != 0
            else (a * log_n + b * log_n.log()).exp()
        )

    def terms(self, terms: tuple[ScaleTerm, ...], n: str | int) -> list[arb]:
        """Return the terms of a series."""
        return [constant(t.coefficient.expression()) * self.rate(t.rate, n) for t in terms]


@dataclass(frozen=True, slots=True, kw_only=True)
class Classified(Statement):
    """What ``critscale classify`` derives of a multiplier m(n) is what its numbers show.

    The series leaves at large n no more than a small part of its last term, and what it leaves keeps to the series' error; m(n)
    and m(n)/log n at n = 10^(10^50) and 10^(10^100) are as the class says, and kappa = beta_n (1 - rho) - log n as the regime
    does, at fixed and at the critical base scales.

    Attributes
    ----------
    law : str
        Id of the catalogue, or an expression in n or pos.
    perturbation : Fraction
        Multiplies the series' last term by 1 + perturbation: a must-fail twin.
    next_class : bool
        Takes the class after the derived one in `critscale.theory.laws.classes.CLASSES`: a must-fail twin.
    """

    law: str
    perturbation: Fraction = Fraction(0)
    next_class: bool = False

    def check(self, assumptions: tuple[Assumption, ...], budget: Budget, methods: frozenset[str]) -> list[Evidence]:
        """Check a class by numbers, at the law's default parameters and with one added to each."""
        if "computed" not in methods:
            return []
        count, rows = 0, []
        with working_precision(BITS):
            for law in law_settings(self.law):
                found, numbers = asymptotic_of(law), Numbers(law)
                shown = ", ".join(f"{name} = {value}" for name, value in law.settings.items())
                for wrong in _wrong(found, numbers, self._kind(found), self.perturbation):
                    count += 1
                    if wrong is None:
                        continue
                    outcome = Verdict.UNKNOWN if wrong.open else Verdict.REFUTED
                    point = (*((name, str(value)) for name, value in law.settings.items()), ("n", wrong.n))
                    return [Evidence("computed", outcome, wrong.what, point=point)]
                rows += [(shown, n, *(_text(x) for x in (numbers.m(n), numbers.m(n) / numbers.log_n(n)))) for n in FAR]
        detail = (
            f"{count} comparisons in balls at n up to 10^(10^100): terms, error, class, gamma and regimes are as derived"
        )
        return [Evidence("computed", Verdict.SUPPORTED, detail, table=Table(COLUMNS, tuple(rows)))]

    def written(self, assumptions: tuple[Assumption, ...]) -> Writing:
        """Write the multiplier, its series, its class and the limit of m(n)/log n."""
        bound = LAWS[self.law].bind() if self.law in LAWS else custom(parse(self.law))
        relation = rf"m(n) = {latex(bound.multiplier, SYMBOLS)}"
        try:
            found = asymptotic_of(bound)
        except CritscaleError:  # the check says why there is none
            return Writing(latex=relation, remark="It has no series and no class.")
        kind = self._kind(found)
        gamma = r"\infty" if found.gamma is None else latex(found.gamma.expression(), decimals=False)
        return Writing(
            latex=relation + self._series(found, bound),
            conditions=(
                Condition(r"n \to \infty"),
                Condition(rf"\text{{the class }} m \text{{ is in: {kind.id}}}", kind.meaning),
                Condition(rf"\lim m(n) / \log n = {gamma}"),
            ),
            left_out="That of the series, O() as it stands.",
        )

    def _kind(self, found: Asymptotic) -> LawClass:
        """Return the class that is claimed."""
        return CLASSES[(CLASSES.index(found.kind) + self.next_class) % len(CLASSES)]

    def _series(self, found: Asymptotic, bound: BoundLaw) -> str:
        """Return `` = terms + error``, the last term perturbed; nothing where the multiplier is its one term."""
        *terms, last = (term.expression() for term in found.series.terms)
        last = operate("*", Numeral(1 + self.perturbation), last) if self.perturbation else last
        total = reduce(lambda a, b: operate("+", a, b), (*terms, last))
        if total == bound.multiplier and found.series.error is None:
            return ""
        error = "" if found.series.error is None else rf" + O\left({latex(found.series.error.expression(), SYMBOLS)}\right)"
        return f" = {latex(total, SYMBOLS)}{error}"


def law_settings(law: str) -> tuple[BoundLaw, ...]:
    """Return a law at its defaults, and with one added to each parameter."""
    known = LAWS.get(law)
    if known is None or not known.parameters:
        return (read_law(law),)
    return known.bind(), known.bind({p.name: p.default + 1 for p in known.parameters})


def _wrong(found: Asymptotic, numbers: Numbers, kind: LawClass, perturbation: Fraction) -> Iterator[Wrong | None]:
    """Yield each comparison, None where the numbers agree."""
    yield from _series(found, numbers, perturbation)
    yield _decided(_is(kind, found, numbers), f"m(n) does not behave as the class {kind.id} does", FAR[1])
    yield _decided(_gamma(found, numbers), "m(n)/log n does not come near the derived gamma", FAR[1])
    for rho in CORRELATIONS:
        for base in _bases(found, rho):
            yield _regime(found, numbers, base, rho)


def _decided(holds: bool | None, what: str, n: str) -> Wrong | None:
    return None if holds else Wrong(what if holds is False else f"not decided: {what}", n, open=holds is None)


def both(*parts: bool | None) -> bool | None:
    """Return whether all hold; None where one is undecided and none fails."""
    return False if any(p is False for p in parts) else None if any(p is None for p in parts) else True


def less(x: arb, y: arb) -> bool | None:
    """Tell whether x < y, or None where the balls leave it open."""
    return True if x < y else False if x >= y else None


def close(x: arb, y: arb) -> bool | None:
    """Tell whether x is within a small part of y."""
    return less(abs(x - y), SMALL * abs(y))


def may_be_equal(x: arb, y: arb) -> bool:
    """Tell whether two numbers may be one; sharp balls that overlap count."""
    return bool(x.overlaps(y))


def grows(first: arb, second: arb) -> bool | None:
    """Tell whether the second number is larger by a factor."""
    return less(GROWN * first, second)


def _series(found: Asymptotic, numbers: Numbers, perturbation: Fraction) -> Iterator[Wrong | None]:
    """Compare m(n) with its terms and error."""
    series = found.series
    power = series.error is not None and series.error.power < 0
    groups: tuple[tuple[str | int, ...], ...] = ((FAR[0],), (FAR[1],))
    if power or series.error is None:
        groups = EARLY, LATE
    shares: list[list[arb]] = [[], []]
    for place, group in enumerate(groups):
        for n in group:
            terms = numbers.terms(series.terms, n)
            rest = numbers.m(n) - sum(terms, arb(0)) - terms[-1] * rational_ball(perturbation)
            if place:
                small = less(abs(rest), 10 * SMALL * abs(terms[-1]))
                yield _decided(
                    small, "what the terms leave of m(n) is not small against the last term", _length_text(n)
                )
            if series.error is None:
                sharp = may_be_equal(rest, arb(0)) and bool(rest.rad() < TINY * abs(terms[0]))
                yield _decided(
                    sharp or (None if rest.contains(0) else False),
                    "m(n) is not its terms, without an error",
                    _length_text(n),
                )
            else:
                shares[place].append(abs(rest) / numbers.rate(series.error, n))
    if series.error is not None:
        highest = max((share.upper() for share in shares[0]), key=lambda x: x.mid())
        for n, share in zip(groups[1], shares[1], strict=True):
            what = f"what the terms leave of m(n) grows against n^{series.error.power} (log n)^{series.error.logs}"
            yield _decided(less(share, BOUNDED_BY * highest + SMALL), what, _length_text(n))


def _is(kind: LawClass, found: Asymptotic, numbers: Numbers) -> bool | None:
    """Tell whether the numbers are those of a class."""
    return _CONDITIONS[kind.id](found, numbers, *(numbers.m(n) for n in FAR))


def _constant(found: Asymptotic, numbers: Numbers, first: arb, second: arb) -> bool | None:
    return all(may_be_equal(numbers.m(n), second) for n in (*NEAR, *EARLY, *FAR))


def _bounded(found: Asymptotic, numbers: Numbers, first: arb, second: arb) -> bool | None:
    return both(close(first, second), second > 0, not _constant(found, numbers, first, second))


def _slower(found: Asymptotic, numbers: Numbers, first: arb, second: arb) -> bool | None:
    return both(grows(first, second), grows(second / numbers.log_n(FAR[1]), first / numbers.log_n(FAR[0])))


def _shift(numbers: Numbers, gamma: Constant | None) -> tuple[arb, arb]:
    """Return m(n) - gamma log n at the far lengths."""
    value = constant(gamma.expression()) if gamma is not None else arb("nan")
    first, second = (numbers.m(n) - value * numbers.log_n(n) for n in FAR)
    return first, second


def _shifted(found: Asymptotic, numbers: Numbers, first: arb, second: arb) -> bool | None:
    before, after = _shift(numbers, found.gamma)
    return both(_log(found, numbers, second), less(TINY, abs(after)), less(abs(before), 2 * abs(after)))


def _log(found: Asymptotic, numbers: Numbers, second: arb) -> bool | None:
    if found.gamma is None or found.gamma.is_zero:
        return False
    return close(second / numbers.log_n(FAR[1]), constant(found.gamma.expression()))


def _kept(found: Asymptotic, numbers: Numbers, second: arb) -> bool | None:
    return both(_log(found, numbers, second), less(abs(_shift(numbers, found.gamma)[1]), TINY))


def _of_a_length(found: Asymptotic) -> bool:
    """Tell whether gamma is 1/log L for an integer L."""
    return found.gamma is not None and (1 / constant(found.gamma.expression())).exp().contains_integer()


_CONDITIONS: dict[str, Callable[[Asymptotic, Numbers, arb, arb], bool | None]] = {
    CONSTANT.id: _constant,
    BOUNDED.id: _bounded,
    SUBLOG.id: _slower,
    SHIFTED_LOG.id: _shifted,
    LOG_RATIO.id: lambda f, x, first, second: both(_kept(f, x, second), _of_a_length(f)),
    PURE_LOG.id: lambda f, x, first, second: both(_kept(f, x, second), not _of_a_length(f)),
    LOG_POWER.id: lambda f, x, first, second: both(
        grows(first / x.log_n(FAR[0]), second / x.log_n(FAR[1])), less(second.log() / x.log_n(FAR[1]), SMALL)
    ),
    POWER.id: lambda f, x, first, second: (
        close(second.log() / x.log_n(FAR[1]), rational_ball(f.lead.rate.power)) if f.lead.rate.power > 0 else False
    ),
    DECREASING.id: lambda f, x, first, second: both(grows(second, first), second > 0),
}


def _gamma(found: Asymptotic, numbers: Numbers) -> bool | None:
    """Tell whether m(n)/log n comes near gamma: vanishes where it is 0, grows where there is none."""
    first, second = (numbers.m(n) / numbers.log_n(n) for n in FAR)
    if found.gamma is None:
        return grows(first, second)
    if found.gamma.is_zero:
        return both(grows(second, first), less(second, SMALL))
    return close(second, constant(found.gamma.expression()))


def _bases(found: Asymptotic, rho: Fraction) -> Iterator[Constant]:
    """Yield base scales: fixed ones, and where m grows like log n the critical one."""
    yield from map(Constant.of, BASES)
    if found.gamma is not None and not found.gamma.is_zero:
        yield Constant.of(1) / (found.gamma * Constant.of(1 - rho))


def _regime(found: Asymptotic, numbers: Numbers, base: Constant, rho: Fraction) -> Wrong | None:
    """Compare the regime with kappa at far lengths."""
    regime = limit(found, base, rho, constant_sign).regime
    scale = constant(base.expression()) * rational_ball(1 - rho)
    first, second = (scale * numbers.m(n) - numbers.log_n(n) for n in FAR)
    side = 1 if regime == "supercritical" else -1
    match regime:
        case "critical":
            holds = less(abs(second), TINY)
        case "window":
            holds = both(close(first, second), less(TINY, abs(second)))
        case _:
            holds = both(less(arb(LARGE), side * second), less(side * first, side * second))
    what = f"kappa is {_text(first)}, then {_text(second)}: not {regime} at beta0 = {base}, rho = {rho}"
    return _decided(holds, what, FAR[1])


def _length_text(n: str | int) -> str:
    digits = str(n)
    if isinstance(n, str):
        return digits
    zeros = len(digits) - 1
    return f"{digits[0]}*10^{zeros} + {n - int(digits[0]) * 10**zeros}"


def _text(value: arb) -> str:
    return str(value.str(DIGITS, radius=False))
