"""critscale: checked mathematics about attention scaling.

As the context length n grows, softmax attention flattens and tokens collapse to one direction; an inverse temperature
beta_n = gamma log n prevents it from gamma = 1/(1 - rho) on.  The package derives, proves and evaluates that transition.

>>> import critscale
>>> print(critscale.evaluate("contraction", n=1000, critical=True, rho="0.3", digits=20))
0.52540205852109681939
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .audit.audit import Audit as Audit
    from .audit.audit import audit_config as audit_config
    from .face import formula as formula
    from .face import formulas as formulas
    from .face import verify as verify
    from .numerics.classification import Classification as Classification
    from .numerics.classification import classify as classify
    from .numerics.contour import half_contour as half_contour
    from .numerics.crossover import beta_at as beta_at
    from .numerics.crossover import critical_beta as critical_beta
    from .numerics.crossover import crossover_width as crossover_width
    from .numerics.crossover import window_coordinate as window_coordinate
    from .numerics.enclosure import Enclosure as Enclosure
    from .numerics.evaluate import evaluate as evaluate
    from .numerics.extension import Extension as Extension
    from .numerics.extension import extend as extend
    from .numerics.grid import grid as grid
    from .numerics.length import ContextLength as ContextLength
    from .numerics.phase import Phase as Phase
    from .numerics.phase import phase as phase
    from .numerics.stack import Stack as Stack
    from .numerics.stack import collapse_layer as collapse_layer
    from .numerics.stack import stack as stack
    from .proofs.claim import Claim as Claim
    from .proofs.claim import Twin as Twin
    from .proofs.evidence import Evidence as Evidence
    from .proofs.evidence import Finding as Finding
    from .proofs.evidence import Verdict as Verdict
    from .proofs.pins import Pin as Pin
    from .proofs.suite import Report as Report
    from .theory.derived import Formula as Formula
    from .theory.errors import CritscaleError as CritscaleError
    from .theory.laws_catalogue import LAWS as LAWS
    from .theory.registry import QUANTITIES as QUANTITIES

_HOME = {
    "LAWS": "theory.laws_catalogue",
    "Extension": "numerics.extension",
    "extend": "numerics.extension",
    "Classification": "numerics.classification",
    "classify": "numerics.classification",
    "Audit": "audit.audit",
    "audit_config": "audit.audit",
    "formula": "face",
    "formulas": "face",
    "verify": "face",
    "half_contour": "numerics.contour",
    "beta_at": "numerics.crossover",
    "critical_beta": "numerics.crossover",
    "crossover_width": "numerics.crossover",
    "window_coordinate": "numerics.crossover",
    "Enclosure": "numerics.enclosure",
    "evaluate": "numerics.evaluate",
    "grid": "numerics.grid",
    "ContextLength": "numerics.length",
    "Phase": "numerics.phase",
    "phase": "numerics.phase",
    "Stack": "numerics.stack",
    "collapse_layer": "numerics.stack",
    "stack": "numerics.stack",
    "Claim": "proofs.claim",
    "Twin": "proofs.claim",
    "Pin": "proofs.pins",
    "Evidence": "proofs.evidence",
    "Finding": "proofs.evidence",
    "Verdict": "proofs.evidence",
    "Report": "proofs.suite",
    "Formula": "theory.derived",
    "CritscaleError": "theory.errors",
    "QUANTITIES": "theory.registry",
}
"""Where each public name lives: it is imported when it is first asked for, so that evaluation loads no SymPy."""

__all__ = list(_HOME)


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version

        return version("critscale")
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f".{_HOME[name]}", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
