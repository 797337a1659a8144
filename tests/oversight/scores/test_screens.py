"""A period through its screens: counted, entered by hand, objected to, frozen."""

from datetime import date, timedelta
from decimal import Decimal
from importlib import import_module

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.migrations.loader import MigrationLoader

from interact.models import Case
from tests.conftest import member
from tests.factories import DepartmentFactory, NewsPageFactory
from tests.interact.submitting import lay_routing, send
from tests.oversight.conftest import NOW
from unionsite.audit.choices import Action
from unionsite.audit.models import AuditEntry
from unionsite.oversight.findings.choices import Source
from unionsite.oversight.findings.models import Finding
from unionsite.oversight.scores import queries, services
from unionsite.oversight.scores.choices import ITEMS, LEVELS
from unionsite.oversight.scores.models import (
    HandLine,
    Level,
    Objection,
    ScoreCard,
    ScoreItem,
    ScorePeriod,
)

pytestmark = pytest.mark.django_db
INDEX = "/admin/scores/"
TODAY = NOW.date()


def card_address(period, department=None, step="") -> str:
    return f"{INDEX}{period.pk}/{department.pk if department else 0}/{step}"


def stale_section(department, title="工作动态超过更新期限"):
    return Finding.objects.create(
        source=Source.FRESHNESS, key=title, title=title, department=department, found_at=NOW - timedelta(days=20)
    )


def card_of(period, department=None):
    wanted = department.pk if department else None
    return next(card for card in queries.cards_of(period, TODAY) if card.department == wanted)


def test_every_site_begins_with_items_and_levels_once(april):
    services.lay_items()

    assert ScoreItem.objects.count() == len(ITEMS)
    assert Level.objects.count() == len(LEVELS)
    assert Level.objects.get(is_own=True).name == "本网采用"


# --- Opening ---


def test_a_period_is_opened_once_and_says_so(desk, team, april):
    sent = {"length": "month", "year": "2026", "number": "4"}

    answer = desk(team).post(f"{INDEX}open/", sent)

    assert "这个考核周期已经有了，不能重复建立。" in answer.text
    assert 'value="2026"' in answer.text
    assert ScorePeriod.objects.count() == 1
    assert desk(team).post(f"{INDEX}open/", {"length": "year", "year": "2026"}).status_code == 302
    assert {str(period) for period in ScorePeriod.objects.all()} == {"2026年4月", "2026年度"}


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"length": "month", "year": "2026", "number": "6"}, "这个周期还没有开始"),
        ({"length": "quarter", "year": "2026", "number": "5"}, "季度填1至4。"),
        ({"length": "month", "year": "2026", "number": ""}, "请填写第几月或第几季度。"),
        ({"length": "month", "year": "1", "number": "1"}, "2000"),
        ({"length": "month", "year": "9" * 5000, "number": "1"}, "year"),
        ({"length": "week", "year": "2026", "number": "1"}, "week"),
        ({"length": "month", "year": "20\x0026", "number": "1\x00"}, "number"),
    ],
)
def test_a_period_that_makes_no_sense_is_refused_in_words(desk, team, clock, sent, words):
    answer = desk(team).post(f"{INDEX}open/", sent)

    assert answer.status_code == 200
    assert words in answer.text
    assert not ScorePeriod.objects.exists()


@pytest.mark.parametrize(("length", "number"), [("month", 4), ("month", 13), ("month", 0), ("quarter", 5), ("year", 2)])
def test_the_database_refuses_what_overlaps_or_is_no_period(april, length, number):
    with pytest.raises(IntegrityError), transaction.atomic():
        ScorePeriod.objects.create(length=length, year=2026, number=number)


def test_periods_go_on_by_themselves(april, clock):
    for _time in range(2):
        services.open_following()
    assert {str(period) for period in ScorePeriod.objects.all()} == {"2026年4月", "2026年5月"}


# --- Counting ---


