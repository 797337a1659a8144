"""Keeps how a page looked when it was released, and tells whether readers still see the same.

`public` compares the fields of a page with its release. This module also finds what reaches readers from elsewhere: the
name of a file, a crop, a template that reads what it should not. `receivers` and `integrity` call it.
"""

import difflib
import hashlib
from functools import lru_cache
from pathlib import Path

import wagtail
from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _
from django_tasks import task
from wagtail.models import Page

from unionsite.core.appearance import own_text
from unionsite.core.apps import PACKAGES
from unionsite.publishing.guard.models import Appearance
from unionsite.publishing.ledger.models import Release, base_content_type
from unionsite.publishing.ledger.queries import valid_release

SUFFIXES = (".html", ".json", ".py", ".po")
# How many characters of a difference a message quotes.
SHOWN_LENGTH = 60


@lru_cache(maxsize=1)
def program_version() -> str:
    """Return a hash of everything that decides how content is drawn: our code and templates, and Wagtail's version."""
    digest = hashlib.sha256(wagtail.__version__.encode())
    root = Path(settings.BASE_DIR)
    for package in PACKAGES:
        for path in sorted((root / package).rglob("*")):
            if path.suffix in SUFFIXES:
                digest.update(str(path.relative_to(root)).encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def is_described(page: Page) -> bool:
    """Whether the look of this page is kept; frame pages are left out, because they only list other pages."""
    return page.specific_class is not None and not getattr(page.specific_class, "is_frame", False)


def release_of(page: Page) -> Release | None:
    """Return the release that lets the page be public; for an alias, the release of the page it repeats."""
    source = Page.objects.filter(pk=page.alias_of_id).first() if page.alias_of_id else page
    return valid_release(source, source.live_revision_id) if source else None


def keep_appearance(page: Page, release: Release, text: str | None = None) -> None:
    """Store how the page looks now as its released look; `text` saves rendering the page again."""
    Appearance.objects.update_or_create(
        content_type=base_content_type(page),
        object_id=str(page.pk),
        defaults={"release": release, "program": program_version(), "text": own_text(page) if text is None else text},
    )


def enqueue_description(page: Page) -> None:
    """Start the background task that stores how the page and its aliases look."""
    if is_described(page):
        keep_appearances_of.enqueue(page.pk)


@task()
def keep_appearances_of(page_id: int) -> None:
    """Store how a page that was just published and its aliases look; a page that is gone by then is no error."""
    for page in Page.objects.filter(Q(pk=page_id) | Q(alias_of=page_id), live=True):
        if release := release_of(page):
            keep_appearance(page, release)


def fault_of(page: Page) -> str:
    """Return in words what readers of a live page see differently from when it was released; empty if nothing.

    Where there is nothing to compare with (no stored look, or one of another release or program version), the look is
    stored now and nothing is reported.
    """
    if not is_described(page) or not (release := release_of(page)):
        return ""
    kept = Appearance.objects.filter(content_type=base_content_type(page), object_id=str(page.pk)).first()
    text = own_text(page)
    if kept is None or kept.release_id != release.pk or kept.program != program_version():
        keep_appearance(page, release, text)
        return ""
    if kept.text == text:
        return ""
    before, after = difference(kept.text, text)
    return _("“%(title)s”显示给读者的内容与放行时不同：原为“%(before)s”，现为“%(after)s”。") % {
        "title": page,
        "before": before,
        "after": after,
    }


def difference(before: str, after: str) -> tuple[str, str]:
    """Return the first lines in which the two texts differ, each cut to what fits into a message."""
    old, new = before.split("\n"), after.split("\n")
    for what, i1, i2, j1, j2 in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what != "equal":
            return " ".join(old[i1:i2])[:SHOWN_LENGTH], " ".join(new[j1:j2])[:SHOWN_LENGTH]
    return "", ""
