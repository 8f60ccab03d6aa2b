"""Lines and tables that fit: where they are broken, and that no word is lost or cut."""

from __future__ import annotations

from random import Random

import pytest

from critscale.theory.layout import INDENT, Column, broken, command_lines, fitted_table

WORDS = ["a", "self", "weight", "(of", "a", "row)", "1/2", "+", "log(n)", "->", "=", "0.3333333333", "G1.extension.preserving", "", "rho", "(1", "-", "r)^2"]


@pytest.mark.parametrize("seed", range(40))
def test_no_word_is_cut_and_lines_fit(seed: int) -> None:
    """Drawn lines at drawn widths: a longer part is one word, and the words are those of the line."""
    random = Random(seed)
    line = " " * random.choice([0, 0, 2, 12]) + " ".join(random.choices(WORDS, k=40))
    width = random.randint(24, 90)
    parts = list(broken(line, width))
    assert " ".join(parts).split() == line.split()
    assert [part for part in parts if len(part) > width and len(part.split()) > 1] == []


def test_a_line_that_fits_or_has_no_width_is_itself() -> None:
    """No limit, no change; a long word is whole."""
    line = "x  y " * 50
    assert list(broken(line, None)) == [line]
    assert list(broken(line, len(line))) == [line]
    assert list(broken("3" * 200, 80)) == ["3" * 200]


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        ("PROVED    A3  cos' -> rho (1 + r)^2/(r^2 + 2 r rho + rho)", ["PROVED    A3", "          cos' -> rho (1 + r)^2/(r^2 + 2 r rho + rho)"]),
        ("  n**2 + B(49*n/8, n >= 2**(1/Min(d, 1 - d)))   for 0 < d < 1", ["  n**2 + B(49*n/8, n >= 2**(1/Min(d, 1 - d)))", "      for 0 < d < 1"]),
        ("a whole sentence of prose ends.  Another, of 128 tokens, begins", ["a whole sentence of prose ends.  Another, of", "    128 tokens, begins"]),
        ("regime at n -> oo  m behaves like 1 + log(2) + 0.25*log(2)^2", ["regime at n -> oo  m behaves like", "                   1 + log(2) + 0.25*log(2)^2"]),
    ],
)
def test_where_a_line_is_broken(line: str, parts: list[str]) -> None:
    """Between columns, else outside of a formula, and a number stays with what it counts."""
    assert list(broken(line, 54)) == parts


ROWS = [("yarn", "(1 + c*log(max(factor, 1)))^2", "1.8133", "constant in n, subcritical eventually"), ("plain", "1", "1", "constant")]
COLUMNS = (Column("law"), Column("multiplier", formula=True), Column("m", right=True, spare=1), Column("class", text=True))


def lines(width: int | None) -> list[str]:
    """Return the lines of the table at a width."""
    return list(fitted_table(COLUMNS, ROWS, width).lines())


def test_a_table_is_fitted_in_this_order() -> None:
    """Text gets narrower, formulas go below, then text, then a column is left out and said; then all goes below."""
    assert lines(None)[1] == "yarn   (1 + c*log(max(factor, 1)))^2  1.8133  constant in n, subcritical eventually"
    assert lines(None)[2] == "plain  1                                   1  constant"
    assert lines(75)[1:3] == ["yarn   (1 + c*log(max(factor, 1)))^2  1.8133  constant in n, subcritical", f"{'':46}eventually"]
    assert lines(60)[2:4] == ["yarn   (1 + c*log(max(factor, 1)))^2  1.8133", "    constant in n, subcritical eventually"]
    assert lines(34)[3:6] == ["yarn   1.8133", "    (1 + c*log(max(factor, 1)))^2", "    constant in n, subcritical"]
    long = [("x" * 20, "1", "2" * 20, "y")]
    assert list(fitted_table(COLUMNS, long, 40).lines())[-1].startswith("no room for m: ")
    numbers = (Column("n"), Column("a"), Column("b"), Column("c", spare=1))
    assert list(fitted_table(numbers, [("1", "2" * 30, "3" * 30, "4")], 40).lines()) == ["n", "1", f"    a: {'2' * 30}", f"    b: {'3' * 30}", "    c: 4"]


def test_cells_below_a_row_stand_there_at_any_width() -> None:
    """An empty one takes no line; foreign text acts in none."""
    columns = (Column(), Column(below=INDENT))
    assert list(fitted_table(columns, [("a", "note\x1b"), ("b", "")]).lines()) == ["a", "    note\\x1b", "b"]


def test_a_command_goes_on_with_an_option() -> None:
    """A shell joins the lines; none is longer where the parts are not."""
    found = list(command_lines("critscale extend", ["--law yarn", "--from 4096", "--to 8192"], 32))
    assert found == ["critscale extend --law yarn \\", "  --from 4096 --to 8192"]
