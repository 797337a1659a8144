"""Pieces that employees send in from the public site (投稿), and their pictures until they become a draft."""

import re
import uuid
from datetime import datetime

from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.db.models.functions import Cast
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Revision, WorkflowState

from unionsite.core.fields import person
from unionsite.core.models import PiecePage
from unionsite.core.private_files import random_name
from unionsite.publishing.contributions import choices
from unionsite.publishing.contributions.choices import EDITABLE, Skipped, Standing, Stored
from unionsite.publishing.contributions.pictures import contribution_storage

HIDDEN_FROM_HEADS = (Stored.WRITING, Stored.WITHDRAWN)
UNDER_WAY = (Standing.WAITING, Standing.EDITORS, Standing.IN_REVIEW, Standing.APPROVED)


_BLANK_LINES = re.compile(r"\n[ \t\u3000]*(?:\n[ \t\u3000]*)+")


def paragraphs(text: str) -> list[str]:
    """Split plain text into paragraphs at blank lines; single line ends stay inside a paragraph."""
    pieces = _BLANK_LINES.split(text.replace("\r\n", "\n").replace("\r", "\n"))
    groups = [[line.strip(" \t\u3000") for line in piece.split("\n")] for piece in pieces]
    return ["\n".join(filter(None, group)) for group in groups if any(group)]


def target_models() -> list[type[PiecePage]]:
    """Return the page types of the setting, in its order. Raises LookupError or ValueError for a wrong name."""
    return [apps.get_model(name) for name in settings.CONTRIBUTION_TARGETS]


def kind_labels() -> dict[tuple[str, str], str]:
    """Return the label of each kind by (target, kind) of a contribution; costs no query."""
    return {
        (model._meta.label_lower, kind): str(label)
        for model in target_models()
        for kind, label in (model.KINDS or (("", model._meta.verbose_name),))
    }


class ContributionQuerySet(models.QuerySet):
    def sent_by(self, user):
        return self.filter(sender=user)

    def to_sign_off(self, user):
        """Filter to the pieces that wait for this head of a department."""
        return self.filter(state=Stored.WAITING, department__heads=user).exclude(sender=user)

    def visible_to_head(self, user):
        """Filter to the pieces that this head of a department may read: submitted ones, and not their own."""
        return self.filter(department__heads=user).exclude(sender=user).exclude(state__in=HIDDEN_FROM_HEADS)

    def arrived(self):
        """Filter to the pieces that were handed on to the editors, whatever became of them."""
        return self.exclude(handed_on_at=None)

    def submitted(self):
        return self.exclude(submitted_at=None)

    def with_standing(self):
        """Annotate `standing_now`, a value of `choices.Standing`, in the same query."""
        # Wagtail refers to a page by the base content type and its number as text.
        of_page = {
            "base_content_type": ContentType.objects.get_for_model(Page),
            "object_id": Cast(OuterRef("page_id"), models.CharField()),
        }
        runs = WorkflowState.objects.filter(**of_page, status=WorkflowState.STATUS_IN_PROGRESS)
        planned = Revision.objects.filter(**of_page, approved_go_live_at__isnull=False)
        standing_now = Case(
            # Stored states have the same values. If somebody deleted the page, the piece counts as with the editors.
            When(~Q(state=Stored.EDITORS) | Q(page=None), then=F("state")),
            When(page__live=True, then=Value(Standing.PUBLISHED.value)),
            When(Exists(runs), then=Value(Standing.IN_REVIEW.value)),
            When(Exists(planned), then=Value(Standing.APPROVED.value)),
            When(page__first_published_at__isnull=False, then=Value(Standing.TAKEN_DOWN.value)),
            default=Value(Standing.EDITORS.value),
            output_field=models.CharField(),
        )
        return self.select_related("page").annotate(standing_now=standing_now)

    def under_way(self):
        """Filter to the pieces that wait for somebody: a head of a department, an editor, a review, their time."""
        return self.with_standing().filter(standing_now__in=UNDER_WAY)

    def forgotten(self, before: datetime):
        """Filter to drafts never submitted and last changed before `before`."""
        return self.filter(state=Stored.WRITING, changed_at__lt=before)

    def closed(self, before: datetime):
        """Filter to pieces that were declined or withdrawn before `before`."""
        return self.filter(state__in=[Stored.DECLINED, Stored.WITHDRAWN], changed_at__lt=before)


