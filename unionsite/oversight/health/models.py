"""Walks, what they saw, links, probes of the home page, addresses that readers missed."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils.translation import gettext_lazy as _

from unionsite.oversight.findings.models import person_field
from unionsite.oversight.health.choices import HOURS_BETWEEN, LinkFault, LinkKind, Stage
from unionsite.oversight.health.rules import MOST_CHARACTERS


def is_dead(now: datetime) -> Q:
    """A failing link of our own is a fault at once, one of others when it failed twice with hours between."""
    long_enough = Q(failures__gte=2, failed_since__lte=now - timedelta(hours=HOURS_BETWEEN))
    return ~Q(fault="") & (~Q(kind=LinkKind.EXTERNAL) | long_enough)


class LinkQuerySet(QuerySet):
    def waiting_in(self, walk_id: int):
        """Filter to the links that this walk has seen and not yet asked."""
        return self.filter(seen_in=walk_id, checked_in__lt=walk_id)

    def faulty(self):
        return self.exclude(fault="")

    def dead(self, now: datetime):
        """Filter to the links that are faults."""
        return self.filter(is_dead(now))

    def due_again(self, now: datetime):
        """Filter to failing links that are asked again between walks: hours after the first failure, then daily."""
        first = Q(failures=1, checked_at__lte=now - timedelta(hours=HOURS_BETWEEN))
        later = Q(failures__gt=1, checked_at__lte=now - timedelta(hours=20))
        return self.faulty().filter(first | later)

    def few_of_each_host(self, number: int):
        place = Window(RowNumber(), partition_by=F("host"), order_by="pk")
        return self.annotate(place=place).filter(place__lte=number)


class Walk(models.Model):
    """One walk over all public pages and links; `stage` and `cursor` say where it is, so that it can be gone on with.

    `tally` counts what was found by kind of fault. While a process works on it, `leased_until` keeps others away.
    """

    started_at = models.DateTimeField(_("开始时间"))
    finished_at = models.DateTimeField(_("完成时间"), null=True, blank=True)
    started_by = person_field(_("发起人"), on_delete=models.SET_NULL)
    stage = models.CharField(_("进度"), max_length=10, choices=Stage.choices, default=Stage.PAGES)
    cursor = models.BigIntegerField(default=0)
    is_running = models.BooleanField(default=True)
    leased_until = models.DateTimeField(null=True)
    pages = models.PositiveIntegerField(_("页面数"), default=0)
    links = models.PositiveIntegerField(_("链接数"), default=0)
    tally = models.JSONField(default=dict)
    certificate_until = models.DateTimeField(_("安全证书有效期至"), null=True)

    class Meta:
        verbose_name = _("网站巡检")
        default_permissions = ("view", "add")
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["is_running"], condition=Q(is_running=True), name="one_walk_at_a_time")
        ]

    def __str__(self):
        return f"{self.started_at:%Y-%m-%d}"


class Link(models.Model):
    """An address that some page links to or shows as a picture; known across walks by the digest of its address."""

    digest = models.CharField(max_length=64, unique=True)
    address = models.CharField(_("网址"), max_length=MOST_CHARACTERS)
    host = models.CharField(max_length=250)
    kind = models.CharField(_("类别"), max_length=10, choices=LinkKind.choices)
    # Numbers of the walks that saw it last and looked at it last.
    seen_in = models.BigIntegerField(default=0)
    checked_in = models.BigIntegerField(default=0)
    status = models.PositiveSmallIntegerField(_("状态码"), default=0)
    fault = models.CharField(_("问题"), max_length=12, choices=LinkFault.choices, blank=True)
    is_unknown = models.BooleanField(_("不能判断"), default=False)
    failures = models.PositiveSmallIntegerField(_("连续失败次数"), default=0)
    failed_since = models.DateTimeField(_("首次失败"), null=True)
    checked_at = models.DateTimeField(_("最近检查"), null=True)

    objects = LinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("链接")
        default_permissions = ()
        indexes = [
            models.Index(fields=["seen_in", "checked_in", "host"], name="link_waiting"),
            models.Index(fields=["failed_since"], condition=~Q(fault=""), name="link_faulty"),
        ]

    def __str__(self):
        return self.address

    @property
    def address_after_host(self) -> str:
        return self.address.removeprefix(settings.BASE_URL)


class Visit(models.Model):
    """One page in one walk: how it answered, what was wrong with it (values of `PageFault`), what it links to."""

    walk = models.ForeignKey(Walk, on_delete=models.CASCADE, related_name="visits")
    page = models.ForeignKey("wagtailcore.Page", null=True, on_delete=models.SET_NULL, related_name="+")
    address = models.CharField(_("网址"), max_length=500)
    status = models.PositiveSmallIntegerField(_("状态码"))
    seconds = models.FloatField(_("用时（秒）"))
    faults = models.JSONField(default=list)
    is_faulty = models.BooleanField(default=False)
    links = models.ManyToManyField(Link, related_name="visits")

    class Meta:
        verbose_name = _("页面检查")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["walk", "address"], name="one_visit_of_a_page_in_a_walk")]

    def __str__(self):
        return self.address


class ProbeDay(models.Model):
    """What the probes of the home page found on one day; `failing` counts the failures in a row up to now."""

    day = models.DateField(_("日期"), unique=True)
    probes = models.PositiveIntegerField(_("探测次数"), default=0)
    failures = models.PositiveIntegerField(_("失败次数"), default=0)
    slow = models.PositiveIntegerField(_("缓慢次数"), default=0)
    worst = models.FloatField(_("最慢（秒）"), default=0)
    failing = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("可用性")
        default_permissions = ()

    def __str__(self):
        return f"{self.day:%Y-%m-%d}"


class MissedAddress(models.Model):
    """An address of ours that readers opened on one day and that is not there; nothing tells who it was.

    `came_from` is the path of the own page whose link led there, "" if it was none.
    """

    day = models.DateField(_("日期"))
    path = models.CharField(_("网址"), max_length=300)
    count = models.PositiveIntegerField(_("次数"), default=0)
    came_from = models.CharField(_("来自页面"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("打不开的地址")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["day", "path"], name="missed_address_once_a_day")]
        indexes = [models.Index(fields=["path"], name="missed_address_path")]

    def __str__(self):
        return self.path
