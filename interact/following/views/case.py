"""Public HTTP of the progress page: it shows the case of a session (`case_sessions`) and takes the employee's steps.

It uses no session, no messages and no audit log: each would link an address or an account to a case (T62). Refusals are
shown on the page itself and never reach `RefusalMiddleware`, which would put the person on record.
"""

import logging
from collections.abc import Callable
from uuid import UUID

from django.db import IntegrityError
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.generic import View

from interact.attachments.choices import ScanState
from interact.cases.choices import Step
from interact.cases.models.case import Case
from interact.cases.models.history import CaseEntry
from interact.cases.papers import papers_of
from interact.cases.services.files import read_file
from interact.following import case_sessions, services
from interact.following.copies import copy_of, packed
from interact.following.forms import EraseForm, ObjectForm, RateForm, ReopenForm, StepForm, SupplementForm
from interact.following.queries import Sheet, may, sheet
from interact.following.views.finding import HOUR, UNAVAILABLE, gone, guarded, see_other, show_find
from interact.questionnaires.services import key_of_sending
from unionsite.core.content_policy import FILE, HEADER
from unionsite.core.errors import not_found
from unionsite.core.rate_limits import RateLimit
from unionsite.core.refusals import Refused
from unionsite.core.sealing import SealingError

logger = logging.getLogger(__name__)

CONFLICT = 409
OCTETS = "application/octet-stream"
# How often in an hour something may be added to one case, because reading files is costly.
SUPPLEMENTS = RateLimit("case-supplements", number=20, seconds=HOUR)


@guarded
class CaseSessionView(View):
    """Abstract: a view of the session's case, `self.case`. It answers as `gone` when there is none."""

    http_method_names = ["get", "head", "post", "options"]
    case: Case

    def dispatch(self, request, *args, **kwargs) -> HttpResponseBase:
        self.now = timezone.localtime()
        session = case_sessions.read(request, now=self.now)
        case = case_sessions.case_of(session, request)
        if session is None or case is None:
            return gone(request, carries_words=True)
        self.case = case
        try:
            response = super().dispatch(request, *args, **kwargs)
        except Case.DoesNotExist:
            return gone(request, carries_words=True)
        except SealingError as error:
            logger.error("A case does not open for its employee: %s", type(error).__name__)
            return show_find(request, message=_("暂时打不开这一件，请稍后再试，或直接联系工会。"), status=UNAVAILABLE)
        if case_sessions.COOKIE not in response.cookies:
            case_sessions.keep(response, request, session, now=self.now)
        return response

    def show(self, form: StepForm | None = None, status: int = 200) -> HttpResponse:
        """Show the page with the forms of all possible steps; `form` is the one that was filled in."""
        shown = sheet(self.case, now=self.now)
        forms = {
            kind.prefix_of_ids: form if isinstance(form, kind) else _blank(kind, shown)
            for step, kind in FORMS.items()
            if step in shown.may or isinstance(form, kind)
        }
        context = {
            "sheet": shown,
            "forms": forms,
            "problems": form.problems() if form is not None else [],
            "has_files": isinstance(form, SupplementForm),
            "done": self.request.GET.get("done", ""),
            "translated_view": self.request.method == "GET",
        }
        return TemplateResponse(self.request, "interact/feedback/case.html", context, status=status)


def _blank(kind: type[StepForm], shown: Sheet) -> StepForm:
    return kind(papers=shown.papers) if issubclass(kind, SupplementForm) else kind()


FORMS: dict[str, type[StepForm]] = {
    Step.OBJECT.value: ObjectForm,
    Step.RATE.value: RateForm,
    Step.SUPPLEMENT.value: SupplementForm,
    Step.REOPEN.value: ReopenForm,
}


class CaseView(CaseSessionView):
    def get(self, request):
        # Rendered here, so that `dispatch` still catches words that do not open.
        return self.show().render()


