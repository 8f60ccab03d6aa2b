"""A stack of layers: the cosine of two tokens layer by layer, and the layer at which they have collapsed, certified.

The layers run at one working precision; it rises until every digit that is shown, and the comparison with epsilon, is
certain.

Source: theory D1 to D5.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Unpack

from flint import arb

from ...theory.digits import exact_text
from ...theory.dynamics.depth import survival
from ...theory.errors import BadInput, NotCertain, shown
from ...theory.pictured import Pictured
from ...theory.result import Noted, ValueTable, View
from ..floats import says_floats
from ..inputs import Number, decimal_digits, fraction_of_one, rational
from ..numbers.balls import rational_ball
from ..numbers.certification import LIMIT_BITS, MARGIN_BITS, ROUNDING_BITS
from ..numbers.enclosure import Enclosure
from ..numbers.precision import bits_of, working_precision
from ..settings.setting import Setting
from ..settings.words import SettingWords, takes_words
from .layer_map import LayerMap, State

Progress = Callable[[int, int], None]
"""Called with how many layers are done, and how many there are."""

TIE = "1 - cos may be epsilon exactly"
"""Why no precision is enough, where that is so."""
MOST_LAYERS = 10**6
"""A stack has at most this many layers."""


@dataclass(frozen=True, slots=True)
class StackLayer:
    """The tokens after a number of layers; number 0 is what enters the stack.

    Attributes
    ----------
    number : int
        How many layers they have passed.
    cosine, distance : Enclosure
        cos of two tokens, and 1 - cos.
    norm_squared : Enclosure
        Squared norm of the residual stream.
    self_weight : Enclosure
        Self weight of the layer that takes them in.
    """

    number: int
    cosine: Enclosure
    distance: Enclosure
    norm_squared: Enclosure
    self_weight: Enclosure

    def to_json(self) -> dict[str, object]:
        """Return the layer as JSON data; numbers are text."""
        values = {name: getattr(self, name).decimal() for name in _SHOWN}
        return {"layer": self.number, **values}


_SHOWN = ("cosine", "distance", "norm_squared", "self_weight")


@dataclass(frozen=True, slots=True, repr=False)
class Stack(Noted, Pictured):
    """What a stack of layers does to the tokens.

    Attributes
    ----------
    setting : Setting
        Where the first layer is; its residual is the weight alpha of the residual connection.
    norm : str
        Where the layers normalise.
    epsilon : Fraction
        Tokens count as collapsed once 1 - cos < epsilon.
    layers : tuple of StackLayer
        From 0 to the last.
    collapsed_at : int or None
        The first layer with 1 - cos < epsilon, if the stack has one.
    floor : Enclosure or None
        1 - cos stays above this at any number of further layers (alpha > 1 with pre-normalisation); None where the
        theory has no such bound.
    """

    setting: Setting
    norm: str
    epsilon: Fraction
    layers: tuple[StackLayer, ...]
    collapsed_at: int | None
    floor: Enclosure | None

    def view(self) -> View:
        """Return a row for each layer, and whether the tokens have collapsed."""
        rows = [(layer.number, *(getattr(layer, name) for name in _SHOWN)) for layer in self.layers]
        heads = ("layer", "cosine", "1 - cos", "|x|^2", "self weight")
        return View("", ValueTable(("layer", *_SHOWN), rows, heads), (self.verdict,))

    @property
    def verdict(self) -> str:
        """Whether the tokens have collapsed, in a line."""
        epsilon = shown(self.epsilon)
        if self.collapsed_at is not None:
            return f"collapsed: 1 - cos < {epsilon} from layer {self.collapsed_at} on"
        line = f"not collapsed: 1 - cos >= {epsilon} through all {len(self.layers) - 1} layers"
        return line if self.floor is None else f"{line}, and above {self.floor} at any depth (alpha > 1)"

    def to_json(self) -> dict[str, object]:
        """Return the stack as JSON data; numbers are text."""
        return {
            "setting": self.setting.to_json(),
            "norm": self.norm,
            "epsilon": exact_text(self.epsilon),
            "collapsed_at": self.collapsed_at,
            "floor": self.floor.decimal() if self.floor else None,
            "layers": [layer.to_json() for layer in self.layers],
        }


@takes_words
@says_floats()
def stack(
    at: Setting | None = None,
    *,
    layers: int = 96,
    norm: str = "pre",
    norm_squared: Number = 1,
    epsilon: Number = "1e-3",
    digits: int = 15,
    progress: Progress | None = None,
    **words: Unpack[SettingWords],
) -> Stack:
    """Follow the cosine of equiangular tokens through a stack of attention layers.

    Parameters
    ----------
    at : Setting, optional
        Where the first layer is.  gamma and beta are the same at every layer, so the phase drifts with the cosine; kappa
        and critical adapt beta to each layer's own cosine.  residual is the weight alpha of the residual connection, the
        same at every layer.
    layers : int
        Number of layers, up to `MOST_LAYERS`.
    norm : {"pre", "post", "peri", "none"}
        Where a layer normalises, see `critscale.numerics.answers.layer_map.LayerMap`.
    norm_squared : number
        Squared norm q > 0 of the tokens that enter; r = alpha sqrt(q) in the first layer.
    epsilon : number
        Tokens count as collapsed once 1 - cos < epsilon.
    digits : int
        Significant decimal digits of every number.
    progress : callable, optional
        Called as ``progress(done, total)`` after each layer; it starts anew where the precision has to rise.
    **words
        The setting in words, in place of ``at``: see `SettingWords`.

    Returns
    -------
    Stack

    Raises
    ------
    BadInput
        If an argument is no number or out of range.
    NotCertain
        If the digits cannot be certified.

    Examples
    --------
    >>> found = stack(n="oo", rho="0.5", critical=True, layers=5, digits=5)
    >>> print(found.layers[5].cosine, found.collapsed_at)
    0.99902 5
    """
    run = _Run(Setting.of(at, words), norm, norm_squared)
    count, eps, figures = whole(layers, "layers"), fraction_of_one(epsilon, "epsilon"), decimal_digits(digits)
    bits = run.first_bits(figures)
    while True:
        with working_precision(bits):
            found = _followed(run, count, eps, figures, bits, progress or (lambda done, total: None))
        if isinstance(found, Stack):
            return found
        bits = run.raised(bits, *found, figures)


@takes_words
def collapse_layer(
    at: Setting | None = None,
    *,
    epsilon: Number = "1e-3",
    norm: str = "pre",
    norm_squared: Number = 1,
    limit: int = 10**5,
    **words: Unpack[SettingWords],
) -> int | None:
    """Return the first layer after which 1 - cos < epsilon, certified, or None if none up to ``limit`` is.

    Parameters are those of `stack`.

    Raises
    ------
    BadInput, NotCertain
        As `stack`.

    Examples
    --------
    >>> collapse_layer(n="1e8", rho="0.3", gamma="15/7", epsilon="1e-3")
    586
    """
    run = _Run(Setting.of(at, words), norm, norm_squared)
    eps, last = fraction_of_one(epsilon, "epsilon"), whole(limit, "limit")
    bits = run.first_bits(3)
    while True:
        with working_precision(bits):
            level, undecided = rational_ball(eps), False
            for number, (state, _) in enumerate(run.states(last)):
                if state.distance < level:
                    return number
                if not state.distance >= level:
                    undecided = True
                    break
        if not undecided:
            return None
        bits = run.raised(bits, bits, TIE, 3)


class _Run:
    """One stack, checked: it runs at any working precision."""

    def __init__(self, setting: Setting, norm: str, norm_squared: Number) -> None:
        setting.refuse("a stack", "dim")
        self.setting, self.layer, self.alpha, self.norm = setting, setting.layer(), setting.residual, norm
        self.norm_squared = rational(norm_squared, "the squared norm")
        if not self.norm_squared > 0:
            raise BadInput(f"a squared norm of {shown(self.norm_squared)}", "not positive", "give q > 0")
        LayerMap(self.layer, self.alpha, norm)

    def first_bits(self, digits: int) -> int:
        return bits_of(digits) + MARGIN_BITS + ROUNDING_BITS + self.layer.guard

    def raised(self, bits: int, missing: int, why: str, digits: int) -> int:
        """Return the next working precision."""
        if bits > 64 * self.first_bits(digits) + 4 * LIMIT_BITS:
            mend = "give another epsilon (--eps), or fewer layers (--layers)" if why == TIE else "give a smaller n, or fewer layers (--layers)"
            raise NotCertain(f"{digits} digits of every layer", f"not certain at {bits} bits; {why}", mend)
        return bits + min(max(missing, 0), bits) + ROUNDING_BITS

    def states(self, layers: int) -> Iterator[tuple[State, LayerMap]]:
        """Yield the state before the first layer and after each one, at the working precision."""
        step = LayerMap(self.layer, self.alpha, self.norm)
        state = step.start(self.norm_squared)
        yield state, step
        for _ in range(layers):
            state = step(state)
            yield state, step


def _followed(run: _Run, count: int, eps: Fraction, digits: int, bits: int, progress: Progress) -> Stack | tuple[int, str]:
    """Return the stack, or how many bits it is short of, and why."""
    wanted, level = bits_of(digits) + MARGIN_BITS, rational_ball(eps)
    rows, collapsed = [], None
    for number, (state, step) in enumerate(run.states(count)):
        progress(number, count)
        if collapsed is None and state.distance < level:
            collapsed = number
        elif collapsed is None and not state.distance >= level:
            return bits, TIE
        balls = (state.cosine, state.distance, state.norm_squared, step.self_weight(state))
        accuracy = min(ball.rel_accuracy_bits() for ball in balls)
        if accuracy < wanted:
            return wanted - accuracy, f"after layer {number} a value is too near 0"
        rows.append(StackLayer(number, *(Enclosure(ball, digits, bits) for ball in balls)))
    floor = _floor(run, state, step)
    if floor is not None and floor.rel_accuracy_bits() < wanted:
        return wanted, "the bound on 1 - cos is too near 0"
    bound = None if floor is None else Enclosure(floor, digits, bits)
    return Stack(run.setting, run.norm, eps, tuple(rows), collapsed, bound)


def _floor(run: _Run, state: State, step: LayerMap) -> arb | None:
    """Return a bound below 1 - cos after any number of further layers (theory D5), or None."""
    if run.norm != "pre" or run.alpha <= 1:
        return None
    share: arb = survival(step.residual(state), step.alpha)
    return state.distance * share


def whole(value: object, name: str, least: int = 0) -> int:
    """Return a number of layers, a whole number from ``least`` to `MOST_LAYERS`.

    Raises
    ------
    BadInput
        If it is none.
    """
    number = rational(value, name)
    if number.denominator != 1 or not least <= number <= MOST_LAYERS:
        raise BadInput(
            f"{name} = {shown(value)}", f"not a whole number {least} to {MOST_LAYERS}", "give one such as 96"
        )
    return int(number)
