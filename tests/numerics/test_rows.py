"""Rows by their gaps: the values of the theory to every digit, by mpmath and key by key; certified thresholds; what is refused."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from mpmath.ctx_mp import MPContext

import critscale
from critscale.numerics.answers.envelope import entropy_envelope, zipf_entropy
from critscale.numerics.answers.rows import ROW_QUANTITIES, RowThreshold, ScoreRow
from critscale.numerics.numbers.balls import rational_ball
from critscale.numerics.numbers.precision import working_precision
from critscale.numerics.numbers.zeta import harmonic_sum, inverse_zeta
from critscale.theory.errors import BadInput, UnknownName

M = MPContext()
M.dps = 50
EIGHT = ("0", "1/2", "3/4", "1", "1", "3/2", "2", "3")
GAPS = [M.mpf(Fraction(g).numerator) / Fraction(g).denominator for g in EIGHT]
ROW = ScoreRow.of(EIGHT)
BETA = M.mpf(3) / 2
HALF = M.mpf(1) / 2


def _weights(gaps: list[Any], beta: Any) -> list[Any]:
    masses = [M.exp(-beta * g) for g in gaps]
    total = M.fsum(masses)
    return [m / total for m in masses]


def _entropy(weights: list[Any]) -> Any:
    return -M.fsum(w * M.log(w) for w in weights)


def _participation(weights: list[Any]) -> Any:
    return 1 / M.fsum(w**2 for w in weights)


def _bisected(function: Callable[[Any], Any], low: Any, high: Any) -> Any:
    """Return the root of a falling function."""
    low, high = M.mpf(low), M.mpf(high)
    for _ in range(120):
        middle = (low + high) / 2
        low, high = (middle, high) if function(middle) > 0 else (low, middle)
    return low


def _mean(values: list[Any]) -> Any:
    return M.fsum(values) / len(values)


OTHERS = GAPS[1:]
MEAN = _mean(OTHERS)
VARIANCE = _mean([(g - MEAN) ** 2 for g in OTHERS])
LEAD = MEAN - min(OTHERS)
BENNETT = (VARIANCE * M.exp(BETA * LEAD) + LEAD**2 * M.exp(-BETA * VARIANCE / LEAD)) / (VARIANCE + LEAD**2)
COUNTS = [(g, sum(h <= g for h in GAPS)) for g in GAPS if g > 0]
SCALE = max(M.log(c) / g for g, c in COUNTS)


def _two_levels(n: int, tops: int, spread: int) -> list[tuple[Any, int]]:
    heavy = M.exp(spread)
    total = tops * heavy + n - tops
    return [(heavy / total, tops), (1 / total, n - tops)]


def _of_levels(levels: list[tuple[Any, int]]) -> Any:
    return -M.fsum(count * weight * M.log(weight) for weight, count in levels)


def _floor(n: int, spread: int) -> Any:
    z = spread / (1 - M.exp(-spread))
    return M.log(n) - (z - 1 - M.log(z))




def _least_entropy() -> Any:
    """Return the least entropy of two levels of 10^6 keys at range 4, by the number of keys at the top."""
    low, high = 1000, 999_000
    while high - low > 2:
        a, b = low + (high - low) // 3, high - (high - low) // 3
        low, high = (low, b) if _of_levels(_two_levels(10**6, a, 4)) < _of_levels(_two_levels(10**6, b, 4)) else (a, high)
    return min(_of_levels(_two_levels(10**6, k, 4)) for k in range(low, high + 1))


def _harmonic(n: int, s: Any) -> Any:
    return M.fsum(M.mpf(j) ** -s for j in range(1, n + 1))


def _diluted(weight: Any, times: int) -> Any:
    gaps = [M.mpf(0), M.log(weight / (1 - weight))]  # one key against one, then against many
    masses = [M.exp(-g) for g in gaps]
    return masses[0] / (masses[0] + times * masses[1])


def _slope() -> Any:
    """Return dH/dlog k of the mixture at t = 3/10, by a difference of high order."""

    def entropy(x: Any) -> Any:
        odds = M.mpf(3) / 7 * M.exp(-x)
        t = odds / (1 + odds)
        return -t * M.log(t) - (1 - t) * M.log(1 - t) + (1 - t) * (5 + x)

    return M.diff(entropy, 0)


VALUES: dict[str, tuple[Callable[[], Any], str]] = {
    "E21 Z": (lambda: M.fsum(M.exp(-BETA * g) for g in GAPS), "2.40957462986419468106"),
    "E21 H": (lambda: _entropy(_weights(GAPS, BETA)), "1.637011063537505836965"),
    "E21 N2": (lambda: _participation(_weights(GAPS, BETA)), "4.026904412587921770625"),
    "E22 w": (lambda: _weights(GAPS, BETA)[0], "0.415011009663710105767"),
    "E22 bound": (lambda: 1 / (1 + 7 * M.exp(-BETA * MEAN)), "0.5357826150306848155847"),
    "E22 lower": (lambda: M.log(7) / MEAN, "1.397063696757660834435"),
    "E22 threshold": (lambda: _bisected(lambda b: HALF - _weights(GAPS, b)[0], 0, 20), "1.912286356498340313909"),
    "E22 upper": (lambda: M.log(7) / min(OTHERS), "3.891820298110626610211"),
    "E23": (lambda: 1 / (1 + 7 * M.exp(-BETA * MEAN) * BENNETT), "0.3792591436890946317188"),
    "E24 lower": (lambda: max(M.log(c - 1) / g for g, c in COUNTS if c > 1), "1.386294361119890618834"),
    "E24 upper": (lambda: _bisected(lambda s: M.zeta(s) - 2, M.mpf(11) / 10, 9) * SCALE, "2.782150403668208028166"),
    "E24 zeta 2": (lambda: _bisected(lambda s: M.zeta(s) - 2, M.mpf(11) / 10, 9), "1.728647238998183618135"),
    "E24 zeta 10/9": (lambda: _bisected(lambda s: M.zeta(s) - M.mpf(10) / 9, 2, 9), "3.649021061060861176596"),
    "E24 zeta 10": (lambda: _bisected(lambda s: M.zeta(s) - 10, M.mpf(101) / 100, 2), "1.106212299474837990361"),
    "E26 D": (lambda: M.log(10**6) - _floor(10**6, 4), "1.669849633509319012392"),
    "E26 H": (_least_entropy, "12.14566092447402376964"),
    "E26 bound": (lambda: _floor(10**6, 4), "12.14566092445495509172"),
    "E27": (lambda: 1 / M.cosh(2) ** 2, "0.07065082485316446568625"),
    "E28 w": (lambda: 1 / (1 + 131071 * M.exp(-8)), "0.02223733268655341590864"),
    "E28 N2": (lambda: 131072 / M.cosh(4) ** 2, "175.7610879255703558515"),
    "E28 H": (lambda: _floor(131072, 8), "6.86059452850025304887"),
    "E28 horizon": (lambda: 1 + M.exp(2 * M.sqrt(128)), "6713706353.613552093174"),
    "E35 1000": (lambda: M.findroot(lambda s: _harmonic(1000, s) - 2, 2), "1.723554760379727806481"),
    "E36 10": (lambda: _bisected(lambda b: HALF - _weights([M.mpf(j) for j in range(10)], b)[0], 0, 9), "0.6921614299986077241499"),
    "E37": (lambda: _diluted(M.mpf(3) / 10, 32), "0.01321585903083700440529"),
    "E39": (_slope, "1.572067449318687241121"),
    "E3 r = 2": (lambda: M.log(M.zeta(2)) - 2 * M.zeta(2, derivative=1) / M.zeta(2), "1.6376222886598109603"),
    "E3 weight": (lambda: 1 / M.zeta(2), "0.60792710185402662866"),
    "E3 r0": (
        lambda: _bisected(lambda r: -M.zeta(r, derivative=1) / M.zeta(r) - M.log(2), M.mpf(3) / 2, 3),
        "1.8791006722784631811",
    ),
}
"""What the theory prints, by plain mpmath numbers."""


@pytest.mark.parametrize("name", VALUES)
def test_value_of_the_theory(name: str) -> None:
    """Each printed digit comes out of mpmath alone."""
    compute, printed = VALUES[name]
    digits = len(printed.replace(".", "").lstrip("0"))
    assert M.nstr(compute(), digits, strip_zeros=False, min_fixed=-9, max_fixed=30) == printed


def test_e35_at_a_million() -> None:
    """The threshold of the Zipf row of 10^6 keys: its sum, key by key, is 2 there."""
    printed = "1.728615164381464783998"
    with working_precision(160):
        s = rational_ball(Fraction(printed))
        half_unit = rational_ball(Fraction(1, 2 * 10**21))
        assert harmonic_sum(10**6, s - half_unit) > 2 > harmonic_sum(10**6, s + half_unit)
    direct = float(np.sum(np.arange(1, 10**6 + 1, dtype=np.float64) ** -float(printed)))
    assert direct == pytest.approx(2, rel=1e-12)


def test_e35_how_fast() -> None:
    """The printed thresholds of 1000 and 10^6 keys are below the limit by at most 2^s n^(1 - s)/((s - 1) log 2), and not by a tenth of it."""
    s = M.mpf(VALUES["E24 zeta 2"][1])
    for n, printed in ((1000, VALUES["E35 1000"][1]), (10**6, "1.728615164381464783998")):
        bound = 2**s * M.mpf(n) ** (1 - s) / ((s - 1) * M.log(2))
        assert bound / 10 < s - M.mpf(printed) < bound


def test_e36_how_fast() -> None:
    """log 2 less the threshold is log(1 + t^n), t = exp(-beta), and (31/50)^n at most."""
    beta = M.mpf(VALUES["E36 10"][1])
    lag = M.log(2) - beta
    assert abs(lag - M.log(1 + M.exp(-10 * beta))) < 1e-20 and 0 < lag < M.mpf(31) ** 10 / M.mpf(50) ** 10


@pytest.mark.parametrize("r", ["1.001", "1.5", "2.7", "9"])
def test_e2_sums_over_ranks(r: str) -> None:
    """Sums of k^-r and r log(k) k^-r up to j obey what telescopes, for every j up to 300, and zeta's derivative its bound."""
    x = M.mpf(r)
    powers = logs = M.mpf(0)

    def rest(j: int) -> Any:
        return M.mpf(j) ** (1 - x) * ((x * M.log(j) + 1) / (x - 1) + x / (x - 1) ** 2)

    for j in range(2, 301):
        powers += M.mpf(j) ** -x
        logs += x * M.log(j) * M.mpf(j) ** -x
        assert powers < (1 - M.mpf(j) ** (1 - x)) / (x - 1) and logs < rest(1) - rest(j)
    assert abs(rest(1) * (x - 1) ** 2 / (2 * x - 1) - 1) < 1e-40
    assert -x * M.zeta(x, derivative=1) < rest(1)


