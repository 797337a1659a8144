"""The progress page with the receipt in hand: what it shows, what the employee can do, and what never leaves it."""

import io
import json
import logging
import zipfile
from datetime import datetime, timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from interact.attachments.checking import CleanFile
from interact.attachments.choices import FileKind, ScanState
from interact.cases import receipts
from interact.cases.choices import Complexity, Purpose, Result, State, Step
from interact.cases.services import side_steps, steps
from interact.cases.services.upkeep import recount_open_cases
from interact.channels.records import Channel
from interact.following import case_sessions, services
from interact.models import Case, CaseEntry
from interact.retention.services import destroy
from tests.filling import fill_in
from tests.interact.submitting import CONTACT, SUBJECT, TEXT, accepted, answered, replied, send
from unionsite.audit.models import AuditEntry
from unionsite.core import generation
from unionsite.core.models import WorkdayOverride
from unionsite.core.workdays import DayKind

pytestmark = pytest.mark.django_db
NOW = timezone.make_aware(datetime(2026, 9, 28, 10, 30))
RECEIPT = "ABCD-EFGH-JKMN-PQRS-TVWX"
FIND, CASE = "/feedback/", "/feedback/case/"
PDF = CleanFile("停电通知.txt", FileKind.TEXT, "夜班停电的照片说明".encode(), "text/plain")


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.VAR_DIR = tmp_path


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def sent(clock, routing, team_member):
    return send(receipt=RECEIPT, files=[PDF]).case


def open_case(client, receipt=RECEIPT, find=FIND):
    return client.post(find, {"receipt": receipt})


@pytest.fixture
def visitor(client, sent):
    """Somebody who has just typed the receipt of `sent`."""
    response = open_case(client)
    assert (response.status_code, response["Location"]) == (303, CASE)
    return client


def html_of(client, address=CASE, status=200):
    response = client.get(address)
    assert response.status_code == status
    return response.content.decode()


def told(case, team, answerer, canteen):
    accepted(case, team, canteen)
    answered(case, answerer)
    return replied(case, team)


class TestOpening:
    @pytest.mark.parametrize(
        "typed",
        [
            RECEIPT,
            "abcdefghjkmnpqrstvwx",
            " ABCD efgh jkmn PQRS tvwx ",
            "ＡＢＣＤ－ＥＦＧＨ－ＪＫＭＮ－ＰＱＲＳ－ＴＶＷＸ",
        ],
    )
    def test_however_the_receipt_is_typed(self, client, sent, typed):
        assert open_case(client, typed)["Location"] == CASE
        assert sent.number in html_of(client)

    def test_in_english_too(self, client, sent):
        response = open_case(client, find="/en/feedback/")
        assert response["Location"] == "/en/feedback/case/"
        assert sent.number in html_of(client, "/en/feedback/case/")
        # The other language goes on with the same session.
        assert sent.number in html_of(client)

    def test_the_find_page_is_complete_by_itself(self, client, tree):
        html = html_of(client, FIND)
        assert '<label class="field__label" for="id_receipt">' in html
        assert 'autocomplete="off"' in html
        assert 'name="robots" content="noindex' in html
        assert 'href="/en/feedback/"' in html

    def test_without_a_receipt_it_says_so(self, client, sent):
        response = client.post(FIND, {"receipt": " "})
        assert "请填写回执号。" in response.content.decode()

    @pytest.mark.parametrize("bad", ["x" * 101, "a\x00b", "‮ABCD"])
    def test_odd_input_is_a_message(self, client, sent, bad):
        response = client.post(FIND, {"receipt": bad})
        assert response.status_code == 200
        assert response.context["form"].errors["receipt"]

    def test_a_visit_slides_and_ends_after_half_an_hour(self, visitor, clock):
        for _minutes in range(3):
            clock.shift(timedelta(minutes=29))
            assert html_of(visitor)
        clock.shift(timedelta(minutes=31))
        assert "请重新填写回执号" in html_of(visitor, status=404)

    def test_leaving_ends_it_and_signs_nobody_out(self, visitor):
        response = visitor.post("/feedback/leave/")
        assert "已离开" in response.content.decode()
        assert response["Clear-Site-Data"] == '"cache", "storage"'
        assert all(response.cookies[name].value == "" for name in ("case_visit", "case_visit_en"))
        assert "请重新填写回执号" in html_of(visitor, status=404)
        assert visitor.get("/feedback/leave/")["Location"] == FIND


