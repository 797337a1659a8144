"""Signals of Wagtail that the search listens to.

A deleted page takes its entry along in the database; a moved or renamed one needs nothing, as addresses are read from
the page.
"""

from django.dispatch import receiver
from wagtail.signals import page_published, page_unpublished

from search import services


@receiver(page_published)
def page_is_public(instance, **_kwargs):
    services.index_page(page=instance)


@receiver(page_unpublished)
def page_is_withdrawn(instance, **_kwargs):
    services.remove_page(page=instance)
