"""The ledger stands by itself: triggers, seals, signed heads, and the screens that show it (T54, T61)."""

import re
import shutil
import subprocess
from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from tests.audit.writing import sql, without_triggers
from tests.conftest import ledger_unguarded, member
from tests.factories import NewsPageFactory
from tests.publishing.reviewing import approve, fresh, submit
from tests.releasing import publish
from unionsite.audit.models import AuditEntry
from unionsite.oversight.register.models import RegisterEntry
from unionsite.publishing.guard import integrity
from unionsite.publishing.ledger import verification
from unionsite.publishing.ledger.services import sign_daily_head, sign_head
from unionsite.publishing.ledger.triggers import drop_triggers, faulty_triggers, install_triggers
from unionsite.publishing.models import DailyHead, Release
from unionsite.publishing.review.services.releases import revoke

pytestmark = pytest.mark.django_db
on_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="A statement that only SQLite has")
on_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="A statement that only PostgreSQL has")
COLUMNS = (
    "kind, content_type_id, object_id, object_label, revision_id, content_hash, submitter_id, submitter_name, "
    "first_reviewer_id, first_approved_at, final_reviewer_id, final_approved_at, reason, released_at, revoked_at, "
    "revoked_by_id, revoked_reason"
)
LATEST = "WHERE id = (SELECT MAX(id) FROM publishing_release)"


def update(change: str) -> str:
    return " ".join(["UPDATE publishing_release SET", change, LATEST])


def insert(start: str, columns: str, values: str) -> str:
    """The newest row once more, with other values."""
    return " ".join(
        [start, "INTO publishing_release (", columns, ") SELECT", values, "FROM publishing_release", LATEST]
    )


@pytest.fixture
def head(released):
    """That of the day on which the piece was released."""
    return sign_head(timezone.localdate())


# --- The database itself refuses ---


@pytest.mark.parametrize(
    "statement",
    [
        *(
            update(change)
            for change in (
                "object_label = 'x'",
                "content_hash = 'x'",
                "submitter_id = 0",
                "first_reviewer_id = NULL, final_reviewer_id = NULL, kind = 'founding'",
                "final_approved_at = '2001-01-01 00:00:00+00'",
                "released_at = '2001-01-01 00:00:00+00'",
                "seal = 'x'",
                "id = id + 1000",
                "revision_id = (SELECT MIN(id) FROM wagtailcore_revision)",
                "revoked_reason = 'x'",
            )
        ),
        "DELETE FROM publishing_release",
        " ".join(["DELETE FROM publishing_release", LATEST]),
        insert("INSERT", f"{COLUMNS}, seal", f"{COLUMNS}, seal"),
        "UPDATE publishing_dailyhead SET text = 'x'",
        "UPDATE publishing_dailyhead SET log_number = 0",
        "DELETE FROM publishing_dailyhead",
        pytest.param(insert("INSERT OR REPLACE", f"id, {COLUMNS}, seal", f"id, {COLUMNS}, 'y'"), marks=on_sqlite),
        pytest.param(insert("INSERT OR REPLACE", f"{COLUMNS}, seal", f"{COLUMNS}, 'y'"), marks=on_sqlite),
        pytest.param(
            "INSERT OR REPLACE INTO publishing_dailyhead SELECT day, 'x', 0 FROM publishing_dailyhead", marks=on_sqlite
        ),
        pytest.param("TRUNCATE publishing_release CASCADE", marks=on_postgresql),
        pytest.param("TRUNCATE publishing_dailyhead", marks=on_postgresql),
    ],
)
def test_t61_the_database_refuses(released, head, statement):
    count = Release.objects.count()
    with pytest.raises(DatabaseError), transaction.atomic():
        sql(statement)
    assert Release.objects.count() == count
    assert not list(verification.faults())


def test_t61_a_row_is_revoked_once_and_never_again(released):
    revoke(released, reason="撤下")
    assert Release.objects.latest("pk") == Release.objects.of(released).get()
    for change in ("revoked_at = NULL", "revoked_reason = 'x'", "revoked_at = '2001-01-01 00:00:00+00'"):
        with pytest.raises(DatabaseError, match="不能修改"), transaction.atomic():
            sql(update(change))
    assert not list(verification.faults())


def test_a_page_goes_with_its_versions_and_its_row_stays(released, admin_user):
    number = released.pk
    released.unpublish(user=admin_user)
    fresh(released).delete()
    row = Release.objects.get(object_id=str(number))
    assert row.revision_id is None
    assert row.is_sealed
    assert not list(integrity.faults())


def test_nothing_is_wrong_with_what_the_migration_installed():
    assert faulty_triggers(connection) == []
    install_triggers(connection)
    assert faulty_triggers(connection) == []


