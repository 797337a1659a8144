"""A rejection is a conversation: the reason over the form, point by point, and a second look with the changes."""

import re

import pytest
from django.urls import reverse

from tests.journeys.forms import answers, piece_form
from tests.journeys.pages import fresh, waiting_at
from tests.publishing.reviewing import submit

pytestmark = pytest.mark.django_db
COMMENT = "1. 请核对办结问题的数字。\n2、“登陆”应为“登录”。\n\n手机号码不要公开。"
SLIP = "十月十二日，机加车间登记问题17件，联系电话13912345678。"


@pytest.fixture
def edit_screen(client, editor):
    def read(page) -> str:
        client.force_login(editor)
        html = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
        client.logout()
        return html

    return read


@pytest.fixture
def desk(client):
    """What a reviewer reads about what waits."""

    def read(user, page) -> str:
        client.force_login(user)
        address = reverse("publishing_desk:review", args=[fresh(page).current_workflow_task_state.pk])
        html = client.get(address).content.decode()
        client.logout()
        return html

    return read


@pytest.fixture
def send(act, editor, department):
    """The editor saves or submits the form with the points; returns the response."""

    def post(page, points, button="action-submit", **changes):
        data = piece_form(department, **{button: "x"} | changes) | points
        return act(editor, reverse("wagtailadmin_pages:edit", args=[page.pk]), data)

    return post


@pytest.fixture
def rejected(write, decide, first_reviewer):
    page = write()
    decide(first_reviewer, page, action="reject", comment=COMMENT)
    return page


def test_the_reason_stands_over_the_form_point_by_point(rejected, edit_screen, first_reviewer):
    html = edit_screen(rejected)
    notes = html[html.index('id="rejection"') : html.index('id="page-edit-form"')]
    assert f"退回理由：初审，{first_reviewer}" in notes
    points = re.findall(r'name="rejection_done"[^>]*>\s+<span>(.*?)</span>', notes)
    assert points == ["请核对办结问题的数字。", "“登陆”应为“登录”。", "手机号码不要公开。"]
    assert notes.count('form="page-edit-form"') == 9


def test_ticks_are_kept_with_the_draft(rejected, edit_screen, send):
    send(rejected, answers(rejected, left_out={2}, n1="已与车间核对。"), button="action-save")
    html = edit_screen(rejected)
    assert re.findall(r'name="rejection_done"[^>]*?( checked)?>\s+<span>', html) == [" checked", "", " checked"]
    assert "已与车间核对。" in html


def test_it_is_not_sent_again_while_a_point_is_open(rejected, send):
    response = send(rejected, answers(rejected, left_out={2}, n1="已与车间核对。"), title="改过的标题")
    html = response.content.decode()
    assert "退回理由还有1条没有勾选" in html
    assert 'value="改过的标题"' in html
    assert "已与车间核对。" in html
    assert waiting_at(rejected) is None
    send(rejected, answers(rejected))
    assert waiting_at(rejected) == "初审"


def test_a_screen_that_knows_nothing_of_it_sends_nothing(rejected, send):
    """As a form that was opened before the piece came back."""
    response = send(rejected, {})
    assert "退回理由还有3条没有勾选" in response.content.decode()
    assert waiting_at(rejected) is None


def test_the_second_look_shows_what_was_done(rejected, send, desk, first_reviewer, final_reviewer, decide, editor):
    send(rejected, answers(rejected, n3="没有手机号码。"), title="机加车间班前会开到机床旁")
    html = desk(first_reviewer, rejected)
    assert "与退回那一稿相比的改动" in html
    since = html[html.index('id="since"') : html.index('id="checks"')]
    assert "deletion" in since
    returned = html[html.index('id="returned"') : html.index('id="since"')]
    assert returned.count(f"{editor}20") == 3
    assert "说明：没有手机号码。" in returned
    decide(first_reviewer, rejected)
    assert 'id="returned"' in desk(final_reviewer, rejected)


def test_what_came_back_unchanged_says_so(rejected, editor, desk, first_reviewer):
    submit(rejected, editor)
    assert "与退回那一稿相比，文字和图片没有改动。" in desk(first_reviewer, rejected)


def test_withdrawing_does_not_make_a_rejection_forgotten(rejected, send, edit_screen):
    send(rejected, {}, button="action-cancel-workflow")
    assert fresh(rejected).current_workflow_state is None
    assert 'id="rejection"' in edit_screen(rejected)
    assert "没有勾选" in send(rejected, {}).content.decode()


def test_what_was_released_is_a_new_matter(rejected, send, decide, edit_screen, first_reviewer, final_reviewer):
    send(rejected, answers(rejected))
    decide(first_reviewer, rejected)
    decide(final_reviewer, rejected)
    assert fresh(rejected).live
    assert 'id="rejection"' not in edit_screen(rejected)


def test_a_second_rejection_asks_anew(rejected, send, decide, edit_screen, first_reviewer, final_reviewer):
    send(rejected, answers(rejected))
    decide(first_reviewer, rejected)
    decide(final_reviewer, rejected, action="reject", comment="题目太长。")
    html = edit_screen(rejected)
    assert "退回理由：终审" in html
    assert html.count('name="rejection_done"') == 1
    assert "题目太长。" in html


# --- Reasons of the text checks ---


@pytest.fixture
def excused(write, send, decide, first_reviewer):
    """Submitted with a slip and a reason for it, sent back because of it."""
    page = write(button="action-save", paragraph=SLIP)
    response = send(page, {}, paragraph=SLIP)
    keys = re.search(r'name="textcheck_keys" value="([^"]+)"', response.content.decode())[1]
    send(page, {}, paragraph=SLIP, textcheck_reason="系统的名称就是这样", textcheck_keys=keys)
    assert waiting_at(page) == "初审"
    decide(first_reviewer, page, action="reject", comment="“登陆”应为“登录”。")
    return page, keys


def test_an_excuse_of_before_is_void(excused, send, edit_screen):
    page, _keys = excused
    html = edit_screen(page)
    assert "退回前" in html
    assert "系统的名称就是这样" in html
    response = send(page, answers(page), paragraph=SLIP)
    assert "须改正或说明理由" in response.content.decode()
    assert waiting_at(page) is None


def test_a_new_excuse_is_marked_on_the_desk(excused, send, desk, first_reviewer):
    page, keys = excused
    send(page, answers(page), paragraph=SLIP, textcheck_reason="系统确实叫登陆系统", textcheck_keys=keys)
    assert waiting_at(page) == "初审"
    checks = desk(first_reviewer, page)
    checks = checks[checks.index('id="checks"') :]
    assert "退回后未改" in checks
    assert "系统确实叫登陆系统" in checks
    assert "系统的名称就是这样" in checks


def test_what_was_mended_has_no_mark(excused, send, desk, first_reviewer):
    page, _keys = excused
    send(page, answers(page))
    assert waiting_at(page) == "初审"
    assert "退回后未改" not in desk(first_reviewer, page)
