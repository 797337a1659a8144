"""安全事件: the list, recording one, one with its facts, clock, history, steps and files; and all addresses."""

from functools import partial

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View
from wagtail.admin.filters import WagtailFilterSet

from unionsite.core.columns import FactColumn, FileColumn, MomentColumn, TagsColumn, TitleColumn, span, yes_or_no
from unionsite.core.filters import RadioFilter, SelectFilter
from unionsite.core.screens import FileListView, FormScreen, RightRequiredMixin, Screen, StepScreen
from unionsite.core.waiting import MOST, Work
from unionsite.oversight.findings.screens import send_file
from unionsite.oversight.incidents import queries, rules, services
from unionsite.oversight.incidents.choices import HOTLINE, RECORD, VIEW, Grade, IncidentKind, State, Step
from unionsite.oversight.incidents.forms import FORMS, BeginForm
from unionsite.oversight.incidents.models import Incident, IncidentFile
from unionsite.oversight.incidents.switches import EndSessionsView, ReadOnlyView, SwitchesView

TITLE = gettext_lazy("安全事件")
INDEX = "incidents_admin:index"


def tags_of(incident: Incident) -> list[tuple[str, str]]:
    """Return state and grade, and what is waited for."""
    is_open = incident.state == State.OPEN
    tags = [(str(incident.get_state_display()), "primary" if is_open else "off")]
    tags.append((str(incident.get_grade_display()), "" if incident.grade == Grade.USUAL else "warning"))
    if rules.waits_for_report(incident):
        tags.append((_("逾期未上报") if rules.is_late(incident, timezone.now()) else _("待上报"), "warning"))
    if rules.waits_for_decision(incident):
        tags.append((_("待委员会决定"), "warning"))
    return tags


def clock_of(incident: Incident) -> str:
    """Return how much of the four hours is left, in words; "" where none run."""
    due_at = incident.due_at
    if due_at is None or not rules.waits_for_report(incident):
        return ""
    left = due_at - timezone.now()
    if left.total_seconds() > 0:
        return _("还剩%(span)s") % {"span": span(left)}
    return _("已超过%(span)s") % {"span": span(-left)}


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


class _OneIncidentMixin(RightRequiredMixin):
    """A screen of one incident, for who may see it."""

    right = VIEW
    header_icon = "warning"

    @cached_property
    def incident(self) -> Incident:
        return get_object_or_404(Incident.objects.select_related("recorded_by"), pk=self.kwargs["incident_id"])


class IncidentView(_OneIncidentMixin, Screen, TemplateView):
    """One incident: facts, the clock, the text to report, its history, and the steps that this person may take."""

    template_name = "oversight/incidents/incident.html"

    def get_page_title(self):
        return str(self.incident)

    def get_context_data(self, **kwargs):
        incident = self.incident
        steps = rules.steps_for(incident, queries.actor_of(self.request.user))
        is_open = incident.state == State.OPEN
        return super().get_context_data(**kwargs) | {
            "incident": incident,
            "tags": tags_of(incident),
            "clock": clock_of(incident),
            "hotline": HOTLINE,
            "must_tell": incident.has_personal_data and incident.told_at is None,
            "missing": [what.label for what in rules.missing(incident)] if is_open else [],
            "open_facts": [Incident._meta.get_field(name).verbose_name for name in incident.open_facts],
            "report": queries.report_text(incident),
            "entries": list(incident.entries.select_related("by", "finding").prefetch_related("files")),
            "steps": [(step.value, step.label) for step in steps],
        }


# Steps of which more than words is asked.
TAKE = {
    Step.COMPLETE: services.complete,
    Step.CORRECT: services.correct,
    Step.REPORT: services.report,
    Step.FOLLOW: services.follow_up,
}


class StepView(_OneIncidentMixin, StepScreen):
    forms_of_steps = FORMS

    def get_form_kwargs(self):
        facts = {"incident": self.incident} if self.step in (Step.COMPLETE, Step.CORRECT) else {}
        return super().get_form_kwargs() | facts

    def get_initial(self):
        if self.step == Step.CORRECT:
            facts = {name: getattr(self.incident, name) for name in Incident.FACTS}
            return facts | {"found_at": timezone.localtime(self.incident.found_at)}
        return {"at": timezone.localtime(), "words": self.incident.lessons if self.step == Step.LEARN else ""}

    def carry_out(self, form):
        data = dict(form.cleaned_data)
        common = {"incident": self.incident, "actor": self.request.user}
        if "files" in data:
            data["files"] = form.accepted
        if self.step in (Step.COMPLETE, Step.CORRECT):
            facts = {name: data.pop(name) for name in Incident.FACTS if name in data}
            data = {"facts": facts} | data
        TAKE.get(self.step, partial(services.take, self.step))(**common, **data)


class FileView(_OneIncidentMixin, View):
    """Sends a file of an incident to who may see it."""

    def get(self, request, incident_id: int, file_id: int):
        stored = get_object_or_404(IncidentFile, pk=file_id, entry__incident_id=incident_id)
        return send_file(stored)


def offer_work(user, now):
    """Offer the incidents that are to be reported, by their hour, or to be decided on."""
    waiting = Incident.objects.waiting_for_report() | Incident.objects.waiting_for_decision()
    for incident in waiting.visible_to(user).open_first()[:MOST]:
        is_new = rules.waits_for_report(incident)
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
