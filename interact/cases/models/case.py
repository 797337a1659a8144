"""Cases of the channels, who may see each, and who is kept out of it (S-2.6, S-3.4, S-4.1 to S-4.3).

Only facts that queues and figures need are stored in clear. Every word, name, telephone number and file name is sealed
with the case's own key (`vault`); this module opens nothing unless it is asked to.
"""

import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from interact.cases import rules, sla, vault
from interact.cases.choices import ENDED, OPEN, Complexity, DueKind, Party, Result, Satisfaction, State
from interact.cases.keeping_out import PART as KEPT_OUT
from interact.cases.keeping_out import KeptOut
from interact.cases.querysets import CaseManager
from interact.cases.receipts import new_key, new_number
from interact.channels.records import BY_NAME, Channel


def person_key(label, related="+", **options):
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=label,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name=related,
        **options,
    )


def number_field(label, least: int, most: int, help_text="", **options) -> models.PositiveSmallIntegerField:
    """Return a field for a whole number within limits."""
    limits = [MinValueValidator(least), MaxValueValidator(most)]
    return models.PositiveSmallIntegerField(label, validators=limits, help_text=help_text, **options)


class Orderless(models.Model):
    """A row with a random primary key, which tells nothing of when it was made, not even beside other rows (T62)."""

    id = models.BigIntegerField(primary_key=True, default=new_key, editable=False)

    class Meta:
        abstract = True


