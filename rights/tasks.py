"""Scheduled work of the rights section."""

from unionsite.core import generation


def refresh_expired_policies() -> None:
    """Daily: start a new generation, because a policy on some page may have become 已失效 (S-3.2)."""
    generation.bump()
