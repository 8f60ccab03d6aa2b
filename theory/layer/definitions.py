"""What the quantities of the catalogue mean: the layer, its outputs and its derivative, token by token, over any field.

Written from the definition of the layer alone, with no row, no block and no closed form: masses exp(beta (<y_i, y_k> - 1)),
softmax, x'_i = sum_k A_ik y_k + alpha x_i.  A sink adds its mass to the sum that the masses are divided by.  The derivative
is that of dual numbers: whatever the layer computes is computed on x_k + eps u.

Source: arXiv 2510.05554, section 2 and eq. (3.2).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import TypeAlias

from ..field import Scalar
from .tokens import Token, Tokens


@dataclass(frozen=True, slots=True)
class TokenLayer:
    """One attention layer over equiangular unit tokens.

    Attributes
    ----------
    tokens : Tokens
        The tokens.
    rho : Scalar
        Their common inner product.
    ratio : Scalar
        exp(-beta (1 - rho)), the mass of another token relative to that of the token itself.
    r : Scalar
        Residual strength alpha sqrt(q).
    sink : Scalar
        exp(sigma - beta), the mass of a sink of logit sigma relative to that of the token itself.
    """

    tokens: Tokens
    rho: Scalar
    ratio: Scalar
    r: Scalar = 0
    sink: Scalar = 0

    def gram(self, i: Token, k: Token) -> Scalar:
        """Return <y_i, y_k>."""
        return 1 if self.tokens.same(i, k) else self.rho

    def mass(self, i: Token, k: Token) -> Scalar:
        """Return exp(beta (<y_i, y_k> - 1)), the unnormalised attention that i pays to k."""
        return 1 if self.tokens.same(i, k) else self.ratio

    def partition(self, i: Token) -> Scalar:
        """Return the sum of the masses, that of the sink too."""
        return self.tokens.sum(lambda m: self.mass(i, m)) + self.sink

    def weight(self, i: Token, k: Token) -> Scalar:
        """Return A_ik, the softmax of the masses."""
        return self.mass(i, k) / self.partition(i)

    def lost(self, i: Token) -> Scalar:
        """Return the weight of the sink."""
        return self.sink / self.partition(i)

    def others(self, i: Token) -> Scalar:
        """Return the sum of A_ik over k != i."""
        return self.tokens.sum(lambda k: 0 if self.tokens.same(i, k) else self.weight(i, k))

    def coefficient(self, i: Token, k: Token) -> Scalar:
        """Return the coefficient of y_k in the output x'_i."""
        return self.weight(i, k) + (self.r if self.tokens.same(i, k) else 0)

    def inner(self, i: Token, j: Token) -> Scalar:
        """Return <x'_i, x'_j>."""
        return self.tokens.sum(
            lambda k: self.coefficient(i, k) * self.tokens.sum(lambda m: self.coefficient(j, m) * self.gram(k, m))
        )

    def overlap(self, i: Token, j: Token) -> Scalar:
        """Return sum_k A_ik A_jk."""
        return self.tokens.sum(lambda k: self.weight(i, k) * self.weight(j, k))

    def cosine(self, i: Token, j: Token) -> Scalar:
        """Return <x'_i, x'_j>/|x'_i|^2, the cosine, for the outputs have one norm."""
        return self.inner(i, j) / self.inner(i, i)

    def contraction_factor(self, i: Token, j: Token) -> Scalar:
        """Return (1 - <x'_i, x'_j>/|x'_i|^2)/(1 - <y_i, y_j>)."""
        return (1 - self.cosine(i, j)) / (1 - self.gram(i, j))

    def entropy(self, i: Token, log_mass: Callable[[Token, Token], Scalar], log_total: Scalar) -> Scalar:
        """Return -sum_k A_ik log A_ik, nats, from the logarithms of the masses and of their sum."""
        return self.tokens.sum(lambda k: self.weight(i, k) * (log_total - log_mass(i, k)))


Pair: TypeAlias = Callable[[Token, Token], Scalar]
"""A number for each two different tokens."""


@dataclass(frozen=True, slots=True)
class Uneven(TokenLayer):
    """A layer over unit tokens that are not all alike.

    Attributes
    ----------
    masses, cosines : callable, optional
        Masses exp(beta (<y_i, y_k> - 1)) and inner products of two different tokens, where ``ratio`` and ``rho`` do not
        give them.
    """

    masses: Pair | None = None
    cosines: Pair | None = None

    def gram(self, i: Token, k: Token) -> Scalar:
        """Return <y_i, y_k>."""
        if self.tokens.same(i, k):
            return 1
        return self.rho if self.cosines is None else self.cosines(i, k)

    def mass(self, i: Token, k: Token) -> Scalar:
        """Return exp(beta (<y_i, y_k> - 1)), the unnormalised attention that i pays to k."""
        if self.tokens.same(i, k):
            return 1
        return self.ratio if self.masses is None else self.masses(i, k)


