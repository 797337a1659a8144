"""Who acts on a case in which part, who is told of it, and who would handle a new one."""

from __future__ import annotations

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
    """The parts in which somebody to whom the case is visible acts on it; empty for everybody else's asking."""
    rights = desk_rights(user)
    if rules.is_by_name(case.channel):
        rows = CaseHandler.objects.filter(case=case, user=user)
        return frozenset(Party(party) for party in rows.values_list("party", flat=True)) if rights else frozenset()
    parties = set()
    if HANDLE in rights:
        parties.add(Party.TEAM)
    is_own_department = bool(user.department_id) and case.department_id == user.department_id
    if ANSWER in rights and (is_own_department or case.handler_id == user.pk):
        parties.add(Party.DEPARTMENT)
    if DECIDE in rights and case.committee_since is not None:
        parties.add(Party.COMMITTEE)
    return frozenset(parties)


def holders(*rights: str) -> QuerySet[User]:
    """Active people who were given one of the rights of the desk, by a group or by name."""
    return _holders(rights).all()


@cache
def _holders(rights: tuple[str, ...]) -> QuerySet[User]:
    """The queryset is remembered, never its rows: to compose it takes longer than to run it."""
    given = Q(groups__permissions__codename__in=rights, groups__permissions__content_type__app_label="interact")
    given |= Q(user_permissions__codename__in=rights, user_permissions__content_type__app_label="interact")
    return User.objects.filter(given, is_active=True, left_on=None).distinct()


def marks_on(case: Case) -> Marks:
    """To ask who is kept out of it, without opening it."""
    return Marks(case.marks.values_list("salt", "mark"))


def not_kept_out(people: Iterable[User], case: Case) -> list[User]:
    """These people without those who are kept out of the case, themselves or with their department."""
    marks = marks_on(case)
    return [person for person in people if not marks.have_user(person)]


def departments_in(case: Case, departments: QuerySet[Department]) -> QuerySet[Department]:
    """These departments without those that are kept out of the case."""
    marks = marks_on(case)
    return departments.exclude(
        pk__in=[pk for pk in departments.values_list("pk", flat=True) if marks.have(DEPARTMENT, pk)]
    )


def kept_out_of(user: User, numbers: Collection[int]) -> set[int]:
    """Which of these cases this person must see nothing of."""
    cases = Case.objects.filter(pk__in=numbers)
    return set(numbers) - set(cases.not_kept_from(user).values_list("pk", flat=True))


def _handlers(case: Case, party: Party) -> QuerySet[User]:
    """Those in service who were named for a case by name in this part."""
    return User.objects.filter(pk__in=case.handler_rows.filter(party=party).values("user"), is_active=True)


def team(case: Case) -> list[User]:
    """Those who see to the case: the team, or its handlers by name."""
    if rules.is_by_name(case.channel):
        return not_kept_out(_handlers(case, Party.TEAM), case)
    return not_kept_out(holders(HANDLE), case)


def answerers(case: Case) -> list[User]:
    """Those who may answer for the department: the one named, else all of it with the right."""
    if rules.is_by_name(case.channel):
        return not_kept_out(_handlers(case, Party.DEPARTMENT), case)
    if case.handler is not None:
        return not_kept_out([case.handler], case)
    if case.department_id is None:
        return []
    return not_kept_out(holders(ANSWER).filter(department=case.department_id), case)


def may_be_handler(case: Case, user: User, department_id: int | None) -> bool:
    """Whether a case that lies with a department (None: the team) can be given to this person."""
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
    """The committee's members who are not kept out: told when a case lies still, without a word of what it is about."""
    return not_kept_out(holders(DECIDE), case)


def accused_staff(names: str) -> list[User]:
    """Staff whose name stands in what a reporter wrote about the people concerned (`accused`)."""
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
    """Who gets a new case of a channel by name: its handlers; those of them kept out left out, the deputies; then all
    who may be named. Empty when everybody is kept out: the committee names somebody (T69)."""
    routing = ChannelRouting.objects.filter(channel=case.channel).first()
    if routing is not None:
        for people in (routing.handlers, routing.deputies):
            if able := not_kept_out(may_be_named(people.all(), case.channel), case):
                return able
    everybody = may_be_named(User.objects.all(), case.channel)
    return not_kept_out(everybody, case) if record_of(case.channel).goes_to_all else []


def may_be_named(people: QuerySet[User], channel: Channel | str) -> QuerySet[User]:
    """Those of some people who can be handlers by name: staff with a right of the desk, in service
    and past the day from which their account acts."""
    able = (REPORT,) if rules.is_secret(channel) else (HANDLE, DECIDE, REPORT)
    begun = Q(acts_from=None) | Q(acts_from__lte=timezone.localdate())
    return people.filter(begun, pk__in=holders(*able).values("pk"))


def able_in(party: Party | str, channel: Channel | str) -> QuerySet[User]:
    """Who can be named for a case in this part: for a department and the committee any right of the desk will do, but
    without one nobody sees a case."""
    return may_be_named(User.objects.all(), channel) if party == Party.TEAM else holders(*RIGHTS)


def may_name_for_orphans(user: User) -> bool:
    """The committee names a handler for a case that nobody may see, without seeing it."""
    return DECIDE in desk_rights(user)


def orphans(user: User) -> QuerySet[Case]:
    """Open cases by name that have no handler left, for whoever may name one and is not kept out."""
    if not may_name_for_orphans(user):
        return Case.objects.none()
    return Case.objects.open().without_handlers().not_kept_from(user)
