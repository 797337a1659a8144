"""Filters of the staff's lists: one of a few values, one of many, a record, a range of days."""

from datetime import date

import django_filters
from django import forms
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import DateRangePickerWidget

from unionsite.core.models.sections import sections

ALL = gettext_lazy("全部")
# Days that every time zone and database can represent.
EARLIEST, LATEST = date(1970, 1, 2), date(9998, 12, 30)


class SelectFilter(django_filters.ChoiceFilter):
    def __init__(self, label, choices, **options):
        super().__init__(label=label, choices=choices, **{"empty_label": ALL} | options)


class RadioFilter(SelectFilter):
    def __init__(self, label, choices, **options):
        super().__init__(label, choices, **{"widget": forms.RadioSelect} | options)


class PeriodFilter(RadioFilter):
    """The last days, of which a report is; `PERIODS` are their numbers with the words."""

    PERIODS = [
        ("7", gettext_lazy("近7天")),
        ("30", gettext_lazy("近30天")),
        ("90", gettext_lazy("近90天")),
        ("365", gettext_lazy("近一年")),
    ]

    def __init__(self):
        super().__init__(gettext_lazy("时段"), self.PERIODS, empty_label=None)


class RecordFilter(django_filters.ModelChoiceFilter):
    def __init__(self, label, queryset, **options):
        super().__init__(label=label, queryset=queryset, **{"empty_label": ALL} | options)


class PageTitleFilter(RecordFilter):
    """Chooses among the sections by their titles alone."""

    def __init__(self, label, **options):
        super().__init__(label, lambda request: sections(), **options)

    @property
    def field(self):
        field = super().field
        field.label_from_instance = lambda page: page.title
        return field


class DaysField(django_filters.fields.DateRangeField):
    """A range of days; days that not every database knows count as the nearest known one."""

    def compress(self, data_list):
        return super().compress([day and min(max(day, EARLIEST), LATEST) for day in data_list or []])


class DaysFilter(django_filters.DateFromToRangeFilter):
    field_class = DaysField

    def __init__(self, label, **options):
        super().__init__(label=label, widget=DateRangePickerWidget, **options)
