"""Draws the letters of a captcha so that people read them and simple programs do not. Pure."""

from __future__ import annotations

import io
import math
import random

from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT = 240, 80
SIZE = 50
_INK, _PAPER = (33, 28, 24), (255, 255, 255)


def draw(letters: str, seed: str) -> bytes:
    """A PNG of WIDTH by HEIGHT. One seed gives one picture: many of the same letters would lay bare what is noise."""
    chance = random.Random(seed)  # noqa: S311  (where things stand, no secret)
    picture = Image.new("L", (WIDTH, HEIGHT), 0)
    font = ImageFont.load_default(SIZE)
    step = (WIDTH - 24) // max(len(letters), 1)
    for place, letter in enumerate(letters):
        glyph = Image.new("L", (SIZE + 24, SIZE + 24), 0)
        ImageDraw.Draw(glyph).text((SIZE / 2 + 12, SIZE / 2 + 12), letter, fill=255, font=font, anchor="mm")
        glyph = glyph.rotate(chance.uniform(-24, 24), Image.Resampling.BICUBIC)
        where = (int(place * step - 2 + chance.uniform(-3, 3)), int(3 + chance.uniform(-6, 6)))
        picture.paste(255, where, glyph)
    pen = ImageDraw.Draw(picture)
    for _line in range(3):
        ends = [
            (0, chance.randrange(HEIGHT)),
            (WIDTH // 2, chance.randrange(HEIGHT)),
            (WIDTH, chance.randrange(HEIGHT)),
        ]
        pen.line(ends, fill=255, width=2, joint="curve")
    picture = _bent(picture, chance)
    image = Image.new("RGB", (WIDTH, HEIGHT), _PAPER)
    image.paste(_INK, (0, 0), picture)
    content = io.BytesIO()
    image.save(content, "PNG")
    return content.getvalue()


def _bent(picture: Image.Image, chance: random.Random) -> Image.Image:
    """Columns slid up and down along a wave."""
    height, length, start = chance.uniform(3, 5), chance.uniform(60, 110), chance.uniform(0, 2 * math.pi)
    bent = Image.new("L", picture.size, 0)
    for x in range(WIDTH):
        slide = round(height * math.sin(2 * math.pi * x / length + start))
        bent.paste(picture.crop((x, 0, x + 1, HEIGHT)), (x, slide))
    return bent
