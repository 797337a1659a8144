"""The site closed to writing, and all sessions ended: at once, for everybody, without locking oneself out (T100)."""

import time

import pytest
from django.contrib.auth import SESSION_KEY
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from tests.accounts.second_factor.signing_in import CODE, code_of, forget_the_code, give_code, give_password, is_in
from tests.accounts.second_factor.signing_in import staff as staff_member
from tests.clients import SiteClient, bind_authenticator
from tests.conftest import forget_everything, member
from tests.factories import NewsPageFactory, UserFactory
from tests.interact.submitting import SUBJECT, TEXT
from tests.releasing import publish
from unionsite.accounts.models import SecuritySettings, StaffSession
from unionsite.audit.models import AuditEntry
from unionsite.core.models import SiteSettings
from unionsite.core.queries import is_read_only
from unionsite.core.refusals import Refused
from unionsite.core.scheduling import run_due
from unionsite.oversight.incidents.switches import set_read_only

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tree")]
SWITCHES = "/admin/incidents/switches/"
WHY = {"reason": "首页被篡改"}
# A form of the public site, and one of the admin.
PUBLIC, ADMIN = "/interact/suggestions/", "/admin/account/"
TYPED = {"subject": SUBJECT, "text": TEXT}


@pytest.fixture
def officer():
    return staff_member("安全管理员", username="officer")


