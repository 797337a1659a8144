"""Scenes of spring: the garden and the outing."""

import math
from dataclasses import replace

from .buildings import works
from .canvas import Canvas
from .crowd import children
from .nature import (
    blossom_branch,
    bush,
    cloud,
    distance,
    flower,
    grass,
    ground,
    grove,
    hills,
    lake,
    meadow,
    sun,
    tree,
)
from .objects import backpack
from .palette import (
    BLUSH,
    BRICK,
    INK,
    MOSS,
    OCHRE,
    PAPER,
    RED,
    TEAL,
    WOOD,
    mix,
    shade,
    tint,
)
from .people import POSES, crew, figure


def garden(c: Canvas) -> None:
    distance(c, 520, 150)
    sun(c, 1120, 210, 76)
    cloud(c, 330, 130, 280)
    works(c, 560, mix(c.light.far, c.light.mid, 0.35), 0.75, 420)
    grove(c, 590, 130, mix(c.light.leaf, c.light.far, 0.2), 13)
    ground(c, 580, mix(c.light.leaf, c.light.ground, 0.4))
    surface = lake(c)
    c.blob(
        ((-60, 720), (300, 650), (760, 660), (1050, 700), (960, 800), (560, 850), (100, 860), (-80, 820)),
        shade(surface, 0.12),
    )
    c.blob(((-60, 734), (300, 664), (750, 674), (1030, 708), (940, 794), (560, 838), (100, 846), (-80, 812)), surface)
    for x, y, w in ((120, 740, 160), (420, 710, 120), (620, 780, 180), (300, 810, 120), (800, 730, 100)):
        c.round_rect(x, y, w, 6, 3, tint(surface, 0.6), 0.7)
    for x, y in ((220, 790), (310, 770), (690, 750)):
        c.oval(x, y, 44, 13, MOSS)
        c.oval(x + 14, y - 12, 16, 11, BLUSH)
    c.curve(((340, 700), (520, 604), (700, 700)), 22, tint(WOOD, 0.3))
    c.curve(((340, 640), (520, 546), (700, 640)), 8, RED)
    for i in range(9):
        x = 346 + i * 43.5
        y = 698 - 92 * math.sin(i / 8 * math.pi)
        c.line(((x, y), (x, y - 56)), 7, RED)
    tree(c, 170, 700, 560, "willow")
    c.blob(((620, 1060), (900, 900), (1040, 800), (1560, 740), (1560, 840), (1180, 880), (1000, 1060)), c.light.path)
    tree(c, 1390, 780, 480)
    bush(c, 1180, 790, 190)
    c.shadow(1080, 900, 480, 40)
    for x in (960, 1342):
        c.rect(x, 790, 18, 106, shade(TEAL, 0.3))
    for y in (700, 738):
        c.round_rect(940, y, 440, 24, 8, WOOD)
    a, b = crew(c, 2)
    c.round_rect(930, 780, 460, 22, 8, tint(WOOD, 0.2))
    calm = replace(POSES["sit"], near_arm=(8, 44), far_arm=(16, 40))
    figure(c, 1060, 900, 480, a, calm, flip=True, shadow=False)
    figure(c, 1290, 900, 480, replace(b, cut="jacket"), replace(calm, near_arm=(14, 92)), flip=True, shadow=False)
    for i in range(9):
        flower(c, 60 + i * 62, 985 - (i % 3) * 26, 80 + (i * 37 % 40), (RED, OCHRE, BLUSH, PAPER)[i % 4])
        grass(c, 90 + i * 62, 992, 44)


def spring_outing(c: Canvas) -> None:
    distance(c, 520, 240)
    sun(c, 360, 220, 84)
    cloud(c, 760, 130, 320)
    cloud(c, 90, 90, 180)
    hills(c, 600, 150, mix(c.light.far, c.light.leaf, 0.5), 2.0)
    hills(c, 680, 110, c.light.leaf, 1.6)
    for i in range(9):
        x = 70 + i * 178
        tree(
            c,
            x,
            690 + 18 * math.sin(i * 2.2),
            150 + (i * 53 % 60),
            "round",
            mix(BLUSH, PAPER, 0.1 + (i % 3) * 0.14),
            BRICK,
        )
    c.blob(
        ((-100, 760), (500, 700), (1000, 720), (1600, 670), (1600, 1100), (-100, 1100)),
        mix(c.light.leaf, c.light.ground, 0.35),
    )
    c.blob(
        ((-100, 900), (400, 850), (900, 800), (1600, 740), (1600, 830), (980, 880), (500, 960), (-100, 1010)),
        c.light.path,
    )
    tree(c, 1350, 800, 560, "round", mix(BLUSH, PAPER, 0.12), BRICK)
    looks = crew(c, 5)
    for i, (x, y, h) in enumerate(((1180, 815, 330), (980, 850, 390), (740, 890, 430), (440, 935, 480))):
        look = replace(looks[i], cut="jacket" if i % 2 else "tee")
        joints = figure(c, x + c.sway(30), y, h, look, "stroll" if i != 2 else "walk")
        if i in {0, 2, 3}:
            backpack(c, joints.hip[0] - h * 0.13, joints.hip[1] - h * 0.05, h * 0.3, (TEAL, OCHRE, BRICK, RED)[i])
    kid = figure(c, 590, 915, 280, children(c, 1)[0], "wave")
    c.line((kid.far, (kid.far[0] + 40, kid.far[1] - 190)), 2.4, INK)
    c.oval(kid.far[0] + 42, kid.far[1] - 236, 42, 50, RED)
    c.oval(kid.far[0] + 30, kid.far[1] - 252, 13, 17, tint(RED, 0.35))
    meadow(c, 930, 34)
    blossom_branch(c, -20, 20, 430)


SCENES = {
    "garden": garden,
    "spring-outing": spring_outing,
}
