"""Enrolment tickets: issued by an administrator, handed over in person, good once and for a day (T06, T20)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from unionsite.accounts.choices import TICKET_LIFE
from unionsite.accounts.people.models import User
from unionsite.accounts.second_factor.codes import normalised_code, random_code
from unionsite.accounts.second_factor.models import EnrolmentTicket
from unionsite.audit import services as audit
from unionsite.audit.choices import Action
from unionsite.core import sealing

TICKET_CONTEXT = "accounts.enrolmentticket"
TICKET_LENGTH = 16  # 78 bits


@transaction.atomic
def issue_ticket(*, user: User, actor: User | None, now: datetime) -> str:
    """The code of a new ticket, given out this once; earlier ones of this person are void."""
    EnrolmentTicket.objects.filter(user=user, used_at=None).delete()
    code = random_code(TICKET_LENGTH)
    EnrolmentTicket.objects.create(
        user=user,
        digest=sealing.digest(normalised_code(code), f"{TICKET_CONTEXT}:{user.pk}"),
        issued_by=actor,
        issued_at=now,
        expires_at=now + TICKET_LIFE,
    )
    audit.record(Action.TICKET_ISSUED, actor=actor, subject=user)
    return code


def find_ticket(*, user: User, code: str, now: datetime) -> EnrolmentTicket | None:
    """This person's ticket with that code if it is still good."""
    digests = sealing.digests(normalised_code(code), f"{TICKET_CONTEXT}:{user.pk}")
    return EnrolmentTicket.objects.filter(user=user, digest__in=digests, used_at=None, expires_at__gt=now).first()


def redeem_ticket(*, ticket: EnrolmentTicket, now: datetime) -> bool:
    """Use the ticket up; False when it has been used, replaced or has run out meanwhile. One of two wins."""
    return bool(EnrolmentTicket.objects.filter(pk=ticket.pk, used_at=None, expires_at__gt=now).update(used_at=now))
