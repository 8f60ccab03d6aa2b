"""H6: a sink, one more logit that takes attention and has no value; theory H1, H6, H7."""

from __future__ import annotations

from functools import reduce

from ...theory.layer.row import Logs
from ..vocabulary import (
    CORRELATION, FINITE, FREE, LENGTHS, SUBCRITICAL, SYMMETRY, TOKENS, WEIGHT_RATIO, Bound, Claim, Counted, Expansion,
    Fraction, Identity, Listed, Point, Row, Scalar, TokenLayer, assume, but, marked, maximum, q, sharp,
)

SOURCE = "definition of softmax with an extra logit, as in gpt-oss and softmax-one; theory H6, H7"
SINK = assume("w", "exp(sigma - beta), the mass of a sink relative to that of the token itself", 0)
MARKS = tuple(assume(f"c{k}", "any number, it tells the parts apart", 0) for k in range(10))
QUANTITIES = (q.inverse_participation_ratio, q.row_overlap, q.output_norm_squared, q.output_inner_product)
"""What the other quantities of outputs are quotients of."""
LOGS = assume("x", "log of the sum of the masses"), assume("y", "logit gap"), assume("z", "log of the sink's mass")
FEW_TOKENS = (2, 3, 4, 5)
SINK_MASS = assume("S", "exp(sigma), the mass of a constant sink", low_open=True)
MASSES = assume("x", "exp(beta) - 1"), assume("y", "exp(beta rho) - 1")


def _row(p: Point) -> Row:
    return FINITE.row(p, lost=p.h * p.w)


def _half(p: Point, others: Scalar) -> Scalar:
    """Return the weight that tokens keep beside a sink of the mass of the token itself and of some others."""
    return FINITE.row(p, lost=p.h * (1 + others * p.t)).kept_weight


def _layer(p: Point, more: int = 0) -> TokenLayer:
    return TokenLayer(Counted(1 / p.h + more), p.rho, p.t, p.r, p.w)


def _defined(p: Point, more: int = 0) -> Scalar:
    here = _layer(p, more)
    i, j = here.tokens.some(2)
    own, others, other = here.weight(i, i), here.others(i), here.weight(i, j)
    weights = own, others, other, own - other, 1 - own, here.lost(i)
    return marked(p, (*weights, here.overlap(i, i), here.overlap(i, j), here.inner(i, i), here.inner(i, j)))


def _found(p: Point) -> Scalar:
    row = _row(p)
    weights = row.self_weight, row.others_weight, row.other_weight, row.weight_gap
    lost = row.self_weight_complement, row.lost_weight
    return marked(p, (*weights, *lost, *(quantity(row, p.rho, p.r) for quantity in QUANTITIES)))


def _entropy(p: Point, sink: int = 1) -> Scalar:
    """Return - sum_k p_k log p_k over the tokens and the sink."""
    here = _layer(p)
    (i,) = here.tokens.some(1)
    tokens = here.entropy(i, lambda j, k: 0 if here.tokens.same(j, k) else -p.y, p.x)
    return tokens + sink * here.lost(i) * (p.x - p.z)


def _row_entropy(p: Point) -> Scalar:
    row = FINITE.row(p, lost=p.h * p.w, logs=lambda: Logs(p.x, p.y, p.L, p.x - p.z))
    return q.row_entropy(row, p.rho, p.r)


def _subsets(n: int, t: Scalar, w: Scalar, kept: int = 1) -> Scalar:
    """Return the largest sum of s_i J_ij s_j over signs s, J the Jacobian of the tokens' weights, n tokens one by one."""
    tokens = Listed(n)
    here = TokenLayer(tokens, 0, t, 0, w)
    (i,) = tokens.some(1)
    shares = [0 * t]
    for weight in tokens.each(lambda k: here.weight(i, k)):
        shares += [share + weight for share in shares]
    whole = kept * shares[-1] + (1 - kept)
    differences = [2 * share - whole for share in shares]
    return reduce(maximum, (whole - d * d for d in differences))


def _balanced(p: Point, kept: int = 1) -> Scalar:
    return marked(p, (_subsets(n, p.t, p.w, kept) for n in FEW_TOKENS))


def _balanced_mass(p: Point) -> Scalar:
    rows = (Row.from_masses(1 + 0 * p.t, (n - 1) * p.t, p.t, p.w) for n in FEW_TOKENS)
    return marked(p, (q.balanced_mass(row, 0, 0) for row in rows))


def _softmax_at(p: Point, r: Scalar) -> Scalar:
    return q.contraction_factor(p.row, p.rho, r)


def _sink_weight(p: Point) -> Scalar:
    """Return the weight of a constant sink, all masses as they are."""
    return p.S / (1 + p.x + (1 / p.h - 1) * (1 + p.y) + p.S)