def test_all_triggers_are_missed_when_they_are_gone():
    drop_triggers(connection)
    assert len(faulty_triggers(connection)) == (6 if connection.vendor == "sqlite" else 4)
    assert "触发器" in next(verification.faults())


# --- What goes round the triggers is found ---


def test_t54_a_forged_row_is_told_from_a_true_one(released, draft, tree):
    """Whoever writes to the database can write a row, but not its seal: the page it vouches for is named too."""
    other = NewsPageFactory(parent=tree.news, live=False, title="没有人审过的稿件")
    revision = other.save_revision()
    values = COLUMNS.replace("object_id", f"'{other.pk}'").replace("revision_id", str(revision.pk))
    sql(insert("INSERT", f"{COLUMNS}, seal", f"{values}, 'made up'"))
    Page.objects.filter(pk=other.pk).update(live=True, live_revision=revision)
    found = [fault.reason for fault in integrity.faults()]
    assert any("校验值不符" in reason for reason in found)
    assert any("没有人审过的稿件" in reason and "不是本站写入的" in reason for reason in found)


def back_to_life(row: Release) -> None:
    Release.objects.filter(pk=row.pk).update(revoked_at=None, revoked_reason="")


def gone(row: Release) -> None:
    RegisterEntry.objects.filter(release=row).delete()
    Release.objects.filter(pk=row.pk)._raw_delete("default")


TAMPERED = {
    "a row changed": (lambda row: Release.objects.filter(pk=row.pk).update(object_label="x"), "校验值不符"),
    "a row gone": (gone, "与当日签名的不一致"),
    "revoked no more": (back_to_life, "撤销情况与当日签名的不一致"),
    "a head changed": (
        lambda row: DailyHead.objects.update(text=DailyHead.objects.first().text.replace("ledger-rows: ", "x: ")),
        "签名不符",
    ),
}


@pytest.mark.parametrize("case", TAMPERED)
def test_t61_what_was_signed_and_changed_afterwards_is_found(released, case):
    tamper, words = TAMPERED[case]
    row = Release.objects.of(released).get()
    revoke(released, reason="撤下")
    sign_head(timezone.localdate())
    assert not list(verification.faults())
    with ledger_unguarded():
        tamper(row)
    assert any(words in fault for fault in verification.faults())


def test_t61_a_row_dated_back_is_found(released, head, tree):
    with time_machine.travel(timezone.now() - timedelta(hours=1), tick=False):
        publish(NewsPageFactory(parent=tree.news, live=False))
    assert any("补写" in fault for fault in verification.faults())


def test_t61_a_head_that_is_gone_is_missed_by_the_next(released):
    today = timezone.localdate()
    for days in (2, 1, 0):
        sign_head(today - timedelta(days=days))
    with ledger_unguarded():
        DailyHead.objects.filter(day=today - timedelta(days=1)).delete()
    assert any("不衔接" in fault for fault in verification.faults())


def test_t36_the_log_rewritten_behind_the_head_is_found(released, head):
    with without_triggers():
        sql("UPDATE audit_auditentry SET hash = 'x' WHERE number = %s", head.log_number)
    assert any("审计日志的最后一条" in fault for fault in verification.faults())


# --- The file for outsiders ---


def test_a_head_is_made_once_and_tells_nothing_of_anybody(released, head):
    assert sign_head(head.day).text == head.text
    assert DailyHead.objects.count() == 1
    count = Release.objects.count()
    assert f"ledger-rows: {count}\n" in head.text
    entry = AuditEntry.objects.get(number=head.log_number)
    assert f"log-hmac: {entry.hash}\n" in head.text
    for word in (released.title, "职工", f": {head.log_number}\n"):
        assert word not in head.text.replace(f"ledger-rows: {count}\n", "")


def test_the_job_signs_yesterday(released):
    with time_machine.travel(timezone.now() + timedelta(days=1), tick=False):
        sign_daily_head()
        sign_daily_head()
    assert DailyHead.objects.get().day == timezone.localdate()


def test_what_comes_later_in_the_day_belongs_to_the_next(released, head, draft, tree):
    tomorrow = timezone.now() + timedelta(days=1)
    with time_machine.travel(tomorrow, tick=False):
        publish(NewsPageFactory(parent=tree.news, live=False))
        second = sign_head(timezone.localdate())
    assert second.text != head.text
    assert not list(verification.faults())


