"""Which versions made a result."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

PACKAGES = ("critscale", "sympy", "mpmath", "python-flint", "numpy", "hypothesis")


def package_version() -> str:
    """Return the version of critscale; a checkout that is not installed has none."""
    try:
        return version("critscale")
    except PackageNotFoundError:
        return "not installed"


def versions() -> dict[str, str]:
    """Return the version of each package a result depends on; a package that is not installed has none."""
    import platform

    found = {"python": platform.python_version()}
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found
