"""The picture of a rescaled difference: the ratio to the derived coefficient, a line for each point, 1 as the guide."""

from __future__ import annotations

import numpy as np
import pytest

from critscale.pictures.style import GUIDE, LINES
from critscale.proofs.evidence import Table
from critscale.proofs.search.rescaling import COLUMNS

pytest.importorskip("matplotlib")

from critscale.pictures.rescaled import draw


def rows(rate: str, at: str, scaled: float, coefficient: float = 2) -> tuple[tuple[str, ...], ...]:
    """Return the figures of one parameter point at two lengths."""
    return tuple((rate, at, n, str(scaled), str(coefficient)) for n in ("10^1", "10^1000000"))


def test_lines_are_the_ratio_to_the_coefficient() -> None:
    """At k of n = 10^k; a coefficient that is zero has no ratio; the guide stands at 1."""
    figure = draw(Table(COLUMNS, (*rows("1/n", "rho = 1/2", 3), *rows("1/n", "rho = 0", 1, 0))))
    (axes,) = figure.axes
    guide, line = axes.lines
    assert guide.get_color() == GUIDE and np.asarray(guide.get_ydata()).tolist() == [1, 1]
    assert np.asarray(line.get_xdata()).tolist() == [1, 10**6]
    assert np.asarray(line.get_ydata()).tolist() == [1.5, 1.5]
    assert [t.get_text() for t in axes.get_xticklabels()] == ["1", "1e6"]
    assert [t.get_text() for t in figure.legends[0].get_texts()] == ["ρ = 1/2"]
    assert axes.get_title() == ""


def test_rates_are_told_apart() -> None:
    """Where there are several, each line says its own, as a reader writes it."""
    figure = draw(Table(COLUMNS, (*rows("1/n", "rho = 1/2", 3), *rows("n**(-2*delta)", "rho = 1/2", 3))))
    assert [t.get_text() for t in figure.legends[0].get_texts()] == ["ρ = 1/2, rate 1/n", "ρ = 1/2, rate n^(-2 δ)"]


def test_more_points_than_lines() -> None:
    """One point of each rate, and the title says how many there are; as many as there are lines are all drawn."""
    points = [rows(rate, f"rho = 1/{k}", 3) for rate in ("1/n", "1/n^2") for k in range(2, 2 + len(LINES) // 2)]
    figure = draw(Table(COLUMNS, tuple(row for point in points for row in point)))
    assert len(figure.axes[0].lines) == 1 + len(LINES) and figure.axes[0].get_title() == ""
    points.append(rows("1/n", "rho = 9/10", 3))
    figure = draw(Table(COLUMNS, tuple(row for point in points for row in point)))
    assert len(figure.axes[0].lines) == 3 and figure.axes[0].get_title() == f"2 of {len(points)} parameter points"


def test_nothing_to_draw() -> None:
    """Every coefficient is zero: no line, no legend, no error."""
    figure = draw(Table(COLUMNS, rows("1/n", "rho = 0", 1, 0)))
    assert len(figure.axes[0].lines) == 1 and not figure.legends
