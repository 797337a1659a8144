"""Records of a duty: writing one, its page, the signature, the rows of a review of rights, files."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View

from unionsite.core.refusals import Refused
from unionsite.core.screens import NOTHING, FormScreen, Screen
from unionsite.core.spreadsheets import table_response
from unionsite.oversight.duties import rules
from unionsite.oversight.duties.choices import ADMIN, Decision, Kind, RecordState
from unionsite.oversight.duties.forms import JudgeForm, RecordForm
from unionsite.oversight.duties.models import DutyFile, DutyRecord
from unionsite.oversight.duties.queries import actor_of, found_by
from unionsite.oversight.duties.querysets import sees_all
from unionsite.oversight.duties.screens.duty import OfDutyMixin
from unionsite.oversight.duties.services import records, reviews
from unionsite.oversight.findings.screens import send_file

LOOKS = {RecordState.WAITING: "primary", RecordState.RETURNED: "off"}


class AddRecordView(OfDutyMixin, FormScreen):
    """Writes down that a duty was done; for a review of rights the form is a button on the duty's page."""

    right = ADMIN
    form_class = RecordForm
    page_title = gettext_lazy("登记记录")
    header_icon = "rotate"
    submit_button_label = gettext_lazy("登记")

    def may_enter(self, user) -> bool:
        if self.duty.kind == Kind.RIGHTS:
            raise Http404
        return super().may_enter(user) and rules.may_record(actor_of(user), self.duty.owner_id)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"duty": self.duty}

    def form_valid(self, form):
        data = {name: value for name, value in form.cleaned_data.items() if name != "files"}
        record = records.write_record(duty=self.duty, actor=self.request.user, files=form.accepted, **data)
        messages.success(self.request, _("已登记，由另一个人签字后生效。"))
        return redirect("duties_admin:record", self.duty.pk, record.pk)


class BeginView(OfDutyMixin, View):
    """Begins a review of rights."""

    def get(self, request, duty_id: int):
        return redirect(self.address)

    def post(self, request, duty_id: int):
        try:
            record = reviews.begin_review(duty=self.duty, actor=request.user, now=timezone.now())
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect(self.address)
        return redirect("duties_admin:record", duty_id, record.pk)


class OfRecordMixin(OfDutyMixin):
    """A screen below one record, for who watches, answers for the duty, or wrote it."""

    def dispatch(self, request, *args, **kwargs):
        answer_for = {"pk": kwargs["record_id"], "duty_id": kwargs["duty_id"]}
        found = DutyRecord.objects.select_related("duty__owner", "written_by", "judged_by")
        self.record = get_object_or_404(found, **answer_for)
        user = request.user
        if not sees_all(user) and user.pk not in (self.record.duty.owner_id, self.record.written_by_id):
            self.refuse()
        return super().dispatch(request, *args, **kwargs)

    def refuse(self):
        raise PermissionDenied

    @property
    def record_address(self) -> str:
        return reverse("duties_admin:record", args=[self.duty.pk, self.record.pk])


class RecordView(OfRecordMixin, Screen, TemplateView):
    """One record with its files, what it found, and for a review of rights the rows to be decided."""

    template_name = "oversight/duties/record.html"
    header_icon = "rotate"

    def get_page_title(self):
        return str(self.record)

    def get_context_data(self, **kwargs):
        record, actor = self.record, actor_of(self.request.user)
        rows = [
            row
            | {
                "words": str(Decision(row["decision"]).label) if row["decision"] else "",
                "may_decide": rules.may_decide(actor, record.paper, self.duty.owner_id, row["person"])
                and row["decision"] != Decision.WITHDRAW,
            }
            for row in record.rights
        ]
        return super().get_context_data(**kwargs) | {
            "record": record,
            "duty": self.duty,
            "tags": [(record.get_state_display(), LOOKS.get(RecordState(record.state), ""))],
            "files": record.files.all(),
            "people": record.people.all(),
            "found": found_by(record).visible_to(self.request.user) if self.duty.spec.source else [],
            "rows": rows,
            "undecided": record.paper.undecided,
            "may_judge": rules.may_judge(actor, record.paper),
        }


