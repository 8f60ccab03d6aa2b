"""The phase of the layers of a config: beta at n from the base scale, the norms and the laws, over a range of rho.

A layer with a window sees at most that many keys, so its phase is that of the window, with the laws as they are at n.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from ..numerics.inputs import Number, rational
from ..numerics.laws.classification import limit_of
from ..numerics.laws.self_weight import beta, critical_correlation, self_weight
from ..numerics.numbers.enclosure import Enclosure
from ..numerics.settings.length import ContextLength
from ..numerics.settings.window import side_of_window
from ..theory.errors import BadInput, shown
from ..theory.expression import Expression, depends_on_length, operate
from ..theory.expression import Numeral as Constant
from ..theory.result import Result, ValueTable, View
from .facts import BaseScale, Facts, LayerGroup
from .findings import GroupFinding, Total

FEWEST_KEYS = 3
"""A token that sees fewer keys has no critical correlation."""


@dataclass(frozen=True, slots=True)
class PhasePoint:
    """The phase at one correlation: self weight and regime at n, and the regime as n -> oo.

    ``asymptotic_regime`` is None for a window under a law that depends on n.
    """

    rho: Fraction
    self_weight: Enclosure
    regime: str
    asymptotic_regime: str | None


@dataclass(frozen=True, slots=True, repr=False)
class GroupPhase(Result):
    """The phase of one group of layers on some dimensions.

    Attributes
    ----------
    group : LayerGroup
        Which layers.
    dimensions : str
        Which dimensions of queries and keys.
    keys : ContextLength
        How many keys the last token sees: n, or the window.
    base : Expression
        beta_base norm^2, the inverse temperature without any law.
    base_text : str
        How it is made up.
    beta : Enclosure
        beta_n = beta_base m norm^2.
    critical_rho : Enclosure
        The correlation at which the self weight is one half.
    points : tuple of PhasePoint
        Over the correlations asked for.
    """

    group: LayerGroup
    dimensions: str
    keys: ContextLength
    base: Expression
    base_text: str
    beta: Enclosure
    critical_rho: Enclosure
    points: tuple[PhasePoint, ...]

    def view(self) -> View:
        """Return a row for each correlation."""
        rows = [(point.rho, point.self_weight, point.regime, point.asymptotic_regime) for point in self.points]
        heading = f"{self.layers}, {self.dimensions}, {self.keys} keys: beta = {self.beta}, self weight 1/2 at rho = {self.critical_rho}"
        names = ("rho", "self_weight", "regime", "asymptotic_regime")
        return View(heading, ValueTable(names, rows, ("rho", "self weight", "at n", "n -> oo")), (f"beta at n: {self.base_text}",))

    @property
    def layers(self) -> str:
        """Their name and number."""
        return self.group.title


def norm(value: Number | None) -> Fraction | None:
    """Return a given |q||k|, None where none is given.

    Raises
    ------
    BadInput
        If it is no positive number.
    """
    if value is None:
        return None
    result = rational(value, "norm squared")
    if result <= 0:
        raise BadInput(f"norm squared = {shown(value)}", "it is not positive", "give |q||k| (--norm2)")
    return result


def group_phases(
    findings: Iterable[GroupFinding],
    facts: Facts,
    given: Fraction | None,
    rhos: tuple[Fraction, ...],
    n: ContextLength,
    source: str = "given",
) -> tuple[GroupPhase, ...]:
    """Return the phases of the groups whose multiplier, base scale and number of keys are known; ``source`` says whose a given |q||k| is."""
    return tuple(phase for finding in findings for phase in _phases(finding, facts, given, rhos, n, source))


def _phases(
    finding: GroupFinding, facts: Facts, given: Fraction | None, rhos: tuple[Fraction, ...], n: ContextLength, source: str
) -> list[GroupPhase]:
    group = finding.group
    base, text = _base(group.base, facts, given, source)
    keys = keys_seen(group, n)
    if base is None or keys is None:
        return []
    return [_phase(group, dimensions, total, base, text, rhos, n, keys) for dimensions, total in finding.parts]


def keys_seen(group: LayerGroup, n: ContextLength) -> ContextLength | None:
    """Return how many keys the last token of n sees, None where the layers have a window of unknown size."""
    if group.window is None:
        return None if "sliding" in group.tags else n
    if n.exact is not None and n.exact <= group.window:
        return n
    return ContextLength.parse(group.window) if group.window >= FEWEST_KEYS else None


def scale_of(scale: BaseScale) -> Enclosure:
    """Return the n-free scale of q.k as a certified number."""
    return beta(Constant(Fraction(1)), _scale(scale), 2, 15)


def _scale(scale: BaseScale) -> Expression:
    return operate("sqrt", Constant(scale.value)) if scale.squared else Constant(scale.value)


def _base(scale: BaseScale | None, facts: Facts, given: Fraction | None, source: str) -> tuple[Expression | None, str]:
    if scale is None or (given is None and scale.head_dim is None):
        return None, ""
    base = _scale(scale)
    if given is not None:
        size, text = given, f"norm^2 = {shown(given)}, {source}"
    else:
        assert scale.head_dim is not None
        size = scale.head_dim
        normalised = facts.qk_norm in ("before RoPE", "after RoPE")
        assumed = "assumed: entries of q and k with unit mean square"
        why = "by the norm of q and k, learned gains aside" if normalised else assumed
        text = f"norm^2 = head_dim = {shown(size)}, {why}"
    return operate("*", base, Constant(size)), f"beta_base = {scale.source}; {text}"


def _phase(
    group: LayerGroup,
    dimensions: str,
    total: Total,
    base: Expression,
    text: str,
    rhos: tuple[Fraction, ...],
    n: ContextLength,
    keys: ContextLength,
) -> GroupPhase:
    m, windowed = total.expression, keys != n
    points = []
    for rho in rhos:
        weight = self_weight(m, base, rho, n, 6, keys)
        regime, limit = side_of_window(weight), None
        if not windowed:
            limit = limit_of(total.asymptotic, base, rho).regime
        elif not depends_on_length(m):
            limit = regime  # the same keys and the same m at every n
        points.append(PhasePoint(rho, weight, regime, limit))
    return GroupPhase(
        group,
        dimensions,
        keys,
        base,
        text,
        beta(m, base, n, 10),
        critical_correlation(m, base, n, 6, keys),
        tuple(points),
    )
