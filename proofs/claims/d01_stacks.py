"""D1 to D4: stacks of layers. The map in odds, adaptive and fixed scales, and collapse without residual."""

from __future__ import annotations

from ...numerics.answers.depth import collapse_layer
from ..vocabulary import (
    CRITICAL, FINITE, INVERSE_N, INVERSE_N_SQUARED, NEARLY, PLAIN, POSITIVE_BETA, RHO, SUPERCRITICAL, TOKENS, BigO,
    Bound, Cases, Claim, Computed, Confidence, Expansion, Fraction, Identity, LittleO, Pin, Point, R, Scalar, T,
    at_any_residual, but, dynamics, of, q, rational_ball, sharp, stack, without_residual,
)

DONG = "Dong, Cordonnier, Loukas 2021 (doubly exponential collapse), its equiangular instance derived"


def _odds(p: Point) -> Scalar:
    return p.rho / (1 - p.rho)


def _mapped(p: Point) -> Scalar:
    return dynamics.odds_map(_odds(p), of(q.row_overlap)(p), p.row.weight_gap)


def _three_layers(p: Point) -> Scalar:
    """Return the odds after three layers with one row, cosine by cosine."""
    rho = p.rho
    for _ in range(2):
        rho = q.output_cosine(p.row, rho, p.r)
    return q.cosine_odds(p.row, rho, p.r)


def _stacked(p: Point, layers: int) -> Scalar:
    return dynamics.stacked_odds(_odds(p), of(q.row_overlap)(p), p.row.weight_gap, layers)


def _lost(p: Point) -> Scalar:
    """Return h (1 - t), near collapse beta (1 - rho)/n."""
    return p.h * (1 - p.t)


def _simulated(p: Point) -> Scalar:
    return collapse_layer(n=int(p.n), rho=p.rho, gamma=p.excess / (1 - p.rho), epsilon="1/10")


def _lifetime(p: Point) -> Scalar:
    log_n = rational_ball(p.n).log()
    power = (rational_ball(p.excess - 1) * log_n).exp()
    return dynamics.supercritical_lifetime(power, rational_ball(p.rho), rational_ball(p.excess / (1 - p.rho)) * log_n)


def _leading_lifetime(p: Point) -> Scalar:
    log_n = rational_ball(p.n).log()
    rate = rational_ball(p.excess / (1 - p.rho)) * log_n
    return (rational_ball(p.excess - 1) * log_n).exp() / (2 * rational_ball(p.rho * (1 - p.rho)) * rate)


def _collapsed_by_a_layer(p: Point) -> Scalar:
    return stack(n=int(p.n), rho=1 - p.delta, beta=p.beta, layers=1, digits=40).layers[1].distance.ball


