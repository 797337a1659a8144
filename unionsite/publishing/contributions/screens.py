"""来稿, the screens of editors: the list, taking a piece over, declining it; and the figures of each department."""

from django import forms
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet

from unionsite.accounts.models import Department
from unionsite.core.columns import Column, FactColumn, MomentColumn, TagsColumn, TitleColumn
from unionsite.core.filters import RadioFilter, RecordFilter
from unionsite.core.form_fields import PlainTextField
from unionsite.core.refusals import Refused, reason
from unionsite.core.screens import ListView, RightRequiredMixin, Screen
from unionsite.core.spreadsheets import table_response
from unionsite.core.waiting import MOST, Work
from unionsite.publishing.contributions import queries, services
from unionsite.publishing.contributions.choices import WORDS_LENGTH, Standing, Stored
from unionsite.publishing.contributions.pieces import Contribution

REPORT_TITLE = gettext_lazy("各部门投稿统计")
NO_REASON = gettext_lazy("请写明不采用的理由，投稿人会看到。")
ALL = gettext_lazy("全部")
LOOKS = dict.fromkeys((Standing.EDITORS, Standing.IN_REVIEW, Standing.APPROVED), "primary")
LOOKS[Standing.TAKEN_DOWN] = "warning"
_WITH_THE_SENDER = (Standing.WRITING, Standing.WAITING, Standing.RETURNED, Standing.WITHDRAWN)
# The standings that pieces handed on to the editors can have.
SHOWN = [standing for standing in Standing if standing not in _WITH_THE_SENDER]
EDITOR_LABELS = {Standing.EDITORS: gettext_lazy("待编辑")}


def label_of(standing: Standing) -> str:
    return str(EDITOR_LABELS.get(standing, standing.label))


class ContributionFilterSet(WagtailFilterSet):
    standing_now = RadioFilter(
        gettext_lazy("状态"), [(standing.value, EDITOR_LABELS.get(standing, standing.label)) for standing in SHOWN]
    )
    department = RecordFilter(gettext_lazy("部门"), Department.objects.all())


class ContributionsView(ListView):
    right = queries.HANDLE
    model = Contribution
    page_title = gettext_lazy("来稿")
    header_icon = "mail"
    index_url_name = "publishing_contributions:index"
    default_ordering = "-handed_on_at"
    search_fields = ["title", "author", "sender__name"]
    filterset_class = ContributionFilterSet
    empty_message = gettext_lazy("还没有来稿。职工在网站上投稿、部门核稿之后，会出现在这里。")
    columns = [
        TitleColumn(
            "title",
            label=gettext_lazy("标题"),
            accessor=str,
            get_url=lambda row: reverse("publishing_contributions:contribution", args=[row.pk]),
            sort_key="title",
        ),
        FactColumn("department", gettext_lazy("部门")),
        FactColumn("sender", gettext_lazy("投稿人")),
        MomentColumn("handed_on_at", label=gettext_lazy("转来时间"), sort_key="handed_on_at"),
        Column("signed_off_by", label=gettext_lazy("核稿人"), accessor=lambda row: row.signed_off_by or _("未经核稿")),
        FactColumn("taken_by", gettext_lazy("经办")),
        TagsColumn("standing_now", label=gettext_lazy("状态"), accessor=lambda row: tags_of(row)),
    ]

    def get_base_queryset(self):
        people = ("sender", "department", "signed_off_by", "taken_by")
        return Contribution.objects.arrived().with_standing().select_related(*people)


def tags_of(row: Contribution) -> list[tuple[str, str]]:
    tags = [(label_of(row.standing), LOOKS.get(row.standing, ""))]
    if row.state == Stored.EDITORS and row.page_id is None:
        tags.append((_("草稿已删除"), "warning"))
    return tags


class DeclineForm(forms.Form):
    reason = PlainTextField(
        label=gettext_lazy("不采用的理由"),
        max_length=WORDS_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("投稿人会看到，请写得具体、客气。"),
        error_messages={"required": NO_REASON},
        validators=[reason(NO_REASON)],
    )


