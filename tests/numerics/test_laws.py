"""Multipliers in numbers: the check values of the scheme tables, and certified crossing lengths."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from critscale.numerics.laws.classification import classify
from critscale.numerics.laws.crossings import crossings
from critscale.numerics.laws.law_input import read_base, read_law
from critscale.numerics.laws.multiplier import constant_sign, multiplier
from critscale.numerics.laws.self_weight import beta, critical_correlation, self_weight
from critscale.numerics.numbers.balls import rational_ball
from critscale.theory.errors import BadInput, CritscaleError, UnknownName
from critscale.theory.grammar import parse

CHECK_VALUES = [
    *(
        ("yarn", {"factor": s}, 2, m)
        for s, m in {
            2: "1.143434",
            4: "1.296477",
            8: "1.459129",
            16: "1.631390",
            32: "1.813260",
            36: "1.845120",
            40: "1.873854",
            64: "2.004740",
            128: "2.205828",
            2048: "3.106272",
        }.items()
    ),
    ("deepseek-mscale", {"factor": 40}, 2, "1.873854"),
    ("deepseek-mscale", {"factor": 40, "mscale_all_dim": "0.707"}, 2, "1.589626"),
    ("longrope", {"factor": 32, "L": 4096}, 2, "1.416667"),
    ("longrope-mscale", {}, 2, "1.545455"),
    ("olmo3", {}, 2, "1.459129"),
    *(
        ("yarn-dynamic", {"L": 4096}, n, m)
        for n, m in {8192: "1.143434", 32768: "1.459129", 131072: "1.813260", 1048576: "2.416525"}.items()
    ),
    *(("qwen-logn", {"L": 2048}, n, m) for n, m in {4096: "1.090909", 8192: "1.181818", 32768: "1.363636"}.items()),
    *(
        ("llama4", {}, n, m)
        for n, m in {
            8191: "1.000000",
            8192: "1.069315",
            16384: "1.109861",
            32768: "1.160944",
            131072: "1.283321",
            262144: "1.349651",
            1048576: "1.485981",
            10485760: "1.715540",
        }.items()
    ),
    *(
        ("ministral3", {}, n, m)
        for n, m in {
            32768: "1.069315",
            32769: "1.109861",
            65536: "1.138629",
            131072: "1.207944",
            131073: "1.219722",
            262144: "1.277259",
            262145: "1.283321",
            1048576: "1.415888",
        }.items()
    ),
    *(("inkling", {}, n, m) for n, m in {131072: "1.002372", 262144: "1.071686", 1048576: "1.210316"}.items()),
    *(("beam", {}, n, m) for n, m in {8192: "1.174619", 131072: "1.518068", 1048576: "1.866430"}.items()),
    *(
        ("grok-2", {}, n, m)
        for n, m in {1024: "1.000000", 2048: "1.099930", 8192: "1.299982", 131072: "1.699999"}.items()
    ),
    ("grok-2-deterministic", {}, 131072, "0.0078125"),
    *(("infoscale", {}, n, m) for n, m in {8192: "1.189160", 131072: "1.345602", 1048576: "1.448096"}.items()),
    *(("ssmax", {}, n, m) for n, m in {8192: "3.874693", 131072: "5.066906"}.items()),
    *(("lmdeploy-logn", {}, n, m) for n, m in {32769: "1.000000", 65537: "1.066667"}.items()),
    *(("clex", {}, n, m) for n, m in {2048: "0.916667", 8192: "1.083333"}.items()),
    *(("rerope", {}, n, m) for n, m in {2048: "1.000000", 8192: "1.083333"}.items()),
    *(("scale-invariant", {}, n, m) for n, m in {10: "1.544764", 1000: "3.198475", 131072: "4.467884"}.items()),
]


@pytest.mark.parametrize(("law", "parameters", "n", "expected"), CHECK_VALUES)
def test_check_values(law: str, parameters: dict[str, int | str], n: int, expected: str) -> None:
    """Section 1.6 of the scheme tables, to its last digit."""
    value = multiplier(read_law(law, parameters).multiplier, n, 20)
    assert abs(float(value) - float(expected)) < 5.1e-7


@pytest.mark.parametrize(("factor", "expected"), [(4, "1.097041"), (8, "1.145561"), (32, "1.242602")])
def test_telechat_on_cos_and_sin(factor: int, expected: str) -> None:
    """The factor on cos and sin, the root of the multiplier; the tables print 1.242601 for 1.2426015."""
    m = multiplier(read_law("telechat3-yarn", {"factor": factor}).multiplier, 2, 20)
    assert abs(math.sqrt(float(m)) - float(expected)) < 5.1e-7


def test_exact_multipliers() -> None:
    """LongRoPE of Phi-3 is 17/12; a staircase steps on the right integer although 0.1 is no binary number."""
    assert multiplier(read_law("longrope", {"factor": 32, "L": 4096}).multiplier, 7, 60).contains("17/12")
    stairs = parse("floor(0.1*n)")
    assert [float(multiplier(stairs, n, 5)) for n in (10, 19, 20, 30)] == [1.0, 1.0, 2.0, 3.0]


def test_any_length() -> None:
    """A law is evaluated at astronomic n, and refused at n = oo and where it is undefined."""
    assert multiplier(parse("log(n)/log(10)"), "10^10^100", 30).contains(10**100)
    with pytest.raises(BadInput, match="finite n"):
        multiplier(parse("log(n)"), "oo")
    with pytest.raises(BadInput, match="undefined"):
        multiplier(parse("log(log(n) - 1)"), 2)
    with pytest.raises(CritscaleError):
        multiplier(parse("exp(exp(n))"), 10**6)


def test_the_sign_oracle() -> None:
    """Signs are answered by balls, and not where they cannot tell."""
    assert constant_sign(parse("log(2) - 0.6931471805599453094172321214581765680")) == 1
    assert constant_sign(parse("sqrt(2) - 3/2")) == -1
    assert constant_sign(parse("sqrt(3 - 2*sqrt(2)) - (sqrt(2) - 1)")) is None


def test_what_users_write() -> None:
    """Ids, expressions and parameters; a misspelt id is not read as a difference."""
    assert read_law("1 + a*log(n)", {"a": "0.1"}).multiplier == parse("1 + 0.1*log(n)")
    assert read_law("n-pos").multiplier == parse("n - pos")
    with pytest.raises(UnknownName, match="qwen-logn"):
        read_law("quen-logn")
    with pytest.raises(UnknownName, match="variable 'b'"):
        read_law("1 + b*log(n)", {"a": 1})
    with pytest.raises(BadInput, match="finite number"):
        read_law("yarn", {"factor": "nan"})


def _weight(law: str, beta0: float, rho: float, n: int) -> float:
    m = float(multiplier(read_law(law).multiplier, n, 15))
    return 1 / (1 + (n - 1) * math.exp(-beta0 * m * (1 - rho)))


LAWS = [
    "1",
    "1 + 0.1*log(1 + floor((pos + 1)/16))",
    "log(n)/2 + 1",
    "1 + 0.3*floor(n/50)",
    "max(1, log(n)/log(64))",
    "min(3, 80/n)",
]


@settings(max_examples=30, deadline=None)
@given(st.sampled_from(LAWS), st.integers(1, 60), st.sampled_from([Fraction(1, 10), Fraction(1, 2), Fraction(9, 10)]))
def test_crossings_meet_brute_force(law: str, tenths: int, level: Fraction) -> None:
    """Every crossing in the range is found, and none else."""
    base, last = Fraction(tenths, 5), 400
    found = crossings(read_law(law).multiplier, lambda: rational_ball(base), Fraction(1, 5), level, last=last)
    weights = [_weight(law, float(base), 0.2, n) for n in range(2, last + 1)]
    above = [w > float(level) for w in weights]
    expected = [(k + 3, above[k + 1]) for k in range(len(above) - 1) if above[k] != above[k + 1]]
    assert [(c.after, c.upward) for c in found.crossings] == expected
    assert found.above_at_first == above[0]
    assert not found.open


def test_a_staircase_crosses_many_times() -> None:
    """Near criticality Llama 4's steps take the self weight up through one half again and again; all are certified."""
    found = classify("llama4", beta0=13, rho="0.3", levels=["1/2"]).crossings[0]
    assert [c.after for c in found.crossings][:4] == [24338, 24576, 31621, 32768]
    assert [c.upward for c in found.crossings] == [k % 2 == 1 for k in range(13)]
    for c in found.crossings:
        assert (_weight("llama4", 13, 0.3, c.after) > 0.5) == c.upward
        assert (_weight("llama4", 13, 0.3, c.before) > 0.5) != c.upward


