"""Particle flows on the sphere in float64, from the definition: what the reduced equations are tested against.

theta_i' = P_i A_i/s_i and r_i' = (radial growth), with A_i the attention output; integrated by the classical
Runge-Kutta method of order 4.

Source: theory D6, D9, D11; arXiv 2510.22026, section 2.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple

import numpy as np

from ...theory.dynamics.flows import NORMALISATIONS, Flow, attention_output, normalised_velocity, softmax_velocity
from ..numbers.arrays import Array


class Swarm(NamedTuple):
    """Tokens on the sphere."""

    directions: Array
    """(n, d), unit rows."""
    radii: Array
    """(n,), norms."""


def outputs(directions: Array, beta: float, kind: Literal["softmax", "unnormalised", "shifted"]) -> Array:
    """Return the attention output of each token, shape (n, d).

    ``softmax`` averages; ``unnormalised`` sums exp(beta <x, y>)/n, ``shifted`` the same with <x, y> - 1.
    """
    logits = beta * (directions @ directions.T)
    if kind == "softmax":
        weights = np.exp(logits - logits.max(axis=1, keepdims=True))
        weights /= weights.sum(axis=1, keepdims=True)
    else:
        weights = np.exp(logits - (beta if kind == "shifted" else 0)) / len(directions)
    return np.asarray(weights @ directions)


def velocity(
    swarm: Swarm,
    beta: float,
    kind: Literal["softmax", "unnormalised", "shifted"] = "softmax",
    norm: str = "post",
    schedule: float = 1,
) -> Swarm:
    """Return the velocities of directions and norms under a normalisation of `NORMALISATIONS`."""
    scheme = NORMALISATIONS[norm]
    drift = outputs(swarm.directions, beta, kind)
    inner = (drift * swarm.directions).sum(axis=1)
    flow = Flow(swarm.radii, np.sqrt((drift * drift).sum(axis=1)), inner, np.full_like(inner, schedule))
    tangent = drift - inner[:, None] * swarm.directions
    regulation = scheme.regulate(flow)
    speed = np.asarray(regulation.speed)  # one number or one for each token
    return Swarm(tangent / speed[..., None], np.full(inner.shape, regulation.radial))


def integrate(
    swarm: Swarm,
    time: float,
    steps: int,
    beta: float,
    kind: Literal["softmax", "unnormalised", "shifted"] = "softmax",
    norm: str = "post",
    schedule: Callable[[float], float] = lambda t: 1,
) -> Swarm:
    """Return the swarm after ``time``, in ``steps`` Runge-Kutta steps; the error is of order steps^-4.

    Parameters
    ----------
    swarm : Swarm
        Where it starts.
    time : float
        How long, in units in which the drift is one attention output.
    steps : int
        Number of steps.
    beta : float
        Inverse temperature.
    kind : {"softmax", "unnormalised", "shifted"}
        The attention.
    norm : str
        Id of the normalisation.
    schedule : callable
        alpha_t or sqrt(t + 1) as a function of t, where the scheme has one.
    """
    h = time / steps

    def move(base: Swarm, slope: Swarm, size: float) -> Swarm:
        return Swarm(base.directions + size * slope.directions, base.radii + size * slope.radii)

    for step in range(steps):
        now = step * h
        k1 = velocity(swarm, beta, kind, norm, schedule(now))
        k2 = velocity(move(swarm, k1, h / 2), beta, kind, norm, schedule(now + h / 2))
        k3 = velocity(move(swarm, k2, h / 2), beta, kind, norm, schedule(now + h / 2))
        k4 = velocity(move(swarm, k3, h), beta, kind, norm, schedule(now + h))
        for slope, weight in ((k1, 1), (k2, 2), (k3, 2), (k4, 1)):
            swarm = move(swarm, slope, weight * h / 6)
        swarm = swarm._replace(directions=swarm.directions / np.linalg.norm(swarm.directions, axis=1, keepdims=True))
    return swarm


def two_clusters(sizes: tuple[int, int], cosine: float) -> Swarm:
    """Return unit tokens in the plane, ``sizes`` of them in two places at the given cosine."""
    places = np.array([[1, 0], [cosine, np.sqrt(1 - cosine**2)]])
    return Swarm(np.repeat(places, sizes, axis=0), np.ones(sum(sizes)))


def equiangular(
    rho: float,
    n: int,
    beta: float,
    norm: str,
    times: Sequence[float],
    schedule: Callable[[float], float] = lambda t: 1,
    step: float = 0.02,
) -> list[tuple[float, float]]:
    """Return (1 - rho, r) of equiangular tokens under softmax attention and a normalisation, at increasing times.

    The reduced equations in (log(1 - rho), r), by the same Runge-Kutta method.

    Parameters
    ----------
    rho : float
        Cosine at time 0; r is 1 there.
    n, beta : int, float
        Number of tokens and inverse temperature.
    norm : str
        Id of the normalisation.
    times : sequence of float
        When to look, from 0 on.
    schedule : callable
        As in `run`.
    step : float
        Largest step; the error is of order step^4.
    """
    scheme = NORMALISATIONS[norm]

    def slope(state: Array, now: float) -> Array:
        distance = np.exp(state[0])
        ratio = np.exp(-beta * distance)
        inner, squared = attention_output(1 - distance, n, ratio)
        flow = Flow(state[1], np.sqrt(squared), inner, schedule(now))
        # softmax_velocity over 1 - rho: the rate of log(1 - rho), without cancellation
        rate = softmax_velocity(1 - distance, n, ratio) / distance
        return np.array([-normalised_velocity(scheme, rate, flow), scheme.regulate(flow).radial])

    state, now, found = np.array([np.log(1 - rho), 1.0]), 0.0, []
    for target in times:
        count = max(1, int(np.ceil((target - now) / step)))
        h = (target - now) / count
        for _ in range(count):
            k1 = slope(state, now)
            k2 = slope(state + h / 2 * k1, now + h / 2)
            k3 = slope(state + h / 2 * k2, now + h / 2)
            k4 = slope(state + h * k3, now + h)
            state, now = state + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4), now + h
        found.append((float(np.exp(state[0])), float(state[1])))
    return found


def random_tokens(n: int, d: int, seed: int, hemisphere: bool = False) -> Swarm:
    """Return n independent uniform unit tokens in R^d, all in one hemisphere if asked; the seed fixes them."""
    x = np.random.default_rng(seed).standard_normal((n, d))
    if hemisphere:
        x[:, 0] = np.abs(x[:, 0])
    return Swarm(x / np.linalg.norm(x, axis=1, keepdims=True), np.ones(n))


def diameter(swarm: Swarm) -> float:
    """Return the largest 1 - cosine of two tokens, as half a squared distance."""
    x = swarm.directions
    return float(max(((x - row) ** 2).sum(axis=1).max() / 2 for row in x))
