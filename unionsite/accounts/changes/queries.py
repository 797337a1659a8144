"""Reads of changes that take two people: who may look a second time, who sees them, who is told how they ended."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from unionsite.accounts.changes import rules
from unionsite.accounts.changes.choices import ROLE_OF_OFFICE, AccountChange, Mode, Office, State
from unionsite.accounts.changes.kinds import KINDS, SCREEN_RIGHTS
from unionsite.accounts.changes.models import PendingChange
from unionsite.accounts.choices import GUARDED_ROLES
from unionsite.accounts.people.models import User
from unionsite.core.queries import is_open

MOST_CHANGES = 200


def offices_of(user: User) -> frozenset[Office]:
    found = {Office.ADMINISTRATION} if user.is_superuser else set()
    return frozenset(found | {office for office, role in ROLE_OF_OFFICE.items() if role in user.roles})


def prepares_alone(actor: User | None) -> bool:
    """Whether this is a superuser before the opening, whose second person looks at all roles (decision 0082)."""
    return actor is not None and actor.is_superuser and not is_open()


def needs_second_person(user: User, actor: User | None = None) -> bool:
    """Whether making or recovering this account takes two people, because of its roles or those it is proposed for."""
    return not prepares_alone(actor) and (
        user.is_superuser
        or bool(GUARDED_ROLES & user.roles)
        or PendingChange.objects.open().filter(subject=user, kind=AccountChange.JOIN).exists()
    )


def makers_of(user: User) -> set[int]:
    """Return the primary keys of the people who made this account, gave it its roles or recovered it, at any time."""
    done = PendingChange.objects.done_to(user).exclude(kind=AccountChange.EMAIL)
    pairs = done.values_list("proposer_id", "approver_id")
    return {number for pair in pairs for number in pair if number is not None} - {user.pk}


def is_hidden(change: PendingChange, user: User) -> bool:
    return change.definition is not None and bool(change.definition.hidden([change], user))


def why_not_approve(change: PendingChange, actor: User, today: date) -> str:
    """Ask `changes.rules.why_not_approve`; nobody may let through a kind that the site no longer knows."""
    if change.definition is None:
        return _("这一项现在不能办理。")
    offices, is_kept_out = offices_of(actor), is_hidden(change, actor)
    return rules.why_not_approve(change, actor, offices=offices, is_kept_out=is_kept_out, today=today)


def in_offices(offices: Iterable[str]) -> QuerySet[User]:
    """Return the active people who hold any of these offices, each once."""
    offices = set(map(Office, offices))
    wanted = Q(groups__name__in=[ROLE_OF_OFFICE[office] for office in offices])
    if Office.ADMINISTRATION in offices:
        wanted |= Q(is_superuser=True)
    return User.objects.filter(wanted, is_active=True).distinct()


def approvers_of(change: PendingChange) -> list[User]:
    """Return who could look at the change a second time now or, if their account is new, soon."""
    kind = change.definition
    if kind is None:
        return []
    people = in_offices(rules.open_offices(change)).exclude(
        pk__in=[number for number in (change.proposer_id, change.subject_id) if number]
    )
    return [person for person in people.order_by("name", "pk") if not is_hidden(change, person)]


def concerned_by(change: PendingChange) -> list[User]:
    """Return who is told how the change ended; unless it is secret also the committee, the group and 安全管理员."""
    kind = change.definition
    people = [change.proposer, change.approver]
    if kind is None or not (kind.is_secret or kind.is_live):
        people += [change.subject, *in_offices([Office.COMMITTEE, Office.GROUP, Office.SECURITY])]
    elif change.state == State.DONE:
        people.append(change.subject)
    found = {person.pk: person for person in people if person is not None}
    return [person for person in found.values() if not is_hidden(change, person)]


def sees_change(change: PendingChange, user: User) -> bool:
    """Whether the user proposed it, looked at it, or holds an office that could; never when it is hidden from them."""
    return bool(_seen([change], user))


def _seen(found: list[PendingChange], user: User) -> list[PendingChange]:
    offices, by_kind = offices_of(user), defaultdict(list)
    for change in found:
        if change.definition is not None and change.mode != Mode.ALONE:
            by_kind[change.kind].append(change)
    hidden = {pk for kind, rows in by_kind.items() for pk in KINDS[kind].hidden(rows, user)}
    return [
        change
        for rows in by_kind.values()
        for change in rows
        if change.pk not in hidden
        and (user.pk in (change.proposer_id, change.approver_id) or change.definition.approving & offices)
    ]


def changes_shown_to(user: User, *, is_proposed: bool = False) -> list[PendingChange]:
    """Return the newest changes that this person sees, newest first; with `is_proposed` only those that wait."""
    found = PendingChange.objects.exclude(mode=Mode.ALONE)
    if is_proposed:
        found = found.filter(state=State.PROPOSED)
    return sorted(_seen(list(found[:MOST_CHANGES]), user), key=lambda change: -change.pk)


def may_open_changes(user: User) -> bool:
    """Whether the screen 待复核事项 has anything for this person: some kind is theirs to propose or to look at."""
    return any(user.has_perm(right) for right in SCREEN_RIGHTS)
