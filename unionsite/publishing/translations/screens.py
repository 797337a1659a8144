"""Submits a translated page for review, which wagtail-localize's screen has no button for; its report in our words."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from wagtail.admin.paginator import WagtailPaginator
from wagtail.models import Page
from wagtail_localize.models import Translation
from wagtail_localize.views.report import TranslationsReportFilterSet, TranslationsReportView

from unionsite.publishing.review.screens import writing


class SubmitTranslationView(View):
    """On POST, saves a draft from the texts typed so far and submits it for review."""

    def post(self, request, page_id):
        page = get_object_or_404(Page, pk=page_id).specific
        if not page.permissions_for_user(request.user).can_edit():
            raise PermissionDenied
        translation = translation_of(page)
        writing.keep_ticks(request, page)
        if translation is None:
            messages.error(request, _("这一页不是译文，请在编辑页面提交审核。"))
        elif page.workflow_in_progress:
            messages.warning(request, _("译文已在审核中，不必重复提交。"))
        elif why := writing.why_not_yet(page, request.POST):
            messages.error(request, why)
        else:
            translation.save_target(user=request.user, publish=True)
            messages.success(request, _("译文已提交审核，可在审核工作台查看进度。"))
        return redirect(reverse("wagtailadmin_pages:edit", args=[page.pk]))


def translation_of(page: Page) -> Translation | None:
    return Translation.objects.filter(
        source__object_id=page.translation_key, target_locale_id=page.locale_id, enabled=True
    ).first()


class TranslationsFilterSet(TranslationsReportFilterSet):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, label in (("source_locale", _("原文语言")), ("target_locale", _("译文语言"))):
            self.filters[name].label = label

    class Meta(TranslationsReportFilterSet.Meta):
        pass


class TranslationsPaginator(WagtailPaginator):
    verbose_name = verbose_name_plural = gettext_lazy("项翻译")


class TranslationsView(TranslationsReportView):
    header_icon = "globe"
    paginator_class = TranslationsPaginator
    filterset_class = TranslationsFilterSet

    def get_queryset(self):
        related = ("source__locale", "source__specific_content_type", "target_locale")
        return super().get_queryset().select_related(*related).order_by("-pk")


# Registered before wagtail-localize's own views of the same addresses, so that these answer.
urlpatterns = [
    path("localize/reports/translations/", TranslationsView.as_view()),
    path("localize/reports/translations/results/", TranslationsView.as_view(results_only=True)),
]
