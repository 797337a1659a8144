"""Fields of the forms about people."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from unionsite.accounts.people.models import User
from unionsite.accounts.people.names import normalised_phone

WRONG_PHONE = gettext_lazy("手机号码的格式不对，请填11位手机号，或带区号的座机号。")


class PhoneField(forms.CharField):
    """A mobile number or one with an area code, however it was typed."""

    def __init__(self, **kwargs):
        attributes = {"autocomplete": "tel", "inputmode": "tel"}
        super().__init__(max_length=40, required=False, widget=forms.TextInput(attrs=attributes), **kwargs)

    def clean(self, value):
        text = super().clean(value)
        if not text:
            return ""
        phone = normalised_phone(text)
        if phone is None or len(phone) > User._meta.get_field("phone").max_length:
            raise forms.ValidationError(WRONG_PHONE)
        return phone
