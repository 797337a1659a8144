"""Scenes of free time: sport, choir, brush and camera."""

import math
from dataclasses import replace

from .buildings import bridge, columns, skyline
from .canvas import HEIGHT, WIDTH, Canvas
from .crowd import silhouettes
from .interior import curtain, room
from .nature import bush, cloud, distance, grass, ground, grove, hills, meadow, sky, sun, tree, water
from .objects import backpack
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
    Colour,
    mix,
    shade,
    tint,
)
from .people import CAST, POSES, crew, figure


def _racket(c: Canvas, x: float, y: float, turn: float, size: float = 150) -> None:
    with c.at(x, y, size / 100, turn):
        c.line(((0, 0), (0, -52)), 4, INK)
        c.oval(0, -82, 24, 31, RED)
        c.oval(0, -82, 20, 27, tint(c.light.wall, 0.5))
        for i in range(-3, 4):
            reach = math.sqrt(1 - (i / 4) ** 2)
            c.line(((i * 5, -82 - 26 * reach), (i * 5, -82 + 26 * reach)), 0.9, STEEL)
            c.line(((-19 * reach, -82 + i * 6.6), (19 * reach, -82 + i * 6.6)), 0.9, STEEL)


def badminton(c: Canvas) -> None:
    room(c, 640, ((60, 430), (560, 940), (1070, 1440)), 60, 300, "hills", dado=440, panes=4)
    columns(c, 640, (495, 1005), mix(c.light.mid, c.light.wall, 0.3))
    silhouettes(c, 660, 190, (180, 250, 330, 1180, 1260), mix(c.light.mid, c.light.wall, 0.45))
    c.rect(0, 630, WIDTH, 30, mix(WOOD, c.light.floor, 0.4))
    c.poly(((230, 690), (1270, 690), (1620, HEIGHT), (-120, HEIGHT)), mix(PINE, c.light.leaf, 0.4))
    for x0, x1 in ((290, 40), (750, 750), (1210, 1460)):
        c.line(((x0, 690), (x1, HEIGHT)), 8, PAPER, caps=False)
    c.line(((120, 780), (1380, 780)), 8, PAPER, caps=False)
    c.rect(742, 470, 14, 420, INK)
    c.rect(728, 880, 42, 18, INK)
    net = [(750, 490), (800, 470), (800, 700), (750, 740)]
    c.poly(net, PAPER, 0.5)
    c.poly(((746, 478), (804, 456), (804, 476), (746, 500)), PAPER)
    red, blue = crew(c, 2, cut="jersey")
    left = figure(c, 400, 950, 600, replace(red, top=c.pick(BRICK, OCHRE, LAKE), legs=INK, inner=PAPER), "smash")
    _racket(c, left.far[0], left.far[1], 24, 210)
    right = figure(
        c, 1130, 960, 590, replace(blue, top=c.pick(TEAL, INK, RED), legs=PAPER, inner=STRAW), "ready", flip=True
    )
    _racket(c, right.near[0], right.near[1], -34, 210)
    with c.at(720, 250, 1.3, 64):
        c.poly(((-7, 0), (7, 0), (22, 48), (-22, 48)), PAPER)
        for i in (-1, 0, 1):
            c.line(((i * 3, 4), (i * 13, 48)), 2, STEEL)
        c.pie(0, 2, 11, 180, 360, RED)
        c.rect(-11, 0, 22, 6, TEAL)


