"""The screen of one piece at one stage: the text, its changes, the findings, the earlier decisions and the decision."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.generic import TemplateView
from wagtail.models import Page, Revision, TaskState, WorkflowState

from unionsite.core.refusals import Refused
from unionsite.core.screens import Screen
from unionsite.publishing.choices import Decision
from unionsite.publishing.ledger.queries import last_rejection
from unionsite.publishing.review import mails, queries, worklist
from unionsite.publishing.review.beside import beside_original
from unionsite.publishing.review.forms import DecisionForm, form_for
from unionsite.publishing.review.models import ReviewTask, SecrecyReview
from unionsite.publishing.review.screens.desk import tabs_of
from unionsite.publishing.review.services.decisions import already_decided, decide
from unionsite.publishing.review.worklist import Tab
from unionsite.publishing.textchecks.findings import Finding
from unionsite.publishing.textchecks.models import TextCheckReport


class ReviewView(Screen, TemplateView):
    """Shows a piece to the reviewers of both stages and to its submitter; a reviewer of its present stage decides."""

    template_name = "publishing/desk/review.html"
    page_title = gettext_lazy("审核稿件")
    header_icon = "clipboard-list"

    # The form as it was sent, when something is wrong with it.
    form: DecisionForm | None = None

    def dispatch(self, request, *args, **kwargs):
        state = self.task_state
        is_theirs = state.workflow_state.requested_by_id == request.user.pk
        if not is_theirs and Tab.ALL not in tabs_of(request.user):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def task_state(self) -> TaskState:
        states = TaskState.objects.filter(task__reviewtask__isnull=False).select_related(
            "workflow_state__requested_by", "revision__user", "finished_by"
        )
        return get_object_or_404(states, pk=self.kwargs["pk"])

    @cached_property
    def task(self) -> ReviewTask:
        return ReviewTask.objects.get(pk=self.task_state.task_id)

    @cached_property
    def instance(self):
        """The page or snippet that is reviewed, as stored and as its own type."""
        found = self.task_state.workflow_state.content_object
        if found is None:
            raise Http404
        return getattr(found, "specific", found)

    @cached_property
    def why_not(self) -> str:
        """In words why this person cannot decide now; empty if they can."""
        if self.task_state.status != TaskState.STATUS_IN_PROGRESS:
            return already_decided(self.task_state)
        return queries.why_not_review(self.task, self.instance, self.request.user)

    def get_own_label(self):
        return self.task_state.revision.object_str

    def get_context_data(self, **kwargs):
        state, version = self.task_state, self.task_state.revision.as_object()
        report = TextCheckReport.objects.filter(revision=state.revision).first()
        context = {
            "task_state": state,
            "task": self.task,
            "status": worklist.STATUS_LABELS.get(state.status, state.get_status_display()),
            "instance": self.instance,
            "version": version,
            "facts": self.facts(version),
            "plan": version.plan_facts() if hasattr(version, "plan_facts") else [],
            "beside": beside_original(version),
            "due": self.due if state.status == TaskState.STATUS_IN_PROGRESS else None,
            "is_overdue": state.status == TaskState.STATUS_IN_PROGRESS and self.due < timezone.now(),
            "is_returned": state.status == TaskState.STATUS_REJECTED
            and state.workflow_state.status == WorkflowState.STATUS_NEEDS_CHANGES,
            "preview": self.preview_address(),
            "changes": self.changes(self.instance.live_revision),
            "returned": self.returned,
            "changes_since": self.changes(self.returned.revision) if self.returned else [],
            "points": list(self.returned.rejection_points.select_related("handled_by")) if self.returned else [],
            "is_first_time": self.instance.live_revision_id is None,
            "report": report,
            "findings": self.findings(report),
            "history": self.history(),
            "secrecy": SecrecyReview.objects.filter(revision=state.revision).select_related("reviewer").first(),
            "why_not": self.why_not,
            "form": self.form or form_for(self.task.stage, Decision.APPROVE)(initial={"revision": state.revision_id}),
            "edit_address": reverse(self.address_of("edit"), args=[self.instance.pk]) if self.may_edit else "",
        }
        return super().get_context_data(**context, **kwargs)

    @cached_property
    def due(self) -> datetime:
        return queries.due_at(self.task_state, self.task)

    def facts(self, version) -> list[tuple[str, str]]:
        """Return label and value of the facts a reviewer looks at first; the template shows empty ones as missing, but
        nobody need name an editor."""
        names = ("source_name", "department", "author", "fact_checker", "editor_name")
        found = [
            (version._meta.get_field(name).verbose_name, str(getattr(version, name) or ""))
            for name in names
            if hasattr(version, name) and (name != "editor_name" or version.editor_name)
        ]
        if isinstance(self.instance, Page):
            found.insert(0, (_("栏目"), str(self.instance.get_parent())))
        found.append((_("提交人"), str(self.task_state.workflow_state.requested_by or "")))
        planned = getattr(version, "go_live_at", None)
        moment = timezone.localtime(planned).strftime("%Y-%m-%d %H:%M") if planned else _("通过终审后立即发布")
        found.append((_("计划发布"), moment))
        return found

    def preview_address(self) -> str:
        """Return the address of a preview: of the stage for people who may decide, of the version for other editors."""
        if self.task_state.status == TaskState.STATUS_IN_PROGRESS and self.task.get_actions(
            self.instance, self.request.user
        ):
            return reverse(self.address_of("workflow_preview"), args=[self.instance.pk, self.task.pk])
        if self.may_edit:
            return reverse(self.address_of("revisions_view"), args=[self.instance.pk, self.task_state.revision_id])
        return ""

    def address_of(self, name: str) -> str:
        """Return the full name of an address of Wagtail's for this page or snippet."""
        if isinstance(self.instance, Page):
            return f"wagtailadmin_pages:{name}"
        return self.instance.snippet_viewset.get_url_name(name)

    @cached_property
    def may_edit(self) -> bool:
        if isinstance(self.instance, Page):
            return self.instance.permissions_for_user(self.request.user).can_edit()
        policy = self.instance.snippet_viewset.permission_policy
        return policy.user_has_permission_for_instance(self.request.user, "change", self.instance)

    @cached_property
    def returned(self) -> TaskState | None:
        """The last rejection before this stage began; its points and version are shown for comparison."""
        return last_rejection(self.instance, before=self.task_state.started_at)

    def findings(self, report: TextCheckReport | None) -> list[tuple[Finding, dict, dict | None]]:
        """Return each finding with its reason now, and its reason in the rejected version (None if it is new)."""
        if report is None:
            return []
        before = TextCheckReport.objects.filter(revision=self.returned.revision_id).first() if self.returned else None
        said = {finding.key: before.confirmed.get(finding.key, {}) for finding in before.found} if before else {}
        return [(finding, report.confirmed.get(finding.key, {}), said.get(finding.key)) for finding in report.found]

    def changes(self, live: Revision | None) -> list[Any]:
        """Return Wagtail's comparisons of this version with `live`: the public version, or the rejected one."""
        if live is None:
            return []
        edited = self.instance if isinstance(self.instance, Page) else self.instance.snippet_viewset
        panel = edited.get_edit_handler().get_bound_panel(instance=self.instance, request=self.request, form=None)
        before, after = live.as_object(), self.task_state.revision.as_object()
        return [comparison for make in panel.get_comparison() if (comparison := make(before, after)).has_changed()]

    def history(self) -> list[tuple[TaskState, Any]]:
        states = TaskState.objects.filter(workflow_state=self.task_state.workflow_state).exclude(
            status__in=[TaskState.STATUS_IN_PROGRESS, TaskState.STATUS_CANCELLED]
        )
        steps = states.select_related("finished_by", "task").order_by("finished_at", "pk")
        return [(step, worklist.STATUS_LABELS.get(step.status, step.get_status_display())) for step in steps]

    def post(self, request, *args, **kwargs) -> HttpResponse:
        decision = request.POST.get("decision", "")
        if decision not in Decision.values:
            messages.error(request, _("请选择“通过”或“退回”。"))
            return self.get(request, *args, **kwargs)
        self.form = form_for(self.task.stage, decision)(request.POST)
        if not self.form.is_valid():
            return self.get(request, *args, **kwargs)
        try:
            decide(task_state=self.task_state, reviewer=request.user, decision=decision, **self.form.cleaned_data)
        except Refused as refusal:
            messages.error(request, str(refusal))
            del self.task_state
            return self.get(request, *args, **kwargs)
        title = self.task_state.revision.object_str
        text = (
            _("《%(title)s》已通过%(stage)s。")
            if decision == Decision.APPROVE
            else _("《%(title)s》已退回，理由已发给作者。")
        )
        messages.success(request, text % {"title": title, "stage": self.task.name})
        return redirect("publishing_desk:index")


class LinkView(View):
    """The link in a mail: leads to the piece for some days, and only people who are signed in."""

    def get(self, request, token):
        try:
            number = mails.stage_in_link(token)
        except signing.SignatureExpired:
            messages.warning(request, _("邮件中的链接已过期，请在工作台中打开稿件。"))
            return redirect("publishing_desk:index")
        except signing.BadSignature:
            messages.warning(request, _("链接不完整，请在工作台中打开稿件。"))
            return redirect("publishing_desk:index")
        state = get_object_or_404(TaskState, pk=number)
        # Go to the current stage of the same run: the stage that the mail was about may be over.
        current = state.workflow_state.current_task_state_id
        return redirect("publishing_desk:review", pk=current or state.pk)
