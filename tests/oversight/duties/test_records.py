"""Records: written by one person with evidence, signed by another, and what follows (S-6.1 to S-6.6, S-2.7)."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from tests.conftest import member
from tests.factories import picture_bytes
from tests.oversight.conftest import NOW
from tests.oversight.duties.conftest import ADDRESS, duty_of
from unionsite.accounts.models import User
from unionsite.oversight.duties.choices import DutyKind, RecordState
from unionsite.oversight.duties.models import Duty, DutyFile, DutyRecord, ReadingConfirmation
from unionsite.oversight.duties.services import records, register
from unionsite.oversight.findings.choices import Source
from unionsite.oversight.findings.models import Finding

pytestmark = pytest.mark.django_db
DRILL = {"done_on": "2026-05-07", "took_part": "网络信息管理小组", "words": "模拟首页被篡改，十分钟恢复。"}
RULE = {"done_on": "2026-05-07", "words": "首次制定。", "version": "第一版", "text": "第一条 口令不得外借。"}


def write(client, duty, data) -> DutyRecord:
    response = client.post(f"{ADDRESS}{duty.pk}/records/add/", data)
    assert response.status_code == 302, response.context["form"].errors
    return duty.records.latest("pk")


def judge(client, record, decision="signed", words=""):
    address = f"{ADDRESS}{record.duty_id}/records/{record.pk}/judge/"
    return client.post(address, {"decision": decision, "words": words})


def test_a_drill_is_recorded_with_evidence_and_counts_once_signed(clock, desk, drill, owner, officer):
    files = [SimpleUploadedFile("现场.jpg", picture_bytes()), SimpleUploadedFile("签到.txt", "甲乙丙".encode())]
    record = write(desk(owner), drill, DRILL | {"files": files})
    drill.refresh_from_db()
    assert drill.due_on == date(2026, 6, 1)
    assert Duty.objects.with_paper().filter(is_waiting=True).get() == drill
    client = desk(officer)
    html = client.get(f"{ADDRESS}{drill.pk}/records/{record.pk}/").content.decode()
    for words in ("十分钟恢复", "网络信息管理小组", "现场.jpg", "签到.txt", "待签字"):
        assert words in html
    judge(client, record)
    record.refresh_from_db()
    drill.refresh_from_db()
    assert (record.state, record.judged_by) == (RecordState.SIGNED, officer)
    assert drill.due_on == date(2027, 5, 7)
    file = DutyFile.objects.get(name="现场.jpg")
    answer = client.get(f"{ADDRESS}{drill.pk}/records/{record.pk}/files/{file.pk}/")
    assert answer.status_code == 200
    b"".join(answer.streaming_content)


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (SimpleUploadedFile("virus.exe", b"MZ"), "没有上传"),
        (SimpleUploadedFile("picture.jpg", b"no picture"), "没有上传"),
        (SimpleUploadedFile("empty.pdf", b""), "空的"),
    ],
    ids=["kind", "content", "empty"],
)
def test_a_wrong_file_is_named_and_nothing_stored(clock, desk, drill, owner, file, words):
    file.seek(0)
    response = desk(owner).post(f"{ADDRESS}{drill.pk}/records/add/", DRILL | {"files": [file]})
    assert response.status_code == 200
    assert words in response.context["form"].errors["files"][0]
    assert "模拟首页被篡改" in response.content.decode()
    assert not DutyRecord.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"done_on": "2026-05-09"}, "done_on"),
        ({"done_on": "0001-01-01"}, "done_on"),
        ({"done_on": "9999-12-31"}, "done_on"),
        ({"words": ""}, "words"),
        ({"words": "a\x00b"}, "words"),
        ({"took_part": ""}, "took_part"),
        ({"faults": "错" * 201}, "faults"),
        ({"faults": "一\n" * 21}, "faults"),
    ],
)
def test_a_slip_is_named_beside_its_field(clock, desk, drill, owner, wrong, field):
    response = desk(owner).post(f"{ADDRESS}{drill.pk}/records/add/", DRILL | wrong)
    assert list(response.context["form"].errors) == [field]
    assert not DutyRecord.objects.exists()
    assert not Finding.objects.exists()


@pytest.mark.parametrize(
    ("kind", "source"),
    [(DutyKind.DRILL, Source.DRILL), (DutyKind.CHECK, Source.INSPECTION), (DutyKind.RISK, Source.RISK)],
)
def test_what_was_found_becomes_a_finding(clock, desk, officer, kind, source):
    duty, client = duty_of(kind), desk(officer)
    record = write(client, duty, DRILL | {"faults": "备用电话打不通\n\n名单过期"})
    found = Finding.objects.order_by("pk")
    assert [(finding.title, finding.source, finding.found_by) for finding in found] == [
        ("备用电话打不通", source, officer),
        ("名单过期", source, officer),
    ]
    html = client.get(f"{ADDRESS}{duty.pk}/records/{record.pk}/").content.decode()
    assert f'href="/admin/findings/{found[0].pk}/"' in html


def test_nobody_signs_what_they_wrote(clock, desk, drill, officer, committee):
    client = desk(officer)
    record = write(client, drill, DRILL)
    assert judge(client, record).status_code == 302
    record.refresh_from_db()
    assert record.state == RecordState.WAITING
    with pytest.raises(IntegrityError, match="duty_record_is_signed_by_another"), transaction.atomic():
        DutyRecord.objects.filter(pk=record.pk).update(state=RecordState.SIGNED, judged_by=officer, judged_at=NOW)
    judge(desk(committee), record)
    record.refresh_from_db()
    assert record.judged_by == committee


def test_who_only_reads_does_not_sign(clock, desk, drill, owner):
    record = write(desk(owner), drill, DRILL)
    for role in ("初审", "审计员"):
        judge(desk(member(role)), record)
    record.refresh_from_db()
    assert record.state == RecordState.WAITING


def test_what_is_given_back_says_why_and_never_counts(clock, desk, drill, owner, officer, mailoutbox):
    record, client = write(desk(owner), drill, DRILL), desk(officer)
    assert "words" in judge(client, record, "returned", "。").context["form"].errors
    assert "decision" in judge(client, record, "").context["form"].errors
    judge(client, record, "returned", "没有签到表")
    record.refresh_from_db()
    drill.refresh_from_db()
    assert (record.state, drill.due_on) == (RecordState.RETURNED, date(2026, 6, 1))
    # Once is enough.
    assert judge(client, record).status_code == 302
    record.refresh_from_db()
    assert record.state == RecordState.RETURNED


def test_officers_and_writers_are_told(clock, drill, owner, officer, mailoutbox, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        record = records.write_record(duty=drill, actor=owner, done_on=NOW.date(), words="做了。")
    with django_capture_on_commit_callbacks(execute=True):
        records.give_back(record=record, actor=officer, words="没有附件")
    assert [(mail.to, "退回" in mail.subject) for mail in mailoutbox] == [
        ([officer.email], False),
        ([owner.email], True),
    ]
    assert "没有附件" in mailoutbox[1].body


def test_what_waits_for_a_signature_is_not_asked_of_the_owner_again(clock, drill, owner, mailoutbox):
    records.write_record(duty=drill, actor=owner, done_on=NOW.date(), words="做了。")
    clock.move_to(NOW.replace(month=6, day=20))
    assert register.remind(now=NOW.replace(month=6, day=20)) == 0


def test_a_duty_that_was_stopped_takes_no_record(clock, desk, officer):
    duty = duty_of(DutyKind.DRILL, is_active=False)
    errors = desk(officer).post(f"{ADDRESS}{duty.pk}/records/add/", DRILL).context["form"].errors
    assert "已停用" in str(errors)
    assert not duty.records.exists()


def test_files_are_for_who_may_see_the_record(clock, desk, rule, officer, committee):
    """A document of the text in force is for all staff; evidence of other records is not."""
    reader, files = desk(member("信息员")), {"files": [SimpleUploadedFile("制度.txt", "第一条".encode())]}
    issued = write(desk(officer), rule, RULE | files)
    judge(desk(committee), issued)
    files = {"files": [SimpleUploadedFile("会议记录.txt", "讨论".encode())]}
    reviewed = write(desk(officer), rule, {"done_on": "2026-05-08", "words": "已复核。"} | files)

    def get(client, record):
        file = record.files.get()
        return client.get(f"{ADDRESS}{rule.pk}/records/{record.pk}/files/{file.pk}/")

    answer = get(reader, issued)
    assert b"".join(answer.streaming_content) == "第一条".encode()
    assert get(reader, reviewed).status_code == 302
    assert reader.get(f"{ADDRESS}{rule.pk}/records/{reviewed.pk}/").status_code == 302
    answer = get(desk(committee), reviewed)
    assert b"".join(answer.streaming_content) == "讨论".encode()


# --- Rules with versions ---


def test_staff_confirm_each_version(clock, desk, rule, officer, committee):
    staff, client = member("信息员", name="信息员乙"), desk(officer)
    reader = desk(staff)
    first = write(client, rule, RULE)
    assert "请阅读安全制度" not in reader.get("/admin/").content.decode()
    assert reader.get(f"{ADDRESS}{rule.pk}/").status_code == 404
    judge(desk(committee), first)
    assert "网站安全管理制度（第一版）" in reader.get("/admin/").content.decode()
    html = reader.get(f"{ADDRESS}{rule.pk}/").content.decode()
    assert "口令不得外借" in html
    assert "首次制定" not in html
    reader.post(f"{ADDRESS}{rule.pk}/read/", {"edition": first.pk})
    reader.post(f"{ADDRESS}{rule.pk}/read/", {"edition": first.pk})
    assert ReadingConfirmation.objects.get().person == staff
    assert "请阅读安全制度" not in reader.get("/admin/").content.decode()
    people = client.get(f"{ADDRESS}{rule.pk}/readings/").context["object_list"]
    assert {person.name: bool(person.read_at) for person in people}["信息员乙"]
    assert [bool(person.read_at) for person in people] == [False, False, True]
    csv = client.get(f"{ADDRESS}{rule.pk}/readings/export/?format=csv").getvalue().decode()
    assert "未确认" in csv
    # A new version asks again; what was read before does not stand for it.
    second = write(client, rule, RULE | {"version": "第二版", "text": "第一条 口令不得外借、不得张贴。"})
    judge(desk(committee), second)
    assert Duty.objects.asking(staff, date.min).get() == rule
    answer = reader.post(f"{ADDRESS}{rule.pk}/read/", {"edition": first.pk}, follow=True)
    assert "有了新的版本" in answer.content.decode()
    assert Duty.objects.asking(staff, date.min).get() == rule


@pytest.mark.parametrize("edition", ["", "x", "９", "1" * 40, "\x00"])
def test_a_strange_edition_confirms_nothing(clock, desk, rule, officer, committee, edition):
    judge(desk(committee), write(desk(officer), rule, RULE))
    assert desk(officer).post(f"{ADDRESS}{rule.pk}/read/", {"edition": edition}).status_code == 302
    assert not ReadingConfirmation.objects.exists()


def test_a_review_without_changes_asks_nobody_again(clock, desk, rule, officer, committee):
    judge(desk(committee), write(desk(officer), rule, RULE))
    record = write(desk(officer), rule, {"done_on": "2026-05-08", "words": "已复核，继续执行。"})
    judge(desk(committee), record)
    rule.refresh_from_db()
    assert rule.edition.version == "第一版"
    assert rule.due_on == date(2027, 5, 8)


def test_a_version_signed_late_does_not_replace_a_newer_one(clock, desk, rule, officer, committee):
    first = write(desk(officer), rule, RULE)
    second = write(desk(officer), rule, RULE | {"version": "第二版"})
    for record in (second, first):
        judge(desk(committee), record)
    rule.refresh_from_db()
    assert rule.edition == second


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"version": ""}, "version"), ({"text": ""}, "text"), ({"version": "第零版"}, None)],
)
def test_a_version_has_a_number_of_its_own_and_a_text(clock, desk, rule, officer, wrong, field):
    client = desk(officer)
    write(client, rule, RULE | {"version": "第零版"})
    errors = client.post(f"{ADDRESS}{rule.pk}/records/add/", RULE | wrong).context["form"].errors
    assert list(errors) == [field or "__all__"]
    assert rule.records.count() == 1


# --- People ---


def test_a_signed_training_moves_the_dates_of_its_people(clock, desk, officer, committee):
    training = duty_of(DutyKind.TRAINING)
    fresh, away = member("编辑", name="新人"), member("初审")
    ahead = member("信息员", training_valid_until="2030-01-01")
    data = {"done_on": "2026-05-06", "words": "网络安全培训，考核合格。", "people": [fresh.pk, ahead.pk]}
    record = write(desk(officer), training, data)
    assert User.objects.get(pk=fresh.pk).training_valid_until is None
    judge(desk(committee), record)
    dates = {person.pk: person.training_valid_until for person in User.objects.all()}
    assert dates[fresh.pk] == date(2027, 5, 6)
    assert dates[ahead.pk] == date(2030, 1, 1)
    assert dates[away.pk] is None
    rows = desk(officer).get(f"{ADDRESS}people/").content.decode()
    assert "2027-05-06" in rows
    assert "没有培训" in rows
    assert "新人" in desk(officer).get(f"{ADDRESS}people/export/?format=csv").getvalue().decode()


def test_a_signed_background_check_is_put_down(clock, desk, officer, committee):
    person = member("编辑")
    data = {"done_on": "2026-05-06", "words": "审查合格。", "people": [person.pk]}
    judge(desk(committee), write(desk(officer), duty_of(DutyKind.BACKGROUND), data))
    assert User.objects.get(pk=person.pk).background_checked_on == date(2026, 5, 6)


def test_a_training_names_people_and_ends_after_it_began(clock, desk, officer):
    data = {"done_on": "2026-05-06", "words": "培训。", "people": [], "valid_until": "2026-05-01"}
    errors = desk(officer).post(f"{ADDRESS}{duty_of(DutyKind.TRAINING).pk}/records/add/", data).context["form"].errors
    assert sorted(errors) == ["people", "valid_until"]
