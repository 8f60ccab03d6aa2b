"""The tester of the tests: what it changes, and that neither a change of nothing nor a crash of its own counts as noticed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from . import sample as tester
from .operators import Change, changes
from .reach import ROOT
from .sample import ROOMS, Copy, HarnessError, Outcome, Reach, all_changes, interval, judge, room_of, sample, table

SOURCE = '''"""Text."""

def f(x: int = 3, *, y: bool = True) -> int:
    """Text."""
    assert x > 1
    if x < 2 <= 7 and not y:
        raise ValueError(f"{x} is {y}")
    return max(x - 1, g(x, z=y), *zip(a, b, strict=not y))
'''
FILE, TESTS = "theory/growth.py", "tests/theory/test_growth.py"


def test_what_is_changed() -> None:
    """Numbers, operators, signs, names in messages, guards and results; no docstring, annotation or assertion."""
    found = {(c.old, c.new) for c in changes("a.py", SOURCE)}
    assert ("x < 2 <= 7", "(x) <= (2) <= (7)") in found and ("x < 2 <= 7", "(x) < (2) < (7)") in found
    assert ("x < 2 <= 7 and not y", "((x < 2 <= 7) or (not y))") in found
    assert ('raise ValueError(f"{x} is {y}")', "pass") in found and ("return max(x - 1, g(x, z=y), *zip(a, b, strict=not y))", "return None") in found
    assert ('f"{x} is {y}"', "f'{x} is it'") in found and ("g(x, z=y)", "g(x)") in found
    assert ("x - 1", "(x) + (1)") in found and ("max", "min") in found and ("True", "False") in found and ("3", "4") in found
    assert not any("assert" in old or "Text" in old or old == "x > 1" for old, _ in found)
    assert [c.old for c in changes("a.py", SOURCE)].count("not y") == 1 and not any(old.startswith("zip") for old, _ in found)
    assert {c.function for c in changes("a.py", SOURCE)} == {"f"}


def test_a_change_of_an_entry_has_its_id() -> None:
    """Of a claim, the keyword too: a twin that is false in another way is another matter than a changed statement."""
    source = 'CLAIMS = (Claim("A1", f(2), twins=but("no", 3)), {"a": g(4, b=5)})\n'
    assert {(c.function, c.old) for c in changes("a.py", source) if c.old.isdigit()} == {("", "2"), ("A1.twins", "3"), ("", "4"), ("", "5")}


def test_a_change_is_one_place() -> None:
    """The rest of the text is as it was, letters beyond ASCII before it too."""
    source = "é = 'ü'; x = 1 + 2  # ö\n"
    texts = {c.of(source) for c in changes("a.py", source)}
    assert texts == {"é = 'ü'; x = (1) - (2)  # ö\n", "é = 'ü'; x = 2 + 2  # ö\n", "é = 'ü'; x = 1 + 3  # ö\n"}


def test_a_sample_is_the_same_again_and_of_its_room() -> None:
    """Each room has changes; the trusted core is in no other."""
    for room in ROOMS:
        some = list(sample(room, 5, 1))
        assert len(some) == 5 and some == list(sample(room, 5, 1)) != list(sample(room, 5, 2))
        assert all(room_of(c.file) == room for c in some)
    assert room_of("theory/field.py") == "trusted core" and room_of("proofs/claims/a01.py") == "claims"
    assert sum(map(len, all_changes().values())) > 15_000


def test_who_is_asked() -> None:
    """Those that reach the function; of what nobody is seen to run, or of a module's own line, those that reach the file."""
    reach = Reach({"a": 2.0, "b": 1.0}, {("f.py", 3): frozenset({"a"})}, {"f.py": frozenset({"a", "b"})})
    asked = {starts: reach.of(Change("f.py", 1, "", starts, (0, 0), "", "")) for starts in (0, 3, 7)}
    assert asked == {0: ["b", "a"], 3: ["a"], 7: ["b", "a"]}


