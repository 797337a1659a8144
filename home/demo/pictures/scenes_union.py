"""Scenes of union work: meetings, votes, agreements, visits, service."""

from dataclasses import replace

from .buildings import skyline
from .canvas import HEIGHT, WIDTH, Canvas
from .crowd import audience, fist, silhouettes
from .interior import chair, chart_on, counter, curtain, pendant, picture, plant, room, stage, table
from .nature import bush, cloud, distance, grass, ground, grove, sun, tree
from .objects import box, cup, gift, monitor
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
    RED,
    SAGE,
    SAND,
    STEEL,
    STRAW,
    TEAL,
    WOOD,
    mix,
    shade,
    tint,
)
from .papers import pen
from .people import CAST, crew, figure, workers


def meeting_hall(c: Canvas) -> None:
    c.fade(0, 640, shade(c.light.wall, 0.12), c.light.wall)
    c.rect(0, 640, WIDTH, 400, c.light.floor)
    c.rect(230, 60, 1040, 520, shade(c.light.dado, 0.1))
    curtain(c, 240, 70, 1020, 500, mix(TEAL, c.light.mid, 0.2))
    c.rect(470, 110, 560, 290, PAPER)
    chart_on(c, 540, 150, 420, 200)
    for x in (170, 1230):
        curtain(c, x, 40, 100, 560, RED)
    c.rect(150, 40, 1200, 40, shade(WOOD, 0.2))
    for i, look in enumerate(crew(c, 4)):
        figure(c, 700 + i * 150, 600, 330, replace(look, cut="jacket", inner=PAPER), "front", shadow=False)
    counter(c, 620, 566, 620, 110, mix(WOOD, OCHRE, 0.3))
    for i in range(4):
        cup(c, 740 + i * 150, 456, 26, steam=False)
    speaker = replace(CAST[6], top=INK, hair="bob")
    figure(c, 400, 600, 400, speaker, "talk", shadow=False)
    c.poly(((330, 566), (344, 410), (490, 410), (504, 566)), shade(WOOD, 0.25))
    c.rect(326, 398, 182, 20, tint(WOOD, 0.15))
    c.line(((450, 398), (440, 350)), 5, INK)
    c.disc(438, 346, 9, INK)
    c.rect(150, 560, 1200, 110, WOOD)
    c.rect(150, 560, 1200, 16, tint(WOOD, 0.35))
    for x in (190, 1310):
        plant(c, x, 650, 190)
    audience(c, 770, 330, 9, mix(LAKE, c.light.mid, 0.4))
    audience(c, 880, 440, 7, mix(TEAL, LAKE, 0.4))
    audience(c, 1020, 580, 6, shade(TEAL, 0.15), skip=(c.rng.randrange(6),))


def roundtable(c: Canvas) -> None:
    room(c, 620, ((130, 560), (940, 1370)), 90, 370, "hills", panes=3)
    picture(c, 640, 130, 220, 160)
    plant(c, 90, 700, 300)
    plant(c, 1420, 700, 300)
    looks = crew(c, 8)
    for i, x in enumerate((440, 640, 860, 1060)):
        c.round_rect(x - 66, 420, 132, 200, 26, shade(SAGE, 0.15))
        figure(c, x, 790, 460, looks[i], ("talk", "hold", "front", "talk")[i], flip=x > 750, shadow=False)
    c.oval(770, 800, 660, 180, (24, 44, 54), 0.16)
    c.oval(750, 740, 640, 190, shade(WOOD, 0.32))
    c.oval(750, 712, 640, 190, WOOD)
    c.oval(750, 704, 620, 178, tint(WOOD, 0.16))
    c.oval(750, 694, 210, 50, shade(WOOD, 0.1))
    for i, x in enumerate((600, 660, 730, 800, 860, 910)):
        c.oval(x, 672 - (i % 2) * 16, 52, 34, (MOSS, PINE)[i % 2])
        c.disc(x - 14, 654 - (i % 2) * 18, 13, (CREAM, OCHRE, BRICK)[i % 3])
        c.disc(x + 20, 672 - (i % 2) * 10, 11, (OCHRE, BRICK, CREAM)[i % 3])
    c.round_rect(560, 676, 390, 34, 17, CREAM)
    for x, y in ((330, 640), (1170, 640), (300, 760), (1210, 760), (620, 800), (900, 800)):
        c.poly(((x - 56, y + 18), (x - 40, y - 18), (x + 50, y - 18), (x + 42, y + 18)), PAPER)
        c.rect(x - 30, y - 8, 58, 3, STEEL)
        c.rect(x - 34, y + 2, 50, 3, STEEL)
    for x, y in ((450, 610), (1070, 610), (420, 800), (1090, 800)):
        cup(c, x, y, 44)
    for x, look, side in ((250, looks[4], False), (1250, looks[5], True)):
        figure(c, x, 980, 560, look, "listen", flip=side, shadow=False)
        chair(c, x, 1000, 560, SAGE, flip=side)
    for x, look in ((600, looks[6]), (920, looks[7])):
        figure(c, x, 1330, 640, look, "back", shadow=False)
        c.round_rect(x - 108, 900, 216, 160, 34, SAGE)


