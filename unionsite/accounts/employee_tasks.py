"""Background and scheduled work for employees: imports of the roll, activation codes and links by mail.

Every task takes ids, and what it sends is made when it runs: no code, link or mail address lies in the queue in clear.
"""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django_tasks import task

from unionsite.accounts.models import User
from unionsite.accounts.services import account, activation, employees, roll
from unionsite.accounts.union import union_settings
from unionsite.audit import services as audit
from unionsite.audit.choices import Action
from unionsite.core import sealing

ADDRESS_CONTEXT = "accounts.address"


def purge_roll_files() -> None:
    """Hourly: uploaded rolls live for a day at most."""
    roll.forget_old_imports(now=timezone.now())


def forget_leavers() -> None:
    """Daily: what was kept to reach people and to let them in goes some months after they have left."""
    employees.forget_leavers(now=timezone.now())


@task()
def carry_out_roll(roll_id: int) -> None:
    roll.carry_out(roll_id=roll_id, now=timezone.now())


@task()
def mail_activation_code(user_id: int, actor_id: int | None) -> None:
    """Issue a code and send it; when the mail cannot be sent the former code stays good."""
    user, actor = (User.objects.filter(pk=key).first() for key in (user_id, actor_id))
    if user is None or not user.email:
        return
    with transaction.atomic():
        for person, code in activation.issue_codes(users=[user], actor=actor, now=timezone.now()):
            _send("activation", person.email, {"user": person, "code": code}, reverse("account:activate"))


@task()
def send_password_reset(user_id: int | None, language: str) -> None:
    """Send the link to who may reset a password by mail; for everybody else, known or not, do nothing (T24, T29)."""
    user = User.objects.filter(pk=user_id).first()
    if user is None or not user.email or not account.may_reset(user):
        return
    with translation.override(language):
        link = reverse(
            "account:password_reset_confirm",
            args=[urlsafe_base64_encode(force_bytes(user.pk)), default_token_generator.make_token(user)],
        )
    audit.record(Action.PASSWORD_RESET_ASKED, subject=user)
    _send("reset", user.email, {"user": user, "minutes": settings.PASSWORD_RESET_TIMEOUT // 60}, link)


@task()
def send_mail_change(user_id: int, sealed: str, language: str) -> None:
    """The link by which the owner of a new address confirms it."""
    user, email = User.objects.filter(pk=user_id).first(), sealing.unseal(sealed, ADDRESS_CONTEXT).decode()
    if user is None:
        return
    with translation.override(language):
        token = account.seal_mail_change(user=user, email=email, now=timezone.now())
        link = reverse("account:mail_confirm", args=[token])
    _send("mail_change", email, {"user": user}, link)


@task()
def tell_former_address(user_id: int, sealed: str) -> None:
    if user := User.objects.filter(pk=user_id).first():
        former = sealing.unseal(sealed, ADDRESS_CONTEXT).decode()
        _send("mail_changed", former, {"user": user}, reverse("account:home"))


def _send(template: str, address: str, context: dict, path: str) -> None:
    """A plain Chinese mail; the first line of the template is its subject. Links begin with BASE_URL alone."""
    site = union_settings()
    with translation.override(settings.LANGUAGE_CODE):
        context = {**context, "union": site.name, "phone": site.phone, "link": settings.BASE_URL + path}
        text = render_to_string(f"accounts/public/mail/{template}.txt", context).strip()
    subject, _line, body = text.partition("\n")
    send_mail(subject.strip(), body.strip() + "\n", None, [address])
