"""Codes that people type: made so that they are hard to mistype, read so that how they were typed does not matter."""

import secrets
import unicodedata

# Without letters and digits that are taken for each other; each is worth 4.9 bits.
ALPHABET = "ABCDEFGHJKMNPQRSTVWXYZ23456789"


def random_code(length: int) -> str:
    """A new code in groups of four."""
    text = "".join(secrets.choice(ALPHABET) for _character in range(length))
    return "-".join(text[start : start + 4] for start in range(0, length, 4))


def normalised_code(text: str) -> str:
    """What was meant: full-width characters, spaces and hyphens do not count; letters in capitals (T15)."""
    text = unicodedata.normalize("NFKC", text)
    return "".join(character for character in text if character.isalnum()).upper()[:64]
