"""H13: differential attention, a uniform map taken off a softmax: the same threshold, a weaker contraction; theory H13."""

from __future__ import annotations

from ...theory.layer.definitions import Weighted
from ...theory.mechanisms.weights import taken_off
from ..vocabulary import (
    CORRELATION, FINITE, POSITIVE_BETA, SUBCRITICAL, SUPERCRITICAL, SYMMETRY, TOKENS, WINDOW, WITH_RESIDUAL, Claim, Counted,
    Expansion, Identity, Point, Row, Scalar, assume, but, marked, q,
)

SOURCE = "arXiv 2410.05258, the second map uniform on the simplex; theory H13, derived"
MU = assume("mu", "factor of the second map", 0, 1)
BELOW_1 = assume("mu", "factor of the second map", 0, 1, high_open=True)
MARKS = tuple(assume(f"c{k}", "any number, it tells the parts apart") for k in range(9))
FORWARD = (q.inverse_participation_ratio, q.row_overlap, q.output_norm_squared, q.output_inner_product)


def _row(p: Point, mu: Scalar) -> Row:
    return taken_off(p.row, mu, mu * p.h, 1 - p.h)


def _layer(p: Point, share: Scalar) -> Weighted:
    """Return the layer token by token: softmax less mu times the mean over all tokens."""
    total = 1 + (1 / p.h - 1) * p.t
    return Weighted(Counted(1 / p.h), p.rho, 1, p.r, own=1 / total - share, other=p.t / total - share)


def _defined(p: Point, share: Scalar) -> Scalar:
    here = _layer(p, share)
    i, j = here.tokens.some(2)
    own, others, other = here.weight(i, i), here.others(i), here.weight(i, j)
    weights = own, others, other, 1 - own, 1 - own - others
    return marked(p, (*weights, here.overlap(i, i), here.overlap(i, j), here.inner(i, i), here.inner(i, j)))


def _found(p: Point) -> Scalar:
    row = _row(p, p.mu)
    weights = row.self_weight, row.others_weight, row.other_weight, row.self_weight_complement, row.lost_weight
    return marked(p, (*weights, *(quantity(row, p.rho, p.r) for quantity in FORWARD)))


def _odds(p: Point) -> Scalar:
    return q.cosine_odds(_row(p, p.mu), p.rho, p.r)


def _limit(p: Point, s: Scalar, power: int = 2, kept: Scalar = None) -> Scalar:
    return p.rho / (1 - p.rho) * (((1 - p.mu if kept is None else kept) + p.r) / (s + p.r)) ** power


CLAIMS = (
    Claim(
        "H13.definition",
        "softmax less mu/n for every token: weights, participation, overlap and inner products, token by token",
        Identity(FINITE, lambda p: _defined(p, p.mu * p.h), _found),
        (*TOKENS, MU, *MARKS),
        source=SOURCE,
        uses=(*SYMMETRY, "H1.definition"),
        notes="any combination c0 a + c1 (n - 1) b + ... of the nine",
        defines=(taken_off,),
        twins=but("n - 1", "less mu/(n - 1)", left=lambda p: _defined(p, p.mu * p.h / (1 - p.h))),
    ),
    Claim(
        "H13.gap",
        "the difference a - b is that of softmax: a uniform map does not touch what tells tokens apart",
        Identity(FINITE, lambda p: _row(p, p.mu).self_weight - _row(p, p.mu).other_weight, lambda p: p.row.weight_gap),
        (MU,),
        source=SOURCE,
        twins=but("mu", "(1 - mu) times it", right=lambda p: (1 - p.mu) * p.row.weight_gap),
    ),
    Claim(
        "H13.odds.window",
        "in the window odds(cos') -> odds(rho) ((1 - mu + r)/(s + r))^2: the threshold stays at gamma = 1/(1 - rho)",
        Expansion(WINDOW, _odds, lambda p: _limit(p, p.s)),
        (*TOKENS, BELOW_1),
        source=SOURCE,
        uses=("H13.definition",),
        notes="against A13 the odds are ((1 - mu + r)/(1 + r))^2 times those of softmax",
        twins=but("threshold", "s against 1 - mu: half of what is kept, a threshold that moves with mu", value=lambda p: _limit(p, (1 - p.mu) * p.s))
        + but("first power", "the exponent 1", value=lambda p: _limit(p, p.s, 1)),
    ),
    Claim(
        "H13.odds.subcritical",
        "below the critical gamma odds(cos') -> odds(rho) ((1 - mu + r)/r)^2, r > 0",
        Expansion(SUBCRITICAL, _odds, lambda p: _limit(p, 0)),
        (*WITH_RESIDUAL, BELOW_1),
        source=SOURCE,
        uses=("H13.definition",),
        twins=but("softmax", "without mu", value=lambda p: _limit(p, 0, kept=1)),
    ),
    Claim(
        "H13.odds.supercritical",
        "above the critical gamma odds(cos') -> odds(rho) ((1 - mu + r)/(1 + r))^2: the outputs are more apart than the tokens",
        Expansion(SUPERCRITICAL, _odds, lambda p: _limit(p, 1)),
        (*TOKENS, BELOW_1),
        source=SOURCE,
        uses=("H13.definition",),
        twins=but("(1 - mu)^2", "odds(rho) (1 - mu)^2, the value at r = 0 alone", value=lambda p: p.rho / (1 - p.rho) * (1 - p.mu) ** 2),
    ),
    Claim(
        "H13.centred",
        "mu = 1 without residual: cos' = -1/(n - 1) at every beta > 0, exact centring, so the tokens cannot collapse",
        Identity(
            FINITE,
            lambda p: q.output_inner_product(_row(p, 1), p.rho, 0),
            lambda p: -p.h / (1 - p.h) * q.output_norm_squared(_row(p, 1), p.rho, 0),
        ),
        (CORRELATION, POSITIVE_BETA),
        source=SOURCE,
        uses=("H13.definition",),
        notes="the weights of a row sum to 0, so the outputs do; at beta = 0 they vanish",
        twins=but("mu", "for every mu", left=lambda p: q.output_inner_product(_row(p, p.mu), p.rho, 0),
                  right=lambda p: -p.h / (1 - p.h) * q.output_norm_squared(_row(p, p.mu), p.rho, 0), assumptions=(CORRELATION, POSITIVE_BETA, MU)),
    ),
    Claim(
        "H13.centred.norm",
        "mu = 1 without residual: |x'|^2 = (1 - 1/n)(1 - rho)(a - b)^2, so lambda = n/((n - 1)(1 - rho)) at every beta > 0",
        Identity(
            FINITE,
            lambda p: q.output_norm_squared(_row(p, 1), p.rho, 0),
            lambda p: (1 - p.h) * (1 - p.rho) * p.row.weight_gap**2,
        ),
        (CORRELATION,),
        source=SOURCE,
        uses=("H13.definition",),
        twins=but("limit", "without 1/n", right=lambda p: (1 - p.rho) * p.row.weight_gap**2),
    ),
)
