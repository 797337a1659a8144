"""Screens of the staff: the bank, the import of a table, results and figures of a quiz."""

from django import forms
from django.http import Http404
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.widgets.button import Button, HeaderButton
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet

from interact.activities.quizzes import rules
from interact.activities.quizzes.models.attempts import Attempt
from interact.activities.quizzes.models.bank import QuestionSet
from interact.activities.quizzes.models.page import QuizPage
from interact.activities.quizzes.queries.places import drawn_of, figures_of, winners_of
from interact.activities.quizzes.question_table import EXAMPLES, HEADINGS, read_questions
from interact.activities.quizzes.services import import_questions, why_not_import
from unionsite.accounts.models import Department
from unionsite.core.columns import Column, FactColumn, FileColumn, MomentColumn, yes_or_no
from unionsite.core.filters import RecordFilter
from unionsite.core.form_fields import PlainTextField
from unionsite.core.refusals import Refused
from unionsite.core.screens import FileListView, FormScreen, RightRequiredMixin, Screen
from unionsite.core.spreadsheets import table_response
from unionsite.core.tables import Unreadable
from unionsite.publishing.textchecks.screens.editor import TextCheckPanel

ADD = ("activities.add_questionset", "activities.change_questionset")
VIEW = "activities.view_activityrecord"
BANK = gettext_lazy("竞赛题库")

# --- The bank ---


class BankIndexView(IndexView):
    @cached_property
    def header_buttons(self):
        buttons = super().header_buttons
        if self.request.user.has_perms(ADD):
            url = reverse("quizzes_admin:import")
            buttons.append(HeaderButton(_("导入题目"), url=url, icon_name="upload", priority=20))
        return buttons


class QuestionSetViewSet(SnippetViewSet):
    model = QuestionSet
    icon = "form"
    menu_label = BANK
    menu_order = 225
    panels = [*QuestionSet.panels, TextCheckPanel()]
    add_to_admin_menu = True
    base_url_path = "question-sets"
    copy_view_enabled = False
    index_view_class = BankIndexView
    list_per_page = 50
    search_backend_name = None
    search_fields = ["title"]


