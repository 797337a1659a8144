"""The screen of one case: what the employee wrote, all that happened since, the facts, and the steps allowed now."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from interact.cases import rules
from interact.cases.choices import Party, State, Step, body_rows, contact_rows
from interact.cases.keeping_out import KeptOut
from interact.cases.models.case import Case
from interact.cases.models.settings import SavedReply
from interact.cases.papers import papers_of
from interact.cases.people import parties_of
from interact.cases.services import access
from interact.cases.services import steps as cases_steps
from interact.desk import queries
from interact.desk.forms import side_steps
from interact.desk.forms import steps as desk_steps
from interact.desk.forms.fields import StepForm, person_label
from interact.desk.screens.base import DeskScreen, OneCaseMixin
from interact.desk.screens.below_case import case_links, word_form
from interact.desk.wording import due_words
from unionsite.accounts.models import Department, User
from unionsite.core.refusals import Refused
from unionsite.core.request_values import LARGEST, whole_number
from unionsite.core.sealing import SealingError
from unionsite.core.workday_table import current_calendar

FORMS: dict[Step, type[StepForm]] = {
    form.step: form
    for module in (desk_steps, side_steps)
    for form in vars(module).values()
    if isinstance(form, type) and issubclass(form, StepForm) and hasattr(form, "step")
} | {step: side_steps.reason_form(step) for step in side_steps.WITH_REASON_ALONE}
# The step that moves a case forward, by its state and the party as which somebody acts.
MAIN = {
    (State.RECEIVED, Party.TEAM): Step.ACCEPT,
    (State.ASSIGNED, Party.DEPARTMENT): Step.ANSWER,
    (State.FOLLOWING, Party.DEPARTMENT): Step.ANSWER,
    (State.ANSWERED, Party.TEAM): Step.REPLY,
    (State.REPLIED, Party.TEAM): Step.CLOSE,
}

# Steps that usually follow, the most pressing first: the first of those allowed are buttons, all others fold.
USUAL = (
    Step.DECIDE,
    Step.EXTEND,
    Step.REFUSE_EXTENSION,
    Step.RESUME,
    Step.CHECK_PAPERS,
    Step.ACCEPT,
    Step.REPLY,
    Step.CLOSE,
    Step.SEND_BACK,
    Step.RETURN,
    Step.ASK,
    Step.DECLINE,
    Step.ANSWER,
    Step.ASSIGN,
    Step.NOTE,
    Step.PAUSE,
)
BUTTONS_SHOWN = 4


def main_step(case: Case, user: User, allowed: list[Step]) -> Step | None:
    """Return the step that this user should take next, or None if it is the turn of others."""
    parties = parties_of(case, user)
    if Party.COMMITTEE in parties and (waiting := {Step.DECIDE, Step.EXTEND} & set(allowed)):
        return Step.DECIDE if Step.DECIDE in waiting else Step.EXTEND
    step = next((MAIN[case.state, party] for party in Party if party in parties and (case.state, party) in MAIN), None)
    is_with_team = rules.is_by_name(case.channel) or (case.department_id is None and case.handler_id in (None, user.pk))
    if step is None and Party.TEAM in parties and is_with_team:
        step = Step.ANSWER
    if step is Step.REPLY and is_own_answer(case, user):
        return None
    return step if step in allowed else None


def is_own_answer(case: Case, user: User) -> bool:
    """Whether this user wrote the answer under review, so that somebody else must review it."""
    if case.state != State.ANSWERED or not rules.needs_second_person(case.channel):
        return False
    draft = cases_steps.last_answer(case)
    return draft is not None and draft.actor_id == user.pk


class CaseView(OneCaseMixin, DeskScreen, TemplateView):
    """The screen of a case. It answers GET only: the form of the main step is sent to the step's own address."""

    template_name = "interact/cases/case.html"
    header_icon = "comment"
    step: Step | None = None
    form: StepForm | None = None

    def get(self, request, *args, **kwargs):
        self.case = access.look(case_id=kwargs["pk"], actor=request.user)
        return super().get(request, *args, **kwargs)

    def get_page_title(self):
        return self.case.number

    def get_own_label(self):
        return self.case.number

    @cached_property
    def allowed(self) -> list[Step]:
        return queries.allowed_steps(self.case, self.request.user)

    def get_context_data(self, **kwargs):
        case, user, today = self.case, self.request.user, self.now.date()
        form = self.form or self.form_of_main_step()
        due, look = due_words(case, today, current_calendar())
        links = [link for link_for in case_links if (link := link_for(case, user))]
        steps = self.other_steps(form)
        usual = sorted((step for step in steps if step in USUAL), key=USUAL.index)[:BUTTONS_SHOWN]
        return super().get_context_data(
            case=case,
            **self.words(),
            due=due,
            look=look,
            dues=queries.shown_dues(case, today),
            pauses=list(case.pauses.all()),
            facts=self.facts(),
            contact=contact_rows(self.contact()),
            word_form=word_form(case, user),
            may_reveal=Step.REVEAL in self.allowed and not case.is_anonymous,
            form=form,
            is_step_page=self.step is not None,
            usual_steps=usual,
            more_steps=[step for step in steps if step not in usual],
            note=self.note(),
            saved_replies=self.saved_replies(form),
            links=links,
            **kwargs,
        )

    def form_of_main_step(self) -> StepForm | None:
        step = main_step(self.case, self.request.user, self.allowed)
        return self.new_form(step) if step else None

    def new_form(self, step: Step, **kwargs) -> StepForm:
        return FORMS[step](case=self.case, actor=self.request.user, now=self.now, **kwargs)

    def other_steps(self, form: StepForm | None) -> list[Step]:
        own = form.step if form else None
        hidden = {own, Step.REPLY} if is_own_answer(self.case, self.request.user) else {own}
        return [step for step in self.allowed if step in FORMS and step not in hidden]

    def words(self) -> dict:
        """Return the unsealed words for the template, or a line that says why there is nothing to read (T71)."""
        case = self.case
        if case.is_destroyed:
            return {
                "unreadable": _("内容已按保存期限或职工的要求清除，只留下办理记录。"),
                "history": queries.history(case),
            }
        try:
            body, history = case.body, queries.history(case)
        except SealingError:
            return {"unreadable": queries.unreadable(case)}
        return {
            "subject": body.get("subject", ""),
            "text": body.get("text", ""),
            "texts": body_rows({name: text for name, text in body.items() if name not in ("subject", "text")}),
            "history": history,
            "papers": papers_of(case.channel, case.papers),
        }

    def contact(self) -> dict:
        try:
            return access.contact_for(self.case, self.request.user)
        except SealingError:
            queries.unreadable(self.case)
            return {}

    def facts(self) -> list[tuple[str, str]]:
        case = self.case
        found = [
            (_("渠道"), str(case.get_channel_display())),
            (_("类别"), str(case.get_complexity_display())),
            (_("承办部门"), str(case.department or _("未分派"))),
            (_("经办人"), str(case.handler or _("未指定"))),
        ]
        if rules.is_by_name(case.channel):
            rows = case.handler_rows.select_related("user__department").order_by("added_on", "pk")
            names = _("、").join(f"{person_label(row.user)}{_('·')}{_PARTIES[row.party]}" for row in rows)
            found.append((_("办理人"), names or _("没有")))
        agreed = _("职工同意") if case.may_publish else _("职工没有同意")
        more = [
            (_("回避"), self.kept_out()),
            (_("办理结果"), case.get_result_display()),
            (_("满意度"), case.get_satisfaction_display()),
            (_("公开答复"), rules.may_be_published(case.channel) and agreed),
            (_("已并入"), case.merged_into and case.merged_into.number),
            (_("并入的诉求"), _("、").join(row.number for row in case.merged.all())),
        ]
        return found + [(name, words) for name, words in more if words]

    def kept_out(self) -> str:
        try:
            kept_out = KeptOut() if self.case.is_destroyed else self.case.kept_out
        except SealingError:
            return queries.unreadable(self.case)
        people = User.objects.filter(pk__in=kept_out.people) if kept_out.people else ()
        departments = Department.objects.filter(pk__in=kept_out.departments) if kept_out.departments else ()
        return _("、").join(map(str, [*people, *departments]))

    def note(self) -> str:
        """Return why there is no next step for a user who might expect one; else empty."""
        if is_own_answer(self.case, self.request.user):
            return _("这份答复是您写的，须由另一位同事审核。")
        return ""

    def saved_replies(self, form: StepForm | None) -> list[SavedReply]:
        if form is None or not form.takes_saved_replies:
            return []
        return list(SavedReply.objects.filter(channel__in=["", self.case.channel]))


