"""Titles as a page sets them, and LaTeX as MathML."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from jinja2 import UndefinedError

from critscale.handbook.mathml import THIN, mathml
from critscale.handbook.render import cited, environment
from critscale.handbook.site import STATIC
from critscale.handbook.typeset import typeset
from critscale.proofs.library import package_claims
from critscale.theory.prose import LETTERS


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("cos -> rho for n >= 2", "cos → ρ for n ≥ 2"),
        ("n^-2 and n^(1 - delta)", "n<sup>\u22122</sup> and n<sup>1 \u2212 δ</sup>"),
        ("A_ik over k != i", "A<sub>ik</sub> over k ≠ i"),
        ("rho1 < rho2", "ρ<sub>1</sub> &lt; ρ<sub>2</sub>"),
        ("x2 and ln2", "x2 and ln2"),
        ("gamma_c", "γ<sub>c</sub>"),
        ("<x'_i, x'_j> <= 1", "⟨x&#39;<sub>i</sub>, x&#39;<sub>j</sub>⟩ ≤ 1"),
        ("sum_k A_ik^2", "Σ<sub>k</sub> A<sub>ik</sub><sup>2</sup>"),
        ("O(n**(-2))", "O(n<sup>\u22122</sup>)"),
        ("the sum of sqrt(n)", "the sum of √(n)"),
        ("e^(-beta (1 - rho1))", "e<sup>\u2212β (1 \u2212 ρ<sub>1</sub>)</sup>"),
        ("two-sided, a_(", "two-sided, a_("),
        ("", ""),
    ],
)
def test_typeset(text: str, expected: str) -> None:
    """Greek words are letters, ^ and _ raise and lower, words stay words."""
    assert typeset(text) == expected


def test_every_title_is_well_formed() -> None:
    """Tags are closed, and nothing of the notation is left over."""
    for text in (text for claim in package_claims() for text in (claim.title, *(t.change for t in claim.twins))):
        root = ElementTree.fromstring(f"<p>{typeset(text)}</p>")
        assert not re.search(r"[_^]|->|<=|>=|\b(rho|gamma|beta|lambda)\b", "".join(root.itertext())), text


def test_a_name_that_a_page_is_not_given_is_an_error() -> None:
    """Never an empty place."""
    with pytest.raises(UndefinedError, match="nowhere"):
        environment().from_string("{{ nowhere }}").render()


def test_markup_in_a_title_is_text() -> None:
    """A user's title cannot put anything on the page."""
    assert typeset("<script>alert(1)</script>") == "&lt;script&gt;alert(1)&lt;/script&gt;"


def test_mathml() -> None:
    """A fraction is one, and a block is one."""
    root = ElementTree.fromstring(mathml(r"\frac{4 \rho}{1 + 3 \rho}", block=True))
    assert root.attrib["display"] == "block"
    assert root.find(".//{http://www.w3.org/1998/Math/MathML}mfrac") is not None


def test_names_of_functions_have_room() -> None:
    """As TeX sets them: a thin space to a neighbour, none to a bracket or a sign, and no name is lost."""
    spaced = f'<mo lspace="{THIN}" rspace="{THIN}">log</mo>'
    assert spaced in mathml(r"\gamma \log n")
    assert f'<mo lspace="0" rspace="{THIN}">log</mo>' in mathml(r"c / \log n")
    assert '<mo lspace="0" rspace="0">min</mo>' in mathml(r"2^{\min\left(a, b\right)}")
    assert "<msup><mi>log</mi><mn>2</mn></msup>" in mathml(r"\log^2 n")


@pytest.mark.parametrize("latex", ["x^y^z", r"\text{<b>x</b>}", r"a & b <", r"\frac{1}"])
def test_what_cannot_be_converted_is_shown_as_typed(latex: str) -> None:
    """A user's formula neither breaks a report nor puts tags on a page."""
    shown = mathml(latex)
    assert "<b>" not in shown
    ElementTree.fromstring(shown)


def test_every_statement_is_converted() -> None:
    """None of ours falls back to its LaTeX."""
    for claim in package_claims():
        writing = claim.statement.written(claim.assumptions)
        for latex in (writing.latex, *writing.where):
            assert mathml(latex).startswith("<math"), (claim.id, latex)


def test_the_search_knows_every_letter() -> None:
    """What a title shows as a letter is found by its name."""
    script = (STATIC / "handbook.js").read_text(encoding="utf-8")
    known = dict(re.findall(r"(\w): \"(\w+)\"", script))
    shown = "".join(typeset(c.title) for c in package_claims())
    for letter in {letter for letter in LETTERS.values() if letter in shown and letter.isalpha()}:
        assert known[letter] in {name.lower() for name, other in LETTERS.items() if other == letter}


def test_sources_are_linked() -> None:
    """ArXiv numbers lead to the paper, with or without the word."""
    assert cited("<b> arXiv 2512.01868").startswith("&lt;b&gt; <a ")
    html = cited("arXiv 2512.01868, section 5; 2312.10794 <b>")
    assert html.count("<a ") == 2
    assert 'href="https://arxiv.org/abs/2312.10794">2312.10794</a> &lt;b&gt;' in html
