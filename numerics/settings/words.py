"""The words for where a layer is: one description for Python, its help, and the terminal.

The file imports nothing heavy, so that the command line can show its options before there is a number.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, TypedDict, TypeVar

if TYPE_CHECKING:
    from ...theory.mechanisms.mechanism import Mechanism
    from ..inputs import Number
    from .length import LengthLike

F = TypeVar("F", bound=Callable[..., object])


class SettingWords(TypedDict, total=False):
    """Where a layer is, in words; ``n``, ``rho`` and exactly one of the four scales are needed.

    Text and fractions are exact (``"0.3"``, ``"1/3"``), a float is its binary value; None is as good as absent.

    Attributes
    ----------
    n
        Context length >= 2: 131072, 128k (k = 1024), 1e1000000, 10^10^100, exp(20), or oo for the limit.
    rho
        Common inner product of the unit tokens, 0 <= rho < 1: 0.3, 1/3.
    gamma
        Scale: beta = gamma log n, gamma >= 0.
    beta
        Scale: beta itself, >= 0.
    kappa
        Scale: kappa = beta (1 - rho) - log n, nats.
    critical
        Scale: exactly critical, gamma = 1/(1 - rho).
    residual
        Residual strength r = alpha sqrt(q) >= 0; 0 by default.
    dim
        Dimension of the tokens, for what depends on it; n simplex tokens need dim >= n, oo included.
    mechanism
        What turns logits into weights: softmax (by default), sink:logit=9, softmax-one, entmax:alpha=3/2, sparsemax, sigmoid, linear, ...: docs/mechanisms.md.
    """

    n: LengthLike | None
    rho: Number | None
    gamma: Number | None
    beta: Number | None
    kappa: Number | None
    critical: bool
    residual: Number | None
    dim: LengthLike | None
    mechanism: str | Mechanism | None


def _meanings() -> dict[str, str]:
    """Return what each word means, from the docstring of `SettingWords`."""
    # Python 3.13 takes the common indentation off a docstring
    entries = re.findall(r"^( *)(\w+)\n\1 {4}(.*)$", SettingWords.__doc__ or "", re.MULTILINE)
    return {name: "" for name in SettingWords.__annotations__} | {name: meaning for _, name, meaning in entries}


WORDS = _meanings()
"""What each word of a setting means."""
SCALES = ("gamma", "beta", "kappa", "critical")
"""The words of which a setting has exactly one."""
NEEDED = ("n", "rho")
LENGTHS = ("n", "dim")
"""The words that are whole numbers of any size, or oo."""


def takes_words(function: F) -> F:
    """Show the words of a setting in the help of a function that takes them."""
    if function.__doc__:
        indent = function.__doc__.rpartition("\n")[2]  # that of the closing quotes
        lines = ["", "Words of a setting", "-" * 18]
        lines += [line for name, meaning in WORDS.items() for line in (name, f"    {meaning}")]
        function.__doc__ += f"\n{indent}".join([*lines, ""])
    return function
