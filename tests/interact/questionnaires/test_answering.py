"""Filling in a questionnaire, as people and programs do it."""

import io
import re
import zipfile
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from interact.models import Answer, AnswerFile
from interact.questionnaires import services
from interact.questionnaires.choices import FieldType
from tests.conftest import forget_everything
from tests.counters import everything_in_the_caches
from tests.factories import PlainPageFactory, picture_bytes
from tests.interact.conftest import ANSWER, NOW
from tests.releasing import publish


def docx_bytes() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<document/>")
    return content.getvalue()


class TestThePage:
    def test_shows_deadline_length_anonymity_and_every_question(self, client, make):
        page = make(summary="想听听您的意见。", intro="<p>结果用于改进食堂。</p>")

        response = client.get(page.url)

        html = response.content.decode()
        assert response.status_code == 200
        for text in (
            "想听听您的意见。",
            "结果用于改进食堂。",
            "还剩3天",
            "5月11日 星期一 10:00</span>截止",
            "共9题，约需",
            "本问卷不记名",
        ):
            assert text in html
        assert [field.label for field in response.context["form"].questions()] == [
            "您的部门", "对食堂满意吗", "哪一餐", "一周几次", "从哪天起", "联系邮箱", "最爱的菜", "还想说的话", "附件",
        ]  # fmt: skip
        assert html.count("（选填）") == 7
        assert 'autocomplete="email"' in html
        assert "<script" not in re.sub(r"<script (src=|type=\"application/ld\+json\")[^>]*>", "", html)
        assert "style=" not in html

    def test_help_is_tied_to_its_field(self, client, make):
        html = client.get(make().url).content.decode()

        assert 'aria-describedby="id_words_helptext"' in html
        assert 'id="id_words_helptext">不要写别人的姓名。' in html

    def test_links_to_the_privacy_page_once_there_is_one(
        self, client, make, tree, clock, django_capture_on_commit_callbacks
    ):
        page = make()
        assert 'href="/privacy/"' not in client.get(page.url).content.decode().partition("<footer")[0]

        clock.shift(1)
        with django_capture_on_commit_callbacks(execute=True):
            publish(PlainPageFactory(parent=tree.home, slug="privacy", title="隐私政策"))

        assert 'href="/privacy/"' in client.get(page.url).content.decode().partition("<footer")[0]

    def test_sets_no_cookie_but_the_one_for_csrf_and_is_not_cached(self, client, make):
        response = client.get(make().url)

        assert set(response.cookies) == {"csrftoken"}
        assert "no-store" in response["Cache-Control"]

    def test_needs_multipart_only_for_files(self, client, make):
        with_file, without = make(), make(fields=[{"label": "意见", "kind": "multiline"}])

        assert "multipart/form-data" in client.get(with_file.url).content.decode()
        assert "multipart/form-data" not in client.get(without.url).content.decode()

    @pytest.mark.parametrize("method", ["put", "patch", "delete"])
    def test_other_methods_are_refused(self, client, make, method):
        assert getattr(client, method)(make().url).status_code == 405

    def test_costs_the_same_with_few_and_many_questions(self, client, make, django_assert_num_queries):
        few = make(fields=[{"label": "意见", "kind": "multiline"}])
        many = make(fields=[{"label": f"第{n}题", "kind": "radio", "choices": ["是", "否"]} for n in range(40)])
        client.get(few.url)

        for page in (few, many):
            with django_assert_num_queries(3):
                client.get(page.url)


