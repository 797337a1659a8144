"""The page of a sign-up with its quotas and questions, and the sign-ups themselves."""

from __future__ import annotations

import secrets
import uuid

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q, QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.contrib.routable_page.models import path
from wagtail.models import Orderable
from wagtail_localize.fields import SynchronizedField, TranslatableField

from interact.activities.plans.choices import ActivityKind, Audience
from interact.activities.plans.models.pages import ActivityPage
from interact.activities.plans.page_forms import ActivityPageForm
from interact.activities.signups import rules
from interact.activities.signups.rules import MOST_COMPANIONS, MOST_PLACES, SignupState
from interact.cases.models.case import number_field
from interact.questionnaires.choices import FieldType
from interact.questionnaires.models import Question
from interact.questionnaires.page_forms import QuestionsFormMixin
from interact.questionnaires.panels import QuestionsPanel
from unionsite.core.named import answered_by, named
from unionsite.core.panels import RowsPanel


class SignupPageForm(QuestionsFormMixin, ActivityPageForm):
    """The form of an activity with questions of the organiser's own."""

    questions_name = "signup_questions"

    def clean_companions_most(self) -> int:
        return self.cleaned_data["companions_most"] or 0


class SignupQuerySet(QuerySet):
    def of(self, activity):
        """Filter to those of an activity (a page, or its translation key)."""
        return self.filter(activity=getattr(activity, "translation_key", activity))

    def active(self):
        return self.exclude(state=SignupState.CANCELLED)

    def placed(self):
        return self.filter(state=SignupState.PLACED)

    def waiting(self):
        """Filter to the queue, in its order, of people who are still in service."""
        rows = self.filter(state=SignupState.WAITING, person__is_active=True, person__left_on=None)
        return rows.order_by("queue")

    def with_people(self):
        return self.select_related("person__department")


# Named by path: reads stand above models.
staff_notes = named("interact.activities.signups.queries.staff_notes")
_WRONG_DATES = {
    "before_close": _("活动开始不能早于报名截止，请核对。"),
    "before_start": _("结束时间应晚于开始时间，请核对。"),
    "after_start": _("取消的期限不能晚于活动开始，请核对。"),
    "before_opening": _("取消的期限不能早于报名开始，请核对。"),
}
_SETTINGS = ("held_at", "held_until", "place", "places", "has_waiting_list")
_SETTINGS += ("companions_most", "asks_relation", "cancel_until")


class SignupPage(ActivityPage):
    """活动报名: places for employees and those whom they bring, with a waiting list and a check-in at the door.

    `opens_at` and `closes_at` are the span of signing up, `held_at` and `held_until` that of the activity itself. A
    department with a quota has places of its own, the others share the rest (`rules.capacities`).
    """

    KIND = ActivityKind.SIGNUP
    shows_turnout = False

    held_at = models.DateTimeField(_("活动开始"), null=True, help_text=_("报名截止以后，活动什么时候开始。"))
    held_until = models.DateTimeField(_("活动结束"), null=True, help_text=_("总结的期限从这时算起。"))
    place = models.CharField(_("地点"), max_length=120, help_text=_("写明集合地点或房间号。"))
    places = number_field(_("名额"), 1, MOST_PLACES, null=True, help_text=_("总共多少人，随行人员每人也占一个名额。"))
    has_waiting_list = models.BooleanField(
        _("报满后可以候补"), default=True, help_text=_("有人取消时，系统按先后自动递补，并发邮件告知。")
    )
    companions_most = models.PositiveSmallIntegerField(
        _("最多带几名随行人员"),
        default=0,
        blank=True,
        validators=[MaxValueValidator(MOST_COMPANIONS)],
        help_text=_("填0或不填表示不能带人。每名随行人员须填姓名。"),
    )
    asks_relation = models.BooleanField(_("问随行人员与职工的关系"), default=False)
    cancel_until = models.DateTimeField(
        _("可以取消到"), null=True, blank=True, help_text=_("在这之前职工可以自己改、自己取消；不填则到活动开始。")
    )

    base_form_class = SignupPageForm

    content_panels = [
        *ActivityPage.plan_panels,
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("held_at"), FieldPanel("held_until")]),
                FieldPanel("place"),
                FieldRowPanel([FieldPanel("places"), FieldPanel("has_waiting_list")]),
                FieldRowPanel([FieldPanel("companions_most"), FieldPanel("asks_relation")]),
                FieldPanel("cancel_until"),
            ],
            heading=_("活动和名额"),
        ),
        RowsPanel(
            "quotas",
            heading=_("按部门分配名额"),
            label=_("部门名额"),
            help_text=_(
                "可不填。列出的部门只用自己的名额，别的部门也不能用；没有列出的部门合用剩下的名额。"
                "用不完的，可在名单里让候补的人提前递补。"
            ),
        ),
        QuestionsPanel(
            "signup_questions",
            heading=_("报名时要问的问题"),
            label=_("题目"),
            help_text=_("可不填。姓名、工号、部门不必问；只问办活动要用的。"),
        ),
        *ActivityPage.summary_panels,
    ]
    override_translatable_fields = [
        *ActivityPage.override_translatable_fields,
        *(SynchronizedField(name, overridable=False) for name in _SETTINGS if name != "place"),
        TranslatableField("place"),
        SynchronizedField("quotas"),
        TranslatableField("signup_questions"),
    ]
    # Not the place: a hall may turn out to be too small, and a change of it passes review like any other.
    frozen = (*ActivityPage.frozen, *(name for name in _SETTINGS if name != "place"), "quotas", "signup_questions")
    page_description = _("报名：名额、随行人员、候补和现场签到。")

    class Meta:
        db_table = "interact_signuppage"
        verbose_name = _("活动报名")

    def publication_errors(self):
        errors = super().publication_errors()
        if self.held_at and self.held_until:
            faults = rules.faults_of_dates(self.dates, self.opens_at, self.closes_at)
            errors |= {name: _WRONG_DATES[fault] for name, fault in faults.items()}
        if self.audience == Audience.PUBLIC:
            errors["audience"] = _("报名须用工号登录，不能选“任何人”。请选职工、部门或名单。")
        if self.places and self.companions_most >= self.places:
            errors["companions_most"] = _("一个人带的人不能比名额还多，请核对。")
        if fault := self._fault_of_quotas():
            errors["places"] = fault
        return errors

    def _fault_of_quotas(self) -> object:
        rows = self.rows_of("quotas")
        if len({row.department_id for row in rows}) < len(rows):
            return _("同一个部门分了两次名额，请合成一行。")
        if self.places and sum(row.places for row in rows) > self.places:
            return _("分给各部门的名额加起来超过了总名额，请核对。")
        invited = {row.department_id for row in self.rows_of("audience_departments")}
        if self.audience == Audience.DEPARTMENTS and {row.department_id for row in rows} - invited:
            return _("有部门分了名额，却不在可以参加的部门里，请核对。")
        return ""

    # --- The plan ---

    @property
    def dates(self) -> rules.Dates:
        return rules.Dates(self.held_at, self.held_until, self.cancel_until)

    @property
    def ending(self):
        return self.held_until

    def staff_notes(self) -> list[str]:
        return staff_notes(self)

    @cached_property
    def quota_list(self) -> list[SignupQuota]:
        return list(self.quotas.select_related("department"))

    @cached_property
    def quota_places(self) -> dict[int, int]:
        return {row.department_id: row.places for row in self.quota_list}

    @property
    def capacities(self) -> dict[rules.Pool, int]:
        return rules.capacities(self.places, self.quota_places)

    @cached_property
    def question_list(self) -> list[SignupQuestion]:
        return list(self.signup_questions.all())

    @property
    def span(self):
        """In calendars is when it is held, not when people sign up."""
        return self.held_at, self.held_until

    show = path("")(answered_by("interact.activities.signups.views.show"))
    change = path("change/", name="change")(answered_by("interact.activities.signups.views.change"))
    cancel = path("cancel/", name="cancel")(answered_by("interact.activities.signups.views.cancel"))
    serve_preview = answered_by("interact.activities.signups.views.preview")


