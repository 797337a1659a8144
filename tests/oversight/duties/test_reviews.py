"""The quarterly review of rights: who may what, each kept or withdrawn by another person, signed and frozen (S-6.6)."""

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from tests.conftest import member
from tests.oversight.conftest import NOW
from tests.oversight.duties.conftest import ADDRESS, duty_of
from unionsite.accounts.changes.choices import AccountChange
from unionsite.accounts.models import PendingChange, User
from unionsite.accounts.people.queries import security_settings
from unionsite.audit.choices import Action
from unionsite.audit.models import AuditEntry
from unionsite.oversight.duties.choices import DutyKind, RecordState
from unionsite.oversight.duties.services.reviews import begin_review

pytestmark = pytest.mark.django_db


@pytest.fixture
def review(clock):
    return duty_of(DutyKind.RIGHTS, title="权限复核")


def begin(client, duty):
    client.post(f"{ADDRESS}{duty.pk}/begin/")
    return duty.records.latest("pk")


def decide(client, record, person, decision="keep"):
    address = f"{ADDRESS}{record.duty_id}/records/{record.pk}/decide/"
    return client.post(address, {"person": getattr(person, "pk", person), "decision": decision}, follow=True)


def row(record, person) -> dict:
    record.refresh_from_db()
    return next(row for row in record.rights if row["person"] == person.pk)


def sign(client, record):
    return client.post(f"{ADDRESS}{record.duty_id}/records/{record.pk}/judge/", {"decision": "signed", "words": ""})


def test_a_review_from_the_list_to_the_signature(clock, desk, review, officer, committee):
    editor = member("编辑", name="长期未用", last_login=NOW.replace(month=1))
    client, second = desk(officer), desk(committee)
    record = begin(client, review)
    html = client.get(f"{ADDRESS}{review.pk}/records/{record.pk}/").content.decode()
    for words in ("长期未用", "编辑", "2026-01-08", "还有3人没有确认"):
        assert words in html
    decide(client, record, editor)
    decide(client, record, committee)
    # Nobody confirms their own rights.
    assert "本人的权限应由另一个人确认" in decide(client, record, officer).content.decode()
    assert "还有1人" in str(sign(second, record).context["form"].errors)
    decide(second, record, officer)
    assert sign(client, record).status_code == 302
    record.refresh_from_db()
    assert record.state == RecordState.WAITING
    sign(second, record)
    record.refresh_from_db()
    review.refresh_from_db()
    assert (record.state, record.judged_by) == (RecordState.SIGNED, committee)
    assert f"{review.due_on:%Y-%m-%d}" == "2026-08-08"
    assert (row(record, editor)["is_unused"], row(record, editor)["by"]) == (True, str(officer))
    # Frozen: what changes later changes nothing here, and nothing more can be decided.
    User.objects.filter(pk=editor.pk).update(name="改名")
    decide(second, record, editor, "withdraw")
    assert (row(record, editor)["name"], row(record, editor)["decision"]) == ("长期未用", "keep")
    csv = client.get(f"{ADDRESS}{review.pk}/records/{record.pk}/export/?format=csv").getvalue().decode()
    assert "长期未用" in csv
    assert "确认保留" in csv


def test_who_may_sign_is_told_at_the_beginning_and_when_nothing_but_the_signature_is_left(
    clock, desk, review, officer, committee, mailoutbox, django_capture_on_commit_callbacks
):
    def told() -> list[tuple[str, str]]:
        mails = [(mail.to[0], mail.subject.partition("】")[2]) for mail in mailoutbox]
        mailoutbox.clear()
        return mails

    colleague = member("安全管理员", username="colleague")
    with django_capture_on_commit_callbacks(execute=True):
        record = begin(desk(officer), review)
    assert f"/admin/duties/{review.pk}/records/{record.pk}/" in mailoutbox[0].body
    assert told() == [(colleague.email, "请逐人确认，确认完后签字：权限复核")]
    with django_capture_on_commit_callbacks(execute=True):
        decide(desk(officer), record, committee)
        decide(desk(officer), record, colleague)
    assert told() == []
    with django_capture_on_commit_callbacks(execute=True):
        decide(desk(colleague), record, officer)
        decide(desk(colleague), record, officer)
    assert told() == [(colleague.email, "请签字确认安全记录：权限复核")]


