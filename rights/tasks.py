"""Scheduled work of the rights section."""

from unionsite.core import generation


def refresh_expired_policies() -> None:
    """Hourly job: start a new generation, because with a new day a policy may have become 已失效 (S-3.2)."""
    generation.bump()
