"""How often pages were opened, by day; nothing tells by whom."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from unionsite.oversight.visits.rules import Source


class PageVisits(models.Model):
    """The views of a page on one day from one kind of link. After `DAYS_KEPT` a row with the first day of a month
    stands for the month. Each language of a page is a page of its own."""

    page = models.ForeignKey("wagtailcore.Page", verbose_name=_("页面"), on_delete=models.CASCADE, related_name="+")
    day = models.DateField(_("日期"))
    source = models.CharField(_("来自"), max_length=8, choices=Source.choices, default=Source.OPENED, blank=True)
    times = models.PositiveIntegerField(_("次数"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("浏览统计")
        default_permissions = ("view",)
        constraints = [models.UniqueConstraint(fields=["day", "page", "source"], name="visits_once_a_day")]

    def __str__(self):
        return f"{self.page_id} {self.day:%Y-%m-%d} {self.times}"
