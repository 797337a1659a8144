"""Machines: what the company makes and works with."""

import math

from .canvas import Canvas
from .palette import (
    BRICK,
    CREAM,
    INK,
    IRON,
    LAKE,
    OCHRE,
    PAPER,
    RED,
    SAGE,
    STEEL,
    STRAW,
    TEAL,
    Colour,
    mix,
    rgb,
    shade,
    tint,
)

MOLTEN = rgb("#F3A84A")


def gear(c: Canvas, x: float, y: float, r: float, fill: Colour, teeth: int = 12, turn: float = 0) -> None:
    points = []
    for i in range(teeth):
        for share, radius in ((-0.27, 0.84), (-0.17, 1.0), (0.17, 1.0), (0.27, 0.84)):
            angle = math.radians(turn) + (i + share) * math.tau / teeth
            points.append((x + math.cos(angle) * r * radius, y + math.sin(angle) * r * radius))
    c.poly(points, fill)
    c.disc(x, y, r * 0.6, shade(fill, 0.16))
    c.disc(x, y, r * 0.52, fill)
    c.disc(x, y, r * 0.2, shade(fill, 0.4))


def machining_centre(c: Canvas, x: float, y: float, w: float, h: float, fill: Colour = TEAL) -> None:
    """A closed machine tool with a lit window, a spindle at work and a control panel; (x, y) is its lower left."""
    c.shadow(x + w / 2, y, w * 1.25, h * 0.1)
    c.rect(x + w * 0.03, y - h * 0.08, w * 0.94, h * 0.08, INK)
    c.poly(
        ((x, y - h * 0.06), (x, y - h * 0.9), (x + w * 0.06, y - h), (x + w * 0.8, y - h), (x + w * 0.8, y - h * 0.06)),
        CREAM,
    )
    c.rect(x, y - h * 0.3, w * 0.8, h * 0.24, fill)
    c.poly(
        ((x + w * 0.06, y - h), (x + w * 0.8, y - h), (x + w * 0.8, y - h * 0.92), (x + w * 0.02, y - h * 0.92)), fill
    )
    c.round_rect(x + w * 0.08, y - h * 0.82, w * 0.56, h * 0.46, 12, shade(fill, 0.45))
    c.round_rect(x + w * 0.1, y - h * 0.8, w * 0.52, h * 0.42, 8, mix(INK, LAKE, 0.45))
    c.glow(x + w * 0.36, y - h * 0.52, w * 0.2, STRAW, 0.8)
    c.rect(x + w * 0.31, y - h * 0.8, w * 0.1, h * 0.16, STEEL)
    c.poly(
        (
            (x + w * 0.33, y - h * 0.64),
            (x + w * 0.39, y - h * 0.64),
            (x + w * 0.365, y - h * 0.54),
            (x + w * 0.355, y - h * 0.54),
        ),
        PAPER,
    )
    c.rect(x + w * 0.24, y - h * 0.5, w * 0.26, h * 0.08, STEEL)
    c.rect(x + w * 0.2, y - h * 0.43, w * 0.34, h * 0.05, IRON)
    c.poly(
        (
            (x + w * 0.12, y - h * 0.8),
            (x + w * 0.22, y - h * 0.8),
            (x + w * 0.14, y - h * 0.38),
            (x + w * 0.1, y - h * 0.38),
        ),
        PAPER,
        0.13,
    )
    c.rect(x + w * 0.8, y - h * 0.96, w * 0.2, h * 0.9, tint(fill, 0.14))
    c.rect(x + w * 0.8, y - h * 0.96, w * 0.02, h * 0.9, shade(fill, 0.3))
    c.round_rect(x + w * 0.845, y - h * 0.82, w * 0.12, h * 0.16, 5, INK)
    c.rect(x + w * 0.86, y - h * 0.79, w * 0.09, h * 0.1, tint(LAKE, 0.3))
    for i, key in enumerate((OCHRE, SAGE, RED)):
        c.disc(x + w * (0.865 + i * 0.04), y - h * 0.6, w * 0.012, key)
    c.rect(x + w * 0.7, y - h * 1.12, w * 0.02, h * 0.12, IRON)
    for i, lamp in enumerate((SAGE, OCHRE)):
        c.rect(x + w * 0.69, y - h * (1.12 + i * 0.045), w * 0.04, h * 0.042, lamp)


