"""The independent checker: it stands alone, follows each rule, and for each rule there is a false statement it refuses."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from critscale.proofs.certificates import check_certificate
from critscale.proofs.certificates.check_certificate import NotProved, check

CHECKER = Path(check_certificate.__file__)
HEAD = {"format": "critscale certificate 1", "claim": "it", "title": "a claim", "reduction": []}
SIDE = ["x", "[", "0", "1", "]"]
COEFFICIENTS = ["coefficients"]
HALVES = ["cut", "x", "1/2", COEFFICIENTS, COEFFICIENTS]
SQUARE = ["square", "x", COEFFICIENTS, COEFFICIENTS, COEFFICIENTS]


def one(*coefficients: int | str) -> list[Any]:
    """Return a polynomial in x by its coefficients, from the constant one on."""
    return [[str(c), [k]] for k, c in enumerate(coefficients) if str(c) != "0"]


def text(poly: list[Any], proof: Any, relation: str = ">= 0", *, box: Any = (SIDE,), **changes: Any) -> str:
    """Return a certificate of one inequality."""
    entry = {"says": "it", "box": box, "polynomials": [poly], "relation": relation, "proof": proof, **changes}
    return json.dumps({**HEAD, "inequalities": [entry]})


HALF = one(1, -4, 4)
"""(2 x - 1)^2."""

TRUE = {
    "coefficients": text(one(0, 1, -1), COEFFICIENTS),
    "positive inside": text(one(0, 1, -1), COEFFICIENTS, "> 0", box=[["x", "(", "0", "1", ")"]]),
    "positive at both ends": text(one(1, 1), COEFFICIENTS, "> 0"),
    "unbounded": text(one(-1, 1), COEFFICIENTS, box=[["x", "[", "1", "oo", ")"]]),
    "cut": text(HALF, HALVES),
    "cut twice": text(one("5", "-16", "16"), ["cut", "x", "1/2", [*HALVES[:2], "1/4", *HALVES[3:]], COEFFICIENTS], "> 0"),
    "square": text(one(1, -1, 1), SQUARE, "> 0", box=[["x", "(", "-oo", "oo", ")"]]),
    "product": text(one(0, 1, -4, 4), ["product", "4", [[one(0, 1), 1, COEFFICIENTS], [one("-1/2", 1), 2, None]]]),
    "zero": text([], COEFFICIENTS),
    "a number": text([["3", []]], COEFFICIENTS, "> 0", box=[]),
}


@pytest.mark.parametrize("name", TRUE)
def test_true_statements(name: str) -> None:
    """Each rule proves what it should."""
    assert check(TRUE[name])


FALSE = {
    "coefficients": (text(one(-1, 2), COEFFICIENTS), "a coefficient is negative"),
    "negative by little": (text(one("-1/1000000000000", 1), COEFFICIENTS), "a coefficient is negative"),
    "0 at the low end": (text(one(0, 1), COEFFICIENTS, "> 0"), "closed end"),
    "0 at the high end": (text(one(1, -1), COEFFICIENTS, "> 0"), "closed end"),
    "0 at a corner of two ends": (
        text([["1", [1, 0]], ["1", [0, 1]]], COEFFICIENTS, "> 0", box=[SIDE, ["y", "[", "0", "1", ")"]]),
        "closed end",
    ),
    "0 where it is cut": (text(HALF, HALVES, "> 0"), "closed end"),
    "0 everywhere": (text([], COEFFICIENTS, "> 0"), "closed end"),
    "negative far out": (text(one(2, -1), COEFFICIENTS, box=[["x", "[", "0", "oo", ")"]]), "a coefficient is negative"),
    "negative far down": (text(one(0, 1), COEFFICIENTS, box=[["x", "(", "-oo", "1", "]"]]), "without a low end"),
    "no low end after a cut": (text(one(0, 1), HALVES, box=[["x", "(", "-oo", "1", "]"]]), "without a low end"),
    "the lower half": (text(one(-1, 2), HALVES), "a coefficient is negative"),
    "the upper half": (text(one(1, -2), HALVES), "a coefficient is negative"),
    "a half is missing": (text(one(1, -2), HALVES[:4]), "zip"),
    "A < 0": (text(one(0, 0, -1), SQUARE), "a coefficient is negative"),
    "C < 0": (text(one(-1), SQUARE), "a coefficient is negative"),
    "4 A C < B^2": (text(one(2, -3, 1), SQUARE, box=[["x", "[", "0", "2", "]"]]), "a coefficient is negative"),
    "4 A C = B^2": (text(HALF, SQUARE, "> 0"), "closed end"),
    "a cube": (text(one(1, 0, 0, -8), SQUARE), "not quadratic"),
    "the constant": (text(one(0, -1), ["product", "-1", [[one(0, 1), 1, COEFFICIENTS]]]), "a sign or a power"),
    "no constant": (text([], ["product", "0", []], "> 0"), "a sign or a power"),
    "other factors": (text(one(0, -1), ["product", "1", [[one(0, 1), 1, COEFFICIENTS]]]), "do not make"),
    "a factor less": (text(one(0, -1, 2), ["product", "1", [[one(0, 1), 1, COEFFICIENTS]]]), "do not make"),
    "a negative factor": (text(one(-1, 2), ["product", "1", [[one(-1, 2), 1, COEFFICIENTS]]]), "a coefficient is negative"),
    "an odd power": (text(one(-1, 6, -12, 8), ["product", "1", [[one(-1, 2), 3, None]]]), "an unknown rule"),
    "an even power": (text(HALF, ["product", "1", [[one(-1, 2), 2, None]]], "> 0"), "an unknown rule"),
    "a second polynomial": (text(one(0, 1), COEFFICIENTS, polynomials=[one(0, 1), one(-1)]), "a coefficient is negative"),
}


@pytest.mark.parametrize("name", FALSE)
def test_false_statements(name: str) -> None:
    """Each is refused by the line that is there for it."""
    given, why = FALSE[name]
    with pytest.raises((NotProved, ValueError), match=why):
        check(given)


ROW = '{"format": "critscale certificate 1", "claim": "it", "title": "t", "reduction": [], "inequalities": [%s]}'
ENTRY = '{"says": "", "box": [["x", "[", "0", "1", "]"]], "polynomials": %s, "relation": ">= 0", "proof": ["coefficients"]%s}'
MALFORMED = {
    "a monomial twice": (text([["-1", [1]], ["1", [1]]], COEFFICIENTS), "stands twice"),
    "a variable twice": (text([["1", [1, 0]]], COEFFICIENTS, box=[SIDE, SIDE]), "stands twice"),
    "a key twice": (ROW % (ENTRY % ('[[["1", [0]]]]', ', "relation": ">= 0"')), "stands twice"),
    "an unknown key": (text(one(1), COEFFICIENTS, assume="x > 1"), "another format"),
    "an unknown format": (text(one(1), COEFFICIENTS).replace("certificate 1", "certificate 2"), "another format"),
    "nothing": (ROW % "", "another format"),
    "an unknown relation": (text(one(1), COEFFICIENTS, "<= 0"), "another format"),
    "an unknown rule": (text(one(1), ["trust"]), "an unknown rule"),
    "a rule with more": (text(one(1), ["coefficients", 1]), "an unknown rule"),
    "a float": (ROW % (ENTRY % ("[[[1.0, [0]]]]", "")), "no exact number"),
    "an integer": (ROW % (ENTRY % ("[[[1, [0]]]]", "")), "no exact number"),
    "a NaN": (ROW % (ENTRY % ("[[[NaN, [0]]]]", "")), "no exact number"),
    "an infinity": (ROW % (ENTRY % ("[[[Infinity, [0]]]]", "")), "no exact number"),
    "a power that is a float": (ROW % (ENTRY % ('[[["1", [1e0]]]]', "")), "no exact number"),
    "a NaN as text": (text([["NaN", [0]]], COEFFICIENTS), "no exact number"),
    "a decimal": (text([["0.5", [0]]], COEFFICIENTS), "no exact number"),
    "a blank": (text([["1\n", [0]]], COEFFICIENTS), "no exact number"),
    "other digits": (text([["\u0661", [0]]], COEFFICIENTS), "no exact number"),
    "a bool": (text([[True, [0]]], COEFFICIENTS), "no exact number"),
    "a division by 0": (text([["1/0", [0]]], COEFFICIENTS), "Fraction"),
    "a monomial that is 0": (text([["0", [0]]], COEFFICIENTS), "a monomial is 0"),
    "a negative power": (text([["1", [-1]]], COEFFICIENTS), "no small integer"),
    "a power that is a bool": (text([["1", [True]]], COEFFICIENTS), "no small integer"),
    "a huge power": (text([["1", [10**9]]], COEFFICIENTS), "no small integer"),
    "a power too many": (text([["1", [1, 1]]], COEFFICIENTS), "not in the variables"),
    "an empty side": (text(one(1), COEFFICIENTS, box=[["x", "[", "1", "0", "]"]]), "a side is empty"),
    "a side without length": (text(one(1), COEFFICIENTS, box=[["x", "[", "1", "1", "]"]]), "a side is empty"),
    "a bound that is a NaN": (text(one(1), COEFFICIENTS, box=[["x", "[", "nan", "1", "]"]]), "no exact number"),
    "the wrong infinity": (text(one(1), COEFFICIENTS, box=[["x", "(", "oo", "1", "]"]]), "no exact number"),
    "closed at infinity": (text(one(1), COEFFICIENTS, box=[["x", "[", "0", "oo", "]"]]), "an end is wrong"),
    "closed at -infinity": (text(one(1), COEFFICIENTS, box=[["x", "[", "-oo", "1", "]"]]), "an end is wrong"),
    "an end of another kind": (text(one(1), COEFFICIENTS, box=[["x", "<", "0", "1", "]"]]), "an end is wrong"),
    "a cut at an end": (text(one(1), ["cut", "x", "1", COEFFICIENTS, COEFFICIENTS]), "not inside its box"),
    "a cut outside": (text(one(1), ["cut", "x", "-1", COEFFICIENTS, COEFFICIENTS]), "not inside its box"),
    "a cut in no variable": (text(one(1), ["cut", "y", "1/2", COEFFICIENTS, COEFFICIENTS]), "not in list"),
    "a factor to the power 0": (text(one(1), ["product", "1", [[one(0, 1), 0, None]]]), "a sign or a power"),
    "a factor to the power true": (text(one(0, 1), ["product", "1", [[one(0, 1), True, COEFFICIENTS]]]), "a sign or a power"),
}


@pytest.mark.parametrize("name", MALFORMED)
def test_no_certificates(name: str) -> None:
    """What is no certificate is refused as such, whatever it says."""
    given, why = MALFORMED[name]
    with pytest.raises((ValueError, ArithmeticError), match=why):
        check(given)


def test_it_is_short_and_stands_alone() -> None:
    """A hundred lines that import nothing beyond the standard library."""
    source = CHECKER.read_text("utf-8")
    assert len(source.splitlines()) <= 100
    tree = ast.parse(source)
    found = {a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names}
    found |= {n.module or "." for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)}
    assert {name.split(".")[0] for name in found} <= sys.stdlib_module_names


def test_as_a_program(tmp_path: Path) -> None:
    """One line for each file, and the worst of the exit codes; a file that is missing is no certificate."""
    (tmp_path / "check.py").write_bytes(CHECKER.read_bytes())
    files = {"true": TRUE["cut"], "false": FALSE["coefficients"][0], "odd": MALFORMED["a NaN"][0]}
    for name, content in files.items():
        (tmp_path / f"{name}.json").write_text(content)

    def run(*names: str) -> tuple[int, list[str]]:
        words = [sys.executable, "-I", "check.py", *(f"{name}.json" for name in names)]
        done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert not done.stderr
        return done.returncode, done.stdout.splitlines()

    assert run("true", "true") == (0, 2 * ["true.json: proved, 1 stated for 'it'"])
    assert run("true", "false") == (1, ["true.json: proved, 1 stated for 'it'", "false.json: NOT PROVED, a coefficient is negative"])
    code, lines = run("odd", "false", "true", "missing")
    assert code == 2 and len(lines) == 4 and all("NO CERTIFICATE" in lines[i] for i in (0, 3))
    assert run() == (2, [])
