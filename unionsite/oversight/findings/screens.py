"""问题与整改: the list, one finding with its steps, writing one down."""

from functools import partial

from django.db.models import Q
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View
from wagtail.admin.filters import WagtailFilterSet

from interact.cases.models.case import Case
from interact.channels.records import Channel
from unionsite.accounts.models import Department
from unionsite.core.columns import Column, DayColumn, FactColumn, FileColumn, MomentColumn, TagsColumn, TitleColumn
from unionsite.core.filters import ALL, RadioFilter, RecordFilter, SelectFilter
from unionsite.core.request_values import record_number
from unionsite.core.screens import FileListView, FormScreen, RightRequiredMixin, Screen, StepScreen
from unionsite.core.waiting import MOST, Work
from unionsite.oversight.findings import rules, services
from unionsite.oversight.findings.choices import HANDLE, OPEN, VIEW, Gravity, Source, State, Step
from unionsite.oversight.findings.forms import FORMS, HandForm
from unionsite.oversight.findings.models import EvidenceFile, Finding, FindingFile

ADMIN = "wagtailadmin.access_admin"
_LOOKS = {State.FOUND: "warning", State.ASSIGNED: "primary", State.MENDED: "primary"}


def tags_of(finding: Finding) -> list[tuple[str, str]]:
    """Return state, gravity where it is more than usual, and whether it is late."""
    tags = [(str(finding.get_state_display()), _LOOKS.get(State(finding.state), "off"))]
    if finding.gravity != Gravity.USUAL:
        tags.append((str(finding.get_gravity_display()), "warning"))
    if rules.is_overdue(finding, timezone.localdate()):
        tags.append((_("逾期"), "warning"))
    return tags


class FindingFilterSet(WagtailFilterSet):
    """Open ones unless a state is chosen."""

    state = RadioFilter(
        gettext_lazy("状态"),
        [("all", ALL), ("late", gettext_lazy("逾期")), *State.choices],
        empty_label=gettext_lazy("未办结"),
        method="in_state",
    )
    source = SelectFilter(gettext_lazy("来源"), Source.choices)
    gravity = SelectFilter(gettext_lazy("程度"), Gravity.choices)
    department = RecordFilter(gettext_lazy("责任部门"), Department.objects.all())

    def in_state(self, queryset, _name, value):
        if value == "late":
            return queryset.overdue(timezone.localdate())
        return queryset if value == "all" else queryset.filter(state=value)

    def filter_queryset(self, queryset):
        found = super().filter_queryset(queryset)
        return found if self.form.cleaned_data.get("state") else found.open()


class FindingsView(FileListView):
    """What is wrong and who mends it; takes `?state=&source=&gravity=&department=`."""

    right = ADMIN
    menu_right = VIEW
    model = Finding
    page_title = gettext_lazy("问题与整改")
    buttons = [(gettext_lazy("登记问题"), "findings_admin:add", "plus", HANDLE)]
    header_icon = "error"
    index_url_name = "findings_admin:index"
    filterset_class = FindingFilterSet
    empty_message = gettext_lazy("没有未办结的问题。")
    columns = [
        TitleColumn("title", label=gettext_lazy("问题"), url_name="findings_admin:finding"),
        FileColumn(gettext_lazy("情况"), "detail"),
        TagsColumn("state", gettext_lazy("状态"), tags_of, saved="get_state_display"),
        FileColumn(gettext_lazy("程度"), "get_gravity_display"),
        Column("source", gettext_lazy("来源"), "get_source_display"),
        FactColumn("owner", gettext_lazy("责任人")),
        FactColumn("department", gettext_lazy("责任部门")),
        DayColumn("due_on", gettext_lazy("整改期限")),
        MomentColumn("found_at", gettext_lazy("发现时间")),
        FileColumn(gettext_lazy("整改时间"), "mended_at"),
        FileColumn(gettext_lazy("网址"), "address"),
    ]
    file_name = "findings"

    def get_base_queryset(self):
        visible = Finding.objects.visible_to(self.request.user)
        return visible.select_related("owner", "department").most_urgent_first()


def link_from_case(case: Case, user) -> tuple[str, str] | None:
    """Return (address, words) of the link by which what a reader reported is followed as a fault (S-8.2)."""
    if case.channel != Channel.CORRECTION or not user.has_perm(HANDLE):
        return None
    return f"{reverse('findings_admin:add')}?{urlencode({'case': case.pk})}", _("登记为整改问题")


