"""Scheduled work on votes."""

from __future__ import annotations

from interact.votes import services


def count_closed_votes() -> None:
    """Publish the counts of votes that have closed; runs each minute."""
    services.count_closed()


def mix_ballots() -> None:
    """Runs each hour; running it twice does no harm."""
    services.mix_ballots()