class TestThePage:
    def test_s_4_1_state_due_date_and_why(self, visitor, sent, team_member, canteen):
        html = html_of(visitor)
        assert "已收到，等待受理。" in html
        assert "最晚9月29日告诉您是否受理" in html
        assert "个工作日，休息日和节假日不算。" in html
        assert "为什么是这一天" not in html
        folded = html.partition("<summary>怎么算的</summary>")[2].partition("</details>")[0]
        assert "从2026年9月28日" in folded
        accepted(sent, team_member, canteen)
        html = html_of(visitor)
        assert "最晚10月10日答复您" in html
        assert "按“一般”事项办理，承办部门是后勤保障部。" in html
        assert 'aria-current="step"><span>部门办理' in html
        assert "国庆节" in html

    def test_staff_are_not_named_and_what_is_internal_stays_inside(
        self, visitor, sent, team_member, answerer, canteen, second_member
    ):
        accepted(sent, team_member, canteen)
        steps.add_note(case_id=sent.pk, actor=team_member, words="内部备注的话", now=NOW)
        answered(sent, answerer, words="部门草稿的话")
        html = html_of(visitor)
        assert "部门草稿的话" not in html
        replied(sent, second_member, words="食堂延长到十一点半。")
        html = html_of(visitor)
        assert "食堂延长到十一点半。" in html
        assert "网络信息管理小组" in html
        for hidden in ("林小组", "方小组", "何后勤", "内部备注的话", "部门草稿的话", "team@example.com"):
            assert hidden not in html

    def test_s_4_3_opinion_promise_and_progress(self, visitor, sent, team_member, answerer, canteen):
        accepted(sent, team_member, canteen, complexity=Complexity.COMPLEX)
        answered(sent, answerer, purpose=Purpose.OPINION, words="先查能耗。")
        replied(sent, team_member, promised_on=NOW.date() + timedelta(days=3), words="先查能耗。")
        html = html_of(visitor)
        assert "给您初步意见" in html
        assert "下一次进展最晚10月1日告诉您。" in html
        # A promise on a day off is kept on the working day before it.
        assert "最晚9月30日告诉您进展" in html

    def test_extension_pause_and_class_with_their_reasons(self, visitor, sent, team_member, committee_member, canteen):
        accepted(sent, team_member, canteen)
        side_steps.reclassify(
            case_id=sent.pk, actor=team_member, complexity=Complexity.COMPLEX, words="牵涉几个部门", now=NOW
        )
        side_steps.pause(case_id=sent.pk, actor=team_member, words="等检测报告", now=NOW)
        side_steps.ask_extension(case_id=sent.pk, actor=team_member, words="内部的申请理由", now=NOW)
        side_steps.extend(case_id=sent.pk, actor=committee_member, days=10, words="设备未到货", now=NOW)
        html = html_of(visitor)
        for words in (
            "由“一般”改为“复杂”，期限随之改变。",
            "牵涉几个部门",
            "从9月28日起暂停计时",
            "等检测报告",
            "办结的期限延长10天。",
            "设备未到货",
            "工会委员会",
        ):
            assert words in html
        assert "内部的申请理由" not in html
        assert "郑委员" not in html

    def test_g7_a_new_calendar_is_explained(self, visitor, sent, team_member, canteen):
        accepted(sent, team_member, canteen)
        WorkdayOverride.objects.create(date=datetime(2026, 9, 29).date(), kind=DayKind.REST, name="临时放假")
        generation.forget()
        recount_open_cases(now=NOW)
        assert "放假安排调整，期限由10月10日改为10月12日。" in html_of(visitor)

    def test_what_is_asked_stands_on_top(self, visitor, sent, team_member):
        steps.ask(case_id=sent.pk, actor=team_member, words="请问是哪个食堂？", pauses=True, now=NOW)
        html = html_of(visitor)
        assert html.index("请问是哪个食堂？") < html.index("已收到，等待受理。")
        assert "等您补充期间暂停计时。" in html
        visitor.post("/feedback/case/supplement/", {"words": "二号食堂。"})
        assert 'id="asked"' not in html_of(visitor)

    def test_late_is_said_plainly(self, visitor, clock, client):
        clock.shift(timedelta(days=3))
        open_case(client)
        assert "已经过了这个期限，让您久等了。" in html_of(client)

    def test_t82_words_are_inert(self, client, clock, routing, team_member):
        send(receipt=RECEIPT, body={"subject": "<script>x</script>", "text": "{{ 7|add:7 }} <img src=x onerror=y>"})
        open_case(client)
        html = html_of(client)
        assert "&lt;script&gt;x&lt;/script&gt;" in html
        assert "{{ 7|add:7 }} &lt;img src=x" in html

    def test_a_report_shows_days_only_and_the_named_handler(self, client, clock, report_handler):
        case = send(Channel.REPORT, receipt=RECEIPT).case
        open_case(client)
        accepted(case, report_handler)
        html = html_of(client)
        assert "工会指定的办理人" in html
        assert "陆办理" not in html
        assert "2026-09-28 00:00" not in html
        client.post("/feedback/case/supplement/", {"words": "再补充一点情况。"})
        assert "2026-09-28 00:00" not in html_of(client)

    def test_a_merged_case_shows_the_other_reply_and_nothing_else_of_it(
        self, client, clock, sent, team_member, answerer, canteen
    ):
        other = send(receipt="ZZZZ-EFGH-JKMN-PQRS-TVWX", body={"subject": "另一件", "text": "另一件的内容"}).case
        side_steps.merge(case_id=sent.pk, into_id=other.pk, actor=team_member, now=NOW)
        told(other, team_member, answerer, canteen)
        open_case(client)
        html = html_of(client)
        assert "与另一件同样的诉求合并办理" in html
        assert "食堂已延长到夜里十一点半。" in html
        assert "另一件的内容" not in html
        assert other.number not in html

    def test_every_end_has_words(self, visitor, sent, team_member):
        steps.decline(case_id=sent.pk, actor=team_member, words="不属于工会职责", now=NOW)
        html = html_of(visitor)
        assert "没有受理" in html
        assert "不属于工会职责" in html
        assert 'class="stations"' not in html

    @pytest.mark.parametrize("many", [1, 12])
    def test_queries(self, visitor, sent, team_member, django_assert_num_queries, many):
        for number in range(many):
            steps.ask(case_id=sent.pk, actor=team_member, words=f"第{number}个问题？", now=NOW)
            services.supplement(case_id=sent.pk, words=f"第{number}个回答。", files=[PDF] * 2, now=NOW)
        html_of(visitor)
        with django_assert_num_queries(4):  # case, entries, files, pauses
            html_of(visitor)


