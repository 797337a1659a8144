"""Scenes of daily life: meals, books, breaks, the way home, the children's summer."""

import math
from dataclasses import replace

from .buildings import lamp_post, lit, skyline
from .canvas import HEIGHT, WIDTH, Canvas
from .crowd import children
from .interior import bookshelf, chair, counter, pendant, plant, room, rug, sofa, table
from .nature import bush, cloud, distance, ground, grove, hills, sky, sun, tree
from .objects import backpack, cup, thermos, tray
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
    mix,
    shade,
    tint,
)
from .papers import book
from .people import CAST, crew, figure, workers
from .vehicles import bicycle, bus


def canteen(c: Canvas) -> None:
    c.fade(0, 700, shade(c.light.wall, 0.06), c.light.wall)
    c.fade(700, HEIGHT, c.light.floor, tint(c.light.floor, 0.12))
    for row in range(3):
        for i in range(17):
            if (row + i) % 2:
                c.rect(i * 92, 330 + row * 70, 92, 70, c.light.dado, 0.35)
    c.rect(180, 150, 1140, 18, WOOD)
    for i in range(9):
        x = 240 + i * 128
        if i % 3 == 1:
            c.round_rect(x - 42, 92, 84, 58, 8, (STEEL, LAKE, BRICK)[i % 3])
            c.rect(x - 52, 88, 104, 10, IRON)
        else:
            c.pie(x, 118, 44, 0, 180, (CREAM, SAGE, STRAW)[i % 3], ry=32)
    for x, pose, look in ((360, "work", CAST[3]), (760, "give", CAST[2]), (1130, "work", CAST[7])):
        cook = replace(look, cut="apron", top=(TEAL if x != 760 else BRICK), inner=PAPER)
        joints = figure(c, x, 860, 520, cook, pose, shadow=False)
        hx, hy = joints.head
        c.round_rect(hx - 30, hy - 76, 66, 40, 10, PAPER)
        c.oval(hx + 4, hy - 80, 46, 26, PAPER)
    c.rect(90, 560, 1320, 22, tint(STEEL, 0.3))
    for i in range(5):
        x = 200 + i * 270
        c.round_rect(x - 100, 534, 200, 30, 8, STEEL)
        c.pie(x, 536, 88, 180, 360, (MOSS, PAPER, BRICK, OCHRE, SAGE)[i], ry=34)
    counter(c, 90, 880, 1320, 300, TEAL)
    for x in (300, 750, 1200):
        pendant(c, x, 210, 110, OCHRE)
    guests = crew(c, 3)
    for i, x in enumerate((330, 640, 1010)):
        joints = figure(c, x + c.sway(40), 960, 560, replace(guests[i], cut="jacket"), "hold", flip=False)
        tray(c, joints.near[0] + 26, joints.near[1] - 4, 170)


def library_nook(c: Canvas) -> None:
    room(c, 730, ((600, 930),), 100, 470, "hills", panes=2)
    bookshelf(c, 60, 722, 480, 640, 5)
    bookshelf(c, 990, 722, 460, 640, 5)
    rug(c, 760, 890, 560, 90, BRICK)
    plant(c, 1410, 850, 280)
    sofa(c, 600, 880, 620, 300, mix(SAGE, MOSS, 0.3))
    a, b = crew(c, 2)
    for x, look, flip, cover in ((500, a, False, RED), (1130, b, True, OCHRE)):
        if flip:
            chair(c, x, 930, 600, WOOD, flip=True)
        joints = figure(c, x, 930 if flip else 900, 600, look, "read", flip=flip)
        hx, hy = joints.near
        side = -1 if flip else 1
        c.poly(
            ((hx - side * 6, hy + 26), (hx + side * 16, hy - 62), (hx + side * 60, hy - 76), (hx + side * 38, hy + 12)),
            cover,
        )
        c.poly(
            ((hx - side * 6, hy + 26), (hx + side * 16, hy - 62), (hx - side * 26, hy - 74), (hx - side * 48, hy + 8)),
            shade(cover, 0.2),
        )
    top = table(c, 820, 960, 220, 150, WOOD)
    cup(c, 860, top, 50)
    book(c, 780, top, 110, 24, TEAL)
    book(c, 774, top - 24, 96, 22, OCHRE)
    c.line(((330, 900), (330, 400)), 9, INK)
    c.glow(330, 400, 330, STRAW, 0.6)
    c.poly(((270, 420), (390, 420), (362, 320), (298, 320)), STRAW)
    c.round_rect(270, 892, 120, 14, 7, INK)


