"""The phase a layer is in, at finite n: which, how deep, and how far from critical."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from fractions import Fraction
from typing import Unpack

from ...theory.digits import exact_text
from ...theory.errors import LONGEST_LINE, shown
from ...theory.field import Scalar
from ...theory.layer.regimes import critical_gamma
from ..inputs import decimal_digits
from ..numbers.enclosure import Enclosure, exact
from ..settings.layer import Coordinates
from ..settings.length import ContextLength
from ..settings.setting import Setting
from ..settings.window import side_of_window
from ..settings.words import SettingWords, takes_words
from .evaluate import evaluate
from .window import on_scale, width_of

_LABELS = {
    "n": "context length n",
    "rho": "common inner product rho",
    "residual": "residual strength r",
    "beta": "inverse temperature beta",
    "gamma": "gamma = beta / log n",
    "critical_gamma": "critical gamma 1/(1 - rho)",
    "critical_beta": "critical beta* (self weight 1/2)",
    "relative_beta": "beta / beta*",
    "kappa": "kappa = beta (1 - rho) - log n",
    "regime": "regime at this n",
    "asymptotic_regime": "regime as n -> oo",
    "self_weight": "self weight",
    "contraction_factor": "contraction factor lambda",
    "output_cosine": "output cosine",
    "row_entropy": "row entropy H (nats)",
    "entropy_fraction": "H / log n",
    "width_beta": "window 10%..90%, in beta",
    "width_gamma": "window 10%..90%, in gamma",
}

_ABSENT = {
    "relative_beta": "undecided: 0/0",
    "asymptotic_regime": "none: beta is a number, not a law in n",
}


@dataclass(frozen=True, slots=True, repr=False)
class Phase:
    """Where a simplex layer stands in the phase diagram.

    Attributes
    ----------
    setting : Setting
        Where the layer is.
    beta, gamma : Enclosure
        Inverse temperature, and beta / log n.
    critical_gamma : Fraction
        1/(1 - rho).
    critical_beta : Enclosure
        log(n - 1)/(1 - rho), where the self weight is 1/2.
    relative_beta : Enclosure or None
        beta / beta*: below 1 subcritical, above 1 supercritical; None where it is 0/0.
    kappa : Enclosure
        Window coordinate beta (1 - rho) - log n, nats.
    regime : str
        At this n: "subcritical" (self weight below 10%), "in the window", or "supercritical" (above 90%).
    asymptotic_regime : str or None
        Of beta_n = gamma log n, or of the window, as n -> oo; None where beta is a number, which has no law in n.
    self_weight, contraction_factor, output_cosine, row_entropy, entropy_fraction : Enclosure
        Quantities of the layer.
    width_beta, width_gamma : Enclosure
        Width of the window.
    """

    setting: Setting
    beta: Enclosure
    gamma: Enclosure
    critical_gamma: Fraction
    critical_beta: Enclosure
    relative_beta: Enclosure | None
    kappa: Enclosure
    regime: str
    asymptotic_regime: str | None
    self_weight: Enclosure
    contraction_factor: Enclosure
    output_cosine: Enclosure
    row_entropy: Enclosure
    entropy_fraction: Enclosure
    width_beta: Enclosure
    width_gamma: Enclosure

    def __str__(self) -> str:
        """Return a table, one line for each field."""
        width = max(len(label) for label in _LABELS.values())
        place = {name: getattr(self.setting, name) for name in ("n", "rho", "residual")}
        values = place | {f.name: getattr(self, f.name) for f in fields(self) if f.name != "setting"}
        return "\n".join(
            f"{_LABELS[name]:<{width}}  {_ABSENT[name] if value is None else _words(value)}" for name, value in values.items()
        )

    __repr__ = __str__

    def to_json(self) -> dict[str, object]:
        """Return the fields as JSON data; exact numbers are text."""
        return {f.name: _json(getattr(self, f.name)) for f in fields(self)}


@takes_words
def phase(at: Setting | None = None, *, digits: int = 15, **words: Unpack[SettingWords]) -> Phase:
    """Tell which phase a layer is in, how deep, and how far from critical.

    Parameters are those of `critscale.numerics.answers.evaluate.evaluate`; nothing here depends on the dimension.

    Returns
    -------
    Phase

    Raises
    ------
    BadInput
        If an argument is no number, out of range, or the scale is not given exactly once.
    NotCertain
        If the digits cannot be certified.
    """
    digits = decimal_digits(digits)
    setting = Setting.of(at, words)
    setting = setting if setting.dim is None else setting.but(dim=None)
    setting.refuse("a phase, which is that of softmax", "mechanism")
    layer, scale = setting.layer(), setting.scale

    def on(function: Callable[[Coordinates, Scalar], Scalar]) -> Enclosure:
        return on_scale(layer, function, digits)

    def given(kind: str, function: Callable[[Coordinates, Scalar], Scalar]) -> Enclosure:
        return exact(scale.value, digits) if scale.kind == kind else on(function)

    def value(name: str) -> Enclosure:
        return evaluate(name, setting, digits=digits)

    weight, width = value("self-weight"), width_of(layer, digits)
    nothing_to_reach = layer.length.exact == 2 and layer.is_flat  # beta and beta* are both 0
    return Phase(
        setting=setting,
        beta=given("beta", lambda at, spread: at.gap / spread),
        gamma=given("gamma", lambda at, spread: at.gap / (spread * at.length)),
        critical_gamma=critical_gamma(layer.rho),
        critical_beta=on(lambda at, spread: at.others / spread),
        relative_beta=None if nothing_to_reach else on(lambda at, spread: at.gap / at.others),
        kappa=given("kappa", lambda at, spread: -at.exponent),
        regime=side_of_window(weight),
        asymptotic_regime=None if scale.kind == "beta" else scale.regime(layer.rho),
        self_weight=weight,
        contraction_factor=value("contraction-factor"),
        output_cosine=value("output-cosine"),
        row_entropy=value("row-entropy"),
        entropy_fraction=value("entropy-fraction"),
        width_beta=width.beta,
        width_gamma=width.gamma,
    )


def _words(value: object) -> str:
    """Return a field for the eye: an exact number of thousands of digits is shortened, `to_json` has them all."""
    return shown(value, LONGEST_LINE) if isinstance(value, Fraction | ContextLength) else str(value)


def _json(value: object) -> object:
    if isinstance(value, Enclosure | Setting):
        return value.to_json()
    return exact_text(value) if isinstance(value, Fraction) else value
