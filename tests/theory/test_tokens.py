"""The layer token by token: counting is summing, a token that stands for many is not compared, and the layer is the layer."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from critscale.numerics.sampled.attention import attention_layer, simplex_tokens
from critscale.numerics.sampled.jacobian import difference_quotient
from critscale.theory.errors import BadInput
from critscale.theory.layer.definitions import TokenLayer, block, square, trace
from critscale.theory.layer.motions import common, contrast, image, towards_the_sum
from critscale.theory.layer.tokens import Counted, Listed, Token, Tokens

RHO, R, T = Fraction(3, 10), Fraction(2, 5), Fraction(1, 7)


def layers(n: int) -> tuple[TokenLayer, TokenLayer]:
    """Return the same layer with its tokens listed, and counted."""
    return TokenLayer(Listed(n), RHO, T, R), TokenLayer(Counted(Fraction(n)), RHO, T, R)


@pytest.mark.parametrize("n", [2, 3, 4, 6])
def test_counting_is_summing(n: int) -> None:
    """Exactly, for all that the layer is asked for."""

    def values(layer: TokenLayer) -> list[Fraction]:
        i, j = layer.tokens.some(2)
        beta = Fraction(2)
        moved = image(layer, beta, towards_the_sum(layer))
        return [
            layer.weight(i, j),
            layer.others(i),
            layer.inner(i, i),
            layer.inner(i, j),
            layer.overlap(i, j),
            layer.contraction_factor(i, j),
            square(layer, beta, Fraction(9), i, i),
            square(layer, beta, Fraction(9), i, j),
            trace(layer, beta, Fraction(9), i),
            moved(i, j),
            moved(i, i),
        ]

    listed, counted = layers(n)
    assert values(listed) == values(counted)


@pytest.mark.parametrize("act", [common, contrast])
def test_counted_motions(act: object) -> None:
    """The action on a kind of motions, and the inner products of these."""
    found = [act(layer, Fraction(2)) for layer in layers(4)]  # type: ignore[operator]
    assert found[0].matrix == found[1].matrix and found[0].gram() == found[1].gram()


def test_a_token_that_stands_for_many_is_not_compared() -> None:
    """After its sum it may be any of those that were not named then, so a comparison has no answer."""
    tokens = Counted(Fraction(5))
    kept: list[Token] = []

    def keep(token: Token) -> int:
        kept.append(token)
        return 0

    tokens.sum(keep)
    (named,) = tokens.some(1)
    with pytest.raises(BadInput, match="stands for many"):
        tokens.same(kept[0], named)
    with pytest.raises(BadInput, match="stands for many"):
        tokens.sum(lambda k: tokens.same(k, kept[0]))


def test_a_sum_that_fails_leaves_no_token_behind() -> None:
    """The next sum counts as before."""
    tokens = Counted(Fraction(5))
    with pytest.raises(ZeroDivisionError):
        tokens.sum(lambda k: 1 // 0)
    assert tokens.sum(lambda k: Fraction(1)) == 5


def test_too_many_different_tokens() -> None:
    """Of three there are no four."""
    with pytest.raises(BadInput, match="there are 3"):
        Listed(3).some(4)


@pytest.mark.parametrize("tokens", [Listed(3), Counted(Fraction(3))])
def test_tokens_have_no_order(tokens: Tokens) -> None:
    """Nothing but identity tells them apart."""
    first, second = tokens.some(2)
    assert tokens.same(first, first) and not tokens.same(first, second)
    with pytest.raises(TypeError):
        sorted((first, second))  # type: ignore[type-var]


@pytest.mark.parametrize("n", [3, 5])
def test_the_layer_is_that_of_the_arrays(n: int) -> None:
    """Weights and inner products of real vectors, in float64."""
    beta = 2.5
    rho, r = 0.3, 0.4
    vectors = simplex_tokens(n, rho)
    found = attention_layer(vectors, beta, r)
    layer = TokenLayer(Listed(n), rho, float(np.exp(-beta * (1 - rho))), r)
    i, j = layer.tokens.some(2)
    gram = found.outputs @ found.outputs.T
    assert layer.inner(i, i) == pytest.approx(gram[0, 0], rel=1e-12)
    assert layer.inner(i, j) == pytest.approx(gram[0, 1], rel=1e-12)


@pytest.mark.parametrize("same", [True, False])
def test_a_block_is_the_derivative(same: bool) -> None:
    """Central differences of real vectors know nothing of dual numbers."""
    n, beta, rho, r = 4, 1.5, 0.3, 0.4
    vectors = simplex_tokens(n, rho)
    differences = difference_quotient(vectors, beta, r)
    layer = TokenLayer(Listed(n), rho, float(np.exp(-beta * (1 - rho))), r)
    tokens = layer.tokens.some(n)
    k = tokens[0 if same else 2]
    piece = block(layer, beta, tokens[0], k)
    rng = np.random.default_rng(1)
    u = rng.normal(size=vectors.shape[1])
    met = vectors @ u
    expected = piece.own * u + sum(
        piece.mixed(j, m) * vectors[a] * met[b] for a, j in enumerate(tokens) for b, m in enumerate(tokens)
    )
    got = differences[0, :, tokens.index(k), :] @ u
    assert np.allclose(got, expected, atol=1e-8)