class ContributionView(RightRequiredMixin, Screen, FormView):
    """One piece as it was sent in, with the actions an editor may take."""

    right = queries.HANDLE
    template_name = "contributions/admin/contribution.html"
    form_class = DeclineForm
    header_icon = "mail"

    @cached_property
    def contribution(self) -> Contribution:
        people = ("page", "sender", "department", "signed_off_by", "taken_by")
        found = Contribution.objects.arrived().with_standing().select_related(*people)
        return get_object_or_404(found, pk=self.kwargs["pk"])

    def get_page_title(self):
        return str(self.contribution)

    def notes(self) -> list[str]:
        """Return what the editor should check, in words."""
        piece = self.contribution
        notes = [piece.get_skipped_display()] if piece.skipped else []
        if piece.state == Stored.EDITORS:
            if piece.happened_on is None:
                notes.append(_("投稿人没有写哪一天的事，草稿里的时间还空着，请核实后填写。"))
            elif piece.happened_time is None:
                notes.append(_("投稿人没有写几点开始，草稿里暂填9:00，请核实后改正。"))
        return notes

    def get_context_data(self, **kwargs):
        piece = self.contribution
        return super().get_context_data(
            piece=piece,
            tags=tags_of(piece),
            pictures=list(piece.pictures.all()),
            notes=self.notes(),
            may_edit=piece.state == Stored.EDITORS and piece.page is not None,
            may_remake=piece.state == Stored.EDITORS and piece.page is None,
            page_address=piece.address_for(self.request),
            **kwargs,
        )

    def post(self, request, *args, **kwargs):
        action, piece, editor = request.POST.get("action"), self.contribution, request.user
        try:
            if action == "take":
                services.take_over(contribution=piece, editor=editor)
                return redirect("wagtailadmin_pages:edit", piece.page_id)
            if action == "remake":
                made = services.make_draft_again(contribution=piece, editor=editor, now=timezone.now())
                return redirect("wagtailadmin_pages:edit", made.page_id)
            form = self.get_form()
            if not form.is_valid():
                return self.form_invalid(form)
            reason = form.cleaned_data["reason"]
            services.decline(contribution=piece, editor=editor, reason=reason, now=timezone.now())
        except Refused as error:
            messages.error(request, str(error))
            return redirect("publishing_contributions:contribution", piece.pk)
        messages.success(request, _("《%s》已标为未采用，投稿人会看到理由。") % piece)
        return redirect("publishing_contributions:index")


HEADINGS = [
    gettext_lazy("年份"),
    gettext_lazy("部门"),
    gettext_lazy("投稿"),
    gettext_lazy("转编辑"),
    gettext_lazy("退回未改"),
    gettext_lazy("未采用"),
    gettext_lazy("已发布"),
]


def cells_of(row: dict) -> list[str | int]:
    figures = [row[name] for name in ("submitted", "accepted", "returned", "declined", "published")]
    return [row["year"], row["name"] or _("没有登记部门"), *figures]


class StatisticsView(RightRequiredMixin, Screen, TemplateView):
    """The figures of each department by year of submission (S-2.9); `?year=` for one, `?format=csv|xlsx` for a file."""

    right = queries.VIEW
    template_name = "contributions/admin/statistics.html"
    page_title = REPORT_TITLE
    header_icon = "table"
    above = ()
    index_url_name = "publishing_contributions:statistics"

    @cached_property
    def years(self) -> list[int]:
        return queries.years()

    @cached_property
    def year(self) -> int | None:
        wanted = self.request.GET.get("year", "")
        return next((year for year in self.years if str(year) == wanted), None)

    @cached_property
    def rows(self) -> list[list[str | int]]:
        return [cells_of(row) for row in queries.statistics(self.year)]

    def get(self, request, *args, **kwargs):
        wanted = request.GET.get("format")
        if wanted in ("csv", "xlsx"):
            name = f"contributions-{self.year or 'all'}"
            return table_response(str(REPORT_TITLE), HEADINGS, self.rows, kind=wanted, name=name)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            headings=HEADINGS,
            rows=self.rows,
            years=self.years,
            year=self.year,
            totals=[sum(row[place] for row in self.rows) for place in range(2, len(HEADINGS))],
            **kwargs,
        )


app_name = "publishing_contributions"
urlpatterns = [
    *ContributionsView.paths(),
    path("statistics/", StatisticsView.as_view(), name="statistics"),
    path("<int:pk>/", ContributionView.as_view(), name="contribution"),
]


def offer_work(user, now):
    """Offer the pieces that wait for an editor, but for those that a colleague has taken."""
    if not user.has_perm(queries.HANDLE):
        return
    for piece in queries.to_edit().filter(Q(taken_by=None) | Q(taken_by=user))[:MOST]:
        told = {"day": date_format(timezone.localtime(piece.handed_on_at), _("n月j日")), "from": piece.department or ""}
        note = _("%(from)s %(day)s转来") % told
        address = reverse("publishing_contributions:contribution", args=[piece.pk])
        yield Work(_("来稿《%s》等您编辑") % piece, _("查看"), address, note=note.strip())