def test_s87_a_card_counts_by_itself_and_leads_to_its_evidence(desk, team, april, department):
    stale = stale_section(department)
    other = DepartmentFactory(code="other", name="其他部门")

    page = desk(team).get(card_address(april, department)).text

    assert card_of(april, department).total == "95"
    assert card_of(april).total == "95"
    assert card_of(april, other).total == "100"
    assert "95分，优秀" in page
    assert f"/admin/findings/{stale.pk}/" in page
    listed = desk(team).get(f"/admin/findings/?state=all&source=freshness&department={department.pk}").text
    assert stale.title in listed


def test_s87_lines_by_hand_have_a_reason_and_can_be_taken_back(desk, team, april, department):
    item = ScoreItem.objects.get(text="其他违反网络信息管理制度的情形")
    sent = {"item": item.pk, "times": "2", "reason": "两次没有按规定核稿", "address": "https://example.com/1"}
    browser = desk(team)

    assert browser.post(card_address(april, department, "line/"), sent).status_code == 302

    page = browser.get(card_address(april, department)).text
    assert "2次：两次没有按规定核稿（小组，2026-05-08）" in page
    assert "96分，优秀" in page
    assert card_of(april).total == "100"
    line = HandLine.objects.get()
    browser.post(card_address(april), {"line": line.pk})
    assert HandLine.objects.exists()
    browser.post(card_address(april, department), {"line": line.pk})
    assert not HandLine.objects.exists()
    assert [entry.action for entry in AuditEntry.objects.filter(action__startswith="score_").order_by("number")] == [
        Action.SCORE_ENTERED,
        Action.SCORE_REMOVED,
    ]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"reason": ""}, "请写明理由。"),
        ({"reason": "。。"}, "请写明理由。"),
        ({"times": "9" * 30}, "times"),
        ({"address": "javascript:alert(1)"}, "address"),
        ({"item": "7000000"}, "item"),
    ],
)
def test_a_line_that_is_wrong_is_refused_and_kept(desk, team, april, department, changes, words):
    item = ScoreItem.objects.filter(measure="", scope="both").first()
    sent = {"item": item.pk, "times": "1", "reason": "转载没有注明来源", "address": ""} | changes

    answer = desk(team).post(card_address(april, department, "line/"), sent)

    assert answer.status_code == 200
    assert words in answer.text
    if "reason" not in changes:
        assert "转载没有注明来源" in answer.text
    assert not HandLine.objects.exists()


def test_a_veto_fails_whatever_else_there_is(team, april, department):
    item = ScoreItem.objects.filter(kind="veto", scope="both").first()
    services.enter_line(period=april, department=department, item=item, times=1, reason="泄露个人信息", actor=team)
    better = DepartmentFactory(code="other", name="其他部门")

    card = card_of(april, department)

    assert (card.total, card.grade) == ("100", "不合格（单项否决）")
    places = queries.places_of(queries.cards_of(april, TODAY))
    assert places == {better.pk: 1, department.pk: 2}


def test_a_department_that_was_closed_keeps_what_was_entered(team, april, department):
    closed = DepartmentFactory(code="closed", name="撤并的部门", is_active=False)
    item = ScoreItem.objects.filter(kind="deduction", measure="").first()

    assert closed.pk not in {card.department for card in queries.cards_of(april, TODAY)}
    services.enter_line(period=april, department=closed, item=item, times=1, reason="撤并之前", actor=team)
    assert card_of(april, closed).total == "98"


# --- Freezing ---


@pytest.fixture
def frozen(desk, team, april, department):
    stale_section(department)
    assert desk(team).post(f"{INDEX}{april.pk}/").status_code == 302
    return ScorePeriod.objects.get()


def test_s87_a_frozen_card_stays_whatever_happens_later(desk, team, frozen, department):
    Finding.objects.all().delete()
    ScoreItem.objects.update(each=Decimal(50), text="改过的项目")

    page = desk(team).get(card_address(frozen, department)).text

    assert "95分，优秀" in page
    assert "工作动态超过更新期限" in page
    assert "改过的项目" not in page
    assert "封存后的更正，以公开的考核通报为准。" in page
    assert AuditEntry.objects.get(action=Action.SCORES_FROZEN).detail == {"count": 2}


