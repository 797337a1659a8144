"""The reports 浏览统计: pages by views, departments by the views of their pieces; a line on a page's edit screen."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from unionsite.accounts.models import Department
from unionsite.core.columns import Column, FactColumn, FileColumn, TitleColumn
from unionsite.core.filters import PageTitleFilter, PeriodFilter, RadioFilter, RecordFilter
from unionsite.core.queries import public_address
from unionsite.core.screens import FileListView, figures_of_departments
from unionsite.oversight.visits import queries
from unionsite.oversight.visits.models import PageVisits
from unionsite.oversight.visits.rules import VIEW

INDEX, DEPARTMENTS = "visits_admin:index", "visits_admin:departments"
DEPARTMENTS_TITLE = gettext_lazy("各部门浏览统计")


class PeriodFilterSet(WagtailFilterSet):
    """Only the form of the filters: each report filters in one query of its own."""

    days = PeriodFilter()


class PagesFilterSet(PeriodFilterSet):
    section = PageTitleFilter(gettext_lazy("栏目"))
    department = RecordFilter(gettext_lazy("供稿部门"), Department.objects.all())
    language = RadioFilter(gettext_lazy("语言"), settings.LANGUAGES)


def change(row: dict) -> int:
    return row["views"] - row["earlier"]


def change_in_words(row: dict) -> str:
    return f"{change(row):+d}" if change(row) else "0"


FIGURES = [
    Column("views", gettext_lazy("浏览")),
    Column("earlier", gettext_lazy("上一时段")),
    Column("change", gettext_lazy("增减"), change_in_words, saved=change),
    Column("shared", gettext_lazy("其中经分享")),
]


class VisitsView(FileListView):
    """What both reports share: the period, and words on what the figures are."""

    right = VIEW
    model = PageVisits
    header_icon = "view"
    results_template_name = "oversight/visits/results.html"
    default_ordering = None
    empty_message = gettext_lazy("这一时段还没有浏览记录。")

    def get_queryset(self):
        return self.rows() if self.filters.is_valid() else []

    def rows(self):
        raise NotImplementedError

    @cached_property
    def wanted(self) -> dict:
        return self.filters.form.cleaned_data

    @cached_property
    def period(self) -> queries.Period:
        return queries.Period.until(timezone.localdate(self.now), int(self.wanted["days"] or queries.DAYS))

    @property
    def about(self) -> str:
        """What is counted, and what is not."""
        return _(
            "%(start)s至%(stop)s，“增减”是与上一个同样长的时段相比。统计的是打开次数，不是人数：不用Cookie，不记录是谁、用什么设备、"
            "从哪里来。搜索引擎等程序、登录的工作人员、预览不计；职工反映诉求、参加活动的页面（“交流互动”）一律不计；"
            "浏览器和服务器页面缓存直接给出的无法计入，因此实际次数只会更多。"
        ) % {"start": self.period.start.isoformat(), "stop": self.period.stop.isoformat()}

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"about": self.filters.is_valid() and self.about}


class PagesView(VisitsView):
    """Pages by views; takes `?days=&section=&department=&language=&q=`."""

    page_title = gettext_lazy("浏览统计")
    buttons = [(DEPARTMENTS_TITLE, DEPARTMENTS, "group")]
    index_url_name = INDEX
    filterset_class = PagesFilterSet
    search_fields = ["page__title"]
    file_name = "visits"

    @cached_property
    def columns(self):
        return [
            TitleColumn("title", label=gettext_lazy("页面"), get_url=self.link),
            FileColumn(gettext_lazy("网址"), lambda row: settings.BASE_URL + public_address(row["url_path"])),
            *FIGURES,
            FactColumn("section", gettext_lazy("栏目"), self.section_of),
            FactColumn("department", gettext_lazy("供稿部门")),
            Column("language", gettext_lazy("语言"), self.language_of),
        ]

    def rows(self):
        return queries.pages_seen(
            self.period,
            section=self.wanted["section"],
            department=self.wanted["department"],
            language=self.wanted["language"],
            text=self.search_query.strip(),
        )

    @cached_property
    def sections(self) -> dict[str, str]:
        return queries.section_titles()

    def section_of(self, row: dict) -> str:
        place = row["path"]
        ends = range(len(place), 0, -Page.steplen)
        return next((self.sections[place[:end]] for end in ends if place[:end] in self.sections), "")

    @staticmethod
    def language_of(row: dict) -> str:
        return str(dict(settings.LANGUAGES).get(row["language"], row["language"]))

    @staticmethod
    def link(row: dict) -> str:
        return public_address(row["url_path"]) if row["live"] else ""


class DepartmentsView(VisitsView):
    """Departments by the views of their pieces (S-2.9); takes `?days=`."""

    page_title = DEPARTMENTS_TITLE
    buttons = figures_of_departments
    index_url_name = DEPARTMENTS
    filterset_class = PeriodFilterSet
    file_name = "visits-by-department"
    columns = [
        Column("name", gettext_lazy("部门")),
        Column("pieces", gettext_lazy("有浏览的稿件")),
        *FIGURES,
    ]

    def rows(self):
        return queries.departments_seen(self.period)


def views_button(page, user, next_url=None, view_name=None):
    """Yield, on the edit screen of a public page, how often it was opened; it leads to the report."""
    if view_name == "edit" and page.live and user.has_perm(VIEW):
        number = queries.views_of(page, timezone.localdate())
        label = _("近%(days)d天浏览%(number)d次") % {"days": queries.DAYS, "number": number}
        yield Button(label, url=reverse(INDEX), icon_name="view", priority=90)


app_name = "visits_admin"
urlpatterns = [
    *PagesView.paths(),
    *DepartmentsView.paths("departments/"),
]
