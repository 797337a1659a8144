"""Scenes of the works: dawn over the site, lines, halls, store and switchyard."""

from dataclasses import replace

from .buildings import columns, gantry, pylon, wires, works
from .canvas import HEIGHT, WIDTH, Canvas
from .interior import room
from .machines import MOLTEN, cabinet, conveyor, gearbox, ladle, lathe, machining_centre, robot_arm, sparks, transformer
from .nature import bush, cloud, distance, grass, ground, grove, hills, sky, sun, tree
from .objects import box, hand_tool
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
    SAGE,
    SAND,
    STEEL,
    STRAW,
    TEAL,
    WOOD,
    mix,
    rgb,
    shade,
    tint,
)
from .people import CAST, figure, workers
from .vehicles import bicycle, forklift


def factory_dawn(c: Canvas) -> None:
    distance(c, 560, 190)
    sun(c, 1130, 380, 92)
    cloud(c, 180, 150, 300)
    cloud(c, 760, 240, 210)
    grove(c, 600, 110, mix(c.light.mid, c.light.far, 0.35), 14)
    works(c, 640, c.light.near, 1.12, 90)
    grove(c, 660, 60, c.light.leaf_dark, 20)
    ground(c, 645)
    c.poly(((560, 646), (700, 646), (1180, HEIGHT), (240, HEIGHT)), c.light.path)
    c.poly(((625, 646), (632, 646), (730, HEIGHT), (690, HEIGHT)), PAPER, 0.6)
    tree(c, 1370, 800, 420, "tall")
    tree(c, 1270, 730, 300, "tall")
    tree(c, 110, 860, 560)
    bush(c, 300, 800, 180)
    a, b, d = workers(c, 3, helmet=None)
    figure(c, 650 + c.sway(60), 760, 190, d, "walk")
    figure(c, 850 + c.sway(50), 900, 330, a, "walk", flip=True)
    x = 590 + c.sway(60)
    bicycle(c, x, 930, 190)
    figure(c, x - 95, 935, 340, replace(b, top=OCHRE), "give")
    for x in (60, 210, 1240, 1400):
        grass(c, x, 985, 60)


def _hall(c: Canvas, floor: float = 690, *, crane: bool = True) -> None:
    room(c, floor, ((90, 430), (580, 920), (1070, 1410)), 150, 420, "works", dado=floor - 90, panes=4)
    columns(c, floor, (45, 505, 995, 1455), mix(c.light.mid, c.light.wall, 0.25))
    if crane:
        gantry(c, 40, 760 + c.rng.uniform(-260, 260), 250)


def workshop_line(c: Canvas) -> None:
    _hall(c)
    robot_arm(c, 1290, 760, 430)
    for x, look, pose in zip((250, 620, 940), workers(c, 3), ("work", "work", "reach"), strict=True):
        figure(c, x + c.sway(40), 870, 500, look, pose)
    belt = conveyor(c, -40, 930, 1600, 190)
    for i, x in enumerate((90, 410, 770, 1120, 1440)):
        gearbox(c, x + c.sway(30), belt, 150, (LAKE, OCHRE, LAKE, SAGE, LAKE)[i])


def assembly(c: Canvas) -> None:
    _hall(c, 700, crane=False)
    gantry(c, 30, 760, 300)
    for side in (-1, 1):
        c.line(((760, 326), (760 + side * 170, 466)), 6, INK)
    c.shadow(760, 890, 700, 60)
    c.rect(500, 850, 520, 40, IRON)
    for x in (520, 960):
        c.rect(x, 880, 40, 30, INK)
    gearbox(c, 760, 850, 520, LAKE)
    a, b, d = workers(c, 3)
    figure(c, 350, 930, 560, a, "reach")
    end = figure(c, 1200, 940, 570, b, "reach", flip=True)
    hand_tool(c, end.near[0] - 20, end.near[1], 120, 70)
    figure(c, 110 + c.sway(40), 830, 440, replace(d, helmet=PAPER, top=LAKE), "hold")