def ballot_box(c: Canvas) -> None:
    stage(c, 730, (700, 400, 340))
    silhouettes(c, 730, 390, (110, 230, 350, 1090, 1210, 1330), mix(c.light.mid, c.light.wall, 0.55))
    c.rect(0, 730, WIDTH, 12, tint(c.light.floor, 0.35))
    c.shadow(720, 890, 820, 80)
    c.poly(((420, 470), (500, 410), (920, 410), (980, 470)), tint(TEAL, 0.2))
    c.poly(((580, 450), (606, 430), (808, 430), (826, 450)), shade(INK, 0.3))
    c.rect(420, 470, 560, 420, TEAL)
    c.rect(860, 470, 120, 420, shade(TEAL, 0.16))
    c.rect(420, 470, 560, 22, shade(TEAL, 0.2))
    c.poly(((596, 440), (640, 236), (826, 250), (812, 440)), PAPER)
    c.poly(((596, 440), (640, 236), (722, 242), (690, 440)), tint(SAND, 0.5))
    c.rect(738, 300, 64, 8, STEEL)
    c.rect(734, 326, 58, 8, STEEL)
    with c.readable(762):
        c.line(((738, 374), (752, 390), (786, 352)), 10, RED)
    c.round_rect(560, 590, 240, 190, 10, CREAM)
    c.ring(680, 685, 56, 11, RED)
    with c.readable(681):
        c.line(((652, 686), (674, 708), (712, 660)), 14, RED)
    fist(c, 812, 300, 190, -14, c.rng.choice((OCHRE, BRICK, INK)))


def signing(c: Canvas) -> None:
    room(c, 700, ((530, 970),), 90, 400, "works", panes=4)
    plant(c, 110, 800, 340)
    plant(c, 1400, 800, 340)
    witnesses = crew(c, 5)
    for i, x in enumerate((660, 840, 250, 1250)):
        figure(c, x, 830, 500, replace(witnesses[i], cut="jacket"), "front", shadow=False)
    a, b = replace(CAST[6], hair="side"), replace(CAST[0], hair="bob", top=TEAL)
    figure(c, 450, 1020, 700, replace(a, top=INK, inner=PAPER), "work", shadow=False)
    figure(c, 1050, 1020, 700, b, "work", flip=True, shadow=False)
    top = 700
    c.rect(120, top, 1260, 26, tint(WOOD, 0.3))
    c.fade(top + 26, HEIGHT, tint(TEAL, 0.06), shade(TEAL, 0.35), 150, 1350)
    c.rect(150, top + 26, 1200, 10, RED)
    for x in range(170, 1350, 90):
        c.rect(x, top + 26, 36, 300, INK, 0.1)
    for x, flip in ((610, False), (890, True)):
        with c.at(x, top, 1, flip=flip):
            c.poly(((-110, 0), (-86, -26), (86, -26), (104, 0)), PAPER)
            c.rect(-60, -18, 100, 4, STEEL)
            c.rect(-66, -10, 80, 4, STEEL)
            pen(c, 40, -14, 110, 32)
    cup(c, 1210, top, 70)
    for x in (720, 778):
        c.round_rect(x, top - 22, 24, 22, 5, OCHRE)


def phone_service(c: Canvas) -> None:
    room(c, 730, ((120, 520),), 110, 450, "works", panes=3)
    for x, y, w, h, fill, flip in ((660, 110, 330, 170, PAPER, False), (1030, 210, 300, 150, TEAL, True)):
        c.round_rect(x, y, w, h, 34, fill)
        tip = x + (w * 0.72 if flip else w * 0.24)
        c.poly(((tip - 26, y + h - 4), (tip + 30, y + h - 4), (tip + (30 if flip else -20), y + h + 48)), fill)
        ink = tint(TEAL, 0.6) if fill == TEAL else mix(PAPER, IRON, 0.4)
        with c.readable(x + w / 2):
            for i in range(3):
                c.round_rect(x + 44, y + 42 + i * (h - 84) / 2 - 6, (w - 88) * (1, 0.84, 0.55)[i], 13, 6, ink)
    plant(c, 1400, 900, 340)
    chair(c, 560, 960, 720, SAGE)
    top = table(c, 960, 960, 1000, 266)
    look = replace(CAST[1], top=BRICK, hair="bun", cut="jacket")
    joints = figure(c, 560, 960, 720, look, "write")
    x, y = joints.head
    c.ring(x - 4, y - 4, 56, 9, INK, 190, 330)
    c.round_rect(x - 36, y - 14, 30, 46, 12, INK)
    c.curve(((x - 20, y + 26), (x + 6, y + 52), (x + 34, y + 46)), 7, INK)
    c.disc(x + 38, y + 44, 9, INK)
    sx, sy, w, _ = monitor(c, 950, top, 330, mix(INK, TEAL, 0.5))
    with c.readable(sx + w / 2):
        for i in range(4):
            c.disc(sx + 44, sy + 40 + i * 34, 11, (SAGE, OCHRE, SAGE, BRICK)[i])
            c.round_rect(sx + 70, sy + 33 + i * 34, (190, 150, 170, 120)[i], 13, 6, tint(LAKE, 0.45))
    c.poly(((1190, top), (1216, top - 60), (1370, top - 60), (1396, top)), TEAL)
    c.round_rect(1182, top - 96, 222, 44, 22, shade(TEAL, 0.3))
    c.disc(1293, top - 28, 22, CREAM)
    cup(c, 1130, top, 58)


