"""D14: over-smoothing in graph networks.

Not stated, since nothing here could refute it: that batch normalisation keeps a graph network off one dimension
(arXiv 2406.02997, of which only the abstract was at hand).
"""

from __future__ import annotations

from ...theory.dynamics.flows import reinjected_share
from ..vocabulary import FREE, Bound, Claim, Fraction, Identity, assume, but, sharp

SMOOTHING = "Scholkemper et al., arXiv 2406.02997; this instance derived"
WEIGHT = assume("w", "weight of the re-injected features", 0, 1, low_open=True)
EIGENVALUE = assume("mu", "eigenvalue of the smoothing on a difference", 0, 1, high_open=True)

CLAIMS = (
    Claim(
        "D14.reinjection.fixed-point",
        "f' = (1 - w) mu f + w settles at w/(1 - (1 - w) mu): linear smoothing with re-injected features",
        Identity(
            FREE, lambda p: (1 - p.w) * p.mu * reinjected_share(p.w, p.mu) + p.w, lambda p: reinjected_share(p.w, p.mu)
        ),
        (WEIGHT, EIGENVALUE),
        defines=(reinjected_share,),
        source=SMOOTHING,
        twins=but(
            "without",
            "no re-injection: then only f = 0 stays",
            left=lambda p: (1 - p.w) * p.mu * reinjected_share(p.w, p.mu),
        ),
    ),
    Claim(
        "D14.reinjection.floor",
        "a share of at least w of every difference between nodes stays for ever: no over-smoothing, compare D5",
        Bound(FREE, lambda p: p.w, lambda p: reinjected_share(p.w, p.mu)),
        (WEIGHT, EIGENVALUE),
        source=SMOOTHING,
        uses=("D14.reinjection.fixed-point",),
        pins=(sharp(WEIGHT.at(Fraction(1, 3))),),
        twins=but("all of it", "the whole difference", lower=1),
    ),
)
