"""What is kept between reports: it is found again, never believed when damaged, and new code does not read old results."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest

from critscale.handbook import kept
from critscale.handbook.kept import GENERATIONS, Kept, code, user_folder
from critscale.handbook.work import quantity_job


def work(name: str, times: int) -> str:
    """Return a result that can be told from others."""
    return name * times


JOB = partial(work, "ab", 3)


def files(folder: Path) -> list[Path]:
    """Return all files of a folder."""
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_result_is_found_again_by_its_job(tmp_path: Path) -> None:
    """The same function with the same arguments, in another process as well; no other."""
    store = Kept(tmp_path)
    assert store.read(JOB) is None
    store.write(JOB, JOB())
    assert Kept(tmp_path).read(partial(work, "ab", 3)) == "ababab"
    assert store.read(partial(work, "ab", 4)) is None and store.read(partial(len, "ab", 3)) is None
    assert len(files(tmp_path)) == 1


def test_what_cannot_be_known_again_is_not_kept(tmp_path: Path) -> None:
    """A function made on the spot, or arguments by name."""
    store = Kept(tmp_path)
    for job in (lambda: "x", partial(work, "ab", times=3)):
        store.write(job, "x")
        assert store.read(job) is None
    assert not files(tmp_path)


@pytest.mark.parametrize("position", [0, 31, 32, -1])
def test_a_damaged_file_is_not_believed(tmp_path: Path, position: int) -> None:
    """Whichever byte is another one, or missing, or the file empty."""
    store = Kept(tmp_path)
    store.write(JOB, JOB())
    (path,) = files(tmp_path)
    whole = bytearray(path.read_bytes())
    whole[position] ^= 1
    for data in (bytes(whole), bytes(whole[:position]), b""):
        path.write_bytes(data)
        assert store.read(JOB) is None
    store.write(JOB, JOB())
    assert store.read(JOB) == "ababab"


def test_other_code_does_not_read_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each state of the code has a folder of its own, and only the newest are kept."""
    for k in range(GENERATIONS + 3):
        monkeypatch.setattr(kept, "code", lambda k=k: f"{k:024}")
        assert Kept(tmp_path).read(JOB) is None
        Kept(tmp_path).write(JOB, JOB())
        assert Kept(tmp_path).read(JOB) == "ababab"
    assert len(files(tmp_path)) == GENERATIONS


def test_the_code_is_all_that_a_page_depends_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A changed byte of a room, another file, or another version is another code."""
    for room in kept.ROOMS:
        (tmp_path / room).mkdir()
        (tmp_path / room / "a.py").write_text("x = 1")
    monkeypatch.setattr(kept, "PACKAGE", tmp_path)
    found = []
    for change in (
        lambda: None,
        lambda: (tmp_path / "theory" / "a.py").write_text("x = 2"),
        lambda: (tmp_path / "pictures" / "b.py").write_text(""),
        lambda: monkeypatch.setattr(kept, "versions", lambda: {"sympy": "0"}),
    ):
        change()
        code.cache_clear()
        found.append(code())
    code.cache_clear()
    assert len(set(found)) == len(found)


def test_nothing_is_kept_where_nothing_can_be(tmp_path: Path) -> None:
    """A file in the way, or a folder that cannot be made: the job is done each time."""
    (tmp_path / "file").write_text("")
    store = Kept(tmp_path / "file")
    store.write(JOB, JOB())
    assert store.read(JOB) is None


def test_runs_at_the_same_time_do_not_meet_in_one_file(tmp_path: Path) -> None:
    """Writers and readers of one job: whoever reads something reads all of it."""
    long = partial(work, "ab", 100000)
    expected = long()

    def both(_: int) -> bool:
        store = Kept(tmp_path)
        store.write(long, expected)
        return store.read(long) in (None, expected)

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(both, range(40)))


def test_the_user_s_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Where the system keeps such files; a relative name in the environment counts as none."""
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert user_folder() == tmp_path / "critscale"
    monkeypatch.setenv("XDG_CACHE_HOME", "here")
    assert user_folder() == Path.home() / ".cache" / "critscale"


def test_the_jobs_of_a_site_are_known_by_name() -> None:
    """So each of them is kept."""
    assert Kept(Path("x"))._path(quantity_job("other-weight")) is not None
