"""Which reminders were sent, and the mails that wait to be: they name a case by its number and say nothing of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from interact.cases.choices import DueKind, Ladder, MailKind
from interact.cases.models.case import Case, Orderless


class CaseNotice(Orderless):
    """A rung of the reminders that was sent: each once, however often the job runs (T85)."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=12, choices=DueKind.choices)
    due_on = models.DateField()
    rung = models.CharField(max_length=10, choices=Ladder.choices)
    sent_at = models.DateTimeField()

    class Meta:
        verbose_name = _("期限提醒")
        verbose_name_plural = _("期限提醒")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["case", "kind", "due_on", "rung"], name="each_rung_of_a_due_date_once")
        ]

    def __str__(self):
        return f"{self.case_id} {self.rung} {self.due_on}"


class CaseMail(Orderless):
    """A mail to one person about one case, kept until it was sent: a mail server that is down delays it, no more.

    Without content, so that neither mailboxes nor this table say what a case is about (T63, T85).
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="mails")
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=16, choices=MailKind.choices)
    # Of a report at the beginning of the day.
    created_at = models.DateTimeField()
    # Reminders go out in working hours only.
    in_working_hours = models.BooleanField(default=False)
    sent_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()

    class Meta:
        verbose_name = _("诉求邮件")
        verbose_name_plural = _("诉求邮件")
        default_permissions = ()
        indexes = [models.Index(fields=["next_try_at"], name="case_mail_unsent", condition=Q(sent_at=None))]

    def __str__(self):
        return f"{self.case_id} {self.kind}"
