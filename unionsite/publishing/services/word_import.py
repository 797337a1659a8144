"""Making a draft of a Word document: page, pictures and notes come together or not at all."""

from __future__ import annotations

import hashlib
import io
import json
import uuid
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import PurePath
from tempfile import SpooledTemporaryFile
from typing import IO, NamedTuple

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.images import ImageFile
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.images.permissions import permission_policy as image_policy
from wagtail.models import Page, PageSubscription

from unionsite.accounts.models import Department, User
from unionsite.audit.choices import Action
from unionsite.audit.services import record
from unionsite.core.fields import StoryField
from unionsite.core.models import PiecePage, SiteImage
from unionsite.core.piece_forms import first_values
from unionsite.core.uploads import reencode_picture
from unionsite.publishing.models import WordImport
from unionsite.publishing.word_import.choices import ALT_LENGTH, FOREIGN_PICTURES, MB, PICTURE_BYTES, PICTURES, PIXELS
from unionsite.publishing.word_import.container import Container, open_container
from unionsite.publishing.word_import.document import Picture
from unionsite.publishing.word_import.mapping import Block, Draft, read_draft
from unionsite.publishing.word_import.notes import Notebook, excerpt
from unionsite.publishing.word_import.pictures import pixels_of
from unionsite.publishing.word_import.rules import creatable_types, is_real_description

_BLOCK = 64 * 1024
# Where a piece that is made of pictures has them; the body then holds the words.
_PICTURES_FIELD = "pictures"
_MORNING = time(9)


@dataclass(frozen=True)
class ImportResult:
    page: PiecePage
    notes: list[dict[str, object]]
    record: WordImport


def import_word(*, file: IO[bytes], parent: Page, model: type[PiecePage], user: User, name: str = "") -> ImportResult:
    """Make a draft of type `model` below `parent` from the .docx `file`; `user` becomes its owner.

    Raises Refused (a ValidationError) with a message for the editor when the file cannot be taken, PermissionDenied
    when `user` may not make such a page there. Either all is stored, or nothing: files of pictures are removed again.
    """
    if model not in creatable_types(parent, user):
        raise PermissionDenied
    name = PurePath(name or getattr(file, "name", "") or "word.docx").name
    notes = Notebook()
    album = _Album(user, notes)
    with ExitStack() as stack:
        container = stack.enter_context(open_container(file, name))
        draft = read_draft(container, name, notes)
        album.prepare(draft, container, stack)
        digest = _digest(file)
        try:
            with transaction.atomic():
                word_import = _store(draft, album, notes, parent, model, user, name, digest)
        except BaseException:
            album.remove_files()
            raise
    return ImportResult(word_import.page, word_import.notes, word_import)


@transaction.atomic
def dismiss_notes(*, word_import: WordImport, now: datetime) -> None:
    """The editor has read them; done twice it stays at the first time."""
    WordImport.objects.filter(pk=word_import.pk, dismissed_at=None).update(dismissed_at=now)


def _store(
    draft: Draft,
    album: _Album,
    notes: Notebook,
    parent: Page,
    model: type[PiecePage],
    user: User,
    name: str,
    digest: str,
) -> WordImport:
    _note_earlier(digest, notes)
    blocks = album.store(draft)
    page = _make_page(draft, blocks, parent, model, user, notes)
    word_import = WordImport.objects.create(
        page=page,
        file_name=name[:255],
        sha256=digest,
        notes=notes.as_json(),
        figures=Counter(kind for kind, _value in blocks),
        imported_by=user,
        imported_at=timezone.now(),
    )
    record(Action.WORD_IMPORTED, actor=user, subject=page, detail={"name": name, "sha256": digest})
    return word_import


class _Clean(NamedTuple):
    """A picture written anew; `suffix` is that of its new format."""

    file: IO[bytes]
    suffix: str


