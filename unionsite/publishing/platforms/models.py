"""The register of platforms, the plan of what appears where, the posts, and who was told of what did not appear
(S-1.2, S-2.5, S-3.7, S-3.9, S-8.8); the tables are named as 1.0 made them."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from unionsite.core.fields import person
from unionsite.publishing.platforms.choices import PlatformKind, PostState, Registration
from unionsite.publishing.platforms.querysets import PlannedItemQuerySet, PlatformPostQuerySet, PlatformQuerySet
from unionsite.publishing.platforms.rules import registration_errors

MOST_CHARACTERS = 10_000


def _page(label, related_name: str, **options) -> models.ForeignKey:
    """A page that may be deleted; the record stays."""
    return models.ForeignKey(
        "wagtailcore.Page", models.SET_NULL, related_name, verbose_name=label, null=True, **options
    )


class Platform(models.Model):
    """An account of the union on some platform. It is closed, never deleted: the register records every account."""

    name = models.CharField(_("名称"), max_length=60, unique=True)
    kind = models.CharField(_("平台"), max_length=20, choices=PlatformKind.choices)
    account_id = models.CharField(_("账号"), max_length=80, blank=True, help_text=_("平台上显示的账号或主页网址。"))
    department = models.ForeignKey(
        "accounts.Department", verbose_name=_("主办部门"), on_delete=models.PROTECT, related_name="platforms"
    )
    administrator = person(_("管理员"), "platforms", blank=True)
    registration = models.CharField(
        _("状态"), max_length=20, choices=Registration.choices, default=Registration.PREPARING
    )
    opened_on = models.DateField(_("开通日期"), null=True, blank=True)
    filing_number = models.CharField(_("备案号"), max_length=60, blank=True)
    filed_on = models.DateField(_("备案日期"), null=True, blank=True)
    closing_on = models.DateField(_("申请关闭日期"), null=True, blank=True)
    closed_on = models.DateField(_("关闭日期"), null=True, blank=True)
    title_limit = models.PositiveSmallIntegerField(
        _("标题字数上限"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(MOST_CHARACTERS)],
        help_text=_("平台规则有变时填写；不填则按平台通常的上限。"),
    )
    digest_limit = models.PositiveSmallIntegerField(
        _("摘要字数上限"), null=True, blank=True, validators=[MaxValueValidator(MOST_CHARACTERS)]
    )
    note = models.TextField(_("备注"), max_length=1000, blank=True)

    objects = PlatformQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        db_table = "publishing_platform"
        verbose_name = _("平台账号")
        verbose_name_plural = _("平台台账")
        ordering = ["name"]
        default_permissions = ["add", "change", "view"]

    def __str__(self):
        return self.name

    def clean(self):
        super().clean()
        if errors := registration_errors(self, today=timezone.localdate()):
            raise ValidationError(errors)


class PlatformCheck(models.Model):
    """What somebody found who looked at an account on its platform: is it reachable, when was the last post (S-7.1)."""

    platform = models.ForeignKey(Platform, verbose_name=_("平台"), on_delete=models.PROTECT, related_name="checks")
    checked_at = models.DateTimeField(_("核对时间"))
    checked_by = person(_("核对人"))
    is_reachable = models.BooleanField(_("能正常打开"))
    last_post_at = models.DateTimeField(_("最近一条内容的时间"), null=True, blank=True)
    note = models.CharField(_("说明"), max_length=200, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        db_table = "publishing_platformcheck"
        verbose_name = _("平台核对")
        default_permissions = ["add"]
        indexes = [models.Index(F("platform"), F("checked_at").desc(), name="publishing_check_latest")]

    def __str__(self):
        return f"{self.platform} {self.checked_at:%Y-%m-%d}"


class PlannedItem(models.Model):
    """A piece that is planned: title, owner, platforms and time; and the page that was written for it."""

    title = models.CharField(_("题目"), max_length=120)
    section = _page(_("栏目"), "+")
    kind = models.CharField(_("类别"), max_length=20, blank=True)
    planned_at = models.DateTimeField(_("计划时间"), db_index=True)
    owner = person(_("负责人"), "planned_items")
    department = models.ForeignKey(
        "accounts.Department", models.PROTECT, "planned_items", verbose_name=_("供稿部门"), null=True, blank=True
    )
    platforms = models.ManyToManyField(Platform, verbose_name=_("发布平台"), related_name="planned_items")
    note = models.TextField(_("备注"), max_length=1000, blank=True)
    page = _page(_("稿件"), "planned_items", blank=True)
    cancelled_at = models.DateTimeField(_("取消时间"), null=True, blank=True, editable=False)
    cancel_reason = models.CharField(_("取消原因"), max_length=200, blank=True, editable=False)
    created_by = person(None, editable=False)
    created_at = models.DateTimeField(_("登记时间"), auto_now_add=True)

    objects = PlannedItemQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        db_table = "publishing_planneditem"
        verbose_name = _("计划")
        verbose_name_plural = _("发布计划")
        ordering = ["planned_at", "pk"]
        default_permissions = ["add", "change", "view"]

    def __str__(self):
        return self.title


class PlatformPost(models.Model):
    """A task to post a released piece on a platform; once done, the record of where and when it was posted."""

    platform = models.ForeignKey(Platform, verbose_name=_("平台"), on_delete=models.PROTECT, related_name="posts")
    page = _page(_("稿件"), "platform_posts")
    # Kept here because the record outlives the page.
    title = models.CharField(_("题目"), max_length=255)
    planned_item = models.ForeignKey(
        PlannedItem, verbose_name=_("计划"), null=True, blank=True, on_delete=models.SET_NULL, related_name="posts"
    )
    assigned_to = person(_("发布人"), "platform_posts", blank=True)
    due_at = models.DateTimeField(_("最迟"), db_index=True)
    state = models.CharField(_("状态"), max_length=20, choices=PostState.choices, default=PostState.WAITING)
    reason = models.CharField(_("不发布的原因"), max_length=200, blank=True)
    url = models.URLField(_("网址"), max_length=500, blank=True)
    posted_at = models.DateTimeField(_("发布时间"), null=True, blank=True)
    recorded_by = person(_("登记人"))
    # Of the version with which the register lists it; the ledger deletes none.
    release = models.ForeignKey(
        "publishing.Release", null=True, editable=False, on_delete=models.DO_NOTHING, related_name="postings"
    )
    # Of 1.0, which put drafts into WeChat's editor itself; both go in the release after 1.1.
    draft_id = models.CharField(_("草稿编号"), max_length=512, blank=True, editable=False)
    drafted_at = models.DateTimeField(_("送入草稿箱的时间"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("建立时间"), auto_now_add=True)

    objects = PlatformPostQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        db_table = "publishing_platformpost"
        verbose_name = _("平台发布任务")
        ordering = ["due_at", "pk"]
        default_permissions = ["change", "view"]
        constraints = [
            models.UniqueConstraint(fields=["platform", "page"], name="publishing_one_post_a_platform"),
            models.CheckConstraint(
                condition=Q(state=PostState.WAITING, posted_at=None)
                | Q(state=PostState.POSTED, posted_at__isnull=False) & ~Q(url="")
                | Q(state=PostState.SKIPPED, posted_at=None) & ~Q(reason=""),
                name="publishing_post_says_how_it_ended",
            ),
        ]
        indexes = [models.Index(F("platform"), F("posted_at").desc(), name="publishing_post_latest")]

    def __str__(self):
        return f"{self.title}（{self.platform}）"


class MissedNotice(models.Model):
    """One planned item or released version whose time passed; each is told of once for each planned time (S-3.9)."""

    item = models.ForeignKey(PlannedItem, null=True, on_delete=models.CASCADE, related_name="missed_notices")
    revision = models.ForeignKey("wagtailcore.Revision", null=True, on_delete=models.CASCADE, related_name="+")
    due_at = models.DateTimeField(_("计划时间"))
    told_at = models.DateTimeField(_("时间"))

    wagtail_reference_index_ignore = True

    class Meta:
        db_table = "publishing_missednotice"
        verbose_name = _("到期未发布提醒")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["item", "due_at"], name="publishing_missed_item_told_once"),
            models.UniqueConstraint(fields=["revision", "due_at"], name="publishing_missed_revision_told_once"),
            models.CheckConstraint(
                condition=Q(item=None, revision__isnull=False) | Q(item__isnull=False, revision=None),
                name="publishing_missed_is_item_or_revision",
            ),
        ]

    def __str__(self):
        return f"{self.item or self.revision_id} {self.due_at:%Y-%m-%d %H:%M}"
