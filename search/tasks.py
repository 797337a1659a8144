"""Background and scheduled work of the search: takes ids, may be run twice."""

from django.db import transaction
from django_tasks import task
from wagtail.models import Page, ReferenceIndex

from search import services, statistics
from search.attachments import read_and_keep, unread_documents
from unionsite.core.models import SiteDocument


def enqueue_documents(page: Page) -> None:
    """Have the page's files read after the commit, where any has not been."""
    if unread_documents(page):
        transaction.on_commit(lambda: read_documents.enqueue(page.pk))


@task()
def read_documents(page_id: int) -> None:
    """Read the page's unread files and index it with their words; a page that is gone meanwhile is no error."""
    page = Page.objects.filter(pk=page_id, live=True).specific().first()
    if page is None:
        return
    for document in unread_documents(page):
        read_and_keep(document)
    services.index_page(page=page)


@task()
def reread_document(document_id: int) -> None:
    """A file was replaced: index the live pages that offer it."""
    document = SiteDocument.objects.filter(pk=document_id).first()
    if document is None:
        return
    references = ReferenceIndex.get_references_to(document).values_list("object_id", "base_content_type__app_label")
    pages = {int(object_id) for object_id, app in references if object_id.isdigit() and app == "wagtailcore"}
    for page_id in Page.objects.live().filter(pk__in=pages).values_list("pk", flat=True):
        read_documents.enqueue(page_id)


def count_words() -> None:
    """The scheduled count: only where the index has changed enough."""
    statistics.refresh_if_grown()
