"""Pictures, documents, video and sound: checked on the way in and stored clean."""

import re
import secrets

from django.core.validators import FileExtensionValidator
from django.db import models, transaction
from django.utils.deconstruct import deconstructible
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument, Document
from wagtail.images.models import AbstractImage, AbstractRendition, Image
from wagtail.search import index
from wagtailmedia.models import AbstractMedia

from unionsite.core.uploads import reencode_picture

# A title that was written, and is not the name that a phone gave the file.
_WRITTEN = re.compile(r"(?!.*(?:微信图片|截图|\d{8})).*[\u4e00-\u9fff]{4}")


def unguessable(filename: str) -> str:
    """Put a random part before a file name: the web server checks no rights, only the name protects drafts (T57)."""
    return f"{secrets.token_hex(8)}-{filename}"


@deconstructible
class Unguessable:
    """An `upload_to` that stores files under unguessable names in one folder below the media folder."""

    def __init__(self, folder: str):
        self.folder = folder

    def __call__(self, _instance: models.Model, filename: str) -> str:
        return f"{self.folder}/{unguessable(filename)}"


class SiteImage(AbstractImage):
    """A picture; on every way in, the stored file is re-encoded, so EXIF and GPS are gone (S-1.6, T74)."""

    credit = models.CharField(_("摄影/来源"), max_length=80, blank=True)
    portrait_consent = models.BooleanField(
        _("肖像授权已取得"),
        default=False,
        help_text=_("画面中能辨认出的职工均已同意公开使用。"),
    )

    admin_form_fields = (*Image.admin_form_fields, "credit", "portrait_consent")
    # What readers see besides the file: it cannot change while the picture is public (`publishing.guard.files`).
    shown_fields = (
        "title",
        "description",
        "credit",
        *(f"focal_point_{side}" for side in ("x", "y", "width", "height")),
    )
    # The chooser searches among the pictures of a tag; Wagtail's own definition does not allow that.
    search_fields = [
        *AbstractImage.search_fields,
        index.RelatedFields(
            "tags", [index.SearchField("name", boost=10), index.AutocompleteField("name"), index.FilterField("name")]
        ),
    ]

    class Meta(AbstractImage.Meta):
        verbose_name = _("图片")
        verbose_name_plural = _("图片")

    @property
    def default_alt_text(self) -> str:
        """What the picture shows in words, for covers and galleries: its description, else a title somebody wrote."""
        return self.description or (self.title if _WRITTEN.match(self.title) else "")

    def get_upload_to(self, filename):
        # The names of renditions repeat the unguessable part.
        return super().get_upload_to(unguessable(filename))

    def save(self, *args, **kwargs):
        if self.file and not self.file._committed and not getattr(self.file.file, "is_reencoded", False):
            clean = reencode_picture(self.file.file, self.file.name)
            self.file.file, self.file.name = clean, clean.name
            self.file_size, self.file_hash = clean.size, ""
            self._set_image_file_metadata()
        super().save(*args, **kwargs)


class SiteRendition(AbstractRendition):
    """A picture in one size and format."""

    image = models.ForeignKey(SiteImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"], name="one_rendition_for_each_spec"
            )
        ]


class SiteDocument(AbstractDocument):
    """A file for download."""

    admin_form_fields = Document.admin_form_fields
    shown_fields = ("title",)

    class Meta(AbstractDocument.Meta):
        verbose_name = _("文件")
        verbose_name_plural = _("文件")

    def save(self, *args, **kwargs):
        # Wagtail's form sets the size; files stored by code must show readers theirs as well.
        if self.file and self.file_size is None:
            self._set_document_file_metadata()
        super().save(*args, **kwargs)


class SiteMedia(AbstractMedia):
    """Video or sound, with captions for people who cannot or may not listen."""

    file = models.FileField(AbstractMedia.file.field.verbose_name, upload_to=Unguessable("media"))
    thumbnail = models.FileField(
        AbstractMedia.thumbnail.field.verbose_name, upload_to=Unguessable("media_thumbnails"), blank=True
    )
    captions = models.FileField(
        _("中文字幕"),
        upload_to=Unguessable("media_captions"),
        blank=True,
        validators=[FileExtensionValidator(["vtt"])],
        help_text=_("WebVTT 文件（.vtt）。有人声的视频应当配字幕。"),
    )
    captions_en = models.FileField(
        _("英文字幕"),
        upload_to=Unguessable("media_captions"),
        blank=True,
        validators=[FileExtensionValidator(["vtt"])],
    )

    admin_form_fields = ("title", "file", "collection", "duration", "thumbnail", "captions", "captions_en", "tags")
    shown_fields = ("title", "type", "duration", "width", "height")

    class Meta:
        verbose_name = _("音视频")
        verbose_name_plural = _("音视频")

    def clean(self, *args, **kwargs):
        # A refused file leaves no name that Wagtail's own check could judge.
        if self.file:
            super().clean(*args, **kwargs)

    def delete(self, *args, **kwargs):
        # Deleting is refused while the file is shown (T56). The inner transaction keeps that refusal from breaking the
        # caller's; wagtailmedia's view opens none of its own.
        with transaction.atomic():
            return super().delete(*args, **kwargs)
