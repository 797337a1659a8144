"""The forms of the channels, from the page to the case (S-2.3, S-3.4, S-8.2)."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from interact.attachments.choices import CONTENT_TYPES
from interact.cases.people import departments_in
from interact.cases.services.access import files_of
from interact.cases.services.files import read_file
from interact.channels.records import Channel, is_request, record_of
from interact.models import Case, CaseFile
from tests.factories import DepartmentFactory, UserFactory, picture_bytes
from tests.interact.writing import PATHS, SUBJECT, TEXT, Writer, errors, shown_receipt
from unionsite.accounts.models import Department

pytestmark = pytest.mark.django_db


@pytest.fixture
def employee(canteen):
    return UserFactory(username="sun", name="孙小满", department=canteen, phone="13800001234", employee_number="A1024")


def picture(name="现场.jpg", content=b"", content_type="image/jpeg"):
    return SimpleUploadedFile(name, content or picture_bytes(), content_type)


def typed_text(response) -> str:
    return re.search(r"<textarea[^>]*>\s*(.*?)</textarea>", response.content.decode(), re.DOTALL)[1]


# --- What goes in ---


@pytest.mark.parametrize("channel", Channel.values)
def test_every_channel_takes_a_case_and_shows_its_receipt(write, channel):
    writer = write(channel)
    case = writer.send()
    assert (case.channel, case.body["text"]) == (channel, TEXT)
    assert case.body["subject"] == SUBJECT or is_request(channel)
    assert case.is_anonymous is not record_of(channel).is_signed
    assert case.sender is None
    assert re.fullmatch(r"(?:[A-Z2-9]{4}-){4}[A-Z2-9]{4}", shown_receipt(writer.response))


def test_a_report_keeps_what_it_asks_for_and_who_must_not_see_it(write, canteen):
    other = DepartmentFactory(name="质量部")
    case = write("report").send(
        people="何后勤、王某", when="4月底夜班", place="二号库房", kept_out_departments=[str(canteen.pk)]
    )
    assert case.body == {
        "subject": SUBJECT,
        "people": "何后勤、王某",
        "when": "4月底夜班",
        "place": "二号库房",
        "text": TEXT,
    }
    assert case.kept_out.departments == (canteen.pk,)
    assert departments_in(case, Department.objects.all()).get() == other
    assert case.received_at.astimezone().minute == 0


def test_whoever_stays_anonymous_leaves_no_name_even_if_one_was_typed(write):
    case = write("report").send(name="孙小满", phone="不是电话", mail="not-a-mail")
    assert case.is_anonymous
    assert case.open_contact() == {}


def test_a_named_report_keeps_the_contact_sealed_and_no_account(write, client, employee):
    client.force_login(employee)
    writer = write("report").open()
    assert writer.form["identity"].value() == "anonymous"
    assert not writer.form["name"].value()
    case = writer.send(identity="named", name="孙小满", phone="0512-66668888", department="后勤保障部")
    assert case.open_contact() == {"name": "孙小满", "phone": "0512-66668888", "department": "后勤保障部"}
    assert case.sender is None


def test_a_signed_in_employee_finds_the_name_filled_in_and_may_stay_anonymous(write, client, employee):
    client.force_login(employee)
    writer = write().open()
    filled = {name: writer.form[name].value() for name in ("identity", "name", "department", "employee_number")}
    assert filled == {"identity": "named", "name": "孙小满", "department": "后勤保障部", "employee_number": "A1024"}
    named = writer.send(identity="named", name="孙小满")
    assert named.sender == employee
    assert not named.is_anonymous
    anonymous = write().send(name="孙小满")
    assert anonymous.sender is None
    assert anonymous.open_contact() == {}


def test_attached_files_are_stored_without_what_tells_who_took_them(write):
    case = write("report").send(files=[picture(), picture("第二张.jpg")])
    names = [about["name"] for _row, about in files_of(case)]
    assert names == ["现场.jpg", "第二张.jpg"]


def test_the_original_is_kept_as_evidence_when_asked(write):
    content = picture_bytes()
    kept = write("report").send(files=[picture(content=content)], keep_original="on")
    about, stored = read_file(CaseFile.objects.get(case=kept))
    assert stored == content
    assert "保留原件" in about["notes"][0]


def test_consent_to_publish_is_apart_and_not_asked_where_handlers_are_named(write):
    assert write().send(may_publish="on").may_publish
    assert not write().send().may_publish
    for channel in ("report", "letter", "hardship", "legal_aid", "join", "member_card"):
        assert "may_publish" not in write(channel).open().form.fields


# --- Correction ---


@pytest.mark.parametrize(
    ("asked", "filled"),
    [
        ("/news/2026/canteen/", "/news/2026/canteen/"),
        ("/news/?q=word", "工作动态（/news/）"),
        ("https://evil.example/news/", ""),
        ("//evil.example/", ""),
        ("/\\evil.example/", ""),
        ("javascript:alert(1)", ""),
        ("/news/\r\nX: y", ""),
        ("/" + "x" * 300, ""),
        ("", ""),
    ],
)
def test_only_a_path_of_this_site_is_filled_in_as_the_wrong_page(write, asked, filled):
    from urllib.parse import urlencode

    assert write("correction").open("?" + urlencode({"page": asked})).form["page"].value() == filled


def test_the_wrong_page_may_be_an_address_of_this_site_or_words_but_no_foreign_address(write):
    assert write("correction").send(page="http://testserver/news/?a=1").body["page"] == "/news/"
    assert write("correction").send(page="首页右上角").body["page"] == "首页右上角"
    writer = write("correction").open()
    assert "本站的网页地址" in errors(writer.post(writer.values(page="https://evil.example/")))["page"][0]
    assert Case.objects.count() == 2


# --- What the page says ---


def test_what_happens_next_names_who_and_when_before_the_button(write):
    page = write().open().response.content.decode()
    promise = "网络信息管理小组会在1个工作日内（5月9日前）受理，5个工作日内（5月14日前）答复您。"
    assert promise in page
    assert page.index(promise) < page.index("data-send")
    assert "3个工作日内（5月12日前）答复您" in write("correction").open().response.content.decode()
    assert "指定的办理人会在" in write("report").open().response.content.decode()


def test_the_receipt_page_says_by_when_and_why_and_how_to_come_back(write):
    writer = write()
    writer.send()
    page = writer.response.content.decode()
    assert "最近的期限：5月9日前受理" in page
    assert "算法：" in page
    assert "输入回执" in page
    assert 'href="/feedback/"' in page
    assert '<svg class="qr"' in page or "qr" in page
    # True when the page is loaded anew as well, which sends the same form again.
    assert "刷新只会再显示这同一个" in page
    assert "保存为图片" in page


def test_answers_are_suggested_where_they_may_help(write):
    for channel in PATHS:
        page = write(channel).open().response.content.decode()
        assert ("data-similar=" in page) is (channel in ("suggestion", "question"))
        assert ("先看看别人问过的和答复" in page) is (channel in ("suggestion", "question"))


def test_the_english_page_speaks_english_and_keeps_its_language(client, clock, routing, tree):
    writer = Writer(client, clock)
    writer.path = "/en/interact/suggestions/"
    case = writer.send()
    assert case.language == "en"


@pytest.mark.parametrize("mode", ["form", "receipt"])
@pytest.mark.parametrize("channel", Channel.values)
def test_editors_see_both_pages_before_they_publish(tree, routing, rf, channel, mode):
    from wagtail.models import Page

    page = Page.objects.get(url_path__endswith=PATHS[channel], locale=tree.home.locale).specific
    response = page.make_preview_request(preview_mode=mode)
    assert response.status_code == 200
    assert ("ABCD-EFGH" in response.rendered_content) is (mode == "receipt")
    assert not Case.objects.exists()


@pytest.mark.parametrize(("channel", "queries"), [("suggestion", 2), ("report", 3)])
@pytest.mark.parametrize("rows", [1, 40])
def test_the_form_costs_the_same_however_many_departments_there_are(write, assert_sql, channel, queries, rows):
    for number in range(rows):
        DepartmentFactory(code=f"d{number}", name=f"部门{number}")
    writer = write(channel).open()
    with assert_sql(queries):
        writer.open()


def test_accepted_endings_are_offered_to_the_file_dialog(write):
    accept = write().open().form.fields["files"].widget.attrs["accept"]
    assert set(accept.split(",")) >= {f".{ending}" for ending in CONTENT_TYPES}


@pytest.mark.parametrize("number", ["12345", "110", "000000000", "1380000123", "没有", "0512-123", "分机"])
def test_a_number_that_nobody_could_ring_is_refused(write, number):
    writer = write().open()
    writer.post(writer.values(identity="named", name="孙小满", phone=number))
    assert "打不通" in writer.form.errors["phone"][0]
    assert not Case.objects.exists()


@pytest.mark.parametrize(
    "number",
    [
        "138 0000 1234",
        "+86 13800001234",
        "0512-66668888",
        "（0512）66668888转8",
        "66668888",
        "分机8123",
        "１３８００００１２３４",
    ],
)
def test_a_number_that_can_be_rung_is_kept_as_it_was_typed(write, number):
    case = write().send(identity="named", name="孙小满", phone=number)
    assert case.open_contact()["phone"]


@pytest.mark.parametrize("channel", list(Channel))
def test_text_that_is_too_long_comes_back_whole(write, channel):
    writer = write(channel).open()
    text = "夜" * 10_000
    html = writer.post(writer.values(text=text)).content.decode()
    assert text in html
    assert "最多5000个字，现在有10000个。" in html
    fields = re.findall(r"<textarea[^>]*>", html.partition("<main")[2])
    assert fields
    assert not [field for field in fields if "maxlength" in field]
    assert not Case.objects.exists()
