"""Two reports compared: what was lost is lost in either direction of reading, and what is no report is refused in a line."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from critscale.proofs.claim import Claim
from critscale.proofs.difference import MOST_NAMED, difference_json, difference_text, report_difference
from critscale.proofs.evidence import Verdict
from critscale.proofs.library import premises, select
from critscale.proofs.recorded import MOST_BYTES, SCHEMA, read_report
from critscale.proofs.report import to_json
from critscale.proofs.suite import run_claim, run_suite
from critscale.theory.errors import BadInput

Data = dict[str, Any]


@lru_cache(maxsize=1)
def _data() -> Data:
    return to_json(run_suite(select(("A1.weights.gap", "A3.cosine.critical*")), with_twins=True, budget="quick"))


def report(change: Callable[[Data], None] = lambda data: None) -> Data:
    """Return the data of a real report, changed."""
    data = deepcopy(_data())
    change(data)
    return data


def found(data: Data, id: str) -> Data:
    """Return a finding of a report, premises among them."""
    return next(f for f in (*data["premises"], *data["findings"]) if f["id"] == id)


def test_a_report_is_no_different_from_itself() -> None:
    """However it is read; and a run that is done again says the same."""
    same = report_difference(report(), report())
    assert not any(changes for _, changes in same.groups()) and same.notes == ()
    assert same.same == len(_data()["findings"]) + len(_data()["premises"])
    again = report_difference(report(), json.loads(json.dumps(to_json(run_suite(select(("A1.weights.gap",)), budget="quick")))))
    assert again.lost == again.gained == again.changed == again.added == ()


@pytest.mark.parametrize("before", Verdict)
@pytest.mark.parametrize("after", Verdict)
def test_standing_is_lost_or_gained(before: Verdict, after: Verdict) -> None:
    """REFUTED < UNKNOWN < SUPPORTED < PROVED; what rests on the claim is named."""
    order = [Verdict.REFUTED, Verdict.UNKNOWN, Verdict.SUPPORTED, Verdict.PROVED]
    one, other = (report(lambda data, v=v: found(data, "A3.cosine.critical").update(verdict=v.value)) for v in (before, after))  # type: ignore[misc]
    result = report_difference(one, other)
    ids = tuple((change.id,) for change in result.lost), tuple((change.id,) for change in result.gained)
    step = order.index(after) - order.index(before)
    here = (("A3.cosine.critical",),)
    assert ids == (here if step < 0 else (), here if step > 0 else ())
    for change in (*result.lost, *result.gained):
        assert (change.before, change.after) == (before.value, after.value)
        assert change.dependants == ("A3.cosine.critical-plain",) and not change.statement


def test_a_broken_check_stands_below_unknown() -> None:
    """Though the word is the same; what proves and refutes at once is broken too."""
    unknown = report(lambda data: found(data, "A1.weights.gap").update(verdict="UNKNOWN", evidence=[]))
    for evidence in ([{"broken": True}], [{"verdict": "PROVED"}, {"verdict": "REFUTED"}]):
        broken = report(lambda data, e=evidence: found(data, "A1.weights.gap").update(verdict="UNKNOWN", evidence=e))  # type: ignore[misc]
        (change,) = report_difference(unknown, broken).lost
        assert (change.before, change.after) == ("UNKNOWN", "UNKNOWN (broken)")
        assert report_difference(broken, unknown).lost == ()


def test_a_twin_that_survives_is_lost() -> None:
    """A twin stands where it is refuted, and what rests on its claim hangs on it."""
    twin = next(f["id"] for f in _data()["findings"] if f.get("twin_of") == "A3.cosine.critical")
    survived = report(lambda data: found(data, twin).update(verdict="PROVED"))
    (change,) = report_difference(report(), survived).lost
    assert change.id == twin and change.dependants == ("A3.cosine.critical-plain",)
    assert report_difference(survived, report()).lost == ()


def test_statements_added_and_removed() -> None:
    """A statement is told by its hash, beside its standing; of what was removed the earlier report says what rested on it."""
    other = report(lambda data: found(data, "A3.cosine.critical").update(statement="0" * 12))
    (change,) = report_difference(report(), other).changed
    assert change.statement and change.before == change.after and report_difference(report(), other).lost == ()
    gone = ["A3.cosine.critical", "A3.cosine.critical-plain"]
    fewer = report(lambda data: data.update(findings=[f for f in data["findings"] if f["id"] not in gone]))
    removed = report_difference(report(), fewer)
    assert [(c.id, c.after, c.dependants) for c in removed.removed] == [(gone[0], "", (gone[1],)), (gone[1], "", ())]
    assert removed.lost == () and [c.id for c in report_difference(fewer, report()).added] == gone


def test_the_text_says_all_and_the_data_more() -> None:
    """Of many dependants some are named in the text; what else differs is noted."""

    def worse(data: Data) -> None:
        data["budget"], data["complete"] = "thorough", False
        found(data, "A0.chart.finite.weights")["verdict"] = "SUPPORTED"
        data["findings"] += [{"id": f"Mine.{k}", "verdict": "PROVED", "rests_on": ["A0.chart.finite.weights"]} for k in range(20)]

    result = report_difference(report(), report(worse))
    (change,) = result.lost
    assert len(change.dependants) >= 20
    text = difference_text(result)
    assert f"and {len(change.dependants) - MOST_NAMED} more" in " ".join(text.split())
    assert text.splitlines()[-1].startswith("1 standing lost, 20 added; ")
    assert "budget: quick -> thorough" in text and "broken off" in text
    rows = result.records()
    assert [row["change"] for row in rows] == ["standing lost", *["added"] * 20] and rows[0]["dependants"] == len(change.dependants)
    data = difference_json(result)
    assert json.loads(json.dumps(data))["lost"][0]["dependants"] == list(change.dependants)


def test_nothing_foreign_acts() -> None:
    """An id with control characters is shown, not obeyed; premises in a circle end."""

    def hostile(data: Data) -> None:
        data["findings"] += [{"id": "\x1b[2J", "verdict": "PROVED", "rests_on": ["b"]}, {"id": "b", "verdict": "PROVED", "rests_on": ["\x1b[2J"]}]

    result = report_difference(report(), report(hostile))
    assert "\x1b" not in difference_text(result)
    assert [c.dependants for c in result.added] == [("b",), ("\x1b[2J",)]


HOSTILE = {
    "empty": b"",
    "blank": b" \n",
    "truncated": b'{"schema": "critscale/report/1", "findings": [',
    "no JSON": b"PROVED    A1.weights.gap",
    "no text": b"\xff\xfe\x00{",
    "deep": b"[" * 100_000,
    "a long number": b'{"schema": ' + b"9" * 5000 + b"}",
    "a list": b"[]",
    "no schema": b'{"findings": []}',
    "another schema": b'{"schema": "critscale/advice/1"}',
    "a schema that is none": b'{"schema": [1]}',
    "no findings": b'{"schema": "critscale/report/1", "premises": []}',
    "findings that are none": b'{"schema": "critscale/report/1", "premises": [], "findings": [1]}',
    "no id": b'{"schema": "critscale/report/1", "premises": [], "findings": [{"verdict": "PROVED"}]}',
    "an id that is none": b'{"schema": "critscale/report/1", "premises": [], "findings": [{"id": 3, "verdict": "PROVED"}]}',
    "no verdict": b'{"schema": "critscale/report/1", "premises": [], "findings": [{"id": "a", "verdict": "TRUE"}]}',
    "premises that are none": b'{"schema": "critscale/report/1", "premises": [], "findings": [{"id": "a", "verdict": "PROVED", "rests_on": "b"}]}',
    "two of one id": b'{"schema": "critscale/report/1", "premises": [{"id": "a", "verdict": "PROVED"}], "findings": [{"id": "a", "verdict": "PROVED"}]}',
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE)
def test_what_is_no_report_is_refused(tmp_path: Path, content: bytes) -> None:
    """In a line with what, why and mend, whichever of the two it is."""
    path, good = tmp_path / "a.json", tmp_path / "b.json"
    path.write_bytes(content)
    good.write_text(json.dumps(report()), encoding="utf-8")
    for pair in ((path, good), (good, path)):
        with pytest.raises(BadInput) as refused:
            report_difference(*pair)
        assert refused.value.what.startswith(str(path)) and refused.value.why and refused.value.mend
        assert "\n" not in str(refused.value)


def test_what_cannot_be_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No file, a folder, a file that is too long."""
    for path in (tmp_path / "none.json", tmp_path):
        with pytest.raises(BadInput, match="name a report"):
            read_report(path)
    monkeypatch.setattr("critscale.proofs.recorded.MOST_BYTES", 100)
    (tmp_path / "long.json").write_text(json.dumps(report()), encoding="utf-8")
    with pytest.raises(BadInput, match="longer than"):
        read_report(tmp_path / "long.json")
    assert MOST_BYTES > 10_000_000


