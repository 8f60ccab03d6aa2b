"""The whole spectrum of the simplex layer's Jacobian: every eigenvalue with its number of copies, at any n and d."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Unpack

from ...theory.errors import BadInput
from ...theory.result import Noted, Results
from ..floats import says_floats
from ..numbers.enclosure import Enclosure, exact
from ..settings.dimension import simplex_dimension
from ..settings.setting import Setting
from ..settings.words import SettingWords, takes_words
from .evaluate import evaluate


@dataclass(frozen=True, slots=True, repr=False)
class Eigenvalue(Noted):
    """One eigenvalue of sqrt(q) J.

    Attributes
    ----------
    motion : str
        What the tokens do.
    value : Enclosure
        The eigenvalue times sqrt(q), certified.
    copies : int or None
        Its multiplicity; None where n or d is not multiplied out.
    """

    motion: str
    value: Enclosure
    copies: int | None


@takes_words
@says_floats()
def spectrum(
    at: Setting | None = None, *, digits: int = 15, **words: Unpack[SettingWords]
) -> Results[Eigenvalue]:
    """Return all n d eigenvalues of sqrt(q) J, the Jacobian of the simplex layer, at a cost that does not depend on n.

    Parameters and units are those of `critscale.numerics.answers.evaluate.evaluate`; n is finite and not 2, dim at least n.

    Returns
    -------
    Results of Eigenvalue
        In the order of theory B2; motions without copies are left out where n and d are multiplied out.

    Raises
    ------
    BadInput
        As `evaluate`.
    NotCertain
        If the digits cannot be certified.

    Examples
    --------
    >>> for e in spectrum(n=1000, dim=1024, rho="0.3", critical=True, digits=6):
    ...     print(e.value, e.copies, e.motion)
    0 1000 radial
    1.88920 1 common
    1.04510 999 contrast
    0.977052 999 contrast, second
    0.506661 498500 pairing
    0.499750 522477 rotation
    1.00000 24 consensus
    """
    setting = Setting.of(at, words)
    size = simplex_dimension(setting.dim, setting.n, "the spectrum")
    count, d = setting.n.exact, size.exact
    if count == 2:
        raise BadInput("n = 2", "two tokens have one contrast only", "give n >= 3")
    radial, consensus = exact(setting.residual, digits), exact(1 + setting.residual, digits)
    found = [
        Eigenvalue("radial", radial, count),
        Eigenvalue("common", evaluate("common-eigenvalue", setting, digits=digits), 1),
    ]
    for motion, name, copies in (
        ("contrast", "contrast-eigenvalue", None if count is None else count - 1),
        ("contrast, second", "contrast-eigenvalue-second", None if count is None else count - 1),
        ("pairing", "pairing-eigenvalue", None if count is None else count * (count - 3) // 2),
        ("rotation", "rotation-eigenvalue", _rotations(count, d)),
    ):
        found.append(Eigenvalue(motion, evaluate(name, setting, digits=digits), copies))
    found.append(Eigenvalue("consensus", consensus, d - count if count is not None and d is not None else None))
    return Results(e for e in found if e.copies != 0)


def _rotations(n: int | None, d: int | None) -> int | None:
    return None if n is None or d is None else (n - 1) * (n - 2) // 2 + (d - n) * (n - 1)