def test_what_may_not_be_frozen(desk, team, april, scored, department):
    may = services.open_period(length="month", year=2026, number=5, actor=team)
    browser = desk(team)
    assert "这个周期还没有结束，结束后才能封存。" in browser.post(f"{INDEX}{may.pk}/", follow=True).text
    services.object_to(period=april, department=department, words="栏目当天就更新了", actor=scored)
    assert "还有1条异议没有答复，答复后才能封存。" in browser.post(f"{INDEX}{april.pk}/", follow=True).text
    assert not ScoreCard.objects.exists()
    assert "封存本期评分" not in browser.get(f"{INDEX}{may.pk}/").text


def test_nothing_is_frozen_twice_or_entered_afterwards(desk, team, frozen, department):
    assert "这个周期已经封存，不能再改。" in desk(team).post(f"{INDEX}{frozen.pk}/", follow=True).text
    item = ScoreItem.objects.filter(measure="", scope="both").first()
    sent = {"item": item.pk, "times": "1", "reason": "补登记"}
    assert "请更正考核通报" in desk(team).post(card_address(frozen, department, "line/"), sent).text
    assert not HandLine.objects.exists()


def test_an_amendment_of_the_first_release_stands_on_its_card(desk, team, frozen, department):
    card = ScoreCard.objects.get(department=department)
    before = MigrationLoader(connection).project_state(("oversight", "0004_scores_without_seals")).apps
    amendments, facts = before.get_model("oversight", "Amendment").objects, {"card_id": card.pk, "at": NOW}
    amendments.create(points=Decimal("2.5"), reason="其中一天是停电", by_id=team.pk, **facts)
    amendments.create(points=Decimal(-1), veto="impose", reason="弄虚作假", by_id=team.pk, **facts)
    migration = import_module("unionsite.oversight.migrations.0005_amendments_on_their_cards")

    for _time in range(2):
        migration.stand_on_cards(before, None)

    page = desk(team).get(card_address(frozen, department)).text
    assert "96.5分，不合格（单项否决）" in page
    assert "其中一天是停电（小组，2026-05-08）" in page
    assert page.count("弄虚作假（小组") == 2, "a line for the points, and one for the veto"
    card.refresh_from_db()
    assert card.content["as_frozen"] == {"total": "95.0", "is_vetoed": False}


# --- Objections ---


def test_s87_a_department_objects_and_is_answered(
    desk, team, scored, april, department, mailoutbox, django_capture_on_commit_callbacks
):
    stale_section(department)
    with django_capture_on_commit_callbacks(execute=True):
        desk(scored).post(card_address(april, department, "object/"), {"words": "栏目当天就更新了，请核实。"})
    objection = Objection.objects.get()
    assert list(queries.waiting_objections()) == [objection]
    address = card_address(april, department)
    assert f'href="{address}"' in desk(team).get("/admin/").text
    assert f'href="{address}"' not in desk(scored).get("/admin/").text
    with django_capture_on_commit_callbacks(execute=True):
        desk(team).post(card_address(april, department, f"answer/{objection.pk}/"), {"words": "已核实，维持扣分。"})

    page = desk(scored).get(card_address(april, department)).text
    assert "栏目当天就更新了，请核实。" in page
    assert "已核实，维持扣分。" in page
    assert [message.to for message in mailoutbox] == [[team.email], [scored.email]]
    assert "机加车间对2026年4月考核评分有异议" in mailoutbox[0].subject
    again = desk(team).post(card_address(april, department, f"answer/{objection.pk}/"), {"words": "改个说法再答。"})
    assert "这条异议已经答复过了。" in again.text
    assert not queries.waiting_objections().exists()
    assert "2026年4月的考核待封存" in desk(team).get("/admin/").text


