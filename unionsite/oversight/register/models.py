"""A row for each version that became public."""

from datetime import date, datetime

from django.db import models
from django.db.models import Count, Prefetch, QuerySet
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale

from unionsite.core.choices import TextChoices
from unionsite.publishing.choices import ReleaseKind
from unionsite.publishing.elsewhere import elsewhere

VIEW = "oversight.view_registerentry"


class EntryState(TextChoices):
    PUBLIC = "public", _("公开")
    REPLACED = "replaced", _("已有新版本")
    TAKEN_DOWN = "taken_down", _("已下线")
    DELETED = "deleted", _("已删除")


class RegisterQuerySet(QuerySet):
    def with_facts(self):
        """Fetch release, reviewers, page and posts with two more queries however many rows there are."""
        posts = (about.posts().select_related("platform").order_by("posted_at") for about in elsewhere)
        related = self.select_related("release__first_reviewer", "release__final_reviewer", "page")
        return related.prefetch_related(*(Prefetch("release__postings", found) for found in posts))

    def first_between(self, start: datetime, stop: datetime) -> list[tuple[str, str, date, int]]:
        """Count what went out for the first time from `start` to before `stop`: (section, department, first day of the
        month, number); two queries. Translations repeat a piece, and what was imported went out elsewhere."""
        language = Locale.get_default().get_display_name()
        entries = self.filter(went_out_at__gte=start, went_out_at__lt=stop, is_first=True, language=language)
        month = TruncMonth("went_out_at", output_field=models.DateField())
        rows = entries.exclude(release__kind=ReleaseKind.IMPORTED).order_by().annotate(month=month)
        return list(rows.values_list("section", "department", "month").annotate(number=Count("pk")))

    def newest_first(self):
        return self.order_by("-went_out_at", "-pk")


class RegisterEntry(models.Model):
    """What the ledger does not say of a released version: when it went out, where it stood and who wrote it.

    The words are those of the day it went out, and stay when the page is renamed, moved or deleted. Reviewers and
    title are read from `release`, which the database keeps from being changed. `is_first` tells a new page from a new
    version. Its postings on other platforms name the release too (`publishing/elsewhere.py`).
    """

    # A release is never deleted: the ledger says so itself.
    release = models.OneToOneField("publishing.Release", on_delete=models.DO_NOTHING, related_name="+")
    page = models.ForeignKey("wagtailcore.Page", null=True, on_delete=models.SET_NULL, related_name="+")
    went_out_at = models.DateTimeField(_("发布时间"), db_index=True)
    is_first = models.BooleanField(_("首次发布"))
    title = models.CharField(_("题目"), max_length=255)
    section = models.CharField(_("栏目"), max_length=255, blank=True)
    kind = models.CharField(_("类别"), max_length=100)
    language = models.CharField(_("语种"), max_length=100)
    department = models.CharField(_("供稿部门"), max_length=255, blank=True)
    author = models.CharField(_("作者"), max_length=255, blank=True)
    fact_checker = models.CharField(_("事实核实人"), max_length=255, blank=True)
    address = models.CharField(_("网址"), max_length=1000)

    objects = RegisterQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("发布登记")
        verbose_name_plural = _("信息发布登记")
        default_permissions = ("view",)

    def __str__(self):
        return self.title

    @property
    def state(self) -> EntryState:
        """Return whether the version is still public; reads `release` and `page`."""
        if self.page is None:
            return EntryState.DELETED
        if not self.page.live:
            return EntryState.TAKEN_DOWN
        is_shown = self.page.live_revision_id == self.release.revision_id
        return EntryState.PUBLIC if is_shown else EntryState.REPLACED
