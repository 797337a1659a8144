"""Geometry of a simple chart of a table of numbers: pure arithmetic; `core/blocks/chart.html` draws it as SVG."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

MAX_SERIES = 4
MAX_ROWS = 24
# In units of the drawing; CSS scales it to the column.
WIDTH, HEIGHT = 720, 360
LEFT, RIGHT, TOP, BOTTOM = 56, 12, 24, 44


@dataclass(frozen=True)
class Frame:
    """The drawing and what its edges are kept free for; `em` is how wide a 汉字 of its labels is."""

    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = RIGHT
    bottom: int = BOTTOM
    em: int = 15


# As wide as the column of a phone, so that nothing is scaled and words keep their size.
PHONE = Frame(width=342, height=260, left=34, right=4, bottom=30, em=12)
# The template cuts longer labels.
LABEL_LENGTH = 8


@dataclass(frozen=True)
class Mark:
    """One number of the chart: a bar whose upper left corner is (x, y), or a point at (middle, y)."""

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
    frame: Frame
    is_sloping: bool

    @property
    def right(self) -> int:
        return self.frame.width - self.frame.right

    @property
    def foot(self) -> int:
        """Return where the labels stand."""
        return self.frame.height - (self.frame.bottom - 14 if self.is_sloping else 16)

    @property
    def says_values(self) -> bool:
        """Whether numbers stand at the marks: of one series, where there is room for them."""
        return len(self.series) == 1 and len(self.labels) * 2 * self.frame.em <= self.right - self.frame.left


def nice_step(span: float) -> float:
    """Return a round step (1, 2, 2.5 or 5 times a power of ten) that divides `span` into about four parts."""
    # No table holds numbers this small, and below this floats are too coarse for the arithmetic.
    if span < 1e-9:
        return 1.0
    rough = span / 4
    power = 10 ** math.floor(math.log10(rough))
    return next((factor * power for factor in (1, 2, 2.5, 5, 10) if rough <= factor * power), 10 * power)


def written(number: float) -> str:
    """Return a number as people write it: grouped by thousands, at most two decimals, no trailing zeros."""
    return f"{number:,.2f}".rstrip("0").rstrip(".")


@dataclass(frozen=True)
class Scale:
    """Maps numbers from `low` to `high`, both multiples of `step`, to heights between top and bottom of the drawing."""

    low: float
    high: float
    step: float
    span: int

    @classmethod
    def of(cls, values: list[float], frame: Frame) -> Scale:
        low, high = min(0.0, *values), max(0.0, *values)
        step = nice_step(high - low)
        span = frame.height - TOP - frame.bottom
        return cls(math.floor(low / step) * step, math.ceil(high / step) * step or step, step, span)

    def y(self, value: float) -> float:
        return round(TOP + (self.high - value) * self.span / (self.high - self.low), 1)

    @property
    def gridlines(self) -> tuple[tuple[float, str], ...]:
        ticks = round((self.high - self.low) / self.step)
        values = [self.low + self.step * i for i in range(ticks + 1)]
        return tuple((self.y(value), written(value)) for value in values)


def draw_chart(table, kind: str, frame: Frame | None = None) -> Chart | None:
    """Return the chart of a typed table whose first column names the rows; None when there is no number to draw."""
    frame = frame or Frame()
    rows = [row["values"] for row in table.row_data][:MAX_ROWS]
    numeric = [i for i in range(1, len(table.columns)) if any(isinstance(row[i], int | float) for row in rows)]
    numeric = numeric[:MAX_SERIES]
    values = [float(row[i]) for row in rows for i in numeric if isinstance(row[i], int | float)]
    if not values:
        return None
    slot = (frame.width - frame.left - frame.right) / len(rows)
    longest = min(max(len(str(row[0])) for row in rows), LABEL_LENGTH) * frame.em
    # On a phone labels that do not fit side by side slope upwards to their bars.
    if is_sloping := frame is PHONE and longest > slot:
        frame = replace(frame, bottom=28 + round(longest * 0.77))
    scale = Scale.of(values, frame)
    bar = min(48.0, slot * 0.72 / len(numeric))
    series = []
    for order, column in enumerate(numeric):
        shift = (order - len(numeric) / 2) * bar
        marks = tuple(
            draw_mark(scale, row[column], frame.left + slot * (index + 0.5), shift, bar, kind, str(row[0]))
            for index, row in enumerate(rows)
            if isinstance(row[column], int | float)
        )
        line = " ".join(f"{mark.middle},{mark.y}" for mark in marks)
        series.append(Series(str(table.columns[column]["heading"]), order + 1, marks, line))
    return Chart(
        kind=kind,
        series=tuple(series),
        gridlines=scale.gridlines,
        labels=tuple((round(frame.left + slot * (i + 0.5), 1), str(row[0])) for i, row in enumerate(rows)),
        baseline=scale.y(0),
        frame=frame,
        is_sloping=is_sloping,
    )


def draw_mark(scale: Scale, value: float, centre: float, shift: float, bar: float, kind: str, label: str) -> Mark:
    """Return the mark of one number in the row around `centre`; its bar is `bar` wide and begins `shift` beside it."""
    x, top, foot = centre + shift, scale.y(max(value, 0)), scale.y(min(value, 0))
    is_line = kind == "line"
    return Mark(
        x=round(x + 1, 1),
        y=scale.y(value) if is_line else top,
        width=round(bar - 2, 1),
        height=round(foot - top, 1),
        middle=round(centre if is_line else x + bar / 2, 1),
        value=written(value),
        label=label,
    )