_PARTIES = {
    Party.TEAM: gettext_lazy("办理"),
    Party.DEPARTMENT: gettext_lazy("承办"),
    Party.COMMITTEE: gettext_lazy("委员"),
}


class StepView(CaseView):
    """One step on a page of its own, beside the case. A refusal is shown on the form, which keeps what was typed."""

    def dispatch(self, request, *args, **kwargs):
        if kwargs["step"] not in Step.values or Step(kwargs["step"]) not in FORMS:
            raise Http404
        self.step = Step(kwargs["step"])
        return super().dispatch(request, *args, **kwargs)

    def get(self, request, *args, **kwargs):
        self.case = access.find(case_id=kwargs["pk"], actor=request.user)
        if self.step not in self.allowed or (self.step is Step.REPLY and is_own_answer(self.case, request.user)):
            messages.warning(request, _("现在不能“%(step)s”。") % {"step": self.step.label})
            return redirect("cases_admin:case", self.case.pk)
        self.form = self.new_form(self.step)
        return super().get(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        self.case = access.find(case_id=kwargs["pk"], actor=request.user)
        seen = whole_number(request.POST.get("seen", ""), LARGEST)
        self.form = self.new_form(self.step, data=request.POST, files=request.FILES)
        if self.form.is_valid():
            try:
                # If the version is not a number, nobody was shown it: -1 makes the service refuse it as outdated.
                self.form.perform(-1 if seen is None else seen)
            except Refused as refusal:
                self.form.add_error(None, str(refusal))
            except SealingError:
                self.form.add_error(None, queries.unreadable(self.case))
            else:
                return self.done()
        # The case is read again, so that a second try is made knowing what has happened meanwhile.
        self.case = access.look(case_id=kwargs["pk"], actor=request.user)
        return self.render_to_response(self.get_context_data())

    def done(self):
        words = {"number": self.case.number, "step": self.step.label}
        messages.success(self.request, _("%(number)s：“%(step)s”已完成。") % words)
        if Case.objects.visible_to(self.request.user).filter(pk=self.case.pk).exists():
            return redirect("cases_admin:case", self.case.pk)
        return redirect("cases_admin:index")
