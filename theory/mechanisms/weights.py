"""The algebra of the mechanisms: what their weights are, one line each, over any field.

Source: theory H3, H4, H8, H9, H13, H14, derived.
"""

from __future__ import annotations

from ..field import Scalar
from ..layer.row import Row


def sparsemax_excess(gap: Scalar, n: Scalar) -> Scalar:
    """a/b - 1 of sparsemax at a logit gap g < 1: a = g + (1 - g)/n, b = (1 - g)/n."""
    return n * gap / (1 - gap)


def root_entmax_excess(gap: Scalar, root: Scalar) -> Scalar:
    """sqrt(a/b) - 1 of 3/2-entmax at a logit gap g < 2, from the root of its `root_entmax_discriminant`."""
    return gap * (gap + root) / (4 - gap**2)


def root_entmax_discriminant(gap: Scalar, n: Scalar) -> Scalar:
    """4 n - (n - 1) g^2, the square of 2 n sqrt(b) + g, where sqrt(a) = sqrt(b) + g/2 and a + (n - 1) b = 1."""
    return 4 * n - (n - 1) * gap**2


def power_and_rest(base: Scalar, rest: Scalar, degree: int) -> tuple[Scalar, Scalar]:
    """Return x^p and 1 - x^p from x and 1 - x, without cancellation, p >= 1."""
    power, left = base, rest
    for digit in f"{degree:b}"[1:]:
        power, left = power * power, left * (1 + power)
        if digit == "1":
            power, left = power * base, left + power * rest
    return power, left


def sigmoid_row(near: Scalar, far: Scalar, share: Scalar, drop: Scalar) -> Row:
    """Return the row of sigmoids.

    Parameters
    ----------
    near : Scalar
        (1/b - 1)/(n - 1).
    far : Scalar
        1/a - 1 = (n - 1) near exp(-g), g the logit gap.
    share : Scalar
        1/(n - 1).
    drop : Scalar
        1 - exp(-g).
    """
    own, others = 1 / (1 + far), 1 / (share + near)
    beside = 1 / (1 + 1 / far)
    excess = own * near * others * drop
    return Row(own, others, share * others, excess, even_share=share, lost_weight=beside - others, beside=beside)


def taken_off(row: Row, mu: Scalar, each: Scalar, complement: Scalar) -> Row:
    """Return the weights of a row that sum to 1, less ``each`` = mu/n for every token; ``complement`` is 1 - 1/n."""
    return row._replace(
        self_weight=row.self_weight - each,
        others_weight=row.others_weight - mu * complement,
        other_weight=row.other_weight - each,
        lost_weight=mu,
        beside=row.self_weight_complement + each,
    )


def capped_gap(cap: Scalar, other: Scalar, drop: Scalar) -> Scalar:
    """c (tanh(beta/c) - tanh(beta rho/c)), from e = exp(-2 beta rho/c) and w = 1 - exp(-2 beta (1 - rho)/c); nats."""
    return 2 * cap * other * drop / ((1 + other) * (1 + other * (1 - drop)))


def capped_gap_slope(other: Scalar, drop: Scalar, rho: Scalar) -> Scalar:
    """1/cosh(beta/c)^2 - rho/cosh(beta rho/c)^2, the derivative of the capped gap in beta, from the same exponentials."""
    own = other * (1 - drop)
    return 4 * own / (1 + own) ** 2 - rho * 4 * other / (1 + other) ** 2
