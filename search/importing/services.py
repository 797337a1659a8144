"""Bringing the pieces of a former website in: each row a page, once, in the names of two people who vouch for them."""

from __future__ import annotations

import json
import logging
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from anyascii import anyascii
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.db import IntegrityError, reset_queries, transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.models import Page

from search.importing.pieces import BadPiece, Piece, missing_columns, read_piece
from search.importing.targets import Target, Targets
from search.models import ImportBatch, ImportedPage
from unionsite.accounts.models import Department, User
from unionsite.audit import services as audit
from unionsite.audit.choices import Action
from unionsite.core.models import PiecePage
from unionsite.core.tables import BadRow, Row, Unreadable
from unionsite.publishing.refusals import Refused
from unionsite.publishing.services.releases import admit
from unionsite.publishing.services.textchecks import check_page
from unionsite.publishing.textchecks.choices import Level

logger = logging.getLogger(__name__)

# The tree gives these when the page gets its place.
_PLACED = ["path", "depth", "numchild", "url_path", "content_type", "slug", "translation_key"]


class Fate(Enum):
    """What became of a row; the value is for people."""

    ADDED = "已导入"
    FITS = "可以导入"
    KNOWN = "已导入过"
    BAD = "有问题"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One row: its line, title, what became of it and why, the page's address below the site."""

    line: int
    title: str
    fate: Fate
    message: str = ""
    address: str = ""


@dataclass
class Plan:
    """Who vouches, and what stands in where a row says nothing."""

    first: User
    final: User
    targets: Targets
    department: Department | None
    source: str
    now: datetime
    departments: dict[str, Department] = field(default_factory=dict)

    def __post_init__(self):
        self.departments = {department.name: department for department in Department.objects.all()}


class NothingStored(Exception):
    """With `strict`, a row was bad: nothing of the file was stored."""


def start_batch(*, file_name: str, sha256: str, operator: str, plan: Plan) -> ImportBatch:
    """The record of one run, which its pages hang on."""
    return ImportBatch.objects.create(
        file_name=file_name[:255],
        sha256=sha256,
        operator=operator[:150],
        first_reviewer=plan.first,
        final_reviewer=plan.final,
    )


@transaction.atomic
def finish_batch(*, batch: ImportBatch, counts: dict[Fate, int]) -> None:
    """Close the record, enter the run into the audit log, and write to both who vouched."""
    batch.added, batch.known, batch.bad = counts[Fate.ADDED], counts[Fate.KNOWN], counts[Fate.BAD]
    batch.finished_at = timezone.now()
    batch.save()
    people = (batch.first_reviewer, batch.final_reviewer)
    audit.record(
        Action.OLD_PAGES_IMPORTED,
        subject=batch,
        reason=_("初审%(first)s，终审%(final)s；操作系统用户%(operator)s")
        % {"first": people[0], "final": people[1], "operator": batch.operator or "–"},
        detail={"name": batch.file_name, "sha256": batch.sha256, "added": batch.added, "rows": batch.known + batch.bad},
    )
    addresses = [person.email for person in people if person.email]
    if batch.added and addresses:
        transaction.on_commit(lambda: _tell(batch, addresses))


def _tell(batch: ImportBatch, addresses: list[str]) -> None:
    values = {
        "site": settings.WAGTAIL_SITE_NAME,
        "count": batch.added,
        "name": batch.file_name,
        "sha256": batch.sha256,
        "first": batch.first_reviewer,
        "final": batch.final_reviewer,
    }
    subject = _("%(site)s：旧站稿件已以您的名义导入") % values
    text = (
        _(
            "从文件“%(name)s”导入旧站稿件%(count)d篇，已公开。\n初审：%(first)s\n终审：%(final)s\n文件摘要（SHA-256）：%(sha256)s\n\n"
            "如果您没有同意为这批稿件负责，请立即联系系统管理员。\n"
        )
        % values
    )
    for address in addresses:
        try:
            send_mail(subject, text, None, [address])
        except OSError as error:
            logger.warning("The mail about an import was not sent: %s", type(error).__name__)


