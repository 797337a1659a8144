"""Changes that take two people: proposed by one, let through by another, in force at once or after a waiting time."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from unionsite.accounts.changes.choices import OPEN, REASON_LENGTH, Mode, State
from unionsite.accounts.changes.kinds import KINDS, ChangeKind
from unionsite.core.fields import person


class PendingChangeQuerySet(models.QuerySet):
    def open(self):
        return self.filter(state__in=sorted(OPEN))

    def due(self, now):
        return self.filter(state=State.WAITING, effective_at__lte=now)

    def done_to(self, user):
        return self.filter(subject=user, state=State.DONE)


class PendingChange(models.Model):
    """One change of a kind in `changes.kinds`; never deleted, because it tells who made or recovered an account."""

    kind = models.CharField(_("事项"), max_length=30)
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.PROPOSED)
    mode = models.CharField(_("办理方式"), max_length=10, choices=Mode.choices, default=Mode.TWO)
    # `subject` is the person it is about; `target` the primary key of another object it is about (0 for none).
    subject = person(_("人员"), "changes_about")
    subject_label = models.CharField(max_length=150, blank=True)
    target = models.BigIntegerField(default=0)
    payload = models.JSONField(default=dict)
    reason = models.CharField(_("原因"), max_length=REASON_LENGTH, blank=True)

    proposer = person(_("提出人"), on_delete=models.PROTECT)
    proposer_label = models.CharField(_("提出人"), max_length=150, blank=True)
    proposer_offices = models.JSONField(default=list)
    proposed_at = models.DateTimeField(_("提出时间"), default=timezone.now)
    approver = person(_("复核人"), on_delete=models.PROTECT)
    approver_label = models.CharField(_("复核人"), max_length=150, blank=True)
    decided_at = models.DateTimeField(_("复核时间"), null=True)
    effective_at = models.DateTimeField(_("生效时间"), null=True)
    answer = models.CharField(_("复核意见"), max_length=REASON_LENGTH, blank=True)

    objects = PendingChangeQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("待复核事项")
        ordering = ["-pk"]
        default_permissions = ()
        indexes = [
            models.Index(fields=["subject", "state"], name="change_subject"),
            models.Index(fields=["state", "effective_at"], name="change_due"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(approver=None) | Q(proposer=None) | ~Q(approver=F("proposer")),
                name="change_second_person_is_another",
            ),
            models.CheckConstraint(
                condition=Q(approver=None) | Q(subject=None) | ~Q(approver=F("subject")),
                name="change_second_person_is_not_the_subject",
            ),
            models.CheckConstraint(
                condition=~Q(mode=Mode.TWO, state__in=[State.WAITING, State.DONE])
                | (~Q(approver_label="") & ~Q(proposer_label="") & Q(decided_at__isnull=False)),
                name="change_takes_two_people",
            ),
            models.UniqueConstraint(
                fields=["kind", "subject", "target"],
                condition=Q(state__in=sorted(OPEN)),
                name="one_open_change_of_a_kind",
            ),
        ]

    def __str__(self):
        return f"{self.label} {self.pk}"

    @property
    def definition(self) -> ChangeKind | None:
        """Return the kind; None for a kind that only a former version of the site knew."""
        return KINDS.get(self.kind)

    @property
    def about(self) -> str:
        """Return in words whom or what it is about, if it says so."""
        return self.subject_label or self.payload.get("object", "")

    @property
    def label(self) -> str:
        return str(self.definition.label) if self.definition else self.kind
