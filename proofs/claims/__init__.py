"""The claims of the package: every file here ends with its own, and files stand in the order of the theory."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from ..claim import Claim

FILES = sorted(module.name for module in iter_modules(__path__))
CLAIMS: tuple[Claim, ...] = tuple(claim for file in FILES for claim in import_module(f".{file}", __name__).CLAIMS)
