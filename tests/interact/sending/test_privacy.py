"""Nothing of who sends, and nothing of the receipt, is left anywhere (T62, T64); the notice that says so (PIPL 17)."""

import ast
import logging
import re
from pathlib import Path

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

import interact
from interact.cases import receipts
from interact.channels.records import Channel, record_of
from interact.models import CaseMail, ConsentText, FeedbackSettings
from interact.sending.assurances import notice_for
from tests.counters import everything_in_the_caches
from tests.factories import UserFactory, picture_bytes
from tests.interact.writing import SUBJECT, TEXT, Writer, case_of, shown_receipt
from unionsite.core.models import SiteSettings

pytestmark = pytest.mark.django_db

ADDRESS, BROWSER = "203.0.113.77", "SecretBrowser/77.1"
NAME, PHONE, FILE_NAME = "孙小满", "13800001234", "库房照片.jpg"


@pytest.fixture
def reports(write):
    """`reports()`: somebody with an address and a browser to look for, at the form of reports."""

    def start(channel="report"):
        return write(channel, REMOTE_ADDR=ADDRESS, HTTP_USER_AGENT=BROWSER)

    return start


def everything_in_the_database() -> str:
    """Every value of every row of every table, as text; bytes as they read in Latin-1."""
    texts = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608  (names from the schema)
            for row in cursor.fetchall():
                texts += [
                    bytes(value).decode("latin-1") if isinstance(value, bytes | memoryview) else str(value)
                    for value in row
                ]
    return "\n".join(texts)


def everything_on_the_disk(folder: Path) -> str:
    files = [path for path in folder.rglob("*") if path.is_file()]
    return "\n".join(f"{path} {path.read_bytes().decode('latin-1')}" for path in files)


@pytest.mark.parametrize("is_named", [False, True])
@pytest.mark.parametrize("channel", Channel.values)
def test_t62_t63_nothing_of_the_sender_or_the_words_is_left_in_clear(
    reports, channel, is_named, caplog, tmp_path, report_handler, django_capture_on_commit_callbacks
):
    caplog.set_level(logging.DEBUG)
    # A person to look for; known to the site as well, so their own row does not count.
    contact = {"name": NAME, "phone": PHONE} if is_named or channel == "letter" else {}
    identity = {} if channel == "letter" else {"identity": "named" if is_named else "anonymous"}
    writer = reports(channel)
    with django_capture_on_commit_callbacks(execute=True):
        case = writer.send(**contact, **identity, files=[SimpleUploadedFile(FILE_NAME, picture_bytes(), "image/jpeg")])
    assert case.files.count() == 1
    receipt = shown_receipt(writer.response)
    mails = "\n".join(f"{message.subject} {message.body} {message.extra_headers}" for message in mail.outbox)
    places = {
        "database": everything_in_the_database(),
        "disk": everything_on_the_disk(tmp_path),
        "cache": "\n".join(everything_in_the_caches()),
        "mail": mails + "\n".join(str(row.__dict__) for row in CaseMail.objects.all()),
        # Not what the database was told, sealed as it is; not the tests' own pictures either.
        "logs": "\n".join(
            record.getMessage() for record in caplog.records if not record.name.startswith(("PIL", "django.db"))
        ),
    }
    searched = [ADDRESS, BROWSER, SUBJECT, TEXT, FILE_NAME, receipt, receipt.replace("-", "")]
    for where, text in places.items():
        for words in [*searched, NAME, PHONE]:
            assert words not in text, f"{words} in the {where}"
            assert words.encode().decode("latin-1") not in text, f"{words} in the {where}"


def test_t62_a_report_keeps_the_day_and_not_the_minute(reports):
    case = reports().send()
    moments = [case.received_at, *case.entries.values_list("at", flat=True)]
    assert {(moment.astimezone(case.received_at.tzinfo).minute, moment.second) for moment in moments} == {(0, 0)}
    assert "10:00" not in str(case.received_at.astimezone())


def test_t62_an_employee_who_is_signed_in_reports_without_a_trace_of_the_account(reports, client):
    user = UserFactory(username="sun", name=NAME)
    client.force_login(user)
    before = user.__class__.objects.filter(pk=user.pk).values().get()
    case = reports().send()
    assert case.sender is None
    assert user.__class__.objects.filter(pk=user.pk).values().get() == before
    assert not [value for value in client.session.values() if "suggestion" in str(value) or SUBJECT in str(value)]