def volunteers(c: Canvas) -> None:
    distance(c, 560, 130)
    sun(c, 300, 210, 66)
    cloud(c, 880, 120, 300)
    skyline(c, 570, mix(c.light.far, c.light.mid, 0.3), 170)
    grove(c, 620, 110, c.light.leaf, 13)
    ground(c, 620, mix(c.light.leaf, c.light.ground, 0.5))
    c.poly(((0, 760), (WIDTH, 700), (WIDTH, 790), (0, 880)), c.light.path)
    tree(c, 1330, 700, 330)
    tree(c, 150, 730, 270)
    vests = [replace(look, cut="jersey", inner=PAPER) for look in crew(c, 4)]
    red = [replace(v, cut="vest", top=(RED if i != 1 else OCHRE), inner=CREAM, legs=INK) for i, v in enumerate(vests)]
    joints = figure(c, 1180 + c.sway(50), 790, 390, red[3], "stroll")
    c.poly(
        (
            (joints.near[0] - 30, joints.near[1] + 10),
            (joints.near[0] + 34, joints.near[1] + 10),
            (joints.near[0] + 46, joints.near[1] + 110),
            (joints.near[0] - 40, joints.near[1] + 110),
        ),
        MOSS,
    )
    c.oval(720, 916, 190, 36, shade(BARK, 0.1))
    c.pie(720, 916, 120, 180, 360, BARK, ry=46)
    c.taper(((720, 900), (724, 600), (716, 470)), (16, 12, 7), mix(BARK, WOOD, 0.4))
    for ox, oy, r in ((-50, 500, 56), (56, 480, 60), (4, 410, 74)):
        c.disc(720 + ox, oy, r, c.light.leaf_dark)
        c.disc(720 + ox - 10, oy - 10, r * 0.8, c.light.leaf)
    first = figure(c, 520, 940, 560, red[0], "reach")
    second = figure(c, 960, 950, 600, red[1], "give", flip=True)
    figure(c, 300, 920, 530, red[2], "work")
    c.line(((first.near[0] - 60, first.near[1] - 180), (first.near[0] + 60, 900)), 12, WOOD)
    c.blob(((620, 860), (690, 850), (680, 930), (640, 940)), IRON)
    x, y = second.near
    c.poly(((x - 50, y - 10), (x + 40, y - 10), (x + 30, y + 84), (x - 40, y + 84)), LAKE)
    c.taper(((x - 36, y + 60), (x - 118, y + 8)), (22, 10), LAKE)
    c.disc(x - 122, y + 4, 17, shade(LAKE, 0.2))
    for i in range(5):
        c.line(((x - 130 - i * 7, y + 20), (x - 150 - i * 12, y + 90 + i * 6)), 4, PAPER, 0.8)
    for x in (60, 240, 1240, 1440):
        grass(c, x, 980, 60)
    bush(c, 1400, 940, 230)


def gift_boxes(c: Canvas) -> None:
    room(c, 710, ((100, 460),), 110, 430, "works", panes=3)
    pendant(c, 760, 90, 150, TEAL)
    picture(c, 1110, 150, 260, 190)
    give = figure(c, 420, 950, 640, replace(CAST[1], top=BRICK, hair="bob"), "give")
    take = figure(c, 800, 950, 660, workers(c, 1)[0], "give", flip=True)
    x, y = (give.near[0] + take.near[0]) / 2, give.near[1] + 50
    gift(c, x, y, 190, 150, OCHRE, RED)
    top = table(c, 1200, 960, 520, 230)
    gift(c, 1080, top, 200, 140, TEAL, STRAW)
    gift(c, 1320, top, 210, 180, SAGE, CREAM)
    gift(c, 1200, top - 178, 150, 110, BRICK, CREAM)
    box(c, 150, 950, 200, 150, WOOD)
    box(c, 140, 800, 160, 120, SAND)


SCENES = {
    "meeting-hall": meeting_hall,
    "roundtable": roundtable,
    "ballot-box": ballot_box,
    "signing": signing,
    "phone-service": phone_service,
    "volunteers": volunteers,
    "gift-boxes": gift_boxes,
}
