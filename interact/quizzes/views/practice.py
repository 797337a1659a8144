"""Practising: sets to choose from, one question with its answer at once."""

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from interact.activities import rules as activity_rules
from interact.activities.choices import State
from interact.activities.queries import person_of
from interact.activities.views import CONFLICT, FORBIDDEN
from interact.quizzes import rules
from interact.quizzes.models.page import QuizPage
from interact.quizzes.queries.attempts import kept_from, marked, shown
from interact.quizzes.queries.figures import practice_sets, question_to_practise
from interact.quizzes.reading import read_given
from interact.quizzes.views.attempts import NOT_FOUND, TEMPLATES, refuse, signed_in


def _refused(request: HttpRequest, page: QuizPage) -> HttpResponse | None:
    """Return the refusal for who may not practise now; None for who may."""
    quiz = page.original
    state = quiz.times.state(timezone.now())
    if not rules.may_practise(quiz.practice, is_closed=state == State.CLOSED):
        return refuse(request, page, _("这项竞赛现在不开放练习。"), CONFLICT)
    barrier = activity_rules.why_not(
        State.OPEN, quiz.audience, person_of(request.user), quiz.department_ids, quiz.numbers
    )
    return refuse(request, page, barrier.label, FORBIDDEN) if barrier else None


@signed_in
def choose(request: HttpRequest, page: QuizPage) -> HttpResponse:
    """The sets of the quiz, with how many questions of each may be practised."""
    if refusal := _refused(request, page):
        return refusal
    context = {
        **page.get_context(request),
        "sets": practice_sets(page.original, kept_from(request.user, timezone.now())),
    }
    return TemplateResponse(request, f"{TEMPLATES}practice.html", context)


@signed_in
def practise(request: HttpRequest, page: QuizPage, number: int) -> HttpResponse:
    """One question of a set; a POST tells at once what is right, and why."""
    if refusal := _refused(request, page):
        return refusal
    draw = page.original.draws.filter(question_set=number).select_related("question_set").first()
    if draw is None:
        return refuse(request, page, _("这项竞赛没有这个题库。"), NOT_FOUND)
    kept = kept_from(request.user, timezone.now())
    if number in kept.sets:
        words = _("有一项竞赛正在用这个题库。您的答题次数用完或那项竞赛结束以后，才能练习。")
        return refuse(request, page, words, CONFLICT)
    key = request.POST.get("key", "") if request.method == "POST" else ""
    question = question_to_practise(number, kept, key)
    context = {**page.get_context(request), "question_set": draw.question_set}
    if question is None and key:
        return refuse(request, page, _("题库里没有这道题，可能刚刚改过。请换一道。"), NOT_FOUND)
    if question is not None:
        context |= {"question": shown(question, []), "key": question["key"]}
        if request.method == "POST":
            given = read_given(question["kind"], request.POST)
            if rules.is_foreign(question, given):
                return refuse(request, page, _("收到的答案不属于这道题，请重新作答。"), CONFLICT)
            context["outcome"] = marked(question, given)
    return TemplateResponse(request, f"{TEMPLATES}practise.html", context)
