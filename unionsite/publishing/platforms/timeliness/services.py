"""Tells, once, of pieces that were due and did not appear (S-3.9)."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django_tasks import task
from wagtail.models import Page, Revision

from unionsite.accounts.choices import Role
from unionsite.accounts.models import User
from unionsite.core import mails
from unionsite.core.mails import is_silent
from unionsite.publishing.ledger.models import Release
from unionsite.publishing.platforms.models import MissedNotice, PlannedItem
from unionsite.publishing.platforms.rules import plan_state

# What was missed longer ago is told of no more: a plan entered afterwards, or a restored database, must not flood
# people with mails of years.
TOLD_WITHIN = timedelta(days=7)


def tell_of_missed(*, now: datetime | None = None) -> int:
    """Tell of each released version that did not go live, and of each planned item without a public page; return how
    many. Both have `PLAN_GRACE_MINUTES`. Safe to run twice, also at the same time."""
    now = now or timezone.now()
    told = sum(_tell_of_version(revision, now) for revision in _stuck(now))
    return told + sum(_tell_of_item(item, now) for item in _late_items(now))


def _stuck(now: datetime) -> list[Revision]:
    grace = timedelta(minutes=settings.PLAN_GRACE_MINUTES)
    due = Revision.objects.filter(approved_go_live_at__lt=now - grace, approved_go_live_at__gte=now - TOLD_WITHIN)
    return list(_untold(due, "revision", "approved_go_live_at").defer("content").order_by("approved_go_live_at", "pk"))


def _late_items(now: datetime) -> list[PlannedItem]:
    missing = PlannedItem.objects.late(now).filter(page__first_published_at=None, planned_at__gte=now - TOLD_WITHIN)
    return list(_untold(missing, "item", "planned_at").with_progress().order_by("planned_at", "pk"))


def _untold(rows, kind: str, moment: str):
    """Leave out those of which people were told at their present time; a new time is told of anew."""
    told = MissedNotice.objects.filter(**{kind: OuterRef("pk")}, due_at=OuterRef(moment))
    return rows.exclude(Exists(told))


def _tell_of_version(revision: Revision, now: datetime) -> bool:
    is_page = revision.base_content_type_id == ContentType.objects.get_for_model(Page).pk
    page = Page.objects.filter(pk=revision.object_id).first() if is_page else None
    release = Release.objects.filter(revision=revision).order_by("pk").last()
    due_at = revision.approved_go_live_at
    people = {getattr(page, "owner_id", None), getattr(release, "submitter_id", None)}
    try:
        with transaction.atomic():
            MissedNotice.objects.create(revision=revision, due_at=due_at, told_at=now)
            # The plan of this piece is late for the same reason: one mail says so to all concerned.
            items = _late_items(now) if page else []
            for item in (one for one in items if one.page_id == page.pk):
                MissedNotice.objects.create(item=item, due_at=item.planned_at, told_at=now)
                people.add(item.owner_id)
            address = reverse("wagtailadmin_pages:edit", args=[page.pk]) if page else reverse("wagtailadmin_home")
            _send(people, revision.object_str, due_at, address, state="")
    except IntegrityError:
        # Another process was first.
        return False
    return True


def _tell_of_item(item: PlannedItem, now: datetime) -> bool:
    try:
        with transaction.atomic():
            MissedNotice.objects.create(item=item, due_at=item.planned_at, told_at=now)
            address = reverse("publishing_platforms:item", args=[item.pk])
            _send({item.owner_id}, item.title, item.planned_at, address, state=str(plan_state(item).label))
    except IntegrityError:
        return False
    return True


def _send(people: Collection[int | None], title: str, due_at: datetime, address: str, *, state: str) -> None:
    """Tell the people with these numbers, and the team, of what has not appeared."""
    if is_silent():
        return
    concerned = Q(pk__in=[number for number in people if number]) | Q(groups__name=Role.FIRST_REVIEW.value)
    staff = User.objects.staff().filter(pk__in=User.objects.filter(concerned).values("pk"), is_active=True)
    numbers = list(staff.values_list("pk", flat=True))
    values = {
        "title": title,
        "due": f"{timezone.localtime(due_at):%Y-%m-%d %H:%M}",
        "address": settings.BASE_URL + address,
        "state": state,
    }
    transaction.on_commit(lambda: send_missed.enqueue(numbers, values))


@task()
def send_missed(people: list[int], values: dict[str, str]) -> None:
    mails.tell("platforms/mail/missed.txt", User.objects.filter(pk__in=people, is_active=True), values)
