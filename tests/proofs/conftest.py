"""What tests of proofs share."""

from __future__ import annotations

import pytest

from critscale.proofs.formal.rocq import NoRocq, complete


@pytest.fixture(scope="session")
def kernel() -> str:
    """Skip where the kernel or a library it needs is missing; return its version."""
    try:
        return complete()
    except NoRocq as error:
        pytest.skip(str(error))
