"""The command line: the verbs of the package for a terminal.  No mathematics lives here."""

from __future__ import annotations

from .app import app, main

__all__ = ["app", "main"]