def test_e38_over_all_samples() -> None:
    """Three of six masses: 19/160 over the twenty subsets; the plug-in of section 0, one of four."""
    masses = (1, 2, 3, 5, 8, 13)
    found = [(Fraction(2 * sum(s), sum(masses)) - 1) ** 2 for s in combinations(masses, 3)]
    assert len(found) == 20 and sum(found) / 20 == Fraction(19, 160)


def test_e3_with_4000_keys() -> None:
    """rr = 3/2: the Zipf row of 4000 keys has less entropy than one whose first gaps are raised, as printed."""
    r = M.mpf(3) / 2
    logits = [r * M.log(j) for j in range(1, 4001)]
    assert M.nstr(_entropy(_weights(logits, 1)), 17) == "3.0444045952612075"

    def level(rank: int) -> Any:
        """Return the root mu of sum_(j > rank) (x_j - mu) exp(-x_j) = mu."""
        masses = [M.exp(-x) for x in logits[rank:]]
        return M.fsum(x * m for x, m in zip(logits[rank:], masses, strict=True)) / (1 + M.fsum(masses))

    mu = next(mu for rank in range(1, 99) if logits[rank - 1] <= (mu := level(rank)) < logits[rank])
    raised = [logits[0], *(max(x, mu) for x in logits[1:])]
    assert M.nstr(_entropy(_weights(raised, 1)), 17) == "3.1263392062352704"


