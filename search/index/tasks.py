"""Background and scheduled work on the index; tasks take ids and may run twice."""

from django_tasks import task
from wagtail.models import Page, ReferenceIndex

from search.index import services, statistics
from search.index.attachments import read_and_keep, unread_documents
from unionsite.core.models import SiteDocument


def enqueue_documents(page: Page) -> None:
    """Have the page's files read, if any has not been read."""
    if unread_documents(page):
        read_documents.enqueue(page.pk)


@task()
def read_documents(page_id: int) -> None:
    """Read the page's unread files and index it with their words; does nothing for a page that is gone meanwhile."""
    page = Page.objects.filter(pk=page_id, live=True).specific().first()
    if page is None:
        return
    for document in unread_documents(page):
        read_and_keep(document)
    services.index_page(page=page)


@task()
def reread_documents(document_ids: list[int]) -> None:
    """Index the live pages that offer these files, because the files or who may have them has changed."""
    documents = SiteDocument.objects.filter(pk__in=document_ids)
    pages: set[int] = set()
    for document in documents:
        references = ReferenceIndex.get_references_to(document).filter(base_content_type__app_label="wagtailcore")
        pages |= {int(object_id) for object_id in references.values_list("object_id", flat=True) if object_id.isdigit()}
    for page_id in Page.objects.live().filter(pk__in=pages).values_list("pk", flat=True):
        read_documents.enqueue(page_id)


def count_words() -> None:
    """Scheduled job: count words, if the index has changed enough."""
    statistics.refresh_if_grown()
