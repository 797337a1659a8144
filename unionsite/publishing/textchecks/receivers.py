"""Stores the report with the version that a form has just checked; restamps the word list when an entry changes."""

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.models import Revision

from unionsite.publishing.textchecks.models import TextCheckSettings, WordEntry
from unionsite.publishing.textchecks.services import keep_report

_CONTENT_OBJECT = Revision._meta.get_field("content_object")


@receiver([post_save, post_delete], sender=WordEntry)
def words_changed(**_kwargs):
    TextCheckSettings.restamp()


@receiver(post_save, sender=Revision)
def version_saved(instance, raw=False, **_kwargs):
    """Store the result that `check_submission` left on the page; an autosaved draft has none."""
    page = None if raw else _CONTENT_OBJECT.get_cached_value(instance, default=None)
    checked = page is not None and page.__dict__.pop("text_check_result", None)
    if checked:
        keep_report(instance, *checked)
