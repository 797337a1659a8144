"""Indoors: rooms with windows and light, lamps, and furniture."""

import math
from collections.abc import Sequence

from .buildings import works
from .canvas import HEIGHT, WIDTH, Canvas
from .nature import distance, grove, sun
from .palette import (
    BARK,
    BRICK,
    CREAM,
    INK,
    IRON,
    LAKE,
    MOSS,
    OCHRE,
    PAPER,
    PINE,
    SAGE,
    SAND,
    STRAW,
    TEAL,
    WOOD,
    Colour,
    mix,
    shade,
    tint,
)

BOOK_COLOURS = (TEAL, OCHRE, BRICK, SAGE, CREAM, INK, LAKE, SAND)


def room(
    c: Canvas,
    floor: float = 720,
    windows: Sequence[tuple[float, float]] = (),
    top: float = 120,
    sill: float = 480,
    view: str = "hills",
    dado: float = 0,
    panes: int = 2,
) -> None:
    """A wall with openings (left, right), what is seen through them, a floor, and light that falls in."""
    light = c.light
    if windows:
        distance(c, sill - 30, 120)
        sun(c, windows[0][0] + 150, top + 90, 34)
        if view == "works" and c.variant % 3 != 1:
            works(c, sill + 10, mix(light.mid, light.far, 0.4), 0.8, 160)
        grove(c, sill + 20, 90, mix(light.leaf, light.far, 0.35), 16)
    edge = 0.0
    for left, right in (*windows, (WIDTH, WIDTH)):
        c.rect(edge, 0, left - edge, floor, light.wall)
        edge = right
    if windows:
        c.rect(0, 0, WIDTH, top, light.wall)
        c.rect(0, sill, WIDTH, floor - sill, light.wall)
    c.fade(0, top * 0.9 if windows else floor * 0.5, shade(light.wall, 0.07), light.wall)
    frame = tint(light.wall, 0.65)
    for left, right in windows:
        for i in range(panes + 1):
            c.rect(left + (right - left) * i / panes - 6, top, 12, sill - top, frame)
        if c.variant in {2, 4}:
            c.rect(left, top, right - left, (sill - top) * (0.16 if c.variant == 2 else 0.34), tint(light.dado, 0.45))
        c.rect(left - 6, top - 6, right - left + 12, 14, frame)
        c.rect(left, top + (sill - top) * 0.3, right - left, 8, frame)
        c.rect(left - 22, sill - 6, right - left + 44, 20, frame)
        c.rect(left - 22, sill + 14, right - left + 44, 7, shade(light.wall, 0.2), 0.5)
    if dado:
        c.rect(0, dado, WIDTH, floor - dado, light.dado)
        c.rect(0, dado - 6, WIDTH, 8, tint(light.dado, 0.4))
    c.fade(floor, HEIGHT, shade(light.floor, 0.05), tint(light.floor, 0.1))
    c.rect(0, floor - 14, WIDTH, 16, shade(light.dado, 0.12))
    for left, right in windows:
        slant = 150
        c.poly(
            (
                (left + slant, floor + 30),
                (right + slant, floor + 30),
                (right + slant * 2.6, HEIGHT - 50),
                (left + slant * 2.6, HEIGHT - 50),
            ),
            light.beam,
            0.34,
        )


def stage(c: Canvas, table: float = 700, disc: tuple[float, float, float] | None = None) -> None:
    """The still-life set: a plain wall, a large quiet disc behind, and a table top in front."""
    light = c.light
    c.fade(0, table, tint(light.wall, 0.25), light.wall)
    if disc:
        x, y, r = disc
        outer, inner = mix(light.sun, light.wall, 0.35), mix(light.sun, light.wall, 0.12)
        if c.variant % 3 == 2:
            for share, fill in ((1.0, outer), (0.8, inner)):
                c.pie(x, y, r * share, 180, 360, fill)
                c.rect(x - r * share, y - 1, r * share * 2, table - y + 2, fill)
        else:
            x += c.sway(70)
            c.disc(x, y, r, outer)
            c.disc(x, y, r * 0.8, inner, 0.6)
    c.rect(0, table, WIDTH, HEIGHT - table, mix(light.floor, WOOD, 0.25))
    c.rect(0, table, WIDTH, 12, tint(light.floor, 0.35))
    c.rect(0, HEIGHT - 66, WIDTH, 66, shade(mix(light.floor, WOOD, 0.4), 0.22))


def pendant(c: Canvas, x: float, y: float, size: float, fill: Colour = TEAL) -> None:
    """A lamp on a cord with its cone of light."""
    c.line(((x, 0), (x, y)), 4, shade(fill, 0.4))
    c.poly(
        (
            (x - size * 0.5, y + size * 0.5),
            (x + size * 0.5, y + size * 0.5),
            (x + size * 1.9, y + size * 3.6),
            (x - size * 1.9, y + size * 3.6),
        ),
        c.light.beam,
        0.16,
    )
    c.pie(x, y + size * 0.5, size * 0.62, 180, 360, fill)
    c.oval(x, y + size * 0.5, size * 0.62, size * 0.09, PAPER)


