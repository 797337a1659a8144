"""Makes a draft from a Word document: page, pictures and notes are stored together or not at all. Reads words alone."""

import hashlib
import json
import uuid
from collections import Counter
from contextlib import ExitStack
from datetime import date, datetime, time
from pathlib import PurePath
from typing import IO

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page, PageSubscription

from unionsite.accounts.models import Department, User
from unionsite.audit.choices import Action
from unionsite.audit.services import record
from unionsite.core.fields import StoryField
from unionsite.core.models import PiecePage
from unionsite.core.page_forms import first_values
from unionsite.publishing.word_import.album import Album
from unionsite.publishing.word_import.choices import Level
from unionsite.publishing.word_import.container import open_container
from unionsite.publishing.word_import.document import Item, Paragraph, Table
from unionsite.publishing.word_import.draft import Block, Draft, read_draft
from unionsite.publishing.word_import.models import WordImport
from unionsite.publishing.word_import.notes import Notebook
from unionsite.publishing.word_import.reading import read_document
from unionsite.publishing.word_import.refusals import too_complex

# The field that holds the pictures of a type made of pictures (gallery); its body holds only the words.
_PICTURES_FIELD = "pictures"
_MORNING = time(9)
# Of a text such as a statute; the Civil Code has some 2,500.
_MOST_PARAGRAPHS = 10_000


def creatable_types(parent: Page, user) -> list[type[PiecePage]]:
    """Return the types of pieces that `user` may create below `parent`, sorted by name; empty if there are none."""
    parent = parent.specific
    if not user.is_active or not parent.permissions_for_user(user).can_add_subpage():
        return []
    types = [
        model
        for model in type(parent).creatable_subpage_models()
        if issubclass(model, PiecePage) and model.can_create_at(parent)
    ]
    return sorted(types, key=lambda model: str(model.get_verbose_name()))


def import_word(*, file: IO[bytes], parent: Page, model: type[PiecePage], user: User, name: str = "") -> WordImport:
    """Make a draft of type `model` below `parent` from the .docx `file`; `user` becomes its owner.

    Raises FileRefused (a ValidationError) with a message for the editor if the file cannot be imported, and
    PermissionDenied if `user` may not create such a page there. On any error nothing stays, not even picture files.
    """
    if model not in creatable_types(parent, user):
        raise PermissionDenied
    name = PurePath(name or getattr(file, "name", "") or "word.docx").name
    notes = Notebook()
    album = Album(user, notes)
    with ExitStack() as stack:
        container = stack.enter_context(open_container(file, name))
        draft = read_draft(container, name, notes)
        album.prepare(draft, container, stack)
        file.seek(0)
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        try:
            with transaction.atomic():
                _note_earlier(digest, notes)
                blocks = album.store(draft)
                page = model(owner=user, live=False, locale=parent.locale)
                _fill(page, draft, blocks, notes)
                parent.add_child(instance=page)
                page.save_revision(user=user, log_action=True, clean=False)
                PageSubscription.objects.get_or_create(page=page, user=user, defaults={"comment_notifications": True})
                found = WordImport.objects.create(
                    page=page,
                    file_name=name[:255],
                    sha256=digest,
                    notes=notes.as_json(),
                    figures=Counter(kind for kind, _value in blocks),
                    imported_by=user,
                    imported_at=timezone.now(),
                )
                record(Action.WORD_IMPORTED, actor=user, subject=page, detail={"name": name, "sha256": digest})
        except BaseException:
            album.remove_files()
            raise
    return found


@transaction.atomic
def dismiss_notes(*, word_import: WordImport, now: datetime) -> None:
    """Record that the editor has read the notes; a second call keeps the first time."""
    WordImport.objects.filter(pk=word_import.pk, dismissed_at=None).update(dismissed_at=now)


def _fill(page: PiecePage, draft: Draft, blocks: list[Block], notes: Notebook) -> None:
    page.title = draft.title
    pictures = [block for block in blocks if block[0] == "picture"]
    if pictures and _has_pictures_field(page):
        setattr(page, _PICTURES_FIELD, _stream(pictures))
        blocks = [block for block in blocks if block[0] != "picture"]
        notes.changed(_("图片已放进“图片”一栏，文字在“文字”一栏。"))
    page.body = _stream(blocks)
    _fill_credits(page, draft.credits, notes)
    if not pictures and (photographer := draft.credits.get("photographer")):
        notes.todo(_("没有导入的图片可写摄影：%(name)s。") % {"name": photographer})
    _fill_from_account(page)
    _fill_dates(page, draft.date, notes)


