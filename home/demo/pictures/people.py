"""People built from a few shapes and without faces: how they look, how they hold themselves, and how they are drawn."""

import math
from dataclasses import dataclass, replace

from .canvas import Canvas, Point
from .palette import (
    BARK,
    BLUSH,
    BRICK,
    CREAM,
    GREY_HAIR,
    HAIR,
    INK,
    IRON,
    LAKE,
    MOSS,
    OCHRE,
    PAPER,
    RED,
    SAGE,
    SKINS,
    STRAW,
    TEAL,
    Colour,
    mix,
    rgb,
    shade,
    tint,
)

# In units of a figure 100 high, measured up from the ground.
HIP, THIGH, SHIN, TORSO, UPPER_ARM, FOREARM = 47, 23, 23, 33, 17, 15.5


@dataclass(frozen=True)
class Look:
    """What somebody wears; `cut` is jacket, coat, dress, vest (high visibility), apron, tee or jersey (with shorts)."""

    top: Colour = TEAL
    legs: Colour = INK
    hair: str = "short"
    skin: Colour = SKINS[0]
    cut: str = "jacket"
    inner: Colour = PAPER
    hair_colour: Colour = HAIR
    helmet: Colour | None = None
    head: float = 1.0


@dataclass(frozen=True)
class Pose:
    """Angles in degrees: 0 hangs down, positive goes forward; elbows and knees bend on from there."""

    near_arm: Point = (-6, 14)
    far_arm: Point = (8, 14)
    near_leg: Point = (-3, 0)
    far_leg: Point = (4, 0)
    lean: float = 0
    nod: float = 0
    spread: float = 8.5
    seat: float | None = None
    back: bool = False


@dataclass(frozen=True)
class Joints:
    """Where hands and head have ended up, for whatever the scene puts there."""

    near: Point
    far: Point
    head: Point
    hip: Point


STAND = Pose()
POSES: dict[str, Pose] = {
    "stand": STAND,
    "front": Pose(near_arm=(-10, 6), far_arm=(10, -6), near_leg=(-5, 0), far_leg=(5, 0), spread=10.5),
    "back": Pose(near_arm=(-10, 6), far_arm=(10, -6), near_leg=(-4, 0), far_leg=(4, 0), spread=10.5, back=True),
    "walk": Pose(near_arm=(-26, 18), far_arm=(28, 22), near_leg=(24, 6), far_leg=(-20, 16), lean=3),
    "stroll": Pose(near_arm=(-16, 12), far_arm=(18, 16), near_leg=(15, 3), far_leg=(-13, 10), lean=2),
    "run": Pose(near_arm=(-48, 92), far_arm=(46, 88), near_leg=(54, 62), far_leg=(-34, 46), lean=12, spread=6),
    "reach": Pose(near_arm=(62, 18), far_arm=(70, 12), near_leg=(-6, 2), far_leg=(12, 6), lean=7, nod=6),
    "work": Pose(near_arm=(30, 52), far_arm=(42, 44), near_leg=(-4, 0), far_leg=(8, 4), lean=6, nod=14),
    "point": Pose(near_arm=(96, 6), far_arm=(-4, 16), near_leg=(-5, 0), far_leg=(7, 2), lean=1),
    "raise": Pose(near_arm=(-6, 14), far_arm=(158, 8), lean=-1),
    "wave": Pose(near_arm=(-8, 12), far_arm=(128, 36), lean=-1),
    "carry": Pose(near_arm=(22, 66), far_arm=(28, 60), near_leg=(16, 4), far_leg=(-12, 10), lean=-2),
    "hold": Pose(near_arm=(24, 72), far_arm=(4, 92), nod=8),
    "give": Pose(near_arm=(44, 36), far_arm=(50, 32), near_leg=(-6, 0), far_leg=(9, 3), lean=5, nod=4),
    "talk": Pose(near_arm=(20, 74), far_arm=(6, 14), lean=1),
    "phone": Pose(near_arm=(-10, 16), far_arm=(28, 136), lean=1, nod=4),
    "sit": Pose(near_arm=(22, 50), far_arm=(30, 48), near_leg=(84, 84), far_leg=(78, 72), seat=27),
    "write": Pose(near_arm=(34, 56), far_arm=(44, 46), near_leg=(84, 84), far_leg=(80, 76), seat=27, lean=9, nod=16),
    "listen": Pose(near_arm=(28, 60), far_arm=(34, 54), near_leg=(84, 84), far_leg=(80, 76), seat=27, lean=1, nod=2),
    "talk_sit": Pose(near_arm=(20, 84), far_arm=(40, 70), near_leg=(84, 84), far_leg=(80, 76), seat=27, nod=-2),
    "ask": Pose(near_arm=(28, 60), far_arm=(156, 10), near_leg=(84, 84), far_leg=(80, 76), seat=27, lean=-1),
    "read": Pose(near_arm=(40, 72), far_arm=(4, 112), near_leg=(86, 82), far_leg=(82, 74), seat=27, lean=-3, nod=18),
    "pull": Pose(near_arm=(72, 4), far_arm=(80, 2), near_leg=(46, 22), far_leg=(22, 8), lean=-24, spread=6),
    "smash": Pose(near_arm=(-40, 40), far_arm=(150, 24), near_leg=(-30, 30), far_leg=(30, 24), lean=-6, spread=7),
    "ready": Pose(near_arm=(64, 56), far_arm=(34, 20), near_leg=(-22, 26), far_leg=(38, 34), lean=12, spread=7),
    "row": Pose(near_arm=(64, 10), far_arm=(76, 8), near_leg=(84, 60), far_leg=(80, 56), seat=20, lean=20, spread=6),
    "sing": Pose(near_arm=(22, 88), far_arm=(-22, -88), near_leg=(-4, 0), far_leg=(4, 0), spread=10.5),
    "cheer": Pose(near_arm=(146, 22), far_arm=(160, 10), near_leg=(-8, 0), far_leg=(10, 4), lean=-3),
    "crouch": Pose(near_arm=(50, 20), far_arm=(56, 24), near_leg=(58, 98), far_leg=(66, 92), lean=20, nod=8),
    "lie": Pose(near_arm=(38, 10), far_arm=(20, 10), near_leg=(70, 50), far_leg=(74, 54), lean=-36, seat=24, nod=6),
}

