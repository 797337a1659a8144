"""The reason of a rejection above the form in which one mends it, each point to tick off (S-3.6)."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from unionsite.publishing.ledger.queries import last_rejection
from unionsite.publishing.review.models import RejectionPoint
from unionsite.publishing.review.services.rejections import tick_off

SHOWN, DONE, ANSWER = "rejection_shown", "rejection_done", "rejection_answer_"


def _numbers(data: Mapping, name: str) -> set[int]:
    values = data.getlist(name) if hasattr(data, "getlist") else [data.get(name, "")]
    return {int(value) for value in values if str(value).isdecimal()}


def keep_ticks(request, page) -> None:
    """After each saving of a page's form: drafts keep their ticks too."""
    if shown := _numbers(request.POST, SHOWN):
        answers = {number: request.POST.get(f"{ANSWER}{number}", "") for number in shown}
        tick_off(instance=page, user=request.user, shown=shown, done=_numbers(request.POST, DONE), answers=answers)


def check_points(form) -> None:
    """Refuse to send a piece in again while a point of the rejection is not ticked off."""
    if form.instance.pk and (why := why_not_yet(form.instance, form.data)):
        form.add_error(None, why)


def why_not_yet(page, data: Mapping) -> str:
    """Why a piece may not be sent in again: points without a tick in `data`; empty if there are none."""
    done = _numbers(data, DONE)
    if left := [point for point in points_of(page) if point.pk not in done]:
        text = ngettext(
            "退回理由还有%(count)d条没有勾选，稿件还没有提交。请对照页首的退回理由，改好一条勾选一条；不改的也请勾选，并写明原因。",
            "退回理由还有%(count)d条没有勾选，稿件还没有提交。请对照页首的退回理由，改好一条勾选一条；不改的也请勾选，并写明原因。",
            len(left),
        )
        return text % {"count": len(left)}
    return ""


def points_of(page) -> list[RejectionPoint]:
    """What is asked of the writers now: the points of the last rejection; none while the piece is under review."""
    rejection = last_rejection(page)
    if rejection is None or page.workflow_in_progress:
        return []
    return list(rejection.rejection_points.all())


def shown_rejection(page, data: Mapping | None) -> dict[str, object]:
    """For the template: who sent it back when, and each point as it is typed or kept."""
    if not page.pk or (rejection := last_rejection(page)) is None or page.workflow_in_progress:
        return {}
    points = list(rejection.rejection_points.all())
    typed = _numbers(data, DONE) if data else set()
    shown = _numbers(data, SHOWN) if data else set()
    for point in points:
        is_typed = point.pk in shown
        point.is_done = point.pk in typed if is_typed else point.handled_at is not None
        if is_typed and data is not None:
            point.answer = data.get(f"{ANSWER}{point.pk}", "")
    return {"rejection": rejection, "points": points, "stage": rejection.task.name, "person": _name(rejection)}


def _name(rejection) -> str:
    return str(rejection.finished_by) if rejection.finished_by else _("审核人")
