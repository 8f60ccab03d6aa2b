"""Foreign text made safe to show: a config's keys, file names, titles of claims, whatever a user or a file wrote.

A control character can clear a screen or forge a line; a mark of direction can turn text around.  Whatever Unicode does not
call printable is shown by its number, as Python writes it, wherever text leaves the package.
"""

from __future__ import annotations


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
