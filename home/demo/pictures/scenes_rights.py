"""Scenes of rights: still lifes of scales, law, contract, pay and leave, and the shelter of an umbrella."""

from dataclasses import replace

from .buildings import skyline, works
from .canvas import HEIGHT, WIDTH, Canvas
from .crowd import fist
from .interior import plant, stage
from .machines import gear
from .nature import grove
from .objects import backpack, cup, parasol
from .palette import (
    BARK,
    BRICK,
    CREAM,
    INK,
    IRON,
    LAKE,
    OCHRE,
    PAPER,
    RED,
    SAGE,
    SAND,
    STRAW,
    TEAL,
    WOOD,
    mix,
    shade,
    tint,
)
from .papers import book, coins, envelope, open_book, pen, seal, sheet
from .people import crew, figure, workers


def scales(c: Canvas) -> None:
    stage(c, 740, (750, 410, 360))
    c.shadow(760, 890, 620, 56)
    brass, dark = OCHRE, shade(OCHRE, 0.26)
    c.round_rect(580, 858, 340, 36, 10, dark)
    c.poly(((620, 860), (880, 860), (820, 812), (680, 812)), brass)
    c.poly(((732, 820), (768, 820), (760, 250), (740, 250)), brass)
    c.poly(((752, 820), (768, 820), (760, 250), (750, 250)), dark)
    for y, r in ((560, 26), (770, 34)):
        c.disc(750, y, r, brass)
        c.pie(750, y, r, -60, 90, dark)
    with c.at(750, 240, 1, c.rng.choice((-2.5, 0, 2.5))):
        c.blob(
            (
                (-370, 6),
                (-340, -26),
                (-160, -22),
                (0, -34),
                (160, -22),
                (340, -26),
                (370, 6),
                (330, 2),
                (160, 6),
                (0, 16),
                (-160, 6),
                (-330, 2),
            ),
            brass,
        )
        c.disc(0, -8, 40, dark)
        c.disc(0, -8, 26, STRAW)
        c.disc(0, -60, 16, brass)
        for side in (-1, 1):
            x = side * 340
            for dx in (-118, 118):
                c.line(((x, -6), (x + dx, 320)), 5, dark)
            c.line(((x, -6), (x, 320)), 3, dark)
            c.disc(x, -6, 13, dark)
            if side < 0:
                for i, fill in enumerate((TEAL, BRICK)):
                    book(c, x, 316 - i * 38, 150 - i * 16, 38, fill)
            else:
                coins(c, x - 40, 312, 4, 38)
                coins(c, x + 42, 312, 3, 38)
            c.pie(x, 316, 138, 0, 180, brass, ry=74)
            c.pie(x, 316, 138, 0, 90, dark, ry=74)
            c.rect(x - 142, 308, 284, 14, tint(brass, 0.3))
    for i, (w, fill) in enumerate(((290, TEAL), (250, BRICK), (262, SAGE))):
        book(c, 210 + i * 8, 900 - i * 56, w, 56, fill)
    plant(c, 1310, 890, 300)


def law_books(c: Canvas) -> None:
    stage(c, 720, (880, 380, 330))
    for i, (x, w, h, fill) in enumerate(
        (
            (880, 86, 420, TEAL),
            (976, 72, 380, BRICK),
            (1056, 92, 440, INK),
            (1156, 66, 390, SAGE),
            (1230, 84, 410, OCHRE),
        )
    ):
        c.rect(x, 850 - h, w, h, fill)
        c.rect(x + w * 0.7, 850 - h, w * 0.3, h, shade(fill, 0.16))
        for oy in (0.12, 0.18, 0.82):
            c.rect(x, 850 - h * (1 - oy), w, 9, STRAW if i != 4 else CREAM)
        c.round_rect(x + w * 0.24, 850 - h * 0.66, w * 0.5, h * 0.2, 5, tint(fill, 0.5))
    with c.at(1330, 850, 1, 0):
        c.poly(((0, 0), (70, 0), (70, -300), (0, -300)), shade(WOOD, 0.3))
        c.poly(((0, 0), (70, 0), (120, -40), (50, -40)), shade(WOOD, 0.45))
    c.shadow(1000, 850, 800, 40)
    open_book(c, 480, 900, 720, TEAL)
    c.poly(((474, 640), (500, 640), (506, 950), (492, 930), (478, 950)), RED)
    for x in (660, 780):
        c.ring(x, 906, 46, 9, INK)
        c.disc(x, 906, 40, PAPER, 0.3)
    c.curve(((704, 900), (720, 886), (736, 900)), 8, INK)
    c.curve(((826, 900), (900, 880), (950, 896)), 8, INK)
    cup(c, 1120, 950, 90, TEAL)


