"""C1 to C4: what the bounds of almost simplex tokens are made of, token by token.

Assumption 2 leaves each mass between t1 and t2.  Every bound is that of tokens which take the ends: a simplex at t1 or t2,
or a row with one mass at one end and all others at the other.
"""

from __future__ import annotations

from ...theory.layer.definitions import Uneven
from ..vocabulary import (
    CORRELATION, FREE, MARKS, RESIDUAL, SUBCRITICAL, SYMMETRY, TOKENS, Claim, Counted, Expansion, Identity, Point,
    Scalar, Token, TokenLayer, almost, assume, but, token_by_token,
)

COUNT = assume("n", "number of tokens", 3, integer=True)
MASS = assume("m", "mean mass of the other tokens", 0, 1, low_open=True)
SPREAD = assume("x", "how far masses are from their mean", 0, 1, high_open=True)
OTHER = assume("other", "mass of one other token", 0, 1, low_open=True)
T1 = assume("t1", "least mass of another token", 0, 1, low_open=True)
T2 = assume("t2", "largest mass of another token", 0, 1, low_open=True)
R1, R2 = assume("r1", "least residual strength"), assume("r2", "largest residual strength")
RHO2 = assume("rho2", "largest inner product", 0, 1, low_open=True)
RATIO = assume("M", "largest over least of some numbers", 1)
ENDS = (COUNT, T1, T2)
BOUNDS = (*ENDS, R1, R2)


def _uneven(p: Point, more: int = 0) -> tuple[Uneven, Token]:
    """Return tokens with masses of mean m for one of them, and that one."""
    tokens = Counted(p.n + more)
    i, k = tokens.some(2)
    extra = {True: 1 + (p.n - 2) * p.x, False: 1 - p.x}
    return Uneven(tokens, 0, 0, 0, masses=lambda a, b: p.m * extra[tokens.same(b, k)]), i


def _own_weight(p: Point, more: int = 0) -> Scalar:
    x, i = _uneven(p, more)
    return x.weight(i, i)


def _others(p: Point, more: int = 0) -> Scalar:
    x, i = _uneven(p, more)
    return x.others(i)


def _one_apart(p: Point, mass: Scalar, rest: Scalar, more: int = 0) -> tuple[Uneven, Token, Token]:
    """Return tokens, one of them, and another of a mass of its own, the third tokens having the mass ``rest``."""
    tokens = Counted(p.n + more)
    i, j = tokens.some(2)
    return Uneven(tokens, 0, 0, 0, masses=lambda a, b: mass if tokens.same(b, j) else rest), i, j


def _with_mean(p: Point, more: int = 0) -> Scalar:
    """Return A_ij where the third tokens have masses of mean m for one of them."""
    tokens = Counted(p.n + more)
    i, j, k = tokens.some(3)
    extra = {True: 1 + (p.n - 3) * p.x, False: 1 - p.x}
    x = Uneven(tokens, 0, 0, 0, masses=lambda a, b: p.other if tokens.same(b, j) else p.m * extra[tokens.same(b, k)])
    return x.weight(i, j)


def _own(p: Point, mass: Scalar, r: Scalar, more: int = 0) -> Scalar:
    """Return B_ii/(1 + r) of the simplex whose other tokens have this mass, 1 + r as the sum of the row."""
    x = TokenLayer(Counted(p.n + more), 0, mass, r)
    (i,) = x.tokens.some(1)
    return x.coefficient(i, i) / x.tokens.sum(lambda k: x.coefficient(i, k))


def _other(p: Point, mass: Scalar, rest: Scalar, more: int = 0) -> Scalar:
    x, i, j = _one_apart(p, mass, rest, more)
    return x.weight(i, j)


def _third(p: Point, mass: Scalar, rest: Scalar, more: int = 0) -> Scalar:
    """Return the weight of all tokens but two, of which the other one has a mass of its own."""
    x, i, j = _one_apart(p, mass, rest, more)
    return x.tokens.sum(lambda k: 0 if x.tokens.same(k, i) or x.tokens.same(k, j) else x.weight(i, k))


