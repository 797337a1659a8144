"""Writing is never lost in the admin: half-finished drafts, the save that runs by itself, the end of a session."""

import re

import pytest
from playwright.sync_api import Route, expect

from tests.browser.editing import fill_in, new_piece, saved
from tests.browser.entering import sign_in
from tests.browser.moving import follow

pytestmark = pytest.mark.browser


def test_a_draft_with_empty_blocks_saves_itself(site, visit):
    desk = visit()
    sign_in(desk, "writer")
    new_piece(desk, site)
    body = desk.locator("section[id$=body-section]")
    for block in ("引用法条", "图集", "表格", "图表", "引语", "问答", "视频", "附件", "提示框"):
        body.get_by_role("button", name="插入区块").last.click()
        desk.get_by_role("option", name=block, exact=True).click()
        if block in ("引用法条", "图集", "附件"):
            # These begin by choosing.
            desk.locator(".modal [data-dismiss=modal]").first.click()
            desk.locator(".modal-body").wait_for(state="detached")

    saved(desk)

    expect(desk).to_have_url(re.compile(r"/admin/pages/\d+/edit/$"))
    desk.goto(desk.url)
    expect(desk.locator("[name=title]")).to_have_value("")
    assert desk.locator("section[id$=body-section] [data-contentpath]").count() > 9
    assert "已暂停" not in desk.locator("footer").inner_text()
    desk.get_by_role("button", name="更多操作").click()
    follow(desk.get_by_role("button", name="保存草稿"))
    expect(desk.locator(".messages")).to_contain_text("未拟标题")
    assert not desk.watch.faults


def hold_the_first_save(desk) -> list[Route]:
    """What comes to stand in the list is the next save that runs by itself; it goes on by `continue_()`."""
    held: list[Route] = []

    def hold_the_first(route: Route) -> None:
        if "application/json" in route.request.headers.get("accept", "") and not held:
            held.append(route)
        else:
            route.continue_()

    desk.route("**/admin/pages/**", hold_the_first)
    return held


def test_a_submission_waits_for_the_save_that_is_under_way(site, visit):
    """Otherwise that save comes later and is taken for one from another window."""
    desk = visit()
    sign_in(desk, "writer")
    new_piece(desk, site)
    held = hold_the_first_save(desk)
    desk.fill("[name=title]", "还没写完就提交的稿件")
    expect(desk.locator("#w-autosave-indicator")).to_have_attribute("data-w-autosave-state-value", "saving")
    desk.get_by_role("button", name="提交给两级审核").click()
    while not held:
        desk.wait_for_timeout(50)
    with desk.expect_event("load"):
        held[0].continue_()

    expect(desk).to_have_url(re.compile(r"/edit/$"))
    expect(desk.locator(".messages")).to_contain_text(re.compile("校验|标红"))
    saved(desk)
    # What is mended in a form that came back is kept as well.
    desk.fill("[name=summary]", "补上的摘要")
    saved(desk)
    expect(desk.locator("#w-editing-sessions")).not_to_contain_text("保存", use_inner_text=True)
    desk.goto(f"/admin/pages/{site.pages['id_news']}/")
    expect(desk.get_by_role("link", name="还没写完就提交的稿件", exact=True)).to_have_count(1)


def test_the_end_of_an_idle_session_keeps_what_was_written_and_leads_back(site, visit):
    desk = visit()
    sign_in(desk, "writer")
    new_piece(desk, site)
    desk.fill("[name=title]", "写到一半走开了")
    saved(desk)
    address = desk.url
    desk.clock.install()
    desk.goto(address)
    desk.clock.run_for(3000)

    desk.clock.run_for("13:10")
    bar = desk.locator(".session-bar")
    expect(bar).to_contain_text("即将自动退出")
    desk.clock.run_for("02:00")

    expect(bar).to_contain_text("写好的内容都已存为草稿")
    target = bar.get_by_role("link", name="重新登录").get_attribute("href")
    assert target.endswith("?next=" + re.sub("/", "%2F", address.removeprefix(site.base)))


def test_what_could_not_be_kept_waits_for_a_sign_in_in_another_window(site, visit):
    """The session is gone while something lies unsaved: signed in anew, the page goes on by itself."""
    desk = visit()
    sign_in(desk, "writer")
    new_piece(desk, site)
    desk.fill("[name=title]", "登录中断的稿件")
    saved(desk)
    address = desk.url
    cookies = desk.context.cookies()
    desk.context.clear_cookies(name="sessionid")
    desk.watch.expected |= {address, site.base + "/admin/login/"}
    desk.fill("[name=title]", "登录中断的稿件，又写了一句")
    bar = desk.locator(".session-bar")
    expect(bar).to_contain_text("本页还有没保存的内容")
    desk.locator("[data-edit-form]").evaluate("form => form.requestSubmit()")
    expect(bar.get_by_role("link", name="重新登录")).to_be_focused()
    assert desk.url == address

    desk.context.add_cookies(cookies)
    desk.evaluate("dispatchEvent(new Event('focus'))")

    expect(bar).to_be_hidden()
    saved(desk)
    desk.goto(address)
    expect(desk.locator("[name=title]")).to_have_value("登录中断的稿件，又写了一句")


