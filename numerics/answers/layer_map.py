"""The layer as a map of a stack's state, in balls that stay tight over thousands of layers.

The state is (delta, rho, q): delta = 1 - rho, the distance of two tokens from collapse, their cosine rho, and q, the squared
norm of the residual stream.  Both complements are followed, each as a sum of nonnegative terms, so no digit is lost however
near the tokens are to collapse or to orthogonal.  A step is a mean value form: the map at the midpoint of the smaller of the
two, plus its derivative over the ball times the radius.  So the radius grows as the map itself stretches distances, and not
with the length of the formula.

Source: theory D1, A2; arXiv 2510.05554, section 2.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from operator import mul
from typing import NamedTuple, TypeAlias

from flint import arb

from ...theory.errors import BadInput, NotCertain, UnknownName
from ...theory.field import sqrt
from ...theory.layer import quantities as formulas
from ...theory.layer.row import Row
from ...theory.mechanisms.mechanism import Logits
from ..numbers.balls import rational_ball
from ..numbers.jet import Jet, as_jet
from ..settings.layer import Layer

ZERO, ONE, INFINITE = arb(0), arb(1), arb.pos_inf()
Jets: TypeAlias = tuple[Jet, Jet, Jet]
"""The distance, the cosine and the squared norm after a layer, with their slopes in the two coordinates of the state."""


class State(NamedTuple):
    """What one layer hands to the next."""

    distance: arb
    """delta = 1 - cos of two tokens."""
    cosine: arb
    """rho = cos of two tokens."""
    norm_squared: arb
    """q = |x|^2."""


class LayerMap:
    """The map from one layer to the next, at one working precision.

    Parameters
    ----------
    layer : Layer
        Context length, scale, and rho of the tokens that enter the stack.
    alpha : Fraction
        Weight of the residual connection, >= 0.
    norm : {"pre", "post", "peri", "none"}
        ``pre``: attention sees x/|x|, x' = m + alpha x.  ``post``: x' is normalised to the norm of x.  ``peri``: m is
        normalised too.  ``none``: attention sees x itself, so beta grows with |x|^2.
    """

    def __init__(self, layer: Layer, alpha: Fraction, norm: str) -> None:
        if norm not in _MAPS:
            raise UnknownName.among("normalisation", norm, _MAPS)
        if layer.length.infinite and norm == "none" and layer.family.scale.kind != "kappa":
            raise BadInput(
                "n = oo without normalisation", "beta changes with the norm of the tokens", "give a finite n"
            )
        if layer.length.infinite and not layer.family.mechanism.by_gap:
            what = f"n = oo with {layer.family.mechanism.name}"
            raise BadInput(what, "the size of its scores matters from layer to layer", "give a finite n")
        if layer.length.infinite and layer.rho == 0:
            raise BadInput(
                "n = oo at rho = 0", "orthogonal tokens have a threshold of their own (A14)", "give a finite n"
            )
        self.layer, self.norm = layer, norm
        self.alpha = rational_ball(alpha)
        self._next = _MAPS[norm]
        length, scale = layer.length, layer.family.scale
        if length.infinite:
            return
        self._reciprocal, self._length = length.reciprocal(), length.log()
        value = rational_ball(scale.value)
        self._rate = value * self._length if scale.kind == "gamma" else value
        self._gap = self._length + value

    def start(self, norm_squared: Fraction) -> State:
        """Return the state that enters the first layer."""
        return State(rational_ball(1 - self.layer.rho), rational_ball(self.layer.rho), rational_ball(norm_squared))

    def __call__(self, state: State) -> State:
        """Return the state after one layer."""
        limit = self._limit(state.distance)
        smaller = min(state.distance, state.cosine, key=lambda ball: abs(ball.mid()))
        middle = arb(smaller.mid())
        both = (middle, 1 - middle) if smaller is state.distance else (1 - middle, middle)
        value = self._jets(State(*both, arb(state.norm_squared.mid())), limit)
        if smaller.is_exact() and state.norm_squared.is_exact():
            return State(*(v.value for v in value))
        slope = self._jets(state, limit)
        off = arb(0, smaller.rad()), arb(0, state.norm_squared.rad())
        return State(*(sum(map(mul, s.slopes, off), v.value) for v, s in zip(value, slope, strict=True)))

    def self_weight(self, state: State) -> arb:
        """Return the self weight of a layer that takes in ``state``."""
        row = self._row(Jet(state.distance), Jet(state.norm_squared), self._limit(state.distance))
        weight: Jet = row.self_weight
        return weight.value

    def residual(self, state: State) -> arb:
        """Return the residual strength alpha |x| of a layer that takes in ``state``; alpha where nothing is normalised."""
        return self.alpha if self.norm == "none" else self.alpha * state.norm_squared.sqrt()

    def _jets(self, state: State, limit: arb | None) -> Jets:
        delta, rho = Jet(state.distance, (ONE, ZERO)), Jet(state.cosine, (-ONE, ZERO))
        q = Jet(state.norm_squared, (ZERO, ONE))
        return self._next(self._row(delta, q, limit), delta, rho, q, self.alpha)

    def _row(self, delta: Jet, q: Jet, limit: arb | None) -> Row:
        layer = self.layer
        if limit is not None:
            fixed = layer.family.scale.kind == "beta"
            beta = as_jet(layer.family.scale.value) if fixed else Jet(INFINITE)
            gap = beta * delta if fixed else beta
            exponent, length, h = Jet(limit), Jet(INFINITE), Jet(ZERO)
        else:
            length, h = Jet(self._length), Jet(self._reciprocal)
            if layer.family.scale.kind == "kappa":
                gap, beta = Jet(self._gap), Jet(self._gap) / delta
            else:
                beta = self._rate * q if self.norm == "none" else Jet(self._rate)
                gap = beta * delta
            exponent = length - gap
        infinite = limit is not None
        logits = Logits(gap, exponent, length, h, 1 - h, delta, as_jet, infinite=infinite, inverse_temperature=beta)
        return layer.family.mechanism.prepare(logits)()

    def _limit(self, delta: arb) -> arb | None:
        """Return log n - beta (1 - rho) at n = oo, where it jumps with delta; None at finite n."""
        layer, scale = self.layer, self.layer.family.scale
        if not layer.length.infinite:
            return None
        if scale.kind == "kappa":
            return -rational_ball(scale.value)
        relative = rational_ball(scale.value) * delta if scale.kind == "gamma" else ZERO
        if relative < 1:
            return INFINITE
        if relative > 1:
            return -INFINITE
        if scale.is_critical(layer.rho) and delta.overlaps(rational_ball(1 - layer.rho)):
            return ZERO  # the first layer: nothing comes back to it
        raise NotCertain("the phase of a layer", "its gamma cannot be told from critical", "give a finite n")


def _cosines(row: Row, delta: Jet, rho: Jet, r: Jet) -> tuple[Jet, Jet]:
    """Return 1 - cos and cos of two output tokens."""
    return delta * formulas.contraction_factor(row, rho, r), formulas.output_cosine(row, rho, r)


def _pre(row: Row, delta: Jet, rho: Jet, q: Jet, alpha: arb) -> Jets:
    r = alpha * sqrt(q)
    return *_cosines(row, delta, rho, r), formulas.output_norm_squared(row, rho, r)


def _post(row: Row, delta: Jet, rho: Jet, q: Jet, alpha: arb) -> Jets:
    return *_cosines(row, delta, rho, alpha * sqrt(q)), q


def _peri(row: Row, delta: Jet, rho: Jet, q: Jet, alpha: arb) -> Jets:
    squared = formulas.output_norm_squared(row, rho, Jet(ZERO))
    r = alpha * sqrt(q * squared)
    return *_cosines(row, delta, rho, r), formulas.output_norm_squared(row, rho, r) / squared


def _none(row: Row, delta: Jet, rho: Jet, q: Jet, alpha: arb) -> Jets:
    r = Jet(alpha)
    return *_cosines(row, delta, rho, r), q * formulas.output_norm_squared(row, rho, r)


_MAPS: Mapping[str, Callable[[Row, Jet, Jet, Jet, arb], Jets]] = {
    "pre": _pre,
    "post": _post,
    "peri": _peri,
    "none": _none,
}
