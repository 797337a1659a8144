"""Keys of cases: wrong, missing and new ones, values moved to another place, many readers at once (T71, T72, T73)."""

import threading

import pytest
from django.core.management import CommandError, call_command

from interact.cases import people, receipts, vault
from interact.cases.choices import Party
from interact.cases.services import upkeep
from interact.cases.services.files import read_file
from interact.channels.records import Channel
from interact.following import services
from interact.models import Case, CaseEntry, CaseHandler
from interact.retention.services import destroy
from tests.interact.retention.test_retention import file
from tests.interact.submitting import CONTACT, SUBJECT, TEXT, accepted, send
from unionsite.audit.choices import Action
from unionsite.audit.models import AuditEntry
from unionsite.core.sealing import SealingError

pytestmark = pytest.mark.django_db
OLD, NEW, OTHER = "old-" + "0123456789" * 5, "new-" + "9876543210" * 5, "other-" + "13579" * 10


@pytest.fixture
def rotating(settings, routing, team_member, tmp_path):
    """A case under the former key; settings to turn the ring."""
    settings.VAR_DIR = tmp_path
    settings.CASE_KEYS = [OLD]
    send(contact=CONTACT, files=[file(b"sealed picture")])
    return settings


def fresh() -> Case:
    return Case.objects.get()


def test_t71_rotation_puts_all_under_the_new_key(rotating, team_member):
    accepted(fresh(), team_member)
    rotating.CASE_KEYS = [NEW, OLD]
    assert fresh().body["text"] == TEXT, "in between both open"
    assert upkeep.reseal() == upkeep.Resealed(changed=1, closed=[])
    rotating.CASE_KEYS = [NEW]
    case = fresh()
    assert case.body["text"] == TEXT
    assert case.open_contact()["phone"] == CONTACT["phone"]
    assert read_file(case.files.get())[1] == b"sealed picture"
    assert AuditEntry.objects.get(action=Action.CASE_KEYS_CHANGED).detail == {"count": 1}


def test_t71_a_second_run_changes_nothing(rotating):
    rotating.CASE_KEYS = [NEW, OLD]
    upkeep.reseal()
    before = fresh().sealed_key
    assert upkeep.reseal() == upkeep.Resealed(changed=0, closed=[])
    assert fresh().sealed_key == before
    assert AuditEntry.objects.filter(action=Action.CASE_KEYS_CHANGED).count() == 1


def test_t71_after_a_rotation_the_former_key_opens_nothing(rotating):
    rotating.CASE_KEYS = [NEW, OLD]
    upkeep.reseal()
    rotating.CASE_KEYS = [OLD]
    with pytest.raises(SealingError):
        fresh().body  # noqa: B018


@pytest.mark.parametrize("ring", [[OTHER], [OTHER, NEW]])
def test_t71_a_wrong_key_is_a_loud_error(rotating, ring):
    rotating.CASE_KEYS = ring
    for attempt in (lambda: fresh().body, lambda: fresh().open_contact(), lambda: read_file(fresh().files.get())):
        with pytest.raises(SealingError) as caught:
            attempt()
        assert TEXT not in str(caught.value)


def test_t71_the_command_names_what_does_not_open_and_fails(rotating, capsys):
    lost = fresh()
    rotating.CASE_KEYS = [OTHER]
    send()
    rotating.CASE_KEYS = [NEW, OTHER]
    with pytest.raises(CommandError, match=lost.number):
        call_command("reseal_cases")
    said = capsys.readouterr().out
    assert "重新加密了1件诉求的密钥" in said
    assert "RECEIPT_KEYS" in said
    before = lost.sealed_key
    lost.refresh_from_db()
    assert lost.sealed_key == before, "as it was, for the day on which the key is found"
    rotating.CASE_KEYS = [NEW, OTHER, OLD]
    call_command("reseal_cases")
    rotating.CASE_KEYS = [NEW]
    assert {case.body["text"] for case in Case.objects.all()} == {TEXT}


def test_t69_t71_who_is_kept_out_stays_so_under_every_key(rotating, report_handler):
    Case.objects.all().delete()
    body = {"subject": SUBJECT, "text": TEXT, "people": report_handler.name}
    case = send(Channel.REPORT, body=body).case
    # Even named, as an older screen might have it.
    CaseHandler.objects.create(case=case, user=report_handler, party=Party.TEAM, added_on=case.since)
    for ring in ([OLD], [NEW, OLD], [NEW]):
        rotating.CASE_KEYS = ring
        if ring == [NEW, OLD]:
            assert not Case.objects.visible_to(report_handler).exists()
            assert upkeep.reseal().changed == 1
        assert not Case.objects.visible_to(report_handler).exists(), ring
        assert fresh().kept_out.people == (report_handler.pk,)
        assert people.not_kept_out([report_handler], fresh()) == []


