"""Takes the pictures of a Word document into the site: each is re-encoded and stored once; `services` calls it."""

import io
import re
import uuid
from contextlib import ExitStack
from pathlib import PurePath
from tempfile import SpooledTemporaryFile

from django.core.exceptions import ValidationError
from django.core.files.images import ImageFile
from django.utils.translation import gettext as _
from wagtail.images.permissions import permission_policy as image_policy

from unionsite.accounts.models import User
from unionsite.core.models import SiteImage
from unionsite.core.uploads import pixels_of, reencode_picture
from unionsite.publishing.word_import.choices import ALT_LENGTH, FOREIGN_PICTURES, MB, PICTURE_BYTES, PICTURES, PIXELS
from unionsite.publishing.word_import.container import Container
from unionsite.publishing.word_import.document import Picture
from unionsite.publishing.word_import.draft import Block, Draft
from unionsite.publishing.word_import.notes import Notebook, excerpt

# Descriptions that Word, WPS and scanners write by themselves.
_MACHINE_MADE = re.compile(
    r"图片\s*\d*|picture\s*\d*|image\s*\d*|图像\s*\d*|未标题.*|untitled.*|.*(描述已自动生成|automatically generated).*"
    r"|.*\.(jpe?g|png|gif|bmp|tiff?|webp|emf|wmf)|.*[\\/].*|(img|dsc|mmexport|wechat|微信图片|屏幕截图|qq图片|wps)[\W_\d].*|[\W\d_a-z]*",
    re.IGNORECASE | re.DOTALL,
)


class _NotTaken(Exception):
    """A picture is not imported; the message tells the editor why and what to do."""


class Album:
    """The pictures of one document, each file once: re-encoded before the transaction, stored inside it."""

    def __init__(self, user: User, notes: Notebook) -> None:
        self.user, self.notes = user, notes
        self._files: dict[str, ImageFile | None] = {}
        self._images: dict[str, SiteImage] = {}
        self._pixels = 0
        self._collection = (
            image_policy.collections_user_has_permission_for(user, "add").order_by("depth", "path").first()
        )

    def prepare(self, draft: Draft, container: Container, stack: ExitStack) -> None:
        """Re-encode every picture into a temporary file, which `stack` closes; note those that cannot be imported."""
        for picture in [value["picture"] for kind, value in draft.blocks if kind == "picture"]:
            if picture.member not in self._files:
                self._files[picture.member] = None
                try:
                    self._files[picture.member] = self._write_anew(picture.member, container, stack)
                except _NotTaken as error:
                    self.notes.dropped(str(error), picture.place, words=picture.description)
                except ValidationError as error:
                    why = _("有图片没有导入：%(why)s") % {"why": " ".join(error.messages)}
                    self.notes.dropped(why, picture.place, words=picture.description)

    def _write_anew(self, member: str, container: Container, stack: ExitStack) -> ImageFile:
        suffix = PurePath(member).suffix.lower()
        limits = {"format": suffix[1:].upper(), "limit": PICTURES, "size": PICTURE_BYTES // MB}
        if self._collection is None:
            raise _NotTaken(_("您没有上传图片的权限，图片没有导入。"))
        if suffix in FOREIGN_PICTURES:
            raise _NotTaken(_("%(format)s格式的图片没有导入，请在文档里把它另存为PNG或JPG后上传。") % limits)
        if len(self._files) > PICTURES:
            raise _NotTaken(_("图片超过%(limit)d张，多出的没有导入，请在编辑器里上传。") % limits)
        if container.archive.getinfo(member).file_size > PICTURE_BYTES:
            raise _NotTaken(_("超过%(size)dMB的图片没有导入，请压缩后在编辑器里上传。") % limits)
        content = io.BytesIO(container.read(member, PICTURE_BYTES))
        pixels = pixels_of(content)
        if self._pixels + pixels > PIXELS:
            raise _NotTaken(_("图片太多太大，其余的没有导入，请缩小后在编辑器里上传。"))
        self._pixels += pixels
        clean = reencode_picture(content, f"word-{uuid.uuid4().hex[:12]}{suffix}")
        file = stack.enter_context(SpooledTemporaryFile(max_size=MB))  # noqa: SIM115  (the stack closes it)
        file.writelines(clean.chunks())
        image_file = ImageFile(file, name=clean.name)
        # The file is re-encoded already; the model need not do it again.
        image_file.is_reencoded = True
        return image_file

    def store(self, draft: Draft) -> list[Block]:
        """Store the pictures; return the draft's blocks with them, without those that could not be imported."""
        blocks: list[Block] = []
        for kind, value in draft.blocks:
            if kind != "picture":
                blocks.append((kind, value))
                continue
            picture, caption = value["picture"], value["caption"]
            image = self._images.get(picture.member) or self._store(picture.member, caption, draft)
            if image is not None:
                blocks.append(("picture", self._block_value(image, picture, caption)))
            elif caption:
                text = _("没有导入的图片，其说明也没有导入：%(text)s。") % {"text": excerpt(caption)}
                self.notes.dropped(text, picture.place, words=caption)
        return blocks

    def _store(self, member: str, caption: str, draft: Draft) -> SiteImage | None:
        file = self._files[member]
        if file is None:
            return None
        title = caption or f"{draft.title}（{len(self._images) + 1}）"
        image = SiteImage(
            title=title[:255],
            file=file,
            collection=self._collection,
            uploaded_by_user=self.user,
            credit=draft.credits.get("photographer", ""),
        )
        image._set_image_file_metadata()
        self._images[member] = image
        image.save()
        return image

    def _block_value(self, image: SiteImage, picture: Picture, caption: str) -> dict[str, object]:
        described = " ".join(picture.description.split())
        alt = described[:ALT_LENGTH] if is_real_description(described) else ""
        if alt:
            text = _("图片的替代文字取自文档，请核对。")
            self.notes.changed(text, f"{picture.place} {excerpt(alt)}", words=described[ALT_LENGTH:])
        else:
            text = _("图片缺替代文字，请写一句话说出图上有什么；没有意义的装饰图请勾选“装饰图”。")
            self.notes.todo(text, picture.place, words=described)
        return {"picture": {"image": image.pk, "alt_text": alt, "decorative": False}, "caption": caption}

    def remove_files(self) -> None:
        for image in self._images.values():
            if image.file._committed:
                image.file.storage.delete(image.file.name)


def is_real_description(text: str) -> bool:
    """Whether a picture's description was written by a person, and not by a program."""
    return len(text) >= 4 and not _MACHINE_MADE.fullmatch(text.strip())
