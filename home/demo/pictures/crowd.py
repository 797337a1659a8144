"""People in numbers and people near by: audiences from behind, rows of singers, hands, babies, silhouettes."""

from dataclasses import replace

from .canvas import Canvas
from .palette import HAIR, INK, PAPER, SKINS, TEAL, Colour, mix, shade, tint
from .people import Look, crew, figure


def audience(c: Canvas, y: float, h: float, count: int, chair: Colour = TEAL, *, skip: tuple[int, ...] = ()) -> None:
    """A row seen from behind, cut off by their chairs; y is where the chair backs end below."""
    looks = crew(c, count)
    step = 1500 / count
    for i in range(count):
        if i in skip:
            continue
        x = step * (i + 0.5) + c.rng.uniform(-0.08, 0.08) * step
        figure(c, x, y + h * 0.5, h, looks[i], "back", shadow=False)
        c.round_rect(x - step * 0.36, y - h * 0.17, step * 0.72, 300, h * 0.05, chair)
        c.round_rect(x - step * 0.36, y - h * 0.17, step * 0.72, h * 0.04, h * 0.02, tint(chair, 0.2))


def silhouettes(c: Canvas, y: float, h: float, xs: tuple[float, ...], fill: Colour, pose: str = "stand") -> None:
    """Far people in one colour, for depth and not for notice."""
    plain = Look(top=fill, legs=fill, skin=tint(fill, 0.12), hair_colour=shade(fill, 0.1), cut="plain", inner=fill)
    for i, x in enumerate(xs):
        figure(
            c,
            x + c.sway(24),
            y,
            h * c.rng.uniform(0.94, 1.04),
            plain,
            pose,
            flip=pose == "stand" and i % 2 == 1,
            shadow=False,
        )


def fist(
    c: Canvas, x: float, y: float, size: float, turn: float, sleeve: Colour = INK, skin: Colour = SKINS[0]
) -> None:
    """A forearm that comes from the right and holds something between thumb and fingers at (x, y)."""
    with c.at(x, y, size / 100, turn):
        c.poly(((96, -30), (460, -52), (460, 56), (96, 36)), sleeve)
        c.poly(((96, 10), (460, 18), (460, 56), (96, 36)), shade(sleeve, 0.22))
        c.rect(80, -28, 24, 62, PAPER)
        c.taper(((88, 2), (44, 4)), (48, 58), skin)
        c.taper(((44, -12), (2, -8)), (26, 18), skin)
        dark = mix(skin, shade(skin, 0.5), 0.28)
        for i, oy in enumerate((10, 20, 28)):
            c.taper(((46, oy), (12 + i * 6, oy + 4)), (17, 14), dark if i % 2 == 0 else skin)
        c.taper(((52, -22), (24, -24), (0, -10)), (20, 16, 12), mix(skin, PAPER, 0.18))


def baby(c: Canvas, x: float, y: float, size: float, wrap: Colour) -> None:
    """A baby in a wrap, lying in the arms at (x, y)."""
    with c.at(x, y, size / 100, -16):
        c.oval(0, 4, 52, 26, wrap)
        c.pie(0, 4, 52, 0, 180, shade(wrap, 0.1), ry=26)
        c.disc(42, -10, 21, tint(wrap, 0.3))
        c.disc(44, -9, 16, SKINS[2])
        c.pie(44, -11, 16, 190, 330, INK)


def children(c: Canvas, count: int) -> list[Look]:
    """Smaller people have larger heads; the scene draws them at little more than half the height."""
    return [replace(look, head=1.42, cut="jersey", hair_colour=HAIR) for look in crew(c, count)]
