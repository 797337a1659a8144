"""What the demo's texts refer to: pictures drawn here, workbooks, a video, articles of the law library."""

from __future__ import annotations

import io
import os
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from openpyxl import Workbook
from openpyxl.styles import Font

from home.demo.pictures import draw
from home.demo.texts import Resolver
from unionsite.accounts.models import User
from unionsite.core.models import SiteDocument, SiteImage, SiteMedia
from unionsite.laws.models import StatuteArticle

MEDIA = Path(__file__).parents[2] / "demo" / "media"
PICTURE_SIZE = (1600, 1067)


@dataclass
class Material:
    """Makes rows for what the texts name; `drawn` are the JPEGs by scene and variant."""

    uploader: User
    drawn: dict[tuple[str, int], bytes]
    size: tuple[int, int]
    used: Counter = field(default_factory=Counter)
    articles: dict[tuple[str, str], int] = field(default_factory=dict)

    def __post_init__(self):
        rows = StatuteArticle.objects.values_list("pk", "statute__short_title", "label")
        self.articles = {(statute, label): pk for pk, statute, label in rows}

    @property
    def resolver(self) -> Resolver:
        return Resolver(picture=self.picture, article=self.article, workbook=self.workbook, video=self.video)

    def picture(self, scene: str, alt: str) -> int:
        """A new picture of a scene: each further use is another variant."""
        variant = self.used[scene]
        self.used[scene] += 1
        name = f"{scene}-{variant + 1}.jpg"
        file = ContentFile(self.drawn[scene, variant], name=name)
        # Drawn by us a moment ago: nothing to clean, and encoding it twice would cost sharpness.
        file.is_reencoded = True
        image = SiteImage(title=alt[:255], file=ImageFile(file, name=name), uploaded_by_user=self.uploader)
        image.file.file.is_reencoded = True
        image.width, image.height = self.size
        image.portrait_consent = True
        image.save()
        return image.pk

    def article(self, statute: str, label: str) -> int | None:
        return self.articles.get((statute, label))

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
        media.thumbnail.save(f"{key}.jpg", ContentFile(encode("spring-outing", 0, (1280, 720))), save=False)
        for name, language in (("captions", "zh"), ("captions_en", "en")):
            captions = MEDIA / f"{key}.{language}.vtt"
            getattr(media, name).save(captions.name, ContentFile(captions.read_bytes()), save=False)
        media.save()
        return media.pk


def encode(scene: str, variant: int, size: tuple[int, int]) -> bytes:
    """A scene as JPEG."""
    content = io.BytesIO()
    draw(scene, variant=variant, size=size).save(content, "JPEG", quality=88)
    return content.getvalue()


def encode_key(key: tuple[str, int], size: tuple[int, int]) -> bytes:
    return encode(*key, size)


def scenes_in(value: Any) -> list[str]:
    """Every scene that a piece names, covers first, in the order they will be asked for."""
    if isinstance(value, list):
        return [scene for entry in value for scene in scenes_in(entry)]
    if isinstance(value, dict):
        found = [value["scene"]] if "scene" in value else []
        return found + [scene for key, entry in value.items() if key != "en" for scene in scenes_in(entry)]
    return []


def count_pictures(pieces: list[dict[str, Any]]) -> Counter:
    """How often each scene is needed, covers among them."""
    needed = Counter(scene for piece in pieces for scene in scenes_in(piece))
    needed.update(piece["picture"] for piece in pieces if piece.get("picture"))
    return needed


def draw_pictures(pieces: list[dict[str, Any]], size: tuple[int, int]) -> dict[tuple[str, int], bytes]:
    """JPEGs of all scenes and variants that the pieces need, drawn on all processors."""
    keys = [(scene, variant) for scene, count in sorted(count_pictures(pieces).items()) for variant in range(count)]
    with ProcessPoolExecutor(max_workers=os.cpu_count()) as pool:
        return dict(zip(keys, pool.map(partial(encode_key, size=size), keys, chunksize=4), strict=True))