def running(c: Canvas) -> None:
    distance(c, 520, 200)
    sun(c, 1150, 250, 92)
    cloud(c, 260, 120, 280)
    skyline(c, 530, mix(c.light.far, c.light.sky_low, 0.2), 130)
    water(c, 540, 720)
    bridge(c, 520, 620, mix(c.light.mid, c.light.far, 0.3))
    c.blob(((-80, 720), (420, 700), (980, 712), (1600, 690), (1600, 1060), (-80, 1060)), c.light.leaf)
    c.poly(((0, 790), (WIDTH, 760), (WIDTH, 930), (0, 965)), mix(BRICK, c.light.path, 0.45))
    c.line(((0, 872), (WIDTH, 838)), 5, PAPER, 0.8)
    tree(c, 110, 770, 440)
    tree(c, 1420, 740, 380)
    bush(c, 330, 760, 150)
    runners = crew(c, 4, cut="jersey", legs=INK)
    for i, (x, y, h) in enumerate(((330, 850, 400), (620, 905, 480), (900, 880, 440), (1160, 935, 520))):
        look = replace(runners[i], top=(TEAL, OCHRE, SAGE, RED)[i], inner=PAPER)
        joints = figure(c, x + c.sway(45), y, h, look, "run")
        bx, by = (joints.head[0] + joints.hip[0]) / 2, (joints.head[1] + joints.hip[1]) / 2
        with c.at(bx - 4, by + h * 0.035, h / 100, 12):
            c.round_rect(-4, -4.5, 8.4, 8, 1, PAPER)
            c.rect(-2.4, -1.4, 5, 1.8, (TEAL, OCHRE, SAGE, RED)[(i + 1) % 4])
    for x in (60, 480, 820, 1390):
        grass(c, x, 990, 50)


def tug_of_war(c: Canvas) -> None:
    distance(c, 540, 150)
    sun(c, 280, 200, 70)
    cloud(c, 850, 130, 300)
    grove(c, 600, 130, c.light.leaf, 13)
    ground(c, 600, mix(c.light.leaf, c.light.ground, 0.45))
    silhouettes(
        c,
        700,
        230,
        (90, 190, 300, 420, 560, 680, 820, 950, 1090, 1200, 1320, 1430),
        mix(c.light.leaf_dark, c.light.leaf, 0.62),
        "wave",
    )
    c.poly(((0, 800), (WIDTH, 800), (WIDTH, 960), (0, 960)), c.light.path)
    c.line(((750, 800), (735, 960)), 8, PAPER)
    looks = crew(c, 6, cut="jersey", legs=INK, inner=PAPER)
    rope_y = 0.0
    for i, x in enumerate((430, 270, 110)):
        joints = figure(c, x, 925, 480, replace(looks[i], top=c.pick(BRICK, OCHRE, RED)), "pull")
        rope_y = joints.near[1]
    for i, x in enumerate((1070, 1230, 1390)):
        figure(c, x, 925, 480, replace(looks[i + 3], top=TEAL), "pull", flip=True)
    c.line(((-20, rope_y + 4), (WIDTH + 20, rope_y + 4)), 15, SAND)
    for x in range(-10, WIDTH, 34):
        c.line(((x, rope_y - 2), (x + 14, rope_y + 10)), 3, shade(SAND, 0.35))
    c.poly(((730, rope_y - 10), (770, rope_y - 10), (784, rope_y + 120), (752, rope_y + 92), (722, rope_y + 120)), RED)
    for i, x in enumerate((430, 270, 110)):
        for look, dx in ((looks[i], x), (looks[i + 3], WIDTH - x)):
            side = 1 if dx < 750 else -1
            c.disc(dx + side * 56, rope_y + 4, 14, look.skin)
            c.disc(dx + side * 26, rope_y + 4, 14, look.skin)