class JudgeView(OfRecordMixin, FormScreen):
    """Signs a record, or gives it back."""

    right = ADMIN
    form_class = JudgeForm
    page_title = gettext_lazy("签字")
    header_icon = "rotate"
    submit_button_label = gettext_lazy("提交")

    def may_enter(self, user) -> bool:
        return super().may_enter(user) and rules.may_judge(actor_of(user), self.record.paper)

    def get_above(self):
        return [*super().get_above(), (self.record_address, str(self.record))]

    def form_valid(self, form):
        words, now = form.cleaned_data["words"], timezone.now()
        common = {"record": self.record, "actor": self.request.user, "words": words, "now": now}
        if form.cleaned_data["decision"] == RecordState.RETURNED:
            records.give_back(**common)
        else:
            if self.duty.kind == Kind.RIGHTS:
                reviews.bring_up_to_date(record=self.record, now=now)
            records.sign(**common)
        messages.success(self.request, _("已办理。"))
        return redirect(self.address)


class DecideView(OfRecordMixin, View):
    """Decides about one row of a review of rights; takes `person` and `decision`. The guard asks for a fresh code, and
    then comes back by GET."""

    def get(self, request, **kwargs):
        return redirect(self.record_address)

    def post(self, request, **kwargs):
        person = request.POST.get("person", "")
        try:
            decision = Decision(request.POST.get("decision", ""))
            person_id = int(person) if person.isascii() and person.isdigit() and len(person) < 19 else 0
            reviews.decide(
                record=self.record,
                person_id=person_id,
                decision=decision,
                actor=request.user,
                now=timezone.now(),
            )
        except ValueError:
            raise Http404 from None
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("已记录：%(step)s。") % {"step": decision.label})
        return redirect(self.record_address)


class RightsFileView(OfRecordMixin, View):
    """The list of a review of rights as a file; takes `?format=csv|xlsx`."""

    COLUMNS = [
        (gettext_lazy("姓名"), 16),
        (gettext_lazy("账号"), 20),
        (gettext_lazy("部门"), 20),
        (gettext_lazy("角色"), 30),
        (gettext_lazy("上次登录"), 14),
        (gettext_lazy("长期未用"), 12),
        (gettext_lazy("上次复核以来的变动"), 50),
        (gettext_lazy("决定"), 14),
        (gettext_lazy("决定人"), 16),
    ]

    def get(self, request, **kwargs):
        headings, widths = zip(*self.COLUMNS, strict=True)
        return table_response(
            str(self.record)[:30],
            headings,
            widths,
            map(self.row, self.record.rights),
            kind="csv" if request.GET.get("format") == "csv" else "xlsx",
            name=f"rights-{self.record.done_on:%Y%m%d}",
        )

    @staticmethod
    def row(row: dict) -> list:
        return [
            row["name"],
            row["username"],
            row["department"],
            row["roles"],
            row["last_seen"] or NOTHING,
            _("是") if row["is_unused"] else "",
            "\n".join(row["changes"]),
            str(Decision(row["decision"]).label) if row["decision"] else "",
            row["by"],
        ]


class FileView(OfDutyMixin, View):
    """Sends a file: of the text in force to who reads it, of other records to who may see them."""

    def get(self, request, duty_id: int, record_id: int, file_id: int):
        stored = get_object_or_404(
            DutyFile.objects.select_related("record"), pk=file_id, record_id=record_id, record__duty=self.duty
        )
        user = request.user
        is_watching = sees_all(user) or user.pk in (self.duty.owner_id, stored.record.written_by_id)
        if not is_watching and record_id != self.duty.edition_id:
            raise PermissionDenied
        return send_file(stored)
