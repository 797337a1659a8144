"""The rows that belong to a case: its history with files and pauses, the reminders sent, the mails to be sent.

Words and names in them are sealed; reminders and mails give the number of a case and say nothing about it (T63).
"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from interact.attachments.choices import FileKind, ScanState
from interact.cases import vault
from interact.cases.choices import DueKind, Ladder, MailKind, Party, Purpose, State, Step
from interact.cases.models.case import Case, Orderless, person_key
from interact.storage import case_storage
from unionsite.core.private_files import random_name


class CaseNotice(Orderless):
    """The record that a rung of the reminders was sent: each once, however often the job runs (T85)."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=12, choices=DueKind.choices)
    due_on = models.DateField()
    rung = models.CharField(max_length=10, choices=Ladder.choices)
    sent_at = models.DateTimeField()

    class Meta:
        verbose_name = _("期限提醒")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["case", "kind", "due_on", "rung"], name="each_rung_of_a_due_date_once")
        ]

    def __str__(self):
        return f"{self.case_id} {self.rung} {self.due_on}"


class CaseMail(Orderless):
    """A mail to one person about one case, kept until it is sent, so that it outlasts a mail server that is down.

    It has no content: neither mailboxes nor this table tell what a case is about (T63, T85).
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="mails")
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=16, choices=MailKind.choices)
    # For a report the beginning of the day.
    created_at = models.DateTimeField()
    # Reminders go out in working hours only.
    in_working_hours = models.BooleanField(default=False)
    sent_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()

    class Meta:
        verbose_name = _("诉求邮件")
        default_permissions = ()
        indexes = [models.Index(fields=["next_try_at"], name="case_mail_unsent", condition=Q(sent_at=None))]

    def __str__(self):
        return f"{self.case_id} {self.kind}"


class CaseEntry(Orderless):
    """A row of a case's history: who did what when, with its words and the names in it sealed."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="entries")
    # The row's position in the history: keys are random, and in a report many rows have the same time.
    place = models.PositiveIntegerField(default=0)
    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    # For what anonymous people do in a channel by name, the beginning of the day.
    at = models.DateTimeField(_("时间"))
    step = models.CharField(_("步骤"), max_length=20, choices=Step.choices)
    party = models.CharField(max_length=10, choices=[(party.value, party.value) for party in Party])
    actor = person_key(_("办理人"))
    # The actor's name at the time; empty for steps of the employee and of the clock.
    actor_label = models.CharField(_("办理人"), max_length=80, blank=True)
    state_after = models.CharField(max_length=10, choices=State.choices)
    purpose = models.CharField(max_length=10, choices=Purpose.choices, blank=True)
    sealed_words = models.BinaryField(null=True)
    # The names of people and departments that were named, removed or kept out.
    sealed_names = models.BinaryField(null=True)
    # Facts that may stand in clear: the department in charge, dates, classes.
    detail = models.JSONField(default=dict)
    is_shown = models.BooleanField(_("职工可见"), default=False)

    class Meta:
        verbose_name = _("办理记录")
        ordering = ["place"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["case", "place"], name="each_place_of_a_history_once")]

    def __str__(self):
        return f"{self.case_id} {self.step}"

    def words_with(self, key: vault.CaseKey) -> str:
        """Return the text of the row, empty if it has none. Raises SealingError."""
        return key.open(self.sealed_words, f"entry:{self.key}") if self.sealed_words else ""

    def names_with(self, key: vault.CaseKey) -> list[str]:
        """Return the names sealed in the row. Raises SealingError."""
        return key.open(self.sealed_names, f"entry:{self.key}:names") if self.sealed_names else []


class CaseFile(Orderless):
    """A file of a case: content and name sealed, outside of the media folder, without an address (T63, T78)."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="files")
    entry = models.ForeignKey(CaseEntry, on_delete=models.CASCADE, related_name="files")
    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=10, choices=[(kind.value, kind.value) for kind in FileKind])
    size = models.PositiveIntegerField()
    scan_state = models.CharField(_("查毒"), max_length=12, choices=ScanState.choices, default=ScanState.WAITING)
    # A dictionary: `name`, `content_type`, `notes`, and `place` among the files of the same sending.
    sealed_about = models.BinaryField()
    file = models.FileField(storage=case_storage, upload_to=random_name)

    class Meta:
        verbose_name = _("诉求附件")
        default_permissions = ()
        indexes = [
            models.Index(fields=["scan_state"], name="case_file_waiting", condition=~Q(scan_state=ScanState.CLEAN))
        ]

    def __str__(self):
        return f"{self.case_id} {self.key}"

    def about_with(self, key: vault.CaseKey) -> dict:
        return key.open(self.sealed_about, f"file:{self.key}:about")


class CasePause(Orderless):
    """A time in which the clock of a case stood, counted as in `sla.Pause`; `last` is None while it still stands."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="pauses")
    first = models.DateField()
    last = models.DateField(null=True)

    class Meta:
        verbose_name = _("暂停计时")
        ordering = ["first", "pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(last=None), name="one_open_pause_of_a_case")
        ]

    def __str__(self):
        return f"{self.case_id} {self.first}"