def test_e3_the_envelope() -> None:
    """A Zipf row from r0 on; below it more, by sums of a hundred thousand terms and an integral of the rest."""
    with working_precision(128):
        for r in (2, 3):
            envelope, plain = entropy_envelope(rational_ball(r)), zipf_entropy(rational_ball(r))
            assert envelope.overlaps(plain) and envelope.rad() < 1e-20
        assert entropy_envelope(rational_ball(Fraction(3, 2))) > zipf_entropy(rational_ball(Fraction(3, 2)))
    r, mu = M.mpf(3) / 2, M.mpf("2.558284590")
    head = M.fsum(max(r * M.log(j) - mu, 0) * M.mpf(j) ** -r for j in range(2, 10001))
    tail = M.quad(lambda x: (r * M.log(x) - mu) * x**-r, [M.mpf(10001) - HALF, M.mpf(10) ** 8, M.mpf(10) ** 20, M.inf])
    assert abs(head + tail - mu) < 1e-6


def test_twins_of_section_0() -> None:
    """What the named twins come to on the rows that refute them, and that the weight is on the other side."""
    spread_out = [M.mpf(0), M.mpf(1) / 4, *[M.mpf(2)] * 9]
    mean = _mean(spread_out[1:])
    variance = _mean([(g - mean) ** 2 for g in spread_out[1:]])
    gaussian = 1 / (1 + 10 * M.exp(-mean + variance / 2))
    weight = _weights(spread_out, 1)[0]
    assert (M.nstr(gaussian, 5), M.nstr(weight, 5)) == ("0.35083", "0.33369")
    near_tie = [M.mpf(0), M.mpf(1) / 100, M.mpf(1)]
    root = _bisected(lambda b: HALF - _weights(near_tie, b)[0], 0, 20)
    assert M.nstr(root, 5) == "3.3987" and M.nstr(M.mpf(172) / 100 * M.log(2), 5) == "1.1922"
    with_top = 1 / (1 + 7 * M.exp(-BETA * _mean(GAPS)))
    assert M.nstr(with_top, 4) == "0.4706" and with_top > _weights(GAPS, BETA)[0]


