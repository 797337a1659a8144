"""安全事件: the list, recording one, and all addresses."""

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet

from unionsite.core.columns import FactColumn, FileColumn, MomentColumn, TagsColumn, TitleColumn, yes_or_no
from unionsite.core.filters import RadioFilter, SelectFilter
from unionsite.core.screens import FileListView, FormScreen
from unionsite.core.waiting import MOST, Work
from unionsite.oversight.incidents import rules, services
from unionsite.oversight.incidents.choices import RECORD, VIEW, Grade, IncidentKind, State
from unionsite.oversight.incidents.forms import BeginForm
from unionsite.oversight.incidents.models import Incident
from unionsite.oversight.incidents.one_incident import INDEX, TITLE, FileView, IncidentView, StepView, clock_of, tags_of
from unionsite.oversight.incidents.switch_screens import EndSessionsView, ReadOnlyView, SwitchesView


class IncidentFilterSet(WagtailFilterSet):
    state = RadioFilter(
        gettext_lazy("状态"),
        [
            ("report", gettext_lazy("待上报")),
            ("late", gettext_lazy("逾期未上报")),
            ("decide", gettext_lazy("待委员会决定")),
            *State.choices,
        ],
        method="in_state",
    )
    grade = SelectFilter(gettext_lazy("级别"), Grade.choices)
    kind = SelectFilter(gettext_lazy("类型"), IncidentKind.choices)

    def in_state(self, queryset, _name, value):
        match value:
            case "report":
                return queryset.waiting_for_report()
            case "late":
                return queryset.late(timezone.now())
            case "decide":
                return queryset.waiting_for_decision()
        return queryset.filter(state=value)


class IncidentsView(FileListView):
    """All incidents, those still open first; takes `?state=&grade=&kind=`."""

    right = VIEW
    model = Incident
    page_title = TITLE
    buttons = [(gettext_lazy("登记安全事件"), "incidents_admin:add", "plus", RECORD)]
    header_icon = "warning"
    index_url_name = INDEX
    filterset_class = IncidentFilterSet
    empty_message = gettext_lazy("没有登记过安全事件。")
    columns = [
        FileColumn(gettext_lazy("编号"), "number"),
        TitleColumn(
            "title", label=gettext_lazy("事件"), accessor=str, url_name="incidents_admin:incident", saved="title"
        ),
        TagsColumn("state", gettext_lazy("状态"), tags_of, saved="get_state_display"),
        FactColumn("kind", gettext_lazy("类型"), "get_kind_display"),
        FileColumn(gettext_lazy("级别"), "get_grade_display"),
        FileColumn(gettext_lazy("涉及个人信息"), lambda incident: yes_or_no(incident.has_personal_data)),
        MomentColumn("found_at", gettext_lazy("发现时间")),
        FactColumn("clock", gettext_lazy("上报时限"), clock_of, saved=False),
        MomentColumn("reported_at", gettext_lazy("上报时间")),
        FileColumn(gettext_lazy("上报给"), "reported_to"),
        MomentColumn("closed_at", gettext_lazy("结案时间")),
        FileColumn(gettext_lazy("教训和措施"), "lessons"),
    ]
    file_name = "incidents"

    def get_base_queryset(self):
        return Incident.objects.open_first()


class AddView(FormScreen):
    """Records an incident by title, grade and time; who records it is named as its finder until somebody says more."""

    right = RECORD
    form_class = BeginForm
    page_title = gettext_lazy("登记安全事件")
    header_icon = "warning"
    submit_button_label = gettext_lazy("登记")

    def get_initial(self):
        return {"found_at": timezone.localtime()}

    def form_valid(self, form):
        user, data = self.request.user, form.cleaned_data
        facts = {name: data[name] for name in ("title", "grade", "found_at")} | {"found_by": user.get_full_name()}
        facts["contact"] = " ".join(filter(None, [user.get_full_name(), user.phone]))
        incident = services.record_incident(facts=facts, actor=user, files=form.accepted)
        if clock := clock_of(incident):
            messages.warning(self.request, _("已登记。必须在4小时内上报，%(clock)s。") % {"clock": clock})
        else:
            messages.success(self.request, _("已登记。"))
        return redirect("incidents_admin:incident", incident.pk)


def offer_work(user, now):
    """Offer the incidents that are to be reported, by their hour, or to be decided on."""
    waiting = Incident.objects.waiting_for_report() | Incident.objects.waiting_for_decision()
    for incident in waiting.visible_to(user).open_first()[:MOST]:
        is_new = rules.waits_for_report(incident.status)
        words = (_("上报安全事件：%s") if is_new else _("决定安全事件：%s")) % incident
        address = reverse("incidents_admin:incident", args=[incident.pk])
        yield Work(words, _("去办"), address, by=incident.due_at if is_new else None, is_urgent=is_new)


app_name = "incidents_admin"
urlpatterns = [
    *IncidentsView.paths(),
    path("add/", AddView.as_view(), name="add"),
    path("switches/", SwitchesView.as_view(), name="switches"),
    path("switches/read-only/", ReadOnlyView.as_view(), name="read_only"),
    path("switches/normal/", ReadOnlyView.as_view(is_on=False), name="normal"),
    path("switches/sessions/", EndSessionsView.as_view(), name="end_sessions"),
    path("<int:incident_id>/", IncidentView.as_view(), name="incident"),
    path("<int:incident_id>/<slug:step>/", StepView.as_view(), name="step"),
    path("<int:incident_id>/files/<int:file_id>/", FileView.as_view(), name="file"),
]
