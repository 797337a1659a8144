"""What people do with a quiz: attempts and their answers."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils.translation import gettext_lazy as _

from interact.activities.quizzes.choices import GRACE

BEST_FIRST = ("-score", "seconds", "submitted_at")


class AttemptQuerySet(QuerySet):
    def of(self, quiz):
        """Filter to the attempts at a quiz (a page, or its translation key)."""
        return self.filter(activity=getattr(quiz, "translation_key", quiz))

    def submitted(self):
        return self.filter(submitted_at__isnull=False)

    def overdue(self, now):
        """Filter to attempts whose time is over and that nobody has handed in."""
        return self.filter(submitted_at=None, ends_at__lt=now - GRACE)

    def best(self):
        """Filter to each person's best attempt at each quiz, the first place first."""
        place = Window(RowNumber(), partition_by=["activity", "person"], order_by=[*map(_ordered, BEST_FIRST), "pk"])
        return self.submitted().annotate(turn=place).filter(turn=1).order_by(*BEST_FIRST, "pk")


def _ordered(name: str):
    return F(name.removeprefix("-")).desc() if name.startswith("-") else F(name).asc()


class Attempt(models.Model):
    """One go at a quiz. `questions` are frozen as they were drawn (`rules.Asked` with points), right answers too."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # The translation key of the page, which all languages share.
    activity = models.UUIDField()
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("职工"), on_delete=models.CASCADE, related_name="+"
    )
    number = models.PositiveSmallIntegerField(_("第几次"))
    started_at = models.DateTimeField(_("开始"))
    ends_at = models.DateTimeField(_("到时"))
    questions = models.JSONField(default=list)
    most = models.PositiveIntegerField(_("满分"))
    submitted_at = models.DateTimeField(_("交卷"), null=True)
    score = models.PositiveIntegerField(_("得分"), null=True)
    seconds = models.PositiveIntegerField(_("用时（秒）"), null=True)

    objects = AttemptQuerySet.as_manager()

    class Meta:
        db_table = "interact_attempt"
        verbose_name = _("答卷")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["activity", "person", "number"], name="one_attempt_of_a_number")]
        indexes = [
            models.Index(fields=["activity", "-score", "seconds"], name="quiz_attempts_by_score"),
            models.Index(fields=["ends_at"], condition=Q(submitted_at=None), name="quiz_attempts_running"),
        ]

    def __str__(self):
        return f"{self.person_id} {self.number}"

    @property
    def is_submitted(self) -> bool:
        return self.submitted_at is not None


class AttemptAnswer(models.Model):
    """What was answered to one question: places of options as they were shown, or the text typed."""

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="answers")
    position = models.PositiveSmallIntegerField()
    given = models.JSONField(default=list)
    saved_at = models.DateTimeField()

    class Meta:
        db_table = "interact_attemptanswer"
        verbose_name = _("答案")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["attempt", "position"], name="one_answer_to_a_question")]

    def __str__(self):
        return f"{self.position}"
