"""Gives many cases at once to one department: new ones are accepted, others reassigned; reports the outcome of each."""

from datetime import datetime

from django import forms
from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from interact.cases.choices import Complexity, State
from interact.cases.models.case import Case
from interact.cases.querysets import HANDLE, desk_rights
from interact.cases.services import access, steps
from interact.desk import queries
from interact.desk.forms.fields import words_field
from interact.desk.screens.base import DeskScreen
from interact.desk.screens.queues import ROWS
from unionsite.accounts.models import Department, User
from unionsite.core.form_fields import Radios
from unionsite.core.refusals import Refused
from unionsite.core.request_values import LARGEST, whole_number
from unionsite.core.sealing import SealingError


class BulkForm(forms.Form):
    department = forms.ModelChoiceField(
        label=gettext_lazy("承办部门"),
        queryset=Department.objects.filter(is_active=True),
        empty_label=gettext_lazy("请选择"),
        error_messages={"required": gettext_lazy("请选择承办部门。")},
    )
    complexity = forms.ChoiceField(
        label=gettext_lazy("类别"),
        choices=Complexity.choices,
        widget=Radios,
        initial=Complexity.GENERAL,
        help_text=gettext_lazy("用于还没有受理的；已经受理的类别不变。"),
    )
    words = words_field(
        gettext_lazy("分派的理由"), rows=2, help_text=gettext_lazy("只在内部可见，每一件都记上这个理由。")
    )


def chosen(values: list[str]) -> list[tuple[int, int]]:
    """Return (case, version that was seen) for each value of the checkboxes, such as `12:3`; skip anything else."""
    pairs = []
    for value in values[:ROWS]:
        number, _colon, version = (whole_number(part, LARGEST) for part in value.partition(":"))
        if number is not None and version is not None:
            pairs.append((number, version))
    return list(dict.fromkeys(pairs))


@transaction.atomic
def take_one(case: Case, seen: int, actor: User, data: dict, now: datetime) -> None:
    """Accept or reassign one case. Raises Refused, Case.DoesNotExist and SealingError."""
    common = {"case_id": case.pk, "actor": actor, "department": data["department"], "now": now, "seen": seen}
    if case.state != State.RECEIVED:
        steps.assign(**common, words=data["words"])
        return
    # The employee would read words of the acceptance, so the reason goes into an internal note.
    steps.accept(**common, complexity=Complexity(data["complexity"]))
    steps.add_note(case_id=case.pk, actor=actor, words=data["words"], now=now)


class BulkView(DeskScreen, TemplateView):
    """The screen for many cases. It takes two POSTs: from the queue's checkboxes, then with department and reason."""

    http_method_names = ["post", "get"]
    template_name = "interact/cases/bulk.html"
    page_title = gettext_lazy("批量分派")

    def may_enter(self, user) -> bool:
        return HANDLE in desk_rights(user)

    def get(self, request, *args, **kwargs):
        # After a reload or a sign-in: the address does not tell which cases were chosen.
        return redirect("cases_admin:index")

    def post(self, request, *args, **kwargs):
        pairs = chosen(request.POST.getlist("case"))
        if not pairs:
            messages.warning(request, _("请先勾选要分派的诉求。"))
            return redirect("cases_admin:index")
        is_sent = "confirm" in request.POST
        form = BulkForm(request.POST) if is_sent else BulkForm()
        if is_sent and form.is_valid():
            return self.render_to_response(self.get_context_data(outcomes=self.take(pairs, form.cleaned_data)))
        found = Case.objects.visible_to(request.user).in_bulk([pk for pk, _seen in pairs])
        cases = [(found[pk], seen) for pk, seen in pairs if pk in found]
        return self.render_to_response(self.get_context_data(form=form, cases=cases))

    def take(self, pairs: list[tuple[int, int]], data: dict) -> list[dict[str, str]]:
        """Return the number of each case and why it was refused; empty if it was done."""
        outcomes = []
        for pk, seen in pairs:
            number, refused = str(pk), ""
            try:
                case = access.find(case_id=pk, actor=self.request.user)
                number = case.number
                take_one(case, seen, self.request.user, data, self.now)
            except Case.DoesNotExist:
                refused = _("找不到这一件。")
            except Refused as refusal:
                refused = str(refusal)
            except SealingError:
                refused = queries.unreadable(case)
            outcomes.append({"number": number, "refused": refused})
        return outcomes