def foundry(c: Canvas) -> None:
    dusk = mix(shade(c.pick(BRICK, TEAL, BARK), 0.72), c.light.near, 0.25)
    c.fade(0, 720, shade(dusk, 0.35), mix(dusk, BRICK, 0.35))
    for x in (150, 560, 970, 1380):
        c.poly(((x - 100, 0), (x + 100, 0), (x + 240, 720), (x - 40, 720)), STRAW, 0.06)
        c.rect(x - 16, 0, 32, 720, shade(dusk, 0.45))
    c.rect(1120, 250, 340, 470, shade(dusk, 0.3))
    c.pie(1290, 470, 104, 180, 360, MOLTEN)
    c.rect(1186, 468, 208, 130, MOLTEN)
    c.glow(1290, 510, 330, MOLTEN, 0.75)
    c.rect(1218, 470, 144, 128, STRAW, 0.7)
    c.fade(720, HEIGHT, shade(BARK, 0.55), shade(BARK, 0.25))
    for side in (-1, 1):
        c.line(((690 + side * 4, 0), (690 + side * 4, 170)), 7, INK)
    ladle(c, 690, 330, 190, 778)
    c.glow(848, 800, 330, MOLTEN, 0.6)
    for x, w in ((590, 170), (850, 210), (1110, 180)):
        c.poly(((x - w / 2, 770), (x + w / 2, 770), (x + w * 0.6, 880), (x - w * 0.6, 880)), shade(WOOD, 0.42))
        c.oval(x, 772, w / 2, 20, shade(WOOD, 0.2))
        c.oval(x, 772, w * 0.2, 9, MOLTEN)
    silver = replace(CAST[0], top=STEEL, legs=IRON, cut="coat", helmet=OCHRE, inner=STEEL)
    left = figure(c, 360, 930, 570, silver, "reach")
    c.line(((left.near[0] - 90, left.near[1] + 60), (left.near[0] + 240, left.near[1] - 110)), 12, INK)
    right = figure(c, 1330, 910, 500, replace(silver, top=SAND, inner=SAND), "hold", flip=True)
    for joints, size, ahead in ((left, 1.14, 1), (right, 1.0, -1)):
        x, y = joints.head
        c.round_rect(x - 30 * size + ahead * 14, y - 30 * size, 60 * size, 66 * size, 18, STRAW, 0.55)


def machining(c: Canvas) -> None:
    room(c, 700, ((80, 420), (1090, 1440)), 130, 420, "works", dado=610, panes=3)
    lathe(c, 40, 770, 420, mix(SAGE, c.light.wall, 0.3))
    machining_centre(c, 470, 890, 680, 620)
    figure(c, 1240, 940, 600, workers(c, 1, helmet=None)[0], "reach", flip=True)
    c.rect(150, 850, 240, 16, INK)
    for x in (160, 370):
        c.rect(x, 850, 12, 110, INK)
    for i in range(4):
        c.round_rect(166 + i * 54, 806, 40, 44, 6, (STEEL, OCHRE, STEEL, LAKE)[i])
        c.disc(186 + i * 54, 806, 20, tint(STEEL, 0.3))


def welding(c: Canvas) -> None:
    _hall(c, 680, crane=False)
    c.rect(0, 0, WIDTH, HEIGHT, mix(INK, c.pick(TEAL, INK, PINE), 0.45), 0.72)
    c.shadow(900, 900, 900, 60)
    steel = mix(IRON, LAKE, 0.4)
    c.poly(((560, 560), (1390, 470), (1390, 530), (560, 620)), steel)
    c.poly(((560, 600), (1390, 510), (1390, 530), (560, 620)), shade(steel, 0.3))
    for x in (640, 1260):
        c.rect(x, 540, 60, 380, shade(steel, 0.18))
        c.rect(x - 24, 900, 108, 22, shade(steel, 0.35))
    c.line(((690, 880), (1270, 620)), 30, shade(steel, 0.25))
    welder = replace(CAST[0], top=c.pick(BRICK, LAKE, MOSS), legs=INK, cut="apron", inner=mix(OCHRE, WOOD, 0.4))
    joints = figure(c, 430, 930, 600, welder, "work")
    tip = (joints.far[0] + 92, joints.far[1] - 24)
    sparks(c, tip[0] + 8, tip[1] + 40, 250, 46)
    c.line((joints.far, (tip[0], tip[1] + 34)), 12, INK)
    x, y = joints.head
    c.blob(
        ((x - 44, y - 44), (x + 10, y - 66), (x + 60, y - 40), (x + 66, y + 36), (x + 22, y + 58), (x - 20, y + 10)),
        shade(INK, 0.2),
    )
    c.poly(((x + 28, y - 20), (x + 62, y - 16), (x + 62, y + 10), (x + 28, y + 6)), MOLTEN)
    figure(c, 1330, 800, 400, replace(workers(c, 1)[0], top=LAKE), "hold", flip=True)
    for i in range(3):
        c.round_rect(96 + i * 62, 600 + i * 14, 50, 320, 24, (TEAL, SAGE, IRON)[i])
        c.rect(112 + i * 62, 574 + i * 14, 18, 34, STEEL)


