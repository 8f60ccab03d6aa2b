"""A report as text of 80 columns and as Markdown."""

from __future__ import annotations

from critscale.audit.document import CellTable, Code, Section, document_markdown, document_text

LONG = "word " * 60
DOCUMENT = [
    Section("a title", (LONG, CellTable(("name", "m"), (("x" * 70, "1"), ("a|b", "1.25 " * 12))), Code('{\n  "a": 1\n}'))),
    Section("alone", ()),
]


def test_text_fits_80_columns() -> None:
    """Paragraphs and tables are wrapped, code is as it is, and nothing is lost."""
    text = document_text(DOCUMENT)
    assert max(map(len, text.split("\n"))) <= 80
    assert text.count("word") == 60 and text.count("1.25") == 12
    assert '\n  {\n    "a": 1\n  }\n' in text
    assert text.endswith("\n\nalone")


def test_markdown() -> None:
    """Titles, tables and code; a bar in a cell ends no cell."""
    text = document_markdown(DOCUMENT, "config.json: <b>")
    assert text.startswith("# config.json: \\<b\\>\n\n## a title\n\n")
    assert '```json\n{\n  "a": 1\n}\n```' in text
    assert "a\\|b" in text


def test_nothing_foreign_acts() -> None:
    """What would act in a terminal is shown by its number, in every part."""
    esc = "\x1b[2J"
    parts = (esc, CellTable((esc,), ((esc,),)), Code(esc))
    for text in (document_text([Section(esc, parts)]), document_markdown([Section(esc, parts)], esc)):
        assert "\x1b" not in text and text.count("x1b") >= 5