def test_destroyed_cases_are_left_alone(rotating):
    destroy(fresh())
    rotating.CASE_KEYS = [NEW]
    assert upkeep.reseal() == upkeep.Resealed(changed=0, closed=[])
    with pytest.raises(vault.Destroyed):
        fresh().body  # noqa: B018


@pytest.mark.parametrize("number", [1, 20])
def test_resealing_costs_little_more_than_its_writes(number, rotating, django_assert_num_queries):
    for _each in range(number - 1):
        send()
    rotating.CASE_KEYS = [NEW, OLD]
    assert upkeep.reseal().changed == number
    with django_assert_num_queries(4):
        upkeep.reseal()


def test_receipts_need_their_former_key(settings, routing):
    settings.RECEIPT_KEYS = [OLD]
    receipt = receipts.new_receipt()
    send(receipt=receipt)
    settings.RECEIPT_KEYS = [NEW, OLD]
    assert services.find(receipt)
    settings.RECEIPT_KEYS = [NEW]
    assert services.find(receipt) is None


# --- T72 ---


def test_t72_a_value_moved_to_another_case_does_not_open(routing):
    one, other = send(contact=CONTACT).case, send(contact=CONTACT).case
    for name, read in (("sealed_body", lambda case: case.body), ("sealed_contact", lambda case: case.open_contact())):
        moved = Case.objects.get(pk=other.pk)
        setattr(moved, name, getattr(one, name))
        with pytest.raises(SealingError):
            read(moved)


def test_t72_nor_does_it_with_its_key(routing):
    one, other = send().case, send().case
    Case.objects.filter(pk=other.pk).update(sealed_body=one.sealed_body, sealed_key=one.sealed_key)
    with pytest.raises(SealingError):
        Case.objects.get(pk=other.pk).body  # noqa: B018


def test_t72_nor_in_another_column(routing):
    case = send(contact=CONTACT).case
    Case.objects.filter(pk=case.pk).update(sealed_contact=case.sealed_body, sealed_body=case.sealed_contact)
    case = Case.objects.get(pk=case.pk)
    for attempt in (lambda: case.body, case.open_contact):
        with pytest.raises(SealingError):
            attempt()


def test_t72_nor_words_of_another_step(routing, team_member):
    case = send().case
    accepted(case, team_member)
    first, second = (CaseEntry(case=case, sealed_words=case.vault.seal("内部", "entry:x")) for _each in range(2))
    assert first.key != second.key
    for entry in (first, second):
        with pytest.raises(SealingError):
            entry.words_with(case.vault)


def test_t72_nor_files(routing, settings, tmp_path):
    settings.VAR_DIR = tmp_path
    case = send(files=[file(b"one"), file(b"two")]).case
    one, two = case.files.all()
    one.file.name, two.file.name = two.file.name, one.file.name
    for row in (one, two):
        with pytest.raises(SealingError):
            read_file(row)


@pytest.mark.parametrize(
    "change", [lambda sealed: sealed[:-1], lambda sealed: sealed[:12], lambda sealed: b"", bytes.swapcase]
)
def test_t72_nor_what_was_changed(change, routing):
    case = send().case
    case = Case.objects.get(pk=case.pk)
    case.sealed_body = change(bytes(case.sealed_body))
    with pytest.raises(SealingError):
        case.body  # noqa: B018


# --- T73 ---


def test_t73_fifty_readers_at_once_never_get_ciphertext(routing):
    """Each thread reads objects of its own and one that all share, while others hold a wrong key."""
    shared = send(contact=CONTACT).case
    sealed_key, body, contact = shared.sealed_key, bytes(shared.sealed_body), bytes(shared.sealed_contact)
    read, failed, start = [], [], threading.Barrier(50)

    def run(number: int):
        start.wait()
        for _each in range(20):
            if number % 5 == 0:
                try:
                    vault.CaseKey(shared.key, bytes(32)).open(body, "body")
                except SealingError:
                    failed.append(number)
                continue
            own = Case(key=shared.key, sealed_key=sealed_key, sealed_body=body, sealed_contact=contact)
            read.append((own.body["text"], own.open_contact()["phone"], shared.open_contact()["phone"]))

    threads = [threading.Thread(target=run, args=[number]) for number in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(read) == {(TEXT, CONTACT["phone"], CONTACT["phone"])}
    assert (len(read), len(failed)) == (800, 200)
