"""Chainable filters of question sets and attempts."""

from __future__ import annotations

from django.db.models import F, QuerySet, Window
from django.db.models.functions import RowNumber

from interact.quizzes.choices import GRACE

BEST_FIRST = ("-score", "seconds", "submitted_at")


class AttemptQuerySet(QuerySet):
    def of(self, quiz):
        """Filter to the attempts at a quiz (a page, or its translation key)."""
        return self.filter(activity=getattr(quiz, "translation_key", quiz))

    def submitted(self):
        return self.filter(submitted_at__isnull=False)

    def overdue(self, now):
        """Filter to attempts whose time is over and that nobody has handed in."""
        return self.filter(submitted_at=None, ends_at__lt=now - GRACE)

    def best(self):
        """Filter to each person's best attempt at each quiz, the first place first."""
        place = Window(RowNumber(), partition_by=["activity", "person"], order_by=[*map(_ordered, BEST_FIRST), "pk"])
        return self.submitted().annotate(turn=place).filter(turn=1).order_by(*BEST_FIRST, "pk")


def _ordered(name: str):
    return F(name.removeprefix("-")).desc() if name.startswith("-") else F(name).asc()
