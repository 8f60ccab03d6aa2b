"""A8: the row entropy; A9: the participation ratio and the perplexity; A12: the balanced mass."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from ...theory.assumptions import Assumption
from ...theory.field import Scalar
from ...theory.growth import Stratum
from ...theory.layer import naive
from ...theory.layer import quantities as q
from ...theory.layer.regimes import CRITICAL, FINITE, FREE, SUBCRITICAL, SUPERCRITICAL, WINDOW, Point
from ..claim import Claim, Confidence, Twin
from ..kinds import BigO, Bound, Expansion, Identity, LittleO, Within
from ..pins import Pin
from .shorthand import INVERSE_N_SQUARED, LOG_OVER_N, NEARLY, PLAIN, RATE, T, of, sharp

HALF = Stratum(Fraction(1, 2), Fraction(1, 2))
SHALLOW = Stratum(Fraction(0), Fraction(1, 2))
DEEP = Stratum(Fraction(1, 2), Fraction(1))
TIE = Assumption(
    name="e",
    meaning="distance of 1/(2 b) from the nearest integer",
    low=Fraction(-1, 2),
    high=Fraction(1, 2),
)
FURTHER = Assumption(name="m", meaning="an integer", low=Fraction(1), high=None, integer=True)
MASS = Assumption(name="x", meaning="mass of a subset as a share of 1 - a", low=Fraction(0), high=Fraction(1))
REST = Assumption(name="c", meaning="1 - a, at most 1/2", low=Fraction(0), high=Fraction(1, 2))


def _naive_entropy(p: Point) -> Scalar:
    logs = p.row.logs()
    log_a, log_b = -logs.partition, -logs.partition - logs.gap
    return naive.row_entropy(p.row.self_weight, p.row.other_weight, 1 / p.h, log_a, log_b)


def _binary_entropy(p: Point) -> Scalar:
    return p.s * p.neg_log_s + (1 - p.s) * p.neg_log_1ms


def _half_log(p: Point, constant: int = 1) -> Scalar:
    return p.L / 2 + constant * p.neg_log_s


def _tied(p: Point) -> Scalar:
    return q.balanced_mass_at_large_odds(p.row, p.e)


def _self_against_rest(p: Point) -> Scalar:
    return q.balanced_mass_at_small_odds(p.row)


def _of_set(share: Scalar) -> Scalar:
    """Return 4 p (1 - p) of a set that holds this share of the attention."""
    return 4 * share * (1 - share)


CLAIMS = (
    Claim(
        id="A8.entropy.definition",
        title="H = log(1 + E) + (1 - a) beta (1 - rho) is -sum_k A_ik log A_ik",
        statement=Identity(regime=WINDOW, left=_naive_entropy, right=of(q.row_entropy)),
        assumptions=PLAIN,
        twins=(
            Twin(
                name="self term",
                change="the term of the token itself left out",
                statement=Identity(
                    regime=WINDOW,
                    left=lambda p: _naive_entropy(p) - p.row.self_weight * p.row.logs().partition,
                    right=of(q.row_entropy),
                ),
            ),
        ),
    ),
    *(
        Claim(
            id=f"A8.entropy.{regime.id}-fraction",
            title=f"H/log n -> {text}, {regime.id}",
            statement=Expansion(regime=regime, quantity=of(q.entropy_fraction), value=value),
            assumptions=PLAIN,
            twins=(
                Twin(
                    name="other regime",
                    change=f"the limit {wrong_text} of another regime",
                    statement=Expansion(regime=regime, quantity=of(q.entropy_fraction), value=wrong),
                ),
            ),
        )
        for regime, text, value, wrong_text, wrong in (
            (SUBCRITICAL, "1", lambda p: p.one, "0", lambda p: 0 * p.one),
            (WINDOW, "1 - s", lambda p: 1 - p.s, "s", lambda p: p.s),
            (CRITICAL, "1/2", lambda p: p.one / 2, "1", lambda p: p.one),
            (SUPERCRITICAL, "0", lambda p: 0 * p.one, "1", lambda p: p.one),
        )
    ),
    Claim(
        id="A8.entropy.window",
        title="H = (1 - s) log n + h(s) + O(log n/n) in the window",
        statement=Expansion(
            regime=WINDOW,
            quantity=of(q.row_entropy),
            value=lambda p: (1 - p.s) * p.L + _binary_entropy(p),
            error=BigO(LOG_OVER_N),
        ),
        assumptions=PLAIN,
        pins=(RATE,),
        twins=(
            Twin(
                name="no h(s)",
                change="the constant h(s) left out",
                statement=Expansion(
                    regime=WINDOW,
                    quantity=of(q.row_entropy),
                    value=lambda p: (1 - p.s) * p.L,
                    error=BigO(LOG_OVER_N),
                ),
            ),
        ),
    ),
    Claim(
        id="A8.entropy.critical",
        title="H = (1/2) log n + log 2 + O(log n/n) at the critical gamma",
        statement=Expansion(regime=CRITICAL, quantity=of(q.row_entropy), value=_half_log, error=BigO(LOG_OVER_N)),
        assumptions=PLAIN,
        pins=(RATE,),
        twins=(
            Twin(
                name="2 log 2",
                change="the constant 2 log 2",
                statement=Expansion(
                    regime=CRITICAL,
                    quantity=of(q.row_entropy),
                    value=lambda p: _half_log(p, 2),
                    error=BigO(LOG_OVER_N),
                ),
            ),
        ),
    ),
    Claim(
        id="A8.entropy.critical-bound",
        title="|H - (1/2) log n - log 2| <= (9/10) log n/n for all n >= 3 at the critical gamma",
        statement=Expansion(
            regime=CRITICAL,
            quantity=of(q.row_entropy),
            value=_half_log,
            error=Within(Fraction(9, 10), LOG_OVER_N, valid_from=3),
        ),
        assumptions=PLAIN,
        pins=(Pin(factor=Fraction(22, 25)), Pin(earlier=1)),
        twins=(
            Twin(
                name="1/5",
                change="the constant 1/5",
                statement=Expansion(
                    regime=CRITICAL,
                    quantity=of(q.row_entropy),
                    value=_half_log,
                    error=Within(Fraction(1, 5), LOG_OVER_N, valid_from=3),
                ),
            ),
        ),
    ),
    Claim(
        id="A9.participation.definition",
        title="Y = a^2 + (1 - a) b is sum_k A_ik^2",
        statement=Identity(
            regime=FINITE,
            left=lambda p: naive.inverse_participation_ratio(p.row.self_weight, p.row.other_weight, 1 / p.h),
            right=of(q.inverse_participation_ratio),
        ),
        assumptions=PLAIN,
        twins=(
            Twin(
                name="overlap",
                change="the overlap of two rows instead",
                statement=Identity(
                    regime=FINITE,
                    left=lambda p: naive.row_overlap(p.row.self_weight, p.row.other_weight, 1 / p.h),
                    right=of(q.inverse_participation_ratio),
                ),
            ),
        ),
    ),
    Claim(
        id="A9.participation.window",
        title="1/Y -> 1/s^2 in the window (4 at the critical gamma)",
        statement=Expansion(regime=WINDOW, quantity=of(q.participation_ratio), value=lambda p: 1 / p.s**2),
        assumptions=PLAIN,
        twins=(
            Twin(
                name="1/s",
                change="1/s instead of 1/s^2",
                statement=Expansion(regime=WINDOW, quantity=of(q.participation_ratio), value=lambda p: 1 / p.s),
            ),
        ),
    ),
    Claim(
        id="A9.participation.supercritical",
        title="1/Y -> 1 above the critical gamma",
        statement=Expansion(regime=SUPERCRITICAL, quantity=of(q.participation_ratio), value=lambda p: p.one),
        assumptions=PLAIN,
        twins=(
            Twin(
                name="critical value",
                change="4, as at the critical gamma",
                statement=Expansion(
                    regime=SUPERCRITICAL, quantity=of(q.participation_ratio), value=lambda p: 4 * p.one
                ),
            ),
        ),
    ),
    *(
        Claim(
            id=f"A9.participation.subcritical-{name}",
            title=f"1/Y ~ {text} for {where}: 1/Y ~ min(n, a^-2)",
            statement=Expansion(
                regime=SUBCRITICAL, quantity=of(q.participation_ratio), value=value, ratio=True, stratum=stratum
            ),
            assumptions=PLAIN,
            twins=(
                Twin(
                    name="other side",
                    change="the law of the other side of delta = 1/2",
                    statement=Expansion(
                        regime=SUBCRITICAL,
                        quantity=of(q.participation_ratio),
                        value=wrong,
                        ratio=True,
                        stratum=stratum,
                    ),
                ),
            ),
        )
        for name, text, where, stratum, value, wrong in (
            ("shallow", "n^(2 delta)", "delta < 1/2", SHALLOW, lambda p: 1 / p.u**2, lambda p: 1 / p.h),
            ("half", "n/2", "delta = 1/2", HALF, lambda p: 1 / (2 * p.h), lambda p: 1 / p.h),
            ("deep", "n", "delta > 1/2", DEEP, lambda p: 1 / p.h, lambda p: 1 / p.u**2),
        )
    ),
    Claim(
        id="A9.perplexity.critical",
        title="log(e^H) - log(2 sqrt n) -> 0 at the critical gamma: perplexity ~ 2 sqrt n, against 1/Y -> 4",
        statement=Expansion(regime=CRITICAL, quantity=of(q.row_entropy), value=_half_log, error=LittleO()),
        assumptions=PLAIN,
        uses=("A8.entropy.critical",),
        twins=(
            Twin(
                name="sqrt n",
                change="sqrt n instead of 2 sqrt n",
                statement=Expansion(
                    regime=CRITICAL, quantity=of(q.row_entropy), value=lambda p: p.L / 2, error=LittleO()
                ),
            ),
        ),
    ),
    Claim(
        id="A12.set.large-odds",
        title="a set of k other tokens has 4 p (1 - p) = 1 - 4 e^2 b^2, where k = 1/(2 b) + e",
        statement=Identity(
            regime=FINITE,
            left=lambda p: _of_set((1 / (2 * p.row.other_weight) + p.e) * p.row.other_weight),
            right=_tied,
        ),
        assumptions=(TIE,),
        defines=(q.balanced_mass_at_large_odds,),
        twins=(
            Twin(
                name="3 for 4",
                change="3 p (1 - p)",
                statement=Identity(
                    regime=FINITE,
                    left=lambda p: 3 * _of_set((1 / (2 * p.row.other_weight) + p.e) * p.row.other_weight) / 4,
                    right=_tied,
                ),
            ),
        ),
    ),
    Claim(
        id="A12.set.nearest",
        title="no number of tokens is nearer to 1/(2 b) than the nearest integer: (e + m)^2 >= e^2 for integers m >= 1 (and -m by symmetry)",
        statement=Bound(regime=FREE, lower=lambda p: p.e**2, upper=lambda p: (p.e + p.m) ** 2),
        assumptions=(TIE, FURTHER),
        notes="equality at e = -1/2, m = 1: a tie",
        pins=(sharp(TIE.at(Fraction(-1, 2)), FURTHER.at(Fraction(1))),),
        twins=(
            Twin(
                name="any number",
                change="any m >= 0, no integer",
                statement=Bound(regime=FREE, lower=lambda p: p.e**2, upper=lambda p: (p.e + p.m) ** 2),
                assumptions=(TIE, replace(FURTHER, low=Fraction(0), integer=False)),
            ),
        ),
    ),
    Claim(
        id="A12.set.small-odds",
        title="all other tokens together have 4 p (1 - p) = 4 a (1 - a)",
        statement=Identity(
            regime=FINITE, left=lambda p: _of_set((1 / p.h - 1) * p.row.other_weight), right=_self_against_rest
        ),
        defines=(q.balanced_mass_at_small_odds,),
        twins=(
            Twin(
                name="n tokens",
                change="n tokens of weight b",
                statement=Identity(
                    regime=FINITE, left=lambda p: _of_set(1 / p.h * p.row.other_weight), right=_self_against_rest
                ),
            ),
        ),
    ),
    Claim(
        id="A12.set.complement",
        title="a set and its complement have the same 4 p (1 - p): the token itself may be left out",
        statement=Identity(regime=FREE, left=lambda p: _of_set(p.x), right=lambda p: _of_set(1 - p.x)),
        assumptions=(MASS,),
        twins=(
            Twin(
                name="half",
                change="the complement to 1/2",
                statement=Identity(
                    regime=FREE, left=lambda p: _of_set(p.x), right=lambda p: _of_set((1 - 2 * p.x) / 2)
                ),
            ),
        ),
    ),
    Claim(
        id="A12.set.available",
        title="for E >= 1 there are as many others as the integer nearest to 1/(2 b): 1/(2 b) <= n - 1, an integer",
        statement=Bound(
            regime=FREE,
            lower=lambda p: (1 + 1 + p.e) * p.others / (2 * (1 + p.e)),
            upper=lambda p: p.others,
        ),
        assumptions=(
            Assumption(name="e", meaning="E - 1", low=Fraction(0), high=None),
            Assumption(name="others", meaning="n - 1", low=Fraction(1), high=None, integer=True),
        ),
        notes="b = (1 - a)/(n - 1) = E/((1 + E)(n - 1))",
        pins=(Pin(factor=NEARLY),),
        twins=(
            Twin(
                name="n - 2",
                change="n - 2 others",
                statement=Bound(
                    regime=FREE,
                    lower=lambda p: (1 + 1 + p.e) * p.others / (2 * (1 + p.e)),
                    upper=lambda p: p.others - 1,
                ),
            ),
        ),
    ),
    Claim(
        id="A12.balanced-mass.small-odds",
        title="for E <= 1 no subset of the others has more 4 p (1 - p) than all of them: 4 a (1 - a)",
        statement=Bound(
            regime=FREE,
            lower=lambda p: 4 * p.x * p.c * (1 - p.x * p.c),
            upper=lambda p: 4 * p.c * (1 - p.c),
        ),
        assumptions=(MASS, REST),
        source="arXiv 2602.18849 (the norm is a balanced mass); closed form derived",
        confidence=Confidence.RECOVERED,
        uses=("A12.set.complement", "A12.set.small-odds"),
        notes="p = x (1 - a)",
        pins=(sharp(MASS.at(Fraction(1)), REST.at(Fraction(1, 4))),),
        twins=(
            Twin(
                name="large odds",
                change="1 - a up to 1: the assumption E <= 1 dropped",
                statement=Bound(
                    regime=FREE,
                    lower=lambda p: 4 * p.x * p.c * (1 - p.x * p.c),
                    upper=lambda p: 4 * p.c * (1 - p.c),
                ),
                assumptions=(MASS, Assumption(name="c", meaning="1 - a", low=Fraction(0), high=Fraction(1))),
            ),
        ),
    ),
    Claim(
        id="A12.balanced-mass.large-odds",
        title="for E >= 1 the balanced mass is 1 - 4 e^2 b^2, |e| <= 1/2: between 1 - b^2 and 1",
        statement=Bound(regime=FINITE, lower=lambda p: 1 - p.row.other_weight**2, upper=_tied),
        assumptions=(*PLAIN, TIE),
        source="arXiv 2602.18849 (the norm is a balanced mass); closed form derived",
        confidence=Confidence.RECOVERED,
        notes="e is the distance of 1/(2 b) from the nearest integer k, and p(S) = k b",
        uses=("A12.set.nearest", "A12.set.large-odds", "A12.set.complement", "A12.set.available"),
        pins=(Pin(factor=NEARLY, side="lower", base=1, where=(TIE.at(Fraction(1, 2)), T)),),
        twins=(
            Twin(
                name="b^2/2",
                change="1 - b^2/2 as lower bound",
                statement=Bound(regime=FINITE, lower=lambda p: 1 - p.row.other_weight**2 / 2, upper=_tied),
            ),
        ),
    ),
    Claim(
        id="A12.balanced-mass.subcritical",
        title="theta = 1 + O(n^-2) below the critical gamma",
        statement=Expansion(
            regime=SUBCRITICAL,
            quantity=_tied,
            value=lambda p: p.one,
            error=BigO(INVERSE_N_SQUARED),
        ),
        assumptions=(*PLAIN, TIE),
        uses=("A12.balanced-mass.large-odds",),
        pins=(RATE,),
        twins=(
            Twin(
                name="4 a (1 - a)",
                change="the law for small odds",
                statement=Expansion(
                    regime=SUBCRITICAL,
                    quantity=_self_against_rest,
                    value=lambda p: p.one,
                    error=BigO(INVERSE_N_SQUARED),
                ),
            ),
        ),
    ),
    Claim(
        id="A12.balanced-mass.window",
        title="theta -> 4 s (1 - s) in the window for s >= 1/2 (and -> 1 for s <= 1/2, as for large odds)",
        statement=Expansion(regime=WINDOW, quantity=_self_against_rest, value=lambda p: 4 * p.s * (1 - p.s)),
        assumptions=PLAIN,
        uses=("A12.balanced-mass.small-odds",),
        twins=(
            Twin(
                name="2 s (1 - s)",
                change="half the value",
                statement=Expansion(regime=WINDOW, quantity=_self_against_rest, value=lambda p: 2 * p.s * (1 - p.s)),
            ),
        ),
    ),
    Claim(
        id="A12.balanced-mass.supercritical",
        title="theta -> 0 above the critical gamma",
        statement=Expansion(regime=SUPERCRITICAL, quantity=_self_against_rest, value=lambda p: 0 * p.one),
        assumptions=PLAIN,
        uses=("A12.balanced-mass.small-odds",),
        twins=(
            Twin(
                name="1",
                change="1, as below the critical gamma",
                statement=Expansion(regime=SUPERCRITICAL, quantity=_self_against_rest, value=lambda p: p.one),
            ),
        ),
    ),
)