def table(c: Canvas, x: float, y: float, w: float, h: float, fill: Colour = WOOD) -> float:
    """A table whose feet are at y and whose middle is x; gives the height of its top."""
    c.shadow(x, y, w * 1.15, 40)
    for side in (-0.44, 0.44):
        c.poly(
            ((x + w * side - 11, y - h), (x + w * side + 11, y - h), (x + w * side + 7, y), (x + w * side - 7, y)),
            shade(fill, 0.3),
        )
    c.rect(x - w * 0.46, y - h + 14, w * 0.92, 20, shade(fill, 0.22))
    c.round_rect(x - w / 2, y - h - 6, w, 22, 8, fill)
    c.round_rect(x - w / 2, y - h - 6, w, 9, 4, tint(fill, 0.25))
    return y - h - 6


def counter(c: Canvas, x: float, y: float, w: float, h: float, fill: Colour = TEAL) -> float:
    """A closed counter or lectern front."""
    c.shadow(x + w / 2, y, w * 1.15, 40)
    c.rect(x, y - h, w, h, fill)
    c.rect(x + w - 26, y - h, 26, h, shade(fill, 0.18))
    c.rect(x, y - h * 0.3, w, 5, shade(fill, 0.2))
    c.round_rect(x - 16, y - h - 10, w + 32, 24, 8, tint(WOOD, 0.35))
    return y - h - 10


def chair(c: Canvas, x: float, y: float, h: float, fill: Colour = SAGE, *, flip: bool = False) -> None:
    """A chair for somebody `h` high who sits at (x, y) facing right unless `flip`."""
    with c.at(x, y, h / 100, flip=flip):
        for lx in (-11, 9):
            c.line(((lx, -24), (lx - (1.5 if lx < 0 else -1.5), 0)), 2.2, shade(fill, 0.4))
        c.round_rect(-13, -25, 25, 4, 2, fill)
        c.poly(((-13, -24), (-10, -24), (-12.5, -53), (-16, -53)), shade(fill, 0.18))
        c.round_rect(-17.5, -56, 5.6, 20, 2.4, fill)


def stool(c: Canvas, x: float, y: float, h: float, fill: Colour = WOOD) -> None:
    c.shadow(x, y, h, h * 0.14)
    for side in (-1, 1):
        c.line(((x + side * h * 0.22, y - h), (x + side * h * 0.34, y)), h * 0.09, shade(fill, 0.3))
    c.round_rect(x - h * 0.42, y - h, h * 0.84, h * 0.16, h * 0.07, fill)


def bookshelf(c: Canvas, x: float, y: float, w: float, h: float, rows: int = 4, fill: Colour = WOOD) -> None:
    c.rect(x, y - h, w, h, shade(fill, 0.34))
    row_h = h / rows
    for row in range(rows):
        base = y - h + (row + 1) * row_h - 10
        bx = x + 20
        while bx < x + w - 44:
            if c.rng.random() < 0.12:
                bx += c.rng.uniform(20, 46)
                continue
            bw, bh = c.rng.uniform(13, 28), row_h * c.rng.uniform(0.55, 0.8)
            spine = c.rng.choice(BOOK_COLOURS)
            c.rect(bx, base - bh, bw, bh, spine)
            c.rect(bx, base - bh * 0.8, bw, bh * 0.1, tint(spine, 0.4))
            bx += bw + 2
        c.rect(x, base, w, 12, fill)
    for left in (x - 8, x + w - 8):
        c.rect(left, y - h, 16, h, fill)
    c.rect(x - 8, y - h - 8, w + 16, 16, tint(fill, 0.15))


def plant(c: Canvas, x: float, y: float, h: float, pot: Colour = BRICK) -> None:
    c.shadow(x, y, h * 0.5, h * 0.07)
    leaf, dark = mix(MOSS, c.light.leaf, 0.3), mix(PINE, c.light.leaf_dark, 0.3)
    with c.at(x, y, h / 100):
        if c.variant % 2:
            for i, (ex, ey) in enumerate(((-24, -58), (22, -62), (-14, -82), (17, -88), (0, -100), (-4, -66))):
                c.curve(((0, -28), (ex * 0.4, ey * 0.7), (ex, ey)), 2, dark)
                c.oval(ex, ey, 14, 11, leaf if i % 2 else dark)
        else:
            _blades(c, leaf, dark)
        c.poly(((-15, -30), (15, -30), (11, 0), (-11, 0)), pot)
        c.poly(((4, -30), (15, -30), (11, 0), (3, 0)), shade(pot, 0.16))
        c.round_rect(-17, -33, 34, 7, 2, tint(pot, 0.15))


