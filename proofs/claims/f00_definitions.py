"""F1, F2: causal attention token by token: position i sees the tokens before it, and position j > i those and more."""

from __future__ import annotations

from ...theory.layer.tokens import Joined
from ..vocabulary import (
    CORRELATION, FREE, MARKS, WEIGHT_RATIO, Claim, Counted, Identity, Listed, Point, Row, Scalar, Token, TokenLayer,
    assume, but, causal, marked, replace, sqrt, token_by_token,
)

BEFORE = assume("before", "i - 1, tokens before position i")
BETWEEN = assume("between", "j - i - 1, tokens between positions i < j")
PAIR = (CORRELATION, WEIGHT_RATIO, BEFORE, BETWEEN)


def rows(p: Point) -> tuple[Row, Row]:
    """Return the rows of positions i < j, by the catalogue."""
    return causal.position_row(p.before, p.t), causal.position_row(p.before + p.between + 1, p.t)


class Positions:
    """Two positions i < j of a causal layer: what each sees, at a point."""

    def __init__(self, p: Point, more: int = 0) -> None:
        first, second = Counted(p.before + 1 + more), Counted(p.between + 1)
        self.i, self.j = first.some(1)[0], second.some(1)[0]
        self.earlier, self.later = TokenLayer(first, p.rho, p.t), TokenLayer(Joined(first, second), p.rho, p.t)

    def inner(self, a: TokenLayer, i: Token, b: TokenLayer, j: Token) -> Scalar:
        """Return <m_i, m_j>, i in the layer a and j in b."""
        return a.tokens.sum(lambda k: a.weight(i, k) * b.tokens.sum(lambda m: b.weight(j, m) * self.later.gram(k, m)))

    def earlier_norm(self) -> Scalar:
        """Return |m_i|^2."""
        return self.inner(self.earlier, self.i, self.earlier, self.i)

    def later_norm(self) -> Scalar:
        """Return |m_j|^2."""
        return self.inner(self.later, self.j, self.later, self.j)

    def product(self) -> Scalar:
        """Return <m_i, m_j>."""
        return self.inner(self.earlier, self.i, self.later, self.j)


def _row(p: Point, more: int = 0) -> Scalar:
    x = Positions(p, more)
    (k,) = x.earlier.tokens.some(1)
    own, other = x.earlier.weight(x.i, x.i), x.earlier.weight(x.i, k)
    return marked(p, (own, x.earlier.others(x.i), other, own - other))


def _by_row(p: Point) -> Scalar:
    row = rows(p)[0]
    return marked(p, (row.self_weight, row.self_weight_complement, row.other_weight, row.weight_gap))


def _cosine(p: Point, more: int = 0) -> Scalar:
    x = Positions(p, more)
    return x.product() / (sqrt(x.earlier_norm()) * sqrt(x.later_norm()))


def _cosine_squared(p: Point, more: int = 0) -> Scalar:
    x = Positions(p, more)
    return x.product() ** 2 / (x.earlier_norm() * x.later_norm())


FIRST = assume("a1", "self weight of the earlier position", 0, 1)
SECOND = replace(FIRST, name="a2", meaning="self weight of the later position")
CORRELATED = replace(CORRELATION, low_open=True)


def _limits(p: Point, mean: int = 1) -> tuple[Scalar, Scalar, Scalar]:
    """Return <m_i, m_j>, |m_i|^2 and |m_j|^2 of m = s y + (1 - s) c, c the mean of infinitely many tokens: <c, y> = <c, c> = rho."""
    gram = ((1, p.rho, p.rho), (p.rho, 1, p.rho), (p.rho, p.rho, mean * p.rho))
    first, second = (p.a1, 0, 1 - p.a1), (0, p.a2, 1 - p.a2)

    def inner(u: tuple[Scalar, ...], w: tuple[Scalar, ...]) -> Scalar:
        return sum(u[k] * w[m] * gram[k][m] for k in range(3) for m in range(3))

    return inner(first, second), inner(first, first), inner(second, second)


def _profile(p: Point, mean: int = 1) -> Scalar:
    product, first, second = _limits(p, mean)
    return product / (sqrt(first) * sqrt(second))


def _profile_squared(p: Point, mean: int = 1) -> Scalar:
    product, first, second = _limits(p, mean)
    return product**2 / (first * second)


LENGTHS = (1, 2, 3, 5)


def _mean(p: Point, more: int = 0) -> Scalar:
    """Return c0 times the mean of 1, c1 times that of 2 self weights, ...: position by position, token by token."""

    def own(i: int) -> Scalar:
        x = TokenLayer(Listed(i + more), 0 * p.t, p.t)
        (token,) = x.tokens.some(1)
        return x.mass(token, token) / (0 * p.t + x.tokens.sum(lambda k: x.mass(token, k)))

    return marked(p, (sum(own(i + 1) for i in range(n)) / n for n in LENGTHS))


CLAIMS: tuple[Claim, ...] = (
    token_by_token(
        "F1.definition.row",
        "the row of position i is the softmax over the tokens up to i: s_i, 1 - s_i, b_i and s_i - b_i",
        causal.position_row,
        _row,
        _by_row,
        (*PAIR, *MARKS[:4]),
    ),
    token_by_token(
        "F1.definition.cosine-squared",
        "<m_i, m_j>^2/(|m_i|^2 |m_j|^2) of two positions i < j, token by token",
        causal.output_cosine_squared,
        _cosine_squared,
        lambda p: causal.output_cosine_squared(*rows(p), p.rho),
        PAIR,
        change="a token more before both",
    ),
    token_by_token(
        "F1.definition.cosine",
        "<m_i, m_j>/(|m_i| |m_j|) of two positions i < j, token by token",
        causal.output_cosine,
        _cosine,
        lambda p: causal.output_cosine(*rows(p), p.rho),
        PAIR,
        change="a token more before both",
        notes="sampled in balls, for the norms are square roots",
    ),
    Claim(
        "F2.definition.profile-cosine-squared",
        "the squared limiting cosine is that of s y + (1 - s) c, c the mean of infinitely many tokens",
        Identity(FREE, _profile_squared, lambda p: causal.profile_cosine_squared(p.a1, p.a2, p.rho)),
        (CORRELATED, FIRST, SECOND),
        defines=(causal.profile_cosine_squared,),
        twins=but("changed", "<c, c> = 2 rho", left=lambda p: _profile_squared(p, 2)),
    ),
    Claim(
        "F2.definition.profile-cosine",
        "the limiting cosine is that of s y + (1 - s) c, c the mean of infinitely many tokens",
        Identity(FREE, _profile, lambda p: causal.profile_cosine(p.a1, p.a2, p.rho)),
        (CORRELATED, FIRST, SECOND),
        defines=(causal.profile_cosine,),
        notes="sampled in balls, for the norms are square roots",
        twins=but("changed", "<c, c> = 2 rho", left=lambda p: _profile(p, 2)),
    ),
    Claim(
        "F2.definition.mean-self-weight",
        "the difference of two digamma functions over n t is the mean of the self weights of positions 1 .. n, token by token, n = 1, 2, 3, 5",
        Identity(FREE, _mean, lambda p: marked(p, (causal.mean_self_weight(n, p.t) for n in LENGTHS))),
        (WEIGHT_RATIO, *MARKS[: len(LENGTHS)]),
        defines=(causal.mean_self_weight,),
        notes="sampled in balls, for digamma is no rational function",
        twins=but("changed", "a token more for each position", left=lambda p: _mean(p, 1)),
    ),
)
