"""Two proofs that a person sends a form, of which one is enough: work of the browser, or letters in a picture (T79).

Each is bound to one form by its receipt, and a receipt makes one case at most. So a proof that is used again gains
nothing, and neither has to be stored anywhere.
"""

import binascii
import io
import json
import math
import random
import secrets
from base64 import b64decode
from datetime import datetime

import altcha
from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac
from PIL import Image, ImageDraw, ImageFont

from interact.cases.receipts import FORM_LIFE
from unionsite.accounts.people.names import normalised_code
from unionsite.core.sealing import SealingError, seal, unseal

ALGORITHM = "PBKDF2/SHA-256"
# Tries that a browser needs: about one second on a computer, some four on an old phone. To check, one try is enough.
LEAST_TRIES, MOST_TRIES = 250, 1250
PAYLOAD_LENGTH = 2_000
TOKEN_LENGTH = 600
LETTERS = 5
# Without characters that look like others once they are bent.
ALPHABET = "ACDEFHJKLMNPRTUVWXY3469"
_CONTEXT = "interact.captcha"


def _key(purpose: str) -> str:
    """Return the secret that signs challenges ("work"), or tells their solutions without the work ("key")."""
    return salted_hmac(f"interact.captcha.{purpose}", "", algorithm="sha256").hexdigest()


def _mark(receipt: str) -> str:
    """Return a mark that stands for the form; the receipt cannot be read from it."""
    return salted_hmac("interact.captcha.form", receipt, algorithm="sha256").hexdigest()[:24]


# --- Work of the browser (ALTCHA) ---


def new_challenge(receipt: str, *, now: datetime) -> str:
    """Return a challenge bound to this receipt, as JSON for the script of the form."""
    challenge = altcha.create_challenge(
        ALGORITHM,
        settings.FEEDBACK_PROOF_COST,
        counter=LEAST_TRIES + secrets.randbelow(MOST_TRIES - LEAST_TRIES),
        expires_at=int((now + FORM_LIFE).timestamp()),
        data={"form": _mark(receipt)},
        hmac_secret=_key("work"),
        hmac_key_secret=_key("key"),
    )
    return json.dumps(challenge.to_dict())


def is_solved(payload: str, receipt: str) -> bool:
    """Whether this is the work for this form, done in time. Never raises, whatever was sent."""
    if not 0 < len(payload) <= PAYLOAD_LENGTH:
        return False
    try:
        mark = json.loads(b64decode(payload))["challenge"]["parameters"]["data"]["form"]
        if not constant_time_compare(mark, _mark(receipt)):
            return False
        return altcha.verify_solution(payload, _key("work"), hmac_key_secret=_key("key")).verified
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError):
        return False


# --- Letters in a picture ---


def new_picture(receipt: str, *, now: datetime) -> str:
    """Return a token for the picture's address, which holds sealed the letters, the form's mark and its expiry."""
    letters = "".join(secrets.choice(ALPHABET) for _letter in range(LETTERS))
    return seal(json.dumps([letters, _mark(receipt), (now + FORM_LIFE).timestamp()]).encode(), _CONTEXT)


def _open(token: str) -> tuple[str, str, float] | None:
    if not 0 < len(token) <= TOKEN_LENGTH:
        return None
    try:
        letters, mark, until = json.loads(unseal(token, _CONTEXT))
    except (SealingError, ValueError, binascii.Error):
        return None
    return letters, mark, until


def letters_of(token: str, *, now: datetime) -> str | None:
    """Return the letters to be drawn; None for a token that we did not make or that is too old."""
    opened = _open(token)
    return opened[0] if opened and now.timestamp() <= opened[2] else None


def is_typed(letters: str, token: str, receipt: str, *, now: datetime) -> bool:
    """Whether these are the letters of this form's picture; case and full or half width do not matter."""
    opened = _open(token)
    if opened is None:
        return False
    wanted, mark, until = opened
    is_right = constant_time_compare(normalised_code(letters), wanted)
    return constant_time_compare(mark, _mark(receipt)) and now.timestamp() <= until and is_right


WIDTH, HEIGHT = 240, 80
SIZE = 50
_INK, _PAPER = (33, 28, 24), (255, 255, 255)


def draw(letters: str, seed: str) -> bytes:
    """Draw a PNG of WIDTH by HEIGHT. The same seed always gives the same picture: several would show what is noise."""
    chance = random.Random(seed)  # noqa: S311  (decides only where things stand, which is no secret)
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
    """Return the picture with its columns shifted up and down along a wave."""
    height, length, start = chance.uniform(3, 5), chance.uniform(60, 110), chance.uniform(0, 2 * math.pi)
    bent = Image.new("L", picture.size, 0)
    for x in range(WIDTH):
        slide = round(height * math.sin(2 * math.pi * x / length + start))
        bent.paste(picture.crop((x, 0, x + 1, HEIGHT)), (x, slide))
    return bent