class SignupQuota(Orderable):
    """Places that only people of this department get; they get no others."""

    page = ParentalKey(SignupPage, on_delete=models.CASCADE, related_name="quotas")
    department = models.ForeignKey(
        "accounts.Department", verbose_name=_("部门"), on_delete=models.CASCADE, related_name="+"
    )
    places = number_field(_("名额"), 1, MOST_PLACES)

    panels = [FieldRowPanel([FieldPanel("department"), FieldPanel("places")])]

    class Meta(Orderable.Meta):
        db_table = "interact_signupquota"
        verbose_name = _("部门名额")

    def __str__(self):
        return f"{self.department} {self.places}"


class SignupQuestion(Question):
    """A question of the organiser's own; no files, which a list for the door could not hold."""

    page = ParentalKey(SignupPage, on_delete=models.CASCADE, related_name="signup_questions")
    field_type = models.CharField(
        _("题型"),
        max_length=16,
        choices=[choice for choice in FieldType.choices if choice[0] != FieldType.FILE],
        default=FieldType.SINGLE_LINE,
    )

    class Meta(Question.Meta):
        db_table = "interact_signupquestion"
        verbose_name = _("报名的题目")


def random_code() -> str:
    """Return the code of a QR: 96 random bits in 16 characters that an address may hold."""
    return secrets.token_urlsafe(12)


class Signup(models.Model):
    """One person's sign-up with those whom they bring. Who gives it up keeps the row, but not what was written in it.

    `companions` is a list of {"name": …, "relation": …}; `answers` by the key of the question. `pool` is the department
    whose quota the seats count in, None for the rest; it stays when the person changes departments. `queue` orders
    the waiting list; who is put first gets a number below all others.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    activity = models.UUIDField(db_index=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("职工"), on_delete=models.CASCADE, related_name="+"
    )
    state = models.CharField(_("状态"), max_length=12, choices=SignupState.choices)
    companions = models.JSONField(_("随行人员"), default=list)
    seats = models.PositiveSmallIntegerField(_("人数"), default=1)
    answers = models.JSONField(_("填写的内容"), default=dict, encoder=DjangoJSONEncoder)
    pool = models.ForeignKey("accounts.Department", null=True, on_delete=models.SET_NULL, related_name="+")
    queue = models.IntegerField(_("先后"))
    signed_at = models.DateTimeField(_("报名时间"))
    moved_up_at = models.DateTimeField(_("递补时间"), null=True)
    cancel_reason = models.CharField(_("取消的原因"), max_length=300, blank=True)
    code = models.CharField(max_length=32, unique=True, default=random_code)
    checked_in_at = models.DateTimeField(_("签到时间"), null=True)
    checked_in_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("签到人"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    reminded_at = models.DateTimeField(_("提醒时间"), null=True)

    objects = SignupQuerySet.as_manager()

    class Meta:
        db_table = "interact_signup"
        verbose_name = _("报名")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "person"], condition=~Q(state="cancelled"), name="one_signup_in_force"
            )
        ]

    def __str__(self):
        return str(self.person)

    @property
    def is_placed(self) -> bool:
        return self.state == SignupState.PLACED

    @property
    def is_waiting(self) -> bool:
        return self.state == SignupState.WAITING