def test_a_week_after_freezing_it_is_too_late(desk, scored, frozen, department, clock):
    clock.move_to(NOW + timedelta(days=7))
    address = card_address(frozen, department, "object/")
    assert address in desk(scored).get(card_address(frozen, department)).text
    clock.move_to(NOW + timedelta(days=8))
    assert address not in desk(scored).get(card_address(frozen, department)).text
    answer = desk(scored).post(address, {"words": "现在才看到扣分"})
    assert "封存已超过7天，不能再提异议。" in answer.text
    assert not Objection.objects.exists()


# --- Who sees what ---


def test_nothing_is_shown_that_somebody_may_not_see(desk, scored, april, department):
    other = DepartmentFactory(code="other", name="其他部门")
    browser = desk(scored)

    page = browser.get(f"{INDEX}{april.pk}/").text

    assert "机加车间" in page
    assert "其他部门" not in page
    assert f"/{april.pk}/0/" not in page
    assert browser.get(card_address(april, department)).status_code == 200
    for address in (card_address(april), card_address(april, other), card_address(april, department, "line/")):
        assert browser.get(address).status_code == 302
    assert browser.post(f"{INDEX}{april.pk}/").status_code == 302
    assert ScorePeriod.objects.get().frozen_at is None
    assert browser.post(card_address(april, other, "object/"), {"words": "别的部门的扣分"}).status_code == 302
    assert desk(member("编辑", username="stranger")).get(INDEX).status_code == 302


def test_the_auditor_reads_and_changes_nothing(desk, april, department):
    browser = desk(member("审计员", username="auditor"))

    assert "人工登记" not in browser.get(card_address(april, department)).text
    assert browser.get(card_address(april)).status_code == 200
    assert browser.post(f"{INDEX}{april.pk}/").status_code == 302
    assert browser.post(card_address(april, department), {"line": "1"}).status_code == 302


def test_cases_are_named_only_to_who_may_see_them(desk, team, april, department):
    lay_routing()
    made = send(now=NOW - timedelta(days=30)).case
    late = {"first_replied_on": date(2026, 4, 20), "replied_on": date(2026, 4, 20), "was_on_time": False}
    Case.objects.filter(pk=made.pk).update(department=department, **late)

    seen = desk(team).get(card_address(april, department)).text
    unseen = desk(member("审计员", username="auditor")).get(card_address(april, department)).text

    assert made.number in seen
    assert made.number not in unseen
    assert "另有1件您无权查看。" in unseen
    assert "95分" in unseen


@pytest.mark.parametrize("address", ["999999/", "999999/0/", "1/999999999/", "0/0/"])
def test_an_unknown_address_is_not_found(desk, team, april, address):
    assert desk(team).get(f"{INDEX}{address}").status_code == 404


@pytest.mark.parametrize(("which", "budget"), [("period", 33), ("card", 32)])
@pytest.mark.parametrize("number", [1, 8])
def test_the_number_of_queries(desk, team, april, tree, number, which, budget, django_assert_num_queries):
    for count in range(number):
        department = DepartmentFactory(code=f"d{count}", name=f"部门{count}")
        stale_section(department, f"栏目{count}")
        NewsPageFactory(parent=tree.news, department=department, first_published_at=NOW - timedelta(days=10))
    address = {"period": f"{INDEX}{april.pk}/", "card": card_address(april)}[which]
    browser = desk(team)
    browser.get(address)

    with django_assert_num_queries(budget):
        browser.get(address)


@pytest.mark.parametrize("number", [1, 8])
def test_the_number_of_queries_of_what_is_frozen(desk, team, april, number, django_assert_num_queries):
    for count in range(number):
        DepartmentFactory(code=f"d{count}", name=f"部门{count}")
    services.freeze(period=april, actor=team)
    browser = desk(team)
    browser.get(f"{INDEX}{april.pk}/")

    with django_assert_num_queries(16):
        browser.get(f"{INDEX}{april.pk}/")
