"""The points of a rejection: kept when a piece is sent back, ticked off while it is mended."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.db import transaction
from django.utils import timezone
from wagtail.models import TaskState

from unionsite.publishing.ledger.queries import last_rejection
from unionsite.publishing.review import rules
from unionsite.publishing.review.models import ANSWER_LENGTH, RejectionPoint


def keep_points(task_state: TaskState) -> list[RejectionPoint]:
    """One for each line of the reason."""
    points = enumerate(rules.points_in(task_state.comment), start=1)
    return RejectionPoint.objects.bulk_create(
        [RejectionPoint(task_state=task_state, number=number, text=text) for number, text in points]
    )


@transaction.atomic
def tick_off(
    *, instance, user, shown: Collection[int], done: Collection[int], answers: Mapping[int, str]
) -> list[RejectionPoint]:
    """Keep what the writers made of the points that were on their screen; returns those that are open still.

    Only points of the last rejection of `instance` count.
    """
    rejection = last_rejection(instance)
    if rejection is None:
        return []
    points = list(RejectionPoint.objects.select_for_update().filter(task_state=rejection))
    for point in points:
        if point.pk in shown:
            point.answer = " ".join(answers.get(point.pk, "").split())[:ANSWER_LENGTH]
            if point.pk not in done:
                point.handled_by, point.handled_at = None, None
            elif point.handled_at is None:
                point.handled_by, point.handled_at = user, timezone.now()
    RejectionPoint.objects.bulk_update(points, ["answer", "handled_by", "handled_at"])
    return [point for point in points if point.handled_at is None]
