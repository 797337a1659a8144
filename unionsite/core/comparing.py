"""Comparisons of two versions in words: a moment as 2026-05-08 14:30, a tick as 是 or 否, nothing for None."""

from __future__ import annotations

from django.db import models
from wagtail.admin.compare import FieldComparison, TextDiff, register_comparison_class

from unionsite.core.columns import moment, yes_or_no


class WordsComparison(FieldComparison):
    def words(self, value: object) -> str:
        return "" if value is None else str(value)

    def htmldiff(self):
        before, after = self.words(self.val_a), self.words(self.val_b)
        return TextDiff(
            [(change, words) for change, words in (("deletion", before), ("addition", after)) if words]
        ).to_html()


class MomentComparison(WordsComparison):
    def words(self, value):
        return moment(value) if value else ""


class TickComparison(WordsComparison):
    def words(self, value):
        return yes_or_no(value)


def compare_in_words() -> None:
    """Replace Wagtail's comparisons, which show Python's own words: None2026-05-08 06:30:00+00:00."""
    for field in (models.DateField, models.IntegerField, models.DecimalField):
        register_comparison_class(field, comparison_class=WordsComparison)
    register_comparison_class(models.DateTimeField, comparison_class=MomentComparison)
    register_comparison_class(models.BooleanField, comparison_class=TickComparison)
