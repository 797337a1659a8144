"""Imports of the employees' roll with their reports, and the storage where an uploaded file waits."""

import secrets

from django.core.files.storage import Storage
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from unionsite.accounts.roll.choices import ImportState, Outcome
from unionsite.core.fields import person
from unionsite.core.private_files import PrivateStorage, private


class RollStorage(PrivateStorage):
    folder = "roll"


def roll_storage() -> Storage:
    return private(RollStorage)


def random_name(_instance, _filename: str) -> str:
    """Return a name that tells nothing and cannot be guessed."""
    return secrets.token_hex(16)


class RollImport(models.Model):
    """One uploaded roll. Its file is deleted when the import ends, after a day at the latest; the report after a month.

    `counts` has a number for each Outcome that occurs, and `rows` and `on_roll`; just what was shown is carried out.
    """

    file = models.FileField(storage=roll_storage, upload_to=random_name, blank=True)
    file_name = models.CharField(_("文件"), max_length=120)
    state = models.CharField(_("状态"), max_length=10, choices=ImportState.choices)
    create_departments = models.BooleanField(_("自动新建部门"), default=False)
    mark_leavers = models.BooleanField(_("名单外的职工视为离职"), default=False)
    counts = models.JSONField(default=dict)
    ignored_columns = models.JSONField(default=list)
    departments = models.JSONField(default=list)
    error = models.CharField(max_length=500, blank=True)
    created_by = person(_("上传人"))
    created_at = models.DateTimeField(_("上传时间"), default=timezone.now)
    confirmed_by = person()
    confirmed_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("名册导入")
        default_permissions = ()
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["state"], condition=Q(state="running"), name="one_roll_import_at_a_time"),
        ]

    def __str__(self):
        return f"{self.file_name} {timezone.localtime(self.created_at):%Y-%m-%d %H:%M}"

    @property
    def is_running(self) -> bool:
        return self.state == ImportState.RUNNING

    @property
    def is_waiting(self) -> bool:
        return self.state == ImportState.CHECKED

    @cached_property
    def figures(self) -> list[tuple[Outcome, int]]:
        """Return (outcome, number) for the outcomes that occur, in a fixed order."""
        return [(outcome, self.counts[outcome]) for outcome in Outcome if self.counts.get(outcome)]

    @property
    def leaving(self) -> int:
        return self.counts.get(Outcome.LEAVE, 0)

    @property
    def do_too_many_leave(self) -> bool:
        """Whether more than half of the employees would leave: most likely only half a list was uploaded."""
        return self.leaving * 2 > self.counts.get("on_roll", 0)

    @property
    def changes_nothing(self) -> bool:
        changing = (Outcome.CREATE, Outcome.UPDATE, Outcome.RETURN, Outcome.LEAVE)
        return not any(self.counts.get(outcome) for outcome in changing)


class RollRow(models.Model):
    """A line of the report: 工号, name and what happens; no phone, no mail address."""

    roll_import = models.ForeignKey(RollImport, on_delete=models.CASCADE, related_name="rows")
    line = models.PositiveIntegerField(null=True)
    number = models.CharField(max_length=30, blank=True)
    name = models.CharField(max_length=60, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    message = models.CharField(max_length=500, blank=True)

    class Meta:
        default_permissions = ()
        ordering = ["pk"]
        indexes = [models.Index(fields=["roll_import", "outcome"], name="roll_row_outcome")]

    def __str__(self):
        return f"{self.line or '–'} {self.number} {self.outcome}"
