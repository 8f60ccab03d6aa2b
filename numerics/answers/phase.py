"""The phase a layer is in, at finite n: which, how deep, and how far from critical."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from fractions import Fraction
from typing import TYPE_CHECKING, Any, TypeVar, Unpack, cast, overload

from ...theory.digits import exact_text
from ...theory.errors import NoSuchQuantity, NotCertain
from ...theory.field import Scalar
from ...theory.layer.regimes import critical_gamma
from ...theory.layer.registry import Quantity
from ...theory.layer.row import Row
from ...theory.mechanisms.exponentials import SOFTMAX
from ...theory.mechanisms.sequence import OfPositions
from ...theory.pictured import Pictured
from ...theory.result import Cell, Noted, ValueTable, View
from ..floats import says_floats
from ..inputs import decimal_digits
from ..numbers.enclosure import Enclosure, exact
from ..settings.layer import Coordinates, Layer
from ..settings.setting import Setting
from ..settings.window import side_of_window
from ..settings.words import PlaceWords, RowPlaceWords, SettingWords, of_a_row, takes_any_words
from .evaluate import evaluate, of_a_layer
from .window import beta_of_share, on_scale, width_of

if TYPE_CHECKING:
    from .row_phase import RowPhase
    from .row_setting import RowSetting

T = TypeVar("T")

_LABELS = {
    "n": "context length n",
    "rho": "common inner product rho",
    "residual": "residual strength r",
    "mechanism": "mechanism",
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

_OF_TOKENS = {
    "critical_beta": "critical beta* (half of what tokens get)",
    "width_beta": "share 10%..90%, in beta",
    "width_gamma": "share 10%..90%, in gamma",
}
"""Labels where another mechanism than softmax makes the row."""

_ABSENT = {
    "relative_beta": "undecided: 0/0",
    "asymptotic_regime": "none: beta is a number, not a law in n",
}


@dataclass(frozen=True, slots=True, repr=False)
class Phase(Noted, Pictured):
    """Where a simplex layer stands in the phase diagram.

    Attributes
    ----------
    setting : Setting
        Where the layer is.
    beta, gamma : Enclosure
        Inverse temperature, and beta / log n.
    critical_gamma : Fraction or None
        1/(1 - rho); None for a mechanism without a transition.
    critical_beta : Enclosure or None
        Where the token itself has half of what the tokens get, log(n - 1)/(1 - rho) for softmax; None where no beta is enough.
    relative_beta : Enclosure or None
        beta / beta*: below 1 subcritical, above 1 supercritical; None where it is 0/0, or beta* is none.
    kappa : Enclosure
        Window coordinate beta (1 - rho) - log n, nats.
    regime : str
        At this n: "subcritical" (below 10% of what the tokens get, which for softmax is the self weight), "in the window",
        "supercritical" (above 90%), or "identity" of a mechanism that gives the others exactly nothing.
    asymptotic_regime : str or None
        Of beta_n = gamma log n, or of the window, as n -> oo; None where beta is a number, which has no law in n.  Of a mechanism
        without a transition what it says of every n.
    self_weight, contraction_factor, output_cosine, row_entropy, entropy_fraction : Enclosure or None
        Quantities of the layer; None where the mechanism has none.
    width_beta, width_gamma : Enclosure or None
        Width of the window; None where 90% are out of reach.
    """

    setting: Setting
    beta: Enclosure
    gamma: Enclosure
    critical_gamma: Fraction | None
    critical_beta: Enclosure | None
    relative_beta: Enclosure | None
    kappa: Enclosure
    regime: str
    asymptotic_regime: str | None
    self_weight: Enclosure
    contraction_factor: Enclosure | None
    output_cosine: Enclosure | None
    row_entropy: Enclosure | None
    entropy_fraction: Enclosure | None
    width_beta: Enclosure | None
    width_gamma: Enclosure | None

    def view(self) -> View:
        """Return a table of one row: where the layer is, and each field."""
        softmax = self.setting.mechanism == SOFTMAX
        labels = _LABELS if softmax else _LABELS | _OF_TOKENS
        place = {name: getattr(self.setting, name) for name in ("n", "rho", "residual")}
        if not softmax:
            where = ", at the last two positions" if isinstance(self.setting.mechanism, OfPositions) else ""
            place["mechanism"] = f"{self.setting.to_json()['mechanism']}{where}"
        values = {name: Cell(self._absent(name)) if value is None else value for name, value in (place | _found(self)).items()}
        return View("", ValueTable(tuple(values), [tuple(values.values())], tuple(labels[name] for name in values), upright=True))

    def _absent(self, name: str) -> str:
        """Return what stands for a number that there is none of."""
        mechanism = self.setting.mechanism
        if mechanism == SOFTMAX:
            return _ABSENT[name]
        if name in ("row_entropy", "entropy_fraction"):
            return "none: the weights are no distribution"
        if name == "critical_gamma":
            return "none: a ramp" if mechanism.change == "ramp" else "none: no transition"
        if self.critical_beta is None and name in ("critical_beta", "relative_beta"):
            return f"none: {'the share stays below 1/2' if mechanism.change == 'transition' else mechanism.growth}"
        if name == "relative_beta" and self.critical_beta is not None and self.critical_beta.ball == 0:
            return "none: beta = 0 is enough"
        return _ABSENT.get(name, "none: 90% are out of reach")

    def to_json(self) -> dict[str, object]:
        """Return the fields as JSON data; exact numbers are text."""
        found = {"setting": self.setting} | _found(self)
        return {name: _json(value) for name, value in found.items()} | ({"notes": list(self.notes)} if self.notes else {})


def _found(phase: Phase) -> dict[str, object]:
    """Return the fields that were asked for."""
    return {f.name: getattr(phase, f.name) for f in fields(phase) if f.name not in ("setting", "notes")}


@overload
def phase(at: Setting | None = None, *, digits: int = 15, **words: Unpack[SettingWords]) -> Phase: ...
@overload
def phase(at: RowSetting | None = None, *, digits: int = 15, **words: Unpack[RowPlaceWords]) -> RowPhase: ...
@takes_any_words
@says_floats()
def phase(
    at: Setting | RowSetting | None = None, *, digits: int = 15, **words: Any
) -> Phase | RowPhase:
    """Tell which phase a layer is in, or a row of any scores, how deep, and how far from critical.

    Parameters are those of `critscale.numerics.answers.evaluate.evaluate`; nothing here depends on the dimension.  Of another
    mechanism than softmax the regime is that of the token's own share in what the tokens get.

    Returns
    -------
    Phase or RowPhase
        Of a row of any scores see `critscale.numerics.answers.row_phase`.

    Raises
    ------
    BadInput
        If an argument is no number, out of range, or the scale is not given exactly once.
    NotCertain
        If the digits cannot be certified.
    """
    digits = decimal_digits(digits)
    if not isinstance(at, Setting | None) or of_a_row(words):
        from .row_phase import row_phase
        from .row_setting import RowSetting

        return row_phase(RowSetting.of(at, cast("PlaceWords", words)), digits)
    setting = Setting.of(at, of_a_layer(cast("PlaceWords", words)))
    setting = setting if setting.dim is None else setting.but(dim=None)
    layer, scale, mechanism = setting.layer(), setting.scale, setting.mechanism

    def on(function: Callable[[Coordinates, Scalar], Scalar]) -> Enclosure:
        return on_scale(layer, function, digits)

    def given(kind: str, function: Callable[[Coordinates, Scalar], Scalar]) -> Enclosure:
        return exact(scale.value, digits) if scale.kind == kind else on(function)

    def value(name: str) -> Enclosure:
        return evaluate(name, setting, digits=digits)

    star = _or_none(lambda: beta_of_share(layer, Fraction(1, 2), digits))
    width = _or_none(lambda: width_of(layer, digits))
    return Phase(
        setting=setting,
        beta=given("beta", lambda at, spread: at.gap / spread),
        gamma=given("gamma", lambda at, spread: at.gap / (spread * at.length)),
        critical_gamma=critical_gamma(layer.rho) if mechanism.change == "transition" else None,
        critical_beta=star,
        relative_beta=_or_none(lambda: _relative(layer, star, digits)),
        kappa=given("kappa", lambda at, spread: -at.exponent),
        regime=_regime(setting, digits),
        asymptotic_regime=mechanism.limit or (None if scale.kind == "beta" else scale.regime(layer.rho)),
        self_weight=value("self-weight"),
        contraction_factor=_or_none(lambda: value("contraction-factor")),
        output_cosine=_or_none(lambda: value("output-cosine")),
        row_entropy=_or_none(lambda: value("row-entropy")),
        entropy_fraction=_or_none(lambda: value("entropy-fraction")),
        width_beta=None if width is None else width.beta,
        width_gamma=None if width is None else width.gamma,
    )


def _share(row: Row, rho: Scalar, r: Scalar) -> Scalar:
    """Share of the token itself in what the tokens get."""
    return row.self_weight if row.lost_weight is None else row.self_weight / (row.self_weight + row.others_weight)


_SHARE = Quantity(_share, "share of the token itself", "a / t", "1", "H1, derived")


def _regime(setting: Setting, digits: int) -> str:
    quantity = "self-weight" if isinstance(setting.mechanism, OfPositions) else _SHARE  # these lose nothing
    share = _or_none(lambda: evaluate(quantity, setting, digits=digits))
    if share is None:
        return "none: what the tokens get is 0"
    if setting.mechanism.change == "ramp" and share.ball == 1:
        return "identity"
    return side_of_window(share)


def _relative(layer: Layer, star: Enclosure | None, digits: int) -> Enclosure | None:
    """Return beta over the critical one."""
    if star is None:
        return None
    if layer.family.mechanism == SOFTMAX:
        if layer.length.exact == 2 and layer.is_flat:  # both are 0
            return None
        return on_scale(layer, lambda at, spread: at.gap / at.others, digits)
    if star.is_infinite:  # log n/(1 - rho) to leading order, where there is a transition
        return on_scale(layer, lambda at, spread: at.gap / at.length, digits) if layer.family.mechanism.change == "transition" else None
    wide = beta_of_share(layer, Fraction(1, 2), digits + 5)
    assert wide is not None
    return on_scale(layer, lambda at, spread: at.gap / (spread * wide.ball), digits)


def _or_none(compute: Callable[[], T]) -> T | None:
    try:
        return compute()
    except (NotCertain, NoSuchQuantity):
        return None


def _json(value: object) -> object:
    if isinstance(value, Enclosure):
        return {name: part for name, part in value.to_json().items() if name != "notes"}  # the phase says them
    if isinstance(value, Setting):
        return value.to_json()
    return exact_text(value) if isinstance(value, Fraction) else value
