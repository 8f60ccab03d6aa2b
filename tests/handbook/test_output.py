"""The folder of a site: stale pages go, nothing else is touched, nothing is half written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from critscale import CritscaleError
from critscale.handbook.output import LIST, check_folder, write_site

PAGES = {"index.html": b"1", "claims/a.html": b"a", "claims/b.html": b"b"}


def files(out: Path) -> set[str]:
    """Return the names below a folder."""
    return {str(p.relative_to(out)) for p in out.rglob("*") if p.is_file()}


def test_stale_pages_go_and_nothing_else(tmp_path: Path) -> None:
    """What an earlier run wrote and this one does not is removed; a user's file beside it stays."""
    write_site(tmp_path, PAGES)
    (tmp_path / "CNAME").write_text("mine")
    (tmp_path / "claims" / "notes.txt").write_text("mine")
    write_site(tmp_path, {"index.html": b"2", "claims/a.html": b"a"})
    assert files(tmp_path) == {"index.html", "claims/a.html", "claims/notes.txt", "CNAME", LIST}
    assert (tmp_path / "index.html").read_bytes() == b"2"


def test_an_unchanged_page_is_not_written_again(tmp_path: Path) -> None:
    """So that a server or a sync tool sees what changed."""
    write_site(tmp_path, PAGES)
    before = (tmp_path / "claims/a.html").stat().st_mtime_ns
    write_site(tmp_path, PAGES)
    assert (tmp_path / "claims/a.html").stat().st_mtime_ns == before


def test_a_folder_of_somebody_else_is_refused(tmp_path: Path) -> None:
    """An index.html that no report wrote is not overwritten, and nothing is written beside it."""
    (tmp_path / "index.html").write_text("mine")
    with pytest.raises(CritscaleError, match="no earlier report wrote it"):
        write_site(tmp_path, PAGES)
    assert files(tmp_path) == {"index.html"}
    assert (tmp_path / "index.html").read_text() == "mine"


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    """One line, before anything runs."""
    (tmp_path / "out").write_text("")
    with pytest.raises(CritscaleError, match="it is a file"):
        check_folder(tmp_path / "out", PAGES)


def test_a_damaged_list_is_refused(tmp_path: Path) -> None:
    """Guessing what may be removed would be worse."""
    write_site(tmp_path, PAGES)
    for content in ("{", "5", "null", '{"title": "mine", "files": ["notes.txt"]}', '["notes.txt"]'):
        (tmp_path / LIST).write_text(content)
        (tmp_path / "notes.txt").write_text("mine")
        with pytest.raises(CritscaleError, match=rf"{LIST}.*no earlier report wrote it"):
            write_site(tmp_path, PAGES)
        assert (tmp_path / "notes.txt").read_text() == "mine"
        assert (tmp_path / LIST).read_text() == content


def test_a_list_cannot_reach_outside(tmp_path: Path) -> None:
    """Names with .. or from the root are not ours to remove."""
    outside = tmp_path / "kept.txt"
    outside.write_text("mine")
    out = tmp_path / "out"
    write_site(out, PAGES)
    listed = json.loads((out / LIST).read_text())
    listed["files"] += ["../kept.txt", str(outside), 7, "claims", "."]
    (out / LIST).write_text(json.dumps(listed))
    write_site(out, PAGES)
    assert outside.read_text() == "mine"


def test_a_run_that_breaks_off_while_writing_is_cleared_by_the_next(tmp_path: Path) -> None:
    """The names are listed before the files are there."""

    class Broken(dict[str, bytes]):
        def items(self) -> object:  # type: ignore[override]
            yield "index.html", b"1"
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_site(tmp_path, Broken(PAGES))
    write_site(tmp_path, {"style.css": b""})
    assert files(tmp_path) == {"style.css", LIST}
    with pytest.raises(KeyboardInterrupt):
        write_site(tmp_path, Broken({"index.html": b"1"}))
    write_site(tmp_path, {"index.html": b"1"})
    assert files(tmp_path) == {"index.html", LIST}  # what stood there before the broken run is gone as well


def test_a_name_is_ours_as_long_as_the_page_is(tmp_path: Path) -> None:
    """A page that was taken away leaves its name to others; the list is in order."""
    write_site(tmp_path, PAGES)
    assert json.loads((tmp_path / LIST).read_text())["files"] == sorted(PAGES)
    write_site(tmp_path, {"index.html": b"1"})
    (tmp_path / "claims" / "a.html").write_text("mine")
    write_site(tmp_path, {"index.html": b"2"})
    assert (tmp_path / "claims" / "a.html").read_text() == "mine"
