"""Activities on their whole way: planned, read twice, publicised, voted in by keyboard on a phone, summed up."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.browser import entering
from tests.browser.auditing import axe_faults, width_faults
from tests.browser.conftest import PHONE
from tests.browser.content import EMPLOYEE, PASSWORD
from tests.browser.moving import follow, says
from tests.browser.test_review import decide, submit, told

pytestmark = pytest.mark.browser
TITLE = "年度先进班组评选"


@pytest.fixture
def sign_in(visit):
    def enter(username: str):
        page = visit()
        entering.sign_in(page, username)
        return page

    return enter


def moment(days: float) -> str:
    return f"{timezone.localtime(timezone.now() + timedelta(days=days)):%Y-%m-%d %H:%M}"


def press(page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def focus_by_tab(page, target, most=80) -> None:
    """Press Tab until the target has the focus: what cannot be reached so, cannot be used by keyboard."""
    for _step in range(most):
        if target.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{target} is not reached by Tab")


def test_from_the_plan_to_the_receipt(site, visit, sign_in):
    organiser = sign_in("writer")
    organiser.goto("/admin/pages/add/interact/votepage/" + site.pages["id_activities"] + "/")
    fields = {
        "title": TITLE,
        "summary": "各车间推荐了两个班组，请您选出年度先进班组，一人一票，不记名。",
        "opens_at": moment(-1),
        "closes_at": moment(5),
        "candidates-0-name": "机加车间镗铣班",
        "candidates-1-name": "总装车间液压班",
    }
    for name, text in fields.items():
        organiser.fill(f"[name={name}]", text)
    organiser.click("[name=title]")
    # Without a piece that makes it known, nobody can hand in the plan.
    submit(organiser)
    says(organiser.locator("body"), "请选择宣传稿件")
    organiser.locator("#id_publicity-chooser [data-chooser-action-choose]:visible").first.click()
    chooser = organiser.locator(".modal-content")
    chooser.locator("[name=q]").fill("职工活动季")
    chooser.get_by_role("link", name="职工活动季开始了").click()
    submit(organiser)
    told(organiser, "提交审核")

    reader = visit(viewport=PHONE)
    reader.goto("/interact/activities/")
    assert TITLE not in reader.content()
    for username, button in (("first", "通过初审"), ("last", "通过终审")):
        reviewer = sign_in(username)
        decide(reviewer, TITLE, button, secrecy=username == "first")
        told(reviewer, f"已{button}")

    # Open at once: its time has come and the publicity has been live for long enough.
    reader.reload()
    link = reader.get_by_role("link", name=TITLE, exact=True)
    focus_by_tab(reader, link)
    follow(link, lambda _link: press(reader, "Enter"))
    assert axe_faults(reader) == []
    assert width_faults(reader, width=320) == []
    focus_by_tab(reader, reader.locator("#choice-1"))
    # Of radio buttons only one is in the order of Tab; arrows move within.
    press(reader, "ArrowDown")
    expect(reader.locator("#choice-2")).to_be_checked()
    for name, text in (("sign_in-username", EMPLOYEE), ("sign_in-password", PASSWORD)):
        focus_by_tab(reader, reader.locator(f"[name={name}]"))
        reader.keyboard.type(text)
    reader.wait_for_timeout(3000)
    follow(reader.locator("[name=sign_in-password]"), lambda _field: press(reader, "Enter"))
    says(reader.locator("h1"), "投票成功")
    assert axe_faults(reader) == []
    assert width_faults(reader, width=320) == []
    receipt = reader.locator(".receipt__code").inner_text()
    follow(reader.get_by_role("link", name="回到投票"))
    says(reader.locator(".notice").first, "您已经投过票")
    follow(reader.get_by_role("link", name="核对回执"))
    reader.fill("[name=receipt]", receipt)
    follow(reader.get_by_role("button", name="核对"))
    says(reader.locator(".notice"), "这张选票已经收到")
    assert axe_faults(reader) == []


def test_the_summary_is_written_read_and_shown(site, visit, sign_in):
    organiser = sign_in("writer")
    organiser.goto(f"/admin/pages/{site.pages['id_counted']}/edit/")
    says(organiser.locator(".activity-panel"), "已结束")
    organiser.locator("[data-contentpath=conclusion] [contenteditable=true]").click()
    organiser.keyboard.type("两种款式票数相同，工会委员会将另行组织投票。")
    submit(organiser)
    told(organiser, "提交审核")
    for username, button in (("first", "通过初审"), ("last", "通过终审")):
        reviewer = sign_in(username)
        decide(reviewer, "工作服款式投票", button, secrecy=username == "first")
        told(reviewer, f"已{button}")
    reader = visit(viewport=PHONE)
    reader.goto(site.pages["counted"])
    says(reader.locator(".activity__conclusion"), "另行组织投票")
    says(reader.locator(".results").first, "票数相同，待定")
    assert axe_faults(reader) == []
    assert width_faults(reader, width=320) == []
