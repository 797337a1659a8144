"""One case on the desk: its way through HTTP, what is refused, and what is kept of what was typed (S-2.6, S-4.3)."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from interact.attachments.checking import CleanFile
from interact.attachments.choices import FileKind, ScanState
from interact.cases.choices import Complexity, Purpose, State, Step
from interact.cases.services import steps
from interact.channels.records import Channel
from interact.following import services
from interact.models import Case, SavedReply
from tests.interact.desk.looking import DESK, address, fresh, page, take
from tests.interact.submitting import CONTACT, SUBJECT, TEXT, accepted, answered, replied, send

pytestmark = pytest.mark.django_db
REASON = "情况说明如下"


def test_s_2_6_the_whole_way_over_the_desk(
    case, team_desk, answerer_desk, canteen, answerer, second_member, team_member
):
    assert SUBJECT in page(team_desk)
    read = page(team_desk, address(case))
    assert TEXT in read
    assert "受理并分派" in read
    done = take(team_desk, case, Step.ACCEPT, complexity="general", department=canteen.pk, handler=answerer.pk)
    assert done["Location"] == address(case)
    assert fresh(case).state == State.ASSIGNED
    assert "提交答复" in page(answerer_desk, address(case))
    words = "已延长到夜里\n十一点半。"
    take(answerer_desk, case, Step.ANSWER, purpose="result", words=words)
    read = page(team_desk, address(case))
    assert "已延长到夜里<br>十一点半。" in read
    assert "审核通过，答复职工" in read
    take(team_desk, case, Step.REPLY, words=words)
    assert fresh(case).state == State.REPLIED
    take(team_desk, case, Step.CLOSE, result="solved")
    assert fresh(case).state == State.CLOSED
    assert SUBJECT in page(team_desk, f"{DESK}?tab=ended")


def test_a_step_opens_at_its_form_which_stands_below_the_case_on_a_phone(case, team_desk):
    assert f'href="{address(case)}note/#step"' in page(team_desk, address(case))
    assert 'id="step"' in page(team_desk, f"{address(case)}note/")


def test_the_department_preset_is_the_channels(case, routing, canteen, team_desk):
    routing["suggestion"].department = canteen
    routing["suggestion"].save()
    assert f'<option value="{canteen.pk}" selected>' in page(team_desk, address(case))


def test_only_people_who_could_see_it_are_offered_as_handlers(case, team_desk, answerer, canteen, editor, stranger):
    read = page(team_desk, address(case))
    assert "何后勤（后勤保障部）" in read
    assert str(editor) not in read
    refused = take(team_desk, case, Step.ACCEPT, complexity="general", department=canteen.pk, handler=stranger.pk)
    assert "钱总装不在所选的部门" in refused.content.decode()
    assert fresh(case).state == State.RECEIVED


@pytest.mark.parametrize(
    ("step", "data", "check"),
    [
        (Step.DECLINE, {"words": REASON}, lambda case: case.state == State.DECLINED),
        (Step.ASK, {"words": "请问是哪个食堂？", "pauses": "on"}, lambda case: case.is_waiting and case.is_paused),
        (Step.RECLASSIFY, {"complexity": "complex", "words": REASON}, lambda case: case.complexity == "complex"),
        (Step.ESCALATE, {"words": REASON}, lambda case: case.is_escalated),
        (Step.ASK_EXTENSION, {"words": REASON}, lambda case: case.is_extension_asked),
        (Step.PAUSE, {"words": REASON}, lambda case: case.is_paused),
        (Step.NOTE, {"words": REASON}, lambda case: case.entries.last().step == Step.NOTE),
        (Step.KEEP_OUT, {"words": REASON}, lambda case: case.entries.last().step == Step.KEEP_OUT),
        (Step.HOLD, {"words": REASON}, lambda case: case.is_on_hold),
    ],
)
def test_what_the_team_may_do_with_a_new_case(case, team_desk, committee_member, step, data, check):
    assert "seen" in page(team_desk, address(case, f"{step}/"))
    assert take(team_desk, case, step, **data).status_code == 302
    assert check(fresh(case))


def test_resume_and_release(case, team_desk):
    for step in (Step.PAUSE, Step.HOLD):
        take(team_desk, case, step, words=REASON)
    take(team_desk, case, Step.RESUME, words="")
    take(team_desk, case, Step.RELEASE, words=REASON)
    case = fresh(case)
    assert (case.is_paused, case.is_on_hold) == (False, False)


def test_assign_and_give_back(case, team_desk, answerer_desk, team_member, canteen):
    accepted(case, team_member)
    assert take(team_desk, case, Step.ASSIGN, department=canteen.pk, words=REASON).status_code == 302
    given_back = take(answerer_desk, case, Step.RETURN, words="不归后勤管")
    # Now it is nothing that the department may see.
    assert given_back["Location"] == DESK
    assert (fresh(case).state, fresh(case).department) == (State.RECEIVED, None)


def test_send_back_for_a_better_answer(case, team_desk, answerer, team_member, canteen):
    accepted(case, team_member, canteen)
    answered(case, answerer)
    take(team_desk, case, Step.SEND_BACK, words="请写明从哪天起")
    assert fresh(case).state == State.ASSIGNED


def test_merge_by_number(case, team_desk):
    other = send().case
    refused = take(team_desk, other, Step.MERGE, into="2026-999999")
    assert "找不到这一件" in refused.content.decode()
    assert take(team_desk, other, Step.MERGE, into=case.number).status_code == 302
    assert fresh(other).merged_into == case
    assert case.number in page(team_desk, address(other))


def test_a_case_of_another_channel_takes_none_in(case, team_desk):
    other = send(Channel.QUESTION).case
    assert "找不到这一件" in take(team_desk, other, Step.MERGE, into=case.number).content.decode()


def test_the_committee_decides_and_extends(case, team_desk, committee_desk):
    take(team_desk, case, Step.ESCALATE, words=REASON)
    take(team_desk, case, Step.ASK_EXTENSION, words=REASON)
    assert "提交委员会意见" in page(committee_desk, address(case))
    take(committee_desk, case, Step.DECIDE, words="请后勤保障部本周内答复")
    assert "批准延期" in page(committee_desk, address(case))
    refused = take(committee_desk, case, Step.EXTEND, days=31, words="要等设备到货")
    assert "1到30" in refused.content.decode()
    assert "要等设备到货" in refused.content.decode()
    take(committee_desk, case, Step.EXTEND, days=10, words="要等设备到货")
    assert fresh(case).extended_days == 10
    take(team_desk, case, Step.ASK_EXTENSION, words=REASON)
    take(committee_desk, case, Step.REFUSE_EXTENSION, words="时间足够")
    assert not fresh(case).is_extension_asked


def test_s_4_3_a_complex_case_is_promised_its_next_progress(case, team_desk, answerer, team_member, canteen):
    accepted(case, team_member, canteen, complexity=Complexity.COMPLEX)
    answered(case, answerer, purpose=Purpose.OPINION)
    assert "不晚于" in page(team_desk, address(case))
    refused = take(team_desk, case, Step.REPLY, words="先给初步意见", promised_on="2036-01-01").content.decode()
    assert "先给初步意见" in refused
    assert "请填写明天以后、不晚于" in refused
    day = timezone.localdate() + timedelta(days=1)
    assert take(team_desk, case, Step.REPLY, words="先给初步意见", promised_on=day).status_code == 302
    assert fresh(case).promised_on == day


def test_whoever_wrote_the_answer_leaves_the_review_to_another(case, team_desk, second_desk, team_member):
    accepted(case, team_member)
    answered(case, team_member)
    read = page(team_desk, address(case))
    assert "须由另一位同事审核" in read
    assert "审核通过，答复职工" not in read
    assert team_desk.get(address(case, "reply/"))["Location"] == address(case)
    refused = take(team_desk, case, Step.REPLY, words="自己通过").content.decode()
    assert "写的人不能自己通过" in refused
    assert take(second_desk, case, Step.REPLY, words="另一位通过").status_code == 302


def test_personal_data_in_a_reply_wants_a_second_look(case, team_desk, answerer, team_member, canteen):
    accepted(case, team_member, canteen)
    answered(case, answerer, words="请打13800001234联系。")
    assert "答复里有个人信息，请核对" in page(team_desk, address(case))
    refused = take(team_desk, case, Step.REPLY, words="请打13800001234联系。").content.decode()
    assert "请删去，或核对后勾选" in refused
    assert take(team_desk, case, Step.REPLY, words="请打办公室电话联系。").status_code == 302


def test_who_was_slower_is_told_and_keeps_the_words(case, team_desk, team_member, second_member):
    seen = fresh(case).version
    accepted(case, second_member)
    typed = {"seen": seen, "words": "请问是哪个食堂？"}
    refused = team_desk.post(address(case, "ask/"), typed).content.decode()
    assert "又有了新的办理记录" in refused
    assert "请问是哪个食堂？" in refused
    # Drawn anew with what has happened, so that the second try is made knowing it.
    assert f'name="seen" value="{fresh(case).version}"' in refused
    assert take(team_desk, case, Step.ASK, words="请问是哪个食堂？").status_code == 302


def test_a_step_that_is_not_due_any_more_keeps_the_words(case, team_desk, second_member):
    accepted(case, second_member)
    refused = take(team_desk, case, Step.DECLINE, words="不属于工会的工作").content.decode()
    assert "现在不能“不予受理”" in refused
    assert "不属于工会的工作" in refused


@pytest.mark.parametrize("seen", ["", "x", "9" * 40, "-1"])
def test_a_version_that_was_never_shown_is_an_old_one(case, team_desk, seen):
    refused = team_desk.post(address(case, "ask/"), {"seen": seen, "words": "请问是哪个食堂？"})
    assert "又有了新的办理记录" in refused.content.decode()


@pytest.mark.parametrize("words", ["", "好", "字" * 5001, "坏\x00字节，请问"])
def test_bad_words_are_a_message_beside_the_field(case, team_desk, words):
    refused = take(team_desk, case, Step.ASK, words=words)
    assert refused.status_code == 200
    assert "error-message" in refused.content.decode()
    assert not fresh(case).is_waiting


def test_a_step_that_nobody_knows(case, team_desk):
    for name in ("send", "recount", "nonsense"):
        assert team_desk.get(address(case, f"{name}/")).status_code == 404


def test_an_answer_with_files(case, team_desk, answerer_desk, team_member, canteen):
    accepted(case, team_member, canteen)
    form = page(answerer_desk, address(case))
    assert 'enctype="multipart/form-data"' in form
    bad = SimpleUploadedFile("通知.exe", b"MZ")
    refused = take(answerer_desk, case, Step.ANSWER, purpose="result", words="见附件通知", files=[bad])
    assert "见附件通知" in refused.content.decode()
    assert "没有上传" in refused.content.decode()
    assert fresh(case).state == State.ASSIGNED
    note = SimpleUploadedFile("新的供餐时间.txt", "夜里十一点半".encode())
    assert take(answerer_desk, case, Step.ANSWER, purpose="result", words="见附件通知", files=[note]).status_code == 302
    assert "新的供餐时间.txt" in page(team_desk, address(case))


def test_a_file_that_waits_or_is_quarantined_has_no_link(case, team_desk, team_member, answerer, canteen):
    accepted(case, team_member, canteen)
    file = CleanFile(name="照片.txt", kind=FileKind.TEXT, content=b"x", content_type="text/plain")
    steps.answer(
        case_id=case.pk,
        actor=answerer,
        purpose=Purpose.RESULT,
        words="见附件通知",
        files=[file],
        now=timezone.localtime(),
    )
    row = case.files.get()
    link = address(case, f"files/{row.key}/")
    assert link in page(team_desk, address(case))
    for state in (ScanState.WAITING, ScanState.QUARANTINED):
        case.files.update(scan_state=state)
        read = page(team_desk, address(case))
        assert link not in read
        assert str(state.label) in read
        assert team_desk.get(link).status_code == 302


def test_saved_replies_of_the_channel_are_offered(case, team_desk, team_member):
    accepted(case, team_member)
    SavedReply.objects.create(title="感谢反映", text="感谢您的反映。")
    SavedReply.objects.create(title="纠错专用", text="已经改正。", channel=Channel.CORRECTION)
    read = page(team_desk, address(case))
    assert "感谢您的反映。" in read
    assert "纠错专用" not in read


def test_the_team_sees_the_contact_and_the_department_does_not(routing, team_desk, team_member, answerer_desk, canteen):
    case = send(contact=CONTACT).case
    accepted(case, team_member, canteen)
    assert CONTACT["phone"] in page(team_desk, address(case))
    assert CONTACT["phone"] not in page(answerer_desk, address(case))
    assert CONTACT["name"] not in page(answerer_desk, address(case))


def test_the_dates_explain_themselves(case, team_desk):
    assert "工作日" in page(team_desk, address(case)).split('id="case-dues"')[1]


def test_internal_entries_say_so(case, team_desk, team_member):
    steps.add_note(case_id=case.pk, actor=team_member, words="先问问食堂", now=timezone.localtime())
    read = page(team_desk, address(case))
    assert "先问问食堂" in read
    assert "cases-entry--internal" in read


def test_erased_there_is_nothing_to_read_and_nothing_to_do(case, team_desk):
    services.erase(case_id=case.pk, now=timezone.localtime())
    read = page(team_desk, address(case))
    assert "内容已按保存期限或职工的要求清除" in read
    assert SUBJECT not in read
    assert "（内容已清除）" in page(team_desk, f"{DESK}?tab=ended")
    assert "cases-step" not in read


def test_t71_words_that_do_not_open_are_said_to_be_so(case, team_desk, caplog):
    Case.objects.filter(pk=case.pk).update(sealed_body=b"not sealed")
    assert "内容打不开，请联系系统管理员" in page(team_desk, address(case))
    assert "内容打不开，请联系系统管理员" in page(team_desk)
    assert "do not open" in caplog.text


@pytest.mark.parametrize("step", [Step.REPLY, Step.NOTE])
def test_t71_no_step_is_taken_with_a_key_that_does_not_open(case, team_desk, answerer, team_member, canteen, step):
    accepted(case, team_member, canteen)
    answered(case, answerer)
    Case.objects.filter(pk=case.pk).update(sealed_key="broken")
    assert "内容打不开" in page(team_desk, address(case))
    refused = take(team_desk, case, step, words="这些话要留着")
    assert "内容打不开" in refused.content.decode()
    assert "这些话要留着" in refused.content.decode()
    assert fresh(case).state == State.ANSWERED


@pytest.mark.parametrize("number", [1, 30])
def test_queries_do_not_grow_with_the_history(case, team_desk, team_member, django_assert_num_queries, number):
    file = CleanFile(name="照片.txt", kind=FileKind.TEXT, content=b"x", content_type="text/plain")
    for place in range(number):
        services.supplement(case_id=case.pk, words="再补充一点情况", files=[file], now=timezone.localtime())
        SavedReply.objects.create(title=f"常用语{place}", text="感谢您的反映。")
        steps.add_note(case_id=case.pk, actor=team_member, words="先问问食堂", now=timezone.localtime())
    page(team_desk, address(case))
    with django_assert_num_queries(21):
        page(team_desk, address(case, "ask/"))


def test_closing_wants_a_result(case, team_desk, team_member, answerer, canteen):
    accepted(case, team_member, canteen)
    answered(case, answerer)
    replied(case, team_member)
    assert "请选择办理结果" in take(team_desk, case, Step.CLOSE).content.decode()


def test_the_steps_that_usually_follow_are_buttons_and_all_others_fold(case, team_desk, team_member):
    shown = page(team_desk, address(case))
    buttons, folded = shown.split('class="cases-usual"')[1].split("<details>")
    assert re.findall(r"/([a-z_]+)/#step", buttons) == ["ask", "decline", "note", "pause"]
    assert {"merge", "escalate", "reclassify"} <= set(re.findall(r"/([a-z_]+)/#step", folded.split("</details>")[0]))
    accepted(case, team_member)
    take(team_desk, case, Step.PAUSE, words="等设备到货")
    first = page(team_desk, address(case)).split('class="cases-usual"')[1]
    assert re.search(r"/([a-z_]+)/#step", first)[1] == "resume"
