"""Normal forms of 工号, names, phone numbers and codes, however people typed them. Pure."""

import re
import secrets
import unicodedata

_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"0\d{2,3}-?\d{7,8}(-\d{1,6})?")
# Numbers without spaces, hyphens and brackets: mobile, with area code and extension, local, abroad, internal extension.
# Browsers use this pattern too.
CALLABLE = "|".join(
    (
        r"(\+?86)?1[3-9]\d{9}",
        r"(\+?86)?0\d{9,11}((转|分机)?\d{1,6})?",
        r"[2-8]\d{6,7}",
        r"\+\d{8,15}",
        r"(分机|内线|短号)[:：]?\d{3,6}",
    )
)
_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U000323af·]+")


def normalised(text: str) -> str:
    """Return text with half-width letters and digits, no space at the ends, and single spaces within."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


def normalised_number(text: str) -> str:
    """Return a 工号 as it is stored and compared: no spaces, capital letters."""
    return normalised(text).replace(" ", "").upper()


def normalised_name(text: str) -> str:
    """Return a Chinese name without the space by which lists align names of two characters (张　三)."""
    text = normalised(text)
    tight = text.replace(" ", "")
    return tight if _HAN.fullmatch(tight) else text


def may_be_called(text: str) -> bool:
    """Whether somebody at the union could call this number."""
    return re.fullmatch(CALLABLE, re.sub(r"[\s()\-]", "", unicodedata.normalize("NFKC", text))) is not None


def normalised_phone(text: str) -> str | None:
    """Return a mobile number, or one with area code, without spaces; None for anything else."""
    text = normalised(text).replace(" ", "")
    if _MOBILE.fullmatch(text.replace("-", "")):
        return text.replace("-", "")
    return text if _LANDLINE.fullmatch(text) else None


# Without letters and digits that are easily confused; each character is worth 4.9 bits.
ALPHABET = "ABCDEFGHJKMNPQRSTVWXYZ23456789"


def random_code(length: int) -> str:
    """Return a new code in groups of four."""
    text = "".join(secrets.choice(ALPHABET) for _character in range(length))
    return "-".join(text[start : start + 4] for start in range(0, length, 4))


def normalised_code(text: str) -> str:
    """Return the code that was meant: width, spaces and hyphens do not count, letters become capitals (T15)."""
    text = unicodedata.normalize("NFKC", text)
    return "".join(character for character in text if character.isalnum()).upper()[:64]
