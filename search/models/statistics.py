"""What is known of the whole index: how many rows, how long they are, how many hold each token."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class TokenCount(models.Model):
    """Rows of the index with a token; those on very few rows are left out."""

    token = models.CharField(max_length=64, primary_key=True)
    rows = models.PositiveIntegerField()
    # Of which count it is: what an older one left is dropped.
    stamp = models.PositiveIntegerField()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("索引词频")
        verbose_name_plural = _("索引词频")

    def __str__(self):
        return self.token


class IndexStatistics(models.Model):
    """The last count: one row. Mean lengths are in characters of search entries."""

    stamp = models.PositiveIntegerField(default=0)
    rows = models.PositiveIntegerField(default=0)
    entries = models.PositiveIntegerField(default=0)
    title_length = models.FloatField(default=0)
    summary_length = models.FloatField(default=0)
    body_length = models.FloatField(default=0)
    counted_at = models.DateTimeField(_("统计时间"), auto_now=True)

    class Meta:
        verbose_name = _("索引统计")
        verbose_name_plural = _("索引统计")

    def __str__(self):
        return str(self.rows)