def choir(c: Canvas) -> None:
    backdrop = mix(c.pick(TEAL, PINE, shade(BARK, 0.2)), c.light.mid, 0.25)
    c.rect(0, 0, WIDTH, HEIGHT, backdrop)
    curtain(c, 0, 0, WIDTH, 720, backdrop)
    dress = c.pick(RED, OCHRE, LAKE)
    for x in (330, 750, 1170):
        c.poly(((x - 30, 0), (x + 30, 0), (x + 280, 760), (x - 280, 760)), STRAW, 0.13)
    for x in (0, 1330):
        curtain(c, x, 0, 170, 800, c.pick(RED, shade(PINE, 0.3), shade(TEAL, 0.2)))
    c.fade(720, HEIGHT, WOOD, tint(WOOD, 0.2))
    c.oval(750, 800, 720, 110, STRAW, 0.25)
    women = [look for look in CAST if look.hair in {"bob", "bun", "tail", "long"}]
    men = [look for look in CAST if look.hair in {"short", "crop", "side"}]
    c.rng.shuffle(women)
    c.rng.shuffle(men)
    for row, (base, count, h) in enumerate(((690, 7, 420), (770, 6, 450), (850, 5, 480))):
        c.round_rect(750 - count * 84, base - 14, count * 168, 60, 6, shade(WOOD, 0.14 + row * 0.06))
        for i in range(count):
            x = 750 + (i - (count - 1) / 2) * 156
            if (i + row) % 2:
                look = replace(women[(i + row) % len(women)], cut="dress", top=dress, inner=CREAM)
            else:
                look = replace(men[(i + row) % len(men)], cut="jacket", top=INK, legs=INK, inner=PAPER)
            joints = figure(c, x, base, h, look, "sing", shadow=False)
            hx = joints.head[0]
            c.rect(hx - h * 0.1, joints.near[1] - h * 0.06, h * 0.2, h * 0.12, CREAM)
            c.rect(hx - h * 0.004, joints.near[1] - h * 0.06, h * 0.008, h * 0.12, SAND)
    leader = replace(CAST[6], top=INK, legs=shade(INK, 0.2), hair="tail")
    pose = replace(POSES["back"], near_arm=(-118, -28), far_arm=(112, 40))
    c.rect(640, 960, 220, 60, shade(WOOD, 0.35))
    joints = figure(c, 750, 1080, 600, leader, pose, shadow=False)
    c.line((joints.far, (joints.far[0] + 40, joints.far[1] - 90)), 6, CREAM)


def _bamboo(c: Canvas, x: float, y: float, h: float, ink: Colour) -> None:
    """An ink painting of bamboo that grows from (x, y)."""
    with c.at(x, y, h / 100):
        for bx, lean, top in ((0, 4, -96), (16, -3, -76)):
            for i in range(4):
                t0, t1 = i / 4, (i + 0.93) / 4
                c.line(((bx + lean * t0, top * t0), (bx + lean * t1, top * t1)), 4.2 - i * 0.5, ink)
        for lx, ly, turn in (
            (4, -90, 30),
            (3, -74, -48),
            (4, -66, 60),
            (14, -62, 20),
            (15, -48, 70),
            (2, -44, -70),
            (13, -70, -30),
        ):
            for spread in (-22, 0, 24):
                with c.at(lx, ly, 1, turn + spread):
                    c.blob(((0, 0), (1.8, 9), (0, 25), (-1.8, 9)), ink)


