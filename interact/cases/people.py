"""Who acts on a case and as which party, who is told of it, and who would handle a new one."""

from collections.abc import Collection, Iterable
from functools import cache, reduce
from operator import or_

from django.db.models import Q, QuerySet
from django.utils import timezone

from interact.cases import rules
from interact.cases.accused import joined, named
from interact.cases.choices import Party
from interact.cases.keeping_out import DEPARTMENT, Marks
from interact.cases.models.case import Case, CaseHandler
from interact.cases.models.settings import ChannelRouting
from interact.cases.querysets import ANSWER, DECIDE, HANDLE, REPORT, RIGHTS, desk_rights
from interact.channels.records import Channel, record_of
from unionsite.accounts.models import Department, User


def parties_of(case: Case, user: User) -> frozenset[Party]:
    """Return the parties as which a user acts on a case. The caller has checked that the case is visible to them."""
    rights = desk_rights(user)
    if rules.is_by_name(case.channel):
        rows = CaseHandler.objects.filter(case=case, user=user)
        return frozenset(Party(party) for party in rows.values_list("party", flat=True)) if rights else frozenset()
    is_own_department = bool(user.department_id) and case.department_id == user.department_id
    parties = {
        Party.TEAM: HANDLE in rights,
        Party.DEPARTMENT: ANSWER in rights and (is_own_department or case.handler_id == user.pk),
        Party.COMMITTEE: DECIDE in rights and case.committee_since is not None,
    }
    return frozenset(party for party, acts in parties.items() if acts)


def holders(*rights: str) -> QuerySet[User]:
    """Return active people who have one of these rights of the desk, through a group or of their own."""
    given = Q(groups__permissions__codename__in=rights, groups__permissions__content_type__app_label="interact")
    given |= Q(user_permissions__codename__in=rights, user_permissions__content_type__app_label="interact")
    return User.objects.filter(given, is_active=True, left_on=None).distinct()


def told_of_new() -> list[User]:
    """Return those who may handle what the team reads, with their addresses alone."""
    return list(User.objects.raw(*_told_of_new()))  # allowed: raw-sql (composed by Django, with its values apart)


@cache
def _told_of_new() -> tuple[str, tuple]:
    """Return the query and its values: composing them takes longer than running. No rows are cached."""
    return holders(HANDLE).only("email").query.sql_with_params()


def marks_on(case: Case) -> Marks:
    """Return the marks of a case, which tell whether a given person is kept out, without opening the case."""
    return Marks(case.marks.values_list("salt", "mark"))


def not_kept_out(people: Iterable[User], case: Case) -> list[User]:
    """Return these people without those who are kept out of the case, in person or through their department."""
    marks = marks_on(case)
    return [person for person in people if not marks.have_user(person)]


def departments_in(case: Case, departments: QuerySet[Department]) -> QuerySet[Department]:
    """Return these departments without those that are kept out of the case."""
    marks = marks_on(case)
    return departments.exclude(
        pk__in=[pk for pk in departments.values_list("pk", flat=True) if marks.have(DEPARTMENT, pk)]
    )


def kept_out_of(user: User, numbers: Collection[int]) -> set[int]:
    """Return the numbers of those of these cases that the user is kept out of."""
    cases = Case.objects.filter(pk__in=numbers)
    return set(numbers) - set(cases.not_kept_from(user).values_list("pk", flat=True))


def _handlers(case: Case, party: Party) -> QuerySet[User]:
    """Return the active users who were named for a case by name as this party."""
    return User.objects.filter(pk__in=case.handler_rows.filter(party=party).values("user"), is_active=True)


def team(case: Case) -> list[User]:
    """Return who handles the case and is not kept out: the team, or in a channel by name the named handlers."""
    if rules.is_by_name(case.channel):
        return not_kept_out(_handlers(case, Party.TEAM), case)
    return not_kept_out(holders(HANDLE), case)


def answerers(case: Case) -> list[User]:
    """Return who may answer for the department: the case's handler, else everybody there with the right to answer."""
    if rules.is_by_name(case.channel):
        return not_kept_out(_handlers(case, Party.DEPARTMENT), case)
    if case.handler is not None:
        return not_kept_out([case.handler], case)
    if case.department_id is None:
        return []
    return not_kept_out(holders(ANSWER).filter(department=case.department_id), case)


def may_be_handler(case: Case, user: User, department_id: int | None) -> bool:
    """Whether this person can become the handler of a case that is with this department, or with the team (None)."""
    if not not_kept_out([user], case):
        return False
    if rules.is_by_name(case.channel):
        return case.handler_rows.filter(user=user).exists()
    rights = desk_rights(user)
    return HANDLE in rights or (ANSWER in rights and department_id is not None and user.department_id == department_id)


def committee(case: Case) -> list[User]:
    if rules.is_by_name(case.channel):
        return not_kept_out(_handlers(case, Party.COMMITTEE), case)
    return not_kept_out(holders(DECIDE), case)


def overseers(case: Case) -> list[User]:
    """Return the committee's members who are not kept out; they hear that a case is stuck, but not what it is about."""
    return not_kept_out(holders(DECIDE), case)


def accused_staff(names: str) -> list[User]:
    """Return the staff whose names occur in what a reporter wrote about the people concerned (see `accused`)."""
    text = joined(names)
    if not text:
        return []
    staff = [person for person in User.objects.staff().exclude(name="") if joined(person.name) in text]
    if not staff:
        return []
    parts = reduce(or_, (Q(name__contains=person.name) for person in staff))
    longer = User.objects.filter(parts).values_list("name", flat=True)
    found = named(names, {person.name for person in staff}, longer)
    return [person for person in staff if person.name in found]


def first_handlers(case: Case) -> list[User]:
    """Return who gets a new case of a channel by name, without anybody kept out of it.

    These are the channel's handlers; if none is left, the deputies; then, in a channel that goes to all, everybody who
    may be named. When nobody is left, the committee must name somebody (T69).
    """
    routing = ChannelRouting.objects.filter(channel=case.channel).first()
    if routing is not None:
        for people in (routing.handlers, routing.deputies):
            if able := not_kept_out(may_be_named(people.all(), case.channel), case):
                return able
    everybody = may_be_named(User.objects.all(), case.channel)
    return not_kept_out(everybody, case) if record_of(case.channel).goes_to_all else []


def may_be_named(people: QuerySet[User], channel: Channel | str) -> QuerySet[User]:
    """Filter people to those who can be handlers by name: active, with a right of the desk that fits the channel,
    and past the day from which their account may act."""
    able = (REPORT,) if rules.is_secret(channel) else (HANDLE, DECIDE, REPORT)
    begun = Q(acts_from=None) | Q(acts_from__lte=timezone.localdate())
    return people.filter(begun, pk__in=holders(*able).values("pk"))


def able_in(party: Party | str, channel: Channel | str) -> QuerySet[User]:
    """Return who can be named for a case as this party. For a department or the committee any right of the desk is
    enough, but without one nobody sees a case."""
    return may_be_named(User.objects.all(), channel) if party == Party.TEAM else holders(*RIGHTS)


def may_name_for_orphans(user: User) -> bool:
    """Whether the user is on the committee, which names a handler for a case that nobody may see, without seeing it."""
    return DECIDE in desk_rights(user)


def orphans(user: User) -> QuerySet[Case]:
    """Return open cases by name without a handler, if the user may name one, and without those they are kept out of."""
    if not may_name_for_orphans(user):
        return Case.objects.none()
    return Case.objects.open().without_handlers().not_kept_from(user)
