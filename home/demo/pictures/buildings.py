"""Buildings and structures: the works, its halls and houses, pylons, cranes and bridges."""

from .canvas import Canvas
from .palette import BRICK, CREAM, INK, IRON, OCHRE, PAPER, RED, STEEL, STRAW, TEAL, Colour, mix, shade, tint


def lit(c: Canvas, by_day: Colour) -> Colour:
    """The colour of a window: glass by day, lamp light in the evening."""
    return STRAW if c.light.night else by_day


def saw_hall(c: Canvas, x: float, y: float, w: float, h: float, fill: Colour, bays: int = 4) -> None:
    """A workshop with the saw-tooth roof that says factory at any size; stands on y."""
    roof = shade(fill, 0.22)
    glass = lit(c, tint(c.light.sky_low, 0.3))
    bay = w / bays
    tooth = h * 0.36
    for i in range(bays):
        left = x + i * bay
        c.poly(((left, y - h + tooth), (left, y - h), (left + bay, y - h + tooth)), roof)
        c.poly(
            (
                (left, y - h + tooth * 0.86),
                (left, y - h + tooth * 0.16),
                (left + bay * 0.12, y - h + tooth * 0.3),
                (left + bay * 0.12, y - h + tooth * 0.86),
            ),
            glass,
        )
    c.rect(x, y - h + tooth, w, h - tooth, fill)
    c.rect(x, y - h + tooth, w, h * 0.03, tint(fill, 0.25))
    for i in range(bays):
        for k in range(2):
            left = x + i * bay + bay * (0.14 + k * 0.42)
            c.rect(left, y - h * 0.48, bay * 0.3, h * 0.2, glass)
            c.rect(left + bay * 0.14, y - h * 0.48, bay * 0.02, h * 0.2, fill)
    c.rect(x, y - h * 0.07, w, h * 0.07, shade(fill, 0.15))


def chimney(c: Canvas, x: float, y: float, w: float, h: float, fill: Colour, *, steam: bool = True) -> None:
    c.poly(((x - w / 2, y), (x - w * 0.36, y - h), (x + w * 0.36, y - h), (x + w / 2, y)), fill)
    c.poly(((x, y), (x, y - h), (x + w * 0.36, y - h), (x + w / 2, y)), shade(fill, 0.14))
    c.rect(x - w * 0.38, y - h * 0.93, w * 0.76, h * 0.05, BRICK)
    if steam:
        mist = tint(c.light.sky_low, 0.5)
        for ox, oy, r in ((0.3, 0.5, 0.5), (1.0, 1.1, 0.8), (2.1, 1.6, 1.05), (3.5, 1.9, 0.8)):
            c.oval(x + ox * w, y - h - oy * w, r * w, r * w * 0.62, mist, 0.55)


def block(
    c: Canvas, x: float, y: float, w: float, h: float, fill: Colour, columns: int, rows: int, *, shop: bool = False
) -> None:
    """A plain house with a grid of windows, some with curtains or light."""
    c.rect(x, y - h, w, h, fill)
    c.rect(x + w * 0.84, y - h, w * 0.16, h, shade(fill, 0.12))
    c.rect(x - w * 0.015, y - h - h * 0.025, w * 1.03, h * 0.03, shade(fill, 0.25))
    cell_w, cell_h = w * 0.84 / columns, h * (0.76 if shop else 0.94) / rows
    for row in range(rows):
        for column in range(columns):
            glass = lit(c, tint(c.light.mid, 0.5)) if c.rng.random() < 0.7 else shade(c.light.mid, 0.2)
            left, top = x + (column + 0.2) * cell_w, y - h + (row + 0.28) * cell_h
            c.rect(left, top, cell_w * 0.6, cell_h * 0.52, glass)
            if c.rng.random() < 0.4:
                c.rect(left, top, cell_w * 0.2, cell_h * 0.52, tint(glass, 0.4))
    if shop:
        c.rect(x, y - h * 0.2, w * 0.84, h * 0.2, shade(fill, 0.18))
        c.rect(x + w * 0.34, y - h * 0.16, w * 0.16, h * 0.16, lit(c, STEEL))


def works(c: Canvas, y: float, fill: Colour, scale: float = 1.0, x: float = 120) -> None:
    """The whole site as one silhouette of the middle distance."""
    light = tint(fill, 0.12)
    chimney(c, x + 690 * scale, y, 46 * scale, 330 * scale, light)
    chimney(c, x + 770 * scale, y, 38 * scale, 270 * scale, light, steam=False)
    block(c, x + 830 * scale, y, 230 * scale, 210 * scale, mix(fill, light, 0.5), 6, 4)
    saw_hall(c, x, y, 640 * scale, 190 * scale, fill, 5)
    c.round_rect(x + 1090 * scale, y - 150 * scale, 70 * scale, 160 * scale, 34 * scale, light)
    c.round_rect(x + 1170 * scale, y - 120 * scale, 60 * scale, 130 * scale, 30 * scale, shade(light, 0.1))


