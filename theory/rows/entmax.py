"""Alpha-entmax of any row: weights ((alpha - 1)(z_j - tau))_+^(1/(alpha - 1)), of sum 1, so that keys far below the top have none.

With q = alpha - 1 and x the gap of a logit below the top one, the weight is (u - q x)_+^(1/q), u the top weight to the power q.
alpha = 2 is sparsemax, alpha -> 1 softmax.

Source: theory H5, derived; the margin 1/(alpha - 1) is that of Blondel, Martins and Niculae, arXiv 1805.09717.
"""

from __future__ import annotations

from ..field import Scalar, exp, log, minimum


def key_weight(level: Scalar, gap: Scalar, q: Scalar) -> Scalar:
    """(u - q x)^(1/q), the weight of a key at the logit gap x < u/q; ``level`` is u."""
    return exp(log(level - q * gap) / q)


def margin(q: Scalar) -> Scalar:
    """1/(alpha - 1), the logit gap from which on a key has no weight in any row; nats."""
    return 1 / q


def top_weight_floor(gap: Scalar, count: Scalar, q: Scalar) -> Scalar:
    """min((q t)^(1/q), 1/N(t)), which no top weight is below; N(t) keys lie within the logit gap t, 0 < t <= 1/q."""
    return minimum(exp(log(q * gap) / q), 1 / count)
