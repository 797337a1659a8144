"""The colours of the pictures: fixed pigments, six lights (one for each variant), and how to mix them."""

from dataclasses import dataclass

Colour = tuple[int, int, int]


def rgb(code: str) -> Colour:
    return int(code[1:3], 16), int(code[3:5], 16), int(code[5:7], 16)


def mix(a: Colour, b: Colour, share: float) -> Colour:
    """Colour `a` with `share` (0 to 1) of `b` stirred in."""
    return (
        round(a[0] + (b[0] - a[0]) * share),
        round(a[1] + (b[1] - a[1]) * share),
        round(a[2] + (b[2] - a[2]) * share),
    )


INK = rgb("#20333D")
TEAL = rgb("#1F5A63")
LAKE = rgb("#4F858A")
MIST = rgb("#A9C2BF")
RED = rgb("#AB3A2F")
BRICK = rgb("#C0654A")
OCHRE = rgb("#D59B3E")
STRAW = rgb("#EBCB8B")
SAGE = rgb("#93A98A")
MOSS = rgb("#5E7D66")
PINE = rgb("#35594F")
PAPER = rgb("#FCF7EC")
CREAM = rgb("#F2E6CF")
SAND = rgb("#DCC6A0")
WOOD = rgb("#B98453")
BARK = rgb("#7B563B")
STEEL = rgb("#A8B7B8")
IRON = rgb("#5D757C")
BLUSH = rgb("#E3A58A")

SKINS = (rgb("#EBBE97"), rgb("#E2AE84"), rgb("#F0CBA8"), rgb("#D39E74"))
HAIR = rgb("#2A2B30")
GREY_HAIR = rgb("#A7A6A2")


def shade(colour: Colour, share: float = 0.2) -> Colour:
    """The same colour turned away from the light; ink keeps shadows cool instead of dirty."""
    return mix(colour, INK, share)


def tint(colour: Colour, share: float = 0.3) -> Colour:
    return mix(colour, PAPER, share)


@dataclass(frozen=True)
class Light:
    """What the time of day decides: air, distance, rooms, and the grade laid over the finished picture."""

    sky_high: Colour
    sky_low: Colour
    sun: Colour
    far: Colour
    mid: Colour
    near: Colour
    ground: Colour
    path: Colour
    leaf: Colour
    leaf_dark: Colour
    wall: Colour
    dado: Colour
    floor: Colour
    beam: Colour
    grade: tuple[float, float, float]
    night: bool = False


def _light(codes: str, grade: tuple[float, float, float], *, night: bool = False) -> Light:
    return Light(*(rgb(code) for code in codes.split()), grade=grade, night=night)


# Order of the codes: sky high and low, sun, far, mid, near, ground, path, leaf, dark leaf, wall, dado, floor, beam.
LIGHTS: tuple[Light, ...] = (
    # 0 clear day
    _light(
        "#C9DCD8 #F7EDD8 #F6D79A #AFC6C0 #7BA09D #3F6E73 #D9CFA6 "
        "#EFE0BF #8FAA84 #57796A #F0E5CF #DBC8A4 #D2B58A #FFF6DF",
        (1.0, 1.0, 1.0),
    ),
    # 1 golden morning
    _light(
        "#F2D49A #FCF0D6 #FFF3D2 #D9C69B #A5A582 #5D7565 #DDC48C "
        "#F3DFB0 #A3A86F #69784F #F4E2BE #E0C08A #CFA873 #FFF3CF",
        (1.0, 0.985, 0.95),
    ),
    # 2 green noon
    _light(
        "#DCE6D4 #F6F1E0 #FBE3A8 #BCD0BC #86A88D #466F63 #CDD0A4 "
        "#EBE3C3 #88A97B #4C7560 #DCE4D2 #B9C8AE #CDB68E #FBF8E4",
        (0.99, 1.0, 0.985),
    ),
    # 3 cool overcast
    _light(
        "#AFC7CC #E6E9E1 #F3EBD6 #A3BBBF #6F929A #37606B #C4C5B0 "
        "#DFDBCA #7F9C8A #4B6C69 #D5E0DE #A9C0C0 #BDB196 #F4F6EE",
        (0.975, 0.99, 1.0),
    ),
    # 4 late afternoon
    _light(
        "#E5B391 #F9E4C4 #FFEFC9 #CDA691 #99807C #4C5866 #D4AF86 "
        "#EDD0A4 #9A956E #616A55 #F2DEC4 #D6AE8C #C29A72 #FFEDCB",
        (1.0, 0.975, 0.95),
    ),
    # 5 blue hour
    _light(
        "#3F6B7B #D9C7A5 #F7E2B0 #6F929A #466F7B #244652 #8E9C8C "
        "#B5B59C #5F8376 #345B58 #8FB0AE #5F8A8C #8C8672 #F8E6B8",
        (0.97, 0.98, 1.0),
        night=True,
    ),
)
