"""G1: identities between scaling laws, and what extending a calibrated model does to its self weight.

The laws are the expressions of the catalogue, read in logarithms: log_s = log s, log_L = log L are variables, and
log n = log s + log L at n = s L.  The extension formulas are those of `critscale.theory.laws.extension`; ``gap`` is the
calibrated logit gap and ``others`` is log(L - 1).
"""

from __future__ import annotations

from dataclasses import dataclass

from ...numerics.laws.multiplier import LAW_BALLS, ball
from ...theory.expression import Expression, fold
from ...theory.grammar import parse
from ...theory.laws.extension import calibrated_gap, extended_log_odds, preserving_ratio
from ...theory.laws.logarithmic import LogElement, Logarithmic, Positive
from ..vocabulary import (
    A_DIGIT, FREE, INVERSE_N, INVERSE_N_SQUARED, LAWS, LENGTHS, MARKS, WEIGHT_RATIO, Antilog, BigO, Bound, Cases,
    ChartFormula, Claim, Computed, Counted, Expansion, Fraction, Identity, Pin, Point, Scalar, TokenLayer, Within,
    assume, but, marked, rational_ball, replace, sharp, token_by_token,
)

LOG_FACTOR = assume("log_s", "log s, s the extension factor")
LOG_TRAINED = assume("log_L", "log L, L the original context length", low_open=True)
FACTOR = assume("factor", "extension factor s", 1, integer=True)
TRAINED = assume("trained", "original context length L", 1, integer=True)
GAP = assume("gap", "calibrated logit gap log_odds(p) + log(L - 1), nats", low_open=True)
OTHERS = assume("others", "log(L - 1)", low_open=True)
TEMPERATURE = Fraction(1, 10)


def _expression(law: str) -> Expression:
    """Return the expression of a law, or of a multiplier in n, L and factor."""
    return LAWS[law].expression if law in LAWS else parse(law, ("L", "factor"))


def _at_factor(law: str, **fixed: Fraction) -> ChartFormula:
    """Return the multiplier of a law at n = s L, as a function of log_s and log_L."""

    def formula(p: Point) -> Scalar:
        factor, trained = Positive(p.log_s, at_least_one=True), Positive(p.log_L, at_least_one=True)
        algebra = Logarithmic(0 * p.log_L, floor=factor)
        n = algebra.multiply(factor, trained)
        values: dict[str, LogElement] = {"factor": factor, "L": trained, "n": n, "pos": n, **fixed}
        return algebra.scalar(fold(_expression(law), algebra, values))

    return formula


def _in_logarithms(p: Point) -> Scalar:
    """Return a law's multiplier at n = s L, read in the logarithms of s and L."""
    logs = Point(log_s=rational_ball(p.factor).log(), log_L=rational_ball(p.trained).log())
    return _at_factor(p.law, c=TEMPERATURE, beta=TEMPERATURE)(logs)


def _in_numbers(p: Point) -> Scalar:
    """Return a law's multiplier for the last token of n = s L, from its expression."""
    n = p.factor * p.trained
    values = {"factor": p.factor, "L": p.trained, "n": n, "pos": n - 1, "c": TEMPERATURE, "beta": TEMPERATURE}
    return ball(fold(_expression(p.law), LAW_BALLS, values))


def _next_factor(p: Point) -> Scalar:
    return _in_logarithms(Point(law=p.law, factor=p.factor + 1, trained=p.trained))


READ_IN_LOGARITHMS = ("longrope", "su", "yarn", "ministral3", "1 + log(n/L)", "2*log(n) - log(L)/3", "log(factor*n)")
READ_AT = ((Fraction(4), Fraction(4096)), (Fraction(32), Fraction(2048)), (Fraction(7), Fraction(1000)))


def _others(p: Point) -> Scalar:
    """Return log(n - 1)."""
    return p.L + p.ell


def _log_odds(p: Point) -> Scalar:
    """Return log_odds(p) of the calibration."""
    return p.gap - p.others


def _log_ratio(p: Point) -> Scalar:
    return p.L / p.log_L


def _extended_log_ratio(p: Point) -> Scalar:
    return extended_log_odds(_log_ratio(p), p.gap, _others(p))


