"""稿件积分: the ranking of departments or authors in a month, quarter or year, on a page or as a file."""

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from unionsite.core.screens import RightRequiredMixin, Screen
from unionsite.core.spreadsheets import table_response
from unionsite.oversight.scores import queries, rules
from unionsite.oversight.scores.cards import points_in_words
from unionsite.oversight.scores.choices import VIEW, By
from unionsite.oversight.scores.forms import TallyForm

COLUMNS = {
    By.DEPARTMENT.value: [gettext_lazy("部门")],
    By.PERSON.value: [gettext_lazy("作者"), gettext_lazy("部门")],
}


class PointsView(RightRequiredMixin, Screen, TemplateView):
    """Takes `?by=department|person&length=&year=&number=`; with `&format=xlsx|csv` it is a file."""

    right = VIEW
    page_title = gettext_lazy("稿件积分")
    header_icon = "order"
    above = ()
    index_url_name = "scores_admin:points"
    template_name = "oversight/scores/points.html"

    @cached_property
    def form(self) -> TallyForm:
        return TallyForm(self.request.GET)

    @cached_property
    def rows(self) -> list[rules.Rank]:
        if not self.form.is_valid():
            return []
        return rules.ranking(queries.awards(self.form.span, self.form.cleaned_data["by"]))

    @property
    def headings(self) -> list[object]:
        who = COLUMNS[self.form.cleaned_data["by"]] if self.form.is_valid() else []
        return [_("名次"), *who, _("采用篇数"), _("积分")]

    def get(self, request, *args, **kwargs):
        wanted = request.GET.get("format")
        if wanted not in ("xlsx", "csv") or not self.form.is_valid():
            return super().get(request, *args, **kwargs)
        cells = [[row.place, *row.who, row.pieces, row.points] for row in self.rows]
        name = f"points-{self.form.span.start:%Y%m%d}-{self.form.span.last:%Y%m%d}"
        return table_response(str(self.page_title), self.headings, cells, kind=wanted, name=name)

    def get_context_data(self, **kwargs):
        given = self.request.GET.copy()
        given.pop("format", None)
        user = self.request.user
        links = [
            ("oversight.view_adoption", "score-adoptions:index", _("采用登记")),
            ("oversight.view_level", "score-levels:index", _("采用级别")),
            ("oversight.view_reward", "score-rewards:index", _("奖励记录")),
        ]
        return super().get_context_data(**kwargs) | {
            "form": self.form,
            "headings": self.headings,
            "rows": [(row, points_in_words(row.points)) for row in self.rows],
            "query": given.urlencode(),
            "links": [(reverse(name), label) for right, name, label in links if user.has_perm(right)],
        }
