"""Public HTTP of the channels: form, sending and receipt; `ChannelPage` calls it (S-3.4, T62, T64, T79 to T81)."""

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from interact.cases import receipts, rules, sla
from interact.cases.choices import SUBJECT_LENGTH, TEXT_LENGTH
from interact.cases.models.case import Case
from interact.channels.records import Channel, record_of
from interact.following.services import find
from interact.questionnaires.queries import privacy_url
from interact.sending import abuse, captcha, drafts, unsent
from interact.sending.assurances import Notice, notice_for, promises, readers, short_date
from interact.sending.captcha import draw
from interact.sending.forms.writing import WritingForm, local_path
from interact.sending.services import Closed, SentOtherwise, open_case
from interact.sending.staging import Shelf
from interact.ways_in import ANSWERS, address_of_channel, closed_channels, done, feedback_settings
from unionsite.accounts.models import Department, User
from unionsite.core.content_policy import shows_drawings
from unionsite.core.generation import remembered_of
from unionsite.core.models import SiteSettings
from unionsite.core.request_values import address_of
from unionsite.core.workday_table import current_calendar

CONFLICT, TOO_MANY = 409, 429
BEGIN = "begin"
SAMPLE_RECEIPT = "ABCDEFGHJKMNPQRSTVWX"


@never_cache
@sensitive_post_parameters()
def write(request: HttpRequest, page) -> HttpResponse:
    """Show the form. A valid POST is stored and answered with the receipt, which is in no address and no cookie.

    Answers 409 while the channel is closed, 429 when too much came from the address; both give back what was typed.
    """
    now = timezone.localtime()
    is_open = page.CHANNEL not in closed_channels()
    if request.method != "POST" or request.POST.get("action") == BEGIN:
        return _show(request, page, now, _fresh_form(request, page, now) if is_open else None)
    try:
        if is_open and (answer := unsent.answer_to(request, page, now, _person(request))):
            return answer
    except unsent.NotKept as error:
        return _show_unsent(request, page, now, str(error))
    shelf = Shelf(request.POST.get("staging", ""))
    has_files = bool(request.FILES or shelf.files)
    # Over a limit files are not even opened.
    takes_files = is_open and (not has_files or (not abuse.is_flooding(address_of(request)) and abuse.take_files()))
    files = request.FILES if takes_files else None
    form = _form(request, page, now, request.POST, files, takes_files=takes_files, shelf=shelf)
    if not is_open:
        return _show(request, page, now, form, status=CONFLICT, is_closed=True)
    if not form.is_valid():
        if abuse.is_flooding(address_of(request)):
            return _refuse_flood(request, page, now, form)
        form.lay_by()
        return _show(request, page, now, form)
    return _take_in(request, page, now, form, left_out=has_files and not takes_files)


def _show_unsent(request: HttpRequest, page, now: datetime, why: str) -> HttpResponse:
    """Show the form as it was filled in, with nothing judged but why no draft was kept."""
    form = _form(request, page, now, request.POST, request.FILES, takes_files=True)
    form.full_clean()
    form.errors.clear()
    form.lay_by()
    form.add_error(None, why)
    return _show(request, page, now, form)


def _fresh_form(request: HttpRequest, page, now: datetime) -> WritingForm:
    """Return the form with what the address says and, where the person has begun before, their draft."""
    initial, person = _initial(request, page), _person(request)
    draft = drafts.draft_of(person, page.CHANNEL) if person and drafts.may_keep(page.CHANNEL, person) else None
    words = drafts.words_of(draft) if draft else {}
    if initial.get("text") and words.get("text"):
        initial["text"] = f"{words['text']}\n\n{initial['text']}"
    form = _form(
        request, page, now, initial=words | {name: text for name, text in initial.items() if text or name not in words}
    )
    form.draft = draft if words else None
    return form


def _refuse_flood(request: HttpRequest, page, now: datetime, form: WritingForm) -> HttpResponse:
    form.add_error(None, _("这个网络一小时内提交得太多，这一份还没有提交。请过一会儿再按“提交”，或换个网络。"))
    response = _show(request, page, now, form, status=TOO_MANY)
    response.headers["Retry-After"] = str(abuse.HOUR)
    return response


def _take_in(request: HttpRequest, page, now: datetime, form: WritingForm, *, left_out: bool) -> HttpResponse:
    address = address_of(request)
    # Counted before it is stored, so that of many sendings at once no more than allowed get through. Somebody who
    # presses the button twice gets the receipt again, never the limit instead.
    if not abuse.take_sending(address) and not find(form.stamp.receipt):
        return _refuse_flood(request, page, now, form)
    try:
        opened = open_case(
            channel=page.CHANNEL,
            receipt=form.stamp.receipt,
            body=form.body(),
            contact=form.contact(),
            files=form.files_to_keep,
            sender=form.sender(),
            consent=(form.current_notice.version, form.current_notice.text),
            may_publish=form.cleaned_data.get("may_publish", False),
            kept_out_departments=form.kept_out(),
            language=_active_language(),
            now=now,
        )
    except Closed:
        abuse.give_back_sending(address)
        return _show(request, page, now, form, status=CONFLICT, is_closed=True)
    except SentOtherwise:
        abuse.give_back_sending(address)
        form.renew(
            _("这张表已经提交过，当时的回执仍然有效；要补充那一件，请凭回执。要另外提交现在这一份，请再按一次“提交”。")
        )
        form.lay_by()
        return _show(request, page, now, form)
    if not opened.is_new:
        abuse.give_back_sending(address)
    form.shelf.clear()
    if person := _person(request):
        drafts.erase(person=person, channel=page.CHANNEL)
    return _show_receipt(request, page, opened.case, form.stamp.receipt, left_out=left_out)


