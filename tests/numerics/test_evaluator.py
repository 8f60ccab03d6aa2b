"""One context length after another: an evaluator gives what `evaluate` gives, ball for ball, alone and in vectors."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from fractions import Fraction
from typing import Any

import pytest
from flint import arb, ctx

from critscale import QUANTITIES, ContextLength, Enclosure, Setting, evaluate, evaluator
from critscale.numerics.answers.multiprecision import evaluate_mpmath
from critscale.numerics.numbers.ball_vector import BallVector, Divided
from critscale.numerics.numbers.balls import BALLS
from critscale.numerics.settings.length import LengthLike
from critscale.theory.errors import BadInput, NotCertain, UnknownName
from critscale.theory.field import FUNCTIONS, MissingFunction, Scalar, field_of
from critscale.theory.layer.registry import Quantity
from critscale.theory.layer.row import Row

SCALES: tuple[dict[str, Any], ...] = (
    {"gamma": 0}, {"gamma": "1/2"}, {"gamma": "1e-9"}, {"critical": True}, {"gamma": 2}, {"beta": 3}, {"beta": "0.001"},
    {"beta": 40}, {"kappa": "1/3"}, {"kappa": "-0.5"}, {"kappa": 7},
)  # fmt: skip
LENGTHS = (2, 3, 17, 1000, 1001, 131072, 10**9 + 7, "1e100", "1e5000", "10^10^100", "3*2^5000", "exp(20)", "exp(5/2)", "oo")


def parts(value: Enclosure) -> tuple[object, ...]:
    """Return all of an enclosure, exactly."""
    if value.is_infinite:
        return str(value), value.bits
    return str(value), value.bits, value.ball.mid().man_exp(), value.ball.rad().man_exp()


def quantity(formula: Any) -> Quantity:
    """Return a quantity of one's own."""
    return Quantity(formula, "a quantity of a test", "x", "1", "test")


def complement(row: Row, rho: Scalar, r: Scalar) -> Scalar:
    """One minus the self weight, which cancels."""
    return 1 - row.self_weight


@contextmanager
def precision(bits: int) -> Iterator[None]:
    """Compute with another precision outside, as a user of python-flint may have set it."""
    saved, ctx.prec = ctx.prec, bits
    try:
        yield
        assert ctx.prec == bits
    finally:
        ctx.prec = saved


@pytest.mark.parametrize("name", QUANTITIES)
@pytest.mark.parametrize("scale", SCALES, ids=str)
def test_alone_and_in_a_vector_a_value_is_the_same_ball(name: str, scale: dict[str, Any]) -> None:
    """`evaluate`, `at` and `many` are one machine: midpoint, radius and working precision are equal."""
    words: dict[str, Any] = {"rho": "0.3", "residual": "1/2", **scale} | ({"dim": "oo"} if QUANTITIES[name].dimension else {})
    machine, alone, lengths = evaluator(name, digits=20, **words), [], []
    for n in LENGTHS:
        try:
            alone.append(parts(evaluate(name, n=n, digits=20, **words)))
        except NotCertain:
            continue  # no limit, or none that the formula shows
        lengths.append(n)
        assert parts(machine.at(n)) == alone[-1]
    assert [parts(value) for value in machine.many(lengths)] == alone
    assert len(alone) > len(LENGTHS) / 2


@pytest.mark.parametrize("mechanism", ["softmax", "sink:9", "sink:-1/2"])
def test_a_sink_and_zero_rho_too(mechanism: str) -> None:
    """Every mechanism, and orthogonal tokens."""
    for name in ("self-weight", "row-entropy", "contraction-factor", "balanced-mass"):
        machine = evaluator(name, rho=0, gamma="0.7", mechanism=mechanism, digits=15)
        values = machine.many(LENGTHS[:-1])
        assert list(map(parts, values)) == [parts(machine.at(n)) for n in LENGTHS[:-1]]


def test_a_value_whose_first_precision_does_not_suffice_is_tried_again() -> None:
    """In a vector only that element climbs, to the precision it climbs to alone."""
    cancels, exact = evaluator(quantity(complement), rho="0.3", gamma=3, digits=30), "self-weight-complement"
    lengths: list[LengthLike] = [1000, "1e50", 1003, "1e400", "1e50"]
    values = cancels.many(lengths)
    bits = [value.bits for value in values]
    assert bits[1] > bits[0] and bits[3] > bits[1] and bits[1] == bits[4]
    assert list(map(parts, values)) == [parts(cancels.at(n)) for n in lengths]
    assert list(map(str, values)) == [str(evaluate(exact, n=n, rho="0.3", gamma=3, digits=30)) for n in lengths]


def test_history_does_not_matter() -> None:
    """What was asked before changes no ball."""
    machine, fresh = (evaluator(quantity(complement), rho="0.3", gamma=3, digits=30) for _ in range(2))
    machine.many(["1e400", "1e50"])
    assert parts(machine.at(1000)) == parts(fresh.at(1000))


