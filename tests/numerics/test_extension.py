"""The extension calculator: a calibrated model at longer contexts."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from critscale.numerics.laws.extension import extend
from critscale.numerics.laws.multiplier import multiplier
from critscale.theory.errors import BadInput, CritscaleError


@settings(max_examples=25, deadline=None)
@given(
    st.sampled_from(["yarn", "qwen-logn", "llama4", "yarn-dynamic", "ssmax", "infoscale"]),
    st.integers(3, 60),
    st.integers(2, 60),
    st.fractions(Fraction(2, 5), Fraction(19, 20), max_denominator=40),
)
def test_the_row_is_that_of_softmax(law: str, trained: int, n: int, p: Fraction) -> None:
    """Self weight, entropy and contraction are those of a brute-force softmax over n tokens."""
    rho, r = 0.3, 0.25
    found = extend(law, trained=trained, lengths=[n], self_weight=p, rho="0.3", residual="0.25", digits=12)
    row = found.rows[0]
    m, m0 = (float(multiplier(found.law.multiplier, k, 15)) for k in (n, trained))
    gap = m / m0 * (math.log(p / (1 - p)) + math.log(trained - 1))
    logits = np.zeros(n)
    logits[0] = gap
    weights = np.exp(logits - logits.max())
    weights /= weights.sum()
    assert float(row.self_weight) == pytest.approx(weights[0], rel=1e-9)
    assert float(row.row_entropy) == pytest.approx(-(weights * np.log(weights)).sum(), rel=1e-9)
    a, b = weights[0], weights[1]
    norm = rho * (1 + r) ** 2 + (1 - rho) * ((a + r) ** 2 + (n - 1) * b**2)
    assert float(row.contraction_factor) == pytest.approx((a - b + r) ** 2 / norm, rel=1e-8)


@settings(max_examples=20, deadline=None)
@given(st.integers(3, 10**6), st.integers(3, 10**9), st.fractions(Fraction(2, 5), Fraction(19, 20), max_denominator=40))
def test_the_recommended_multiplier_preserves(trained: int, n: int, p: Fraction) -> None:
    """With the recommended multiplier as the law, the self weight at n is p."""
    assume(n != trained)
    wanted = extend("1", trained=trained, lengths=[n], self_weight=p, digits=30).rows[0].recommended.decimal()
    law = f"1 + ({wanted} - 1)*(n - {trained})/({n} - {trained})"  # 1 at L, the recommended one at n
    found = extend(law, trained=trained, lengths=[n], self_weight=p, digits=12).rows[0]
    assert float(found.self_weight) == pytest.approx(float(p), rel=1e-9)


def test_yarn_drifts_and_log_n_preserves() -> None:
    """Half the self weight at 4096: static YaRN keeps 3% of it at 131072, log n/log L keeps it."""
    drift = extend("yarn", trained=4096, lengths=[4096, 131072], self_weight="0.5", parameters={"factor": 32})
    assert [row.self_weight.decimal() for row in drift.rows] == ["0.500000", "0.0302961"]
    assert drift.rows[1].self_weight.contains(Fraction(4095, 4095 + 131071))
    kept = extend("qwen-logn", trained=4096, lengths=[131072], self_weight="0.5", parameters={"L": 4096}).rows[0]
    assert kept.self_weight.decimal() == "0.499915"
    assert kept.recommended.decimal() == "1.41671"
    assert kept.multiplier.decimal() == "1.41667"


def test_what_no_law_would_give_stands_beside_it() -> None:
    """Plain softmax has the same self weight, whichever law and whenever it was switched on."""
    lengths = [4096, 131072]
    plain = [row.self_weight.decimal() for row in extend("1", trained=4096, lengths=lengths, self_weight="0.5").rows]
    for law in ("yarn", "ssmax", "llama4"):
        for before in (False, True):
            found = extend(law, trained=4096, lengths=lengths, self_weight="0.5", before=before)
            assert [row.plain_self_weight.decimal() for row in found.rows] == plain


@pytest.mark.parametrize(
    ("law", "before", "cancels"),
    [("yarn", False, True), ("yarn", True, False), ("plain", False, True), ("ssmax", False, False), ("2", False, True)],
)
def test_a_constant_law_that_was_on_cancels(law: str, before: bool, cancels: bool) -> None:
    """It cancels exactly where every self weight is that of plain softmax."""
    found = extend(law, trained=4096, lengths=[4096, 131072], self_weight="0.5", before=before)
    assert found.cancels == cancels
    same = [row.self_weight.decimal() == row.plain_self_weight.decimal() for row in found.rows]
    assert all(same) == cancels


def test_what_is_not_given_is_that_of_the_extension() -> None:
    """The factor is L'/L and the original length is L, said as such; what is given stands, and so does another's length."""
    found = extend("yarn", trained=4096, lengths=[8192, 16384], self_weight="0.5")
    assert found.settled == {"factor": 4}
    assert found.rows[0].multiplier.decimal() == "1.29648"
    both = extend("longrope", trained=4096, lengths=[131072], self_weight="0.5")
    assert both.settled == {"factor": 32, "L": 4096}
    assert both.rows[0].multiplier.decimal() == "1.41667"
    given = extend("longrope", trained=4096, lengths=[131072], self_weight="0.5", parameters={"factor": 8, "L": 512})
    assert given.settled == {}
    assert given.law.settings == {"factor": 8, "L": 512}
    assert extend("grok-2", trained=4096, lengths=[8192], self_weight="0.5").settled == {}


def test_a_gap_is_a_calibration_too() -> None:
    """The gap log(L - 1) is the self weight one half; before the law was switched on, m(L) counts as 1."""
    gap = "8.317522082838505"  # log 4095 to 16 digits
    a = extend("yarn", trained=4096, lengths=[8192], gap=gap).rows[0]
    b = extend("yarn", trained=4096, lengths=[8192], self_weight="0.5").rows[0]
    assert float(a.self_weight) == pytest.approx(float(b.self_weight), rel=1e-5)
    factor = {"factor": 32}
    before = extend("yarn", trained=4096, lengths=[4096], self_weight="0.5", before=True, parameters=factor).rows[0]
    assert float(before.self_weight) == pytest.approx(1 / (1 + 4095 ** (1 - 1.8132601)), rel=1e-4)
    assert before.recommended.contains(1)


def test_astronomic_lengths() -> None:
    """The calculator goes where balls go."""
    row = extend("yarn", trained=4096, lengths=["10^10^20"], self_weight="0.5", parameters={"factor": 32}).rows[0]
    assert row.self_weight.decimal().startswith("4.09500e-9999999999999999999")
    assert row.row_entropy.decimal() == "2.30259e+20"


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        ({"self_weight": "0.5", "gap": 1}, "not both"),
        ({}, "not both"),
        ({"self_weight": "1/4096"}, "not positive"),
        ({"self_weight": "0.0001"}, "not positive"),
        ({"gap": 0}, "not positive"),
        ({"self_weight": 1}, "outside 0 < self_weight < 1"),
        ({"self_weight": "0.5", "rho": 1}, "rho"),
        ({"self_weight": "0.5", "lengths": ["oo"]}, "finite n"),
        ({"self_weight": "0.5", "law": "dysco"}, "content-dependent"),
        ({"self_weight": "0.5", "law": "5 - log(n)"}, "not positive"),
        ({"self_weight": "0.5", "lengths": ["10^10^20"]}, "too far to take it from"),
        ({"self_weight": "0.5", "law": "qwen-logn", "trained": "10^10^20", "lengths": []}, "original length"),
    ],
)
def test_bad_input(arguments: dict[str, object], why: str) -> None:
    """One line that says what is wrong."""
    given_arguments: dict[str, object] = {"law": "yarn", "trained": 4096, "lengths": [8192], **arguments}
    with pytest.raises(CritscaleError, match=why) as refused:
        extend(given_arguments.pop("law"), **given_arguments)  # type: ignore[arg-type]
    assert isinstance(refused.value, BadInput)
