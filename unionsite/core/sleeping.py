"""A wing that is asleep: its rows stay, its pages are out of sight, and nobody edits them (`manage.py wing`)."""

from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import CharField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Cast
from django.dispatch import Signal
from django.http import Http404
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import Page, PageLogEntry, WorkflowState

from unionsite.core import generation
from unionsite.core.wings import Wing

# In the page's history; the newest entry of a page that went to sleep, as nothing else happens to it until it wakes.
ACTION = "unionsite.asleep"
# Sent with `pages` and `is_shown` when pages, or something on them, went out of sight or came back.
pages_changed = Signal()


class NotYet(Exception):
    """A wing cannot go to sleep now; the message says why."""


def pages_of(*names: str) -> QuerySet[Page]:
    return Page.objects.filter(content_type__app_label__in=names).order_by("path")


def rows_of(wing: Wing) -> list[tuple[str, int]]:
    """Return (name of the table's things, number of rows) of each table of a wing that holds any."""
    config = apps.app_configs.get(wing.name)
    counts = ((str(m._meta.verbose_name), m._base_manager.count()) for m in (config.get_models() if config else ()))
    return [(name, count) for name, count in counts if count]


@transaction.atomic
def put_to_sleep(wing: Wing) -> list[Page]:
    """Take a wing's public pages out of sight and return them. Raises NotYet while one is in review or planned, or
    something of it is under way."""
    pages = pages_of(wing.name)
    reviewed = WorkflowState.objects.active().filter(base_content_type=ContentType.objects.get_for_model(Page))
    under_way = pages.annotate(key=Cast("pk", CharField())).filter(key__in=reviewed.values("object_id"))
    planned = pages.filter(_revisions__approved_go_live_at__gt=timezone.now())
    busy = [page.get_admin_display_title() for page in (*under_way, *planned)]
    if busy:
        raise NotYet("还有稿件在审或者已排定发布，请先办完：" + "、".join(f"“{title}”" for title in busy))
    config = apps.app_configs.get(wing.name)
    if config and (names := config.under_way()):
        raise NotYet("还没有结束，请等结束以后再停用，或者先取消：" + "、".join(f"“{name}”" for name in names))
    return _show(pages.filter(live=True), is_shown=False)


@transaction.atomic
def wake(wing: Wing) -> list[Page]:
    """Show again the pages that went to sleep with a wing, and return them."""
    newest = PageLogEntry.objects.filter(page=OuterRef("pk")).order_by("-timestamp", "-pk").values("action")[:1]
    return _show(pages_of(wing.name).annotate(last=Subquery(newest)).filter(live=False, last=ACTION), is_shown=True)


def _show(found: QuerySet[Page], *, is_shown: bool) -> list[Page]:
    pages = list(found)
    # Nothing is published or taken down, and each release stays as it is.
    Page.objects.filter(pk__in=[page.pk for page in pages]).update(live=is_shown)  # allowed: live-update (told below)
    for page in pages:
        log(instance=page, action=f"{ACTION}_ended" if is_shown else ACTION)
    pages_changed.send(Wing, pages=pages, is_shown=is_shown)
    generation.bump()
    return pages


# --- Hooks of the admin ---


def register_actions(actions):
    actions.register_action(ACTION, "停用", "随所属的功能停用，不再公开")
    actions.register_action(f"{ACTION}_ended", "恢复", "随所属的功能恢复公开")


def hide_from_explorer(parent_page, pages, request):
    return pages.exclude(content_type__app_label__in=settings.WINGS_ASLEEP) if settings.WINGS_ASLEEP else pages


def refuse(request, page, *_further):
    """Answer 404: nobody edits, deletes, moves, copies or publishes what sleeps."""
    if page.content_type.app_label in settings.WINGS_ASLEEP:
        raise Http404