def calligraphy(c: Canvas) -> None:
    room(c, 730, ((80, 400),), 100, 470, "hills", panes=3)
    for x, w, h in ((560, 170, 470), (1240, 170, 470)):
        c.rect(x + 8, 78, w, h, shade(c.light.wall, 0.25), 0.5)
        c.rect(x, 70, w, h, SAND)
        c.rect(x + 16, 110, w - 32, h - 90, PAPER)
        c.round_rect(x - 14, 60, w + 28, 18, 9, BARK)
        c.round_rect(x - 14, 62 + h, w + 28, 18, 9, BARK)
    _bamboo(c, 620, 470, 330, mix(INK, PAPER, 0.15))
    c.disc(1330, 210, 30, BRICK)
    for top, grey in ((250, 0.7), (320, 0.5), (390, 0.3)):
        ridge = (
            (1256, top + 50),
            (1286, top + 6),
            (1314, top + 36),
            (1350, top - 20),
            (1394, top + 40),
            (1394, 490),
            (1256, 490),
        )
        c.poly(ridge, mix(INK, PAPER, grey))
    a, b = CAST[8], c.rng.choice((CAST[1], CAST[3], CAST[9]))
    first = figure(c, 420, 960, 680, replace(a, top=MOSS, inner=CREAM), "work")
    second = figure(c, 1120, 960, 660, replace(b, top=BRICK, cut="jacket"), "work", flip=True)
    c.rect(-10, 706, 1520, 24, tint(WOOD, 0.25))
    c.fade(730, HEIGHT, shade(WOOD, 0.12), shade(WOOD, 0.4))
    c.poly(((560, 706), (640, 640), (1010, 640), (960, 706)), PAPER)
    c.curve(((690, 686), (740, 668), (800, 680), (880, 656)), 9, INK)
    for x in (720, 790, 850):
        c.blob(((x, 672), (x + 24, 650), (x + 44, 654), (x + 22, 668)), INK)
    for joints, side in ((first, 1), (second, -1)):
        x, y = joints.near
        c.line(((x + side * 10, y - 92), (x + side * 22, y + 26)), 12, WOOD)
        c.poly(((x + side * 14, y + 20), (x + side * 30, y + 20), (x + side * 25, y + 66)), INK)
    c.round_rect(130, 676, 190, 30, 12, INK)
    c.oval(220, 678, 60, 8, shade(INK, 0.5))
    c.round_rect(1330, 626, 70, 80, 12, LAKE)
    for i in range(4):
        c.line(((1346 + i * 14, 630), (1320 + i * 32, 530 - (i % 2) * 24)), 8, (WOOD, BARK)[i % 2])
        c.blob(
            (
                (1316 + i * 32, 534 - (i % 2) * 24),
                (1326 + i * 32, 534 - (i % 2) * 24),
                (1317 + i * 33, 494 - (i % 2) * 24),
            ),
            CREAM,
        )


def photography(c: Canvas) -> None:
    sky(c, 720)
    sun(c, 980, 360, 120)
    cloud(c, 240, 170, 330)
    cloud(c, 1120, 150, 220)
    hills(c, 560, 260, mix(c.light.far, c.light.sky_low, 0.45), 2.4)
    hills(c, 640, 180, c.light.far, 2.9)
    hills(c, 720, 120, mix(c.light.mid, c.light.far, 0.3), 2.2)
    water(c, 700, 830)
    c.blob(
        ((-100, 860), (260, 770), (720, 830), (1050, 880), (1600, 820), (1600, 1100), (-100, 1100)), c.light.leaf_dark
    )
    tree(c, 1390, 860, 500, "pine")
    tree(c, 1270, 870, 330, "pine")
    a, b = crew(c, 2)
    x = 620.0
    for foot in (-90, 10, 100):
        c.line(((x, 590), (x + foot, 950)), 12, INK)
    c.round_rect(x - 74, 490, 150, 100, 14, INK)
    c.rect(x - 30, 470, 60, 30, INK)
    c.rect(x + 70, 508, 60, 64, shade(IRON, 0.2))
    c.rect(x + 124, 500, 20, 80, INK)
    c.disc(x - 44, 512, 9, RED)
    c.rect(x - 12, 588, 24, 22, IRON)
    joints = figure(c, 420, 950, 640, replace(a, cut="jacket", top=OCHRE), "give")
    backpack(c, joints.hip[0] - 74, joints.hip[1] - 20, 190, BRICK)
    other = figure(
        c,
        960,
        960,
        600,
        replace(b, cut="jacket", top=TEAL),
        replace(POSES["hold"], near_arm=(54, 104), far_arm=(40, 116), nod=0),
    )
    ox, oy = other.near
    c.round_rect(ox - 30, oy - 58, 92, 62, 10, INK)
    c.disc(ox + 64, oy - 26, 24, shade(IRON, 0.2))
    meadow(c, 900, 22)


SCENES = {
    "badminton": badminton,
    "running": running,
    "tug-of-war": tug_of_war,
    "choir": choir,
    "calligraphy": calligraphy,
    "photography": photography,
}
