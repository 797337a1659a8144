"""Mails about accounts, in the background: to staff about events, to employees with codes and links."""

from enum import Enum

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django_tasks import task

from unionsite.accounts.people.models import User
from unionsite.accounts.people.queries import union_settings
from unionsite.core import mails


class Notice(Enum):
    """A mail to a person about their account; the value is the template's name."""

    RESET = "reset"
    CODES_TRIED = "codes_tried"
    CODES_TRIED_OFFICER = "codes_tried_officer"
    PASSWORDS_TRIED = "passwords_tried"
    DISABLED = "disabled"
    DEVICE_CHANGED = "device_changed"
    PASSKEY_ADDED = "passkey_added"
    PASSKEY_REMOVED = "passkey_removed"


def tell(user: User, notice: Notice, about: User | None = None) -> None:
    """Send a notice after the commit, in the background: nobody waits for it, and its time reveals nothing (T29)."""
    about_id = about.pk if about else user.pk
    transaction.on_commit(lambda: send_notice.enqueue(user.pk, notice.value, about_id))


@task()
def send_notice(user_id: int, notice: str, about_id: int) -> None:
    user, about = (User.objects.filter(pk=key).first() for key in (user_id, about_id))
    if user is None or about is None:
        return
    context = {
        "user": user,
        "about": about,
        "address": f"{settings.BASE_URL}/{'admin' if user.is_guarded else 'account'}/",
        "now": timezone.localtime(),
    }
    mails.tell(f"accounts/mail/{notice}.txt", [user], context)


def write_to_employee(template: str, address: str, context: dict[str, object], path: str) -> None:
    """Send a mail now; `path` is where it leads, always below BASE_URL, whatever host the request named."""
    site = union_settings()
    context = {**context, "union": site.name, "phone": site.phone, "link": settings.BASE_URL + path}
    mails.send(f"accounts/public/mail/{template}.txt", [address], context)
