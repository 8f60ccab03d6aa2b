"""Foreign text is shown and does not act: not in a terminal, JSON, XML, Gallina or HTML, whatever a file or a user wrote."""

from __future__ import annotations

import ast
import json
import unicodedata
from pathlib import Path
from xml.etree import ElementTree

import pytest

from critscale.cli.app import run
from critscale.handbook import site as handbook_site
from critscale.theory.errors import BadInput, UnknownName
from critscale.theory.escaping import visible, visible_lines

ROOT = Path(__file__).resolve().parents[2]
HOSTILE = 'x\x1b[2J\u202e\x9b31m\u2028\x00\r\nPROVED    forged <b>&"*)\\u202e [red]\ud800'
ACTING = {"Cc", "Cf", "Cs", "Zl", "Zp"}


def acting(text: str) -> set[str]:
    """Return the characters of a text that do something, but for the line break."""
    return {c for c in text if unicodedata.category(c) in ACTING and c != "\n"}


def test_visible_text() -> None:
    """Every character that acts is shown by its number; what is printable stays, and doing it twice changes nothing."""
    every = "".join(map(chr, (*range(0x3000), *range(0xD800, 0xE000), 0xE0001, 0x10FFFF)))
    assert not acting(visible(every)) and "\n" not in visible(every)
    assert visible("a\n\x1b\x9b\u202e\u2028\ud800 ρ ∞") == "a\\n\\x1b\\x9b\\u202e\\u2028\\ud800 ρ ∞"
    assert visible(visible(HOSTILE)) == visible(HOSTILE)
    assert visible_lines("a\n\x1b\nb") == "a\n\\x1b\nb"


def test_an_error_line_is_visible_and_short() -> None:
    """Whatever it quotes, and however much."""
    for error in (
        BadInput(HOSTILE, HOSTILE, HOSTILE),
        BadInput("x" * 10**6, "y" * 10**6, "z" * 10**6),
        UnknownName.among("claim", HOSTILE * 1000, [HOSTILE, HOSTILE * 1000]),
    ):
        line = str(error)
        assert not acting(line) and "\n" not in line and len(line) < 1300


def test_there_is_no_other_way_to_the_terminal() -> None:
    """A command prints by `critscale.cli.output` alone; nothing else in the package prints, or passes JSON unescaped."""
    for path in ROOT.glob("*/**/*.py"):
        room = path.relative_to(ROOT).parts[0]
        if room in ("tests", "tools", "benchmarks", "examples", "docs", "build") or room.startswith("."):
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.keyword):
                assert node.arg != "ensure_ascii", path
            if path.match("cli/output.py") or not isinstance(node, ast.Call) or "unicode_escape" in ast.unparse(node):
                continue  # the checker of certificates stands alone, and escapes in its one print
            name = ast.unparse(node.func)
            assert name != "print" and not name.endswith(("stdout.write", "stderr.write", "stdout.buffer.write")), (path, name)


CLAIMS = """
from critscale.claims import FINITE, PLAIN, Bound, Claim, Computed, but, of, q

TEXT = {text!r}

def fails(p):
    raise ValueError(TEXT)

CLAIMS = (
    Claim(
        id="Mine." + TEXT,
        title=TEXT,
        source=TEXT,
        statement=Bound(FINITE, of(q.output_norm_squared), 1),
        assumptions=PLAIN,
        twins=but(TEXT, TEXT, upper=lambda p: p.rho),
    ),
    Claim(id="Mine.fails", title=TEXT, statement=Computed(cases=({{"x": 1}},), left=fails, right=fails)),
)
"""


WITH_CLAIMS = ("verify", "verify --verbose", "verify --certificates")
SOUND = ("verify --twins", "verify --list", "audit", "audit a folder", "audit two", "audit Markdown", "audit CSV")
NO_PASS = ("audit gate", "audit gate in Markdown")


