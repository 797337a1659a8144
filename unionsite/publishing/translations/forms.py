"""All texts of a translation in one form, each beside the Chinese, and what may differ: pictures, links, names."""

import re
from contextlib import suppress

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import ManyToOneRel
from django.utils.translation import gettext as _
from wagtail.admin.widgets import AdminAutoHeightTextInput
from wagtail.documents.widgets import AdminDocumentChooser
from wagtail.images.models import AbstractImage
from wagtail.images.widgets import AdminImageChooser
from wagtail_localize.models import StringSegment, StringTranslation
from wagtail_localize.strings import StringValue, validate_translation_links
from wagtail_localize.views.edit_translation import FieldHasNoEditPanelError, TabHelper, get_segment_location_info

BREAK = re.compile(r"<br ?/?>")
CHOOSERS = {"image_chooser": AdminImageChooser, "document_chooser": AdminDocumentChooser}


class TextField(forms.CharField):
    """The translation of a text. Marks (`<b>`, `<a id="a1">`) are shown and typed where the text has some; elsewhere
    what looks like one is words."""

    def __init__(self, segment, kept: StringTranslation, *, is_rich: bool, lang: str, **options):
        self.source, self.fault = segment.string.data, kept.get_error()
        self.has_marks = is_rich and "<" in BREAK.sub("", self.source + kept.data)
        self.original, initial = self.shown(self.source), self.shown(kept.data)
        widget = AdminAutoHeightTextInput({"lang": lang, "aria-describedby": f"said-{segment.pk}"})
        super().__init__(widget=widget, initial=initial, show_hidden_initial=True, **options)

    def shown(self, data: str) -> str:
        return (BREAK.sub("\n", data) if self.has_marks else StringValue(data).render_text()).strip()

    def stored(self, text: str) -> str:
        return text.replace("\n", "<br/>") if self.has_marks else StringValue.from_plaintext(text).data

    def to_python(self, value):
        return super().to_python(value).replace("\r\n", "\n")

    def validate(self, value):
        try:
            StringValue.from_translated_html(self.stored(value))
            validate_translation_links(self.source, self.stored(value))
        except ValueError as error:
            raise ValidationError(str(error)) from error


class ChosenField(forms.ModelChoiceField):
    """Hands its chooser what is chosen; each number would be read by a query of its own."""

    def prepare_value(self, value):
        return value

    def has_changed(self, initial, data):
        return str(initial.pk if initial else "") != str(data or "")


class TranslationForm(forms.Form):
    """`texts` and `others` are its fields in the order of the edit screen."""

    def __init__(self, *args, translation, **kwargs):
        super().__init__(*args, **kwargs)
        source, self.locale = translation.source, translation.target_locale
        strings = source.stringsegment_set.select_related("string", "context")
        others = source.overridablesegment_set.select_related("context")
        kept = {(row.context_id, row.translation_of_id): row for row in strings.get_translations(self.locale)}
        chosen = {row.context_id: row.data for row in others.get_overrides(self.locale)}
        rich = set(source.templatesegment_set.values_list("context_id", flat=True))
        for segment, kind, length, label in placed(source.as_instance(), [*strings, *others]):
            key, options = segment.context_id, {"label": label, "required": False}
            if isinstance(segment, StringSegment):
                # The same words twice in one paragraph have one name, and one translation.
                name, row = f"text-{key}-{segment.string_id}", kept.get((key, segment.string_id), StringTranslation())
                is_rich, lang = key in rich, self.locale.language_code
                field = TextField(segment, row, is_rich=is_rich, lang=lang, max_length=length, **options)
            elif kind in CHOOSERS or kind == "text":
                name, options["initial"] = f"other-{key}", chosen.get(key, segment.data)
                if kind == "text":
                    field = forms.CharField(max_length=length, **options)
                else:
                    widget = CHOOSERS[kind]()
                    field = ChosenField(widget.model_class.objects, widget=widget, **options)
            else:
                continue
            field.segment, self.fields[name] = segment, field
        read_chosen([field for field in self.fields.values() if isinstance(field, ChosenField)])
        self.texts = [self[name] for name in self.fields if name.startswith("text")]
        self.others = [self[name] for name in self.fields if name.startswith("other")]

    @property
    def done(self) -> int:
        return sum(1 for text in self.texts if text.field.initial and not text.field.fault)


def placed(piece, segments):
    """Yield the segments that the edit screen shows, in its order, each with the kind, length and name of its field."""
    tabs, found = TabHelper(piece), []
    for segment in segments:
        path = segment.context.get_field_path(piece)
        with suppress(FieldHasNoEditPanelError):
            place = get_segment_location_info(piece, tabs, segment.context.path, path, widget=True)
            found.append((place["order"], segment.order, segment, place, path))
    for *_order, segment, place, path in sorted(found, key=lambda row: row[:2]):
        label = _("·").join(str(part) for part in (place["field"], place["subField"]) if part)
        if segment.context.path.endswith("'"):
            label = _("%(place)s里的链接") % {"place": label}
        yield segment, place["widget"]["type"], longest(type(piece), path), label


def read_chosen(fields) -> None:
    """Put what is chosen in the place of its number, pictures with what their choosers show."""
    for model in {field.queryset.model for field in fields}:
        ours = [field for field in fields if field.queryset.model is model]
        rows = model.objects.all()
        if issubclass(model, AbstractImage):
            rows = rows.prefetch_renditions("max-165x165")
        found = rows.in_bulk({field.initial for field in ours})
        for field in ours:
            field.initial = found.get(field.initial)


def longest(model, path: str) -> int | None:
    name, _dot, rest = path.partition(".")
    field = model._meta.get_field(name)
    return longest(field.related_model, rest) if isinstance(field, ManyToOneRel) else getattr(field, "max_length", None)
