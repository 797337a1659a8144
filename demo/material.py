"""What the demo's texts refer to: pictures, workbooks, a video, articles of the law library."""

import io
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core.files import File
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from openpyxl import Workbook
from openpyxl.styles import Font

from demo.texts import Resolver
from unionsite.accounts.models import User
from unionsite.core.models import SiteDocument, SiteImage, SiteMedia
from unionsite.laws.models import StatuteArticle

MEDIA = Path(__file__).with_name("media")
PICTURES = MEDIA / "pictures"
PICTURE_SIZE = (1440, 960)


@dataclass
class Material:
    """Makes database rows for what the texts name."""

    uploader: User
    used: Counter = field(default_factory=Counter)
    articles: dict[tuple[str, str], int] = field(default_factory=dict)

    def __post_init__(self):
        rows = StatuteArticle.objects.values_list("pk", "statute__short_title", "label")
        self.articles = {(statute, label): pk for pk, statute, label in rows}

    @property
    def resolver(self) -> Resolver:
        return Resolver(picture=self.picture, articles=self.articles, workbook=self.workbook, video=self.video)

    def picture(self, scene: str, alt: str) -> int:
        """Store a new picture of a scene and return its primary key; each further use is another variant."""
        self.used[scene] += 1
        source = picture_of(scene, self.used[scene])
        # Stored as it was drawn: it never met a camera, and whatever is handed in as an upload is decoded three times.
        with source.open("rb") as drawn:
            name = default_storage.save(SiteImage().get_upload_to(source.name), File(drawn))
        width, height = PICTURE_SIZE
        image = SiteImage(
            title=alt[:255],
            width=width,
            height=height,
            file=name,
            uploaded_by_user=self.uploader,
            portrait_consent=True,
        )
        with image.file:
            image._set_image_file_metadata()
        image.save()
        return image.pk

    def stored(self, name: str) -> SiteImage:
        """Return a picture that a piece shows already, by the name of its file, as an editor would choose it again."""
        return SiteImage.objects.get(file__endswith=f"-{name}.webp")

    def workbook(self, entry: dict[str, Any]) -> int:
        book = Workbook()
        sheet = book.active
        sheet.title = "Sheet1"
        sheet.append(entry["columns"])
        for cell in sheet[1]:
            cell.font = Font(bold=True)
        for row in entry["rows"]:
            sheet.append(row)
        for column in sheet.columns:
            sheet.column_dimensions[column[0].column_letter].width = 22
        content = io.BytesIO()
        book.save(content)
        document = SiteDocument(title=entry["title"], uploaded_by_user=self.uploader)
        document.file.save("attachment.xlsx", ContentFile(content.getvalue()), save=False)
        document.save()
        # Saving reads the file once more, for its size and hash.
        document.file.close()
        return document.pk

    def video(self, key: str) -> int | None:
        source = MEDIA / f"{key}.mp4"
        if not source.exists():
            return None
        media = SiteMedia(title="春游路上", type="video", duration=8, width=1280, height=720)
        media.file.save(source.name, ContentFile(source.read_bytes()), save=False)
        thumbnail = source.with_suffix(".webp")
        media.thumbnail.save(thumbnail.name, ContentFile(thumbnail.read_bytes()), save=False)
        for name, language in (("captions", "zh"), ("captions_en", "en")):
            captions = MEDIA / f"{key}.{language}.vtt"
            getattr(media, name).save(captions.name, ContentFile(captions.read_bytes()), save=False)
        media.save()
        return media.pk


def picture_of(scene: str, variant: int = 1) -> Path:
    """Return the drawn file of a scene; variants count from 1."""
    return PICTURES / f"{scene}-{variant}.webp"