class TestSending:
    def test_stores_the_answer_and_nothing_about_the_sender(self, client, make, send):
        page = make()

        response = send(
            page,
            {
                **ANSWER,
                "meals": ["早餐", "午餐, 含夜宵"],
                "times": "12.50",
                "since": "2026年5月1日",
                "email": "someone@example.com",
                "dish": "红烧肉",
                "words": "第一行\r\n第二行",
            },
            REMOTE_ADDR="203.0.113.7",
            HTTP_USER_AGENT="Some Browser 1.0",
        )

        assert response.status_code == 302
        assert response["Location"] == f"{page.url}thanks/"
        answer = Answer.objects.get()
        assert answer.form_data == {
            "department": "质量部",
            "canteen": "满意",
            "meals": ["早餐", "午餐, 含夜宵"],
            "times": "12.50",
            "since": "2026-05-01",
            "email": "someone@example.com",
            "dish": "红烧肉",
            "words": "第一行\n第二行",
        }
        assert answer.page_id == page.pk
        assert answer.submit_time == timezone.now()
        assert {field.name for field in Answer._meta.get_fields()} == {
            "id",
            "form_data",
            "page",
            "submit_time",
            "files",
        }
        assert "203.0.113.7" not in str(vars(answer))

    def test_thanks_page_says_what_happens_next(self, client, make):
        page = make(thanks="<p>我们会在<b>5月20日</b>前公布结果。</p>")

        html = client.get(f"{page.url}thanks/").content.decode()

        assert "提交成功" in html
        assert "<b>5月20日</b>" in html
        assert "5月11日 星期一 10:00</span>截止" in html
        assert 'content="noindex"' in html

    def test_optional_questions_may_stay_empty(self, make, send):
        assert send(make()).status_code == 302
        assert Answer.objects.get().form_data["meals"] == []

    def test_without_the_csrf_token_nothing_is_stored(self, make):
        client = Client(enforce_csrf_checks=True)

        assert client.post(make().url, ANSWER).status_code == 403
        assert not Answer.objects.exists()

    def test_a_double_tap_stores_one_answer(self, client, make, clock):
        page = make()
        stamp = client.get(page.url).context["form"]["stamp"].value()
        clock.move_to(NOW + timedelta(seconds=30))

        responses = [client.post(page.url, {**ANSWER, "stamp": stamp}) for _ in range(2)]

        assert [response.status_code for response in responses] == [302, 302]
        assert Answer.objects.count() == 1

    def test_only_what_is_stored_counts_as_sent(self, client, make, clock):
        """No cache does, which a process that dies leaves behind it, and which is lost with Redis."""
        page = make()
        data = {**ANSWER, "stamp": client.get(page.url).context["form"]["stamp"].value()}
        clock.move_to(NOW + timedelta(seconds=30))
        client.post(page.url, data)
        forget_everything()

        assert client.post(page.url, data).status_code == 302
        assert Answer.objects.count() == 1
        Answer.objects.all().delete()
        assert client.post(page.url, data).status_code == 302
        assert Answer.objects.count() == 1

    def test_the_next_person_who_goes_back_is_heard_too(self, client, make, clock):
        page = make()
        stamp = client.get(page.url).context["form"]["stamp"].value()
        clock.move_to(NOW + timedelta(seconds=30))

        client.post(page.url, {**ANSWER, "stamp": stamp})
        client.post(page.url, {**ANSWER, "canteen": "不满意", "stamp": stamp})

        assert Answer.objects.count() == 2

    def test_costs_the_same_with_few_and_many_questions(self, client, make, clock, django_assert_num_queries):
        few = make(fields=[{"label": "意见", "kind": "multiline", "name": "q0"}])
        many = make(fields=[{"label": f"第{n}题", "kind": "singleline", "name": f"q{n}"} for n in range(40)])
        stamps = {page: client.get(page.url).context["form"]["stamp"].value() for page in (few, many)}
        clock.move_to(NOW + timedelta(minutes=2))

        for page in (few, many):
            data = {question.clean_name: "好" for question in page.question_list}
            # Route, page, fields, whether it is there, savepoint, insert, release; the ids of the page come along.
            with django_assert_num_queries(7):
                assert client.post(page.url, {**data, "stamp": stamps[page]}).status_code == 302