# What the package computes


def test_a_row_in_numbers() -> None:
    """Certified values are those of mpmath, for every quantity."""
    weights = _weights(GAPS, BETA)
    mean = M.fsum(w * g for w, g in zip(weights, GAPS, strict=True))
    expected = {
        "partition": M.fsum(M.exp(-BETA * g) for g in GAPS),
        "top-weight": weights[0],
        "row-entropy": _entropy(weights),
        "participation-ratio": _participation(weights),
        "inverse-participation-ratio": 1 / _participation(weights),
        "mean-gap": mean,
        "gap-variance": M.fsum(w * (g - mean) ** 2 for w, g in zip(weights, GAPS, strict=True)),
    }
    assert set(expected) == set(ROW_QUANTITIES)
    for name, value in expected.items():
        assert str(ROW.evaluate(name, "3/2", digits=30)) == M.nstr(value, 30, strip_zeros=False)


def test_derivatives_of_the_log_partition_function() -> None:
    """Mean and variance of the gaps, by differences of high order."""
    log_z = lambda b: M.log(M.fsum(M.exp(-b * g) for g in GAPS))  # noqa: E731
    assert abs(M.mpf(str(ROW.evaluate("mean-gap", "3/2"))) + M.diff(log_z, BETA)) < 1e-20
    assert abs(M.mpf(str(ROW.evaluate("gap-variance", "3/2"))) - M.diff(log_z, BETA, 2)) < 1e-15


def _threshold(row: ScoreRow, **words: Any) -> RowThreshold:
    found = row.threshold(**words)
    assert found is not None
    return found


def test_the_threshold_and_its_bracket() -> None:
    """Each printed digit of E22 and E24; the critical scale log 5."""
    found = _threshold(ROW, digits=22)
    assert str(found.beta) == VALUES["E22 threshold"][1]
    assert str(found.jensen) == VALUES["E22 lower"][1]
    assert str(found.counted) == VALUES["E24 lower"][1]
    assert str(found.enveloped) == VALUES["E24 upper"][1]
    assert str(ROW.critical_scale(20)) == M.nstr(SCALE, 20)


@pytest.mark.parametrize("p", ["1/5", "1/2", "9/10", "999999/1000000"])
def test_a_threshold_is_a_root(p: str) -> None:
    """At beta_p the top weight is p to all digits, and the bounds enclose beta_p."""
    found = _threshold(ROW, p=p, digits=30)
    weight = _weights(GAPS, M.mpf(str(found.beta)))[0]
    assert abs(weight - M.mpf(Fraction(p).numerator) / Fraction(p).denominator) < 1e-28
    assert found.enveloped is not None
    assert max(float(found.counted), float(found.jensen)) <= float(found.beta) <= float(found.enveloped)


def test_a_simplex_of_any_length() -> None:
    """Two levels are a row of 10^100 keys, and its threshold is log(n - 1)/gap exactly."""
    found = _threshold(ScoreRow.of({0: 1, "0.7": 10**100 - 1}), digits=30)
    expected = M.nstr(M.log(M.mpf(10**100 - 1)) / (M.mpf(7) / 10), 30)
    assert {str(found.beta), str(found.jensen), str(found.counted)} == {expected}


def test_ties_at_the_top() -> None:
    """k keys at the top have 1/k each at most: no threshold from p = 1/k on, and an infinite critical scale."""
    row = ScoreRow.of([0, 0, 1])
    assert row.critical_scale() is None
    assert row.threshold("1/2") is None
    found = _threshold(row, p="2/5")
    assert str(found.beta)[:20] == M.nstr(M.log(2), 20)[:20] and found.enveloped is None


