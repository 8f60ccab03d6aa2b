"""Forms that the known terms of a germ do not decide, such as 0/0: each with its name and its mend."""

from __future__ import annotations

LARGE_N = "give a large finite n, such as 1e1000000"
REWRITE = "write the formula without the cancellation"
LOGARITHMS = "take log(1 + E), beta (1 - rho) and log n from row.logs()"
HOPELESS = "mend the formula, it is so at every large n"


class IndeterminateForm(ArithmeticError):
    """A germ whose limit the known terms do not decide.

    Parameters
    ----------
    form : str
        Its name, such as 0/0.
    mend : str, optional
        What helps wherever this form comes up.
    """

    def __init__(self, form: str, mend: str = "") -> None:
        super().__init__(form)
        self.mend = mend

    def mended(self, hint: str) -> str:
        """Return what to do, where ``hint`` helps at the point at hand."""
        return self.mend if self.mend == HOPELESS else ", or ".join(filter(None, (self.mend, hint)))


class OpenSign(IndeterminateForm):
    """A coefficient whose ball contains 0: more precision may decide it."""

    def __init__(self) -> None:
        super().__init__("a coefficient that cannot be told from 0", REWRITE)
