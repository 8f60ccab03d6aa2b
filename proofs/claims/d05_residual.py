"""D5: what a residual connection saves. Bounds on every layer, and the laws next to collapse for alpha below, at, above 1."""

from __future__ import annotations

from ..vocabulary import (
    FINITE, FREE, MARKS, NEARLY, POSITIVE_RESIDUAL, RHO, Bound, Cases, Claim, Computed, Fraction, Identity, Pin, Point,
    R, Scalar, T, assume, at_any_residual, but, dynamics, exp, of, q, rational_ball, sharp, stack,
)

WEIGHT = assume("alpha", "weight of the residual connection", low_open=True)
ABOVE_ONE = assume("alpha", "weight of the residual connection", 1, low_open=True)
BELOW_ONE = assume("alpha", "weight of the residual connection", 0, 1, low_open=True, high_open=True)
LAYERS = assume("layers", "number of layers passed", integer=True)
POWER = assume("power", "alpha^L, at least 1", 1)


def _share(p: Point) -> Scalar:
    return dynamics.consensus_contraction(p.r)


def _settled(p: Point) -> Scalar:
    return p.alpha / (1 - p.alpha)


def _settling(p: Point) -> Scalar:
    here = dynamics.next_residual(p.alpha, _settled(p))
    away = dynamics.next_residual(p.alpha, p.r) - here
    return p.c0 * dynamics.consensus_contraction(_settled(p)) + p.c1 * here + p.c2 * away


def _grown(p: Point, power: Scalar) -> Scalar:
    """Return alpha^L (r + c) - c, c = alpha/(alpha - 1), the residual strength after L layers."""
    shift = p.alpha / (p.alpha - 1)
    return power * (p.r + shift) - shift


def _after(p: Point) -> Scalar:
    found = stack(n=int(p.n), rho=p.rho, gamma=p.gamma, residual=p.alpha, layers=int(p.layers), digits=20)
    return found.layers[-1].distance.ball


def _floor(p: Point) -> Scalar:
    return rational_ball(1 - p.rho) * dynamics.survival(rational_ball(p.alpha), rational_ball(p.alpha))


STACKS: Cases = tuple(
    {"n": n, "rho": Fraction(3, 10), "gamma": gamma, "alpha": alpha, "layers": layers}
    for n, gamma, alpha, layers in (
        (1000, Fraction(1, 5), Fraction(11, 10), 400),
        (10**6, Fraction(1), Fraction(3, 2), 100),
        (2, Fraction(0), Fraction(2), 100),
    )
)

