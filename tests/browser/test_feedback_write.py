"""The channels' forms in a browser: work instead of a picture, drafts, what a choice hides, life without scripts."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.auditing import axe_faults, target_faults, width_faults
from tests.browser.conftest import PHONE
from tests.browser.content import COLLEAGUE, PASSWORD
from tests.browser.moving import follow
from tests.factories import picture_bytes
from tests.interact.sending.test_setup import SLUGS

pytestmark = pytest.mark.browser

REPORT, SUGGESTION = "/interact/report/", "/interact/suggestions/"
RECEIPT = re.compile(r"(?:[A-Z2-9]{4}-){4}[A-Z2-9]{4}")


@pytest.fixture(autouse=True)
def at_rest(visit):
    """Whatever a test did, its pages had nothing to complain about."""
    yield
    faults = [fault for page in visit.pages for fault in page.watch.faults]
    assert not faults, "\n".join(faults)


def fill_in(page, path=REPORT):
    page.goto(path)
    page.fill("#id_subject", "库房的安全通道堵了")
    page.fill("#id_text", "二号库房的安全通道堆满了料箱。")
    page.check("#id_consent")
    # Faster than a person can be is not taken.
    page.wait_for_timeout(3100)


def stored(page) -> str:
    return page.evaluate("() => JSON.stringify(localStorage)")


def test_somebody_reports_on_a_phone_without_reading_a_picture(visit):
    page = visit(viewport=PHONE)
    fill_in(page)
    expect(page.locator("[data-picture]")).to_be_hidden()
    follow(page.locator("[data-send]"))
    receipt = page.locator(".receipt__code").inner_text()
    assert RECEIPT.fullmatch(receipt)
    assert page.title().startswith("提交成功")
    assert receipt not in page.url
    assert {cookie["name"] for cookie in page.context.cookies()} <= {"csrftoken"}
    assert receipt not in stored(page)
    assert axe_faults(page) == []
    assert width_faults(page, width=320) == []
    assert target_faults(page) == []


@pytest.mark.parametrize("look", [{}, {"dark": True}, {"easy": True}, {"easy": True, "dark": True}])
def test_form_is_accessible_in_every_look(visit, look):
    page = visit(viewport=PHONE, **look)
    page.goto(REPORT)
    page.click("text=实名")
    assert axe_faults(page, strict=look.get("easy", False)) == []
    page.click("[data-send]")
    expect(page.locator(".error-list")).to_be_visible()
    assert axe_faults(page, strict=look.get("easy", False)) == []
    assert width_faults(page, width=320) == []
    assert width_faults(page, width=640, text=200) == []


def test_no_form_is_longer_than_three_and_a_half_screens_of_a_phone(visit):
    page = visit(viewport=PHONE)
    for slug in sorted(set(SLUGS.values()) - {"answers"}):
        page.goto(f"/interact/{slug}/")
        height = page.evaluate("document.documentElement.scrollHeight")
        assert height <= 3.5 * PHONE["height"], (slug, height)
        # The notice is folded, its tick is not.
        expect(page.locator(".write__notice")).to_be_hidden()
        expect(page.locator("#id_consent")).to_be_visible()


def test_without_javascript_the_whole_form_and_a_picture_are_there(visit):
    page = visit(viewport=PHONE, java_script_enabled=False)
    page.goto(SUGGESTION)
    page.locator("summary", has_text="邮箱").click()
    for part in ("[data-picture] img", "#id_letters", "#id_name", "#id_mail", "text=填了也不会保存"):
        expect(page.locator(part)).to_be_visible()
    expect(page.locator("[data-forget]").first).to_be_hidden()
    page.locator("[data-picture] img").scroll_into_view_if_needed()
    page.fill("#id_subject", "加开夜班车")
    follow(page.locator("[data-send]"))
    expect(page.locator("#id_letters_error, .error-list").first).to_be_visible()
    expect(page.locator("#id_subject")).to_have_value("加开夜班车")


def test_name_and_contact_are_asked_only_of_who_gives_a_name(visit):
    page = visit()
    page.goto(REPORT)
    expect(page.locator("#id_name")).to_be_hidden()
    page.check("input[name='identity'][value='named']")
    expect(page.locator("#id_name")).to_be_visible()
    page.check("input[name='identity'][value='anonymous']")
    expect(page.locator("#id_name")).to_be_hidden()


def test_the_draft_stays_on_the_device_until_it_is_sent(visit):
    page = visit()
    fill_in(page, SUGGESTION)
    page.reload()
    expect(page.locator("#id_subject")).to_have_value("库房的安全通道堵了")
    expect(page.locator("[data-restored]")).to_be_visible()
    assert "csrf" not in stored(page)
    assert page.input_value("input[name='stamp']") not in stored(page)
    page.check("#id_consent")
    page.wait_for_timeout(3100)
    follow(page.locator("[data-send]"))
    expect(page.locator(".receipt__code")).to_be_visible()
    assert "feedback-draft" not in stored(page)


def test_a_report_leaves_no_draft_unless_it_is_asked_for(visit):
    page = visit()
    fill_in(page)
    page.wait_for_timeout(700)
    assert "feedback-draft" not in stored(page)
    page.check("[data-keep-draft]")
    assert "二号库房" in stored(page)
    page.click("[data-forget]:visible")
    expect(page.locator("#id_subject")).to_have_value("")
    assert "feedback-draft" not in stored(page)


# --- Nothing chosen, nothing written is lost ---


def test_two_files_one_of_them_bad_an_error_and_the_receipt(visit):
    page = visit(viewport=PHONE)
    page.goto(REPORT)
    page.locator("summary", has_text="附件").click()
    page.set_input_files(
        "#id_files",
        [
            {"name": "现场.jpg", "mimeType": "image/jpeg", "buffer": picture_bytes(size=(3000, 200))},
            {"name": "说明.pdf", "mimeType": "application/pdf", "buffer": b"<script>"},
        ],
    )
    rows = page.locator("[data-staged] li")
    expect(rows.nth(1)).to_contain_text("没有上传")
    expect(rows.nth(0)).to_contain_text("KB")
    # What is missing is told without asking the server, all of it, in a list and beside the fields.
    page.click("[data-send]")
    expect(page.locator(".error-list")).to_be_focused()
    expect(page.locator(".error-list li")).to_have_count(3)
    expect(page.locator("#id_subject_error")).to_have_text("请用一句话写明是什么事。")
    assert axe_faults(page) == []
    page.fill("#id_subject", "库房的安全通道堵了")
    expect(page.locator("#id_subject_error")).to_have_count(0)
    page.fill("#id_text", "字" * 5001)
    page.check("#id_consent")
    page.click("[data-send]")
    expect(page.locator(".error-list")).to_contain_text("请删去1字再提交")
    page.fill("#id_text", "二号库房的安全通道堆满了料箱。")
    rows.nth(1).get_by_role("button", name="移除").click()
    page.wait_for_timeout(3100)
    follow(page.locator("[data-send]"))
    assert RECEIPT.fullmatch(page.locator(".receipt__code").inner_text())
    expect(page.locator(".receipt__qr")).to_be_hidden()
    with page.expect_download() as download:
        page.get_by_role("button", name="保存为图片").click()
    assert download.value.suggested_filename == "回执.png"
    # For who cannot be given a file, as in WeChat, it stands there for a long press.
    picture = page.locator(".picture-made img")
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") == 1080
    expect(page.locator(".picture-made")).to_contain_text("长按")


def test_each_paper_lies_beside_its_own_field_and_need_not_be_told_missing(visit):
    page = visit(viewport=PHONE)
    page.goto("/interact/member-card/")
    # Which papers are needed is known once it is said what for.
    expect(page.locator("#id_paper_photo")).to_be_hidden()
    page.check("#id_kind_0")
    picture = {"name": "一寸.jpg", "mimeType": "image/jpeg", "buffer": picture_bytes()}
    page.set_input_files("#id_paper_photo", [picture])
    page.set_input_files("#id_files", [{**picture, "name": "其他.jpg"}])
    of_paper = page.locator(".paper", has=page.locator("#id_paper_photo"))
    expect(of_paper.locator("[data-staged] li")).to_contain_text("一寸.jpg")
    expect(page.locator("[data-staged] [data-key]")).to_have_count(2)
    expect(page.locator("#id_lacks_photo")).to_be_hidden()
    assert axe_faults(page) == []
    assert width_faults(page, width=320) == []
    of_paper.get_by_role("button", name="移除").click()
    expect(page.locator("#id_lacks_photo")).to_be_visible()
    expect(page.locator("[data-staged] [data-key]")).to_have_count(1)


def signed_in(visit):
    page = visit()
    page.goto(f"/account/login/?next={SUGGESTION}")
    page.fill("[name=username]", COLLEAGUE)
    page.fill("[name=password]", PASSWORD)
    follow(page.locator("main [type=submit]").first)
    return page


def test_a_draft_is_there_again_after_signing_in_again(visit):
    page = signed_in(visit)
    page.fill("#id_subject", "加开夜班车")
    with page.expect_response(lambda answer: answer.request.method == "POST") as kept:
        page.click("[data-keep-now]")
    assert kept.value.ok
    expect(page.locator("[data-draft-line]")).to_contain_text("草稿已存到网站上")
    assert "feedback-draft" not in stored(page)
    again = signed_in(visit)
    expect(again.locator("#id_subject")).to_have_value("加开夜班车")
