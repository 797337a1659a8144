"""Reads of when pieces were published, compared with the day of their event; the check of `EVENT_DATES`."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.apps import apps
from django.conf import settings
from django.core.checks import Error, register
from django.core.exceptions import FieldDoesNotExist
from django.db.models import DateField
from django.utils import timezone
from wagtail.models import Page

from unionsite.core.models import PiecePage
from unionsite.core.models.sections import sections
from unionsite.core.workday_table import current_calendar
from unionsite.publishing.ledger.queries import is_imported
from unionsite.publishing.review.models import ReviewSettings


@dataclass(frozen=True, slots=True)
class Punctuality:
    """One piece and the working days between its event and its publication (S-3.9).

    The day of the event is not counted; `days` is negative if the piece came before the event. A piece is in time up to
    `limit` days. `is_provisional` is true while the holidays of that year are not entered.
    """

    pk: int
    title: str
    section: str
    department: str
    happened_on: date
    published_at: datetime
    days: int
    limit: int
    is_provisional: bool

    @property
    def is_late(self) -> bool:
        return self.days > self.limit


def event_dates() -> list[tuple[type[PiecePage], str]]:
    """Return each page type of `EVENT_DATES` with its field. Raises LookupError or ValueError for a wrong name."""
    return [(apps.get_model(name), field) for name, field in settings.EVENT_DATES.items()]


def pieces(*, section: Page | None = None, department=None, start=None, stop=None) -> list[Punctuality]:
    """Return the pieces in Chinese that were published from `start` to `stop` (moments, or None), newest first.

    Translations are left out, because they repeat a piece. One query for each type, three for sections and limits.
    """
    calendar, limits = current_calendar(), ReviewSettings.load().workday_limits()
    places = {page.path: page for page in sections()}
    found = []
    for pk, title, path, team, happened, published in _rows(section, department, start, stop):
        place = next((places[path[:end]] for end in range(len(path), 0, -Page.steplen) if path[:end] in places), None)
        happened_on = timezone.localtime(happened).date() if isinstance(happened, datetime) else happened
        published_on = timezone.localtime(published).date()
        found.append(
            Punctuality(
                pk=pk,
                title=title,
                section=place.title if place else "",
                department=team or "",
                happened_on=happened_on,
                published_at=published,
                days=calendar.workdays_between(happened_on, published_on),
                limit=limits[place.pk if place else None],
                is_provisional=calendar.is_provisional(*sorted((happened_on, published_on))),
            )
        )
    return sorted(found, key=lambda piece: (piece.published_at, piece.pk), reverse=True)


def late_between(start: datetime, stop: datetime) -> list[int]:
    """Return the numbers of the pieces that came late, from `start` to before `stop`."""
    # The report takes in the last moment, which belongs to the next span.
    return [piece.pk for piece in pieces(start=start, stop=stop) if piece.is_late and piece.published_at < stop]


def _rows(section, department, start, stop) -> Iterator[tuple]:
    wanted = {
        "locale__language_code": settings.LANGUAGE_CODE,
        "alias_of": None,
        "first_published_at__isnull": False,
        "first_published_at__gte": start,
        "first_published_at__lte": stop,
        "path__startswith": section and section.path,
        "department": department,
    }
    wanted = {name: value for name, value in wanted.items() if value is not None or name == "alias_of"}
    for model, field in event_dates():
        rows = model._default_manager.filter(**wanted, **{f"{field}__isnull": False}).exclude(is_imported())
        names = ("pk", "title", "path", "department__name", field, "first_published_at")
        yield from rows.values_list(*names).order_by()


@register()
def event_dates_are_dates(app_configs=None, **_kwargs):
    """E021: `EVENT_DATES` names something that is not a type of piece, or a field that is not a date."""
    try:
        wrong = [
            f"{model._meta.label}.{field}"
            for model, field in event_dates()
            if not issubclass(model, PiecePage) or not isinstance(model._meta.get_field(field), DateField)
        ]
    except (LookupError, ValueError, FieldDoesNotExist) as error:
        wrong = [str(error)]
    return [
        Error(f"EVENT_DATES must name types of pieces and their dates: {name}.", id="publishing.E021") for name in wrong
    ]
