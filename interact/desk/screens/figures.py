"""办理统计: figures by month and department, and totals of the channels, on a page or as a file."""

from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from interact.desk import figures as desk_figures
from interact.desk.figures import Figures
from interact.desk.screens.base import FORMATS, DeskScreen
from unionsite.core.spreadsheets import Cell, table_response

COLUMNS = [
    gettext_lazy("月份"),
    gettext_lazy("部门"),
    gettext_lazy("收到"),
    gettext_lazy("已答复"),
    gettext_lazy("按时率"),
    gettext_lazy("满意率"),
    gettext_lazy("答复用时中位数（工作日）"),
]


def cells_of(figures: Figures) -> list[Cell]:
    middle = figures.median_workdays
    return [
        _number(figures, figures.received),
        _number(figures, figures.answered),
        _percent(figures.on_time_rate),
        _percent(figures.satisfied_rate),
        "" if middle is None else f"{middle:g}",
    ]


def _number(figures: Figures, number: int) -> Cell:
    return _("少于%(number)s") % {"number": figures.smallest} if figures.is_few(number) else number


def _percent(rate: int | None) -> str:
    return "" if rate is None else f"{rate}%"


class FiguresView(DeskScreen, TemplateView):
    """The figures of `?year=` on a page, or as a file with `?format=xlsx|csv`."""

    template_name = "interact/cases/figures.html"
    page_title = gettext_lazy("办理统计")
    header_icon = "table"

    def may_enter(self, user) -> bool:
        return desk_figures.may_see_figures(user)

    @cached_property
    def years(self) -> list[int]:
        return desk_figures.years()

    @cached_property
    def year(self) -> int:
        wanted = self.request.GET.get("year", "")
        return next((year for year in self.years if str(year) == wanted), self.years[0])

    @cached_property
    def rows(self) -> tuple[list[list[Cell]], list[list[Cell]]]:
        """The rows (by month and department, by channel)."""
        months, channels = desk_figures.figures_of(self.year, today=self.now.date())
        by_month = [
            [f"{month:%Y-%m}", name or _("小组办理或未分派"), *cells_of(figures)] for month, name, figures in months
        ]
        return by_month, [[str(channel.label), *cells_of(figures)] for channel, figures in channels]

    def get(self, request, *args, **kwargs):
        wanted = request.GET.get("format")
        if wanted in FORMATS and self.years:
            by_month, by_channel = self.rows
            rows = [*by_month, *([str(self.year), *cells] for cells in by_channel)]
            name = f"case-figures-{self.year}"
            return table_response(str(self.page_title), COLUMNS, rows, kind=wanted, name=name)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        by_month, by_channel = self.rows if self.years else ([], [])
        return super().get_context_data(
            years=self.years,
            year=self.year if self.years else None,
            headings=COLUMNS,
            by_month=by_month,
            by_channel=by_channel,
            **kwargs,
        )
