"""Accounts on other platforms: checked by hand, dormant and unreachable ones become findings (S-7.1, S-8.8)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.conftest import person
from unionsite.oversight.findings.models import Finding
from unionsite.oversight.scores.measures import stale
from unionsite.oversight.scores.rules import span_of
from unionsite.publishing.platforms.models import Platform, PlatformCheck
from unionsite.publishing.platforms.services import watch_platforms

pytestmark = pytest.mark.django_db


@pytest.fixture
def weibo(department, editor):
    return Platform.objects.create(
        name="工会微博",
        kind="weibo",
        department=department,
        administrator=editor,
        registration="active",
        opened_on=timezone.localdate() - timedelta(days=300),
        filing_number="1",
        filed_on=timezone.localdate() - timedelta(days=290),
    )


def open_titles() -> list[str]:
    return list(Finding.objects.open().values_list("title", flat=True))


def check(client, platform, **form):
    form = {"is_reachable": "yes", "last_post_at": "", "note": ""} | form
    return client.post(f"/admin/plan/platforms/{platform.pk}/check/", form, follow=True)


def test_a_dormant_account_is_a_finding_until_somebody_saw_a_post(client, tree, weibo, department, editor):
    watch_platforms()
    watch_platforms()
    finding = Finding.objects.get()
    assert (finding.key, finding.source) == (f"platform:{weibo.pk}", "platform")
    assert finding.title == "平台账号“工会微博”已休眠：连续14天没有发布"
    assert (finding.department, finding.owner) == (department, editor)
    # No section is stale for it.
    today = timezone.localdate()
    assert stale(span_of("month", today.year, today.month, today)) == []
    client.force_login(person("初审"))
    seen = timezone.localtime() - timedelta(days=2)
    html = check(client, weibo, last_post_at=f"{seen:%Y-%m-%d %H:%M}").content.decode()
    assert "能打开" in html
    assert "已休眠" not in html
    watch_platforms()
    assert open_titles() == []


def test_an_account_that_cannot_be_opened_is_a_finding(client, tree, weibo):
    client.force_login(person("初审"))
    seen = f"{timezone.localtime() - timedelta(days=2):%Y-%m-%d %H:%M}"
    assert "打不开" in check(client, weibo, is_reachable="no", last_post_at=seen).content.decode()
    watch_platforms()
    assert open_titles() == ["平台账号“工会微博”打不开"]
    check(client, weibo)
    watch_platforms()
    assert open_titles() == []


@pytest.mark.parametrize(
    "form",
    [{"is_reachable": ""}, {"last_post_at": "9999-12-31 23:59"}, {"last_post_at": "0001-01-01"}, {"note": "x" * 300}],
)
def test_nothing_half_is_stored(client, tree, weibo, form):
    client.force_login(person("系统管理员"))
    assert check(client, weibo, **form).status_code == 200
    assert not PlatformCheck.objects.exists()


def test_who_may_not_check(client, tree, weibo):
    client.force_login(person("信息员"))
    check(client, weibo)
    assert not PlatformCheck.objects.exists()
