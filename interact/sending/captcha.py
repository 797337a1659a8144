"""Two proofs that a person sends a form, one of which is enough: work of the browser, or letters in a picture (T79).

Each is bound to one form by its receipt, and one receipt makes one case at most: a proof that is used again, with or
without a cache to remember it by, gives nothing that its first use did not give. Neither is stored anywhere.
"""

from __future__ import annotations

import binascii
import json
import secrets
from base64 import b64decode
from datetime import datetime

import altcha
from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from interact.cases.receipts import FORM_LIFE
from unionsite.accounts.people.names import normalised_code
from unionsite.core.sealing import SealingError, seal, unseal

ALGORITHM = "PBKDF2/SHA-256"
# Tries that a browser needs: about a second on a computer, some four on an old phone. We need one, to check.
LEAST_TRIES, MOST_TRIES = 250, 1250
PAYLOAD_LENGTH = 2_000
TOKEN_LENGTH = 600
LETTERS = 5
# Without what is taken for another letter once it is bent.
ALPHABET = "ACDEFHJKLMNPRTUVWXY3469"
_CONTEXT = "interact.captcha"


def _key() -> str:
    return salted_hmac("interact.captcha.work", "", algorithm="sha256").hexdigest()


def _mark(receipt: str) -> str:
    """Stands for the form; nothing of the receipt can be read from it."""
    return salted_hmac("interact.captcha.form", receipt, algorithm="sha256").hexdigest()[:24]


# --- Work of the browser (ALTCHA) ---


def new_challenge(receipt: str, *, now: datetime) -> str:
    """JSON for the script of the form."""
    challenge = altcha.create_challenge(
        ALGORITHM,
        settings.FEEDBACK_PROOF_COST,
        counter=LEAST_TRIES + secrets.randbelow(MOST_TRIES - LEAST_TRIES),
        expires_at=int((now + FORM_LIFE).timestamp()),
        data={"form": _mark(receipt)},
        hmac_secret=_key(),
    )
    return json.dumps(challenge.to_dict())


def is_solved(payload: str, receipt: str) -> bool:
    """Whether this is the work for this form, done in time. Never raises, whatever was sent."""
    if not 0 < len(payload) <= PAYLOAD_LENGTH:
        return False
    try:
        mark = json.loads(b64decode(payload))["challenge"]["parameters"]["data"]["form"]
        # Another form's before its work is looked at, which costs.
        return constant_time_compare(mark, _mark(receipt)) and altcha.verify_solution(payload, _key()).verified
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError):
        return False


# --- Letters in a picture ---


def new_picture(receipt: str, *, now: datetime) -> str:
    """What the picture's address holds: letters, form and end, sealed."""
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
    """To be drawn; None for a picture that is not ours or too old."""
    opened = _open(token)
    return opened[0] if opened and now.timestamp() <= opened[2] else None


def is_typed(letters: str, token: str, receipt: str, *, now: datetime) -> bool:
    """Whether these are the letters of this form's picture; capitals and width do not count."""
    opened = _open(token)
    if opened is None:
        return False
    wanted, mark, until = opened
    is_right = constant_time_compare(normalised_code(letters), wanted)
    return constant_time_compare(mark, _mark(receipt)) and now.timestamp() <= until and is_right
