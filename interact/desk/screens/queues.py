"""The queues: tabs with counts, filters, rows by urgency, the list as a file; also menu item and work offered."""

from collections.abc import Callable
from datetime import date, datetime

from django import forms
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from interact.cases.choices import ENDED, OPEN, Complexity, State
from interact.cases.models.case import Case
from interact.cases.people import may_name_for_orphans
from interact.cases.querysets import desk_rights
from interact.cases.services import access
from interact.channels.records import Channel
from interact.desk import queries
from interact.desk.figures import may_see_figures
from interact.desk.forms.fields import NumberField, day_field
from interact.desk.queries import Tab
from interact.desk.screens.base import FORMATS, TITLE, DeskScreen
from interact.desk.wording import due_kind_label
from unionsite.accounts.models import Department
from unionsite.core import waiting
from unionsite.core.spreadsheets import table_response
from unionsite.core.waiting import Work

ROWS = 30
MORE = queries.MOST_COUNTED
ALL = gettext_lazy("全部")
NOTHING = {
    Tab.MINE: gettext_lazy("没有等您办理的诉求。有新的诉求时，您会收到邮件。"),
    Tab.DEPARTMENT: gettext_lazy("本部门没有正在办理的诉求。"),
    Tab.COMMITTEE: gettext_lazy("没有等委员会处理的诉求。"),
    Tab.TODAY: gettext_lazy("今天没有到期的诉求。"),
    Tab.OVERDUE: gettext_lazy("没有逾期的诉求。"),
    Tab.WAITING: gettext_lazy("没有等职工补充材料的诉求。"),
    Tab.OPEN: gettext_lazy("没有正在办理的诉求。"),
    Tab.ENDED: gettext_lazy("还没有结束的诉求。"),
}


class FilterForm(forms.Form):
    """The filters of a queue. A wrong value shows an error beside its field, and the list is empty."""

    number = NumberField()
    channel = forms.ChoiceField(label=gettext_lazy("渠道"), required=False, choices=[("", ALL), *Channel.choices])
    state = forms.ChoiceField(label=gettext_lazy("状态"), required=False)
    department = forms.ModelChoiceField(
        label=gettext_lazy("部门"), required=False, queryset=Department.objects.filter(is_active=True), empty_label=ALL
    )
    complexity = forms.ChoiceField(label=gettext_lazy("类别"), required=False, choices=[("", ALL), *Complexity.choices])
    due_to = day_field(gettext_lazy("到期不晚于"), required=False)
    received_from = day_field(gettext_lazy("提交不早于"), required=False)
    received_to = day_field(gettext_lazy("提交不晚于"), required=False)

    def __init__(self, *args, tab: Tab, **kwargs):
        super().__init__(*args, **kwargs)
        states = ENDED if tab == Tab.ENDED else OPEN
        labels = [(state.value, state.label) for state in State if state in states]
        self.fields["state"].choices = [("", ALL), *labels]
        if tab == Tab.ENDED:
            del self.fields["due_to"]
        if tab == Tab.DEPARTMENT:
            del self.fields["department"]

    @property
    def is_used(self) -> bool:
        return any(self.data.get(name) for name in self.fields)

    def filtered(self, cases):
        if not self.is_valid():
            return cases.none()
        given = {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}
        lookups = {
            "number": "pk",
            "due_to": "due_on__lte",
            "received_from": "received_at__date__gte",
            "received_to": "received_at__date__lte",
        }
        return cases.filter(**{lookups.get(name, name): value for name, value in given.items()})