def lathe(c: Canvas, x: float, y: float, w: float, fill: Colour = SAGE) -> None:
    """A centre lathe with chuck, bar and tailstock; (x, y) is its lower left."""
    c.shadow(x + w / 2, y, w * 1.1, w * 0.07)
    h = w * 0.46
    for left in (0.02, 0.72):
        c.rect(x + w * left, y - h * 0.5, w * 0.24, h * 0.5, shade(fill, 0.28))
        c.rect(x + w * (left - 0.01), y - h * 0.06, w * 0.26, h * 0.06, INK)
    c.rect(x, y - h * 0.58, w, h * 0.14, IRON)
    c.rect(x, y - h * 0.58, w, h * 0.04, STEEL)
    c.round_rect(x, y - h, w * 0.26, h * 0.46, 12, fill)
    c.round_rect(x, y - h, w * 0.26, h * 0.1, 8, tint(fill, 0.25))
    for i, key in enumerate((RED, OCHRE, PAPER)):
        c.disc(x + w * (0.06 + i * 0.06), y - h * 0.72, w * 0.014, key)
    c.rect(x + w * 0.26, y - h * 0.94, w * 0.05, h * 0.3, INK)
    c.rect(x + w * 0.31, y - h * 0.9, w * 0.025, h * 0.22, IRON)
    c.rect(x + w * 0.33, y - h * 0.84, w * 0.42, h * 0.1, tint(STEEL, 0.4))
    c.rect(x + w * 0.33, y - h * 0.79, w * 0.42, h * 0.05, STEEL)
    c.poly(((x + w * 0.74, y - h * 0.8), (x + w * 0.8, y - h * 0.86), (x + w * 0.8, y - h * 0.72)), IRON)
    c.round_rect(x + w * 0.79, y - h * 0.92, w * 0.16, h * 0.36, 10, fill)
    c.rect(x + w * 0.48, y - h * 0.72, w * 0.14, h * 0.2, shade(fill, 0.4))
    c.rect(x + w * 0.53, y - h * 0.76, w * 0.03, h * 0.1, OCHRE)
    c.ring(x + w * 0.55, y - h * 0.46, w * 0.035, w * 0.012, PAPER)


def robot_arm(
    c: Canvas, x: float, y: float, h: float, fill: Colour = OCHRE, *, flip: bool = False
) -> tuple[float, float]:
    """An industrial robot; gives the point of its tool."""
    c.shadow(x, y, h * 0.7, h * 0.08)
    with c.at(x, y, h / 100, flip=flip):
        c.poly(((-16, 0), (16, 0), (11, -14), (-11, -14)), INK)
        c.round_rect(-12, -26, 24, 14, 3, shade(fill, 0.25))
        c.taper(((0, -26), (-14, -66)), (16, 12), fill)
        c.disc(0, -27, 9.5, shade(fill, 0.14))
        c.disc(0, -27, 4.5, INK)
        c.taper(((-14, -68), (26, -88)), (13, 9), tint(fill, 0.1))
        c.disc(-14, -68, 8.5, shade(fill, 0.14))
        c.disc(-14, -68, 4, INK)
        c.taper(((27, -88), (40, -66)), (8, 6), shade(fill, 0.1))
        c.disc(27, -88, 5.5, INK)
        c.taper(((40, -66), (44, -56)), (5, 2), IRON)
    return x + h * 0.44 * (-1 if flip else 1), y - h * 0.56


def conveyor(c: Canvas, x: float, y: float, w: float, h: float) -> float:
    """A roller line standing on y; gives the height of its belt."""
    c.shadow(x + w / 2, y, w, h * 0.3)
    for i in range(int(w / 190) + 1):
        c.rect(x + 40 + i * 190, y - h, 18, h, shade(IRON, 0.2))
    c.round_rect(x, y - h - 24, w, 44, 20, IRON)
    for i in range(int(w / 46)):
        c.disc(x + 24 + i * 46, y - h - 2, 13, STEEL)
        c.disc(x + 24 + i * 46, y - h - 2, 5, INK)
    c.rect(x, y - h - 26, w, 10, INK)
    return y - h - 26


def gearbox(c: Canvas, x: float, y: float, s: float, fill: Colour = LAKE) -> None:
    """The product on the line: a housing with flange and shaft, standing on y."""
    c.rect(x - s * 0.5, y - s * 0.1, s, s * 0.1, shade(fill, 0.35))
    c.round_rect(x - s * 0.44, y - s * 0.72, s * 0.88, s * 0.64, s * 0.08, fill)
    c.round_rect(x - s * 0.44, y - s * 0.72, s * 0.88, s * 0.14, s * 0.07, tint(fill, 0.25))
    c.disc(x, y - s * 0.38, s * 0.25, shade(fill, 0.25))
    c.disc(x, y - s * 0.38, s * 0.17, STEEL)
    c.disc(x, y - s * 0.38, s * 0.07, INK)
    for i in range(6):
        angle = i * math.tau / 6
        c.disc(x + math.cos(angle) * s * 0.21, y - s * 0.38 + math.sin(angle) * s * 0.21, s * 0.02, PAPER)
    c.rect(x + s * 0.44, y - s * 0.46, s * 0.16, s * 0.14, STEEL)


