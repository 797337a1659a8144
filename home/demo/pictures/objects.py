"""Things in hand and on tables: cups, boxes, helmets, tools, lanterns."""

import math

from .canvas import Canvas
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
    RED,
    SAGE,
    STEEL,
    STRAW,
    TEAL,
    WOOD,
    Colour,
    mix,
    shade,
    tint,
)


def cup(c: Canvas, x: float, y: float, h: float, fill: Colour = PAPER, *, steam: bool = True) -> None:
    """A lidless tea cup with a handle; stands on y."""
    w = h * 0.9
    c.ring(x + w * 0.52, y - h * 0.56, h * 0.2, h * 0.09, shade(fill, 0.12))
    c.blob(
        (
            (x - w / 2, y - h),
            (x + w / 2, y - h),
            (x + w * 0.44, y - h * 0.24),
            (x + w * 0.2, y),
            (x - w * 0.2, y),
            (x - w * 0.44, y - h * 0.24),
        ),
        fill,
    )
    c.oval(x, y - h * 0.97, w * 0.49, h * 0.1, shade(fill, 0.12))
    c.oval(x, y - h * 0.96, w * 0.41, h * 0.07, mix(OCHRE, BARK, 0.4))
    if steam:
        for ox in (-0.14, 0.14):
            sx = x + ox * h
            c.curve(
                (
                    (sx, y - h * 1.2),
                    (sx + h * 0.1, y - h * 1.42),
                    (sx - h * 0.06, y - h * 1.64),
                    (sx + h * 0.06, y - h * 1.9),
                ),
                h * 0.05,
                PAPER,
                0.6,
            )


def teapot(c: Canvas, x: float, y: float, h: float, fill: Colour = TEAL) -> None:
    c.ring(x - h * 0.62, y - h * 0.46, h * 0.24, h * 0.1, shade(fill, 0.2))
    c.taper(((x + h * 0.4, y - h * 0.36), (x + h * 0.86, y - h * 0.8)), (h * 0.26, h * 0.1), fill)
    c.oval(x, y - h * 0.42, h * 0.6, h * 0.42, fill)
    c.pie(x, y - h * 0.74, h * 0.32, 180, 360, tint(fill, 0.14), ry=h * 0.14)
    c.disc(x, y - h * 0.92, h * 0.07, OCHRE)
    c.oval(x - h * 0.2, y - h * 0.56, h * 0.18, h * 0.09, tint(fill, 0.25))


def thermos(c: Canvas, x: float, y: float, h: float, fill: Colour = BRICK) -> None:
    c.round_rect(x - h * 0.16, y - h * 0.8, h * 0.32, h * 0.8, h * 0.06, fill)
    c.rect(x + h * 0.07, y - h * 0.74, h * 0.05, h * 0.68, tint(fill, 0.3))
    c.rect(x - h * 0.16, y - h * 0.3, h * 0.32, h * 0.06, CREAM)
    c.poly(
        ((x - h * 0.14, y - h * 0.8), (x + h * 0.14, y - h * 0.8), (x + h * 0.09, y - h), (x - h * 0.09, y - h)), STEEL
    )


def box(c: Canvas, x: float, y: float, w: float, h: float, fill: Colour = WOOD) -> None:
    """A carton standing on y with its side turned from the light."""
    c.rect(x - w / 2, y - h, w, h, fill)
    c.poly(
        ((x + w / 2, y - h), (x + w * 0.62, y - h * 1.1), (x + w * 0.62, y - h * 0.12), (x + w / 2, y)),
        shade(fill, 0.25),
    )
    c.poly(
        ((x - w / 2, y - h), (x - w * 0.38, y - h * 1.1), (x + w * 0.62, y - h * 1.1), (x + w / 2, y - h)),
        tint(fill, 0.28),
    )
    c.rect(x - w * 0.07, y - h, w * 0.14, h * 0.4, tint(fill, 0.4))


def gift(c: Canvas, x: float, y: float, w: float, h: float, fill: Colour = TEAL, ribbon: Colour = OCHRE) -> None:
    c.rect(x - w / 2, y - h, w, h, fill)
    c.rect(x + w * 0.3, y - h, w * 0.2, h, shade(fill, 0.15))
    c.rect(x - w * 0.08, y - h, w * 0.16, h, ribbon)
    c.rect(x - w * 0.54, y - h, w * 1.08, h * 0.2, tint(fill, 0.14))
    c.rect(x - w * 0.08, y - h, w * 0.16, h * 0.2, tint(ribbon, 0.2))
    for side in (-1, 1):
        c.blob(
            (
                (x, y - h),
                (x + side * w * 0.12, y - h * 1.24),
                (x + side * w * 0.3, y - h * 1.2),
                (x + side * w * 0.24, y - h * 1.02),
            ),
            ribbon,
        )
    c.disc(x, y - h * 1.03, w * 0.06, shade(ribbon, 0.2))


