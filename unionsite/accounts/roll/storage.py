"""Where an uploaded roll waits for its import."""

import secrets

from unionsite.core.private_files import PrivateStorage


class RollStorage(PrivateStorage):
    folder = "roll"


def roll_storage() -> RollStorage:
    return RollStorage()


def random_name(_instance, _filename: str) -> str:
    """A name that tells nothing and cannot be guessed."""
    return secrets.token_hex(16)
