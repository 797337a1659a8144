"""Background work of the interact section."""

from unionsite.core import generation


def refresh_after_deadlines() -> None:
    generation.bump()
