"""Papers, books and money: what lies on a desk where rights are settled."""

from .canvas import Canvas
from .palette import (
    CREAM,
    INK,
    IRON,
    OCHRE,
    PAPER,
    RED,
    SAND,
    STEEL,
    STRAW,
    TEAL,
    Colour,
    mix,
    shade,
    tint,
)


def sheet(c: Canvas, x: float, y: float, w: float, turn: float = 0, lines: int = 6, fill: Colour = PAPER) -> None:
    """A page with grey bars for writing; (x, y) is its middle."""
    h = w * 1.36
    with c.at(x, y, 1, turn):
        c.rect(-w / 2 + w * 0.03, -h / 2 + w * 0.04, w, h, shade(SAND, 0.5), 0.28)
        c.rect(-w / 2, -h / 2, w, h, fill)
        ink = mix(fill, IRON, 0.4)
        with c.readable(0):
            c.rect(-w * 0.36, -h * 0.4, w * 0.4, h * 0.035, mix(fill, INK, 0.75))
            for i in range(lines):
                length = (0.72, 0.68, 0.72, 0.6, 0.72, 0.44)[i % 6]
                c.rect(-w * 0.36, -h * 0.29 + i * h * 0.075, w * length, h * 0.018, ink)


def seal(c: Canvas, x: float, y: float, r: float) -> None:
    """The red round mark of a stamp, empty of any sign."""
    c.ring(x, y, r, r * 0.16, RED)
    c.ring(x, y, r * 0.7, r * 0.06, RED)


def pen(c: Canvas, x: float, y: float, size: float, turn: float = 40, fill: Colour = INK) -> None:
    """A pen whose nib is at (x, y)."""
    with c.at(x, y, size / 100, turn):
        c.poly(((0, 0), (4.4, -14), (-4.4, -14)), OCHRE)
        c.round_rect(-5, -92, 10, 79, 4, fill)
        c.rect(-5, -62, 10, 5, OCHRE)
        c.rect(3, -90, 3, 30, tint(fill, 0.4))


def book(c: Canvas, x: float, y: float, w: float, h: float, fill: Colour) -> None:
    """A book lying flat with its fore-edge to us; stands on y."""
    c.round_rect(x - w / 2, y - h, w, h, h * 0.2, fill)
    c.rect(x - w * 0.44, y - h * 0.84, w * 0.95, h * 0.68, CREAM)
    for i in range(3):
        c.rect(x - w * 0.44, y - h * (0.68 - i * 0.18), w * 0.95, h * 0.03, SAND)
    c.rect(x - w * 0.5, y - h, w * 0.13, h, shade(fill, 0.2))


def open_book(c: Canvas, x: float, y: float, w: float, cover: Colour = TEAL) -> None:
    """An open book seen from the front; stands on y."""
    h = w * 0.36
    c.shadow(x, y, w * 1.1, h * 0.3)
    c.poly(((x - w * 0.53, y - h), (x + w * 0.53, y - h), (x + w * 0.53, y), (x - w * 0.53, y)), cover)
    for side in (-1, 1):
        page = (
            (0, -h * 0.98),
            (w * 0.14, -h * 1.1),
            (w * 0.34, -h * 1.1),
            (w * 0.5, -h),
            (w * 0.5, -h * 0.06),
            (w * 0.34, -h * 0.15),
            (w * 0.14, -h * 0.14),
            (0, -h * 0.02),
        )
        c.poly([(x + side * px, y + py) for px, py in page], PAPER if side < 0 else tint(CREAM, 0.5))
        for i in range(6):
            left = x + (w * 0.09 if side > 0 else -w * 0.43)
            c.rect(left, y - h * (0.88 - i * 0.115), w * (0.34 if i % 3 != 2 else 0.22), h * 0.025, STEEL)
    c.rect(x - w * 0.006, y - h * 0.97, w * 0.012, h * 0.94, SAND)


def envelope(c: Canvas, x: float, y: float, w: float, fill: Colour = CREAM, turn: float = 0) -> None:
    h = w * 0.62
    with c.at(x, y, 1, turn):
        c.rect(-w / 2 + 6, -h / 2 + 8, w, h, shade(SAND, 0.5), 0.25)
        c.rect(-w / 2, -h / 2, w, h, fill)
        c.poly(((-w / 2, -h / 2), (0, h * 0.1), (w / 2, -h / 2)), shade(fill, 0.1))
        c.disc(0, h * 0.08, w * 0.07, RED)


def coins(c: Canvas, x: float, y: float, count: int, r: float = 44) -> None:
    for i in range(count):
        cy = y - i * r * 0.3
        c.oval(x + (i % 2) * 3, cy, r, r * 0.34, shade(OCHRE, 0.25))
        c.oval(x + (i % 2) * 3, cy - r * 0.13, r, r * 0.34, OCHRE)
    c.oval(x + ((count - 1) % 2) * 3, y - (count - 1) * r * 0.3 - r * 0.13, r * 0.7, r * 0.22, STRAW)
