"""我的标记: reports in the queue can be told apart, by a word that nobody but the handler reads."""

import pytest
from django.db import connection

from interact.cases.choices import OWN_WORD_LENGTH, Party, Step
from interact.channels.records import Channel
from interact.models import CaseHandler
from tests.clients import signed_in
from tests.conftest import member
from tests.interact.desk.looking import DESK, address, agree, page, pass_the_time, take
from tests.interact.submitting import send

pytestmark = pytest.mark.django_db
WORD = "仓库那件"


@pytest.fixture
def report(routing, report_handler):
    return send(Channel.REPORT).case


def titles(client) -> list[str]:
    return [row.subject for row in client.get(DESK).context["rows"]]


def test_reports_can_be_told_apart(report, report_desk):
    other = send(Channel.REPORT).case
    assert titles(report_desk) == ["投诉举报", "投诉举报"]
    assert 'id="id_own_word"' in page(report_desk, address(report))
    saved = report_desk.post(address(report, "word/"), {"word": WORD}, follow=True)
    assert "标记已保存。" in saved.content.decode()
    assert f'value="{WORD}"' in saved.content.decode()
    assert sorted(titles(report_desk)) == sorted([WORD, "投诉举报"])
    assert report.number in page(report_desk)
    report_desk.post(address(other, "word/"), {"word": "食堂"})
    report_desk.post(address(report, "word/"), {"word": ""})
    assert sorted(titles(report_desk)) == sorted(["食堂", "投诉举报"])


def test_nobody_else_reads_it_and_the_case_does_not_change(report, report_desk, second_handler):
    report_desk.post(address(report, "word/"), {"word": WORD})
    CaseHandler.objects.create(case=report, user=second_handler, party=Party.TEAM, added_on=report.since)
    second = signed_in(second_handler)
    assert WORD not in page(second) + page(second, address(report))
    second.post(address(report, "word/"), {"word": "我的另一个"})
    assert titles(report_desk) == [WORD]
    assert titles(second) == ["我的另一个"]
    report.refresh_from_db()
    assert (report.version, report.entries.count()) == (0, 1)
    with connection.cursor() as cursor:
        cursor.execute("SELECT sealed_word FROM interact_casehandler")
        assert all(WORD.encode() not in bytes(sealed) for (sealed,) in cursor.fetchall())


def test_it_goes_with_the_handler(report, report_desk, report_handler, second_handler):
    report_desk.post(address(report, "word/"), {"word": WORD})
    CaseHandler.objects.create(case=report, user=second_handler, party=Party.TEAM, added_on=report.since)
    take(signed_in(second_handler), report, Step.REMOVE_HANDLER, user=report_handler.pk, words="工作有调整")
    agree(member("终审", username="committee"))
    pass_the_time()
    assert not CaseHandler.objects.exclude(sealed_word=None).exists()


def test_strangers_and_odd_input(report, report_desk, team_desk, case):
    assert team_desk.post(address(report, "word/"), {"word": WORD}).status_code == 404
    assert 'id="id_own_word"' not in page(team_desk, address(case))
    assert team_desk.post(address(case, "word/"), {"word": WORD}).status_code == 404, "its subject is shown anyway"
    too_long = report_desk.post(address(report, "word/"), {"word": "长" * (OWN_WORD_LENGTH + 1)}, follow=True)
    assert str(OWN_WORD_LENGTH) in too_long.content.decode()
    assert report_desk.get(address(report, "word/")).status_code == 302
    assert not CaseHandler.objects.exclude(sealed_word=None).exists()


@pytest.mark.parametrize("number", [1, 25])
def test_queries_do_not_grow_with_the_words(routing, report_desk, django_assert_num_queries, number):
    for _number in range(number):
        report = send(Channel.REPORT).case
        report_desk.post(address(report, "word/"), {"word": WORD})
    page(report_desk)
    with django_assert_num_queries(18):
        assert titles(report_desk) == [WORD] * number