def test_dynamic_yarn_dips_and_returns() -> None:
    """Subcritical on the way, supercritical in the end: both crossings are reported."""
    found = classify("yarn-dynamic", beta0=5, rho="0.3", levels=["1/2"], largest="1e40")
    assert [(c.after, c.upward) for c in found.crossings[0].crossings] == [(35, False), (79116663500, True)]
    assert found.limit.regime == "supercritical"


def test_critical_laws_are_decided_too() -> None:
    """Exactly critical, the self weight stays above one half at every n: no crossing up to 10^40, no open block."""
    found = classify("log(n)/log(4096)", beta0="10/7*log(4096)", rho="0.3", levels=["1/2", "0.9"], largest="1e20")
    assert all(not c.open and not c.crossings for c in found.crossings)
    assert [c.above_at_first for c in found.crossings] == [True, False]


def test_an_open_block_is_said() -> None:
    """Where the budget ends, the undecided range is part of the answer."""
    found = crossings(parse("log(n)"), lambda: rational_ball(Fraction(1)), Fraction(0), Fraction(1, 2), blocks=1)
    assert found.open == () or "undecided" in str(found)
    found = crossings(
        parse("1 + log(1 + floor(n/2))"), lambda: rational_ball(Fraction(1)), Fraction(0), Fraction(3, 4), blocks=3
    )
    assert found.open
    assert "undecided on" in str(found)
    found = classify("log(pos)", beta0=1, rho=0, levels=["1/2"]).crossings[0]  # exactly one half at every n
    assert str(found) == "none found; undecided on 2 .. 1000000000000"


def test_the_range_is_checked() -> None:
    """A range that is none is refused."""
    with pytest.raises(BadInput, match="largest = 1: a context has two tokens or more"):
        classify("1", beta0=1, rho=0, largest=1)
    with pytest.raises(BadInput, match=r"range 2 \.\. 2"):
        classify("1", beta0=1, rho=0, largest=2)
    with pytest.raises(BadInput, match=r"beyond 1e\+60"):
        classify("1", beta0=1, rho=0, largest="oo")
    with pytest.raises(BadInput, match="integer"):
        classify("1", beta0=1, rho=0, largest="2.5")
    with pytest.raises(BadInput, match="undefined"):
        classify("1 + log(log(n) - 1)", beta0=1, rho=0)


def test_the_layer_under_a_law() -> None:
    """At the critical correlation the self weight is one half; beta is beta0 m."""
    law, base = read_law("qwen-logn").multiplier, read_base("sqrt(128)")
    rho = critical_correlation(law, base, 8192, 30)
    assert float(self_weight(law, base, Fraction(rho.decimal()), 8192)) == pytest.approx(0.5)
    assert beta(law, base, 8192, 20).contains(beta(parse("1"), read_base("sqrt(128)*13/11"), 8192, 40).ball)
