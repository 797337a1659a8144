"""A duty of security, the records of it, and who confirmed to have read a rule."""

from datetime import date, timedelta

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from unionsite.accounts.models import User
from unionsite.oversight.duties.choices import (
    HANDLE,
    KINDS,
    MOST_MONTHS,
    SIGN,
    SOON,
    VIEW,
    DutyKind,
    DutyState,
    RecordState,
    Spec,
)
from unionsite.oversight.duties.rules import state
from unionsite.oversight.findings.choices import SECURITY_KEYS
from unionsite.oversight.findings.models import EvidenceFile, Finding, person_field


def sees_all(user) -> bool:
    return any(user.has_perm(right) for right in (VIEW, HANDLE, SIGN))


class DutyQuerySet(QuerySet):
    def visible_to(self, user):
        """Filter to what somebody may see: all for those who watch; for others of the staff what they are to do, and
        the rules in force, which they are to read."""
        if sees_all(user):
            return self
        return self.filter(Q(owner=user) | Q(edition__isnull=False, is_active=True))

    def in_state(self, state: DutyState, today: date):
        """Filter by `rules.state`."""
        if state == DutyState.STOPPED:
            return self.filter(is_active=False)
        soon = today + timedelta(days=SOON)
        return self.filter(is_active=True).filter(
            {
                DutyState.DONE: Q(due_on=None),
                DutyState.LATE: Q(due_on__lt=today),
                DutyState.SOON: Q(due_on__gte=today, due_on__lte=soon),
                DutyState.FINE: Q(due_on__gt=soon),
            }[state]
        )

    def pending(self):
        """Filter to what is still to be done one day."""
        return self.filter(is_active=True, due_on__isnull=False)

    def with_paper(self):
        """Annotate whether a record waits for its signature, as `is_waiting`."""
        waiting = self.model.objects.filter(pk=OuterRef("pk"), records__state=RecordState.WAITING)
        return self.annotate(is_waiting=Exists(waiting))

    def concerning(self, user):
        """Filter to what somebody watches over, or is to do."""
        return self if sees_all(user) else self.filter(owner=user)

    def asking(self, user, until: date):
        """Filter to what asks something of this person, annotated with what: `is_unread`, to be read in its present
        version; `is_due`, theirs to do by a day."""
        read = ReadingConfirmation.objects.filter(person=user, record=OuterRef("edition"))
        marked = self.filter(is_active=True).annotate(
            is_unread=Q(~Exists(read), edition__isnull=False), is_due=Q(owner=user, due_on__lte=until)
        )
        return marked.filter(Q(is_unread=True) | Q(is_due=True)).most_urgent_first()

    def most_urgent_first(self):
        return self.order_by(F("is_active").desc(), F("due_on").asc(nulls_last=True), "kind", "pk")


