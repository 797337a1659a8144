"""Records of a duty: writing one, its page, the signature, the rows of a review of rights, files."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View

from unionsite.core.columns import FileColumn
from unionsite.core.refusals import Refused
from unionsite.core.request_values import record_number
from unionsite.core.screens import FormScreen, Screen, telling
from unionsite.core.spreadsheets import table_response
from unionsite.oversight.duties import rules
from unionsite.oversight.duties.choices import Decision, DutyKind, RecordState
from unionsite.oversight.duties.forms import JudgeForm, RecordForm
from unionsite.oversight.duties.models import DutyRecord, sees_all
from unionsite.oversight.duties.screens.duty import OfDutyMixin, PressView
from unionsite.oversight.duties.services import records, reviews
from unionsite.oversight.findings.screens import send_file

LOOKS = {RecordState.WAITING: "primary", RecordState.RETURNED: "off"}


class AddRecordView(OfDutyMixin, FormScreen):
    """Writes down that a duty was done; for a review of rights the form is a button on the duty's page."""

    form_class = RecordForm
    page_title = gettext_lazy("登记记录")
    submit_button_label = gettext_lazy("登记")
    done = gettext_lazy("已登记，由另一个人签字后生效。")

    def may_enter(self, user) -> bool:
        if self.duty.kind == DutyKind.RIGHTS:
            raise Http404
        return super().may_enter(user) and rules.may_record(user, self.duty)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"duty": self.duty}

    def carry_out(self, form):
        facts = form.cleaned_data | {"files": form.accepted}
        record = records.write_record(duty=self.duty, actor=self.request.user, **facts)
        return reverse("duties_admin:record", args=[self.duty.pk, record.pk])


class BeginView(PressView):
    """Begins a review of rights."""

    def post(self, request, **kwargs):
        try:
            record = reviews.begin_review(duty=self.duty, actor=request.user, now=timezone.now())
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect(self.address)
        return redirect("duties_admin:record", self.duty.pk, record.pk)


class OfRecordMixin(OfDutyMixin):
    """A screen at or below one record, for who watches, answers for the duty, or wrote it."""

    def may_enter(self, user) -> bool:
        answerable = (self.duty.owner_id, self.record.written_by_id)
        return super().may_enter(user) and (sees_all(user) or user.pk in answerable)

    @cached_property
    def record(self) -> DutyRecord:
        found = self.duty.records.select_related("written_by", "judged_by")
        return get_object_or_404(found, pk=self.kwargs["record_id"])

    @property
    def address(self) -> str:
        return reverse("duties_admin:record", args=[self.duty.pk, self.record.pk])


class RecordView(OfRecordMixin, Screen, TemplateView):
    """One record with its files, what it found, and for a review of rights the rows to be decided."""

    template_name = "oversight/duties/record.html"

    def get_page_title(self):
        return str(self.record)

    def get_context_data(self, **kwargs):
        record, user = self.record, self.request.user
        rows = [
            row
            | {
                "words": decision_of(row),
                "may_decide": row["decision"] != Decision.WITHDRAW and rules.may_decide(user, record, row["person"]),
            }
            for row in record.rights
        ]
        return super().get_context_data(**kwargs) | {
            "record": record,
            "duty": self.duty,
            "tags": [(record.get_state_display(), LOOKS.get(RecordState(record.state), ""))],
            "files": record.files.all(),
            "people": record.people.all(),
            "found": record.found.visible_to(user) if self.duty.spec.source else [],
            "rows": rows,
            "may_judge": rules.may_judge(user, record),
        }


class JudgeView(OfRecordMixin, FormScreen):
    """Signs a record, or gives it back."""

    form_class = JudgeForm
    page_title = gettext_lazy("签字")
    submit_button_label = gettext_lazy("提交")
    done = gettext_lazy("已办理。")

    def may_enter(self, user) -> bool:
        return super().may_enter(user) and rules.may_judge(user, self.record)

    def carry_out(self, form):
        now = timezone.now()
        common = {"record": self.record, "actor": self.request.user, "words": form.cleaned_data["words"], "now": now}
        if form.cleaned_data["decision"] == RecordState.RETURNED:
            records.give_back(**common)
        else:
            # What came in stays, also where it then waits for a decision.
            if self.duty.kind == DutyKind.RIGHTS:
                reviews.bring_up_to_date(record=self.record, now=now)
            records.sign(**common)
        return reverse("duties_admin:duty", args=[self.duty.pk])


class DecideView(OfRecordMixin, PressView):
    """Decides about one row of a review of rights; takes `person` and `decision`."""

    def post(self, request, **kwargs):
        try:
            decision = Decision(request.POST.get("decision", ""))
        except ValueError:
            raise Http404 from None
        person_id = record_number(request.POST.get("person"))
        with telling(request, _("已记录：%(step)s。") % {"step": decision.label}):
            reviews.decide(
                record=self.record, person_id=person_id, decision=decision, actor=request.user, now=timezone.now()
            )
        return redirect(self.address)


def decision_of(row: dict) -> str:
    return str(Decision(row["decision"]).label) if row["decision"] else ""


class RightsFileView(OfRecordMixin, View):
    """The list of a review of rights as a file; takes `?format=csv|xlsx`."""

    columns = [
        FileColumn(gettext_lazy("姓名"), "name"),
        FileColumn(gettext_lazy("账号"), "username"),
        FileColumn(gettext_lazy("部门"), "department"),
        FileColumn(gettext_lazy("角色"), "roles"),
        FileColumn(gettext_lazy("上次登录"), "last_seen"),
        FileColumn(gettext_lazy("长期未用"), lambda row: _("是") if row["is_unused"] else ""),
        FileColumn(gettext_lazy("上次复核以来的变动"), lambda row: "\n".join(row["changes"])),
        FileColumn(gettext_lazy("决定"), decision_of),
        FileColumn(gettext_lazy("决定人"), "by"),
    ]

    def get(self, request, **kwargs):
        return table_response(
            str(self.record)[:30],
            [column.label for column in self.columns],
            [[column.cell(row) for column in self.columns] for row in self.record.rights],
            kind="csv" if request.GET.get("format") == "csv" else "xlsx",
            name=f"rights-{self.record.done_on:%Y%m%d}",
        )


class FileView(OfRecordMixin, View):
    """Sends a file: of the text in force to who reads it, of other records to who may see them."""

    def may_enter(self, user) -> bool:
        return super().may_enter(user) or self.record.pk == self.duty.edition_id

    def get(self, request, **kwargs):
        return send_file(get_object_or_404(self.record.files, pk=kwargs["file_id"]))
