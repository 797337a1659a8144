"""A piece that is to be published at its minute, beside its alias in English: planned, changed, withdrawn, expired."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from tests.conftest import member
from tests.journeys.forms import TITLE, piece_form
from tests.journeys.pages import fresh, text_of, waiting_at
from unionsite.accounts.models import User
from unionsite.audit.models import AuditEntry
from unionsite.publishing.models import Release

pytestmark = pytest.mark.django_db
ADDRESS, ENGLISH_ADDRESS = "/news/machine-side-meeting/", "/en/news/machine-side-meeting/"
NOW = datetime(2026, 10, 13, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
PLANNED = datetime(2026, 10, 20, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(NOW)
    return time_machine


@pytest.fixture
def at(today):
    """Let the clock stand at a moment and the scheduler look around."""

    def move(moment):
        today.move_to(moment)
        call_command("publish_scheduled")

    return move


@pytest.fixture
def plan(write, decide, first_reviewer, final_reviewer):
    def send(**changes):
        page = write(**{"go_live_at": "2026-10-20 09:00"} | changes)
        decide(first_reviewer, page)
        decide(final_reviewer, page)
        return fresh(page)

    return send


def is_public(client) -> tuple[bool, bool]:
    """Whether readers get the piece, in Chinese and as its alias in English."""
    return tuple(client.get(address).status_code == 200 for address in (ADDRESS, ENGLISH_ADDRESS))


def test_a_planned_piece_passes_and_goes_live_at_its_minute_with_its_alias(client, plan, at):
    page = plan()
    assert waiting_at(page) is None
    assert page.scheduled_revision is not None
    assert is_public(client) == (False, False)
    at(PLANNED - timedelta(seconds=1))
    assert is_public(client) == (False, False)
    at(PLANNED)
    assert is_public(client) == (True, True)
    assert TITLE in text_of(client, "/news/")
    call_command("check_releases")


def withdraw(act, user, page, reason="活动改期"):
    return act(user, reverse("publishing_desk:withdraw", args=[page.pk]), {"reason": reason})


def edit(act, editor, department, page, **changes):
    """The editor submits the form of the piece again."""
    data = piece_form(department, **{"action-submit": "x"} | changes)
    return act(editor, reverse("wagtailadmin_pages:edit", args=[page.pk]), data)


def pass_both(decide, page, first_reviewer, final_reviewer):
    decide(first_reviewer, page)
    decide(final_reviewer, page)
    assert waiting_at(page) is None


def test_at_its_minute_everybody_hears_of_it_once(plan, at, mailoutbox, editor):
    """Nothing says that it is published while it only waits."""
    plan()
    to_editor = [message.body for message in mailoutbox if message.to == [editor.email]]
    assert any("将于2026年10月20日 09:00自动发布" in body for body in to_editor)
    assert not any("现已发布" in body for body in to_editor)


def test_what_waits_is_locked_and_says_how_to_take_it_back(client, act, plan, editor, department, at):
    page = plan()
    client.force_login(editor)
    html = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert "2026-10-20 09:00" in html
    assert reverse("publishing_desk:withdraw", args=[page.pk]) in html
    edit(act, editor, department, page, title="没有审过的标题")
    at(PLANNED)
    assert "没有审过的标题" not in text_of(client, ADDRESS)


@pytest.mark.parametrize("role", ["编辑", "初审", "终审", "应急下线", "系统管理员"])
def test_a_planned_piece_is_withdrawn_by_whoever_could_stop_it(
    client, act, plan, at, role, editor, first_reviewer, final_reviewer
):
    page = plan()
    people = {"编辑": editor, "初审": first_reviewer, "终审": final_reviewer}
    withdraw(act, people.get(role) or member(role), page)
    page = fresh(page)
    assert page.scheduled_revision is None
    assert not Release.objects.valid().of(page).exists()
    entry = AuditEntry.objects.get(action="plan_withdrawn")
    assert (entry.subject_id, entry.reason) == (str(page.pk), "活动改期")
    at(PLANNED)
    assert is_public(client) == (False, False)


@pytest.mark.parametrize("role", ["信息员", "举报办理", "安全管理员", "审计员"])
def test_and_by_nobody_else(client, act, plan, at, role):
    page = plan()
    assert withdraw(act, member(role), page).status_code in (302, 403)
    assert fresh(page).scheduled_revision is not None
    at(PLANNED)
    assert is_public(client) == (True, True)


@pytest.mark.parametrize("reason", ["", "。", " "])
def test_not_without_a_reason(act, plan, editor, reason):
    page = plan()
    response = withdraw(act, editor, page, reason)
    assert "请写明撤回的原因" in response.content.decode()
    assert fresh(page).scheduled_revision is not None


def test_those_who_reviewed_it_are_told(act, plan, editor, first_reviewer, final_reviewer, mailoutbox):
    page = plan()
    mailoutbox.clear()
    withdraw(act, editor, page)
    assert {message.to[0] for message in mailoutbox} == {first_reviewer.email, final_reviewer.email}
    assert "活动改期" in mailoutbox[0].body


def test_nobody_unschedules_without_a_reason_on_wagtails_own_screen(client, act, plan, admin_user):
    page = plan()
    address = reverse("wagtailadmin_pages:revisions_unschedule", args=[page.pk, page.scheduled_revision.pk])
    act(admin_user, address)
    assert fresh(page).scheduled_revision is not None


def test_a_changed_plan_holds(client, act, plan, at, decide, editor, department, first_reviewer, final_reviewer):
    page = plan()
    withdraw(act, editor, page)
    edit(act, editor, department, page, title="改期后的班前会", go_live_at="2026-10-22 09:00")
    pass_both(decide, page, first_reviewer, final_reviewer)
    at(PLANNED)
    assert is_public(client) == (False, False)
    at(PLANNED + timedelta(days=2))
    assert is_public(client) == (True, True)
    assert "改期后的班前会" in text_of(client, ENGLISH_ADDRESS)
    call_command("check_releases")


def test_without_its_date_it_goes_live_at_once(
    client, act, plan, decide, editor, department, first_reviewer, final_reviewer
):
    page = plan()
    withdraw(act, editor, page)
    edit(act, editor, department, page, go_live_at="")
    pass_both(decide, page, first_reviewer, final_reviewer)
    assert is_public(client) == (True, True)


@pytest.fixture
def update(act, published, decide, editor, department, first_reviewer, final_reviewer):
    """A new version of a public piece, released for a time to come."""

    def send(**changes):
        changes = {"title": "新的标题", "summary": "新的摘要。", "go_live_at": "2026-10-20 09:00"} | changes
        edit(act, editor, department, published, **changes)
        pass_both(decide, published, first_reviewer, final_reviewer)
        return fresh(published)

    return send


def test_a_planned_change_comes_at_its_minute_in_both(client, update, at):
    update()
    for address in (ADDRESS, ENGLISH_ADDRESS):
        assert TITLE in text_of(client, address)
    at(PLANNED)
    for address in (ADDRESS, ENGLISH_ADDRESS):
        html = text_of(client, address)
        assert "新的标题" in html
        assert TITLE not in html
    call_command("check_releases")


def test_withdrawing_a_planned_change_leaves_what_is_public(client, act, update, at, editor):
    page = update()
    withdraw(act, editor, page)
    at(PLANNED)
    for address in (ADDRESS, ENGLISH_ADDRESS):
        assert TITLE in text_of(client, address)
    call_command("check_releases")


def test_what_is_taken_down_does_not_come_back_by_its_plan(client, act, update, at):
    page = update()
    act(member("应急下线"), reverse("publishing_desk:emergency", args=[page.pk]), {"reason": "照片未经本人同意"})
    at(PLANNED)
    assert is_public(client) == (False, False)


def test_a_planned_piece_expires_with_its_alias(client, plan, at):
    page = plan(expire_at="2026-10-21 09:00")
    at(PLANNED)
    assert is_public(client) == (True, True)
    at(PLANNED + timedelta(days=1))
    assert is_public(client) == (False, False)
    at(PLANNED + timedelta(days=1, seconds=1))
    assert [one.expired for one in (fresh(page), page.aliases.get())] == [True, True]
    call_command("check_releases")


def test_what_has_expired_before_it_came_up_never_shows(client, plan, today):
    page = plan(expire_at="2026-10-21 09:00")
    today.move_to(PLANNED + timedelta(days=2))
    with pytest.raises(CommandError, match="失效时间"):
        call_command("publish_scheduled")
    call_command("publish_scheduled")
    assert is_public(client) == (False, False)
    assert fresh(page).first_published_at is None


@pytest.mark.parametrize("expiry", ["2026-10-20 09:00", "2026-10-18 09:00"])
def test_one_version_expires_and_the_planned_one_takes_its_place(
    client, act, published, at, decide, editor, department, first_reviewer, final_reviewer, expiry
):
    """At the same minute, or after some days without either."""
    edit(act, editor, department, published, expire_at=expiry)
    pass_both(decide, published, first_reviewer, final_reviewer)
    edit(act, editor, department, published, title="新的标题", go_live_at="2026-10-20 09:00")
    pass_both(decide, published, first_reviewer, final_reviewer)
    at(datetime.fromisoformat(f"{expiry}:01+08:00"))
    at(PLANNED + timedelta(seconds=1))
    for address in (ADDRESS, ENGLISH_ADDRESS):
        assert "新的标题" in text_of(client, address)
    call_command("check_releases")


@pytest.mark.parametrize("how", ["disabled", "left the group"])
def test_a_reviewer_who_leaves_meanwhile_stops_nothing(client, plan, at, first_reviewer, final_reviewer, how):
    page = plan()
    for person in (first_reviewer, final_reviewer):
        if how == "disabled":
            person.is_active = False
            person.save()
        else:
            person.groups.clear()
    at(PLANNED)
    assert is_public(client) == (True, True)
    release = Release.objects.valid().of(page).get()
    assert (release.first_reviewer, release.final_reviewer) == (first_reviewer, final_reviewer)
    call_command("check_releases")


def test_who_reviewed_what_waits_cannot_be_deleted(client, act, plan, at, admin_user, first_reviewer):
    """Reviewers go by two people, and the ledger keeps them: such an account is disabled, and the screen says so."""
    plan()
    client.force_login(admin_user)
    response = client.post(reverse("wagtailusers_users:delete", args=[first_reviewer.pk]), follow=True)
    assert "需要时停用，不要删除" in response.content.decode()
    many = reverse("wagtail_bulk_action", args=["accounts", "user", "delete"])
    response = act(admin_user, f"{many}?id={first_reviewer.pk}&next=/admin/")
    assert response.status_code == 302
    assert User.objects.filter(pk=first_reviewer.pk).exists()
    at(PLANNED)
    assert is_public(client) == (True, True)


def test_the_first_reviewer_leaves_before_the_second_has_decided(
    client, write, decide, at, first_reviewer, final_reviewer
):
    page = write(go_live_at="2026-10-20 09:00")
    decide(first_reviewer, page)
    first_reviewer.is_active = False
    first_reviewer.save()
    decide(final_reviewer, page)
    at(PLANNED)
    assert is_public(client) == (True, True)
