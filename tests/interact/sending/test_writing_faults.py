"""What the forms of the channels refuse, and how: beside the field, nothing lost, nothing stored by half."""

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from interact.attachments.choices import FILES
from interact.models import Case, CaseFile, ConsentText, FeedbackSettings
from tests.factories import picture_bytes
from tests.interact.writing import TEXT, case_of, errors, shown_receipt

pytestmark = pytest.mark.django_db


def picture(name="现场.jpg"):
    return SimpleUploadedFile(name, picture_bytes(), "image/jpeg")


def typed_text(response) -> str:
    return re.search(r"<textarea[^>]*>\s*(.*?)</textarea>", response.content.decode(), re.DOTALL)[1]


def test_errors_stand_beside_their_fields_and_keep_what_was_typed(write):
    writer = write("report").open()
    stamp = writer.form["stamp"].value()
    response = writer.post(writer.values(subject="", consent="", people="何后勤"))
    page = response.content.decode()
    assert set(errors(response)) == {"subject", "consent"}
    assert 'id="id_subject_error"' in page
    assert 'value="何后勤"' in page
    assert TEXT in typed_text(response)
    assert "您填写的内容都还在" in page
    assert response.context["form"]["stamp"].value() == stamp
    assert not Case.objects.exists()
    assert case_of(writer.post(writer.values(people="何后勤"))).body["people"] == "何后勤"


@pytest.mark.parametrize(
    ("channel", "changes", "field", "message"),
    [
        ("suggestion", {"subject": "字" * 61}, "subject", "最多60个字"),
        ("suggestion", {"text": "字" * 5001}, "text", "最多5000个字"),
        ("suggestion", {"subject": "a\x00b"}, "subject", "无法识别的字符"),
        ("suggestion", {"text": "   \n "}, "text", "请写明内容"),
        ("suggestion", {"identity": "robot"}, "identity", "请从列出的选项中选择"),
        ("suggestion", {"identity": "named"}, "name", "请填写姓名"),
        ("suggestion", {"identity": "named", "name": "孙", "phone": "打我电话"}, "phone", "这个号码打不通"),
        ("suggestion", {"identity": "named", "name": "孙", "mail": "sun@"}, "mail", "邮箱地址"),
        ("letter", {"name": ""}, "name", "请填写姓名"),
        ("correction", {"fault": ""}, "fault", "请选一项"),
        ("report", {"kept_out_departments": ["999999"]}, "kept_out_departments", "请从列出的选项中选择"),
        ("report", {"people": "名" * 201}, "people", "最多200个字"),
    ],
)
def test_bad_input_is_answered_beside_the_field(write, channel, changes, field, message):
    writer = write(channel).open()
    response = writer.post(writer.values(**changes))
    assert response.status_code == 200
    assert message in " ".join(errors(response)[field])
    assert set(errors(response)) == {field}
    assert not Case.objects.exists()


@pytest.mark.parametrize(
    ("files", "message"),
    [
        (lambda: [picture(f"{number}.jpg") for number in range(100)], f"一次最多上传{FILES}个文件"),
        (lambda: [SimpleUploadedFile("空.pdf", b"")], "这个文件是空的"),
        (lambda: [SimpleUploadedFile("页.html", b"<script>alert(1)</script>")], "没有上传"),
        (lambda: [SimpleUploadedFile("页.pdf", b"<script>alert(1)</script>")], "没有上传"),
        (lambda: [picture("gnp.\u202eexe.jpg"), SimpleUploadedFile("a\u202efdp.exe", b"MZ")], "没有上传"),
    ],
)
def test_t76_bad_files_are_refused_beside_the_field_and_nothing_is_stored_by_half(write, files, message):
    writer = write("report").open()
    response = writer.post(writer.values(files=files()))
    assert response.status_code == 200
    assert message in " ".join(errors(response)["files"])
    assert "\u202e" not in response.content.decode()
    assert TEXT in typed_text(response)
    assert not Case.objects.exists()
    assert not CaseFile.objects.exists()


def test_t82_markup_and_template_text_come_back_inert(write):
    attack = "<script>alert(1)</script>{{ 7|add:7 }}{% debug %}"
    writer = write("report").open()
    page = writer.post(writer.values(text="", subject=attack, people='"><img src=x onerror=alert(1)>')).content.decode()
    assert "<script>alert(1)" not in page
    assert "<img src=x" not in page
    assert "{{ 7|add:7 }}" in page


def test_more_files_than_a_request_may_have_is_no_error_of_the_server(write):
    writer = write().open()
    response = writer.post(writer.values(files=[io.BytesIO(b"x") for _number in range(101)]))
    assert response.status_code in (400, 413)
    assert not Case.objects.exists()


# --- Twice, otherwise, closed ---


def test_the_same_form_twice_is_one_case_and_one_receipt(write):
    writer = write().open()
    values = writer.values()
    first, second = (shown_receipt(writer.post(values)) for _time in range(2))
    assert first == second
    assert Case.objects.count() == 1


def test_a_form_that_was_sent_with_other_words_asks_again_under_a_new_receipt(write):
    writer = write().open()
    first = shown_receipt(writer.post(writer.values()))
    # The page of the browser's back button, with other words.
    writer.open()
    values = writer.values()
    writer.post(values)
    response = writer.post({**values, "text": "换了内容"})
    assert "已经提交过" in errors(response)["__all__"][0]
    assert typed_text(response).strip() == "换了内容"
    assert Case.objects.count() == 2
    assert shown_receipt(writer.post(writer.values(text="换了内容"))) != first
    assert Case.objects.count() == 3


def test_a_closed_channel_says_so_and_gives_back_what_was_typed(write, routing, django_capture_on_commit_callbacks):
    writer = write().open()
    values = writer.values()
    routing["suggestion"].is_open = False
    with django_capture_on_commit_callbacks(execute=True):
        routing["suggestion"].save()
    page = writer.client.get(writer.path)
    assert "暂时不接收" in page.content.decode()
    assert page.context["form"] is None
    response = writer.post(values)
    assert response.status_code == 409
    assert TEXT in response.content.decode()
    assert "<form class" not in re.sub(
        r'<form class="head__search.*?</form>', "", response.content.decode(), flags=re.S
    )
    assert not Case.objects.exists()


def test_a_notice_that_changed_in_between_is_shown_again(write, django_capture_on_commit_callbacks):
    writer = write().open()
    values = writer.values()
    periods = FeedbackSettings.load()
    periods.identity_days = 90
    with django_capture_on_commit_callbacks(execute=True):
        periods.save()
    response = writer.post(values)
    assert "刚刚有变动" in errors(response)["consent"][0]
    assert "保存90天" in response.content.decode()
    assert case_of(writer.post(writer.values())).consent.text.count("90天") == 1
    assert ConsentText.objects.count() == 1