def _extended_static(p: Point) -> Scalar:
    return extended_log_odds(1, p.gap, _others(p))


def _preserved(p: Point) -> Scalar:
    return extended_log_odds(preserving_ratio(_log_odds(p), p.gap, _others(p)), p.gap, _others(p))


@dataclass(frozen=True, slots=True)
class _Log(Antilog):
    """A logarithm that whole numbers multiply."""

    def __rmul__(self, times: int) -> Antilog:
        return Antilog(self.argument**times)


RATIOS = range(4)


def _extended(p: Point) -> Scalar:
    """Return exp(log_odds(a(n))) at m(n)/m(L) = 0, 1, 2, 3, marked: each log is known by its argument."""
    gap, others = _Log(1 / p.t), Antilog(p.n - 1)
    return marked(p, (extended_log_odds(k, gap, others).argument for k in RATIOS))


def _odds(x: TokenLayer) -> Scalar:
    """Return A_ii/(1 - A_ii)."""
    (i,) = x.tokens.some(1)
    return x.weight(i, i) / x.others(i)


def _odds_of_layers(p: Point, more: int = 0) -> Scalar:
    """Return A_ii/(1 - A_ii) of n tokens at 0, 1, 2 and 3 times the gap, marked."""
    return marked(p, (_odds(TokenLayer(Counted(p.n + more), 0, p.t**k)) for k in RATIOS))


def _calibrated(p: Point) -> Scalar:
    """Return exp of the gap at which the odds A_ii/(1 - A_ii) of n tokens are these."""
    return calibrated_gap(Antilog(p.odds), Antilog(p.n - 1)).argument


def _odds_by_gap(p: Point, more: int = 0) -> Scalar:
    """Return A_ii/(1 - A_ii) of n tokens whose gap is calibrated to these odds."""
    return _odds(TokenLayer(Counted(p.n + more), 0, 1 / _calibrated(p)))


COUNT = assume("n", "context length", 2, integer=True)
ODDS = assume("odds", "p/(1 - p) of the self weight p", low_open=True)
POSITIVE_RATIO = replace(WEIGHT_RATIO, low_open=True)

_CASES: Cases = tuple(
    {"law": law, "factor": factor, "trained": trained} for law in READ_IN_LOGARITHMS for factor, trained in READ_AT
)
_MINISTRAL = _at_factor("ministral3", beta=TEMPERATURE)
_YARN = _at_factor("yarn", c=TEMPERATURE)

