"""The screen of a translation, in the place of wagtail-localize's own, and its report in our words."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.ui.autosave import AutosaveIndicator
from wagtail.admin.ui.menus.pages import get_page_header_buttons
from wagtail.admin.ui.side_panels import PageStatusSidePanel
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.reports import ReportView
from wagtail.models import Page
from wagtail_localize.models import Translation
from wagtail_localize.views.report import TranslationsReportFilterSet, TranslationsReportView

from unionsite.core.columns import SHORT, Column, TitleColumn
from unionsite.publishing.review.screens import writing
from unionsite.publishing.translations.forms import TranslationForm
from unionsite.publishing.translations.services import keep, submit_anew


def edit_translation(request, page: Page):
    """Answer in the place of Wagtail's edit screen, which has asked for the right to edit, where the page is a
    translation that is kept in step with its original."""
    found = Translation.objects.filter(source__object_id=page.translation_key, target_locale=page.locale, enabled=True)
    if page.alias_of_id is None and (translation := found.first()):
        return TranslationView.as_view()(request, page=page, translation=translation)
    return None


class TranslationView(WagtailAdminTemplateMixin, FormView):
    """The texts beside the Chinese. A POST stores what is right, also one of Wagtail's autosave, which takes JSON;
    `action-submit` goes on to the reviewers."""

    form_class = TranslationForm
    template_name = "publishing/translations/edit.html"
    autosave_indicator = AutosaveIndicator()

    def setup(self, request, *, page, translation):
        super().setup(request)
        self.page, self.translation, lock = page, translation, page.get_lock()
        self.side_panels = [PageStatusSidePanel(page, request, locale=page.locale, translations=[])]
        self.closed = lock.get_message(request.user) if lock and lock.for_user(request.user) else ""
        if page.workflow_in_progress:
            self.closed = _("译文正在审核，现在不能改动。")

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"translation": self.translation}

    def get_header_more_buttons(self):
        return get_page_header_buttons(page=self.page, user=self.request.user, next_url=self.request.path, view_name="")

    def post(self, request, *args, **kwargs):
        form, problem, is_sent = self.get_form(), self.closed, "action-submit" in request.POST
        if not problem:
            keep(form, user=request.user)
            writing.keep_ticks(request, self.page)
            problem = form.errors and _("有的没有存上，原因写在旁边；其余已保存。")
        if not request.accepts("text/html"):
            return autosaved(form, "locked" if self.closed else "validation_error", problem)
        if problem:
            messages.error(request, problem)
            return self.render_to_response(self.get_context_data(form=form))
        if is_sent and (why := self.submit()):
            messages.error(request, why)
        else:
            messages.success(request, _("译文已提交审核，可在审核工作台查看进度。") if is_sent else _("译文已保存。"))
        return redirect("wagtailadmin_pages:edit", self.page.pk)

    def submit(self) -> str:
        """Send the translation to the reviewers; return in words why it does not go."""
        if not (why := writing.why_not_yet(self.page, self.request.POST)):
            try:
                submit_anew(self.translation, user=self.request.user)
            except ValidationError as error:
                why = _("没有提交：%(why)s") % {"why": " ".join(error.messages)}
        return why


def autosaved(form, code: str, problem: str) -> JsonResponse:
    """Return the answer that Wagtail's autosave takes, with what the screen says of each text and what is stored."""
    answer = {"success": not problem, "pk": form.locale.pk, "error_code": code, "error_message": problem}
    stored = {text.html_initial_name: text.field.initial for text in form.texts}
    answer |= {"field_updates": stored, "html": render_to_string("publishing/translations/_said.html", {"form": form})}
    return JsonResponse(answer, status=400 if problem else 200)


for name, label in (("source_locale", gettext_lazy("原文语言")), ("target_locale", gettext_lazy("译文语言"))):
    TranslationsReportFilterSet.base_filters[name].label = label


class TranslationsPaginator(WagtailPaginator):
    verbose_name = verbose_name_plural = gettext_lazy("项翻译")


def page_in(locale: str) -> QuerySet:
    """Return the page of a translation whose language is that of this field."""
    return Page.objects.filter(translation_key=OuterRef("source__object_id"), locale=OuterRef(locale))


def edit_url(field: str) -> Callable:
    return lambda row: getattr(row, field) and reverse("wagtailadmin_pages:edit", args=[getattr(row, field)])


def state(row: Translation) -> str:
    return _("待翻译") if row.waiting_for_translation else _("已译完")


class TranslationsView(TranslationsReportView):
    """wagtail-localize's report; its own table asks four times for each row."""

    header_icon = "globe"
    paginator_class = TranslationsPaginator
    results_template_name = ReportView.results_template_name
    no_results_message = gettext_lazy("没有翻译。")
    columns = [
        Column("source.specific_content_type.name", gettext_lazy("内容类型"), classname=SHORT),
        TitleColumn("source.object_repr", label=gettext_lazy("原文"), get_url=edit_url("original")),
        TitleColumn("title", label=gettext_lazy("译文"), get_url=edit_url("translated")),
        Column("state", gettext_lazy("状态"), state, classname=SHORT),
    ]

    def get_queryset(self):
        original, translated = page_in("source__locale"), page_in("target_locale")
        found = super().get_queryset().select_related("source__specific_content_type").order_by("-pk")
        return found.annotate(
            original=Subquery(original.values("pk")),
            translated=Subquery(translated.values("pk")),
            title=Subquery(translated.values("draft_title")),
        )


# Registered before wagtail-localize's own views of the same addresses, so that these answer.
urlpatterns = [
    path("localize/reports/translations/", TranslationsView.as_view()),
    path("localize/reports/translations/results/", TranslationsView.as_view(results_only=True)),
]