class TestErrors:
    def check(self, response, key, message):
        html = response.content.decode()
        assert response.status_code == 200
        assert not Answer.objects.exists()
        assert response.context["form"].errors[key] == [message]
        assert f'id="id_{key}_error">{message}' in html
        assert "还没有提交，请先看看这里" in html
        assert "有错误：" in html
        return html

    def test_a_missing_answer_is_shown_beside_its_field_and_on_top(self, make, send):
        html = self.check(send(make(), {"canteen": "满意", "words": "菜太咸"}), "department", "请选一项。")

        assert '<a href="#id_department">您的部门</a>' in html
        assert 'aria-describedby="id_department_error"' in html
        assert re.search(r'<select name="department"[^>]*aria-invalid="true"', html)
        # What was typed is still there.
        assert "菜太咸</textarea>" in html
        assert re.search(r'value="满意"[^>]*checked', html)

    def test_the_list_on_top_leads_to_the_first_choice_of_a_group(self, make, send):
        html = self.check(send(make(), {"department": "质量部"}), "canteen", "请选一项。")

        assert '<a href="#id_canteen_0">' in html
        assert 'id="id_canteen_0"' in html
        assert 'aria-describedby="id_canteen_error"' in html

    @pytest.mark.parametrize(
        ("key", "value", "message"),
        [
            ("department", "财务部", "请从列出的选项中选择。"),
            ("meals", ["夜宵"], "请从列出的选项中选择。"),
            ("times", "很多", "请填写数字，如12或12.5。"),
            ("times", "NaN", "请填写数字，如12或12.5。"),
            ("since", "昨天", "请填写日期，如2026-05-08。"),
            ("email", "not-an-address", "请填写完整的邮箱地址，如name@example.com。"),
            ("dish", "好" * 256, "最多255个字，现在有256个。"),
            ("words", "好" * 5001, "最多5000个字，现在有5001个。"),
            # Django's own words are not ours to pin down.
            ("times", "1e400000000", None),
            *[
                (key, "a\x00b", None)
                for key in ("department", "canteen", "meals", "times", "since", "email", "dish", "words")
            ],
        ],
    )
    def test_what_does_not_fit(self, make, send, key, value, message):
        response = send(make(), {**ANSWER, key: value})
        assert response.status_code == 200
        errors = response.context["form"].errors[key]
        assert message is None or errors == [message]
        assert not Answer.objects.exists()

    def test_huge_input_is_an_error_of_the_form(self, make, send):
        response = send(make(), {**ANSWER, "words": "好" * 1_000_000, "times": "9" * 1_000_000})

        assert response.status_code == 200
        assert set(response.context["form"].errors) == {"words", "times"}

    def test_markup_stays_text(self, make, send):
        html = send(make(), {"department": "", "words": "</textarea><script>alert(1)</script>"}).content.decode()

        assert "<script>alert(1)" not in html

    def test_control_characters_are_dropped(self, make, send):
        send(make(), {**ANSWER, "dish": "红\x1b[31m烧\x0b肉\x7f"})

        assert Answer.objects.get().form_data["dish"] == "红[31m烧肉"

    def test_unknown_fields_are_not_stored(self, make, send):
        send(make(), {**ANSWER, "submit_time": "2020-01-01", "is_admin": "1"})

        assert {"submit_time", "is_admin"}.isdisjoint(Answer.objects.get().form_data)


