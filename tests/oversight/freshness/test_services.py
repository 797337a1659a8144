"""The plans of a new site, and the daily check: findings, reminders before, closing by itself (S-7.3, S-7.4)."""

from datetime import timedelta

import pytest
from django.core.management import call_command

from tests.factories import InfoPageFactory
from tests.oversight.freshness.conftest import NOW, piece
from unionsite.oversight.findings.choices import Gravity, Source, State
from unionsite.oversight.findings.models import Finding
from unionsite.oversight.findings.services import record_finding
from unionsite.oversight.freshness.models import UpdatePlan
from unionsite.oversight.freshness.services import check, check_freshness, lay_plans

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def found() -> dict[str, Finding]:
    return {finding.title: finding for finding in Finding.objects.open()}


def test_a_new_site_has_plans_and_keeps_what_was_changed(tree):
    call_command("setup_site", verbosity=0)
    plans = {str(plan): plan.limit_days for plan in UpdatePlan.objects.in_order()}
    assert plans["首页"] == plans["工作动态"] == 14
    assert plans["其他资讯·通知公告"] == plans["权益保障·工资福利"] == 180
    assert UpdatePlan.objects.filter(is_key=True).count() == 6
    UpdatePlan.objects.filter(kind="notice").delete()
    assert lay_plans() == 0
    assert not UpdatePlan.objects.filter(kind="notice").exists()


def test_what_is_stale_becomes_a_finding_and_closes_by_itself(tree, plans, owner):
    UpdatePlan.objects.filter(pk=plans["工作动态"].pk).update(owner=owner)
    piece(tree.news, 15)
    piece(tree.info, 20, InfoPageFactory, kind="notice")
    assert check_freshness() == 3
    findings = found()
    assert set(findings) == {"超期未更新：首页", "超期未更新：工作动态", "超期未更新：其他资讯"}
    assert findings["超期未更新：首页"].gravity == Gravity.VETO
    news = findings["超期未更新：工作动态"]
    assert (news.gravity, news.owner, news.source) == (Gravity.SERIOUS, owner, Source.FRESHNESS)
    assert "2026-04-23" in news.detail
    assert "2026-05-08" in news.detail
    check()
    assert Finding.objects.count() == 3, "found once however often it is seen"
    piece(tree.news, 0)
    check_freshness()
    news.refresh_from_db()
    assert news.state == State.CLOSED
    assert set(found()) == {"超期未更新：其他资讯"}


def test_only_findings_of_its_own_are_closed(tree, plans):
    record_finding(source=Source.HEALTH, key="link:1", title="断链")
    check_freshness()
    assert "断链" in found()


def test_a_blank_section_is_found_after_some_days_and_five_fail_the_site(plans, clock):
    assert check_freshness() == 0
    clock.move_to(NOW + 15 * DAY)
    assert check_freshness() == len(plans)
    findings = found()
    assert findings["栏目没有内容：企业文化"].gravity == Gravity.SERIOUS
    assert findings["栏目没有内容：其他资讯·通知公告"].gravity == Gravity.USUAL
    assert findings["多个栏目没有内容（5个以上）"].gravity == Gravity.VETO


def test_five_stale_key_sections_fail_the_site(tree, plans):
    UpdatePlan.objects.filter(kind="").update(limit_days=1)
    UpdatePlan.objects.exclude(kind="").update(is_key=True, limit_days=1)
    piece(tree.news, 9)
    piece(tree.info, 9, InfoPageFactory, kind="notice")
    check_freshness()
    assert not any(title.startswith("多个") for title in found())
    for parent in (tree.rights, tree.culture, tree.interact):
        piece(tree.info, 9, InfoPageFactory).move(parent, pos="last-child")
    check_freshness()
    assert found()["多个重点栏目超期未更新（5个以上）"].gravity == Gravity.VETO


def test_the_owner_is_told_three_days_before_and_once_for_each_date(
    tree, plans, owner, team, clock, mailoutbox, django_capture_on_commit_callbacks
):
    UpdatePlan.objects.exclude(pk=plans["工作动态"].pk).delete()
    UpdatePlan.objects.update(owner=owner)

    def mails(days: int) -> list[str]:
        mailoutbox.clear()
        clock.move_to(NOW + days * DAY)
        with django_capture_on_commit_callbacks(execute=True):
            check_freshness()
        return [mail.to[0] for mail in mailoutbox]

    piece(tree.news, 0, title="职代会召开")
    assert mails(10) == []
    assert mails(11) == [owner.email]
    assert mailoutbox[0].subject.endswith("请更新“工作动态”，5月22日到期")
    assert "《职代会召开》" in mailoutbox[0].body
    assert mails(12) == mails(14) == mails(15) == []
    piece(tree.news, -15)
    UpdatePlan.objects.update(owner=None)
    assert mails(26) == [team.email]
