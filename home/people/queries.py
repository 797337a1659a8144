"""Composed reads of contacts: for plain pages, and for the front page."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from home.models import PlainPage
from home.people import rules
from home.people.models import Contact, ReceptionDay
from home.people.rules import ContactKind
from unionsite.core.generation import CONTACTS, TEXTS, remembered_of
from unionsite.core.pictures import prefetch_pictures

SHAPE = "portrait"


@dataclass(frozen=True)
class ContactGroup:
    """The contacts of one kind; `slug` is the anchor of the part."""

    slug: str
    title: str
    contacts: list[Contact]


@dataclass(frozen=True)
class Reception:
    """What the front page says of the people: the next reception, and for an employee who signed in and whose
    department has any, their representatives. `url` is of the page where everybody finds theirs, or empty."""

    day: ReceptionDay | None
    url: str
    representatives: tuple[Contact, ...] = field(default=())


def groups_of(kinds: Iterable[ContactKind]) -> list[ContactGroup]:
    """Return the contacts of these kinds in their order, with reception days to come in `days`; at most three
    queries."""
    kinds = list(kinds)
    contacts = list(Contact.objects.shown().filter(kind__in=kinds).select_related("department", "picture"))
    prefetch_pictures([contact.picture for contact in contacts if contact.picture], SHAPE)
    days = defaultdict(list)
    for day in days_from(timezone.localdate()):
        days[day.contact_id].append(day)
    by_kind = defaultdict(list)
    for contact in contacts:
        contact.days = days[contact.pk]
        by_kind[contact.kind].append(contact)
    # In the order in which all lists have the departments.
    by_kind[ContactKind.REPRESENTATIVE].sort(key=_place_of_department)
    return [ContactGroup(kind.value, str(kind.label), by_kind[kind]) for kind in kinds if by_kind[kind]]


def _place_of_department(contact: Contact) -> tuple[int, str]:
    return (contact.department.sort_order, contact.department.name) if contact.department else (0, "")


@remembered_of(CONTACTS)
def days_from(today: date) -> tuple[ReceptionDay, ...]:
    """Return the receptions from this day on, the next first, each with its contact."""
    receiving = Contact.objects.shown().filter(kind=ContactKind.COMMITTEE)
    days = ReceptionDay.objects.filter(contact__in=receiving, day__gte=today).select_related("contact__department")
    return tuple(days.order_by("day", "starts_at", "pk"))


@remembered_of(CONTACTS)
def representatives_by_department() -> dict[int, tuple[Contact, ...]]:
    found = defaultdict(list)
    for contact in Contact.objects.shown().filter(kind=ContactKind.REPRESENTATIVE).select_related("department"):
        found[contact.department_id].append(contact)
    return {department: tuple(contacts) for department, contacts in found.items()}


@remembered_of(TEXTS)
def address_of(kind: ContactKind, locale_id: int) -> str:
    """Return the address of the list of contacts of a kind in a language; empty if no public page shows it."""
    pages = PlainPage.objects.published().in_language(locale_id).order_by("path")
    return next((f"{page.get_url()}#{kind.value}" for page in pages if kind in page.kinds_of_contacts), "")


def reception_for(request: HttpRequest, locale_id: int) -> Reception:
    """Return `Reception` for this reader; without a session cookie nobody is asked for."""
    now = timezone.localtime()
    day = next((day for day in days_from(now.date()) if not rules.is_over(day.day, day.ends_at, now)), None)
    return Reception(day, address_of(ContactKind.REPRESENTATIVE, locale_id), _own_representatives(request))


def _own_representatives(request: HttpRequest) -> tuple[Contact, ...]:
    # Without the cookie there is no session: to ask for the user would only make every answer vary by cookie.
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return ()
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated or user.department_id is None:
        return ()
    return representatives_by_department().get(user.department_id, ())
