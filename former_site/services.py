"""Imports the pieces of a former website: one page for each row, only once, with two people who vouch for them."""

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, reset_queries, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from former_site.columns import COMMON, columns_of, missing_columns
from former_site.pages import Plan, check, store
from former_site.pieces import BadPiece, line_of, read_piece
from home.former_pages import ImportBatch, ImportedPage
from unionsite.audit import services as audit
from unionsite.audit.choices import Action
from unionsite.core import mails
from unionsite.core.refusals import Refused
from unionsite.core.tables import BadRow, Row, Unreadable

logger = logging.getLogger(__name__)


class Fate(Enum):
    """What became of a row; the value is for people."""

    ADDED = "已导入"
    FITS = "可以导入"
    KNOWN = "已导入过"
    BAD = "有问题"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One row: its line, title, what became of it and why, and the page's address below the site."""

    line: int
    title: str
    fate: Fate
    message: str = ""
    address: str = ""


class NothingStored(Exception):
    """With `strict`, a row was bad: nothing in the file was stored."""


def start_batch(*, file_name: str, sha256: str, operator: str, plan: Plan) -> ImportBatch:
    """Create the record of one run, to which its pages refer."""
    return ImportBatch.objects.create(
        file_name=file_name[:255],
        sha256=sha256,
        operator=operator[:150],
        first_reviewer=plan.first,
        final_reviewer=plan.final,
    )


@transaction.atomic
def finish_batch(*, batch: ImportBatch, counts: dict[Fate, int]) -> None:
    """Close the record, enter the run into the audit log, and write to both people who vouched."""
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
    try:
        mails.send("home/mail/former_site.txt", addresses, {"batch": batch})
    except OSError as error:
        logger.warning("The mail about an import was not sent: %s", type(error).__name__)


def import_rows(rows: Iterable[Row | BadRow], *, plan: Plan, batch: ImportBatch | None = None) -> Iterator[Outcome]:
    """Make a page of each row and yield what became of it; without a batch rows are only checked and nothing is stored.

    Rows are read one by one and each has its own transaction: an interrupted import continues where it stopped when run
    again. Raises Unreadable when the file lacks a required column.
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
            # With DEBUG on Django keeps every query in memory.
            reset_queries()


def _take(line: int, cells: dict[str, str], plan: Plan, batch: ImportBatch | None, seen: dict[str, int]) -> Outcome:
    kind, section, title = (line_of(cells, name) for name in ("kind", "section", "title"))
    target = plan.targets.find(kind, section)
    columns = columns_of(target.model) if target else COMMON
    title = title[:80]
    try:
        piece = read_piece(cells, now=plan.now, zone=timezone.get_current_timezone(), columns=columns)
        if piece.key in seen:
            raise BadPiece(_("与第%(line)d行是同一篇（栏目、标题、日期或网址相同）。") % {"line": seen[piece.key]})
        seen[piece.key] = line
        if ImportedPage.objects.filter(key=piece.key).exists():
            return Outcome(line, title, Fate.KNOWN)
        if target is None:
            raise BadPiece(
                _("不认识的栏目“%(section)s”，请用--section %(section)s=类别写明，类别可以是%(labels)s。")
                % {"section": piece.section[:20], "labels": _("、").join(plan.targets.labels)}
            )
        if batch is None:
            fate, address, notes = Fate.FITS, "", check(piece, target, plan)
        else:
            fate = Fate.ADDED
            address, notes = store(piece, target, plan, batch)
        return Outcome(line, title, fate, _("；").join([*piece.notes, *notes]), address)
    except ValidationError as error:
        return Outcome(line, title, Fate.BAD, _in_words(error))
    except (BadPiece, Refused) as error:
        return Outcome(line, title, Fate.BAD, str(error))
    except IntegrityError:
        # Another run has imported it since the check above.
        return Outcome(line, title, Fate.KNOWN)


def _in_words(error: ValidationError) -> str:
    if not hasattr(error, "error_dict"):
        return " ".join(error.messages)
    return " ".join(f"{name}：{' '.join(map(str, messages))}" for name, messages in error.message_dict.items())
