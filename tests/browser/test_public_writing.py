"""Employees' forms in a browser: nothing is cut off, what would be refused is told at once, Back leads on."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.auditing import axe_faults, width_faults
from tests.browser.conftest import PHONE
from tests.browser.content import EMPLOYEE, PASSWORD
from tests.browser.moving import follow
from tests.factories import picture_bytes

pytestmark = pytest.mark.browser
SUGGESTION = "/interact/suggestions/"


@pytest.fixture
def writing(visit) -> Page:
    page = visit(viewport=PHONE)
    page.goto(SUGGESTION)
    yield page
    assert not page.watch.faults


def below(page: Page, field: str):
    """The line that the script puts under a field."""
    return page.locator(f"{field} + p[aria-live]")


def test_what_is_pasted_stays_whole_and_is_counted(writing):
    writing.fill("#id_text", "夜班食堂的供餐时间太短。" * 500)
    expect(below(writing, "#id_text")).to_contain_text("已写6000字，最多5000字，请删去1000字再提交。")
    assert len(writing.input_value("#id_text")) == 6000
    writing.fill("#id_text", "夜班食堂的供餐时间太短。")
    expect(below(writing, "#id_text")).to_have_text("已写12字，最多5000字。")
    writing.fill("#id_subject", "长" * 200)
    expect(below(writing, "#id_subject")).to_contain_text("请删去")
    assert axe_faults(writing) == []
    assert width_faults(writing, width=320) == []


def test_a_number_that_nobody_can_ring_is_told_before_sending(writing):
    writing.check("text=实名")
    writing.fill("#id_phone", "12345")
    writing.locator("#id_phone").blur()
    expect(writing.locator("#id_phone_error")).to_contain_text("打不通")
    writing.fill("#id_phone", "０５１２－66668888 转8")
    expect(writing.locator("#id_phone_error")).to_have_count(0)


def test_a_file_that_is_too_large_is_told_before_sending_and_the_others_stay(writing, tmp_path):
    film, note = tmp_path / "现场.mov", tmp_path / "说明.txt"
    with film.open("wb") as file:
        file.truncate(30 << 20)
    note.write_text("夜班停电的说明")
    writing.set_input_files("#id_files", [film, note])
    expect(below(writing, "#id_files")).to_contain_text("“现场.mov”有30MB")
    expect(writing.locator("[data-staged] .write__name")).to_have_text(["说明.txt"])


def test_back_leads_on_after_a_form_was_refused_once(writing):
    writing.fill("#id_subject", "夜班食堂早关门")
    writing.fill("#id_text", "十一点下班，十点半已经关门。")
    writing.check("#id_consent")
    # Complete, but with a stamp that only the server judges.
    writing.locator("[name=stamp]").evaluate("field => { field.value = 'x' }")
    follow(writing.locator("[data-send]"))
    expect(writing.locator(".error-list")).to_be_visible()
    writing.wait_for_timeout(3100)
    follow(writing.locator("[data-send]"))
    expect(writing.locator(".receipt__code")).to_be_visible()

    writing.go_back()

    expect(writing).to_have_url(re.compile(SUGGESTION + "$"))
    expect(writing.locator("#id_text")).to_be_visible()
    assert writing.evaluate("performance.getEntriesByType('navigation')[0].responseStatus") == 200


def test_a_picture_on_its_way_and_what_is_typed_meanwhile_come_along(visit):
    page = visit(viewport=PHONE)
    page.goto("/account/login/?next=/contribute/new/")
    page.fill("[name=username]", EMPLOYEE)
    page.fill("[name=password]", PASSWORD)
    follow(page.locator("main [type=submit]").first)
    page.fill("#id_title", "一线的好办法")
    chosen = [
        {"name": f"{number}.jpg", "mimeType": "image/jpeg", "buffer": picture_bytes((60, 40), colour=colour)}
        for number, colour in enumerate(("#2e6b4f", "#6b2e4f"))
    ]
    caption = page.locator("[name^=caption-]")
    page.set_input_files("#id_pictures", chosen[0])
    expect(caption).to_have_count(1)
    address = page.locator(".contribute__form").get_attribute("action")
    held = []

    def hold_the_first(route) -> None:
        if route.request.method == "POST" and not held:
            held.append(route)
        else:
            route.continue_()

    page.route("**/contribute/**", hold_the_first)
    page.set_input_files("#id_pictures", chosen[1])
    while not held:
        page.wait_for_timeout(20)
    caption.fill("装配班试用新工装")
    page.check("[name=consent]")
    with page.expect_event("load"):
        page.locator(".contribute__send [value=save]").click()
        held[0].continue_()

    page.goto(address)
    expect(caption).to_have_count(2)
    expect(caption.first).to_have_value("装配班试用新工装")
    assert not page.watch.faults
