"""The form of a questionnaire that the public fills in: its fields, file checks and the guard against programs."""

import secrets
from datetime import datetime
from pathlib import PurePath

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.validators import FileExtensionValidator
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.contrib.forms.forms import BaseForm, FormBuilder

from interact.attachments.rules import readable_name
from interact.questionnaires import rules
from interact.questionnaires.choices import (
    DOCUMENT_EXTENSIONS,
    FILE_BYTES,
    MULTI_LINE_LENGTH,
    NUMBER_DECIMALS,
    NUMBER_DIGITS,
    PICTURE_EXTENSIONS,
    SINGLE_LINE_LENGTH,
)
from unionsite.core.form_fields import HONEYPOT, NOT_A_CHOICE, STAMP, PlainTextField, TrappedForm, problems_of
from unionsite.core.uploads import check_document, reencode_picture

_SALT = "interact.questionnaire"


class AnswerFileField(forms.FileField):
    """A field for a document or picture whose content must fit its name; pictures are encoded anew (T74, T76)."""

    widget = forms.FileInput
    default_validators = [
        FileExtensionValidator(
            [*DOCUMENT_EXTENSIONS, *PICTURE_EXTENSIONS],
            gettext_lazy("不支持这种文件，请上传PDF、Word、Excel、PPT文档，或JPG、PNG、WebP图片。"),
        )
    ]

    def widget_attrs(self, widget):
        accept = ",".join(f".{extension}" for extension in (*DOCUMENT_EXTENSIONS, *PICTURE_EXTENSIONS))
        return {**super().widget_attrs(widget), "accept": accept, "data-most-bytes": FILE_BYTES}

    def clean(self, data, initial=None):
        file = super().clean(data, initial)
        if not file:
            return None
        if file.size > FILE_BYTES:
            raise ValidationError(_("文件超过10MB，请压缩后再上传。"))
        name = readable_name(file.name)
        if PurePath(name).suffix.lower().removeprefix(".") in DOCUMENT_EXTENSIONS:
            check_document(file, name)
            file.name = name
            return file
        picture = reencode_picture(file, name)
        if PurePath(picture.name or "").suffix.removeprefix(".") not in PICTURE_EXTENSIONS:
            raise ValidationError(_("这张图片其实是另一种格式，请另存为JPG或PNG后再上传。"))
        return picture