def commands(folder: Path) -> dict[str, str]:
    """Return command lines by what they show, and write the files they read."""
    file = folder / "mine.py"
    file.write_text(CLAIMS.format(text=HOSTILE), encoding="utf-8", errors="surrogatepass")
    config = {
        "model_type": HOSTILE,
        "max_position_embeddings": 4096,
        "head_dim": 128,
        "rope_scaling": {"rope_type": HOSTILE, HOSTILE: HOSTILE, "factor": 4.0},
        f"attn_scale_{HOSTILE}": HOSTILE,
        "architectures": [HOSTILE],
        "layer_types": [HOSTILE],
    }
    # a file's name has neither a slash nor a null, and a lone surrogate only as the system spells its bytes
    strange = folder / HOSTILE.replace("\x00", "").replace("/", "").replace("\ud800", "\udce9")
    strange.mkdir()
    for path in (folder / "config.json", strange / "config.json", strange / "plain.json"):
        path.write_text(json.dumps(config if path.name == "config.json" else {}), encoding="utf-8")
    argument = HOSTILE.replace("\x00", "").replace("\ud800", "\udce9")
    lines = {
        "verify": f"verify\t{file}\t--quick",
        "verify --verbose": f"verify\t{file}\t--quick\t--verbose\t--junit\t{folder / 'out.xml'}\t--statements\t{folder / 'out.v'}",
        "verify --twins": f"verify\t{file}\t--quick\t--twins",
        "verify --list": f"verify\t{file}\t--list",
        "verify --certificates": f"verify\t{file}\t--quick\t--certificates\t{folder / 'certificates'}",
        "audit": f"audit\t{folder / 'config.json'}",
        "audit a folder": f"audit\t{strange}",
        "audit two": f"audit\t{folder / 'config.json'}\t{strange}",
        "audit Markdown": f"audit\t{strange}\t--format\tmarkdown",
        "audit CSV": f"audit\t{strange}\t--format\tcsv",
        "audit gate": f"audit\t{strange}\t--fail-on\talarm",
        "audit gate in Markdown": f"audit\t{strange}\t--fail-on\talarm\t--format\tmarkdown",
        "audit without n": f"audit\t{strange / 'plain.json'}",
        "audit nothing": f"audit\t{strange / 'no.json'}",
        "no file": f"verify\t{strange / 'no.py'}",
    }
    options = {
        "classify": "@ --rho 0.3 --beta0 11",
        "classify --set": "yarn --set @=1 --rho 0.3 --beta0 11",
        "evaluate": "@ --n 10 --rho 0.3 --beta 1",
        "phase": "--n @ --rho 0.3 --beta 1",
        "phase --mechanism": "--n 10 --rho 0.3 --beta 1 --mechanism @",
        "depth": "--n 10 --rho 0.3 --beta 1 --norm @",
        "extend": "--law @ --from 10 --to @ --p 0.5",
        "formula": "@",
        "formula --regime": "--regime @",
        "laws": "@",
        "plot": "@",
        "plot window": "window --kappa @",
        "plot experiment": "experiment --from @",
        "experiment": "phase-diagram --tokens @",
        "report": "--html @ --jobs @",
        "@": "",
    }
    for name, words in options.items():
        lines[name] = "\t".join([name.split()[0].replace("@", argument), *words.replace("@", "\x01").split()]).replace("\x01", argument)
    return lines


@pytest.mark.parametrize("form", ["", "--json"])
def test_nothing_foreign_acts(form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Every command, on hostile text wherever it takes some: what is printed and written has no character that acts."""
    monkeypatch.chdir(tmp_path)
    for name, line in commands(tmp_path).items():
        code = run([*line.split("\t"), *([form] if form else [])])
        out, err = capsys.readouterr()
        clash = form and name in ("audit Markdown", "audit CSV", "audit gate in Markdown")
        assert code == (2 if clash else 1 if name in (*WITH_CLAIMS, *NO_PASS) else 0 if name in SOUND else 2), (name, err)
        assert not acting(out.replace("\r\n", "\n") + err), name
        assert "\nPROVED    forged" not in out + err, name
        if form and code != 2 and out:
            assert out.isascii() and json.loads(out), name
    if not form:
        junit = (tmp_path / "out.xml").read_text(encoding="utf-8")
        assert not acting(junit) and len(ElementTree.fromstring(junit)) > 1
        assert not acting((tmp_path / "out.v").read_text(encoding="utf-8"))
        for path in (tmp_path / "certificates").iterdir():
            assert not acting(path.name) and path.read_text(encoding="utf-8").isascii()


def test_nothing_foreign_acts_in_the_handbook(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages, data and pictures of claims with a hostile id, title and source."""
    monkeypatch.setattr(handbook_site, "QUANTITIES", {})
    monkeypatch.setattr(handbook_site, "gallery_jobs", lambda claims: [])
    monkeypatch.setattr("critscale.handbook.kept.user_folder", lambda: tmp_path / "cache")
    commands(tmp_path)
    assert run(["report", "--html", str(tmp_path / "out"), str(tmp_path / "mine.py"), "--quick"]) == 1
    pages = [p for p in (tmp_path / "out").rglob("*") if p.suffix in (".html", ".json", ".css", ".svg")]
    assert len(pages) > 6
    for path in pages:
        text = path.read_text(encoding="utf-8")
        found = acting(text) - set("\u2061\u2062\u2063")  # what MathML joins its operators with
        assert not found and ("<b>" not in text or path.suffix == ".json") and not acting(path.name), path
