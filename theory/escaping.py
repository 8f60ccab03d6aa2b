"""Foreign text made safe to show: a config's keys, file names, titles of claims, whatever a user or a file wrote.

A control character can clear a screen or forge a line; a mark of direction can turn text around.  Whatever Unicode does not
call printable is shown by its number, as Python writes it, wherever text leaves the package.
"""

from __future__ import annotations

import re


def visible(text: str) -> str:
    r"""Return text as one line in which nothing acts: ``"\x1b"`` is four characters, a line break two.

    Examples
    --------
    >>> print(visible("a\nb\x1b[2J"))
    a\nb\x1b[2J
    """
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def visible_lines(text: str) -> str:
    """Return text as `visible` does, its lines kept: for text that the package has put together."""
    return text if text.isprintable() else "\n".join(map(visible, text.split("\n")))


_MARKUP = re.compile(r"[\\`*_\[\]<>|#~$&@]|:(?=//)")


def markdown(text: str) -> str:
    r"""Return text as `visible` does, with what Markdown would take for markup, a cell's end or a link escaped.

    Examples
    --------
    >>> print(markdown("a|b <img> http://x"))
    a\|b \<img\> http\://x
    """
    return _MARKUP.sub(r"\\\g<0>", visible(text))


_PLAIN_NUMBER = re.compile(r"[-+]?\d+(\.\d+)?(e[-+]?\d+)?", re.ASCII)


def spreadsheet(text: str) -> str:
    """Return text as `visible` does, with an apostrophe before what a spreadsheet would run as a formula; numbers stay.

    Examples
    --------
    >>> spreadsheet("=1+1"), spreadsheet("-0.25")
    ("'=1+1", '-0.25')
    """
    text = visible(text)
    runs = text.lstrip().startswith(("=", "+", "-", "@")) and not _PLAIN_NUMBER.fullmatch(text)
    return f"'{text}" if runs else text
