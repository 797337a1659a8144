"""Pictures and attachments of old pieces, which lie in the folder beside the table: looked at, then stored."""

import hashlib
import io
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.utils.text import slugify
from wagtail.models import Collection

from unionsite.core.models import SiteDocument, SiteImage
from unionsite.core.uploads import check_document, pixels_of
from unionsite.publishing.word_import.album import is_real_description
from unionsite.publishing.word_import.choices import ALT_LENGTH
from unionsite.publishing.word_import.draft import Block

TITLE_LENGTH = 80


def digest_of(table: BinaryIO, folder: Path) -> str:
    """Return the SHA-256 of a table and of all files that lie in `files/` beside it: what two people vouch for."""
    found = hashlib.file_digest(table, "sha256")
    for path in sorted((folder / "files").glob("*")):
        found.update(path.name.encode())
        with path.open("rb") as content:
            found.update(hashlib.file_digest(content, "sha256").digest())
    return found.hexdigest()


@dataclass
class Files:
    """The files of one piece. `folder` is that of the table; without `may_store` they are only looked at.

    `notes` say what was not taken; `made` are the records stored, so that their files can go with them.
    """

    folder: Path
    title: str
    may_store: bool
    notes: list[str] = field(default_factory=list)
    made: list[SiteImage | SiteDocument] = field(default_factory=list)

    def placed(self, blocks: list[Block]) -> list[Block]:
        """Return the blocks with the numbers of the stored files (None if only looked at), without those not taken."""
        found: list[Block] = []
        for kind, given in blocks:
            value: Any = given
            if kind == "picture":
                value = self._tried(self._picture, value)
            elif kind == "attachments":
                value = [one for one in (self._tried(self._attachment, each) for each in value) if one]
            if value:
                found.append((kind, value))
        return found

    def _tried(self, take, value: dict[str, str]) -> dict[str, Any] | None:
        try:
            return take(value, (self.folder / value["file"]).read_bytes())
        except OSError:
            self.notes.append(f"没有{value['file']}，没有导入")
        except ValidationError as error:
            self.notes.append(f"{value['file']}没有导入：{' '.join(error.messages)}")
        return None

    def _picture(self, value: dict[str, str], content: bytes) -> dict[str, Any]:
        if len(content) > settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE:
            raise ValidationError("图片太大。")
        pixels_of(io.BytesIO(content))
        alt = value["alt"] if is_real_description(value["alt"]) else value["caption"]
        if not alt:
            alt = f"《{self.title}》配图"
            self.notes.append(f"{value['file']}没有说明，替代文字暂写“{alt[:20]}”，请补写")
        image = SiteImage(title=(value["caption"] or alt)[:255], collection=Collection.get_first_root_node())
        self._store(image, ImageFile(io.BytesIO(content), name=Path(value["file"]).name))
        return {
            "picture": {"image": image.pk, "alt_text": alt[:ALT_LENGTH], "decorative": False},
            "caption": value["caption"],
        }

    def _attachment(self, value: dict[str, str], content: bytes) -> dict[str, Any]:
        suffix = Path(value["file"]).suffix.lower()
        if suffix[1:] not in settings.WAGTAILDOCS_EXTENSIONS or len(content) > settings.WAGTAILDOCS_MAX_UPLOAD_SIZE:
            raise ValidationError("这种附件不能放进网站，或文件太大。")
        check_document(io.BytesIO(content), value["file"])
        title = value["title"].removesuffix(suffix)[:TITLE_LENGTH] or f"{self.title}附件"[:TITLE_LENGTH]
        document = SiteDocument(title=title, collection=Collection.get_first_root_node())
        self._store(document, ContentFile(content, name=f"{slugify(title, allow_unicode=True) or 'file'}{suffix}"))
        return {"document": document.pk, "title": title}

    def _store(self, record: SiteImage | SiteDocument, file) -> None:
        if self.may_store:
            record.file = file
            self.made.append(record)
            record.save()

    def remove(self) -> None:
        """Delete the files of records that were not kept."""
        for record in self.made:
            if record.file._committed:
                record.file.storage.delete(record.file.name)
