"""What a source names: works, places, and what finds them."""

from __future__ import annotations

import pytest

from critscale.theory.citations import MAIN, WORKS, Locus, Wanted, citations, named, places_joined


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("arXiv 2510.05554, Theorem 2.5 (i), with more", [("2510.05554", ["Theorem 2.5 (i)"])]),
        ("A2; arXiv 2510.05554, eq. (3.2)", [("2510.05554", ["eq. (3.2)"])]),
        ("arXiv 2512.01868, section 5; 2312.10794, appendix D", [("2512.01868", ["section 5"]), ("2312.10794", ["appendix D"])]),
        (
            "arXiv 2510.22026, Tables 1 and 2, Theorems 4.1 to 4.3",
            [("2510.22026", ["Table 1", "Table 2", "Theorem 4.1", "Theorem 4.2", "Theorem 4.3"])],
        ),
        ("Theorem C.2, Lemmas A.1 and A.3; thm 3, 2312.10794", [("", ["Theorem C.2", "Lemma A.1", "Lemma A.3", "Theorem 3"]), ("2312.10794", [])]),
        ("arXiv 2410.06833, main theorem", [("2410.06833", ["main theorem"])]),
        ("theory E10, derived", []),
        ("the theorem on pairs, a sectional figure", []),
    ],
)
def test_a_source_is_read(source: str, found: list[tuple[str, list[str]]]) -> None:
    """Places belong to the work before them; lists and ranges are places one by one."""
    assert [(c.work, [str(p) for p in c.places]) for c in citations(source)] == found


SOURCE = f"definition of softmax; {MAIN}, section 2; arXiv 2312.10794, Theorem 2.5 (ii)"


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("Theorem 2.5", True),
        ("theorem 2.5 (ii)", True),
        ("thm. 2.5", True),
        ("§2", True),
        ("sec. 2", True),
        ("2312.10794", True),
        ("arXiv 2312.10794, Theorem 2.5", True),
        ("Polyanskiy Theorem 2.5", True),
        ("letrouit", True),
        ("Theorem 2.5 (i)", False),
        ("Theorem 2", False),
        ("Theorem 2.1", False),
        ("Theorem 2.51", False),
        ("Theorem 10794", False),
        ("arXiv 2510.05554, Theorem 2.5", False),
        ("softmax", False),
        ("Theorem", False),
        ("arXiv", False),
        ("", False),
    ],
)
def test_what_a_source_names(query: str, names: bool) -> None:
    """A number is a whole one, a part belongs to its theorem, a place to its work; a plain word of a remark finds nothing."""
    assert Wanted.read(query).names(SOURCE) is names


def test_places_are_sorted_as_the_paper_has_them() -> None:
    """By number, not by letters, appendices last."""
    texts = ["section 2", "Theorem 2.1", "Theorem 2.5 (i)", "Theorem 2.5 (ii)", "Theorem 2.10", "eq. (3.2)", "Theorem C.2"]
    places = [p for text in reversed(texts) for c in citations(text) for p in c.places]
    assert [str(p) for p in sorted(places, key=lambda p: p.order)] == texts


def test_what_is_named_is_text() -> None:
    """Authors and title of a work that is known, and each place of a range."""
    text = named("arXiv 2510.05554, Theorems 2.3 to 2.5")
    assert "Chen, Lin, Polyanskiy, Rigollet; Critical attention scaling" in text and "Theorem 2.4" in text
    assert all(number == work.arxiv and work.authors and work.title for number, work in WORKS.items())


def test_words_without_quotes_are_joined() -> None:
    """A kind and its number, and a part; nothing else."""
    assert places_joined(["A3", "Theorem", "2.5", "(i)", "eq.", "(3.2)", "B4.*"]) == ["A3", "Theorem 2.5 (i)", "eq. (3.2)", "B4.*"]
    assert places_joined(["theorem", "A3.cosine", "x.py"]) == ["theorem", "A3.cosine", "x.py"]


def test_a_part_is_within_its_theorem() -> None:
    """Not the other way round."""
    whole, part = Locus("theorem", "2.5"), Locus("theorem", "2.5", "i")
    assert part.within(whole) and not whole.within(part)
