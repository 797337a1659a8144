"""Vehicles: the forklift, the works bus, the bicycle."""

from .canvas import Canvas
from .palette import (
    BARK,
    BRICK,
    CREAM,
    INK,
    IRON,
    LAKE,
    OCHRE,
    SAGE,
    STEEL,
    STRAW,
    TEAL,
    WOOD,
    Colour,
    mix,
    rgb,
    shade,
    tint,
)

MOLTEN = rgb("#F3A84A")


def forklift(c: Canvas, x: float, y: float, h: float, fill: Colour = OCHRE) -> tuple[float, float]:
    """A forklift that faces right; gives the middle of its fork."""
    c.shadow(x, y, h * 1.5, h * 0.1)
    with c.at(x, y, h / 100):
        c.rect(40, -100, 5, 94, INK)
        c.rect(47, -86, 3, 80, IRON)
        c.poly(((-46, -52), (-38, -58), (-10, -58), (-6, -36), (38, -36), (40, -14), (-48, -14)), fill)
        c.poly(((-48, -28), (40, -28), (40, -14), (-48, -14)), shade(fill, 0.2))
        c.line(((-28, -58), (-22, -98), (22, -98), (34, -36)), 3.6, INK)
        c.rect(-30, -62, 22, 6, INK)
        c.line(((20, -38), (10, -56)), 3, INK)
        for wx, r in ((-30, 13), (26, 15)):
            c.disc(wx, -r, r, INK)
            c.disc(wx, -r, r * 0.5, STEEL)
        c.rect(46, -34, 5, 26, INK)
        c.rect(48, -11, 46, 4, IRON)
    return x + h * 0.72, y - h * 0.11


def bus(c: Canvas, x: float, y: float, w: float, fill: Colour = TEAL) -> None:
    """The works bus seen from the side; (x, y) is its lower left."""
    h = w * 0.36
    c.shadow(x + w / 2, y, w * 1.15, h * 0.14)
    c.round_rect(x, y - h, w, h * 0.86, h * 0.14, CREAM)
    c.poly(
        (
            (x, y - h * 0.44),
            (x + w, y - h * 0.44),
            (x + w, y - h * 0.2),
            (x + w - 10, y - h * 0.14),
            (x + 10, y - h * 0.14),
            (x, y - h * 0.2),
        ),
        fill,
    )
    c.rect(x, y - h * 0.5, w, h * 0.05, OCHRE)
    c.round_rect(x + w * 0.025, y - h * 0.9, w * 0.8, h * 0.36, h * 0.06, mix(INK, LAKE, 0.5))
    for i in range(5):
        left = x + w * (0.035 + i * 0.158)
        c.round_rect(left, y - h * 0.88, w * 0.148, h * 0.32, h * 0.04, tint(c.light.sky_low, 0.2))
        if i % 2 == 0:
            c.disc(left + w * 0.075, y - h * 0.66, h * 0.075, rgb("#D9AE86"))
            c.pie(left + w * 0.075, y - h * 0.67, h * 0.08, 180, 360, INK)
            c.pie(left + w * 0.075, y - h * 0.555, h * 0.11, 180, 360, (OCHRE, SAGE, BRICK)[i // 2], ry=h * 0.06)
    c.round_rect(x + w * 0.845, y - h * 0.88, w * 0.085, h * 0.66, h * 0.04, mix(INK, LAKE, 0.5))
    c.round_rect(x + w * 0.852, y - h * 0.86, w * 0.033, h * 0.62, 5, tint(c.light.sky_low, 0.2))
    c.round_rect(x + w * 0.89, y - h * 0.86, w * 0.033, h * 0.62, 5, tint(c.light.sky_low, 0.2))
    c.round_rect(x + w * 0.945, y - h * 0.88, w * 0.05, h * 0.4, h * 0.05, tint(c.light.sky_low, 0.2))
    c.round_rect(x + w * 0.97, y - h * 0.3, w * 0.03, h * 0.08, 5, STRAW)
    for wx in (0.2, 0.74):
        c.pie(x + w * wx, y - h * 0.13, h * 0.2, 180, 360, shade(fill, 0.4))
        c.disc(x + w * wx, y - h * 0.14, h * 0.15, INK)
        c.disc(x + w * wx, y - h * 0.14, h * 0.07, STEEL)


def bicycle(c: Canvas, x: float, y: float, h: float, fill: Colour = BRICK) -> None:
    c.shadow(x, y, h * 1.4, h * 0.09)
    with c.at(x, y, h / 100):
        for wx in (-48, 48):
            c.ring(wx, -33, 31, 4.4, INK)
            c.disc(wx, -33, 4, IRON)
        c.line(((-48, -33), (-20, -78), (34, -74), (-4, -33), (-48, -33)), 4.6, fill)
        c.line(((-4, -33), (-22, -84)), 4.6, fill)
        c.line(((48, -33), (32, -86), (22, -92)), 4.6, shade(fill, 0.2))
        c.round_rect(-36, -90, 26, 7, 3.5, BARK)
        c.disc(-4, -33, 7, INK)
        c.poly(((36, -84), (62, -84), (58, -62), (40, -62)), WOOD)
