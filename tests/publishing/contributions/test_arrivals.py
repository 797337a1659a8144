"""What editors are told of pieces that arrive: a mail, and a list on the home page of the admin."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from tests.clients import signed_in
from tests.conftest import member
from tests.publishing.contributions.sending import decide, sent, stored
from tests.publishing.reviewing import fresh, submit
from tests.sidebar import entries, menu
from unionsite.core import mails
from unionsite.core.first_page import MOST
from unionsite.publishing.contributions.choices import Standing, Stored
from unionsite.publishing.contributions.mails import Notice, send_contribution_mail
from unionsite.publishing.contributions.pieces import Contribution

pytestmark = pytest.mark.django_db
HOME = "/admin/"


def url_of(piece: Contribution) -> str:
    return f"/admin/contributions/{piece.pk}/"


@pytest.fixture
def arrived(desk, head_desk):
    """With the editors, after the head's sign-off."""
    piece = sent(desk)
    decide(head_desk, piece)
    return stored(piece)


@pytest.fixture
def handler(editor):
    editor.email = "editor@example.com"
    editor.save()
    return editor


def test_editors_hear_of_what_was_handed_on(desk, head_desk, handler, tree, django_capture_on_commit_callbacks):
    for number, group in enumerate(["信息员", "初审", "终审"]):
        person = member(group, username=f"other{number}")
        person.email = f"other{number}@example.com"
        person.save()
    piece = sent(desk)
    mail.outbox.clear()

    with django_capture_on_commit_callbacks(execute=True):
        decide(head_desk, piece)

    messages = [message for message in mail.outbox if message.to != ["sender@example.com"]]
    assert [message.to for message in messages] == [["editor@example.com"]]
    assert messages[0].subject == "新来稿：《班前会开到机床旁》"
    assert f"/admin/contributions/{piece.pk}/" in messages[0].body
    assert "每天八点" not in messages[0].body
    assert "田晓禾" not in messages[0].body


def test_it_is_a_line_of_the_editors_menu_while_it_waits(arrived, handler):
    def lines():
        return [entry["label"] for entry in entries(menu(signed_in(handler))[0]) if "来稿" in entry["label"]]

    assert lines() == ["来稿（1）"]
    arrived.delete()
    with time_machine.travel(timezone.now() + timedelta(minutes=1)):
        assert not lines()


def test_editors_hear_nothing_before_the_sign_off(desk, head, handler, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        sent(desk)
    assert [message.to for message in mail.outbox] == [["head@example.com"]]


def test_editors_who_left_or_sent_it_themselves_hear_nothing(tree, handler, django_capture_on_commit_callbacks):
    gone = member("编辑", username="gone")
    gone.email, gone.is_active = "gone@example.com", False
    gone.save()
    with django_capture_on_commit_callbacks(execute=True):
        sent(signed_in(handler))
    assert [message.subject for message in mail.outbox] == ["您的投稿《班前会开到机床旁》已转给编辑"]


def test_nobody_is_told_inside_silence(desk, head_desk, handler, django_capture_on_commit_callbacks):
    piece = sent(desk)
    with mails.silence(), django_capture_on_commit_callbacks(execute=True):
        decide(head_desk, piece)
    assert stored(piece).standing is Standing.EDITORS
    assert not mail.outbox


def test_mail_about_what_was_settled_meanwhile_is_not_sent(arrived, handler):
    Contribution.objects.filter(pk=arrived.pk).update(state=Stored.DECLINED)
    send_contribution_mail.call(arrived.pk, Notice.ARRIVED.value)
    assert not mail.outbox


def test_the_home_page_of_the_admin_names_what_waits(editor_client, arrived):
    page = editor_client.get(HOME).content.decode()
    assert url_of(arrived) in page
    assert "来稿《班前会开到机床旁》等您编辑" in page
    editor_client.post(url_of(arrived), {"action": "decline", "reason": "同一件事已有稿件"})
    assert url_of(arrived) not in editor_client.get(HOME).content.decode()


def test_what_is_under_review_waits_for_nobody_here(editor_client, editor, arrived):
    page = fresh(arrived.page)
    page.organiser = "机加车间工会"
    page.save()
    submit(page, editor)
    assert url_of(arrived) not in editor_client.get(HOME).content.decode()


@pytest.mark.parametrize("group", ["信息员", "初审", "终审"])
def test_others_do_not_see_it_on_their_home_page(client, arrived, group):
    client.force_login(member(group, username="other"))
    assert url_of(arrived) not in client.get(HOME).content.decode()


def test_the_home_page_costs_the_same_for_one_and_for_many(
    editor_client, desk, head_desk, arrived, django_assert_num_queries
):
    editor_client.get(HOME)
    with django_assert_num_queries(32):
        editor_client.get(HOME)
    for _turn in range(7):
        decide(head_desk, sent(desk))
    with django_assert_num_queries(32):
        page = editor_client.get(HOME).content.decode()
    assert page.count("转来</p>") == MOST
    assert "另有2件，查看全部待办" in page
