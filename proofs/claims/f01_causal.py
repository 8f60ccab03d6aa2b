"""F1, F2: causal attention, position by position; whole-sequence scaling and its ln 2 law."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from ...theory.assumptions import CORRELATION, WEIGHT_RATIO, Assumption
from ...theory.field import Scalar
from ...theory.layer import causal
from ...theory.layer import quantities as q
from ...theory.layer.regimes import CRITICAL, FINITE, FREE, SUBCRITICAL, SUPERCRITICAL, WINDOW, Point
from ...theory.layer.row import Row
from ..claim import Claim, Twin
from ..kinds import BigO, Bound, Expansion, Identity, Within
from ..pins import Pin
from .a00_definitions import SYMMETRY
from .f00_definitions import PAIR, Positions, rows
from .shorthand import INVERSE_N, PLAIN, RATE, constant, of, sharp

TAU = Assumption(name="tau", meaning="position i = tau n", low=Fraction(0), high=Fraction(1), low_open=True)
POSITION = (
    Assumption(name="gamma", meaning="coefficient of log n", low=Fraction(0), high=None),
    Assumption(name="log_n", meaning="log n", low=Fraction(0), high=None, low_open=True),
    Assumption(name="u", meaning="position i = n^u", low=Fraction(0), high=Fraction(1), low_open=True),
)
SIGMA = replace(TAU, name="sigma", meaning="later position j = sigma n")


def _inner(p: Point) -> Scalar:
    return Positions(p).product()


def _earlier_norm(p: Point) -> Scalar:
    return Positions(p).earlier_norm()


def _at(p: Point, tau: Scalar, odds: Scalar = 1) -> Row:
    """Return the row at position tau n, whole-sequence scaling with exp(-beta (1 - rho)) = odds/n."""
    return causal.position_row(tau / p.h - 1, odds * p.h)


def _norm(p: Point) -> Scalar:
    return causal.output_norm_squared(p.row, p.rho)


def _pair_cosine(p: Point) -> Scalar:
    return causal.output_cosine_squared(_at(p, p.tau), _at(p, p.sigma), p.rho)


def _mean(p: Point) -> Scalar:
    return causal.mean_self_weight(1 / p.h, p.h)


def _step(p: Point) -> Scalar:
    """Return M(n + 1) - M(n) of M(n) = sum of 1/k over n <= k < 2n, the mean self weight at criticality."""
    n = 1 / p.h
    return 1 / (2 * n) + 1 / (2 * n + 1) - 1 / n


def _above(p: Point) -> Scalar:
    """Return log 2 + 1/(2n); the logarithm of the critical weight 1/2."""
    return p.neg_log_s + p.h / 2


def _half(p: Point) -> Scalar:
    """Return what -1/(2n) gains from n to n + 1."""
    n = 1 / p.h
    return 1 / (2 * n) - 1 / (2 * n + 2)


CLAIMS = (
    Claim(
        id="F1.row",
        title="causal position i has the simplex row at context length i: s_i = 1/(1 + (i - 1) exp(-beta (1 - rho)))",
        statement=Identity(
            regime=FINITE,
            left=of(q.self_weight),
            right=lambda p: causal.position_row(1 / p.h - 1, p.t).self_weight,
        ),
        assumptions=PLAIN,
        twins=(
            Twin(
                name="i others",
                change="i instead of i - 1 other tokens",
                statement=Identity(
                    regime=FINITE,
                    left=of(q.self_weight),
                    right=lambda p: causal.position_row(1 / p.h, p.t).self_weight,
                ),
            ),
        ),
    ),
    Claim(
        id="F1.norm",
        title="|m_i|^2 = rho + (1 - rho)(s_i^2 + (i - 1) b_i^2)",
        defines=(causal.output_norm_squared,),
        uses=SYMMETRY,
        statement=Identity(
            regime=FREE,
            left=_earlier_norm,
            right=lambda p: causal.output_norm_squared(rows(p)[0], p.rho),
        ),
        assumptions=PAIR,
        twins=(
            Twin(
                name="self alone",
                change="rho + (1 - rho) s_i^2",
                statement=Identity(
                    regime=FREE,
                    left=_earlier_norm,
                    right=lambda p: p.rho + (1 - p.rho) * rows(p)[0].self_weight ** 2,
                ),
            ),
        ),
    ),
    Claim(
        id="F1.inner-product",
        title="<m_i, m_j> = rho + (1 - rho) b_j for i < j: the later position alone decides",
        defines=(causal.output_inner_product,),
        uses=SYMMETRY,
        statement=Identity(regime=FREE, left=_inner, right=lambda p: causal.output_inner_product(rows(p)[1], p.rho)),
        assumptions=PAIR,
        twins=(
            Twin(
                name="earlier",
                change="b_i of the earlier position",
                statement=Identity(
                    regime=FREE, left=_inner, right=lambda p: causal.output_inner_product(rows(p)[0], p.rho)
                ),
            ),
        ),
    ),
    Claim(
        id="F2.position.chart",
        title="beta = gamma log n is (gamma/u) log i at position i = n^u: the row of i is that of context length i at gamma/u",
        statement=Identity(
            regime=FREE,
            left=lambda p: p.gamma * p.log_n,
            right=lambda p: p.gamma / p.u * (p.u * p.log_n),
        ),
        assumptions=POSITION,
        uses=("F1.row",),
        twins=(
            Twin(
                name="gamma u",
                change="gamma u",
                statement=Identity(
                    regime=FREE,
                    left=lambda p: p.gamma * p.log_n,
                    right=lambda p: p.gamma * p.u * (p.u * p.log_n),
                ),
            ),
        ),
    ),
    *(
        Claim(
            id=f"F2.position.{name}",
            title=f"beta = gamma log n, position i = n^u, u {sign} gamma (1 - rho): {text}",
            statement=Expansion(regime=regime, quantity=quantity, value=value),
            assumptions=PLAIN,
            notes="the chart is that of context length i, at gamma/u: delta = |1 - gamma (1 - rho)/u|",
            uses=("F2.position.chart", "F1.norm"),
            twins=(
                Twin(
                    name="other phase",
                    change="the limit of the other phase",
                    statement=Expansion(regime=regime, quantity=quantity, value=other),
                ),
            ),
        )
        for name, regime, sign, text, quantity, value, other in (
            ("late-weight", SUBCRITICAL, ">", "s_i -> 0", of(q.self_weight), constant(0), constant(1)),
            ("early-weight", SUPERCRITICAL, "<", "s_i -> 1", of(q.self_weight), constant(1), constant(0)),
            ("late-norm", SUBCRITICAL, ">", "|m_i|^2 -> rho, averaged", _norm, lambda p: p.rho, constant(1)),
            ("early-norm", SUPERCRITICAL, "<", "|m_i|^2 -> 1, the identity", _norm, constant(1), lambda p: p.rho),
        )
    ),
    Claim(
        id="F2.profile.weight",
        title="whole-sequence scaling at gamma = 1/(1 - rho): s_{tau n} = 1/(1 + tau - 1/n)",
        statement=Identity(
            regime=CRITICAL,
            left=lambda p: _at(p, p.tau).self_weight,
            right=lambda p: causal.profile_weight(p.tau - p.h, 1),
        ),
        assumptions=(TAU,),
        twins=(
            Twin(
                name="one half",
                change="1/2 at every position, as under per-position scaling",
                statement=Identity(
                    regime=CRITICAL, left=lambda p: _at(p, p.tau).self_weight, right=constant(Fraction(1, 2))
                ),
            ),
        ),
    ),
    Claim(
        id="F2.profile.limit",
        title="whole-sequence scaling at gamma = 1/(1 - rho): s_{tau n} -> 1/(1 + tau), within 2/n for n >= 2",
        statement=Expansion(
            regime=CRITICAL,
            quantity=lambda p: _at(p, p.tau).self_weight,
            value=lambda p: causal.profile_weight(p.tau, 1 + 0 * p.h),
            error=Within(Fraction(2), INVERSE_N),
        ),
        assumptions=(TAU,),
        pins=(sharp(),),
        twins=(
            Twin(
                name="a tenth",
                change="a tenth of the constant: within 1/(10 n)",
                statement=Expansion(
                    regime=CRITICAL,
                    quantity=lambda p: _at(p, p.tau).self_weight,
                    value=lambda p: causal.profile_weight(p.tau, 1 + 0 * p.h),
                    error=Within(Fraction(1, 10), INVERSE_N),
                ),
            ),
        ),
    ),
    Claim(
        id="F2.profile.window",
        title="in the window s_{tau n} -> 1/(1 + tau exp(-kappa)), with exp(-kappa) = (1 - s)/s",
        defines=(causal.profile_weight,),
        statement=Expansion(
            regime=WINDOW,
            quantity=lambda p: _at(p, p.tau, (1 - p.s) / p.s).self_weight,
            value=lambda p: causal.profile_weight(p.tau, (1 - p.s) / p.s),
            error=BigO(INVERSE_N),
        ),
        assumptions=(TAU,),
        pins=(RATE,),
        twins=(
            Twin(
                name="no tau",
                change="s itself: tau left out",
                statement=Expansion(
                    regime=WINDOW, quantity=lambda p: _at(p, p.tau, (1 - p.s) / p.s).self_weight, value=lambda p: p.s
                ),
            ),
        ),
    ),
    Claim(
        id="F2.cosine",
        title="cos'(tau, sigma)^2 -> rho^2/((rho + (1-rho)/(1+tau)^2)(rho + (1-rho)/(1+sigma)^2)) at gamma = 1/(1 - rho)",
        statement=Expansion(
            regime=CRITICAL,
            quantity=_pair_cosine,
            value=lambda p: causal.profile_cosine_squared(
                causal.profile_weight(p.tau, 1), causal.profile_weight(p.sigma, 1), p.rho
            ),
            error=BigO(INVERSE_N),
        ),
        assumptions=(CORRELATION, TAU, SIGMA),
        uses=("F1.norm", "F1.inner-product", "F2.profile.limit"),
        pins=(RATE,),
        twins=(
            Twin(
                name="simplex",
                change="the full-attention limit (4 rho/(1 + 3 rho))^2",
                statement=Expansion(
                    regime=CRITICAL, quantity=_pair_cosine, value=lambda p: (4 * p.rho / (1 + 3 * p.rho)) ** 2
                ),
            ),
        ),
    ),
    Claim(
        id="F2.mean.falls",
        title="the mean self weight at gamma_c, M(n) = sum of 1/k over n <= k < 2n, falls with n",
        statement=Bound(regime=FINITE, lower=_step, upper=constant(0)),
        assumptions=(WEIGHT_RATIO,),
        pins=(Pin(factor=Fraction(1201, 1000), base=lambda p: p.h**2),),
        twins=(
            Twin(
                name="rises",
                change="it rises",
                statement=Bound(regime=FINITE, lower=constant(0), upper=_step),
            ),
        ),
    ),
    Claim(
        id="F2.mean.rises",
        title="M(n) - 1/(2n), the same sum over n < k <= 2n, rises with n",
        statement=Bound(regime=FINITE, lower=constant(0), upper=lambda p: _step(p) + _half(p)),
        assumptions=(WEIGHT_RATIO,),
        notes="both sums are Riemann sums of 1/x over [1, 2]; that ln 2 is between them is F2.mean.ln2",
        uses=("F2.mean.falls",),
        pins=(Pin(factor=Fraction(1134, 1000), side="lower", base=lambda p: -(p.h**2)),),
        twins=(
            Twin(
                name="quarter",
                change="M(n) - 1/(4n) rises as well, which would put ln 2 above it",
                statement=Bound(regime=FINITE, lower=constant(0), upper=lambda p: _step(p) + _half(p) / 2),
            ),
        ),
    ),
    Claim(
        id="F2.mean.ln2",
        title="the ln 2 law: ln 2 <= mean self weight <= ln 2 + 1/(2n), whole-sequence scaling at gamma = 1/(1 - rho)",
        statement=Bound(
            regime=CRITICAL, lower=lambda p: 0 * p.h, upper=lambda p: (_mean(p) - p.neg_log_s) * (_above(p) - _mean(p))
        ),
        notes="in the critical chart -log s is log 2; sampled in balls, since digamma is no rational function",
        uses=("F1.row", "F2.mean.falls", "F2.mean.rises"),
        pins=(Pin(factor=Fraction(10617, 10**4), side="lower", base=lambda p: -(p.h**2)),),
        twins=(
            Twin(
                name="one half",
                change="the simplex value: 1/2 <= mean self weight <= 1/2 + 1/(2n)",
                statement=Bound(regime=CRITICAL, lower=_mean, upper=lambda p: (1 + p.h) / 2),
            ),
        ),
    ),
)
