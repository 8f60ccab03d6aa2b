"""Pages quote the examples as they stand, and lead to each other."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"


def quoted(page: str, source: str) -> bool:
    """Tell whether the Python blocks of a page are lines of the source, in order; a line ``...`` leaves some out."""
    blocks = re.findall(r"^```python\n(.*?)^```", page, re.DOTALL | re.MULTILINE)
    lines = iter(source.splitlines())
    wanted = [line for block in blocks for line in block.splitlines() if line.strip() not in ("", "...")]
    return bool(wanted) and all(line in lines for line in wanted)


def test_the_worked_example_is_quoted() -> None:
    """The code of docs/adding-a-claim.md is that of examples/output_norm.py, which the page runs."""
    page = (DOCS / "adding-a-claim.md").read_text(encoding="utf-8")
    source = (ROOT / "examples" / "output_norm.py").read_text(encoding="utf-8")
    assert quoted(page, source)
    assert not quoted(page, source.replace("Fraction(11, 18)", "Fraction(2, 3)"))


def test_every_page_is_listed() -> None:
    """A reader finds each page, notebook and example from the index or from a page it names."""
    index = (DOCS / "README.md").read_text(encoding="utf-8")
    pages = {path.name for path in DOCS.glob("*.md")} - {"README.md"}
    assert {name for name in pages if f"]({name})" not in index} == set()
    assert "](docs/README.md)" in (ROOT / "README.md").read_text(encoding="utf-8")
    text = "\n".join(path.read_text(encoding="utf-8") for path in (*DOCS.glob("*.md"), ROOT / "README.md"))
    assert {path.name for path in (ROOT / "examples").iterdir() if path.suffix and path.name not in text} == set()
