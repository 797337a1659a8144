"""Who may read a page: closing it takes effect at once, opening it to more people needs both stages (S-3.6).

Both stages approve a page for the people who may read it then. So a page that is public, under review or waiting for
its time cannot be opened directly: it is taken down, opened and submitted again. `receivers` calls the checks.
"""

from collections.abc import Iterable

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _
from wagtail.models import Page, PageViewRestriction

from unionsite.core.queries import read_restrictions
from unionsite.core.refusals import Refused
from unionsite.publishing.ledger.models import base_content_type
from unionsite.publishing.review.queries import versions_on_the_way

NARROWING = (PageViewRestriction.LOGIN, PageViewRestriction.GROUPS)


def check_removed(restriction: PageViewRestriction, origin: object) -> None:
    """Raise Refused if deleting the restriction would open a page; `origin` is the object or queryset being deleted."""
    # Where the page itself is deleted, its restriction goes with it and opens nothing.
    begun_by = getattr(origin, "model", None) or type(origin)
    if not issubclass(begun_by, Page):
        _refuse_opening(_closed_by(restriction))


def check_changed(restriction: PageViewRestriction) -> None:
    """Raise Refused if saving would open a page: moved to another page, or any change but from LOGIN to GROUPS. Notes
    on the restriction whether its groups may be chosen afterwards (`check_groups`)."""
    if restriction._state.adding:
        restriction.may_choose_groups = True
        return
    stored = PageViewRestriction.objects.get(pk=restriction.pk)
    is_same = stored.restriction_type == restriction.restriction_type and stored.password == restriction.password
    is_narrower = (stored.restriction_type, restriction.restriction_type) == NARROWING
    if stored.page_id != restriction.page_id or not (is_same or is_narrower):
        _refuse_opening(_closed_by(stored))
    restriction.may_choose_groups = is_narrower


def check_groups(sender_instance: models.Model, numbers: Iterable[int] | None, *, is_reverse: bool) -> None:
    """Raise Refused if adding groups lets more people read; a new or just narrowed restriction may name its groups.
    `numbers` are those of restrictions, and used only if the groups are added from the group's side (`is_reverse`)."""
    if is_reverse:
        for restriction in PageViewRestriction.objects.filter(pk__in=numbers or ()):
            _refuse_opening(_closed_by(restriction))
    elif not getattr(sender_instance, "may_choose_groups", False):
        _refuse_opening(_closed_by(sender_instance))


def check_moved(page: Page, parent_before: Page, parent_after: Page) -> None:
    """Raise Refused if a restriction that closes the page now would not close it in its new place."""
    lost = [
        paths
        for paths in read_restrictions().values()
        if parent_before.path.startswith(paths) and not parent_after.path.startswith(paths)
    ]
    if lost:
        _refuse_opening((page.path,))


def _closed_by(restriction: PageViewRestriction) -> tuple[str, ...]:
    return read_restrictions().get(restriction.pk) or (restriction.page.path,)


def _refuse_opening(paths: Iterable[str]) -> None:
    below = Q()
    for path in paths:
        below |= Q(path__startswith=path)
    pages = Page.objects.filter(below).filter(depth__gt=1)
    on_the_way = versions_on_the_way().filter(base_content_type=base_content_type(Page()))
    numbers = list(on_the_way.values_list("object_id", flat=True))
    shown = pages.filter(Q(live=True) | Q(pk__in=numbers)).order_by("path")
    if titles := list(shown.values_list("title", flat=True)[:3]):
        raise Refused(
            _(
                "%(titles)s是按限定范围审核发布的，不能直接放宽。请先撤下（或撤回审核），取消限制，再提交审核，"
                "经初审、终审后对更多的人公开。"
            )
            % {"titles": _("、").join(_("《%(title)s》") % {"title": title} for title in titles)}
        )