class Case(models.Model):
    """One matter of one employee, from the receipt to the end.

    `since` is the day on which the clock began. `due_on` and `due_kind` store what `sla.current_due` makes of the other
    facts, for queues and reminders. `sealed_key` is empty once the words are destroyed; figures remain.
    """

    id = models.BigIntegerField(primary_key=True, default=new_number, editable=False)
    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    channel = models.CharField(_("渠道"), max_length=12, choices=Channel.choices)
    complexity = models.CharField(_("类别"), max_length=8, choices=Complexity.choices, default=Complexity.GENERAL)
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.RECEIVED)
    # None once the receipt must not open the case any more.
    receipt_digest = models.CharField(max_length=64, unique=True, null=True, editable=False)
    language = models.CharField(max_length=10, editable=False)

    # Sealed dictionaries: what the form asked; who the sender is and how to reach them (None without a name).
    sealed_key = models.TextField(blank=True, editable=False)
    sealed_body = models.BinaryField(null=True)
    sealed_contact = models.BinaryField(null=True)
    # Sealed too, as the papers that are wanted tell what it is about (`papers`).
    sealed_papers = models.BinaryField(null=True)
    is_anonymous = models.BooleanField(_("匿名"), default=True)
    # Set only if the employee gave a name while signed in, and never in channels by name.
    sender = person_key(_("职工"), "cases")
    # For reports the beginning of the day: the hour would tell who was at the desk.
    received_at = models.DateTimeField(_("提交时间"))

    department = models.ForeignKey(
        "accounts.Department",
        verbose_name=_("承办部门"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="cases",
    )
    handler = person_key(_("经办人"), "handled_cases")
    named_handlers = models.ManyToManyField(
        settings.AUTH_USER_MODEL, through="interact.CaseHandler", through_fields=("case", "user"), related_name="+"
    )
    # Mostly the people it is about; queries ask the `marks` instead.
    sealed_kept_out = models.BinaryField(null=True)

    # The clock.
    limits = models.JSONField(default=dict)
    since = models.DateField(_("计时开始"))
    acknowledged_on = models.DateField(_("受理日期"), null=True, blank=True)
    opinion_on = models.DateField(_("初步意见日期"), null=True, blank=True)
    progress_on = models.DateField(_("最近进展日期"), null=True, blank=True)
    promised_on = models.DateField(_("下次进展日期"), null=True, blank=True)
    replied_on = models.DateField(_("答复日期"), null=True, blank=True)
    extended_days = models.PositiveSmallIntegerField(_("已批准延期（天）"), default=0)
    due_on = models.DateField(_("到期日"), null=True, blank=True)
    due_kind = models.CharField(_("期限"), max_length=12, choices=DueKind.choices, blank=True)
    # Whether the first answer that the limits ask for came in time; None until then. Reopening does not change it.
    was_on_time = models.BooleanField(_("按时答复"), null=True)
    first_replied_on = models.DateField(_("首次答复日期"), null=True, blank=True)
    is_paused = models.BooleanField(_("暂停计时"), default=False)
    is_waiting = models.BooleanField(_("等待职工补充"), default=False)
    is_escalated = models.BooleanField(_("待委员会处理"), default=False)
    is_extension_asked = models.BooleanField(_("待批延期"), default=False)
    # The day from which the committee may read the case.
    committee_since = models.DateField(null=True, blank=True)

    closed_on = models.DateField(_("结束日期"), null=True, blank=True)
    result = models.CharField(_("结果"), max_length=10, choices=Result.choices, blank=True)
    satisfaction = models.CharField(_("满意度"), max_length=4, choices=Satisfaction.choices, blank=True)
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="merged")

    consent = models.ForeignKey("interact.ConsentText", null=True, on_delete=models.PROTECT, related_name="+")
    may_publish = models.BooleanField(_("同意公开答复"), default=False)
    is_on_hold = models.BooleanField(_("保全"), default=False)
    # Grows with each step, so that a decision made on an outdated screen is refused.
    version = models.PositiveIntegerField(default=0, editable=False)

    objects = CaseManager()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("诉求")
        ordering = ["-received_at", "-pk"]
        default_permissions = ()
        permissions = [
            ("handle_case", _("受理、分派、审核和答复职工诉求")),
            ("answer_case", _("代表本部门答复职工诉求")),
            ("decide_case", _("处理升级和延期")),
            ("handle_report", _("被指定办理投诉举报")),
        ]
        indexes = [
            # A case is open as long as it has a due date (`case_due_while_open`).
            models.Index(fields=["due_on", "id"], name="case_due"),
            models.Index(fields=["department", "due_on", "id"], name="case_department_due"),
            models.Index(fields=["handler", "due_on", "id"], name="case_handler_due"),
            models.Index(fields=["state", "-id"], name="case_state"),
            models.Index(fields=["channel", "received_at"], name="case_received"),
            models.Index(fields=["closed_on", "id"], name="case_closed"),
            # The few cases that the committee may see, also after they have ended.
            models.Index(fields=["committee_since"], name="case_committee", condition=Q(committee_since__isnull=False)),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=sorted(OPEN), due_on__isnull=False) | Q(state__in=sorted(ENDED), due_on=None),
                name="case_due_while_open",
            ),
            # The table itself refuses an account beside a report, whatever the code does (T62).
            models.CheckConstraint(
                condition=Q(sender=None) | ~Q(channel__in=sorted(BY_NAME)), name="case_by_name_without_account"
            ),
            models.CheckConstraint(condition=Q(sender=None) | Q(is_anonymous=False), name="case_anonymous_or_sender"),
            models.CheckConstraint(
                condition=~Q(state=State.CLOSED) | Q(replied_on__isnull=False), name="case_closed_after_a_result"
            ),
        ]

    def __str__(self):
        return self.number

    @property
    def number(self) -> str:
        """What people call the case: the year and a random number (`receipts.new_number`)."""
        return f"{localtime(self.received_at):%Y}-{self.pk}"

    @cached_property
    def vault(self) -> vault.CaseKey:
        """The key that opens the case's words. Raises Destroyed if the words are gone, else SealingError."""
        return vault.unwrap(self.key, self.sealed_key)

    @property
    def is_destroyed(self) -> bool:
        return not self.sealed_key

    @cached_property
    def body(self) -> dict:
        """What the form asked: `subject`, `text` and the channel's own fields. Raises SealingError."""
        return self.vault.open(self.sealed_body, "body")

    def open_contact(self) -> dict:
        """Return what the sender gave of `name`, `phone`, `mail` and `employee_number`; empty if anonymous. Raises
        SealingError. The services check who may ask."""
        return self.vault.open(self.sealed_contact, "contact") if self.sealed_contact else {}

    @property
    def papers(self) -> dict[str, str]:
        """How it stands with each paper that the request needs, by its key. Raises SealingError."""
        return self.vault.open(self.sealed_papers, "papers") if self.sealed_papers else {}

    def seal_papers(self, states: dict[str, str]) -> None:
        self.sealed_papers = self.vault.seal(states, "papers")

    @property
    def kept_out(self) -> KeptOut:
        """Who is kept out (回避). Raises SealingError. To learn only whether a given person is, ask the marks."""
        found = self.sealed_kept_out
        return KeptOut.from_json(self.vault.open(found, KEPT_OUT)) if found else KeptOut()

    @property
    def status(self) -> rules.CaseStatus:
        return rules.CaseStatus(
            channel=Channel(self.channel),
            complexity=Complexity(self.complexity),
            state=State(self.state),
            is_paused=self.is_paused,
            is_waiting=self.is_waiting,
            is_escalated=self.is_escalated,
            is_extension_asked=self.is_extension_asked,
            is_on_hold=self.is_on_hold,
            has_opinion=self.opinion_on is not None,
            replied_on=self.replied_on,
            closed_on=self.closed_on,
            is_rated=bool(self.satisfaction),
            may_publish=self.may_publish,
        )

    def facts(self, pauses: tuple[sla.Pause, ...]) -> sla.Facts:
        return sla.Facts(
            channel=Channel(self.channel),
            complexity=Complexity(self.complexity),
            state=State(self.state),
            since=self.since,
            acknowledged_on=self.acknowledged_on,
            opinion_on=self.opinion_on,
            progress_on=self.progress_on,
            promised_on=self.promised_on,
            replied_on=self.replied_on,
            extended_days=self.extended_days,
            pauses=pauses,
        )

    @property
    def is_secret(self) -> bool:
        return rules.is_secret(self.channel)


class CaseHandler(Orderless):
    """Somebody who may see a case in a channel by name, and as which party."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="handler_rows")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    party = models.CharField(max_length=10, choices=[(party.value, party.value) for party in Party])
    added_on = models.DateField()
    added_by = person_key(_("指定人"))
    # A word by which this handler tells the case from others in the queue; only this handler sees it.
    sealed_word = models.BinaryField(null=True)

    class Meta:
        verbose_name = _("办理人")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["case", "user"], name="each_handler_of_a_case_once"),
            models.CheckConstraint(condition=~Q(user=F("added_by")) | Q(added_by=None), name="nobody_names_themselves"),
        ]
        indexes = [models.Index(fields=["user", "case"], name="case_handler_user")]

    def __str__(self):
        return f"{self.case} {self.user}"


class CaseMark(Orderless):
    """A mark that stands for one person or department kept out of a case, and tells nobody for whom (`keeping_out`)."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="marks")
    salt = models.CharField(max_length=32)
    mark = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("回避标记")
        default_permissions = ()

    def __str__(self):
        return f"{self.case_id} {self.pk}"