class TestFiles:
    @pytest.mark.parametrize(
        ("name", "content"),
        [
            ("说明.pdf", b"%PDF-1.7\n%demo"),
            ("说明.DOCX", docx_bytes()),
            ("旧文档.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600),
            ("照片.jpg", picture_bytes()),
            ("照片.png", picture_bytes(format="PNG")),
            ("照片.webp", picture_bytes(format="WEBP")),
        ],
    )
    def test_good_ones_are_kept_outside_the_media_folder_under_a_random_name(
        self, make, send, settings, answers_folder, name, content
    ):
        send(make(), {**ANSWER, "attachment": SimpleUploadedFile(name, content)})

        stored = AnswerFile.objects.get()
        assert Answer.objects.get().form_data["attachment"] == stored.name
        assert stored.name.partition(".")[0] == name.partition(".")[0]
        path = answers_folder / stored.file.name
        assert path.is_file()
        assert path.stat().st_mode & 0o077 == 0
        assert re.fullmatch(r"[0-9a-f]{2}/[0-9a-f]{32}\.[a-z]{3,4}", stored.file.name)
        assert settings.MEDIA_ROOT not in path.parents
        with pytest.raises(ValueError, match="no public address"):
            _ = stored.file.url

    def test_pictures_lose_their_metadata(self, make, send, answers_folder):
        exif = Image.Exif()
        exif[0x010F] = "Secret Camera"
        content = picture_bytes(exif=exif)
        assert b"Secret Camera" in content

        send(make(), {**ANSWER, "attachment": SimpleUploadedFile("a.jpg", content)})

        assert b"Secret Camera" not in (answers_folder / AnswerFile.objects.get().file.name).read_bytes()

    @pytest.mark.parametrize(
        ("name", "content", "message"),
        [
            ("page.pdf", b"<html><script>alert(1)</script></html>", "文件内容与扩展名“.pdf”不符"),
            ("page.docx", b"<html></html>", "文件内容与扩展名“.docx”不符"),
            ("page.jpg", b"<html></html>", "这张图片已损坏或不是支持的格式"),
            ("cut.jpg", picture_bytes(size=(400, 400))[:400], "这张图片已损坏或不是支持的格式"),
            ("still.jpg", picture_bytes(format="GIF"), "这张图片其实是另一种格式"),
            ("empty.pdf", b"", "这个文件是空的"),
            ("run.exe", b"MZ", "不支持这种文件"),
            ("drawing.svg", b"<svg/>", "不支持这种文件"),
            ("macro.docm", docx_bytes(), "不支持这种文件"),
            ("noextension", b"%PDF-", "不支持这种文件"),
        ],
    )
    def test_bad_ones_are_an_error_beside_the_field(self, make, send, answers_folder, name, content, message):
        response = send(make(), {**ANSWER, "words": "菜太咸", "attachment": SimpleUploadedFile(name, content)})

        html = response.content.decode()
        assert response.status_code == 200
        (error,) = response.context["form"].errors["attachment"]
        assert error.startswith(message)
        assert 'id="id_attachment_error">' in html
        assert "菜太咸</textarea>" in html
        assert "请重新选择" in html
        assert not Answer.objects.exists()
        assert not answers_folder.exists()

    def test_more_than_10_mb_is_refused(self, make, send):
        big = SimpleUploadedFile("big.pdf", b"%PDF-" + b"0" * (10 * 1024 * 1024))

        response = send(make(), {**ANSWER, "attachment": big})

        assert response.context["form"].errors["attachment"] == ["文件超过10MB，请压缩后再上传。"]

    @pytest.mark.parametrize(
        ("name", "kept"),
        [
            ("..\\..\\windows\\说明.pdf", "说明.pdf"),
            ("\u202egnp.pdf", "gnp.pdf"),
            ("a\tb\x7f.pdf", "ab.pdf"),
            ("长" * 300 + ".pdf", "长" * 120 + ".pdf"),
        ],
    )
    def test_names_cannot_mislead(self, make, send, name, kept):
        send(make(), {**ANSWER, "attachment": SimpleUploadedFile(name, b"%PDF-1.7")})

        assert AnswerFile.objects.get().name == kept

    def test_a_failed_write_leaves_neither_rows_nor_files(self, make, answers_folder):
        fields = [{"label": f"附件{n}", "kind": FieldType.FILE, "required": False, "name": f"file{n}"} for n in (1, 2)]
        page = make(fields=fields)

        class Broken(SimpleUploadedFile):
            def chunks(self, chunk_size=None):
                raise OSError("disk full")

        files = [("file1", SimpleUploadedFile("a.pdf", b"%PDF-")), ("file2", Broken("b.pdf", b"%PDF-"))]
        with pytest.raises(OSError, match="disk full"):
            services.record_answer(page=page, data={}, files=files)

        assert not Answer.objects.exists()
        assert not AnswerFile.objects.exists()
        assert not [path for path in answers_folder.rglob("*") if path.is_file() and path.stat().st_size]

    @pytest.mark.parametrize("what", ["answer", "questionnaire"])
    def test_go_with_their_answer_and_with_the_questionnaire(
        self, make, send, answers_folder, django_capture_on_commit_callbacks, what
    ):
        page = make()
        send(page, {**ANSWER, "attachment": SimpleUploadedFile("a.pdf", b"%PDF-1.7")})
        path = answers_folder / AnswerFile.objects.get().file.name
        with django_capture_on_commit_callbacks(execute=True):
            (page if what == "questionnaire" else Answer.objects.get()).delete()
        assert not path.exists()
        assert not Answer.objects.exists()


class TestTheClock:
    def test_before_the_start_there_is_no_form(self, client, make):
        page = make(opens_at=NOW + timedelta(days=2))

        html = client.get(page.url).content.decode()

        assert '本次征集将于<span class="moment">5月10日 星期日 10:00</span>开始' in html
        assert '<form class="form"' not in html

    def test_after_the_end_there_is_the_result(self, client, make):
        page = make(closes_at=NOW - timedelta(minutes=1), result_note="<p>收到<b>126</b>份答卷。</p>")

        html = client.get(page.url).content.decode()

        assert '本次征集已于<span class="moment">5月8日 星期五 09:59</span>截止' in html
        assert "<b>126</b>" in html
        assert '<form class="form"' not in html

    def test_the_result_is_not_shown_before_the_end(self, client, make):
        page = make(result_note="<p>提前写好的结果</p>")

        assert "提前写好的结果" not in client.get(page.url).content.decode()

    @pytest.mark.parametrize(
        ("changes", "text"),
        [
            ({"closes_at": NOW + timedelta(seconds=10)}, "截止，您刚才提交的内容没有保存"),
            ({"opens_at": NOW + timedelta(days=1)}, "才开始，您刚才提交的内容没有保存"),
        ],
    )
    def test_an_answer_out_of_time_is_refused_and_given_back(self, client, make, clock, changes, text):
        page = make(**changes)
        clock.move_to(NOW + timedelta(seconds=30))

        response = client.post(page.url, {**ANSWER, "meals": ["早餐"], "words": "写了很久的<b>意见</b>"})

        html = response.content.decode()
        assert response.status_code == 409
        assert text in html
        assert "写了很久的&lt;b&gt;意见&lt;/b&gt;" in html
        assert "<dd>早餐</dd>" in html
        assert not Answer.objects.exists()

    def test_the_service_refuses_too(self, make):
        page = make()

        with pytest.raises(services.NotOpen):
            services.record_answer(page=page, data=ANSWER, when=page.closes_at)

    def test_without_times_it_is_open(self, client, make):
        page = make(opens_at=None, closes_at=None)

        html = client.get(page.url).content.decode()

        assert "长期开放" in html
        assert '<form class="form"' in html


class TestTheGuard:
    def test_a_program_that_fills_in_everything_is_refused_and_a_person_passes_at_the_second_try(
        self, client, make, send, clock
    ):
        page = make()
        response = send(page, {**ANSWER, "homepage": "https://spam.example"})
        assert response.status_code == 200
        assert "像是程序自动发出的" in response.content.decode()
        assert "spam.example" not in response.content.decode()
        assert not Answer.objects.exists()
        form = response.context["form"]
        clock.move_to(timezone.now() + timedelta(seconds=5))
        sent = {name: form[name].value() for name in ("stamp", "homepage")}
        assert client.post(page.url, ANSWER | sent).status_code == 302

    @pytest.mark.parametrize(("wait", "status"), [(2.9, 200), (3, 302), (86_400, 302), (86_401, 200), (-5, 200)])
    def test_a_form_is_taken_from_three_seconds_to_a_day_after_it_was_shown(self, make, send, wait, status):
        assert send(make(), wait=wait).status_code == status

    @pytest.mark.parametrize(("wait", "words"), [(1, "填得太快了"), (2 * 86400, "页面打开的时间太久了")])
    def test_out_of_time_is_refused_with_what_was_typed_and_the_second_press_passes(
        self, client, make, send, clock, wait, words
    ):
        page = make()
        response = send(page, {**ANSWER, "words": "想了很久"}, wait=wait)
        assert words in response.content.decode()
        assert "想了很久" in response.content.decode()
        assert not Answer.objects.exists()
        clock.move_to(timezone.now() + timedelta(seconds=5))
        stamp = response.context["form"]["stamp"].value()
        assert client.post(page.url, {**ANSWER, "stamp": stamp}).status_code == 302

    @pytest.mark.parametrize("stamp", ["", "forged", "W10:1abc:def", None])
    def test_a_stamp_that_is_not_ours_is_refused(self, client, make, stamp):
        response = client.post(make().url, ANSWER if stamp is None else {**ANSWER, "stamp": stamp})

        assert response.status_code == 200
        assert "页面打开的时间太久了" in response.content.decode()
        assert not Answer.objects.exists()

    def test_a_stamp_of_another_questionnaire_is_refused(self, client, make, clock):
        first, second = make(), make()
        stamp = client.get(first.url).context["form"]["stamp"].value()
        clock.move_to(NOW + timedelta(seconds=30))

        client.post(second.url, {**ANSWER, "stamp": stamp})

        assert not Answer.objects.exists()

    def test_one_address_may_send_20_an_hour(self, client, make, send, clock, settings):
        settings.QUESTIONNAIRE_ANSWERS_AN_HOUR = 20
        page = make()
        for _ in range(20):
            assert send(page, REMOTE_ADDR="203.0.113.7").status_code == 302

        response = send(page, {**ANSWER, "words": "第二十一份"}, REMOTE_ADDR="203.0.113.7")

        assert response.status_code == 429
        assert response["Retry-After"] == "3600"
        assert "这个网络一小时内提交的答卷太多" in response.content.decode()
        assert "第二十一份" in response.content.decode()
        assert send(page, REMOTE_ADDR="203.0.113.8").status_code == 302
        assert Answer.objects.count() == 21
        clock.move_to(timezone.now() + timedelta(hours=1))
        assert send(page, REMOTE_ADDR="203.0.113.7").status_code == 302

    def test_the_limit_is_a_setting_and_sees_through_our_proxy_only(self, make, send, settings):
        settings.QUESTIONNAIRE_ANSWERS_AN_HOUR, settings.TRUSTED_PROXIES = 1, 1
        page = make()
        assert send(page, HTTP_X_FORWARDED_FOR="203.0.113.7").status_code == 302

        assert send(page, HTTP_X_FORWARDED_FOR="9.9.9.9, 203.0.113.7").status_code == 429
        assert send(page, HTTP_X_FORWARDED_FOR="203.0.113.9").status_code == 302

    def test_mistakes_do_not_count(self, make, send, settings):
        settings.QUESTIONNAIRE_ANSWERS_AN_HOUR = 1
        page = make()
        for _ in range(3):
            assert send(page, {}).status_code == 200

        assert send(page).status_code == 302

    def test_the_cache_holds_no_address(self, make, send):
        send(make(), REMOTE_ADDR="203.0.113.7")

        assert "203.0.113.7" not in str(everything_in_the_caches())


@pytest.mark.parametrize(("mode", "text"), [("form", "本问卷不记名"), ("closed", "结果在此"), ("landing", "提交成功")])
def test_preview_shows_every_state_whatever_the_clock_says(make, mode, text):
    page = make(opens_at=NOW + timedelta(days=2), result_note="<p>结果在此</p>")

    assert text in page.make_preview_request(preview_mode=mode).content.decode()


def test_the_service_refuses_what_the_editor_would(make):
    for field in (
        {"label": "意见", "kind": "radio"},
        {"label": "意见", "kind": "multiline", "name": "stamp"},
        {"label": "", "kind": "multiline"},
    ):
        with pytest.raises(ValidationError):
            make(fields=[field])
    with pytest.raises(KeyError):
        services.record_answer(page=make(), data={"no_such_question": "x"})


class TestPublishedResults:
    """Counts for everybody, after the deadline, where the editor said so (S-3.4)."""

    def answered(self, make, clock, number, **changes):
        page = make(**changes)
        for index in range(number):
            data = {
                "department": "质量部",
                "canteen": "满意" if index else "不满意",
                "words": "一句心里话",
                "times": "3",
            }
            services.record_answer(page=page, data=data, when=NOW)
        clock.move_to(NOW + timedelta(days=4))
        return page

    def test_choices_and_numbers_are_shown_but_no_words(self, client, make, clock):
        html = client.get(self.answered(make, clock, 5, shows_results=True).url).content.decode()
        assert "80.0%" in html
        assert "平均3，最小3，最大3" in html
        assert "一句心里话" not in html

    def test_not_unless_the_editor_says_so(self, client, make, clock):
        assert "80.0%" not in client.get(self.answered(make, clock, 5).url).content.decode()

    def test_not_of_four(self, client, make, clock):
        html = client.get(self.answered(make, clock, 4, shows_results=True).url).content.decode()
        assert "75.0%" not in html
        assert "整理大家的意见" in html

    def test_not_before_the_deadline(self, client, make, clock):
        page = self.answered(make, clock, 5, shows_results=True)
        clock.move_to(NOW)
        assert "80.0%" not in client.get(page.url).content.decode()