def tea_break(c: Canvas) -> None:
    room(c, 710, ((160, 620), (900, 1360)), 110, 450, "works", panes=3)
    c.rect(690, 180, 140, 200, WOOD)
    for i in range(6):
        c.rect(704 + (i % 2) * 62, 196 + (i // 2) * 60, 52, 46, (CREAM, STRAW, SAGE)[i % 3])
    pendant(c, 760, 60, 120, TEAL)
    looks = workers(c, 4, helmet=None)
    chair(c, 470, 950, 640, SAGE)
    chair(c, 1060, 950, 640, SAGE, flip=True)
    figure(c, 760, 880, 560, replace(looks[0], top=OCHRE), "front", shadow=False)
    top = table(c, 765, 950, 560, 236)
    left = figure(c, 470, 950, 640, looks[1], "listen")
    right = figure(c, 1060, 950, 640, replace(looks[2], top=BRICK), "talk_sit", flip=True)
    standing = figure(c, 250, 920, 590, replace(looks[3], top=LAKE), "hold")
    for x, y in (left.near, right.near, standing.near):
        cup(c, x + 4, y + 16, 56)
    thermos(c, 690, top, 170, BRICK)
    for i, fill in enumerate((OCHRE, RED, OCHRE)):
        c.disc(816 + i * 40, top - 40, 23, fill)
    c.pie(856, top - 34, 84, 0, 180, LAKE, ry=34)
    plant(c, 1390, 880, 300)


def _ride(c: Canvas) -> None:
    c.fade(770, HEIGHT, shade(c.light.mid, 0.25), shade(c.light.mid, 0.4))
    c.rect(0, 750, WIDTH, 26, tint(c.light.path, 0.3))
    for x in range(-40, WIDTH, 240):
        c.poly(((x, 930), (x + 120, 930), (x + 104, 948), (x - 16, 948)), STRAW)


def commute_bus(c: Canvas) -> None:
    sky(c, 620)
    sun(c, 1180, 300, 84)
    cloud(c, 240, 130, 300)
    hills(c, 600, 130, mix(c.light.far, c.light.sky_low, 0.4), 2.1)
    skyline(c, 650, c.light.far, 260)
    skyline(c, 680, mix(c.light.mid, c.light.far, 0.3), 170)
    grove(c, 740, 110, c.light.leaf, 16)
    c.rect(0, 690, WIDTH, 70, c.light.path)
    _ride(c)
    lamp_post(c, 60, 760, 470)
    c.rect(1090, 350, 14, 410, shade(TEAL, 0.3))
    c.rect(1452, 350, 14, 410, shade(TEAL, 0.3))
    c.poly(((1060, 350), (1500, 330), (1500, 366), (1060, 376)), TEAL)
    c.rect(1110, 400, 340, 250, tint(c.light.sky_low, 0.4), 0.5)
    c.rect(1120, 640, 320, 18, WOOD)
    bus(c, 90, 880, 930, c.rng.choice((TEAL, TEAL, MOSS)))
    looks = crew(c, 3)
    a = figure(c, 1120, 800, 430, replace(looks[0], cut="jacket"), "stroll", flip=True)
    figure(c, 1270 + c.sway(20), 800, 420, replace(looks[1], cut="jacket"), "phone", flip=True)
    figure(c, 1400, 800, 430, replace(looks[2], cut="coat"), "hold", flip=True)
    backpack(c, a.hip[0] + 34, a.hip[1] - 4, 120, BRICK)


def dormitory(c: Canvas) -> None:
    distance(c, 640, 150)
    sun(c, 250, 240, 66)
    grove(c, 700, 120, mix(c.light.leaf, c.light.far, 0.3), 12)
    ground(c, 690, mix(c.light.leaf, c.light.ground, 0.6))
    wall = mix(BRICK, c.light.wall, 0.62)
    c.rect(470, 100, 800, 640, wall)
    c.rect(1150, 100, 120, 640, shade(wall, 0.12))
    c.rect(450, 84, 840, 26, shade(wall, 0.3))
    for row in range(4):
        for column in range(4):
            x, y = 505 + column * 162, 140 + row * 136
            glow = lit(c, mix(LAKE, c.light.sky_low, 0.5)) if c.rng.random() < 0.75 else shade(LAKE, 0.3)
            c.rect(x, y, 120, 92, glow)
            c.rect(x + 57, y, 6, 92, tint(wall, 0.5))
            if c.rng.random() < 0.5:
                c.rect(x, y, 34, 92, c.rng.choice((CREAM, STRAW, SAGE)))
            c.rect(x - 10, y + 62, 140, 44, tint(wall, 0.35))
            for i in range(6):
                c.rect(x + i * 23, y + 66, 4, 40, shade(wall, 0.15))
            if c.rng.random() < 0.4:
                for i in range(3):
                    c.rect(x + 14 + i * 34, y + 56, 24, 34, c.rng.choice((OCHRE, PAPER, LAKE, RED)))
    c.rect(760, 690, 150, 60, INK)
    c.rect(740, 676, 190, 16, TEAL)
    c.poly(((770, 742), (900, 742), (1130, HEIGHT), (560, HEIGHT)), c.light.path)
    tree(c, 330, 830, 540)
    tree(c, 1390, 800, 430, "tall")
    bush(c, 560, 770, 170)
    bush(c, 1090, 770, 200)
    bicycle(c, 1180, 900, 180, TEAL)
    a, b = crew(c, 2)
    left = figure(c, 680 + c.sway(40), 930, 370, replace(a, cut="jacket"), "walk")
    figure(c, 900 + c.sway(40), 940, 370, replace(b, cut="jersey", legs=TEAL), "wave", flip=True)
    c.round_rect(left.hip[0] - 120, 840, 80, 94, 10, BRICK)
    c.line(((left.near[0], left.near[1]), (left.hip[0] - 80, 842)), 6, INK)


def children_summer(c: Canvas) -> None:
    room(c, 690, ((150, 660), (850, 1360)), 100, 430, "hills", panes=3)
    for i in range(15):
        x = 40 + i * 100
        y = 60 + 44 * math.sin(i * 0.45) ** 2
        c.line(((x, 0), (x, y)), 3, shade(c.light.wall, 0.3))
        c.disc(x, y, 19, (RED, OCHRE, SAGE, LAKE, STRAW)[i % 5])
    rug(c, 750, 900, 650, 90, SAGE)
    bookshelf(c, 1290, 700, 190, 260, 2)
    kids = children(c, 4)
    teacher = replace(CAST[3], cut="dress", hair="tail", top=BRICK)
    figure(c, 300, 930, 600, teacher, "give")
    for x, i, pose, flip in ((560, 0, "front", False), (810, 1, "raise", False)):
        figure(c, x, 850, 340, kids[i], pose, flip=flip)
    top = table(c, 700, 950, 560, 160, tint(WOOD, 0.2))
    for i, (bx, fill) in enumerate(((560, TEAL), (620, OCHRE), (590, BRICK))):
        c.rect(bx - 28, top - (56 if i < 2 else 112), 56, 56, fill)
    c.poly(((560, top - 112), (620, top - 112), (590, top - 160)), SAGE)
    c.poly(((700, top), (720, top - 22), (860, top - 22), (850, top)), PAPER)
    for i in range(3):
        c.line(((880 + i * 18, top), (886 + i * 20, top - 66)), 9, (RED, OCHRE, LAKE)[i])
    c.round_rect(866, top - 44, 62, 44, 8, TEAL)
    figure(c, 1090, 950, 360, kids[2], "reach", flip=True)
    x = figure(c, 1290, 950, 350, kids[3], "cheer", flip=True).far
    c.line(((x[0], x[1]), (x[0] - 10, x[1] - 60)), 4, BARK)
    for i in range(4):
        with c.at(x[0] - 10, x[1] - 70, 0.9, i * 90 + 20):
            c.poly(((0, 0), (52, -10), (40, 34)), (RED, OCHRE, TEAL, STRAW)[i])


SCENES = {
    "canteen": canteen,
    "library-nook": library_nook,
    "tea-break": tea_break,
    "commute-bus": commute_bus,
    "dormitory": dormitory,
    "children-summer": children_summer,
}
