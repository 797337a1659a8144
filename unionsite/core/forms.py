"""Upload forms of pictures, documents and media: a bad file becomes a message beside the field."""

from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from PIL import Image
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm
from wagtailmedia.forms import BaseMediaForm

from unionsite.core.uploads import as_upload, check_document, check_media, reencode_picture, too_many_pixels
from unionsite.core.wings import place

# Called with the record and the name of the field when a field of a stored file is about to change; may raise
# ValidationError.
replacement_checks: list[Callable[[models.Model, str], None]] = place("asked before a file is replaced")


class StandingFileMixin:
    """Refuses changes of what the public sees as it was released. The message stands beside its field; for the crop,
    whose fields are hidden, it stands once beside the picture."""

    def clean(self):
        data = super().clean()
        for name in self.changed_data if self.instance.pk else ():
            try:
                for check in replacement_checks:
                    check(self.instance, name)
            except ValidationError as error:
                shown = "file" if self[name].is_hidden else name
                if shown == name or shown not in self.errors:
                    self.add_error(shown, error)
        return data


class SafePictureField(WagtailImageField):
    """Adds a full decode to Wagtail's checks of name and header: a truncated picture is a form error, never a 500."""

    def to_python(self, data):
        try:
            file = super().to_python(data)
        except ValidationError:
            raise
        except Image.DecompressionBombError as error:
            raise ValidationError(too_many_pixels(), code="file_too_many_pixels") from error
        except Exception as error:  # Willow finds broken frames only while it counts them.
            raise ValidationError(self.error_messages["invalid_image"], code="invalid_image") from error
        return None if file is None else as_upload(reencode_picture(file, file.name), file)


class SiteImageForm(StandingFileMixin, BaseImageForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if field := self.fields.get("file"):
            self.fields["file"] = SafePictureField(label=field.label, required=field.required, widget=field.widget)


class SiteDocumentForm(StandingFileMixin, BaseDocumentForm):
    def clean_file(self):
        file = self.cleaned_data.get("file")
        if file and "file" in self.changed_data:
            check_document(file, file.name)
        return file


class SiteMediaForm(StandingFileMixin, BaseMediaForm):
    """Requires a poster for video: without one a phone shows a black box."""

    def clean_file(self):
        return self.checked("file")

    def clean_captions(self):
        return self.checked("captions")

    def clean_captions_en(self):
        return self.checked("captions_en")

    def checked(self, name: str):
        file = self.cleaned_data.get(name)
        if file and name in self.changed_data:
            check_media(file, file.name)
        return file

    def clean_thumbnail(self):
        file = self.cleaned_data.get("thumbnail")
        if file and "thumbnail" in self.changed_data:
            return reencode_picture(file, file.name)
        return file

    def clean(self):
        data = super().clean()
        if self.instance.type == "video" and not data.get("thumbnail") and "thumbnail" not in self.errors:
            self.add_error("thumbnail", _("请上传一张封面图（视频播放前显示）。"))
        return data