class TestTheSteps:
    def test_consent_to_publication_is_taken_back(self, client, clock, routing):
        case = send(receipt=RECEIPT, may_publish=True).case
        open_case(client)
        assert "不再同意公开" in html_of(client)
        response = client.post("/feedback/case/private/")
        assert (response.status_code, response["Location"]) == (303, f"{CASE}?done=keep_private")
        case.refresh_from_db()
        assert not case.may_publish
        assert "不公开。" in html_of(client)

    def test_supplement_with_words_and_a_file(self, visitor, sent):
        file = SimpleUploadedFile("说明.txt", "停电时间表".encode(), content_type="text/plain")
        response = visitor.post("/feedback/case/supplement/", {"words": "补充说明如下。", "files": file})
        assert (response.status_code, response["Location"]) == (303, f"{CASE}?done=supplement")
        html = visitor.get(response["Location"]).content.decode()
        assert "补充的内容已收到" in html
        assert "补充说明如下。" in html
        assert "说明.txt" in html

    def test_a_double_tap_stores_it_once_and_a_second_thought_again(self, visitor, sent):
        word = visitor.get(CASE).context["forms"]["supplement"]["word"].value()
        data = {"words": "补充说明如下。", "word": word}
        for _tap in range(2):
            assert visitor.post("/feedback/case/supplement/", data).status_code == 303
        assert sent.entries.filter(step=Step.SUPPLEMENT).count() == 1
        again = visitor.get(CASE).context["forms"]["supplement"]["word"].value()
        visitor.post("/feedback/case/supplement/", data | {"word": again})
        assert sent.entries.filter(step=Step.SUPPLEMENT).count() == 2

    def test_an_empty_supplement_is_asked_for_again(self, visitor, sent):
        response = visitor.post("/feedback/case/supplement/", {"words": " "})
        assert "请写明要补充的内容，或选择要补充的文件。" in response.content.decode()
        assert not sent.entries.filter(step=Step.SUPPLEMENT).exists()

    def test_what_was_typed_stays_and_a_bad_file_is_named(self, visitor, sent):
        file = SimpleUploadedFile("程序.exe", b"MZ", content_type="text/plain")
        response = visitor.post("/feedback/case/supplement/", {"words": "打好的一段话。", "files": file})
        html = response.content.decode()
        assert "打好的一段话。</textarea>" in html
        assert "“程序.exe”没有上传" in html
        assert "请重新选择" in html
        assert sent.files.count() == 1

    def test_too_many_files_for_one_case(self, visitor, sent):
        for _batch in range(3):
            services.supplement(case_id=sent.pk, words="补充材料", files=[PDF] * 13, now=NOW)
        file = SimpleUploadedFile("又一个.txt", b"1 2 3", content_type="text/plain")
        response = visitor.post("/feedback/case/supplement/", {"words": "还有材料。", "files": file})
        assert "40" in response.content.decode()
        assert sent.files.count() == 40

    def test_a_refusal_is_said_beside_the_form_and_not_recorded(self, client, clock, routing, team_member, answerer):
        case = send(receipt=RECEIPT).case
        client.force_login(answerer)
        open_case(client)
        before = AuditEntry.objects.count()
        response = client.post("/feedback/case/supplement/", {"words": f"我的回执号是{RECEIPT}，请看。"})
        assert response.status_code == 409
        html = response.content.decode()
        assert "内容里有您的回执号" in html
        assert "您填写的内容都还在。" in html
        assert AuditEntry.objects.count() == before
        assert not case.entries.filter(step=Step.SUPPLEMENT).exists()

    def test_too_many_supplements(self, visitor, sent):
        for number in range(20):
            visitor.post("/feedback/case/supplement/", {"words": f"第{number}次补充。"})
        response = visitor.post("/feedback/case/supplement/", {"words": "再来一次补充。"})
        assert "次数太多" in response.content.decode()
        assert sent.entries.filter(step=Step.SUPPLEMENT).count() == 20

    def test_rate_and_after_poor_reopen(self, visitor, sent, team_member, answerer, canteen):
        told(sent, team_member, answerer, canteen)
        html = html_of(visitor)
        assert "您对办理结果满意吗" in html
        response = visitor.post("/feedback/case/rate/", {"satisfaction": "poor", "words": "只延长了一天。"})
        assert response["Location"] == f"{CASE}?done=rate"
        html = html_of(visitor)
        assert "您对办理结果满意吗" not in html
        assert "对结果不满意的，可以要求重新办理。" in html
        assert '<details class="follow__part follow__fold no-print" open>' in html
        response = visitor.post("/feedback/case/reopen/", {"words": "第二天又关门了。"})
        assert response["Location"] == f"{CASE}?done=reopen"
        sent.refresh_from_db()
        assert sent.state == State.RECEIVED
        assert "第二天又关门了。" in html_of(visitor)

    def test_rating_needs_a_choice_and_happens_once(self, visitor, sent, team_member, answerer, canteen):
        told(sent, team_member, answerer, canteen)
        response = visitor.post("/feedback/case/rate/", {"words": "写了一句。"})
        html = response.content.decode()
        assert "请选一项。" in html
        assert "写了一句。</textarea>" in html
        assert 'href="#rate-satisfaction_0"' in html
        visitor.post("/feedback/case/rate/", {"satisfaction": "good"})
        assert visitor.post("/feedback/case/rate/", {"satisfaction": "poor"}).status_code == 409
        sent.refresh_from_db()
        assert sent.satisfaction == "good"

    def test_reopening_after_the_time_is_not_offered(
        self, visitor, sent, clock, team_member, answerer, canteen, client
    ):
        told(sent, team_member, answerer, canteen)
        clock.shift(timedelta(days=31))
        open_case(client)
        assert "要求重新办理" not in html_of(client)
        response = client.post("/feedback/case/reopen/", {"words": "还是没有解决。"})
        assert "已经过了可以要求重新办理的时间" in response.content.decode()

    def test_withdraw_asks_once(self, visitor, sent):
        assert "撤回后不再办理" in html_of(visitor, "/feedback/case/withdraw/")
        visitor.post("/feedback/case/withdraw/", {"words": ""})
        sent.refresh_from_db()
        assert sent.state == State.WITHDRAWN
        assert "您已撤回，不再办理。" in html_of(visitor)
        assert visitor.get("/feedback/case/withdraw/")["Location"] == CASE

    def test_erase_says_what_goes_and_asks_to_be_sure(self, visitor, sent):
        html = html_of(visitor, "/feedback/case/erase/")
        assert "会删除的" in html
        assert "会留下的" in html
        assert "请先勾选" in visitor.post("/feedback/case/erase/", {}).content.decode()
        response = visitor.post("/feedback/case/erase/", {"is_sure": "on"})
        assert "已删除" in response.content.decode()
        assert response.cookies["case_visit"].value == ""
        sent.refresh_from_db()
        assert sent.is_destroyed

    def test_t84_erasing_is_refused_while_the_law_wants_it_kept(self, visitor, sent, team_member):
        side_steps.put_on_hold(case_id=sent.pk, actor=team_member, words="仲裁取证", now=NOW)
        assert "依法保全，暂时不能删除" in html_of(visitor, "/feedback/case/erase/")
        response = visitor.post("/feedback/case/erase/", {"is_sure": "on"})
        assert response.status_code == 409
        assert "依法保全，暂时不能删除" in response.content.decode()
        assert "仲裁取证" not in response.content.decode()
        assert not Case.objects.get(pk=sent.pk).is_destroyed

    @pytest.mark.parametrize("step", ["supplement", "rate", "reopen"])
    def test_loaded_anew_the_address_of_a_form_shows_the_case(self, visitor, step):
        assert visitor.get(f"/feedback/case/{step}/")["Location"] == CASE

    @pytest.mark.parametrize("step", ["supplement", "rate", "reopen", "withdraw", "erase"])
    def test_a_case_erased_while_it_is_open(self, visitor, sent, step):
        services.erase(case_id=sent.pk, now=NOW)
        response = visitor.post(f"/feedback/case/{step}/", {"words": "迟到的一句话。", "is_sure": "on"})
        assert response.status_code == 404
        assert "请重新填写回执号" in response.content.decode()

    def test_t87_a_form_without_its_token_or_from_elsewhere_is_refused(self, sent, clock):
        client = Client(enforce_csrf_checks=True)
        assert client.post(FIND, {"receipt": RECEIPT}).status_code == 403
        client.get(FIND)
        data = {"receipt": RECEIPT, "csrfmiddlewaretoken": client.cookies["csrftoken"].value}
        assert client.post(FIND, data, headers={"Origin": "http://testserver"}).status_code == 303
        for foreign in ("https://evil.example", "null"):
            assert client.post(FIND, data, headers={"Origin": foreign}).status_code == 403