def contract(c: Canvas) -> None:
    light = c.light
    c.fade(0, HEIGHT, mix(light.floor, WOOD, 0.18), mix(light.floor, WOOD, 0.34))
    c.poly(((0, 0), (420, 0), (0, 640)), light.beam, 0.25)
    c.poly(((640, 0), (860, 0), (0, 1310), (0, 975)), light.beam, 0.2)
    c.round_rect(190, 120, 900, 860, 16, INK, 0.12)
    c.round_rect(170, 100, 900, 860, 16, TEAL)
    c.round_rect(170, 100, 900, 26, 13, shade(TEAL, 0.3))
    sheet(c, 800, 530, 520, 5, 0)
    sheet(c, 560, 510, 560, -4, 6)
    with c.at(560, 510, 1, -4):
        for x in (-200, 20):
            c.line(((x, 250), (x + 180, 250)), 5, IRON)
        c.curve(((40, 236), (66, 196), (84, 238), (112, 204), (132, 234), (164, 214)), 6, INK)
        seal(c, -112, 214, 70)
        gear(c, -112, 214, 30, RED, 10)
    fist(c, 880, 650, 270, 14, c.rng.choice((INK, OCHRE, BRICK)))
    pen(c, 742, 760, 270, 44, shade(INK, 0.2))
    c.disc(1290, 230, 120, INK, 0.12)
    c.disc(1276, 214, 120, PAPER)
    c.disc(1276, 214, 84, mix(PAPER, SAND, 0.2))
    c.disc(1276, 214, 74, mix(OCHRE, BARK, 0.45))
    c.ring(1396, 214, 36, 18, PAPER, -90, 90)


def _slip(c: Canvas) -> None:
    """The rows of a pay slip, from (-250, -350) down: items left, amounts right, the sum in a band."""
    c.rect(-250, -350, 500, 84, TEAL)
    c.round_rect(-216, -324, 200, 26, 8, tint(TEAL, 0.6))
    c.disc(196, -308, 24, OCHRE)
    rows = ((180, 90), (140, 110), (210, 76), (160, 96), (190, 84), (130, 70))
    for i, (item, amount) in enumerate(rows):
        y = -224 + i * 62
        c.rect(-216, y, item, 14, mix(PAPER, IRON, 0.4))
        c.rect(216 - amount, y, amount, 14, mix(PAPER, INK, 0.7))
        c.rect(-216, y + 36, 432, 3, SAND)
    c.round_rect(-216, 170, 432, 110, 8, mix(STRAW, PAPER, 0.3))
    c.rect(-186, 214, 120, 22, mix(STRAW, INK, 0.7))
    c.rect(60, 208, 126, 34, RED)


def _calculator(c: Canvas) -> None:
    c.round_rect(-140, -400, 280, 400, 24, INK)
    c.round_rect(-112, -372, 224, 84, 10, mix(SAGE, PAPER, 0.5))
    for i, w in enumerate((22, 22, 22, 22)):
        c.rect(-6 + i * 28, -348, w, 36, mix(SAGE, INK, 0.6))
    for row in range(4):
        for column in range(4):
            fill = RED if (row, column) == (3, 3) else OCHRE if column == 3 else tint(IRON, 0.3)
            c.round_rect(-112 + column * 58, -264 + row * 62, 48, 48, 8, fill)


def payslip(c: Canvas) -> None:
    stage(c, 720, (560, 380, 330))
    with c.at(540, 480, 1, -5):
        c.rect(-236, -330, 500, 690, shade(SAND, 0.5), 0.3)
        c.rect(-250, -350, 500, 690, PAPER)
        with c.readable(0):
            _slip(c)
    c.shadow(1100, 880, 560, 60)
    with c.at(1060, 870), c.readable(0):
        _calculator(c)
    for x, count in ((1270, 5), (1370, 8), (1330, 2)):
        coins(c, x, 880 + (50 if count == 2 else 0), count, 50)
    envelope(c, 210, 880, 260, STRAW, -8)
    pen(c, 720, 930, 230, 74, TEAL)


def _month(c: Canvas) -> None:
    """31 days as squares, five of them a leave."""
    first, start = c.rng.randrange(0, 4), c.rng.randrange(8, 17)
    rest = mix(STRAW, OCHRE, 0.4)
    for i in range(31):
        row, column = divmod(i + first, 7)
        x, y = 276 + column * 84, 252 + row * 82
        plain = mix(PAPER, SAGE if column > 4 else SAND, 0.38)
        c.round_rect(x, y, 66, 62, 10, rest if start <= i < start + 5 else plain)
        if i == start:
            c.ring(x + 33, y + 31, 46, 9, RED)


