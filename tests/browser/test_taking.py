"""Streams take files and tables as they come: dropped, chosen several at once, pasted; what is refused is said."""

import pytest
from playwright.sync_api import expect

from tests.browser.editing import drop, saved
from tests.browser.test_tables import PAGE, paste
from tests.factories import picture_bytes

pytestmark = pytest.mark.browser
SHOWN = ["慰问组把热饮送到岗位", "职工代表记下取暖问题", "装配车间夜班班前会", "机加车间领取手套"]
COLOURS = ("#b3242b", "#2e6b4f", "#9a6200", "#675e56")


def picture(name: str, colour: str) -> dict:
    return {"name": f"{name}.jpg", "mimeType": "image/jpeg", "buffer": picture_bytes((640, 480), colour=colour)}


PICTURES = [picture(name, colour) for name, colour in zip(SHOWN, COLOURS, strict=True)]
NOTICE = {"name": "慰问物资登记表.txt", "mimeType": "text/plain", "buffer": "登记表\n".encode() * 20}
BROKEN = {"name": "坏图片.jpg", "mimeType": "image/jpeg", "buffer": b"no picture"}
PHONE = picture("微信图片_20260508101010", "#1f1c19")


@pytest.fixture
def body(desk):
    return desk.locator("section[id$=body-section]")


def blocks(body) -> list[str]:
    """Names of the blocks of the body itself."""
    script = """box => [...box.querySelectorAll("[data-streamfield-stream-container] > [data-streamfield-child]")]
        .filter(block => block.getAttribute("aria-hidden") !== "true")
        .map(block => block.querySelector(".c-sf-block__type").textContent.trim())"""
    return body.evaluate(script)


def alts(body) -> list[str]:
    return [field.input_value() for field in body.locator("[name$=-alt_text]").all()]


def test_dropped_files_become_a_gallery_and_attachments_and_refused_ones_are_named(desk, body):
    drop(body.locator(".taking-bar"), [*PICTURES[:2], BROKEN, NOTICE])
    told = body.locator(".taking-told")
    expect(told).to_contain_text("“坏图片.jpg”没有放进来：")
    assert blocks(body) == ["正文段落", "图集", "附件"]
    assert alts(body) == SHOWN[:2]
    # Where they are dropped they join; one more is no second gallery.
    drop(body.locator("[data-streamfield-list-container]").first, [PICTURES[2]])
    expect(body.locator("[name$=-alt_text]")).to_have_count(3)
    assert blocks(body) == ["正文段落", "图集", "附件"]
    desk.fill("[name=title]", "夜班慰问")
    saved(desk)
    desk.goto(desk.url)
    # The paragraph in which nobody wrote was not kept.
    assert blocks(body) == ["图集", "附件"]
    assert alts(body) == SHOWN[:3]


def test_one_picture_is_a_picture_and_the_name_a_phone_gave_describes_nothing(desk, body):
    with desk.expect_file_chooser() as chooser:
        body.get_by_role("button", name="上传图片和文件").click()
    chooser.value.set_files([PHONE])
    expect(body.locator("[name$=-alt_text]")).to_have_count(1)
    assert blocks(body) == ["正文段落", "图片"]
    assert alts(body) == [""]


def test_a_new_gallery_chooses_several_and_has_no_words_of_its_own(desk, body):
    drop(body.locator(".taking-bar"), PICTURES)
    expect(body.locator("[name$=-alt_text]")).to_have_count(4)
    body.get_by_role("button", name="插入区块").last.click()
    desk.get_by_role("option", name="图集", exact=True).click()
    modal = desk.locator(".modal-body")
    modal.wait_for()
    assert alts(body)[4:] == ["", ""]
    expect(body.locator(".error-message")).to_have_count(0)
    for title in SHOWN[1:]:
        modal.get_by_label(title).first.check()
    modal.get_by_role("button", name="确认选择").first.click()
    modal.wait_for(state="detached")
    assert sorted(alts(body)[4:]) == sorted(SHOWN[1:])


def test_files_on_their_way_are_waited_for(desk, body):
    held = []
    desk.route("**/images/chooser/create/**", lambda route: held.append(route))
    drop(body.locator(".taking-bar"), PICTURES[:1])
    while not held:
        desk.wait_for_timeout(50)
    desk.get_by_role("button", name="提交给两级审核", exact=True).first.click()
    expect(body.locator(".taking-told")).to_contain_text("文件还在上传")
    held[0].abort()
    expect(body.locator(".taking-told")).to_contain_text("没有传上来")
    desk.watch.faults.clear()


def test_one_picture_for_cover_and_body_at_once_is_sent_once_after_the_other(desk, body):
    held = []
    desk.route("**/images/chooser/create/**", lambda route: held.append(route))
    same = [picture("晨光里的机加车间", "#123456")]
    drop(desk.locator("#id_cover-chooser"), same)
    drop(body.locator(".taking-bar"), same)
    while not held:
        desk.wait_for_timeout(50)
    desk.wait_for_timeout(500)
    assert len(held) == 1
    held[0].continue_()
    desk.unroute("**/images/chooser/create/**")
    expect(body.locator("[name$=-alt_text]")).to_have_value("晨光里的机加车间")
    expect(desk.locator("[name=cover_alt]")).to_have_value("晨光里的机加车间")


def test_a_table_is_pasted_into_a_text_where_the_cursor_is(desk, body):
    text = body.locator("[contenteditable=true]").first
    text.click()
    desk.keyboard.type("走访人数如下。")
    desk.keyboard.press("Enter")
    desk.keyboard.type("以上数字已核对。")
    desk.keyboard.press("ArrowUp")
    paste(desk, text, "年份\t\n2025\t402", PAGE)
    expect(body.locator(".typed-table-block")).to_have_count(1)
    assert blocks(body) == ["正文段落", "表格", "正文段落"]
    expect(body.locator("[contenteditable=true]")).to_have_text(["走访人数如下。", "以上数字已核对。"])
    # Words beside it are kept as they always were.
    paste(desk, body.locator("[contenteditable=true]").last, "见下表\n2025\t402", f"<p>见下表</p>{PAGE}")
    expect(body.locator("[contenteditable=true]").last).to_contain_text("见下表")
    assert blocks(body).count("表格") == 1


def test_the_words_of_the_cover_go_with_the_picture_through_each_save(desk):
    box, alt = desk.locator("#id_cover-chooser"), desk.locator("[name=cover_alt]")
    for number in (0, 1, 2):
        drop(box, [PICTURES[number]])
        expect(alt).to_have_value(SHOWN[number])
        saved(desk)
    alt.fill("三张里的这一张")
    drop(box, [PICTURES[3]])
    expect(box).to_contain_text(SHOWN[3])
    expect(alt).to_have_value("三张里的这一张")