class AddView(FormScreen):
    """Writes down something that a person found, or with `?case=<key>` what a reader reported."""

    right = HANDLE
    form_class = HandForm
    page_title = gettext_lazy("登记问题")
    header_icon = "plus"
    submit_button_label = gettext_lazy("登记")
    done = gettext_lazy("已登记，请交办给责任人。")

    @cached_property
    def case(self) -> Case | None:
        key = record_number(self.request.GET.get("case"))
        return Case.objects.visible_to(self.request.user).filter(channel=Channel.CORRECTION, pk=key).first()

    def get_initial(self):
        # Whoever writes it down says it in words that all who see findings may read.
        return {"detail": _("职工纠错，诉求编号%(number)s。") % {"number": self.case.number}} if self.case else {}

    def carry_out(self, form):
        data = form.cleaned_data
        finding = services.record_finding(
            source=Source.READER if self.case else Source.HAND,
            found_by=self.request.user,
            files=form.accepted,
            **{name: data[name] for name in ("title", "detail", "address", "gravity", "department")},
        )
        return reverse("findings_admin:finding", args=[finding.pk])


class _OneFindingMixin(RightRequiredMixin):
    """A screen of one finding, for who may see it."""

    right = ADMIN
    header_icon = "error"

    @cached_property
    def finding(self) -> Finding:
        found = Finding.objects.select_related("owner", "department", "page", "found_by")
        return get_object_or_404(found.visible_to(self.request.user), pk=self.kwargs["finding_id"])


class FindingView(_OneFindingMixin, Screen, TemplateView):
    """One finding: what it is, its history, and the steps that this person may take."""

    template_name = "oversight/findings/finding.html"

    def get_page_title(self):
        return self.finding.title

    def get_context_data(self, **kwargs):
        user, finding = self.request.user, self.finding
        steps = rules.steps_for(finding, user)
        return super().get_context_data(**kwargs) | {
            "finding": finding,
            "tags": tags_of(finding),
            "entries": finding.entries.select_related("by").prefetch_related("files"),
            "steps": [(step.value, step.label) for step in steps],
            "is_open": finding.state in OPEN,
        }


class StepView(_OneFindingMixin, StepScreen):
    forms_of_steps = FORMS

    def carry_out(self, form):
        data = form.cleaned_data
        if "files" in data:
            data["files"] = form.accepted
        take = services.assign if self.step == Step.ASSIGN else partial(services.take, self.step)
        take(finding=self.finding, actor=self.request.user, **data)


def send_file(stored: EvidenceFile) -> FileResponse:
    """Return a file to save. Raises Http404 if it is gone from the disk."""
    try:
        content = stored.file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    return FileResponse(content, as_attachment=True, filename=stored.name, content_type="application/octet-stream")


class FileView(_OneFindingMixin, View):
    """Sends a file of a finding to who may see the finding."""

    def get(self, request, finding_id: int, file_id: int):
        return send_file(get_object_or_404(FindingFile, pk=file_id, entry__finding=self.finding))


def offer_work(user, now):
    """Offer what this person is to mend, and to who handles findings what is to be handed out or rechecked."""
    wanted = Q(state=State.ASSIGNED, owner=user)
    if user.has_perm(HANDLE):
        wanted |= Q(state__in=[State.FOUND, State.MENDED])
    for finding in Finding.objects.filter(wanted).most_urgent_first()[:MOST]:
        steps = rules.steps_for(finding, user)
        label = {Step.ASSIGN: _("交办"), Step.MEND: _("整改"), Step.PASS: _("复查")}.get(steps[0]) if steps else None
        if label:
            words = _("%(step)s问题：%(title)s") % {"step": label, "title": finding.title}
            due = finding.due_on if finding.state == State.ASSIGNED else None
            yield Work(words, label, reverse("findings_admin:finding", args=[finding.pk]), by=due)


app_name = "findings_admin"
urlpatterns = [
    *FindingsView.paths(),
    path("add/", AddView.as_view(), name="add"),
    path("<int:finding_id>/", FindingView.as_view(), name="finding"),
    path("<int:finding_id>/<slug:step>/", StepView.as_view(), name="step"),
    path("<int:finding_id>/files/<int:file_id>/", FileView.as_view(), name="file"),
]