def test_t63_the_log_gets_no_reason_and_no_name_of_a_case():
    """The log outlives the case, and whom it is about may read it: what is to be said is sealed in the history."""
    found = []
    for path in Path(interact.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or not ast.unparse(node.func).endswith("record"):
                continue
            given = {keyword.arg: ast.unparse(keyword.value) for keyword in node.keywords}
            if given.get("subject") == "case":
                said = {name for name in ("reason", "subject_label") if name in given}
                said |= {"detail"} if given.get("detail", "{'format': format}") != "{'format': format}" else set()
                found += [f"{path.name}:{node.lineno} {name}" for name in said]
    assert found == []


# --- Receipt ---


@pytest.mark.parametrize("channel", Channel.values)
def test_t64_the_receipt_is_on_its_page_alone(reports, channel):
    writer = reports(channel)
    writer.send()
    response = writer.response
    receipt = shown_receipt(response)
    page = response.content.decode()
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "no-referrer"
    headers = "\n".join(f"{name}: {value}" for name, value in response.items())
    for text in (headers, response.cookies.output(), *re.findall(r'(?:href|src|action)="([^"]*)"', page)):
        assert receipt not in text
        assert receipt.replace("-", "") not in text
    assert "<title>提交成功" in page
    assert page.count("投诉举报") <= 2
    assert set(response.cookies) <= {"csrftoken"}


def test_t64_the_form_is_kept_nowhere_and_carries_the_receipt_unreadably(reports):
    writer = reports().open()
    response = writer.response
    assert "no-store" in response["Cache-Control"]
    # With no-referrer browsers would send `Origin: null` with the form; the address tells nothing.
    assert response["Referrer-Policy"] == "same-origin"
    assert set(response.cookies) <= {"csrftoken"}
    page = response.content.decode()
    receipt = writer.form.stamp.receipt
    assert receipt not in page
    assert receipts.grouped(receipt) not in page
    assert "messages" not in response.cookies


def test_t64_an_error_shows_no_receipt_either(reports):
    writer = reports().open()
    page = writer.post(writer.values(subject="")).content.decode()
    assert receipts.grouped(writer.form.stamp.receipt) not in page


def test_t87_a_form_without_its_token_is_refused(clock, routing, tree):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    writer = Writer(client, clock, "report").open()
    assert writer.post(writer.values()).status_code == 403
    token = client.cookies["csrftoken"].value
    values = writer_values = Writer(client, clock, "report").open().values(csrfmiddlewaretoken=token)
    foreign = client.post(writer.path, writer_values, headers={"Origin": "https://evil.example"})
    assert foreign.status_code == 403
    assert case_of(writer.post(values, headers={"Origin": "http://testserver"}))


# --- Notice ---


def test_each_case_keeps_the_words_that_its_sender_agreed_to(reports):
    case = reports("suggestion").send()
    shown = reports("suggestion").open().form.current_notice
    assert (case.consent.version, case.consent.text) == (shown.version, shown.text)
    reports("suggestion").send()
    assert ConsentText.objects.count() == 1


@pytest.mark.parametrize("channel", Channel)
def test_the_notice_names_who_why_what_readers_periods_and_rights(channel):
    site = SiteSettings(union_name="晨桥精密制造工会", phone="0512-66668888")
    text = notice_for(channel, site=site, periods=FeedbackSettings()).text
    for words in (
        "晨桥精密制造工会",
        "受理、办理和答复",
        "不保存您的网络地址",
        "180天",
        "3年",
        "30天",
        "导出或删除",
        "0512-66668888",
    ):
        assert words in text
    for words in ("超级管理员也看不到", "运维人员在技术上能够打开", "生效前可以提出异议"):
        assert (words in text) is (channel is Channel.REPORT)
    assert ("匿名" in text) is (not record_of(channel).is_signed)


def test_another_word_in_the_notice_is_another_version():
    site = SiteSettings(union_name="晨桥精密制造工会")
    versions = {
        notice_for(Channel.REPORT, site=site, periods=FeedbackSettings(identity_days=days)).version
        for days in (90, 180, 90)
    }
    assert len(versions) == 2
    assert all(len(version) <= 40 for version in versions)
