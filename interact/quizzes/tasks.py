"""Scheduled work on quizzes."""

from __future__ import annotations

from datetime import datetime

from interact.quizzes.services import attempts, prizes


def tend_quizzes(now: datetime | None = None) -> None:
    """Score attempts whose time is over, then draw the prizes of quizzes that have closed; runs each minute."""
    attempts.settle_overdue(now)
    prizes.draw_prizes(now)
