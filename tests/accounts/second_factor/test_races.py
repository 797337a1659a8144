"""Twelve processes at the same moment: a code opens one door (T10, T11, T14, T20)."""

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from tests.accounts.second_factor.keys import ORIGIN, SoftKey, question_of
from tests.accounts.second_factor.racing import database_for_others, race
from tests.accounts.second_factor.signing_in import (
    BACKUP_CODE,
    CODE,
    ENROL,
    PASSKEY,
    TICKET,
    code_of,
    give_code,
    give_password,
    superuser,
    wrong_code,
)
from tests.clients import SiteClient, bind_authenticator
from tests.counters import share_counters
from unionsite.accounts.models import Authenticator
from unionsite.accounts.second_factor import services
from unionsite.accounts.second_factor.throttles import CODE_FAILURES

pytestmark = pytest.mark.django_db(transaction=True)
RUNNERS = 12


@pytest.fixture
def person(clock, db):
    return superuser(username="racer")


@pytest.fixture
def device(person):
    return bind_authenticator(person)


@pytest.fixture
def database(tmp_path):
    return lambda: database_for_others(connection, tmp_path)


def after_the_password(person) -> SiteClient:
    client = SiteClient()
    assert give_password(client, person)["Location"] in (CODE, TICKET)
    return client


def runners(person, *forms) -> list[dict]:
    """Twelve browsers that have all shown the right password, each with these forms to send."""
    keys = [after_the_password(person).cookies["sessionid"].value for _number in range(RUNNERS)]
    return [{"session": key, "forms": forms} for key in keys]


def winners(answers) -> list[int]:
    """Which runners are signed in at the end; nobody was answered with a fault."""
    assert {status for runner in answers for status, _is_in in runner} <= {200, 302}
    return [number for number, runner in enumerate(answers) if runner[-1][1]]


def test_t10_of_twelve_requests_with_one_code_one_is_let_in(person, device, database, tmp_path):
    racing = runners(person, (CODE, {"code": code_of(device)}))
    assert len(winners(race(database(), racing, tmp_path))) == 1


def test_t10_of_twelve_requests_with_one_answer_of_a_passkey_one_is_let_in(
    person, device, database, tmp_path, settings
):
    """All from one browser, whose session holds the question until the first of them has used it up."""
    settings.PASSKEY_ORIGINS = [ORIGIN]
    inside, client, key = SiteClient(SERVER_NAME="localhost"), SiteClient(SERVER_NAME="localhost"), SoftKey()
    inside.force_login(person)
    add = reverse("accounts:passkey_add")
    inside.post(add, {"name": "电脑", "answer": key.create(question_of(inside.get(add)))})
    give_password(client, person)
    form = (PASSKEY, {"answer": key.get(question_of(client.get(PASSKEY)))})
    runner = {"session": client.cookies["sessionid"].value, "forms": [form], "host": "localhost"}
    answers = race(database(), [runner] * RUNNERS, tmp_path, BASE_URL=ORIGIN)
    # 400: the first one has ended the session in the midst of this one.
    assert {status for ((status, _is_in),) in answers} <= {200, 302, 400}
    assert [is_in for ((_status, is_in),) in answers].count(True) == 1


def test_t11_of_twelve_requests_with_one_backup_code_one_is_let_in(person, device, database, tmp_path):
    codes = services.make_backup_codes(user=person)
    racing = runners(person, (BACKUP_CODE, {"code": codes[0]}))
    assert len(winners(race(database(), racing, tmp_path))) == 1


def test_t14_wrong_codes_of_twelve_processes_count_for_the_one_account(person, device, database, tmp_path, settings):
    share_counters(settings, tmp_path / "counters")
    wrong = (CODE, {"code": wrong_code(device)})
    racing = runners(person, wrong, wrong)
    assert winners(race(database(), racing, tmp_path)) == []
    client = after_the_password(person)
    assert CODE_FAILURES.is_reached(person.pk)
    answer = give_code(client, code_of(device, steps=1))
    assert answer.status_code == 200
    assert "一小时后再试" in answer.content.decode()


def test_t14_parallel_wrong_codes_delay_the_next_one(person, device, database, tmp_path):
    """The right code among eleven wrong ones wins or waits: never do two of them both get a fresh try."""
    right, wrong = (CODE, {"code": code_of(device)}), (CODE, {"code": wrong_code(device)})
    racing = [runner | {"forms": [right if number == 5 else wrong]} for number, runner in enumerate(runners(person))]
    assert winners(race(database(), racing, tmp_path)) in ([], [5])


def test_t20_a_ticket_in_twelve_sessions_binds_one_phone(person, database, tmp_path):
    ticket = services.make_ticket(user=person, actor=None, now=timezone.now())
    racing = []
    for _number in range(RUNNERS):
        client = after_the_password(person)
        assert give_code(client, ticket, address=TICKET)["Location"] == ENROL
        racing.append({"session": client.cookies["sessionid"].value})
    client.get(ENROL)
    code = code_of(Authenticator.objects.get(user=person))
    racing = [runner | {"forms": [(ENROL, {"code": code})]} for runner in racing]
    assert len(winners(race(database(), racing, tmp_path))) == 1


def test_t33_of_twelve_sessions_signed_in_at_once_one_is_left(person, device, database, tmp_path):
    """Each with a backup code of its own, so that all are let in; the last one stays."""
    codes = services.make_backup_codes(user=person)[:10]
    racing = [
        runner | {"forms": [(BACKUP_CODE, {"code": code}), ("/admin/active/", {}), ("/admin/active/", {})]}
        for runner, code in zip(runners(person), codes, strict=False)
    ]
    answers = race(database(), racing, tmp_path)
    # Let in, whether or not a later one has ended the session before this one looked.
    assert [status for (status, _is_in), *_rest in answers] == [302] * 10
    assert {runner[2][0] for runner in answers} <= {204, 403}
