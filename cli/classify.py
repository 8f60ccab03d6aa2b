"""``critscale classify``: the class and regime of a law, derived, and its certified crossing lengths."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .command import argument, command, length, option, say_count, setting
from .common import BASE, JSON, PARAMETERS
from .output import print_json, say_block

if TYPE_CHECKING:
    from ..numerics.settings.length import ContextLength


def named(pairs: tuple[str, ...]) -> dict[str, str]:
    """Return NAME=VALUE options as a mapping.

    Raises
    ------
    BadInput
        If one is not of that form, or a name occurs twice.
    """
    from ..numerics.inputs import has_suffix, number_or_count
    from ..theory.errors import BadInput, shown

    result: dict[str, str] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        name = name.strip()
        if not equals or not name.isidentifier() or not name.isascii() or name in result or name in ("n", "pos"):
            raise BadInput(
                f"--set {shown(ascii(pair)[1:-1])}",
                "not NAME=VALUE with a new name",
                "write, for example, --set L=8192",
            )
        if has_suffix(value):
            say_count(name, value, number_or_count(value, name))
        result[name] = value
    return result


@command(
    argument("LAW", "Id of a law (see 'critscale laws'), or an expression in n or pos."),
    *setting(rho=None),
    option("--beta0 BETA0", BASE),
    PARAMETERS,
    option("--up-to N", "Crossings are looked for in n = 2 .. this, 1e12 by default.", read=length),
    JSON,
)
def classify(
    law: str, rho: str | None, beta0: str | None, parameters: tuple[str, ...], up_to: ContextLength | None, json: bool
) -> None:
    """Derive the class of a multiplier m(n), its regime as n -> oo, and where its self weight passes 10, 50 and 90%.

    Class, growth, and whether it preserves the regime need the law alone.  With --rho and --beta0 come the regime of a law that grows
    as log n, and the crossing lengths.  beta_n = beta0 m(n); an expression knows + - * / ^, log, exp, sqrt, floor, min, max, n, pos = n - 1 and --set
    names.  The crossing lengths are certified: all of them in the range, or those left open are said.

    critscale classify llama4

    critscale classify "1 + 0.1*log(n/8192)" --rho 0.3 --beta0 11

    critscale classify yarn --set factor=32 --rho 0.3 --beta0 11

    critscale classify "max(1, log(n)/log(L))" --set L=2048 --rho 1/3 --beta0 "sqrt(128)"
    """
    from ..numerics.laws import classification

    found = classification.classify(law, beta0=beta0, rho=rho, parameters=named(parameters), largest=up_to)
    if json:
        print_json(found.to_json())
    else:
        say_block(found)