CLAIMS = (
    token_by_token(
        "G1.definition.calibrated-gap",
        "the gap log_odds(p) + log(n - 1) gives the self weight p among n tokens, token by token, in exponentials",
        calibrated_gap,
        _odds_by_gap,
        lambda p: p.odds,
        (COUNT, ODDS),
    ),
    token_by_token(
        "G1.definition.extended-log-odds",
        "ratio * gap - log(n - 1) is log_odds(A_ii) of n tokens at ratio times the gap, token by token, ratio = 0, 1, 2, 3",
        extended_log_odds,
        _odds_of_layers,
        _extended,
        (COUNT, POSITIVE_RATIO, *MARKS[: len(RATIOS)]),
        notes="in exponentials, which are rational; both logarithms are linear in the ratio",
    ),
    Claim(
        "G1.longrope.is-log-ratio",
        "LongRoPE's 1 + log s/log L is log n/log L frozen at n = s L",
        Identity(FREE, _at_factor("longrope"), _at_factor("su")),
        (LOG_FACTOR, LOG_TRAINED),
        twins=but("YaRN", "YaRN's (1 + 0.1 log s)^2 in place of LongRoPE's", left=_YARN),
    ),
    Claim(
        "G1.logarithms.values",
        "laws read in log s and log L have the values of their expressions at n = s L",
        Computed(_CASES, _in_logarithms, _in_numbers, Fraction(1, 10**40)),
        pins=(A_DIGIT,),
        twins=but("s + 1", "the factor s + 1 in place of s on one side", left=_next_factor),
    ),
    Claim(
        "G1.ministral.floor-below",
        "s - 1 <= (s L - 1)/L: the last token of n = s L has passed s - 1 steps",
        Bound(FREE, lambda p: p.factor - 1, lambda p: (p.factor * p.trained - 1) / p.trained),
        (FACTOR, TRAINED),
        pins=(sharp(FACTOR.at(Fraction(3))),),
        twins=but("s steps", "s in place of s - 1: right at pos = n, as in Llama 4", lower=lambda p: p.factor),
    ),
    Claim(
        "G1.ministral.floor-above",
        "(s L - 1)/L <= s - 1/L < s: and not s steps",
        Bound(FREE, lambda p: (p.factor * p.trained - 1) / p.trained, lambda p: p.factor - 1 / p.trained),
        (FACTOR, TRAINED),
        pins=(sharp(FACTOR.at(Fraction(3)), TRAINED.at(Fraction(5))),),
        twins=but("pos = n", "pos = n in place of n - 1", lower=lambda p: p.factor),
    ),
    Claim(
        "G1.ministral.is-unsquared-yarn",
        "Ministral 3's temperature of the last token of n = s L, squared, is YaRN's multiplier at factor s",
        Identity(FREE, lambda p: _MINISTRAL(p) ** 2, _YARN),
        (LOG_FACTOR, LOG_TRAINED),
        uses=("G1.ministral.floor-below", "G1.ministral.floor-above"),
        twins=but("not squared", "the temperature itself: a where YaRN has a^2", left=_MINISTRAL),
    ),
    Claim(
        "G1.extension.log-ratio",
        "under log n/log L log_odds(a(n)) is (gap/log L - 1) log n up to 3/(2 n): gamma, hence the phase, is kept",
        Expansion(
            LENGTHS, _extended_log_ratio, lambda p: (p.gap / p.log_L - 1) * p.L, Within(Fraction(3, 2), INVERSE_N)
        ),
        (GAP, LOG_TRAINED),
        notes="gap/log L is gamma (1 - rho) at L, so a law c log n keeps gamma at every n",
        pins=(Pin(factor=Fraction(23, 25)),),
        twins=but("static", "a static multiplier in place of log n/log L", quantity=_extended_static)
        + but("1/2", "the constant 1/2", error=Within(Fraction(1, 2), INVERSE_N)),
    ),
    Claim(
        "G1.extension.static-drift",
        "under a static multiplier log_odds(a(n)) = log_odds(p) - (log(n - 1) - log(L - 1)): it drifts to subcritical",
        Identity(LENGTHS, _extended_static, lambda p: _log_odds(p) - (_others(p) - p.others)),
        (GAP, OTHERS),
        twins=but("no drift", "the self weight kept", right=_log_odds),
    ),
    Claim(
        "G1.extension.static-limit",
        "under a static multiplier log_odds(a(n)) = -log n + gap + O(1/n): the self weight vanishes like e^gap/n",
        Expansion(LENGTHS, _extended_static, lambda p: p.gap - p.L, BigO(INVERSE_N)),
        (GAP,),
        twins=but("half the rate", "-(1/2) log n", value=lambda p: p.gap - p.L / 2),
    ),
    Claim(
        "G1.extension.preserving",
        "m(n)/m(L) = (log_odds(p) + log(n - 1))/(log_odds(p) + log(L - 1)) keeps the self weight p exactly",
        Identity(LENGTHS, _preserved, _log_odds),
        (GAP, OTHERS),
        defines=(preserving_ratio,),
        twins=but(
            "log ratio",
            "log n/log L in its place: it keeps the phase, not the self weight",
            left=_extended_log_ratio,
            assumptions=(GAP, OTHERS, LOG_TRAINED),
        ),
    ),
    Claim(
        "G1.extension.preserving-is-shifted-log",
        "the multiplier that keeps the self weight is the shifted log (log n + log_odds(p))/gap + O(1/n)",
        Expansion(
            LENGTHS,
            lambda p: preserving_ratio(_log_odds(p), p.gap, _others(p)),
            lambda p: (p.L + _log_odds(p)) / p.gap,
            BigO(INVERSE_N),
        ),
        (GAP, OTHERS),
        uses=("G1.extension.preserving",),
        twins=but("n^-2", "the error O(n^-2)", error=BigO(INVERSE_N_SQUARED)),
    ),
)
