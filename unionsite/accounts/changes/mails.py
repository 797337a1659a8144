"""Mails about changes that take two people: first to those who may look a second time, then to everybody concerned."""

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django_tasks import task

from unionsite.accounts.changes.choices import Mode, State
from unionsite.accounts.changes.models import PendingChange
from unionsite.accounts.changes.queries import approvers_of, concerned_by
from unionsite.accounts.people.models import User
from unionsite.core import mails


def ask_for_second_look(change: PendingChange) -> None:
    _send(change, approvers_of(change))


def tell_outcome(change: PendingChange) -> None:
    _send(change, concerned_by(change))


def _send(change: PendingChange, people: list[User]) -> None:
    numbers, state = [person.pk for person in people], str(change.state)
    if not mails.is_silent():
        transaction.on_commit(lambda: send_change_mail.enqueue(change.pk, state, numbers))


@task()
def send_change_mail(change_id: int, state: str, people: list[int]) -> None:
    change = PendingChange.objects.filter(pk=change_id).first()
    if change is None:
        return
    kind = change.definition
    is_secret = kind is not None and kind.is_secret
    with translation.override(settings.LANGUAGE_CODE):
        context = {
            "change": change,
            "label": change.label,
            "state": State(state).label,
            "is_question": state == State.PROPOSED,
            "is_console": change.mode == Mode.CONSOLE,
            "is_secret": is_secret,
            "lines": [] if is_secret or kind is None else kind.lines(change),
            "address": settings.BASE_URL + reverse("changes_admin:index"),
        }
    told = list(User.objects.filter(pk__in=people, is_active=True))
    mails.tell("accounts/mail/change.txt", told, context)
    if kind is not None and (others := set(kind.also_told(change)) - {person.email for person in told}):
        mails.send("accounts/mail/change.txt", others, context | {"is_question": False})
