"""A claim with all that the handbook knows of it: what is stated, what was found, what it stands on."""

from __future__ import annotations