class _Album:
    """The pictures of one document, each file once: written anew before the transaction begins, stored inside it."""

    def __init__(self, user: User, notes: Notebook) -> None:
        self.user, self.notes = user, notes
        self._clean: dict[str, _Clean | None] = {}
        self._images: dict[str, SiteImage] = {}
        self._pixels = 0
        self._collection = (
            image_policy.collections_user_has_permission_for(user, "add").order_by("depth", "path").first()
        )

    def prepare(self, draft: Draft, container: Container, stack: ExitStack) -> None:
        """Decode every picture and write it anew into a temporary file; what cannot be taken gets a note."""
        for kind, value in draft.blocks:
            if kind == "picture":
                picture = draft.pictures[value["picture"]]
                if picture.member not in self._clean:
                    clean = self._reencoded(picture, container)
                    self._clean[picture.member] = clean
                    if clean is not None:
                        stack.enter_context(clean.file)

    def _reencoded(self, picture: Picture, container: Container) -> _Clean | None:
        suffix = PurePath(picture.member).suffix.lower()
        limits = {"format": suffix[1:].upper(), "limit": PICTURES, "size": PICTURE_BYTES // MB}
        if self._collection is None:
            why = _("您没有上传图片的权限，图片没有导入。")
        elif suffix in FOREIGN_PICTURES:
            why = _("%(format)s格式的图片没有导入，请在文档里把它另存为PNG或JPG后上传。") % limits
        elif len(self._clean) >= PICTURES:
            why = _("图片超过%(limit)d张，多出的没有导入，请在编辑器里上传。") % limits
        elif container.size(picture.member) > PICTURE_BYTES:
            why = _("超过%(size)dMB的图片没有导入，请压缩后在编辑器里上传。") % limits
        else:
            try:
                return self._written_anew(io.BytesIO(container.read(picture.member, PICTURE_BYTES)), picture, suffix)
            except ValidationError as error:
                why = _("有图片没有导入：%(why)s") % {"why": " ".join(error.messages)}
        self.notes.dropped(why, picture.place)
        return None

    def _written_anew(self, content: IO[bytes], picture: Picture, suffix: str) -> _Clean | None:
        pixels = pixels_of(content)
        if self._pixels + pixels > PIXELS:
            self.notes.dropped(_("图片太多太大，其余的没有导入，请缩小后在编辑器里上传。"), picture.place)
            return None
        self._pixels += pixels
        clean = reencode_picture(content, f"word{suffix}")
        file = SpooledTemporaryFile(max_size=MB)  # noqa: SIM115  (closed by the caller's stack)
        for chunk in clean.chunks():
            file.write(chunk)
        return _Clean(file, PurePath(clean.name or "").suffix)

    def store(self, draft: Draft) -> list[Block]:
        """The draft's blocks with stored pictures in their place, without those that could not be taken."""
        blocks: list[Block] = []
        for kind, value in draft.blocks:
            if kind != "picture":
                blocks.append((kind, value))
                continue
            picture, caption = draft.pictures[value["picture"]], value["caption"]
            image = self._image(picture, caption, draft)
            if image is not None:
                blocks.append(("picture", self._value(image, picture, caption)))
            elif caption:
                text = _("没有导入的图片，其说明也没有导入：%(text)s。") % {"text": excerpt(caption)}
                self.notes.dropped(text, picture.place)
        return blocks

    def _image(self, picture: Picture, caption: str, draft: Draft) -> SiteImage | None:
        clean = self._clean[picture.member]
        if clean is None or picture.member in self._images:
            return self._images.get(picture.member)
        title = caption or f"{draft.title}（{len(self._images) + 1}）"
        file = ImageFile(clean.file, name=f"word-{uuid.uuid4().hex[:12]}{clean.suffix}")
        # Clean already: the model need not write it a second time.
        file.is_reencoded = True
        image = SiteImage(
            title=title[:255],
            file=file,
            collection=self._collection,
            uploaded_by_user=self.user,
            credit=draft.credits.get("photographer", ""),
        )
        image._set_image_file_metadata()
        self._images[picture.member] = image
        image.save()
        return image

    def _value(self, image: SiteImage, picture: Picture, caption: str) -> dict[str, object]:
        alt = " ".join(picture.description.split())[:ALT_LENGTH]
        if is_real_description(alt):
            self.notes.changed(_("图片的替代文字取自文档，请核对。"), f"{picture.place} {excerpt(alt)}")
        else:
            alt = ""
            text = _("图片缺替代文字，请写一句话说出图上有什么；没有意义的装饰图请勾选“装饰图”。")
            self.notes.todo(text, picture.place)
        return {"picture": {"image": image.pk, "alt_text": alt, "decorative": False}, "caption": caption}

    def remove_files(self) -> None:
        for image in self._images.values():
            if image.file._committed:
                image.file.storage.delete(image.file.name)


def _make_page(
    draft: Draft, blocks: list[Block], parent: Page, model: type[PiecePage], user: User, notes: Notebook
) -> PiecePage:
    page = model(title=draft.title, owner=user, live=False, locale=parent.locale)
    if _has_pictures_field(model) and (pictures := [block for block in blocks if block[0] == "picture"]):
        setattr(page, _PICTURES_FIELD, _stream(pictures))
        blocks = [block for block in blocks if block[0] != "picture"]
        notes.changed(_("图片已放进“图片”一栏，文字在“文字”一栏。"))
    page.body = _stream(blocks)
    _fill_credits(page, draft.credits, notes)
    _fill_in(page, user)
    _fill_dates(page, draft.date, notes)
    parent.add_child(instance=page)
    page.save_revision(user=user, log_action=True, clean=False)
    PageSubscription.objects.get_or_create(page=page, user=user, defaults={"comment_notifications": True})
    return page


def _has_pictures_field(model: type[PiecePage]) -> bool:
    return any(isinstance(field, StoryField) and field.name == _PICTURES_FIELD for field in model._meta.fields)


def _stream(blocks: list[Block]) -> str:
    return json.dumps([{"type": kind, "value": value, "id": str(uuid.uuid4())} for kind, value in blocks])


def _fill_in(page: PiecePage, user: User) -> None:
    """As on an empty form: what the document does not say, the account may."""
    for name, value in first_values(user).items():
        field = page._meta.get_field(name)
        if not getattr(page, field.attname):
            setattr(page, field.attname, value)


def _fill_credits(page: PiecePage, credits: dict[str, str], notes: Notebook) -> None:
    for name in ("source_name", "author", "fact_checker", "editor_name"):
        if value := credits.get(name):
            setattr(page, name, value[: page._meta.get_field(name).max_length])
    if contributor := credits.get("contributor"):
        page.department = Department.objects.filter(name=contributor).first()
        page.source_name = page.source_name or contributor
        if page.department is None:
            notes.todo(_("供稿部门“%(name)s”不在部门列表里，请选择。") % {"name": contributor})


def _fill_dates(page: PiecePage, found: tuple[int, int, int] | None, notes: Notebook) -> None:
    """The day that the text names first is most likely that of the event; the editor is told to check it."""
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


def _digest(file: IO[bytes]) -> str:
    digest = hashlib.sha256()
    file.seek(0)
    while block := file.read(_BLOCK):
        digest.update(block)
    return digest.hexdigest()