class TestWhatLeavesThePage:
    def test_t64_the_receipt_is_in_no_address_cookie_session_or_log(self, client, sent, caplog, settings):
        caplog.set_level(logging.DEBUG)
        responses = [client.get(FIND), open_case(client), client.get(CASE), client.get("/feedback/case/erase/")]
        responses.append(client.post("/feedback/case/supplement/", {"words": "补充一句话。"}))
        wrong = open_case(client, "ABCD-EFGH-JKMN-PQRS-TVWY")
        codes = [text for code in (RECEIPT, RECEIPT.replace("-", "")) for text in (code, code.lower())]
        for response in [*responses, wrong]:
            kept = [response.get("Location", ""), str(response.cookies), str(response.headers)]
            for text in [*kept, response.wsgi_request.get_full_path()]:
                assert not [code for code in codes if code in text]
            assert "no-store" in response["Cache-Control"]
            # Stricter, by a tag too, and browsers send no origin with the forms: the check of tokens would refuse them.
            assert response["Referrer-Policy"] == "same-origin"
            assert 'name="referrer"' not in response.content.decode()
            assert response["X-Robots-Tag"] == "noindex, nofollow"
        assert not [code for code in codes if code in caplog.text]
        assert not Session.objects.exists()
        assert receipts.digest(RECEIPT) not in str(client.cookies)
        assert "Cookie" in responses[2]["Vary"]

    def test_t64_the_cookie_goes_to_these_pages_alone(self, client, sent, settings):
        settings.SESSION_COOKIE_SECURE = True
        cookies = open_case(client).cookies
        for name, path in (("case_visit", "/feedback/"), ("case_visit_en", "/en/feedback/")):
            cookie = cookies[name]
            assert (cookie["path"], cookie["samesite"]) == (path, "Strict")
            assert cookie["httponly"]
            assert cookie["secure"]
            assert cookie["max-age"] == cookie["expires"] == ""

    def test_t62_nothing_joins_the_address_or_the_account_to_the_case(self, client, sent, answerer):
        client.force_login(answerer)
        session = dict(client.session.items())
        before = AuditEntry.objects.count()
        open_case(client)
        html_of(client)
        client.post("/feedback/case/supplement/", {"words": "补充一句话。"})
        client.get("/feedback/case/export/")
        assert AuditEntry.objects.count() == before
        assert dict(client.session.items()) == session
        assert "messages" not in client.cookies

    def test_no_cache_holds_a_word(self, visitor, sent):
        visitor.post("/feedback/case/supplement/", {"words": "只有我知道的一句话。"})
        html_of(visitor)
        held = str(getattr(cache, "_cache", ""))
        for words in (RECEIPT, SUBJECT, "只有我知道的一句话"):
            assert words not in held

    def test_the_title_is_neutral(self, visitor):
        assert "<title>办理进度 –" in html_of(visitor).replace("\n", "")


