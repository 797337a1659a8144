"""Background work of the rights section."""

from unionsite.core import generation


def refresh_expired_policies() -> None:
    """Let caches forget pages on which a policy has become 已失效 with the passing of a day (S-3.2)."""
    generation.bump()