def _worst(ratio: Scalar, more: int = 0) -> Scalar:
    """Return N sum x^2/(sum x)^2 of M numbers 1 and one number M."""
    tokens = Counted(1 + ratio + more)
    (k,) = tokens.some(1)

    def number(j: Token) -> Scalar:
        return ratio if tokens.same(j, k) else 1

    return tokens.sum(lambda j: 1) * tokens.sum(lambda j: number(j) ** 2) / tokens.sum(number) ** 2


def _others_squared(p: Point, more: int = 0) -> Scalar:
    x = TokenLayer(Counted(p.n + more), 0, p.t2)
    (i,) = x.tokens.some(1)
    return x.others(i) ** 2 * _worst(p.t2 / p.t1) / x.tokens.sum(lambda k: 0 if x.tokens.same(i, k) else 1)


def _largest_weight(p: Point, more: int = 0) -> Scalar:
    """Return t2 over the least mass of all others, which is more than any weight of another token."""
    tokens = Counted(p.n + more)
    (i,) = tokens.some(1)
    return p.t2 / tokens.sum(lambda k: 0 if tokens.same(i, k) else p.t1)


def _row(p: Point) -> tuple[Scalar, Scalar, Scalar]:
    """Return the self weight, the sum of the squares of the others, and sum B_ik^2/(sum B_ik)^2 of an uneven row."""
    x, i = _uneven(p)
    layer = Uneven(x.tokens, 0, 0, p.r, masses=x.masses)
    squares = x.tokens.sum(lambda k: layer.coefficient(i, k) ** 2)
    total = x.tokens.sum(lambda k: layer.coefficient(i, k))
    return x.weight(i, i), x.overlap(i, i) - x.weight(i, i) ** 2, squares / total**2


def _simplex(p: Point, more: int = 0) -> tuple[TokenLayer, Token, Token]:
    x = TokenLayer(Counted(p.n + more), p.rho, p.m, p.r)
    i, j = x.tokens.some(2)
    return x, i, j


def _overlaps(p: Point) -> tuple[Scalar, Scalar]:
    """Return sum B_ik B_jk and sum B_ik^2."""
    x, i, j = _simplex(p)

    def overlap(a: Token, b: Token) -> Scalar:
        return x.tokens.sum(lambda k: x.coefficient(a, k) * x.coefficient(b, k))

    return overlap(i, j), overlap(i, i)


def _by_parts(p: Point) -> Scalar:
    x, i, j = _simplex(p)
    third = x.tokens.sum(
        lambda k: 0 if x.tokens.same(k, i) or x.tokens.same(k, j) else x.coefficient(i, k) * x.coefficient(j, k)
    )
    return almost.overlap(x.coefficient(i, i), x.coefficient(j, i), third)


def _geometry(p: Point, more: int = 0) -> Scalar:
    x, i, j = _simplex(p, more)
    return p.c0 * x.inner(i, j) + p.c1 * x.inner(i, i)


def _by_overlap(p: Point) -> Scalar:
    size = (1 + p.r) ** 2
    return size * sum(c * almost.squared(p.rho, x / size) for c, x in zip((p.c0, p.c1), _overlaps(p), strict=True))


def _overlap_lower(p: Point, more: int = 0) -> Scalar:
    """Return 2 B_ii B_ij + sum B_ik B_jk: the least own entry, the least entry of another, for each of n - 2 others."""
    own, other = _own(p, p.t2, p.r1), _other(p, p.t1, p.t2) / (1 + p.r2)
    tokens = Counted(p.n + more)
    i, j = tokens.some(2)
    entry = {True: own, False: other}
    return tokens.sum(lambda k: entry[tokens.same(i, k)] * entry[tokens.same(j, k)])


def _overlap_upper(p: Point, more: int = 0) -> Scalar:
    """Return 2 B_ii B_ij + (largest entry of another) (all weight of third tokens)."""
    own, other = _own(p, p.t1, p.r2), _other(p, p.t2, p.t1) / (1 + p.r1)
    return own * other + other * own + other * _third(p, p.t1, p.t2, more) / (1 + p.r1)