LIFETIMES: Cases = tuple({"n": 10**k, "rho": Fraction(3, 10), "excess": Fraction(3, 2)} for k in (8, 9, 10))
CUBIC: Cases = tuple(
    {"n": n, "beta": beta, "delta": delta}
    for n, beta, delta in (
        (50, 3, Fraction(1, 10**6)),
        (1000, 10, Fraction(1, 10**4)),
        (2, Fraction(1, 2), Fraction(1, 10**9)),
    )
)
CLAIMS = (
    Claim(
        "D1.map.odds",
        "without residual one layer is affine in the odds: odds' = (odds + O)/(a - b)^2, for every beta > 0",
        Identity(FINITE, of(q.cosine_odds), _mapped),
        (*PLAIN, POSITIVE_BETA),
        defines=(dynamics.odds_map,),
        uses=("A13.odds.finite", "A13.odds.gap"),
        twins=but("linear", "no overlap: odds/(a - b)^2", right=lambda p: _odds(p) / p.row.weight_gap**2),
    ),
    at_any_residual(
        "D1.map.drift",
        "no layer spreads tokens: cos' >= rho",
        Bound(FINITE, lambda p: p.rho, of(q.output_cosine)),
        notes="1/(1 - rho) rises: at a fixed gamma a layer that is critical makes the next one subcritical",
        pins=(sharp(RHO, R),),
        twins=but("opposite", "cos' <= rho", lower=of(q.output_cosine), upper=lambda p: p.rho),
    ),
    Claim(
        "D2.stack.finite",
        "layers with one row, beta > 0: three of them, cosine by cosine, are the geometric series in the odds",
        Identity(FINITE, _three_layers, lambda p: _stacked(p, 3)),
        (*PLAIN, POSITIVE_BETA),
        defines=(dynamics.stacked_odds,),
        uses=("D1.map.odds",),
        twins=but("two layers", "the series of two layers", right=lambda p: _stacked(p, 2)),
    ),
    without_residual(
        "D2.stack.critical",
        "a stack kept critical multiplies the odds by 4 a layer: by 1024 in five, up to O(1/n)",
        Expansion(CRITICAL, lambda p: _stacked(p, 5) / _odds(p), 1024, BigO(INVERSE_N)),
        uses=("D2.stack.finite", "A13.odds.critical"),
        twins=but("3^5", "3 a layer", value=243, error=LittleO())
        + but("n^-2", "the error O(n^-2)", error=BigO(INVERSE_N_SQUARED)),
    ),
    without_residual(
        "D3.supercritical.drift",
        "cos' - rho ~ 2 rho (1 - rho) n^-delta above criticality, delta = gamma (1 - rho) - 1",
        Expansion(SUPERCRITICAL, of(q.output_cosine_excess), lambda p: 2 * p.rho * (1 - p.rho) * p.v, ratio=True),
        uses=("A2.geometry.complement",),
        twins=but("without 2", "the factor 2 left out", value=lambda p: p.rho * (1 - p.rho) * p.v),
    ),
    Claim(
        "D3.supercritical.lifetime",
        "layers to collapse = n^delta/(2 rho (1 - rho) gamma log n) (1 - (1 - 2 rho)/(rho (1 - rho) gamma log n))",
        Computed(LIFETIMES, _simulated, _lifetime, lambda p: 8 / rational_ball(p.n).log() ** 2),
        uses=("D3.supercritical.drift",),
        notes="relative error within 8/log(n)^2; the layers are iterated with certified digits until 1 - cos < 1/10",
        confidence=Confidence.HEURISTIC,
        pins=(Pin(factor=Fraction(4, 5)),),
        twins=but("leading term", "without the second order in 1/log n", right=_leading_lifetime),
    ),
    without_residual(
        "D4.cubic.lower",
        "without residual 1 - cos' >= (1 - rho)((1 - t)/n)^2, t = exp(-beta (1 - rho))",
        Bound(FINITE, lambda p: (1 - p.rho) * _lost(p) ** 2, of(q.output_cosine_complement)),
        pins=(
            sharp(),
            Pin(factor=Fraction(333, 500), where=(RHO,)),
            Pin(factor=Fraction(14, 25), where=(T.at(Fraction(1, 2)),)),
        ),
        twins=but("twice", "twice the bound", lower=lambda p: 2 * (1 - p.rho) * _lost(p) ** 2),
    ),
    without_residual(
        "D4.cubic.logarithm",
        "1 - t <= beta (1 - rho), t = exp(-beta (1 - rho))",
        Bound(FINITE, lambda p: 1 - p.t, lambda p: p.neg_log_t),
        pins=(Pin(factor=NEARLY),),
        twins=but("half", "half of it", upper=lambda p: p.neg_log_t / 2),
    ),
    without_residual(
        "D4.cubic.upper",
        "without residual 1 - cos' <= (1 - rho)((1 - t)/(n t))^2/rho: cubic in 1 - rho, since 1 - t <= beta (1 - rho)",
        Bound(FINITE, of(q.output_cosine_complement), lambda p: (1 - p.rho) * (_lost(p) / p.t) ** 2 / p.rho),
        source=DONG,
        uses=("D4.cubic.logarithm",),
        notes="iterated, the exponent is 3^L: doubly exponential",
        pins=(sharp(RHO, T),),
        twins=but("no t", "the factor t^-2 left out", upper=lambda p: (1 - p.rho) * _lost(p) ** 2 / p.rho)
        + but("residual", "the assumption alpha = 0 dropped: collapse is geometric then", assumptions=TOKENS),
    ),
    Claim(
        "D4.cubic.ratio",
        "1 - cos' = (beta/n)^2 (1 - rho)^3 up to the factor 1 + (1 + beta)(1 - rho)",
        Computed(
            CUBIC,
            _collapsed_by_a_layer,
            lambda p: dynamics.cubic_collapse(rational_ball(p.delta), rational_ball(p.beta / p.n)),
            lambda p: rational_ball((1 + p.beta) * p.delta),
        ),
        defines=(dynamics.cubic_collapse,),
        source=DONG,
        uses=("D4.cubic.lower", "D4.cubic.upper"),
        pins=(Pin(factor=Fraction(99, 100)),),
        twins=but(
            "quadratic", "(beta/n)^2 (1 - rho)^2", right=lambda p: rational_ball((p.beta / p.n) ** 2 * p.delta**2)
        ),
    ),
)