class TestT66:
    @pytest.fixture
    def other(self, sent):
        return send(receipt="ZZZZ-EFGH-JKMN-PQRS-TVWX", files=[PDF]).case

    def test_t66_a_file_of_another_reporter_is_not_there(self, visitor, other):
        response = visitor.get(f"/feedback/case/files/{other.files.get().key}/")
        assert response.status_code == 404
        assert "停电".encode() not in response.content

    @pytest.mark.parametrize("value", ["", "x", "abcd1234.AAAA", "é", "." * 50])
    def test_t66_a_forged_cookie_opens_nothing(self, client, sent, value):
        client.cookies["case_visit"] = value
        assert SUBJECT not in html_of(client, status=404)

    def test_t66_a_cookie_sealed_for_something_else_opens_nothing(self, client, sent):
        client.cookies["case_visit"] = receipts.ring.seal(b"[1, 2, 3, 4]", "interact.form").rstrip("=")
        assert SUBJECT not in html_of(client, status=404)

    def test_t66_a_cookie_with_the_number_of_another_case_opens_nothing(self, client, sent, other):
        session = case_sessions.begin(sent, now=NOW)
        forged = case_sessions.CaseSession(other.pk, session.mark, 0, session.ends_at)
        client.cookies["case_visit"] = case_sessions.seal(forged)
        html_of(client, status=404)

    def test_t66_an_old_cookie_opens_nothing(self, client, sent):
        client.cookies["case_visit"] = case_sessions.seal(case_sessions.begin(sent, now=NOW - timedelta(minutes=31)))
        html_of(client, status=404)

    @pytest.mark.parametrize("address", ["case/", "case/export/", "case/erase/", "case/withdraw/"])
    def test_t66_without_a_session_there_is_nothing(self, client, sent, address):
        html_of(client, f"/feedback/{address}", status=404)

    def test_t66_one_visit_after_the_other_shows_the_later_case(self, visitor, other, sent):
        open_case(visitor, "ZZZZ-EFGH-JKMN-PQRS-TVWX")
        html = html_of(visitor)
        assert other.number in html
        assert sent.number not in html

    def test_t71_a_wrong_key_is_no_page_with_ciphertext(self, visitor, sent, settings, caplog):
        settings.CASE_KEYS = ["another-key-0123456789abcdef-0123456789"]
        html = html_of(visitor, status=503)
        assert "暂时打不开这一件" in html
        assert "A case does not open for its employee" in caplog.text