class Duty(models.Model):
    """Something that security asks for again and again, or once: a rule to be reviewed, a drill, a check (S-6.1).

    `due_on` follows from the signed records (`rules.next_due`) and is None for what is done for good. `edition` is the
    signed record that holds the text in force, for the kinds that are read.
    """

    kind = models.CharField(_("类别"), max_length=12, choices=DutyKind.choices)
    title = models.CharField(_("名称"), max_length=100)
    owner = person_field(_("责任人"), help_text=_("会收到到期提醒，并能登记记录；不选则由安全管理员负责。"))
    months = models.PositiveSmallIntegerField(
        _("周期（月）"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_MONTHS)],
        help_text=_("每隔几个月做一次；只做一次的留空。"),
    )
    first_due = models.DateField(_("首次到期"), help_text=_("还没有记录时按这一天到期，以后按最近一次记录和周期推算。"))
    due_on = models.DateField(_("到期日"), null=True, blank=True, editable=False)
    edition = models.ForeignKey(
        "DutyRecord", null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    note = models.TextField(_("备注"), blank=True, max_length=1000)
    is_active = models.BooleanField(_("在用"), default=True)
    reminded_on = models.DateField(null=True, blank=True, editable=False)
    changed_at = models.DateTimeField(auto_now=True)

    objects = DutyQuerySet.as_manager()

    class Meta:
        verbose_name = _("安全职责")
        default_permissions = ("view", "change")
        permissions = [("sign_duty", _("签字确认安全记录"))]
        constraints = [
            models.CheckConstraint(condition=Q(months=None) | Q(months__gte=1), name="duty_cycle_is_some_months"),
        ]
        indexes = [models.Index(fields=["is_active", "due_on"], name="duty_due")]

    def __str__(self):
        return self.title

    @property
    def spec(self) -> Spec:
        return KINDS[self.kind]

    def state_on(self, today: date) -> DutyState:
        return state(self.due_on, today, is_active=self.is_active)


class DutyRecord(models.Model):
    """That a duty was done once; it counts from the signature of another person on.

    `text` and `version` are a rule as issued. `rights` are the rows of a review of rights, frozen when it began:
    person, name, username, roles, last_seen, is_unused, is_superuser, changes, decision, by, at.
    """

    duty = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="records")
    state = models.CharField(_("状态"), max_length=10, choices=RecordState.choices, default=RecordState.WAITING)
    done_on = models.DateField(_("完成日期"))
    written_by = person_field(_("登记人"))
    written_at = models.DateTimeField(_("登记时间"))
    took_part = models.CharField(_("参加人员"), max_length=300, blank=True)
    words = models.TextField(_("情况"), blank=True)
    version = models.CharField(_("版本"), max_length=40, blank=True)
    text = models.TextField(_("正文"), blank=True)
    people = models.ManyToManyField(settings.AUTH_USER_MODEL, verbose_name=_("人员"), blank=True, related_name="+")
    valid_until = models.DateField(_("有效期至"), null=True, blank=True)
    rights = models.JSONField(default=list, blank=True)
    judged_by = person_field(_("签字人"))
    judged_at = models.DateTimeField(_("签字时间"), null=True, blank=True)
    answer = models.TextField(_("签字意见"), blank=True)

    class Meta:
        verbose_name = _("安全记录")
        default_permissions = ()
        ordering = ["-done_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["duty", "version"],
                condition=~Q(version="") & ~Q(state=RecordState.RETURNED),
                name="one_record_of_a_version",
            ),
            models.CheckConstraint(
                condition=Q(state=RecordState.WAITING, judged_by=None, judged_at=None)
                | (~Q(state=RecordState.WAITING) & Q(judged_by__isnull=False, judged_at__isnull=False)),
                name="duty_record_is_signed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(judged_by=None) | Q(written_by=None) | ~Q(judged_by=F("written_by")),
                name="duty_record_is_signed_by_another",
            ),
        ]

    def __str__(self):
        return f"{self.duty.title} {self.done_on:%Y-%m-%d}"

    @property
    def finding_key(self) -> str:
        """How the keys of what this drill, check or assessment found begin."""
        return f"{SECURITY_KEYS}{self.pk}:"

    @property
    def found(self) -> QuerySet[Finding]:
        return Finding.objects.filter(key__startswith=self.finding_key).order_by("pk")

    @property
    def undecided(self) -> int:
        """How many rows of a review of rights wait for a decision."""
        return sum(1 for row in self.rights if not row["decision"])


class DutyFile(EvidenceFile):
    """What shows that a duty was done, or the document of a rule."""

    record = models.ForeignKey(DutyRecord, on_delete=models.CASCADE, related_name="files")

    class Meta(EvidenceFile.Meta):
        verbose_name = _("佐证材料")


class ReadingConfirmation(models.Model):
    """That a member of staff confirmed to have read a rule in this version; a new version is another record."""

    record = models.ForeignKey(DutyRecord, on_delete=models.CASCADE, related_name="readings")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(_("确认时间"))

    class Meta:
        verbose_name = _("阅读确认")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["record", "person"], name="one_reading_of_a_version")]

    def __str__(self):
        return f"{self.record_id} {self.person_id}"


def readers_of(edition: DutyRecord) -> QuerySet[User]:
    """Return the staff in service, with the moment `read_at` when they confirmed this version, who has not first."""
    read = ReadingConfirmation.objects.filter(record=edition, person=OuterRef("pk")).values("at")
    people = User.objects.staff().filter(is_active=True).annotate(read_at=Subquery(read))
    return people.select_related("department").order_by(F("read_at").asc(nulls_first=True), "name", "pk")


def done_between(first: date, stop: date) -> dict[str, int]:
    """Count the signed records of what was done from `first` to before `stop`, by kind; one query."""
    records = DutyRecord.objects.filter(state=RecordState.SIGNED, done_on__gte=first, done_on__lt=stop)
    return dict(records.order_by().values_list("duty__kind").annotate(number=Count("pk")))
