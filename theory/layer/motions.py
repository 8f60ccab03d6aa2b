"""Motions of the tokens, and what the layer does to them, from its definition: the kinds of motion that it keeps apart.

A motion moves token k by sum_m v_k(m) y_m.  The layer commutes with every permutation of the tokens, so it maps a motion
that all tokens share, a contrast between tokens, a pairing and a rotation of tokens to motions of the same kind.

Source: theory B2, derived.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from ..field import Scalar
from .definitions import TokenLayer, block
from .tokens import Token

Motion: TypeAlias = Callable[[Token, Token], Scalar]
"""The coefficient of y_m in the motion of token k, for (k, m)."""


def _gone(x: Scalar) -> bool:
    """Tell whether a term is the number 0, whatever its factors are: not worth computing."""
    return isinstance(x, int) and x == 0


def _times(x: Scalar, y: Scalar) -> Scalar:
    return 0 if _gone(y) else x * y


def image(layer: TokenLayer, beta: Scalar, motion: Motion) -> Motion:
    """Return the motion of the outputs when the tokens move, in units of 1/sqrt(q)."""
    total = layer.tokens.sum

    def of(i: Token, j: Token) -> Scalar:
        def part(k: Token) -> Scalar:
            piece = block(layer, beta, i, k)

            def mixed(m: Token) -> Scalar:
                along = total(lambda p: _times(layer.gram(m, p), motion(k, p)))
                return 0 if _gone(along) else piece.mixed(j, m) * along

            return piece.own * motion(k, j) + total(mixed)

        return total(part)

    return of


def inner(layer: TokenLayer, first: Motion, second: Motion) -> Scalar:
    """Return the inner product of two motions, the sum over tokens k of <v_k, w_k>."""
    total = layer.tokens.sum
    return total(
        lambda k: total(lambda m: first(k, m) * total(lambda j: second(k, j) * layer.gram(m, j)))
    )


def towards_the_sum(layer: TokenLayer) -> Motion:
    """Return the tangential motion of all tokens towards their sum S: token k moves by S - <y_k, S> y_k."""

    def motion(k: Token, m: Token) -> Scalar:
        along = layer.tokens.sum(lambda j: layer.gram(j, k))
        return 1 - (along if layer.tokens.same(m, k) else 0)

    return motion


PAIRING = ((0, 1, 1, 1), (1, 2, -1, -1), (2, 3, 1, 1), (3, 0, -1, -1))
"""Tokens on a ring of four, drawn to the next and the one before with alternating signs: each pair moves alike."""
ROTATION = ((0, 1, 1, -1), (1, 2, 1, -1), (2, 0, 1, -1))
"""Tokens on a ring of three, drawn to the next and away from the one before: each pair turns."""


def on_a_ring(layer: TokenLayer, some: tuple[Token, ...], edges: tuple[tuple[int, int, int, int], ...]) -> Motion:
    """Return a motion along some edges: a token, the next, its coefficient in the motion of the other and the reverse."""

    def motion(k: Token, m: Token) -> Scalar:
        total = 0
        for here, ahead, onward, back in edges:
            first, second = some[here], some[ahead]
            total += onward * layer.tokens.same(k, first) * layer.tokens.same(m, second)
            total += back * layer.tokens.same(k, second) * layer.tokens.same(m, first)
        return total

    return motion


@dataclass(frozen=True, slots=True)
class Action:
    """What the layer does to some motions that it maps to each other: row k of ``matrix`` has the share of motion k in each image."""

    layer: TokenLayer
    motions: tuple[Motion, ...]
    matrix: tuple[tuple[Scalar, ...], ...]

    def gram(self) -> tuple[tuple[Scalar, ...], ...]:
        """Return the inner products of the motions."""
        return tuple(tuple(inner(self.layer, u, v) for v in self.motions) for u in self.motions)


def common(layer: TokenLayer, beta: Scalar) -> Action:
    """Return the action on the motions y_k and S of all tokens k alike: the first is radial."""
    i, j = layer.tokens.some(2)
    motions: tuple[Motion, ...] = (lambda k, m: int(layer.tokens.same(k, m)), lambda k, m: 1)
    columns = []
    for motion in motions:
        moved = image(layer, beta, motion)
        total = moved(i, j)
        columns.append((moved(i, i) - total, total))
    return Action(layer, motions, tuple(zip(*columns, strict=True)))


def contrast(layer: TokenLayer, beta: Scalar) -> Action:
    """Return the action on a contrast w between tokens, sum w = 0: the motions w_k y_k, w_k S and W = sum w_m y_m; n >= 3.

    The first is radial.  Here w is 1 for a token, -1 for another and 0 for all others.
    """
    first, second, other = layer.tokens.some(3)

    def weight(k: Token) -> int:
        return layer.tokens.same(k, first) - layer.tokens.same(k, second)

    motions: tuple[Motion, ...] = (
        lambda k, m: weight(k) * layer.tokens.same(k, m),
        lambda k, m: weight(k),
        lambda k, m: weight(m),
    )
    columns = []
    for motion in motions:
        moved = image(layer, beta, motion)
        total, drift = moved(first, other), moved(other, first)
        columns.append((moved(first, first) - total - drift, total, drift))
    return Action(layer, motions, tuple(zip(*columns, strict=True)))
