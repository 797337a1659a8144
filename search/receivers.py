"""Receivers of the search: pages, statutes, files, words and promotions.

A deleted page or article takes its entry along in the database; addresses and restrictions are read from the page at
each search.
"""

from django.db import transaction
from django.db.models.signals import post_delete, post_save, pre_delete, pre_save
from django.dispatch import receiver
from django.utils.translation import gettext as _
from wagtail.contrib.search_promotions.models import SearchPromotion
from wagtail.log_actions import get_active_log_context
from wagtail.models import Collection, CollectionViewRestriction
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from search.index import services, statistics, tasks
from search.words.models import LexiconEntry, Vocabulary
from search.words.rules import EntryKind, conflicts
from unionsite.audit import services as audit
from unionsite.audit.choices import Action
from unionsite.core import generation
from unionsite.core.models import SiteDocument
from unionsite.core.publication import Stage, join
from unionsite.core.refusals import Refused
from unionsite.laws.models import StatuteArticle
from unionsite.laws.services import statutes_imported

# Of an entry of the words, what people write.
WRITTEN = ("kind", "terms", "targets", "note", "is_off")

join(page_published, Stage.SEARCH, services.index_page, "its words are indexed")
join(page_published, Stage.WORKER, tasks.enqueue_documents, "its files not yet read are read")
join(page_unpublished, Stage.SEARCH, services.remove_page, "its entry goes")
join(post_page_move, Stage.SEARCH, services.place_below, "entries below it name its new section")
join(page_slug_changed, Stage.SEARCH, services.place_below, "entries below it name its new section")


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
    # A new file is on no page yet. A file in use cannot be replaced, but may be moved into a closed collection.
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


@receiver(pre_delete, sender=LexiconEntry)
def shipped_entry_acts_again(instance, **_kwargs):
    """Refuse it where entries added meanwhile exclude the shipped one."""
    acts = instance.is_off and instance.kind == EntryKind.SYNONYM
    if acts and (why := conflicts(instance.entry, Vocabulary().synonyms)):
        raise Refused(" ".join(why))


@receiver([post_save, post_delete], sender=LexiconEntry)
def words_changed(instance, created=None, raw=False, update_fields=None, **_kwargs):
    """Make it take effect and put the fields on record that differ from the version before; a version that is kept
    afterwards changes none."""
    before = instance.latest_revision.content if created is False and instance.latest_revision else {}
    fields = [name for name in WRITTEN if before.get(name) != getattr(instance, name)]
    if raw or update_fields or not fields:
        return
    generation.bump(generation.WORDS)
    if user := get_active_log_context().user:
        detail = {"kind": instance.kind, "action": {True: "create", False: "edit", None: "delete"}[created]}
        detail |= {"fields": fields} if created is False else {}
        audit.record(Action.LEXICON_CHANGED, actor=user, subject=instance, detail=detail)


@receiver(pre_save, sender=SearchPromotion)
def only_pages_are_promoted(instance, raw=False, **_kwargs):
    """Refuse outside addresses and texts, which would be public without a review."""
    if not raw and (instance.external_link_url or instance.external_link_text or instance.description.strip()):
        raise Refused(_("置顶只能指向本站已发布的页面，不写外部链接和说明：这些文字没有经过初审、终审。"))


@receiver([post_save, post_delete], sender=SearchPromotion)
def promotion_changed(instance, raw=False, **_kwargs):
    generation.bump(generation.WORDS)
    user = get_active_log_context().user
    if user is not None and not raw:
        label = f"{instance.query.query_string}：{instance.page or ''}"
        audit.record(Action.PROMOTION_CHANGED, actor=user, subject=instance, subject_label=label)
