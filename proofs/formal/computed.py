"""Claims whose proof by computation the kernel does not accept: roots, exponentials, denominators of which `field` knows no sign.

Every other claim whose kind has a tactic (`Statement.computation`) is proved by it; a new claim that is not stands here.
"""

from __future__ import annotations

REJECTED = frozenset(
    {
        "A0.chart.supercritical.weights",
        "A0.definition.perplexity",
        "A0.definition.output-cosine",
        "A0.definition.contraction-factor",
        "A0.definition.contraction-factor-complement",
        "A0.definition.output-cosine-complement",
        "A0.definition.output-cosine-excess",
        "A0.definition.cosine-odds",
        "A0.definition.balanced-mass",
        "A8.entropy.window",
        "A9.participation.subcritical-shallow",
        "A9.participation.subcritical-half",
        "A9.participation.subcritical-deep",
        "A14.orthogonal.crossover",
        "B4.jacobian.window",
        "B4.jacobian.residual",
        "B4b.jacobian.critical",
        "B5.norm.common-subcritical",
        "B5.norm.common-supercritical",
        "B5.norm.window",
        "B5.norm.critical",
        "B5.norm.contrasts",
        "B5.eigenvalue.common",
        "B5.eigenvalue.contrasts",
        "B5.eigenvalue.contrast-second",
        "B5.vanishing.pairings",
        "B5.surviving.common",
        "B5.surviving.contrasts",
        "B6.jacobian.subcritical",
        "B6.jacobian.supercritical",
        "B6.jacobian.positive",
        "C4.definition.limit-cosine",
        "C4.cosine.limit",
        "C4.cosine.no-residual",
        "C6.simplex.no-focus",
        "D10.definition.gap",
        "D10.definition.lifetime",
        "D2.stack.finite",
        "D2.stack.critical",
        "D3.supercritical.drift",
        "D8.limit.subcritical",
        "D8.limit.window",
        "D9.pre.output",
        "F1.definition.cosine-squared",
        "F1.definition.cosine",
        "F2.definition.profile-cosine",
        "F2.profile.window",
        "F2.cosine",
    }
)
