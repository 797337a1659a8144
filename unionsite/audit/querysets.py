"""Filters of entries; every method that would change entries is refused."""

from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class AppendOnly(PermissionDenied):
    """Somebody tried to change the audit log, or to write to it other than by `services.record`."""

    def __init__(self, *args):
        super().__init__(*(args or (_("审计日志只能追加，不能修改或删除。"),)))


class EntryQuerySet(models.QuerySet):
    def about_person(self, text: str):
        """Return entries of the person whose label contains `text`, or whose number it is."""
        wanted = Q(actor_label__icontains=text)
        if text.isascii() and text.isdecimal():
            wanted |= Q(actor_id=int(text))
        return self.filter(wanted)

    def about_subject(self, text: str):
        """Return entries about a subject whose label contains `text`, or whose number or type it is."""
        return self.filter(Q(subject_label__icontains=text) | Q(subject_id=text) | Q(subject_type=text.lower()))

    def create(self, **kwargs):
        raise AppendOnly

    def bulk_create(self, *args, **kwargs):
        raise AppendOnly

    def update(self, **kwargs):
        raise AppendOnly

    def bulk_update(self, *args, **kwargs):
        raise AppendOnly

    def get_or_create(self, *args, **kwargs):
        raise AppendOnly

    def update_or_create(self, *args, **kwargs):
        raise AppendOnly

    def delete(self):
        raise AppendOnly

    delete.alters_data = True
    delete.queryset_only = True