@pytest.mark.skipif(shutil.which("openssl") is None, reason="needs openssl")
def test_an_outsider_checks_it_with_the_commands_on_the_page(client, head, tmp_path):
    """Word for word as the public page says, on what the site hands out."""
    page = client.get("/records/").content.decode()
    commands = re.search(r"<code>(f=.*?)</code>", page, re.S)[1].replace("&#x27;", "'").replace("&gt;", ">")
    name = f"{head.day}.txt"
    for address in (f"/records/{name}", "/records/key.pem"):
        assert address in page
        (tmp_path / address.rpartition("/")[2]).write_bytes(client.get(address).content)
    run = ["bash", "-ec", re.sub(r"f=\S+", f"f={name}", commands)]
    assert b"Verified Successfully" in subprocess.run(run, cwd=tmp_path, capture_output=True, check=True).stdout
    (tmp_path / name).write_text(head.text.replace("ledger-rows: ", "ledger-rows: 1"))
    assert subprocess.run(run, cwd=tmp_path, capture_output=True, check=False).returncode


def test_the_command_compares_copies_kept_elsewhere(head, tmp_path):
    copy = tmp_path / f"{head.day}.txt"
    copy.write_text(head.text)
    out = StringIO()
    call_command("verify_heads", str(copy), stdout=out)
    assert "留存的1份也一致" in out.getvalue()
    copy.write_text(head.text.replace("ledger-rows", "ledger-rowz"))
    with pytest.raises(CommandError, match="与留存的不一致"):
        call_command("verify_heads", str(copy))
    foreign = tmp_path / "2001-01-01.txt"
    foreign.write_text(head.text)
    with pytest.raises(CommandError, match="无从核对"):
        call_command("verify_heads", str(foreign))
    with pytest.raises(CommandError, match="文件名应为日期"):
        call_command("verify_heads", str(tmp_path / "nothing.txt"))


@pytest.mark.parametrize("address", ["/records/2001-01-01.txt", "/records/2001-13-41.txt", "/records/x.txt"])
def test_a_day_without_a_file(client, tree, address):
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("days", [1, 3])
def test_the_public_page_costs_the_same_with_more_files(client, tree, django_assert_num_queries, days):
    for back in range(days):
        sign_head(timezone.localdate() - timedelta(days=back))
    client.get("/en/records/")
    with django_assert_num_queries(5):
        html = client.get("/records/").content.decode()
    assert html.count('.txt">') == days


# --- The screens ---


@pytest.mark.parametrize("name", ["编辑", "终审", "应急下线"])
def test_who_does_not_see_the_list_sees_no_entry(client, released, name):
    client.force_login(member(name, username="somebody"))
    entry = reverse("publishing_ledger:entry", args=[Release.objects.of(released).get().pk])
    assert client.get(entry).status_code == 302


def test_the_ledger_says_who_released_what(admin_client, released, first_reviewer, final_reviewer, head):
    row = Release.objects.of(released).get()
    listing = admin_client.get(reverse("publishing_ledger:index")).content.decode()
    entry = admin_client.get(reverse("publishing_ledger:entry", args=[row.pk])).content.decode()
    for words in (released.title, str(first_reviewer), str(final_reviewer), "两级审核"):
        assert words in listing
        assert words in entry
    assert f"{head.day:%Y-%m-%d}" in listing
    assert row.row_hash in entry
    assert "校验通过" in entry


def test_a_row_that_was_tampered_with_stands_out(admin_client, released):
    row = Release.objects.of(released).get()
    with ledger_unguarded():
        Release.objects.filter(pk=row.pk).update(submitter_name="别人")
    assert "校验不通过" in admin_client.get(reverse("publishing_ledger:index")).content.decode()
    assert "校验不通过" in admin_client.get(reverse("publishing_ledger:entry", args=[row.pk])).content.decode()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=机床", True),
        ("q=没有的", False),
        ("state=valid", True),
        ("state=revoked", False),
        ("kind=reviewed", True),
        ("kind=imported", False),
        ("person=职工", True),
        ("person=查无此人", False),
        ("released_at_from=2001-01-01", True),
        ("released_at_to=2001-01-01", False),
        ("released_at_from=0001-01-01&released_at_to=9999-12-31", True),
        ("kind=nonsense", False),
    ],
)
def test_the_list_is_narrowed(admin_client, released, query, found):
    html = admin_client.get(f"{reverse('publishing_ledger:results')}?{query}").content.decode()
    assert (released.title in html) is found


def test_the_list_as_a_file_holds_the_hashes_that_were_signed(admin_client, released):
    response = admin_client.get(f"{reverse('publishing_ledger:export')}?format=csv")
    text = b"".join(response.streaming_content if response.streaming else [response.content]).decode("utf-8-sig")
    row = Release.objects.of(released).get()
    assert row.row_hash in text
    assert row.content_hash in text


def test_submitting_again_makes_another_row(released, editor, first_reviewer, final_reviewer):
    approve(approve(submit(released, editor), first_reviewer), final_reviewer)
    assert Release.objects.of(released).count() == 2
    assert not list(integrity.faults())
