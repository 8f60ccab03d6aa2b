"""Deployed scaling laws: the self weight of the last token against context length, one line for each law."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import partial
from math import log2
from typing import TYPE_CHECKING, NamedTuple

from ..numerics.inputs import Number, correlation
from ..numerics.laws.extension import CalibratedModel, calibrated_model, extended_law
from ..numerics.laws.law_input import Parameters, read_base, read_law
from ..numerics.laws.self_weight import self_weight as weight_at_base
from ..numerics.settings.length import ContextLength, LengthLike
from ..theory.errors import BadInput, UnknownName, shown
from ..theory.expression import Expression
from ..theory.laws.catalogue import LAWS
from ..theory.laws.law import BoundLaw
from .canvas import drawing, panels
from .picture import Picture
from .style import GUIDE, LENGTH, SELF_WEIGHT, at_most_lines, line, short

if TYPE_CHECKING:
    from matplotlib.figure import Figure

DEPLOYED = ("plain", "yarn", "yarn-dynamic", "qwen-logn", "llama4", "ssmax")
BASE = "sqrt(128)"
"""The base scale of a model of which nothing else is known."""
POINTS_PER_OCTAVE, FEWEST, MOST = 32, 128, 1024
"""Enough to see the steps of a law with a floor in it; over few octaves and over many there are so many points."""
FIRST, LAST = 2**7, 2**23
"""The lengths run from here to there by default."""
FARTHEST = 10**300
"""Axes hold floats."""
DIGITS = 6


class _Curve(NamedTuple):
    """A law with its parameters set, and the self weight at n."""

    law: BoundLaw
    weight: Callable[[int], float]


@drawing
def draw(
    laws: Sequence[str | BoundLaw] = DEPLOYED,
    *,
    trained: LengthLike | None = None,
    longest: LengthLike = LAST,
    self_weight: Number | None = None,
    gap: Number | None = None,
    beta0: Number | None = None,
    rho: Number = "0.3",
    parameters: Parameters | None = None,
    before: bool = False,
) -> Figure:
    """Draw the self weight of the last token under several laws.

    What is known of the model is one of ``self_weight`` and ``gap`` at L, as of `critscale.extend`, or its base scale.

    Parameters
    ----------
    laws : sequence of str or BoundLaw
        Ids of the catalogue, or expressions in n or pos.
    trained : LengthLike, optional
        L, the context length of the calibration, where the lines begin.  Of a law of the catalogue, an original length that is not
        given is L, and an extension factor that is not given is that of ``longest`` over L.  Without L, lines begin at 2^7 and
        these are the law's defaults.
    longest : LengthLike
        Where the lines end.
    self_weight, gap : number, optional
        Self weight p at L, 1/L < p < 1; or the logit gap beta (1 - rho) > 0 there, nats.
    beta0 : number, optional
        Base scale, beta_n = beta0 m(n); sqrt(128) where nothing is given.
    rho : number
        Common inner product, 0 <= rho < 1; it counts with a base scale only.
    parameters : mapping, optional
        Parameter values by name; each law takes those it has.
    before : bool
        The model was calibrated before the law was switched on: m(L) counts as 1.

    Raises
    ------
    BadInput, UnknownName
        If an argument is no number or out of range, or there is no such law or parameter, or the law has no formula.
    """
    at_most_lines(laws, "laws")
    start, end = None if trained is None else _length(trained), _length(longest)
    known = [name for name, value in (("self weight", self_weight), ("gap", gap), ("beta0", beta0)) if value is not None]
    if len(known) > 1:
        raise BadInput(" and ".join(known), "each says what the model is", "give one of self_weight (--p), gap (--gap) and beta0 (--beta0)")
    calibrated = bool(known) and known != ["beta0"]
    if calibrated and start is None:
        raise BadInput(f"the {known[0]}", "at which length it is so is not said", "give trained (--from)")
    if before and not calibrated:
        raise BadInput("before (--calibrated-before)", "a base scale is that of m = 1 already", "give self_weight (--p) or gap (--gap)")
    own = [_own(law, parameters or {}) for law in laws]
    _all_known(laws, parameters or {}, own)
    if calibrated:
        assert start is not None
        curves, about = [], ""
        for law, values in zip(laws, own, strict=True):
            model = calibrated_model(
                law, trained=start, lengths=[end], self_weight=self_weight, gap=gap, parameters=values, before=before
            )
            curves.append(_Curve(model.law, partial(_calibrated, model)))
            about = f"{model.calibration.text} at L = {short(start)}{', before the law' if before else ''}"
    else:
        base, inner = BASE if beta0 is None else beta0, correlation(rho)
        scale = read_base(base)
        bound = [read_law(law, v) if start is None else extended_law(law, v, start, [end])[0] for law, v in zip(laws, own, strict=True)]
        curves = [_Curve(law, partial(_at_base, law, scale, inner)) for law in bound]
        about = f"base scale {shown(base)}, ρ = {short(inner)}{'' if start is None else f', L = {short(start)}'}"
    lengths = _lengths(FIRST if start is None else _exact(start), _exact(end))
    figure, (axes,) = panels(size=(6.2, 4.8))
    axes.axhline(1 / 2, color=GUIDE, linewidth=0.8)
    for index, (curve, law, given) in enumerate(zip(curves, laws, own, strict=True)):
        axes.plot(lengths, [curve.weight(n) for n in lengths], label=_label(law, curve.law, given), **line(index, len(lengths)))
    axes.set_xscale("log", base=2)
    axes.set(xlabel=LENGTH, ylabel=SELF_WEIGHT, ylim=(-0.02, 1.02))
    axes.set_title(f"Self weight of the last token, {about}")
    figure.legend(loc="outside lower center", ncols=2)
    return figure


def _calibrated(model: CalibratedModel, n: int) -> float:
    return float(model.self_weight(ContextLength.parse(n), DIGITS))


def _at_base(law: BoundLaw, base: Expression, rho: Fraction, n: int) -> float:
    return float(weight_at_base(law.multiplier, base, rho, n, DIGITS))


def _length(value: LengthLike) -> ContextLength:
    found = ContextLength.finite(value, "an axis ends", "give a finite n")
    if found.exact is None or found.exact > FARTHEST:
        raise BadInput(f"n = {shown(value)}", "beyond the range of float64", f"give one up to {FARTHEST:.0e}")
    return found


def _exact(length: ContextLength) -> int:
    assert length.exact is not None
    return length.exact


def _lengths(first: int, last: int) -> list[int]:
    """Return lengths from the first to the last, evenly spaced in the logarithm."""
    if last <= first:
        raise BadInput(f"lengths up to {shown(last)}", f"the lines begin at {shown(first)}", "give a larger longest (--to)")
    ends = log2(first), log2(last)
    steps = min(max(round((ends[1] - ends[0]) * POINTS_PER_OCTAVE), FEWEST), MOST)
    inner = {round(2 ** (ends[0] + (ends[1] - ends[0]) * k / steps)) for k in range(1, steps)}
    return sorted({first, last, *(n for n in inner if first < n < last)})


def _own(law: str | BoundLaw, parameters: Parameters) -> Parameters:
    """Return the parameters that a law has; an expression may have any."""
    if isinstance(law, str) and law not in LAWS:
        return parameters
    names = {p.name for p in (law.law if isinstance(law, BoundLaw) else LAWS[law]).parameters}
    return {name: value for name, value in parameters.items() if name in names}


def _all_known(laws: Sequence[str | BoundLaw], parameters: Parameters, own: Sequence[Parameters]) -> None:
    """Refuse a parameter that none of the laws has."""
    for name in parameters:
        if not any(name in values for values in own):
            entries = [law.law if isinstance(law, BoundLaw) else LAWS[law] for law in laws]
            raise UnknownName.among("parameter", name, sorted({p.name for entry in entries for p in entry.parameters}) or ["(none)"])


def _label(law: str | BoundLaw, bound: BoundLaw, given: Parameters) -> str:
    """Return the law's name with its original length, its extension factor and what was given."""
    settled = {p.name: bound.settings[p.name] for p in bound.law.parameters if p.role or p.name in given}
    values = settled if settled or not isinstance(law, str) or law in LAWS else given
    return ", ".join([shown(law) if isinstance(law, str) else law.law.id, *(f"{name} = {short(value)}" for name, value in values.items())])


PICTURE = Picture(
    name="laws",
    title="Scaling laws at long contexts",
    caption=(
        "The self weight of the last token as the context grows, under the multipliers m(n) of the scaling laws; the "
        "thin line is one half, where a layer is critical (A10). A multiplier that stays bounded lets every layer "
        "become subcritical."
    ),
    alt=(
        "Self weight against context length from 2^7 to 2^23 for six laws. Plain attention falls to 0 around 2^12, "
        "llama4 follows it, slower and in steps, yarn falls only from 2^17 on. yarn-dynamic falls and returns to 1, "
        "qwen-logn stays near 0.6 from its training length on, ssmax stays at 1."
    ),
    claims=("A10.threshold.self-weight", "G1.extension.static-limit", "G1.extension.log-ratio"),
    draw=draw,
)