WORKWEAR = Look(top=TEAL, legs=INK)
CAST: tuple[Look, ...] = (
    WORKWEAR,
    Look(top=OCHRE, legs=INK, hair="bob", skin=SKINS[2], inner=PAPER),
    Look(top=BRICK, legs=rgb("#3A4A50"), hair="short", skin=SKINS[1]),
    Look(top=SAGE, legs=rgb("#4A5A52"), hair="bun", skin=SKINS[0], inner=CREAM),
    Look(top=LAKE, legs=INK, hair="crop", skin=SKINS[3]),
    Look(top=CREAM, legs=TEAL, hair="tail", skin=SKINS[2], inner=BLUSH),
    Look(top=INK, legs=IRON, hair="side", skin=SKINS[1], inner=STRAW),
    Look(top=MOSS, legs=BARK, hair="long", skin=SKINS[0], inner=CREAM),
    Look(top=tint(TEAL, 0.45), legs=INK, hair="short", skin=SKINS[1], hair_colour=GREY_HAIR),
    Look(top=RED, legs=INK, hair="bob", skin=SKINS[2], inner=CREAM),
)


def crew(c: Canvas, count: int, **changes: object) -> list[Look]:
    """Different people for this picture, all with the same `changes` (a helmet, a cut)."""
    looks = list(CAST)
    c.rng.shuffle(looks)
    return [replace(looks[i % len(looks)], **changes) for i in range(count)]  # type: ignore[arg-type]


def workers(c: Canvas, count: int, helmet: Colour | None = OCHRE, top: Colour = TEAL) -> list[Look]:
    """A crew in one uniform; only hair and skin differ."""
    return [replace(look, top=top, legs=INK, cut="jacket", helmet=helmet, inner=PAPER) for look in crew(c, count)]


def _ahead(start: Point, angle: float, length: float) -> Point:
    return start[0] + math.sin(math.radians(angle)) * length, start[1] + math.cos(math.radians(angle)) * length


