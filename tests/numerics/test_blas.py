"""One BLAS thread inside the block, as many as before after it, and libraries that come later are found."""

from __future__ import annotations

import sys
from types import ModuleType

import numpy as np
import pytest
import threadpoolctl

from critscale.numerics.blas import one_thread


def _threads() -> list[int]:
    return [library["num_threads"] for library in threadpoolctl.threadpool_info() if library["user_api"] == "blas"]


def test_one_thread_inside() -> None:
    """Nested, too."""
    assert np.eye(2).sum() == 2  # its library is loaded
    before = _threads()
    with one_thread():
        with one_thread():
            assert _threads() == [1] * len(before) and before
        assert _threads() == [1] * len(before)
    assert _threads() == before


def test_libraries_are_looked_for_again_after_an_import(monkeypatch: pytest.MonkeyPatch) -> None:
    """And only then: a look costs more than a small product of matrices."""
    looks: list[int] = []
    controller = threadpoolctl.ThreadpoolController

    def counted() -> threadpoolctl.ThreadpoolController:
        looks.append(len(sys.modules))
        return controller()

    monkeypatch.setattr(threadpoolctl, "ThreadpoolController", counted)
    monkeypatch.setitem(sys.modules, "a module", ModuleType("loaded"))
    for _ in range(3):
        with one_thread():
            pass
    assert len(looks) == 1
    monkeypatch.setitem(sys.modules, "another module", ModuleType("loaded"))
    with one_thread():
        pass
    assert len(looks) == 2
