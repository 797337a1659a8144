"""Taking part with a browser: a vote by keyboard alone on a phone, its receipt, and the check of it."""

import pytest
from playwright.sync_api import expect

from tests.browser.auditing import axe_faults, width_faults
from tests.browser.conftest import PHONE
from tests.browser.content import EMPLOYEE, PASSWORD
from tests.browser.moving import follow, says

pytestmark = pytest.mark.browser


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


def test_a_vote_by_keyboard_on_a_phone_and_its_receipt(site, visit):
    reader = visit(viewport=PHONE)
    reader.goto("/interact/activities/")
    assert axe_faults(reader) == []
    assert width_faults(reader, width=320) == []
    link = reader.get_by_role("link", name="最美职工评选", exact=True)
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