def figure(
    c: Canvas,
    x: float,
    y: float,
    h: float,
    look: Look,
    pose: Pose | str = STAND,
    *,
    flip: bool = False,
    shadow: bool = True,
) -> Joints:
    """Somebody `h` high whose feet (or ground below the seat) are at (x, y), facing right unless `flip`."""
    p = POSES[pose] if isinstance(pose, str) else pose
    if shadow:
        c.shadow(x, y, h * 0.62, h * 0.07)
    legs = [((p.spread * side * 0.42, 0.0), angles) for side, angles in ((1, p.far_leg), (-1, p.near_leg))]
    drops = [THIGH * math.cos(math.radians(hip)) + SHIN * math.cos(math.radians(hip - knee)) for _, (hip, knee) in legs]
    hip_y = -(p.seat if p.seat is not None else max(drops) + 1)
    scale = h / 100
    with c.at(x, y, scale, flip=flip):
        for i, ((hx, _), (hip, knee)) in enumerate(legs):
            _leg(c, look, (hx, hip_y), hip, knee, far=i == 0)
        with c.at(0, hip_y, turn=p.lean):
            far = _arm(c, look, (p.spread, -TORSO + 5), p.far_arm, far=True)
            _torso(c, look, p)
            _head(c, look, p)
            near = _arm(c, look, (-p.spread, -TORSO + 5), p.near_arm, far=False)
    cos, sin = math.cos(math.radians(p.lean)), math.sin(math.radians(p.lean))

    def outside(point: Point) -> Point:
        px, py = point[0] * cos - point[1] * sin, point[0] * sin + point[1] * cos + hip_y
        return x + px * scale * (-1 if flip else 1), y + py * scale

    return Joints(outside(near), outside(far), outside((0, -TORSO - 12)), outside((0, 0)))


def _turned(skin: Colour) -> Colour:
    """Skin away from the light stays warm; ink would make it look ill."""
    return mix(skin, BRICK, 0.24)


def _leg(c: Canvas, look: Look, start: Point, hip: float, knee: float, *, far: bool) -> None:
    bare = look.cut in {"dress", "jersey"}
    cloth = look.skin if bare else look.legs
    if far:
        cloth = _turned(cloth) if bare else shade(cloth, 0.22)
    middle = _ahead(start, hip, THIGH)
    ankle = _ahead(middle, hip - knee, SHIN - 1.5)
    c.taper((start, middle, ankle), (11, 8.6, 5 if bare else 7), cloth)
    if look.cut == "jersey":
        c.taper((start, _ahead(start, hip, THIGH * 0.62)), (12, 11), shade(look.legs, 0.22) if far else look.legs)
    with c.at(*ankle, turn=-(hip - knee) * 0.8):
        shoe = shade(rgb("#3B3330"), 0.2 if far else 0)
        c.blob(((-3.2, -2), (2.6, -2), (7.2, 1.2), (7.4, 2.9), (-3.2, 2.9)), shoe)


def _arm(c: Canvas, look: Look, start: Point, angles: Point, *, far: bool) -> Point:
    cloth = shade(look.top, 0.2 if far else 0.07)
    if look.cut in {"apron", "vest"}:
        cloth = shade(look.inner, 0.2 if far else 0.07)
    skin = _turned(look.skin) if far else look.skin
    elbow = _ahead(start, angles[0], UPPER_ARM)
    wrist = _ahead(elbow, angles[0] + angles[1], FOREARM)
    hand = _ahead(elbow, angles[0] + angles[1], FOREARM + 2)
    c.disc(*hand, 2.9, skin)
    if look.cut in {"jersey", "tee", "dress"}:
        c.taper((elbow, wrist), (5, 4), skin)
        c.taper((start, elbow), (8, 6.4), cloth)
    else:
        c.taper((start, elbow, wrist), (8, 6.8, 5.4), cloth)
    return hand