def import_rows(rows: Iterable[Row | BadRow], *, plan: Plan, batch: ImportBatch | None = None) -> Iterator[Outcome]:
    """Make a page of each row and tell what became of it; without a batch nothing is stored and rows are only checked.

    Rows are taken one by one and each is a transaction of its own: what was interrupted goes on where it stopped when
    it is run again. Raises Unreadable where the file has no column of titles.
    """
    seen: dict[str, int] = {}
    is_first = True
    for number, row in enumerate(rows):
        if isinstance(row, BadRow):
            yield Outcome(row.line, "", Fate.BAD, str(row))
            continue
        line, cells = row
        if is_first and (missing := missing_columns(cells)):
            raise Unreadable(_("文件里没有这些列：%(names)s。") % {"names": _("、").join(missing)})
        is_first = False
        yield _take(line, cells, plan, batch, seen)
        if settings.DEBUG and number % 100 == 99:
            # Django keeps them there.
            reset_queries()


def _take(line: int, cells: dict[str, str], plan: Plan, batch: ImportBatch | None, seen: dict[str, int]) -> Outcome:
    title = (cells.get("title") or cells.get("标题") or cells.get("题目") or "")[:80]
    try:
        piece = read_piece(cells, now=plan.now, zone=timezone.get_current_timezone())
        if piece.key in seen:
            raise BadPiece(_("与第%(line)d行是同一篇（栏目、标题、日期或网址相同）。") % {"line": seen[piece.key]})
        seen[piece.key] = line
        if ImportedPage.objects.filter(key=piece.key).exists():
            return Outcome(line, title, Fate.KNOWN)
        target = plan.targets.of(piece)
        page, notes = make_page(piece, target, plan)
        message = _("；").join([*piece.notes, *notes])
        if batch is None:
            _check(page)
            return Outcome(line, title, Fate.FITS, message)
        return Outcome(line, title, Fate.ADDED, message, _store(page, piece, target, batch))
    except BadPiece as error:
        return Outcome(line, title, Fate.BAD, str(error))
    except ValidationError as error:
        return Outcome(line, title, Fate.BAD, _in_words(error))
    except Refused as error:
        return Outcome(line, title, Fate.BAD, str(error))
    except IntegrityError:
        # Another run has it since it was looked for.
        return Outcome(line, title, Fate.KNOWN)


def make_page(piece: Piece, target: Target, plan: Plan) -> tuple[PiecePage, list[str]]:
    """(the page as it would be stored, what was filled in). Raises BadPiece for a department that is not there."""
    notes = []
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
        body=json.dumps([{"type": kind, "value": value, "id": str(uuid.uuid4())} for kind, value in piece.blocks]),
    )
    names = {model_field.name for model_field in target.model._meta.get_fields()}
    if "starts_at" in names:
        page.starts_at = piece.starts_at or date
        page.place = piece.place or _("见正文")
        page.organiser = piece.organiser or source
        if piece.starts_at is None:
            notes.append(_("没有活动时间，按发布日期"))
    return page, notes


def _check(page: PiecePage) -> None:
    """As publishing will, without storing anything."""
    page.clean_fields(exclude=_PLACED)
    if errors := page.publication_errors():
        raise ValidationError(errors)
    blocked = [finding.message for finding in check_page(page, {}) if finding.level == Level.BLOCK]
    if blocked:
        raise BadPiece(_("文字检查未通过：%(words)s。") % {"words": _("；").join(dict.fromkeys(blocked))})


@transaction.atomic
def _store(page: PiecePage, piece: Piece, target: Target, batch: ImportBatch) -> str:
    parent = Page.objects.select_for_update(of=("self",)).get(pk=target.parent_id)
    parent.add_child(instance=page)
    reason = _("旧站导入第%(batch)d批") % {"batch": batch.pk}
    admit(page, first=batch.first_reviewer, final=batch.final_reviewer, reason=reason)
    ImportedPage.objects.create(key=piece.key, batch=batch, page_id=page.pk, source_url=piece.url)
    return page.get_url() or ""


def _in_words(error: ValidationError) -> str:
    if not hasattr(error, "error_dict"):
        return " ".join(error.messages)
    return " ".join(f"{name}：{' '.join(map(str, messages))}" for name, messages in error.message_dict.items())