def skyline(c: Canvas, y: float, fill: Colour, height: float = 180) -> None:
    x = -20.0
    while x < 1500:
        w = c.rng.uniform(50, 120)
        c.rect(x, y - height * c.rng.uniform(0.3, 1.0), w, height, fill)
        x += w + c.rng.uniform(-6, 26)
    c.rect(0, y - 2, 1500, 30, fill)


def pylon(c: Canvas, x: float, y: float, h: float, fill: Colour) -> None:
    """A lattice tower; its arms carry wires that the scene may string."""
    w = h * 0.16
    line = max(h * 0.012, 2)
    for side in (-1, 1):
        c.line(((x + side * w, y), (x + side * w * 0.3, y - h * 0.62), (x + side * w * 0.1, y - h)), line * 1.3, fill)
    for i in range(6):
        low, high = i / 6 * 0.62, (i + 1) / 6 * 0.62
        wl, wh = w * (1 - low / 0.62 * 0.7), w * (1 - high / 0.62 * 0.7)
        c.line(((x - wl, y - h * low), (x + wh, y - h * high)), line * 0.8, fill)
        c.line(((x + wl, y - h * low), (x - wh, y - h * high)), line * 0.8, fill)
    for level, half in ((0.66, 0.24), (0.8, 0.19), (0.93, 0.13)):
        c.poly(((x - h * half, y - h * level), (x, y - h * (level + 0.035)), (x + h * half, y - h * level)), fill)
        for side in (-1, 1):
            c.line(
                ((x + side * h * half * 0.94, y - h * level), (x + side * h * half * 0.94, y - h * (level - 0.05))),
                line * 1.6,
                fill,
            )


def wires(c: Canvas, start: tuple[float, float], end: tuple[float, float], sag: float, fill: Colour) -> None:
    middle = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2 + sag)
    c.curve((start, middle, end), 2.4, fill)


def gantry(c: Canvas, y: float, hook_x: float, drop: float, beam: Colour = OCHRE) -> None:
    """An overhead travelling crane across the whole hall, with its trolley and hook."""
    c.rect(0, y + 44, 1500, 14, shade(c.light.dado, 0.35))
    c.rect(0, y, 1500, 44, beam)
    c.rect(0, y + 32, 1500, 12, shade(beam, 0.25))
    for x in range(30, 1500, 120):
        c.rect(x, y + 10, 60, 12, shade(beam, 0.12))
    c.round_rect(hook_x - 74, y - 26, 148, 58, 8, INK)
    c.rect(hook_x - 50, y + 30, 100, 22, IRON)
    for ox in (-16, 16):
        c.line(((hook_x + ox, y + 50), (hook_x + ox, y + drop - 44)), 4, INK)
    c.round_rect(hook_x - 28, y + drop - 52, 56, 44, 8, RED)
    c.ring(hook_x, y + drop + 14, 17, 9, INK, -90, 170)


def columns(c: Canvas, y: float, xs: tuple[float, ...], fill: Colour) -> None:
    """Steel columns of a hall with their brackets."""
    for x in xs:
        c.rect(x - 16, 0, 32, y, fill)
        c.rect(x - 4, 0, 8, y, shade(fill, 0.18))
        c.poly(((x - 16, 170), (x + 16, 170), (x + 40, 130), (x - 40, 130)), fill)
        c.rect(x - 26, y - 16, 52, 16, shade(fill, 0.25))


def bridge(c: Canvas, y: float, span: float, fill: Colour) -> None:
    c.curve(((-40, y + 50), (span * 0.5, y - 60), (span + 40, y + 50)), 26, fill)
    for i in range(9):
        x = span * i / 8
        c.rect(x - 3, y - 70 + abs(i - 4) * 18, 6, 40, shade(fill, 0.2))


def lamp_post(c: Canvas, x: float, y: float, h: float) -> None:
    if c.light.night:
        c.glow(x + h * 0.16, y - h * 0.97, h * 0.5, STRAW, 0.7)
    c.line(((x, y), (x, y - h * 0.9)), h * 0.025, shade(TEAL, 0.3))
    c.curve(((x, y - h * 0.88), (x + h * 0.04, y - h), (x + h * 0.16, y - h)), h * 0.02, shade(TEAL, 0.3))
    c.pie(x + h * 0.16, y - h * 0.97, h * 0.06, 180, 360, CREAM if not c.light.night else PAPER, ry=h * 0.045)
