"""F2: whole-sequence scaling under a causal mask, and its ln 2 law."""

from __future__ import annotations

from ..vocabulary import (
    CORRELATION, CRITICAL, FINITE, FREE, INVERSE_N, SUBCRITICAL, SUPERCRITICAL, WEIGHT_RATIO, WINDOW, BigO, Bound,
    Claim, Expansion, Fraction, Identity, LittleO, Pin, Point, Row, Scalar, Within, assume, but, causal, of, q, replace,
    sharp, without_residual,
)

TAU = assume("tau", "position i = tau n", 0, 1, low_open=True)
POSITION = (
    assume("gamma", "coefficient of log n"),
    assume("log_n", "log n", low_open=True),
    assume("u", "position i = n^u", 0, 1, low_open=True),
)
SIGMA = replace(TAU, name="sigma", meaning="later position j = sigma n")


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
        "F2.position.chart",
        "beta = gamma log n is (gamma/u) log i at position i = n^u: the row of i is that of context length i at gamma/u",
        Identity(FREE, lambda p: p.gamma * p.log_n, lambda p: p.gamma / p.u * (p.u * p.log_n)),
        POSITION,
        uses=("F1.row",),
        twins=but("gamma u", "gamma u", right=lambda p: p.gamma * p.u * (p.u * p.log_n)),
    ),
    *(
        without_residual(
            f"F2.position.{name}",
            f"beta = gamma log n, position i = n^u, u {sign} gamma (1 - rho): {text}",
            Expansion(regime, quantity, value),
            notes="the chart is that of context length i, at gamma/u: delta = |1 - gamma (1 - rho)/u|",
            uses=("F2.position.chart", "F1.norm"),
            twins=but("other phase", "the limit of the other phase", value=other),
        )
        for name, regime, sign, text, quantity, value, other in (
            ("late-weight", SUBCRITICAL, ">", "s_i -> 0", of(q.self_weight), 0, 1),
            ("early-weight", SUPERCRITICAL, "<", "s_i -> 1", of(q.self_weight), 1, 0),
            ("late-norm", SUBCRITICAL, ">", "|m_i|^2 -> rho, averaged", _norm, lambda p: p.rho, 1),
            ("early-norm", SUPERCRITICAL, "<", "|m_i|^2 -> 1, the identity", _norm, 1, lambda p: p.rho),
        )
    ),
    Claim(
        "F2.profile.weight",
        "whole-sequence scaling at gamma = 1/(1 - rho): s_{tau n} = 1/(1 + tau - 1/n)",
        Identity(CRITICAL, lambda p: _at(p, p.tau).self_weight, lambda p: causal.profile_weight(p.tau - p.h, 1)),
        (TAU,),
        twins=but("one half", "1/2 at every position, as under per-position scaling", right=Fraction(1, 2)),
    ),
    Claim(
        "F2.profile.limit",
        "whole-sequence scaling at gamma = 1/(1 - rho): s_{tau n} -> 1/(1 + tau), within 2/n for n >= 2",
        Expansion(
            CRITICAL,
            lambda p: _at(p, p.tau).self_weight,
            lambda p: causal.profile_weight(p.tau, 1),
            Within(Fraction(2), INVERSE_N),
        ),
        (TAU,),
        pins=(sharp(),),
        twins=but("a tenth", "a tenth of the constant: within 1/(10 n)", error=Within(Fraction(1, 10), INVERSE_N)),
    ),
    Claim(
        "F2.profile.window",
        "in the window s_{tau n} -> 1/(1 + tau exp(-kappa)), with exp(-kappa) = (1 - s)/s",
        Expansion(
            WINDOW,
            lambda p: _at(p, p.tau, (1 - p.s) / p.s).self_weight,
            lambda p: causal.profile_weight(p.tau, (1 - p.s) / p.s),
            BigO(INVERSE_N),
        ),
        (TAU,),
        defines=(causal.profile_weight,),
        twins=but("no tau", "s itself: tau left out", value=lambda p: p.s, error=LittleO()),
    ),
    Claim(
        "F2.cosine",
        "cos'(tau, sigma)^2 -> rho^2/((rho + (1-rho)/(1+tau)^2)(rho + (1-rho)/(1+sigma)^2)) at gamma = 1/(1 - rho)",
        Expansion(
            CRITICAL,
            _pair_cosine,
            lambda p: causal.profile_cosine_squared(
                causal.profile_weight(p.tau, 1), causal.profile_weight(p.sigma, 1), p.rho
            ),
            BigO(INVERSE_N),
        ),
        (CORRELATION, TAU, SIGMA),
        uses=("F1.norm", "F1.inner-product", "F2.profile.limit"),
        twins=but(
            "simplex",
            "the full-attention limit (4 rho/(1 + 3 rho))^2",
            value=lambda p: (4 * p.rho / (1 + 3 * p.rho)) ** 2,
            error=LittleO(),
        ),
    ),
    Claim(
        "F2.mean.falls",
        "the mean self weight at gamma_c, M(n) = sum of 1/k over n <= k < 2n, falls with n",
        Bound(FINITE, _step, 0),
        (WEIGHT_RATIO,),
        pins=(Pin(factor=Fraction(1201, 1000), base=lambda p: p.h**2),),
        twins=but("rises", "it rises", lower=0, upper=_step),
    ),
    Claim(
        "F2.mean.rises",
        "M(n) - 1/(2n), the same sum over n < k <= 2n, rises with n",
        Bound(FINITE, 0, lambda p: _step(p) + _half(p)),
        (WEIGHT_RATIO,),
        notes="both sums are Riemann sums of 1/x over [1, 2]; that ln 2 is between them is F2.mean.ln2",
        uses=("F2.mean.falls",),
        pins=(Pin(factor=Fraction(1134, 1000), side="lower", base=lambda p: -(p.h**2)),),
        twins=but(
            "quarter",
            "M(n) - 1/(4n) rises as well, which would put ln 2 above it",
            upper=lambda p: _step(p) + _half(p) / 2,
        ),
    ),
    Claim(
        "F2.mean.ln2",
        "the ln 2 law: ln 2 <= mean self weight <= ln 2 + 1/(2n), whole-sequence scaling at gamma = 1/(1 - rho)",
        Bound(CRITICAL, 0, lambda p: (_mean(p) - p.neg_log_s) * (_above(p) - _mean(p))),
        notes="in the critical chart -log s is log 2; sampled in balls, since digamma is no rational function",
        uses=("F1.row", "F2.mean.falls", "F2.mean.rises"),
        pins=(Pin(factor=Fraction(10617, 10**4), side="lower", base=lambda p: -(p.h**2)),),
        twins=but(
            "one half",
            "the simplex value: 1/2 <= mean self weight <= 1/2 + 1/(2n)",
            lower=_mean,
            upper=lambda p: (1 + p.h) / 2,
        ),
    ),
)
