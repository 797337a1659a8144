"""One incident on screen: facts, clock, history, the forms of its steps, its files."""

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View

from unionsite.core.columns import span
from unionsite.core.screens import RightRequiredMixin, Screen, StepScreen
from unionsite.oversight.findings.screens import send_file
from unionsite.oversight.incidents import queries, rules, services
from unionsite.oversight.incidents.choices import HOTLINE, VIEW, Grade, State, Step
from unionsite.oversight.incidents.forms import FORMS
from unionsite.oversight.incidents.models import Incident, IncidentFile

TITLE = gettext_lazy("安全事件")
INDEX = "incidents_admin:index"


def tags_of(incident: Incident) -> list[tuple[str, str]]:
    """Return state and grade, and what is waited for."""
    status = incident.status
    is_open = incident.state == State.OPEN
    tags = [(str(incident.get_state_display()), "primary" if is_open else "off")]
    tags.append((str(incident.get_grade_display()), "" if incident.grade == Grade.USUAL else "warning"))
    if rules.waits_for_report(status):
        tags.append((_("逾期未上报") if rules.is_late(status, timezone.now()) else _("待上报"), "warning"))
    if rules.waits_for_decision(status):
        tags.append((_("待委员会决定"), "warning"))
    return tags


def clock_of(incident: Incident) -> str:
    """Return how much of the four hours is left, in words; "" where none run."""
    due_at = incident.due_at
    if due_at is None or not rules.waits_for_report(incident.status):
        return ""
    left = due_at - timezone.now()
    if left.total_seconds() > 0:
        return _("还剩%(span)s") % {"span": span(left)}
    return _("已超过%(span)s") % {"span": span(-left)}


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
        status = incident.status
        steps = rules.steps_for(status, queries.actor_of(self.request.user))
        is_open = incident.state == State.OPEN
        return super().get_context_data(**kwargs) | {
            "incident": incident,
            "tags": tags_of(incident),
            "clock": clock_of(incident),
            "hotline": HOTLINE,
            "must_tell": incident.has_personal_data and not status.is_told,
            "missing": [what.label for what in rules.missing(status)] if is_open else [],
            "open_facts": [Incident._meta.get_field(name).verbose_name for name in incident.open_facts],
            "report": queries.report_text(incident),
            "entries": list(incident.entries.select_related("by", "finding").prefetch_related("files")),
            "steps": [(step.value, step.label) for step in steps],
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
        if data.pop("files", None) is not None:
            common["files"] = form.accepted
        if self.step in (Step.COMPLETE, Step.CORRECT):
            facts = {name: data.pop(name) for name in Incident.FACTS if name in data}
            data = {"facts": facts} | data
        TAKE[self.step](**common, **data)


TAKE = {
    Step.COMPLETE: services.complete,
    Step.ACT: services.note,
    Step.CORRECT: services.correct,
    Step.REPORT: services.report,
    Step.TELL: services.tell_people,
    Step.ESCALATE: services.escalate,
    Step.DECIDE: services.decide,
    Step.LEARN: services.learn,
    Step.FOLLOW: services.follow_up,
    Step.CLOSE: services.close,
}


class FileView(_OneIncidentMixin, View):
    """Sends a file of an incident to who may see it."""

    def get(self, request, incident_id: int, file_id: int):
        stored = get_object_or_404(IncidentFile, pk=file_id, entry__incident_id=incident_id)
        return send_file(stored)