def test_who_is_asked_last() -> None:
    """Tests that name the module and are not seen to reach it: they run it as a program, or while they are read."""
    assert "tests/proofs/test_check_certificate.py" in tester.naming("proofs/certificates/check_certificate.py")
    assert "tests/proofs/test_formal_statement.py" in tester.naming("proofs/gallina/terms.py")
    assert "tests/proofs/test_monotone.py" not in tester.naming("proofs/gallina/terms.py")
    file = "proofs/gallina/terms.py"
    names = ("tests/proofs/test_formal_statement.py::test_a", "tests/proofs/test_formal_statement.py::test_b", "tests/proofs/test_forms.py::test_c")
    reach = Reach(dict.fromkeys(names, 1.0), {(file, 3): frozenset(names[:1])}, {})
    assert reach.naming(Change(file, 3, "", 3, (0, 0), "", "")) == [names[1]]


def test_scores() -> None:
    """Changes of nothing do not count; Wilson's interval of 8 of 10 is 0.49 to 0.94."""
    row = ("theory", "c", 1)
    some = [Outcome(*row, "t", "", 3)] * 6 + [Outcome(*row, "", "A1", 3)] * 2 + [Outcome(*row, "", "", 0)] * 2
    assert "| theory | 10 | 6 | 2 | 80 % | 49 to 94 % | 90 % |" in table([*some, Outcome(*row, "", "", 3, null=True)])
    assert interval(0, 0) == (0.0, 1.0)


def test_the_page_shows_the_record() -> None:
    """Scores, intervals, seed, date and Python are those of the outcomes that were kept."""
    record = json.loads(tester.RECORD.read_text(encoding="utf-8"))
    page = tester.PAGE.read_text(encoding="utf-8")
    assert page.split(tester.START)[1].split(tester.END)[0].strip() == tester.written(record)
    assert not [o for o in record["outcomes"] if o["null"] and (o["tests"] or o["claims"])]
    for file, name in (o["since"].split("::") for o in record["outcomes"] if o.get("since")):
        assert f"def {name}(" in (ROOT / file).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    """Return a copy of the checkout."""
    return Copy(tmp_path_factory.mktemp("copy"))


def _change(old: str, new: str) -> Change:
    source = (Path(__file__).resolve().parents[2] / FILE).read_text(encoding="utf-8")
    start = source.index(old)
    return Change(FILE, 1, "", 0, (start, start + len(old)), old, new)


def _seen(copy: Copy, change: Change) -> str:
    names = tuple(f"{TESTS}::{name}" for name in ("test_a_change_of_order_names_the_exact_depth", "test_logarithms_break_ties"))
    tests = Reach(dict.fromkeys(names, 1.0), {}, {FILE: frozenset(names)})
    return judge(copy, "theory", change, tests, Reach({}, {}, {})).tests.removeprefix(f"{TESTS}::")


WRONG = 'changes at delta = {at}")\n        self.at = '


def test_a_change_is_noticed_nothing_is_not_and_a_crash_is_neither(copy: Copy) -> None:
    """On one file of tests, one of which fails without the change too: it is asked again at once, and notices nothing."""
    path = copy.root / TESTS
    source = path.read_text(encoding="utf-8")
    path.write_text(source.replace('"""Log n dominates', 'assert False\n    """Log n dominates'), encoding="utf-8")
    try:
        assert _seen(copy, _change(f"{WRONG}at", f"{WRONG}-at")) == "test_a_change_of_order_names_the_exact_depth"
        assert _seen(copy, _change("import", "import")) == ""
    finally:
        path.write_text(source, encoding="utf-8")
    assert _seen(copy, _change("from __future__", "import nowhere  #")) == "import"
    with pytest.raises(HarnessError):
        copy.failing([f"{TESTS}::test_that_is_not_there"], 60)


def test_the_processors_time_is_limited_not_the_clocks(copy: Copy, monkeypatch: pytest.MonkeyPatch) -> None:
    """What works too long took too long; what waits has no verdict."""
    assert copy.run(["sh", "-c", "while :; do :; done"], 1) == (None, "")
    monkeypatch.setattr(tester, "STUCK", 0.1)
    with pytest.raises(HarnessError, match="hangs"):
        copy.run(["sleep", "60"], 5)