CLAIMS = (
    at_any_residual(
        "D5.residual.contraction-lower",
        "lambda >= (r/(1 + r))^2: what a residual connection saves, in any layer",
        Bound(FINITE, _share, of(q.contraction_factor)),
        pins=(sharp(R),),
        twins=but("first power", "r/(1 + r)", lower=lambda p: p.r / (1 + p.r)),
    ),
    at_any_residual(
        "D5.residual.contraction-upper",
        "lambda <= (((1 - t)/(1 + t) + r)/(1 + r))^2/rho: next to collapse lambda is (r/(1 + r))^2",
        Bound(FINITE, of(q.contraction_factor), lambda p: (((1 - p.t) / (1 + p.t) + p.r) / (1 + p.r)) ** 2 / p.rho),
        uses=("D5.residual.contraction-lower",),
        pins=(sharp(R, T),),
        twins=but("already there", "(r/(1 + r))^2/rho away from collapse", upper=lambda p: _share(p) / p.rho),
    ),
    at_any_residual(
        "D5.residual.norm-lower",
        "|x'| >= alpha |x|: the residual stream grows by alpha a layer, or more",
        Bound(FINITE, lambda p: p.r**2, of(q.output_norm_squared)),
        pins=(sharp(R),),
        twins=but("1 + r", "1 + r, which is the upper bound", lower=lambda p: (1 + p.r) ** 2),
    ),
    at_any_residual(
        "D5.residual.norm-upper",
        "|x'| <= 1 + r, reached next to collapse: r' = alpha (1 + r) there",
        Bound(FINITE, of(q.output_norm_squared), lambda p: (1 + p.r) ** 2),
        pins=(sharp(RHO, R),),
        twins=but("1 + r^2", "as if the branches were orthogonal", upper=lambda p: 1 + p.r**2),
    ),
    Claim(
        "D5.residual.telescoping",
        "(r/(1 + r))^2 = alpha^2 (r/r')^2 with r' = alpha (1 + r): the product over layers telescopes",
        Identity(FREE, _share, lambda p: p.alpha**2 * (p.r / dynamics.next_residual(p.alpha, p.r)) ** 2),
        (WEIGHT, POSITIVE_RESIDUAL),
        twins=but(
            "no alpha", "the factor alpha^2 left out", right=lambda p: (p.r / dynamics.next_residual(p.alpha, p.r)) ** 2
        ),
    ),
    Claim(
        "D5.residual.below-one",
        "alpha < 1: r settles at alpha/(1 - alpha), where a layer contracts by alpha^2: geometric collapse",
        Identity(
            FREE, _settling, lambda p: p.c0 * p.alpha**2 + p.c1 * _settled(p) + p.c2 * p.alpha * (p.r - _settled(p))
        ),
        (BELOW_ONE, POSITIVE_RESIDUAL, *MARKS[:3]),
        notes="c0: the contraction there; c1: it is a fixed point; c2: the distance from it falls by alpha a layer",
        twins=but(
            "alpha",
            "a contraction by alpha",
            left=lambda p: dynamics.consensus_contraction(p.alpha / (1 - p.alpha)),
            right=lambda p: p.alpha,
        ),
    ),
    Claim(
        "D5.residual.one",
        "alpha = 1: 1 - rho falls like (r/(r + L))^2, the 1/L^2 law of Pre-LN (the induction step)",
        Identity(
            FREE,
            lambda p: (p.r / (p.r + p.layers)) ** 2 * dynamics.consensus_contraction(p.r + p.layers),
            lambda p: (p.r / (p.r + p.layers + 1)) ** 2,
        ),
        (POSITIVE_RESIDUAL, LAYERS),
        uses=("D5.residual.telescoping",),
        twins=but(
            "1/L",
            "the first power",
            left=lambda p: p.r / (p.r + p.layers) * dynamics.consensus_contraction(p.r + p.layers),
            right=lambda p: p.r / (p.r + p.layers + 1),
        ),
    ),
    Claim(
        "D5.residual.growth",
        "r_L = alpha^L (r + c) - c, c = alpha/(alpha - 1), starts at r and solves r' = alpha (1 + r), alpha > 1",
        Identity(
            FREE,
            lambda p: p.c0 * p.r + p.c1 * dynamics.next_residual(p.alpha, _grown(p, p.power)),
            lambda p: p.c0 * _grown(p, 1) + p.c1 * _grown(p, p.alpha * p.power),
        ),
        (ABOVE_ONE, POSITIVE_RESIDUAL, POWER, *MARKS[:2]),
        twins=but(
            "alpha^2",
            "two layers in one",
            left=lambda p: dynamics.next_residual(p.alpha, _grown(p, p.power)),
            right=lambda p: _grown(p, p.alpha**2 * p.power),
        ),
    ),
    Claim(
        "D5.residual.exponential",
        "(r/(1 + r))^2 >= exp(-2/r): a layer keeps at least so much",
        Bound(FREE, lambda p: exp(-2 / p.r), _share),
        (POSITIVE_RESIDUAL,),
        notes="sampled in balls, for the exponential is no rational function",
        pins=(Pin(factor=NEARLY),),
        twins=but("1/r", "exp(-1/r)", lower=lambda p: exp(-1 / p.r)),
    ),
    Claim(
        "D5.residual.above-one",
        "alpha > 1: the product of contractions stays above (r/(r + alpha/(alpha - 1)))^2, whatever the depth",
        Bound(
            FREE,
            lambda p: (p.r / (p.r + p.alpha / (p.alpha - 1))) ** 2,
            lambda p: (p.power * p.r / (p.power * (p.r + p.alpha / (p.alpha - 1)) - p.alpha / (p.alpha - 1))) ** 2,
        ),
        (ABOVE_ONE, POSITIVE_RESIDUAL, POWER),
        uses=("D5.residual.telescoping", "D5.residual.growth"),
        pins=(sharp(ABOVE_ONE.at(Fraction(2)), R),),
        twins=but("larger", "(r/(r + 1))^2", lower=lambda p: (p.r / (p.r + 1)) ** 2),
    ),
    Claim(
        "D5.residual.no-collapse",
        "alpha > 1: 1 - rho_L >= (1 - rho) exp(-2 alpha/((alpha - 1) r)) at every n, beta and depth",
        Computed(STACKS, _floor, _after),
        uses=("D5.residual.contraction-lower", "D5.residual.exponential", "D5.residual.norm-lower"),
        notes="lambda >= (r_l/(1 + r_l))^2 >= exp(-2/r_l) and r_l >= alpha^l r, layer by layer",
        pins=(Pin(factor=Fraction(21, 50)),),
        sharp=False,
        twins=but("four times", "four times the bound", left=lambda p: 4 * _floor(p)),
    ),
)