class ChoicesField(forms.MultipleChoiceField):
    """A field for several of the choices, at least `least` and at most `most`, if these are given."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, *, least: int | None = None, most: int | None = None, **kwargs):
        self.least, self.most = least, most
        super().__init__(**kwargs)

    def validate(self, value):
        super().validate(value)
        number = len(set(value))
        if not number or rules.may_choose(number, self.least, self.most):
            return
        if self.most is not None and number > self.most:
            text = _("最多选%(most)s项，现在选了%(number)s项，请去掉%(over)s项。")
            raise ValidationError(text % {"most": self.most, "number": number, "over": number - self.most})
        raise ValidationError(_("至少选%(least)s项，现在选了%(number)s项。") % {"least": self.least, "number": number})


def choice_hint(least: int | None, most: int | None) -> str:
    """Return a sentence that says how many may be chosen; empty if there is no limit."""
    if least and least == most:
        return _("请选%(number)s项。") % {"number": least}
    if least and most:
        return _("请选%(least)s至%(most)s项。") % {"least": least, "most": most}
    if most:
        return _("最多选%(most)s项。") % {"most": most}
    return _("至少选%(least)s项。") % {"least": least} if least else ""


class QuestionnaireForm(TrappedForm, BaseForm):
    """The public form; `questions()` are the fields that people see. Who has signed in, or does so in the form, may be
    as quick as they like."""

    def __init__(self, *args, now: datetime | None = None, **kwargs):
        self.now = now or timezone.now()
        super().__init__(*args, **kwargs)
        self.is_known = getattr(self.page, "one_each", False) or bool(self.user and self.user.is_authenticated)
        for field in self.fields.values():
            if field.required:
                field.error_messages["required"] = required_message(field)
        self.add_trap(stamp_length=400)
        self.fields[STAMP].initial = self.new_stamp()

    def questions(self):
        return [self[name] for name in self.fields if name not in (HONEYPOT, STAMP)]

    def answers(self) -> dict:
        """Return the answers by key, without files. Call it on a valid form."""
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if name not in (HONEYPOT, STAMP) and not isinstance(self.fields[name], AnswerFileField)
        }

    def uploads(self) -> list[tuple[str, object]]:
        """Return (key, checked file) for every file that was sent. Call it on a valid form."""
        return [
            (name, self.cleaned_data[name])
            for name, field in self.fields.items()
            if isinstance(field, AnswerFileField) and self.cleaned_data.get(name)
        ]

    def problems(self) -> list[tuple[str, str, str]]:
        return problems_of(self, self.questions())

    def sent_texts(self) -> list[tuple[str, str]]:
        """Return (question, what was typed) unchecked, to be given back when the form cannot be taken."""
        rows = []
        for field in self.questions():
            value = field.data
            text = "、".join(map(str, value)) if isinstance(value, list) else str(value or "")
            if text and not isinstance(field.field, AnswerFileField):
                rows.append((field.label, text))
        return rows

    # --- The guard ---

    def new_stamp(self) -> str:
        shown = [getattr(self.page, "pk", None), self.now.timestamp(), secrets.token_urlsafe(9)]
        return signing.dumps(shown, salt=_SALT)

    def read_stamp(self) -> tuple[datetime, str] | None:
        """Return (when the page was shown, its one-time word), or None if the stamp is not ours or of another page."""
        try:
            page_pk, shown, word = signing.loads(self.cleaned_data.get(STAMP, ""), salt=_SALT)
        except (signing.BadSignature, ValueError):
            return None
        if page_pk != getattr(self.page, "pk", None):
            return None
        return datetime.fromtimestamp(shown, tz=self.now.tzinfo), word

    def clean(self):
        data = super().clean()
        shown_at, _word = self.read_stamp() or (None, "")
        is_fresh = shown_at is not None and self.now - shown_at <= rules.MOST_TIME
        self.passes_trap(shown_at if is_fresh else None, may_be_quick=self.is_known)
        self.errors.pop(HONEYPOT, None)
        self.errors.pop(STAMP, None)
        return data


def is_reserved_key(key: str) -> bool:
    """Whether a question must not have this key, because a template or the guard would take it for something else."""
    return key in (HONEYPOT, STAMP, "csrfmiddlewaretoken", "submit_time", "language") or hasattr(QuestionnaireForm, key)


def required_message(field: forms.Field) -> str:
    """Return what is said where this field was left empty."""
    if isinstance(field, AnswerFileField):
        return _("请选择要上传的文件。")
    if isinstance(field, forms.MultipleChoiceField):
        return _("请至少选一项。")
    return _("请选一项。") if isinstance(field, forms.ChoiceField) else _("请填写。")


class QuestionnaireFormBuilder(FormBuilder):
    """The builder of form fields for our kinds. Wagtail's hidden, URL and date-time fields have no kind with us."""

    def get_field_options(self, field):
        return {"label": field.label, "help_text": field.help_text, "required": field.required}

    def create_singleline_field(self, field, options):
        widget = forms.TextInput(attrs={"autocomplete": "off"})
        return PlainTextField(**options, max_length=SINGLE_LINE_LENGTH, widget=widget)

    def create_multiline_field(self, field, options):
        widget = forms.Textarea(attrs={"rows": 5, "autocomplete": "off"})
        return PlainTextField(**options, max_length=MULTI_LINE_LENGTH, widget=widget)

    def create_email_field(self, field, options):
        widget = forms.EmailInput(attrs={"autocomplete": "email"})
        messages = {"invalid": _("请填写完整的邮箱地址，如name@example.com。")}
        return forms.EmailField(**options, widget=widget, error_messages=messages)

    def create_number_field(self, field, options):
        return forms.DecimalField(
            **options,
            max_digits=NUMBER_DIGITS,
            decimal_places=NUMBER_DECIMALS,
            # Not type="number": there, browsers send nothing for text that they cannot read, and it would be lost.
            widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
            error_messages={"invalid": _("请填写数字，如12或12.5。")},
        )

    def create_date_field(self, field, options):
        return forms.DateField(
            **options,
            input_formats=["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日"],
            widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "autocomplete": "off"}),
            error_messages={"invalid": _("请填写日期，如2026-05-08。")},
        )

    def create_radio_field(self, field, options):
        widget = forms.RadioSelect
        return forms.ChoiceField(**options, choices=_pairs(field), widget=widget, error_messages=NOT_A_CHOICE)

    def create_checkboxes_field(self, field, options):
        hint = choice_hint(field.least, field.most)
        options = {**options, "help_text": f"{hint}{field.help_text}"}
        return ChoicesField(
            **options, choices=_pairs(field), least=field.least, most=field.most, error_messages=NOT_A_CHOICE
        )

    def create_dropdown_field(self, field, options):
        choices = [("", _("请选择")), *_pairs(field)]
        return forms.ChoiceField(**options, choices=choices, error_messages=NOT_A_CHOICE)

    def create_file_field(self, field, options):
        return AnswerFileField(**options, error_messages={"empty": _("这个文件是空的，请重新选择。")})

    def get_form_class(self):
        return type("QuestionnaireForm", (QuestionnaireForm,), self.formfields)


def _pairs(field) -> list[tuple[str, str]]:
    return [(choice, choice) for choice in field.choice_list]
