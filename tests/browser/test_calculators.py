"""The calculators in a browser: faults before anything is sent, the device's calendar, the result taken along."""

import pytest
from playwright.sync_api import expect

from tests.browser.auditing import axe_faults, target_faults, width_faults
from tests.browser.conftest import PHONE
from tests.browser.moving import follow

pytestmark = pytest.mark.browser

OVERTIME, MATERNITY, LIMITATION = (f"/rights/calculators/{key}/" for key in ("overtime", "maternity", "limitation"))


def calculate(page) -> None:
    follow(page.locator("main form.form button[type=submit]"))


def test_what_is_missing_is_told_as_on_the_channels_forms(visit):
    page = visit(viewport=PHONE)
    page.goto(OVERTIME)
    page.locator("main form.form button[type=submit]").click()
    expect(page.locator(".error-list")).to_be_focused()
    expect(page.locator(".error-list")).to_contain_text("改好后请再按“计算”")
    expect(page.locator("#id_wage_error")).to_have_text("请填写月工资（元），比如5000。")
    page.locator(".error-list a").click()
    expect(page.locator("#id_wage")).to_be_focused()
    page.fill("#id_wage", "6000")
    expect(page.locator("#id_wage_error")).to_have_count(0)
    page.fill("#id_weekday_hours", "十")
    calculate(page)
    expect(page.locator(".error-list")).to_be_focused()
    expect(page.locator("#id_weekday_hours_error")).to_contain_text("汉字")
    assert page.input_value("#id_weekday_hours") == "十"


def test_a_day_is_chosen_in_the_calendar_or_typed(visit):
    page = visit(viewport=PHONE)
    page.goto(MATERNITY)
    box = page.locator(".day").first
    expect(box.get_by_role("button")).to_have_accessible_name("选日期 从哪一天开始休")
    box.locator("[data-picker]").evaluate(
        "field => { field.value = '2026-03-01'; field.dispatchEvent(new Event('change', { bubbles: true })); }"
    )
    expect(page.locator("#id_begins_on")).to_have_value("2026-03-01")
    page.fill("#id_ends_on", "2026年6月6日")
    calculate(page)
    expect(page.locator(".result__value")).to_contain_text("98天")
    expect(page.locator("#id_ends_on")).to_have_value("2026年6月6日")


def test_a_result_is_taken_along_as_text_picture_and_question(visit):
    page = visit(viewport=PHONE)
    page.goto(LIMITATION)
    page.fill("#id_began_on", "2025-10-09")
    page.fill("#id_interrupted_on_1", "20251120")
    calculate(page)
    expect(page.locator("#result")).to_be_focused()
    assert "主张权利的日期：2025-11-20" in page.locator("[data-copy]").get_attribute("data-copy")
    with page.expect_download() as kept:
        page.get_by_role("button", name="保存为图片").click()
    assert kept.value.suggested_filename == "仲裁时效.png"
    assert axe_faults(page) == []
    assert target_faults(page) == []
    assert width_faults(page, width=320) == []
    follow(page.get_by_role("button", name="带着这些数问一问"))
    assert page.url.endswith("/interact/questions/")
    assert "主张权利的日期：2025-11-20" in page.input_value("#id_text")