@dataclass(frozen=True, slots=True)
class Weighted(TokenLayer):
    """A layer with given weights, of any sign and any sum, whatever made them.

    Attributes
    ----------
    own, other : Scalar
        The weight that a token pays to itself, and to another one.
    """

    own: Scalar = 1
    other: Scalar = 0

    def weight(self, i: Token, k: Token) -> Scalar:
        """Return A_ik."""
        return self.own if self.tokens.same(i, k) else self.other


TokenSlope: TypeAlias = Callable[[Token], Scalar]
"""A linear function of the inner products <y_m, u>: the coefficient of each."""


def still(m: Token) -> Scalar:
    """Return 0: the slope of what does not move, which is not worth multiplying."""
    return 0


@dataclass(frozen=True, slots=True)
class TokenDual:
    """value + eps slope, eps^2 = 0."""

    value: Scalar
    slope: TokenSlope = still

    def __add__(self, other: TokenDual) -> TokenDual:
        return TokenDual(self.value + other.value, self._slope(other, lambda m: self.slope(m) + other.slope(m)))

    def __mul__(self, other: TokenDual) -> TokenDual:
        slope = self._slope(other, lambda m: self.slope(m) * other.value + self.value * other.slope(m))
        return TokenDual(self.value * other.value, slope)

    def __truediv__(self, other: TokenDual) -> TokenDual:
        quotient = self.value / other.value
        slope = self._slope(other, lambda m: (self.slope(m) - quotient * other.slope(m)) / other.value)
        return TokenDual(quotient, slope)

    def of(self, value: Scalar, derivative: Scalar) -> TokenDual:
        """Return a function of this number, from its value and its derivative there."""
        return TokenDual(value, self._slope(self, lambda m: derivative * self.slope(m)))

    def _slope(self, other: TokenDual, slope: TokenSlope) -> TokenSlope:
        return still if self.slope is still and other.slope is still else slope


@dataclass(frozen=True, slots=True)
class Block:
    """dx'_i/dx_k as a map of u: own u + sum_jm mixed(j, m) y_j <y_m, u>."""

    own: Scalar
    mixed: Callable[[Token, Token], Scalar]


def block(layer: TokenLayer, beta: Scalar, i: Token, k: Token) -> Block:
    """Return the derivative of the output x'_i along a motion u of token k, in units of 1/sqrt(q)."""
    one, same, total = 1 + 0 * beta, layer.tokens.same, layer.tokens.sum

    def product(a: Token, b: Token) -> TokenDual:
        """Return <x_a, x_b>."""
        first, second = same(a, k), same(b, k)
        moves = first or second
        return TokenDual(layer.gram(a, b), (lambda m: first * same(m, b) + second * same(m, a)) if moves else still)

    def norm(a: Token) -> TokenDual:
        if not same(a, k):
            return TokenDual(one)
        return product(a, a).of(one, one / 2)  # the square root at 1

    @cache
    def mass(a: Token, b: Token) -> TokenDual:
        if not (same(a, k) or same(b, k)):
            return TokenDual(layer.mass(a, b))  # it stands still
        cosine = product(a, b) / (norm(a) * norm(b))
        value = layer.mass(a, b)
        return cosine.of(value, beta * value)

    partition = TokenDual(layer.partition(i), cache(lambda m: total(lambda b: mass(i, b).slope(m))))

    @cache
    def coefficient(j: Token) -> TokenDual:
        """Return the coefficient of x_j in x'_i."""
        own = mass(i, j) / partition / norm(j)
        return own + TokenDual(layer.r) if same(i, j) else own

    return Block(coefficient(k).value, lambda j, m: coefficient(j).slope(m))


def square(layer: TokenLayer, beta: Scalar, d: Scalar, i: Token, k: Token) -> Scalar:
    """Return ||dx'_i/dx_k||_F^2 in d dimensions."""
    piece, total = block(layer, beta, i, k), layer.tokens.sum

    def right(j: Token, p: Token) -> Scalar:
        return total(lambda m: piece.mixed(j, m) * layer.gram(m, p))

    def left(j: Token, p: Token) -> Scalar:
        return total(lambda m: layer.gram(j, m) * piece.mixed(m, p))

    trace = total(lambda j: right(j, j))
    cross = total(lambda j: total(lambda p: right(j, p) * left(j, p)))
    return piece.own**2 * d + 2 * piece.own * trace + cross


def trace(layer: TokenLayer, beta: Scalar, d: Scalar, i: Token) -> Scalar:
    """Return the trace of dx'_i/dx_i in d dimensions."""
    piece, total = block(layer, beta, i, i), layer.tokens.sum
    return piece.own * d + total(lambda j: total(lambda m: piece.mixed(j, m) * layer.gram(m, j)))
