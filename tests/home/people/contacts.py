"""Lays contacts as they stand after their reviews."""

from datetime import date, time

from wagtail.models import Revision

from home.models import Contact, ReceptionDay
from tests.releasing import release
from unionsite.core import generation


def a_contact(kind="committee", name="林知行", days=(), **fields) -> Contact:
    """A published contact; `days` are those of its receptions, each from 14:00 to 16:00."""
    wanted = {"duty": "工会主席", "telephone": "0000-8812360", "place": "综合楼203室", "hours": "工作日8:30至17:30"}
    contact = Contact(kind=kind, name=name, live=False, **{**wanted, **fields})
    contact.reception_days = [ReceptionDay(day=day, starts_at=time(14), ends_at=time(16)) for day in days]
    contact.save()
    return publish(contact)


def publish(contact: Contact) -> Contact:
    """Release and publish what is in `contact` now."""
    revision = contact.save_revision()
    release(Revision.objects.get(pk=revision.pk), contact)
    revision.publish(skip_permission_checks=True)
    # As the receiver does after the commit, which tests do not reach.
    generation.forget()
    return Contact.objects.get(pk=contact.pk)


def day(text: str) -> date:
    return date.fromisoformat(text)
