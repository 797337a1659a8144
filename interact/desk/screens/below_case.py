"""The screens below that of a case: its files, the handler's own word, 查看举报人身份, 选登."""

import logging
from collections.abc import Callable
from dataclasses import asdict

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, View

from interact.answers.rules import OUTCOME_LENGTH, Progress, is_possible_day, missing_of_outcome
from interact.answers.services import Outcome, draft_answer, known_outcome, why_not_publish
from interact.cases import rules
from interact.cases.choices import OWN_WORD_LENGTH, Step, contact_rows
from interact.cases.models.case import Case
from interact.cases.services import access
from interact.desk import queries
from interact.desk.forms.fields import day_field, words_field
from interact.desk.screens.base import OneCaseMixin, OneCaseScreen
from unionsite.accounts.models import User
from unionsite.core.form_fields import PlainTextField
from unionsite.core.refusals import Refused
from unionsite.core.sealing import SealingError
from unionsite.core.wings import place

logger = logging.getLogger(__name__)


class FileView(OneCaseMixin, View):
    http_method_names = ["get"]

    def get(self, request, pk, key):
        try:
            about, content = access.download(case_id=pk, file_key=key, actor=request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect("cases_admin:case", pk)
        except (SealingError, FileNotFoundError) as error:
            # The log must not have the file's name, which may tell who reports what.
            logger.error("A file of case %s does not open: %s", pk, type(error).__name__)
            messages.error(request, _("这个文件打不开，请联系系统管理员。"))
            return redirect("cases_admin:case", pk)
        response = HttpResponse(content, content_type=about["content_type"])
        response.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=about["name"])
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
        return response


