"""The report 发布及时性: how many working days after its event each piece was published, and whether late (S-3.9)."""

from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet

from unionsite.accounts.models import Department
from unionsite.core.columns import Column, DayColumn, FactColumn, MomentColumn, TagsColumn, TitleColumn
from unionsite.core.filters import DaysFilter, PageTitleFilter, RadioFilter, RecordFilter
from unionsite.core.models import PiecePage
from unionsite.core.screens import FileListView
from unionsite.publishing.platforms import choices
from unionsite.publishing.platforms.timeliness.queries import Punctuality, pieces

SORTS = ("happened_on", "published_at", "days")


class TimelinessFilterSet(WagtailFilterSet):
    """Only the form of the filters: the view filters itself, because the database cannot count working days."""

    section = PageTitleFilter(gettext_lazy("栏目"))
    department = RecordFilter(gettext_lazy("供稿部门"), Department.objects.all())
    published = DaysFilter(gettext_lazy("发布日期"))
    late = RadioFilter(gettext_lazy("及时与否"), [("yes", gettext_lazy("只看迟发的"))])


def lag_in_words(piece: Punctuality) -> str:
    if piece.days < 0:
        return _("提前%(days)d个工作日") % {"days": -piece.days}
    return _("%(days)d个工作日") % {"days": piece.days}


def tags_of(piece: Punctuality) -> list[tuple[str, str]]:
    tags = [(_("迟发"), "warning") if piece.is_late else (_("及时"), "primary")]
    # Provisional while the holidays of that year are not entered.
    return [*tags, (_("暂定"), "")] if piece.is_provisional else tags


class TimelinessView(FileListView):
    """The report, newest first; takes `?section=&department=&published_from=&published_to=&late=yes`."""

    right = choices.VIEW_PLAN
    model = PiecePage
    page_title = gettext_lazy("发布及时性")
    header_icon = "time"
    index_url_name = "publishing_timeliness:index"
    results_template_name = "platforms/timeliness_results.html"
    filterset_class = TimelinessFilterSet
    default_ordering = "-published_at"
    empty_message = gettext_lazy("还没有写明活动时间的已发布稿件。")
    columns = [
        TitleColumn("title", label=gettext_lazy("题目"), url_name="wagtailadmin_pages:history"),
        TagsColumn("is_late", gettext_lazy("及时与否"), tags_of),
        DayColumn("happened_on", gettext_lazy("活动日期"), sort_key="happened_on"),
        MomentColumn("published_at", gettext_lazy("发布时间"), sort_key="published_at"),
        Column("days", gettext_lazy("间隔（工作日）"), lag_in_words, sort_key="days", saved="days"),
        Column("limit", gettext_lazy("时限（工作日）")),
        FactColumn("section", gettext_lazy("栏目")),
        FactColumn("department", gettext_lazy("供稿部门")),
    ]
    file_name = "timeliness"

    def get_queryset(self) -> list[Punctuality]:
        if not self.filters.is_valid():
            return []
        found = list(self.pieces)
        if self.filters.form.cleaned_data["late"]:
            found = [piece for piece in found if piece.is_late]
        key = (self.ordering or self.default_ordering).removeprefix("-")
        if key in SORTS:
            found.sort(key=lambda piece: getattr(piece, key), reverse=self.ordering.startswith("-"))
        return found

    @cached_property
    def pieces(self) -> list[Punctuality]:
        """The pieces that match the other filters, whether late or not."""
        wanted = self.filters.form.cleaned_data
        period = wanted["published"]
        return pieces(
            section=wanted["section"],
            department=wanted["department"],
            start=period and period.start,
            stop=period and period.stop,
        )

    def get_context_data(self, **kwargs):
        counted = self.pieces if self.filters.is_valid() else []
        tally = {"all": len(counted), "late": sum(piece.is_late for piece in counted)}
        return super().get_context_data(**kwargs) | {"tally": tally}


app_name = "publishing_timeliness"
urlpatterns = [
    *TimelinessView.paths(),
]