def test_a_report_says_statement_and_premises() -> None:
    """The hash of each claim's statement and what it rests on directly, of premises too; twins have neither."""
    rests = premises()
    for entry in (*_data()["premises"], *_data()["findings"]):
        if "twin_of" in entry:
            assert "statement" not in entry and "rests_on" not in entry
        else:
            assert entry["statement"] == rests.by_id[entry["id"]].digest
            assert entry.get("rests_on", []) == list(rests.ranked(entry["id"]))
    assert _data()["schema"] == SCHEMA


def test_a_statement_that_cannot_be_written_has_no_hash() -> None:
    """The check says what is wrong with it."""
    claim = select(("A1.weights.gap",))[0]
    assert run_claim(claim).statement == claim.digest

    class Unwritable(Claim):
        @property
        def digest(self) -> str:
            raise RuntimeError("planted")

    fields = ("id", "title", "statement", "assumptions")
    assert run_claim(Unwritable(*(getattr(claim, name) for name in fields))).statement == ""


def test_the_hash_is_of_what_is_stated() -> None:
    """A constant, a range or the kind changes it; title, source and notes do not."""
    claim = select(("A5b.bound.self-weight",))[0]
    assert replace(claim, title="other", source="other", notes="other").digest == claim.digest
    others = [claim.changed(twin).digest for twin in claim.twins]
    assert len({claim.digest, *others}) == 1 + len(others) > 1
    ranges = select(("A3.cosine.critical-plain",))[0]
    (twin,) = (t for t in ranges.twins if t.name == "residual")  # the same variables, another range
    assert [a.name for a in twin.assumptions or ()] == [a.name for a in ranges.assumptions] and not twin.fields
    assert ranges.changed(twin).digest != ranges.digest
    assert len({c.digest for c in select(("A3", "B4"))}) == len(select(("A3", "B4")))