class WordForm(forms.Form):
    word = PlainTextField(
        label=gettext_lazy("我的标记"),
        max_length=OWN_WORD_LENGTH,
        required=False,
        help_text=gettext_lazy("在列表里用来区分各件，例如“仓库”。只有您看得到，与内容一样加密保存。请不要写姓名。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "maxlength": OWN_WORD_LENGTH}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id="id_own_%s", **kwargs)


def word_form(case: Case, user: User) -> WordForm | None:
    """Return the form of the own word, for handlers of a report; None for other cases, which show their subject."""
    if not rules.is_secret(case.channel) or case.is_destroyed:
        return None
    try:
        word = access.own_word(case, user)
    except SealingError:
        return None
    return None if word is None else WordForm(initial={"word": word})


class WordView(OneCaseMixin, View):
    http_method_names = ["get", "post"]

    def get(self, request, pk):
        # The page was reloaded, or the user was led back here after signing in.
        return redirect("cases_admin:case", pk)

    def post(self, request, pk):
        case = access.find(case_id=pk, actor=request.user)
        form = WordForm(request.POST)
        if not form.is_valid():
            messages.error(request, "".join(form.errors["word"]))
            return redirect("cases_admin:case", pk)
        try:
            access.set_own_word(case_id=pk, actor=request.user, word=form.cleaned_data["word"])
        except SealingError:
            messages.error(request, queries.unreadable(case))
        else:
            messages.success(request, _("标记已保存。"))
        return redirect("cases_admin:case", pk)


class ReasonForm(forms.Form):
    words = words_field(
        gettext_lazy("查看的理由"),
        rows=3,
        help_text=gettext_lazy("例如：须当面核实举报的情况。查看记入审计日志，理由加密记入办理记录。"),
    )

    def clean_words(self):
        words = self.cleaned_data["words"]
        if not rules.is_reason_enough(words):
            raise forms.ValidationError(_("请写得具体一些，至少%(number)d个字。") % {"number": rules.REASON_LENGTH})
        return words


class RevealView(OneCaseScreen, FormView):
    """The screen that reveals an identity, only in the answer to its form: it is in no session and at no address."""

    template_name = "interact/cases/reveal.html"
    form_class = ReasonForm
    page_title = gettext_lazy("查看举报人身份")
    header_icon = "view"

    def get(self, request, *args, **kwargs):
        if Step.REVEAL not in queries.allowed_steps(self.case, request.user) or self.case.is_anonymous:
            return redirect("cases_admin:case", self.case.pk)
        return super().get(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        self.case  # noqa: B018  (users who may not see it get 404 before the form is checked)
        return super().post(request, *args, **kwargs)

    def form_valid(self, form):
        words = form.cleaned_data["words"]
        try:
            contact = access.reveal(case_id=self.case.pk, actor=self.request.user, words=words, now=self.now)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        except SealingError:
            form.add_error(None, queries.unreadable(self.case))
            return self.form_invalid(form)
        return self.render_to_response(self.get_context_data(form=form, contact=contact_rows(contact)))


def publication_link(case: Case, user: User) -> tuple[str, str] | None:
    """Return (address, words) of the link to 选登, or None if the user may not publish this case."""
    return None if why_not_publish(case, user) else (reverse("cases_admin:publish", args=[case.pk]), _("选登这一件"))


# What else may be done with a case, beside the steps: functions of case and user that return such a link or None.
case_links: list[Callable[[Case, User], tuple[str, str] | None]] = place("links below a case", publication_link)


class OutcomeForm(forms.Form):
    """What there is now, for 您说了，我们做了; the editor adds a picture to the draft."""

    progress = forms.ChoiceField(
        label=gettext_lazy("现在怎样"),
        required=False,
        choices=[("", gettext_lazy("只选登答复，不列入“您说了，我们做了”")), *Progress.choices],
        error_messages={"invalid_choice": gettext_lazy("请从列出的选项中选择。")},
    )
    outcome = words_field(
        gettext_lazy("现在的情况"),
        length=OUTCOME_LENGTH,
        rows=3,
        required=False,
        help_text=gettext_lazy(
            "一两句话：现在有了什么、在哪里、什么时候起。“正在做”的写下一步和时间，“暂不能做”的写原因和什么时候再看。"
        ),
    )
    outcome_on = day_field(gettext_lazy("截至哪一天"), required=False)

    def __init__(self, *args, case: Case, **kwargs):
        super().__init__(*args, **kwargs)
        self.asked_on = timezone.localdate(case.received_at)

    def clean(self):
        data = super().clean()
        for name in missing_of_outcome(data):
            if name not in self.errors:
                self.add_error(name, _("这几项要一起填，这一项还没有填。只选登答复的，“现在怎样”选第一项，其余清空。"))
        if not is_possible_day(data.get("outcome_on"), asked_on=self.asked_on, today=timezone.localdate()):
            self.add_error("outcome_on", _("这一天不能早于留言日期，也不能晚于今天，请核对。"))
        return data


class PublishView(OneCaseScreen, FormView):
    template_name = "interact/cases/publish.html"
    form_class = OutcomeForm
    page_title = gettext_lazy("选登这一件")
    header_icon = "doc-full"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"case": self.case}

    def get_initial(self):
        if why_not_publish(self.case, self.request.user):
            return {}
        try:
            return asdict(known_outcome(self.case, self.request.user))
        except SealingError:
            return {}

    def form_valid(self, form):
        outcome = Outcome(**form.cleaned_data)
        try:
            draft_answer(case_id=self.case.pk, actor=self.request.user, now=self.now, outcome=outcome)
        except Refused as refusal:
            return self.render_to_response(self.get_context_data(refusal=str(refusal)))
        except SealingError:
            return self.render_to_response(self.get_context_data(refusal=queries.unreadable(self.case)))
        messages.success(self.request, _("选登的草稿已经生成，在“答复选登”栏目下。请编辑核对、修改后提交审核。"))
        return redirect("cases_admin:case", self.case.pk)

    def get_context_data(self, **kwargs):
        refusal = kwargs.pop("refusal", "") or why_not_publish(self.case, self.request.user)
        return super().get_context_data(refusal=refusal, **kwargs)