def helmet(c: Canvas, x: float, y: float, w: float, fill: Colour = OCHRE) -> None:
    """A safety helmet lying on y."""
    with c.at(x, y, w / 100):
        c.pie(-2, -10, 43, 180, 360, fill, ry=48)
        c.poly(
            [(-2, -10), *((-2 + 43 * math.cos(a / 10), -10 + 48 * math.sin(a / 10)) for a in range(52, 63))],
            shade(fill, 0.14),
        )
        c.blob(((-12, -57), (6, -57), (10, -34), (11, -12), (-14, -12), (-14, -34)), tint(fill, 0.3))
        for rx in (-30, 26):
            c.curve(((rx * 0.72, -46), (rx, -30), (rx * 1.06, -12)), 3, shade(fill, 0.22))
        c.blob(((-47, -12), (0, -15), (44, -12), (60, -4), (56, 1), (0, -2), (-46, -2)), shade(fill, 0.08))
        c.line(((-44, -3), (54, -1)), 3, shade(fill, 0.35))


def glove(c: Canvas, x: float, y: float, size: float, fill: Colour = CREAM, *, flip: bool = False) -> None:
    """A work glove lying flat; (x, y) is its cuff."""
    with c.at(x, y, size / 100, flip=flip):
        c.taper(((4, -20), (30, -26)), (22, 24), fill)
        for oy, reach in ((-37, 62), (-28, 70), (-19, 68), (-11, 58)):
            c.taper(((30, oy + 4), (reach, oy)), (11, 9), fill)
        c.taper(((20, -32), (36, -52)), (12, 9), shade(fill, 0.06))
        c.round_rect(-12, -34, 20, 29, 4, OCHRE)


def lantern(c: Canvas, x: float, y: float, r: float, fill: Colour = RED) -> None:
    """A round lantern hanging with its middle at (x, y)."""
    c.glow(x, y, r * 2.3, STRAW, 0.55 if c.light.night else 0.35)
    c.line(((x, y - r * 1.5), (x, y - r * 0.9)), r * 0.06, BARK)
    c.oval(x, y, r, r * 0.84, fill)
    for share in (0.62, 0.24):
        c.oval(x, y, r * share, r * 0.84, tint(fill, 0.1 if share > 0.5 else 0.22))
    for side in (-1, 1):
        c.round_rect(x - r * 0.36, y + side * r * 0.84 - r * 0.1, r * 0.72, r * 0.2, r * 0.06, OCHRE)
    for ox in (-0.16, 0, 0.16):
        c.line(((x + ox * r, y + r * 0.92), (x + ox * r * 1.4, y + r * 1.6)), r * 0.07, OCHRE)


def extinguisher(c: Canvas, x: float, y: float, h: float) -> None:
    c.curve(((x + h * 0.02, y - h * 0.92), (x + h * 0.34, y - h * 0.8), (x + h * 0.3, y - h * 0.4)), h * 0.045, INK)
    c.round_rect(x - h * 0.18, y - h * 0.8, h * 0.36, h * 0.8, h * 0.14, RED)
    c.rect(x - h * 0.18, y - h * 0.5, h * 0.36, h * 0.16, CREAM)
    c.rect(x - h * 0.06, y - h * 0.92, h * 0.12, h * 0.14, INK)
    c.line(((x - h * 0.14, y - h), (x + h * 0.1, y - h * 0.92)), h * 0.05, INK)


def monitor(c: Canvas, x: float, y: float, w: float, screen: Colour = LAKE) -> tuple[float, float, float, float]:
    """A desk screen standing on y; gives its picture area."""
    h = w * 0.62
    c.poly(((x - w * 0.08, y), (x + w * 0.08, y), (x + w * 0.05, y - h * 0.3), (x - w * 0.05, y - h * 0.3)), IRON)
    c.round_rect(x - w * 0.2, y - w * 0.03, w * 0.4, w * 0.03, 6, IRON)
    c.round_rect(x - w / 2, y - h * 1.18, w, h, 10, INK)
    c.rect(x - w * 0.46, y - h * 1.12, w * 0.92, h * 0.86, screen)
    return x - w * 0.46, y - h * 1.12, w * 0.92, h * 0.86


