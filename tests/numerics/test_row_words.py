"""A row of any scores in words: the same in Python and the terminal, for gaps, laws and needles."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from mpmath.ctx_mp import MPContext

from critscale import RowPhase, RowSetting, ScoreRow, evaluate, phase
from critscale.numerics.laws.needs import EXAMPLES, ROWS, needs, threshold_of
from critscale.theory.errors import BadInput, UnknownName
from critscale.theory.rows.registry import ROW_QUANTITIES

from ..terminal import Terminal

M = MPContext()
M.dps = 40
GAPS: dict[str | int, int] = {0: 1, "1/2": 3, 2: 100}
NEEDLE: dict[str, Any] = {"scores": "gaussian:v=1/32", "needle": 1}


def test_the_words_of_the_issue() -> None:
    """A needle among 10^6 keys, certified; its weight is above the annealed bound and below 1."""
    weight = evaluate("top-weight", n="1e6", beta=32, digits=12, **NEEDLE)
    bound = evaluate("annealed-weight", n="1e6", beta=32, digits=12, **NEEDLE)
    lead = M.mpf(32) - M.mpf(32) ** 2 / 64
    assert str(bound) == M.nstr(1 / (1 + (M.mpf(10) ** 6 - 1) * M.exp(-lead)), 12, strip_zeros=False)
    assert float(bound) < float(weight) < 1


def test_thresholds_in_one_vocabulary() -> None:
    """Simplex, mechanism, gaps, needle: one name, and the simplex three times the same."""
    half = M.log(M.mpf(999)) / (M.mpf(7) / 10)
    as_text = M.nstr(half, 20, strip_zeros=False)
    assert str(evaluate("threshold", n=1000, rho="0.3", digits=20)) == as_text
    assert str(evaluate("threshold", gaps={0: 1, "7/10": 999}, digits=20)) == as_text
    assert str(evaluate("threshold", n=1000, rho="0.3", p="9/10", digits=20)) == M.nstr(half + M.log(9) / (M.mpf(7) / 10), 20)
    limit = evaluate("threshold", scores="gamma:kappa=1000000000000,m=7/10", n=1000, digits=20)
    assert abs(M.mpf(str(limit)) - half) < 1e-9
    root = M.sqrt(M.mpf(1000)) ** -1  # of the other's weight at half: alpha = 3/2
    own = (M.sqrt(M.mpf(1) / 2) - M.sqrt(M.mpf(1) / 2 / 999)) * 2 / (M.mpf(7) / 10)
    assert root < 1 and str(evaluate("threshold", n=1000, rho="0.3", mechanism="entmax:alpha=3/2", digits=20)) == M.nstr(own, 20)


def test_every_quantity_is_answered_somewhere() -> None:
    """Of gaps or of a law, with a needle or without; what is not known there is refused by name."""
    places: tuple[dict[str, Any], ...] = (
        {"gaps": GAPS, "beta": 3},
        {"n": 50, "beta": 3, "scores": "gaussian:v=1"},
        {"n": 50, "beta": 3, "scores": "gaussian:v=1/32", "needle": 2},
    )
    answered = set()
    for name in ROW_QUANTITIES:
        for place in places:
            try:
                assert evaluate(name, digits=6, **place).digits == 6
                answered.add(name)
            except BadInput as refusal:
                assert name in str(refusal) or "needle" in str(refusal)
    assert answered == set(ROW_QUANTITIES)


def test_a_setting_of_a_row() -> None:
    """Is a value, and data."""
    at = RowSetting(gaps=GAPS, beta="1/2", p="0.9")
    assert at.to_json() == {"gaps": "0 x 1, 1/2 x 3, 2 x 100", "n": "104", "beta": "1/2", "p": "9/10"}
    assert RowSetting(gaps=ScoreRow.of(GAPS), beta="1/2", p="0.9") == at
    assert RowSetting(n=10, beta=1, **NEEDLE).to_json() == {"scores": "gaussian:v=1/32", "n": "10", "beta": "1", "needle": "1"}
    total = 1 + 3 * M.exp(-M.mpf(1) / 4) + 100 * M.exp(-M.mpf(1))
    assert str(evaluate("top-weight", at, digits=15)) == M.nstr(1 / total, 15)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"gaps": [0, 1], "scores": "exponential"}, "a row by gaps and scores: it is given in one way"),
        ({"needle": 1, "n": 5}, "a row by neither gaps nor scores: it is given in one way"),
        ({"gaps": [0, 1], "n": 2}, "n of a row by its gaps: the gaps say it already; leave out n"),
        ({"gaps": [0, 1], "needle": 2}, "needle of a row by its gaps: the gaps say it already"),
        ({"gaps": [0, 1], "rho": 0}, "rho of a row of scores: a row of its own scores has no common inner product; leave out rho"),
        ({"gaps": [0, 1], "critical": True}, "critical of a row of scores"),
        ({"gaps": [0, 1]}, "beta: missing; give beta (--beta)"),
        ({"gaps": [0, 1], "gamma": 1}, "gamma of a row of scores: it is the scale of the simplex; leave it out, and give beta"),
        ({"gaps": [0, 1], "beta": -1}, "beta = -1"),
        ({"gaps": [0, 1], "beta": 1, "p": 2}, "p = 2"),
        ({"gaps": [0, 1], "beta": 1, "mechanism": "linear"}, "a row of any scores under linear: it asks more of a row than its gaps"),
        ({"scores": "gausian:v=1", "n": 5, "beta": 1}, "law of scores 'gausian': no such name; did you mean 'gaussian'"),
        ({"scores": "gaussian:v=1", "beta": 1, "needle": 1}, "n: missing; give n (--n)"),
        ({"scores": "gaussian:v=1", "n": "oo", "beta": 1, "needle": 1}, "n = oo"),
        ({"scores": "gaussian:v=1", "n": 5, "beta": 1}, "top-weight without a needle"),
    ],
)
def test_what_is_no_place_of_a_row(words: dict[str, Any], said: str) -> None:
    """One line: what, why, mend."""
    with pytest.raises((BadInput, UnknownName)) as raised:
        evaluate("top-weight", **words)
    assert said in str(raised.value)


def test_no_beta_is_enough() -> None:
    """Of too many tied tops, of a mechanism, and of a needle beyond capacity: said with what is possible."""
    for words, said in (
        ({"gaps": {0: 2, 1: 3}}, "give p < 1/2"),
        ({"n": 1000, "rho": "0.3", "mechanism": "linear"}, "no beta is enough"),
        ({"n": "1e9", **NEEDLE}, "beyond capacity, 8.88611e+6"),
        ({"n": 10, "rho": "0.3", "p": "1/20"}, "below 1/n"),
    ):
        with pytest.raises(BadInput, match=re.escape(said)):
            evaluate("threshold", **words)
    with pytest.raises(BadInput, match="p: it is the weight of a threshold"):
        evaluate("self-weight", n=10, rho=0, beta=1, p="1/2")


def test_where_a_row_stands() -> None:
    """Its threshold between its bounds, and beta relative to it; a law tells its growth and capacity."""
    found = phase(gaps=GAPS, beta=3)
    assert isinstance(found, RowPhase) and found.threshold is not None and found.relative_beta is not None
    assert float(found.counted) <= float(found.threshold) <= float(found.enveloped)  # type: ignore[arg-type]
    assert float(found.relative_beta) == pytest.approx(3 / float(found.threshold), rel=1e-14)
    assert found.regime == "in the window" and found.growth is None and "capacity" not in str(found)
    for words, said in (
        ({"gaps": GAPS, "beta": 3, "mechanism": "linear"}, "a row of any scores under linear"),
        ({"scores": "gaussian:v=1", "n": "1e6", "beta": "1e6"}, "so cold a row"),
    ):
        with pytest.raises(BadInput, match=said):
            phase(**words)
    needle = phase(n="1e6", beta=32, **NEEDLE)
    assert needle.growth is None and "capacity" in str(needle) and needle.regime == "supercritical"
    assert needle.to_json()["keys"] == "1000000"


def test_needs_are_quotients_of_thresholds() -> None:
    """log n for the simplex, a power for Gamma gaps, nothing for entmax and exponential scores; none where no beta is enough."""
    found = {(need.name, need.kind): need for need in needs(4096, 131072)}
    assert len(found) == len(EXAMPLES) + len(ROWS)
    assert found["softmax", "mechanism"].multiplier == pytest.approx(float(M.log(131071) / M.log(4095)), rel=1e-9)
    assert found["exponential", "scores"].multiplier == 1
    assert found["gamma:kappa=2,m=7/10", "needle"].multiplier == pytest.approx((131071**0.5 - 1) / (4095**0.5 - 1), rel=1e-9)
    entmax = found["entmax:alpha=3/2", "mechanism"].multiplier
    assert entmax is not None and 1 < entmax < 1.02
    assert found["linear", "mechanism"].multiplier is None and found["linear", "mechanism"].to_json()["threshold_after"] is None
    assert threshold_of("gaussian:v=1/32", "1", "0.3")(10**7) is None


def test_what_needs_nothing_has_no_multiplier() -> None:
    """At rho = 1/1000 a fourth power keeps half of the weight at beta = 0: no multiple of 0 is another threshold."""
    (found,) = (need for need in needs(2**20, 2**30, "1e-3") if need.name == "polynomial:degree=4")
    assert found.before is not None and float(found.before) == 0 and found.multiplier is None


def test_in_the_terminal(terminal: Terminal, tmp_path: Path) -> None:
    """The same words, a file of gaps among them."""
    file = tmp_path / "row.csv"
    file.write_text("0\n1/2, 3\n2,100\n", encoding="utf-8")
    expected = evaluate("threshold", gaps=GAPS, p="0.9", digits=12)
    assert terminal("evaluate", "threshold", "--gaps", str(file), "--p", "0.9", "--digits", "12") == f"{expected}\n"
    data = terminal.json("evaluate", "top-weight", "--scores", "gaussian:v=1/32", "--needle", "1", "--n", "1e6", "--beta", "32")
    assert data["setting"] == {"scores": "gaussian:v=1/32", "n": "1000000", "beta": "32", "needle": "1"}
    assert "threshold: top weight 1/2" in terminal("phase", "--gaps", str(file), "--beta", "3")
    assert terminal.json("evaluate", "threshold", "--n", "10", "--rho", "0", "--p", "0.9")["setting"] == {"n": "10", "rho": "0", "p": "0.9"}
    assert "L/m + L**2/(2*kappa*m)" in terminal("formula", "threshold", "--scores", "gamma", "--terms", "3")
    needs_table = terminal("laws", "--needs", "--from", "4096", "--n", "131072")
    assert "laws of scores" in needs_table and "sphere:d=64" in needs_table
    listed = terminal.json("evaluate", "--list")
    assert {entry["id"] for entry in listed if entry["of"] == "row"} == set(ROW_QUANTITIES)
    for words in (
        ("evaluate", "top-weight", "--gaps", str(tmp_path / "none.csv"), "--beta", "1"),
        ("formula", "entropy", "--scores", "gamma"),
        ("formula", "threshold", "--scores", "weibull"),
        ("evaluate", "capacity", "--scores", "gamma:kappa=1,m=1"),
        ("phase", "--scores", "gaussian:v=1", "--n", "10"),
    ):
        terminal.refuses(*words)


def test_so_cold_a_row_is_not_integrated() -> None:
    """The work grows with beta: beyond a multiple of the critical one it is refused at once, whatever the needle's score."""
    for words in (
        {"scores": "gaussian:v=1", "needle": 1, "n": "1e6", "beta": "1e5"},
        {"scores": "gaussian:v=1", "n": "1e6", "beta": "1e5"},
        {"scores": "sphere:d=64", "n": "1e6", "beta": "1e4"},
        {"scores": "weibull:p=1/10", "n": "1e6", "beta": 1},
    ):
        quantity = "top-weight" if "needle" in words else "inverse-participation-ratio"
        with pytest.raises(BadInput, match=r"times the critical .* an integral over so cold a row is too long; give a smaller beta"):
            evaluate(quantity, digits=6, **words)
    far = evaluate("top-weight", scores="gaussian:v=1", needle=100, n="1e6", beta=10, digits=6)
    assert float(far) == pytest.approx(1, abs=1e-6)
