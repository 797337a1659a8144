"""Scenes of care: health, the mothers' room, gifts of blood, frost and heat."""

from dataclasses import replace

from .buildings import works
from .canvas import HEIGHT, Canvas
from .crowd import baby
from .interior import chair, curtain, picture, plant, room, rug, table
from .machines import fan
from .nature import distance, ground, grove, hills, sky, snow, sun, tree
from .objects import box, cup, drop, parasol, thermos
from .palette import (
    BARK,
    BLUSH,
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
    SAND,
    STRAW,
    TEAL,
    WOOD,
    mix,
    shade,
    tint,
)
from .people import CAST, POSES, Look, crew, figure, workers

NURSE = Look(top=PAPER, legs=tint(LAKE, 0.3), hair="bun", cut="coat", inner=LAKE)


def medical_check(c: Canvas) -> None:
    room(c, 730, ((950, 1400),), 110, 440, "hills", panes=3)
    curtain(c, 60, 90, 230, 640, tint(LAKE, 0.35))
    c.rect(40, 80, 270, 14, IRON)
    c.rect(400, 130, 200, 270, PAPER)
    gaps = ((40, 320), (130, 410), (220, 500), (-50, 230))
    for row in range(4):
        for i in range(4 - row // 2):
            c.ring(438 + i * 42 + row // 2 * 20, 172 + row * 62, 15 - row * 2, 6 - row, INK, *gaps[(i + row * 3) % 4])
    plant(c, 1420, 880, 300)
    chair(c, 420, 960, 680, LAKE)
    chair(c, 1160, 960, 680, SAGE, flip=True)
    top = table(c, 790, 960, 620, 258)
    figure(c, 420, 960, 680, replace(NURSE, hair="side"), "listen")
    joints = figure(c, 1160, 960, 680, replace(workers(c, 1, helmet=None)[0], cut="tee"), "sit", flip=True)
    x, y = joints.near
    c.taper(((x + 62, y - 34), (x + 92, y - 72)), (50, 54), BRICK)
    c.curve(((x + 50, y - 20), (x - 30, y + 30), (760, top - 20)), 7, INK)
    c.round_rect(650, top - 66, 130, 66, 12, CREAM)
    c.round_rect(664, top - 56, 70, 44, 6, TEAL)
    c.line(
        ((672, top - 34), (688, top - 34), (696, top - 48), (706, top - 22), (714, top - 34), (726, top - 34)), 4, STRAW
    )
    c.disc(758, top - 34, 11, BRICK)


def mothers_room(c: Canvas) -> None:
    room(c, 730, ((170, 560),), 110, 470, "hills", panes=2)
    for x in (110, 520):
        curtain(c, x, 84, 96, 560, tint(BLUSH, 0.45))
    c.rect(80, 74, 560, 14, WOOD)
    picture(c, 690, 150, 200, 160)
    c.rect(1080, 300, 330, 430, tint(WOOD, 0.3))
    for row in range(3):
        c.rect(1100, 320 + row * 136, 290, 118, tint(WOOD, 0.55))
        c.disc(1245, 378 + row * 136, 8, WOOD)
    c.round_rect(1124, 216, 60, 84, 12, LAKE)
    c.rect(1134, 196, 40, 22, OCHRE)
    plant(c, 1330, 300, 160)
    rug(c, 700, 900, 520, 84, BLUSH)
    c.shadow(690, 920, 620, 60)
    c.round_rect(470, 440, 430, 380, 90, mix(SAGE, MOSS, 0.25))
    mother = replace(
        c.rng.choice((CAST[7], CAST[9], CAST[1])), hair="bun", top=BRICK, legs=INK, cut="plain", inner=CREAM
    )
    pose = replace(POSES["read"], lean=-4, near_arm=(28, 66), far_arm=(0, 94))
    joints = figure(c, 660, 930, 720, mother, pose, shadow=False)
    baby(c, joints.near[0] - 36, joints.near[1] - 18, 140, STRAW)
    c.taper(
        ((joints.near[0] - 96, joints.near[1] + 2), (joints.near[0] + 4, joints.near[1] + 18)),
        (40, 34),
        shade(BRICK, 0.07),
    )
    c.disc(joints.near[0] + 16, joints.near[1] + 20, 20, mother.skin)
    c.round_rect(452, 640, 110, 250, 46, mix(SAGE, MOSS, 0.45))
    c.rect(500, 884, 24, 50, BARK)
    c.rect(840, 820, 24, 80, BARK)
    for x in (990, 1330):
        c.line(((x, 760), (x, 950)), 12, WOOD)
    c.round_rect(970, 800, 380, 90, 40, PAPER)
    c.round_rect(970, 838, 380, 70, 30, tint(LAKE, 0.35))
    for i in range(8):
        c.line(((1020 + i * 40, 770), (1020 + i * 40, 850)), 7, tint(WOOD, 0.2))
    c.line(((980, 766), (1340, 766)), 12, WOOD)


def winter_care(c: Canvas) -> None:
    sky(c, 640)
    sun(c, 1150, 230, 60)
    white = mix(PAPER, c.light.sky_high, 0.22)
    hills(c, 590, 190, mix(c.light.far, white, 0.45), 2.3)
    hills(c, 630, 80, mix(c.light.far, white, 0.25), 3.0)
    works(c, 660, mix(c.light.mid, c.light.far, 0.3), 0.95, 330)
    c.fade(640, HEIGHT, white, tint(white, 0.5))
    c.blob(((-60, 760), (400, 700), (900, 770), (1560, 700), (1600, 1100), (-100, 1100)), tint(white, 0.6))
    tree(c, 160, 830, 560, "bare")
    tree(c, 1390, 790, 420, "bare")
    for x in (60, 1260):
        tree(c, x, 720, 200, "pine", mix(c.light.leaf_dark, white, 0.3))
    warm = replace(CAST[6], top=RED, hair="side", cut="coat", inner=STRAW)
    worker = replace(workers(c, 1)[0], top=TEAL, cut="vest", inner=INK)
    worker = replace(worker, top=OCHRE, inner=TEAL)
    first = figure(c, 560, 940, 640, warm, "give")
    second = figure(c, 950, 940, 640, worker, "give", flip=True)
    figure(c, 310 + c.sway(40), 930, 600, replace(CAST[1], top=LAKE, cut="coat", inner=CREAM), "hold")
    for joints in (first,):
        x, y = joints.head
        c.round_rect(x - 40, y + 34, 78, 30, 15, OCHRE)
        c.poly(((x - 30, y + 50), (x - 4, y + 50), (x - 10, y + 150), (x - 36, y + 150)), OCHRE)
    x, y = (first.near[0] + second.near[0]) / 2, first.near[1]
    thermos(c, x - 20, y + 40, 170, LAKE)
    cup(c, x + 60, y + 34, 56, BRICK)
    box(c, 1190, 950, 200, 140, WOOD)
    box(c, 1180, 810, 150, 100, SAND)
    snow(c, 170)


def summer_cooling(c: Canvas) -> None:
    distance(c, 580, 120)
    sun(c, 1130, 180, 110)
    works(c, 640, mix(c.light.mid, c.light.far, 0.25), 0.9, 420)
    grove(c, 660, 70, c.light.leaf, 20)
    ground(c, 650, c.light.path)
    tree(c, 90, 760, 460)
    parasol(c, 560, 430, 430, 480, (RED, CREAM))
    c.oval(640, 925, 480, 46, (24, 44, 54), 0.14)
    serve = replace(CAST[1], hair="tail", cut="tee", top=PAPER, legs=TEAL, inner=SAGE)
    figure(c, 420, 930, 560, serve, "give")
    looks = workers(c, 2)
    a = figure(c, 1020, 950, 600, looks[0], "hold", flip=True)
    b = figure(c, 1220, 930, 580, replace(looks[1], top=LAKE), "give", flip=True)
    top = table(c, 640, 960, 500, 230)
    c.round_rect(500, top - 110, 190, 110, 12, LAKE)
    c.round_rect(490, top - 128, 210, 30, 10, PAPER)
    for i in range(3):
        x = 760 + i * 46
        c.round_rect(x - 16, top - 62, 32, 62, 6, mix(LAKE, PAPER, 0.5))
        c.rect(x - 16, top - 40, 32, 18, (OCHRE, SAGE, OCHRE)[i])
        c.rect(x - 9, top - 76, 18, 16, TEAL)
    for x, y in (a.near, b.near):
        c.round_rect(x - 15, y - 40, 30, 62, 6, mix(LAKE, PAPER, 0.5))
        c.rect(x - 15, y - 18, 30, 18, OCHRE)
    for i in range(2):
        x = 560 - i * 124
        c.pie(x - 40 + i * 30, top, 58, 180, 360, MOSS)
        c.pie(x - 40 + i * 30, top, 48, 180, 360, RED)
    fan(c, 150, 960, 430, TEAL)


def blood_donation(c: Canvas) -> None:
    room(c, 730, ((120, 520),), 110, 450, "hills", panes=3)
    c.disc(1060, 360, 230, mix(c.light.sun, c.light.wall, 0.35))
    drop(c, 1060, 200, 300, RED)
    plant(c, 1410, 880, 300)
    c.shadow(760, 940, 900, 60)
    c.poly(((330, 700), (420, 420), (500, 430), (470, 760)), shade(TEAL, 0.1))
    c.round_rect(400, 730, 620, 76, 34, TEAL)
    c.round_rect(960, 770, 230, 60, 28, TEAL)
    for x in (480, 900):
        c.rect(x, 800, 22, 130, IRON)
        c.rect(x - 40, 920, 102, 16, INK)
    donor = replace(c.rng.choice((CAST[2], CAST[4], CAST[8])), cut="jersey", top=OCHRE, legs=INK)
    pose = replace(
        POSES["lie"], near_leg=(84, 12), far_leg=(88, 8), seat=40, lean=-26, near_arm=(52, 14), far_arm=(40, 10)
    )
    donor = replace(donor, cut="plain", inner=PAPER)
    joints = figure(c, 560, 1010, 680, donor, pose, shadow=False)
    hx, hy = joints.near
    c.line(((1000, 930), (1000, 470)), 10, IRON)
    c.line(((940, 480), (1060, 480)), 8, IRON)
    c.round_rect(930, 500, 74, 110, 14, RED)
    c.round_rect(930, 500, 74, 34, 14, tint(BLUSH, 0.3))
    c.curve(((968, 610), (930, 700), (hx + 50, hy + 40), (hx - 30, hy - 6)), 6, RED)
    c.disc(hx + 6, hy - 6, 20, BRICK)
    figure(c, 1210, 950, 620, NURSE, "give", flip=True)
    figure(c, 250, 940, 600, replace(crew(c, 1)[0], cut="jacket"), "hold")


SCENES = {
    "medical-check": medical_check,
    "mothers-room": mothers_room,
    "winter-care": winter_care,
    "summer-cooling": summer_cooling,
    "blood-donation": blood_donation,
}
