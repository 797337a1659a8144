"""wagtail-localize's buttons of a page, from two queries for a whole list instead of two and more for each row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext_lazy as _of_localize
from wagtail import hooks
from wagtail.admin.widgets.button import ListingButton
from wagtail.models import Page
from wagtail_localize.models import Translation, TranslationSource
from wagtail_localize.wagtail_hooks import page_listing_more_buttons

from unionsite.core.queries import locales

RIGHT = "wagtail_localize.submit_translation"


# Numbers of pages by number of the language, by the key that all versions of a text share.
Versions = dict[UUID, dict[int, int]]


class Known(NamedTuple):
    """What the buttons depend on."""

    may_be_translated: bool
    source_id: int | None


def look_up(pages: Iterable[Page], user) -> Versions:
    """Note on each page which buttons it has; two queries, none for users who have no such buttons.

    Returns what it found on the way: the pages of each text by language, aliases too.
    """
    pages = [page for page in pages if not page.is_root()]
    if not pages or not user.has_perm(RIGHT):
        return {}
    keys = {page.translation_key for page in pages}
    versions: Versions = defaultdict(dict)
    written = defaultdict(set)
    rows = Page.objects.filter(translation_key__in=keys).order_by("pk")
    for key, locale_id, pk, alias_of in rows.values_list("translation_key", "locale_id", "pk", "alias_of"):
        versions[key][locale_id] = pk
        if alias_of is None:
            written[key].add(locale_id)
    enabled = Translation.objects.filter(source=OuterRef("pk"), enabled=True)
    rows = TranslationSource.objects.filter(Exists(enabled), object__in=keys).values_list("object", "locale_id", "pk")
    sources = {(key, locale_id): pk for key, locale_id, pk in rows}
    for page in pages:
        key = page.translation_key
        page.known_translations = Known(bool(set(locales()) - written[key]), sources.get((key, page.locale_id)))
    return versions


def buttons(page: Page, user, view_name=None, next_url=None) -> Iterator[ListingButton]:
    """“Translate” where a language is wanting, “sync” where the page is the source of a translation."""
    if page.is_root() or not user.has_perm(RIGHT):
        return
    if not hasattr(page, "known_translations"):
        look_up([page], user)
    known: Known = page.known_translations
    if known.may_be_translated:
        address = reverse("wagtail_localize:submit_page_translation", args=[page.alias_of_id or page.pk])
        label = _of_localize("Translate this page")
        yield ListingButton(label, address, priority=60, icon_name="wagtail-localize-language")
    if known.source_id is not None:
        address = reverse("wagtail_localize:update_translations", args=[known.source_id])
        if next_url is not None:
            address += "?" + urlencode({"next": next_url})
        yield ListingButton(_of_localize("Sync translated pages"), address, priority=60, icon_name="resubmit")


def stand_in_for_localizes() -> None:
    """Register `buttons` in the place of wagtail-localize's own; Wagtail has no way to take a hook back."""
    for name in ("register_page_header_buttons", "register_page_listing_more_buttons"):
        hooks._hooks[name].remove((page_listing_more_buttons, 0))
        hooks.register(name, buttons)