def ladle(c: Canvas, x: float, y: float, s: float, pour: float) -> None:
    """A foundry ladle tipped at (x, y) that pours down to `pour`."""
    c.glow(x + s * 0.6, y + s * 0.4, s * 2.2, MOLTEN, 0.75)
    with c.at(x, y, s / 100, 24):
        c.curve(((-52, -10), (-40, -92), (0, -118), (40, -92), (52, -10)), 8, INK)
        c.poly(((-52, -46), (58, -46), (40, 52), (-36, 52)), IRON)
        c.poly(((14, -46), (58, -46), (40, 52), (12, 52)), shade(IRON, 0.3))
        c.rect(-52, -10, 106, 12, INK)
        c.poly(((-52, -46), (74, -52), (58, -34), (-48, -34)), MOLTEN)
    sx, sy = x + s * 0.86, y - s * 0.2
    c.poly(((sx - s * 0.14, sy), (sx + s * 0.08, sy), (sx + s * 0.13, pour), (sx + s * 0.02, pour)), MOLTEN)
    c.poly(
        ((sx - s * 0.04, sy + s * 0.06), (sx + s * 0.03, sy + s * 0.06), (sx + s * 0.09, pour), (sx + s * 0.05, pour)),
        CREAM,
    )


def sparks(c: Canvas, x: float, y: float, r: float, count: int = 34) -> None:
    c.glow(x, y, r * 1.5, STRAW, 0.85)
    for _ in range(count):
        angle, reach = c.rng.uniform(-2.9, 0.5), r * c.rng.uniform(0.3, 1.1)
        ex, ey = x + math.cos(angle) * reach, y + math.sin(angle) * reach * 0.8 + reach * 0.22
        inner = 0.6
        c.line(((x + (ex - x) * inner, y + (ey - y) * inner), (ex, ey)), 4, c.rng.choice((MOLTEN, STRAW, PAPER)))
    c.disc(x, y, r * 0.1, PAPER)


def transformer(c: Canvas, x: float, y: float, w: float, h: float, fill: Colour = LAKE) -> None:
    """A power transformer with radiator fins and bushings; (x, y) is its lower left."""
    c.shadow(x + w / 2, y, w * 1.3, h * 0.12)
    c.rect(x - w * 0.04, y - h * 0.06, w * 1.08, h * 0.06, IRON)
    c.rect(x, y - h * 0.64, w, h * 0.58, fill)
    for i in range(7):
        c.rect(x + w * (0.06 + i * 0.13), y - h * 0.56, w * 0.07, h * 0.44, shade(fill, 0.2))
    c.rect(x - w * 0.03, y - h * 0.68, w * 1.06, h * 0.07, tint(fill, 0.2))
    for i in range(3):
        bx = x + w * (0.2 + i * 0.28)
        c.rect(bx - w * 0.025, y - h, w * 0.05, h * 0.34, BRICK)
        for k in range(5):
            c.round_rect(bx - w * 0.06, y - h * (0.72 + k * 0.05), w * 0.12, h * 0.028, 6, tint(BRICK, 0.15))
        c.disc(bx, y - h, w * 0.03, STEEL)
    c.round_rect(x + w * 0.74, y - h * 0.9, w * 0.34, h * 0.14, 20, STEEL)


def cabinet(c: Canvas, x: float, y: float, w: float, h: float, fill: Colour = STEEL) -> None:
    """A switch cabinet."""
    c.shadow(x + w / 2, y, w * 1.2, h * 0.06)
    c.rect(x, y - h, w, h, fill)
    c.rect(x + w * 0.88, y - h, w * 0.12, h, shade(fill, 0.14))
    c.rect(x, y - h * 0.04, w, h * 0.04, INK)
    c.round_rect(x + w * 0.14, y - h * 0.9, w * 0.6, h * 0.2, 5, INK)
    c.pie(x + w * 0.44, y - h * 0.73, w * 0.2, 200, 340, PAPER)
    for i, key in enumerate((SAGE, OCHRE, RED)):
        c.disc(x + w * (0.22 + i * 0.2), y - h * 0.6, w * 0.055, key)
    for i in range(4):
        c.rect(x + w * 0.16, y - h * (0.3 - i * 0.05), w * 0.56, h * 0.018, shade(fill, 0.3))
    c.rect(x + w * 0.76, y - h * 0.52, w * 0.05, h * 0.12, INK)


def fan(c: Canvas, x: float, y: float, h: float, fill: Colour = TEAL) -> None:
    """A large floor fan."""
    c.shadow(x, y, h * 0.7, h * 0.07)
    r = h * 0.32
    c.taper(((x, y - h * 0.6), (x, y - h * 0.04)), (h * 0.04, h * 0.05), shade(fill, 0.35))
    c.pie(x, y, h * 0.2, 180, 360, shade(fill, 0.35), ry=h * 0.06)
    cy = y - h * 0.66
    c.disc(x, cy, r, tint(STEEL, 0.35))
    for i in range(4):
        with c.at(x, cy, r / 100, 20 + i * 90):
            c.blob(((0, 0), (26, -30), (34, -74), (4, -88), (-20, -50)), fill)
    c.disc(x, cy, r * 0.16, OCHRE)
    for share in (1.0, 0.66):
        c.ring(x, cy, r * share, h * 0.012, INK)
    for i in range(8):
        angle = i * math.pi / 4
        c.line(((x, cy), (x + math.cos(angle) * r, cy + math.sin(angle) * r)), h * 0.006, INK)
