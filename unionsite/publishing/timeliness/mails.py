"""Mails about pieces that did not appear when they should have."""

from collections.abc import Collection
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django_tasks import task

from unionsite.accounts.choices import Role
from unionsite.accounts.models import User
from unionsite.core import mails
from unionsite.core.mails import is_silent
from unionsite.publishing.platforms.models import PlannedItem
from unionsite.publishing.platforms.queries import state_of_item


def tell_of_item(item: PlannedItem) -> None:
    """Tell the owner and the team of a planned item, loaded `with_progress`, that has not appeared."""
    address = reverse("publishing_platforms:item", args=[item.pk])
    _send({item.owner_id}, item.title, item.planned_at, address, state=str(state_of_item(item).label))


def tell_of_version(title: str, page_id: int | None, due_at: datetime, people: Collection[int | None]) -> None:
    """Tell the people with these numbers and the team of a released version that the site could not publish."""
    address = reverse("wagtailadmin_pages:edit", args=[page_id]) if page_id else reverse("wagtailadmin_home")
    _send(people, title, due_at, address, state="")


def _send(people: Collection[int | None], title: str, due_at: datetime, address: str, *, state: str) -> None:
    if is_silent():
        return
    concerned = Q(pk__in=[number for number in people if number]) | Q(groups__name=Role.FIRST_REVIEW.value)
    staff = User.objects.staff().filter(pk__in=User.objects.filter(concerned).values("pk"), is_active=True)
    addresses = sorted({user.email for user in staff if user.email})
    values = {
        "title": title,
        "due": f"{timezone.localtime(due_at):%Y-%m-%d %H:%M}",
        "address": settings.BASE_URL + address,
        "state": state,
    }
    transaction.on_commit(lambda: send_missed.enqueue(addresses, values))


@task()
def send_missed(addresses: list[str], values: dict[str, str]) -> None:
    mails.send("publishing/mail/missed.txt", addresses, values)
