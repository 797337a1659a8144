"""What each measure counts, against a count by hand."""

import random
from collections import Counter
from datetime import date, datetime, time, timedelta

import pytest
from django.utils import timezone
from wagtail.models import TaskState

from interact.activities.models import ActivityRecord, VotePage
from interact.cases.choices import DueKind, Result, Satisfaction, State, Step
from interact.channels.records import Channel
from interact.models import Case, CaseEntry
from tests.conftest import member
from tests.factories import DepartmentFactory, NewsPageFactory, UserFactory
from tests.interact.activities.planning import a_vote
from tests.interact.submitting import lay_routing, send
from tests.releasing import publish
from unionsite.oversight.findings.choices import Source
from unionsite.oversight.findings.choices import State as Finding_State
from unionsite.oversight.findings.models import Finding
from unionsite.oversight.scores import measures, rules
from unionsite.oversight.scores.choices import Measure
from unionsite.oversight.scores.measures import Fact
from unionsite.publishing.review.services import decisions

pytestmark = pytest.mark.django_db
TODAY = date(2026, 5, 8)
APRIL = rules.span_of("month", 2026, 4, TODAY)
MAY = rules.span_of("month", 2026, 5, TODAY)


def at(day: date, hour=12) -> datetime:
    return datetime.combine(day, time(hour), timezone.get_default_timezone())


def april(number: int) -> date:
    return date(2026, 4, number)


def labels(facts) -> list[str]:
    return [fact.label for fact in facts]


@pytest.fixture
def departments(db):
    return [DepartmentFactory(code=f"d{number}", name=f"部门{number}") for number in range(3)]


def test_findings_of_any_history_counted_again(departments):
    chance = random.Random(20260508)  # noqa: S311  (made-up histories, no secret)
    history = []
    for number in range(120):
        found = date(2026, 3, 1) + timedelta(days=chance.randrange(68))
        due = chance.choice([None, found + timedelta(days=chance.randrange(20))])
        mended = chance.choice([None, found + timedelta(days=chance.randrange(30))])
        state = chance.choice([Finding_State.CLOSED, Finding_State.DISMISSED]) if mended else Finding_State.ASSIGNED
        history.append((number, chance.choice([*Source]), state, found, due, mended, chance.choice(departments)))
    Finding.objects.bulk_create(
        Finding(
            title=str(number),
            source=source,
            state=state,
            found_at=at(found),
            due_on=due,
            mended_at=mended and at(mended),
            closed_at=mended and at(mended),
            department=department,
        )
        for number, source, state, found, due, mended, department in history
    )

    stale, late = Counter(), Counter()
    for _number, source, state, found, due, mended, department in history:
        if state == "dismissed":
            continue
        if source == "freshness":
            days = [found + timedelta(days=count) for count in range(((mended or TODAY) - found).days + 1)]
            stale[department.pk] += any(day.month == 4 for day in days)
        elif due and due.month == 4:
            late[department.pk] += mended > due if mended else due < TODAY

    assert Counter(fact.department for fact in measures.stale(APRIL)) == +stale
    assert Counter(fact.department for fact in measures.late_faults(APRIL)) == +late
    assert sum(stale.values()) > 3
    assert sum(late.values()) > 3


def case(department, channel=Channel.SUGGESTION, **facts) -> Case:
    made = send(channel, now=at(april(1))).case
    Case.objects.filter(pk=made.pk).update(department=department, **facts)
    return Case.objects.get(pk=made.pk)


def replied(day: date, *, in_time: bool) -> dict:
    return {"first_replied_on": day, "replied_on": day, "was_on_time": in_time}


def entry(made: Case, step: Step, day: date) -> None:
    CaseEntry.objects.create(
        case=made, place=made.entries.count() + 50, at=at(day), step=step, party="employee", state_after=State.REPLIED
    )


def test_late_replies(departments):
    lay_routing()
    one, two, _three = departments
    wanted = [
        case(one, **replied(april(1), in_time=False)),
        case(one, **replied(april(30), in_time=False)),
        case(two, due_on=april(29), due_kind=DueKind.REPLY),
        case(two, due_on=april(30), due_kind=DueKind.OPINION),
    ]
    case(one, **replied(april(3), in_time=True))
    case(one, **replied(date(2026, 5, 1), in_time=False))
    case(one, due_on=april(29), due_kind=DueKind.ACKNOWLEDGE)
    case(one, due_on=TODAY, due_kind=DueKind.REPLY)
    # Of a channel by name nobody is told even that there was one (T62).
    case(one, Channel.REPORT, **replied(april(3), in_time=False))

    facts = measures.late_replies(APRIL)

    assert sorted(labels(facts)) == sorted(made.number for made in wanted)
    assert Counter(fact.department for fact in facts) == {one.pk: 2, two.pk: 2}
    assert labels(measures.late_replies(MAY)) == [
        made.number for made in Case.objects.filter(first_replied_on=date(2026, 5, 1))
    ]


def test_what_employees_were_unhappy_with_counts_once_a_case(departments):
    lay_routing()
    one, *_others = departments
    poor, again, both = case(one, satisfaction="poor"), case(one), case(one, satisfaction="poor")
    fine, secret = case(one, satisfaction="good"), case(one, Channel.LETTER, satisfaction="poor")
    for made in (poor, both, fine, secret):
        entry(made, Step.RATE, april(20))
    for made in (again, both):
        entry(made, Step.REOPEN, april(21))
    entry(case(one), Step.REOPEN, date(2026, 5, 1))

    assert sorted(labels(measures.unhappy(APRIL))) == sorted(made.number for made in (poor, again, both))


