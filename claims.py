"""What a claim file needs, in one import: ``from critscale.claims import Claim, but, Bound, FINITE, PLAIN, of, q``."""

from .proofs.vocabulary import *  # noqa: F403
from .proofs.vocabulary import __all__ as __all__
