"""Every mechanism by name."""

from __future__ import annotations

from collections.abc import Mapping

from .bias import Alibi, Causal, Window
from .cap import Cap
from .differential import Differential
from .entmax import Entmax, Sparsemax
from .exponentials import Sink, Softmax, SoftmaxOne
from .kernels import Linear, PolynomialKernel, Softpick
from .mechanism import Mechanism
from .sigmoid import CentredSigmoid, Sigmoid
from .topk import TopK

_KINDS = (
    *(Softmax, Sink, SoftmaxOne, Sparsemax, Entmax, Sigmoid, CentredSigmoid, PolynomialKernel, Linear, Softpick, Differential),
    *(Cap, Alibi, Window, TopK, Causal),
)

MECHANISMS: Mapping[str, type[Mechanism]] = {kind.name: kind for kind in _KINDS}
"""Every mechanism by name; its fields are its parameters."""
