"""Guessing receipts (T65) and what happens when nobody counts the guesses (T81)."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.cache.backends.locmem import LocMemCache
from django.db import connection

from interact.following import services
from tests.accounts.second_factor.racing import database_for_others, race
from tests.counters import share_counters
from tests.interact.submitting import lay_routing, send

pytestmark = [pytest.mark.once, pytest.mark.django_db]
RECEIPT = "ABCD-EFGH-JKMN-PQRS-TVWX"
FIND = "/feedback/"
# One letter off, too short, too long, of letters that no receipt has, of another shape altogether.
WRONG = [
    "ABCD-EFGH-JKMN-PQRS-TVWY",
    "ABCD-EFGH-JKMN-PQRS-TVW",
    "ABCD-EFGH-JKMN-PQRS-TVWX-Y",
    "0000-0000-0000-0000-0000",
    "' OR 1=1 --",
    "1",
    "😀",
]


class LimitsAreDown(LocMemCache):
    """A cache that fails where tries are counted."""

    def get(self, key, default=None, version=None):
        self._fail(key)
        return super().get(key, default, version)

    def add(self, key, value, timeout=None, version=None):
        self._fail(key)
        return super().add(key, value, timeout, version)

    def _fail(self, key):
        if str(key).startswith("limit"):
            raise ConnectionError("secret-host:6379")


@pytest.fixture
def sent(routing, tree):
    return send(receipt=RECEIPT).case


@pytest.fixture
def erased(sent):
    services.erase(case_id=sent.pk, now=sent.received_at)
    return sent


def answer_to(client, receipt, **headers):
    """(status, page without what was typed and the form's token)."""
    response = client.post(FIND, {"receipt": receipt}, **headers)
    token = response.context["csrf_token"] if response.context else ""
    html = response.content.decode().replace(str(token), "TOKEN")
    field = response.context["form"]["receipt"] if response.context else None
    return response.status_code, html.replace(str(field), "FIELD") if field else html


def test_t65_unknown_near_and_erased_get_one_answer(client, erased, settings):
    settings.FEEDBACK_GUESSES_AN_HOUR = 100
    answers = {answer_to(client, receipt) for receipt in [*WRONG, RECEIPT]}
    assert len(answers) == 1
    status, html = answers.pop()
    assert status == 200
    assert "没有找到" in html


def test_t65_the_same_work_for_each(client, sent, settings, django_assert_num_queries):
    settings.FEEDBACK_GUESSES_AN_HOUR = 100
    client.get(FIND)
    for receipt in [*WRONG, RECEIPT]:
        with django_assert_num_queries(1) as captured:
            client.post(FIND, {"receipt": receipt})
        assert "receipt_digest" in captured.captured_queries[0]["sql"]


def test_t65_a_thousand_guesses_are_stopped(clock, client, sent, settings):
    settings.FEEDBACK_GUESSES_AN_HOUR = 30
    codes = [f"ABCD-EFGH-JKMN-PQRS-{number:04}" for number in range(1000)]
    statuses = [client.post(FIND, {"receipt": code}).status_code for code in codes]
    assert statuses == [200] * 30 + [429] * 970
    response = client.post(FIND, {"receipt": "1"})
    assert response["Retry-After"] == "3600"
    assert "查错的次数太多" in response.content.decode()
    assert not response.cookies.get("case_visit")


def test_t65_wrong_receipts_of_an_office_do_not_shut_out_a_right_one(clock, client, sent, settings):
    settings.FEEDBACK_GUESSES_AN_HOUR = 2
    for _guess in range(5):
        client.post(FIND, {"receipt": WRONG[0]})
    assert client.post(FIND, {"receipt": RECEIPT}).status_code == 303
    # Nor does it make room for further guesses.
    assert client.post(FIND, {"receipt": WRONG[0]}).status_code == 429


@pytest.mark.django_db(transaction=True)
def test_t65_of_guesses_in_sixteen_processes_thirty_are_answered_in_an_hour(client, committed_tree, settings, tmp_path):
    """With the cache that the site has without Redis, too; five minutes later the hour is not over."""
    share_counters(settings, tmp_path / "counters")
    now = datetime.now(UTC)
    begin = now.replace(minute=0, second=0, microsecond=0)
    lay_routing()
    send(receipt=RECEIPT)
    forms = [(FIND, {"receipt": f"ABCD-EFGH-JKMN-PQRS-{number:04}"}) for number in range(25)]
    runners = [{"forms": forms}] * 16
    answers = race(database_for_others(connection, tmp_path), runners, tmp_path, FEEDBACK_GUESSES_AN_HOUR="30")
    statuses = [status for runner in answers for status, _is_in in runner]
    if datetime.now(UTC) - begin < timedelta(hours=1):  # else the clock struck while they ran
        assert (statuses.count(200), statuses.count(429)) == (30, 370)
        for minute in (0, 1, 5, 6, 59):
            moment = begin + timedelta(minutes=minute)
            if moment >= now:
                with time_machine.travel(moment, tick=False):
                    assert client.post(FIND, {"receipt": WRONG[0]}).status_code == 429
                    assert client.post(FIND, {"receipt": RECEIPT}).status_code == 303
    with time_machine.travel(begin + timedelta(hours=2), tick=False):
        assert client.post(FIND, {"receipt": WRONG[0]}).status_code == 200


def test_t65_another_address_goes_on(clock, client, sent, settings):
    settings.FEEDBACK_GUESSES_AN_HOUR = 2
    assert [client.post(FIND, {"receipt": code}).status_code for code in WRONG[:3]] == [200, 200, 429]
    assert client.post(FIND, {"receipt": WRONG[0]}, REMOTE_ADDR="10.1.1.1").status_code == 200


def test_t65_many_addresses_are_counted_together(clock, client, sent, settings):
    settings.FEEDBACK_GUESSES_AN_HOUR_IN_ALL = 5
    for number in range(5):
        client.post(FIND, {"receipt": "1"}, REMOTE_ADDR=f"10.0.0.{number}")
    assert client.post(FIND, {"receipt": "1"}, REMOTE_ADDR="10.0.0.99").status_code == 429


def test_t65_right_receipts_are_not_counted(client, sent, settings):
    """A whole workshop may stand behind one address."""
    settings.FEEDBACK_GUESSES_AN_HOUR = 2
    assert {client.post(FIND, {"receipt": RECEIPT}).status_code for _person in range(10)} == {303}


def test_t65_what_was_typed_stays(client, sent):
    assert 'value="ABCD-EFGH-JKMN-PQRS-TVWY"' in client.post(FIND, {"receipt": WRONG[0]}).content.decode()


@pytest.mark.parametrize("receipt", [RECEIPT, WRONG[0]])
def test_t81_without_the_counter_nobody_is_let_in(client, sent, settings, receipt, caplog):
    backend = f"{__name__}.LimitsAreDown"
    settings.CACHES = {**settings.CACHES, "limits": {"BACKEND": backend, "LOCATION": "down"}}
    response = client.post(FIND, {"receipt": receipt})
    assert response.status_code == 503
    assert "暂时不能查询，请稍后再试" in response.content.decode()
    assert "case_visit" not in response.cookies
    assert response["Retry-After"] == "300"
    assert "Receipts cannot be looked up: ConnectionError" in caplog.text
    assert "secret-host" not in caplog.text


def test_t81_who_is_inside_can_go_on(client, sent, settings):
    client.post(FIND, {"receipt": RECEIPT})
    backend = f"{__name__}.LimitsAreDown"
    settings.CACHES = {**settings.CACHES, "limits": {"BACKEND": backend, "LOCATION": "down"}}
    response = client.post("/feedback/case/supplement/", {"words": "补充一句话。"})
    assert response.status_code == 303
    assert sent.entries.count() == 2
