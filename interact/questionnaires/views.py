"""Public HTTP of the section and its questionnaires: list, RSS, form, sending, thanks; the page models call it."""

from datetime import date

from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from interact.participation.queries import has_taken_part
from interact.participation.rules import days_left
from interact.participation.services import TakenPart
from interact.participation.sign_in import SignInPlaceForm
from interact.questionnaires import rules, services
from interact.questionnaires.choices import State
from interact.questionnaires.forms import QuestionnaireForm
from interact.questionnaires.queries import list_questionnaires, privacy_url, public_results, result_due_on
from interact.ways_in import ANSWERS, address_of_channel, done, tools
from unionsite.core.feeds import FEED_LENGTH, SectionFeed
from unionsite.core.moments import moment
from unionsite.core.request_values import address_of

FORBIDDEN, CONFLICT, TOO_MANY = 403, 409, 429


def list_section(request: HttpRequest, page) -> HttpResponse:
    """Show the section: questionnaires open now or soon, results of those that are over, and the channels."""
    listing = list_questionnaires(page, timezone.now(), request.GET.get("page"))
    context = {"listing": listing, "tools": tools(), "answers_url": address_of_channel(ANSWERS), "did": done()}
    return page.render(request, context_overrides=context)


@never_cache
@sensitive_post_parameters()
def fill_in(request: HttpRequest, page) -> HttpResponse:
    """Show the questionnaire in its state. A valid POST is stored and answered with a redirect to the thanks page.

    Answers 409 if it is not open or the person has taken part, 403 if they are not on the roll, 429 if too much came
    from the address; then nothing is stored, and the page keeps what was typed. If each person has one answer, people
    who have not signed in do so in the same form.
    """
    now = timezone.now()
    if request.method != "POST":
        form = page.get_form(now=now) if page.state_at(now) is State.OPEN else None
        return _show(request, page, now, form)
    address = address_of(request)
    limit = services.answers_from_one_address()
    # One answer from each person is limit enough, and a whole workshop may share an address.
    is_over_limit = not page.one_each and limit.is_reached(address)
    # Decoding pictures is costly: over the limit, files are not even opened.
    form = page.get_form(request.POST, {} if is_over_limit else request.FILES, now=now, user=request.user)
    if page.state_at(now) is not State.OPEN:
        return _show(request, page, now, form, status=CONFLICT)
    is_valid = form.is_valid()
    if is_over_limit:
        return _refuse_flood(request, page, now, form)
    if page.one_each and (refusal := _refuse_person(request, page, now, form)):
        return refusal
    if not is_valid:
        if request.FILES:
            limit.count(address)
        return _show(request, page, now, form)
    return _store(request, page, now, form, address)


def _refuse_person(request: HttpRequest, page, now, form: QuestionnaireForm) -> HttpResponse | None:
    """Sign in a person who has filled in 工号 and password; return a refusal if they may not take part, else None."""
    sign_in = None
    if not request.user.is_authenticated:
        sign_in = SignInPlaceForm(request, request.POST)
        if sign_in.sign_in() is None:
            return _show(request, page, now, form, sign_in=sign_in)
    if not services.may_take_part(request.user):
        form.add_error(
            None, _("这份问卷每人限答一次，只有职工名册上的在职职工可以参加。您的账号不在名册上，请联系工会办公室。")
        )
        return _show(request, page, now, form, status=FORBIDDEN)
    if has_taken_part(page, request.user):
        return _show(request, page, now, form, status=CONFLICT)
    return None