class ImportForm(forms.Form):
    """Where the questions go, and the table; `questions` are those read, once the form is valid."""

    question_set = forms.ModelChoiceField(
        label=gettext_lazy("导入到"),
        queryset=QuestionSet.objects.none(),
        required=False,
        empty_label=gettext_lazy("新建题库"),
    )
    title = PlainTextField(label=gettext_lazy("新题库的名称"), max_length=60, required=False)
    file = forms.FileField(
        label=gettext_lazy("题目表格"),
        help_text=gettext_lazy("Excel工作簿（.xlsx），不超过2MB、200道题，按模板的列填写。"),
        error_messages={"required": gettext_lazy("请选择表格。"), "empty": gettext_lazy("这个文件是空的。")},
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["question_set"].queryset = QuestionSet.objects.all()

    def clean(self):
        data = super().clean()
        chosen = data.get("question_set")
        if "question_set" not in self.errors and not chosen and not (data.get("title") or "").strip():
            self.add_error("title", _("请给新题库起个名称，或选择已有的题库。"))
        if self.errors:
            return data
        known: set[str] = set()
        try:
            if chosen:
                why_not_import(chosen)
                there = chosen.get_latest_revision_as_object().questions.all()
                known = {rules.key_of(question.kind, question.text) for question in there}
            self.questions = read_questions(data["file"], data["file"].name, known)
        except Refused as refusal:
            self.add_error("question_set", str(refusal))
        except Unreadable as error:
            self.add_error("file", error)
        return data


class ImportView(FormScreen):
    """Brings a table of questions into a draft."""

    right = ADD
    form_class = ImportForm
    page_title = gettext_lazy("导入题目")
    buttons = [(gettext_lazy("下载模板"), "quizzes_admin:template", "download")]
    header_icon = "upload"
    submit_button_label = gettext_lazy("导入")

    def get_above(self):
        return [(reverse(QuestionSet.snippet_viewset.get_url_name("list")), BANK)]

    def carry_out(self, form):
        chosen, title = form.cleaned_data["question_set"], form.cleaned_data["title"].strip()
        stored = import_questions(questions=form.questions, actor=self.request.user, question_set=chosen, title=title)
        self.done = _("已导入%(count)d道题，存为草稿。请核对后提交审核。") % {"count": len(form.questions)}
        return reverse(stored.snippet_viewset.get_url_name("edit"), args=[stored.pk])


class TemplateFileView(RightRequiredMixin, View):
    """The table to fill in, with a question of each kind."""

    right = ADD
    http_method_names = ["get", "head", "options"]

    def get(self, request):
        name = _("题目模板")
        return table_response(name, HEADINGS, EXAMPLES, kind="xlsx", name=name)


# --- Results ---


class QuizScreenMixin(RightRequiredMixin):
    """A screen about one published quiz."""

    right = VIEW

    def dispatch(self, request, *args, **kwargs):
        found = QuizPage.objects.filter(id=kwargs["page_id"], live=True).first()
        if found is None:
            raise Http404
        self.quiz = found.original
        return super().dispatch(request, *args, **kwargs)

    def get_above(self):
        return [(reverse("activities_admin:index"), _("活动")), (self.quiz.url, self.quiz.title)]

    def get_page_subtitle(self):
        return self.quiz.title


class ResultFilterSet(WagtailFilterSet):
    department = RecordFilter(
        gettext_lazy("部门"), lambda request: Department.objects.all(), field_name="person__department"
    )


class ResultsView(QuizScreenMixin, FileListView):
    """All attempts that were handed in, the best first, to be saved as a file (S-5.2)."""

    page_title = gettext_lazy("竞赛成绩")
    header_icon = "list-ol"
    index_url_name = "quizzes_admin:results"
    model = Attempt
    filterset_class = ResultFilterSet
    default_ordering = "-score"
    empty_message = gettext_lazy("还没有人交卷。")

    @cached_property
    def columns(self):
        return [
            FactColumn("number", _("工号"), "person.employee_number"),
            Column("person", _("姓名"), saved="person.get_full_name"),
            FactColumn("department", _("部门"), "person.department"),
            Column("turn", _("第几次"), "number"),
            Column("score", _("得分"), lambda attempt: f"{attempt.score}/{attempt.most}", saved="score"),
            FileColumn(_("满分"), "most"),
            Column("passed", _("合格"), self.passed),
            Column("seconds", _("用时（秒）")),
            MomentColumn("submitted_at", _("交卷时间")),
        ]

    def passed(self, attempt) -> str:
        return yes_or_no(rules.has_passed(attempt.score, attempt.most, self.quiz.pass_percent))

    def get_base_queryset(self):
        attempts = Attempt.objects.of(self.quiz).submitted().defer("questions")
        return attempts.select_related("person__department").order_by("-score", "seconds", "submitted_at")

    @cached_property
    def file_name(self):
        return f"quiz-{slugify(self.quiz.slug) or self.quiz.pk}"

    @cached_property
    def header_buttons(self):
        figures = reverse("quizzes_admin:figures", args=[self.kwargs["page_id"]])
        return [HeaderButton(_("统计"), url=figures, icon_name="list-ul", priority=5), *super().header_buttons]


class FiguresView(QuizScreenMixin, Screen, TemplateView):
    """Attempts, mean, how the best scores are spread, the winners, the hardest questions."""

    template_name = "activities/admin/quiz_figures.html"
    page_title = gettext_lazy("竞赛统计")
    header_icon = "list-ul"

    @cached_property
    def header_buttons(self):
        url = reverse("quizzes_admin:results", args=[self.kwargs["page_id"]])
        return [HeaderButton(_("成绩"), url=url, icon_name="list-ol")]

    def get_context_data(self, **kwargs):
        drawn = drawn_of(self.quiz, self.request.user)
        context = {"figures": figures_of(self.quiz), "drawn": drawn, "winners": winners_of(drawn) if drawn else []}
        return super().get_context_data(**context, **kwargs)


def quiz_buttons(page, user):
    """Yield the button to the results of a published quiz."""
    if isinstance(page, QuizPage) and page.live and user.has_perm(VIEW):
        url = reverse("quizzes_admin:results", args=[page.pk])
        yield Button(_("竞赛成绩"), url=url, icon_name="list-ol", priority=62)


app_name = "quizzes_admin"
urlpatterns = [
    path("import/", ImportView.as_view(), name="import"),
    path("template.xlsx", TemplateFileView.as_view(), name="template"),
    *ResultsView.paths("<int:page_id>/"),
    path("<int:page_id>/figures/", FiguresView.as_view(), name="figures"),
]