def test_withdrawing_is_proposed_to_a_second_person(clock, desk, review, officer):
    editor, client = member("编辑"), desk(officer)
    record = begin(client, review)
    decide(client, record, editor, "withdraw")
    change = PendingChange.objects.open().get()
    assert (change.kind, change.subject, change.proposer) == (AccountChange.DISABLE, editor, officer)
    assert User.objects.get(pk=editor.pk).is_active
    assert row(record, editor)["decision"] == "withdraw"
    assert "待复核事项" in decide(client, record, editor, "keep").content.decode()
    assert AuditEntry.objects.filter(action=Action.RIGHTS_JUDGED).count() == 1


def test_neither_a_superuser_nor_the_last_officer_is_withdrawn(clock, desk, review, officer, committee):
    root = User.objects.create_superuser("root", password="a long-enough Password 1")
    record = begin(desk(officer), review)
    second = desk(committee)
    assert "超级管理员不能" in decide(second, record, root, "withdraw").content.decode()
    assert "至少要有一位" in decide(second, record, officer, "withdraw").content.decode()
    assert not PendingChange.objects.exists()
    decide(second, record, root)
    assert row(record, root)["decision"] == "keep"


def test_who_only_reads_decides_nothing(clock, desk, review, officer):
    record = begin(desk(officer), review)
    watcher = desk(member("审计员"))
    decide(watcher, record, officer)
    watcher.post(f"{ADDRESS}{review.pk}/begin/")
    assert row(record, officer)["decision"] == ""
    assert review.records.count() == 1


@pytest.mark.parametrize("data", [{"person": "x"}, {"person": "9" * 30}, {"decision": "no"}, {"decision": "\x00"}])
def test_nonsense_decides_nothing(clock, desk, review, officer, data):
    record, client = begin(desk(officer), review), desk(officer)
    address = f"{ADDRESS}{review.pk}/records/{record.pk}/decide/"
    assert client.post(address, {"person": "1", "decision": "keep"} | data).status_code in (302, 404)
    record.refresh_from_db()
    assert not [row for row in record.rights if row["decision"]]


def test_a_review_is_no_record_by_hand(clock, desk, review, officer):
    data = {"done_on": "2026-05-08", "words": "都看过了。"}
    assert desk(officer).post(f"{ADDRESS}{review.pk}/records/add/", data).status_code == 404
    assert not review.records.exists()


def test_what_changed_meanwhile_is_decided_anew(clock, desk, review, officer, committee):
    editor, gone = member("编辑"), member("信息员")
    client, second = desk(officer), desk(committee)
    record = begin(client, review)
    for person in (editor, committee):
        decide(client, record, person)
    decide(second, record, officer)
    editor.groups.add(Group.objects.get(name="应急下线"))
    User.objects.filter(pk=gone.pk).update(is_active=False)
    assert "还有1人" in str(sign(second, record).context["form"].errors)
    assert row(record, editor)["roles"] == "编辑、应急下线"
    assert row(record, editor)["decision"] == ""
    assert gone.pk not in {row["person"] for row in record.rights}
    decide(second, record, editor)
    sign(second, record)
    record.refresh_from_db()
    assert record.state == RecordState.SIGNED


def test_the_next_review_shows_what_changed_since(clock, desk, review, officer, committee):
    client, second = desk(officer), desk(committee)
    record = begin(client, review)
    decide(client, record, committee)
    decide(second, record, officer)
    sign(second, record)
    clock.shift(3600)
    editor, client = member("编辑"), desk(officer)
    record = begin(client, review)
    assert row(record, editor)["changes"] == [f"{timezone.localdate():%Y-%m-%d} 调整用户组 +编辑"]
    assert row(record, committee)["changes"] == []
    client.post(f"{ADDRESS}{review.pk}/begin/")
    assert review.records.count() == 2


def test_beginning_costs_the_same_however_many(clock, review, officer, django_assert_num_queries):
    officer.has_perm("oversight.change_duty")
    security_settings()
    member("编辑")
    with django_assert_num_queries(14):
        record = begin_review(duty=review, actor=officer, now=NOW)
    record.delete()
    for number in range(12):
        member("编辑", username=f"many{number}")
    with django_assert_num_queries(14):
        begin_review(duty=review, actor=officer, now=NOW)


def test_a_decision_asks_for_a_fresh_code(clock, desk, review, officer):
    editor, client = member("编辑"), desk(officer)
    record = begin(client, review)
    for _twice in range(2):
        clock.shift(10 * 60)
        client.get(f"{ADDRESS}{review.pk}/records/{record.pk}/")
    answer = decide(client, record, editor)
    assert "/admin/" in answer.redirect_chain[0][0]
    assert row(record, editor)["decision"] == ""
