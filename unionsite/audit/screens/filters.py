"""What the list of entries can be narrowed to; the export takes the same."""

from datetime import date

import django_filters
from django import forms
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet

from unionsite.audit.choices import Action, Outcome
from unionsite.audit.models import AuditEntry

LENGTH = 100
# Days that every time zone and database can tell.
EARLIEST, LATEST = date(1970, 1, 2), date(9998, 12, 30)


class DaysField(django_filters.fields.DateRangeField):
    def compress(self, data_list):
        return super().compress([day and min(max(day, EARLIEST), LATEST) for day in data_list or []])


class DaysFilter(django_filters.DateFromToRangeFilter):
    field_class = DaysField


class EntryFilterSet(WagtailFilterSet):
    at = DaysFilter(label=gettext_lazy("日期"), widget=DateRangePickerWidget)
    action = django_filters.MultipleChoiceFilter(
        label=gettext_lazy("操作"), choices=Action.choices, widget=forms.CheckboxSelectMultiple
    )
    outcome = django_filters.ChoiceFilter(
        label=gettext_lazy("结果"), choices=Outcome.choices, widget=forms.RadioSelect, empty_label=gettext_lazy("全部")
    )
    actor = django_filters.CharFilter(label=gettext_lazy("人员（姓名或编号）"), method="filter_actor", max_length=LENGTH)
    subject = django_filters.CharFilter(label=gettext_lazy("对象（名称或编号）"), method="filter_subject", max_length=LENGTH)
    address = django_filters.CharFilter(label=gettext_lazy("来源地址（开头几位即可）"), lookup_expr="startswith", max_length=45)

    class Meta:
        model = AuditEntry
        fields = []

    def filter_actor(self, queryset, name, value):
        return queryset.about_person(value)

    def filter_subject(self, queryset, name, value):
        return queryset.about_subject(value)
