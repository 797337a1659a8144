"""Writes: what goes out is entered at that moment, with its postings on other platforms (S-8.11)."""

from django.db import transaction
from wagtail.models import Locale, Page, Revision

from unionsite.core.models.sections import sections
from unionsite.oversight.register.models import RegisterEntry
from unionsite.publishing.choices import ReleaseKind
from unionsite.publishing.elsewhere import elsewhere
from unionsite.publishing.ledger.queries import valid_release


@transaction.atomic
def enter(page: Page, *, revision: Revision | None) -> RegisterEntry | None:
    """Enter a version that has just become public; safe to run again. Pages that `setup_site` laid are nobody's
    writing and are left out, as are aliases, which repeat another page."""
    release = valid_release(page, revision.pk) if revision else None
    if release is None or release.kind == ReleaseKind.FOUNDING or page.alias_of_id or not page.live:
        return None
    entry, _is_new = RegisterEntry.objects.get_or_create(
        release=release,
        defaults={
            "page_id": page.pk,
            "went_out_at": page.last_published_at,
            "is_first": not RegisterEntry.objects.filter(page=page.pk).exists(),
            "title": release.object_label,
            "section": section_of(page),
            "kind": str(getattr(page, "kind_label", "") or page._meta.verbose_name),
            "language": page.locale.get_display_name(),
            "department": str(getattr(page, "department", None) or ""),
            "author": getattr(page, "author", ""),
            "fact_checker": getattr(page, "fact_checker", ""),
            "address": page.full_url or "",
        },
    )
    link_posts(page_id=page.pk)
    return entry


@transaction.atomic
def link_posts(*, page_id: int) -> None:
    """Put the page's postings that are in no row yet into its newest row."""
    entry = RegisterEntry.objects.filter(page=page_id).newest_first().first()
    if entry is None:
        return
    for about in elsewhere:
        about.posts().filter(page=page_id, release=None).update(release=entry.release_id)


def section_of(page: Page) -> str:
    """Return the Chinese title of the section in which the page stands; "" outside of all sections."""
    original = page.get_translation_or_none(Locale.get_default())
    above = [one for one in sections() if original is not None and original.path.startswith(one.path)]
    return above[-1].title if above else ""
