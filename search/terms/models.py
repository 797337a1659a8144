"""What readers looked for, counted by day; nothing tells who it was."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from search.choices import LONGEST_TERM


class SearchTerm(models.Model):
    """A normalised query in one language on one day: times asked, times without a result, last number of results, and
    how often readers said that what they found was of use, or was not."""

    day = models.DateField(_("日期"))
    language = models.CharField(_("语言"), max_length=10)
    term = models.CharField(_("搜索词"), max_length=LONGEST_TERM)
    asked = models.PositiveIntegerField(_("次数"), default=0)
    unanswered = models.PositiveIntegerField(_("无结果次数"), default=0)
    found = models.PositiveIntegerField(_("最近一次的结果数"), default=0)

    useful = models.PositiveIntegerField(_("有用"), default=0, db_default=0)
    useless = models.PositiveIntegerField(_("没有用"), default=0, db_default=0)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("搜索词")
        verbose_name_plural = _("搜索词")
        default_permissions = ("view",)
        constraints = [models.UniqueConstraint(fields=["day", "language", "term"], name="search_term_once_a_day")]
        indexes = [models.Index(fields=["language", "term"], name="search_term_of_language")]

    def __str__(self):
        return self.term
