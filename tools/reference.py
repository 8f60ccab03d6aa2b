"""Write the generated pages of ``docs/``: ``make reference``."""

from __future__ import annotations

from pathlib import Path

import architecture
import audit_table
import reference_concordance
import reference_engines
from reference_api import api_page
from reference_cli import cli_page

DOCS = Path(__file__).resolve().parent.parent / "docs"
PAGES = {
    "cli.md": cli_page,
    "api.md": api_page,
    "architecture.md": architecture.page,
    "architecture.svg": architecture.picture,
    "scaling-laws.md": audit_table.page,
    "engines.md": reference_engines.page,
    "concordance.md": reference_concordance.page,
}


def write() -> None:
    """Write every page."""
    for name, text in PAGES.items():
        (DOCS / name).write_text(text(), encoding="utf-8", newline="\n")
        print(f"written: docs/{name}")


if __name__ == "__main__":
    write()