CLAIMS = (
    Claim(
        "H6.sink.definition",
        "softmax with a sink: weights, participation, overlap and inner products are those of the layer, token by token",
        Identity(FINITE, _defined, _found),
        (*TOKENS, SINK, *MARKS),
        source=SOURCE,
        uses=SYMMETRY,
        notes="any combination c0 a + c1 (n - 1) b + ... of the ten, so that each of them is meant",
        twins=but("one more", "a token more", left=lambda p: _defined(p, 1)),
    ),
    Claim(
        "H6.sink.entropy",
        "row entropy with a sink: - sum_k p_k log p_k over the tokens and the sink, token by token",
        Identity(FINITE, _entropy, _row_entropy),
        (*TOKENS, SINK, *LOGS),
        source=SOURCE,
        uses=SYMMETRY,
        notes="the logarithms may be any numbers",
        twins=but("tokens alone", "the sum over the tokens alone", left=lambda p: _entropy(p, 0)),
    ),
    Claim(
        "H6.sink.balanced-mass",
        "balanced mass with a sink: the inf -> 1 norm of the Jacobian of the tokens' weights, signs one by one, n = 2 .. 5",
        Identity(FREE, _balanced, _balanced_mass),
        (WEIGHT_RATIO, SINK, *MARKS[: len(FEW_TOKENS)]),
        source="arXiv 2602.18849 for softmax; derived",
        twins=but("all of it", "the norm of weights that sum to 1", left=lambda p: _balanced(p, 0)),
    ),
    Claim(
        "H6.sink.rescales",
        "a sink that leaves the tokens the weight t contracts as softmax does at residual strength r/t: it never rotates",
        Identity(
            FINITE,
            lambda p: q.contraction_factor(_row(p), p.rho, p.r),
            lambda p: _softmax_at(p, p.r / _row(p).kept_weight),
        ),
        (*TOKENS, SINK),
        source=SOURCE,
        uses=("H6.sink.definition",),
        twins=but("r t", "residual strength r t", right=lambda p: _softmax_at(p, p.r * _row(p).kept_weight)),
    ),
    Claim(
        "H6.sink.nothing",
        "without residual a sink changes neither the contraction nor the cosine",
        Identity(FINITE, lambda p: q.contraction_factor(_row(p), p.rho, 0), lambda p: _softmax_at(p, 0)),
        (CORRELATION, SINK),
        source=SOURCE,
        uses=("H6.sink.rescales",),
        twins=but(
            "residual", "with a residual connection too", assumptions=(*TOKENS, SINK),
            left=lambda p: q.contraction_factor(_row(p), p.rho, p.r), right=lambda p: _softmax_at(p, p.r),
        ),
    ),
    Claim(
        "H7.half",
        "a sink takes half of the weight where exp(sigma) is the sum of the masses of all tokens",
        Identity(FINITE, lambda p: _half(p, 1 / p.h - 1), lambda p: p.one / 2),
        (),
        source="theory H7",
        uses=("H6.sink.definition",),
        twins=but("n others", "a sum over n other tokens", left=lambda p: _half(p, 1 / p.h)),
    ),
    Claim(
        "H7.constant",
        "a constant sink dilutes: its weight is at most exp(sigma)/(n + exp(sigma)) for beta, rho >= 0",
        Bound(LENGTHS, _sink_weight, lambda p: p.S / (1 / p.h + p.S)),
        (SINK_MASS, *MASSES),
        source="theory H7",
        uses=("H6.sink.definition",),
        notes="each token has a mass of 1 = exp(0) or more; so the weight vanishes as n -> oo",
        pins=(sharp(*(a.at(Fraction(0)) for a in MASSES), SINK_MASS.at(Fraction(1))),),
        twins=but("keeps", "it keeps its weight among two tokens at every n: at least exp(sigma)/(2 + exp(sigma)) at beta = 0",
                  lower=lambda p: p.S / (2 + p.S), upper=_sink_weight, assumptions=(SINK_MASS, *(a.at(Fraction(0)) for a in MASSES))),
    ),
    Claim(
        "H7.growth",
        "below the critical gamma the sink that keeps half of the weight has sigma = log n + beta rho + o(1)",
        Expansion(SUBCRITICAL, lambda p: 1 - p.h + p.u, 1),
        (CORRELATION,),
        source="theory H7",
        uses=("H7.half",),
        notes="exp(sigma)/(n exp(beta rho)) = 1 - 1/n + exp(beta (1 - rho))/n, the last n^-delta",
        twins=but("twice", "half of it", value=lambda p: p.one / 2),
    ),
)
