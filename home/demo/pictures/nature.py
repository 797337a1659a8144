"""Out of doors: sky, sun, hills, water, trees and flowers."""

import math

from .canvas import HEIGHT, WIDTH, Canvas, Point
from .palette import BARK, BLUSH, LAKE, OCHRE, PAPER, RED, STRAW, Colour, mix, shade, tint


def sky(c: Canvas, horizon: float = HEIGHT) -> None:
    c.fade(0, horizon, c.light.sky_high, c.light.sky_low)


def sun(c: Canvas, x: float, y: float, r: float) -> None:
    """The sun, or the moon when it is evening, never twice in quite the same place."""
    x, y = x + c.sway(110), y + c.sway(36)
    c.glow(x, y, r * 3.2, c.light.sun, 0.7)
    c.disc(x, y, r, mix(c.light.sun, PAPER, 0.35))


def cloud(c: Canvas, x: float, y: float, w: float) -> None:
    """Long flat bars: calmer than puffs."""
    x, y, w = x + c.sway(130), y + c.sway(28), w * c.rng.uniform(0.75, 1.2)
    fill = tint(c.light.sky_low, 0.45)
    h = w * 0.11
    c.round_rect(x, y, w, h, h, fill, 0.75)
    c.round_rect(x + w * 0.22, y - h * 0.9, w * 0.5, h, h, fill, 0.75)
    c.round_rect(x - w * 0.16, y + h * 0.9, w * 0.66, h * 0.8, h, fill, 0.55)


def hills(c: Canvas, base: float, height: float, fill: Colour, waves: float = 2.0, shift: float | None = None) -> None:
    """A ridge that fills everything below it."""
    shift = c.rng.uniform(0, math.tau) if shift is None else shift
    ridge: list[Point] = []
    for x in range(0, WIDTH + 31, 30):
        t = x / WIDTH * math.tau
        wave = math.sin(t * waves * 0.5 + shift) * 0.6 + math.sin(t * waves * 1.13 + shift * 1.7) * 0.4
        ridge.append((x, base - height * (0.5 + 0.5 * wave)))
    c.poly([*ridge, (WIDTH, HEIGHT), (0, HEIGHT)], fill)


def distance(c: Canvas, horizon: float, height: float = 150) -> None:
    """Sky, two ranges of hills and the haze between them."""
    sky(c, horizon)
    hills(c, horizon, height, mix(c.light.far, c.light.sky_low, 0.45), 2.2)
    hills(c, horizon + 10, height * 0.55, c.light.far, 3.1)


def ground(c: Canvas, y: float, fill: Colour | None = None) -> None:
    fill = fill or c.light.ground
    c.fade(y, HEIGHT, tint(fill, 0.12), shade(fill, 0.06))


def lake(c: Canvas) -> Colour:
    """Water takes the colour of the sky but stays water under a golden one."""
    return mix(mix(c.light.far, c.light.sky_high, 0.5), LAKE, 0.3)


def water(c: Canvas, top: float, bottom: float) -> None:
    surface = lake(c)
    c.fade(top, bottom, tint(surface, 0.25), mix(surface, c.light.mid, 0.45))
    for i in range(22):
        y = top + (bottom - top) * (i + 0.5) / 22
        w = 40 + 130 * (i / 22) * c.rng.uniform(0.5, 1.2)
        c.round_rect(c.rng.uniform(-40, WIDTH - 60), y, w, 3 + i * 0.22, 3, tint(surface, 0.6), 0.6)


def tree(
    c: Canvas, x: float, y: float, h: float, kind: str = "round", leaf: Colour | None = None, far: Colour | None = None
) -> None:
    """One tree rooted at (x, y): round, tall, pine, willow or bare; `far` tones the side away from the light."""
    if kind == "round" and not leaf and c.variant % 3 == 2:
        kind, h = "tall", h * 1.05
    h *= c.rng.uniform(0.9, 1.08)
    leaf = leaf or c.light.leaf
    dark = mix(leaf, far, 0.35) if far else mix(leaf, c.light.leaf_dark, 0.6)
    trunk = mix(BARK, c.light.leaf_dark, 0.3)
    c.shadow(x, y, h * 0.6, h * 0.06)
    with c.at(x, y, h / 100):
        if kind == "tall":
            c.line(((0, 0), (0, -40)), 3, trunk)
            c.blob(((0, -100), (10, -78), (13, -45), (9, -20), (0, -14), (-9, -20), (-13, -45), (-10, -78)), leaf)
            c.blob(((0, -100), (10, -78), (13, -45), (9, -20), (0, -14), (3, -50)), dark)
        elif kind == "pine":
            c.line(((0, 0), (0, -20)), 4, trunk)
            for top, low, half in ((-100, -62, 15), (-80, -38, 20), (-58, -12, 25)):
                c.poly(((0, top), (half, low), (-half, low)), leaf)
                c.poly(((0, top), (half, low), (0, low)), dark)
        elif kind == "bare":
            c.taper(((0, 0), (1, -34), (-1, -60)), (5, 3.4, 1.6), trunk)
            for sx, sy, ex, ey in ((0, -30, 20, -72), (0, -40, -18, -80), (12, -54, 28, -62), (-10, -62, -26, -66)):
                c.taper(((sx, sy), (ex, ey)), (2.4, 0.8), trunk)
            c.taper(((-1, -58), (4, -94)), (1.8, 0.7), trunk)
        elif kind == "willow":
            c.taper(((0, 0), (3, -40), (-2, -66)), (6, 4, 3), trunk)
            c.blob(((-32, -64), (-18, -92), (8, -100), (30, -86), (38, -60), (12, -56), (-12, -54)), leaf)
            for i in range(19):
                sx = -31 + i * 3.75
                low = -14 - abs(math.sin(i * 2.1)) * 24
                c.curve(((sx, -70), (sx + 1.5, -50), (sx - 1, low)), 3.6, mix(leaf, dark, (0.0, 0.7, 0.35)[i % 3]))
        else:
            c.taper(((0, 0), (0, -44)), (5, 3), trunk)
            c.taper(((0, -26), (12, -48)), (2.4, 1.6), trunk)
            for ox, oy, r in ((-17, -55, 19), (16, -54, 20), (0, -74, 25)):
                c.disc(ox, oy, r, dark)
            for ox, oy, r in ((-19, -58, 16), (10, -59, 17), (-4, -77, 21)):
                c.disc(ox, oy, r, leaf)


