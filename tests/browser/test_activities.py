"""Taking part by keyboard alone on a phone, the organiser's phone at the door, a vote from its plan to its summary."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from tests.browser import entering
from tests.browser.auditing import axe_faults, staff_faults, width_faults
from tests.browser.beside import run_beside
from tests.browser.conftest import PHONE
from tests.browser.content import EMPLOYEE, PASSWORD, PUBLICITY, RIGHT
from tests.browser.editing import open_form, saved
from tests.browser.moving import follow, says
from tests.browser.reviewing import decide, submit, told

pytestmark = pytest.mark.browser

# A form that comes back within three seconds is taken for a program's; it was stamped before its first byte came.
OLD_ENOUGH = "() => performance.now() > performance.getEntriesByType('navigation')[0].responseStart + 3050"
VOTE = "职工之家新增设备投票"


@pytest.fixture
def reader(visit) -> Page:
    """Somebody at a phone, whose browser has nothing to complain of at the end."""
    page = visit(viewport=PHONE)
    yield page
    assert not page.watch.faults


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def focus_by_tab(page: Page, target: Locator, most=80) -> None:
    """Press Tab until the target has the focus: what cannot be reached so, cannot be used by keyboard."""
    for _step in range(most):
        if target.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{target} is not reached by Tab")


def go(page: Page, target: Locator) -> None:
    """To the next page by a link or a button."""
    focus_by_tab(page, target)
    follow(target, lambda _target: press(page, "Enter"))


def write(page: Page, **texts: str) -> None:
    """Into fields by their names."""
    for name, text in texts.items():
        focus_by_tab(page, page.locator(f"[name={name}]:visible"))
        page.keyboard.type(text)


def sign_in_and_send(page: Page, button: str) -> None:
    """With 工号 and password within the form of an activity."""
    write(page, **{"sign_in-username": EMPLOYEE, "sign_in-password": PASSWORD})
    page.wait_for_function(OLD_ENOUGH)
    go(page, page.get_by_role("button", name=button, exact=True))


def screen_faults(page: Page) -> list[str]:
    """What is wrong with a screen on a phone, also on the narrowest."""
    faults = axe_faults(page) + width_faults(page, width=320)
    page.set_viewport_size(PHONE)
    return faults


def open_from_list(page: Page, title: str) -> None:
    page.goto("/interact/activities/")
    assert screen_faults(page) == []
    go(page, page.get_by_role("link", name=title, exact=True))
    assert screen_faults(page) == []


def test_a_vote_without_a_choice_is_told_as_on_every_form(site, reader):
    reader.goto(site.pages["vote"])
    problems = reader.locator(".error-list")
    # Told by the page itself, and then by the server: the same words in the same places.
    for told_by in ("page", "server"):
        if told_by == "server":
            reader.locator("#ballot").evaluate("form => form.submit()")
            reader.wait_for_load_state()
        else:
            reader.get_by_role("button", name="投票", exact=True).click()
        expect(problems).to_be_focused()
        expect(problems).to_be_in_viewport()
        expect(problems.locator("li").first).to_have_text("您的选择　请从候选项中选一项。")
        expect(reader.locator("#ballot .ballot__list .field__error")).to_have_text("请从候选项中选一项。")
        assert screen_faults(reader) == []
    problems.get_by_role("link", name="您的选择").click()
    expect(reader.locator("#choice-1")).to_be_in_viewport()


def test_a_vote_by_keyboard_on_a_phone_and_its_receipt(site, reader):
    open_from_list(reader, "最美职工评选")
    focus_by_tab(reader, reader.locator("#choice-1"))
    # Of radio buttons only one is in the order of Tab; arrows move within.
    press(reader, "ArrowDown")
    expect(reader.locator("#choice-2")).to_be_checked()
    sign_in_and_send(reader, "投票")
    says(reader.locator("h1"), "投票成功")
    assert screen_faults(reader) == []
    receipt = reader.locator(".receipt__code").inner_text()
    go(reader, reader.get_by_role("link", name="回到投票"))
    says(reader.locator(".notice").first, "您已经投过票")
    go(reader, reader.get_by_role("link", name="核对回执"))
    write(reader, receipt=receipt)
    go(reader, reader.get_by_role("button", name="核对"))
    says(reader.locator(".notice"), "这张选票已经收到")
    assert screen_faults(reader) == []


def answer(page: Page, wanted: list[str]) -> None:
    """The question that is shown, in whichever order its options stand."""
    if page.locator("[name=text]").count():
        write(page, text=wanted[0])
        return
    options = [page.get_by_label(text, exact=True) for text in wanted]
    if page.locator("[type=radio]").count():
        focus_by_tab(page, page.locator("[type=radio]").first)
        press(page, "Space")
        while not options[0].is_checked():
            press(page, "ArrowDown")
    else:
        for place in sorted(option.get_attribute("id") for option in options):
            focus_by_tab(page, page.locator(f"#{place}"))
            press(page, "Space")
    says(page.locator("[data-status-of-saving]"), "已存")


def test_a_quiz_by_keyboard_on_a_phone_and_its_result(site, reader):
    open_from_list(reader, "普法知识竞赛")
    go(reader, reader.get_by_role("button", name="登录后答题"))
    write(reader, username=EMPLOYEE, password=PASSWORD)
    go(reader, reader.get_by_role("button", name="登录", exact=True))
    go(reader, reader.get_by_role("button", name="开始答题"))
    for number in range(1, len(RIGHT) + 1):
        says(reader.locator("h1"), f"第{number}题，共{len(RIGHT)}题")
        answer(reader, RIGHT[reader.locator(".quiz-question__text").inner_text()])
        assert screen_faults(reader) == []
        onward = "下一题" if number < len(RIGHT) else "保存并交卷"
        go(reader, reader.get_by_role("button", name=onward, exact=True))
    says(reader.locator("h1"), "确定要交卷吗")
    says(reader.locator("main"), "所有题目都已作答")
    assert screen_faults(reader) == []
    go(reader, reader.get_by_role("button", name="交卷", exact=True))
    says(reader.locator(".quiz-mine__score"), "15分（满分15分） 合格")
    assert screen_faults(reader) == []
    go(reader, reader.get_by_role("link", name="回到竞赛"))
    says(reader.locator(".quiz-mine"), "第1次：15分")
    assert screen_faults(reader) == []


def test_a_contribution_by_keyboard_on_a_phone(site, reader):
    open_from_list(reader, "食堂怎样办得更好")
    # To the form and no further: the way there is a link within the page.
    focus_by_tab(reader, reader.get_by_role("link", name="我要发言、提问"))
    press(reader, "Enter")
    write(reader, text="希望周三也有面食窗口。")
    sign_in_and_send(reader, "发送")
    says(reader.locator(".notice").first, "审核通过后公开")
    mine = reader.locator("#mine .post")
    says(mine, "希望周三也有面食窗口。")
    says(mine.locator(".tag"), "待审")
    expect(reader.locator("#posts")).not_to_contain_text("面食窗口")
    assert screen_faults(reader) == []


def test_signing_up_by_keyboard_on_a_phone(site, reader):
    open_from_list(reader, "亲子秋游")
    write(reader, **{"companion-1-name": "郑小禾", "companion-1-relation": "子女", "question-bus": "南门"})
    sign_in_and_send(reader, "报名")
    says(reader.locator(".notice").first, "报名成功")
    says(reader.locator(".signup"), "共2人，随行：郑小禾（子女）")
    expect(reader.locator(".signup__qr svg")).to_be_visible()
    assert screen_faults(reader) == []


def test_checking_in_with_the_organisers_phone(site, visit):
    door = visit(viewport=PHONE)
    entering.sign_in(door, "writer")
    door.goto(site.pages["check_in"])
    says(door.locator(".check-in"), "宋雨桐")
    says(door.locator(".check-in__state"), "已报上，未签到")
    assert screen_faults(door) == []
    follow(door.locator(".check-in__button"))
    says(door.locator(".check-in__state"), "已于")
    expect(door.locator(".check-in__button")).to_have_count(0)
    assert screen_faults(door) == []
    assert not door.watch.faults


def by_hours(hours: int) -> str:
    """So many hours from now, as the forms of the admin write it."""
    return f"{timezone.localtime(timezone.now() + timedelta(hours=hours)):%Y-%m-%d %H:%M}"


def plan_a_vote(desk: Page, site) -> str:
    """Fill in what an organiser does; returns the address of the draft."""
    open_form(desk, f"/admin/pages/add/activities/votepage/{site.pages['id_activities']}/")
    fields = {"title": VOTE, "summary": "请选出最想要的设备。", "opens_at": by_hours(-1), "closes_at": by_hours(1)}
    for name, text in fields.items():
        desk.fill(f"[name={name}]", text)
    # A click elsewhere puts the calendar away.
    desk.click("[name=title]")
    for number, name in enumerate(("跑步机", "乒乓球桌")):
        desk.fill(f"[name=candidates-{number}-name]", name)
    desk.locator("#id_publicity-chooser [data-chooser-action-choose]:visible").click()
    desk.fill(".modal [name=q]", PUBLICITY)
    desk.locator(".modal").get_by_role("link", name=PUBLICITY).click()
    says(desk.locator("#id_publicity-chooser"), PUBLICITY)
    saved(desk)
    return desk.url


def approve(title: str, first: Page, last: Page) -> None:
    decide(first, title, "通过初审", secrecy=True)
    told(first, "已通过初审")
    decide(last, title, "通过终审")
    told(last, "已通过终审")


def test_a_vote_from_its_plan_to_its_summary(site, visit, reader):
    writer, first, last = (visit() for _person in range(3))
    for page, username in ((writer, "writer"), (first, "first"), (last, "last")):
        entering.sign_in(page, username)
    address = plan_a_vote(writer, site)
    submit(writer)
    told(writer, "提交审核")
    approve(VOTE, first, last)

    open_from_list(reader, VOTE)
    focus_by_tab(reader, reader.locator("#choice-1"))
    press(reader, "Space")
    sign_in_and_send(reader, "投票")
    says(reader.locator("h1"), "投票成功")
    run_beside(site, "tests.browser.content.end_vote", VOTE)

    open_form(writer, address)
    words = "投票结束，职工之家将添置得票多的设备。"
    writer.locator("[data-contentpath=conclusion] [contenteditable=true]").fill(words)
    saved(writer)
    faults = staff_faults(writer)
    submit(writer)
    told(writer, "提交审核")
    approve(VOTE, first, last)
    open_from_list(reader, VOTE)
    says(reader.locator(".activity__conclusion"), words)
    faults += [fault for page in visit.pages for fault in page.watch.faults]
    assert not faults, "\n".join(faults)