class TestFiles:
    def test_t78_headers_of_a_file(self, visitor, sent):
        response = visitor.get(f"/feedback/case/files/{sent.files.get().key}/")
        assert response.content.decode() == "夜班停电的照片说明"
        assert response["Content-Type"] == "text/plain"
        assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''%E5%81%9C")
        assert response["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in response["Content-Security-Policy"]
        assert "default-src 'none'" in response["Content-Security-Policy"]
        assert "no-store" in response["Cache-Control"]
        assert response["Referrer-Policy"] == "same-origin"
        assert response["Cross-Origin-Resource-Policy"] == "same-origin"

    @pytest.mark.parametrize("state", [ScanState.WAITING, ScanState.QUARANTINED])
    def test_t75_only_clean_files_are_handed_out(self, visitor, sent, state):
        file = sent.files.get()
        sent.files.update(scan_state=state)
        assert visitor.get(f"/feedback/case/files/{file.key}/").status_code == 404
        html = html_of(visitor)
        assert f"/files/{file.key}/" not in html
        assert ("正在查毒" in html) is (state == ScanState.WAITING)
        assert ("已隔离" in html) is (state == ScanState.QUARANTINED)

    def test_a_file_of_a_draft_is_not_there_before_the_reply(self, visitor, sent, team_member, answerer, canteen):
        accepted(sent, team_member, canteen)
        steps.answer(
            case_id=sent.pk, actor=answerer, purpose=Purpose.RESULT, words="见附件的安排。", files=[PDF], now=NOW
        )
        file = sent.files.get(entry__step=Step.ANSWER)
        assert visitor.get(f"/feedback/case/files/{file.key}/").status_code == 404
        replied(sent, team_member)
        assert visitor.get(f"/feedback/case/files/{file.key}/").status_code == 200

    def test_a_file_missing_on_the_disk_is_no_error(self, visitor, sent):
        file = sent.files.get()
        file.file.storage.delete(file.file.name)
        assert visitor.get(f"/feedback/case/files/{file.key}/").status_code == 404

    def test_the_copy_holds_everything_of_ones_own(self, client, clock, routing, team_member, answerer, canteen):
        case = send(receipt=RECEIPT, contact=CONTACT, files=[PDF, PDF]).case
        told(case, team_member, answerer, canteen)
        services.supplement(case_id=case.pk, words="谢谢，再补一句。", now=NOW)
        open_case(client)
        response = client.get("/feedback/case/export/")
        assert response["Content-Disposition"] == f'attachment; filename="{case.number}.zip"'
        assert "no-store" in response["Cache-Control"]
        archive = zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content)))
        assert sorted(archive.namelist()) == [
            "data.json",
            "files/01-停电通知.txt",
            "files/02-停电通知.txt",
            "index.html",
        ]
        data, page = json.loads(archive.read("data.json")), archive.read("index.html").decode()
        assert data["您提交的内容"]["内容"] == TEXT
        assert data["您的联系方式"]["姓名"] == "孙小满"
        assert data["同意的个人信息告知"]["版本"] == "test-1"
        for words in (TEXT, "孙小满", "食堂已延长到夜里十一点半。", "谢谢，再补一句。"):
            assert words in page
        for hidden in ("林小组", "何后勤", "已延长到夜里十一点半。\n"):
            assert hidden not in page
        assert archive.read("files/01-停电通知.txt").decode() == "夜班停电的照片说明"


