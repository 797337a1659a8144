"""All writes to the register, the plan and the posts."""

import logging
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page

from unionsite.audit import services as audit
from unionsite.audit.choices import Action
from unionsite.publishing.elsewhere import accounts_watched
from unionsite.publishing.platforms.choices import PlatformKind, PostState, Registration
from unionsite.publishing.platforms.models import PlannedItem, Platform, PlatformCheck, PlatformPost
from unionsite.publishing.platforms.queries import approved_text, posters

logger = logging.getLogger(__name__)

CLOCKS_APART = timedelta(minutes=5)


def _save(record: PlannedItem | PlatformPost, **values: Any) -> None:
    for name, value in values.items():
        setattr(record, name, value)
    record.save(update_fields=list(values))


# --- Register ---


@transaction.atomic
def save_platform(*, platform: Platform, actor) -> bool:
    """Store a new or changed entry of the register and record it; return whether anything changed.

    Raises ValidationError if the entry lacks something that its state needs.
    """
    platform.full_clean()
    if platform.pk is None:
        platform.save()
        added = {"registration": platform.get_registration_display()}
        audit.record(Action.PLATFORM_ADDED, actor=actor, subject=platform, detail=added)
        return True
    stored = Platform.objects.select_for_update().get(pk=platform.pk)
    fields = [field for field in Platform._meta.concrete_fields if not field.primary_key]
    changed = [field.name for field in fields if getattr(stored, field.attname) != getattr(platform, field.attname)]
    if not changed:
        return False
    platform.save()
    detail: dict[str, Any] = {"fields": changed}
    if "registration" in changed:
        detail |= {"before": stored.get_registration_display(), "after": platform.get_registration_display()}
    audit.record(Action.PLATFORM_CHANGED, actor=actor, subject=platform, detail=detail)
    return True


@transaction.atomic
def check_platform(*, platform: Platform, actor, now, **found: Any) -> PlatformCheck:
    """Store what somebody `found` who looked at an account (fields of the check), and record it."""
    check = PlatformCheck.objects.create(platform=platform, checked_at=now, checked_by=actor, **found)
    audit.record(Action.PLATFORM_CHECKED, actor=actor, subject=platform)
    return check


def watch_platforms(now: datetime | None = None) -> int:
    """Tell whoever listens of dormant accounts and those that a check by hand found unreachable (S-7.1, S-8.8); return
    how many are wrong."""
    now = now or timezone.now()
    known = Platform.objects.select_related("department", "administrator")
    dormant = _("平台账号“%(name)s”已休眠：连续%(days)d天没有发布")
    lost = _("平台账号“%(name)s”打不开")
    found = [(f"platform:{one.pk}", dormant, one) for one in known.dormant(now)]
    in_use = known.filter(registration=Registration.ACTIVE).with_last_check()
    found += [(f"platform:{one.pk}:unreachable", lost, one) for one in in_use.filter(was_reachable=False)]
    days = settings.PLATFORM_DORMANT_DAYS
    faults = [(key, words % {"name": one.name, "days": days}, one) for key, words, one in found]
    accounts_watched.send(Platform, faults=faults, now=now)
    return len(faults)


# --- Plan ---


@transaction.atomic
def plan_item(*, values: Mapping[str, Any], platforms: Collection[Platform], actor) -> PlannedItem:
    """Plan a piece; `values` are fields of the item. If its page is public already, its posting tasks open at once."""
    return change_item(item=PlannedItem(created_by=actor), values=values, platforms=platforms)


@transaction.atomic
def change_item(*, item: PlannedItem, values: Mapping[str, Any], platforms: Collection[Platform]) -> PlannedItem:
    """Store `values` and platforms of a planned item; if its page is public, missing posting tasks open at once."""
    for name, value in values.items():
        setattr(item, name, value)
    item.full_clean()
    item.save()
    item.platforms.set(platforms)
    _tasks_of_public_page(item)
    return item


@transaction.atomic
def cancel_item(*, item: PlannedItem, reason: str, actor, now: datetime) -> None:
    """Cancel a planned item, if it is not yet; its waiting tasks stay, because the piece may be public already."""
    if item.cancelled_at is not None:
        return
    _save(item, cancelled_at=now, cancel_reason=reason)
    audit.record(Action.PLAN_CANCELLED, actor=actor, subject=item, reason=reason)


