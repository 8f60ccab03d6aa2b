"""What tests of several rooms are given."""

from __future__ import annotations

import pytest

from .terminal import Terminal


@pytest.fixture
def terminal(capsys: pytest.CaptureFixture[str]) -> Terminal:
    """Return the command line in this process."""
    return Terminal(capsys)
