"""The section of activities, and the page that all kinds of activities derive from."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, PageChooserPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.fields import RichTextField
from wagtail.models import Orderable
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from interact.activities.plans import rules
from interact.activities.plans.choices import ActivityKind, Audience, State
from interact.activities.plans.models.records import ActivityManager, ActivityRecord
from interact.activities.plans.page_forms import ActivityPageForm, ProgressPanel, SummaryPanel, numbers_of, plan_facts
from interact.participation.models import activity_settings
from interact.participation.rules import is_in_order
from unionsite.core.calendars import Event
from unionsite.core.generation import ACTIVITIES
from unionsite.core.models import BasePage, SectionPage, fixed
from unionsite.core.named import answered_by
from unionsite.core.panels import RowsPanel

TEXT_FEATURES = ["bold", "ol", "ul", "link"]


class ActivityIndexPage(SectionPage):
    """The list of activities with their states, as a calendar and as a feed."""

    is_frame = True
    parent_page_types = ["interact.InteractIndexPage"]
    subpage_types = ["activities.VotePage", "activities.QuizPage", "activities.DiscussionPage", "activities.SignupPage"]
    max_count_per_parent = 1
    reserved_slugs = frozenset({"feed", "calendar", "notices"})
    page_description = _("投票、竞赛、讨论、报名：各项活动都建在它下面。")

    class Meta:
        db_table = "interact_activityindexpage"
        verbose_name = _("活动参与栏目")

    def activities(self):
        """Return the published activities of the site below this section, in its own language."""
        return ActivityPage.objects.descendant_of(self).published()

    list = path("", name="list")(answered_by("interact.activities.plans.views.list_activities"))
    feed = path("feed/", name="feed")(answered_by("interact.activities.plans.views.feed"))
    calendar = path("calendar/", name="calendar")(answered_by("interact.activities.plans.views.calendar"))
    notices = path("notices/", name="notices")(answered_by("interact.activities.plans.views.notices"))


class ActivityPage(RoutablePageMixin, BasePage):
    """An activity of any kind; a table of its own, so that a list over all kinds is one query.

    The published page is the approved plan: theme, rules, times, who is in charge, publicity (S-5.4). Plan and rules
    count as the page in the site's first language has them (`original`); a translation has only words of its own.
    Votes, attempts and places are filed under `translation_key`, which all languages share.
    """

    KIND: ActivityKind
    # Whether it says something how many of those who could take part do; not where places are few.
    shows_turnout = True
    # Whether its end may be moved up, together with its summary: not where people count on the time that they have.
    may_end_early = False

    kind = models.CharField(_("种类"), max_length=12, choices=ActivityKind.choices, editable=False)
    intro = RichTextField(_("主题和说明"), blank=True, features=TEXT_FEATURES, help_text=_("办什么、为什么办。"))
    rules_text = RichTextField(
        _("活动规则"), blank=True, features=TEXT_FEATURES, help_text=_("怎样参加、怎样评定、奖项和注意事项。")
    )
    # May be missing in drafts, like all that is `null` but not `blank`.
    opens_at = models.DateTimeField(_("开始时间"), null=True, help_text=_("到时自动开始。"))
    closes_at = models.DateTimeField(_("截止时间"), null=True, help_text=_("到时自动截止。"))
    in_charge = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("负责人"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        help_text=_("活动结束后，系统提醒负责人写总结。"),
    )
    publicity = models.ForeignKey(
        "core.PiecePage",
        verbose_name=_("宣传稿件"),
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        help_text=_("介绍这项活动的稿件。发布满规定天数，活动才能开始。"),
        error_messages={"blank": _("请选择宣传稿件：活动开始前须先宣传。")},
    )
    audience = models.CharField(_("参加范围"), max_length=12, choices=Audience.choices, default=Audience.ALL)
    audience_list = models.TextField(
        _("名单"), blank=True, help_text=_("选“名单上的职工”时填写：一行一个工号，也可从表格粘贴。网站上不显示。")
    )
    conclusion = RichTextField(
        _("活动总结"),
        blank=True,
        features=TEXT_FEATURES,
        help_text=_(
            "活动结束后填写，经初审、终审后发布：结果怎样、大家怎样评价。参与人数和满意度由系统列出，不必重复。"
        ),
    )
    lessons = RichTextField(
        _("经验和不足"), blank=True, features=TEXT_FEATURES, help_text=_("下次怎样办得更好，随总结一起公布。")
    )

    objects = ActivityManager()

    base_form_class = ActivityPageForm

    plan_panels = [
        SummaryPanel(is_first=True),
        *BasePage.content_panels,
        FieldPanel("summary"),
        ProgressPanel(),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("opens_at"), FieldPanel("closes_at")]),
                FieldPanel("in_charge"),
                PageChooserPanel("publicity"),
            ],
            heading=_("方案"),
        ),
        FieldPanel("intro"),
        FieldPanel("rules_text"),
        MultiFieldPanel(
            [
                FieldPanel("audience"),
                RowsPanel("audience_departments", heading=_("指定的部门"), label=_("部门")),
                FieldPanel("audience_list"),
            ],
            heading=_("谁可以参加"),
        ),
    ]
    summary_panels = [SummaryPanel(is_first=False)]
    content_panels = [*plan_panels, *summary_panels]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("intro"),
        index.SearchField("conclusion"),
        index.FilterField("opens_at"),
        index.FilterField("closes_at"),
        index.FilterField("alias_of"),
        index.FilterField("kind"),
    ]
    override_translatable_fields = [
        *BasePage.override_translatable_fields,
        *fixed("kind", "opens_at", "closes_at", "in_charge", "publicity", "audience", "audience_list"),
        SynchronizedField("audience_departments"),
    ]
    # What may not change once the activity has opened; each kind adds its own, children by their accessor (S-5.4).
    frozen: tuple[str, ...] = ("title", "intro", "rules_text", "opens_at", "closes_at")
    frozen += ("audience", "audience_list", "publicity", "audience_departments")
    parent_page_types = ["activities.ActivityIndexPage"]
    shown_under = ACTIVITIES
    subpage_types: list[str] = []
    is_creatable = False
    # Set by the form while it judges the page: children by accessor.
    rows_in_form: dict[str, list] = {}
    allowed_http_methods = ["GET", "HEAD", "OPTIONS", "POST"]

    class Meta:
        db_table = "interact_activitypage"
        verbose_name = _("活动")

    def save(self, *args, **kwargs):
        if kind := getattr(self, "KIND", None):
            self.kind = kind
        super().save(*args, **kwargs)

    def clean(self):
        super().clean()
        # The form knows no seconds: a plan that had some would seem changed as soon as somebody writes the summary.
        for name in self.frozen:
            if isinstance(value := getattr(self, name), datetime):
                setattr(self, name, value.replace(second=0, microsecond=0))

    def publication_errors(self):
        errors = super().publication_errors()
        if not is_in_order(self.opens_at, self.closes_at):
            errors["closes_at"] = _("截止时间应晚于开始时间，请核对。")
        if self.audience == Audience.DEPARTMENTS and not self.rows_of("audience_departments"):
            errors["audience"] = _("请在下面加上可以参加的部门。")
        if self.audience == Audience.LIST and not self.numbers:
            errors["audience_list"] = _("请填写名单，一行一个工号。")
        return errors

    def rows_of(self, name: str) -> list:
        """Return the children with this accessor, as they stand in the form that is being judged, else as stored."""
        return self.rows_in_form[name] if name in self.rows_in_form else list(getattr(self, name).all())

    # --- The plan ---

    @cached_property
    def original(self) -> ActivityPage:
        """Return the page whose plan counts: this one, or for a translation the page in the first language."""
        if self.language_code == settings.LANGUAGE_CODE:
            return self
        pages = type(self).objects.filter(
            translation_key=self.translation_key, locale__language_code=settings.LANGUAGE_CODE
        )
        return pages.with_state().first() or self

    @cached_property
    def record(self) -> ActivityRecord | None:
        return ActivityRecord.objects.filter(activity=self.translation_key).first()

    @property
    def is_cancelled(self) -> bool:
        if hasattr(self, "cancelled_at"):
            return self.cancelled_at is not None
        return self.record is not None and self.record.cancelled_at is not None

    @property
    def times(self) -> rules.Times:
        piece = self.publicity
        return rules.Times(
            opens_at=self.opens_at,
            closes_at=self.closes_at,
            publicised_at=piece.first_published_at if piece is not None and piece.live else None,
            publicity_days=activity_settings().publicity_days,
            is_cancelled=self.is_cancelled,
        )

    @property
    def ending(self) -> datetime:
        """Return when the activity itself is over: of most kinds the close. From then on the summary is due."""
        return self.closes_at

    def may_be_cancelled(self, now: datetime) -> bool:
        return not self.is_cancelled and now < self.ending

    def staff_notes(self) -> list[str]:
        """Return what a kind has to tell in the progress panel, besides state and turnout."""
        return []

    def plan_facts(self) -> list[tuple[str, str]]:
        """Return what a reviewer decides on, in words."""
        return plan_facts(self)

    def state_at(self, now: datetime) -> State:
        return self.original.times.state(now)

    @property
    def numbers(self) -> list[str]:
        """Return the 工号 of the list of those who may take part."""
        return numbers_of(self.audience_list)

    @cached_property
    def department_ids(self) -> frozenset[int]:
        if self.audience != Audience.DEPARTMENTS:
            return frozenset()
        return frozenset(row.department_id for row in self.audience_departments.all())

    @property
    def span(self) -> tuple[datetime, datetime]:
        """Return from when to when it is in calendars."""
        return self.times.opening or self.opens_at, self.closes_at

    @property
    def event(self) -> Event:
        """Return the entry for calendars."""
        starts_at, ends_at = self.original.span
        return Event(
            key=self.translation_key,
            title=self.title,
            starts_at=starts_at,
            ends_at=ends_at,
            url=self.url,
            changed_at=self.last_published_at or timezone.now(),
            place=getattr(self, "place", ""),
            summary=self.summary,
            is_cancelled=self.original.is_cancelled,
        )

    # --- HTTP that all kinds share; each kind answers `path("")` itself ---

    calendar = path("calendar/", name="calendar")(answered_by("interact.activities.plans.views.one_calendar"))
    share = path("share/", name="share")(answered_by("interact.activities.plans.views.share"))
    rate = path("satisfaction/", name="rate")(answered_by("interact.activities.plans.views.rate"))
    preview_modes = [("open", _("进行中")), ("closed", _("结束后"))]


class AudienceDepartment(Orderable):
    """A department whose people may take part."""

    page = ParentalKey(ActivityPage, on_delete=models.CASCADE, related_name="audience_departments")
    department = models.ForeignKey(
        "accounts.Department", verbose_name=_("部门"), on_delete=models.CASCADE, related_name="+"
    )

    panels = [FieldPanel("department")]

    class Meta(Orderable.Meta):
        db_table = "interact_audiencedepartment"
        verbose_name = _("指定的部门")

    def __str__(self):
        return str(self.department)