def calendar_leave(c: Canvas) -> None:
    light = c.light
    c.fade(0, 760, tint(light.wall, 0.2), light.wall)
    c.disc(1120, 330, 250, mix(light.sun, light.wall, 0.3))
    c.rect(0, 760, WIDTH, 240, mix(light.floor, WOOD, 0.2))
    c.rect(0, 746, WIDTH, 16, shade(light.dado, 0.1))
    c.rect(262, 92, 640, 600, shade(light.wall, 0.3), 0.5)
    c.rect(240, 70, 640, 600, PAPER)
    c.rect(240, 70, 640, 150, TEAL)
    c.poly(((240, 220), (400, 130), (520, 190), (650, 110), (880, 220)), mix(TEAL, SAGE, 0.5))
    c.disc(760, 116, 26, STRAW)
    for i in range(12):
        c.ring(276 + i * 52, 70, 14, 6, IRON, 160, 380)
    with c.readable(560):
        _month(c)
    c.shadow(1110, 930, 520, 50)
    c.line(((1050, 580), (1050, 480), (1190, 480), (1190, 580)), 16, INK)
    c.round_rect(960, 560, 320, 360, 30, BRICK)
    for x in (1010, 1200):
        c.rect(x, 560, 34, 360, shade(BRICK, 0.24))
    c.round_rect(960, 700, 320, 14, 4, tint(BRICK, 0.25))
    for x in (1000, 1240):
        c.disc(x, 926, 20, INK)
    with c.at(1120, 556, 1, -5):
        c.oval(0, 0, 150, 26, SAND)
        c.pie(0, -4, 84, 180, 360, tint(SAND, 0.25), ry=78)
        c.rect(-84, -26, 168, 22, TEAL)
    backpack(c, 780, 930, 210, SAGE)
    plant(c, 120, 930, 330)
    c.poly(((1330, 930), (1360, 846), (1440, 846), (1470, 930)), OCHRE)
    c.ring(1400, 850, 34, 8, BARK, 180, 360)


def umbrella(c: Canvas) -> None:
    light = c.light
    dull = mix(light.sky_high, IRON, 0.3)
    c.fade(0, 700, mix(dull, LAKE, 0.25), mix(light.sky_low, dull, 0.35))
    skyline(c, 680, mix(dull, light.mid, 0.35), 150)
    works(c, 700, mix(light.mid, dull, 0.25), 0.9, 260)
    grove(c, 720, 70, mix(light.leaf_dark, dull, 0.3), 18)
    c.fade(710, HEIGHT, mix(light.path, dull, 0.25), mix(light.path, dull, 0.5))
    for _ in range(110):
        x, y = c.rng.uniform(-40, WIDTH), c.rng.uniform(-20, 960)
        c.line(((x, y), (x - 14, y + 50)), 3, PAPER, 0.55)
    c.glow(750, 700, 640, mix(light.sun, PAPER, 0.3), 0.75)
    parasol(c, 750, 480, 590, 420, (OCHRE, mix(OCHRE, STRAW, 0.5)))
    c.disc(750, 10, 15, RED)
    c.curve(((750, 880), (756, 930), (790, 934), (800, 900)), 20, BARK)
    c.oval(750, 950, 470, 40, (24, 44, 54), 0.14)
    a, b = workers(c, 2)
    looks = crew(c, 3)
    for x, y, h, look, pose, flip in (
        (400, 930, 400, replace(looks[0], cut="coat"), "front", False),
        (570, 950, 440, a, "front", False),
        (910, 950, 440, replace(b, top=OCHRE, helmet=PAPER), "front", True),
        (1080, 930, 410, replace(looks[1], cut="dress"), "front", True),
    ):
        figure(c, x, y, h, look, pose, flip=flip, shadow=False)
    holder = figure(c, 700, 965, 460, replace(looks[2], cut="jacket", top=TEAL), "phone", shadow=False)
    c.disc(750, holder.far[1], 15, looks[2].skin)
    for x, y, r in ((180, 930, 70), (1290, 950, 90), (1400, 860, 50)):
        c.oval(x, y, r, r * 0.16, mix(light.sky_high, PAPER, 0.4), 0.7)


SCENES = {
    "scales": scales,
    "law-books": law_books,
    "contract": contract,
    "payslip": payslip,
    "calendar-leave": calendar_leave,
    "umbrella": umbrella,
}
