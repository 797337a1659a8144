"""Scenes of skill and safety: laboratory, design, lessons, craftsmanship, helmets and drills."""

import math
from dataclasses import replace

from .buildings import block, works
from .canvas import HEIGHT, WIDTH, Canvas
from .crowd import audience, silhouettes
from .interior import board, chair, chart_on, clock, pendant, plant, room, stage, stool, table
from .machines import MOLTEN, gear, gearbox, lathe, robot_arm
from .nature import cloud, distance, ground, grove, sun, tree
from .objects import (
    caliper,
    cup,
    extinguisher,
    glove,
    hand_tool,
    helmet,
    monitor,
)
from .palette import (
    BRICK,
    CREAM,
    INK,
    IRON,
    LAKE,
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
from .people import CAST, Look, figure, workers


def _microscope(c: Canvas, x: float, y: float, h: float) -> None:
    with c.at(x, y, h / 100):
        c.round_rect(-30, -9, 64, 9, 4, INK)
        c.taper(((24, -8), (30, -40), (16, -72)), (13, 13, 11), TEAL)
        c.rect(-24, -32, 48, 6, INK)
        c.rect(-10, -37, 22, 5, STRAW)
        c.taper(((4, -50), (-12, -88)), (13, 13), LAKE)
        c.taper(((-12, -88), (-17, -100)), (9, 10), INK)
        c.taper(((16, -72), (-4, -72)), (11, 11), TEAL)
        c.taper(((5, -47), (8, -40)), (8, 6), STEEL)
        c.disc(25, -26, 7, OCHRE)


def quality_lab(c: Canvas) -> None:
    room(c, 720, ((90, 520),), 120, 470, "works", panes=3)
    c.rect(700, 150, 700, 22, WOOD)
    c.rect(700, 330, 700, 22, WOOD)
    for i in range(7):
        x = 740 + i * 92
        c.round_rect(x, 80, 48, 70, 8, (SAGE, LAKE, STRAW, BRICK, OCHRE, LAKE, SAGE)[i])
        c.rect(x + 10, 66, 28, 16, shade(WOOD, 0.2))
    gear(c, 770, 270, 58, STEEL, 14)
    gear(c, 900, 284, 44, OCHRE, 11)
    for x, w, h in ((990, 60, 100), (1064, 48, 130), (1126, 70, 84), (1216, 120, 60)):
        c.round_rect(x, 330 - h, w, h, 6, (IRON, STEEL, LAKE, SAND)[x % 4])
    a = replace(CAST[5], top=PAPER, cut="coat", inner=LAKE, hair="bun")
    b = replace(CAST[8], top=PAPER, cut="coat", inner=TEAL)
    figure(c, 430, 960, 660, a, "work")
    figure(c, 1210, 950, 640, b, "work", flip=True)
    c.rect(0, 716, WIDTH, 34, tint(STEEL, 0.4))
    c.rect(0, 716, WIDTH, 10, PAPER)
    c.fade(750, HEIGHT, shade(TEAL, 0.08), shade(TEAL, 0.3))
    for x in (360, 740, 1120):
        c.rect(x, 750, 6, 250, shade(TEAL, 0.4))
        c.round_rect(x - 70, 800, 46, 10, 5, STEEL)
        c.round_rect(x + 28, 800, 46, 10, 5, STEEL)
    _microscope(c, 680, 716, 330)
    gearbox(c, 960, 716, 180, LAKE)
    gear(c, 76, 660, 56, OCHRE, 12)
    caliper(c, 130, 632, 190, 0)


def rnd_desk(c: Canvas) -> None:
    room(c, 740, ((820, 1410),), 110, 480, "works", panes=3)
    board(c, 110, 130, 460, 300, shade(TEAL, 0.15))
    ink = tint(TEAL, 0.6)
    c.ring(280, 280, 92, 6, ink)
    c.ring(280, 280, 40, 6, ink)
    for i in range(8):
        angle = i * math.tau / 8
        c.disc(280 + math.cos(angle) * 66, 280 + math.sin(angle) * 66, 9, ink)
    c.line(((420, 190), (420, 370)), 6, ink)
    c.line(((400, 230), (530, 230), (530, 330), (400, 330)), 6, ink)
    plant(c, 1420, 900, 330)
    chair(c, 510, 940, 660, SAGE)
    look = c.rng.choice((CAST[3], CAST[2], CAST[6]))
    top = table(c, 980, 940, 900, 246)
    x, y, w, h = monitor(c, 830, top, 360, mix(INK, TEAL, 0.5))
    gear(c, x + w * 0.38, y + h * 0.52, 78, OCHRE, 12, 8)
    gear(c, x + w * 0.74, y + h * 0.3, 50, SAGE, 9)
    x, y, w, h = monitor(c, 1180, top, 270, mix(INK, TEAL, 0.5))
    chart_on(c, x + 20, y + 24, w - 40, h - 44)
    cup(c, 1370, top, 60)
    c.rect(610, top - 10, 170, 10, INK)
    figure(c, 510, 940, 660, replace(look, top=OCHRE, legs=INK), "write")
    pendant(c, 700, 190, 150, BRICK)
    gear(c, 990, top - 30, 40, STEEL, 10)


def classroom(c: Canvas) -> None:
    room(c, 700, ((1120, 1440),), 110, 450, "hills", panes=2)
    board(c, 250, 90, 700, 400)
    tree_lines = (PAPER, STRAW, tint(SAGE, 0.4))
    c.ring(420, 240, 80, 7, tree_lines[0])
    c.line(((500, 240), (590, 240), (590, 170), (660, 170)), 6, tree_lines[0])
    c.line(((590, 240), (590, 330), (660, 330)), 6, tree_lines[0])
    for y in (170, 330):
        c.round_rect(664, y - 34, 200, 68, 10, mix(PINE, tree_lines[1], 0.85))
    c.line(((360, 430), (840, 430)), 6, tree_lines[2])
    teacher = figure(c, 1010, 850, 560, replace(CAST[6], top=BRICK), "point", flip=True)
    c.line((teacher.near, (teacher.near[0] - 120, teacher.near[1] - 60)), 7, WOOD)
    plant(c, 130, 780, 300)
    clock(c, 1040, 150, 46)
    audience(c, 850, 480, 6, mix(TEAL, c.light.mid, 0.4))
    c.rect(0, 856, WIDTH, 10, shade(WOOD, 0.2), 0.5)
    audience(c, 1010, 600, 5, TEAL)


def training_machine(c: Canvas) -> None:
    room(c, 700, ((80, 470), (1040, 1430)), 110, 400, "works", dado=600, panes=3)
    c.rect(560, 150, 400, 230, WOOD)
    for i in range(7):
        hand_tool(c, 600 + i * 54, 262, 130 + (i % 3) * 24, 0, (STEEL, IRON)[i % 2])
    master = replace(workers(c, 1)[0], top=TEAL, helmet=None, hair="crop", hair_colour=CAST[8].hair_colour)
    learner = replace(CAST[1], top=OCHRE, helmet=None, hair="tail", inner=PAPER)
    figure(c, 620, 900, 600, master, "give")
    figure(c, 1180, 900, 570, learner, "work", flip=True)
    lathe(c, 330, 960, 900, SAGE)
    figure(c, 160 + c.sway(30), 890, 540, replace(CAST[4], cut="jacket", top=LAKE), "hold")


def innovation_studio(c: Canvas) -> None:
    room(c, 710, ((980, 1420),), 120, 440, "works", panes=3)
    board(c, 130, 110, 640, 330, PAPER)
    gear(c, 290, 280, 100, LAKE, 12, 10)
    gear(c, 452, 224, 66, OCHRE, 9)
    chart_on(c, 560, 180, 180, 200)
    for x in (300, 750, 1150):
        pendant(c, x, 60, 110, (TEAL, BRICK, TEAL)[x % 3])
    plant(c, 1410, 850, 320)
    a, b, d, e = CAST[0], CAST[5], CAST[8], CAST[2]
    figure(c, 360, 900, 560, replace(d, top=INK), "talk")
    figure(c, 620, 880, 540, replace(b, inner=PAPER), "hold")
    figure(c, 960, 880, 550, e, "talk", flip=True)
    figure(c, 1230, 910, 570, a, "work", flip=True)
    top = table(c, 790, 960, 1120, 270)
    robot_arm(c, 790, top, 250)
    gearbox(c, 1010, top, 120, LAKE)
    c.poly(((360, top), (390, top - 20), (600, top - 20), (580, top)), PAPER)
    cup(c, 1180, top, 54)
    for x in (180, 1400):
        stool(c, x, 970, 150)


def craftsman_medal(c: Canvas) -> None:
    stage(c, 720, (750, 420, 350))
    for side in (-1, 1):
        for i in range(7):
            angle = math.radians(90 + side * (24 + i * 17))
            lx, ly = 750 + math.cos(angle) * 300, 430 + math.sin(angle) * 280
            with c.at(lx, ly, 1, math.degrees(angle) + side * 62):
                c.blob(((0, -14), (44, -22), (86, 0), (44, 20), (0, 14)), SAGE if i % 2 else mix(SAGE, PINE, 0.4))
    c.poly(((610, 0), (730, 0), (800, 300), (700, 300)), RED)
    c.poly(((890, 0), (770, 0), (700, 300), (800, 300)), shade(RED, 0.16))
    c.poly(((648, 0), (674, 0), (762, 300), (738, 300)), STRAW)
    c.poly(((852, 0), (826, 0), (738, 300), (762, 300)), shade(STRAW, 0.12))
    c.round_rect(690, 288, 120, 34, 10, OCHRE)
    gear(c, 750, 480, 178, OCHRE, 20)
    c.disc(750, 480, 142, tint(STRAW, 0.1))
    c.ring(750, 480, 120, 8, OCHRE)
    with c.at(750, 484):
        c.line(((-58, 58), (40, -40)), 22, shade(OCHRE, 0.35))
        c.poly(((10, -76), (76, -10), (50, 16), (-16, -50)), shade(OCHRE, 0.5))
        hand_tool(c, 0, 0, 150, 45, shade(OCHRE, 0.18))
    c.pie(750, 480, 142, 200, 290, PAPER, 0.22)
    c.shadow(750, 850, 760, 60)
    c.poly(((470, 850), (1030, 850), (990, 760), (510, 760)), shade(TEAL, 0.1))
    c.rect(470, 850, 560, 44, shade(TEAL, 0.35))
    caliper(c, 150, 840, 260, 4)
    helmet(c, 1270, 900, 260, OCHRE)


def safety_helmet(c: Canvas) -> None:
    stage(c, 690, (840, 420, 330))
    works(c, 690, mix(c.light.far, c.light.wall, 0.45), 0.9, 200)
    c.rect(0, 690, WIDTH, 12, tint(c.light.floor, 0.35))
    c.shadow(720, 850, 900, 90)
    helmet(c, 700, 860, 620, OCHRE)
    c.curve(((420, 850), (490, 924), (720, 934), (900, 872)), 12, INK)
    c.shadow(1240, 900, 420, 50)
    for x in (1170, 1330):
        c.round_rect(x - 84, 810, 168, 96, 44, INK)
        c.round_rect(x - 70, 822, 140, 72, 34, mix(LAKE, c.light.sky_high, 0.5))
        c.poly(((x - 30, 824), (x, 824), (x - 28, 892), (x - 56, 892)), PAPER, 0.5)
    c.curve(((1400, 850), (1470, 846), (1520, 800)), 14, RED)
    glove(c, 130, 920, 250, SAND)
    glove(c, 190, 860, 250, CREAM)


def fire_drill(c: Canvas) -> None:
    distance(c, 560, 120)
    sun(c, 1200, 170, 56)
    cloud(c, 420, 110, 260)
    grove(c, 600, 90, mix(c.light.leaf, c.light.far, 0.3), 18)
    block(c, 60, 680, 560, 420, c.light.wall, 7, 4, shop=True)
    ground(c, 670, c.light.path)
    tree(c, 720, 690, 260)
    silhouettes(c, 720, 190, (600, 750, 880), mix(TEAL, c.light.path, 0.4), "walk")
    for x in (880, 1060, 1240, 1420):
        c.poly(((x - 12, 700), (x + 12, 700), (x + 30, 760), (x - 30, 760)), BRICK)
        c.poly(((x - 19, 722), (x + 19, 722), (x + 24, 740), (x - 24, 740)), PAPER)
    c.glow(1210, 800, 260, MOLTEN, 0.7)
    for ox, h, w, fill in ((-50, 170, 60, BRICK), (40, 210, 74, BRICK), (-6, 250, 80, MOLTEN), (0, 140, 60, STRAW)):
        c.blob(
            (
                (1210 + ox - w, 872),
                (1210 + ox - w * 0.8, 872 - h * 0.4),
                (1210 + ox + 6, 872 - h),
                (1210 + ox + w * 0.7, 872 - h * 0.45),
                (1210 + ox + w, 872),
            ),
            fill,
        )
    c.poly(((1060, 868), (1360, 868), (1330, 930), (1090, 930)), IRON)
    c.rect(1050, 860, 320, 16, INK)
    a = workers(c, 1)[0]
    first = figure(c, 560, 950, 600, replace(a, top=OCHRE), "reach")
    figure(c, 240 + c.sway(40), 930, 560, Look(top=TEAL, cut="vest", inner=INK, helmet=RED, hair="short"), "point")
    x, y = first.near
    plume = ((x + 60, y + 10), (1080, y - 40), (1250, y + 60), (1290, y + 230), (1130, y + 260), (960, y + 160))
    c.blob(plume, PAPER, 0.55)
    c.blob([(px * 0.9 + 92, py * 0.9 + 70) for px, py in plume], PAPER, 0.6)
    c.curve(((x + 4, y + 80), (x + 40, y + 40), (x + 64, y + 8)), 14, INK)
    c.taper(((x + 56, y + 12), (x + 96, y + 14)), (16, 30), INK)
    extinguisher(c, x - 20, y + 200, 210)
    extinguisher(c, 110, 960, 170)


SCENES = {
    "quality-lab": quality_lab,
    "rnd-desk": rnd_desk,
    "classroom": classroom,
    "training-machine": training_machine,
    "innovation-studio": innovation_studio,
    "craftsman-medal": craftsman_medal,
    "safety-helmet": safety_helmet,
    "fire-drill": fire_drill,
}
