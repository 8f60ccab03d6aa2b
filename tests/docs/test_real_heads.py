"""The page on real heads is that of its numbers, and its check can fail."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from real_heads import page
from real_heads.blocks import markdown
from real_heads.curve import curves, loss_part, lowest, rounding, verdict

from critscale.handbook.site import HEADS

DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture(scope="module")
def data() -> Any:
    """Return the numbers of the run."""
    return json.loads((DOCS / "real-heads.json").read_text(encoding="utf-8"))


def test_the_page_is_that_of_the_numbers(data: Any) -> None:
    """Nothing on it is typed by hand: make real."""
    parts = [json.loads(path.read_text(encoding="utf-8")) if path.exists() else None for path in (page.RECOMMENDATION, page.LOSSES)]
    assert page.page(data, *parts) == (DOCS / "real-heads.md").read_text(encoding="utf-8"), "python -m real_heads page"
    assert page.for_handbook(data, *parts) == HEADS.read_text(encoding="utf-8"), "python -m real_heads page"


def test_the_check_fails_where_a_bound_does(data: Any, tmp_path: Path) -> None:
    """One row of one statement in one layer is enough; and a run without rows shows nothing."""
    small = {**data, "passes": data["passes"][:1]}
    file = tmp_path / "run.json"
    file.write_text(json.dumps(small), encoding="utf-8")
    assert page.check(file) == 0
    broken = copy.deepcopy(small)
    next(iter(broken["passes"][0]["layers"][3]["bounds"].values()))["failed"] = 1
    file.write_text(json.dumps(broken), encoding="utf-8")
    assert page.check(file) == 1
    file.write_text(json.dumps({**data, "passes": []}), encoding="utf-8")
    assert page.check(file) == 1


def planted(least: float = 1.05, windows: int = 6, recommended: float = 1.3) -> Any:
    """Return losses that are parabolas in log m, each window with a level of its own."""
    laws = {"0.9": 0.9, "none": 1.0, "log n / log L": 1.0769, "YaRN": 1.1434, "recommendation": recommended}
    passes = [
        {"factor": 2, "dtype": "float32", "n": 32, "text": f"text {w % 3}", "start": 32 * (w // 3), "law": law, "m": m, "blocks": [2 + w + np.log(m / least) ** 2] * 4}
        for w in range(windows)
        for law, m in laws.items()
    ]
    plan = [{"factor": 2, "dtype": "float32", "windows": 9}]
    return {"block": 8, "trained": 16, "plan": plan, "multipliers": {"2": laws}, "passes": passes}


def test_the_minimum_of_a_parabola_is_found() -> None:
    """Exactly, whatever the level of each window; at an end the end is said."""
    data = planted()
    (curve,) = curves(data)
    found = curve.minimum()
    assert [found.value, found.low, found.high] == pytest.approx([1.05] * 3)
    for p in data["passes"]:
        p["blocks"][:2] = [2 + np.log(p["m"] / 1.11) ** 2] * 2
    (other,) = curves(data)
    assert other.minimum_within.value == pytest.approx(1.11) and other.minimum().value == pytest.approx(1.05)
    assert curve.difference("recommendation").value == pytest.approx(np.log(1.3 / 1.05) ** 2 - np.log(1.05) ** 2)
    assert lowest(np.array([0.9, 1, 1.1]), np.array([1.0, 2, 3])) == 0.9


def test_only_windows_with_every_multiplier_are_compared() -> None:
    """A run that is broken off compares nothing that it has not run."""
    data = planted()
    del data["passes"][-1]
    (curve,) = curves(data)
    assert len(curve.windows) == 5
    assert curves({**data, "passes": data["passes"][:4] + data["passes"][6:10]}) == []


def test_the_page_says_who_won_in_the_words_that_intervals_allow() -> None:
    """Worse, better, or not told apart."""
    assert "The recommendation is worse than m = 1:" in verdict(curves(planted())[0])
    assert "The recommendation is better than m = 1:" in verdict(curves(planted(least=1.29))[0])
    data = planted()
    for p in data["passes"]:
        if p["law"] == "recommendation":
            p["blocks"] = [loss + (0.2 if p["start"] else -0.2) for loss in p["blocks"]]
    assert "The recommendation is not told apart from m = 1:" in verdict(curves(data)[0])
    assert "The curve is least at an end." in verdict(curves(planted(least=1.9))[0])
    assert "no interval" in verdict(curves(planted(windows=1))[0])
    two = verdict(curves(planted(windows=2))[0])
    assert "their range, and no test" in two and "their range" not in verdict(curves(planted(windows=3))[0])


def test_without_longer_passes_the_page_says_so() -> None:
    """And what was recommended stands there already."""
    part = {"heads": 5, "quartiles": [1.0, 1.25, 1.5]}
    text = {"heads": 9, "not flat": 5, "2": {"all": part, "not refused": {"heads": 0, "quartiles": None}}}
    lines = markdown(loss_part({"rule": "a rule", "model": {"model": "a model"}, "m": {"2": None}, "m without the refusal": {"2": 1.25}, "texts": {"prose": text}}, None))
    assert "| prose | 9 | 5 | 2 | 1.000, 1.250, 1.500 | 0 | - |" in lines
    assert "X4 refuses 5 of 5 at factor 2" in lines
    assert "not run yet" in lines


def test_a_control_is_compared_over_all_positions() -> None:
    """It has nothing beyond the trained length."""
    data = planted()
    data["passes"] = [p | {"factor": 1, "n": 16, "blocks": p["blocks"][:2]} for p in data["passes"]]
    data |= {"multipliers": {"1": data["multipliers"]["2"]}, "plan": [{**data["plan"][0], "factor": 1}, {**data["plan"][0], "factor": 1, "dtype": "bfloat16"}]}
    (curve,) = curves(data)
    assert curve.minimum().value == pytest.approx(1.05)
    part = {"heads": 0, "quartiles": None}
    text = {"heads": 1, "not flat": 0, "2": {"all": part, "not refused": part}}
    recommendation = {"rule": "a rule", "model": {"model": "a model"}, "m": {"2": 1}, "m without the refusal": {"2": 1}, "texts": {"prose": text}}
    page_of = markdown(loss_part(recommendation, data))
    assert "of those that are planned: 6 of 9 at factor 1 in float32, 0 of 9 at factor 1 in bfloat16." in page_of
    assert "### 16 tokens, factor 1, float32: a control" in page_of and "Least loss with the model's own frequencies" in page_of
    assert "loss beyond |" not in page_of and "nan" not in page_of


def test_number_types_are_compared_on_the_windows_that_both_have() -> None:
    """By the differences between multipliers, which a level of a number type's own leaves alone; the curve is that of the first type."""
    data = planted(windows=2)
    data["plan"].append({"factor": 2, "dtype": "bfloat16", "windows": 1})
    data["passes"] += [
        p | {"dtype": "bfloat16", "blocks": [loss + 0.5 + (0.125 if p["law"] == "YaRN" else 0) for loss in p["blocks"]]}
        for p in data["passes"]
        if p["text"] == "text 1"
    ]
    (curve,) = curves(data)
    assert curve.dtype == "float32" and len(curve.windows) == 2
    rows = list(rounding(data))
    assert {row[:2] for row in rows} == {("text 1", 0)} and len(rows) == 4
    assert {law: other - first for _, _, law, _, first, other in rows} == pytest.approx({"0.9": 0, "log n / log L": 0, "YaRN": 0.125, "recommendation": 0})
    assert list(rounding(planted())) == []
