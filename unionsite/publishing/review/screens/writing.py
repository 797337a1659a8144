"""What writers see: 写稿 on the admin's first page, and the points of a rejection above the editing form."""

from collections.abc import Callable, Mapping

from django.db.models import Case, CharField, Exists, OuterRef, Q, QuerySet, When
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import Page, WorkflowState
from wagtail.permissions import page_permission_policy

from unionsite.core.models import PiecePage, SectionPage
from unionsite.core.panels import HomePanel
from unionsite.core.queries import default_site
from unionsite.core.request_values import record_number
from unionsite.core.wings import place
from unionsite.publishing.ledger.queries import last_rejection
from unionsite.publishing.review.models import RejectionPoint
from unionsite.publishing.review.services.decisions import tick_off
from unionsite.publishing.review.worklist import sections_of

MOST = 8
# (name, name of the address, which takes a section): other ways to a piece than an empty form.
ways_to_write: list[tuple[str, str]] = place("other ways to write a piece")
# (template, what gives its values for a page; without any nothing is shown).
above_the_form: list[tuple[str, Callable[[Page], dict]]] = place("shown above a page's form")
# Pieces that are neither under review nor waiting for their time, and hold something readers were never shown.
IS_DRAFT = Q(is_open=False, _approved_schedule=False) & (
    Q(has_unpublished_changes=True) | Q(live=False, first_published_at=None)
)
_OPEN = (WorkflowState.STATUS_IN_PROGRESS, WorkflowState.STATUS_NEEDS_CHANGES)


def sections_for(user) -> list[dict]:
    """Return the sections of the Chinese tree where this person may write, with the form's address for each type."""
    found = []
    for section in Page.objects.child_of(default_site().root_page).select_related("content_type"):
        model = section.specific_class
        if model is None or not issubclass(model, SectionPage):
            continue
        types = [kind for kind in model.creatable_subpage_models() if issubclass(kind, PiecePage)]
        if types and section.permissions_for_user(user).can_add_subpage():
            found.append(
                {
                    "title": section.title,
                    "types": [(kind.get_verbose_name(), _new_url(kind, section)) for kind in types],
                    "ways": [(name, reverse(address, args=[section.pk])) for name, address in ways_to_write],
                }
            )
    return found


def _new_url(kind: type[PiecePage], section: Page) -> str:
    return reverse("wagtailadmin_pages:add", args=[kind._meta.app_label, kind._meta.model_name, section.pk])


def own_pieces(user) -> QuerySet[Page]:
    """Return the pieces that this person created or changed last, drafts first, each by its last change; without
    aliases in other languages."""
    runs = WorkflowState.objects.filter(object_id=Cast(OuterRef("pk"), CharField()), status__in=_OPEN)
    return (
        # Plain pages, because workflows refer to them as such.
        Page.objects.filter(Q(owner=user) | Q(latest_revision__user=user), piecepage__isnull=False, alias_of=None)
        .annotate(is_open=Exists(runs.filter(base_content_type__app_label="wagtailcore")))
        .annotate_approved_schedule()
        .select_related("content_type")
        .prefetch_workflow_states()
        .order_by(Case(When(IS_DRAFT, then=0), default=1), "-latest_revision_created_at", "-pk")
    )


def _row(page: Page, titles: dict[int, str]) -> dict:
    return {
        "title": page.get_admin_display_title() or _("（还没有标题）"),
        "url": reverse("wagtailadmin_pages:edit", args=[page.pk]),
        "section": titles.get(page.pk, ""),
        "standing": standing(page),
        "changed": page.latest_revision_created_at,
    }


def standing(page: Page) -> str:
    """Return in words how far a piece has come on its way to the public."""
    run = page.current_workflow_state
    if run and run.status == WorkflowState.STATUS_NEEDS_CHANGES:
        return _("已退回，等您修改")
    if run:
        return _("%(stage)s中") % {"stage": run.current_task_state.task.name}
    if page.approved_schedule:
        when = page.go_live_at
        return _("已通过，等待发布") if when is None else _("已通过，%(when)s发布") % {"when": _moment(when)}
    if page.live:
        return _("已发布，有未提交的修改") if page.has_unpublished_changes else _("已发布")
    return _("已下线") if page.first_published_at else _("草稿")


def _moment(when) -> str:
    return date_format(timezone.localtime(when), _("n月j日 H:i"))


def add_panels(request, panels) -> None:
    """Add 写稿, and the pieces of this person with how far each has come, drafts on top."""
    user = request.user
    if not page_permission_policy.user_has_permission(user, "add"):
        return
    panels.append(HomePanel("writing", "publishing/writing/panel.html", 10, sections=sections_for(user)))
    pieces = list(own_pieces(user)[: MOST + 1])
    if pieces:
        titles = sections_of(pieces)
        rows = [_row(page, titles) for page in pieces[:MOST]]
        address = f"{reverse('wagtailadmin_explore', args=[default_site().root_page_id])}?owner={user.pk}"
        more = address if len(pieces) > MOST else ""
        panels.append(HomePanel("pieces", "publishing/writing/pieces.html", 30, rows=rows, more=more))


# --- The points of a rejection (S-3.6) ---

SHOWN, DONE, ANSWER = "rejection_shown", "rejection_done", "rejection_answer_"


def _numbers(data: Mapping, name: str) -> set[int]:
    values = data.getlist(name) if hasattr(data, "getlist") else [data.get(name, "")]
    return {number for value in values if (number := record_number(value)) is not None}


def keep_ticks(request, page) -> None:
    """Store the ticks and answers sent with a page's form; called after every saving, so drafts keep them too."""
    if shown := _numbers(request.POST, SHOWN):
        answers = {number: request.POST.get(f"{ANSWER}{number}", "") for number in shown}
        tick_off(instance=page, user=request.user, shown=shown, done=_numbers(request.POST, DONE), answers=answers)


def check_points(form) -> None:
    """Add an error to the form that submits a piece again while a point of its rejection is not ticked off."""
    if form.instance.pk and (why := why_not_yet(form.instance, form.data)):
        form.add_error(None, why)


def why_not_yet(page, data: Mapping) -> str:
    """Return in words that points have no tick in `data`, so the piece may not be submitted; empty if all have."""
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
    """Return the points of the last rejection, which the writers must handle now; none while under review."""
    rejection = last_rejection(page)
    if rejection is None or page.workflow_in_progress:
        return []
    return list(rejection.rejection_points.all())


def shown_rejection(page, data: Mapping | None) -> dict[str, object]:
    """Return the last rejection for the template: the person, the stage, and each point as typed or as stored."""
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