class TestT83:
    def test_t83_reply_and_state_only_with_the_receipt(self, client, sent, team_member, answerer, canteen):
        told(sent, team_member, answerer, canteen)
        for address in (CASE, FIND, "/feedback/case/export/", f"/feedback/own/{sent.key}/"):
            response = client.get(address, follow=True)
            assert "十一点半" not in b"".join(response).decode()

    def test_t83_after_it_was_destroyed_nothing(self, visitor, sent, team_member, answerer, canteen):
        told(sent, team_member, answerer, canteen)
        steps.close(case_id=sent.pk, actor=team_member, result=Result.SOLVED, now=NOW)
        file = sent.files.get()
        case = Case.objects.get(pk=sent.pk)
        destroy(case)
        assert "请重新填写回执号" in html_of(visitor, status=404)
        assert visitor.get(f"/feedback/case/files/{file.key}/").status_code == 404
        assert "没有找到" in open_case(visitor).content.decode()
        assert not CaseEntry.objects.filter(case=sent).exclude(sealed_words=None).exists()


class TestOwn:
    @pytest.fixture
    def person(self, db, canteen):
        from tests.factories import UserFactory

        return UserFactory(username="sun", name="孙小满", department=canteen)

    @pytest.fixture
    def own(self, clock, routing, team_member, person):
        return send(receipt=RECEIPT, contact=CONTACT, sender=person).case

    def test_the_account_page_lists_them_and_opens_them(self, client, own, person, tree):
        client.force_login(person)
        html = client.get("/account/").content.decode()
        assert "我的诉求" in html
        assert f"意见建议 {own.number}" in html
        assert "待受理，最晚9月29日受理" in html
        assert SUBJECT not in html
        assert TEXT not in html
        response = client.post(f"/feedback/own/{own.key}/")
        assert (response.status_code, response["Location"]) == (303, CASE)
        assert own.number in html_of(client)

    def test_signed_out_the_session_is_over(self, client, own, person):
        client.force_login(person)
        client.post(f"/feedback/own/{own.key}/")
        client.post("/account/logout/")
        html_of(client, status=404)

    def test_t66_nobody_else_opens_it(self, client, own, answerer, sent_by_name):
        client.force_login(answerer)
        assert client.post(f"/feedback/own/{own.key}/").status_code == 404
        client.logout()
        assert client.post(f"/feedback/own/{own.key}/").status_code == 404

    @pytest.fixture
    def sent_by_name(self, own, person, report_handler):
        return send(Channel.REPORT, contact=CONTACT, sender=person).case

    def test_t62_a_report_is_in_no_account(self, client, person, sent_by_name, tree):
        client.force_login(person)
        assert sent_by_name.number not in client.get("/account/").content.decode()
        assert client.post(f"/feedback/own/{sent_by_name.key}/").status_code == 404

    def test_the_link_of_a_mail_leads_through_the_sign_in_to_the_case(self, client, own, person):
        address = f"/feedback/own/{own.key}/"
        assert client.get(address)["Location"] == f"/account/login/?next={address}"
        client.force_login(person)
        assert client.get(address)["Location"] == CASE
        assert own.number in html_of(client)

    def test_t66_the_link_opens_for_nobody_else(self, client, own, answerer):
        client.force_login(answerer)
        assert client.get(f"/feedback/own/{own.key}/").status_code == 404

    def test_queries_of_the_account_page(self, client, own, person, tree, django_assert_num_queries):
        from interact.following.views.finding import own_cases, ways_on

        client.force_login(person)
        client.get("/account/")
        with django_assert_num_queries(1):
            assert len(list(own_cases(person))) == 1
        for _number in range(5):
            send(contact=CONTACT, sender=person)
        with django_assert_num_queries(1):
            assert len(list(own_cases(person))) == 6
        with django_assert_num_queries(0):
            assert list(ways_on(person))

    def test_the_copy_of_personal_data_has_what_was_written(self, client, own, person, tree):
        client.force_login(person)
        assert TEXT in client.get("/account/data.json").content.decode()


def test_t64_what_was_typed_outlives_the_visit(visitor, sent, clock):
    """Longer than half an hour over a supplement: the receipt opens the case again, then the words are sent on."""
    clock.shift(timedelta(minutes=45))
    asked = visitor.post("/feedback/case/supplement/", {"words": "第二个夜班又停了一次电。"})

    assert asked.status_code == 404
    address, fields = fill_in(asked)
    again = visitor.post(address, fields | {"receipt": "ABCD-EFGH-JKMN-PQRS-TVWY"})
    address, fields = fill_in(again)
    between = visitor.post(address, fields | {"receipt": RECEIPT})
    address, fields = fill_in(between)
    assert address == "/feedback/case/supplement/"
    assert RECEIPT not in between.content.decode()
    assert "no-store" in between.headers["Cache-Control"]
    assert visitor.post(address, fields).status_code == 303
    assert "第二个夜班又停了一次电。" in visitor.get(CASE).content.decode()