# --- What is sent is what stands on the screen ---

TYPED = "夜班食堂从十月起供应热饭，Night shift 2026，地点在二号楼"
# Presses in the page itself: a hand's own way to the button would lengthen the pause.
PRESS = "([name, pause]) => { setTimeout(() => document.querySelector(`[name=${name}]`).click(), pause) }"


@pytest.fixture
def piece(site, visit):
    """A complete draft whose rich text holds the cursor, and a save of it that lasts until `release()`."""
    desk = visit()
    sign_in(desk, "writer")
    new_piece(desk, site)
    fill_in(desk)
    body = desk.locator("section[id$=body-section]")
    body.locator("[role=textbox]").fill("第一句。")
    saved(desk)
    held = hold_the_first_save(desk)
    desk.fill("[name=place]", "职工之家三楼")
    while not held:
        desk.wait_for_timeout(20)
    body.locator("[role=textbox]").click()
    desk.keyboard.press("Control+End")
    desk.release = lambda: held[0].continue_()
    desk.address = desk.url
    return desk


def opened_anew(desk):
    """The body as the editor shows it anew, or a reader's page where the piece is with the reviewers."""
    desk.unroute_all(behavior="ignoreErrors")
    desk.goto(desk.address)
    return desk.locator("section[id$=body-section]")


@pytest.mark.parametrize("pause", [0, 50, 200, 500])
def test_what_is_typed_right_before_submitting_is_submitted(piece, pause):
    piece.keyboard.type(TYPED)
    with piece.expect_event("load"):
        piece.evaluate(PRESS, ["action-submit", pause])
        piece.release()
    expect(piece.locator(".messages")).to_contain_text("提交审核")
    expect(opened_anew(piece)).to_contain_text(f"第一句。{TYPED}")
    assert not piece.watch.faults


@pytest.mark.parametrize("way", ["shortcut", "requestSubmit", "submit"])
def test_every_other_way_to_send_the_form_takes_along_what_was_just_typed(piece, way):
    piece.keyboard.type(TYPED)
    with piece.expect_event("load"):
        if way == "shortcut":
            piece.keyboard.press("Control+s")
        else:
            piece.locator("[data-edit-form]").evaluate(f"form => form.{way}()")
        piece.release()
    expect(opened_anew(piece)).to_contain_text(f"第一句。{TYPED}")


@pytest.mark.parametrize("way", ["button", "shortcut"])
def test_a_word_that_is_still_being_composed_is_taken_along(piece, way):
    """Chinese is put together before it is there; sending ends that."""
    typing = piece.context.new_cdp_session(piece)
    for text in ("yeban", "夜班"):
        typing.send("Input.imeSetComposition", {"text": text, "selectionStart": len(text), "selectionEnd": len(text)})
    with piece.expect_event("load"):
        if way == "shortcut":
            piece.keyboard.press("Control+s")
        else:
            piece.get_by_role("button", name="提交给两级审核").click()
        piece.release()
    expect(opened_anew(piece)).to_contain_text("第一句。夜班")


def write_comment(desk):
    desk.locator("[data-contentpath=place]").hover()
    desk.locator("[data-contentpath=place] [data-comment-add]").first.click()
    desk.locator(".comment__input").fill("地点请")


def test_a_comment_that_is_not_yet_confirmed_is_taken_along(piece):
    write_comment(piece)
    with piece.expect_event("load"):
        piece.evaluate(PRESS, ["action-submit", 0])
        piece.release()
    piece.unroute_all(behavior="ignoreErrors")
    piece.goto(piece.address)
    piece.locator("[data-side-panel-toggle=comments]").click()
    expect(piece.locator(".comment__text")).to_have_text("地点请")


def test_a_save_that_ends_leaves_the_comment_that_is_being_written(piece):
    write_comment(piece)
    with piece.expect_response("**/admin/pages/*/edit/"):
        piece.release()
    saved(piece)
    piece.keyboard.type("再核对。")
    expect(piece.locator(".comment__input")).to_have_value("地点请再核对。")
    with piece.expect_event("load"):
        piece.keyboard.press("Control+s")
    opened_anew(piece)
    piece.locator("[data-side-panel-toggle=comments]").click()
    expect(piece.locator(".comment__text")).to_have_text("地点请再核对。")


def test_what_is_typed_in_the_moment_a_save_ends_is_saved_next(site, visit):
    desk = visit()
    sign_in(desk, "writer")
    new_piece(desk, site)
    desk.evaluate("""() => document.addEventListener(
        "w-autosave:success", () => { document.forms["page-edit-form"].elements.title.value += "（续）"; },
        { capture: true, once: true },
    )""")
    desk.fill("[name=title]", "夜班食堂")
    expect(desk.locator("[name=title]")).to_have_value("夜班食堂（续）")
    saved(desk)
    desk.goto(desk.url)
    expect(desk.locator("[name=title]")).to_have_value("夜班食堂（续）")


def test_a_tag_without_its_comma_is_taken_along(piece):
    piece.locator(".tagit-new input").fill("夜班食堂")
    with piece.expect_event("load"):
        piece.keyboard.press("Control+s")
        piece.release()
    opened_anew(piece)
    expect(piece.locator(".tagit-label")).to_have_text(["夜班食堂"])
