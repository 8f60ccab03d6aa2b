"""What ends a run: a claim file, a statement, Ctrl-C, a request to terminate."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from xml.etree import ElementTree

import pytest

from critscale.cli import signals
from critscale.cli.app import run

from ..terminal import Terminal, alive

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals are POSIX")

HEAD = """
import os, sys
from fractions import Fraction
from critscale.proofs.claim import Claim
from critscale.proofs.kinds import Computed

print("noise")
"""
STATEMENT = """
def left(p):
    print("more noise")
    {}
    return Fraction(1)

def stated(name, left):
    return Claim(id=name, title="1 = 1", statement=Computed(cases=({{"x": 1}},), left=left, right=lambda p: Fraction(1)))

CLAIMS = stated("Mine.before", lambda p: Fraction(1)), stated("Mine.bad", left), stated("Mine.after", lambda p: Fraction(1))
"""


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("import sys; sys.exit(0)", "SystemExit: 0"),
        ("import os; os._exit(0)", "it ended its process (exit code 0)"),
        ("import os; os.abort()", "it ended its process (SIGABRT)"),
        ("raise KeyboardInterrupt", "KeyboardInterrupt"),
        ("raise GeneratorExit", "GeneratorExit"),
        ("def f(): f()\nf()", "RecursionError"),
        ("class E(Exception):\n    def __str__(self): raise ValueError\nraise E", "E: no text, its own raised ValueError"),
        ("raise ValueError('x' * 10**6)", "ValueError: xxx"),
    ],
)
@pytest.mark.parametrize("command", ["verify", "report --html {out}", "verify --list"])
def test_a_file_that_ends_the_run_is_refused(line: str, said: str, command: str, tmp_path: Path, terminal: Terminal) -> None:
    """While it is read: exit 2, and a line that names the file and how it ended."""
    file = tmp_path / "mine.py"
    file.write_text(f"{line}\n", encoding="utf-8")
    refusal = terminal.refuses(*command.format(out=tmp_path / "out").split(), str(file))
    assert f"{file}: it does not run (" in refusal and said in refusal and len(refusal) < 1200
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("sys.exit(0)", "SystemExit: 0"),
        ("os._exit(0)", "it ended its process (exit code 0)"),
        ("os.kill(os.getpid(), 9)", "it ended its process (SIGKILL)"),
        ("raise KeyboardInterrupt", "KeyboardInterrupt"),
        ("return left(p)", "RecursionError"),
    ],
)
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_statement_that_ends_the_run_is_unknown(
    line: str, said: str, jobs: str, tmp_path: Path, terminal: Terminal
) -> None:
    """That claim is UNKNOWN and broken, the others have their verdicts, exit 1; what it prints is none of the JSON."""
    file, junit = tmp_path / "mine.py", tmp_path / "out.xml"
    file.write_text(HEAD + STATEMENT.format(line), encoding="utf-8")
    data = json.loads(terminal("verify", str(file), "--json", "--junit", str(junit), "--jobs", jobs, code=1))
    assert data["complete"] and [f["verdict"] for f in data["findings"]] == ["SUPPORTED", "UNKNOWN", "SUPPORTED"]
    (evidence,) = data["findings"][1]["evidence"]
    assert evidence["broken"] and said in evidence["detail"] and "Mine.bad" in evidence["detail"]
    suite = ElementTree.parse(junit).getroot()
    assert [c.get("name") for c in suite if c.find("failure") is not None] == ["Mine.bad"]


def test_one_twin_that_ends_its_process_leaves_the_others_their_verdicts(tmp_path: Path, terminal: Terminal) -> None:
    """A claim and its twins travel together, and are tried apart where one of them is lost."""
    file = tmp_path / "mine.py"
    twin = "twins=(but('wrong', 'it ends', left=lambda p: os._exit(3)) + but('other', '1/2 on the right', right=lambda p: Fraction(1, 2)))"
    text = HEAD + STATEMENT.format("pass").replace("statement=Computed", f"{twin}, statement=Computed")
    file.write_text(text.replace("import Claim", "import Claim, but"), encoding="utf-8")
    printed = terminal("verify", str(file), "--twins", code=1)
    assert printed.count("UNKNOWN (broken)") == 3 and "3 of 6 must-fail twins refuted" in printed


def _begun(words: list[str], where: Path) -> subprocess.Popen[str]:
    """Start a command that says when it has begun."""
    script = "from critscale.cli import running\nimport sys\nfrom critscale.cli.app import run\n" + BAR
    return subprocess.Popen(
        [sys.executable, "-c", script, *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=where,
        start_new_session=True,
    )


BAR = """
from contextlib import contextmanager

