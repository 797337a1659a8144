"""Signals that the search listens to.

A deleted page or article takes its entry along in the database; addresses and restrictions are read from the page at
each search.
"""

from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.models import Collection, CollectionViewRestriction
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from search.index import services, statistics, tasks
from unionsite.core.models import SiteDocument
from unionsite.laws.models import StatuteArticle
from unionsite.laws.services import statutes_imported


@receiver(page_published)
def page_is_public(instance, **_kwargs):
    services.index_page(page=instance)
    tasks.enqueue_documents(instance.specific)


@receiver(page_unpublished)
def page_is_withdrawn(instance, **_kwargs):
    services.remove_page(page=instance)


@receiver([post_page_move, page_slug_changed])
def page_has_moved(instance, **_kwargs):
    services.place_below(page=instance)


@receiver(statutes_imported)
def statutes_are_new(statute_ids, **_kwargs):
    services.index_statutes(statute_ids=statute_ids)
    statistics.refresh_if_grown()


@receiver(post_save, sender=StatuteArticle)
def article_saved(instance, raw=False, **_kwargs):
    if not raw:
        services.index_article(article=instance)


@receiver(post_save, sender=SiteDocument)
def document_saved(instance, created, raw=False, **_kwargs):
    # A new file is in no page yet. One in use is never another file, but may come into a closed collection.
    if not created and not raw:
        transaction.on_commit(lambda: tasks.reread_documents.enqueue([instance.pk]))


@receiver([post_save, post_delete], sender=CollectionViewRestriction)
def collection_closed_or_opened(instance, raw=False, **_kwargs):
    if raw:
        return
    below = Collection.objects.filter(path__startswith=instance.collection.path)
    documents = list(SiteDocument.objects.filter(collection__in=below).values_list("pk", flat=True))
    if documents:
        transaction.on_commit(lambda: tasks.reread_documents.enqueue(documents))
