"""The grammar of multipliers: exact, safe, and read back from its own notation."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st

from critscale.theory.errors import CritscaleError
from critscale.theory.expression import Expression, Numeral, Operation, Variable, fold, names
from critscale.theory.grammar import MAX_DEPTH, MAX_DIGITS, parse
from critscale.theory.notation import latex, symbolic, text

PARAMETERS = ("L", "s", "beta")


def test_numbers_are_exact() -> None:
    """0.1 is 1/10, powers of numbers are multiplied out, and so is what is made of numbers."""
    assert parse("0.1") == Numeral(Fraction(1, 10))
    assert parse("-2^2 + 2**3*(1/3)") == Numeral(Fraction(-4) + Fraction(8, 3))
    assert parse("1e-3") == Numeral(Fraction(1, 1000))


def test_precedence_and_association() -> None:
    """Powers bind to the right, differences and quotients to the left, a sign more loosely than a power."""
    assert parse("-n^2") == Operation("neg", (Operation("^", (Variable("n"), Numeral(Fraction(2)))),))
    assert parse("n^s^beta", PARAMETERS) == parse("n^(s^beta)", PARAMETERS)
    assert parse("n - s - beta", PARAMETERS) == parse("(n - s) - beta", PARAMETERS)
    assert parse("n/s/beta", PARAMETERS) == parse("(n/s)/beta", PARAMETERS)
    assert parse("2^-n") == parse("2^(-n)")


@pytest.mark.parametrize(
    "attack",
    [
        '__import__("os")',
        "10**10**10**10",
        "10^10^10",
        "(" * 1_000_000,
        "(" * 500 + "n" + ")" * 500,
        "(" * (MAX_DEPTH + 1) + "n" + ")" * (MAX_DEPTH + 1),
        "2^" * 80 + "2",
        "n" + "+1" * 300,
        "nan",
        "inf",
        "oo",
        "n.__class__",
        "lambda: 1",
        "\uff4e + 1",  # a full-width n
        "\u0660",  # an Arabic-Indic digit
        "n\u200b",
        "n\n+ 1",
        "n; n",
        "",
        " ",
        "1/0",
        "0^0",
        "0^-1",
        "(-8)^(1/3)",
        "9" * 41,
        "1e301",
        "1e99999999999",
        "log",
        "log()",
        "log(n, 2)",
        "min(n)",
        "sin(n)",
        "n n",
        "n +",
        ")",
        "1..2",
        "\x00",
    ],
)
def test_attacks_get_one_line(attack: str) -> None:
    """What is not in the grammar is refused in one line of ASCII, quickly."""
    with pytest.raises(CritscaleError) as refused:
        parse(attack)
    line = str(refused.value)
    assert "\n" not in line
    assert line.isascii()
    assert len(line) < 300


def test_the_text_must_be_text() -> None:
    """A number is no expression."""
    with pytest.raises(CritscaleError, match="not text"):
        parse(3)  # type: ignore[arg-type]


def _expressions() -> st.SearchStrategy[Expression]:
    leaves = st.one_of(
        st.sampled_from([Variable("n"), Variable("pos"), *map(Variable, PARAMETERS)]),
        st.fractions(0, 50, max_denominator=12).map(Numeral),
    )

    def grow(inner: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
        binary = st.tuples(st.sampled_from(["+", "-", "*", "/", "^", "min", "max"]), inner, inner)
        unary = st.tuples(st.sampled_from(["neg", "log", "exp", "sqrt", "floor"]), inner)
        return st.one_of(
            binary.map(lambda t: Operation(t[0], (t[1], t[2]))), unary.map(lambda t: Operation(t[0], (t[1],)))
        )

    return st.recursive(leaves, grow, max_leaves=12)


class _Folded:
    """Multiplies out what the reader multiplies out."""

    def number(self, value: Fraction) -> Expression:
        return Numeral(value)

    def apply(self, operator: str, operands: tuple[Expression, ...]) -> Expression:
        from critscale.theory.expression import operate

        return operate(operator, *operands)


@given(_expressions())
def test_the_text_is_read_back(expression: Expression) -> None:
    """Notation and grammar are inverse to each other, up to multiplying numbers out."""
    try:
        folded = fold(expression, _Folded(), {name: Variable(name) for name in names(expression)})
    except CritscaleError:
        return  # a division by zero among numbers
    written = text(folded)
    longest = max((len(number.replace(".", "")) for number in re.findall(r"[\d.]+", written)), default=0)
    if len(written) < 400 and longest <= MAX_DIGITS:  # numbers multiplied out may be too long to be read
        assert parse(written, PARAMETERS) == folded
    assert latex(folded)


def test_latex_and_sympy() -> None:
    """An expression is LaTeX and SymPy as well."""
    law = parse("1 + 0.1*log(1 + floor(pos/8192))")
    assert latex(law) == r"1 + 0.1 \log\left(1 + \left\lfloor \frac{\operatorname{pos}}{8192} \right\rfloor\right)"
    n = next(iter(symbolic(law).free_symbols))
    assert symbolic(law) == 1 + sympy.log(1 + sympy.floor((n - 1) / 8192)) / 10