@pytest.mark.parametrize("outside", [2, 10, 53, 1000])
def test_digits_do_not_depend_on_the_precision_outside(outside: int) -> None:
    """An operation on a ball after the precision is restored would round it to the precision outside."""

    def third(row: Row, rho: Scalar, r: Scalar) -> Scalar:
        return Fraction(1, 3)

    with precision(outside):
        machine = evaluator("contraction-factor", rho="0.3", critical=True, digits=40)
        values = [machine.at(1000), *machine.many([1000, "1e100", 1001])]
        assert values[0].agrees(evaluate_mpmath("contraction-factor", n=1000, rho="0.3", critical=True, digits=40), 40)
        assert parts(values[0]) == parts(values[1])
        for value in values:
            assert value.ball.rel_accuracy_bits() >= 40 * 3.3219
            assert value.lower <= value.value <= value.upper
        thirds = evaluator(quantity(third), rho="0.3", critical=True, digits=40)
        assert {str(value) for value in [thirds.at(1000), *thirds.many([1000, 1001])]} == {"0." + 40 * "3"}
    with precision(53):
        assert parts(evaluate("contraction-factor", n="1e100", rho="0.3", critical=True, digits=40)) == parts(values[2])


def test_the_precision_outside_is_restored_after_a_refusal() -> None:
    """Whatever a formula raises."""
    def broken(row: Row, rho: Scalar, r: Scalar) -> Scalar:
        raise ZeroDivisionError

    machine = evaluator(quantity(broken), rho="0.3", gamma=2)
    with precision(77), pytest.raises(ZeroDivisionError):
        machine.at(1000)
    with precision(77), pytest.raises(ZeroDivisionError):
        machine.many([1000, 1001])


def test_threads_do_not_disturb_each_other() -> None:
    """Eight threads with four precisions."""
    machines = [evaluator("row-entropy", rho="0.3", gamma=2, digits=digits) for digits in (5, 15, 50, 300)]
    lengths = range(1000, 1200)
    expected = [[parts(machine.at(n)) for n in lengths] for machine in machines]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda machine: list(map(parts, machine.many(lengths))), machines * 4))
    assert found == expected * 4


def test_a_setting_leaves_its_n_open() -> None:
    """A setting may be given whole; its n is not looked at."""
    setting = Setting(n="1e6", rho="0.3", kappa=2)
    assert parts(evaluator("self-weight", setting).at(50)) == parts(evaluate("self-weight", setting.at(50)))
    assert parts(evaluator("self-weight", setting).at(ContextLength.parse("50"))) == parts(
        evaluate("self-weight", n=50, rho="0.3", kappa=2)
    )
    assert evaluator("self-weight", setting).many([]) == []


def test_what_is_wrong_is_refused_in_a_line() -> None:
    """At once where the words are wrong, and with each n that is none."""
    with pytest.raises(BadInput, match="leave out n"):
        evaluator("self-weight", n=1000, rho="0.3", gamma=2)
    with pytest.raises(BadInput, match="rho: missing"):
        evaluator("self-weight", gamma=2)
    with pytest.raises(UnknownName, match="word of a setting"):
        evaluator("self-weight", rho="0.3", gama=2)  # type: ignore[call-arg]
    with pytest.raises(BadInput, match="n: missing"):
        evaluate("self-weight", rho="0.3", gamma=2)
    machine = evaluator("self-weight", rho="0.3", kappa=-3)
    wrongs: tuple[Any, ...] = (1, 0, -5, "x", 2.5, None, [1000], {}, 10)
    for wrong in wrongs:
        with pytest.raises(BadInput, match="kappa below -log n" if wrong == 10 else None):
            machine.at(wrong)
        with pytest.raises(BadInput, match="kappa below -log n" if wrong == 10 else None):
            machine.many([1000, wrong])
    with pytest.raises(BadInput, match="dim >= n"):
        evaluator("mean-square-jacobian", rho="0.3", gamma=2, dim=100).many([50, 101])
    with pytest.raises(MissingFunction):
        evaluator(quantity(lambda row, rho, r: field_of(2).exp(2)), rho="0.3", gamma=2).many([1000])


def test_a_vector_answers_if_its_elements_agree() -> None:
    """Else the question says which element answers what."""
    vector = BallVector([arb(1), arb(2), arb(3)])
    assert vector < 4 and not vector > 4 and vector != 0 and not vector == 7
    with pytest.raises(Divided) as question:
        bool(vector > BallVector([arb(0), arb(2), arb(1)]))
    assert question.value.answers == [True, False, True]
    with pytest.raises(TypeError):
        bool(vector)


def test_the_functions_of_a_vector_are_those_of_its_balls() -> None:
    """Every function of a field, and with a single ball beside the vector."""
    first, second = [arb("0.3"), arb("0.71")], [arb("0.2"), arb("0.9")]
    for name in FUNCTIONS:
        count = {"minimum": 2, "maximum": 2, "hypot": 2, "radical": 2, "regularized_beta": 2, "regularized_gamma": 2, "scaled_bessel": 2, "spectral_norm": 7, "entmax_gap": 3}
        others = [second] * (count.get(name, 1) - 1)
        found = getattr(field_of(BallVector(first)), name)(BallVector(first), *map(BallVector, others))
        assert [x.man_exp() for y in found.balls for x in (y.mid(), y.rad())] == [
            x.man_exp() for k in (0, 1) for y in [getattr(BALLS, name)(first[k], *(o[k] for o in others))] for x in (y.mid(), y.rad())
        ]
    mixed = field_of(BallVector(first)).minimum(BallVector(first), arb("0.5"))
    assert [float(x) for x in mixed.balls] == [0.3, 0.5]
