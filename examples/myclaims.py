"""Two claims of one's own, one true and one false: ``critscale verify examples/myclaims.py``."""

from critscale.claims import FINITE, PLAIN, Bound, Claim, but, of, q

CLAIMS = (
    Claim(
        "Mine.v1.norm_at_most",
        "without residual an output token is no longer than an input token, for every n and beta",
        Bound(FINITE, of(q.output_norm_squared), 1),
        PLAIN,
        twins=but("rho", "no longer than sqrt(rho)", upper=lambda p: p.rho),
    ),
    Claim(
        "Mine.v1.cosine_below_rho",
        "one layer makes tokens less alike (false: it makes them more alike)",
        Bound(FINITE, of(q.output_cosine), lambda p: p.rho),
        PLAIN,
    ),
)
