"""Scheduled work on freshness."""

from __future__ import annotations

from unionsite.oversight.freshness import cited_law, public_texts, services


def check_freshness() -> None:
    """Runs daily."""
    services.check_freshness()
    cited_law.check_cited_law()
    public_texts.check_public_texts()
