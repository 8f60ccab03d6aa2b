"""The class of each scaling law, and of a few multipliers that take every rule of the asymptotics: judged by numbers."""

from __future__ import annotations

from ..vocabulary import DERIVED, LAWS, Claim, Classified, Fraction, but

SHAPES = {
    "clipped": "min(n, 5)",
    "power-of-n-by-its-log": "n^(1/log(n))",
    "reciprocal": "1/(1 + log(n))",
    "root-of-log": "sqrt(log(n) + 1)",
    "log-plus-log-log": "log(n) + log(log(n))",
    "log-of-a-product": "log(n*log(n) + n)",
    "exponential": "log(n)*exp(1/log(n))",
    "power-of-log": "(log(n) + 1)^(3/2)/sqrt(log(n))",
    "log-squared": "log(n)^2/(1 + 1/log(n))",
    "power-of-n": "exp(log(n)/2)/n^(1/4)*floor(log(n))^2",
}
"""Multipliers by name: a minimum, powers, roots, logarithms and exponentials of what vanishes, a floor of what grows."""


def _claim(name: str, law: str, title: str, source: str) -> Claim:
    return Claim(
        f"class.{name}",
        f"the derived asymptotics, class and regimes of {title} are those of its numbers",
        Classified(law=law),
        source=source,
        twins=but("next class", "the class after the derived one", next_class=True)
        + but("coefficient", "the last term larger by a twentieth", perturbation=Fraction(1, 20)),
    )


CLAIMS = (
    *(_claim(law.id, law.id, law.title, law.source) for law in LAWS.values() if law.formula is not None),
    *(_claim(f"shape.{name}", shape, f"m = {shape}", DERIVED) for name, shape in SHAPES.items()),
)