@pytest.fixture
def commit(django_capture_on_commit_callbacks):
    """`with commit():` what is done in it is committed, and every worker hears of it."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def shut(officer, commit):
    with commit():
        set_read_only(is_on=True, actor=officer, reason=WHY["reason"])


def flip(client, commit, name: str, **data):
    with commit():
        return client.post(f"{SWITCHES}{name}/", WHY | data)


def test_t100_on_and_off_again_with_the_reason_on_record(desk, officer, commit):
    ours = desk(officer)
    assert "网站现在正常" in ours.get(SWITCHES).text
    assert flip(ours, commit, "read-only")["Location"] == SWITCHES
    assert is_read_only()
    assert SiteClient().post(PUBLIC, TYPED).status_code == 503
    shown = ours.get(SWITCHES).text
    assert "网站现在只读" in shown
    assert WHY["reason"] in shown
    assert flip(ours, commit, "normal", reason="已经恢复")["Location"] == SWITCHES
    assert not is_read_only()
    assert SiteClient().post(PUBLIC, TYPED).status_code != 503
    entries = AuditEntry.objects.filter(action__startswith="read_only").order_by("number")
    assert [(entry.action, entry.reason, entry.actor_id) for entry in entries] == [
        ("read_only_on", WHY["reason"], officer.pk),
        ("read_only_off", "已经恢复", officer.pk),
    ]


@pytest.mark.parametrize("name", ["read-only", "normal", "sessions"])
def test_each_switch_asks_for_a_fresh_code(desk, officer, commit, name):
    ours = desk(officer)
    forget_the_code(ours)
    for answer in (ours.get(f"{SWITCHES}{name}/"), flip(ours, commit, name)):
        assert answer["Location"].startswith(reverse("accounts:step_up"))
    assert not AuditEntry.objects.filter(action__in=["read_only_on", "all_sessions_ended"]).exists()


@pytest.mark.parametrize("reason", ["", "。", "坏\x00字"])
def test_a_switch_wants_a_reason(desk, officer, commit, reason):
    answer = flip(desk(officer), commit, "read-only", reason=reason)
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert not is_read_only()


def test_who_may_not_switch_is_refused_by_the_service(editor):
    with pytest.raises(Refused):
        set_read_only(is_on=True, actor=editor, reason="试一试")
    assert not SiteSettings.objects.filter(is_read_only=True).exists()


def test_it_is_switched_once(desk, officer, commit, shut):
    assert "网站已经是只读状态" in flip(desk(officer), commit, "read-only").text


# --- While it is on ---


def test_t100_what_was_typed_stays_on_the_page_to_be_sent_again(shut):
    answer = SiteClient().post(PUBLIC, TYPED | {"files": SimpleUploadedFile("图.txt", b"x")})
    assert (answer.status_code, answer["Retry-After"]) == (503, "600")
    assert "请不要关闭，稍后再发" in answer.text
    assert f'action="{PUBLIC}"' in answer.text
    assert SUBJECT in answer.text
    assert TEXT in answer.text
    assert "请在下一页重新选择" in answer.text


def test_a_form_with_a_password_is_not_carried(shut, desk, officer):
    for client, address in (
        (desk(officer), reverse("wagtailusers_users:add")),
        (SiteClient(), reverse("account:activate")),
    ):
        answer = client.post(address, {"password1": "geheim 1", "name": "某人"})
        assert answer.status_code == 503
        assert "请稍后再发" in answer.text
        assert "geheim" not in answer.text


def test_t100_the_admin_saves_nothing(shut, desk, editor, tree):
    piece = NewsPageFactory(parent=tree.news, live=False, owner=editor)
    address = reverse("wagtailadmin_pages:edit", args=[piece.pk])
    ours = desk(editor)
    assert ours.get(address).status_code == 200
    answer = ours.post(address, {"title": "改过的标题"})
    assert answer.status_code == 503
    assert "改过的标题" in answer.text
    assert not piece.revisions.exists()
    script = ours.post(address, {"title": "x"}, headers={"X-Requested-With": "XMLHttpRequest"})
    assert script.status_code == 503
    assert "请稍后再发" in script.json()["error"]


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_every_method_that_may_write_is_refused(shut, method):
    assert getattr(SiteClient(), method)("/").status_code == 503


@pytest.mark.parametrize("address", ["/", "/news/", PUBLIC, "/search/?q=x", "/account/login/"])
def test_reading_goes_on(shut, address):
    answer = SiteClient().get(address)
    assert answer.status_code in (200, 302, 404)
    if answer.status_code == 200:
        assert "网站正在维护：可以浏览，暂时不能提交" in answer.text


def test_staff_see_it_on_every_screen_and_readers_nothing_when_it_is_off(desk, officer, commit):
    ours = desk(officer)
    assert 'class="site-shut"' not in ours.get("/admin/").text
    assert "网站正在维护" not in ours.get("/").text
    flip(ours, commit, "read-only")
    assert 'class="site-shut"' in ours.get("/admin/").text
    assert 'class="site-shut"' in ours.get(SWITCHES).text


def test_t100_nobody_is_locked_out(clock, shut, officer, commit):
    """Who is signed out signs in with both factors, and opens the site again."""
    device = bind_authenticator(officer)
    client = SiteClient()
    assert give_password(client, officer)["Location"] == CODE
    assert give_code(client, code_of(device)).status_code == 302
    assert is_in(client)
    forget_the_code(client)
    with commit():
        step_up = client.post(reverse("accounts:step_up"), {"code": code_of(device, steps=1), "next": SWITCHES})
    assert step_up["Location"] == SWITCHES
    assert flip(client, commit, "normal").status_code == 302
    assert not is_read_only()
    assert client.post(reverse("accounts:sign_out")).status_code == 302


def test_employees_sign_in_and_out(shut):
    user = UserFactory(employee_number="A1001", activated_at=None)
    client = SiteClient()
    assert give_password(client, user, route="/account/login/").status_code == 302
    assert SESSION_KEY in client.session
    assert client.post(reverse("account:logout")).status_code == 302
    assert SESSION_KEY not in client.session


def test_a_page_is_taken_down_at_once_all_the_same(shut, desk, tree, commit):
    page = publish(NewsPageFactory(parent=tree.news, live=False))
    assert page.live
    with commit():
        answer = desk(member("应急下线")).post(
            reverse("publishing_desk:emergency", args=[page.pk]), {"reason": "照片未经本人同意"}
        )
    assert answer.status_code == 302
    page.refresh_from_db()
    assert not page.live


def test_it_survives_a_restart_and_an_emptied_cache(shut):
    forget_everything()
    assert is_read_only()
    assert SiteClient().post(PUBLIC, TYPED).status_code == 503


def test_a_request_asks_no_database_for_the_state(shut, django_assert_num_queries):
    assert is_read_only()
    with django_assert_num_queries(0):
        assert is_read_only()


def test_another_worker_sees_it_with_its_next_request(officer, commit):
    """A worker remembers the state under the stamp of the site, which the switch changes for all."""
    assert not is_read_only()
    assert SiteClient().post(PUBLIC, TYPED).status_code != 503
    with commit():
        set_read_only(is_on=True, actor=officer, reason=WHY["reason"])
    assert SiteClient().post(PUBLIC, TYPED).status_code == 503


def work() -> None:
    calls.append("x")


calls: list[str] = []


def test_jobs_that_publish_wait_and_are_made_up_for(settings, officer, commit):
    calls.clear()
    settings.SCHEDULED_JOBS = [(name, f"{__name__}.work", 60, "") for name in ("publish_scheduled", "send_case_mails")]
    with commit():
        set_read_only(is_on=True, actor=officer, reason=WHY["reason"])
    now = time.time()
    assert run_due(now) == ["send_case_mails"]
    with commit():
        set_read_only(is_on=False, actor=officer, reason="已经恢复")
    assert run_due(now) == ["publish_scheduled"]
    assert calls == ["x", "x"]


def test_those_jobs_exist(settings):
    assert {name for name, *_rest in settings.SCHEDULED_JOBS} >= settings.JOBS_THAT_PUBLISH


def test_the_servers_console_opens_it_too(shut, commit, capsys):
    with pytest.raises(CommandError, match="请写明原因"):
        call_command("read_only", "off")
    call_command("read_only", "show")
    with commit():
        call_command("read_only", "off", reason="安全管理员不在")
    assert not is_read_only()
    assert "网站现在只读" in capsys.readouterr().out
    assert AuditEntry.objects.get(action="read_only_off").actor_id is None


# --- Ending all sessions ---

ENGINES = ["django.contrib.sessions.backends.db", "django.contrib.sessions.backends.cache"]


@pytest.mark.parametrize("engine", ENGINES)
def test_t100_everybodys_session_ends_but_ones_own(settings, desk, officer, editor, commit, engine):
    settings.SESSION_ENGINE = engine
    ours, theirs, employee = desk(officer), desk(editor), SiteClient()
    employee.force_login(UserFactory(employee_number="A1001"))
    assert is_in(theirs)
    assert employee.get("/account/").status_code == 200

    assert flip(ours, commit, "sessions")["Location"] == SWITCHES

    assert is_in(ours)
    assert not is_in(theirs)
    assert theirs.get("/admin/")["Location"].startswith("/admin/login/")
    assert employee.get("/account/").status_code == 302
    assert list(StaffSession.objects.values_list("user", flat=True)) == [officer.pk]
    entry = AuditEntry.objects.get(action="all_sessions_ended")
    assert (entry.actor_id, entry.reason, entry.detail) == (officer.pk, WHY["reason"], {"count": 1})

    assert is_in(desk(editor)), "signs in again as always"
    assert is_in(ours)


def test_a_password_given_before_the_code_counts_no_more(desk, officer, commit):
    waiting = SiteClient()
    user = staff_member("编辑", username="waiting")
    device = bind_authenticator(user)
    assert give_password(waiting, user)["Location"] == CODE
    flip(desk(officer), commit, "sessions")
    give_code(waiting, code_of(device))
    assert not is_in(waiting)


def test_sessions_end_while_the_site_is_closed(shut, desk, officer, editor, commit):
    theirs = desk(editor)
    flip(desk(officer), commit, "sessions")
    assert not is_in(theirs)


def test_a_refusal_ends_nothing(desk, officer, commit, editor):
    theirs = desk(editor)
    flip(desk(officer), commit, "sessions", reason="。")
    assert is_in(theirs)
    assert SecuritySettings.load().session_epoch == ""
