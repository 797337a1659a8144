"""报告 → 翻译: wagtail-localize's report in a fixed order, newest first, its filters and its count in Chinese."""

from __future__ import annotations

from django.urls import path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.paginator import WagtailPaginator
from wagtail_localize.views.report import TranslationsReportFilterSet, TranslationsReportView


class TranslationsFilterSet(TranslationsReportFilterSet):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, label in (("source_locale", _("原文语言")), ("target_locale", _("译文语言"))):
            self.filters[name].label = label

    class Meta(TranslationsReportFilterSet.Meta):
        pass


class TranslationsPaginator(WagtailPaginator):
    verbose_name = verbose_name_plural = _("项翻译")


class TranslationsView(TranslationsReportView):
    header_icon = "globe"
    paginator_class = TranslationsPaginator
    filterset_class = TranslationsFilterSet

    def get_queryset(self):
        related = ("source__locale", "source__specific_content_type", "target_locale")
        return super().get_queryset().select_related(*related).order_by("-pk")


# Before wagtail-localize's own, of the same addresses.
urlpatterns = [
    path("localize/reports/translations/", TranslationsView.as_view()),
    path("localize/reports/translations/results/", TranslationsView.as_view(results_only=True)),
]
