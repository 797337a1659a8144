"""Whoever takes the whole database without its keys learns nothing of a report: not a word of it or of those who work
on it, nor whom it is about, nor when it came (T62, T63, T67, T69, T83)."""

from contextlib import nullcontext
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils import timezone

from interact.cases.choices import Step
from interact.models import Case
from tests.browser.traces import pattern, traces
from tests.clients import signed_in
from tests.conftest import member
from tests.factories import DepartmentFactory, picture_bytes
from tests.interact import dumping
from tests.interact.desk.looking import address, agree, page, pass_the_time, take
from tests.interact.writing import shown_receipt

pytestmark = pytest.mark.django_db

# What the reporter writes; nobody of the site has such a name.
REPORT = {
    "subject": "劳保手套重复报销",
    "people": "陈向远、外协钱某某",
    "when": "去年冬至前后",
    "place": "北门二号仓",
    "text": "同一张发票报销了两次，共三千六百元。",
    "name": "江知秋",
    "phone": "13911112222",
    "mail": "jiang@example.com",
}
ADDED = "补充一张照片：签收单上的日期被涂改过。"
# What the handlers write beside it.
REASONS = {
    Step.KEEP_OUT: "他们两位管着这个仓库",
    Step.NAME_HANDLER: "请宋同志一起去仓库盘点",
    Step.REMOVE_HANDLER: "盘点已经做完，不再需要",
    Step.NOTE: "已电话约了供应商周三来",
    Step.HOLD: "公安机关已经立案调取",
    Step.RELEASE: "公安机关已经结案退卷",
    Step.REVEAL: "须当面向举报人核实签名",
    Step.ACCEPT: "您反映的我们已经在查了",
    Step.ASK: "请问发票号码是多少",
}
WORD = "重复报销那件"
# Larger than anything that counts by itself, so that it can be looked for as a number.
ACCUSED, ACCUSED_OFFICE, AUDITOR = 765_432_101, 865_432_102, 965_432_103


@pytest.fixture
def accused(db):
    """The auditor and another: whoever is accused may be the one who reads the log."""
    office = DepartmentFactory(pk=ACCUSED_OFFICE, name="仓储物流部", code="store")
    member("审计员", pk=AUDITOR, username="auditor-2", name="陈向远")
    return member("信息员", pk=ACCUSED, username="keeper", name="钱仓管", department=office)


@pytest.fixture
def taken(db, tmp_path):
    """The database as a file where there is one, else as it is."""
    with dumping.as_a_file(tmp_path) if connection.vendor == "sqlite" else nullcontext() as path:
        yield path


def sent(write) -> tuple[Case, str, str]:
    """(case, receipt, second of the sending) through the public form; nothing else happens in that second."""
    moment = timezone.localtime() + timedelta(minutes=17, seconds=43)
    writer = write("report")
    writer.clock.move_to(moment - timedelta(seconds=30))
    file = SimpleUploadedFile("签收单.jpg", picture_bytes(), "image/jpeg")
    case = writer.send(**REPORT, identity="named", kept_out_departments=[str(ACCUSED_OFFICE)], files=[file])
    return case, shown_receipt(writer.response), f"{timezone.now():%H:%M:%S}"


def handle(case: Case, handler, second, accused) -> None:
    """Every step of the desk that takes a reason or a name."""
    client, officer = signed_in(handler), member("安全管理员", username="officer-2")
    page(client, address(case))
    steps = [
        (Step.ACCEPT, {"complexity": "general"}),
        (Step.KEEP_OUT, {"people": [AUDITOR, accused.pk], "departments": [ACCUSED_OFFICE]}),
        (Step.NAME_HANDLER, {"user": second.pk, "party": "team"}),
        (Step.REMOVE_HANDLER, {"user": second.pk, "is_urgent": "on"}),
        (Step.NOTE, {}),
        (Step.HOLD, {}),
        (Step.RELEASE, {}),
        (Step.ASK, {}),
    ]
    for step, data in steps:
        assert take(client, case, step, words=REASONS[step], **data).status_code == 302, step
        if step in (Step.NAME_HANDLER, Step.REMOVE_HANDLER):
            agree(officer)
            pass_the_time()
    shown = client.post(address(case, "identity/"), {"words": REASONS[Step.REVEAL]})
    assert REPORT["phone"] in shown.content.decode()
    assert "钱仓管" in page(client, address(case))
    assert client.post(address(case, "word/"), {"word": WORD}).status_code == 302
    assert WORD in page(client)