@pytest.mark.parametrize(("good", "poor", "number"), [(0, 0, 0), (9, 1, 1), (8, 1, 0), (1, 0, 1)])
def test_satisfaction(departments, good, poor, number):
    lay_routing()
    for rating, times in ((Satisfaction.GOOD, good), (Satisfaction.POOR, poor)):
        for _time in range(times):
            entry(case(departments[0], satisfaction=rating), Step.RATE, april(10))

    counted, words = measures.count(Measure.SATISFACTION, measures.rated(APRIL))

    assert counted == number
    assert words == (f"{good + poor}件评价中{good}件满意或基本满意" if good + poor else "")


def test_corrections_that_were_right(departments):
    lay_routing()
    one, *_others = departments
    closed = {"state": State.CLOSED, "due_on": None, "replied_on": april(2), "closed_on": april(3)}
    right = case(one, Channel.CORRECTION, **closed, result=Result.SOLVED)
    partly = case(one, Channel.CORRECTION, **closed, result=Result.PARTLY)
    case(one, Channel.CORRECTION, **closed, result=Result.EXPLAINED)
    case(one, Channel.SUGGESTION, **closed, result=Result.SOLVED)
    case(one, Channel.CORRECTION, **closed | {"closed_on": date(2026, 5, 1)}, result=Result.SOLVED)

    assert sorted(labels(measures.corrections(APRIL))) == sorted([right.number, partly.number])


def piece(tree, title: str, day: date, department, **fields):
    moment = at(day, 9)
    return NewsPageFactory(parent=tree.news, title=title, department=department, first_published_at=moment, **fields)


def test_pieces_accepted_and_late(tree, departments):
    one, two, _three = departments
    piece(tree, "三月的", date(2026, 3, 31), one, starts_at=at(date(2026, 3, 31)), ends_at=None)
    piece(tree, "一号的", april(1), one, starts_at=at(april(1)), ends_at=None)
    piece(tree, "迟的", april(30), two, starts_at=at(april(1)), ends_at=None)
    piece(tree, "五月的", date(2026, 5, 1), two, starts_at=at(april(1)), ends_at=None)

    accepted, late = measures.accepted(APRIL), measures.late_pieces(APRIL)

    assert [(fact.label, fact.department) for fact in accepted] == [("一号的", one.pk), ("迟的", two.pk)]
    assert [(fact.label, fact.department) for fact in late] == [("迟的", two.pk)]
    assert late[0].address == f"/admin/pages/{late[0].key}/history/"


def test_a_piece_sent_back_counts_once(tree, departments, clock):
    author, reviewer = member("编辑"), member("初审", username="reviewer")
    page = NewsPageFactory(parent=tree.news, title="退回的", department=departments[0], live=False)
    NewsPageFactory(parent=tree.news, title="没有送审的", department=departments[0], live=False)
    workflow = page.get_workflow()
    page.save_revision(user=author)
    for _time in range(2):
        workflow.start(page, author)
        state = page.current_workflow_task_state
        common = {"revision": state.revision_id, "comment": "请写明会议地点。"}
        decisions.decide(task_state=state, reviewer=reviewer, decision="reject", **common)
        page.current_workflow_state.cancel(user=author)
        page.save_revision(user=author)
    assert TaskState.objects.filter(status="rejected").count() == 2

    assert [(fact.label, fact.department) for fact in measures.rejected(MAY)] == [("退回的", departments[0].pk)]
    assert measures.rejected(APRIL) == []


def summary_due(page, day: date) -> None:
    ActivityRecord.objects.update_or_create(activity=page.translation_key, defaults={"summary_due_on": day})


def test_summaries_that_were_due_and_are_missing(tree, clock, departments):
    one, two, _three = departments
    first, second = UserFactory(department=one), UserFactory(department=two)
    for title, day, chief in (
        ("三月底到期的", date(2026, 3, 31), first),
        ("一号到期的", april(1), first),
        ("月底到期的", april(30), second),
        ("没有部门的", april(15), UserFactory()),
        ("五月到期的", date(2026, 5, 1), second),
        ("今天到期的", TODAY, second),
        ("还没有结束的", None, first),
    ):
        summary_due(a_vote(tree, title=title, in_charge=chief), day)
    in_time = a_vote(tree, title="写了总结的", in_charge=first)
    summary_due(in_time, april(15))
    in_time.conclusion = "<p>总结。</p>"
    publish(in_time)

    assert [(fact.label, fact.department) for fact in measures.summaries(APRIL)] == [
        ("一号到期的", one.pk),
        ("没有部门的", None),
        ("月底到期的", two.pk),
    ]
    # What is due today is not late yet.
    assert [(fact.label, fact.department) for fact in measures.summaries(MAY)] == [("五月到期的", two.pk)]
    # Looked at on a day of the span, what is due later in it is not late.
    assert labels(measures.summaries(rules.span_of("month", 2026, 4, april(16)))) == ["一号到期的", "没有部门的"]
    late = VotePage.objects.get(title="一号到期的")
    late.conclusion = "<p>补写的总结。</p>"
    publish(late)
    assert labels(measures.summaries(APRIL)) == ["没有部门的", "月底到期的"]


def test_the_number_of_other_measures_is_how_many_facts_there_are():
    assert measures.count(Measure.STALE, [Fact(None, 1, "一", ""), Fact(None, 2, "二", "")]) == (2, "")
