"""Receivers of Wagtail and Django: public changes start a new generation, aliases follow,
pictures are cleaned and drawn."""

from django.core.signals import request_finished
from django.db.backends.signals import connection_created
from django.db.models.signals import post_delete, post_save, pre_delete, pre_save
from django.dispatch import receiver
from wagtail.models import Locale, Page, PageViewRestriction, Site, UploadedFile
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move
from wagtail_localize.models import Translation

from unionsite.core import aliases, generation, listed, renewal, tasks, workday_table
from unionsite.core.fields import as_json
from unionsite.core.models import PiecePage, PieceTag, SiteDocument, SiteImage, SiteMedia, SiteSettings, WorkdayOverride
from unionsite.core.publication import Stage, join
from unionsite.core.tally import TALLIES
from unionsite.core.uploads import clean_kept_upload
from unionsite.laws.services import statutes_imported

FILES = (SiteImage, SiteDocument, SiteMedia)
renewal.SHOWN_UNDER.update(dict.fromkeys((Site, Locale, PageViewRestriction, *FILES), renewal.EVERYTHING))
renewal.SHOWN_UNDER[SiteSettings] = (generation.SETTINGS,)
DRAFT_FIELDS = frozenset({"draft_title", "has_unpublished_changes", "latest_revision", "latest_revision_created_at"})


@receiver(connection_created)
def json_in_characters(connection, **_kwargs):
    """Store JSON on SQLite as short as PostgreSQL does; Django writes it there in ASCII."""
    if connection.vendor == "sqlite":
        connection.ops.adapt_json_value = as_json


@receiver(statutes_imported)
def statutes_changed(**_kwargs):
    generation.bump(generation.SITE, generation.LAWS)


def content_published(page):
    generation.bump(*renewal.topics_of(page))


def content_changed(_page):
    generation.bump()


join(page_published, Stage.REMEMBERED, content_published, "a piece renews its lists, everything else all there is")
join(page_published, Stage.WORKER, tasks.enqueue_pictures, "pictures are drawn in all sizes")
join(page_unpublished, Stage.REMEMBERED, content_changed, "any page may name it")
join(post_page_move, Stage.ALONG, aliases.move_aliases, "an alias lies where its original lies")
join(post_page_move, Stage.REMEMBERED, content_changed, "any page may name it")
join(page_slug_changed, Stage.REMEMBERED, content_changed, "any page may name it")


@receiver(pre_delete, sender=Page)
def aliases_leave_too(instance, **_kwargs):
    aliases.delete_aliases(instance)


@receiver(pre_save, sender=UploadedFile)
def picture_held_back(instance, **_kwargs):
    clean_kept_upload(instance)


@receiver([post_save, post_delete])
def setting_changed(sender, created=False, **_kwargs):
    # A new file is shown nowhere yet: what will show it is published after it.
    shown_under = next((renewal.SHOWN_UNDER[kind] for kind in sender.__mro__ if kind in renewal.SHOWN_UNDER), None)
    if shown_under is not None and not (created and issubclass(sender, FILES)):
        generation.bump(*shown_under)


@receiver([post_save, post_delete], sender=WorkdayOverride)
def workday_changed(instance, **_kwargs):
    workday_table.announce_change(instance.date, instance.date)


@receiver(pre_save, sender=SiteSettings)
def opening_hours_may_change(instance, **_kwargs):
    workday_table.announce_new_hours(instance)


def is_seen(sender, instance, update_fields) -> bool:
    """Return whether the public sees what is saved: saving a draft of a live page writes only DRAFT_FIELDS."""
    return issubclass(sender, Page) and instance.live and not (update_fields and DRAFT_FIELDS.issuperset(update_fields))


@receiver(pre_save)
def page_about_to_be_saved(sender, instance, update_fields=None, **_kwargs):
    if is_seen(sender, instance, update_fields):
        renewal.note_former(instance)


@receiver(post_save)
def page_saved(sender, instance, update_fields=None, **_kwargs):
    # An alias or a copy is live as soon as it is created, and no other signal tells of it.
    if is_seen(sender, instance, update_fields):
        generation.bump(*renewal.topics_of(instance))


@receiver(post_save)
def piece_listed(instance, update_fields=None, created=False, **_kwargs):
    if not isinstance(instance, Page) or not issubclass(instance.specific_class or Page, PiecePage):
        return
    # A draft stands in no list; its tags, stored after it, are told of by themselves.
    if not (created and not instance.live) and not (update_fields and DRAFT_FIELDS.issuperset(update_fields)):
        listed.list_anew([instance.pk])


join(post_page_move, Stage.ALONG, piece_listed, "it stands in the lists of its new place")


@receiver(post_save, sender=PieceTag)
def piece_tagged(instance, created, **_kwargs):
    if created:
        listed.add_tag(instance.content_object_id, instance.tag_id)


@receiver(post_delete, sender=PieceTag)
def piece_untagged(instance, **_kwargs):
    listed.drop_tag(instance.content_object_id, instance.tag_id)


@receiver(post_save, sender=Translation)
def translation_begun(instance, created, **_kwargs):
    if created:
        aliases.unpublish_alias_for(instance)


@receiver(post_delete)
def page_deleted(sender, **_kwargs):
    if issubclass(sender, Page):
        generation.bump()


@receiver(request_finished)
def answer_has_gone_out(**_kwargs):
    for tally in TALLIES:
        tally.write_when_due()