def grove(c: Canvas, y: float, h: float, fill: Colour, count: int = 12) -> None:
    """A far row of crowns, one colour, for the middle distance."""
    for i in range(count):
        x = WIDTH * (i + c.rng.uniform(0.1, 0.9)) / count
        size = h * c.rng.uniform(0.6, 1.0)
        c.oval(x, y - size * 0.5, size * 0.55, size * 0.6, fill)
    c.rect(0, y - h * 0.28, WIDTH, h * 0.3, fill)


def bush(c: Canvas, x: float, y: float, w: float, leaf: Colour | None = None) -> None:
    leaf = leaf or c.light.leaf
    dark = mix(leaf, c.light.leaf_dark, 0.6)
    c.shadow(x, y, w, w * 0.1)
    c.pie(x + w * 0.2, y, w * 0.34, 180, 360, dark)
    c.pie(x - w * 0.2, y, w * 0.3, 180, 360, dark)
    c.pie(x - w * 0.02, y, w * 0.36, 180, 360, leaf)


def grass(c: Canvas, x: float, y: float, h: float, fill: Colour | None = None) -> None:
    fill = fill or c.light.leaf_dark
    for lean in (-0.5, -0.22, 0.05, 0.3, 0.55):
        size = h * (1 - abs(lean) * 0.5)
        c.poly(((x - h * 0.05, y), (x + h * 0.05, y), (x + lean * h, y - size)), fill)


def flower(c: Canvas, x: float, y: float, h: float, fill: Colour = RED) -> None:
    c.line(((x, y), (x, y - h)), h * 0.06, c.light.leaf_dark)
    c.oval(x + h * 0.14, y - h * 0.35, h * 0.15, h * 0.06, c.light.leaf_dark)
    c.oval(x - h * 0.13, y - h * 0.5, h * 0.14, h * 0.06, c.light.leaf_dark)
    for i in range(5):
        angle = i * math.tau / 5 - 0.3
        c.disc(x + math.cos(angle) * h * 0.14, y - h + math.sin(angle) * h * 0.14, h * 0.125, fill)
    c.disc(x, y - h, h * 0.09, STRAW)


def meadow(c: Canvas, top: float, count: int = 26) -> None:
    """Scattered tufts and small blossoms, larger towards the viewer."""
    for _ in range(count):
        depth = c.rng.random() ** 0.7
        x, y = c.rng.uniform(0, WIDTH), top + (HEIGHT - top) * depth
        if c.rng.random() < 0.45:
            flower(c, x, y, 16 + 34 * depth, c.rng.choice((PAPER, OCHRE, BLUSH)))
        else:
            grass(c, x, y, 14 + 26 * depth)


def blossom_branch(c: Canvas, x: float, y: float, size: float, fill: Colour = BLUSH, *, flip: bool = False) -> None:
    """A branch that hangs in from an upper corner and frames the view."""
    with c.at(x, y, size / 100, flip=flip):
        c.taper(((0, 0), (30, 12), (58, 12), (96, 30)), (5, 4, 3, 1), BARK)
        c.taper(((30, 12), (48, 34), (70, 46)), (3, 2, 0.8), BARK)
        c.taper(((58, 12), (78, 4), (94, 6)), (2.4, 1.6, 0.8), BARK)
        spots = (
            (34, 8),
            (48, 20),
            (52, 36),
            (62, 44),
            (72, 45),
            (66, 9),
            (78, 20),
            (82, 4),
            (94, 8),
            (96, 31),
            (44, 10),
        )
        for i, (bx, by) in enumerate(spots):
            r = 3.2 + (i * 7 % 4) * 0.55
            for k in range(5):
                angle = k * math.tau / 5 + i
                c.disc(bx + math.cos(angle) * r * 0.8, by + math.sin(angle) * r * 0.8, r * 0.72, fill)
            c.disc(bx, by, r * 0.5, mix(fill, RED, 0.5))


def snow(c: Canvas, count: int = 150) -> None:
    for _ in range(count):
        r = c.rng.uniform(1.8, 5)
        c.disc(c.rng.uniform(0, WIDTH), c.rng.uniform(0, HEIGHT * 0.94), r, PAPER, 0.85)
