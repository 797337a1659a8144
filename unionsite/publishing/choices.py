"""Enums of review and release."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from unionsite.core.named import named


class Stage(TextChoices):
    """The two stages in their order (S-3.6)."""

    FIRST = "first", _("初审")
    FINAL = "final", _("终审")


ORDER = (Stage.FIRST, Stage.FINAL)


class Rung(TextChoices):
    """How far a piece has been chased at one stage, in order; the higher one stands for those below it (S-3.6)."""

    REMIND = "remind", _("已提醒审核人")
    ALERT = "alert", _("已催办")
    COMMITTEE = "committee", _("已报工会委员会")


# Working days after the due date on which the committee is told.
COMMITTEE_WORKDAYS = 2


class ReleaseKind(TextChoices):
    REVIEWED = "reviewed", _("两级审核")
    # Pages of the site's frame, made once by `setup_site`; they contain nobody's writing.
    FOUNDING = "founding", _("建站")
    # Pieces that the union's former website showed the public already; two people vouched for the whole batch.
    IMPORTED = "imported", _("旧站导入")


class Decision(TextChoices):
    APPROVE = "approve", _("通过")
    REJECT = "reject", _("退回")


_release = named("unionsite.publishing.review.services.releases.release")


def release_finished(workflow_state, user=None):
    """Release what passed both stages: `WAGTAIL_FINISH_WORKFLOW_ACTION`, which Wagtail imports while models load."""
    return _release(workflow_state=workflow_state, user=user)