class StepView(CaseSessionView):
    """One step of the employee, by `service`. A form sent twice is done once; a refusal is shown on the page."""

    form_class: type[StepForm] = StepForm
    step: Step | None = None
    service: Callable[..., object] | None = None
    # Set if the form has a page of its own.
    template_name = ""
    key: UUID

    def get(self, request):
        if not self.template_name or self.is_blocked():
            return see_other("case")
        return self.show(self.form_class()).render()

    def is_blocked(self) -> bool:
        return self.step not in may(self.case, self.now.date())

    def form(self) -> StepForm:
        return self.form_class(self.request.POST)

    def perform(self, form: StepForm) -> None:
        self.service(case_id=self.case.pk, now=self.now, key=self.key, **form.content())

    def post(self, request):
        form = self.form()
        if not form.is_valid():
            return self.show(form).render()
        word = form.cleaned_data.get("word", "")
        word = word and f"{self.case.pk}:{self.step or 'erase'}:{word}"
        self.key = key_of_sending(word=word, data=form.content(), files=form.chosen_files())
        if self.was_performed():
            return self.finish()
        try:
            self.perform(form)
        except (Refused, IntegrityError) as error:
            # Of two at the same moment the second finds the row of the first.
            if self.was_performed():
                return self.finish()
            if isinstance(error, IntegrityError):
                raise
            form.add_error(None, str(error))
            self.case.refresh_from_db()
            return self.show(form, status=CONFLICT).render()
        return self.finish()

    def was_performed(self) -> bool:
        return CaseEntry.objects.filter(key=self.key).exists()

    def finish(self) -> HttpResponse:
        return see_other("case", done=self.step)

    def show(self, form: StepForm | None = None, status: int = 200) -> HttpResponse:
        if not self.template_name:
            return super().show(form, status)
        context = {"form": form, "case": self.case, "problems": form.problems() if form is not None else []}
        return TemplateResponse(self.request, self.template_name, context, status=status)


class SupplementView(StepView):
    form_class, step = SupplementForm, Step.SUPPLEMENT

    def form(self) -> StepForm:
        is_over = self._is_over_limit()
        files = None if is_over else self.request.FILES
        papers = papers_of(self.case.channel, self.case.papers)
        form = SupplementForm(self.request.POST, files, already=self.case.files.count(), papers=papers)
        if is_over:
            form.full_clean()
            form.add_error(None, _("一小时内补充的次数太多，这一次还没有保存。请过一会儿再提交。"))
        return form

    def _is_over_limit(self) -> bool:
        try:
            return not SUPPLEMENTS.take(self.case.pk)
        except Exception as error:  # Without the counter, words of employees are taken all the same (T81).
            logger.error("Supplements are not counted: %s", type(error).__name__)
            return False

    def perform(self, form: SupplementForm) -> None:
        files = form.files_accepted
        services.supplement(case_id=self.case.pk, files=files, now=self.now, key=self.key, **form.content())


class EraseView(StepView):
    """The page that says what will be deleted and what stays, and erases the case, which then cannot be opened."""

    form_class = EraseForm
    template_name = "interact/feedback/erase.html"

    def is_blocked(self) -> bool:
        return False

    def perform(self, form: StepForm) -> None:
        services.erase(case_id=self.case.pk, now=self.now)

    def finish(self) -> HttpResponse:
        response = TemplateResponse(self.request, "interact/feedback/erased.html", {})
        case_sessions.end(response)
        return response


def as_download(response, name: str):
    """Set the headers with which a browser saves the file, never shows it, and runs nothing in it."""
    response.headers["Content-Disposition"] = content_disposition_header(True, name)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers[HEADER] = FILE
    return response


class FileView(CaseSessionView):
    """A file that the employee sent or got with an answer, once it has passed the virus scanner."""

    http_method_names = ["get", "head", "options"]

    def get(self, request, key):
        files = self.case.files.filter(key=key, entry__is_shown=True, scan_state=ScanState.CLEAN)
        row = files.select_related("case").first()
        if row is None:
            return not_found(request)
        try:
            about, content = read_file(row)
        except FileNotFoundError:
            return not_found(request)
        return as_download(HttpResponse(content, content_type=about.get("content_type") or OCTETS), about["name"])


class ExportView(CaseSessionView):
    """PIPL 45: the employee's copy of the case in one archive, for people and for programs."""

    http_method_names = ["get", "head", "options"]

    def get(self, request):
        copy = copy_of(self.case, now=self.now)
        response = StreamingHttpResponse(packed(self.case, copy), content_type="application/zip")
        return as_download(response, f"{self.case.number}.zip")