@pytest.fixture
def worked_on(taken, write, clock, accused, report_handler, second_handler):
    """A report that came in, was worked on hours later, and got an answer from its sender."""
    # The site knows its people, and what was done with their accounts.
    before = set(dumping.as_bytes(dumping.rows()))
    case, receipt, second = sent(write)
    clock.move_to(timezone.now() + timedelta(hours=3))
    handle(case, report_handler, second_handler, accused)
    return SimpleNamespace(case=case, receipt=receipt, second=second, before=before)


def supplement(client, receipt: str) -> None:
    assert client.post("/feedback/", {"receipt": receipt}).status_code == 303
    word = client.get("/feedback/case/").context["forms"]["supplement"]["word"].value()
    assert client.post("/feedback/case/supplement/", {"word": word, "words": ADDED}).status_code == 303


def test_t63_t67_t69_no_table_says_what_a_report_says_or_whom_it_is_about(worked_on, client):
    receipt = worked_on.receipt
    supplement(client, receipt)
    wanted = pattern([*REPORT.values(), ADDED, WORD, *REASONS.values(), "钱某某", "签收单.jpg"], receipt)
    named = pattern(["陈向远", "钱仓管", "仓储物流部"])
    numbers = {str(number) for number in (ACCUSED, ACCUSED_OFFICE, AUDITOR)}
    places = list(dumping.rows())
    assert traces(dumping.as_bytes(places), wanted) == []
    new = [(place, value) for place, value in dumping.as_bytes(places) if (place, value) not in worked_on.before]
    assert traces(new, named) == []
    assert [place for place, value in new if any(number.encode() in value for number in numbers)] == []


def test_t62_no_row_tells_the_second_of_a_report(worked_on):
    second = worked_on.second
    stamp = timezone.now().replace(hour=int(second[:2]), minute=int(second[3:5]), second=int(second[6:]))
    wanted = pattern([second, str(int(stamp.timestamp()))])
    assert traces(dumping.as_bytes(dumping.rows()), wanted) == []


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL's files are not ours to read")
def test_t63_nor_do_free_pages_or_the_log_of_writes(worked_on, client, taken):
    receipt = worked_on.receipt
    supplement(client, receipt)
    names = ["外协钱某某", "钱某某", *(text for name, text in REPORT.items() if name != "people")]
    wanted = pattern([*names, ADDED, WORD, *REASONS.values(), "签收单.jpg"], receipt)
    assert (taken.parent / f"{taken.name}-wal").stat().st_size > 0
    assert traces(dumping.raw(taken), wanted) == []


def test_t83_an_erased_report_leaves_no_key_and_nothing_sealed(worked_on, client, taken):
    case, receipt = Case.objects.get(pk=worked_on.case.pk), worked_on.receipt
    sealed = {case.sealed_key.encode(), *(bytes(value) for value in (case.sealed_body, case.sealed_kept_out))}
    sealed |= {bytes(entry.sealed_words) for entry in case.entries.exclude(sealed_words=None)}
    sealed |= {bytes(entry.sealed_names) for entry in case.entries.exclude(sealed_names=None)}
    sealed |= {bytes(row.sealed_word) for row in case.handler_rows.exclude(sealed_word=None)}
    sealed |= {mark.encode() for mark in case.marks.values_list("mark", flat=True)}
    assert len(sealed) > 13
    places = lambda: [*dumping.as_bytes(dumping.rows()), *(dumping.raw(taken) if taken else ())]  # noqa: E731
    stored = [content for _place, content in places()]
    assert all(any(piece[:60] in content for content in stored) for piece in sealed), "they are what is stored"
    assert client.post("/feedback/", {"receipt": receipt}).status_code == 303
    assert client.post("/feedback/case/erase/", {"is_sure": "on"}).status_code == 200
    assert Case.objects.get(pk=case.pk).is_destroyed
    for place, content in places():
        # Long ones lie on several pages; a part of one would be enough to open nothing, yet is not there either.
        assert not [piece for piece in sealed if piece[:60] in content], place
