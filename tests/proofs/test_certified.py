"""Bounds as kernel theorems: what is written for them."""

from __future__ import annotations

from functools import cache

from critscale.proofs.budget import QUICK
from critscale.proofs.certificates.files import certificate
from critscale.proofs.formal.certified import by_certificate
from critscale.proofs.formal.judge import obligations
from critscale.proofs.formal.obligation import Obligation
from critscale.proofs.formal.sources import package_sources
from critscale.proofs.library import find_claim
from critscale.proofs.suite import run_claim

CHOSEN = ("C6.group.weight", "C1.self-weight.lower", "D8.rate.softmax-upper")
"""Variables alone; with n; with the row of the layer."""


@cache
def carried(name: str) -> str:
    """Return the certificate of a claim."""
    text = certificate(name, "", run_claim(find_claim(name), QUICK, ("certificate", "symbolic")).evidence)
    assert text is not None
    return text


def written(name: str) -> Obligation:
    """Return what the kernel is asked for a claim."""
    found = by_certificate(find_claim(name), carried(name))
    assert found is not None
    return found


def test_what_is_written() -> None:
    """The proposition is the claim's own; a logarithm, and what is no bound, is left out."""
    o = written("C1.self-weight.lower")
    assert o.goal == "claims.Statements.C1_self_weight_lower" and "by_reciprocal n." in o.proof
    for name in ("B2.spectrum.real", "A5b.bound.self-weight"):
        assert by_certificate(find_claim(name), carried(name)) is None


def test_a_run_asks_for_the_bounds_it_has_certificates_of() -> None:
    """Without one there is nothing to ask, nor with one that speaks of other variables."""
    claims = [find_claim("C6.group.weight")]
    sources = package_sources()
    assert obligations(claims, sources) == ((), {})
    asked, unwritten = obligations(claims, sources, certificates={claims[0].id: carried(claims[0].id)})
    assert [o.name for o in asked] == [claims[0].id] and not unwritten
    assert obligations(claims, sources, certificates={claims[0].id: carried("B2.spectrum.real")}) == ((), {})