def _participation_lower(p: Point, more: int = 0) -> Scalar:
    """Return the least own entry squared, and the squares of the entries of others that are all alike, of the least sum."""
    x = TokenLayer(Counted(p.n + more), 0, p.t1, p.r2)
    (i,) = x.tokens.some(1)
    size = x.tokens.sum(lambda k: x.coefficient(i, k))
    others = x.tokens.sum(lambda k: 0 if x.tokens.same(i, k) else (x.coefficient(i, k) / size) ** 2)
    return _own(p, p.t2, p.r1) ** 2 + others


def _self_error(p: Point, cosine: Scalar) -> Scalar:
    """Return |sum_k A_ik (y_k - y_i)|^2 where all other tokens are one, at this inner product with the token itself."""
    tokens = Counted(p.n)
    (i,) = tokens.some(1)
    x = Uneven(tokens, 0, p.m, cosines=lambda a, b: cosine if tokens.same(a, i) or tokens.same(b, i) else 1)

    def apart(k: Token, m: Token) -> Scalar:
        return x.gram(k, m) - x.gram(k, i) - x.gram(i, m) + x.gram(i, i)

    return tokens.sum(lambda k: tokens.sum(lambda m: x.weight(i, k) * x.weight(i, m) * apart(k, m)))


def _self_weight_of_others(p: Point) -> Scalar:
    x = TokenLayer(Counted(p.n), 0, p.m)
    return x.others(*x.tokens.some(1))


def _limit(p: Point, r: Scalar) -> Scalar:
    """Return rho1 over |x'_i|^2/(1 + r)^2 of the simplex of rho2, in the phase of rho1."""
    x = TokenLayer(Counted(1 / p.h), p.rho2, p.t, r)
    (i,) = x.tokens.some(1)
    return p.rho * (1 + p.r) ** 2 / x.inner(i, i)


