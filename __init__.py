"""critscale: checked mathematics about attention scaling.

As the context length n grows, softmax attention flattens and tokens collapse to one direction; an inverse temperature
beta_n = gamma log n prevents it from gamma = 1/(1 - rho) on.  The package derives, proves and evaluates that transition.

>>> import critscale
>>> print(critscale.evaluate("contraction-factor", n=1000, critical=True, rho="0.3", digits=20))
0.52540205852109681939
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from .theory.pictured import drawn_by

if TYPE_CHECKING:
    from .audit.advice import Advice as Advice
    from .audit.advice import advise as advise
    from .audit.audit import Audit as Audit
    from .audit.audit import audit_config as audit_config
    from .audit.difference import Difference as Difference
    from .audit.difference import config_difference as config_difference
    from .audit.gates import ConfigAlarm as ConfigAlarm
    from .audit.gates import check_config as check_config
    from .face import claim as claim
    from .face import formula as formula
    from .face import formulas as formulas
    from .face import verify as verify
    from .measure.forecast import HeadForecast as HeadForecast
    from .measure.forecast import head_forecast as head_forecast
    from .measure.growth import ThresholdGrowth as ThresholdGrowth
    from .measure.growth import threshold_growth as threshold_growth
    from .measure.heads import MeasuredHead as MeasuredHead
    from .measure.heads import measure_layer as measure_layer
    from .measure.record import MeasuredModel as MeasuredModel
    from .measure.thresholds import HeadThresholds as HeadThresholds
    from .measure.thresholds import head_thresholds as head_thresholds
    from .measure.watching import watch as watch
    from .numerics.answers.capped import Capped as Capped
    from .numerics.answers.capped import capped as capped
    from .numerics.answers.capped import capped_thresholds as capped_thresholds
    from .numerics.answers.contour import half_contour as half_contour
    from .numerics.answers.depth import Stack as Stack
    from .numerics.answers.depth import collapse_layer as collapse_layer
    from .numerics.answers.depth import stack as stack
    from .numerics.answers.evaluate import Evaluator as Evaluator
    from .numerics.answers.evaluate import evaluate as evaluate
    from .numerics.answers.evaluate import evaluator as evaluator
    from .numerics.answers.grid import GridBounds as GridBounds
    from .numerics.answers.grid import grid as grid
    from .numerics.answers.needles import Needle as Needle
    from .numerics.answers.phase import Phase as Phase
    from .numerics.answers.phase import phase as phase
    from .numerics.answers.random_rows import RandomRow as RandomRow
    from .numerics.answers.row_phase import RowPhase as RowPhase
    from .numerics.answers.row_setting import RowSetting as RowSetting
    from .numerics.answers.rows import RowThreshold as RowThreshold
    from .numerics.answers.rows import ScoreRow as ScoreRow
    from .numerics.answers.sparse_rows import SparseRow as SparseRow
    from .numerics.answers.window import beta_at as beta_at
    from .numerics.answers.window import critical_beta as critical_beta
    from .numerics.answers.window import window_coordinate as window_coordinate
    from .numerics.answers.window import window_width as window_width
    from .numerics.laws.classification import Classification as Classification
    from .numerics.laws.classification import classify as classify
    from .numerics.laws.extension import Extension as Extension
    from .numerics.laws.extension import extend as extend
    from .numerics.laws.listing import ListedLaw as ListedLaw
    from .numerics.laws.listing import laws as laws
    from .numerics.numbers.enclosure import Enclosure as Enclosure
    from .numerics.settings.length import ContextLength as ContextLength
    from .numerics.settings.setting import Setting as Setting
    from .numerics.settings.words import SettingWords as SettingWords
    from .numerics.streaming.ranges import KeyRanges as KeyRanges
    from .numerics.streaming.scores import HeadScores as HeadScores
    from .numerics.streaming.statistics import RowStatistics as RowStatistics
    from .numerics.streaming.statistics import row_statistics as row_statistics
    from .proofs.claim import Claim as Claim
    from .proofs.claim import Twin as Twin
    from .proofs.claim import but as but
    from .proofs.difference import ReportDifference as ReportDifference
    from .proofs.difference import report_difference as report_difference
    from .proofs.evidence import Evidence as Evidence
    from .proofs.evidence import Finding as Finding
    from .proofs.evidence import Verdict as Verdict
    from .proofs.pins import Pin as Pin
    from .proofs.report import Report as Report
    from .theory.errors import CritscaleError as CritscaleError
    from .theory.expansions.derivation import Formula as Formula
    from .theory.laws.catalogue import LAWS as LAWS
    from .theory.layer.registry import QUANTITIES as QUANTITIES
    from .theory.pictured import Pictured as Pictured
    from .theory.result import Noted as Noted
    from .theory.result import Result as Result
    from .theory.result import Results as Results

_HOME = {
    "LAWS": "theory.laws.catalogue",
    "Extension": "numerics.laws.extension",
    "extend": "numerics.laws.extension",
    "ListedLaw": "numerics.laws.listing",
    "laws": "numerics.laws.listing",
    "Classification": "numerics.laws.classification",
    "classify": "numerics.laws.classification",
    "Advice": "audit.advice",
    "advise": "audit.advice",
    "Audit": "audit.audit",
    "audit_config": "audit.audit",
    "Difference": "audit.difference",
    "config_difference": "audit.difference",
    "ConfigAlarm": "audit.gates",
    "check_config": "audit.gates",
    "HeadScores": "numerics.streaming.scores",
    "KeyRanges": "numerics.streaming.ranges",
    "RowStatistics": "numerics.streaming.statistics",
    "row_statistics": "numerics.streaming.statistics",
    "HeadThresholds": "measure.thresholds",
    "head_thresholds": "measure.thresholds",
    "ThresholdGrowth": "measure.growth",
    "threshold_growth": "measure.growth",
    "HeadForecast": "measure.forecast",
    "head_forecast": "measure.forecast",
    "MeasuredHead": "measure.heads",
    "measure_layer": "measure.heads",
    "MeasuredModel": "measure.record",
    "claim": "face",
    "ReportDifference": "proofs.difference",
    "report_difference": "proofs.difference",
    "formula": "face",
    "formulas": "face",
    "verify": "face",
    "watch": "measure.watching",
    "half_contour": "numerics.answers.contour",
    "beta_at": "numerics.answers.window",
    "critical_beta": "numerics.answers.window",
    "window_width": "numerics.answers.window",
    "window_coordinate": "numerics.answers.window",
    "Enclosure": "numerics.numbers.enclosure",
    "Evaluator": "numerics.answers.evaluate",
    "evaluate": "numerics.answers.evaluate",
    "evaluator": "numerics.answers.evaluate",
    "GridBounds": "numerics.answers.grid",
    "grid": "numerics.answers.grid",
    "ContextLength": "numerics.settings.length",
    "Setting": "numerics.settings.setting",
    "SettingWords": "numerics.settings.words",
    "Phase": "numerics.answers.phase",
    "phase": "numerics.answers.phase",
    "RowThreshold": "numerics.answers.rows",
    "RandomRow": "numerics.answers.random_rows",
    "Needle": "numerics.answers.needles",
    "ScoreRow": "numerics.answers.rows",
    "SparseRow": "numerics.answers.sparse_rows",
    "RowPhase": "numerics.answers.row_phase",
    "RowSetting": "numerics.answers.row_setting",
    "Capped": "numerics.answers.capped",
    "capped": "numerics.answers.capped",
    "capped_thresholds": "numerics.answers.capped",
    "Stack": "numerics.answers.depth",
    "collapse_layer": "numerics.answers.depth",
    "stack": "numerics.answers.depth",
    "Claim": "proofs.claim",
    "Twin": "proofs.claim",
    "but": "proofs.claim",
    "Pin": "proofs.pins",
    "Evidence": "proofs.evidence",
    "Finding": "proofs.evidence",
    "Verdict": "proofs.evidence",
    "Report": "proofs.report",
    "Formula": "theory.expansions.derivation",
    "CritscaleError": "theory.errors",
    "QUANTITIES": "theory.layer.registry",
    "Pictured": "theory.pictured",
    "Noted": "theory.result",
    "Result": "theory.result",
    "Results": "theory.result",
}
"""Where each public name lives: it is imported when it is first asked for, so that evaluation loads no SymPy."""

__all__ = list(_HOME)


drawn_by(lambda: import_module(".pictures.of_results", __name__).draw_result)


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