def test_wide_scales_of_gaps() -> None:
    """Gaps from 10^-12 to 10^6: Newton's steps find the root, and signs certify it."""
    gaps = ["0", "1e-12", "1e-6", "1", "1e6"]
    found = _threshold(ScoreRow.of(gaps), p="9/10", digits=25)
    weight = _weights([M.mpf(g) for g in gaps], M.mpf(str(found.beta)))[0]
    assert abs(weight - M.mpf(9) / 10) < 1e-20


def test_inverse_zeta() -> None:
    """zeta at the inverse, by mpmath."""
    with working_precision(150):
        for p in (Fraction(1, 2), Fraction(9, 10), Fraction(1, 1000)):
            s = inverse_zeta(p)
            assert abs(M.zeta(M.mpf(s.mid().str(45, radius=False))) * p.numerator / p.denominator - 1) < 1e-30


def test_counts_and_scores() -> None:
    """The number of keys within a gap; a row of scores."""
    assert [ROW.count(t) for t in (0, "1/2", 1, "2.9", 3)] == [1, 2, 5, 7, 8]
    assert ScoreRow.from_scores([3, "2.5", "9/4", 2, 2, "1.5", 1, 0]) == ROW
    assert critscale.ScoreRow is ScoreRow


def test_files(tmp_path: Path) -> None:
    """Decimal text is exact; a gap, or a gap and a multiplicity; an array's floats are their binary values."""
    text = tmp_path / "row.csv"
    text.write_text("0\n0.1, 3\n\n1e-3,2\n", encoding="utf-8")
    row = ScoreRow.from_file(text)
    assert row.levels == ((Fraction(0), 1), (Fraction(1, 1000), 2), (Fraction(1, 10), 3))
    np.save(tmp_path / "row.npy", np.array([0.0, 0.1]))
    assert ScoreRow.from_file(tmp_path / "row.npy").levels[1][0] == Fraction(0.1)


BAD: dict[str, Callable[[Path], object]] = {
    "the gap 0 too": lambda _: ScoreRow.of([1, 2]),
    "negative": lambda _: ScoreRow.of([0, -1]),
    "not a finite number": lambda _: ScoreRow.of([0, "nan"]),
    "no competitor": lambda _: ScoreRow.of([0]),
    "no number of keys": lambda _: ScoreRow.of({0: 1, 1: 0}),
    "a row without the gap 0": lambda _: ScoreRow.of([]),
    "it has no competitor": lambda _: ScoreRow.from_scores([1]),
    "the weight 1/n already": lambda _: ROW.threshold("1/8"),
    "outside 0 < p < 1": lambda _: ROW.threshold(1),
    "beta = -1": lambda _: ROW.evaluate("row-entropy", -1),
    "no such file": lambda path: ScoreRow.from_file(path / "none.csv"),
    "no gap with a multiplicity": lambda path: ScoreRow.from_file(_written(path, "0\n1,1/2\n")),
    "not a finite number; give": lambda path: ScoreRow.from_file(_written(path, "gap\n0\n")),
    "NumPy cannot read it (": lambda path: ScoreRow.from_file(_written(path, "nothing", "a.npy")),
    "an array of <U3": lambda path: ScoreRow.from_file(_stored(path, np.array(["0", "1.5"]))),
    "an array of complex128": lambda path: ScoreRow.from_file(_stored(path, np.array([0, 1j]))),
    "no readable row": lambda path: ScoreRow.from_file(_written(path, "0\udcff", "b.csv")),
}


def _written(folder: Path, text: str, name: str = "a.csv") -> Path:
    (folder / name).write_text(text, encoding="utf-8", errors="surrogateescape")
    return folder / name


def _stored(folder: Path, array: np.ndarray) -> Path:
    np.save(folder / "a.npy", array)
    return folder / "a.npy"


@pytest.mark.parametrize("said", BAD)
def test_what_is_refused(said: str, tmp_path: Path) -> None:
    """One line: what, why, mend."""
    with pytest.raises(BadInput) as caught:
        BAD[said](tmp_path)
    assert "\n" not in str(caught.value)
    assert said in str(caught.value).replace("No such file or directory", "no such file")


def test_an_unknown_quantity() -> None:
    """With the nearest names."""
    with pytest.raises(UnknownName, match="top-weight"):
        ROW.evaluate("top-wieght", 1)