def _store(request: HttpRequest, page, now, form: QuestionnaireForm, address: str) -> HttpResponse:
    thanks = redirect(page.get_url(request) + page.reverse_subpage("thanks"))
    data, files = form.answers(), form.uploads()
    _shown, word = form.read_stamp() or (now, "")
    key = services.key_of_sending(word=word, data=data, files=files)
    if services.is_stored(key):
        return thanks
    # Counted before it is stored, so that of many sendings at once no more than allowed get through.
    if not page.one_each and not services.answers_from_one_address().take(address):
        return _refuse_flood(request, page, now, form)
    try:
        person = request.user if page.one_each else None
        services.record_answer(page=page, data=data, files=files, when=now, person=person, key=key)
    except (TakenPart, IntegrityError) as error:
        # Of two at the same moment the second finds what the first has stored.
        if services.is_stored(key):
            return thanks
        if isinstance(error, IntegrityError):
            raise
        return _show(request, page, now, form, status=CONFLICT)
    return thanks


def _refuse_flood(request: HttpRequest, page, now, form: QuestionnaireForm) -> HttpResponse:
    form.add_error(None, _("这个网络一小时内提交的答卷太多，这一份还没有保存。请过一会儿再按“提交”，或换个网络。"))
    response = _show(request, page, now, form, status=TOO_MANY)
    response.headers["Retry-After"] = "3600"
    return response


def _show(
    request: HttpRequest,
    page,
    now,
    form: QuestionnaireForm | None,
    status: int = 200,
    sign_in: SignInPlaceForm | None = None,
) -> HttpResponse:
    context = _context(request, page, now, form, page.state_at(now)) | _person_context(request, page, sign_in)
    return TemplateResponse(request, page.get_template(request), context, status=status)


def _context(request: HttpRequest, page, now, form: QuestionnaireForm | None, state: State) -> dict:
    kinds = [question.field_type for question in page.question_list]
    return {
        **page.get_context(request),
        "form": form,
        "state": state.value,
        "section_url": page.breadcrumb[-1][1] if page.breadcrumb else "",
        "is_refused": request.method == "POST" and state is not State.OPEN,
        "days_left": days_left(page.closes_at, timezone.localtime(now)),
        "minutes": rules.minutes_needed(kinds),
        "privacy_url": privacy_url(request, page.language_code),
        "results": public_results(page) if state is State.CLOSED else None,
        "result_due_on": _result_due_on(page, now) if state is State.CLOSED else None,
    }


def _result_due_on(page, now) -> date | None:
    """Return the day by which the result is promised; None where that day has passed."""
    day = result_due_on(page)
    return day if day and day >= timezone.localdate(now) else None


def _person_context(request: HttpRequest, page, sign_in: SignInPlaceForm | None) -> dict:
    if not page.one_each:
        return {}
    if not request.user.is_authenticated:
        return {"sign_in": sign_in or SignInPlaceForm(request)}
    return {"has_taken_part": has_taken_part(page, request.user)}


def thank(request: HttpRequest, page) -> HttpResponse:
    """Show the thanks page with what happens next. Anybody may open it, as it tells nothing about an answer."""
    now = timezone.now()
    context = _context(request, page, now, None, page.state_at(now))
    return TemplateResponse(request, page.get_landing_page_template(request), context)


def preview(request: HttpRequest, page, mode: str) -> HttpResponse:
    """Show editors the form, whatever the clock says, or the page after closing, or the thanks page."""
    now = timezone.now()
    if mode == "landing":
        return thank(request, page)
    state = State.CLOSED if mode == "closed" else State.OPEN
    form = page.get_form(now=now) if state is State.OPEN else None
    return TemplateResponse(request, page.get_template(request), _context(request, page, now, form, state))


class QuestionnaireFeed(SectionFeed):
    def items(self):
        return self.section.questionnaires().newest_first()[:FEED_LENGTH]

    def item_description(self, item):
        if item.closes_at is None:
            return item.summary
        deadline = strip_tags(moment(item.closes_at))
        return " ".join(filter(None, [item.summary, _("截止时间：%(deadline)s。") % {"deadline": deadline}]))

    def item_author_name(self, item):
        return self.section.title


def feed(request: HttpRequest, page) -> HttpResponse:
    """RSS of the section: the newest questionnaires."""
    return QuestionnaireFeed(page)(request)