class Contribution(models.Model):
    """One piece by an employee: its whole content until it is handed on; after that its page counts (S-3.5).

    `target` is the lower-case label of a page type (`news.newspage`), `kind` one of its kinds. `text` is plain, with
    blank lines between paragraphs. `state` is a `choices.Stored`; people are shown `standing` instead.
    """

    # Part of addresses. The form sends it along, so that a form sent twice is stored once.
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sender = person(_("投稿人"), "contributions")
    department = models.ForeignKey(
        "accounts.Department",
        verbose_name=_("部门"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="contributions",
    )
    target = models.CharField(_("稿件类型"), max_length=100, blank=True)
    kind = models.CharField(_("类别"), max_length=20, blank=True)
    title = models.CharField(_("标题"), max_length=choices.TITLE_LENGTH, blank=True)
    text = models.TextField(_("正文"), blank=True)
    happened_on = models.DateField(_("发生日期"), null=True, blank=True)
    happened_time = models.TimeField(_("发生时间"), null=True, blank=True)
    place = models.CharField(_("地点"), max_length=choices.PLACE_LENGTH, blank=True)
    author = models.CharField(_("作者"), max_length=choices.AUTHOR_LENGTH, blank=True)
    people = models.CharField(_("图中人员"), max_length=choices.PEOPLE_LENGTH, blank=True)
    consent = models.BooleanField(_("图中人员同意公开"), default=False)

    state = models.CharField(_("状态"), max_length=10, choices=Stored.choices, default=Stored.WRITING)
    created_at = models.DateTimeField(_("开始填写"))
    changed_at = models.DateTimeField(_("最近变动"))
    submitted_at = models.DateTimeField(_("提交时间"), null=True, blank=True)
    # Why the piece was returned or declined; kept until the next decision, so that the head sees it when reading again.
    reason = models.CharField(_("理由"), max_length=choices.WORDS_LENGTH, blank=True)
    skipped = models.CharField(_("未经核稿的原因"), max_length=20, choices=Skipped.choices, blank=True)
    signed_off_by = person(_("核稿人"), blank=True)
    sign_off_note = models.CharField(_("核稿意见"), max_length=choices.WORDS_LENGTH, blank=True)
    handed_on_at = models.DateTimeField(_("转编辑时间"), null=True, blank=True)
    taken_by = person(_("经办编辑"), blank=True)
    page = models.OneToOneField(
        "wagtailcore.Page",
        verbose_name=_("稿件"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="contribution",
    )
    # The first version of the page; once the page has another one, an editor has begun to work on it.
    first_revision = models.PositiveBigIntegerField(null=True, blank=True, editable=False)

    objects = ContributionQuerySet.as_manager()

    class Meta:
        db_table = "publishing_contribution"
        verbose_name = _("来稿")
        ordering = ["-created_at", "-pk"]
        default_permissions = ("view",)
        permissions = [("handle_contribution", _("处理来稿"))]
        indexes = [
            models.Index(fields=["state", "department"], name="contribution_state"),
            models.Index(fields=["sender", "-created_at"], name="contribution_sender"),
        ]

    def __str__(self):
        return self.title or str(_("（没有标题）"))

    @cached_property
    def standing(self) -> Standing:
        """How far the piece has come; costs no query if it was loaded `with_standing()`."""
        if not hasattr(self, "standing_now"):
            self.standing_now = type(self).objects.with_standing().get(pk=self.pk).standing_now
        return Standing(self.standing_now)

    @property
    def kind_label(self) -> str:
        """The kind in words; empty for a kind that can no longer be sent in."""
        return kind_labels().get((self.target, self.kind), "")

    def address_for(self, request) -> str:
        """Return the public address of the piece; empty while it is not public."""
        return self.page.get_url(request) if self.standing is Standing.PUBLISHED else ""

    @property
    def paragraphs(self) -> list[str]:
        return paragraphs(self.text)

    @property
    def may_be_edited(self) -> bool:
        """Whether the sender may still edit it: only while nobody has signed it off."""
        return self.state in EDITABLE

    @property
    def may_be_declined(self) -> bool:
        """Whether an editor may decline it: not if it is under review, waits for its time, or is or was public."""
        return self.standing == Standing.EDITORS


class ContributionPicture(models.Model):
    """A picture of a piece, re-encoded; its files are private and served by a view."""

    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="pictures")
    file = models.FileField(storage=contribution_storage, upload_to=random_name)
    small = models.FileField(storage=contribution_storage, upload_to=random_name)
    # Width and height of `small`, in pixels, so that pages do not jump.
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    caption = models.CharField(_("图片说明"), max_length=choices.CAPTION_LENGTH, blank=True)
    # SHA-256 of `file`, so that a picture sent twice is stored once.
    digest = models.CharField(max_length=64, editable=False)
    # The same picture in the library, once the piece was handed on.
    image = models.ForeignKey("core.SiteImage", null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        db_table = "publishing_contributionpicture"
        verbose_name = _("来稿图片")
        ordering = ["pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["contribution", "digest"], name="each_picture_of_a_contribution_once")
        ]

    def __str__(self):
        return self.caption or f"{self.pk}"
