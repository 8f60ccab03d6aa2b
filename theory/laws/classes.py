"""The class of a multiplier m(n), and the regime it leads to, both derived from its asymptotics.

With beta_n = beta0 m(n) the layer is critical where beta_n (1 - rho) = log n, so what counts is the growth of m(n)
against log n: gamma_eff = beta0 m(n) / log n tends to 0 (subcritical), to a constant (compare it with 1/(1 - rho),
exactly), or to oo (supercritical).  At equality kappa = beta_n (1 - rho) - log n decides: the next order.

Each class is a condition on the series of m; none is typed per law.

Source: theory A3, A4; arXiv 2510.05554, Theorem 2.1; the classes are derived.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from ..errors import BadInput, shown
from ..expression import Expression, depends_on_length, operators
from ..notation import text
from .asymptotics import Asymptotics, series
from .constants import Constant, SignOracle
from .log_scale import LOG, ONE, ScaleTerm, Series


@dataclass(frozen=True, slots=True)
class LawClass:
    """A class of multipliers: its name in words, and what it means at any fixed base scale."""

    id: str
    meaning: str


CONSTANT = LawClass("constant", "constant in n, subcritical eventually")
BOUNDED = LawClass("bounded", "bounded in n, subcritical eventually")
SUBLOG = LawClass("slower than log n", "subcritical eventually, more slowly")
SHIFTED_LOG = LawClass(
    "shifted log", "a fixed regime in the end, decided by the coefficient of log n; it drifts on the way"
)
LOG_RATIO = LawClass("log ratio", "regime-preserving: the regime at n = L holds at every larger n")
PURE_LOG = LawClass("pure log", "regime-preserving: one regime at every n, set by the coefficient")
LOG_POWER = LawClass("faster than log n", "supercritical eventually, slowly")
POWER = LawClass("power of n", "supercritical eventually")
DECREASING = LawClass("decreasing", "collapses to uniform attention")
CLASSES = (CONSTANT, BOUNDED, SUBLOG, SHIFTED_LOG, LOG_RATIO, PURE_LOG, LOG_POWER, POWER, DECREASING)


@dataclass(frozen=True, slots=True)
class Asymptotic:
    """What is known of a multiplier as n -> oo.

    Attributes
    ----------
    series : Series
        m(n), leading terms and error.
    kind : LawClass
        Its class.
    gamma : Constant or None
        lim m(n) / log n; None where it is oo.
    """

    series: Series
    kind: LawClass
    gamma: Constant | None

    @property
    def lead(self) -> ScaleTerm:
        """The leading term."""
        return self.series.terms[0]

    @property
    def critical_gap(self) -> Constant | None:
        """The beta0 (1 - rho) at which the law is critical as n -> oo; None where every base scale leads to one regime."""
        return None if self.gamma is None or self.gamma.is_zero else Constant.of(1) / self.gamma

    @property
    def regime_preserving(self) -> bool:
        """Whether m(n) = c log n up to a term that vanishes, so that gamma is the same at every n."""
        return self.kind in (LOG_RATIO, PURE_LOG)


def asymptotic(multiplier: Expression, oracle: SignOracle) -> Asymptotic:
    """Classify a multiplier.

    Parameters
    ----------
    multiplier : Expression
        m in n or pos, all parameters substituted.
    oracle : callable
        The sign of a constant expression (the numerics answers it with balls).

    Raises
    ------
    BadInput
        If m is not positive for all large n.
    Undecided
        If the growth leaves the scale, or hinges on an undecided sign.
    """
    found = series(multiplier, oracle)
    if Asymptotics(oracle).sign(found) <= 0:
        why = f"it is {found}, not positive, for large n"
        raise BadInput(f"the multiplier {shown(text(multiplier))}", why, "a temperature needs a positive one")
    rate, coefficient = found.terms[0]
    gamma = coefficient if rate == LOG else Constant.of(0) if rate < LOG else None
    return Asymptotic(found, _kind(multiplier, found), gamma)


def _kind(multiplier: Expression, found: Series) -> LawClass:
    rate, coefficient = found.terms[0]
    if rate == ONE:
        return CONSTANT if _is_constant(multiplier, found) else BOUNDED
    if rate < ONE:
        return DECREASING
    if rate < LOG:
        return SUBLOG
    if rate > LOG:
        return POWER if rate.power else LOG_POWER
    next_term = len(found.terms) > 1 and found.terms[1].rate >= ONE
    if next_term or (found.error is not None and found.error >= ONE):
        return SHIFTED_LOG
    return LOG_RATIO if _is_reciprocal_log(coefficient) else PURE_LOG


def _is_constant(multiplier: Expression, found: Series) -> bool:
    """Tell whether m is one number at every n: n does not occur, or cancels with no clip or floor on the way."""
    if not depends_on_length(multiplier):
        return True
    return found.error is None and len(found.terms) == 1 and operators(multiplier).isdisjoint({"min", "max", "floor"})


def _is_reciprocal_log(coefficient: Constant) -> bool:
    """Tell whether the coefficient is 1/log L for a rational L > 1."""
    inverse = Constant.of(1) / coefficient
    if inverse.rational is not None or inverse.denominator != Constant.of(1).denominator:
        return False
    return all(len(key) == 1 and key[0][1] == 1 and value.denominator == 1 for key, value in inverse.numerator.items())


@dataclass(frozen=True, slots=True)
class Limit:
    """Where beta_n = beta0 m(n) leads as n -> oo.

    Attributes
    ----------
    regime : str
        "subcritical", "critical", "window" or "supercritical"; `OPEN` where it hangs on a base scale that is not given.
    gamma : Constant or None
        lim beta_n / log n; None where it is oo, or hangs on the base scale.
    kappa : Series or None
        beta_n (1 - rho) - log n where gamma is exactly 1/(1 - rho), else None.
    reason : str
        The comparison, in one line.
    """

    regime: str
    gamma: Constant | None
    kappa: Series | None
    reason: str


OPEN = "set by the base scale"
"""The regime of a law that leads to another one at another base scale."""


def limit_at_any_base(law: Asymptotic) -> Limit:
    """Return the regime a multiplier leads to whatever the base scale and rho; `OPEN` where it hangs on them."""
    if law.gamma is None:
        return Limit("supercritical", None, None, f"m grows like {law.lead}, faster than log n")
    if law.gamma.is_zero:
        return Limit("subcritical", law.gamma, None, f"m behaves like {law.lead}, slower than log n")
    return Limit(OPEN, None, None, f"critical at beta0 (1 - rho) = {law.critical_gap}, supercritical above")


def limit(law: Asymptotic, base: Constant, rho: Fraction, oracle: SignOracle) -> Limit:
    """Return the regime a multiplier leads to.

    Parameters
    ----------
    law : Asymptotic
        The multiplier's.
    base : Constant
        beta0, positive: the scale without m, the squared norm of the tokens included.
    rho : Fraction
        Common inner product, 0 <= rho < 1.
    oracle : callable
        The sign of a constant expression.

    Raises
    ------
    BadInput
        If beta0 is not positive.
    Undecided
        If gamma cannot be told from 1/(1 - rho).
    """
    if base.sign(oracle) <= 0:
        raise BadInput(f"beta0 = {shown(base)}", "a base scale is positive", "give beta0 > 0")
    if law.gamma is None or law.gamma.is_zero:
        return limit_at_any_base(law)
    gamma = base * law.gamma
    spread = Constant.of(1 - rho)
    side = (gamma * spread - Constant.of(1)).sign(oracle)
    if side:
        regime, mark = ("supercritical", ">") if side > 0 else ("subcritical", "<")
        return Limit(regime, gamma, None, f"gamma -> {gamma} {mark} 1/(1 - rho) = {shown(1 / (1 - rho))}")
    algebra = Asymptotics(oracle)
    kappa = algebra.add(algebra.scale(law.series, base * spread), Series((ScaleTerm(LOG, Constant.of(-1)),)))
    return Limit(_at_equality(kappa, oracle), gamma, kappa, f"gamma -> 1/(1 - rho) exactly; kappa -> {kappa}")


def _at_equality(kappa: Series, oracle: SignOracle) -> str:
    lead = kappa.lead
    if lead is None or lead.rate < ONE:
        if lead is None and kappa.error is not None and kappa.error >= ONE:
            return "window"  # bounded, its limit not known
        return "critical"
    if lead.rate == ONE:
        return "window"
    return "supercritical" if lead.coefficient.sign(oracle) > 0 else "subcritical"