CLAIMS = (
    token_by_token(
        "C1.definition.self-weight",
        "1/(1 + (n - 1) m) is A_ii where the n - 1 other masses have mean m, token by token",
        almost.self_weight,
        _own_weight,
        lambda p: almost.self_weight(p.n, p.m),
        (COUNT, MASS, SPREAD),
        notes="one mass is (1 + (n - 2) x) m, all others (1 - x) m: the self weight does not depend on x",
    ),
    token_by_token(
        "C1.definition.self-weight-complement",
        "(n - 1) m/(1 + (n - 1) m) is the sum of A_ik over k != i, token by token",
        almost.self_weight_complement,
        _others,
        lambda p: almost.self_weight_complement(p.n, p.m),
        (COUNT, MASS, SPREAD),
    ),
    token_by_token(
        "C1.definition.other-weight",
        "m/(1 + m + (n - 2) m') is A_ij for a token of mass m, the n - 2 others having mean mass m', token by token",
        almost.other_weight,
        _with_mean,
        lambda p: almost.other_weight(p.n, p.other, p.m),
        (COUNT, OTHER, MASS, SPREAD),
    ),
    Claim(
        "C2.definition.self-error-squared",
        "2 (1 - rho1)(1 - A_ii)^2 is |m_i - y_i|^2 where all other tokens are one, at inner product rho1 with y_i",
        Identity(
            FREE, lambda p: _self_error(p, p.rho), lambda p: almost.self_error_squared(_self_weight_of_others(p), p.rho)
        ),
        (COUNT, MASS, CORRELATION),
        defines=(almost.self_error_squared,),
        uses=SYMMETRY,
        twins=but("changed", "at inner product 0", left=lambda p: _self_error(p, 0)),
    ),
    Claim(
        "C3.definition.spread-factor",
        "(1 + M)^2/(4 M) is N sum x^2/(sum x)^2 of M numbers 1 and one number M",
        Identity(FREE, lambda p: _worst(p.M), lambda p: almost.spread_factor(p.M)),
        (RATIO,),
        defines=(almost.spread_factor,),
        uses=SYMMETRY,
        notes="no numbers in [1, M] spread more: C3.spread.kantorovich",
        twins=but("changed", "a number more", left=lambda p: _worst(p.M, 1)),
    ),
    token_by_token(
        "C3.definition.others-squared",
        "the bound of sum A_ik^2 over k != i is the mean share (1 - A_ii)^2/(n - 1) at t2, times the worst spread",
        almost.others_squared,
        _others_squared,
        lambda p: almost.others_squared(p.n, p.t1, p.t2),
        ENDS,
    ),
    token_by_token(
        "C4.definition.others-squared-printed",
        "M/(n - 1) is the largest mass over the least sum of the masses of others, M = t2/t1",
        almost.others_squared_printed,
        _largest_weight,
        lambda p: almost.others_squared_printed(p.n, p.t2 / p.t1),
        ENDS,
    ),
    Claim(
        "C3.definition.participation",
        "((w + r)^2 + y)/(1 + r)^2 is sum_k B_ik^2/(sum_k B_ik)^2, w = A_ii and y = sum of A_ik^2 over k != i, uneven masses",
        Identity(FREE, lambda p: _row(p)[2], lambda p: almost.inverse_participation_ratio(*_row(p)[:2], p.r)),
        (COUNT, MASS, SPREAD, RESIDUAL),
        defines=(almost.inverse_participation_ratio,),
        uses=SYMMETRY,
        twins=but("changed", "the sum of A_ik^2 alone", left=lambda p: _row(p)[0] ** 2 + _row(p)[1]),
    ),
    Claim(
        "C3.definition.overlap",
        "2 B_ii B_ji + rest is sum_k B_ik B_jk of two rows with the same entries, rest over third tokens, token by token",
        Identity(FREE, lambda p: _overlaps(p)[0], _by_parts),
        (*TOKENS, COUNT, MASS),
        defines=(almost.overlap,),
        uses=SYMMETRY,
        twins=but("changed", "the sum of B_ik^2", left=lambda p: _overlaps(p)[1]),
    ),
    token_by_token(
        "C3.definition.squared",
        "rho + (1 - rho) x is <x'_i, x'_j>/(1 + r)^2 for x an overlap, and |x'_i|^2/(1 + r)^2 for x a participation",
        almost.squared,
        _geometry,
        _by_overlap,
        (*TOKENS, COUNT, MASS, *MARKS[:2]),
    ),
    token_by_token(
        "C3.definition.overlap-lower",
        "the lower bound of the overlap is that of rows with the least own entry and the least entry of every other token",
        almost.overlap_lower,
        _overlap_lower,
        lambda p: almost.overlap_lower(p.n, p.t1, p.t2, p.r1, p.r2),
        BOUNDS,
    ),
    Claim(
        "C3.definition.third-mass",
        "(n - 2) t2/(1 + t1 + (n - 2) t2) is the weight of the tokens other than i and j, where that of i is t1 and theirs t2",
        Identity(FREE, lambda p: _third(p, p.t1, p.t2), lambda p: almost.third_mass(p.n, p.t1, p.t2)),
        ENDS,
        defines=(almost.third_mass,),
        uses=SYMMETRY,
        twins=but("changed", "a token more", left=lambda p: _third(p, p.t1, p.t2, 1)),
    ),
    token_by_token(
        "C3.definition.overlap-upper",
        "the upper bound of the overlap: twice the largest own entry times the largest other, and this times all third weight",
        almost.overlap_upper,
        _overlap_upper,
        lambda p: almost.overlap_upper(p.n, p.t1, p.t2, p.r1, p.r2),
        BOUNDS,
    ),
    token_by_token(
        "C3.definition.participation-lower",
        "the lower bound of the participation: the least own entry squared, and others that share the least sum evenly",
        almost.participation_lower,
        _participation_lower,
        lambda p: almost.participation_lower(p.n, p.t1, p.t2, p.r1, p.r2),
        BOUNDS,
    ),
    Claim(
        "C4.definition.limit-cosine",
        "rho1/(rho2 + (1 - rho2)(r/(1 + r))^2) is the limit of rho1 (1 + r)^2/|x'_i|^2, tokens at rho2 and gamma < 1/(1 - rho1)",
        Expansion(SUBCRITICAL, lambda p: _limit(p, p.r), lambda p: almost.limit_cosine(p.rho, p.rho2, p.r)),
        (CORRELATION, RHO2, RESIDUAL),
        uses=SYMMETRY,
        defines=(almost.limit_cosine,),
        twins=but("no residual", "the limit without residual", quantity=lambda p: _limit(p, 0 * p.r)),
    ),
)
