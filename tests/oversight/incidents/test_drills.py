"""Drills of an emergency: the site closed while people write, all keys changed while it runs (T71, T100)."""

import threading

import pytest
from django.core.management import call_command
from django.db.models import Count

from interact.cases import receipts
from interact.following.services import find
from interact.models import Case
from tests.accounts.second_factor.signing_in import is_in, sign_in, staff, superuser
from tests.clients import SiteClient, bind_authenticator, signed_in
from tests.conftest import forget_everything
from tests.interact.submitting import CONTACT, TEXT, lay_routing, send
from tests.parallel import in_threads, shared_database
from unionsite.accounts.models import Authenticator
from unionsite.audit.models import AuditEntry
from unionsite.oversight.findings.models import Finding
from unionsite.oversight.incidents.switches import set_read_only

ADD = "/admin/findings/add/"
RINGS = ("SEALING_KEYS", "CASE_KEYS", "RECEIPT_KEYS")
WRITERS, MOST = 3, 40


@pytest.mark.django_db(transaction=True)
def test_t100_after_the_switch_nothing_more_is_stored_and_nothing_by_half(committed_tree, tmp_path, desk):
    officer = superuser(username="officer")
    writers = [desk(superuser(username=f"writer{number}")) for number in range(WRITERS)]
    database, stored, shut = shared_database(tmp_path), threading.Semaphore(0), threading.Event()

    def write(client: SiteClient):
        def work() -> list[tuple[bool, int]]:
            answers = []
            while len(answers) < MOST and not (answers and answers[-1][0]):
                is_shut = shut.is_set()
                sent = {"title": f"第{len(answers)}个问题", "gravity": "usual"}
                answers.append((is_shut, client.post(ADD, sent).status_code))
                stored.release()
            return answers

        return work

    def switch() -> list[tuple[bool, int]]:
        for _each in range(WRITERS * 2):
            assert stored.acquire(timeout=30)
        set_read_only(is_on=True, actor=officer, reason="首页被篡改")
        shut.set()
        return []

    answers = [answer for found in in_threads(database, switch, *map(write, writers)) for answer in found]

    assert {status for is_shut, status in answers if is_shut} == {503}
    assert {status for _is_shut, status in answers} == {302, 503}
    accepted = sum(status == 302 for _is_shut, status in answers)

    def look() -> list[int]:
        return list(Finding.objects.annotate(steps=Count("entries")).values_list("steps", flat=True))

    assert in_threads(database, look) == [[1] * accepted], "each with its history, none more than was answered"


@pytest.fixture
def laid(settings, tree, tmp_path):
    """A case, its receipt and somebody signed in, all under the keys that are to be changed."""
    settings.VAR_DIR = tmp_path
    lay_routing()
    receipt = receipts.new_receipt()
    send(receipt=receipt, contact=CONTACT)
    device = bind_authenticator(staff("安全管理员", username="officer"))
    browser = signed_in(device.user)
    return device, browser, receipt


def new_key(name: str) -> str:
    return f"a new key of the drill for {name}, as long as it has to be: 0123456789"


def put_in_front(settings) -> None:
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], new_key("SECRET_KEY")
    for name in RINGS:
        setattr(settings, name, [new_key(name), *getattr(settings, name)])
    forget_everything()


def test_t71_t100_while_both_keys_stand_all_goes_on(settings, laid):
    device, browser, receipt = laid

    put_in_front(settings)

    assert is_in(browser)
    assert Authenticator.objects.get().key == device.key
    assert find(receipt).body["text"] == TEXT
    newer = receipts.new_receipt()
    send(receipt=newer)
    assert find(newer).body["text"] == TEXT


def test_t71_t100_after_the_drill_the_former_keys_are_needed_no_more(settings, laid):
    device, browser, receipt = laid
    key, entries = device.key, AuditEntry.objects.count()
    put_in_front(settings)
    send(receipt=(meanwhile := receipts.new_receipt()))

    call_command("reseal")
    call_command("reseal_cases")
    settings.SECRET_KEY_FALLBACKS = []
    settings.SEALING_KEYS, settings.CASE_KEYS = settings.SEALING_KEYS[:1], settings.CASE_KEYS[:1]

    assert not is_in(browser), "sessions end with the secret that signed them"
    assert {case.body["text"] for case in Case.objects.all()} == {TEXT}
    assert [case.open_contact().get("phone") for case in Case.objects.order_by("received_at")] == [
        CONTACT["phone"],
        None,
    ]
    device.refresh_from_db()
    assert device.key == key
    sign_in(fresh := SiteClient(), device)
    assert is_in(fresh)
    # Receipts are hashed, not sealed: the former key stays as long as people hold receipts of it.
    assert find(receipt)
    settings.RECEIPT_KEYS = settings.RECEIPT_KEYS[:1]
    assert find(receipt) is None
    assert find(meanwhile)
    assert AuditEntry.objects.count() > entries
    call_command("audit_verify")