class QueueView(DeskScreen, TemplateView):
    """The page of a queue: `?tab=` and filters choose it, `?p=` is a page, `?export=xlsx|csv` the list as a file."""

    template_name = "interact/cases/queue.html"
    page_title = TITLE
    index_url_name = "cases_admin:index"
    menu_right = staticmethod(desk_rights)

    @cached_property
    def tabs(self) -> list[Tab]:
        return queries.tabs_of(self.request.user)

    @cached_property
    def tab(self) -> Tab:
        wanted = self.request.GET.get("tab", "")
        return Tab(wanted) if wanted in self.tabs else self.tabs[0]

    @cached_property
    def filters(self) -> FilterForm:
        return FilterForm(self.request.GET, tab=self.tab)

    @cached_property
    def cases(self):
        cases = queries.queue(self.request.user, self.tab, self.now.date())
        return self.filters.filtered(cases) if self.filters.is_used else cases

    def get(self, request, *args, **kwargs):
        wanted = request.GET.get("export")
        if wanted in FORMATS:
            return export_cases(self.cases, request.user, wanted, self.now)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        user, today = self.request.user, self.now.date()
        counts = queries.counts(user, self.tabs, today)
        paginator = Paginator(self.cases.select_related("department", "handler").with_word_of(user), ROWS)
        if not self.filters.is_used and counts[self.tab] <= MORE:
            # The number is known already, which saves a query.
            paginator.count = counts[self.tab]
        page = paginator.get_page(self.request.GET.get("p"))
        rows = queries.rows(page.object_list, user, today)
        return super().get_context_data(
            tabs=[(tab, tab.label, _count(counts[tab]), tab == self.tab) for tab in self.tabs],
            tab=self.tab,
            filters=self.filters,
            rows=rows,
            may_choose=any(row.may_be_chosen for row in rows),
            paginator_page=page,
            address=self.address(),
            nothing=_("没有符合条件的诉求，请放宽条件再查。") if self.filters.is_used else NOTHING[self.tab],
            delays=queries.delays(self.now),
            links=self.links(),
            **kwargs,
        )

    def address(self) -> str:
        """Return the query of this list without page and export, for links to its other pages and its files."""
        given = self.request.GET.copy()
        for name in ("p", "export"):
            given.pop(name, None)
        given["tab"] = self.tab.value
        return given.urlencode()

    def links(self) -> list[tuple[str, str]]:
        user = self.request.user
        links = []
        if may_see_figures(user):
            links.append((reverse("cases_admin:figures"), _("办理统计")))
        if may_name_for_orphans(user):
            links.append((reverse("cases_admin:orphans"), _("没有办理人的诉求")))
        if user.has_perm("interact.change_savedreply"):
            links.append((reverse("saved_replies:index"), _("常用语")))
        return links


def _count(number: int) -> str:
    return f"{MORE}+" if number > MORE else str(number)


ON_TIME = {True: gettext_lazy("是"), False: gettext_lazy("否"), None: ""}


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


# Heading, and the function that gives the cell of a case.
COLUMNS: list[tuple[object, Callable[[Case], object]]] = [
    (gettext_lazy("编号"), lambda case: case.number),
    (gettext_lazy("渠道"), Case.get_channel_display),
    (gettext_lazy("状态"), Case.get_state_display),
    (gettext_lazy("类别"), Case.get_complexity_display),
    (gettext_lazy("承办部门"), lambda case: case.department or ""),
    (gettext_lazy("经办人"), lambda case: case.handler or ""),
    (gettext_lazy("提交日期"), lambda case: _day(timezone.localtime(case.received_at).date())),
    (gettext_lazy("到期日"), lambda case: _day(case.due_on)),
    (gettext_lazy("期限"), lambda case: due_kind_label(case.due_kind)),
    (gettext_lazy("首次答复日期"), lambda case: _day(case.first_replied_on)),
    (gettext_lazy("按时答复"), lambda case: ON_TIME[case.was_on_time]),
    (gettext_lazy("结束日期"), lambda case: _day(case.closed_on)),
    (gettext_lazy("结果"), Case.get_result_display),
    (gettext_lazy("满意度"), Case.get_satisfaction_display),
]


def export_cases(cases, user, wanted: str, now: datetime) -> HttpResponse:
    """Record the export, then return the file. The guard has asked for a code, because the address has `export`."""
    found = list(cases.select_related("department", "handler"))
    access.note_export(cases=found, actor=user, format=wanted)
    headings, cells = zip(*COLUMNS, strict=True)
    rows = [[str(cell(case)) for cell in cells] for case in found]
    return table_response(str(TITLE), headings, rows, kind=wanted, name=f"cases-{now:%Y%m%d}")


def offer_work(user, now):
    """Offer the cases that wait for this person, without a word of them."""
    if not desk_rights(user):
        return
    for case in queries.queue(user, Tab.MINE, timezone.localdate(now))[: waiting.MOST]:
        words = _("诉求%(number)s（%(channel)s）") % {"number": case.number, "channel": case.get_channel_display()}
        yield Work(words, _("办理"), reverse("cases_admin:case", args=[case.pk]), by=case.due_on)