def _fill_from_account(page: PiecePage) -> None:
    """Fill what the document does not say, as on an empty form."""
    given = first_values(page.owner)
    for field in page._meta.fields:
        if field.name in given and not getattr(page, field.attname):
            setattr(page, field.attname, given[field.name])


def _has_pictures_field(page: PiecePage) -> bool:
    return any(isinstance(field, StoryField) and field.name == _PICTURES_FIELD for field in page._meta.fields)


def _stream(blocks: list[Block]) -> str:
    return json.dumps([{"type": kind, "value": value, "id": str(uuid.uuid4())} for kind, value in blocks])


def _fill_credits(page: PiecePage, credits: dict[str, str], notes: Notebook) -> None:
    for name in ("source_name", "author", "fact_checker", "editor_name"):
        if value := credits.get(name):
            field = page._meta.get_field(name)
            setattr(page, name, value[: field.max_length])
            if len(value) > field.max_length:
                notes.todo(_("“%(field)s”太长，没有写全，请核对。") % {"field": field.verbose_name}, words=value)
    if contributor := credits.get("contributor"):
        page.department = Department.objects.filter(name=contributor).first()
        page.source_name = page.source_name or contributor
        if page.department is None:
            notes.todo(_("供稿部门“%(name)s”不在部门列表里，请选择。") % {"name": contributor})


def _fill_dates(page: PiecePage, found: tuple[int, int, int] | None, notes: Notebook) -> None:
    """Take the first date in the text as the day of the event, which it most likely is; note it to be checked."""
    name = settings.EVENT_DATES.get(page._meta.label)
    if name is None:
        return
    field = page._meta.get_field(name)
    try:
        day = date(*found) if found else None
    except ValueError:
        day = None
    if day is None:
        notes.todo(_("“%(field)s”必须填写，文稿里没有找到日期，请填写。") % {"field": field.verbose_name})
        return
    value = timezone.make_aware(datetime.combine(day, _MORNING)) if isinstance(field, models.DateTimeField) else day
    setattr(page, field.attname, value)
    words = {"field": field.verbose_name, "day": f"{day:%Y-%m-%d}"}
    notes.todo(_("“%(field)s”取自文稿，填为%(day)s，请改为实际的时间。") % words)


def _note_earlier(digest: str, notes: Notebook) -> None:
    earlier = WordImport.objects.filter(sha256=digest).select_related("page").order_by("-imported_at").first()
    if earlier is not None:
        notes.todo(
            _("这份文件%(day)s导入过，稿件是《%(title)s》，请确认没有重复。")
            % {"day": f"{timezone.localtime(earlier.imported_at):%Y-%m-%d}", "title": earlier.page.title}
        )


def read_words(file: IO[bytes], name: str) -> tuple[str, str]:
    """Return a line for each paragraph and each row of a table; and in lines which file it is, what was left out of it.

    Raises FileRefused."""
    notes = Notebook()
    with open_container(file, name) as container:
        try:
            items = read_document(container, notes, _MOST_PARAGRAPHS)
        except RecursionError as error:
            raise too_complex() from error
    text = "\n".join(line for item in items for line in _lines(item, notes))
    told = [_("文件：%(name)s") % {"name": name}]
    for note in notes.as_json():
        if note["level"] != Level.CHANGED or note["characters"]:
            told.append(" ".join([note["text"], *note["places"], *note["words"]]))
    return text, "\n".join(told)


def _lines(item: Item, notes: Notebook) -> list[str]:
    if isinstance(item, Paragraph):
        number = item.number.text.strip() if item.number else ""
        # What Word numbers by itself is an article or a heading; a typed number may be the words of a sentence.
        return [f"{number}　{item.text}" if number.endswith(("条", "章", "节", "编")) else item.written]
    if isinstance(item, Table):
        notes.todo(_("表格已改为文字，每行一行，请核对。"), item.place)
        return ["　".join(cell.text for cell in row if cell.is_first and not cell.is_from_above) for row in item.grid]
    notes.dropped(_("图片没有导入。"), item.place)
    return []
