"""The queues: who has which, what is in them, filters, bad input, queries and the plans of the database."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from interact.cases.choices import Complexity, DueKind, Party, State
from interact.cases.services import side_steps, steps
from interact.channels.records import Channel
from interact.desk import queries
from interact.desk.queries import Tab
from interact.models import Case, CaseFile, CaseHandler, CaseMail
from tests.clients import signed_in
from tests.conftest import member
from tests.interact.desk.looking import DESK, page
from tests.interact.submitting import SUBJECT, accepted, answered, send

pytestmark = pytest.mark.django_db
TODAY = date(2026, 10, 15)


def titles(client, tab="", **params) -> int:
    """How many cases a queue shows."""
    response = client.get(DESK, {"tab": tab, **params})
    assert response.status_code == 200, (response.status_code, response.content[:300])
    return len(response.context["rows"])


@pytest.mark.parametrize(
    ("group", "has_department", "tabs"),
    [
        ("初审", True, ["mine", "department", "today", "overdue", "waiting", "open", "ended"]),
        ("初审", False, ["mine", "today", "overdue", "waiting", "open", "ended"]),
        ("信息员", True, ["mine", "department", "today", "overdue", "waiting", "open", "ended"]),
        ("终审", False, ["committee", "mine", "today", "overdue", "waiting", "open", "ended"]),
        ("举报办理", False, ["mine", "today", "overdue", "waiting", "open", "ended"]),
    ],
)
def test_only_the_queues_that_make_sense_for_somebody(routing, canteen, group, has_department, tabs):
    user = member(group, department=canteen if has_department else None)
    response = signed_in(user).get(DESK)
    assert [tab.value for tab, *_rest in response.context["tabs"]] == tabs
    assert response.context["tab"] == tabs[0]


def test_what_waits_for_whom(case, team_member, answerer, canteen, committee_member):
    team, department, committee = (signed_in(user) for user in (team_member, answerer, committee_member))
    assert [titles(client) for client in (team, department, committee)] == [1, 0, 0]
    accepted(case, team_member, canteen)
    assert [titles(client, "mine") for client in (team, department)] == [0, 1]
    assert titles(department, "department") == 1
    answered(case, answerer)
    assert titles(team, "mine") == 1
    side_steps.escalate(case_id=case.pk, actor=team_member, words="请委员会定", now=timezone.localtime())
    assert titles(committee, "committee") == 1


def test_a_case_with_the_team_itself_waits_for_the_team(case, team_member, team_desk):
    accepted(case, team_member)
    assert titles(team_desk, "mine") == 1


def test_what_is_mine_by_name(report_handler, second_handler):
    case = send(Channel.REPORT).case
    assert titles(signed_in(report_handler), "mine") == 1
    CaseHandler.objects.create(case=case, user=second_handler, party=Party.DEPARTMENT, added_on=TODAY)
    assert titles(signed_in(second_handler), "mine") == 0
    accepted(case, report_handler)
    assert titles(signed_in(second_handler), "mine") == 1


def test_due_today_overdue_waiting_and_ended(routing, team_member, team_desk):
    today = timezone.localdate()
    cases = [send().case for _number in range(5)]
    for case, due_on in zip(cases, (today, today - timedelta(days=10), today + timedelta(days=10)), strict=False):
        Case.objects.filter(pk=case.pk).update(due_on=due_on)
    Case.objects.filter(pk=cases[3].pk).update(is_waiting=True, due_on=today + timedelta(days=9))
    steps.decline(case_id=cases[4].pk, actor=team_member, words="不属于工会的工作", now=timezone.localtime())
    found = [titles(team_desk, tab) for tab in ("today", "overdue", "waiting", "open", "ended")]
    assert found == [1, 1, 1, 4, 1]
    read = page(team_desk, f"{DESK}?tab=open")
    assert "今天到期" in read
    assert "逾期" in read
    assert "还剩" in read
    # The most urgent first.
    assert [row.case.pk for row in team_desk.get(DESK, {"tab": "open"}).context["rows"]] == [
        cases[1].pk,
        cases[0].pk,
        cases[3].pk,
        cases[2].pk,
    ]
    counts = {tab: count for tab, _label, count, _is_current in team_desk.get(DESK).context["tabs"]}
    assert counts == {Tab.MINE: "4", Tab.TODAY: "1", Tab.OVERDUE: "1", Tab.WAITING: "1", Tab.OPEN: "4", Tab.ENDED: "1"}


def test_of_a_secret_channel_the_queue_shows_no_word(report_handler):
    send(Channel.REPORT)
    read = page(signed_in(report_handler))
    assert SUBJECT not in read
    assert "投诉举报" in read


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({}, 2),
        ({"channel": "question"}, 1),
        ({"state": "received"}, 1),
        ({"complexity": "complex"}, 1),
        ({"due_to": "2026-01-01"}, 0),
        ({"received_from": "2026-09-28", "received_to": "2026-09-28"}, 1),
        ({"number": "{number}"}, 1),
        ({"number": "{pk}"}, 1),
        ({"number": "999999999"}, 0),
        # In vain, and said beside the field.
        ({"number": "x'; --"}, 0),
        ({"channel": "nonsense"}, 0),
        ({"received_from": "31.12.2026"}, 0),
        ({"department": "x"}, 0),
        ({"received_from": "0001-01-01", "received_to": "9999-12-31"}, 2),
        ({"due_to": "9999-12-31"}, 2),
        ({"number": "1234567890"}, 0),
        ({"p": "x"}, 2),
        ({"p": "999"}, 2),
    ],
)
def test_filters(routing, team_member, team_desk, canteen, filters, found):
    moment = timezone.make_aware(timezone.datetime(2026, 9, 28, 10, 30))
    case = send(now=moment).case
    accepted(send(Channel.QUESTION, now=moment + timedelta(days=1)).case, team_member, complexity=Complexity.COMPLEX)
    filters = {name: value.format(number=case.number, pk=case.pk) for name, value in filters.items()}
    assert titles(team_desk, "open", **filters) == found


def test_a_filter_in_vain_keeps_what_was_typed(case, team_desk):
    read = team_desk.get(DESK, {"tab": "open", "number": "十二号"}).content.decode()
    assert "编号应像2026-4829301756这样" in read
    assert "十二号" in read


def test_a_queue_that_is_not_theirs_gives_their_first(case, answerer_desk):
    assert answerer_desk.get(DESK, {"tab": "committee"}).context["tab"] == Tab.MINE


def test_thirty_to_a_page(routing, team_desk):
    for _number in range(31):
        send()
    assert titles(team_desk, "open") == 30
    assert titles(team_desk, "open", p="2") == 1


@pytest.mark.parametrize("number", [1, 30])
@pytest.mark.parametrize("tab", ["mine", "department", "open", "ended"])
def test_queries_do_not_grow_with_the_rows(routing, answerer, canteen, django_assert_num_queries, number, tab):
    chief = member("初审", username="chief", department=canteen)
    for _number in range(number):
        case = accepted(send().case, chief, canteen, handler=answerer)
        if tab == "ended":
            Case.objects.filter(pk=case.pk).update(state=State.WITHDRAWN, due_on=None, closed_on=TODAY)
        if tab == "mine":
            Case.objects.filter(pk=case.pk).update(handler=chief)
    client = signed_in(chief)
    client.get(DESK)
    with django_assert_num_queries(18 if tab != "department" else 17):
        response = client.get(DESK, {"tab": tab})
    assert len(response.context["rows"]) == number
    # Filtered, it is counted for itself.
    with django_assert_num_queries(19 if tab != "department" else 18):
        client.get(DESK, {"tab": tab, "channel": "suggestion"})


INDEXES = (
    "case_due",
    "case_department_due",
    "case_handler_due",
    "case_state",
    "case_committee",
    "case_received",
    "case_closed",
    # From the few cases for which somebody is named, each by its key.
    "interact_case_pkey",
)


@pytest.fixture
def many_cases(routing, canteen, team_member):
    """20,000 of them, of which one in twenty is open; on SQLite a tenth of that."""
    number = 20_000 if connection.vendor == "postgresql" else 2_000
    moment = timezone.localtime()
    Case.objects.bulk_create(
        (
            Case(
                # Drawn without order, some two of 20,000 would be the same in one run of fifty.
                pk=1_000_000_000 + place,
                channel=Channel.SUGGESTION,
                state=State.WITHDRAWN if place % 20 else State.ASSIGNED,
                since=TODAY,
                received_at=moment,
                due_on=None if place % 20 else TODAY + timedelta(days=place % 60 - 20),
                due_kind="" if place % 20 else DueKind.REPLY,
                closed_on=TODAY - timedelta(days=place % 300) if place % 20 else None,
                department=canteen if place % 3 else None,
                handler=None if place % 7 else team_member,
                is_waiting=not place % 40,
                is_escalated=not place % 400,
                committee_since=None if place % 400 else TODAY,
            )
            for place in range(number)
        ),
        batch_size=2000,
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def test_each_queue_has_an_index(many_cases, canteen):
    for group in ("初审", "信息员", "终审", "举报办理"):
        user = member(group, department=canteen)
        for tab in queries.tabs_of(user):
            cases = queries.queue(user, tab, TODAY).select_related("department", "handler")
            plan = cases[:30].explain().replace("\n", " ")
            assert any(f" {name} " in plan for name in INDEXES), f"{group}, {tab}: {plan}"
            assert "Seq Scan on interact_case " not in plan, f"{group}, {tab}: {plan}"


def test_delayed_effects_are_seen_on_the_desk(case, team_desk):
    assert "迟迟没有发出" not in page(team_desk)
    earlier = timezone.now() - timedelta(minutes=11)
    CaseMail.objects.all().delete()
    CaseMail.objects.create(case=case, recipient=member("编辑"), kind="new", created_at=earlier, next_try_at=earlier)
    case.entries.update(at=earlier)
    CaseFile.objects.create(case=case, entry=case.entries.get(), kind="text", size=1, sealed_about=b"", file="x")
    read = page(team_desk)
    assert "有1封通知邮件迟迟没有发出" in read
    assert "有1个附件等待查毒" in read


def test_a_report_of_today_is_no_delay(report_handler):
    send(Channel.REPORT)
    assert not queries.delays(timezone.now())
    assert queries.delays(timezone.now() + timedelta(days=1))["mails"] == 1


@pytest.mark.wing("oversight")
def test_the_home_panel_and_the_menu(case, team_desk, editor_client, admin_client):
    home = page(team_desk, reverse("wagtailadmin_home"))
    assert "诉求已逾期" in page(team_desk, reverse("dashboard_admin:board"))
    assert f'href="{DESK}{case.pk}/"' in home
    for client in (editor_client, admin_client):
        read = page(client, reverse("wagtailadmin_home"))
        assert f"{DESK}?tab" not in read
        assert f"{DESK}{case.pk}/" not in read
        assert f'"{DESK}"' not in read


def test_nothing_to_do_is_said(routing, team_desk):
    assert "没有等您办理的诉求" in page(team_desk)
