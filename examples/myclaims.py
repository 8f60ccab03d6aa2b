"""Two claims of one's own, one true and one false: ``critscale verify examples/myclaims.py``."""

from critscale.claims import FINITE, PLAIN, Bound, Claim, but, of, q

CLAIMS = (
    Claim(
        id="Mine.v1.norm_at_most",
        title="without residual an output token is no longer than an input token, for every n and beta",
        statement=Bound(regime=FINITE, lower=of(q.output_norm_squared), upper=1),
        assumptions=PLAIN,
        twins=(but("rho", "no longer than sqrt(rho)", upper=lambda p: p.rho),),
    ),
    Claim(
        id="Mine.v1.cosine_below_rho",
        title="one layer makes tokens less alike (false: it makes them more alike)",
        statement=Bound(regime=FINITE, lower=of(q.output_cosine), upper=lambda p: p.rho),
        assumptions=PLAIN,
    ),
)
