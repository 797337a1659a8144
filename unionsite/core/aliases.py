"""Aliases: pages of the other language that repeat a text until it is translated and always follow their original."""

from django.db import transaction
from wagtail.actions.delete_page import DeletePageAction
from wagtail.actions.move_page import MovePageAction
from wagtail.coreutils import find_available_slug
from wagtail.models import Page
from wagtail_localize.models import Translation
from wagtail_localize.synctree import create_aliases_for_new_page

from unionsite.core import generation


def aliases_of(page: Page) -> list[Page]:
    """Return the aliases of `page`, read anew from the database, each as its own type."""
    return list(Page.objects.filter(alias_of=page.pk).specific())


def lay_aliases(page: Page) -> None:
    """Create the missing aliases of a page and of all pages below it, as Wagtail's screen for new pages would."""
    for one in Page.objects.descendant_of(page, inclusive=True).order_by("path").specific():
        if not aliases_of(one):
            create_aliases_for_new_page(one)


@transaction.atomic
def update_alias_slugs(page: Page) -> None:
    """Give the aliases the page's slug, or the nearest one that is free there: both languages keep the same address."""
    for alias in aliases_of(page):
        slug = find_available_slug(alias.get_parent(), page.slug, ignore_page_id=alias.pk)
        if slug != alias.slug:
            alias.slug = slug
            alias.save(clean=False)


@transaction.atomic
def move_aliases(page: Page) -> None:
    """Move the aliases below the page that stands for the page's new parent in their language."""
    parent = page.get_parent()
    for alias in aliases_of(page):
        place = parent.get_translation_or_none(alias.locale)
        if place is None or alias.get_parent() == place:
            continue
        alias.slug = find_available_slug(place, page.slug)
        alias.save(clean=False)
        MovePageAction(alias, place, pos="last-child").execute()


def delete_aliases(page: Page) -> None:
    """Delete the aliases of a page that is about to be deleted: without it they would be texts that nobody wrote."""
    for alias in aliases_of(page):
        DeletePageAction(alias, user=None).execute()


def unpublish_alias_for(translation: Translation) -> None:
    """Withdraw the alias that a translation replaces, until the translation itself is published.

    wagtail-localize (1.14) turns the live alias into a live page of its own that still reads Chinese.
    """
    key, locale = translation.source.object_id, translation.target_locale_id
    aliases = Page.objects.filter(translation_key=key, locale=locale, live=True).exclude(alias_of=None)
    # allowed: live-update (takes down only, and the frame is drawn anew)
    if aliases.update(live=False, has_unpublished_changes=True):
        generation.bump()
