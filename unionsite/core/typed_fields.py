"""Fields for amounts, numbers and days as people type them: full-width, grouped, with a unit; the message says what to
type instead."""

import re
import unicodedata
from datetime import date
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.forms.widgets import Script
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from unionsite.core.blocks.tables import ungrouped

LONGEST = 40
PLACE = _("第{number}个日期")
TIMES = {"千": 1_000, "k": 1_000, "K": 1_000, "万": 10_000}
FIRST_YEAR, LAST_YEAR = 1950, 2100
_SIGNS = str.maketrans({"−": "-", "–": "-", "—": "-"})
_NUMBER = re.compile(r"(?P<sign>[+-]?)(?P<digits>[0-9]+(?:\.(?P<decimals>[0-9]+))?|\.[0-9]+)")
_WORDS = re.compile(r"[零〇一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟半几]")
_DAY = re.compile(r"([0-9]{4})(?:[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})[日号]?|([0-9]{2})([0-9]{2}))")


class TypedField(forms.CharField):
    """Text in a plain input: what cannot be read stays there, where an input of type number or date would drop it.
    Messages give the `example`."""

    inputmode = "decimal"
    example = "3"

    def __init__(self, **kwargs):
        words = format_lazy(_("请填写{label}，比如{example}。"), label=kwargs.get("label", ""), example=self.example)
        super().__init__(error_messages={"required": words} | kwargs.pop("error_messages", {}), **kwargs)
        self.widget.attrs |= {"inputmode": self.inputmode, "autocomplete": "off"}

    def to_python(self, value):
        text = super().to_python(value).translate(_SIGNS)
        if not text:
            return None
        if len(text) > LONGEST:
            raise ValidationError(_("太长了，请核对。"))
        return self.read(ungrouped(unicodedata.normalize("NFKC", text)))

    def read(self, text: str):
        raise NotImplementedError


class NumberField(TypedField):
    """A number that is not negative. `units` may follow it: 6000元, 6千."""

    def __init__(self, *, least=Decimal(0), most: Decimal | int, decimals: int = 0, units: str, empty=None, **kwargs):
        self.least, self.most, self.decimals, self.units, self.empty = least, most, decimals, units, empty
        super().__init__(required=kwargs.pop("required", empty is None), **kwargs)

    def clean(self, value):
        number = super().clean(value)
        return self.empty if number is None else number

    def read(self, text: str) -> Decimal | int:
        text = text.removeprefix("¥").removeprefix("人民币")
        for unit in self.units.split():
            text = text.removesuffix(unit)
        times = 1
        if self.decimals and text[-1:] in TIMES:
            text, times = text[:-1], TIMES[text[-1]]
        found = _NUMBER.fullmatch(text)
        if found is None:
            message = _("请填数字，比如%(example)s。") if self.decimals else _("请填整数，比如%(example)s。")
            if _WORDS.search(text):
                message = _("请用数字填写，不用汉字，比如%(example)s。")
            raise ValidationError(message, params={"example": self.example})
        number = Decimal(found["sign"] + found["digits"]) * times
        if number < 0:
            raise ValidationError(_("不能是负数。"))
        if number != round(number, self.decimals):
            message = _("最多%(number)s位小数。") if self.decimals else _("请填整数，不要小数。")
            raise ValidationError(message, params={"number": self.decimals})
        if number < self.least:
            raise ValidationError(_("不能小于%(least)s。"), params={"least": self.least})
        if number > self.most:
            raise ValidationError(_("不能大于%(most)s，请核对。"), params={"most": f"{self.most:,}"})
        return number if self.decimals else int(number)


class AmountField(NumberField):
    """Yuan, to the cent."""

    example = "5000"

    def __init__(self, **kwargs):
        defaults = {"least": Decimal("0.01"), "most": 10_000_000, "decimals": 2, "units": "元整 元 块钱 块 圆 yuan"}
        super().__init__(**defaults | kwargs)


class DayInput(forms.TextInput):
    """Text; a script puts a button beside it that opens the device's own calendar."""

    class Media:
        js = (Script("js/days.js", defer=True),)


class DayField(TypedField):
    """A day as 2026-05-08, 2026/5/8, 2026.5.8, 2026年5月8日 or 20260508."""

    widget = DayInput
    inputmode = "text"
    example = "2026-05-08"

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.widget.attrs |= {"placeholder": self.example, "data-pick": _("选日期")}

    def read(self, text: str) -> date:
        found = _DAY.fullmatch(text)
        if found is None:
            raise ValidationError(_("请按“2026-05-08”的样子填写年月日。"))
        year, month, day = (int(part) for part in found.groups() if part)
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise ValidationError(_("年份请填1950年至2100年之间。"))
        try:
            return date(year, month, day)
        except ValueError:
            raise ValidationError(_("没有这一天，请核对月份和日期。")) from None


class DaysInput(forms.MultiWidget):
    """A place for each day, named by its number."""

    def __init__(self, field: DayField, places: int):
        labels = [format_lazy(PLACE, number=number) for number in range(1, places + 1)]
        super().__init__([DayInput(field.widget.attrs | {"aria-label": label}) for label in labels])

    def decompress(self, value):
        return [value]

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        for place in context["widget"]["subwidgets"]:
            if not place["value"]:
                place["attrs"].pop("aria-invalid", None)
        return context


class DaysField(forms.Field):
    """Days in any order, each in a place of its own; places may stay empty. A message tells in which it is wrong."""

    def __init__(self, *, places: int, **kwargs):
        self.day = DayField(required=False)
        super().__init__(required=False, widget=DaysInput(self.day, places), **kwargs)

    def clean(self, value) -> list[date]:
        days, faults = [], []
        for number, text in enumerate(value or (), start=1):
            try:
                days.append(self.day.clean(text))
            except ValidationError as error:
                faults += [f"{PLACE.format(number=number)}：{fault}" for fault in error.messages]
        if faults:
            raise ValidationError(faults)
        return [day for day in days if day]
