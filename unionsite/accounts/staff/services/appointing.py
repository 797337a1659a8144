"""A role given on the server's own console, without a second person: on record and told to everybody."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils.translation import gettext as _

from unionsite.accounts.changes import services as changes
from unionsite.accounts.changes.choices import AccountChange, State
from unionsite.accounts.changes.models import PendingChange
from unionsite.accounts.choices import Role
from unionsite.accounts.people import rules
from unionsite.accounts.people.models import User
from unionsite.accounts.second_factor.queries import authenticator_of
from unionsite.accounts.second_factor.services.tickets import issue_ticket
from unionsite.core.refusals import Refused


@transaction.atomic
def appoint(*, user: User, role: str, reason: str, now: datetime) -> str:
    """Returns the code of a ticket for who has no authenticator yet, else "".

    The very first 安全管理员 acts at once, for nobody is there to let anything through; everybody after that from the
    next working day on. What was waiting for the same is withdrawn.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    if not rules.are_separate(user.roles | {role}):
        raise Refused(_("系统管理员、安全管理员、审计员三个角色必须由不同的人担任。"))
    is_first = role == Role.SECURITY and not _had_security_officer()
    PendingChange.objects.open().filter(subject=user, kind=AccountChange.JOIN).update(state=State.WITHDRAWN)
    user.groups.add(Group.objects.get(name=role))
    user.__dict__.pop("roles", None)
    if user.is_staff:
        user.is_staff = False
        user.save(update_fields=["is_staff"])
    if not is_first:
        changes.begin_later(user, now)
    changes.note(kind=AccountChange.JOIN, subject=user, actor=None, payload={"groups": [role]}, reason=reason, now=now)
    if authenticator_of(user) is not None:
        return ""
    return issue_ticket(user=user, actor=None, now=now)


def _had_security_officer() -> bool:
    """Now or at any time: whoever sent the last one away does not begin anew."""
    joined = PendingChange.objects.filter(kind=AccountChange.JOIN, state=State.DONE)
    return User.objects.filter(groups__name=Role.SECURITY).exists() or any(
        Role.SECURITY in payload.get("groups", ()) for payload in joined.values_list("payload", flat=True)
    )
