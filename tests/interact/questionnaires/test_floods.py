"""Sixteen processes send at the same moment: of all together no more than one address may send is stored (T80)."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client

from interact.questionnaires.services import create_questionnaire
from tests.accounts.second_factor.racing import database_for_others, race
from tests.interact.submitting import lay_routing
from tests.interact.writing import PATHS, SUBJECT, TEXT, solved
from tests.releasing import publish

pytestmark = pytest.mark.django_db(transaction=True)
PROCESSES = 16


@pytest.fixture
def a_minute_ago():
    """While a form is opened: nobody fills one in within three seconds."""
    return datetime.now(UTC) - timedelta(minutes=1)


def statuses(answers) -> list[int]:
    return [status for runner in answers for status, _is_in in runner]


def spans(begin: datetime) -> int:
    """The hours that the clock has struck meanwhile, and the one it began with."""
    return int((datetime.now(UTC).replace(minute=0) - begin.replace(minute=0)) / timedelta(minutes=30)) + 1


def test_t80_answers_to_a_questionnaire(committed_tree, a_minute_ago, tmp_path):
    fields = [{"label": "想说的话", "kind": "singleline", "name": "words"}]
    page = publish(create_questionnaire(parent=committed_tree.interact, title="食堂", slug="canteen", fields=fields))
    with time_machine.travel(a_minute_ago):
        stamp = Client().get(page.url).context["form"]["stamp"].value()
    runners = [
        {"forms": [(page.url, {"stamp": stamp, "words": f"{runner}-{number}"}) for number in range(3)]}
        for runner in range(PROCESSES)
    ]
    begin = datetime.now(UTC)
    answers = race(database_for_others(connection, tmp_path), runners, tmp_path, QUESTIONNAIRE_ANSWERS_AN_HOUR="20")
    seen = statuses(answers)
    assert set(seen) == {302, 429}
    if spans(begin) == 1:
        assert seen.count(302) == 20


def test_t80_sendings_to_the_union(committed_tree, a_minute_ago, tmp_path):
    lay_routing()
    path = PATHS["suggestion"]
    runners = []
    with time_machine.travel(a_minute_ago):
        for _number in range(PROCESSES):
            form = Client().get(path).context["form"]
            carried = {name: form[name].value() or "" for name in ("stamp", "notice", "picture")}
            typed = {"subject": SUBJECT, "text": TEXT, "consent": "on", "identity": "anonymous"}
            # Pressed twice: the second one gives the same receipt, and is not counted.
            sending = (path, {**carried, **typed, "proof": solved(form.challenge), "letters": ""})
            runners.append({"forms": [sending, sending]})
    begin = datetime.now(UTC)
    answers = race(database_for_others(connection, tmp_path), runners, tmp_path, FEEDBACK_SENDINGS_AN_HOUR="5")
    seen = statuses(answers)
    assert set(seen) == {200, 429}
    if spans(begin) == 1:
        assert seen.count(200) == 10