def warehouse(c: Canvas) -> None:
    c.fade(0, 700, shade(c.light.wall, 0.1), c.light.wall)
    c.fade(700, HEIGHT, c.light.floor, tint(c.light.floor, 0.15))
    for i in range(6):
        c.poly(((i * 290 - 60, 0), (i * 290 + 60, 0), (i * 290 + 40, 26), (i * 290 - 40, 26)), PAPER)
    goods = (WOOD, SAND, mix(OCHRE, WOOD, 0.4), SAGE, WOOD, LAKE, CREAM)
    for left, width, scale in ((30, 560, 1.0), (640, 560, 1.0), (1250, 560, 1.0)):
        for row in range(3):
            shelf = 330 + row * 190
            x = left + 30.0
            while x < left + width - 70:
                w = c.rng.uniform(66, 120) * scale
                if c.rng.random() > 0.13 and x + w < left + width - 10:
                    box(c, x + w / 2, shelf, w * 0.84, c.rng.uniform(64, 124), c.rng.choice(goods))
                x += w + 6
            c.rect(left, shelf, width, 20, OCHRE)
            c.rect(left, shelf + 14, width, 6, shade(OCHRE, 0.25))
        for x in (left, left + width - 20):
            c.rect(x, 120, 22, 650, TEAL)
            c.rect(x + 15, 120, 7, 650, shade(TEAL, 0.25))
    c.poly(((0, 800), (WIDTH, 770), (WIDTH, 784), (0, 814)), STRAW, 0.8)
    x = 600 + c.sway(90)
    tip = forklift(c, x, 940, 430)
    driver = figure(c, x - 22, 880, 420, workers(c, 1)[0], "sit", shadow=False)
    c.line(((driver.near[0] - 6, driver.near[1] - 20), (driver.near[0] + 26, driver.near[1] + 40)), 8, INK)
    with c.at(x, 940, 4.3):
        c.poly(((-46, -42), (-6, -42), (2, -34), (38, -34), (40, -14), (-48, -14)), OCHRE)
        c.poly(((-48, -26), (40, -26), (40, -14), (-48, -14)), shade(OCHRE, 0.2))
        for wx, r in ((-30, 13), (26, 15)):
            c.disc(wx, -r, r, INK)
            c.disc(wx, -r, r * 0.5, STEEL)
    box(c, tip[0] + 20, tip[1], 190, 120, WOOD)
    box(c, tip[0] + 16, tip[1] - 120, 150, 110, SAND)
    checker = figure(c, 1300, 950, 540, replace(workers(c, 1)[0], top=BRICK, cut="vest", inner=LAKE), "hold", flip=True)
    x, y = checker.near
    c.poly(((x - 46, y - 50), (x + 24, y - 40), (x + 18, y + 30), (x - 52, y + 20)), WOOD)
    c.poly(((x - 40, y - 44), (x + 18, y - 36), (x + 13, y + 24), (x - 45, y + 16)), PAPER)


def power_station(c: Canvas) -> None:
    sky(c, 640)
    sun(c, 300, 300, 80)
    cloud(c, 900, 130, 320)
    hills(c, 600, 150, mix(c.light.far, c.light.sky_low, 0.35), 2.4)
    hills(c, 640, 90, c.light.far, 3.3)
    far, near = c.light.mid, shade(c.light.near, 0.2)
    pylon(c, 690, 640, 330, far)
    pylon(c, 1180, 730, 640, near)
    for level, half in ((0.61, 0.226), (0.75, 0.178), (0.88, 0.122)):
        for side in (-1, 1):
            here = (1180 + side * 640 * half, 730 - 640 * level)
            there = (690 + side * 330 * half, 640 - 330 * level)
            wires(c, here, there, 34, mix(near, far, 0.5))
            wires(c, here, (1560, 250 - 500 * (level - 0.61)), 30, near)
            wires(c, there, (-40, 420 - 200 * (level - 0.61)), 40, far)
    grove(c, 670, 70, c.light.leaf_dark, 22)
    ground(c, 660)
    c.rect(0, 800, WIDTH, 200, c.light.path)
    transformer(c, 700, 860, 420, 360)
    cabinet(c, 1220, 880, 170, 320, mix(STEEL, SAGE, 0.3))
    cabinet(c, 1390, 880, 170, 320, mix(STEEL, SAGE, 0.3))
    a, b = workers(c, 2)
    figure(c, 270 + c.sway(50), 930, 560, replace(a, cut="vest", top=OCHRE, inner=TEAL, helmet=PAPER), "point")
    second = figure(c, 560, 950, 560, b, "hold")
    x, y = second.near
    c.rect(x - 20, y - 36, 70, 52, rgb("#2E3D44"))
    c.rect(x - 14, y - 30, 58, 40, tint(LAKE, 0.35))


SCENES = {
    "factory-dawn": factory_dawn,
    "workshop-line": workshop_line,
    "assembly": assembly,
    "foundry": foundry,
    "machining": machining,
    "welding": welding,
    "warehouse": warehouse,
    "power-station": power_station,
}
