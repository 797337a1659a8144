"""The page that a piece of the former website becomes: made, checked as publishing will, stored and made public."""

import json
import uuid
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from anyascii import anyascii
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.models import Page

from former_site.files import Files
from former_site.pieces import BadPiece, Piece
from former_site.targets import Target, Targets
from home.former_pages import ImportBatch, ImportedPage
from unionsite.accounts.models import Department, User
from unionsite.core.models import PiecePage
from unionsite.publishing.review.services.releases import admit
from unionsite.publishing.textchecks.choices import Level
from unionsite.publishing.textchecks.services import check_page

# Fields that are set only when the page gets its place in the tree.
_PLACED = ["path", "depth", "numchild", "url_path", "content_type", "slug", "translation_key"]


@dataclass
class Plan:
    """Who vouches for the pieces, and the defaults for what a row leaves out; `folder` is that of the table."""

    first: User
    final: User
    targets: Targets
    department: Department | None
    source: str
    now: datetime
    folder: Path = Path()
    departments: dict[str, Department] = field(default_factory=dict)

    def __post_init__(self):
        self.departments = {department.name: department for department in Department.objects.all()}


def make_page(piece: Piece, target: Target, plan: Plan, files: Files) -> tuple[PiecePage, list[str]]:
    """Return (page as it would be stored, notes on what was filled in). Raises BadPiece without a known department."""
    notes = files.notes
    department = plan.departments.get(piece.department) if piece.department else plan.department
    if department is None:
        raise BadPiece(
            _("供稿部门“%(name)s”不在部门列表里。") % {"name": piece.department}
            if piece.department
            else _("没有供稿部门，请用--department写明。")
        )
    date = piece.date
    if date is None:
        date = plan.now
        notes.append(_("没有日期，按导入日期"))
    source = piece.source or plan.source
    blocks = files.placed(piece.blocks)
    if not blocks:
        raise BadPiece(_("正文里没有文字。"))
    slug = f"{timezone.localtime(date):%Y%m%d}-{slugify(anyascii(piece.title))[:40].strip('-')}".strip("-")
    page = target.model(
        title=piece.title,
        slug=f"{slug}-{piece.key[:6]}",
        summary=piece.summary,
        kind=target.kind,
        source_name=source,
        author=piece.author or source[:60],
        fact_checker=str(plan.first)[:60],
        department=department,
        live=False,
        locale_id=target.locale_id,
        first_published_at=date,
        body=json.dumps([{"type": kind, "value": value, "id": str(uuid.uuid4())} for kind, value in blocks]),
        **piece.own,
    )
    return page, [*notes, *page.fill_gaps()]


def check(piece: Piece, target: Target, plan: Plan) -> list[str]:
    """Check the page as publishing will, without storing anything; return notes. Raises ValidationError or BadPiece."""
    page, notes = make_page(piece, target, plan, Files(plan.folder, piece.title, may_store=False))
    page.clean_fields(exclude=_PLACED)
    if errors := page.publication_errors():
        raise ValidationError(errors)
    blocked = [finding.message for finding in check_page(page, {}) if finding.level == Level.BLOCK]
    if blocked:
        raise BadPiece(_("文字检查未通过：%(words)s。") % {"words": _("；").join(dict.fromkeys(blocked))})
    return notes


def store(piece: Piece, target: Target, plan: Plan, batch: ImportBatch) -> tuple[str, list[str]]:
    """Store the page with its files, or nothing; return its address and notes."""
    files = Files(plan.folder, piece.title, may_store=True)
    try:
        with transaction.atomic():
            page, notes = make_page(piece, target, plan, files)
            parent = Page.objects.select_for_update(of=("self",)).get(pk=target.parent_id)
            parent.add_child(instance=page)
            reason = _("旧站导入第%(batch)d批") % {"batch": batch.pk}
            admit(page, first=batch.first_reviewer, final=batch.final_reviewer, reason=reason)
            ImportedPage.objects.create(key=piece.key, batch=batch, page_id=page.pk, source_url=piece.url)
            return page.get_url() or "", notes
    except BaseException:
        files.remove()
        raise
