"""Formulas as somebody would write them: the line stays, what nobody would write goes, and the value is the same."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from critscale.theory import quantities as q
from critscale.theory.field import Scalar, exp, log, minimum, sqrt
from critscale.theory.notation import latex, python, text
from critscale.theory.regimes import FINITE, SUBCRITICAL, WINDOW
from critscale.theory.written import Written, variable, written, written_point, written_row

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
    with pytest.raises(TypeError, match="no written form"):
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
    assert row.measure(q.contraction, rho, r) == variable("contraction")
    assert row.seen == {"contraction"}
    elsewhere = row.measure(q.contraction, rho**2, r)
    assert elsewhere != variable("contraction")
    assert row.measure(lambda row, rho, r: row.weight_gap + r, rho, r) == row.weight_gap + r


def test_points() -> None:
    """Coordinates are the powers of n they stand for; a variable with one value is that value."""
    p = written_point(SUBCRITICAL, ())
    assert [text(x.expression) for x in (p.u, p.t, p.h)] == ["1/n^delta", "1/n^(1 - delta)", "1/n"]
    assert text(written_point(WINDOW, ()).neg_log_s.expression) == "log(1/s)"
    assert text(written_point(FINITE, ()).t.expression) == "exp(-(beta*(1 - rho)))"
