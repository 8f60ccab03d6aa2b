"""Formulas as somebody would write them: the line stays, what nobody would write goes, and the value is the same."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from critscale.theory.assumptions import WEIGHT_RATIO
from critscale.theory.errors import BadInput
from critscale.theory.expression import Numeral, Operation
from critscale.theory.field import Scalar, exp, hypot, log, maximum, minimum, radical, sqrt
from critscale.theory.layer import quantities as q
from critscale.theory.layer.expression_field import Written, variable, written, written_point, written_row
from critscale.theory.layer.regimes import FINITE, SUBCRITICAL, WINDOW
from critscale.theory.layer.registry import QUANTITIES
from critscale.theory.notation import identifier, latex, latex_name, latex_number, latex_of_text, python, text

X, Y, N = variable("x"), variable("y"), variable("n")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (X + 0, "x"),
        (0 + X, "x"),
        (X - 0, "x"),
        (0 - X, "-x"),
        (1 * X, "x"),
        (X * 0, "0"),
        (X / 1, "x"),
        (-(0 - X), "x"),
        (X * 2, "2*x"),
        (X * 2 * 3 * Y, "6*x*y"),
        (2 * X * X, "2*x^2"),
        ((X * Y) * (2 * N), "2*(x*y)*n"),
        (X * -Y, "-(x*y)"),
        (-X / Y, "-(x/y)"),
        ((X / Y) * (N / variable("z")), "x*n/(y*z)"),
        (N - 1 + 3, "n + 2"),
        (N - 3 + 1, "n - 2"),
        (X**0, "1"),
        (written(2) ** Fraction(1, 2), "2^0.5"),
        ((X**2) ** Fraction(1, 2), "(x^2)^0.5"),
        ((X**Y) ** N, "(x^y)^n"),
        (hypot(X, Y), "sqrt(x^2 + y^2)"),
        (radical(X, Y), "sqrt(x^2 + y)"),
        (maximum(X, Y), "max(x, y)"),
        (1 / (1 / N), "n"),
        (1 / (1 / N) - 1, "n - 1"),
        (X * (1 / N), "x/n"),
        (X / N / Y, "x/(n*y)"),
        (X / (Y / N), "x*n/y"),
        (X + (-Y), "x - y"),
        (X - (-Y), "x + y"),
        (X + (Y - N), "x + y - n"),
        (X - (Y - N), "x - (y - n)"),
        (X * X, "x^2"),
        ((X**2) ** 3, "x^6"),
        (X**-2, "1/x^2"),
        ((1 / N) ** 2, "1/n^2"),
        (X / (-2), "-(x/2)"),
        (X - X, "0"),
        (X / X, "1"),
        (exp(-X) + log(Y) + sqrt(N), "exp(-x) + log(y) + sqrt(n)"),
        (minimum(X, Y), "min(x, y)"),
        (written(Fraction(1, 2)) * 2, "1"),
    ],
)
def test_what_nobody_would_write_goes(value: Written, expected: str) -> None:
    """Ones, zeros and double fractions go; the order of the author stays."""
    assert text(value.expression) == expected


def test_what_leaves_the_field_is_refused() -> None:
    """A float has no written form: it would show digits that nobody stated."""
    with pytest.raises(BadInput, match=r"the float 0\.5 in a statement"):
        X + 0.5


numbers = st.fractions(Fraction(1, 9), 9, max_denominator=9)


@given(numbers, numbers, numbers, st.data())
def test_the_value_is_kept(x: Fraction, y: Fraction, z: Fraction, data: st.DataObject) -> None:
    """Whatever is combined, the written form has the value of the formula."""

    def formula(a: Scalar, b: Scalar, c: Scalar, choices: list[int]) -> Scalar:
        pool = [a, b, c, a * 0 + 1, a * 0 + 2]
        for left, right, operator in zip(choices[::3], choices[1::3], choices[2::3], strict=True):
            u, v = pool[left % len(pool)], pool[right % len(pool)]
            pool.append([u + v, u - v, u * v, u / (v * v + 1), -u, u**2, v - u * 1][operator % 7])
        return pool[-1]

    choices = data.draw(st.lists(st.integers(0, 50), min_size=15, max_size=15))
    shown = python(formula(X, Y, variable("z"), choices).expression)
    assert float(eval(shown, {"x": x, "y": y, "z": z})) == pytest.approx(float(formula(x, y, z, choices)), rel=1e-9)


def test_latex() -> None:
    """Fractions, exponentials, and brackets only where they are needed."""
    assert latex(((1 - X) / (1 + N * exp(-(X * Y)))).expression) == r"\frac{1 - x}{1 + n e^{-x y}}"
    assert latex((log(N) * (1 - X)).expression) == r"\left(\log n\right) \left(1 - x\right)"
    assert latex((log(N) ** 2).expression) == r"\left(\log n\right)^{2}"
    assert latex((X - (Y - N)).expression) == r"x - \left(y - n\right)"
    assert latex((X**2 * abs(Y)).expression) == r"x^{2} \left| y \right|"


def power(base: Fraction, exponent: Written) -> Operation:
    """Return the power of a number, as somebody may type it."""
    return Operation("^", (Numeral(base), exponent.expression))


def test_brackets_around_what_binds_less() -> None:
    """A negative base, a ratio as base, the tower of two powers, a sign before a sum."""
    assert text(power(Fraction(-2), N)) == "(-2)^n"
    assert python(power(Fraction(-2), N)) == "(-2)**n"
    assert python(power(Fraction(1, 2), N)) == "(1/2)**n"
    assert latex(power(Fraction(-1, 2), N), decimals=False) == r"\left(-\frac{1}{2}\right)^{n}"
    assert latex((-(X + Y)).expression) == r"-\left(x + y\right)"
    assert latex((-(X * Y)).expression) == "-x y"
    assert latex((exp(X) ** 2).expression) == r"\left(e^{x}\right)^{2}"
    assert latex((log(X * N) * Y).expression) == r"\log\left(x n\right) y"


def test_nothing_runs_together() -> None:
    """A logarithm keeps its argument apart from what follows, a number from a number; e is no variable and 2.718... at once."""
    assert latex((X * log(N) * Y).expression) == r"\left(x \log n\right) y"
    assert latex((2 * written(3) ** N).expression) == r"2 \cdot 3^{n}"
    assert latex((variable("e") * exp(X)).expression) == r"e \exp\left(x\right)"


def test_names_and_numbers() -> None:
    """Names that are no identifiers, negative ratios, conditions as sentences have them."""
    assert python((variable("lambda") * variable("self-weight")).expression) == "lambda_*self_weight"
    assert identifier("other-weight") == "other_weight"
    assert latex_number(Fraction(-1, 2)) == r"-\frac{1}{2}"
    assert latex_name("log_s") == r"\log s"
    assert latex_of_text("r != 0, x >= log n, rho -> 0") == r"r \ne 0, x \ge \log n, \rho \to 0"


@pytest.mark.parametrize(
    ("symbol", "bracketed"),
    [
        ("x + y", True),
        ("x - y", True),
        ("1 / Y", True),
        ("x y", True),
        ("x^2", True),
        (r"\log n", True),
        (r"\lVert x - y \rVert", False),
        (r"\langle x, y \rangle", False),
        (r"f_{a + b}", False),
        (r"\cos'", False),
    ],
)
def test_a_symbol_binds_as_its_signs_do(symbol: str, bracketed: bool) -> None:
    """What is enclosed in it does not count."""
    base = rf"\left({symbol}\right)" if bracketed else symbol
    assert latex((variable("c") ** 2).expression, {"c": symbol}) == f"{base}^{{2}}"
    tight = not bracketed or symbol in ("x y", "x^2")
    assert latex((variable("c") * X).expression, {"c": symbol}) == (f"{symbol} x" if tight else f"{base} x")


def test_symbols() -> None:
    """A symbol that is a sum or a power is bracketed like one."""
    symbols = {"c": "1 - a", "p": r"\lVert x \rVert^2", "lambda": r"\lambda"}
    c, p = variable("c"), variable("p")
    assert latex((2 * c).expression, symbols) == r"2 \left(1 - a\right)"
    assert latex((c + 1).expression, symbols) == "1 - a + 1"
    assert latex((p**2).expression, symbols) == r"\left(\lVert x \rVert^2\right)^{2}"
    assert (
        latex((variable("gamma_c") + variable("x1") + variable("log_s")).expression) == r"\gamma_{c} + x_{1} + \log s"
    )


def test_a_quantity_is_written_by_its_symbol_at_its_own_tokens_only() -> None:
    """At another inner product it is another number, so it is written in full."""
    rho, r = variable("rho"), variable("r")
    row = written_row(rho, r)
    assert row.measure(q.contraction_factor, rho, r) == variable("contraction-factor")
    assert row.seen == {"contraction-factor"}
    for elsewhere in ((rho**2, r), (rho, r + 1)):
        assert row.measure(q.contraction_factor, *elsewhere) == q.contraction_factor(row, *elsewhere) != variable("contraction-factor")
    assert row.measure(lambda row, rho, r: row.weight_gap + r, rho, r) == row.weight_gap + r


def test_a_square_is_written_by_the_symbol_of_its_root() -> None:
    """Without a residual connection only; with one the square is another function."""
    entry = next(entry for entry in QUANTITIES.values() if entry.square is not None)
    assert entry.square is not None
    rho, r = variable("rho"), variable("r")
    assert written_row(rho, 0).measure(entry.square, rho, 0) == variable(entry.id) ** 2
    assert written_row(rho, r).measure(entry.square, rho, r) == entry.square(written_row(rho, r), rho, r)


def test_size_is_counted_as_far_as_it_matters() -> None:
    """An iterated formula has more leaves than can be counted."""
    value = X
    for _ in range(15):
        value = minimum(value, value)
    assert value.size() == 1000 and value.size(10) == 10 and (X + Y).size() == 2


def test_points() -> None:
    """Coordinates are the powers of n they stand for; a variable with one value is that value."""
    p = written_point(SUBCRITICAL, ())
    assert [text(x.expression) for x in (p.u, p.t, p.h)] == ["1/n^delta", "1/n^(1 - delta)", "1/n"]
    assert text(written_point(WINDOW, ()).neg_log_s.expression) == "log(1/s)"
    assert text(written_point(FINITE, ()).t.expression) == "exp(-(beta*(1 - rho)))"
    assert text(written_point(FINITE, ()).neg_log_t.expression) == "beta*(1 - rho)"
    assert written_point(FINITE, (WEIGHT_RATIO,), keep_t=True).t == variable("t")
