"""Two claims of one's own, one true and one false: ``critscale verify examples/myclaims.py``."""

from critscale.proofs.claim import Claim, Twin
from critscale.proofs.kinds import Bound
from critscale.theory.assumptions import CORRELATION, NO_RESIDUAL
from critscale.theory.layer import quantities as q
from critscale.theory.layer.regimes import FINITE

TOKENS = (CORRELATION, NO_RESIDUAL)


def norm(p):
    """Return |x'|^2 at a point of any field: p.row is the attention row, p.rho and p.r the parameters."""
    return q.output_norm_squared(p.row, p.rho, p.r)


def cosine(p):
    """Return the output cosine at a point of any field."""
    return q.output_cosine(p.row, p.rho, p.r)


CLAIMS = (
    Claim(
        id="Mine.v1.norm_at_most",
        title="without residual an output token is no longer than an input token, for every n and beta",
        statement=Bound(regime=FINITE, lower=norm, upper=lambda p: p.one),
        assumptions=TOKENS,
        twins=(
            Twin(
                name="rho",
                change="no longer than sqrt(rho)",
                statement=Bound(regime=FINITE, lower=norm, upper=lambda p: p.rho),
            ),
        ),
    ),
    Claim(
        id="Mine.v1.cosine_below_rho",
        title="one layer makes tokens less alike (false: it makes them more alike)",
        statement=Bound(regime=FINITE, lower=cosine, upper=lambda p: p.rho),
        assumptions=TOKENS,
    ),
)
