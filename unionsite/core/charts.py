"""Geometry of a simple chart over a table of numbers: pure arithmetic, drawn by `core/blocks/chart.html` as SVG."""

from __future__ import annotations

import math
from dataclasses import dataclass

MAX_SERIES = 4
MAX_ROWS = 24
# The drawing's own units; CSS scales it to the column.
WIDTH, HEIGHT = 720, 360
LEFT, RIGHT, TOP, BOTTOM = 56, 12, 24, 44


@dataclass(frozen=True)
class Mark:
    """One number: a bar from (x, y) with a size, or a point at its top middle."""

    x: float
    y: float
    width: float
    height: float
    middle: float
    value: str
    label: str


@dataclass(frozen=True)
class Series:
    name: str
    index: int
    marks: tuple[Mark, ...]
    line: str


@dataclass(frozen=True)
class Chart:
    kind: str
    series: tuple[Series, ...]
    gridlines: tuple[tuple[float, str], ...]
    labels: tuple[tuple[float, str], ...]
    baseline: float
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT


def nice_step(span: float, count: int = 4) -> float:
    """A round step (1, 2, 2.5 or 5 times a power of ten) that divides `span` into about `count` parts."""
    # Below what anybody writes into a table the arithmetic of floats itself gives out.
    if span < 1e-9:
        return 1.0
    rough = span / count
    power = 10 ** math.floor(math.log10(rough))
    return next((factor * power for factor in (1, 2, 2.5, 5, 10) if rough <= factor * power), 10 * power)


def written(number: float) -> str:
    """A number as people write it: no trailing zeros."""
    return f"{number:,.2f}".rstrip("0").rstrip(".")


def draw_chart(table, kind: str) -> Chart | None:
    """The chart of a typed table whose first column names the rows; None when there is no number to draw."""
    rows = [row["values"] for row in table.row_data][:MAX_ROWS]
    numeric = [i for i in range(1, len(table.columns)) if any(isinstance(row[i], int | float) for row in rows)]
    numeric = numeric[:MAX_SERIES]
    values = [float(row[i]) for row in rows for i in numeric if isinstance(row[i], int | float)]
    if not values:
        return None
    low, high = min(0.0, *values), max(0.0, *values)
    step = nice_step(high - low)
    low, high = math.floor(low / step) * step, math.ceil(high / step) * step or step
    scale = (HEIGHT - TOP - BOTTOM) / (high - low)

    def y(value: float) -> float:
        return round(TOP + (high - value) * scale, 1)

    slot = (WIDTH - LEFT - RIGHT) / len(rows)
    bar = min(48.0, slot * 0.72 / len(numeric))
    series = []
    for order, column in enumerate(numeric):
        marks = []
        for index, row in enumerate(rows):
            value = row[column]
            if not isinstance(value, int | float):
                continue
            centre = LEFT + slot * (index + 0.5)
            x = centre + (order - len(numeric) / 2) * bar
            top, foot = y(max(value, 0)), y(min(value, 0))
            middle = centre if kind == "line" else x + bar / 2
            mark_y = y(value) if kind == "line" else top
            marks.append(
                Mark(
                    round(x + 1, 1),
                    mark_y,
                    round(bar - 2, 1),
                    round(foot - top, 1),
                    round(middle, 1),
                    written(value),
                    str(row[0]),
                )
            )
        line = " ".join(f"{mark.middle},{mark.y}" for mark in marks)
        series.append(Series(str(table.columns[column]["heading"]), order + 1, tuple(marks), line))
    ticks = round((high - low) / step)
    return Chart(
        kind=kind,
        series=tuple(series),
        gridlines=tuple((y(low + step * i), written(low + step * i)) for i in range(ticks + 1)),
        labels=tuple((round(LEFT + slot * (i + 0.5), 1), str(row[0])) for i, row in enumerate(rows)),
        baseline=y(0),
    )