def _torso(c: Canvas, look: Look, p: Pose) -> None:
    s = p.spread
    c.taper(((0, -TORSO + 1), (0.8, -TORSO - 6)), (6, 5.4), _turned(look.skin))
    hem = {"coat": 17, "dress": 18, "apron": 14}.get(look.cut, 3) if p.seat is None else 3
    waist = s * 0.72 + 1.2 if look.cut == "dress" else s * 0.8 + 2
    flare = waist + (4 if hem > 10 else 0.6)
    outline = (
        (-3.4, -TORSO - 1),
        (3.4, -TORSO - 1),
        (s + 1.6, -TORSO + 2.2),
        (s + 3, -TORSO + 5),
        (waist + 0.6, -14),
        (flare, hem),
        (-flare, hem),
        (-waist - 0.6, -14),
        (-s - 3, -TORSO + 5),
        (-s - 1.6, -TORSO + 2.2),
    )
    body = look.inner if look.cut == "apron" else look.top
    c.poly(outline, body)
    if p.back:
        return
    front = s * 0.18
    if look.cut == "vest":
        for y in (-22, -13):
            c.poly(((-waist - 1.6, y), (waist + 1.6, y), (waist + 1.2, y + 2.6), (-waist - 1.2, y + 2.6)), tint(STRAW))
        c.line(((front - 5, -TORSO), (front - 5, 2)), 2.2, tint(STRAW), caps=False)
        c.line(((front + 5, -TORSO), (front + 5, 2)), 2.2, tint(STRAW), caps=False)
    elif look.cut == "apron":
        c.poly(
            ((-s * 0.5, -24), (s * 0.7, -24), (flare, -8), (flare - 0.5, hem), (-flare + 3, hem), (-s, -8)), look.top
        )
        c.line(((-s * 0.45, -TORSO), (-s * 0.4, -23)), 1.2, look.top, caps=False)
        c.line(((s * 0.6, -TORSO), (s * 0.6, -23)), 1.2, look.top, caps=False)
    elif look.cut in {"jacket", "coat"}:
        c.poly(((front - 3.4, -TORSO - 1), (front + 3.6, -TORSO - 1), (front + 0.6, -TORSO + 9)), look.inner)
        c.line(((front + 0.6, -TORSO + 8), (front + 0.4, hem)), 0.7, shade(look.top, 0.3), caps=False)
        c.rect(front + 2.4, -22, s * 0.42, 0.9, shade(look.top, 0.3))
    elif look.cut == "dress":
        c.pie(front, -TORSO - 1, 4, 0, 180, look.skin)
    else:
        c.pie(front, -TORSO - 1, 4, 0, 180, look.inner)


def _head(c: Canvas, look: Look, p: Pose) -> None:
    with c.at(0.8, -TORSO - 5, look.head, p.nod):
        hair = look.hair_colour
        if look.hair == "long":
            c.blob(((-7.6, -10), (0, -15), (5, -10), (3, -2), (2, 7), (-7, 7), (-9, 0)), shade(hair, 0.1))
        elif look.hair == "tail":
            c.blob(((-6, -11), (-11, -8), (-12.5, 0), (-10, 7), (-8.6, 0), (-6, -4)), hair)
        elif look.hair == "bun":
            c.disc(-6.6, -14, 3.8, hair)
        if p.back:
            c.oval(0, -7.6, 6.8, 7.8, hair)
            c.blob(((-5.4, -6), (5.4, -6), (3.4, 1.2), (-3.4, 1.2)), hair)
        else:
            c.oval(0.6, -7.2, 6.3, 8, look.skin)
            _hair(c, look.hair, hair)
            if look.hair not in {"bob", "long"}:
                c.oval(-1.9, -6, 1.2, 1.7, _turned(look.skin))
        if look.helmet:
            c.pie(0, -9.2, 8.2, 180, 360, look.helmet, ry=8.6)
            c.pie(-2.6, -10, 4.4, 190, 300, tint(look.helmet, 0.28), ry=6.4)
            c.round_rect(-8.2, -10.4, 19.2 if not p.back else 16.4, 2.2, 1.1, shade(look.helmet, 0.14))


def _hair(c: Canvas, style: str, colour: Colour) -> None:
    edges: dict[str, tuple[Point, ...]] = {
        "short": ((-2.4, -8), (-3.4, -4.5), (-5, -3)),
        "crop": ((-2.6, -9.6), (-3.6, -7), (-5, -6)),
        "side": ((1.6, -9.6), (-2.4, -8), (-3.2, -4.6), (-5, -3)),
        "bob": ((-0.6, -8.6), (0.2, -1), (-3, 0.6), (-7.2, 0.2)),
        "long": ((-0.4, -8.6), (-0.8, -2), (-3, 1), (-7, 1)),
        "tail": ((-2, -8.4), (-3.4, -4.5), (-5.4, -3)),
        "bun": ((-2, -8.4), (-3.4, -4.5), (-5.2, -3)),
    }
    crown = ((6.4, -10.4), (5.6, -14), (1.4, -16.6), (-3.8, -15.6), (-7, -11.6), (-7.2, -6.4))
    c.blob((*reversed(crown), (3.4, -11.2), *edges[style]), colour)
