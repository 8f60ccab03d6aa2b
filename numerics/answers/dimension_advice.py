"""Whether a dimension is large enough for the simplex answer: what finite dimension predicts beside it.

The simplex of n tokens needs d >= n; random tokens in fewer dimensions behave like it where d >> log n for the forward
pass, and d >> (log n)^2 for the Jacobian (theory C8, C9: heuristic).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Unpack

from ...theory.errors import BadInput, shown
from ...theory.result import Noted
from ..floats import says_floats
from ..numbers.enclosure import Enclosure
from ..settings.setting import Setting
from ..settings.words import SettingWords, takes_words
from .evaluate import evaluate
from .finite_dimension import LARGEST_LOG, dimension_of, finite_dimension, proportional_threshold

TOLERANCE = 0.02
"""A contraction factor further than this from the simplex one is called another answer."""


@dataclass(frozen=True, slots=True, repr=False)
class DimensionAdvice(Noted):
    """What dimension d does to a layer of n random tokens around a common mean.

    Attributes
    ----------
    d : int
        Dimension.
    ratio : float
        a = d/log n.
    threshold : Enclosure
        Gamma_s(a): gamma (1 - rho) at which a token takes over itself; 1 in the simplex.
    self_weight, contraction_factor : Enclosure
        Predicted at d (heuristic).
    simplex_contraction : Enclosure
        In the simplex.
    warning : str
        Why the simplex answer is not to be trusted at this d; empty where it is.
    """

    d: int
    ratio: float
    threshold: Enclosure
    self_weight: Enclosure
    contraction_factor: Enclosure
    simplex_contraction: Enclosure
    warning: str

    def __str__(self) -> str:
        """Return one line for each finding, in the columns of `Phase`."""
        rows = (
            ("dimension d / log n", f"{shown(self.d)} / log n = {self.ratio:.4g}"),
            ("gamma_s (1 - rho) at this d (heuristic)", self.threshold),
            ("self weight at this d (heuristic)", self.self_weight),
            ("contraction factor at this d (heuristic)", self.contraction_factor),
        )
        return "\n".join(f"{label:<40}  {value}" for label, value in rows)

    def to_json(self) -> dict[str, object]:
        """Return the fields as JSON data."""
        return {
            "d": self.d,
            "d_over_log_n": self.ratio,
            "threshold": self.threshold.to_json(),
            "self_weight": self.self_weight.to_json(),
            "contraction_factor": self.contraction_factor.to_json(),
            "heuristic": True,
            "warning": self.warning,
        }


@takes_words
@says_floats()
def advise_dimension(at: Setting | None = None, *, digits: int = 6, **words: Unpack[SettingWords]) -> DimensionAdvice:
    """Compare the simplex layer with random tokens in d dimensions (theory C7, C8).

    Parameters are those of `critscale.numerics.answers.evaluate.evaluate`; n is finite, beta > 0, and dim an
    integer >= 3, which may be below n.

    Raises
    ------
    BadInput
        If an argument is out of range.
    """
    setting = Setting.of(at, words)
    size, length = dimension_of(setting), setting.n
    if length.infinite or not length.log() <= LARGEST_LOG:
        raise BadInput(
            f"--dim {shown(size)} at n = {shown(length)}", "every fixed d is too small there", "give n up to exp(10^4)"
        )
    ratio = size / float(length.log())
    found = finite_dimension(setting, digits=digits)
    simplex = evaluate("contraction-factor", setting.but(dim=None), digits=digits)
    off = abs(float(found.contraction_factor) - float(simplex))
    warning = ""
    if off > TOLERANCE:
        warning = (
            f"d = {shown(size)} is too small for the simplex answer: random tokens would contract by about "
            f"{float(found.contraction_factor):.4g}, not {float(simplex):.4g} (heuristic)"
        )
    return DimensionAdvice(
        d=size,
        ratio=ratio,
        threshold=proportional_threshold(ratio, digits),
        self_weight=found.self_weight,
        contraction_factor=found.contraction_factor,
        simplex_contraction=simplex,
        warning=warning,
    )
