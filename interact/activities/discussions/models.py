"""The page of a discussion, its posts, and who uses which nickname and reports what."""

import uuid
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, Panel
from wagtail.contrib.routable_page.models import path

from interact.activities.discussions.choices import (
    LONGEST,
    MODERATE,
    MOST_LENGTH,
    NICKNAME_LENGTH,
    WORDS_LENGTH,
    PostKind,
    PostState,
    Reason,
    ReportReason,
)
from interact.activities.plans.choices import ActivityKind, Audience
from interact.activities.plans.models.pages import ActivityPage
from interact.activities.plans.page_forms import ActivityPageForm
from interact.cases.models.case import number_field
from unionsite.accounts.models import User
from unionsite.core.models import fixed
from unionsite.core.named import answered_by, named
from unionsite.core.panels import BoundToPublished

_VIEWS = "interact.activities.discussions.views"
figures_of = named("interact.activities.discussions.queries.figures_of")


class FiguresPanel(Panel):
    """Posts, authors, open questions; empty until the discussion is published."""

    class BoundPanel(BoundToPublished):
        template_name = "activities/admin/discussion_panel.html"

        def get_context_data(self, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
            context = super().get_context_data(parent_context)
            may_moderate = self.request.user.has_perm(MODERATE)
            return context | {
                "page": self.instance,
                "figures": figures_of(self.instance),
                "may_moderate": may_moderate,
            }


class DiscussionPageForm(ActivityPageForm):
    """Offers staff alone as the account that answers: answers are written on the desk."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if (field := self.fields.get("host")) is not None:
            field.queryset = User.objects.staff().filter(is_active=True).order_by("name")


class PostQuerySet(QuerySet):
    def of(self, discussion):
        """Filter to the posts of a discussion, in whichever language its page was open."""
        return self.filter(activity=discussion.translation_key)

    def readable(self):
        """Filter to what every reader sees."""
        return self.filter(state=PostState.PUBLIC, hidden_at=None)

    def to_decide(self):
        """Filter to what waits for a moderator: new posts, and public ones hidden by reports."""
        return self.filter(Q(state=PostState.WAITING) | Q(state=PostState.PUBLIC, hidden_at__isnull=False))

    def unanswered(self):
        return self.readable().filter(kind=PostKind.QUESTION, answered_at=None)

    def on_day_of(self, now: datetime):
        """Filter to those sent on the local day of `now`."""
        start = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
        return self.filter(sent_at__gte=start)


SETTINGS = ("host_name", "host_post", "takes_questions", "longest")


class DiscussionPage(ActivityPage):
    """话题讨论: a topic, posts under nicknames that are read before they are public, and a host who answers (S-5.3)."""

    KIND = ActivityKind.DISCUSSION
    may_end_early = True

    takes_questions = models.BooleanField(
        _("可以向主持人提问"), default=True, help_text=_("提问公开后，由主持人逐条答复。")
    )
    host_name = models.CharField(_("主持人姓名"), max_length=40, blank=True, help_text=_("页面上显示。"))
    host_post = models.CharField(
        _("主持人职务"), max_length=60, blank=True, help_text=_("页面上显示，如“工会副主席”。")
    )
    host = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("答复账号"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        help_text=_("主持人用这个后台账号在“发言审核”里写答复；主持人不便时，审核人员可代为录入。"),
    )
    longest = number_field(_("每条最多字数"), 50, MOST_LENGTH, _("50至2000字。"), default=LONGEST)

    base_form_class = DiscussionPageForm

    content_panels = [
        *ActivityPage.plan_panels,
        FiguresPanel(),
        MultiFieldPanel(
            [
                FieldPanel("takes_questions"),
                FieldRowPanel([FieldPanel("host_name"), FieldPanel("host_post")]),
                FieldPanel("host"),
                FieldPanel("longest"),
            ],
            heading=_("怎样讨论"),
        ),
        *ActivityPage.summary_panels,
    ]
    override_translatable_fields = [
        *ActivityPage.override_translatable_fields,
        *fixed(*SETTINGS, "host"),
    ]
    # The account that answers may change: somebody else must be able to take over.
    frozen = (*ActivityPage.frozen, *SETTINGS)
    page_description = _("讨论：职工用昵称发言，先审后发；可以向主持人提问。")

    class Meta:
        db_table = "interact_discussionpage"
        verbose_name = _("话题讨论")

    def publication_errors(self):
        errors = super().publication_errors()
        if self.audience == Audience.PUBLIC:
            errors["audience"] = _("话题讨论须登录后发言，请选择职工范围。")
        if self.takes_questions:
            words = _("可以提问时，请填写主持人的姓名、职务和答复账号。")
            errors |= {name: words for name in ("host_name", "host_post", "host") if not getattr(self, name)}
        return errors

    show = path("")(answered_by(f"{_VIEWS}.show"))
    withdraw = path("posts/<uuid:post_id>/withdraw/", name="withdraw")(answered_by(f"{_VIEWS}.withdraw"))
    report = path("posts/<uuid:post_id>/report/", name="report")(answered_by(f"{_VIEWS}.report"))
    serve_preview = answered_by(f"{_VIEWS}.preview")


def _person(label, **options) -> models.ForeignKey:
    return models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=label, related_name="+", **options)


class Nickname(models.Model):
    """The name under which a person speaks in one discussion; nobody else may use it there, also after they left."""

    activity = models.UUIDField()
    person = _person(_("职工"), null=True, on_delete=models.SET_NULL)
    name = models.CharField(_("昵称"), max_length=NICKNAME_LENGTH)
    # `rules.nickname_key`, which is the same for names that readers take for the same.
    key = models.CharField(max_length=4 * NICKNAME_LENGTH)

    class Meta:
        db_table = "interact_nickname"
        verbose_name = _("昵称")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["activity", "key"], name="one_person_for_a_nickname"),
            models.UniqueConstraint(fields=["activity", "person"], name="one_nickname_for_a_person"),
        ]

    def __str__(self):
        return self.name


class Post(models.Model):
    """What somebody said or asked. Plain text: it is escaped wherever it is shown, and nothing in it becomes a link.

    Readers see the nickname. Who it is, only staff with the right to moderate see; once the account is gone, nobody.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # The translation key of the page, which all languages share.
    activity = models.UUIDField()
    person = _person(_("职工"), null=True, on_delete=models.SET_NULL)
    nickname = models.CharField(_("昵称"), max_length=NICKNAME_LENGTH)
    kind = models.CharField(_("类型"), max_length=12, choices=PostKind.choices, default=PostKind.STATEMENT)
    text = models.TextField(_("内容"), max_length=MOST_LENGTH)
    sent_at = models.DateTimeField(_("发送时间"))
    state = models.CharField(_("状态"), max_length=12, choices=PostState.choices, default=PostState.WAITING)
    reason = models.CharField(_("原因"), max_length=12, choices=Reason.choices, blank=True)
    reason_words = models.CharField(_("原因说明"), max_length=WORDS_LENGTH, blank=True)
    decided_by = _person(_("审核人"), null=True, on_delete=models.SET_NULL)
    decided_at = models.DateTimeField(_("审核时间"), null=True)
    hidden_at = models.DateTimeField(_("因举报隐藏"), null=True)
    answer = models.TextField(_("答复"), max_length=MOST_LENGTH, blank=True)
    answered_by = _person(_("答复人"), null=True, on_delete=models.SET_NULL)
    answered_at = models.DateTimeField(_("答复时间"), null=True)
    # SHA-256 of the stamp of the form it came with: the same form sent twice is one post.
    stamp = models.CharField(max_length=64, unique=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        db_table = "interact_post"
        verbose_name = _("发言")
        default_permissions = ()
        permissions = [("moderate_posts", _("审核讨论发言"))]
        indexes = [
            models.Index(fields=["activity", "state"], name="posts_of_a_discussion"),
            models.Index(fields=["state", "sent_at"], name="posts_that_wait"),
            models.Index(fields=["person", "sent_at"], name="posts_of_a_person"),
        ]

    def __str__(self):
        # The audit log keeps this: neither words nor names.
        return str(self._meta.verbose_name)

    @property
    def is_readable(self) -> bool:
        return self.state == PostState.PUBLIC and self.hidden_at is None

    @property
    def why(self) -> str:
        """Return in words why it is not public, for its author."""
        label = "" if self.reason == Reason.OTHER else str(self.get_reason_display())
        return str(_("：")).join(filter(None, [label, self.reason_words]))


class PostReport(models.Model):
    """That a person finds a post improper; who it was is kept only to count people, and shown to nobody."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="reports")
    person = _person(_("职工"), on_delete=models.CASCADE)
    reason = models.CharField(_("原因"), max_length=12, choices=ReportReason.choices)
    # A moderator has decided about the post since.
    is_settled = models.BooleanField(_("已处理"), default=False)

    class Meta:
        db_table = "interact_postreport"
        verbose_name = _("举报")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["post", "person"], name="one_report_of_a_person")]

    def __str__(self):
        return str(self._meta.verbose_name)
