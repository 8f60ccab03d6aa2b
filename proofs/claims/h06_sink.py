"""H6: a sink, one more logit that takes attention and has no value; theory H1, H6, H7."""

from __future__ import annotations

from ..vocabulary import FINITE, SYMMETRY, TOKENS, Claim, Counted, Identity, Layer, Point, Row, Scalar, assume, but, q

SOURCE = "definition of softmax with an extra logit, as in gpt-oss and softmax-one; theory H6, H7"
SINK = assume("w", "exp(sigma - beta), the mass of a sink relative to that of the token itself", 0)
MARKS = tuple(assume(f"c{k}", "any number, it tells the parts apart", 0) for k in range(10))
QUANTITIES = (q.inverse_participation_ratio, q.row_overlap, q.output_norm_squared, q.output_inner_product)
"""What the other quantities of outputs are quotients of."""


def _row(p: Point) -> Row:
    return FINITE.row(p, lost=p.h * p.w)


def _half(p: Point, others: Scalar) -> Scalar:
    """Return the weight that tokens keep beside a sink of the mass of the token itself and of some others."""
    return FINITE.row(p, lost=p.h * (1 + others * p.t)).kept_weight


def _marked(p: Point, *parts: Scalar) -> Scalar:
    """Return c0 x0 + c1 x1 + ...: for numbers c that are free, two such sums are equal if all their parts are."""
    return sum(getattr(p, mark.name) * part for mark, part in zip(MARKS, parts, strict=True))


def _defined(p: Point, more: int = 0) -> Scalar:
    here = Layer(Counted(1 / p.h + more), p.rho, p.t, p.r, p.w)
    i, j = here.tokens.some(2)
    own, others, other = here.weight(i, i), here.others(i), here.weight(i, j)
    weights = own, others, other, own - other, 1 - own, 1 - own - others
    return _marked(p, *weights, here.overlap(i, i), here.overlap(i, j), here.inner(i, i), here.inner(i, j))


def _found(p: Point) -> Scalar:
    row = _row(p)
    weights = row.self_weight, row.others_weight, row.other_weight, row.weight_gap
    lost = row.self_weight_complement, row.lost_weight
    return _marked(p, *weights, *lost, *(quantity(row, p.rho, p.r) for quantity in QUANTITIES))


def _softmax_at(p: Point, r: Scalar) -> Scalar:
    return q.contraction_factor(p.row, p.rho, r)


CLAIMS = (
    Claim(
        id="H6.sink.definition",
        title="softmax with a sink: weights, participation, overlap and inner products are those of the layer, token by token",
        statement=Identity(regime=FINITE, left=_defined, right=_found),
        assumptions=(*TOKENS, SINK, *MARKS),
        source=SOURCE,
        uses=SYMMETRY,
        notes="any combination c0 a + c1 (n - 1) b + ... of the ten, so that each of them is meant",
        twins=(but("one more", "a token more", left=lambda p: _defined(p, 1)),),
    ),
    Claim(
        id="H6.sink.rescales",
        title="a sink that leaves the tokens the weight t contracts as softmax does at residual strength r/t: it never rotates",
        statement=Identity(
            regime=FINITE,
            left=lambda p: q.contraction_factor(_row(p), p.rho, p.r),
            right=lambda p: _softmax_at(p, p.r / _row(p).kept_weight),
        ),
        assumptions=(*TOKENS, SINK),
        source=SOURCE,
        uses=("H6.sink.definition",),
        twins=(but("r t", "residual strength r t", right=lambda p: _softmax_at(p, p.r * _row(p).kept_weight)),),
    ),
    Claim(
        id="H7.half",
        title="a sink takes half of the weight where exp(sigma) is the sum of the masses of all tokens",
        statement=Identity(regime=FINITE, left=lambda p: _half(p, 1 / p.h - 1), right=lambda p: p.one / 2),
        assumptions=(),
        source="theory H7",
        uses=("H6.sink.definition",),
        twins=(but("n others", "a sum over n other tokens", left=lambda p: _half(p, 1 / p.h)),),
    ),
)
