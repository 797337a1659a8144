"""Published pages as rows of an export: their fields, who wrote and who approved them, the files they use."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.contrib.contenttypes.models import ContentType
from wagtail.models import Page, ReferenceIndex

from unionsite.core.models import SiteDocument, SiteImage, SiteMedia
from unionsite.core.queries import locales
from unionsite.core.querysets import PublicPageQuerySet
from unionsite.operations.archives.catalogue import BATCH
from unionsite.publishing.ledger.models import Release, base_content_type

# Of the version that readers do not see yet, and of the program's own work.
_DRAFT = {"draft_title", "has_unpublished_changes", "latest_revision", "latest_revision_created_at", "live_revision"}
_WORK = {"go_live_at", "expired", "locked", "locked_at", "locked_by", "path", "depth", "numchild", "content_type"}
_HIDDEN = _DRAFT | _WORK
FILE_MODELS = (SiteImage, SiteDocument, SiteMedia)


@dataclass
class Batch:
    """Some pages, and the numbers of the files they use by model."""

    rows: list[tuple[Page, dict]]
    used: dict[type, set[str]] = field(default_factory=dict)


def published_batches() -> Iterator[Batch]:
    """Yield all published pages, aliases left out, some at a time by number; never more than a batch is held."""
    last = 0
    while True:
        pages = PublicPageQuerySet(Page).published().true_texts().filter(pk__gt=last, depth__gt=1)
        found = list(pages.order_by("pk").specific()[:BATCH])
        if not found:
            return
        last = found[-1].pk
        approved = _approvals(found)
        yield Batch([(page, _row(page, approved.get(str(page.pk)))) for page in found], _files_of(found))


def _row(page: Page, release: Release | None) -> dict:
    row = {name: value for name, value in page.serializable_data().items() if name not in _HIDDEN}
    row |= {"type": page._meta.label, "language": locales()[page.locale_id].language_code, "url": page.get_url() or ""}
    if hasattr(page, "tags"):
        row["tags"] = [tag.name for tag in page.tags.all()]
    if department := getattr(page, "department", None):
        row["department_name"] = department.name
    if release:
        row["release"] = {
            "kind": release.kind,
            "submitter": release.submitter_name,
            "first_reviewer": str(release.first_reviewer or ""),
            "first_approved_at": release.first_approved_at,
            "final_reviewer": str(release.final_reviewer or ""),
            "final_approved_at": release.final_approved_at,
            "released_at": release.released_at,
            "content_hash": release.content_hash,
        }
    return row


def _approvals(pages: list[Page]) -> dict[str, Release]:
    revisions = [page.live_revision_id for page in pages if page.live_revision_id]
    found = Release.objects.filter(content_type=base_content_type(Page()), revision__in=revisions, revoked_at=None)
    return {release.object_id: release for release in found.select_related("first_reviewer", "final_reviewer")}


def _files_of(pages: list[Page]) -> dict[type, set[str]]:
    """Return what the reference index, which holds the public state of live pages, says of their files."""
    kinds = ContentType.objects.get_for_models(*FILE_MODELS)
    by_number = {kind.pk: model for model, kind in kinds.items()}
    references = ReferenceIndex.objects.filter(
        base_content_type=ContentType.objects.get_for_model(Page),
        object_id__in=[str(page.pk) for page in pages],
        to_content_type__in=by_number,
    )
    used: dict[type, set[str]] = {}
    for kind, number in references.values_list("to_content_type", "to_object_id").distinct():
        used.setdefault(by_number[kind], set()).add(number)
    return used
