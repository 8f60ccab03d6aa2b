"""A small run that the tests of the site share."""

from __future__ import annotations

from functools import lru_cache

import pytest

from critscale.proofs.claim import Claim
from critscale.proofs.library import select
from critscale.proofs.report import Report
from critscale.proofs.suite import run_suite

Run = tuple[tuple[Claim, ...], Report]


@lru_cache(maxsize=1)
def small_run() -> Run:
    """Return claims of several kinds and the report of a quick run of them and their twins."""
    claims = select(("A1.weights.normalised", "A3.cosine.critical*", "A5b.bound.self-weight", "engines.odds", "class.yarn"))
    return claims, run_suite(claims, with_twins=True, budget="quick")


@pytest.fixture(name="run")
def _run() -> Run:
    return small_run()