def _blades(c: Canvas, leaf: Colour, dark: Colour) -> None:
    tips = ((-26, -66), (26, -70), (-13, -92), (15, -96), (1, -104), (-32, -44), (32, -46))
    for i, (ex, ey) in enumerate(tips):
        mx, my = ex * 0.42, ey * 0.72 - 8
        c.blob(((0, -26), (mx - 5, my), (ex, ey), (mx + 6, my + 7)), leaf if i % 2 else dark)


def clock(c: Canvas, x: float, y: float, r: float) -> None:
    c.disc(x, y, r, INK)
    c.disc(x, y, r * 0.86, PAPER)
    hour = c.rng.uniform(0, 6.28)
    c.line(((x, y), (x, y - r * 0.6)), r * 0.09, INK)
    c.line(((x, y), (x + r * 0.42 * math.sin(hour), y - r * 0.42 * math.cos(hour))), r * 0.09, INK)
    c.disc(x, y, r * 0.09, BRICK)


def board(c: Canvas, x: float, y: float, w: float, h: float, fill: Colour = PINE) -> None:
    c.rect(x + 8, y + 10, w, h, shade(c.light.wall, 0.25), 0.6)
    c.rect(x - 9, y - 9, w + 18, h + 18, tint(WOOD, 0.1))
    c.rect(x, y, w, h, fill)


def chart_on(c: Canvas, x: float, y: float, w: float, h: float) -> None:
    """Bars and a line: a lesson or a report without a letter in it."""
    with c.readable(x + w / 2):
        _chart(c, x, y, w, h)


def _chart(c: Canvas, x: float, y: float, w: float, h: float) -> None:
    for i, share in enumerate((0.35, 0.5, 0.42, 0.7, 0.86)):
        c.rect(x + w * (0.06 + i * 0.19), y + h * (1 - share), w * 0.12, h * share, (SAGE, OCHRE)[i == 4])
    rise = [(x + w * (0.12 + i * 0.19), y + h * (0.5 - v * 0.4)) for i, v in enumerate((0.0, 0.3, 0.2, 0.7, 1.1))]
    c.line(rise, 6, BRICK)
    c.line(((x, y + h), (x + w, y + h)), 5, tint(IRON, 0.3))


def picture(c: Canvas, x: float, y: float, w: float, h: float, frame: Colour = BARK) -> None:
    """A small landscape in a frame for an empty wall."""
    c.rect(x + 6, y + 8, w, h, shade(c.light.wall, 0.25), 0.5)
    c.rect(x, y, w, h, frame)
    c.rect(x + w * 0.05, y + w * 0.05, w * 0.9, h - w * 0.1, CREAM)
    c.disc(x + w * 0.68, y + h * 0.36, w * 0.09, BRICK)
    c.poly(((x + w * 0.05, y + h * 0.78), (x + w * 0.34, y + h * 0.42), (x + w * 0.64, y + h * 0.78)), SAGE)
    c.poly(((x + w * 0.3, y + h * 0.8), (x + w * 0.66, y + h * 0.54), (x + w * 0.95, y + h * 0.8)), LAKE)
    c.rect(x + w * 0.05, y + h * 0.78, w * 0.9, h * 0.22 - w * 0.05, TEAL)


def curtain(c: Canvas, x: float, y: float, w: float, h: float, fill: Colour) -> None:
    folds = max(int(w / 34), 2)
    c.rect(x, y, w, h, fill)
    for i in range(folds):
        c.rect(x + w * i / folds, y, w / folds * 0.42, h, shade(fill, 0.1))


def sofa(c: Canvas, x: float, y: float, w: float, h: float, fill: Colour = SAGE) -> None:
    c.shadow(x, y, w * 1.1, 40)
    c.round_rect(x - w * 0.46, y - h, w * 0.92, h * 0.8, 30, shade(fill, 0.12))
    c.round_rect(x - w * 0.44, y - h * 0.48, w * 0.88, h * 0.34, 18, tint(fill, 0.12))
    for left in (x - w / 2, x + w / 2 - w * 0.12):
        c.round_rect(left, y - h * 0.66, w * 0.12, h * 0.6, 20, fill)
    for lx in (x - w * 0.4, x + w * 0.4):
        c.rect(lx - 6, y - h * 0.08, 12, h * 0.08, BARK)
    c.round_rect(x - w * 0.3, y - h * 0.74, w * 0.16, h * 0.3, 10, STRAW)
    c.round_rect(x + w * 0.16, y - h * 0.74, w * 0.16, h * 0.3, 10, BRICK)


def rug(c: Canvas, x: float, y: float, rx: float, ry: float, fill: Colour = OCHRE) -> None:
    c.oval(x, y, rx, ry, mix(fill, c.light.floor, 0.45))
    c.oval(x, y, rx * 0.84, ry * 0.82, mix(fill, c.light.floor, 0.65))
