"""Staff screens for the answers to a questionnaire: list, deletion, export, download of files, statistics."""

from collections.abc import Iterator

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from django.template.defaultfilters import filesizeformat
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import Button, HeaderButton
from wagtail.contrib.forms.utils import get_forms_for_user
from wagtail.contrib.forms.views import DeleteSubmissionsView, FormPagesListView, SubmissionsListView

from interact.questionnaires.choices import FieldType
from interact.questionnaires.models import Answer, AnswerFile, InteractIndexPage, QuestionnaireField, QuestionnairePage
from interact.questionnaires.queries import as_number, statistics, without_result, written
from unionsite.core.queries import locales
from unionsite.core.request_values import record_number
from unionsite.core.spreadsheets import Cell, Link, write_xlsx
from unionsite.core.tabs import new_button
from unionsite.core.waiting import Work


class QuestionnairesView(FormPagesListView):
    """Wagtail's list of forms, with the way to a new one."""

    @cached_property
    def header_buttons(self):
        return new_button(self.request.user, InteractIndexPage, _("新建意见征集"))


class AnswersListView(SubmissionsListView):
    """Wagtail's list of submissions, with answers in all languages, files as links, and Excel as the only export."""

    FORMATS = (SubmissionsListView.FORMAT_XLSX,)
    template_name = "interact/admin/answers.html"
    results_template_name = "interact/admin/answers_results.html"
    page_title = gettext_lazy("答卷")

    @property
    def edit_url(self) -> str:
        return reverse("wagtailadmin_pages:edit", args=[self.form_page.pk])

    def get_base_queryset(self):
        answers = Answer.objects.of(self.form_page).visible_to(self.request.user)
        return answers.select_related("page").prefetch_related("files")

    def get_filename(self):
        return f"answers-{slugify(self.form_page.slug) or self.form_page.pk}-{timezone.localdate():%Y%m%d}"

    def write_xlsx(self, queryset, output):
        write_answers(self.form_page, queryset, output)

    def get_breadcrumbs_items(self):
        return _breadcrumbs(self, self.form_page, _("答卷"))

    @cached_property
    def header_buttons(self):
        url = reverse("interact_admin:statistics", args=[self.form_page.pk])
        return [HeaderButton(_("统计"), url=url, icon_name="list-ul")]

    @cached_property
    def header_more_buttons(self):
        return [
            *(button for button in super().header_more_buttons if button.url != self.csv_export_url),
            Button(_("编辑问卷"), url=self.edit_url, icon_name="edit", priority=200),
        ]

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        if not self.is_export:
            context["data_rows"] = [
                {"model_id": answer.pk, "fields": row_of(self.form_page, answer)} for answer in context["submissions"]
            ]
        return context


def row_of(page: QuestionnairePage, answer: Answer) -> list:
    """Return the cells of an answer: time, language, then the questions in order; files as links."""
    when = date_format(timezone.localtime(answer.submit_time), "DATETIME_FORMAT")
    row = [when, str(locales()[answer.page.locale_id])]
    for question, value, stored in _answered(page, answer):
        words = written(value)
        if stored and question.field_type == FieldType.FILE:
            words = format_html('<a href="{}">{}</a> {}', file_url(stored), stored.name, filesizeformat(stored.size))
        row.append(words)
    return row


def _answered(
    page: QuestionnairePage, answer: Answer
) -> Iterator[tuple[QuestionnaireField, object, AnswerFile | None]]:
    """Yield each question with what was answered, and the file if it was one."""
    files = {stored.key: stored for stored in answer.files.all()}
    for question in page.question_list:
        yield question, answer.form_data.get(question.clean_name), files.get(question.clean_name)


def file_url(stored: AnswerFile) -> str:
    return reverse("interact_admin:file", args=[stored.pk])


class DeleteAnswersView(DeleteSubmissionsView):
    """Wagtail's deletion of submissions, for answers in all languages, as the list shows them together."""

    template_name = "interact/admin/confirm_delete.html"

    def get_queryset(self):
        chosen = filter(None, map(record_number, self.request.GET.getlist("selected-submissions")))
        return Answer.objects.of(self.page).visible_to(self.request.user).filter(pk__in=list(chosen))


