"""Publishing in tests: a ledger row stands for the two approvals, and the guard is met as always."""

from django.utils import timezone
from wagtail.models import Revision

from unionsite.core.translations import translate_page
from unionsite.publishing.choices import ReleaseKind
from unionsite.publishing.ledger.models import base_content_type
from unionsite.publishing.models import Release
from unionsite.publishing.review.fingerprints import content_hash


def release(revision: Revision, instance=None) -> Release:
    """Enter a revision into the ledger, as if both stages had approved it; `instance` is its page, if at hand."""
    instance = instance or revision.content_object
    return Release.objects.create(
        kind=ReleaseKind.FOUNDING,
        reason="test",
        content_type=base_content_type(instance),
        object_id=str(instance.pk),
        object_label=str(instance)[:255],
        revision=revision,
        content_hash=content_hash(Revision.objects.get(pk=revision.pk).content),
    )


def publish(page, revision: Revision | None = None, user=None):
    """Release and publish what is in `page` now, or an older revision; returns the page as it is afterwards."""
    revision = revision or page.save_revision(user=user)
    release(revision, page)
    revision.publish(user=user, skip_permission_checks=True)
    return type(page).objects.get(pk=page.pk)


def publish_draft(page):
    """Release and publish what was saved last, by a form for instance; returns the page as it is afterwards."""
    fresh = type(page).objects.get(pk=page.pk)
    return publish(fresh, fresh.get_latest_revision())


def bring_to_life(page, first_published_at=None):
    """Make a new draft public as quickly as may be, checked like any other: no log, no `page_published`."""
    page.full_clean()
    # As `save_revision`, without its own save of the page.
    revision = Revision.objects.create(
        content_object=page,
        base_content_type=page.get_base_content_type(),
        content=page.serializable_data(),
        object_str=str(page),
    )
    page.latest_revision, page.latest_revision_created_at = revision, revision.created_at
    release(revision, page)
    now = timezone.now()
    page.live, page.live_revision, page.has_unpublished_changes = True, revision, False
    page.first_published_at = first_published_at or page.first_published_at
    page.last_published_at = page.last_published_at or page.first_published_at or now
    page.save(clean=False)
    return page


def translate(page, *, locale, texts):
    """Translate and publish; returns the translated page as it is afterwards."""
    return publish_draft(translate_page(page, locale=locale, texts=texts))
