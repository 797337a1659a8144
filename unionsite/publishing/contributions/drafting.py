"""Which types of pieces may be sent in (`CONTRIBUTION_TARGETS`), and how one becomes a draft with library pictures."""

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import PurePath

from django.conf import settings
from django.core.checks import Error, register
from django.core.files.images import ImageFile
from django.db import models
from django.utils import timezone
from django.utils.html import escape
from django.utils.translation import gettext as _
from wagtail.models import Collection, Page
from wagtail_localize.synctree import create_aliases_for_new_page

from unionsite.accounts.people.queries import union_settings
from unionsite.core.models import PiecePage, SiteImage
from unionsite.core.queries import section_of
from unionsite.core.refusals import Refused
from unionsite.publishing.contributions.pieces import Contribution, ContributionPicture, target_models

_MORNING = time(9)


@dataclass(frozen=True)
class Target:
    """One kind of piece that may be sent in, and its section."""

    model: type[PiecePage]
    section: Page
    kind: str
    label: str

    @property
    def value(self) -> str:
        """The value in forms, as `news.newspage:activity`."""
        return f"{self.model._meta.label_lower}:{self.kind}"


def targets() -> list[Target]:
    """Return every kind that can be sent in now, without types that have no public section; one query for each type."""
    return [
        Target(model, section, kind, str(label))
        for model in target_models()
        if (section := section_of(model))
        for kind, label in (model.KINDS or (("", model._meta.verbose_name),))
    ]


def make_page(contribution: Contribution, images: Sequence[SiteImage]) -> PiecePage:
    """Create a draft without owner, so that every editor may work on it. Raises Refused if no section takes the piece.

    Its first version is the sender's, so that they cannot review their own words.
    """
    model = next((one for one in target_models() if one._meta.label_lower == contribution.target), None)
    section = section_of(model) if model is not None else None
    if model is None or section is None:
        raise Refused(_("这类稿件现在没有栏目可放，没有转出。请联系工会办公室。"))
    page = model(
        title=contribution.title,
        live=False,
        owner=None,
        locale=section.locale,
        department=contribution.department,
        source_name=str(contribution.department or union_settings().name),
        author=contribution.author,
        # A head who signs off confirms having checked names, figures and quotations; the button says so.
        fact_checker=str(contribution.signed_off_by or "")[:60],
    )
    if contribution.kind in dict(model.KINDS):
        page.kind = contribution.kind
    page.body = json.dumps(body_blocks(contribution, images))
    _fill_time_and_place(page, contribution)
    section.specific.add_child(instance=page)
    page.save_revision(user=contribution.sender, log_action=True, clean=False)
    create_aliases_for_new_page(page)
    return page


def body_blocks(contribution: Contribution, images: Sequence[SiteImage]) -> list[dict]:
    """Return the raw blocks of the body: each paragraph, then each picture with its caption."""
    blocks: list[tuple[str, object]] = [
        ("paragraph", f"<p>{escape(text).replace(chr(10), '<br/>')}</p>") for text in contribution.paragraphs
    ]
    for image in images:
        picture = {"image": image.pk, "alt_text": image.title, "decorative": False}
        blocks.append(("picture", {"picture": picture, "caption": image.title}))
    return [{"type": kind, "value": value, "id": str(uuid.uuid4())} for kind, value in blocks]


def _fill_time_and_place(page: PiecePage, contribution: Contribution) -> None:
    """Copy time and place to the page as far as the sender gave them; the editors' screen names what is missing."""
    name = settings.EVENT_DATES.get(page._meta.label)
    if name and contribution.happened_on:
        moment = datetime.combine(contribution.happened_on, contribution.happened_time or _MORNING)
        has_clock = isinstance(page._meta.get_field(name), models.DateTimeField)
        setattr(page, name, timezone.make_aware(moment) if has_clock else moment.date())
    if contribution.place and any(field.name == "place" for field in page._meta.local_concrete_fields):
        page.place = contribution.place


def make_images(contribution: Contribution, pictures: Sequence[ContributionPicture], made: list[SiteImage]) -> None:
    """Put the pictures into the library; each is in `made` before it is saved, so that callers can delete its file."""
    collection = Collection.get_first_root_node()
    for picture in pictures:
        with picture.file.open("rb") as content:
            suffix = PurePath(picture.file.name).suffix
            file = ImageFile(content, name=f"contribution-{uuid.uuid4().hex[:16]}{suffix}")
            # The file was re-encoded when it was uploaded; the model need not do it again.
            file.is_reencoded = True
            image = SiteImage(
                title=picture.caption or contribution.title,
                description=picture.caption,
                file=file,
                collection=collection,
                credit=contribution.author,
                portrait_consent=contribution.consent,
            )
            image._set_image_file_metadata()
            made.append(image)
            image.save()
        picture.image = image
        picture.save(update_fields=["image"])


def is_untouched(page: Page, contribution: Contribution) -> bool:
    """Whether the page is still as it was made from the contribution, and never was public."""
    return not page.live and page.first_published_at is None and page.latest_revision_id == contribution.first_revision


@register()
def targets_are_pieces(app_configs=None, **_kwargs):
    """E020: `CONTRIBUTION_TARGETS` names something that is not a type of piece."""
    try:
        wrong = [model._meta.label for model in target_models() if not issubclass(model, PiecePage)]
    except (LookupError, ValueError) as error:
        wrong = [str(error)]
    return [
        Error(f"CONTRIBUTION_TARGETS must name types of pieces, as news.NewsPage: {name}.", id="publishing.E020")
        for name in wrong
    ]
