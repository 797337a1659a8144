"""Scenes of the festivals: lanterns, dragon boats, the autumn moon, the new year."""

import math
from dataclasses import replace

from .buildings import bridge, skyline
from .canvas import HEIGHT, WIDTH, Canvas
from .crowd import children, silhouettes
from .interior import room, table
from .nature import (
    blossom_branch,
    cloud,
    distance,
    grove,
    hills,
    sun,
    water,
)
from .objects import cup, gift, lantern, teapot
from .palette import (
    BARK,
    BRICK,
    CREAM,
    INK,
    LAKE,
    MOSS,
    OCHRE,
    PAPER,
    PINE,
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
from .people import crew, figure


def lantern_festival(c: Canvas) -> None:
    deep = mix(INK, TEAL, 0.55)
    c.fade(0, 640, mix(deep, c.light.sky_high, 0.12), mix(deep, c.light.sky_low, 0.35))
    c.glow(1180, 210, 260, STRAW, 0.5)
    c.disc(1180, 210, 74, tint(STRAW, 0.4))
    skyline(c, 640, mix(deep, c.light.mid, 0.35), 170)
    for x, w, top in ((60, 420, 440), (1010, 430, 420)):
        c.rect(x + 30, top + 90, w - 60, 660 - top - 90, mix(deep, BRICK, 0.4))
        c.poly(
            (
                (x - 30, top + 92),
                (x + 50, top),
                (x + w - 50, top),
                (x + w + 30, top + 92),
                (x + w, top + 78),
                (x, top + 78),
            ),
            shade(deep, 0.4),
        )
        for i in range(3):
            c.rect(x + 60 + i * (w - 90) / 3, top + 120, (w - 160) / 3, 130, STRAW)
            c.rect(x + 56 + (i + 0.36) * (w - 90) / 3, top + 120, 7, 130, mix(deep, BRICK, 0.4))
    c.fade(640, HEIGHT, mix(deep, BARK, 0.35), mix(deep, BARK, 0.6))
    c.glow(750, 830, 620, OCHRE, 0.4)
    for y, sag in ((40, 120), (150, 130)):
        c.curve(((-20, y), (400, y + sag * 0.8), (750, y + sag), (1100, y + sag * 0.8), (1520, y)), 4, BARK)
    for i, x in enumerate((90, 280, 470, 660, 850, 1040, 1230, 1420)):
        t = (x - 750) / 760
        lantern(
            c, x, 246 - 118 * t * t + (i % 2) * 66, 62 + (i % 2) * 12, (RED, OCHRE, RED, BRICK)[(i + c.variant) % 4]
        )
        c.rect(x - 13, 346 - 118 * t * t + (i % 2) * 76, 26, 84, (CREAM, STRAW)[i % 2])
    silhouettes(c, 720, 230, (110, 250, 560, 640, 900, 1240, 1400), mix(deep, OCHRE, 0.22))
    looks = crew(c, 4, cut="coat")
    figure(c, 330 + c.sway(60), 950, 520, looks[0], "raise")
    figure(c, 640, 970, 560, looks[1], "hold")
    held = figure(c, 850, 965, 320, replace(children(c, 1)[0], cut="coat", top=OCHRE), "give")
    c.line((held.near, (held.near[0] + 70, held.near[1] - 40)), 7, BARK)
    lantern(c, held.near[0] + 72, held.near[1] + 46, 44, RED)
    figure(c, 1160 + c.sway(60), 960, 550, looks[2], "point", flip=True)


def _boat(c: Canvas) -> None:
    looks = crew(c, 6, cut="tee", legs=INK, inner=PAPER)
    top = (BRICK, RED, BRICK)[c.rng.randrange(3)]
    for i in range(5):
        x = 350 + i * 160
        joints = figure(c, x, 800, 400, replace(looks[i], top=top), "row", shadow=False)
        hx, hy = joints.near
        c.line(((hx - 20, hy - 60), (hx + 36, hy + 190)), 10, WOOD)
        c.poly(((hx + 22, hy + 150), (hx + 48, hy + 144), (hx + 72, hy + 250), (hx + 38, hy + 258)), STRAW)
        c.disc(hx, hy, 12, looks[i].skin)
    drummer = figure(c, 1180, 800, 430, replace(looks[5], top=OCHRE), "raise", flip=True, shadow=False)
    c.oval(1120, 690, 62, 26, CREAM)
    c.rect(1058, 690, 124, 90, RED)
    c.oval(1120, 690, 62, 22, CREAM)
    c.line((drummer.far, (drummer.far[0] - 26, drummer.far[1] - 50)), 9, WOOD)
    hull = (
        (90, 690),
        (180, 752),
        (500, 780),
        (1000, 780),
        (1260, 752),
        (1330, 640),
        (1390, 640),
        (1350, 800),
        (1240, 872),
        (940, 900),
        (440, 900),
        (220, 868),
        (110, 790),
    )
    c.blob(hull, TEAL)
    c.curve(((150, 776), (480, 826), (980, 826), (1290, 780)), 14, OCHRE)
    for i in range(14):
        c.pie(240 + i * 74, 846 + 14 * math.sin(i * 0.24), 34, 180, 360, tint(TEAL, 0.16))
    c.curve(((110, 720), (50, 640), (90, 570), (60, 520)), 22, TEAL)
    c.curve(((60, 524), (24, 560), (40, 600)), 12, OCHRE)
    with c.at(1370, 590):
        c.blob(((-60, 60), (-56, -40), (-10, -84), (50, -60), (126, -36), (130, -8), (60, 4), (30, 26), (20, 80)), TEAL)
        c.blob(((24, 22), (70, 8), (116, 14), (100, 36), (40, 50)), shade(TEAL, 0.25))
        c.poly(((44, 6), (56, 26), (66, 5), (78, 24), (90, 3)), PAPER)
        c.curve(((-20, -76), (-44, -130), (-86, -140)), 13, OCHRE)
        c.curve(((4, -80), (0, -130), (-30, -160)), 13, OCHRE)
        c.disc(34, -44, 15, PAPER)
        c.disc(38, -43, 7, INK)
        for i in range(4):
            c.blob(((-52, -30 + i * 26), (-100, -44 + i * 30), (-58, -4 + i * 26)), BRICK)
        c.curve(((120, -30), (150, -70), (140, -100)), 6, RED)


def dragon_boat(c: Canvas) -> None:
    distance(c, 480, 200)
    sun(c, 1160, 200, 84)
    cloud(c, 200, 120, 300)
    grove(c, 520, 110, c.light.leaf_dark, 16)
    bridge(c, 470, WIDTH, mix(c.light.mid, c.light.far, 0.4))
    water(c, 520, HEIGHT)
    with c.at(180, 600, 0.5):
        c.blob(((0, 40), (500, 64), (1000, 40), (960, 100), (500, 128), (60, 100)), mix(TEAL, c.light.mid, 0.5))
    silhouettes(c, 650, 170, (250, 320, 390, 460, 530, 600), mix(TEAL, c.light.mid, 0.4), "row")
    with c.at(10, 50, 0.94):
        _boat(c)
    for i in range(16):
        c.round_rect(
            60 + i * 90 + c.rng.uniform(-20, 20),
            892 + c.rng.uniform(-12, 22),
            c.rng.uniform(50, 110),
            9,
            4,
            PAPER,
            0.75,
        )
    for x in (20, 80, 1440):
        for k in range(4):
            c.curve(((x + k * 16, 1010), (x + k * 20, 900), (x + k * 26 - 10, 820 - k * 20)), 7, MOSS)


def mid_autumn(c: Canvas) -> None:
    deep = mix(INK, TEAL, 0.5)
    c.fade(0, 700, mix(deep, c.light.sky_high, 0.1), mix(deep, c.light.sky_low, 0.4))
    c.glow(760, 360, 640, STRAW, 0.55)
    c.disc(760, 350, 250, mix(STRAW, PAPER, 0.5))
    for x, y, r in ((690, 290, 46), (840, 420, 60), (800, 250, 24), (660, 430, 30)):
        c.disc(x, y, r, mix(STRAW, PAPER, 0.3), 0.5)
    for x, y, w in ((160, 300, 260), (960, 200, 300), (560, 520, 280)):
        cloud_fill = mix(deep, c.light.sky_low, 0.45)
        c.round_rect(x, y, w, 24, 12, cloud_fill, 0.7)
        c.round_rect(x + w * 0.3, y - 22, w * 0.5, 24, 12, cloud_fill, 0.7)
    hills(c, 660, 120, mix(deep, c.light.mid, 0.4), 2.3)
    hills(c, 700, 60, mix(deep, c.light.mid, 0.2), 3.1)
    c.fade(680, HEIGHT, shade(WOOD, 0.4), shade(WOOD, 0.25))
    c.rect(0, 640, WIDTH, 14, shade(RED, 0.35))
    for x in range(0, WIDTH, 150):
        c.rect(x + 60, 640, 16, 110, shade(RED, 0.45))
    c.rect(0, 736, WIDTH, 16, shade(RED, 0.35))
    a, b = crew(c, 2)
    c.shadow(750, 945, 900, 50)
    figure(c, 760, 900, 300, replace(children(c, 1)[0], cut="dress", top=RED, hair="tail"), "back", shadow=False)
    for x, look, flip, pose in ((400, a, False, "listen"), (1110, b, True, "talk_sit")):
        c.round_rect(x - 80, 800, 160, 22, 10, WOOD)
        for ox in (-56, 44):
            c.rect(x + ox, 818, 14, 140, shade(WOOD, 0.3))
        figure(c, x, 960, 620, look, pose, flip=flip, shadow=False)
    top = table(c, 755, 970, 480, 190, tint(WOOD, 0.15))
    c.oval(700, top - 6, 110, 16, PAPER)
    for x, y in ((640, -10), (700, -10), (760, -10), (670, -46), (730, -46)):
        c.round_rect(x - 31, top + y - 32, 62, 34, 12, OCHRE)
        c.round_rect(x - 31, top + y - 32, 62, 14, 7, STRAW)
    teapot(c, 880, top, 90, TEAL)
    cup(c, 570, top, 40, LAKE)
    cup(c, 968, top, 40, LAKE)
    with c.at(1500, 30, 1):
        for ex, ey in ((-330, 120), (-230, 220), (-110, 260)):
            c.curve(((0, 0), (ex * 0.5, ey * 0.4), (ex, ey)), 11, BARK)
            for i in range(7):
                t = (i + 1.5) / 8
                x, y = ex * t, ey * t * t * 0.5 + ey * t * 0.5
                c.blob(((x, y), (x + 34, y - 26), (x + 70, y - 20), (x + 34, y + 8)), (MOSS, PINE)[i % 2])
                c.disc(x - 10, y + 18, 9, OCHRE)
                c.disc(x + 6, y + 26, 8, STRAW)
                c.disc(x - 4, y + 36, 7, OCHRE)


def new_year(c: Canvas) -> None:
    room(c, 730, ((470, 1030),), 100, 460, "hills", panes=2)
    white = mix(PAPER, c.light.sky_high, 0.2)
    for x, w in ((480, 230), (690, 320), (900, 130)):
        c.pie(x + w / 2, 454, w / 2, 180, 360, white, ry=40)
    for _ in range(46):
        c.disc(c.rng.uniform(490, 1015), c.rng.uniform(118, 440), c.rng.uniform(2.5, 5.5), PAPER)
    for x in (610, 890):
        for i in range(8):
            angle = i * math.tau / 8
            c.disc(x + math.cos(angle) * 44, 250 + math.sin(angle) * 44, 19, RED)
            c.disc(x + math.cos(angle) * 44, 250 + math.sin(angle) * 44, 8, white)
        c.ring(x, 250, 30, 10, RED)
        c.disc(x, 250, 13, RED)
    for x in (330, 1170):
        lantern(c, x, 210, 88)
    blossom_branch(c, 20, 330, 300, RED)
    a, b, d = crew(c, 3)
    figure(c, 350, 960, 640, replace(a, cut="apron", top=TEAL, inner=CREAM), "work", shadow=False)
    figure(c, 750, 930, 600, replace(b, cut="apron", top=BRICK, inner=tint(LAKE, 0.3)), "front", shadow=False)
    figure(c, 1150, 960, 640, replace(d, cut="apron", top=OCHRE, inner=SAGE), "work", flip=True, shadow=False)
    top = 706
    c.rect(60, top, 1380, 28, tint(WOOD, 0.3))
    c.rect(100, top + 28, 1300, 40, shade(WOOD, 0.2))
    for x in (140, 1310):
        c.rect(x, top + 66, 46, 240, shade(WOOD, 0.3))
    c.oval(750, top + 2, 250, 30, shade(SAND, 0.2))
    c.oval(750, top - 6, 250, 30, SAND)
    for i in range(9):
        x = 570 + i * 45
        c.pie(x, top - 2, 30, 180, 360, (PAPER, tint(CREAM, 0.5))[i % 2], ry=26)
        c.curve(((x - 22, top - 14), (x, top - 24), (x + 22, top - 14)), 3, SAND)
    c.round_rect(430, top - 24, 150, 22, 11, WOOD)
    c.pie(1040, top, 66, 0, 180, LAKE, ry=50)
    c.pie(1040, top - 50, 74, 0, 180, LAKE, ry=54)
    c.oval(1040, top - 50, 74, 14, MOSS)
    c.pie(190, top, 90, 180, 360, PAPER, ry=60)
    gift(c, 1320, top, 130, 110, RED, STRAW)


SCENES = {
    "lantern-festival": lantern_festival,
    "dragon-boat": dragon_boat,
    "mid-autumn": mid_autumn,
    "new-year": new_year,
}
