"""Certified evaluation: a new context length with each call, against what a user would write by hand, and against its floor.

The floor is one bare ``arb.exp`` and one bare ``arb.log1p`` at the working precision of the evaluation.  The peers compute
the contraction factor at gamma log n with rho and gamma read beforehand: mpmath at the digits asked for and ten more, which
certifies nothing, and arb by python-flint, at the precision that the evaluation ends with.  Every call of every side gets an n
it has not seen; the same arguments again have a row of their own: no value is remembered, only what does not depend on n.
Run with ``python benchmarks/evaluation.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count, islice
from statistics import median
from typing import Any

import mpmath
from flint import arb, fmpq
from measure import Figure, Growth, Result, in_turn, main

from critscale import evaluate, evaluator
from critscale.numerics.numbers.precision import working_precision

QUANTITY, RHO = "contraction-factor", "0.3"
SCALES: dict[str, dict[str, Any]] = {"subcritical": {"gamma": 1}, "critical": {"critical": True}, "supercritical": {"gamma": 2}}
CALLS = 300
CURVE = 10**5
FLOOR = "x exp + log1p"
_LENGTHS = count(10**6, 7919)


def fresh(size: int) -> list[int]:
    """Return context lengths that no side has seen."""
    return list(islice(_LENGTHS, size))


def floor(bits: int, calls: int) -> Callable[[], int]:
    """Return what does exp and log1p alone."""
    with working_precision(bits):
        x = arb(2).sqrt()

    def side() -> int:
        with working_precision(bits):
            for _ in range(calls):
                x.exp()
                x.log1p()
        return calls

    return side


def ours(digits: int, calls: int, scale: dict[str, Any]) -> Callable[[], int]:
    """Return what evaluates at new lengths."""

    def side() -> int:
        for n in fresh(calls):
            evaluate(QUANTITY, n=n, rho=RHO, digits=digits, **scale)
        return calls

    return side


def one_by_one(digits: int, calls: int, scale: dict[str, Any]) -> Callable[[], int]:
    """Return what asks an evaluator for one new length after another."""
    machine = evaluator(QUANTITY, rho=RHO, digits=digits, **scale)

    def side() -> int:
        for n in fresh(calls):
            machine.at(n)
        return calls

    return side


def together(digits: int, calls: int, scale: dict[str, Any]) -> Callable[[], int]:
    """Return what asks an evaluator for many new lengths at once."""
    machine = evaluator(QUANTITY, rho=RHO, digits=digits, **scale)
    return lambda: len(machine.many(fresh(calls)))


def again(digits: int, calls: int, scale: dict[str, Any]) -> Callable[[], int]:
    """Return what evaluates with the same arguments again and again."""

    def side() -> int:
        for _ in range(calls):
            evaluate(QUANTITY, n=1000, rho=RHO, digits=digits, **scale)
        return calls

    return side


def by_mpmath(digits: int, calls: int) -> Callable[[], int]:
    """Return what a user of mpmath writes, in a context of its own."""
    mp = mpmath.MPContext()
    mp.dps = digits + 10
    rho, gamma = mp.mpf(3) / 10, mp.mpf(2)

    def side() -> int:
        for n in fresh(calls):
            odds = mp.exp(-gamma * (1 - rho) * mp.log(n))
            total = 1 + (n - 1) * odds
            a, b = 1 / total, odds / total
            gap = (a - b) ** 2
            gap / (gap + (b + rho * (n - 1) * b) * (2 * (a - b) + n * b))
        return calls

    return side


def by_arb(bits: int, calls: int) -> Callable[[], int]:
    """Return what a user of python-flint writes, the precision known."""
    with working_precision(bits):
        rho, gamma = arb(fmpq(3, 10)), arb(2)

    def side() -> int:
        with working_precision(bits):
            for n in fresh(calls):
                odds = (-gamma * (1 - rho) * arb(n).log()).exp()
                total = 1 + (n - 1) * odds
                a, b = 1 / total, odds / total
                gap = (a - b) ** 2
                gap / (gap + (b + rho * (n - 1) * b) * (2 * (a - b) + n * b))
        return calls

    return side


def values(digits: int, calls: int = CALLS, at_most: float | None = None, many: float | None = None) -> Iterator[Figure]:
    """Yield the rows of one number of digits; the goals are those of an evaluator, for one length and for many."""
    bits = evaluate(QUANTITY, n=1000, rho=RHO, digits=digits, gamma=2).bits
    sides = {name: ours(digits, calls, scale) for name, scale in SCALES.items()}
    sides |= {f"{name} at": one_by_one(digits, calls, scale) for name, scale in SCALES.items()}
    sides |= {f"{name} many": together(digits, calls, scale) for name, scale in SCALES.items()}
    sides |= {f"{name} again": again(digits, calls, scale) for name, scale in SCALES.items()}
    sides |= {"floor": floor(bits, calls), "mpmath": by_mpmath(digits, calls), "arb": by_arb(bits, calls)}
    found = in_turn(sides)
    base = found["floor"]

    def ratios(suffix: str) -> dict[str, float]:
        return {name: found[name + suffix] / base for name in SCALES}

    def row(what: str, these: dict[str, float], at_most: float | None = None) -> Figure:
        spread = ", ".join(f"{name} {value:.1f}" for name, value in these.items())
        return Figure(f"{what}, {digits} digits", median(these.values()), FLOOR, at_most=at_most, beside=spread)

    yield row("certified value, new n each call", ratios(""))
    yield row("the same, `evaluator(...).at(n)`", ratios(" at"), at_most=at_most)
    yield row("the same, `evaluator(...).many(ns)`", ratios(" many"), at_most=many)
    yield row("certified value, the same arguments again", ratios(" again"))
    beside = f"exp + log1p takes {base * 1e6:.2f} us"
    yield Figure(f"peer: mpmath by hand, nothing certified, {digits} digits", found["mpmath"] / base, FLOOR, beside=beside)
    yield Figure(f"peer: arb by hand, {digits} digits", found["arb"] / base, FLOOR, beside="no check that the digits suffice")


def curve() -> Iterator[Figure]:
    """Yield the time of a curve of certified values."""
    machine = evaluator(QUANTITY, rho=RHO, digits=15, gamma=2)

    def side() -> int:
        for value in machine.many(fresh(CURVE)):
            float(value)
        return 1

    found = in_turn({"curve": side}, rounds=3)
    yield Figure("curve of 10^5 certified values, 15 digits", found["curve"], "s", at_most=0.6)


def growth_by_digits() -> Iterator[Growth]:
    """Yield how the time of one value grows with the digits asked for."""
    ladder = {15: 300, 50: 300, 200: 200, 1000: 50, 3000: 20, 10_000: 4}
    found: dict[str, list[float]] = {"critscale": [], "mpmath by hand": [], "arb by hand": [], "exp + log1p": []}
    for digits, calls in ladder.items():
        bits = evaluate(QUANTITY, n=1000, rho=RHO, digits=digits, gamma=2).bits
        times = in_turn({
            "critscale": one_by_one(digits, calls, {"gamma": 2}), "mpmath by hand": by_mpmath(digits, calls),
            "arb by hand": by_arb(bits, calls), "exp + log1p": floor(bits, calls),
        }, rounds=3)  # fmt: skip
        for name, time in times.items():
            found[name].append(time)
    for name, line in found.items():
        yield Growth(f"{name}, new n each call" if name != "exp + log1p" else name, "digits", list(ladder), line, "s")


def growth_by_length() -> Iterator[Growth]:
    """Yield how the time of one value grows with n itself: 10^x and a new factor each time."""
    powers = {3: "", 9: "", 100: "", 10**4: "", 10**6: "", 10**12: "10^12", 10**30: "10^30", 10**100: "10^100"}
    factors = count(2)
    machine, line = evaluator(QUANTITY, rho=RHO, digits=50, gamma=2), []
    for power, tower in powers.items():

        def side(text: str = tower or str(power)) -> int:
            for factor in islice(factors, CALLS):
                machine.at(f"{factor}*10^{text}")
            return CALLS

        line.append(in_turn({"": side}, rounds=3)[""])
    yield Growth("critscale, 50 digits, new n each call", "decimal digits of n", [float(p) for p in powers], line, "s")


def measure() -> Iterator[Result]:
    """Yield the rows at 15, 50 and 1000 digits, the curve, and the growths."""
    yield from values(50, at_most=12, many=10)
    yield from values(15)
    yield from values(1000, 50)
    yield from curve()
    yield from growth_by_digits()
    yield from growth_by_length()


if __name__ == "__main__":
    main(measure)
