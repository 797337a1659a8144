"""T36 by the ORM: no way of Django's to change, remove or add an entry past the service."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from tests.audit.writing import write
from unionsite.audit.models import AppendOnly, AuditEntry, AuditHead
from unionsite.audit.verification import verify

pytestmark = pytest.mark.django_db


def change(entry):
    entry.reason = "改过"
    return entry


WAYS = {
    "save": lambda entry: change(entry).save(),
    "save of one field": lambda entry: change(entry).save(update_fields=["reason"]),
    "delete": lambda entry: entry.delete(),
    "save of a new one": lambda entry: AuditEntry(number=2, at=entry.at, action="sign_in").save(),
    "create": lambda entry: AuditEntry.objects.create(number=2, at=entry.at, action="sign_in"),
    "bulk_create": lambda entry: AuditEntry.objects.bulk_create([AuditEntry(number=2, at=entry.at)]),
    "update": lambda entry: AuditEntry.objects.update(reason="改过"),
    "update of a filter": lambda entry: AuditEntry.objects.filter(pk=1).update(reason="改过"),
    "bulk_update": lambda entry: AuditEntry.objects.bulk_update([change(entry)], ["reason"]),
    "queryset delete": lambda entry: AuditEntry.objects.all().delete(),
    "get_or_create": lambda entry: AuditEntry.objects.get_or_create(number=2),
    "update_or_create": lambda entry: AuditEntry.objects.update_or_create(number=1, defaults={"reason": "改过"}),
}


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_t36_the_orm_refuses(way):
    (entry,) = write()
    with pytest.raises(AppendOnly, match="只能追加"):
        way(entry)
    assert AuditEntry.objects.get().reason == ""
    assert verify().is_sound


def test_the_refusal_is_a_403_where_nobody_catches_it():
    assert issubclass(AppendOnly, PermissionDenied)


# What Django uses inside, and what a careless or hostile program could call.
INNER_WAYS = {
    "base manager update": lambda entry: AuditEntry._base_manager.update(reason="改过"),
    "base manager delete": lambda entry: AuditEntry._base_manager.all().delete(),
    "save_base": lambda entry: change(entry).save_base(force_update=True),
    "raw delete": lambda entry: AuditEntry.objects.all()._raw_delete("default"),
    "head delete": lambda entry: AuditHead.objects.all().delete(),
    "head set back": lambda entry: AuditHead.objects.update(number=0, hash="", seal=""),
    "head set far ahead": lambda entry: AuditHead.objects.update(number=100),
    "second head": lambda entry: AuditHead.objects.create(id=2),
}


@pytest.mark.parametrize("way", INNER_WAYS.values(), ids=INNER_WAYS)
def test_t36_behind_the_orm_the_database_refuses(way):
    (entry,) = write()
    with pytest.raises(DatabaseError), transaction.atomic():
        way(entry)
    assert AuditEntry.objects.get().reason == ""
    assert verify().is_sound
