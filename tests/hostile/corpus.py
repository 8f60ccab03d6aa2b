"""All hostile statements by the class of attack, each class in a file of its own."""

from __future__ import annotations

import os
from collections.abc import Mapping

from . import (
    at_infinity,
    boundaries,
    domains,
    easy_truths,
    factors,
    forms,
    functions,
    interior,
    logarithms,
    monotone,
    names,
    needles,
    refutations,
    samples,
    tricks,
    undefined,
    uniformity,
    vacuous,
)
from .hostile import Hostile

CLASSES: Mapping[str, tuple[Hostile, ...]] = {
    "logarithms": logarithms.ENTRIES,
    "at_infinity": at_infinity.ENTRIES,
    "monotone": monotone.ENTRIES,
    "boundaries": boundaries.ENTRIES,
    "interior": interior.ENTRIES,
    "factors": factors.ENTRIES,
    "needles": needles.ENTRIES,
    "forms": forms.ENTRIES,
    "tricks": tricks.ENTRIES,
    "names": names.ENTRIES,
    "domains": domains.ENTRIES,
    "vacuous": vacuous.ENTRIES,
    "undefined": undefined.ENTRIES,
    "functions": functions.ENTRIES,
    "samples": samples.ENTRIES,
    "refutations": refutations.ENTRIES,
    "uniformity": uniformity.ENTRIES,
    "easy_truths": easy_truths.ENTRIES,
}
ENTRIES = tuple(entry for entries in CLASSES.values() for entry in entries)


SHARE = 90
"""Entries of an ordinary test run."""


def spread(count: int) -> tuple[Hostile, ...]:
    """Return a fixed choice of ``count`` entries, spread evenly over the classes and over each class."""
    step = len(ENTRIES) / count
    return tuple(ENTRIES[int((k + 1 / 2) * step)] for k in range(count))


def chosen() -> tuple[Hostile, ...]:
    """Return the entries of this test run: all of them where CRITSCALE_HOSTILE is ``all``, as in ``make hostile``."""
    return ENTRIES if os.environ.get("CRITSCALE_HOSTILE") == "all" else spread(SHARE)
