"""An audit with measured heads: their rho and norms in place of assumed ones, and what was measured beside it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from critscale.audit.audit import audit_config
from critscale.audit.measured import shape_of
from critscale.audit.report import to_text
from critscale.measure.correlation import OwnSimplex
from critscale.measure.growth import Estimate
from critscale.measure.heads import ForecastThreshold
from critscale.measure.measuring import measure_arrays
from critscale.measure.record import MeasuredModel
from critscale.measure.registry import Shape, find_measured
from critscale.numerics.streaming.ranges import KeyRanges
from critscale.numerics.streaming.scores import HeadScores
from critscale.theory.errors import BadInput

from ..terminal import Terminal

CONFIG: dict[str, Any] = {
    "model_type": "llama",
    "hidden_size": 64,
    "num_attention_heads": 4,
    "num_hidden_layers": 3,
    "max_position_embeddings": 4096,
    "rope_theta": 10000.0,
}
RHOS = (0.1, 0.25, 0.4)


@pytest.fixture(scope="module")
def record() -> MeasuredModel:
    """Return three layers of two heads, with a correlation for each layer and beta = 5 and 15 for the heads; forecast at 4096."""
    rng = np.random.default_rng(0)
    mask = KeyRanges.causal(512)
    layers = []
    for scale in (0.2, 0.3, 2):
        q, k = rng.standard_normal((2, 2, 512, 8))
        layers.append(HeadScores.of(q, k, scale, mask))
    found = measure_arrays("planted", layers, "none", per_window=16)

    def simplex(layer: int, head: int) -> OwnSimplex:
        rho = Estimate(RHOS[layer], RHOS[layer] - 0.01, RHOS[layer] + 0.01)
        return OwnSimplex(rho, rho, rho, (5.0, 15.0)[head])

    at_n = [None, Estimate(0.9, 0.8, 1.1), *[Estimate(2.0, 1.5, 3.0)] * 4]
    heads = (
        replace(head, simplex=simplex(head.layer, head.head), forecasts=(ForecastThreshold(4096, threshold, 1.0),))
        for head, threshold in zip(found.heads, at_n, strict=True)
    )
    return replace(found, heads=tuple(heads))


def test_measured_correlations_and_norms_stand_in_the_phases(record: MeasuredModel) -> None:
    """Quartiles over the layers, and the median of |q||k| = beta sqrt(head_dim) over the heads: 10 * 4."""
    found = audit_config(CONFIG, measured=record)
    (phase,) = found.phases
    assert [float(point.rho) for point in phase.points] == [0.175, 0.25, 0.325]
    assert float(phase.beta) == pytest.approx(10)
    assert "norm^2 = 40, measured, the median over the heads" in to_text(found)
    given = audit_config(CONFIG, measured=record, norm_squared=7, rhos=("1/2",))
    assert [float(point.rho) for point in given.phases[0].points] == [0.5]
    assert "norm^2 = 7, given" in to_text(given)


def test_what_was_measured_is_said(record: MeasuredModel) -> None:
    """How many heads are below, which are furthest, against the simplex, and what is forecast at n."""
    found = audit_config(CONFIG, measured=record)
    lines = to_text(found).splitlines()
    at = next(i for i, line in enumerate(lines) if line.startswith("measured: planted"))
    below = [head for head in record.heads if head.threshold > 1]
    assert 0 < len(below) < 6
    assert lines[at + 1] == f"  below their threshold as deployed (beta_1/2 > 1): {len(below)} of 6 heads"
    worst = max(record.heads, key=lambda head: head.threshold)
    assert worst.simplex is not None
    ratio = worst.threshold / worst.simplex.threshold(worst.growth.lengths[-1])
    assert lines[at + 2].startswith(f"    layer {worst.layer}, head {worst.head}: beta_1/2 = {worst.threshold:.3g}, ")
    assert lines[at + 2].endswith(f"; {ratio:.3g} times the simplex's")
    assert "  forecast at n = 4096: 4 of 5 heads below, 1 not forecastable" in lines
    other = to_text(audit_config(CONFIG, n=100_000, measured=record))
    assert "  n = 100000 is beyond what was measured; give --forecast to `critscale measure`" in other


def test_a_record_that_knows_no_correlation(record: MeasuredModel) -> None:
    """Arrays have no hidden states: the phases are those of an audit without, and the heads are said."""
    bare = replace(record, heads=tuple(replace(head, simplex=None) for head in record.heads))
    found = audit_config(CONFIG, measured=bare)
    assert found.phases == audit_config(CONFIG).phases
    assert "below their threshold as deployed" in to_text(found)
    assert "simplex" not in to_text(found)


def test_a_record_of_another_model_is_refused(record: MeasuredModel) -> None:
    """More layers than the config has; and what was not measured is said."""
    with pytest.raises(BadInput, match="3 measured layers: the config has 2"):
        audit_config({**CONFIG, "num_hidden_layers": 2}, measured=record)
    with pytest.raises(BadInput, match="0 measured layers"):
        audit_config(CONFIG, measured=replace(record, heads=()))
    partly = replace(record, source={**record.source, "not measured": "layers.9: why"})
    assert "  not measured: layers.9: why" in to_text(audit_config(CONFIG, measured=partly))


def test_the_command(record: MeasuredModel, tmp_path: Path, terminal: Terminal) -> None:
    """From files, as text and as JSON."""
    (tmp_path / "config.json").write_text(json.dumps(CONFIG), encoding="utf-8")
    (tmp_path / "measured.json").write_text(record.to_json(), encoding="utf-8")
    words = ("audit", str(tmp_path / "config.json"), "--measured", str(tmp_path / "measured.json"))
    assert "measured: planted" in terminal(*words)
    data = terminal.json(*words)
    assert data["measured"]["heads"] == 6
    assert data["measured"]["rho"] == ["7/40", "1/4", "13/40"]
    assert terminal.json("audit", str(tmp_path / "config.json"))["measured"] is None
    assert "no record" in terminal.refuses(*words[:-1], str(tmp_path / "config.json"))


def test_a_config_finds_the_nearest_measured_model() -> None:
    """By its family, its softmax layers and the dimension of its heads; an encoder by the name of its class."""
    assert shape_of(audit_config(CONFIG).facts) == Shape(family="llama", layers=3, head_dim=16)
    bert = {**CONFIG, "model_type": "bert", "architectures": ["BertModel"], "hidden_size": 384, "num_attention_heads": 12}
    for config, name in ((CONFIG, "SmolLM2-135M-Instruct"), (bert, "all-MiniLM-L6-v2")):
        found = find_measured(shape_of(audit_config(config).facts))
        assert found is not None and found.found.name == name
    bare = {"max_position_embeddings": 2048, "hidden_size": 64, "num_attention_heads": 4}
    assert shape_of(audit_config(bare).facts) == Shape(head_dim=16)