def vase(c: Canvas, x: float, y: float, h: float, fill: Colour = LAKE) -> None:
    for i, (ex, ey) in enumerate(((-0.3, -1.0), (0.04, -1.14), (0.32, -0.94), (-0.12, -0.86), (0.2, -0.8))):
        c.curve(((x, y - h * 0.4), (x + ex * h * 0.5, y + ey * h * 0.76), (x + ex * h, y + ey * h)), h * 0.025, MOSS)
        c.disc(x + ex * h, y + ey * h, h * 0.1, (RED, OCHRE, CREAM, BRICK, STRAW)[i])
        c.disc(x + ex * h, y + ey * h, h * 0.04, shade(OCHRE, 0.3))
    c.blob(
        (
            (x - h * 0.1, y - h * 0.52),
            (x + h * 0.1, y - h * 0.52),
            (x + h * 0.2, y - h * 0.24),
            (x + h * 0.12, y),
            (x - h * 0.12, y),
            (x - h * 0.2, y - h * 0.24),
        ),
        fill,
    )


def drop(c: Canvas, x: float, y: float, h: float, fill: Colour = RED) -> None:
    """A drop whose tip is at (x, y)."""
    with c.at(x, y, h / 100):
        c.blob(
            ((0, 0), (13, 26), (30, 52), (32, 74), (18, 95), (0, 100), (-18, 95), (-32, 74), (-30, 52), (-13, 26)), fill
        )
        c.curve(((-18, 62), (-17, 76), (-6, 86)), 6, tint(fill, 0.45))


def backpack(c: Canvas, x: float, y: float, h: float, fill: Colour = BRICK) -> None:
    c.ring(x, y - h * 0.98, h * 0.1, h * 0.05, shade(fill, 0.3))
    c.round_rect(x - h * 0.36, y - h, h * 0.72, h, h * 0.22, fill)
    c.round_rect(x - h * 0.27, y - h * 0.46, h * 0.54, h * 0.38, h * 0.1, shade(fill, 0.14))
    c.rect(x - h * 0.27, y - h * 0.34, h * 0.54, h * 0.04, STRAW)
    c.rect(x - h * 0.3, y - h * 0.72, h * 0.6, h * 0.05, shade(fill, 0.25))


def parasol(
    c: Canvas, x: float, y: float, r: float, pole: float, colours: tuple[Colour, Colour] = (RED, CREAM)
) -> None:
    """An open umbrella seen from the side; (x, y) is the middle of its rim, the pole hangs below."""
    c.line(((x, y - r * 0.9), (x, y + pole)), r * 0.035, BARK)
    segments = 6
    for i in range(segments):
        left, right = -math.cos(math.pi * i / segments), -math.cos(math.pi * (i + 1) / segments)
        side = [(x + r * left, y)]
        middle = (left + right) / 2
        side += [(x + r * middle, y - r * 0.09), (x + r * right, y)]
        for k in range(13):
            t = 1 - k / 12
            side.append((x + r * right * math.sin(t * math.pi / 2), y - r * 0.78 * math.cos(t * math.pi / 2)))
        for k in range(13):
            t = k / 12
            side.append((x + r * left * math.sin(t * math.pi / 2), y - r * 0.78 * math.cos(t * math.pi / 2)))
        c.poly(side, colours[i % 2] if i < 3 else shade(colours[i % 2], 0.12))
    c.disc(x, y - r * 0.8, r * 0.035, BARK)


def tray(c: Canvas, x: float, y: float, w: float) -> None:
    """A canteen tray with rice, greens and soup; lies on y."""
    c.round_rect(x - w / 2, y - w * 0.07, w, w * 0.07, w * 0.03, STEEL)
    c.pie(x - w * 0.24, y - w * 0.07, w * 0.15, 180, 360, PAPER, ry=w * 0.11)
    c.pie(x + w * 0.06, y - w * 0.07, w * 0.13, 180, 360, MOSS, ry=w * 0.07)
    c.pie(x + w * 0.3, y - w * 0.07, w * 0.11, 180, 360, BRICK, ry=w * 0.08)


def hand_tool(c: Canvas, x: float, y: float, size: float, turn: float, fill: Colour = STEEL) -> None:
    """A double-ended spanner; (x, y) is its middle."""
    with c.at(x, y, size / 100, turn):
        c.line(((0, -30), (0, 30)), 11, fill)
        c.ring(0, -42, 12, 9, fill, -50, 230)
        c.ring(0, 42, 12, 9, fill, 130, 410)


def caliper(c: Canvas, x: float, y: float, size: float, turn: float = 0, fill: Colour = SAGE) -> None:
    """A vernier caliper; (x, y) is the corner of its fixed jaw."""
    with c.at(x, y, size / 100, turn):
        c.rect(0, -9, 110, 14, STEEL)
        for i in range(14):
            c.rect(30 + i * 5.4, -9, 1.2, 6 if i % 5 else 9, INK)
        c.poly(((0, -9), (12, -9), (12, 34), (4, 44), (0, 44)), IRON)
        c.poly(((34, -13), (62, -13), (62, 9), (46, 9), (46, 44), (42, 44), (34, 34)), fill)
        c.rect(66, -12, 12, 20, OCHRE)
