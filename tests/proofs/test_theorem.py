"""A claim as LaTeX and as BibTeX: all compile, nothing breaks out, and the hash is of what is stated."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from critscale.claims import CRITICAL, FREE, PLAIN, Bound, Claim, Computed, Expansion, assume, of, q
from critscale.face import formulas
from critscale.handbook.mathml import mathml
from critscale.proofs.citation import TITLE, claim_entry, paper_entry, software_entry
from critscale.proofs.evidence import Evidence, Finding, Verdict
from critscale.proofs.library import find_claim, package_claims
from critscale.proofs.provenance import package_version
from critscale.theory.errors import BadInput
from critscale.theory.scores.corrections import threshold_formula
from critscale.theory.tex import display, tex_code, tex_prose
from tests.latex import compiled, complaint, document, engine

HOSTILE = "\\end{theorem} \\input{/etc/passwd} %$&#_^~{}}{<|>\"' \u6f22\u202e\x1b[2J \\verb|"
CLAIM = Claim("T.claim", "a sentence", Expansion(CRITICAL, of(q.output_cosine), Fraction(1, 2)), PLAIN)


def _finding(verdict: Verdict, detail: str = "found", id: str = "T.claim") -> Finding:
    return Finding(id=id, title="", verdict=verdict, evidence=(Evidence("symbolic", verdict, detail, point=(("rho", "1/2"),)),))


@pytest.fixture(scope="module")
def blocks() -> list[str]:
    """Every claim, some of its twins, and formulas, as LaTeX."""
    claims = [c for claim in package_claims() for c in (claim, *claim.must_fail[:1])]
    found = [*formulas("output-cosine"), *formulas("self-weight"), *formulas("row-entropy", regime="window", terms=3)]
    return [*(c.latex() for c in claims), *(f.latex() for f in found), threshold_formula("gamma", 3).latex()]


def test_every_block_is_latex(blocks: list[str]) -> None:
    """Groups and environments are balanced, and every command is one of amsmath's or amssymb's."""
    assert [wrong for wrong in map(complaint, blocks) if wrong] == []


@pytest.mark.skipif(not engine(), reason="no LaTeX engine is installed")
def test_every_block_compiles(blocks: list[str], tmp_path: Path) -> None:
    """All in one document."""
    assert compiled(document(blocks), tmp_path) == ""


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        ("{", "not ended"),
        ("a}", "did not begin"),
        (r"\[ x", "not ended"),
        (r"$\left( x$", "not ended"),
        (r"\begin{claim} \end{theorem}", "did not begin"),
        (r"\begin{tikzpicture}\end{tikzpicture}", "environment"),
        (r"\nosuch", "the command"),
        (r"\input{x}", "the command"),
        ("n \u2265 2", "the character"),
    ],
)
def test_the_reader_of_latex_sees_what_is_wrong(broken: str, said: str) -> None:
    """It can fail."""
    assert said in complaint(broken)
    assert complaint(r"\[ \left\{ x \right\} \] $a$ {\{} % {") == ""


def test_every_formula_is_mathml() -> None:
    """A relation on several strata, and one with a B-term."""
    for formula in (*formulas("participation-ratio", regime="subcritical"), *formulas("output-cosine", regime="critical")):
        assert all(mathml(line).startswith("<math") for line in formula.relations())


def test_a_theorem_says_all() -> None:
    """Hypotheses with their meaning, the relation, what its symbols are, the verdict with its evidence, version, hash, source."""
    text = replace(CLAIM, source="Somebody 2026").latex(_finding(Verdict.PROVED))
    statement, _, remark = text.partition(r"\end{theorem}")
    assert statement.startswith(r"\begin{theorem}[{\texttt{T.claim}}]")
    parts = (r"$0 < \rho < 1$ (common inner product of the unit tokens)", "$r = 0$", r"$\gamma = 1/(1 - \rho)$", r"$\cos'$ is the output cosine")
    assert [part for part in parts if part not in " ".join(statement.split())] == []
    assert "\\[\n  \\cos' \\to \\frac{1}{2} \\qquad (n \\to \\infty),\n\\]" in statement
    assert "PROVED by critscale" in remark and r"found at $\rho$ = 1/2" in remark and "Source: Somebody 2026." in remark
    assert CLAIM.digest in remark


def test_a_theorem_says_how_it_stands_to_its_source() -> None:
    """What differs from it, and that it is proved elsewhere and sampled here."""
    assert "here its case $\\alpha$ = 0" in find_claim("A3.cosine.critical-plain").latex()
    sampled = find_claim("F4.depth")
    assert " ".join(sampled.latex().split()).count(tex_prose(sampled.confidence.value)) == 1


@pytest.mark.parametrize("verdict", [v for v in Verdict if v is not Verdict.PROVED])
def test_only_what_is_proved_is_a_theorem(verdict: Verdict) -> None:
    """The others are claims, and say which verdict they have."""
    assert CLAIM.latex(_finding(verdict)).startswith(r"\begin{claim}")
    assert f"{verdict.value} by" in CLAIM.latex(_finding(verdict))
    assert CLAIM.latex().startswith(r"\begin{claim}") and "Not checked" in CLAIM.latex()


def test_the_finding_is_on_the_claim() -> None:
    """A verdict on another one is no verdict."""
    with pytest.raises(BadInput, match="the finding is on other"):
        CLAIM.latex(_finding(Verdict.PROVED, id="other"))


def test_foreign_text_breaks_nothing(tmp_path: Path) -> None:
    """A title, an id, a source and a detail may hold any character."""
    hostile = replace(CLAIM, id=HOSTILE, title=HOSTILE, source=HOSTILE)
    named = Claim("T.gap", HOSTILE, Bound(FREE, lambda p: p.a_b, lambda p: p.a_b + 1), (assume("a_b", HOSTILE),))
    computed = Claim("T.run", HOSTILE, Computed(({"x": HOSTILE},), lambda p: HOSTILE, lambda p: 1, 1))
    found = [hostile.latex(_finding(Verdict.PROVED, HOSTILE, HOSTILE)), named.latex(), computed.latex()]
    assert [wrong for wrong in map(complaint, found) if wrong] == []
    if engine():
        assert compiled(document(found), tmp_path) == ""
    entry = hostile.bibtex()
    assert entry.count("{") == entry.count("}") and re.match(r"@misc\{critscale:[A-Za-z0-9.:_+-]*,\n", entry)


def test_prose_and_code() -> None:
    """Greek letters, signs and exponents are mathematics, the rest is text."""
    assert tex_prose("a <= b_i, 50% of n^(1 - delta)") == r"a $\le$ b$_{\text{i}}$, 50\% of n$^{\text{1 $-$ $\delta$}}$"
    assert tex_code('f("a_b")') == r"\texttt{f(\char34{}a\_b\char34{})}"


def test_a_long_formula_is_broken_outside_its_groups() -> None:
    """At a sign, and never within a bracket."""
    long = " + ".join(rf"\left(x_{{{k}}} + y\right)" for k in range(30))
    found = display(long)
    assert found.startswith(r"\begin{multline*}") and found.count("\\\\\n") >= 3
    assert all(line.count(r"\left") == line.count(r"\right") for line in found.splitlines())


# Citations


def test_entries_of_bibtex() -> None:
    """One each of the software, the paper and a claim, which name version and hash."""
    claim = find_claim("A3.cosine.critical")
    assert claim.bibtex() == claim_entry(claim.id, claim.title, claim.digest)
    assert claim.bibtex().startswith("@misc{critscale:A3.cosine.critical,\n") and claim.digest in claim.bibtex()
    assert "2510.05554" in paper_entry() and software_entry().startswith("@misc{critscale,")


def test_the_citation_file_names_the_same() -> None:
    """CITATION.cff and the entries have one title, one paper, one version."""
    cff = (Path(__file__).resolve().parents[2] / "CITATION.cff").read_text(encoding="utf-8")
    assert f'title: "{TITLE}"' in cff and f"\nversion: {package_version()}\n" in cff
    for field in ("title", "eprint", "url"):
        value = re.search(rf"{field} += {{(.*)}}", paper_entry())
        assert value is not None and value[1] in cff
    assert all(name in cff for name in ("Chen", "Lin", "Polyanskiy", "Rigollet"))


def test_the_hash_is_of_what_is_stated() -> None:
    """Another value, range or side is another statement; another title, source or note is not."""
    assert re.fullmatch("[0-9a-f]{12}", CLAIM.digest)
    assert replace(CLAIM, title="other", source="other", notes="other").digest == CLAIM.digest
    others = [
        replace(CLAIM, statement=replace(CLAIM.statement, value=Fraction(1, 3))),
        replace(CLAIM, statement=replace(CLAIM.statement, ratio=True)),
        replace(CLAIM, assumptions=(PLAIN[0].at(Fraction(1, 3)), PLAIN[1])),
    ]
    assert len({CLAIM.digest, *(c.digest for c in others)}) == 4


def test_no_twin_has_the_hash_of_its_claim() -> None:
    """In any kind of statement the changed field is part of the hash."""
    assert [twin.id for claim in package_claims() for twin in claim.must_fail[:2] if twin.digest == claim.digest] == []


def test_the_hash_is_the_same_in_another_process() -> None:
    """No address and no order of a set goes into it."""
    ids = ("A3.cosine.critical", "C7.contraction.d32", "B3.gain.common", "E2.lead.row", "C6.definition.phases")
    code = f"import critscale; print(*(critscale.claim(id).digest for id in {ids!r}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == [find_claim(id).digest for id in ids]
