"""A drawing surface in units of its own (1500 by 1000, any output size), with flat shapes, glows and a paper finish."""

import math
import random
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache

from PIL import Image, ImageChops, ImageDraw

from .palette import LIGHTS, Colour, Light, mix

WIDTH, HEIGHT = 1500, 1000
OVERSAMPLING = 2
GRAIN_TILE = 512

Point = tuple[float, float]


@lru_cache(maxsize=4)
def _grain(size: tuple[int, int]) -> Image.Image:
    """Paper grain around mid grey: enough to stop banding, too little to cost bytes in a rendition."""
    source = random.Random(1998)  # noqa: S311 - grain must repeat, not surprise
    noise = Image.frombytes("L", (GRAIN_TILE, GRAIN_TILE), source.randbytes(GRAIN_TILE * GRAIN_TILE))
    noise = noise.point([125 + value * 6 // 255 for value in range(256)])
    sheet = Image.new("L", size)
    for x in range(0, size[0], GRAIN_TILE):
        for y in range(0, size[1], GRAIN_TILE):
            sheet.paste(noise, (x, y))
    return Image.merge("RGB", (sheet, sheet, sheet))


def spline(points: Sequence[Point], *, closed: bool, steps: int = 10) -> list[Point]:
    """A Catmull-Rom curve through all points."""
    count = len(points)
    curve: list[Point] = []
    for i in range(count if closed else count - 1):
        if closed:
            p0, p1, p2, p3 = (points[(i + j) % count] for j in (-1, 0, 1, 2))
        else:
            p0, p1, p2, p3 = (points[min(max(i + j, 0), count - 1)] for j in (-1, 0, 1, 2))
        for step in range(steps):
            t = step / steps
            curve.append((_blend(p0[0], p1[0], p2[0], p3[0], t), _blend(p0[1], p1[1], p2[1], p3[1], t)))
    if not closed:
        curve.append(points[-1])
    return curve


def _blend(a: float, b: float, c: float, d: float, t: float) -> float:
    return 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t * t + (3 * b - a - 3 * c + d) * t * t * t)


class Canvas:
    """One picture in the making; `light` and `rng` belong to the variant, so scenes only say what stands where."""

    def __init__(self, size: tuple[int, int], variant: int, seed: str) -> None:
        self.size = size
        self.variant = variant
        self.light: Light = LIGHTS[variant % len(LIGHTS)]
        self.rng = random.Random(seed)  # noqa: S311 - equal arguments give equal pixels
        self.mirrored = variant % 2 == 1
        wide, high = size[0] * OVERSAMPLING, size[1] * OVERSAMPLING
        # Other proportions crop the scene, the sky more than the ground people stand on; nothing is ever stretched.
        k = max(wide / WIDTH, high / HEIGHT)
        self._m = (k, 0.0, 0.0, k, (wide - WIDTH * k) / 2, (high - HEIGHT * k) * 0.7)
        self.image = Image.new("RGB", (wide, high), self.light.wall)
        self._solid = ImageDraw.Draw(self.image)
        self._glaze = ImageDraw.Draw(self.image, "RGBA")

    @contextmanager
    def at(self, x: float, y: float, scale: float = 1.0, turn: float = 0.0, *, flip: bool = False) -> Iterator[None]:
        """Draw around (x, y) as the new origin, turned clockwise by `turn` degrees, mirrored when `flip`."""
        before = self._m
        a, b, c, d, e, f = before
        cos, sin = math.cos(math.radians(turn)) * scale, math.sin(math.radians(turn)) * scale
        side = -1 if flip else 1
        self._m = (
            (a * cos + c * sin) * side,
            (b * cos + d * sin) * side,
            c * cos - a * sin,
            d * cos - b * sin,
            a * x + c * y + e,
            b * x + d * y + f,
        )
        try:
            yield
        finally:
            self._m = before

    @contextmanager
    def readable(self, x: float) -> Iterator[None]:
        """What has a right way round (a page, a rising chart) stays so in a mirrored picture; `x` is its middle."""
        if not self.mirrored:
            yield
            return
        with self.at(2 * x, 0, flip=True):
            yield

    def sway(self, reach: float) -> float:
        """A step to one side or the other, new in every variant."""
        return self.rng.uniform(-reach, reach)

    def pick(self, *colours: Colour) -> Colour:
        """One of several colours by turns, so that neighbouring variants differ."""
        return colours[self.variant % len(colours)]

    def _device(self, points: Iterable[Point]) -> list[Point]:
        a, b, c, d, e, f = self._m
        return [(a * x + c * y + e, b * x + d * y + f) for x, y in points]

    def _scale(self) -> float:
        a, b, c, d, _, _ = self._m
        return math.sqrt(abs(a * d - b * c))

    def _pen(self, fill: Colour, alpha: float) -> tuple[ImageDraw.ImageDraw, tuple[int, ...]]:
        if alpha >= 1:
            return self._solid, fill
        return self._glaze, (*fill, round(alpha * 255))

    def poly(self, points: Iterable[Point], fill: Colour, alpha: float = 1.0) -> None:
        pen, ink = self._pen(fill, alpha)
        pen.polygon(self._device(points), fill=ink)

    def blob(self, points: Sequence[Point], fill: Colour, alpha: float = 1.0) -> None:
        """A closed soft shape through the points."""
        self.poly(spline(points, closed=True), fill, alpha)

    def rect(self, x: float, y: float, w: float, h: float, fill: Colour, alpha: float = 1.0) -> None:
        self.poly(((x, y), (x + w, y), (x + w, y + h), (x, y + h)), fill, alpha)

    def round_rect(self, x: float, y: float, w: float, h: float, r: float, fill: Colour, alpha: float = 1.0) -> None:
        r = min(r, w / 2, h / 2)
        points: list[Point] = []
        corners = ((x + w - r, y + r, -90), (x + w - r, y + h - r, 0), (x + r, y + h - r, 90), (x + r, y + r, 180))
        for cx, cy, start in corners:
            for step in range(9):
                angle = math.radians(start + step * 11.25)
                points.append((cx + r * math.cos(angle), cy + r * math.sin(angle)))
        self.poly(points, fill, alpha)

    def oval(self, x: float, y: float, rx: float, ry: float, fill: Colour, alpha: float = 1.0) -> None:
        self.poly(arc_points(x, y, rx, ry, 0, 360, max(rx, ry) * self._scale()), fill, alpha)

    def disc(self, x: float, y: float, r: float, fill: Colour, alpha: float = 1.0) -> None:
        self.oval(x, y, r, r, fill, alpha)

    def pie(
        self, x: float, y: float, r: float, start: float, end: float, fill: Colour, alpha: float = 1.0, ry: float = 0
    ) -> None:
        """A slice from angle `start` to `end` in degrees, clockwise from the right; half of it is a dome."""
        self.poly([(x, y), *arc_points(x, y, r, ry or r, start, end)], fill, alpha)

    def ring(
        self, x: float, y: float, r: float, width: float, fill: Colour, start: float = 0, end: float = 360
    ) -> None:
        self.line(arc_points(x, y, r, r, start, end), width, fill, caps=end - start < 360)

    def line(
        self, points: Sequence[Point], width: float, fill: Colour, alpha: float = 1.0, *, caps: bool = True
    ) -> None:
        pen, ink = self._pen(fill, alpha)
        device = self._device(points)
        pixels = max(width * self._scale(), 1.0)
        pen.line(device, fill=ink, width=round(pixels), joint="curve")
        # Round ends in glaze would be blended twice and show as darker dots.
        if caps and alpha >= 1 and pixels > 3:
            r = pixels / 2 - 0.5
            for x, y in (device[0], device[-1]):
                pen.ellipse((x - r, y - r, x + r, y + r), fill=ink)

    def curve(self, points: Sequence[Point], width: float, fill: Colour, alpha: float = 1.0) -> None:
        self.line(spline(points, closed=False), width, fill, alpha)

    def taper(self, points: Sequence[Point], widths: Sequence[float], fill: Colour) -> None:
        """A limb: straight pieces that change width from joint to joint, round at every joint."""
        for (x0, y0), (x1, y1), w0, w1 in zip(points, points[1:], widths, widths[1:], strict=False):
            length = math.hypot(x1 - x0, y1 - y0) or 1.0
            nx, ny = -(y1 - y0) / length / 2, (x1 - x0) / length / 2
            self.poly(
                (
                    (x0 + nx * w0, y0 + ny * w0),
                    (x1 + nx * w1, y1 + ny * w1),
                    (x1 - nx * w1, y1 - ny * w1),
                    (x0 - nx * w0, y0 - ny * w0),
                ),
                fill,
            )
        for (x, y), w in zip(points, widths, strict=False):
            self.disc(x, y, w / 2, fill)

    def fade(self, y0: float, y1: float, top: Colour, bottom: Colour, x0: float = 0, x1: float = WIDTH) -> None:
        """A vertical gradient in a band; only for upright drawing, as skies and walls are."""
        (left, high), (right, low) = self._device(((x0, y0), (x1, y1)))
        left, right = min(left, right), max(left, right)
        first, last = int(high), int(low)
        for y in range(max(first, 0), min(last, self.image.height - 1) + 1):
            share = (y - high) / max(low - high, 1)
            self._solid.line((left, y, right, y), fill=mix(top, bottom, min(max(share, 0), 1)))

    def glow(self, x: float, y: float, r: float, fill: Colour, strength: float = 0.6) -> None:
        """Light that dies away from a centre."""
        ((px, py),) = self._device(((x, y),))
        pr = max(int(r * self._scale()), 2)
        mask = _halo(round(strength * 100)).resize((pr * 2, pr * 2), Image.Resampling.BILINEAR)
        self.image.paste(fill, (int(px) - pr, int(py) - pr), mask)

    def shadow(self, x: float, y: float, reach: float, depth: float, alpha: float = 0.16) -> None:
        """The long soft shadow of something that stands at (x, y), away from a light on the left."""
        for grow, share in ((1.0, 0.5), (0.82, 0.5)):
            rx, ry = reach * grow / 2, depth * grow / 2
            self.oval(x + reach * 0.36, y + ry * 0.2, rx, ry, (24, 44, 54), alpha * share)

    def finish(self) -> Image.Image:
        image = self.image.resize(self.size, Image.Resampling.LANCZOS)
        if self.mirrored:
            image = image.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
        table = [min(round(value * gain), 255) for gain in self.light.grade for value in range(256)]
        return ImageChops.add(image.point(table), _grain(self.size), 1, -128)


@lru_cache(maxsize=16)
def _halo(percent: int) -> Image.Image:
    # Pillow's radial gradient reaches 180 on the circle that touches the edges of the square.
    fall = [round(max(0, 1 - value / 179) ** 1.8 * 255 * percent / 100) for value in range(256)]
    return Image.radial_gradient("L").point(fall)


def arc_points(x: float, y: float, rx: float, ry: float, start: float, end: float, pixels: float = 400) -> list[Point]:
    """Points on an arc; `pixels` is the radius it will have on the image, which decides how many are needed."""
    steps = max(int(math.sqrt(pixels) * abs(end - start) / 110), 5)
    turn = math.radians((end - start) / steps)
    first = math.radians(start)
    return [(x + rx * math.cos(first + turn * i), y + ry * math.sin(first + turn * i)) for i in range(steps + 1)]
