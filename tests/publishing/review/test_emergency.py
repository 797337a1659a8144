"""Taking a page down at once, and what it takes to bring it back (T59)."""

import time

import pytest
from django.core import mail
from django.urls import reverse
from wagtail.models import Page

from tests.clients import bind_authenticator
from tests.conftest import member
from tests.publishing.reviewing import approve, fresh, submit
from unionsite.accounts.sign_in import staging
from unionsite.audit.models import AuditEntry
from unionsite.publishing.guard.checks import takedown_faults
from unionsite.publishing.models import Release
from unionsite.publishing.review.rules import NotReleased

pytestmark = pytest.mark.django_db
REASON = "照片未经本人同意"


@pytest.fixture
def officer(db):
    return member("应急下线")


def address(page) -> str:
    return reverse("publishing_desk:emergency", args=[page.pk])


def test_t59_down_in_one_form_with_a_reason(
    client, officer, released, django_capture_on_commit_callbacks, first_reviewer
):
    url = released.url
    client.force_login(officer)
    assert "再次发布须重新经过初审、终审" in client.get(address(released)).content.decode()
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(address(released), {"reason": REASON})
    page = fresh(released)
    assert not page.live
    assert client.get(url).status_code == 404
    entry = AuditEntry.objects.get(action="emergency_unpublished")
    assert (entry.actor_id, entry.reason) == (officer.pk, REASON)
    release = Release.objects.of(released).latest("pk")
    assert (release.revoked_by, release.revoked_reason) == (officer, REASON)
    assert first_reviewer.email in {message.to[0] for message in mail.outbox}
    assert Page.objects.filter(pk=released.pk).exists(), "never deleted"


@pytest.mark.parametrize("role", ["编辑", "信息员", "初审", "终审", "系统管理员"])
def test_t59_nobody_else_may(client, everybody, released, role):
    client.force_login(everybody[role])
    client.post(address(released), {"reason": REASON})
    assert fresh(released).live


@pytest.mark.parametrize("reason", ["", "  ", "。", "a"])
def test_t59_not_without_a_reason(client, officer, released, reason):
    client.force_login(officer)
    response = client.post(address(released), {"reason": reason})
    assert "请写明下线的原因" in response.content.decode()
    assert fresh(released).live


def test_t59_not_without_a_code_of_the_last_minutes(client, officer, released):
    client.force_login(officer)
    session = client.session
    session[staging.STEPPED_UP] = time.time() - 3600
    session.save()
    response = client.post(address(released), {"reason": REASON})
    assert response.status_code == 307
    assert "/admin/confirm/" in response["Location"]
    assert fresh(released).live


def test_t59_it_comes_back_only_through_both_stages(
    client, officer, released, admin_user, editor, first_reviewer, final_reviewer
):
    client.force_login(officer)
    client.post(address(released), {"reason": REASON})
    assert not Release.objects.valid().of(released).exists()
    client.force_login(admin_user)
    action = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    client.post(f"{action}?id={released.pk}&next=/admin/")
    with pytest.raises(NotReleased):
        fresh(released).get_latest_revision().publish(user=admin_user, skip_permission_checks=True)
    assert not fresh(released).live
    page = submit(released, editor)
    assert approve(approve(page, first_reviewer), final_reviewer).live


def test_a_review_under_way_ends(client, officer, released, editor):
    page = fresh(released)
    page.save_revision(user=editor)
    page.get_workflow().start(page, editor)
    client.force_login(officer)
    client.post(address(released), {"reason": REASON})
    assert fresh(released).current_workflow_state is None


def test_two_clicks_from_the_page(client, officer, editor, released):
    """The button stands on the public page for those who may, and for nobody else."""
    client.force_login(officer)
    assert address(released) in client.get(released.url).content.decode()
    client.force_login(editor)
    assert address(released) not in client.get(released.url).content.decode()


def test_what_is_down_already_says_so(client, officer, draft):
    client.force_login(officer)
    response = client.post(address(draft), {"reason": REASON}, follow=True)
    assert "已经不在网站上" in response.content.decode()


# --- Somebody is there for it ---


@pytest.mark.parametrize("role", ["编辑", "初审", "终审"])
def test_who_may_not_learns_who_may(client, officer, everybody, released, role):
    bind_authenticator(officer)
    client.force_login(everybody[role])
    response = client.get(address(released))
    assert response.status_code == 403
    html = response.content.decode()
    assert "请马上联系下面的人" in html
    assert str(officer) in html


def test_the_desk_leads_to_their_names(client, officer, first_reviewer):
    bind_authenticator(officer)
    client.force_login(first_reviewer)
    names = reverse("publishing_desk:takedown_people")
    assert names in client.get(reverse("publishing_desk:index")).content.decode()
    assert str(officer) in client.get(names).content.decode()


def nobody_noticed(client, user) -> bool:
    client.force_login(user)
    return "紧急时没有人能把页面撤下" in client.get("/admin/").content.decode()


def test_while_nobody_can_whoever_appoints_is_warned(client, administrator, admin_user, editor, tree):
    assert [number for number, _text in takedown_faults()] == [9]
    assert [nobody_noticed(client, user) for user in (administrator, admin_user, editor)] == [True, True, False]
    officer = member("应急下线")
    assert "绑定验证器" in takedown_faults()[0][1], "who cannot sign in takes nothing down"
    bind_authenticator(officer)
    assert takedown_faults() == []
    assert not nobody_noticed(client, administrator)
    officer.is_active = False
    officer.save()
    assert [number for number, _text in takedown_faults()] == [9]


def test_without_anybody_the_superuser_is_named(client, admin_user, editor, released):
    bind_authenticator(admin_user)
    client.force_login(editor)
    html = client.get(address(released)).content.decode()
    assert "确需撤下时，请找超级管理员" in html
    assert str(admin_user) in html
