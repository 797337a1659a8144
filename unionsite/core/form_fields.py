"""Fields and widgets of public forms, and their trap for programs: what is too long is reported, never cut off."""

import re
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

# Control characters other than tab and line feed. NUL is left to the field's own check, which reports an error.
_CONTROL = re.compile(r"[\x01-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")

# How a field takes a code, and what a field of choices says of others.
OF_A_CODE = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
NOT_A_CHOICE = dict.fromkeys(("invalid_choice", "invalid_list"), _("请从列出的选项中选择。"))


def counted(attributes: dict[str, object]) -> dict[str, object]:
    """Return the attributes of a public text field with `data-counted` in place of `maxlength`.

    `maxlength` lets browsers silently cut off what is pasted. `writing.js` counts, and the field itself judges.
    """
    most = attributes.pop("maxlength", None)
    return attributes if most is None else {**attributes, "data-counted": f"0 {most}"}


class PlainTextField(forms.CharField):
    """Text without control characters and marks that change its direction; line ends become line feeds."""

    def __init__(self, **kwargs):
        messages = {
            "max_length": _("最多%(limit_value)d个字，现在有%(show_value)d个。"),
            "null_characters_not_allowed": _("有无法识别的字符，请重新输入。"),
        }
        super().__init__(error_messages=messages | kwargs.pop("error_messages", {}), **kwargs)

    def widget_attrs(self, widget):
        return counted(super().widget_attrs(widget))

    def to_python(self, value):
        value = super().to_python(value)
        return _CONTROL.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))


class Radios(forms.RadioSelect):
    """Gives its first button the field's id, so that the list of errors can link to it."""

    def id_for_label(self, id_, index=None):
        return super().id_for_label(id_, "0" if index is None else index)


class ManyFilesInput(forms.FileInput):
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Any number of files, unchanged: the form judges them together. `writing.js` warns of files beyond the limits."""

    widget = ManyFilesInput

    def __init__(self, *, most_bytes: int, most_files: int, **kwargs):
        self.limits = {"data-most-bytes": most_bytes, "data-most-files": most_files}
        super().__init__(**kwargs)

    def widget_attrs(self, widget):
        return super().widget_attrs(widget) | self.limits

    def clean(self, data, initial=None) -> list[UploadedFile]:
        # An empty file counts as false, but somebody chose it and must be told.
        files = [file for file in data if isinstance(file, UploadedFile)] if isinstance(data, list | tuple) else []
        if self.required and not files:
            raise ValidationError(self.error_messages["required"], code="required")
        return files


HONEYPOT, STAMP = "homepage", "stamp"
# A form sent sooner was filled in by a program.
LEAST_TIME = timedelta(seconds=3)


class TrappedForm(forms.Form):
    """A form that keeps programs out and asks nothing of people: a field that they do not see must stay empty, and a
    stamp says when the form was shown. Failing either is an error that a second press of the button clears, so nobody
    is shut out. `send_label` is how the button is called."""

    data: Any
    now: datetime
    new_stamp: Callable[[], str]
    send_label = _("提交")
    _complaint = ""

    def add_trap(self, stamp_length: int) -> None:
        self.fields[HONEYPOT] = forms.CharField(
            label=_("这一栏请不要填写"),
            required=False,
            max_length=500,
            widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
        )
        self.fields[STAMP] = forms.CharField(required=False, max_length=stamp_length, widget=forms.HiddenInput)

    def passes_trap(self, shown_at: datetime | None, *, may_be_quick: bool) -> bool:
        """Return whether a person sent the form; `shown_at` is None where its stamp is not good, or no more."""
        if self.cleaned_data.get(HONEYPOT) or HONEYPOT in self.errors:
            self.renew(_("这次看上去像是程序自动发出的，没有收下。如果是您本人填写，请再按一次“%(button)s”。"))
        elif shown_at is None:
            self.renew(_("页面打开的时间太久了，还没有收下。请核对后再按一次“%(button)s”。"))
        elif not may_be_quick and self.now - shown_at < LEAST_TIME:
            self._tell(_("填得太快了，还没有收下。请稍等几秒，再按一次“%(button)s”。"))
        else:
            return True
        return False

    def renew(self, message: str) -> None:
        """Add an error, renew the stamp and empty the trap, so that a person's second try passes."""
        self._tell(message)
        self._put(**{STAMP: self.new_stamp(), HONEYPOT: ""})

    def _tell(self, message: str) -> None:
        self._complaint = message % {"button": self.send_label}
        self.add_error(None, self._complaint)

    def _put(self, **values: str) -> None:
        # The data of a request is immutable, so it is replaced by a copy.
        data = self.data.copy()
        for name, value in values.items():
            data[name] = value
        self.data = data


def problems_of(form: forms.Form, fields: Iterable[forms.BoundField]) -> list[tuple[str, str, str]]:
    """Return (anchor, question, message) for the list of errors on top of a form: what concerns no field, then the
    fields in the order of the page. A field whose label is a sentence has a `short_label`."""
    rows = [("", "", message) for message in form.non_field_errors()]
    for field in fields:
        anchor, label = field.id_for_label or f"{field.auto_id}_0", getattr(field.field, "short_label", field.label)
        rows += [(anchor, label, message) for message in field.errors]
    return rows