def _person(request: HttpRequest) -> User | None:
    """Return who has signed in, or None. Without a session cookie the session is not touched."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return None
    user = getattr(request, "user", None)
    return user if user is not None and user.is_authenticated else None


def _form(request: HttpRequest, page, now: datetime, *args, **kwargs) -> WritingForm:
    is_secret = rules.is_secret(page.CHANNEL)
    return import_string(record_of(page.CHANNEL).form)(
        *args,
        channel=page.CHANNEL,
        now=now,
        person=_person(request),
        notice=_notice(page.CHANNEL, request._wagtail_site.pk, _active_language()),
        departments=list(Department.objects.filter(is_active=True, is_named=True)) if is_secret else (),
        host=request.get_host(),
        **kwargs,
    )


def _initial(request: HttpRequest, page) -> dict[str, Any]:
    """Return what the address may fill in: the page with the error, or the subject that was searched for in vain. A
    POST that begins a form brings its text as well, which no log may have."""
    if record_of(page.CHANNEL).takes_page:
        return {"page": local_path(request.GET.get("page", ""))}
    if record_of(page.CHANNEL).has_similar:
        given = request.POST or request.GET
        subject = " ".join(given.get("subject", "").split())[:SUBJECT_LENGTH]
        return {"subject": subject, "text": request.POST.get("text", "")[:TEXT_LENGTH]}
    return {}


# --- Each form needs these, and they are the same for everybody on a day; `_language` only tells languages apart ---


def _active_language() -> str:
    return get_language() or settings.LANGUAGE_CODE


@remembered_of()
def _notice(channel: Channel, site_id: int, _language: str) -> Notice:
    return notice_for(channel, site=SiteSettings.remembered_for(site_id), periods=feedback_settings())


@remembered_of()
def _promises(channel: Channel, limits: sla.Limits, today: date, _language: str) -> tuple[str, ...]:
    return tuple(promises(channel, limits=limits, calendar=current_calendar(), today=today))


@remembered_of()
def _due_in_words(facts: sla.Facts, limits: sla.Limits, _language: str) -> dict[str, str]:
    calendar = current_calendar()
    due = sla.current_due(facts, limits, calendar, today=facts.since)
    return {
        "due_on": short_date(due.on, facts.since) if due else "",
        "due_label": str(due.kind.label) if due else "",
        "due_reason": sla.explain(due, calendar, limits) if due else "",
    }


# --- What is shown ---


def _frame(request: HttpRequest, page) -> dict[str, Any]:
    """Return the context that form and receipt share."""
    return {
        **page.get_context(request),
        "channel": page.CHANNEL.value,
        "is_secret": rules.is_secret(page.CHANNEL),
    }


def _show(
    request: HttpRequest, page, now: datetime, form: WritingForm | None, *, status: int = 200, is_closed: bool = False
) -> HttpResponse:
    is_closed = is_closed or form is None
    limits = feedback_settings().limits()
    shown = {
        "promises": () if is_closed else _promises(page.CHANNEL, limits, now.date(), _active_language()),
        "answers_url": address_of_channel(ANSWERS) if record_of(page.CHANNEL).has_similar else "",
        "privacy_url": privacy_url(request, page.language_code),
        "takes_files": abuse.takes_files(),
    }
    context = {
        **_frame(request, page),
        **shown,
        "form": form,
        # With a form in which nothing is anybody's own, nearly all of the page is the same for everybody.
        "framed": form is not None and form.blank and (page.frame_key(request), form.blank, *shown.values()),
        "is_closed": is_closed,
        "did": done() if page.CHANNEL == Channel.SUGGESTION else None,
        "readers": readers(page.CHANNEL),
        "has_similar": record_of(page.CHANNEL).has_similar,
        "keeps_draft": drafts.may_keep(page.CHANNEL, _person(request)),
        "draft_days": drafts.KEEP_DAYS,
    }
    # Not no-referrer, with which browsers send the form with `Origin: null`; the address holds no secret.
    return TemplateResponse(
        request, "interact/feedback/write.html", context, status=status, headers={"Referrer-Policy": "same-origin"}
    )


@shows_drawings
def _show_receipt(request: HttpRequest, page, case: Case, receipt: str, *, left_out: bool) -> HttpResponse:
    limits = sla.Limits.from_json(case.limits)
    context = {
        **_frame(request, page),
        "framed": (page.frame_key(request), "receipt", left_out),
        "receipt": receipts.grouped(receipt),
        "case": case,
        **_due_in_words(case.facts(()), limits, _active_language()),
        "promises": _promises(page.CHANNEL, limits, case.since, _active_language()),
        "left_out": left_out,
        "find_address": request.build_absolute_uri(reverse("feedback:find")),
    }
    headers = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}
    return TemplateResponse(request, "interact/feedback/receipt.html", context, headers=headers)


def preview(request: HttpRequest, page, mode: str) -> HttpResponse:
    """Show editors the form, or a sample receipt that opens nothing."""
    now = timezone.localtime()
    if mode != "receipt":
        return _show(request, page, now, _form(request, page, now))
    limits = feedback_settings().limits().as_json()
    sample = Case(channel=page.CHANNEL, received_at=now, since=now.date(), limits=limits)
    return _show_receipt(request, page, sample, SAMPLE_RECEIPT, left_out=False)


@require_safe
@never_cache
def picture(request: HttpRequest, token: str) -> HttpResponse:
    """Return the captcha picture of a token; 404 if we did not make the token or it is too old."""
    letters = captcha.letters_of(token, now=timezone.localtime())
    if letters is None:
        raise Http404
    return HttpResponse(draw(letters, token), content_type="image/png", headers={"Referrer-Policy": "no-referrer"})
