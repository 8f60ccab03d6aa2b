"""Claims as text: what they state is checked as any other, a false one is never PROVED, and a bad file is one line."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from flint import arb

from critscale.claims import (
    CRITICAL,
    FINITE,
    INVERSE_N,
    SUBCRITICAL,
    BigO,
    Bound,
    Claim,
    Expansion,
    Growth,
    Identity,
    LittleO,
    Monotone,
    Within,
)
from critscale.face import verify
from critscale.numerics.numbers.balls import rational_ball
from critscale.proofs.claim_text import LARGEST, MOST_CLAIMS, claims_of_text, read_claims
from critscale.proofs.evidence import Verdict
from critscale.proofs.library import package_claims
from critscale.proofs.premises import Premises
from critscale.proofs.suite import run_claim
from critscale.theory.errors import BadInput, CritscaleError
from critscale.theory.expression import Rationals, fold
from critscale.theory.grammar import parse
from critscale.theory.layer.regimes import Point
from tests.terminal import Terminal

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "my.claims"
PLAIN = ("where 0 < rho < 1", "where r = 0")


def text(states: str, *lines: str, regime: str = "finite", where: tuple[str, ...] = PLAIN) -> str:
    """Return a file of one claim."""
    return "\n".join(["claim T.one", "title a sentence", f"regime {regime}", *where, f"states {states}", *lines])


def stated(states: str, *lines: str, regime: str = "finite", where: tuple[str, ...] = PLAIN) -> Claim:
    """Return the claim of a file of one."""
    (claim,) = claims_of_text(text(states, *lines, regime=regime, where=where))
    return claim


def statement(states: str, **given: Any) -> Any:
    """Return the statement of a claim, of whatever kind."""
    return stated(states, **given).statement


def test_the_example() -> None:
    """All are PROVED, every twin is REFUTED, and what they rest on is found by what the text names."""
    report = verify(file=str(EXAMPLE), budget="quick", with_twins=True)
    assert {f.verdict for f in report.findings if not f.twin_of} == {Verdict.PROVED}
    assert {f.verdict for f in report.findings if f.twin_of} == {Verdict.REFUTED}
    claims = read_claims(str(EXAMPLE))
    assert "A0.definition.output-norm-squared" in Premises((*package_claims(), *claims)).direct["Text.norm"]


@pytest.mark.parametrize(
    ("states", "regime", "expected"),
    [
        ("self-weight = 1/(1 + odds)", "finite", Identity),
        ("self-weight <= 1", "finite", Bound),
        ("1 >= self-weight", "finite", Bound),
        ("self-weight -> 1/2", "critical", Expansion),
        ("self-weight ~ 1/2", "critical", Expansion),
        ("self-weight = 1/2 + O(n^-1)", "critical", Expansion),
        ("self-weight = 1/2 + B(1/(3*n), n >= 2)", "critical", Expansion),
        ("self-weight falls in t", "finite", Monotone),
        ("log(n) rises in n", "lengths", Monotone),
    ],
)
def test_each_relation_is_proved(states: str, regime: str, expected: type) -> None:
    """By the kind of statement that it is."""
    where = () if regime == "lengths" else PLAIN
    claim = stated(states, regime=regime, where=where)
    assert type(claim.statement) is expected
    assert run_claim(claim).verdict is Verdict.PROVED


@pytest.mark.parametrize(
    ("states", "regime", "where"),
    [
        ("self-weight <= 999999/1000000", "finite", PLAIN),
        ("output-cosine <= rho", "finite", PLAIN),
        ("self-weight = 1/2", "critical", PLAIN),
        ("self-weight -> 1/3", "critical", PLAIN),
        ("self-weight = 1/2 + O(n^-2)", "critical", PLAIN),
        ("self-weight = 1/2 + B(33/(100*n), n >= 2)", "critical", PLAIN),
        ("self-weight rises in t", "finite", PLAIN),
        ("x^2 >= x", "free", ("where x >= 0",)),
        ("x <= 10^9", "free", ("where x >= 0",)),
        ("max(x, 1/2) <= 3/4", "free", ("where 0 <= x <= 1",)),
        ("sqrt(x) <= x", "free", ("where 0 <= x <= 1",)),
        ("log(n) <= sqrt(n)/2", "lengths", ()),
    ],
)
def test_what_is_false_is_refuted_at_a_point(states: str, regime: str, where: tuple[str, ...]) -> None:
    """Never PROVED."""
    finding = run_claim(stated(states, regime=regime, where=where))
    assert finding.verdict is Verdict.REFUTED
    assert finding.refutation is not None and finding.refutation.point


def test_rates() -> None:
    """Powers of n and log n, linear in the depth, with a constant in front."""

    def error(written: str, regime: str = "critical") -> object:
        return statement(f"self-weight = 0 + {written}", regime=regime).error

    assert error("O(n^-1)") == BigO(INVERSE_N)
    assert error("B(3/(2*n), n >= 8)") == Within(Fraction(3, 2), INVERSE_N, valid_from=8)
    assert error("O(log(n)^2/n^(3/2))") == BigO(Growth(Fraction(3, 2), logs=2))
    assert error("O(n^(-1 - 2*delta))", "subcritical") == BigO(Growth(Fraction(1), Fraction(2)))
    assert statement("self-weight -> 0", regime="subcritical").error == LittleO()


def test_regimes_and_ranges() -> None:
    """The ranges are those of the lines, a variable of the regime keeps its meaning, and n a least value."""
    claim = stated("self-weight <= 1", where=("where 1/4 <= rho <= 0.5", "where r >= 0", "where n >= 8"))
    rho = claim.assumptions[0]
    assert (rho.low, rho.high, rho.low_open, rho.high_open) == (Fraction(1, 4), Fraction(1, 2), False, False)
    assert rho.meaning == "common inner product of the unit tokens"
    said: Any = claim.statement
    assert said.valid_from == 8 and said.regime is FINITE
    narrow = stated("self-weight -> 0", regime="subcritical", where=(*PLAIN, "where 1/4 < delta < 1/2"))
    assert narrow.assumptions[-1].definition == "delta = 1 - gamma (1 - rho)"
    own = stated("k <= k", regime="free", where=("where 1 <= k <= 5, integer: how many",)).assumptions[0]
    assert own.integer and own.meaning == "how many"
    assert statement("self-weight = 1/2 + O(1/n)", regime="critical").regime is CRITICAL
    assert statement("self-weight -> 0", regime="subcritical").regime is SUBCRITICAL


REFUSED = {
    "no claim": ("title x", "line 1, column", "no claim has begun"),
    "empty": ("# nothing\n\n", "line 1, column 1", "states no claim"),
    "a word": (text("1 <= 2", "sauce x"), "line 7, column 1", "did you mean 'source'"),
    "twice": (text("1 <= 2", "title again"), "line 7, column 7", "a claim has one"),
    "nothing": (text("1 <= 2", "notes"), "line 7, column 6", "nothing stands in it"),
    "no title": ("claim T\nregime free\nstates 1 <= 2", "line 1", "no line 'title'"),
    "an id": ("claim a b\ntitle x\nregime free\nstates 1 <= 2", "line 1, column 7", "the id"),
    "a path as an id": ("claim ../../x\ntitle x\nregime free\nstates 1 <= 2", "line 1, column 7", "the id"),
    "a regime": (text("1 <= 2", regime="crtical"), "line 3, column 8", "did you mean 'critical'"),
    "no relation": (text("self-weight"), "line 6, column 8", "it has no relation"),
    "two relations": (text("0 <= self-weight <= 1"), "line 6, column 8", "2 relations"),
    "a name": (text("self-wight <= 1"), "line 6, column 8", "variable 'self'"),
    "a name on the right": (text("1 <= 2*rhoo"), "line 6, column 15", "did you mean 'rho'"),
    "a character": (text("self-weight <= 1 ; 2"), "line 6, column 25", "has no meaning"),
    "unicode": (text("self-weight \u2264 1"), "line 6, column", "no relation"),
    "a homoglyph": (text("r\u03c1 <= 1"), "line 6, column 9", "has no meaning"),
    "a call": (text("__import__(1) <= 1"), "line 6, column 8", "function '__import__'"),
    "an attribute": (text("rho.__class__ <= 1"), "line 6, column 11", "has no meaning"),
    "a string": (text("open('x') <= 1"), "line 6, column 13", "has no meaning"),
    "a parenthesis": (text("(rho <= 1"), "line 6, column 12", "is missing"),
    "too early": (text("rho <= 1 +"), "line 6, column 18", "ends too early"),
    "a power": (text("rho^rho <= 1"), "line 6, column 8", "exponent"),
    "a large power": (text("rho^1000 <= 1"), "line 6, column 8", "exponent"),
    "a tower": (text("9^9^9^9 <= 1"), "line 6, column", "bits"),
    "a long number": (text(f"{'9' * 60} <= 1"), "line 6, column 8", "digits"),
    "a division by 0": (text("1/0 <= 1"), "line 6, column", "division by zero"),
    "deep": (text("(" * 60 + "1" + ")" * 60 + " <= 1"), "line 6, column", "nested deeper"),
    "long": (text("+".join("1" * 600) + " <= 1"), "line 6, column", "longer than"),
    "many parts": (text("+".join("1" * 300) + " <= 1"), "line 6, column", "more than 200 parts"),
    "a quantity without rho": (text("self-weight <= 1", where=()), "line 4, column 8", "depends on rho"),
    "a range": (text("1 <= 2", where=("where rho",)), "line 4, column 7", "not of the form"),
    "an empty range": (text("x <= 2", regime="free", where=("where 2 < x < 1",)), "line 4, column 7", "no number lies in it"),
    "no lower end": (text("x <= 2", regime="free", where=("where x < 1",)), "line 4, column 7", "no lower end"),
    "rho beyond": (text("1 <= 2", where=("where 0 < rho < 2",)), "line 4, column 7", "ranges over"),
    "r below": (text("1 <= 2", where=("where r >= -1",)), "line 4, column 7", "ranges over"),
    "n below": (text("1 <= 2", where=("where n >= 1",)), "line 4, column 7", "n ranges from"),
    "a variable twice": (text("x <= 2", regime="free", where=("where x > 0", "where x > 1")), "line 1, column 7", "two ranges"),
    "the chart's own": (text("1 <= 2", where=("where h > 0",)), "line 1, column 7", "chart's own"),
    "a free limit": (text("x -> 1", regime="free", where=("where x > 0",)), "line 1, column 7", "no n that grows"),
    "an error": (text("self-weight = 0 + O(exp(n))", regime="critical"), "line 6, column 28", "not of the form"),
    "an error in a bound": (text("self-weight <= 0 + O(1/n)", regime="critical"), "line 6, column 8", "stands behind"),
    "B without n": (text("self-weight = 0 + B(1/n)", regime="critical"), "line 6, column 8", "B has a size"),
    "a direction": (text("self-weight rises in q"), "line 6, column 29", "variable 'q'"),
    "a twin": (text("self-weight <= 1", "twin self-weight <= 2"), "line 7, column 6", "it has no name"),
    "the same twin": (text("self-weight <= 1", "twin a: self-weight <= 1"), "line 1, column 7", "says what the claim says"),
    "a wrong twin": (text("self-weight <= 1", "twin a: self-weight <= rhu"), "line 7, column 24", "did you mean 'rho'"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_bad_file_is_refused_in_a_line(name: str) -> None:
    """Line, column, what, why, mend."""
    source, place, why = REFUSED[name]
    with pytest.raises(CritscaleError) as refused:
        claims_of_text(source, "my.claims")
    line = str(refused.value)
    assert line.startswith("my.claims, line ") and place in line and why in line and "\n" not in line
    assert re.match(r"my\.claims, line \d+, column \d+: ", line)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"\xff\xfe claim", "no UTF-8"),
        (b"#" * (LARGEST + 1), "bytes"),
        (b"\0" * 100, "no claim has begun"),
        (b"claim T\n" * (MOST_CLAIMS + 1), "more than"),
        ("claim T\ntitle x\nregime free\nstates 1\u202e <= 2".encode(), "no meaning"),
    ],
)
def test_bytes_that_are_no_claims(data: bytes, why: str, tmp_path: Path) -> None:
    """Binary, huge, and with a mark of direction."""
    path = tmp_path / "bad.claims"
    path.write_bytes(data)
    with pytest.raises(BadInput, match=why) as refused:
        read_claims(str(path))
    assert str(refused.value).isprintable()


def test_a_hostile_title_is_text(terminal: Terminal, tmp_path: Path) -> None:
    """It is shown by its numbers, and names no file."""
    path = tmp_path / "x.claims"
    path.write_text("claim T\ntitle \x1b[2J $(rm x) <b>\u202e\nregime free\nwhere x >= 0\nstates x <= x + 1\n", encoding="utf-8")
    shown = terminal("verify", str(path), "--quick")
    assert "PROVED    T  " in shown and "\x1b" not in shown and "\u202e" not in shown


def test_the_command_line(terminal: Terminal, tmp_path: Path) -> None:
    """A text file is verified like any other; a bad one is one line, and exit code 2."""
    assert "4 PROVED" in terminal("verify", str(EXAMPLE), "--quick")
    assert "5 of 5 must-fail twins refuted" in terminal("verify", str(EXAMPLE), "--twins", "--quick")
    bad = tmp_path / "bad.claims"
    bad.write_text(text("self-weight <= eval(1)"), encoding="utf-8")
    refused = terminal.refuses("verify", str(bad))
    assert "line 6, column 23: function 'eval'" in refused


@pytest.mark.parametrize("written", ["-x", "x - -y", "2 - x/y*3", "-x^2", "(x + y)^2/(1 - x*y)", "min(x, y, 1/4) + max(x, y)", "floor(3*x)", "+x", "x^-2"])
def test_a_side_has_the_value_of_its_expression(written: str) -> None:
    """In balls, by the rationals of the grammar itself."""
    side = statement(f"{written} <= 1", regime="free", where=("where x > 0", "where y > 0")).lower
    for x, y in ((Fraction(2, 5), Fraction(2, 7)), (Fraction(51, 10), Fraction(1, 9))):
        expected = fold(parse(written, ("x", "y")), Rationals(), {"x": x, "y": y})
        found = side(Point(one=arb(1), x=rational_ball(x), y=rational_ball(y)))
        assert expected is not None and abs(found - rational_ball(expected)) < arb(10) ** -9


def test_logarithms_of_n() -> None:
    """They are the chart's own: the entropy is (log n)/2 + log 2 at the critical gamma."""
    assert run_claim(stated("row-entropy = log(n)/2 + log(2) + O(log(n)/n)", regime="critical")).verdict is Verdict.PROVED
    assert run_claim(stated("row-entropy = log(n)/3 + log(2) + O(log(n)/n)", regime="critical")).verdict is Verdict.REFUTED
