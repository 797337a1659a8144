"""Adding to the log and purging it."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError, transaction
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from tests.audit.writing import record_and_roll_back, sql, without_triggers, write
from tests.factories import DepartmentFactory, UserFactory
from unionsite.audit.choices import Action, Outcome
from unionsite.audit.models import AuditEntry, AuditHead
from unionsite.audit.origin import Origin, current, set_origin
from unionsite.audit.services import TooYoung, purge, record
from unionsite.audit.verification import verify

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 5, 8, 4, 0, 0, 123456, tzinfo=UTC)


class TestRecording:
    @time_machine.travel(NOON, tick=False)
    def test_an_entry_says_who_what_when_and_from_where(self):
        actor, subject = UserFactory(name="王芳"), UserFactory(name="李强")
        with set_origin(Origin("192.0.2.1", "Firefox")):
            number = record(
                Action.ACCOUNT_DISABLED, actor=actor, subject=subject, reason="已离职", detail={"fields": ["is_active"]}
            ).pk
        entry = AuditEntry.objects.get(pk=number)
        assert (entry.number, entry.at, entry.action, entry.outcome) == (1, NOON, "account_disabled", "done")
        assert (entry.actor_id, entry.actor_label) == (actor.pk, "王芳")
        assert (entry.subject_type, entry.subject_id) == ("accounts.user", str(subject.pk))
        assert (entry.subject_label, entry.reason) == ("李强", "已离职")
        assert entry.detail == {"fields": ["is_active"]}
        assert (entry.address, entry.agent) == ("192.0.2.1", "Firefox")
        assert verify().is_sound

    def test_what_comes_back_is_what_was_stored(self):
        written = record(Action.SIGN_IN, actor=UserFactory(), detail={"count": 1})
        stored = AuditEntry.objects.get()
        for field in AuditEntry._meta.concrete_fields:
            assert getattr(stored, field.attname) == getattr(written, field.attname)

    def test_a_command_has_neither_actor_nor_origin(self):
        entry = record(Action.ROLL_IMPORTED)
        assert current() is None
        assert (entry.actor_id, entry.actor_label, entry.address, entry.agent) == (None, "", None, "")
        assert (entry.subject_type, entry.subject_id, entry.subject_label) == ("", "", "")

    @pytest.mark.parametrize("nobody", [AnonymousUser(), SimpleLazyObject(AnonymousUser)])
    def test_a_visitor_who_is_not_signed_in_is_nobody(self, nobody):
        entry = record(Action.ACCESS_REFUSED, actor=nobody, outcome=Outcome.REFUSED)
        assert (entry.actor_id, entry.actor_label, entry.outcome) == (None, "", "refused")

    def test_a_name_that_belongs_to_no_account_is_a_label(self):
        entry = record(Action.SIGN_IN_FAILED, subject_label="admin\x00\n' OR 1=1 --" + "x" * 300)
        assert entry.subject_label.startswith("admin� ' OR 1=1 --xxx")
        assert len(entry.subject_label) == 200
        assert verify().is_sound

    def test_a_label_can_say_more_than_the_object(self):
        entry = record(Action.ACCOUNT_CREATED, subject=DepartmentFactory(name="质量部"), subject_label="质量部（新）")
        assert (entry.subject_type, entry.subject_label) == ("accounts.department", "质量部（新）")

    def test_an_entry_outlives_whom_it_speaks_of(self):
        user = UserFactory(name="赵六")
        number = record(Action.SIGN_IN, actor=user, subject=user).number
        user.delete()
        entry = AuditEntry.objects.get(number=number)
        assert (entry.actor_label, entry.subject_label) == ("赵六", "赵六")
        assert verify().is_sound

    @pytest.mark.parametrize(
        "detail",
        [
            {"b": 1, "a": [None, True, {"深": "值"}]},
            {"number": 1e16, "zero": -0.0, "big": 10**18},
            {"text": "\x00\ud800\u202e<script>", "when": NOON, "who": {1, 2}},
            {"keys": {1: "一", None: "无"}},
        ],
    )
    def test_whatever_the_detail_the_chain_holds_after_reading_it_back(self, detail):
        record(Action.SETTINGS_CHANGED, detail=detail)
        assert verify().is_sound

    @pytest.mark.parametrize(
        "address", ["2001:DB8::1", "::1.2.3.4", "::ffff:192.0.2.1", "fe80::1%eth0", "nonsense", ""]
    )
    def test_whatever_the_address_the_chain_holds(self, address):
        with set_origin(Origin(address, "a\x00gent")):
            record(Action.SIGN_IN)
        assert verify().is_sound

    def test_an_action_or_outcome_that_is_none_is_a_mistake(self):
        with pytest.raises(ValueError, match="nonsense"):
            record("nonsense")
        with pytest.raises(ValueError, match="nonsense"):
            record(Action.SIGN_IN, outcome="nonsense")
        assert not AuditEntry.objects.exists()

    def test_numbers_run_without_a_gap_and_each_entry_holds_the_hash_before(self):
        one, two, three = write(3)
        assert [one.number, two.number, three.number] == [1, 2, 3]
        assert [one.previous_hash, two.previous_hash, three.previous_hash] == ["", one.hash, two.hash]
        head = AuditHead.objects.get()
        assert (head.number, head.hash) == (3, three.hash)

    def test_what_is_rolled_back_leaves_neither_entry_nor_gap(self):
        write()
        record_and_roll_back()
        write()
        assert list(AuditEntry.objects.values_list("number", flat=True)) == [2, 1]
        assert verify().is_sound

    def test_t99_a_clock_that_jumps_back_leaves_the_order_provable(self):
        write(days_ago=1)
        write(days_ago=500)
        write()
        entries = list(AuditEntry.objects.order_by("number"))
        assert entries[1].at < entries[0].at < entries[2].at
        assert [entry.number for entry in entries] == [1, 2, 3]
        assert verify().is_sound

    def test_what_an_entry_costs(self, django_assert_num_queries):
        write()
        with django_assert_num_queries(5):
            record(Action.SIGN_IN)
        write(30)
        with django_assert_num_queries(5):
            record(Action.SIGN_IN)


class TestPurging:
    def purge(self, days=1095):
        now = timezone.now()
        return purge(before=now - timedelta(days=days), now=now)

    @pytest.mark.parametrize("days", [179.9, 1, 0, -10])
    def test_t99_younger_than_180_days_is_refused(self, days):
        write(days_ago=200)
        with pytest.raises(TooYoung, match="至少保存180天"):
            self.purge(days)
        assert AuditEntry.objects.count() == 1

    def test_t84_what_is_old_goes_and_the_chain_stays_provable(self):
        last = write(3, days_ago=1200)[-1]
        write(2, days_ago=100)
        assert self.purge() == 3
        assert list(AuditEntry.objects.values_list("number", flat=True)) == [6, 5, 4]
        entry = AuditEntry.objects.first()
        assert entry.action == Action.AUDIT_PURGED
        assert entry.detail["rows"] == 3
        assert (entry.detail["last_number"], entry.detail["last_hash"]) == (3, last.hash)
        report = verify()
        assert report.is_sound
        assert (report.first, report.last, report.count) == (4, 6, 3)

    def test_t84_a_second_run_does_nothing(self):
        write(3, days_ago=1200)
        write(days_ago=100)
        assert self.purge() == 3
        assert self.purge() == 0
        assert AuditEntry.objects.count() == 2

    def test_a_log_in_which_everything_is_old_keeps_the_entry_about_the_purge(self):
        write(3, days_ago=1200)
        assert self.purge() == 3
        assert AuditEntry.objects.get().action == Action.AUDIT_PURGED
        write()
        assert verify().is_sound

    def test_later_purges_follow_each_other(self):
        write(2, days_ago=1200)
        write(2, days_ago=900)
        write(2, days_ago=600)
        for days, left in [(1095, 5), (800, 4), (500, 3)]:
            assert self.purge(days) == 2
            assert AuditEntry.objects.count() == left
            assert verify().is_sound

    def test_an_empty_log_has_nothing_to_purge(self):
        assert self.purge() == 0
        assert not AuditEntry.objects.exists()

    def test_t84_a_purge_that_fails_in_the_middle_has_done_nothing(self, settings):
        write(3, days_ago=1200)
        write(days_ago=100)
        settings.AUDIT_KEY = None
        with pytest.raises(AttributeError):
            self.purge()
        settings.AUDIT_KEY = "only-for-tests-audit-0123456789abcdef"
        assert AuditEntry.objects.count() == 4
        assert verify().is_sound

    def test_t99_a_clock_that_runs_ahead_does_not_get_past_the_database(self):
        """The site believes it is two years later; the database knows better."""
        write(3)
        later = time_machine.travel(timezone.now() + timedelta(days=730))
        with later, pytest.raises(DatabaseError, match="不满180天"), transaction.atomic():
            self.purge(365)
        assert AuditEntry.objects.count() == 3

    def test_t99_an_entry_that_a_wrong_clock_dated_back_stays_as_long_as_those_before_it(self):
        write(2, days_ago=300)
        write(days_ago=2000)
        write(2, days_ago=250)
        assert self.purge(1095) == 0
        assert self.purge(200) == 5
        assert verify().is_sound

    def test_the_date_may_be_exactly_180_days_ago(self):
        write(2, days_ago=180.5)
        write(days_ago=179.5)
        assert self.purge(180) == 2


def test_a_log_without_its_head_goes_on_but_is_never_whole_again(caplog):
    """The site must not stop; what happened must not be hidden by going on."""
    write(2)
    with without_triggers():
        sql("DELETE FROM audit_audithead")
    assert [entry.number for entry in write(2)] == [3, 4]
    assert "tampered with" in caplog.text
    assert str(verify()) == "链头缺失或被改动"
