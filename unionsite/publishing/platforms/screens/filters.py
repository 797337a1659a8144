"""What lists of plan and posts can be narrowed to; calendar and export take the same."""

from __future__ import annotations

import django_filters
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet

from unionsite.core.screens import ALL, PageTitleFilter
from unionsite.publishing.platforms import queries
from unionsite.publishing.platforms.choices import PlanState, PostState
from unionsite.publishing.platforms.models import PlannedItem, Platform, PlatformPost


class PlanFilterSet(WagtailFilterSet):
    section = PageTitleFilter(label=_("栏目"))
    owner = django_filters.ModelChoiceFilter(
        label=_("负责人"), queryset=lambda request: queries.planners(), empty_label=ALL
    )
    platforms = django_filters.ModelChoiceFilter(label=_("平台"), queryset=Platform.objects.all(), empty_label=ALL)
    planned_at = django_filters.DateFromToRangeFilter(
        label=_("计划日期"), widget=DateRangePickerWidget, method="filter_planned_at"
    )
    state = django_filters.ChoiceFilter(
        label=_("状态"), choices=PlanState.choices, empty_label=ALL, method="filter_state", widget=forms.RadioSelect
    )
    late = django_filters.ChoiceFilter(
        label=_("按时与否"),
        choices=[("yes", _("只看迟于计划的"))],
        empty_label=ALL,
        method="filter_late",
        widget=forms.RadioSelect,
    )

    class Meta:
        model = PlannedItem
        fields = []

    def filter_planned_at(self, queryset, name, value):
        # The first and the last of all days have no moment in other time zones; nothing lies beyond them either.
        if value.start is not None and value.start.year > 1:
            queryset = queryset.filter(planned_at__gte=value.start)
        if value.stop is not None and value.stop.year < 9999:
            queryset = queryset.filter(planned_at__lte=value.stop)
        return queryset

    def filter_state(self, queryset, name, value):
        return queryset.in_state(PlanState(value))

    def filter_late(self, queryset, name, value):
        return queryset.late(timezone.now())


class PostFilterSet(WagtailFilterSet):
    platform = django_filters.ModelChoiceFilter(label=_("平台"), queryset=Platform.objects.all(), empty_label=ALL)
    state = django_filters.ChoiceFilter(
        label=_("状态"), choices=PostState.choices, empty_label=ALL, widget=forms.RadioSelect
    )
    late = django_filters.ChoiceFilter(
        label=_("期限"),
        choices=[("yes", _("只看过期未办的"))],
        empty_label=ALL,
        method="filter_late",
        widget=forms.RadioSelect,
    )

    class Meta:
        model = PlatformPost
        fields = []

    def filter_late(self, queryset, name, value):
        return queryset.overdue(timezone.now())