class StatisticsView(WagtailAdminTemplateMixin, TemplateView):
    """Counts and shares of a questionnaire on one page."""

    template_name = "interact/admin/statistics.html"
    page_title = gettext_lazy("统计")
    header_icon = "list-ul"

    def dispatch(self, request, *args, **kwargs):
        self.form_page = visible_questionnaire(request.user, kwargs["page_id"])
        return super().dispatch(request, *args, **kwargs)

    def get_page_subtitle(self):
        return self.form_page.get_admin_display_title()

    def get_breadcrumbs_items(self):
        return _breadcrumbs(self, self.form_page, _("统计"))

    @cached_property
    def header_buttons(self):
        url = reverse("wagtailforms:list_submissions", args=[self.form_page.pk])
        return [
            HeaderButton(_("答卷"), url=url, icon_name="form"),
            HeaderButton(_("下载XLSX"), url=f"{url}?export=xlsx", icon_name="download"),
        ]

    def get_context_data(self, **kwargs):
        answers = Answer.objects.of(self.form_page).visible_to(self.request.user)
        context = super().get_context_data(**kwargs)
        return {**context, "questionnaire": self.form_page, "statistics": statistics(self.form_page, answers)}


def visible_questionnaire(user, page_id: int) -> QuestionnairePage:
    """Return a questionnaire whose answers the user may see. Raises PermissionDenied for any other number."""
    if not get_forms_for_user(user).filter(pk=page_id).exists():
        raise PermissionDenied
    return get_object_or_404(QuestionnairePage, pk=page_id)


def download_file(request, pk: int):
    """Return a file of an answer, to be saved and never shown; 404 if the user may not see the answers (T66, T78)."""
    visible = Answer.objects.visible_to(request.user)
    stored = get_object_or_404(AnswerFile.objects.filter(answer__in=visible), pk=pk)
    try:
        content = stored.file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(content, as_attachment=True, filename=stored.name, content_type="application/octet-stream")
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _breadcrumbs(view, page: QuestionnairePage, label: str) -> list[dict]:
    return [
        *view.breadcrumbs_items,
        {"url": reverse("wagtailforms:index"), "label": _("意见征集")},
        {"url": "", "label": label, "sublabel": page.get_admin_display_title()},
    ]


def answer_buttons(page, user) -> Iterator[Button]:
    """Yield buttons to the answers and statistics of a questionnaire, if the user may see them."""
    if not isinstance(page, QuestionnairePage) or not page.pk:
        return
    if not get_forms_for_user(user).filter(pk=page.pk).exists():
        return
    answers = reverse("wagtailforms:list_submissions", args=[page.pk])
    figures = reverse("interact_admin:statistics", args=[page.pk])
    yield Button(_("查看答卷"), url=answers, icon_name="form", priority=62)
    yield Button(_("答卷统计"), url=figures, icon_name="list-ul", priority=63)


def write_answers(page, answers, output) -> None:
    """Write `answers` (with `page` and `files` fetched) as xlsx into a binary file."""
    headings = [str(label) for _key, label in page.get_data_fields()]
    widths = [min(max(len(heading) * 2 + 2, 16), 48) for heading in headings]
    write_xlsx("Answers", headings, widths, (list(_cells(page, answer)) for answer in answers), output)


def _cells(page, answer) -> Iterator[Cell]:
    yield answer.submit_time
    yield str(locales()[answer.page.locale_id])
    for question, value, stored in _answered(page, answer):
        number = as_number(value) if question.field_type == FieldType.NUMBER and value not in (None, "") else None
        if stored:
            yield Link(written(value), settings.WAGTAILADMIN_BASE_URL + file_url(stored))
        else:
            yield written(value) if number is None else number


def offer_work(user, now):
    """Offer the closed questionnaires of which an editor still owes the result."""
    for page, day in without_result(user, now):
        address = reverse("wagtailadmin_pages:edit", args=[page.pk])
        yield Work(_("公布《%s》的结果") % page.title, _("填写"), address, by=day)


app_name = "interact_admin"
urlpatterns = [
    path("<int:page_id>/statistics/", StatisticsView.as_view(), name="statistics"),
    path("<int:page_id>/answers/delete/", DeleteAnswersView.as_view(), name="delete_answers"),
    path("files/<int:pk>/", download_file, name="file"),
]
