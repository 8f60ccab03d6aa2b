"""The forward quantities of the simplex layer, each one plain function over any field.

Every function takes ``(row, rho, r)``: the attention row, the common inner product rho of the tokens, and the residual
strength r = alpha sqrt(q).  Only integers occur, so SymPy symbols give the exact expression, balls a certified
enclosure and arrays a grid.  For 0 <= rho <= 1, r >= 0 and beta >= 0 every sum below has nonnegative terms: nothing
cancels in any regime.

With x' = m + alpha x the layer's output, S the sum of the tokens and am = a - b + r, x'_i = am y_i + b S.  The weights
of the tokens sum to ``row.kept_weight``: 1, or less where a sink takes the rest.

Source: theory A1, A2, A8, A9, A11 to A13; H1, H6 for a sink; arXiv 2510.05554, eq. (3.2) for the contraction.
"""

from __future__ import annotations

from ..field import Scalar, exp, minimum, nearest_to_half
from .row import Row


def odds(row: Row, rho: Scalar, r: Scalar) -> Scalar:
    """Odds E = (1 - a) / a against the token itself: the order parameter."""
    return row.self_weight_complement / row.self_weight


def self_weight(row: Row, rho: Scalar, r: Scalar) -> Scalar:
    """Self weight a = A_ii, the attention a token pays to itself."""
    return row.self_weight


def self_weight_complement(row: Row, rho: Scalar, r: Scalar) -> Scalar:
    """Complement 1 - a, the attention a token does not pay to itself."""
    return row.self_weight_complement


def other_weight(row: Row, rho: Scalar, r: Scalar) -> Scalar:
    """Other weight b = A_ij, the attention a token pays to one other token."""
    return row.other_weight


def weight_gap(row: Row, rho: Scalar, r: Scalar) -> Scalar:
    """Difference a - b of the self weight and the weight of another token."""
    return row.weight_gap


def row_entropy(row: Row, rho: Scalar, r: Scalar) -> Scalar:
    """Shannon entropy of the row, H = log(1 + E) + (1 - a) beta (1 - rho), in nats; a sink is one more outcome."""
    logs = row.logs()
    if row.lost_weight is None:
        return logs.partition + row.others_weight * logs.gap
    return row.kept_weight * logs.partition + row.others_weight * logs.gap + row.lost_weight * logs.lost


def entropy_fraction(row: Row, rho: Scalar, r: Scalar) -> Scalar:
    """Fraction H / log n, the row entropy as a fraction of log n, its largest value without a sink."""
    return row_entropy(row, rho, r) / row.logs().length


def perplexity(row: Row, rho: Scalar, r: Scalar) -> Scalar:
    """Perplexity e^H, the effective number of attended tokens by entropy."""
    return exp(row_entropy(row, rho, r))


def inverse_participation_ratio(row: Row, rho: Scalar, r: Scalar) -> Scalar:
    """Inverse participation ratio Y = sum_k A_ik^2 over the tokens, a^2 + (1 - a) b without a sink."""
    return row.self_weight**2 + row.others_weight * row.other_weight


def participation_ratio(row: Row, rho: Scalar, r: Scalar) -> Scalar:
    """Participation ratio 1 / Y, the effective number of attended tokens by mass."""
    return 1 / inverse_participation_ratio(row, rho, r)


def row_overlap(row: Row, rho: Scalar, r: Scalar) -> Scalar:
    """Overlap O = sum_k A_ik A_jk of two rows over the tokens, b (1 + a - b) without a sink."""
    return row.other_weight * (row.kept_weight + row.weight_gap)


def balanced_mass(row: Row, rho: Scalar, r: Scalar) -> Scalar:
    """Balanced mass 4 max_S p(S) (1 - p(S)), the inf -> 1 norm of the softmax Jacobian diag(p) - p p^T.

    A subset and its complement give the same value, so S may leave the token itself out: p(S) = k b, with k b as
    near 1/2 as the n - 1 others allow.  With a sink the weights sum to t < 1 and the norm of the Jacobian of the
    tokens' weights is t (1 - t) + 4 max_S p(S) (t - p(S)).
    """
    row.refuse_unless("balanced mass", "softmax", "sink", "softmax-one")
    kept = row.kept_weight
    if row.lost_weight is None:
        mass = minimum(row.others_weight, nearest_to_half(row.other_weight))
        return 4 * mass * (kept - mass)
    mass = minimum(row.others_weight, kept * nearest_to_half(row.other_weight / kept))
    return kept * row.lost_weight + 4 * mass * (kept - mass)


def balanced_mass_at_large_odds(row: Row, tie: Scalar) -> Scalar:
    """1 - 4 e^2 b^2, the balanced mass for odds E >= 1, where 1/(2 b) is ``tie`` = e away from the nearest integer."""
    return 1 - 4 * tie**2 * row.other_weight**2


def balanced_mass_at_small_odds(row: Row) -> Scalar:
    """4 a (1 - a), the balanced mass for odds E <= 1: the token itself against all others."""
    return 4 * row.self_weight * row.self_weight_complement


def _common(row: Row, rho: Scalar) -> Scalar:
    """Return b <y_i, S> = b + rho (n - 1) b, the row's mass along the common direction."""
    return row.other_weight + rho * row.others_weight


def _collapsed(row: Row, rho: Scalar, r: Scalar) -> Scalar:
    """Return |x'|^2 - (a - b + r)^2, the part of the output norm that pulls tokens together."""
    pull = 2 * (row.weight_gap + r) + row.others_weight + row.other_weight
    return _common(row, rho) * pull


def output_norm_squared(row: Row, rho: Scalar, r: Scalar) -> Scalar:
    """|x'|^2, the squared norm of an output token."""
    return (row.weight_gap + r) ** 2 + _collapsed(row, rho, r)


def output_inner_product(row: Row, rho: Scalar, r: Scalar) -> Scalar:
    """<x'_i, x'_j>, i != j, the inner product of two output tokens."""
    return rho * (row.weight_gap + r) ** 2 + _collapsed(row, rho, r)


def output_cosine(row: Row, rho: Scalar, r: Scalar) -> Scalar:
    """cos' = <y'_i, y'_j>, i != j, the cosine of two output tokens."""
    return output_inner_product(row, rho, r) / output_norm_squared(row, rho, r)


def contraction_factor(row: Row, rho: Scalar, r: Scalar) -> Scalar:
    """Contraction factor lambda = (1 - cos') / (1 - rho): below 1 the layer pulls tokens together."""
    return (row.weight_gap + r) ** 2 / output_norm_squared(row, rho, r)


def contraction_factor_complement(row: Row, rho: Scalar, r: Scalar) -> Scalar:
    """1 - lambda, what one layer takes from the differences between tokens."""
    return _collapsed(row, rho, r) / output_norm_squared(row, rho, r)


def output_cosine_complement(row: Row, rho: Scalar, r: Scalar) -> Scalar:
    """1 - cos', the distance of two output tokens from collapse."""
    return (1 - rho) * contraction_factor(row, rho, r)


def output_cosine_excess(row: Row, rho: Scalar, r: Scalar) -> Scalar:
    """cos' - rho, the cosine gained in one layer."""
    return (1 - rho) * contraction_factor_complement(row, rho, r)


def cosine_odds(row: Row, rho: Scalar, r: Scalar) -> Scalar:
    """cos' / (1 - cos'), the odds of the output cosine."""
    return output_inner_product(row, rho, r) / ((1 - rho) * (row.weight_gap + r) ** 2)
