"""What becomes public, or is public no longer, reaches the copy."""

from django.db.models.signals import post_delete, post_save, pre_delete
from django.dispatch import receiver
from wagtail.models import Collection, CollectionViewRestriction, Page, PageViewRestriction, Site
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from home.models import HomePage, PlainPage
from home.people.models import Contact
from unionsite.core.models import SiteDocument, SiteSettings
from unionsite.core.publication import Stage, join
from unionsite.core.sleeping import pages_changed
from unionsite.laws.services import statutes_imported
from unionsite.operations.copies.services import changes


@receiver(pre_delete)
def page_deleted(sender, instance, **_kwargs):
    # Each table of a page's type is deleted by itself, and tells of itself.
    if sender is Page:
        changes.note_taken_down(instance, with_all_below=True)


def page_moved(page, url_path_before=None, instance_before=None):
    former = url_path_before or instance_before.url_path
    if former != page.url_path:
        changes.note_taken_down(page, url_path=former, with_all_below=True)
        changes.note_page(page, with_all_below=True)


join(page_published, Stage.COPIES, changes.note_page, "it and the pages above it are renewed")
join(page_unpublished, Stage.COPIES, changes.note_taken_down, "it leaves at once")
join(post_page_move, Stage.COPIES, page_moved, "it leaves its former address, with all below")
join(page_slug_changed, Stage.COPIES, page_moved, "it leaves its former address, with all below")


@receiver(post_save, sender=PageViewRestriction)
def page_restricted(instance, **_kwargs):
    # In every language, as `core.queries.read_restrictions` says. The wall lets nobody open live pages again.
    for page in changes.in_every_language(instance.page.translation_key):
        changes.note_taken_down(page, with_all_below=True)


@receiver([post_save, post_delete], sender=SiteDocument)
def document_changed(instance, created=False, **_kwargs):
    # A new one is named by no page yet.
    if not created:
        changes.note_document(instance)


@receiver([post_save, post_delete], sender=CollectionViewRestriction)
def collection_closed(instance, **_kwargs):
    changes.note_collection(instance.collection_id)


@receiver(post_save, sender=Collection)
def collection_moved(instance, created, **_kwargs):
    if not created:
        changes.note_collection(instance.pk)


@receiver(pages_changed)
def pages_went_or_came_back(pages, is_shown, **_kwargs):
    for page in pages:
        (changes.note_page if is_shown else changes.note_taken_down)(page)


@receiver([post_save, post_delete], sender=Contact)
def contacts_changed(**_kwargs):
    # In lists of contacts, beside the next reception.
    changes.note_all(HomePage, PlainPage)


@receiver([post_save, post_delete], sender=SiteSettings)
@receiver([post_save, post_delete], sender=Site)
@receiver(statutes_imported)
def shown_everywhere(**_kwargs):
    changes.note_everything()
