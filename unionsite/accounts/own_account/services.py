"""Changes that employees make themselves: contact data, a confirmed new mail address, a reset of a lost password."""

import json
from datetime import datetime

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django_tasks import task

from unionsite.accounts.choices import MAIL_CHANGE_LIFE
from unionsite.accounts.people.mails import write_to_employee
from unionsite.accounts.people.models import User
from unionsite.accounts.sign_in.services import forget_wrong_tries, set_password
from unionsite.audit import services as audit
from unionsite.audit.choices import Action
from unionsite.core import sealing

# Contexts of the two kinds of sealed text: the content of a link, and an address in the queue of tasks.
MAIL_CONTEXT = "accounts.mailchange"
ADDRESS_CONTEXT = "accounts.address"


@transaction.atomic
def change_phone(*, user: User, phone: str) -> None:
    user = User.objects.select_for_update().get(pk=user.pk)
    if user.phone == phone:
        return
    user.phone = phone
    user.save(update_fields=["phone"])
    _note(user, "phone")


def _note(user: User, field: str) -> None:
    label = str(User._meta.get_field(field).verbose_name)
    audit.record(Action.ACCOUNT_CHANGED, actor=user, subject=user, detail={"fields": [label]})


# --- A new mail address ---


def ask_for_mail_change(*, user: User, email: str, language: str) -> None:
    """Send a link to the new address; nothing changes until it is opened. An empty address takes effect at once."""
    if not email:
        _store_mail(user, "")
        return
    sealed = sealing.seal(email.encode(), ADDRESS_CONTEXT)
    transaction.on_commit(lambda: send_mail_change.enqueue(user.pk, sealed, language))


@task()
def send_mail_change(user_id: int, sealed: str, language: str) -> None:
    """Send the link by which the owner of a new address confirms it."""
    user, email = User.objects.filter(pk=user_id).first(), sealing.unseal(sealed, ADDRESS_CONTEXT).decode()
    if user is None:
        return
    with translation.override(language):
        token = seal_mail_change(user=user, email=email, now=timezone.now())
        link = reverse("account:mail_confirm", args=[token])
    write_to_employee("mail_change", email, {"user": user}, link)


def seal_mail_change(*, user: User, email: str, now: datetime) -> str:
    """Return the content of the link, sealed so that logs and proxies, which see the link's address, cannot read it."""
    content = {"user": user.pk, "old": user.email, "new": email, "until": (now + MAIL_CHANGE_LIFE).timestamp()}
    return sealing.seal(json.dumps(content).encode(), MAIL_CONTEXT)


def read_mail_change(*, token: str, now: datetime) -> tuple[User, str] | None:
    """Return (person, new address); None for a link that is changed, too old or used, or whose account is closed."""
    try:
        content = json.loads(sealing.unseal(token, MAIL_CONTEXT))
    except sealing.SealingError:
        return None
    if content["until"] <= now.timestamp():
        return None
    user = User.objects.filter(pk=content["user"], email=content["old"], is_active=True).first()
    # Only an administrator changes the mail address of staff.
    return None if user is None or user.is_guarded else (user, content["new"])


@transaction.atomic
def confirm_mail_change(*, token: str, now: datetime) -> User | None:
    """Store the new address, whose owner has opened the link, and tell the former one."""
    found = read_mail_change(token=token, now=now)
    if found is None:
        return None
    # Another link may have been opened meanwhile: check again after locking.
    User.objects.select_for_update().get(pk=found[0].pk)
    found = read_mail_change(token=token, now=now)
    return _store_mail(*found) if found else None


@transaction.atomic
def _store_mail(user: User, email: str) -> User:
    user = User.objects.select_for_update().get(pk=user.pk)
    former, user.email = user.email, email
    user.save(update_fields=["email"])
    _note(user, "email")
    if former:
        sealed = sealing.seal(former.encode(), ADDRESS_CONTEXT)
        transaction.on_commit(lambda: tell_former_address.enqueue(user.pk, sealed))
    return user


@task()
def tell_former_address(user_id: int, sealed: str) -> None:
    if user := User.objects.filter(pk=user_id).first():
        former = sealing.unseal(sealed, ADDRESS_CONTEXT).decode()
        write_to_employee("mail_changed", former, {"user": user}, reverse("account:home"))


# --- A lost password ---


def ask_for_reset(*, login: str, email: str, language: str) -> None:
    """Have a link sent to the employee with this 工号 or user name and this mail address.

    One query and one task either way: known and unknown people cost the same time (T29). The task decides.
    """
    user = User.objects.employees().named(login).filter(email__iexact=email).first()
    user_id = user.pk if user else None
    transaction.on_commit(lambda: send_password_reset.enqueue(user_id, language))


@task()
def send_password_reset(user_id: int | None, language: str) -> None:
    """Send the link to a person who may reset the password by mail; do nothing for others, known or not (T24, T29)."""
    user = User.objects.filter(pk=user_id).first()
    if user is None or not user.email or not may_reset(user):
        return
    with translation.override(language):
        link = reverse(
            "account:password_reset_confirm",
            args=[urlsafe_base64_encode(force_bytes(user.pk)), default_token_generator.make_token(user)],
        )
    audit.record(Action.PASSWORD_RESET_ASKED, subject=user)
    minutes = settings.PASSWORD_RESET_TIMEOUT // 60
    write_to_employee("reset", user.email, {"user": user, "minutes": minutes}, link)


def may_reset(user: User) -> bool:
    """Whether this is an employee who has activated the account; staff get a password from an administrator (T24)."""
    return user.is_active and user.left_on is None and user.has_usable_password() and not user.is_guarded


@transaction.atomic
def reset_password(*, user: User, token: str, password: str) -> bool:
    """Set a new password by a link from a mail and end the person's sessions. False when the link is no longer good."""
    user = User.objects.select_for_update().get(pk=user.pk)
    if not may_reset(user) or not default_token_generator.check_token(user, token):
        return False
    forget_wrong_tries(user)
    set_password(user=user, password=password, action=Action.PASSWORD_RESET)
    return True
