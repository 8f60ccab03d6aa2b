"""Measure the verification suite as users run it: cold processes, CPU of all of them, and how the cost grows with the claims.

Beside it: the import of what every run needs, and the must-fail twins.  The peer of the sampler is Hypothesis, which draws as many
points of the same domain; a sampler must not be quick because it looks at less, so its points are counted.
Run with ``python benchmarks/verify.py``.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import count

from measure import Cost, Figure, Growth, Result, cost_of_command, in_turn, main

from critscale.proofs.library import package_claims
from critscale.proofs.search.samples import Sampler
from critscale.theory.assumptions import CORRELATION, RESIDUAL
from critscale.theory.layer.domain import Domain
from critscale.theory.layer.regimes import FINITE

PROGRAM = [sys.executable, "-m", "critscale"]
IMPORT = "import critscale.proofs.suite, critscale.proofs.library as library; library.package_claims()"
JOBS = ["--jobs", "2"]
SHARES = (16, 8, 4, 2)
"""The growth is seen on every sixteenth, eighth, ... claim."""
POINTS = 100
GOAL, GOAL_CLAIMS = 20, 661
"""CPU seconds, and the claims there were when the goal was set."""
LEAST = count(2)
"""The least n of the next domain, so that nothing of it is remembered."""


def verify(*words: str) -> Cost:
    """Return the cost of a run of the suite in new processes."""
    return cost_of_command([*PROGRAM, "verify", *words, *JOBS])


def drawn() -> int:
    """Draw points of a new domain."""
    return len(Sampler(Domain.of(FINITE, (CORRELATION, RESIDUAL), valid_from=next(LEAST))).drawn(POINTS))


def drawn_by_hypothesis() -> int:
    """Draw as many points of such a domain with Hypothesis."""
    from hypothesis import HealthCheck, Phase, given, settings
    from hypothesis import strategies as st

    numbered = Sampler(Domain.of(FINITE, (CORRELATION, RESIDUAL))).numbered
    points = 0

    @settings(max_examples=POINTS, database=None, deadline=None, phases=(Phase.generate,), suppress_health_check=list(HealthCheck))
    @given(st.tuples(*(numbers.strategy() for numbers in numbered)))
    def draw(point: object) -> None:
        nonlocal points
        points += 1

    draw()
    return points


def measure() -> Iterator[Result]:
    """Yield the cost of the claims, of their twins and of a sample, and the growth with the number of claims."""
    cost_of_command([*PROGRAM, "--help"])
    floor = cost_of_command([sys.executable, "-c", IMPORT])
    ids = [c.id for c in package_claims()]
    x, y = [], []
    for share in SHARES:
        chosen = ids[::share]
        x.append(len(chosen))
        y.append(verify(*chosen).cpu)
    claims = verify()
    beside = f"{claims.wall:.0f} s wall on two cores; floor: the import of suite and claims {floor.cpu:.1f} s"
    yield Figure(f"`critscale verify`, {len(ids)} claims", claims.cpu, "s", at_most=GOAL * len(ids) / GOAL_CLAIMS, beside=beside)
    twins = verify("--twins")
    yield Figure("`critscale verify --twins`", twins.cpu, "s", beside=f"{twins.wall:.0f} s wall on two cores")
    yield Growth("critscale verify", over="claims", x=[*x, len(ids)], y=[*y, claims.cpu], unit="s")
    costs = in_turn({"ours": drawn, "hypothesis": drawn_by_hypothesis})
    yield Figure(
        "one point drawn from a domain of three variables", costs["ours"] * 1e6, "us", beside=f"peer: Hypothesis {costs['hypothesis'] * 1e6:.0f} us"
    )


if __name__ == "__main__":
    main(measure)
