"""The page on real heads is that of its numbers, and its check can fail."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from real_heads import page

DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture(scope="module")
def data() -> Any:
    """Return the numbers of the run."""
    return json.loads((DOCS / "real-heads.json").read_text(encoding="utf-8"))


def test_the_page_is_that_of_the_numbers(data: Any) -> None:
    """Nothing on it is typed by hand: make real."""
    assert page.page(data) == (DOCS / "real-heads.md").read_text(encoding="utf-8"), "python -m real_heads page"


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
