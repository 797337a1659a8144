"""How much a writer and two reviewers press and fill until a piece is live."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, expect

from tests.browser import entering
from tests.browser.editing import drop
from tests.browser.moving import follow
from tests.browser.test_tables import SHEET, paste
from tests.browser.test_taking import NOTICE, PICTURES, SHOWN

pytestmark = pytest.mark.browser
TITLE = "一线班组节前慰问走进夜班岗位"
PARAGRAPHS = [
    "慰问组当晚走访了机加车间和装配车间，把热饮送到夜班岗位。",
    "职工说，最想解决的是更衣室的取暖，慰问组当场记下。",
    "各车间的走访人数见下表，后续办理情况另行公布。",
]
MOST = 25


class Hand:
    """Presses and fills like a person, and counts each as one."""

    def __init__(self, page):
        self.page, self.done = page, 0

    def click(self, target):
        self.done += 1
        target.click()

    def fill(self, name: str, text: str):
        self.done += 1
        self.page.fill(f"[name={name}]", text)

    def follow(self, target):
        self.done += 1
        follow(target)


def write(hand: Hand, bring: Callable[[Hand, Locator], None]) -> None:
    """From the first page to submitted: cover, gallery of four, pasted table, law, attachment."""
    page = hand.page
    page.goto("/admin/")
    hand.follow(page.locator(".writing-sections").get_by_role("link", name="写动态稿件"))
    hand.fill("title", TITLE)
    hand.done += 1
    page.select_option("[name=kind]", "activity")
    hand.fill(
        "summary", "节前夜班慰问走进两个车间，送上热饮，也把职工最想解决的更衣室取暖问题记了下来，后续办理另行公布。"
    )
    hand.fill("starts_at", "2026-05-11 19:00")
    hand.fill("place", "机加车间")
    hand.fill("fact_checker", "周若禾")
    # The account of the tests has neither name nor department, which a real one fills in by itself: not counted.
    page.fill("[name=author]", "姚静")
    page.select_option("[name=department]", index=1)
    body = page.locator("section[id$=body-section]")
    hand.done += 1
    body.locator("[contenteditable=true]").click()
    for number, text in enumerate(PARAGRAPHS):
        if number:
            page.keyboard.press("Enter")
        page.keyboard.type(text)
    hand.done += 1
    paste(page, body.locator("[contenteditable=true]"), SHEET)
    bring(hand, body)
    hand.click(body.get_by_role("button", name="插入区块").last)
    hand.click(page.get_by_role("option", name="引用法条", exact=True))
    modal = page.locator(".modal-body")
    hand.done += 1
    modal.get_by_label("查找法条").fill("劳动法3")
    hand.click(modal.get_by_role("link", name="第三条").first)
    modal.wait_for(state="detached")
    expect(page.locator("[name=cover_alt]")).to_have_value(re.compile("."))
    expect(body.locator("[name$=-alt_text]")).to_have_count(4)
    expect(body.locator(".c-sf-block__type")).to_contain_text(["正文段落", "表格", "图集", "附件", "引用法条"])
    hand.follow(page.get_by_role("button", name="提交给两级审核", exact=True).first)
    said = page.locator(".messages").inner_text() + " ".join(page.locator(".error-message").all_inner_texts())
    assert "提交审核" in said


def drop_all(hand: Hand, body: Locator) -> None:
    """Photographs and a notice lie in a folder of the device."""
    hand.done += 2
    drop(hand.page.locator("#id_cover-chooser"), PICTURES[:1])
    drop(body.locator(".taking-bar"), [*PICTURES, NOTICE])
    body.locator("[name$=-document]").wait_for(state="attached", timeout=60_000)


def choose_all(hand: Hand, body: Locator) -> None:
    """They are in the library."""
    page = hand.page
    modal = page.locator(".modal-body")
    hand.click(page.locator("#id_cover-chooser").get_by_role("button", name="选择图片"))
    hand.click(modal.get_by_text(SHOWN[0]).first)
    modal.wait_for(state="detached")
    for button, titles in (("从图库选图片", SHOWN), ("从文件库选附件", ["慰问物资登记表"])):
        hand.click(body.get_by_role("button", name=button))
        for title in titles:
            hand.click(modal.get_by_label(title).first)
        hand.click(modal.get_by_role("button", name="确认选择").first)
        modal.wait_for(state="detached")


def pass_on(hand: Hand, button: str, *, secrecy: bool) -> None:
    page = hand.page
    page.watch.expected_messages.add("axe.run results")
    page.goto("/admin/")
    hand.follow(page.locator(".work__row", has_text=TITLE).get_by_role("link"))
    if secrecy:
        hand.click(page.locator("[name=secrecy_checked]"))
    hand.follow(page.get_by_role("button", name=button, exact=True))


def test_from_the_first_page_to_live_takes_few_clicks(site, visit):
    hands = {}
    for name in ("writer", "first", "last"):
        page = visit()
        entering.sign_in(page, name)
        hands[name] = Hand(page)
    hands["writer"].page.watch.expected_messages.add("axe.run results")
    write(hands["writer"], drop_all)
    pass_on(hands["first"], "通过初审", secrecy=True)
    pass_on(hands["last"], "通过终审", secrecy=False)
    reader = visit()
    reader.goto("/news/")
    expect(reader.get_by_role("link", name=TITLE).first).to_be_visible()
    counted = {name: hand.done for name, hand in hands.items()}
    assert sum(counted.values()) <= MOST, counted


def test_pictures_and_files_of_the_library_take_few_clicks_too(site, visit):
    page = visit()
    entering.sign_in(page, "writer")
    page.watch.expected_messages.add("axe.run results")
    page.goto(f"/admin/pages/add/news/newspage/{site.pages['id_news']}/")
    drop(page.locator(".taking-bar"), [*PICTURES, NOTICE])
    page.locator("section[id$=body-section] [name$=-document]").wait_for(state="attached", timeout=60_000)
    hand = Hand(page)
    write(hand, choose_all)
    assert hand.done <= MOST
