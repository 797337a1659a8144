"""Taking a picture: the sizes of windows, and how a picture is kept."""

import io
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs" / "manual" / "pictures"
PHONE = {"width": 390, "height": 844}
DOOR = {"width": 720, "height": 560}  # one narrow column; such pictures show the whole page
TALL = {"width": 1280, "height": 1400}  # long forms of the admin, which scrolls inside the window
COLOURS = 128


def keep(page: Page, name: str, *, whole: bool = False) -> None:
    """Save what the window shows, or the whole page, in few colours: a manual is looked at, not measured."""
    page.wait_for_timeout(400)  # Menus and panels slide in.
    with Image.open(io.BytesIO(page.screenshot(full_page=whole))) as picture:
        small = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    small.save(FOLDER / f"{name}.png", optimize=True)
    say(f"  {name}.png")


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