@transaction.atomic
def restore_item(*, item: PlannedItem) -> None:
    """Undo the cancellation of a planned item, and open the posting tasks it may lack."""
    _save(item, cancelled_at=None, cancel_reason="")
    _tasks_of_public_page(item)


def _tasks_of_public_page(item: PlannedItem) -> None:
    if item.page_id and item.page.live:
        open_tasks_for(page=item.page, now=timezone.now())


# --- Posts ---


@transaction.atomic
def open_tasks_for(*, page: Page, now: datetime) -> int:
    """Open a posting task for each platform that a released page was planned for; return how many are new (S-3.7).

    The website's task is done by the release itself. Called again, also for a later version, it adds what is missing.
    """
    items = PlannedItem.objects.filter(page_id=page.pk, cancelled_at=None).select_related("owner")
    able = None
    new = 0
    for item in items.prefetch_related("platforms__administrator"):
        for platform in item.platforms.all():
            values: dict[str, Any] = {"title": page.title, "planned_item": item}
            if platform.kind == PlatformKind.WEBSITE:
                address = public_address(page)
                if not address:
                    continue
                at = page.first_published_at or now
                values |= {"state": PostState.POSTED, "url": address, "posted_at": at, "due_at": item.planned_at}
            else:
                if able is None:
                    able = set(posters().values_list("pk", flat=True))
                persons = [platform.administrator_id, item.owner_id]
                values |= {
                    "due_at": max(item.planned_at, now) + timedelta(hours=settings.PLATFORM_POST_HOURS),
                    "assigned_to_id": next((person for person in persons if person in able), None),
                }
            _post, is_new = PlatformPost.objects.get_or_create(platform=platform, page_id=page.pk, defaults=values)
            new += is_new
    return new


def open_tasks_after_release(page: Page) -> None:
    """Open the tasks of a piece that has just gone live; an error is only logged, so that publication stands."""
    try:
        open_tasks_for(page=page, now=timezone.now())
    except Exception:
        logger.exception("No posting tasks were made for page %s.", page.pk)


def drop_waiting_posts(page: Page) -> int:
    """Delete the waiting tasks of a page that is no longer released; return how many."""
    return PlatformPost.objects.filter(page_id=page.pk, state=PostState.WAITING).delete()[0]


@transaction.atomic
def open_tasks(*, page: Page, platforms: Collection[Platform], assigned_to, due_at: datetime) -> int:
    """Open tasks by hand for an approved piece; return how many are new. Raises ValidationError for any other page."""
    text = approved_text(page)
    if text is None:
        raise ValidationError(_("稿件还没有通过初审和终审，不能对外发布。"))
    new = 0
    for platform in platforms:
        _post, is_new = PlatformPost.objects.get_or_create(
            platform=platform,
            page_id=page.pk,
            defaults={"title": text.title, "assigned_to": assigned_to, "due_at": due_at},
        )
        new += is_new
    return new


@transaction.atomic
def record_post(*, post: PlatformPost, url: str, posted_at: datetime, actor, now: datetime) -> None:
    """Record where and when a piece was posted, or correct the record.

    Raises ValidationError for a time in the future, beyond what clocks may differ.
    """
    if posted_at > now + CLOCKS_APART:
        raise ValidationError({"posted_at": _("发布时间不能晚于现在。")})
    post = PlatformPost.objects.select_for_update().get(pk=post.pk)
    _save(post, state=PostState.POSTED, url=url, posted_at=posted_at, reason="", recorded_by=actor)
    audit.record(Action.POST_RECORDED, actor=actor, subject=post, detail={"path": url})


@transaction.atomic
def skip_post(*, post: PlatformPost, reason: str, actor) -> None:
    """Record that a piece will not be posted on this platform, and why.

    Raises ValidationError if it was posted there already.
    """
    post = PlatformPost.objects.select_for_update().get(pk=post.pk)
    if post.state == PostState.POSTED:
        raise ValidationError({"reason": _("已登记发布的，不能改为不发布。")})
    _save(post, state=PostState.SKIPPED, reason=reason, recorded_by=actor)
    audit.record(Action.POST_SKIPPED, actor=actor, subject=post, reason=reason)


def public_address(page: Page) -> str:
    """Return the absolute address of a page; empty if it belongs to no site."""
    address = page.get_url()
    if not address:
        return ""
    return address if "://" in address else settings.BASE_URL + address


def shared_address(page: Page) -> str:
    """Return the absolute address to be put into posts: views that come from there are counted as such (S-2.9)."""
    address = public_address(page)
    return f"{address}?via=kit" if address else ""
