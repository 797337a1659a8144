"""What somebody who has signed in has not finished writing is kept for them alone (0057)."""

from datetime import timedelta

import pytest

from interact.models import Draft
from interact.sending import drafts
from tests.factories import UserFactory
from tests.interact.sending.test_privacy import everything_in_the_database
from tests.interact.writing import PATHS, SUBJECT, TEXT

pytestmark = pytest.mark.django_db
SUGGESTION = PATHS["suggestion"]
WORDS = {"action": "draft", "subject": SUBJECT, "text": TEXT, "identity": "named"}
SCRIPT = {"Accept": "application/json"}


@pytest.fixture
def employee(client):
    user = UserFactory(username="sun", name="孙小满")
    client.force_login(user)
    return user


def test_a_draft_is_kept_sealed_and_begins_the_form_again(write, client, employee):
    assert client.post(SUGGESTION, WORDS, headers=SCRIPT).json()["said"].startswith("草稿已存到网站上，10:00")
    client.post(SUGGESTION, {**WORDS, "subject": "食堂"}, headers=SCRIPT)
    assert Draft.objects.count() == 1
    everything = everything_in_the_database()
    assert TEXT not in everything
    assert TEXT.encode().decode("latin-1") not in everything
    client.logout()
    assert not write().open().form["text"].value()
    client.force_login(employee)
    writer = write().open()
    assert (writer.form["subject"].value(), writer.form["text"].value()) == ("食堂", TEXT)
    assert "这是您2026-05-08 10:00存下的草稿" in writer.response.content.decode()
    writer.post(writer.values(identity="named", name="孙小满"))
    assert not Draft.objects.exists()


def test_without_a_script_a_button_keeps_and_erases_it(write, client, employee):
    writer = write().open()
    stamp = writer.form["stamp"].value()
    assert 'value="draft"' in writer.response.content.decode()
    answer = client.post(SUGGESTION, {**WORDS, "stamp": stamp})
    assert (answer.status_code, answer["Location"]) == (302, SUGGESTION)
    assert Draft.objects.count() == 1
    assert client.post(SUGGESTION, {"action": "forget", "stamp": stamp})["Location"] == SUGGESTION
    assert not Draft.objects.exists()


@pytest.mark.parametrize("channel", ["report", "letter"])
def test_t62_where_handlers_are_named_no_row_ties_a_person_to_what_they_write(write, client, employee, channel):
    assert 'value="draft"' not in write(channel).open().response.content.decode()
    assert client.post(PATHS[channel], WORDS, headers=SCRIPT).status_code == 409
    assert not Draft.objects.exists()


def test_t62_what_is_to_be_anonymous_is_not_laid_beside_a_name(client, routing, tree, clock, employee):
    client.post(SUGGESTION, WORDS, headers=SCRIPT)
    assert client.post(SUGGESTION, {**WORDS, "identity": "anonymous"}, headers=SCRIPT).status_code == 409
    assert not Draft.objects.exists()


def test_after_the_session_has_ended_nothing_is_sent_and_nothing_is_lost(write, client, employee):
    writer = write().open()
    values = writer.values(action="draft")
    client.logout()
    response = client.post(SUGGESTION, values)
    page = response.content.decode()
    assert "登录已经结束" in page
    assert TEXT in page
    assert not Draft.objects.exists()
    assert "receipt" not in response.context


def test_more_than_any_form_takes_is_said(client, routing, tree, clock, employee):
    answer = client.post(SUGGESTION, {**WORDS, "text": "字" * 50_001}, headers=SCRIPT)
    assert (answer.status_code, answer.json()["said"]) == (409, "内容太长，草稿没有存下，请先删短一些。")


def test_the_account_page_lists_own_drafts_and_deletes_them(client, routing, tree, clock, employee):
    client.post(SUGGESTION, WORDS, headers=SCRIPT)
    client.post(PATHS["question"], {**WORDS, "subject": "年休假"}, headers=SCRIPT)
    page = client.get("/account/").content.decode()
    assert f"意见建议：{SUBJECT}" in page
    assert f'action="{SUGGESTION}"' in page
    assert TEXT in client.get("/account/data.json").content.decode()
    assert client.post(SUGGESTION, {"action": "forget"})["Location"] == "/account/"
    assert [draft.channel for draft in Draft.objects.all()] == ["question"]
    client.force_login(UserFactory(username="other"))
    assert "年休假" not in client.get("/account/").content.decode()


def test_a_draft_is_forgotten_after_its_days(client, routing, tree, clock, employee):
    client.post(SUGGESTION, WORDS, headers=SCRIPT)
    kept = Draft.objects.get()
    days = timedelta(days=drafts.KEEP_DAYS)
    assert drafts.forget_old(now=kept.saved_at + days) == 0
    assert drafts.forget_old(now=kept.saved_at + days + timedelta(seconds=1)) == 1


def test_t72_a_draft_moved_to_somebody_else_does_not_open(client, routing, tree, clock, employee):
    client.post(SUGGESTION, WORDS, headers=SCRIPT)
    Draft.objects.update(person=UserFactory(username="other"))
    assert drafts.words_of(Draft.objects.get()) == {}


# --- What another page brings along ---

BROUGHT = {"action": "begin", "subject": "请帮我核对：加班工资", "text": "加班工资合计：517.24元\n\n我想问："}


def test_a_form_begins_with_what_a_page_brought_and_keeps_none_of_it(write, client, caplog):
    response = client.post(PATHS["question"], BROUGHT)
    form = response.context["form"]
    assert (response.status_code, form.is_bound) == (200, False)
    assert (form["subject"].value(), form["text"].value()) == (BROUGHT["subject"], BROUGHT["text"])
    assert "517.24" not in caplog.text
    assert "517.24" not in everything_in_the_database()


def test_what_was_brought_comes_after_the_draft(write, client, employee):
    client.post(PATHS["question"], WORDS, headers=SCRIPT)
    form = client.post(PATHS["question"], BROUGHT).context["form"]
    assert form["text"].value() == f"{TEXT}\n\n{BROUGHT['text']}"


def test_an_address_brings_no_text(write, client):
    form = client.get(PATHS["question"], BROUGHT).context["form"]
    assert (form["subject"].value(), form["text"].value()) == (BROUGHT["subject"], "")