@contextmanager
def bar(total, *, quiet=False):
    print("begun", flush=True)
    yield lambda done, what: None

running.bar = bar
sys.exit(run(sys.argv[1:]))
"""


@pytest.mark.parametrize(("signal_name", "code", "word"), [("SIGINT", 130, "interrupted"), ("SIGTERM", 143, "terminated")])
@pytest.mark.parametrize(
    ("command", "last"),
    [
        ("verify -j 2", "(interrupted:"),
        ("verify D -j 1", "(interrupted:"),
        ("experiment phase-diagram -j 2", "the same command resumes\ncritscale: {word}\n"),
        ("depth --n 1000 --rho 0.3 --gamma 1.5 --layers 1000000", "critscale: {word}\n"),
    ],
)
def test_a_signal_to_the_parent_alone_ends_it_soon(
    command: str, last: str, signal_name: str, code: int, word: str, tmp_path: Path
) -> None:
    """Within seconds, in order: what was found is said, the exit code tells the signal, and no worker is left."""
    process = _begun(command.replace(" D ", " D2 D5 D6 ").split(), tmp_path)
    assert process.stdout is not None and process.stdout.readline() == "begun\n"
    time.sleep(0.5)
    children = subprocess.run(["pgrep", "-P", str(process.pid)], capture_output=True, text=True).stdout.split()
    start = time.perf_counter()
    process.send_signal(getattr(signal, signal_name))
    out, err = process.communicate(timeout=60)
    assert time.perf_counter() - start < 5
    assert process.returncode == code and last.format(word=word) in out + err and "Traceback" not in err
    assert bool(children) == command.endswith("-j 2") and not any(alive(int(child)) for child in children)


@pytest.mark.parametrize(("command", "last"), [("verify -j 2", "(interrupted:"), ("experiment phase-diagram -j 2", "critscale: interrupted\n")])
def test_ctrl_c_in_a_terminal_reaches_the_workers_too(command: str, last: str, tmp_path: Path) -> None:
    """The whole group gets it; the workers leave it to their parent, and print nothing."""
    process = _begun(command.split(), tmp_path)
    assert process.stdout is not None and process.stdout.readline() == "begun\n"
    time.sleep(0.5)
    start = time.perf_counter()
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert time.perf_counter() - start < 5
    assert process.returncode == 130 and last in out + err and "Traceback" not in err


def test_a_terminated_report_writes_nothing(tmp_path: Path) -> None:
    """Ctrl-C writes what was checked, which takes a while; a request to terminate does not wait."""
    process = _begun(["report", "--html", "out", "-j", "2"], tmp_path)
    assert process.stdout is not None and process.stdout.readline() == "begun\n"
    process.terminate()
    _, err = process.communicate(timeout=60)
    assert process.returncode == 143 and err == "critscale: terminated\n"
    assert list((tmp_path / "out").iterdir()) == []


def test_who_handled_a_signal_before_gets_it_back() -> None:
    """After the command, in a notebook for instance."""
    before = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)
    with signals.heeded():
        assert signal.getsignal(signal.SIGINT) is not before[0] and not signals.received()
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGTERM)
        assert signals.terminated() and signals.exit_code() == 143
    assert (signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)) == before and not signals.received()


def test_code_that_exits_is_no_success(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """A SystemExit from anywhere below is refused in a line."""
    monkeypatch.setattr("critscale.numerics.answers.phase.phase", lambda *_, **__: sys.exit(0))
    assert run("phase --n 10 --rho 0.3 --beta 1".split()) == 2
    assert "SystemExit: 0" in capsys.readouterr().err
